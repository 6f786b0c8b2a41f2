"""Arrow tables as CSV that a spreadsheet shows and never runs (see ``simulation.csv_text``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulation.csv_text import csv_lines, harmless

if TYPE_CHECKING:
    import pyarrow as pa


def table_lines(table: pa.Table) -> Iterator[str]:
    """Lines of CSV of an Arrow table, with a header."""
    columns = [column.to_pylist() for column in table.columns]
    yield from csv_lines([table.column_names])
    yield from csv_lines(zip(*columns, strict=True))


def table_bytes(table: pa.Table, *, header: bool) -> bytes:
    """CSV of an Arrow table as Arrow writes it, which is quick with very many numbers."""
    import pyarrow as pa
    from pyarrow import csv

    for place, field in enumerate(table.schema):
        column, kind = table.column(place), field.type
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(kind.value_type), kind.value_type
        if not (
            pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
        ):
            cells = [None if v is None else harmless(str(v)) for v in column.to_pylist()]
            column = pa.array(cells, pa.string())
        table = table.set_column(place, harmless(field.name), column)
    room = pa.BufferOutputStream()
    options = csv.WriteOptions(include_header=header, quoting_style="needed")
    csv.write_csv(table, room, options)
    return bytes(room.getvalue())
