"""Tables as text: a header line, and cells parted by comma, semicolon, tab or |."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from simulation.bounded import LONGEST_LINE, Bounded
from simulation.errors import InputError
from simulation.file_summary import PREVIEWED_ROWS
from simulation.population import table_opened
from simulation.population.encodings import AsUtf8, Encoding, declared_encoding, encoding_of
from simulation.population.table_opened import KINDS, TableFile, not_too_wide, readable, too_large

LARGEST_FILE = 2**34
"""Bytes of text, unpacked, that are gone through in search of the columns that are wanted."""

_BLOCK_BYTES = 2**22
_MARKS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NOT_TABLES = (
    (b"ARROW1", "an Arrow (Feather) file: save the table as Parquet or CSV"),
    (b"%PDF", "a PDF document: save the table as CSV"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (b"SQLite format 3", "an SQLite database: export the table as CSV"),
    (b"RDX", "data of R: save the table with write.csv"),
    (b"X\n\x00\x00", "data of R: save the table with write.csv"),
    (b"{", "JSON: save the table as CSV"),
    (b"[{", "JSON: save the table as CSV"),
    (b"<", "a page of HTML or XML: save the table as CSV"),
)


@dataclass(frozen=True)
class _Text:
    """A text file as CSV: how it is written, what parts its cells, lines before the header."""

    source: str
    encoding: Encoding
    separator: str
    before: int

    def stream(self) -> io.BufferedReader:
        return _text_stream(self.source, self.encoding)

    def reader(self, stream: Any, names: list[str] | None) -> Any:
        options = arrow_csv.ConvertOptions()
        if names is not None:
            options = arrow_csv.ConvertOptions(
                include_columns=names, column_types=dict.fromkeys(names, pa.string())
            )
        return arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            # One thread, for only then does Arrow know the number of a malformed row.
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK_BYTES, skip_rows=self.before
            ),
            parse_options=arrow_csv.ParseOptions(delimiter=self.separator, newlines_in_values=True),
            convert_options=options,
        )

    def names(self) -> list[str]:
        with readable(self.source), self.stream() as stream, self.reader(stream, None) as reader:
            return list(reader.schema.names)

    def first_rows(self) -> list[list[str]]:
        with self.stream() as stream:
            text = stream.read(LONGEST_LINE).decode("utf-8", "replace").lstrip("\r\n")
        rows = (row for row in csv.reader(io.StringIO(text), delimiter=self.separator) if row)
        try:
            return list(islice(rows, self.before + 1, self.before + 1 + PREVIEWED_ROWS))
        except csv.Error:  # in a column that nobody asked for
            return []


def _bytes(source: str) -> io.BufferedReader:
    """The bytes of a file, unpacked, within bounds."""
    return io.BufferedReader(Bounded(source, source, largest=LARGEST_FILE), _BLOCK_BYTES)


def _text_stream(source: str, encoding: Encoding) -> io.BufferedReader:
    stream = _bytes(source)
    if encoding.codec == "utf-8":
        return stream
    return io.BufferedReader(AsUtf8(stream, encoding, source), _BLOCK_BYTES)


def open_text(source: str, declared: str | None) -> TableFile:
    """Open a text file, in a ``declared`` encoding or the one it is in. Raises InputError."""
    with readable(source):
        if declared is not None:
            encoding = declared_encoding(declared, source)
        else:
            with _bytes(source) as stream:
                encoding = encoding_of(stream)
    text = _layout(source, encoding)
    raw = text.names()
    packed = _first_bytes(source) == b"\x1f\x8b"
    warnings = []
    if encoding.guessed:
        warnings.append(
            f"The text is not UTF-8 and was read as {encoding.shown}, which is a guess: the "
            "setting encoding names another."
        )
    return TableFile(
        source=source,
        format=f"CSV ({_MARKS[text.separator]}, {encoding.shown}{', gzip' if packed else ''})",
        names=[name.strip() for name in raw],
        rows_read=lambda asked: _csv(text, [raw[index] for index in asked]),
        first_rows=text.first_rows,
        warnings=warnings,
        separator=text.separator,
    )


def _layout(source: str, encoding: Encoding) -> _Text:
    """What parts the cells of a text, and where its header is."""
    with readable(source), _text_stream(source, encoding) as stream:
        beginning = stream.read(LONGEST_LINE)
    if not beginning:
        raise InputError("is empty", source=source, allowed=KINDS)
    for mark, what in _NOT_TABLES:
        if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(mark):
            raise InputError(what, source=source, allowed=KINDS)
    controls = set(range(32)) - set(b"\t\r\n\f\x1a")
    if b"\0" in beginning[: 2**16] or (encoding.guessed and controls & set(beginning[: 2**16])):
        raise InputError("is not text", source=source, allowed=KINDS)
    lines = beginning.lstrip(b"\xef\xbb\xbf").lstrip(b"\r\n").splitlines()
    line = lines[0].decode("utf-8", "replace") if lines else ""
    before, separator = 0, ""
    if line.lower().startswith("sep=") and len(line.rstrip()) <= 5 and len(lines) > 1:
        # A first line by which spreadsheets are told what parts the cells.
        before, separator = 1, line[4:5]
        if separator not in _MARKS:
            raise InputError(
                "an unknown separator",
                source=source,
                field="line 1",
                found=line,
                allowed="comma, semicolon, tab or |",
            )
        line = lines[1].decode("utf-8", "replace")
    unquoted = "".join(line.split('"')[::2])
    separator = separator or max(_MARKS, key=unquoted.count)
    not_too_wide(source, unquoted.count(separator) + 1)
    return _Text(source, encoding, separator, before)


def _first_bytes(source: str) -> bytes:
    with open(source, "rb") as file:
        return file.read(2)


def _csv(text: _Text, names: list[str]) -> Any:
    batches, rows, size = [], 0, 0
    with text.stream() as stream, text.reader(stream, names) as reader:
        schema = reader.schema
        for batch in reader:
            batches.append(batch)
            rows += batch.num_rows
            size += batch.nbytes
            if rows > table_opened.LARGEST_ROWS or size > table_opened.LARGEST_COLUMN_BYTES:
                raise too_large(text.source, rows)
    return pa.Table.from_batches(batches, schema)
