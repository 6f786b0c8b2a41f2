"""The space that is left: points spread over all that is not implausible, and how much that is.

Subset simulation (Au and Beck 2001): several populations of points, begun from the prior, go
through nested levels of implausibility; at each, those within are kept, the others replaced by
copies of them, and all are moved (``experiments.posterior.moves``). The volume, as a share of the
prior, is the product of the shares that were within; its error is told by how far the populations
differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.implausibility import Condition, within_all
from experiments.posterior.keyed import normal_draws, systematic, uniform_draw
from experiments.posterior.moves import Walk, refreshed

Floats = NDArray[np.float64]
POPULATIONS = 4
EACH = 400
_SHARE = 0.2
"""Share of the points that a level keeps."""
_STEPS = 6
_MOST_LEVELS = 60
_STUCK = 1e-3
"""Gain in implausibility over several levels below which nothing is gained any more."""
_LOOK_BACK = 8


@dataclass(frozen=True)
class Space:
    """Points of what is left: populations one below the other; ``volume`` of each population."""

    z: Floats
    logs: Floats
    """Natural logarithm of the volume by each population, as a share of the prior."""
    empty: bool = False
    """Nothing is left: ``z`` are the least implausible points that were found."""
    levels: int = 0

    @property
    def log_volume(self) -> float:
        """Of the mean over populations."""
        top = float(self.logs.max())
        return top + float(np.log(np.exp(self.logs - top).mean()))

    @property
    def error(self) -> float:
        """Standard error of the volume as a share of it, by how far the populations differ."""
        shares = np.exp(self.logs - self.log_volume)
        return float(shares.std(ddof=1) / len(shares) ** 0.5)


def whole(width: int, seed: int) -> Space:
    """The prior: all of the space."""
    z = normal_draws(seed, "prior", (POPULATIONS * EACH, width))
    return Space(z, np.zeros(POPULATIONS))


def narrowed(
    space: Space,
    conditions: Sequence[Condition],
    active: NDArray[np.int64],
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> Space:
    """What is left of a space with one more condition, the last of ``conditions``."""
    wave = len(conditions)
    new = conditions[-1]
    walk = Walk(seed, active, wave)
    z = space.z
    logs = space.logs.copy()
    excess = new.excess(z)
    # Points of before hold to all earlier conditions; what they gain is counted level by level.
    seen: list[float] = []
    for level in range(1, _MOST_LEVELS + 1):
        tick()
        edge = max(1.0, float(np.quantile(excess, _SHARE)))
        seen.append(edge)
        within = excess <= edge
        stuck = len(seen) > _LOOK_BACK and seen[-1 - _LOOK_BACK] - edge < _STUCK * edge
        if edge > 1.0 and (stuck or level == _MOST_LEVELS):
            order = np.argsort(excess, kind="stable")
            return Space(z[order], logs, True, level)
        shares = within.reshape(POPULATIONS, -1).mean(axis=1)
        # A population that has nothing within is worth half a point, and goes on with the others'.
        logs += np.log(np.maximum(shares, 0.5 / EACH))
        z, excess = _again(z, excess, within, seed, wave, level)
        z, excess = _moved(walk, z, excess, conditions, edge)
        if edge <= 1.0:
            return Space(
                refreshed(z, active, seed, "refresh space", wave, level), logs, levels=level
            )
    raise AssertionError("levels end above")


def _again(
    z: Floats, excess: Floats, within: NDArray[np.bool_], seed: int, wave: int, level: int
) -> tuple[Floats, Floats]:
    """Each population filled up with copies of those within."""
    taken = []
    for place in range(POPULATIONS):
        own = np.arange(place * EACH, (place + 1) * EACH)
        weights = within[own].astype(float)
        if not weights.any():
            own, weights = np.arange(len(z)), within.astype(float)
        start = uniform_draw(seed, "resample space", wave, level, place)
        taken.append(own[systematic(weights, EACH, start)])
    order = np.concatenate(taken)
    return z[order], excess[order]


def _moved(
    walk: Walk, z: Floats, excess: Floats, conditions: Sequence[Condition], edge: float
) -> tuple[Floats, Floats]:
    """Points moved within all conditions, the last of them at ``edge``."""

    def density(points: Floats) -> Floats:
        inside = conditions[-1].within(points, edge)
        inside[inside] = within_all(points[inside], conditions[:-1])
        return np.where(inside, 0.0, -np.inf)

    z, _ = walk.run(z, np.zeros(len(z)), density, _STEPS)
    return z, conditions[-1].excess(z)
