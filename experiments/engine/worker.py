"""What a worker does with a task: its runs one after the other, each kept as soon as it is done.

The same function works in a process of this machine and on a cluster; only the way by which its
reports travel differs. A worker that sees the directory of the store notes its runs in a journal
there itself; one that does not, on a machine without a shared disk, sends their records back.
"""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from experiments.engine.files import StorageError, written
from experiments.engine.journal import Journal, read_record, record, records_in
from experiments.engine.task import Failure, Work, work_named
from experiments.strategies.own_code import Loaded, extend_as, loaded


class Order(NamedTuple):
    """A task as it is sent to a worker."""

    work: str
    common: Mapping[str, Any]
    shared: Mapping[str, Any]
    runs: tuple[tuple[str, Mapping[str, Any]], ...]
    directory: str
    journal: str
    """The beginning of the path of the file in which it notes what it has done."""
    token: str
    """Text of a file in the directory, by which a worker knows that it sees the same directory."""
    code: str
    threads: int
    extensions: tuple[Loaded, ...] = ()
    """Files whose extensions the work needs, with their code: a worker need not see them."""


class Prepared(NamedTuple):
    """What the runs of a task share is done."""


class Ended(NamedTuple):
    """A run has ended, well or not; ``record`` is what is kept of it, where the worker does not
    see the directory."""

    key: str
    told: Mapping[str, Any]
    record: bytes | None
    bytes: int


class Unwritten(NamedTuple):
    """The worker could not write: number and words of the system, and the file."""

    number: int
    words: str
    path: str


class Stranger(NamedTuple):
    """The worker has another version of the model."""

    code: str
    machine: str


class Over(NamedTuple):
    """All runs of the task have ended."""


class Fault(NamedTuple):
    """The engine itself has failed in the worker."""

    traceback: str


class Lost(NamedTuple):
    """The worker has died; ``words`` tell how.

    ``certain`` if this task alone can have killed it; otherwise the worker had several, and others
    may have died of it before.
    """

    words: str
    certain: bool = True


Report = Prepared | Ended | Unwritten | Stranger | Over | Fault | Lost

_TOKEN = ".token"


def perform(order: Order) -> Iterator[Report]:
    """Do a task and report of it; the last report is none that another could follow."""
    if extend_as(order.extensions):
        _made.clear()
    if _code_here() != order.code:
        yield Stranger(_code_here(), platform.node())
        return
    journal = _journal_here(order)
    noted = _noted(order) if journal is not None else {}
    for key, told in noted.items():  # by a worker that was lost before it could say so
        yield Ended(key, told, None, 0)
    runs = [(key, what) for key, what in order.runs if key not in noted]
    if not runs:
        yield Over()
        return
    work = _work(order.work, order.common)
    started = perf_counter()
    prepared: Any = None
    why: Failure | None = None
    try:
        prepared = work.prepare(order.shared, order.threads)
    except (Exception, SystemExit) as error:
        why = Failure.of(error)
    preparing = perf_counter() - started
    yield Prepared()
    for key, what in runs:
        started = perf_counter()
        failure = why
        if failure is None:
            try:
                tables = work.run(prepared, what)
                told = status_of(None, perf_counter() - started, preparing)
                whole = record(key, told, tables)
            except (Exception, SystemExit) as error:
                failure = Failure.of(error)
        if failure is not None:
            told = status_of(failure, perf_counter() - started, preparing)
            whole = record(key, told, work.failed(order.shared, what, failure))
        preparing = 0.0
        if journal is not None:
            try:
                journal.append(whole)
            except StorageError as error:
                yield Unwritten(error.errno or 0, error.strerror or "", str(error.filename))
                return
        yield Ended(key, told, whole if journal is None else None, len(whole))
    if journal is not None:
        journal.close()
    yield Over()


def perform_all(order: Order) -> list[Report]:
    """All reports of a task at once, for workers that can answer but once."""
    return list(perform(order))


def status_of(failure: Failure | None, seconds: float, preparing: float = 0.0) -> dict[str, Any]:
    """How a run ended: state, seconds of the run itself and of what it prepared for its task,
    machine, process, time of day, and the failure, if it is one."""
    told: dict[str, Any] = {
        "state": "done" if failure is None else "failed",
        "seconds": round(seconds, 6),
        "preparing_seconds": round(preparing, 6),
        "machine": platform.node(),
        "process": os.getpid(),
        "ended": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    for field in ("kind", "message", "traceback"):
        told[f"error_{field}"] = None if failure is None else getattr(failure, field)
    return told


def write_token(directory: Path) -> str:
    """Leave a text in the directory by which workers know that they see the same one."""
    here = directory.stat()
    token = f"{platform.node()} {os.getpid()} {here.st_dev} {here.st_ino} {here.st_mtime_ns}"
    written(directory / _TOKEN, token.encode())
    return token


def remove_token(directory: Path) -> None:
    """Take the text away again."""
    with contextlib.suppress(OSError):
        (directory / _TOKEN).unlink()


def _journal_here(order: Order) -> Journal | None:
    """A journal of this worker's own for an order; None where it does not see the directory."""
    if order.token:
        try:
            if (Path(order.directory) / _TOKEN).read_text() != order.token:
                return None
        except (OSError, ValueError):
            return None
    return Journal(Path(f"{order.journal}-{platform.node()}-{os.getpid()}.journal"))


def _noted(order: Order) -> dict[str, Mapping[str, Any]]:
    """How runs of an order ended that another worker has done."""
    wanted = {key for key, _ in order.runs}
    beginning = Path(order.journal)
    found: dict[str, Mapping[str, Any]] = {}
    for path in beginning.parent.glob(f"{beginning.name}-*.journal"):
        for one in map(read_record, records_in(path)[0]):
            if one is not None and one.key in wanted:
                found[one.key] = one.told
    return found


def _code_here() -> str:
    """The hash of the model here, extensions included."""
    return _code_with(tuple(one.sha256 for one in loaded()))


@cache
def _code_with(extensions: tuple[str, ...]) -> str:
    from experiments.files.manifest import code_hash

    return code_hash()


_made: list[tuple[str, Mapping[str, Any], Work]] = []
"""The work made last, and what it was made of."""


def _work(name: str, common: Mapping[str, Any]) -> Work:
    if not _made or _made[0][:2] != (name, common):
        _made[:] = [(name, common, work_named(name, common))]
    return _made[0][2]
