"""The coordinator: hands tasks to workers, counts, and deals with workers that die.

It holds no results, so its memory does not grow with what is done.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from experiments.engine import worker as reports
from experiments.engine.files import StorageError
from experiments.engine.journal import record
from experiments.engine.local import LocalWorkers, Workers
from experiments.engine.pieces import Pieces
from experiments.engine.store import Store
from experiments.engine.task import Failure, Run, Task, work_named
from experiments.strategies.own_code import loaded
from simulation.errors import InputError

Progress = Callable[[str, int, int], None]
MOST_DEATHS = 3
"""How often a task may kill its worker before it counts as failed."""
_LOOK = 0.25
"""Seconds after which progress is shown and Ctrl-C is heard though no worker says anything."""


@dataclass
class Tally:
    """What became of the runs of a plan."""

    kept: int = 0
    """Were done before, and sound."""
    damaged: int = 0
    """Had been done, but their files were damaged: done again."""
    aside: int = 0
    """Lie aside, because the plan does not have them any more."""
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    """Of work on what is ``done`` and ``failed``, over all workers."""
    bytes: int = 0
    deaths: int = 0
    """Of workers."""


@dataclass
class _Doing:
    """A task that a worker has, and what of it is left."""

    shared: Mapping[str, Any]
    left: dict[str, Run]
    prepared: bool = False
    deaths: int = 0
    """In which nothing of it was done: while preparing, or in its first run."""

    @classmethod
    def of(cls, task: Task) -> _Doing:
        return cls(task.shared, {run.key: run for run in task.runs})


def of_another_version(worker: reports.Stranger, wanted: str, *, here: bool) -> InputError:
    """The error for a worker with another version of the model: one of a cluster, or one of this
    machine, on which the code was changed meanwhile."""
    if here:
        return InputError(
            "the code of the model was changed while the command ran",
            source="simulation",
            field="version",
            found=worker.code[:16],
            allowed=f"{wanted[:16]}, as when it began; with the new code, another directory",
        )
    return InputError(
        f"the worker on {worker.machine} has another version of the model",
        source="--cluster",
        field="code",
        found=worker.code[:16],
        allowed=f"{wanted[:16]}, as here",
    )


@dataclass
class _Coordination:
    store: Store
    work: str
    common: Mapping[str, Any]
    workers: Workers
    progress: Progress
    phase: str
    tally: Tally
    of: int
    token: str = ""
    waiting: deque[_Doing] = field(default_factory=deque)
    doing: dict[int, _Doing] = field(default_factory=dict)
    suspects: deque[_Doing] = field(default_factory=deque)
    """Single runs that may kill workers: tried at the end, when nothing else is done."""
    trial: bool = False
    """Whether what is done now is one of them."""
    number: int = 0

    def run(self) -> None:
        while self.waiting or self.doing or self.suspects:
            while self.waiting and self.workers.free > 0:
                self._give(self.waiting.popleft())
            if self.suspects and not self.doing:
                self.trial = True
                self._give(self.suspects.popleft())
            for number, report in self.workers.reports(_LOOK):
                self._take(number, report)
            self._tell()
        self._tell()

    def _tell(self) -> None:
        ended = self.tally.kept + self.tally.done + self.tally.failed
        waited_for = self.workers.state()
        phase = f"{self.phase}, {waited_for}" if waited_for else self.phase
        self.progress(phase, ended, self.of)

    def _give(self, doing: _Doing) -> None:
        self.number += 1
        doing.prepared = False
        self.doing[self.number] = doing
        self.workers.give(
            self.number,
            reports.Order(
                work=self.work,
                common=self.common,
                shared=doing.shared,
                runs=tuple((run.key, run.what) for run in doing.left.values()),
                directory=str(self.store.directory),
                journal=self.store.journal_of(self.number),
                token=self.token,
                code=self.store.code,
                threads=self.workers.threads,
                extensions=loaded(),
            ),
        )

    def _take(self, number: int, report: reports.Report) -> None:
        doing = self.doing[number]
        if isinstance(report, reports.Ended):
            if report.record is not None:
                self.store.keep(report.record)
            self._count(doing, report)
        elif isinstance(report, reports.Prepared):
            doing.prepared = True
        elif isinstance(report, reports.Over):
            del self.doing[number]
            self.store.adopt(number)
        elif isinstance(report, reports.Lost):
            del self.doing[number]
            for key, told in self.store.adopt(number):
                if key in doing.left:  # done, but lost before it could say so
                    self._count(doing, reports.Ended(key, told, None, 0))
            self._bury(doing, report)
        elif isinstance(report, reports.Unwritten):
            raise StorageError(report.number, report.words, report.path)
        elif isinstance(report, reports.Stranger):
            raise of_another_version(report, self.store.code, here=self.workers.shared_disk)
        else:
            raise RuntimeError(f"a worker failed:\n{report.traceback}")

    def _count(self, doing: _Doing, ended: reports.Ended) -> None:
        del doing.left[ended.key]
        doing.deaths = 0
        self.tally.done += ended.told.get("state") == "done"
        self.tally.failed += ended.told.get("state") == "failed"
        self.tally.seconds += ended.told.get("seconds", 0) + ended.told.get("preparing_seconds", 0)
        self.tally.bytes += ended.bytes

    def _bury(self, doing: _Doing, lost: reports.Lost) -> None:
        """A worker has died over a task: give the rest to another, unless it kills them all.

        What it was doing is the first run that is left, or, before any, what they all share. Where
        it may have been another task, the runs are tried again at the end, each alone.
        """
        self.tally.deaths += 1
        doing.deaths += 1
        if not lost.certain:
            if not self.trial:
                self.suspects += [_Doing(doing.shared, {r.key: r}) for r in doing.left.values()]
                return
            doing.deaths = MOST_DEATHS
        if doing.deaths >= MOST_DEATHS and doing.left:
            guilty = list(doing.left)[:1] if doing.prepared else list(doing.left)
            for key in guilty:
                self._fail(doing, doing.left[key], lost.words)
            doing.deaths = 0
        if doing.left:
            self.waiting.appendleft(doing)

    def _fail(self, doing: _Doing, run: Run, words: str) -> None:
        failure = Failure("WorkerDied", f"{words}, {MOST_DEATHS} times in a row or more")
        work = work_named(self.work, self.common)
        told = reports.status_of(failure, 0.0)
        whole = record(run.key, told, work.failed(doing.shared, run.what, failure))
        self.store.keep(whole)
        self._count(doing, reports.Ended(run.key, told, None, len(whole)))


def execute(
    store: Store,
    work: str,
    common: Mapping[str, Any],
    tasks: Sequence[Task],
    *,
    workers: Workers | None = None,
    progress: Progress = lambda phase, done, of: None,
    phase: str = "runs",
    keep: bool = False,
) -> Tally:
    """Do all runs of these tasks that are not done yet; returns what became of them.

    The plan is written first. With ``keep``, runs of the store that are not among these stay;
    otherwise they are put aside. Raises StorageError where results cannot be written any more, and
    InputError for workers with another version of the model; what is done is kept whatever ends it.
    """
    keys = [run.key for task in tasks for run in task.runs]
    if len(set(keys)) != len(keys):
        raise ValueError("two runs of the plan have the same key")
    tally = Tally()
    if not keep:
        tally.aside = store.arrange(keys)
    store.write_plan(tasks)
    done, tally.damaged = store.done(keys)
    tally.kept = len(done)
    left = deque(_Doing.of(task) for task in _without(tasks, done))
    if not left:
        progress(phase, len(keys), len(keys))
        return tally
    with workers or LocalWorkers() as crew:
        token = "" if crew.shared_disk else reports.write_token(store.directory)
        try:
            _Coordination(
                store, work, common, crew, progress, phase, tally, len(keys), token, left
            ).run()
        finally:
            if token:
                reports.remove_token(store.directory)
    return tally


def not_done(tasks: Sequence[Task], pieces: Pieces) -> list[Task]:
    """The tasks with the runs that are not done in a directory, which may not be there yet."""
    done = {run.key for task in tasks for run in task.runs if pieces.is_done(run.key)}
    return _without(tasks, done)


def _without(tasks: Sequence[Task], done: set[str]) -> list[Task]:
    left = [Task(t.shared, tuple(run for run in t.runs if run.key not in done)) for t in tasks]
    return [task for task in left if task.runs]
