"""Waves: runs where the space is left, emulators of them, and less space, again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from experiments.posterior.budget import Budget
from experiments.posterior.conflict import conflict_of
from experiments.posterior.emulator import Emulator, emulate
from experiments.posterior.implausibility import (
    CUT,
    Condition,
    implausibilities,
    order_of,
    within_all,
)
from experiments.posterior.keyed import random_order, uniform_draw
from experiments.posterior.rows import Row
from experiments.posterior.runs import Runs, Simulate, simulated
from experiments.posterior.space import Space, narrowed, whole
from experiments.posterior.terms import folds_of
from experiments.uncertainty.cube import hypercube

Floats = NDArray[np.float64]
Told = Callable[[str, int, int], None]
_TWICE = 0.25
"""Share of a wave's points that are run with two seeds, from which luck is told."""
_MOST_POINTS = 600
"""Points from which an emulator is made, the latest."""
_SLACK = 1.25
"""Points a little outside of the space that is left still tell of its inside."""
_FEWEST = 0.8
"""Share of towns that must give a value for a figure, or there is no emulator of it."""
SETTLED = 0.75
"""Share of the space that a wave must leave to be the last."""


@dataclass(frozen=True)
class Settings:
    """How a fit goes about it. ``points`` of each wave; by itself as many as there are numbers."""

    seed: int = 1
    waves: int = 8
    points: int | None = None
    draws: int = 500

    def first_points(self, width: int) -> int:
        """Points of the first wave, which looks for the numbers that move anything."""
        return self.points or int(np.clip(10 * width, 100, 1_000))

    def later_points(self, active: int) -> int:
        """Points of a later wave."""
        return self.points or int(np.clip(15 * active, 100, 500))

    @property
    def candidates(self) -> int:
        """Draws of the emulators that are run to be weighed."""
        return self.draws + self.draws // 2


def twice_of(points: int) -> int:
    """How many of a wave's points are run with two seeds."""
    return max(8, round(_TWICE * points))


def runs_of_first_wave(settings: Settings, width: int = 1) -> int:
    """How many runs the first wave takes."""
    points = settings.first_points(width)
    return points + twice_of(points)


@dataclass(frozen=True)
class Wave:
    """One wave: its condition, what is left by it, and how its emulators did."""

    number: int
    points: int
    condition: Condition
    emulators: Mapping[str, Emulator]
    """All of them, those that failed validation among them."""
    space: Space
    before: float
    """Log volume before it."""

    @property
    def left(self) -> float:
        """Share of the space before it that it left."""
        return exp(self.space.log_volume - self.before)

    @property
    def failed(self) -> tuple[str, ...]:
        """Figures whose emulators failed validation and were not used."""
        return tuple(name for name in self.emulators if name not in self.condition.emulators)


@dataclass
class Explored:
    """All waves so far. ``latest`` are the last valid emulators of each figure."""

    rows: tuple[Row, ...]
    runs: Runs
    space: Space
    waves: list[Wave] = field(default_factory=list)
    latest: dict[str, Emulator] = field(default_factory=dict)
    stopped: str = ""
    next_seed: int = 1

    @property
    def conditions(self) -> list[Condition]:
        """What all waves ask."""
        return [wave.condition for wave in self.waves]

    @property
    def active(self) -> NDArray[np.int64]:
        """Columns of numbers that move any figure."""
        told = [one.numbers for wave in self.waves for one in wave.condition.emulators.values()]
        return np.array(sorted({at for numbers in told for at in numbers}), np.int64)

    @property
    def luck(self) -> dict[str, float]:
        """Variance between towns of one point, by figure."""
        found = {}
        for place, row in enumerate(self.rows):
            training, _ = self.runs.training(place)
            emulator = self.latest.get(row.name)
            if emulator is not None:
                found[row.name] = emulator.luck
            else:
                found[row.name] = training.within / max(training.freedom, 1)
        return found


def explore(
    rows: Sequence[Row],
    width: int,
    simulate: Simulate,
    settings: Settings,
    budget: Budget,
    told: Told = lambda phase, done, of: None,
) -> Explored:
    """Waves until the space stops shrinking or a budget ends: which, is told.

    Raises InputError where nothing is left, naming the figures in conflict.
    """
    found = Explored(
        tuple(rows), Runs.none(width, len(rows)), whole(width, settings.seed), [], {}, "", 1
    )
    found.next_seed = settings.seed
    for number in range(1, settings.waves + 1):
        z = _design(found, number, settings)
        twice = min(len(z), twice_of(len(z)))
        ends = budget.ends(len(z) + twice, settings.candidates) if number > 1 else ""
        if ends:
            found.stopped = ends
            return found
        phase = f"wave {number}"
        values, found.next_seed = simulated(simulate, z, found.next_seed, twice, len(rows), phase)
        budget.used += len(z) + twice
        found.runs = found.runs.and_also(z, values)
        _wave(found, number, len(z), settings.seed, told)
        wave = found.waves[-1]
        if wave.condition.order == 1 and wave.left >= SETTLED:
            found.stopped = "settled"
            return found
    found.stopped = "waves"
    return found


def _design(found: Explored, number: int, settings: Settings) -> Floats:
    """Where a wave is run: all over the prior at first, then where the space is left."""
    width = found.space.z.shape[1]
    if number == 1:
        start = int(uniform_draw(settings.seed, "design") * 2**53)
        cube = hypercube("sobol", settings.first_points(width), width, start)
        return np.asarray(ndtri(np.clip(cube, 1e-9, 1.0 - 1e-9)))
    wanted = settings.later_points(len(found.active))
    # Copies of one point differ in numbers that move nothing alone: they come last.
    _, first = np.unique(found.space.z[:, found.active], axis=0, return_index=True)
    single = np.sort(first)
    others = np.setdiff1d(np.arange(len(found.space.z)), first)
    mixed = [
        rows[random_order(settings.seed, "order of design", len(rows), number, place)]
        for place, rows in enumerate((single, others))
    ]
    return np.asarray(found.space.z[np.concatenate(mixed)[:wanted]])


def refitted(found: Explored, seed: int, wave: int, told: Told) -> dict[str, Emulator]:
    """Emulators from the runs within the space that is left, of all figures that give values."""
    conditions = found.conditions
    runs = found.runs
    if conditions:
        runs = runs.of(within_all(runs.z, conditions, _SLACK))
    runs = runs.latest(_MOST_POINTS)
    made = {}
    for place, row in enumerate(found.rows):
        told("emulators", place, len(found.rows))
        training, there = runs.training(place)
        if len(training.mean) < max(20, _FEWEST * len(runs)) or training.mean.std() < 1e-12:
            continue
        order = random_order(seed, "folds", len(there), wave)
        folds = folds_of(len(there), order)[there]
        made[row.name] = emulate(training, folds)
    told("emulators", len(found.rows), len(found.rows))
    return made


def _wave(found: Explored, number: int, points: int, seed: int, told: Told) -> None:
    emulators = refitted(found, seed, number, told)
    valid = {name: one for name, one in emulators.items() if one.validation.is_valid}
    condition = Condition(found.rows, valid, order_of(number, len(valid)))
    before = found.space.log_volume
    conditions = [*found.conditions, condition]
    numbers = {at for each in conditions for one in each.emulators.values() for at in one.numbers}
    active = np.array(sorted(numbers), np.int64)
    step = 0

    def tick() -> None:
        nonlocal step
        step += 1
        told("space that is left", step, 0)

    space = narrowed(found.space, conditions, active, seed, tick)
    found.latest |= valid
    if space.empty:
        seen = np.vstack([found.space.z, space.z])
        told_by = implausibilities(seen, found.rows, valid)
        raise conflict_of(told_by, condition.emulated).error()
    found.waves.append(Wave(number, points, condition, emulators, space, before))
    found.space = space


def log_volume_words(value: float) -> str:
    """A log volume as a share that can be read."""
    share = exp(value)
    return f"{share:.3g}" if value > log(1e-12) else f"1e{value / log(10.0):.0f}"


__all__ = ["CUT", "Explored", "Settings", "Wave", "explore", "log_volume_words", "refitted"]
