"""Table files: columns of a CSV or Parquet file, read safely and checked cell by cell.

What kind of file it is, its content tells and not its name: Parquet, CSV, or CSV in gzip. CSV is
UTF-8 text with a header line, cells parted by comma, semicolon or tab (whichever the header has
most of), quoted where needed; every row must have as many cells as the header. Cells are read as
text and turned into numbers here, so that an error can name row and cell. Rows are counted from 1,
the header left out. Nothing in a file is ever executed or unpickled.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from numpy.typing import NDArray

from simulation.bounded import LONGEST_LINE, MOST_COLUMNS, Bounded
from simulation.errors import InputError, unknown_name
from simulation.population.demographics import plain_spelling

LARGEST_ROWS = 50_000_000
"""The most rows that are read from a file."""

LARGEST_FILE = 2**34
"""Bytes of text, unpacked, that are gone through in search of the columns that are wanted."""

LONGEST_CELL = 10_000
"""Bytes of the longest text in a cell."""

_LARGEST_COLUMN_BYTES = 2**31 - 2**20
_BLOCK_BYTES = 2**22
_KINDS = "a CSV file in UTF-8 (plain or gzip) or a Parquet file"
_MISSING = ("", "na", "n/a", "nan", "null", ".")


class Column(NamedTuple):
    """One column of a file: ``source`` is the file, ``name`` the column's own name in it."""

    source: str
    name: str
    cells: Any

    @property
    def size(self) -> int:
        """How many rows it has."""
        return len(self.cells)

    def error(self, problem: str, row: int, allowed: str = "") -> InputError:
        """The error for the cell in the given row (counted from 0)."""
        cell = self.cells[row].as_py()
        return InputError(
            problem,
            source=self.source,
            field=f"column {self.name!r}, row {row + 1}",
            found="" if cell is None else cell,
            allowed=allowed,
        )

    def wrong_type(self, allowed: str) -> InputError:
        """The error for a column of a type that cannot be what is wanted."""
        return InputError(
            "wrong type of column",
            source=self.source,
            field=f"column {self.name!r}",
            found=str(self.cells.type),
            allowed=allowed,
        )

    def numbers(self, low: float, high: float, *, gaps: bool = False) -> NDArray[np.float64]:
        """The cells as numbers between ``low`` and ``high`` (inclusive).

        Where ``gaps`` may be, blank cells, NA, NaN and null become NaN. Raises InputError for the
        first cell that is missing, no number, or out of range.
        """
        kind, cells = self.cells.type, self.cells
        allowed = f"{low:g} to {high:g}"
        if pa.types.is_string(kind):
            trimmed = compute.utf8_trim_whitespace(cells)
            missing = compute.is_in(compute.utf8_lower(trimmed), value_set=pa.array(_MISSING))
            trimmed = compute.if_else(missing, pa.scalar(None, pa.string()), trimmed)
            try:
                numbers = compute.cast(trimmed, pa.float64())
            except pa.ArrowInvalid:
                # Only now is it worth to look where: pandas turns what is no number into NaN.
                parsed = pd.to_numeric(trimmed.to_pandas(), errors="coerce").to_numpy(np.float64)
                given = compute.is_valid(trimmed).to_numpy(zero_copy_only=False)
                wrong = np.isnan(parsed) & given
                if wrong.any():
                    raise self.error("not a number", int(wrong.argmax()), allowed) from None
                numbers = pa.array(parsed)
        elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            numbers = compute.cast(cells, pa.float64(), safe=False)
        elif pa.types.is_null(kind):
            numbers = compute.cast(cells, pa.float64())
        else:
            raise self.wrong_type(f"numbers, {allowed}")
        values = np.array(compute.fill_null(numbers, float("nan")), dtype=np.float64)
        absent = np.isnan(values)
        if absent.any() and not gaps:
            raise self.error("value is missing", int(absent.argmax()), allowed)
        outside = ~((values >= low) & (values <= high)) & ~absent
        if outside.any():
            raise self.error("value out of range", int(outside.argmax()), allowed)
        return values

    def texts(self) -> Any:
        """The cells as trimmed text in an Arrow array, empty where a cell is.

        Whole numbers are written without a point, so that ids agree whatever stored them.
        """
        kind, cells = self.cells.type, self.cells
        try:
            if pa.types.is_floating(kind):
                values = cells.drop_null().to_numpy(zero_copy_only=False)
                if np.all(np.isfinite(values) & (values == np.trunc(values))):
                    cells = compute.cast(cells, pa.int64())
            if pa.types.is_nested(kind):
                raise self.wrong_type("text or numbers")
            cells = compute.cast(cells, pa.string())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            raise self.wrong_type("text or numbers") from None
        return compute.fill_null(compute.utf8_trim_whitespace(cells), "")

    def categories(self) -> tuple[NDArray[np.int32], list[str]]:
        """The cells as text: for each row the index of its text, and the texts as they turn up."""
        encoded = self.texts().dictionary_encode()
        indices = np.asarray(encoded.indices, dtype=np.int32)
        return indices, encoded.dictionary.to_pylist()

    def codes(
        self, spellings: Mapping[str, int], allowed: str, *, gap: int | None = None
    ) -> NDArray[np.uint8]:
        """The cells as codes, by a table of spellings.

        Case, surrounding blanks, hyphens and underscores make no difference. ``gap`` is the code
        of missing cells, if these may be. Raises InputError for the first cell that is missing or
        not in the table; ``allowed`` is what the message lists.
        """
        indices, texts = self.categories()
        table = np.empty(max(len(texts), 1), np.int64)
        for index, text in enumerate(texts):
            code = spellings.get(plain_spelling(text), -1)
            if code < 0 and text.lower() in _MISSING:
                code = -2 if gap is None else gap
            table[index] = code
        found = table[indices]
        for code, problem in ((-2, "value is missing"), (-1, "unknown category")):
            wrong = found == code
            if wrong.any():
                raise self.error(problem, int(wrong.argmax()), allowed)
        return found.astype(np.uint8)


@contextmanager
def _readable(source: str) -> Iterator[None]:
    """Whatever a file can do wrong while it is read becomes an InputError."""
    try:
        yield
    except InputError:
        raise
    except MemoryError:
        raise InputError("does not fit in memory", source=source) from None
    except (pa.ArrowException, OSError, ValueError, EOFError, KeyError) as problem:
        # Arrow's first line says what is wrong; what follows are cells of the file.
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise InputError(
            "cannot be read as a table", source=source, found=reason, allowed=_KINDS
        ) from None


def _content(path: str | os.PathLike[str]) -> tuple[str, str]:
    """The name of a file for messages, and its kind: parquet, gzip or text."""
    try:
        source = os.fspath(path)
        status = os.stat(source)
    except (TypeError, ValueError):
        raise InputError("not a path of a file", found=path, allowed=_KINDS) from None
    except OSError as problem:
        raise InputError(
            "no such file" if isinstance(problem, FileNotFoundError) else "cannot be opened",
            source=str(path),
            allowed=_KINDS,
        ) from None
    if not stat.S_ISREG(status.st_mode):
        what = "a directory" if stat.S_ISDIR(status.st_mode) else "a device"
        raise InputError("not a file", source=source, found=what, allowed=_KINDS)
    if status.st_size == 0:
        raise InputError("is empty", source=source, allowed=_KINDS)
    with _readable(source), Path(source).open("rb") as file:
        start = file.read(4)
    if start == b"PAR1":
        return source, "parquet"
    if start == b"PK\x03\x04":
        raise InputError(
            "a spreadsheet or zip archive: save the table as CSV", source=source, allowed=_KINDS
        )
    return source, "gzip" if start[:2] == b"\x1f\x8b" else "text"


def _delimiter(source: str) -> str:
    with _stream(source) as stream:
        beginning = stream.read(LONGEST_LINE)
    if not beginning:
        raise InputError("is empty", source=source, allowed=_KINDS)
    if b"\0" in beginning[: 2**16]:
        raise InputError("is not text", source=source, allowed=_KINDS)
    line = beginning.lstrip(b"\r\n").splitlines()[:1] or [b""]
    delimiter = max(",;\t", key=lambda mark: line[0].count(mark.encode()))
    _not_too_wide(source, line[0].count(delimiter.encode()) + 1)
    return delimiter


def _not_too_wide(source: str, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise InputError(
            "too many columns", source=source, found=f"{columns:,} in the first line",
            allowed=f"up to {MOST_COLUMNS:,}",
        )  # fmt: skip


def _stream(source: str) -> io.BufferedReader:
    """The text of a file, unpacked, within bounds."""
    return io.BufferedReader(Bounded(source, source, largest=LARGEST_FILE), _BLOCK_BYTES)


def _csv_reader(stream: Any, delimiter: str, names: list[str] | None) -> Any:
    options = arrow_csv.ConvertOptions()
    if names is not None:
        options = arrow_csv.ConvertOptions(
            include_columns=names, column_types=dict.fromkeys(names, pa.string())
        )
    return arrow_csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        # One thread, for only then does Arrow know the number of a malformed row.
        read_options=arrow_csv.ReadOptions(use_threads=False, block_size=_BLOCK_BYTES),
        parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=options,
    )


def _raw_names(source: str, kind: str) -> list[str]:
    with _readable(source):
        if kind == "parquet":
            names = list(parquet.ParquetFile(source).schema_arrow.names)
            _not_too_wide(source, len(names))
            return names
        delimiter = _delimiter(source)
        with _stream(source) as stream, _csv_reader(stream, delimiter, None) as reader:
            return list(reader.schema.names)


def header(path: str | os.PathLike[str]) -> list[str]:
    """The names of the columns of a file, in its order. Raises InputError if it is no table."""
    source, kind = _content(path)
    return [name.strip() for name in _raw_names(source, kind)]


def _too_large(source: str, rows: int) -> InputError:
    return InputError(
        "too large", source=source, found=f"{rows:,} rows", allowed=f"up to {LARGEST_ROWS:,} rows"
    )


def read_columns(path: str | os.PathLike[str], wanted: Mapping[str, str]) -> dict[str, Column]:
    """Columns of a file: ``wanted`` maps our names to those of the file.

    Returns one Column for each of our names, all of the same size, at least one row. Raises
    InputError for what cannot be opened or read, for a column that is not there or is there
    twice, for a file without rows and for one with more than LARGEST_ROWS.
    """
    source, kind = _content(path)
    raw = _raw_names(source, kind)
    names = [name.strip() for name in raw]
    for ours, theirs in wanted.items():
        if names.count(theirs) == 0:
            error = unknown_name("column", theirs, names, source=source)
            raise InputError(
                f"no such column (wanted as {ours!r})",
                source=source,
                found=theirs,
                allowed=error.allowed,
            )
        if names.count(theirs) > 1:
            raise InputError(
                "column name occurs more than once", source=source, found=theirs, allowed="one"
            )
    asked = sorted({raw[names.index(theirs)] for theirs in wanted.values()})
    with _readable(source):
        table = _parquet(source, asked) if kind == "parquet" else _csv(source, asked)
        if table.num_rows == 0:
            raise InputError("has no rows", source=source, allowed="one row or more")
        columns = {}
        for ours, theirs in wanted.items():
            cells = table.column(raw[names.index(theirs)])
            cells.validate(full=True)  # text of a damaged Parquet file may not be text
            if pa.types.is_dictionary(cells.type):
                cells = compute.cast(cells, cells.type.value_type)
            if pa.types.is_large_string(cells.type) or pa.types.is_string_view(cells.type):
                cells = compute.cast(cells, pa.string())
            cells = cells.combine_chunks()
            _not_too_long(Column(source, theirs, cells))
            columns[ours] = Column(source, theirs, cells)
    return columns


def _parquet(source: str, names: list[str]) -> Any:
    """Columns of a Parquet file, texts in the packed form of the file: a few bytes may stand for
    one long text in millions of rows."""
    kinds = parquet.read_schema(source)
    with parquet.ParquetFile(source, read_dictionary=_flat(kinds, names)) as file:
        rows = file.metadata.num_rows
        if rows > LARGEST_ROWS:
            raise _too_large(source, rows)
        for name in names:
            kind = kinds.field(name).type
            if pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
                raise InputError(
                    "wrong type of column", source=source, field=f"column {name!r}",
                    found=str(kind), allowed="text or numbers",
                )  # fmt: skip
        size = sum(
            chunk.total_uncompressed_size
            for group in map(file.metadata.row_group, range(file.metadata.num_row_groups))
            for chunk in map(group.column, range(group.num_columns))
            if chunk.path_in_schema in names
        )
        if size > _LARGEST_COLUMN_BYTES:
            raise _too_large(source, rows)
        table = file.read(columns=names)
    for name in names:
        if _unfolded(table.column(name)) > _LARGEST_COLUMN_BYTES:
            raise InputError(
                "too large", source=source, field=f"column {name!r}", found=f"{rows:,} long texts",
                allowed=f"up to {_LARGEST_COLUMN_BYTES:,} bytes in a column",
            )  # fmt: skip
    return table


def _flat(kinds: Any, names: list[str]) -> list[str]:
    """The columns of these that hold one value a row."""
    return [name for name in names if not pa.types.is_nested(kinds.field(name).type)]


def _not_too_long(column: Column) -> None:
    """Refuse a cell that no person has: all that follows a quotation mark that is never closed."""
    cells = column.cells
    if pa.types.is_string(cells.type) and len(cells):
        lengths = compute.fill_null(compute.binary_length(cells), 0).to_numpy()
        longest = int(lengths.argmax())
        if lengths[longest] > LONGEST_CELL:
            raise column.error(
                "the cell is too long", longest,
                f"up to {LONGEST_CELL:,} bytes (is a quotation mark opened and not closed?)",
            )  # fmt: skip


def _unfolded(column: Any) -> int:
    """Bytes of the texts of a column, those that stand once for many rows counted for each."""
    size = 0
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            lengths = compute.binary_length(chunk.dictionary)
            taken = compute.take(lengths, chunk.indices)
            size += compute.sum(compute.cast(taken, pa.int64())).as_py() or 0
    return size


def _csv(source: str, names: list[str]) -> Any:
    batches, rows, size = [], 0, 0
    delimiter = _delimiter(source)
    with _stream(source) as stream, _csv_reader(stream, delimiter, names) as reader:
        schema = reader.schema
        for batch in reader:
            batches.append(batch)
            rows += batch.num_rows
            size += batch.nbytes
            if rows > LARGEST_ROWS or size > _LARGEST_COLUMN_BYTES:
                raise _too_large(source, rows)
    return pa.Table.from_batches(batches, schema)
