"""A whole table as CSV, some rows at a time, as its files have it."""

from __future__ import annotations

import csv
from collections.abc import Generator
from itertools import islice

from experiments.browser.catalogue.refusals import Unreadable
from experiments.browser.catalogue.tables import Table
from experiments.files.spreadsheets import table_bytes
from simulation.csv_text import csv_lines

_ROWS = 20_000
"""Rows that are held at a time."""
_BYTES = 1 << 20
"""Bytes of a file that are read at a time."""


def as_csv(table: Table) -> Generator[bytes]:
    """The table in parts: a header, then rows, numbers unrounded, nothing where there is nothing.

    Raises Unreadable, with the first part as far as can be known by then.
    """
    if table.form == "csv":
        yield from _again(table)
        return
    import pyarrow as pa
    from pyarrow import parquet

    names = list(table.columns)
    first = True
    for path in table.files:
        try:
            with path.open("rb") as opened, parquet.ParquetFile(opened, buffer_size=_BYTES) as file:
                if first and not file.metadata.num_rows:
                    yield table_bytes(file.schema_arrow.empty_table().select(names), header=True)
                    first = False
                for batch in file.iter_batches(_ROWS, columns=names):
                    yield table_bytes(pa.table(batch).select(names), header=first)
                    first = False
        except (OSError, pa.ArrowException) as error:
            raise Unreadable("is damaged or of another format", field=path.name) from error
    for rows in table.more:
        yield table_bytes(rows.select(names), header=first)
        first = False


def _again(table: Table) -> Generator[bytes]:
    """What a CSV file holds, written anew: it may not be one of ours."""
    path = table.files[0]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            while part := list(islice(rows, _ROWS)):
                yield "".join(csv_lines(part)).encode()
    except (OSError, ValueError, csv.Error) as error:
        raise Unreadable("is damaged or of another format", field=path.name) from error
