"""People, weeks and groups as Arrow tables, straight from the arrays of a town.

They say what ``Population.frame`` and ``History.frame`` say, without pandas, whose import takes as
long as simulating a town for ten years. (``pyarrow.array`` and ``to_numpy`` import it, too.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.population.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from simulation.history import History
    from simulation.population.people import Population


def numbers(values: NDArray[Any]) -> pa.Array:
    """Numbers as an Arrow array on the same memory."""
    values = np.ascontiguousarray(values)
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, values.size, [None, pa.py_buffer(values)])


def words(values: Sequence[str]) -> pa.Array:
    """Texts as an Arrow array."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int64)
    kind: type[pa.Array] = pa.LargeStringArray
    if ends[-1] < 2**31:
        kind, ends = pa.StringArray, ends.astype(np.int32)
    return kind.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def as_numpy(column: pa.ChunkedArray) -> NDArray[Any]:
    """A column of numbers without gaps as NumPy."""
    parts = [np.from_dlpack(chunk) for chunk in column.chunks]
    return np.concatenate(parts) if parts else np.empty(0)


def people_table(people: Population) -> pa.Table:
    """All columns of the people, codes as categories, rows in the order of the people."""
    columns: dict[str, pa.Array] = {}
    if people.labels is not None:
        columns["label"] = words(people.labels)
    for name in COLUMNS:
        values, names = people.codes_of(name), people.names_of(name)
        columns[name] = (
            pa.DictionaryArray.from_arrays(numbers(values.astype(np.int8)), words(names))
            if names
            else numbers(values)
        )
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def weekly_table(history: History) -> pa.Table:
    """One row a week from week 0: flows, stocks and costs."""
    first = max(-history.start, 0)
    counts = history.table[first:]
    weeks = np.arange(history.start + first, history.start + first + len(counts))
    columns: dict[str, NDArray[Any]] = {"week": weeks}
    columns |= {name: counts[:, place] for place, name in enumerate(history.counted)}
    money = [name for name, row in history.counted.items() if row.in_hundredths]
    columns |= {name: columns[name] / 100.0 for name in money}
    columns["cost_services"] = history.service_costs()[first:]
    columns["cost_strategies"] = history.strategy_costs()[first:]
    return pa.Table.from_arrays(list(map(numbers, columns.values())), names=list(columns))


def rows_table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of named values; NaN becomes null."""
    kinds = {float: pa.float64(), int: pa.int64(), str: pa.string()}
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], kinds[type(value)], from_pandas=True)
            for name, value in (rows[0].items() if rows else ())
        }
    )


def frame_table(frame: pd.DataFrame) -> pa.Table:
    """A pandas frame, without metadata that tells versions or row labels."""
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def content_hash(table: pa.Table) -> str:
    """A hash of what a table says, whichever version wrote it: names, types and values."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        digest.update(f"{name}\0{column.type}\0{len(column)}\0".encode())
        if pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries()
            if column.num_chunks:
                digest.update("\0".join(map(str, column.chunk(0).dictionary.to_pylist())).encode())
            chunks = [chunk.indices for chunk in column.chunks]
        else:
            chunks = column.chunks
        for chunk in chunks:
            if chunk.null_count or not pa.types.is_primitive(chunk.type):
                digest.update(repr(chunk.to_pylist()).encode())
            else:
                digest.update(np.ascontiguousarray(np.from_dlpack(chunk)).data)
    return digest.hexdigest()
