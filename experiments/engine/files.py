"""Files of a store: tables as Parquet, and writing that is there whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from experiments.terminal.streams import naming

if TYPE_CHECKING:
    import pyarrow as pa

PARTIAL = ".partial"
_SMALL = 65_536
"""Bytes up to which compressing a table costs more time than it saves room."""


class StorageError(OSError):
    """The results cannot be written: no fault of a run, and the end of all of them."""


def storage_error(error: OSError, path: Path) -> StorageError:
    """What the system said of writing a file, which it may not have named."""
    try:
        with naming(path):
            raise error
    except OSError as named:
        return StorageError(named.errno, named.strerror, str(path))


def encoded(table: pa.Table) -> bytes:
    """A table as a Parquet file; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    out = pa.BufferOutputStream()
    large = table.nbytes > _SMALL
    parquet.write_table(
        table.replace_schema_metadata(None),
        out,
        compression="zstd" if large else "none",
        use_dictionary=large,
        write_statistics=large,
        store_schema=large,
    )
    return out.getvalue().to_pybytes()


def sums_of(data: bytes) -> dict[str, Any]:
    """Size and checksum of a file's contents."""
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def written(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, even if the machine fails.

    Raises StorageError.
    """
    with _replacing(path, lasting=True) as file:
        file.write(data)


def newly_written(path: Path, data: bytes) -> None:
    """Write a file that nobody looks for yet, and have it on the disk. Raises StorageError."""
    try:
        try:
            file = path.open("wb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("wb")
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise storage_error(error, path) from error


def written_in_parts(path: Path, parts: Iterable[pa.Table]) -> None:
    """Write tables of one kind as one Parquet file, each held only while it is written.

    There must be one at least. Raises StorageError.
    """
    from pyarrow import parquet

    parts = iter(parts)
    first = next(parts)
    with (
        _replacing(path, lasting=False) as file,
        parquet.ParquetWriter(file, first.schema, compression="zstd") as writer,
    ):
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


@contextlib.contextmanager
def _replacing(path: Path, *, lasting: bool) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another, or comes to be, when the block ends well."""
    partial = path.with_name(f".{path.name}.{os.getpid()}{PARTIAL}")
    try:
        try:
            file = partial.open("wb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = partial.open("wb")
        with file:
            yield file
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
        if lasting:
            _sync(path.parent)
    except OSError as error:
        raise storage_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _sync(folder: Path) -> None:
    """See to it that the names in a folder outlive the machine, where it can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
