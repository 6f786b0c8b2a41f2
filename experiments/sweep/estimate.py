"""What a sweep would take: measured with a few of its own runs, which are not kept.

Work is measured by processor time, which does not depend on what else the machine does, and turned
into a range: from all processors being free to the machine staying as busy as it is now.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import NamedTuple

from experiments.engine.coordinator import not_done
from experiments.engine.pieces import Pieces
from experiments.engine.task import Task
from experiments.sweep.question import Sweep
from experiments.sweep.work import SweepWork

_SOON = 120.0
"""Seconds: what takes less is done a second time, without the time that compiling takes."""
_STATUS_BYTES = 250
"""Bytes that tell how a run ended; files hold so many runs that no more than that is added."""
_START_SECONDS = 3.0
"""Seconds of processor time for a worker to start."""
_UNLIKE = 1.25
"""By how much more the work may be than what was measured at one point, if nothing else is known:
points differ, and workers share the memory of the machine."""


class Load(NamedTuple):
    """How busy the machine was while work was measured: how many processors there are for us, and
    how many threads of others wanted one."""

    processors: int
    others: float


class Cost(NamedTuple):
    """What work costs: seconds of processor time over all threads, seconds that went by, bytes."""

    processor: float
    elapsed: float
    bytes: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """What is left of a sweep, and what it would take."""

    done: int
    left: int
    tasks: int
    run: Cost
    shared: Cost
    """For what the runs of a task share: the town and its burn-in."""
    workers: int
    threads: int
    """Of each worker."""
    load: Load

    @property
    def seconds(self) -> tuple[float, float]:
        """How long all that is left would take: with the processors to itself, and on a machine
        that stays as busy as it is."""
        if not self.left:
            return 0.0, 0.0
        at_work = min(self.workers, self.tasks)
        used = self.left * self.run.processor + self.tasks * self.shared.processor
        went_by = self.left * self.run.elapsed + self.tasks * self.shared.elapsed
        alone = _START_SECONDS + used / at_work / self.threads
        # Each gets its share of the processors, of which ours may be too many by themselves.
        ours = at_work * self.threads
        least = alone * max(1.0, ours / self.load.processors)
        crowded = alone * max(1.0, (ours + self.load.others) / self.load.processors)
        return least, _UNLIKE * max(crowded, _START_SECONDS + went_by / at_work)

    @property
    def bytes(self) -> float:
        """How much room all that is left would take."""
        return self.left * self.run.bytes


def estimate(sweep: Sweep, pieces: Pieces, workers: int, threads: int) -> Estimate:
    """Measure one run of the sweep that is not done yet, and the town that it starts from.

    Nothing is written. ``threads`` are those of each worker. Raises what the run raises.
    """
    tasks = sweep.tasks(workers)
    left = not_done(tasks, pieces)
    runs = sum(len(task.runs) for task in left)
    if not left:
        nothing = Cost(0.0, 0.0)
        return Estimate(sweep.runs, 0, 0, nothing, nothing, workers, threads, _load())
    work = SweepWork(sweep.common())
    shared, run = _measured(work, left[0], threads)
    if shared.elapsed + run.elapsed < _SOON:
        shared, run = _measured(work, left[0], threads)
    return Estimate(sweep.runs - runs, runs, len(left), run, shared, workers, threads, _load())


def _measured(work: SweepWork, task: Task, threads: int) -> tuple[Cost, Cost]:
    """What the town at week 0 costs, and a run from it."""
    begun, used = perf_counter(), process_time()
    prepared = work.prepare(task.shared, threads)
    shared = Cost(process_time() - used, perf_counter() - begun)
    begun, used = perf_counter(), process_time()
    tables = work.run(prepared, task.runs[-1].what)
    size = sum(table.nbytes for table in tables.values())
    spent = process_time() - used
    return shared, Cost(spent, perf_counter() - begun, size + _STATUS_BYTES)


def _load() -> Load:
    from simulation.machine import available_threads

    try:
        others = max(0.0, os.getloadavg()[0] - 1.0)  # ours is among them
    except (AttributeError, OSError):  # not on every platform
        others = 0.0
    return Load(available_threads(), others)
