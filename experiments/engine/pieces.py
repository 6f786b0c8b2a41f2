"""Pieces: the files that one run leaves, each there whole or not at all, with its checksum."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pyarrow as pa

STATUS = "status"
_PARTIAL = ".partial"
_SMALL = 65_536
"""Bytes up to which compressing a table costs more time than it saves room."""


class StorageError(OSError):
    """The results cannot be written: no fault of a run, and the end of all of them."""


def encoded(table: pa.Table) -> bytes:
    """A table as a Parquet file; the same table gives the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    out = pa.BufferOutputStream()
    large = table.nbytes > _SMALL
    parquet.write_table(
        table.replace_schema_metadata(None), out,
        compression="zstd" if large else "none", use_dictionary=large, write_statistics=large,
        store_schema=large,
    )  # fmt: skip
    return bytes(out.getvalue())


def written(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file that is there whole or not at all. Raises StorageError.

    Files that are not ``durable`` may be torn or lost when the whole machine fails, which for those
    with a checksum elsewhere does no harm; waiting for the disk takes longer than many a run.
    """
    with _replacing(path, durable) as file:
        file.write(data)


def written_in_parts(path: Path, parts: Iterable[pa.Table]) -> None:
    """Write tables of one kind as one Parquet file, each held only while it is written.

    There must be one at least. Raises StorageError.
    """
    from pyarrow import parquet

    parts = iter(parts)
    first = next(parts)
    with (
        _replacing(path, durable=True) as file,
        parquet.ParquetWriter(file, first.schema, compression="zstd") as writer,
    ):
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


@contextlib.contextmanager
def _replacing(path: Path, durable: bool) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another, or comes to be, when the block ends well."""
    partial = path.with_name(f".{path.name}.{os.getpid()}{_PARTIAL}")
    try:
        try:
            file = partial.open("wb")
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = partial.open("wb")
        with file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise StorageError(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


class Pieces:
    """The files of runs in a directory, as workers write them and readers find them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def piece(self, table: str, key: str) -> Path:
        """The file of one table of one run."""
        return self.directory / table / f"{key}.parquet"

    def keep(self, key: str, files: Mapping[str, bytes], told: Mapping[str, Any]) -> None:
        """Write the tables of a run, encoded, and after them its status. Raises StorageError."""
        sums = {}
        for table, data in files.items():
            written(self.piece(table, key), data, durable=False)
            sums[table] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        status = {"key": key, **told, "pieces": sums}
        text = json.dumps(status, ensure_ascii=False, separators=(",", ":"))
        written(self._status(key), text.encode() + b"\n", durable=False)

    def status(self, key: str) -> dict[str, Any] | None:
        """What the status of a run says; None where there is none that can be read."""
        try:
            told = json.loads(self._status(key).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(told, dict) or told.get("key") != key:
            return None
        return told if isinstance(told.get("pieces"), dict) else None

    def statuses(self) -> Iterator[dict[str, Any]]:
        """All statuses that can be read, in the order of their keys."""
        for path in sorted((self.directory / STATUS).glob("*.json")):
            told = self.status(path.stem)
            if told is not None:
                yield told

    def whole(self, key: str, told: Mapping[str, Any]) -> bool:
        """Whether all pieces that a status tells of are there, and are what was written."""
        return all(self._is_sound(table, key, sums) for table, sums in told["pieces"].items())

    def is_done(self, key: str) -> bool:
        """Whether a run has been done, and has not failed."""
        told = self.status(key)
        return told is not None and told.get("state") == "done" and self.whole(key, told)

    def keys_on_disk(self) -> Iterator[tuple[Path, str]]:
        """All files of runs: path, and key of the run."""
        for folder in sorted(self.directory.iterdir()):
            if folder.is_dir() and not folder.name.startswith(".") and folder.name != "aside":
                ending = ".json" if folder.name == STATUS else ".parquet"
                for path in sorted(folder.iterdir()):
                    if path.suffix == ending and not path.name.startswith("."):
                        yield path, path.stem

    def clean(self) -> int:
        """Remove what killed workers have left unfinished; returns how many files."""
        stale = list(self.directory.glob(f".*{_PARTIAL}"))
        stale += self.directory.glob(f"*/.*{_PARTIAL}")
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _status(self, key: str) -> Path:
        return self.directory / STATUS / f"{key}.json"

    def _is_sound(self, table: str, key: str, sums: Any) -> bool:
        # The checksum covers the whole file, the footer of Parquet at its end included.
        try:
            data = self.piece(table, key).read_bytes()
        except OSError:
            return False
        return (
            isinstance(sums, dict)
            and len(data) == sums.get("bytes")
            and hashlib.sha256(data).hexdigest() == sums.get("sha256")
        )
