"""Comparison: what the model gives over several seeds, beside what was published."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from math import isnan, log, nan
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from experiments.engine.room import require_workers
from experiments.evidence.seed import Measured, measure, weeks_of
from experiments.evidence.statistics import interval_of_mean, mean
from experiments.evidence.target import Target
from experiments.evidence.target_file import Targets, read_text
from experiments.evidence.targets import built_in
from simulation.errors import InputError
from simulation.machine import available_threads
from simulation.population.table_problems import Problems

if TYPE_CHECKING:
    from simulation.scenario import Scenario

Progress = Callable[[str, int, int], None]
Verdict = Literal["near", "apart", "not judged", "no value"]

_ENOUGH = 5
"""Seeds from which on their own spread is told well enough to explain a difference."""
_TICKS = 8
"""Weeks between two reports of a worker."""


@dataclass(frozen=True)
class Compared:
    """One target and what the model gives: a value a seed, their mean and its interval."""

    target: Target
    values: tuple[float, ...]
    obstacle: str = ""
    """Why the world cannot answer; then there are no values."""

    @property
    def told(self) -> list[float]:
        """The values of the seeds that have one."""
        return [value for value in self.values if not isnan(value)]

    @property
    def value(self) -> float:
        """The mean over seeds; NaN where no seed has a value."""
        return mean(np.array(self.told)) if self.told else nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the mean over seeds; NaN with fewer than two."""
        return interval_of_mean(self.told)

    @property
    def difference(self) -> float:
        """The model's value less the published one; outside a range, the way to its nearer end."""
        told = self.target.published
        if told.value is not None:
            return self.value - told.value
        low, high = self.target.bounds
        return self.value - min(max(self.value, low), high)

    @property
    def verdict(self) -> Verdict:
        """Whether the model lies near the published figure; see ``Target`` for what is near.

        From five seeds on, the interval of their mean counts beside that of a source: both at once,
        as the root of the sum of their squares. The interval of fewer seeds is too wide to tell.
        """
        if not self.target.judged:
            return "not judged"
        if not self.told:
            return "no value"
        low, high = self.target.bounds
        if self.target.every_seed:
            inside = all(low <= value <= high for value in self.values)
        else:
            inside = low <= self.value <= high
        if inside:
            return "near"
        return "near" if self._explained_by_chance(low, high) else "apart"

    def _explained_by_chance(self, low: float, high: float) -> bool:
        centre = self.target.published.value
        if self.target.basis not in ("interval", "sample") or len(self.told) < _ENOUGH:
            return False
        if centre is None:
            return False
        below, above = self.interval
        numbers = [self.value, centre, low, high, below, above]
        if any(map(isnan, numbers)):
            return False
        if self.target.is_ratio:
            if min(numbers) <= 0.0:
                return False
            numbers = [log(number) for number in numbers]
        value, centre, low, high, below, above = numbers
        of_source = high - centre if value > centre else centre - low
        of_model = (above - below) / 2.0
        return abs(value - centre) <= (of_source**2 + of_model**2) ** 0.5


class Comparison(NamedTuple):
    """All that was compared, and how many people lived in the world."""

    compared: list[Compared]
    people: int


def answerable(
    scenario: Scenario, targets: Sequence[Target], called: str, *, every: bool = False
) -> tuple[list[Target], dict[str, str]]:
    """The targets that a world can answer, and why it cannot answer the others, by id.

    Raises InputError where it can answer none, or not ``every`` one.
    """
    found = [target for target in targets if not target.obstacle(scenario)]
    obstacles = {target.id: why for target in targets if (why := target.obstacle(scenario))}
    if obstacles and (every or not found):
        problems = Problems(called)
        for name, why in obstacles.items():
            problems.add(InputError(f"this world cannot answer: {why}", field=name))
        problems.refuse()
    return found, obstacles


def compare(
    scenario: Scenario,
    seeds: Sequence[int],
    only: Sequence[str] = (),
    *,
    targets: Targets | None = None,
    workers: int | None = None,
    progress: Progress = lambda phase, done, of: None,
) -> Comparison:
    """Simulate the world for each seed and compare with ``targets`` (those that come with the
    model, if there are none); ``only`` as ``Targets.chosen`` takes it.

    Seeds are shared out over ``workers`` processes (as many as there are processors by default),
    which have the processors between them. Their number changes no value.
    """
    targets = targets or built_in()
    wanted = targets.chosen(only)
    measurable, obstacles = answerable(scenario, wanted, targets.called)
    processors = available_threads()
    workers = max(1, min(workers or processors, len(seeds)))
    threads = max(1, processors // workers)
    weeks = weeks_of(scenario, measurable) * len(seeds)
    require_workers(scenario, workers)
    if workers == 1:
        measured = _one_after_another(scenario, seeds, measurable, threads, weeks, progress)
    else:
        names = tuple(target.id for target in measurable)
        what = (targets.text, targets.called, names)
        measured = _side_by_side(scenario, seeds, what, workers, threads, weeks, progress)
    progress("weeks", weeks, weeks)
    places = {target.id: place for place, target in enumerate(measurable)}
    compared = []
    for target in wanted:
        if target.id in obstacles:
            compared.append(Compared(target, (), obstacles[target.id]))
            continue
        place = places[target.id]
        compared.append(Compared(target, tuple(seed.values[place] for seed in measured)))
    return Comparison(compared, measured[0].people)


def _one_after_another(
    scenario: Scenario,
    seeds: Sequence[int],
    targets: Sequence[Target],
    threads: int,
    weeks: int,
    progress: Progress,
) -> list[Measured]:
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % _TICKS == 0:
            progress("weeks", min(done, weeks), weeks)

    progress("weeks", 0, weeks)
    return [measure(scenario, seed, targets, threads, tick) for seed in seeds]


def _side_by_side(
    scenario: Scenario,
    seeds: Sequence[int],
    what: tuple[str, str, tuple[str, ...]],
    workers: int,
    threads: int,
    weeks: int,
    progress: Progress,
) -> list[Measured]:
    # Fresh processes: forked ones would inherit the locks of threads that they do not have.
    context = multiprocessing.get_context("spawn")
    done = context.Value("q", 0)
    progress("weeks", 0, weeks)
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=(done,)
    )
    try:
        futures: list[Future[Measured]] = [
            pool.submit(_work, scenario.resolved(), seed, what, threads) for seed in seeds
        ]
        waiting: set[Future[Measured]] = set(futures)
        while waiting:
            ready, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in ready:
                future.result()  # an error is raised here and not after all others are done
            progress("weeks", min(int(done.value), weeks), weeks)
        return [future.result() for future in futures]
    finally:
        _stop(pool)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once, whatever they are doing."""
    for process in list((pool._processes or {}).values()):
        process.terminate()
    pool.shutdown(wait=True, cancel_futures=True)


_done: Any = None


def _start_worker(done: Any) -> None:
    import signal

    from simulation.memory import trust

    trust()
    global _done
    _done = done
    # Ctrl-C goes to all processes of a terminal: the main one hears it and ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))


def _work(
    resolved: Any, seed: int, what: tuple[str, str, tuple[str, ...]], threads: int
) -> Measured:
    from simulation.scenario import load_scenario

    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks % _TICKS == 0:
            with _done.get_lock():
                _done.value += _TICKS

    scenario = load_scenario(resolved)
    text, called, names = what
    by_id = read_text(text, called, scenario.services.rows()).by_id
    return measure(scenario, seed, [by_id[name] for name in names], threads, tick)
