"""What a sweep would take: measured with a few of its own runs, which are not kept."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from time import perf_counter

from experiments.engine.coordinator import not_done
from experiments.engine.pieces import Pieces, encoded
from experiments.engine.task import Task
from experiments.sweep.sweep import Sweep
from experiments.sweep.work import SweepWork

_SOON = 10.0
"""Seconds: what takes less is done a second time, without the time that compiling takes."""
_STATUS_BYTES = 500
_BLOCK = 4_096
"""Bytes by which files take up a disk."""
_START_SECONDS = 3.0
"""Seconds for workers to start."""


@dataclass(frozen=True)
class Estimate:
    """What is left of a sweep, and what it would take."""

    done: int
    left: int
    tasks: int
    seconds_a_run: float
    seconds_a_task: float
    """For what the runs of a task share: the town and its burn-in."""
    bytes_a_run: float
    workers: int

    @property
    def seconds(self) -> float:
        """How long all that is left would take."""
        if not self.left:
            return 0.0
        work = self.left * self.seconds_a_run + self.tasks * self.seconds_a_task
        return _START_SECONDS + work / min(self.workers, self.tasks)

    @property
    def bytes(self) -> float:
        """How much room all that is left would take."""
        return self.left * self.bytes_a_run


def estimate(sweep: Sweep, pieces: Pieces, workers: int, threads: int) -> Estimate:
    """Measure one run of the sweep that is not done yet, and the town that it starts from.

    Nothing is written. ``threads`` are those of each worker. Raises what the run raises.
    """
    tasks = sweep.tasks(workers)
    left = not_done(tasks, pieces)
    runs = sum(len(task.runs) for task in left)
    if not left:
        return Estimate(sweep.runs, 0, 0, 0.0, 0.0, 0.0, workers)
    work = SweepWork(sweep.common())
    probe = left[0]
    preparing, running, size = _measured(work, probe, threads)
    if preparing + running < _SOON:
        preparing, running, size = _measured(work, probe, threads)
    return Estimate(
        sweep.runs - runs, runs, len(left), running, preparing, size + _on_disk(_STATUS_BYTES),
        workers,
    )  # fmt: skip


def _measured(work: SweepWork, task: Task, threads: int) -> tuple[float, float, float]:
    started = perf_counter()
    prepared = work.prepare(task.shared, threads)
    ready = perf_counter()
    tables = work.run(prepared, task.runs[-1].what)
    sizes = [len(encoded(table)) for table in tables.values()]
    return ready - started, perf_counter() - ready, sum(map(_on_disk, sizes))


def _on_disk(size: int) -> float:
    return ceil(size / _BLOCK) * _BLOCK
