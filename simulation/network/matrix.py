"""Matrices of ties: rows of numbers with or without names, and Matrix Market.

A person's row tells whom they name. A symmetric matrix ties both ends, any other one has arcs. A
number other than 0 is a tie and its weight, where numbers differ.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import LARGE_LOSS, PREVIEWED_ROWS, UsedColumn
from simulation.memory import require
from simulation.network.named import NetworkFile, assemble
from simulation.network.rows import NUMBER
from simulation.network.summary import summarised
from simulation.network.tie_columns import usual_pair
from simulation.network.wanted import Wanted, checked_weights

PERSON_BYTES, _CELL_BYTES = 400, 60
_CODES_OF_MISSING = {9.0, 10.0, 11.0, 99.0, 999.0}
_SMALL_VALUES = {0.0, 1.0, 2.0, 3.0, 4.0}
_COUNTED = re.compile(r"[vx]?\.?([0-9]+)", re.IGNORECASE)
_FEWEST = 3
"""Rows from which on a square of numbers is a matrix: one of two is the same list of ties."""
_CERTAIN = 5
"""Rows from which on a square of numbers is a matrix whatever stands in its diagonal."""


def matrix_of(
    table: pd.DataFrame,
    header: Sequence[str],
    wanted: Wanted,
    file: str,
    how: str,
    *,
    headless: bool,
    facts: list[str],
    warnings: list[str],
) -> NetworkFile | None:
    """The network of a square matrix, or None if the table is none.

    Raises InputError for matrices of people and things, codes for missing answers, and numbers that
    are no weights.
    """
    found = _square(table, header, headless=headless, asked=wanted.format == "matrix")
    if found is None:
        return None
    names, cells = found
    if wanted.source is not None or wanted.target is not None:
        return None
    values = values_of(cells, file)
    numbered = names is None or all(
        (match := _COUNTED.fullmatch(name)) and int(match[1]) == row + 1
        for row, name in enumerate(names)
    )
    labels = [str(row + 1) for row in range(len(cells))] if names is None or numbered else names
    missing = np.isnan(values)
    np.fill_diagonal(missing, False)
    lost = int(missing.sum())
    if lost:
        facts.append(f"{lost:,} cells missing, read as no tie")
        pairs = missing.size - len(missing)
        if lost > LARGE_LOSS * pairs:
            warnings.append(f"{lost:,} of {pairs:,} cells ({lost / pairs:.0%}) are missing.")
    values = np.nan_to_num(values, nan=0.0)
    refuse_codes(values, file)
    return network_of_cells(
        values,
        labels,
        wanted,
        file,
        how.replace("list of ties", "matrix"),
        numbered=numbered,
        facts=facts,
        warnings=warnings,
    )


def _square(
    table: pd.DataFrame, header: Sequence[str], *, headless: bool, asked: bool
) -> tuple[list[str] | None, pd.DataFrame] | None:
    """Names and cells of a square matrix."""
    rows, columns = table.shape
    if columns == rows + 1 and rows >= 2:
        names = [str(name) for name in table[0].fillna("")]
        if not headless and set(header[1:]) == set(names) and len(set(names)) == rows:
            cells = table.iloc[:, 1:]
            if _numeric(cells):
                # Rows may stand in another order than columns.
                order = [list(header[1:]).index(name) for name in names]
                return names, cells.iloc[:, order]
        if (
            rows >= _FEWEST
            and not headless
            and not header[0]
            and _numeric(table.iloc[:, 1:])
            and (
                len(set(names)) == rows
                and _constant_diagonal(table.iloc[:, 1:])
                and all(_COUNTED.fullmatch(name) for name in header[1:])
            )
        ):
            return names, table.iloc[:, 1:]
    if rows == columns and rows >= (2 if asked else _FEWEST) and _numeric(table):
        if not headless and usual_pair(header) is not None and not asked:
            return None
        if asked or _constant_diagonal(table) or rows >= _CERTAIN:
            return (None if headless else list(header)), table
    return None


def _numeric(cells: pd.DataFrame) -> bool:
    values = pd.unique(cells.to_numpy().ravel())
    return all(
        pd.isna(value) or value in ("NA", "NaN", "nan", ".") or bool(NUMBER.fullmatch(str(value)))
        for value in values
    )


def _constant_diagonal(cells: pd.DataFrame) -> bool:
    diagonal = {str(value) for value in np.diag(cells.to_numpy(object))}
    return len(diagonal) == 1


def values_of(cells: pd.DataFrame, file: str) -> NDArray[np.float64]:
    """Cells of a matrix as numbers, NaN where there is none. InputError for negative ones."""
    texts = cells.to_numpy(object)
    columns = []
    for place in range(texts.shape[1]):
        column = pd.Series(texts[:, place], dtype="string").str.replace(",", ".", regex=False)
        columns.append(pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan))
    values = np.column_stack(columns)
    bad = np.argwhere(np.isinf(values) | (values < 0))
    if len(bad):
        row, column = bad[0]
        raise InputError(
            "not a weight",
            source=file,
            field=f"row {row + 1} and column {column + 1} of the matrix",
            found=str(texts[row, column]),
            allowed="finite numbers, 0 or more",
        )
    return values


def refuse_codes(values: NDArray[np.float64], file: str) -> None:
    """Refuse what surveys write for answers that are missing or were not possible."""
    there = set(np.unique(values).tolist())
    codes = there & _CODES_OF_MISSING
    if codes and there - codes <= _SMALL_VALUES and there & {1.0}:
        listed = ", ".join(f"{code:g}" for code in sorted(codes))
        raise InputError(
            "the matrix holds numbers that may be codes for missing or impossible answers",
            source=file,
            field="cells",
            found=listed,
            allowed="0 or NA in their place (in RSiena 9 is missing and 10 a tie that cannot be)",
        )


def network_of_cells(
    values: Any,
    labels: list[str],
    wanted: Wanted,
    file: str,
    how: str,
    *,
    numbered: bool,
    facts: Sequence[str] = (),
    warnings: Sequence[str] = (),
) -> NetworkFile:
    """The network of a matrix, dense or sparse in coordinates."""
    if isinstance(values, np.ndarray):
        source, target = (each.astype(np.int64) for each in np.nonzero(values))
        weight = values[source, target]
    else:
        source, target = values.row.astype(np.int64), values.col.astype(np.int64)
        weight = np.asarray(values.data, np.float64)
    symmetric = _symmetric(source, target, weight, len(labels))
    directed = (not symmetric) if wanted.directed is None else wanted.directed
    rows = len(labels)
    if symmetric:  # each tie stands on both sides of the diagonal
        upper = source <= target
        source, target, weight = source[upper], target[upper], weight[upper]
        if directed:
            off = source != target
            source, target, weight = (
                np.concatenate([source, target[off]]),
                np.concatenate([target, source[off]]),
                np.concatenate([weight, weight[off]]),
            )
    checked = checked_weights(weight, weight, file=file, place="tie {}")
    differ = np.unique(checked[checked > 0]).size > 1
    weighted = (wanted.weight is None and differ) or bool(wanted.weight)
    network = assemble(
        labels,
        source,
        target,
        checked if weighted else np.sign(checked),
        directed,
        nodes=wanted.nodes,
        of_nodes={},
        file=file,
    )
    network = replace(network, numbered=numbered, weight=network.weight if weighted else None)
    columns = [UsedColumn(label, "person") for label in labels[:PREVIEWED_ROWS]]
    size = min(len(labels), PREVIEWED_ROWS)
    corner = np.zeros((size, size))
    inside = (source < size) & (target < size)
    corner[source[inside], target[inside]] = weight[inside]
    if symmetric:
        corner = np.maximum(corner, corner.T)
    return summarised(
        network,
        file=file,
        format=how,
        rows=rows,
        weight="of the cells",
        columns=columns,
        preview=[[f"{cell:g}" for cell in row] for row in corner.tolist()],
        read_as=[
            "symmetric" if symmetric else "each row names columns",
            *(["no names, persons counted from 1"] if numbered else []),
            *facts,
        ],
        warnings=warnings,
    )


def _symmetric(
    source: NDArray[np.int64], target: NDArray[np.int64], weight: NDArray[np.float64], people: int
) -> bool:
    one, other = source * people + target, target * people + source
    first, second = np.argsort(one), np.argsort(other)
    return bool(
        np.array_equal(one[first], other[second])
        and np.allclose(weight[first], weight[second], rtol=1e-9)
    )


def refuse_two_mode(table: pd.DataFrame, header: Sequence[str], file: str) -> None:
    """Refuse a matrix of people and things: many columns of 0 and 1 under names of their own."""
    if len(header) < 5 or usual_pair(header) is not None:
        return
    cells = table.iloc[:, 1:]
    values = {str(value) for value in pd.unique(cells.to_numpy().ravel()) if not pd.isna(value)}
    if values and values <= {"0", "1", "0.0", "1.0"}:
        raise InputError(
            f"looks like a matrix of {len(table):,} rows and {len(header) - 1:,} columns that are "
            "not the same persons",
            source=file,
            found=list(header)[:6],
            allowed="a square matrix or a list of ties; for people and what they belong to, its "
            "projection to people",
        )


def read_matrix_market(data: bytes, file: str, wanted: Wanted) -> NetworkFile:
    """The network in a Matrix Market file, read by SciPy; persons are counted from 1.

    Raises InputError for matrices that are not square, complex, or larger than memory.
    """
    from scipy import io as scipy_io
    from scipy import sparse

    wanted.refuse_columns(file, "Matrix Market")
    wanted.refuse_label(file, "Matrix Market")
    allowed = "a square matrix of real numbers"
    try:
        rows, columns, entries, layout, field, symmetry = scipy_io.mminfo(io.BytesIO(data))
    except Exception as error:
        raise _unreadable(error, file) from None
    if rows != columns:
        raise InputError(
            f"is a matrix of {rows:,} rows and {columns:,} columns: people and things",
            source=file,
            found=symmetry,
            allowed=allowed + ", such as the projection to people",
        )
    if field == "complex" or symmetry in ("skew-symmetric", "hermitian"):
        raise InputError(f"is a {field} {symmetry} matrix", source=file, allowed=allowed)
    if layout == "coordinate" and entries > data.count(b"\n"):
        raise InputError(
            "is cut short",
            source=file,
            found="fewer lines",
            allowed=f"{entries:,} entries, as its head says",
        )
    cells = rows * columns if layout == "array" else entries
    require(
        rows * PERSON_BYTES + cells * _CELL_BYTES,
        what=f"a matrix of {rows:,} people",
        source=file,
        allowed="a smaller network",
    )
    if rows < 1:
        raise InputError("names no persons", source=file, allowed=allowed)
    try:
        matrix = scipy_io.mmread(io.BytesIO(data))
    except Exception as error:
        raise _unreadable(error, file) from None
    matrix = sparse.coo_array(matrix)
    # SciPy gives entries of a symmetric matrix on both sides.
    return network_of_cells(
        matrix,
        [str(row + 1) for row in range(rows)],
        wanted,
        file,
        f"Matrix Market ({layout}, {field}, {symmetry})",
        numbered=True,
    )


def _unreadable(error: Exception, file: str) -> InputError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return InputError("is not a Matrix Market file that can be read", source=file, found=reason)
