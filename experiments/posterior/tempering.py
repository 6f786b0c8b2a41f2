"""Tempering: from points of the space that is left to points by how likely they make the figures.

Sequential Monte Carlo: the likelihood of the emulators comes in by powers from 0 to 1, each as much
larger as leaves half of the points worth something, and points are resampled and moved in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.keyed import systematic, uniform_draw
from experiments.posterior.moves import Walk, refreshed

Floats = NDArray[np.float64]
_KEEP = 0.5
_STEPS, _LAST = 5, 20
_MOST_STEPS = 100
_WALKS = 1_000
"""Numbers of walks below this are those of waves."""


@dataclass(frozen=True)
class Tempered:
    """Equally weighted points of the emulators' posterior, and the log likelihood of each."""

    z: Floats
    told: Floats
    powers: int
    taken: float
    """Share of the last steps that were taken."""


def effective(log_weights: Floats) -> float:
    """How many equally weighted draws these are worth (Kish): 1 to their number."""
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / (weights**2).sum())


def tempered(
    z: Floats,
    likelihood: Callable[[Floats], Floats],
    active: NDArray[np.int64],
    number: int,
    seed: int,
    turn: int,
    tick: Callable[[], None] = lambda: None,
) -> Tempered:
    """``number`` points by likelihood, from points ``z`` that are spread by the prior alone.

    ``likelihood`` is minus infinity at points that are out. ``turn`` makes another set of them.
    """
    start = uniform_draw(seed, "resample draws", 0, turn)
    order = systematic(np.ones(len(z)), number, start)
    z = z[order]
    told = likelihood(z)
    walk = Walk(seed, active, _WALKS + turn)
    power, powers = 0.0, 0
    while power < 1.0 and powers < _MOST_STEPS:
        tick()
        powers += 1
        step = _step(told, power)
        weights = np.exp(step * (told - told.max()))
        power = min(1.0, power + step)
        start = uniform_draw(seed, "resample draws", powers, turn)
        order = systematic(weights, number, start)
        z, told = z[order], told[order]
        z, told = _moved(walk, z, told, likelihood, power, _LAST if power == 1.0 else _STEPS)
    return Tempered(refreshed(z, active, seed, "refresh draws", turn), told, powers, walk.taken)


def _step(told: Floats, power: float) -> float:
    """By how much the power may rise: to 1, or until half of the points count."""
    rest = 1.0 - power
    inside = told[np.isfinite(told)]
    if effective(rest * inside) >= _KEEP * len(told):
        return rest
    low, high = 0.0, rest
    for _ in range(50):
        middle = (low + high) / 2.0
        if effective(middle * inside) >= _KEEP * len(told):
            low = middle
        else:
            high = middle
    return max(low, 1e-6)


def _moved(
    walk: Walk,
    z: Floats,
    told: Floats,
    likelihood: Callable[[Floats], Floats],
    power: float,
    steps: int,
) -> tuple[Floats, Floats]:
    def density(points: Floats) -> Floats:
        return power * likelihood(points)

    z, weighed = walk.run(z, power * told, density, steps)
    return z, weighed / power
