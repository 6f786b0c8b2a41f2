"""The store: a directory of pieces that one command writes into and may go on with later."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from experiments.engine.columns import column
from experiments.engine.lock import NAME as LOCK
from experiments.engine.lock import Lock
from experiments.engine.pieces import Pieces, written, written_in_parts
from experiments.engine.task import Task
from experiments.results import json_text
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "helpseek store 1"
RECORD = "store.json"
PLAN = "plan.parquet"
ASIDE = "aside"
_ROWS = 1_000
"""Rows of the plan that are held at a time."""


class Store(Pieces):
    """A directory of pieces; use it in a ``with`` block, in which nobody else writes there.

    ``kind`` says what is kept in it and in which form (``helpseek sweep 1``), ``code`` which
    version of the model made it. A new or empty directory becomes a store; a store of another kind
    or version, and a directory with something else in it, are refused with InputError, before
    anything in them is touched. ``source`` is the option that errors name.
    """

    def __init__(
        self, directory: str | os.PathLike[str], *, kind: str, code: str, source: str = "--out"
    ) -> None:
        super().__init__(Path(os.path.abspath(os.path.expanduser(directory))))
        self.kind = kind
        self.code = code
        self.notes: list[str] = []
        """What users should know: libraries of another version than what is here was made with."""
        self._source = source
        self._lock: Lock | None = None
        self._made: list[Path] = []

    def __enter__(self) -> Store:
        try:
            self._check()
            self._make()
            self._lock = Lock(self.directory, self._source)
            self._check()  # now that nobody else can change it
            self.clean()
            record = self.directory / RECORD
            if not record.exists():
                written(record, json_text(self._record()).encode())
            else:
                self._probe()
        except (OSError, ValueError) as error:
            self._unmake()
            self.__exit__(None, None, None)
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot write results here ({reason})", source=self._source,
                found=str(self.directory), allowed="a directory that can be made or written to",
            ) from error  # fmt: skip
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.clean()
            self._lock.release()
            self._lock = None

    def write_plan(self, tasks: Sequence[Task]) -> None:
        """Write down what is going to be run. Raises StorageError."""
        rows = (
            (run.key, shared, json.dumps(run.what, ensure_ascii=False))
            for task in tasks
            for shared in (json.dumps(task.shared, ensure_ascii=False),)
            for run in task.runs
        )
        parts = iter(lambda: list(itertools.islice(rows, _ROWS)), [])
        written_in_parts(
            self.directory / PLAN, itertools.chain(map(_plan_table, parts), [_plan_table([])])
        )

    def write(self, name: str, data: bytes) -> None:
        """Write another file of the directory, whole or not at all. Raises StorageError."""
        written(self.directory / name, data)

    def done(self, keys: Iterable[str]) -> tuple[set[str], int]:
        """Which of these runs are done and sound, and how many others were found damaged.

        Damaged pieces are removed: readers of all pieces would fall over them.
        """
        sound, damaged = set(), 0
        for key in keys:
            told = self.status(key)
            if told is not None and self.whole(key, told):
                if told.get("state") == "done":
                    sound.add(key)
                continue
            leftover = [path for path in self._files(key) if path.exists()]
            damaged += bool(leftover) and (told is not None or self._status(key).exists())
            for path in leftover:
                path.unlink(missing_ok=True)
        return sound, damaged

    def arrange(self, keys: Iterable[str]) -> int:
        """Put aside the pieces of all runs but these, and take back those of these that lie there.

        So whoever reads all pieces reads those of the plan. Returns how many runs lie aside.
        """
        wanted = set(keys)
        aside = Pieces(self.directory / ASIDE)
        if aside.directory.is_dir():
            for path, key in list(aside.keys_on_disk()):
                if key in wanted:
                    home = self.directory / path.parent.name / path.name
                    home.parent.mkdir(exist_ok=True)
                    os.replace(path, home)
        for path, key in list(self.keys_on_disk()):
            if key not in wanted:
                away = aside.directory / path.parent.name / path.name
                away.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, away)
        if not aside.directory.is_dir():
            return 0
        return len({key for _, key in aside.keys_on_disk()})

    def read(self, table: str, keys: Iterable[str]) -> pa.Table:
        """One table of these runs, those that have none left out, in the order of the keys."""
        import pyarrow as pa
        from pyarrow import parquet

        paths = [path for key in keys if (path := self.piece(table, key)).exists()]
        return pa.concat_tables([parquet.ParquetFile(path).read() for path in paths])

    def _files(self, key: str) -> list[Path]:
        folders = [folder for folder in self.directory.iterdir() if folder.is_dir()]
        pieces = [folder / f"{key}.parquet" for folder in folders if folder.name != ASIDE]
        return [*pieces, self._status(key)]

    def _record(self) -> dict[str, Any]:
        from experiments import manifest

        return {
            "format": FORMAT, "kind": self.kind, "code": self.code,
            "versions": manifest.versions(),
        }  # fmt: skip

    def _check(self) -> None:
        """Refuse a directory that is not a store of this kind and version."""
        if not self.directory.exists():
            if self.directory.is_symlink():
                raise InputError(
                    "a link that leads nowhere", source=self._source, found=str(self.directory)
                )
            return
        if not self.directory.is_dir():
            raise InputError("not a directory", source=self._source, found=str(self.directory))
        record = self.directory / RECORD
        if not record.exists():
            ours = (LOCK, f".{RECORD}")
            if any(not entry.startswith(ours) for entry in os.listdir(self.directory)):
                raise InputError(
                    "the directory holds something else", source=self._source,
                    found=str(self.directory), allowed="a new or empty directory",
                )  # fmt: skip
            return
        try:
            told = json.loads(record.read_bytes())
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise InputError("is damaged", source=str(record), allowed="another directory")
        self.notes = _other_versions(told.get("versions"))
        for field, wanted, words in (
            ("format", FORMAT, "was written in another form"),
            ("kind", self.kind, "holds results of another kind"),
            ("code", self.code, "was made by another version of the model"),
        ):
            if told.get(field) != wanted:
                shown = 12 if field == "code" else 80
                raise InputError(
                    words + ", and results of two are not mixed", source=str(self.directory),
                    field=field, found=str(told.get(field))[:shown],
                    allowed=f"{wanted[:shown]}, or another directory with {self._source}",
                )  # fmt: skip

    def _make(self) -> None:
        missing = []
        directory = self.directory
        while not directory.exists():
            missing.append(directory)
            directory = directory.parent
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            self._made.append(parent)

    def _unmake(self) -> None:
        if self._made and self._lock is not None:
            self.clean()
            for name in (RECORD, LOCK):
                (self.directory / name).unlink(missing_ok=True)
        for parent in reversed(self._made):
            with contextlib.suppress(OSError):
                parent.rmdir()

    def _probe(self) -> None:
        """Find out now whether files can be written here."""
        probe = self.directory / f".{RECORD}.{os.getpid()}.partial"
        probe.write_bytes(b"probe")
        probe.unlink()


def _plan_table(rows: Sequence[tuple[str, str, str]]) -> pa.Table:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    texts = [column(values, "string") for values in columns]
    return pa.Table.from_arrays(texts, names=["key", "shared", "what"])


def _other_versions(before: Any) -> list[str]:
    """The libraries that results depend on and that are not what they were, in lines to print."""
    from experiments import manifest

    if not isinstance(before, dict):
        return []
    now = manifest.versions()
    return [
        f"{package} was {before.get(package)} when the first runs here were made, is "
        f"{now.get(package)}: new runs may differ in the last digits"
        for package in ("python", "numba", "numpy", "scipy")
        if before.get(package) != now.get(package)
    ]
