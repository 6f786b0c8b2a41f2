"""A table that was opened, of whatever kind: its columns, its first rows, its bounds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute

from simulation.bounded import MOST_COLUMNS
from simulation.errors import InputError, unknown_name
from simulation.population.column import Column

LARGEST_ROWS = 50_000_000
"""The most rows that are read from a file."""

LARGEST_COLUMN_BYTES = 2**31 - 2**20
"""Bytes of the cells of a table that are held in memory."""

LONGEST_CELL = 10_000
"""Bytes of the longest text in a cell."""

KINDS = "a CSV file (plain or gzip), Parquet, SPSS, Stata, SAS or a spreadsheet"
"""What a table may be, for messages."""


@dataclass(kw_only=True)
class TableFile:
    """A table that was opened: what is in it, and how its cells are read.

    ``source``: its name for messages. ``format``: of what kind it is, for people. ``names``: of its
    columns, without blanks around. ``labels``: for columns whose codes have labels of their own
    (SPSS, Stata), the label of each code. ``rows_read``: gives some columns, by index, as an Arrow
    table. ``first_rows``: gives the first rows as text. ``warnings``: what readers must tell.
    ``separator``: what parts the cells of a CSV file, else empty.
    """

    source: str
    format: str
    names: list[str]
    rows_read: Callable[[list[int]], Any]
    first_rows: Callable[[], list[list[str]]]
    labels: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    separator: str = ""

    def columns(self, wanted: Mapping[str, str]) -> dict[str, Column]:
        """Columns of the file: ``wanted`` maps our names to those of the file.

        Returns one Column for each of our names, all of the same size, at least one row. Raises
        InputError for a column that is not there or is there twice, for a file without rows and for
        one with more than LARGEST_ROWS.
        """
        for ours, theirs in wanted.items():
            if self.names.count(theirs) == 0:
                error = unknown_name("column", theirs, self.names)
                raise InputError(
                    f"no such column (wanted as {ours!r})",
                    source=self.source,
                    found=theirs,
                    allowed=error.allowed,
                )
            if self.names.count(theirs) > 1:
                raise InputError(
                    "column name occurs more than once",
                    source=self.source,
                    found=theirs,
                    allowed="one",
                )
        asked = sorted({self.names.index(theirs) for theirs in wanted.values()})
        with readable(self.source):
            table = self.rows_read(asked)
            if table.num_rows == 0:
                raise InputError("has no rows", source=self.source, allowed="one row or more")
            columns = {}
            for ours, theirs in wanted.items():
                cells = table.column(asked.index(self.names.index(theirs)))
                cells.validate(full=True)  # text of a damaged Parquet file may not be text
                if pa.types.is_dictionary(cells.type):
                    cells = compute.cast(cells, cells.type.value_type)
                if pa.types.is_large_string(cells.type) or pa.types.is_string_view(cells.type):
                    cells = compute.cast(cells, pa.string())
                cells = cells.combine_chunks()
                column = Column(self.source, theirs, cells, labels=self.labels.get(theirs))
                _not_too_long(column)
                columns[ours] = column
        return columns

    @cached_property
    def preview(self) -> tuple[tuple[str, ...], ...]:
        """The first rows as text, a cell for each column."""
        with readable(self.source):
            rows = self.first_rows()
        return tuple(tuple((row + [""] * len(self.names))[: len(self.names)]) for row in rows)


@contextmanager
def readable(source: str) -> Iterator[None]:
    """Whatever a file can do wrong while it is read becomes an InputError."""
    try:
        yield
    except InputError:
        raise
    except MemoryError:
        raise InputError("does not fit in memory", source=source) from None
    except (pa.ArrowException, OSError, ValueError, EOFError, KeyError, csv.Error) as problem:
        # Arrow's first line says what is wrong; what follows are cells of the file.
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise InputError(
            "cannot be read as a table", source=source, found=reason, allowed=KINDS
        ) from None


def not_too_wide(source: str, columns: int) -> None:
    """Refuse a table with too many columns."""
    if columns > MOST_COLUMNS:
        raise InputError(
            "too many columns",
            source=source,
            found=f"{columns:,} in the first line",
            allowed=f"up to {MOST_COLUMNS:,}",
        )


def too_large(source: str, rows: int) -> InputError:
    """The error for a table with too many rows."""
    return InputError(
        "too large", source=source, found=f"{rows:,} rows", allowed=f"up to {LARGEST_ROWS:,} rows"
    )


def _not_too_long(column: Column) -> None:
    """Refuse a cell that no person has: all that follows a quotation mark that is never closed."""
    cells = column.cells
    if pa.types.is_string(cells.type) and len(cells):
        lengths = compute.fill_null(compute.binary_length(cells), 0).to_numpy()
        longest = int(lengths.argmax())
        if lengths[longest] > LONGEST_CELL:
            raise column.error(
                "the cell is too long",
                longest,
                f"up to {LONGEST_CELL:,} bytes (is a quotation mark opened and not closed?)",
            )
