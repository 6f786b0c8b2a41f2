"""What a worker does with a task: its runs one after the other, each kept as soon as it is done.

The same function works in a process of this machine and on a cluster; only the way by which its
reports travel differs. A worker that sees the directory of the store writes there itself; one that
does not, on a machine without a shared disk, sends the bytes of its pieces back.
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

from experiments.engine.pieces import Pieces, StorageError, encoded
from experiments.engine.task import Failure, Work, work_named


class Order(NamedTuple):
    """A task as it is sent to a worker."""

    work: str
    common: Mapping[str, Any]
    shared: Mapping[str, Any]
    runs: tuple[tuple[str, Mapping[str, Any]], ...]
    directory: str
    token: str
    """Text of a file in the directory, by which a worker knows that it sees the same directory."""
    code: str
    threads: int


class Prepared(NamedTuple):
    """What the runs of a task share is done."""


class Ended(NamedTuple):
    """A run has ended, well or not; ``files`` are its pieces where the worker could not write."""

    key: str
    told: Mapping[str, Any]
    files: Mapping[str, bytes] | None
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
    if _code_here() != order.code:
        yield Stranger(_code_here(), platform.node())
        return
    pieces = _pieces_here(order.directory, order.token)
    runs = [(key, what) for key, what in order.runs if pieces is None or not pieces.is_done(key)]
    done = {key for key, _ in order.runs} - {key for key, _ in runs}
    for key in sorted(done):  # by a worker that was lost before it could say so
        assert pieces is not None
        yield Ended(key, pieces.status(key) or {}, None, 0)
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
        files: dict[str, bytes] = {}
        if failure is None:
            try:
                tables = work.run(prepared, what)
                files = {name: encoded(table) for name, table in tables.items()}
            except (Exception, SystemExit) as error:
                failure = Failure.of(error)
        if failure is not None:
            files = failed_files(work, order.shared, what, failure)
        told = status_of(failure, perf_counter() - started, preparing)
        preparing = 0.0
        if pieces is not None:
            try:
                pieces.keep(key, files, told)
            except StorageError as error:
                yield Unwritten(error.errno or 0, error.strerror or "", str(error.filename))
                return
        size = sum(map(len, files.values()))
        yield Ended(key, told, files if pieces is None else None, size)
    yield Over()


def perform_all(order: Order) -> list[Report]:
    """All reports of a task at once, for workers that can answer but once."""
    return list(perform(order))


def failed_files(
    work: Work, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
) -> dict[str, bytes]:
    """The pieces of a run that failed."""
    return {name: encoded(table) for name, table in work.failed(shared, what, failure).items()}


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
    from experiments.engine.pieces import written

    here = directory.stat()
    token = f"{platform.node()} {os.getpid()} {here.st_dev} {here.st_ino} {here.st_mtime_ns}"
    written(directory / _TOKEN, token.encode())
    return token


def remove_token(directory: Path) -> None:
    """Take the text away again."""
    with contextlib.suppress(OSError):
        (directory / _TOKEN).unlink()


def _pieces_here(directory: str, token: str) -> Pieces | None:
    if not token:
        return Pieces(Path(directory))
    try:
        seen = (Path(directory) / _TOKEN).read_text()
    except OSError:
        return None
    return Pieces(Path(directory)) if seen == token else None


@cache
def _code_here() -> str:
    from experiments.manifest import code_hash

    return code_hash()


_made: list[tuple[str, Mapping[str, Any], Work]] = []
"""The work made last, and what it was made of."""


def _work(name: str, common: Mapping[str, Any]) -> Work:
    if not _made or _made[0][:2] != (name, common):
        _made[:] = [(name, common, work_named(name, common))]
    return _made[0][2]
