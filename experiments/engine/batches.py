"""Batches: runs in memory, put together while their tables fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.engine.columns import column
from experiments.files.arrow import as_numpy

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.engine.journal import Record

STATUS_COLUMNS = {
    "key": "string",
    "state": "string",
    "seconds": "float64",
    "preparing_seconds": "float64",
    "machine": "string",
    "process": "int64",
    "ended": "string",
    "error_kind": "string",
    "error_message": "string",
    "error_traceback": "string",
}
ROWS = "rows_"
"""Begins the columns of a status that tell how many rows a run has in a table."""
MOST_RUNS = 512
"""Runs of a part, about."""
MOST_BYTES = 64_000_000
"""Bytes of a part in memory, about."""


class Batch(NamedTuple):
    """Runs in memory: a row of ``status`` each, and their tables, rows in the same order."""

    status: pa.Table
    tables: Mapping[str, pa.Table]

    @property
    def bytes(self) -> int:
        """Room in memory."""
        return self.status.nbytes + sum(table.nbytes for table in self.tables.values())


def batch_of(records: Sequence[Record]) -> Batch:
    """Runs of the journal whose tables fit each other, as a batch."""
    import pyarrow as pa

    names = sorted({name for one in records for name in one.tables})
    columns = {
        name: column([one.told.get(name) for one in records], kind)
        for name, kind in STATUS_COLUMNS.items()
        if name != "key"
    }
    columns = {"key": column([one.key for one in records], "string"), **columns}
    for name in names:
        rows = [one.tables[name].num_rows if name in one.tables else 0 for one in records]
        columns[ROWS + name] = column(rows, "int64")
    tables = {
        name: pa.concat_tables([one.tables[name] for one in records if name in one.tables])
        for name in names
    }
    return Batch(pa.Table.from_arrays(list(columns.values()), names=list(columns)), tables)


def batches_of(records: Iterable[Record]) -> list[Batch]:
    """Runs of the journal as few batches, of runs whose tables fit each other."""
    groups = _grouped((one, one.tables, 1, one.size) for one in records)
    return [batch_of(group) for group in groups]


def gathered(batches: Iterable[Batch]) -> list[Batch]:
    """The same runs in as few batches as fit each other and are not too large."""
    groups = _grouped((one, one.tables, one.status.num_rows, one.bytes) for one in batches)
    return [_joined(group) for group in groups]


def _grouped(items: Iterable[tuple[Any, Mapping[str, pa.Table], int, int]]) -> list[list[Any]]:
    """Items with their tables, runs and bytes, put together while they fit."""
    full: list[list[Any]] = []
    filling: list[_Group] = []
    for item, tables, runs, size in items:
        schemas = {name: table.schema for name, table in tables.items()}
        group = next((one for one in filling if one.fits(schemas)), None)
        if group is None:
            group = _Group([], {})
            filling.append(group)
        if group.items and (group.runs + runs > MOST_RUNS or group.bytes + size > MOST_BYTES):
            full.append(group.items)
            group.items, group.runs, group.bytes = [], 0, 0
        group.items.append(item)
        group.schemas |= schemas
        group.runs += runs
        group.bytes += size
    return full + [group.items for group in filling if group.items]


@dataclass
class _Group:
    items: list[Any]
    schemas: dict[str, pa.Schema]
    runs: int = 0
    bytes: int = 0

    def fits(self, schemas: Mapping[str, pa.Schema]) -> bool:
        """Whether tables of the same name have the same columns."""
        return all(self.schemas.get(name, schema) == schema for name, schema in schemas.items())


def _joined(group: Sequence[Batch]) -> Batch:
    import pyarrow as pa

    if len(group) == 1:
        return group[0]
    names = sorted({name for batch in group for name in batch.tables})
    statuses = []
    for batch in group:
        status = batch.status.select(list(STATUS_COLUMNS))
        for name in names:
            rows = rows_in(batch.status, name).tolist()
            status = status.append_column(ROWS + name, column(rows, "int64"))
        statuses.append(status)
    tables = {
        name: pa.concat_tables([one.tables[name] for one in group if name in one.tables])
        for name in names
    }
    return Batch(pa.concat_tables(statuses), tables)


def without(batch: Batch, keys: set[str]) -> Batch:
    """A batch without these runs."""
    stays = np.array([key not in keys for key in batch.status["key"].to_pylist()], np.bool_)
    tables = {}
    for name, table in batch.tables.items():
        rows = np.repeat(stays, rows_in(batch.status, name))
        if rows.any():
            tables[name] = table.filter(column(rows.tolist(), "bool"))
    status = batch.status.select([*STATUS_COLUMNS, *(ROWS + name for name in tables)])
    return Batch(status.filter(column(stays.tolist(), "bool")), tables)


def rows_in(status: pa.Table, table: str) -> NDArray[np.int64]:
    """How many rows each run has in a table."""
    if ROWS + table not in status.column_names:
        return np.zeros(status.num_rows, np.int64)
    return as_numpy(status[ROWS + table]).astype(np.int64)
