"""What a person-week costs: towns of several sizes, plain Mesa and the gather limit, in turns."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.benchmark.report import Gather, Size
from experiments.benchmark.stopwatch import Budget, Progress, seconds_of
from experiments.plain_mesa.model import PlainModel
from simulation import HelpSeekingModel, compiled
from simulation.build import build_town, burn_in, checked_threads
from simulation.compiled import loop, over_rows
from simulation.randomness import NO_WEEK, Whole, decision, uniform
from simulation.scenario import load_scenario
from simulation.town import Town

WEEKS = 26
"""Weeks after the burn-in that every town lives through in each of its goes."""
MOST_STEPPED = 10_000
"""People up to whom a town is also stepped as a Mesa model: what that adds is the same for all."""
NEIGHBOURS = 10
PLAIN_PEOPLE = 5_000
"""People of the ordinary Mesa model, which takes some thousandths of a second for a thousand."""
_PLAIN_WARM_UP = 26
_PART = 100_000
"""Person-weeks in a part of the weeks that is timed by itself: some thousandths of a second."""
_TURN = 0.15
"""Seconds of goes, of one of the things that are compared, until the turn of the next."""
_NEIGHBOUR = decision("neighbour in the benchmark")


class Goes(NamedTuple):
    """How often each thing is measured: in any case, at most, and in so many seconds."""

    least: int
    most: int
    seconds: float

    def budget(self) -> Budget:
        """To be spent from now on."""
        return Budget(*self)


class Effort(NamedTuple):
    """How thoroughly all is measured: buildings and burn-ins of a size, turns of all sizes."""

    buildings: Goes = Goes(2, 5, 3.0)
    burn_ins: Goes = Goes(1, 5, 3.0)
    turns: Goes = Goes(3, 12, 50.0)


QUICK = Effort(Goes(1, 3, 0.5), Goes(1, 3, 0.5), Goes(2, 3, 2.0))


class Speeds(NamedTuple):
    """What was measured: towns by size, person-weeks a second of plain Mesa, the gather limit."""

    sizes: list[Size]
    plain_mesa: float
    gather: Gather


class _Weeks:
    """Weeks of a town after its burn-in, which are lived through again in every go.

    They are cut into parts, and the quickest go of each part counts: all of them together last so
    long that every go is disturbed somewhere.
    """

    def __init__(self, town: Town, live: Callable[[int], object]) -> None:
        self._town, self._live = town, live
        self._start = town.state()
        part = min(max(_PART // town.people.people, 1), WEEKS)
        self._parts = [min(part, WEEKS - first) for first in range(0, WEEKS, part)]
        self._quickest = [math.inf] * len(self._parts)

    def go(self) -> None:
        """Live through the weeks once more."""
        self._town.restore(self._start)
        for place, weeks in enumerate(self._parts):
            seconds = seconds_of(partial(self._live, weeks))
            self._quickest[place] = min(self._quickest[place], seconds)

    @property
    def seconds(self) -> float:
        """Seconds a week."""
        return sum(self._quickest) / WEEKS


def _weeks_of_model(people: int, threads: int) -> _Weeks:
    """The same as steps of a Mesa model, with what its data collector does."""
    model = HelpSeekingModel("town", people=people, rng=1, threads=threads)

    def steps(weeks: int) -> None:
        for _ in range(weeks):
            model.step()

    return _Weeks(model.town, steps)


class _PlainMesa:
    """Weeks of the ordinary Mesa model."""

    def __init__(self) -> None:
        self._model = PlainModel(build_town(load_scenario("town", {"people": PLAIN_PEOPLE}), 1))
        self.seconds = math.inf
        for _ in range(_PLAIN_WARM_UP):
            self._model.step()

    def go(self) -> None:
        """Step through one more week."""
        self.seconds = min(self.seconds, seconds_of(self._model.step))


class _Gather:
    """Everybody gathers one byte from each of their neighbours, once."""

    def __init__(self, people: int, threads: int, over: Callable[..., None], *ties: Any) -> None:
        work = (*ties, np.ones(people, np.uint8), np.zeros(people, np.uint16))
        self._work = partial(over_rows, over, people, threads, *work)
        self.seconds = math.inf

    def go(self) -> None:
        """Gather once more."""
        self.seconds = min(self.seconds, seconds_of(self._work))


class _Gathers:
    """The gather limit: over the ties of a town, and over ten people drawn at random for each.

    No week in which people look at those around them can be quicker.
    """

    def __init__(self, town: Town) -> None:
        self._people, threads = town.people.people, town.threads
        drawn = np.empty((self._people, NEIGHBOURS), np.uint32)
        over_rows(_draw_neighbours, self._people, threads, int(_NEIGHBOUR), drawn)
        start, neighbour = town.ties.start, town.ties.neighbour
        self.ties = _Gather(self._people, threads, _gather_ties, start, neighbour)
        self.drawn = _Gather(self._people, threads, _gather_drawn, drawn)

    def told(self) -> Gather:
        """What was measured."""
        return Gather(
            people=self._people,
            ties_per_second=self._people / self.ties.seconds,
            drawn_per_second=self._people / self.drawn.seconds,
        )


@loop
def _draw_neighbours(
    first: int, last: int, share: int, choice: Whole, neighbours: NDArray[np.uint32]
) -> None:
    for row in range(first, last):
        for place in range(neighbours.shape[1]):
            drawn = uniform(1, choice, NO_WEEK, row, place)
            neighbours[row, place] = np.uint32(drawn * neighbours.shape[0])


@loop
def _gather_drawn(
    first: int,
    last: int,
    share: int,
    neighbours: NDArray[np.uint32],
    values: NDArray[np.uint8],
    sums: NDArray[np.uint16],
) -> None:
    for row in range(first, last):
        total = 0
        for place in range(NEIGHBOURS):
            total += values[neighbours[row, place]]
        sums[row] = total


@loop
def _gather_ties(
    first: int,
    last: int,
    share: int,
    start: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    values: NDArray[np.uint8],
    sums: NDArray[np.uint16],
) -> None:
    for row in range(first, last):
        total = 0
        for slot in range(start[row], start[row + 1]):
            total += values[neighbour[slot]]
        sums[row] = total


class _Measured:
    """A town of one size: what building it and its burn-in took, and its weeks."""

    def __init__(self, people: int, threads: int, effort: Effort) -> None:
        scenario = load_scenario("town", {"people": people})
        self._burn_in_weeks = scenario.horizon.burn_in_weeks
        self._build = self._burn_in = math.inf
        made: list[Town] = []
        budget = effort.buildings.budget()
        while budget.another():
            made.clear()  # there may be no room for two
            gc.collect()
            took = seconds_of(lambda: made.append(build_town(scenario, 1, threads=threads)))
            self._build = min(self._build, took)
        self.town = town = made[0]
        start = town.state()
        budget = effort.burn_ins.budget()
        while budget.another():
            town.restore(start)
            self._burn_in = min(self._burn_in, seconds_of(lambda: burn_in(town)))
        self.weeks = _Weeks(town, town.live)
        self.steps = _weeks_of_model(people, threads) if people <= MOST_STEPPED else None

    def told(self) -> Size:
        """What was measured."""
        people, ties = self.town.people.people, self.town.ties
        return Size(
            people=people,
            threads=max(1, min(self.town.threads, people // compiled.SMALLEST_SHARE)),
            week_seconds=self.weeks.seconds,
            step_seconds=None if self.steps is None else self.steps.seconds,
            build_seconds=self._build,
            burn_in_weeks=self._burn_in_weeks,
            burn_in_seconds=self._burn_in,
            bytes_per_person=self.town.people.nbytes / people,
            tie_bytes_per_person=sum(array.nbytes for array in ties) / people,
            ties_per_person=ties.neighbour.size / people,
        )


def measure_towns(
    people: Sequence[int], threads: int | None, effort: Effort, progress: Progress
) -> Speeds:
    """Measure towns of these sizes, plain Mesa, and the gather limit in the largest of them."""
    threads = checked_threads(threads)
    progress("compiling", 0, 0)
    _compile(threads)
    towns = []
    for number in sorted(set(people)):
        progress(f"building a town of {number:,} and its burn-in", 0, 0)
        towns.append(_Measured(number, threads, effort))
    progress("plain Mesa", 0, 0)
    plain = _PlainMesa()
    gathers = _Gathers(towns[-1].town)
    budget = effort.turns.budget()
    turns = 0
    while budget.another():
        progress("weeks, in turns", turns, effort.turns.most)
        turns += 1
        for one in _all_of(towns, plain, gathers):
            _one_turn(one)
    return Speeds([one.told() for one in towns], PLAIN_PEOPLE / plain.seconds, gathers.told())


_Compared = _Weeks | _PlainMesa | _Gather


def _all_of(
    towns: Sequence[_Measured], plain: _PlainMesa, gathers: _Gathers
) -> Iterator[_Compared]:
    for town in towns:
        yield town.weeks
        if town.steps is not None:
            yield town.steps
    yield gathers.ties
    yield gathers.drawn
    yield plain


def _one_turn(one: _Compared) -> None:
    gc.collect()
    turn = Budget(1, 1_000, _TURN)
    while turn.another():
        one.go()


def _compile(threads: int) -> None:
    """Have everything compiled, or read from the disk, before it is measured."""
    small = _Measured(600, threads, Effort(Goes(1, 1, 0), Goes(1, 1, 0), Goes(1, 1, 0)))
    small.weeks.go()
    gathers = _Gathers(small.town)
    gathers.ties.go()
    gathers.drawn.go()
