"""Runs at chosen points and with chosen policies, each kept in a store as a sweep keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.engine import Store, execute
from experiments.engine.pieces import as_written
from experiments.engine.task import Run, address
from experiments.files import manifest
from experiments.sweep.design import Point
from experiments.sweep.levers import Option
from experiments.sweep.plan import Plan, ReadPlan
from experiments.sweep.question import Sweep
from experiments.sweep.work import WORK
from experiments.uncertainty.draws import NOTHING, Together, columns_at
from experiments.uncertainty.uncertain import Uncertain
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.engine import Task
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario

Progress = Callable[[str, int, int], None]
_POINT_LENGTH = 12


def points_at(
    shares: NDArray[np.float64],
    uncertain: Sequence[Uncertain],
    fixed: Mapping[str, Any] | None = None,
    together: Together = NOTHING,
) -> list[Point]:
    """A point for each row of shares of the unit cube.

    A column for each uncertain number, but for those that are ``fixed`` at a value by their place;
    those in doubt ``together`` are drawn so.
    """
    held = fixed or {}
    varied = [one for one in uncertain if one.place not in held]
    drawn = dict(
        zip((one.place for one in varied), columns_at(shares, varied, together), strict=True)
    )
    made = []
    for number in range(1, len(shares) + 1):
        values = tuple(
            drawn[one.place][number - 1] if one.place in drawn else held[one.place]
            for one in uncertain
        )
        named = {one.place: value for one, value in zip(uncertain, values, strict=True)}
        made.append(Point(address(named)[:_POINT_LENGTH], number, values))
    return made


class Evaluations:
    """The runs of one question: a world, what is uncertain, and what is measured.

    ``run`` may be called again and again; what was done, now or before, is not done again. All runs
    so far are the plan of the store. ``work`` may tell of ``further`` columns beside the outcomes,
    and be told ``more`` that determines them.
    """

    def __init__(
        self,
        scenario: Scenario,
        uncertain: Sequence[Uncertain],
        outcomes: Sequence[str],
        store: Store,
        workers: Workers,
        progress: Progress,
        *,
        work: str = WORK,
        further: Sequence[str] = (),
        more: Mapping[str, Any] | None = None,
    ) -> None:
        plan = Plan(outcomes=tuple(outcomes))
        self._read = ReadPlan(plan, "--parameters", Path.cwd(), b"", {})
        self._scenario = scenario
        self._uncertain = tuple(uncertain)
        self._store = store
        self._workers = workers
        self._progress = progress
        self._work = work
        self._more = dict(more or {})
        self._told = (*outcomes, *further)
        self._tasks: list[Task] = []
        self._planned: set[str] = set()
        self._code = manifest.code_hash()

    def run(
        self,
        points: Sequence[Point],
        policies: Sequence[Option],
        seeds: Sequence[int],
        phase: str = "runs",
        *,
        failures: bool = False,
    ) -> NDArray[np.float64]:
        """Outcomes by point, policy, seed and outcome in the order given; NaN where nobody counts.

        With ``failures`` runs that fail are NaN, too; otherwise the first raises InputError.
        """
        sweep = self.sweep(points, policies, seeds)
        tasks = [self._addressed(task) for task in sweep.tasks(self._workers.size)]
        self._execute(tasks, sweep, phase)
        with as_written(self._store):
            return self._read_back(sweep, points, tasks, failures)

    def run_each(
        self, points: Sequence[Point], seeds: Sequence[int], phase: str = "runs"
    ) -> NDArray[np.float64]:
        """Outcomes of each point with the seed of its own that stands beside it, no policy in it:
        a row a point, a column an outcome; NaN where nobody counts, and for runs that fail."""
        of_point: dict[str, list[int]] = {}
        for point, seed in zip(points, seeds, strict=True):
            of_point.setdefault(point.name, []).append(int(seed))
        sweep = self.sweep(points, [Option({})], [int(seeds[0])])
        tasks = [self._addressed(task) for task in sweep.tasks_with(of_point)]
        self._execute(tasks, sweep, phase)
        keys = {
            (task.shared["seed"], run.what["point"]): run.key for task in tasks for run in task.runs
        }
        wanted = [keys[int(seed), point.name] for point, seed in zip(points, seeds, strict=True)]
        with as_written(self._store):
            table = self._store.read("runs", wanted)
        found = [
            [np.nan if value is None else value for value in table[name].to_pylist()]
            for name in self._told
        ]
        return np.array(found, np.float64).reshape(len(self._told), len(points)).T

    def _execute(self, tasks: Sequence[Task], sweep: Sweep, phase: str) -> None:
        """Have done what is not done yet; it belongs to the plan from now on."""
        new = [
            task._replace(runs=tuple(run for run in task.runs if run.key not in self._planned))
            for task in tasks
        ]
        self._tasks += [task for task in new if task.runs]
        self._planned |= {run.key for task in new for run in task.runs}
        common = sweep.common() | self._more
        execute(
            self._store,
            self._work,
            common,
            self._tasks,
            workers=self._workers,
            progress=self._progress,
            phase=phase,
            keep=True,
        )

    def _addressed(self, task: Task) -> Task:
        """The task, its keys telling of what the work is told beyond a sweep."""
        if not self._more:
            return task
        keys = [address(run.key, self._more) for run in task.runs]
        return task._replace(
            runs=tuple(
                Run(key, {**run.what, "key": key}) for key, run in zip(keys, task.runs, strict=True)
            )
        )

    def sweep(
        self, points: Sequence[Point], policies: Sequence[Option], seeds: Sequence[int]
    ) -> Sweep:
        """The sweep that has these runs, points that are the same once."""
        once = {point.name: point for point in points}
        return Sweep(
            self._read,
            self._scenario,
            self._uncertain,
            tuple(once.values()),
            tuple(policies),
            tuple(seeds),
            self._code,
        )

    def _read_back(
        self, sweep: Sweep, points: Sequence[Point], tasks: Sequence[Task], failures: bool
    ) -> NDArray[np.float64]:
        places = {point.name: place for place, point in enumerate(sweep.points)}
        levers = {
            tuple(policy.columns.values()): place for place, policy in enumerate(sweep.policies)
        }
        seeds = {seed: place for place, seed in enumerate(sweep.seeds)}
        shape = (len(places), len(levers), len(seeds), len(self._told))
        found = np.full(shape, np.nan)
        where, keys = [], []
        for task in tasks:
            for run in task.runs:
                what = run.what
                policy = levers[tuple(what["levers"])]
                where.append((places[what["point"]], policy, seeds[task.shared["seed"]]))
                keys.append(run.key)
        table = self._store.read("runs", keys)
        if not failures:
            self._refuse_failed(table)
        for place, name in enumerate(self._told):
            values = np.array(
                [np.nan if value is None else value for value in table[name].to_pylist()]
            )
            for (point, policy, seed), value in zip(where, values, strict=True):
                found[point, policy, seed, place] = value
        return found[[places[point.name] for point in points]]

    def _refuse_failed(self, table: Any) -> None:
        states = table["status"].to_pylist()
        bad = [place for place, state in enumerate(states) if state == "failed"]
        if bad:
            first = table.slice(bad[0], 1).to_pylist()[0]
            raise InputError(
                f"{len(bad):,} of {len(states):,} runs failed, the first with: "
                f"{first['error_message']} ({first['error_type']})",
                source=f"point {first['point']}, seed {first['seed']}",
            )
