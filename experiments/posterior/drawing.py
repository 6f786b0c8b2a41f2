"""Drawing: from the emulators of all waves to equally weighted draws of towns that were run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.budget import Budget
from experiments.posterior.emulator import Emulator
from experiments.posterior.implausibility import CUT, log_likelihood, within_all
from experiments.posterior.rows import Row
from experiments.posterior.runs import Simulate, simulated
from experiments.posterior.tempering import Tempered, tempered
from experiments.posterior.waves import Explored, Settings, Told, refitted
from experiments.posterior.weights import LEAST_EFFECTIVE, Weighed, weighed
from simulation.errors import InputError

Floats = NDArray[np.float64]
_GOOD = 0.3
"""Effective share of the candidates that makes another turn needless."""
_MOST_TURNS = 3


@dataclass(frozen=True)
class Drawn:
    """Draws that fit: which of the candidates they are, and what the towns of these gave.

    ``values`` have a row a candidate and a column a figure of the fit.
    """

    candidates: Tempered
    values: Floats
    seeds: NDArray[np.int64]
    weighed: Weighed
    which: NDArray[np.int64]
    turns: int

    @property
    def z(self) -> Floats:
        """Points of the draws: a row a draw."""
        return np.asarray(self.candidates.z[self.which])

    @property
    def different(self) -> int:
        """How many of the draws are different ones."""
        return len(np.unique(self.which))


def draw(
    found: Explored,
    simulate: Simulate,
    settings: Settings,
    budget: Budget,
    told: Told = lambda phase, done, of: None,
) -> Drawn:
    """Draws by the emulators, run, weighed by what their towns gave, and made equal.

    Where the weights are worth few equal draws, the emulators learn from these runs and it is done
    again, as far as the budget goes. Raises InputError where hardly any draw counts in the end.
    """
    best: Drawn | None = None
    for turn in range(1, _MOST_TURNS + 1):
        if turn > 1:
            if budget.ends(settings.candidates, 0):
                break
            emulators = refitted(found, settings.seed, 100 + turn, told)
            found.latest |= {
                name: one for name, one in emulators.items() if one.validation.is_valid
            }
        drawn = _turn(found, simulate, settings, turn, told)
        budget.used += settings.candidates
        if best is None or drawn.weighed.effective > best.weighed.effective:
            best = drawn
        if best.weighed.effective >= _GOOD * settings.candidates:
            break
    assert best is not None
    least = min(LEAST_EFFECTIVE, 0.1 * settings.draws)
    if best.weighed.effective < least:
        far = far_off(best.values, found.rows, found.luck)
        named = f"; half of their towns are far off {', '.join(far)}" if far else ""
        raise InputError(
            "the draws that fit are too few to stand for all that do",
            source="the fit",
            found=f"{settings.candidates:,} draws worth {best.weighed.effective:.1f} equal ones"
            f"{named}",
            allowed=f"at least {least:g}: more --runs or --minutes with the same --out, or a fit "
            "--without figures that no town meets",
        )
    return best


def far_off(given: Floats, rows: Sequence[Row], luck: Mapping[str, float]) -> list[str]:
    """Figures from which at least half of the towns are further than the cut, the furthest first.

    ``given`` has a row a town and a column a figure; distances are in standard deviations of error,
    discrepancy and luck.
    """
    told: dict[str, float] = {}
    for place, row in enumerate(rows):
        values = given[:, place]
        values = values[np.isfinite(values)]
        if not len(values):
            continue
        far = np.abs(values - row.value) / (row.variance + luck[row.name]) ** 0.5
        if (middle := float(np.median(far))) > CUT:
            told[f"{row.name} ({row.title}, {middle:.1f} standard deviations)"] = middle
    return sorted(told, key=lambda name: -told[name])


def _turn(found: Explored, simulate: Simulate, settings: Settings, turn: int, told: Told) -> Drawn:
    emulators: dict[str, Emulator] = dict(found.latest)
    conditions = found.conditions
    numbers = {at for one in emulators.values() for at in one.numbers}
    active = np.array(sorted(numbers | set(found.active.tolist())), np.int64)

    def likelihood(z: Floats) -> Floats:
        inside = within_all(z, conditions)
        said = np.full(len(z), -np.inf)
        if inside.any():
            said[inside] = log_likelihood(z[inside], found.rows, emulators)
        return said

    step = 0

    def tick() -> None:
        nonlocal step
        step += 1
        told("draws by the emulators", step, 0)

    points = tempered(
        found.space.z, likelihood, active, settings.candidates, settings.seed, turn, tick
    )
    first = found.next_seed
    values, found.next_seed = simulated(
        simulate, points.z, first, 0, len(found.rows), f"draws {turn}"
    )
    found.runs = found.runs.and_also(points.z, values)
    weights = weighed(points.z, values[:, 0], found.rows, emulators, found.luck)
    which = np.arange(0)
    if weights.effective > 0.0:
        which = weights.equal(settings.draws, settings.seed)
    seeds = np.arange(first, found.next_seed, dtype=np.int64)
    return Drawn(points, values[:, 0], seeds, weights, which, turn)
