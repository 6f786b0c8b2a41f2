"""The store: a directory of runs that one command writes into and may go on with later."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from experiments.engine.batches import (
    MOST_BYTES,
    MOST_RUNS,
    Batch,
    batches_of,
    gathered,
    without,
)
from experiments.engine.columns import column
from experiments.engine.files import PARTIAL, StorageError, written, written_in_parts
from experiments.engine.journal import Journal, ended_of, lines_of, read_record, records_in
from experiments.engine.lock import NAME as LOCK
from experiments.engine.lock import Lock
from experiments.engine.parts import INDEX, DamagedPart
from experiments.engine.pieces import JOURNAL, Pieces
from experiments.engine.task import Task
from experiments.files.results import json_text
from simulation import revisions
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "helpseek store 2"
RECORD = "store.json"
PLAN = "plan.parquet"
ASIDE = "aside"
_ROWS = 1_000
"""Rows of the plan that are held at a time."""
_MOST_SECONDS = 7_200.0
"""Seconds of work that a part holds at the most, so that a damaged one costs no more."""
_SOONEST, _SHARE = 60.0, 0.25
"""A part is written after so many seconds, or this share of the time since the store was opened,
whichever is longer: soon enough to be looked at, and in few parts."""
_MOST_SMALL = 12
"""Parts of few runs, as commands that were stopped leave them, before they are put together."""


class Store(Pieces):
    """A directory of runs; use it in a ``with`` block, in which nobody else writes there.

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
        self._main = Journal(self.directory / JOURNAL / "main.journal")
        self._seconds = 0.0
        self._opened = self._packed = monotonic()

    def __enter__(self) -> Store:
        try:
            self._check()
            self._make()
            self._lock = Lock(self.directory, self._source)
            self._check()  # now that nobody else can change it
            self.clean()
            record = self.directory / RECORD
            if not record.exists():
                self.parts.begin()
                written(record, json_text(self._record()).encode())
            self.parts.recover()
            self._resume()
        except (OSError, ValueError) as error:
            self._unmake()
            self.__exit__(None, None, None)
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot write results here ({reason})",
                source=self._source,
                found=str(self.directory),
                allowed="a directory that can be made or written to",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OSError):
            error.add_note(f"what is done is kept in {self.directory}: the same command goes on")
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.adopt()
                self.pack()
            self._main.close()
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

    def journal_of(self, order: int) -> str:
        """Where a worker may note what it does of an order: the beginning of a file's path."""
        return str(self._main.path.with_name(f"order-{os.getpid()}-{order}"))

    def keep(self, record: bytes) -> None:
        """Keep a run that has ended. Raises StorageError."""
        self._main.append(record)
        self._take(record)

    def adopt(self, order: int | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Keep what workers have noted, of one order or of all; how those runs ended, by key.

        Raises StorageError.
        """
        begin = "order-" if order is None else f"{Path(self.journal_of(order)).name}-"
        ended = []
        for path in list(lines_of(self._main.path.parent)):
            if not path.name.startswith(begin):
                continue
            records, _ = records_in(path)
            if records:
                self._main.append(b"".join(records))
            for one in records:
                if (found := self._take(one)) is not None:
                    ended.append(found)
            path.unlink(missing_ok=True)
        if order is not None:
            self._pack_if_due()
        return ended

    def pack(self) -> None:
        """Put what is in the journal into parts. Raises StorageError."""
        records = [one for one in map(read_record, self.journal.values()) if one is not None]
        self._packed, self._seconds = monotonic(), 0.0
        gone = {self._places[one.key].part for one in records if one.key in self._places}
        small = [part.name for part in self.listed.values() if part.runs < MOST_RUNS // 2]
        if len(small) > _MOST_SMALL:
            gone |= set(small)
        new = batches_of(sorted(records, key=lambda one: one.key))
        late = {one.key for one in records}
        try:
            new += [without(self._batch(name), late) for name in sorted(gone)]
        except DamagedPart as error:
            raise StorageError(0, str(error), str(self.directory)) from error
        if records or gone:
            self._replace(gathered(one for one in new if one.status.num_rows), gone)
        self._main.begin_anew()
        self.journal = {}

    def done(self, keys: Iterable[str]) -> tuple[set[str], int]:
        """Which of these runs are done and sound, and how many others were found damaged.

        Damaged parts are removed: readers of all parts would fall over them, or believe them.
        """
        self._see()
        keys = list(keys)
        sound = {key for key in keys if self.is_done(key)}
        damaged = 0
        if self.damaged:
            gone = [part for part in self.parts.listed() if part.name in self.damaged]
            for part in gone:
                damaged += part.runs
                self.notes.append(f"{self.damaged[part.name]}: {part.runs:,} runs are made again")
            self.parts.replace([], {part.name for part in gone})
            self.damaged = {}
        return sound, min(damaged, len(keys) - len(sound))

    def arrange(self, keys: Iterable[str]) -> int:
        """Put aside all runs but these, and take back those of these that lie there.

        So whoever reads all parts reads those of the plan. Returns how many runs lie aside.
        """
        self._see()
        wanted = set(keys)
        aside = Pieces(self.directory / ASIDE)
        if not (wanted.issuperset(self.known()) and not aside.directory.is_dir()):
            aside.directory.mkdir(exist_ok=True)
            aside.parts.begin()
            aside.parts.recover()
            self.pack()
            there = set(aside.known())
            self._move(aside, set(self._places) - wanted, but=there)
            _move(aside, self, wanted & set(aside.known()), but=set(self._places))
            aside.look()
            self.look()
        return sum(1 for _ in aside.known())

    def _move(self, other: Pieces, keys: set[str], but: set[str]) -> None:
        _move(self, other, keys, but)
        self.look()
        other.look()

    def _take(self, record: bytes) -> tuple[str, dict[str, Any]] | None:
        found = ended_of(record)
        if found is not None:
            key, told = found
            self.journal[key] = record
            seconds = told.get("seconds")
            self._seconds += seconds if isinstance(seconds, float) else 0.0
        return found

    def _pack_if_due(self) -> None:
        since = monotonic() - self._packed
        if (
            len(self.journal) >= MOST_RUNS
            or self._main.size >= MOST_BYTES
            or self._seconds >= _MOST_SECONDS
            or (self.journal and since > max(_SOONEST, _SHARE * (monotonic() - self._opened)))
        ):
            self.pack()

    def _replace(self, new: Sequence[Batch], gone: set[str]) -> None:
        made = self.parts.replace(new, gone)
        for name in gone:
            self._forget(name)
        for part, batch in zip(made, new, strict=True):
            self._add(part, batch.status)

    def _resume(self) -> None:
        """Take over the journals of a command that was killed."""
        main = self._main.path
        records, whole = records_in(main)
        if not whole:
            size, length = main.stat().st_size, sum(map(len, records))
            os.truncate(main, length)
            self.notes.append(
                f"{JOURNAL}/{main.name} was cut short or changed: {size - length:,} bytes of it "
                "are left out, and the runs in them made again"
            )
        self.look()
        self.adopt()
        self._probe()

    def _record(self) -> dict[str, Any]:
        from experiments.files import manifest

        return {
            "format": FORMAT,
            "kind": self.kind,
            "code": self.code,
            "revision": revisions.present(),
            "versions": manifest.versions(),
        }

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
            ours = (LOCK, f".{RECORD}", f".{INDEX}", INDEX)
            if any(not entry.startswith(ours) for entry in os.listdir(self.directory)):
                raise InputError(
                    "the directory holds something else",
                    source=self._source,
                    found=str(self.directory),
                    allowed="a new or empty directory",
                )
            return
        try:
            told = json.loads(record.read_bytes())
        except (ValueError, RecursionError):
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
                if field == "code":
                    words += f" ({revisions.changed_since(told.get('revision'))})"
                raise InputError(
                    words + ", and results of two are not mixed",
                    source=str(self.directory),
                    field=field,
                    found=str(told.get(field))[:shown],
                    allowed=f"{wanted[:shown]}, or another directory with {self._source}",
                )

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
            for name in (RECORD, INDEX, LOCK):
                (self.directory / name).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                (self.directory / JOURNAL).rmdir()
        for parent in reversed(self._made):
            with contextlib.suppress(OSError):
                parent.rmdir()

    def clean(self) -> None:
        """Remove what killed commands have left unfinished of single files."""
        for path in self.directory.glob(f".*{PARTIAL}"):
            path.unlink(missing_ok=True)

    def _probe(self) -> None:
        """Find out now whether files can be written here."""
        probe = self.directory / f".{RECORD}.{os.getpid()}.partial"
        probe.write_bytes(b"probe")
        probe.unlink()


def _move(one: Pieces, other: Pieces, keys: set[str], but: set[str]) -> None:
    """Put runs from one directory into another, those that are there already only out of the first.

    They are written there before they go here, so that a death in between loses none.
    """
    moved, stay, gone = [], [], set()
    for name in list(one.listed):
        here = set(one._table(name, "status")["key"].to_pylist())
        if not here.isdisjoint(keys):
            batch = one._batch(name)
            moved.append(without(batch, (here - keys) | but))
            stay.append(without(batch, keys))
            gone.add(name)
    if gone:
        other.parts.replace(gathered(batch for batch in moved if batch.status.num_rows))
        one.parts.replace(gathered(batch for batch in stay if batch.status.num_rows), gone)


def _plan_table(rows: Sequence[tuple[str, str, str]]) -> pa.Table:
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    texts = [column(values, "string") for values in columns]
    return pa.Table.from_arrays(texts, names=["key", "shared", "what"])


def _other_versions(before: Any) -> list[str]:
    """The libraries that results depend on and that are not what they were, in lines to print."""
    from experiments.files import manifest

    if not isinstance(before, dict):
        return []
    now = manifest.versions()
    return [
        f"{package} was {before.get(package)} when the first runs here were made, is "
        f"{now.get(package)}: new runs may differ in the last digits"
        for package in ("python", "numba", "numpy", "scipy")
        if before.get(package) != now.get(package)
    ]
