"""A whole table as CSV, some rows at a time, as its files have it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from experiments.browser.catalogue.refusals import Unreadable
from experiments.browser.catalogue.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv

_ROWS = 20_000
"""Rows that are held at a time."""
_BYTES = 1 << 20
"""Bytes of a file that are read at a time."""


def as_csv(table: Table) -> Generator[bytes]:
    """The table in parts: a header, then rows, numbers unrounded, nothing where there is nothing.

    Raises Unreadable, with the first part as far as can be known by then.
    """
    if table.form == "csv":
        with table.files[0].open("rb") as file:
            while data := file.read(_BYTES):
                yield data
        return
    import pyarrow as pa
    from pyarrow import csv, parquet

    names = list(table.columns)
    head = csv.WriteOptions(include_header=True, quoting_style="needed")
    more = csv.WriteOptions(include_header=False, quoting_style="needed")
    first = True
    for path in table.files:
        try:
            with path.open("rb") as opened, parquet.ParquetFile(opened, buffer_size=_BYTES) as file:
                if first and not file.metadata.num_rows:
                    yield _text(file.schema_arrow.empty_table().select(names), head)
                    first = False
                for batch in file.iter_batches(_ROWS, columns=names):
                    yield _text(pa.table(batch).select(names), head if first else more)
                    first = False
        except (OSError, pa.ArrowException) as error:
            raise Unreadable("is damaged or of another format", field=path.name) from error


def _text(table: pa.Table, options: csv.WriteOptions) -> bytes:
    import pyarrow as pa
    from pyarrow import csv

    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, column.cast(field.type.value_type))
    room = pa.BufferOutputStream()
    csv.write_csv(table, room, options)
    return bytes(room.getvalue())
