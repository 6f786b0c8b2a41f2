"""Morris screening: how much outcomes move when one parameter takes a step and all others stay.

The elementary effect is the change of an outcome over the step, in the outcome's unit over the
whole range of the parameter. mu* is the mean of its absolute value, mu with its sign, sigma its
spread, which tells of interactions and bends (Morris 1991; Campolongo, Cariboni and Saltelli 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVELS = 4
_HALF_NORMAL = sqrt(2.0 / pi)
_NINETY_FIVE = 1.6449
"""Ninety-five per cent of a normal variable lie below it."""


@dataclass(frozen=True)
class Effect:
    """The elementary effects of one parameter; ``low`` to ``high`` is the interval of ``mu_star``.

    ``noise`` is what mu* of a parameter without any effect would reach by the luck of seeds alone,
    at most, in 95 of 100 screenings; NaN where one seed cannot tell.
    """

    name: str
    mu_star: float
    low: float
    high: float
    mu: float
    sigma: float
    noise: float

    @property
    def counts(self) -> bool:
        """Whether it moves the outcome more than luck does."""
        return self.mu_star > (0.0 if np.isnan(self.noise) else self.noise)


def problem(names: list[str]) -> dict[str, Any]:
    """Parameters as SALib wants them: shares of their ranges."""
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def design(names: list[str], trajectories: int, seed: int) -> NDArray[np.float64]:
    """Points of the unit cube along trajectories that change one parameter at a time.

    ``trajectories`` times one more than there are parameters, a row each.
    """
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(names), trajectories, num_levels=LEVELS, seed=seed))


def effects(
    names: list[str],
    points: NDArray[np.float64],
    values: NDArray[np.float64],
    confidence: float,
    seed: int,
) -> list[Effect]:
    """The effect of each parameter on ``values`` (a row a point, a column a seed)."""
    from SALib.analyze import morris

    told = morris.analyze(
        problem(names),
        points,
        values.mean(axis=1),
        num_resamples=1000,
        conf_level=confidence,
        num_levels=LEVELS,
        seed=seed,
    )
    noise = _noise(points, values)
    return [
        Effect(
            name,
            float(told["mu_star"][place]),
            max(0.0, float(told["mu_star"][place] - told["mu_star_conf"][place])),
            float(told["mu_star"][place] + told["mu_star_conf"][place]),
            float(told["mu"][place]),
            float(told["sigma"][place]),
            float(noise[place]),
        )
        for place, name in enumerate(names)
    ]


def _noise(points: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each parameter, what luck alone may make of its mu*."""
    width, seeds = points.shape[1], values.shape[1]
    if seeds < 2:
        return np.full(width, np.nan)
    trajectories = points.shape[0] // (width + 1)
    steps = np.diff(points.reshape(trajectories, width + 1, width), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    changes = np.diff(values.reshape(trajectories, width + 1, seeds), axis=1) / size[:, :, None]
    error = changes.var(axis=2, ddof=1) / seeds
    variance = np.array([error[moved == place].mean() for place in range(width)])
    above = _HALF_NORMAL + _NINETY_FIVE * sqrt((1.0 - _HALF_NORMAL**2) / trajectories)
    return np.asarray(np.sqrt(variance) * above)
