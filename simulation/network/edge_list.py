"""Lists of ties as text: which columns hold what, and what their cells say."""

from __future__ import annotations

import csv
import io
import re
import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.bounded import LONGEST_LINE, MOST_COLUMNS
from simulation.errors import InputError, unknown_name
from simulation.network.named import NetworkFile, assemble

USUAL_NAMES = (
    ("source", "target"), ("from", "to"), ("ego", "alter"), ("i", "j"), ("src", "dst"),
    ("src", "dest"), ("sender", "receiver"), ("tail", "head"), ("u", "v"), ("a", "b"),
    ("sourceid", "targetid"), ("fromid", "toid"), ("fromnodeid", "tonodeid"),
    ("fromnode", "tonode"), ("egoid", "alterid"), ("id1", "id2"), ("node1", "node2"),
    ("person1", "person2"), ("user1", "user2"), ("v1", "v2"), ("person", "friend"),
    ("respondent", "alter"), ("respondent", "friend"),
)  # fmt: skip
"""Names of the two columns of labels, in lower case and without signs."""

USUAL_WEIGHTS = ("weight", "weights", "strength", "tiestrength", "w")

MISSING = ("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>", "#N/A")
"""What stands for a missing label."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _separator(header: str) -> str:
    """What parts the fields of a header: the commonest sign outside quotes, else white space."""
    bare = re.sub(r'"[^"]*"', "", header)
    sign = max("\t,;|", key=bare.count)
    return sign if sign in bare else r"\s+"


def _fields(line: str, separator: str, file: str) -> list[str]:
    if separator == r"\s+":
        line, separator = " ".join(line.split()), " "
    try:
        rows = list(csv.reader([line], delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        raise InputError(
            "is not a list of ties", source=file, field="header", found=line[:80],
            allowed=f"shorter names of columns ({error})",
        ) from None  # fmt: skip
    return [field.strip() for field in rows[0]] if rows else []


def _named_column(asked: str, header: list[str], option: str, file: str) -> int:
    """The column that the user named: the same text, else the same but for case and signs."""
    for matches in (
        [column for column, name in enumerate(header) if name == asked],
        [column for column, name in enumerate(header) if _plain(name) == _plain(asked)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise InputError(
                "more than one column has this name", source=file, field=option, found=asked
            )
    raise unknown_name(f"column for {option}", asked, header, source=file)


def _usual(header: list[str]) -> tuple[int, int] | None:
    """The columns of source and target by their usual names."""
    plain = [_plain(name) for name in header]
    return next(
        ((plain.index(a), plain.index(b)) for a, b in USUAL_NAMES if a in plain and b in plain),
        None,
    )


def _columns(
    header: list[str], source: str | None, target: str | None, weight: str | None, file: str
) -> tuple[int, int, int | None, bool]:
    """Columns of source, target and weight, and whether their names make sure of a header."""
    plain = [_plain(name) for name in header]
    usual = _usual(header)
    heavy: int | None = None
    if weight:
        heavy = _named_column(weight, header, "weight", file)
    elif weight is None:
        heavy = next((plain.index(name) for name in USUAL_WEIGHTS if name in plain), None)
    free = [column for column in range(len(header)) if column != heavy]
    if source is not None or target is not None:
        one = None if source is None else _named_column(source, header, "source", file)
        other = None if target is None else _named_column(target, header, "target", file)
        if one is None or other is None:
            # One of the two was named: the other is its usual counterpart or the next column
            # after the source or, if the target was named, the first.
            known = other if one is None else one
            assert known is not None
            after = sorted(free, key=lambda column: other is None and column < known)
            rest = [column for column in (*(usual or ()), *after) if column != known]
            if not rest:
                raise InputError("no second column of labels", source=file, found=header)
            one, other = (rest[0], other) if one is None else (one, rest[0])
        assert one is not None
        assert other is not None
        if one == other or heavy in (one, other):
            raise InputError(
                "one column is named twice", source=file, field="source, target, weight",
                found=header[one], allowed="three different columns",
            )  # fmt: skip
        return one, other, heavy, True
    if usual is not None:
        # A single letter may as well be a person in a file without a header.
        return *usual, heavy, len(header[usual[0]]) > 1
    if len(free) < 2:
        raise InputError(
            "a list of ties needs two columns of labels", source=file, field="line 1", found=header,
            allowed="a header such as source,target",
        )  # fmt: skip
    return free[0], free[1], heavy, False


def _fault_in_rows(
    text: str, separator: str, columns: int, file: str, first_line: int
) -> InputError:
    """What is wrong with rows that pandas does not take: it says so in words that change."""
    # A quotation mark that is not closed swallows what follows.
    unclosed = text.count('"') % 2 == 1
    for number, line in enumerate(text.split("\n"), first_line):
        try:
            fields = _fields(line, separator, file)
        except InputError as error:
            return InputError("is not a list of ties", source=file, field=f"line {number}",
                              found=error.found, allowed="shorter fields")  # fmt: skip
        if not unclosed and len(fields) > columns:
            return InputError(
                "a row has more fields than the header", source=file, field=f"line {number}",
                found=f"{len(fields)} fields", allowed=f"{columns} fields",
            )  # fmt: skip
    if unclosed:
        return InputError("a quotation mark is opened and not closed", source=file)
    return InputError("is not a list of ties", source=file, allowed="one row a tie")


def _table(text: str, separator: str, columns: int, file: str, first_line: int) -> pd.DataFrame:
    """All cells as text without blanks around it, missing ones as NA, columns by number."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                io.StringIO(text), sep=separator, header=None, names=list(range(columns)),
                index_col=False, dtype=str, keep_default_na=False, na_values=[""],
                skipinitialspace=True, low_memory=False,
            )  # fmt: skip
    except pd.errors.EmptyDataError:
        table = pd.DataFrame(columns=list(range(columns)))
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error):
        raise _fault_in_rows(text, separator, columns, file, first_line) from None
    return table.apply(lambda cells: cells.astype("string").str.strip())


def _line_of(text: str, row: int, first_line: int) -> int:
    """The line of the file in which a row of the table stands: empty lines hold no row."""
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            if row == 0:
                return first_line + number
            row -= 1
    return first_line


def _weights(
    cells: pd.Series[str], name: str, text: str, separator: str, file: str, first_line: int
) -> NDArray[np.float64]:
    plain = cells.str.strip()
    if separator == ";":  # where a comma is the decimal sign
        plain = plain.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(plain, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0.0)))
    if bad.size:
        cell = cells.iloc[bad[0]]
        line = _line_of(text, int(cells.index[bad[0]]), first_line)
        raise InputError(
            "not a weight", source=file, field=f"line {line}, column {name}",
            found=cell if isinstance(cell, str) else "nothing", allowed="finite numbers, 0 or more",
        )  # fmt: skip
    return numbers


def read_edge_list(
    text: str,
    file: str,
    *,
    source: str | None,
    target: str | None,
    weight: str | None,
    directed: bool,
    nodes: int | None,
) -> NetworkFile:
    """The network that a list of ties describes; see ``files.read_network`` for the format."""
    if "\n" not in text:
        text = text.replace("\r", "\n")
    start, remark = 0, ""
    while text.startswith(("#", "\n", "\r\n"), start):
        end = text.find("\n", start) + 1 or len(text)
        remark = text[start:end].strip().lstrip("#").strip() or remark
        start = end
    first_line = text.count("\n", 0, start) + 1
    text = text[start:]
    first, _, rest = text.partition("\n")
    separator = _separator(first)
    if len(first) > LONGEST_LINE or first.count(separator) >= MOST_COLUMNS:
        raise InputError(
            "the first line is too long", source=file, field=f"line {first_line}", found=first[:80],
            allowed=f"up to {MOST_COLUMNS:,} columns and {LONGEST_LINE:,} signs",
        )  # fmt: skip
    header = _fields(first, separator, file)
    if len(header) < 2:
        raise InputError(
            "a list of ties needs two columns", source=file, field=f"line {first_line}",
            found=first[:80], allowed="a header such as source,target",
        )  # fmt: skip
    # Some archives put the header in the last remark, which leaves ties in the first row.
    names = _fields(remark, separator, file)
    if len(names) == len(header) and _usual(names) and not _usual(header):
        header, body = names, text
    elif source is target is None and all(_NUMBER.fullmatch(name) for name in header):
        header, body, weight = [f"{n + 1}" for n in range(len(header))], text, ""
    else:
        body, first_line = rest, first_line + 1
    one, other, heavy, named = _columns(header, source, target, weight, file)
    table = _table(body, separator, len(header), file, first_line)
    if not named and body is rest and set(header) & {*table[one], *table[other]}:
        body, first_line = text, first_line - 1
        table = _table(body, separator, len(header), file, first_line)
    if len(header) > 3 and set(header[1:]) <= set(table[0]):
        raise InputError(
            "looks like a matrix of ties", source=file, allowed="a list, one row a tie"
        )
    if table.empty:
        raise InputError("has a header and no ties", source=file, found=header)

    ends = [table[column].mask(table[column].isin(MISSING)) for column in (one, other)]
    complete = ends[0].notna() & ends[1].notna()
    if not complete.any():
        raise InputError(
            "no row names two persons", source=file,
            field=f"columns {header[one]} and {header[other]}", found=f"{len(table)} rows",
        )  # fmt: skip
    numbers = None
    if heavy is not None:
        numbers = _weights(table[heavy][complete], header[heavy], body, separator, file, first_line)
    found, known = pd.factorize(pd.concat([cells[complete] for cells in ends]))
    # Numbered again row by row, so that labels stand in the order in which they are read.
    code, order = pd.factorize(found.reshape(2, -1).T.ravel())
    labels = known.take(order)
    return assemble(
        labels.tolist(), code[0::2].astype(np.int64), code[1::2].astype(np.int64),
        numbers, directed,
        missing=int((~complete).sum()), nodes=nodes, file=file,
    )  # fmt: skip
