"""The journal: runs that are done and not yet in a part, one record after the other.

A worker appends the record of a run as soon as it is done; whatever kills it after that, the record
is there. A record that was cut short in the middle is the last of its file and counts as not
written. Each has a checksum; one that was changed ends the reading of its file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.engine.files import StorageError

if TYPE_CHECKING:
    import pyarrow as pa

_MAGIC = b"helpseek"
_HEAD = struct.Struct("<8sQ32s")
_LENGTH = struct.Struct("<Q")


class Record(NamedTuple):
    """A run as the journal holds it: key, how it ended, its tables, and the bytes of it all."""

    key: str
    told: dict[str, Any]
    tables: dict[str, pa.Table]
    size: int


def record(key: str, told: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> bytes:
    """A run as bytes for the journal."""
    import pyarrow as pa

    streams = []
    for table in map(_plain, tables.values()):
        out = pa.BufferOutputStream()
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
        streams.append(out.getvalue().to_pybytes())
    sizes = dict(zip(tables, map(len, streams), strict=True))
    words = json.dumps({"key": key, "told": told, "tables": sizes}, ensure_ascii=False).encode()
    body = b"".join([_LENGTH.pack(len(words)), words, *streams])
    return _HEAD.pack(_MAGIC, len(body), hashlib.sha256(body).digest()) + body


def _plain(table: pa.Table) -> pa.Table:
    """The table with words in place of codes, as all parts have it, and without metadata."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            column = table.column(place).cast(field.type.value_type)
            table = table.set_column(place, field.name, column)
    return table.replace_schema_metadata(None)


def records_in(path: Path) -> tuple[list[bytes], bool]:
    """The whole records of a journal as bytes, and whether nothing else was in it."""
    try:
        data = path.read_bytes()
    except OSError:
        return [], True
    found: list[bytes] = []
    place = 0
    while place < len(data):
        end = place + _HEAD.size
        if end > len(data):
            return found, False
        magic, length, checksum = _HEAD.unpack_from(data, place)
        body = data[end : end + length]
        if magic != _MAGIC or len(body) != length or hashlib.sha256(body).digest() != checksum:
            return found, False
        found.append(data[place : end + length])
        place = end + length
    return found, True


def ended_of(whole: bytes) -> tuple[str, dict[str, Any]] | None:
    """The key in the bytes of a record, and how the run ended; None where they do not say."""
    words = _words(whole)
    if words is None:
        return None
    key, told = words.get("key"), words.get("told")
    return (key, told) if isinstance(key, str) and isinstance(told, dict) else None


def read_record(whole: bytes) -> Record | None:
    """What the bytes of a record say; None where they are not what a worker writes."""
    import pyarrow as pa

    words = _words(whole)
    if words is None:
        return None
    key, told, sizes = (words.get(name) for name in ("key", "told", "tables"))
    if not (isinstance(key, str) and isinstance(told, dict) and isinstance(sizes, dict)):
        return None
    place = _HEAD.size + _LENGTH.size + _LENGTH.unpack_from(whole, _HEAD.size)[0]
    tables = {}
    try:
        for name, size in sizes.items():
            if type(size) is not int or not 0 <= size <= len(whole) - place:
                return None
            table = pa.ipc.open_stream(pa.py_buffer(whole[place : place + size])).read_all()
            table.validate(full=True)
            tables[name] = table
            place += size
    except (pa.ArrowException, OSError, ValueError):
        return None
    return Record(key, told, tables, len(whole))


def _words(whole: bytes) -> dict[str, Any] | None:
    begin = _HEAD.size + _LENGTH.size
    if len(whole) < begin:
        return None
    length = _LENGTH.unpack_from(whole, _HEAD.size)[0]
    try:
        words = json.loads(whole[begin : begin + length])
    except (ValueError, RecursionError):
        return None
    return words if isinstance(words, dict) else None


class Journal:
    """A file of records that is appended to. Raises StorageError where it cannot be."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self.size = 0
        """Bytes of whole records."""

    def append(self, data: bytes) -> None:
        """Write records at the end, whole or not at all.

        They are in the hands of the system then: the death of any process loses nothing.
        """
        try:
            if self._file is None:
                self.path.parent.mkdir(exist_ok=True)
                flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
                self._file = os.open(self.path, flags, 0o666)
                self.size = os.lseek(self._file, 0, os.SEEK_END)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self.size += len(data)
        except OSError as error:
            self._undo()
            raise StorageError(error.errno, error.strerror, str(self.path)) from error

    def begin_anew(self) -> None:
        """Forget all records: they are kept elsewhere now."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        """Close the file; it may be appended to again."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _undo(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self.size)
                os.lseek(self._file, self.size, os.SEEK_SET)


def lines_of(folder: Path) -> Iterator[Path]:
    """The files of a folder of journals, in the order of their names."""
    with contextlib.suppress(OSError):
        yield from sorted(path for path in folder.iterdir() if path.suffix == ".journal")
