"""Tables in Parquet files."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

from simulation.errors import InputError
from simulation.file_summary import PREVIEWED_ROWS
from simulation.population import table_opened
from simulation.population.table_opened import TableFile, not_too_wide, readable, too_large


def open_parquet(source: str) -> TableFile:
    """Open a Parquet file. Raises InputError."""
    with readable(source):
        raw = list(parquet.ParquetFile(source).schema_arrow.names)
    not_too_wide(source, len(raw))

    def first_rows() -> list[list[str]]:
        with parquet.ParquetFile(source) as file:
            for batch in file.iter_batches(batch_size=PREVIEWED_ROWS):
                batch.validate(full=True)  # of columns that nobody asked for, too
                rows = batch.to_pylist()[:PREVIEWED_ROWS]
                return [["" if row[n] is None else str(row[n]) for n in raw] for row in rows]
        return []

    return TableFile(
        source=source,
        format="Parquet",
        names=[name.strip() for name in raw],
        rows_read=lambda asked: _parquet(source, [raw[index] for index in asked]),
        first_rows=first_rows,
    )


def _parquet(source: str, names: list[str]) -> Any:
    """Columns of a Parquet file, texts in the packed form of the file: a few bytes may stand for
    one long text in millions of rows."""
    kinds = parquet.read_schema(source)
    with parquet.ParquetFile(source, read_dictionary=_flat(kinds, names)) as file:
        rows = file.metadata.num_rows
        if rows > table_opened.LARGEST_ROWS:
            raise too_large(source, rows)
        for name in names:
            kind = kinds.field(name).type
            if pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
                raise InputError(
                    "wrong type of column",
                    source=source,
                    field=f"column {name!r}",
                    found=str(kind),
                    allowed="text or numbers",
                )
        groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
        # Columns are looked at one by one only where they matter: in a damaged file, Arrow ends the
        # process while it tells of one.
        if sum(group.total_byte_size for group in groups) > table_opened.LARGEST_COLUMN_BYTES:
            size = sum(
                chunk.total_uncompressed_size
                for group in groups
                for chunk in map(group.column, range(group.num_columns))
                if chunk.path_in_schema in names
            )
            if size > table_opened.LARGEST_COLUMN_BYTES:
                raise too_large(source, rows)
        table = file.read(columns=names)
    for name in names:
        if _unfolded(table.column(name)) > table_opened.LARGEST_COLUMN_BYTES:
            raise InputError(
                "too large",
                source=source,
                field=f"column {name!r}",
                found=f"{rows:,} long texts",
                allowed=f"up to {table_opened.LARGEST_COLUMN_BYTES:,} bytes in a column",
            )
    return table


def _flat(kinds: Any, names: list[str]) -> list[str]:
    """The columns of these that hold one value a row."""
    return [name for name in names if not pa.types.is_nested(kinds.field(name).type)]


def _unfolded(column: Any) -> int:
    """Bytes of the texts of a column, those that stand once for many rows counted for each."""
    size = 0
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            lengths = compute.binary_length(chunk.dictionary)
            taken = compute.take(lengths, chunk.indices)
            size += compute.sum(compute.cast(taken, pa.int64())).as_py() or 0
    return size
