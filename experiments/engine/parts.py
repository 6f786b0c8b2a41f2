"""Parts: Parquet files that hold the runs of a store, several hundred in each, and their index.

A part has a file of its name in the folder of each table (``runs/part-000001.parquet``) and in
``status/``, a row a run there, in the same order. The index names all parts, with the size and the
checksum of each file; what it does not name is not there. So one replaced file, the index, makes
parts come and go at once, and whatever is killed in between is finished or undone by ``recover``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.engine.batches import ROWS, STATUS_COLUMNS, Batch
from experiments.engine.files import PARTIAL, encoded, newly_written, sums_of, written
from experiments.files.arrow import as_numpy
from experiments.files.hashes import is_sound
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


INDEX = "parts.json"
FORMAT = "helpseek parts 1"
STATUS = "status"
_MOST_ROWS = 100_000_000
_NAME = re.compile(r"part-[0-9]{6}")
_TABLE = re.compile(r"[a-z][a-z_]{0,40}")


class Part(NamedTuple):
    """One part as the index tells of it: ``files`` by table, each with bytes, sha256 and rows."""

    name: str
    runs: int
    files: Mapping[str, Mapping[str, Any]]


class DamagedPart(ValueError):
    """A file of a part is not what was written; the message names it."""


class Parts:
    """The parts of a directory: for readers as they stand, and for the one who holds its lock."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def listed(self) -> list[Part]:
        """All parts. Raises InputError for an index that is not as it was written."""
        return self._index()[0]

    def path(self, part: str, table: str) -> Path:
        """The file of one table of a part."""
        return self.directory / table / f"{part}.parquet"

    def begin(self) -> None:
        """Write an empty index where there is none."""
        if not (self.directory / INDEX).exists():
            self._write_index([], 1)

    def status(self, part: Part) -> pa.Table:
        """How the runs of a part ended. Raises DamagedPart."""
        table = self.table(part, STATUS)
        names = table.column_names
        kinds = {name: str(table.schema.field(name).type) for name in names}
        wanted = {name: kind.replace("float64", "double") for name, kind in STATUS_COLUMNS.items()}
        tables = [name for name in part.files if name != STATUS]
        wanted |= {ROWS + name: "int64" for name in tables}
        fits = kinds == wanted and table.num_rows == part.runs
        fits = fits and not any(table[name].null_count for name in (ROWS + one for one in tables))
        for name in tables if fits else ():
            rows = as_numpy(table[ROWS + name])
            fits = fits and rows.min(initial=0) >= 0
            fits = fits and float(rows.sum(dtype=np.float64)) == part.files[name]["rows"]
        if not fits:
            raise DamagedPart(f"{STATUS}/{part.name}.parquet does not fit its part")
        return table

    def table(self, part: Part, table: str) -> pa.Table:
        """One table of a part. Raises DamagedPart."""
        import pyarrow as pa
        from pyarrow import parquet

        data = self._sound(part, table)
        try:
            file = parquet.ParquetFile(pa.BufferReader(data))
            rows = file.metadata.num_rows
            if rows != part.files[table]["rows"] or rows > _MOST_ROWS:
                raise ValueError(rows)
            return file.read()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DamagedPart(f"{table}/{part.name}.parquet cannot be read") from error

    def check(self, part: Part) -> pa.Table:
        """How the runs of a part ended. Raises DamagedPart where a file is not what was written."""
        for table in part.files:
            if not is_sound(self.path(part.name, table), part.files[table]):
                raise DamagedPart(f"{table}/{part.name}.parquet is not what was written")
            if self._rows(part, table) != part.files[table]["rows"]:
                raise DamagedPart(f"{table}/{part.name}.parquet does not fit its part")
        return self.status(part)

    def recover(self) -> None:
        """Finish or undo what was begun when a command was killed. Only for who has the lock."""
        listed = self.listed()
        known = {(table, part.name) for part in listed for table in part.files}
        for table, name in known:
            new = self._new(name, table)
            if new.exists():
                os.replace(new, self.path(name, table))
        for path in self._files():
            name = path.name.removesuffix(PARTIAL).removesuffix(".parquet").lstrip(".")
            if (path.parent.name, name) not in known or path.name.startswith("."):
                path.unlink(missing_ok=True)

    def replace(self, new: Sequence[Batch], gone: Iterable[str] = ()) -> list[Part]:
        """Take in new parts and let others go, all at once whatever happens; returns the new ones.

        Raises StorageError.

        Readers who look at the files alone may miss runs for a moment, and never see one twice.
        """
        listed, number = self._index()
        gone = set(gone)
        made = []
        try:
            for batch in new:
                made.append(self._written(f"part-{number:06d}", batch))
                number += 1
            self._write_index([part for part in listed if part.name not in gone] + made, number)
        except BaseException:
            for part in made:
                for table in part.files:
                    self._new(part.name, table).unlink(missing_ok=True)
            raise
        for part in listed:
            for table in part.files if part.name in gone else ():
                self.path(part.name, table).unlink(missing_ok=True)
        for part in made:
            for table in part.files:
                os.replace(self._new(part.name, table), self.path(part.name, table))
        return made

    def _written(self, name: str, batch: Batch) -> Part:
        files = {}
        try:
            for table, rows in {**batch.tables, STATUS: batch.status}.items():
                data = encoded(rows)
                newly_written(self._new(name, table), data)
                files[table] = {**sums_of(data), "rows": rows.num_rows}
        except BaseException:
            for table in files:
                self._new(name, table).unlink(missing_ok=True)
            raise
        return Part(name, batch.status.num_rows, files)

    def _new(self, part: str, table: str) -> Path:
        """The file of a part that is not in the index yet, unseen by those who read a folder."""
        return self.directory / table / f".{part}.parquet{PARTIAL}"

    def _files(self) -> Iterator[Path]:
        with contextlib.suppress(FileNotFoundError):
            for folder in sorted(self.directory.iterdir()):
                if _TABLE.fullmatch(folder.name) and folder.is_dir():
                    yield from (path for path in folder.glob("part-*.parquet"))
                    yield from (path for path in folder.glob(f".part-*.parquet{PARTIAL}"))

    def _rows(self, part: Part, table: str) -> int:
        import pyarrow as pa
        from pyarrow import parquet

        try:
            return int(parquet.read_metadata(self.path(part.name, table)).num_rows)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DamagedPart(f"{table}/{part.name}.parquet cannot be read") from error

    def _sound(self, part: Part, table: str) -> bytes:
        try:
            data = self.path(part.name, table).read_bytes()
        except OSError as error:
            raise DamagedPart(f"{table}/{part.name}.parquet cannot be read") from error
        told = part.files[table]
        if sums_of(data) != {"bytes": told["bytes"], "sha256": told["sha256"]}:
            raise DamagedPart(f"{table}/{part.name}.parquet is not what was written")
        return data

    def _index(self) -> tuple[list[Part], int]:
        path = self.directory / INDEX
        try:
            told = json.loads(path.read_bytes())
        except FileNotFoundError:
            if any(self._files()):
                raise InputError(
                    "is missing, and nothing else tells which parts are whole",
                    source=str(path),
                    allowed="the file as it was written, or another directory",
                ) from None
            return [], 1
        except (OSError, ValueError, RecursionError):
            told = None
        found = _checked(told)
        if found is None:
            raise InputError(
                "is damaged",
                source=str(path),
                allowed="the file as it was written, or another directory",
            )
        return found

    def _write_index(self, parts: Sequence[Part], number: int) -> None:
        content = {"format": FORMAT, "next": number, "parts": [part._asdict() for part in parts]}
        text = json.dumps({**content, "checksum": _checksum(content)}, separators=(",", ":"))
        written(self.directory / INDEX, text.encode() + b"\n")


def _checksum(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _checked(told: Any) -> tuple[list[Part], int] | None:
    """The parts of an index; None where it is not what was written."""
    if not isinstance(told, dict) or set(told) != {"format", "next", "parts", "checksum"}:
        return None
    content = {name: value for name, value in told.items() if name != "checksum"}
    if told["format"] != FORMAT or told["checksum"] != _checksum(content):
        return None
    if type(told["next"]) is not int or not 0 < told["next"] < 1_000_000:
        return None
    parts = told["parts"]
    if not isinstance(parts, list) or not all(map(_is_part, parts)):
        return None
    names = [part["name"] for part in parts]
    return (
        ([Part(**part) for part in parts], told["next"]) if len(set(names)) == len(names) else None
    )


def _is_part(told: Any) -> bool:
    if not isinstance(told, dict) or set(told) != {"name", "runs", "files"}:
        return False
    if not isinstance(told["name"], str) or not _NAME.fullmatch(told["name"]):
        return False
    files = told["files"]
    if not _is_count(told["runs"]) or not isinstance(files, dict) or STATUS not in files:
        return False
    return all(
        _TABLE.fullmatch(table)
        and isinstance(file, dict)
        and set(file) == {"bytes", "sha256", "rows"}
        and _is_count(file["bytes"])
        and _is_count(file["rows"])
        and isinstance(file["sha256"], str)
        for table, file in files.items()
    )


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53
