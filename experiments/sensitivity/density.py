"""PAWN: how far the distribution of an outcome moves when a parameter is known.

The index is the median, over slices of the parameter's range, of the largest distance between the
outcome's distribution in the slice and over all (Pianosi and Wagener 2018). It needs no variance,
so it suits outcomes with long tails. A parameter that does nothing has one above zero, too: the
index of a made-up parameter tells how much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.screening import problem

SLICES = 10
RESAMPLES = 100
_DUMMY = "nothing"


@dataclass(frozen=True)
class Distance:
    """The PAWN index of one parameter with its interval, and that of a parameter without effect."""

    name: str
    median: float
    low: float
    high: float
    dummy: float
    """What 95 of 100 made-up parameters stay below."""


def design(names: list[str], points: int, seed: int) -> NDArray[np.float64]:
    """Points of the unit cube: a Latin hypercube, a row each."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(len(names), rng=seed).random(points))


def distances(
    names: list[str], points: NDArray[np.float64], values: NDArray[np.float64], confidence: float,
    seed: int,
) -> list[Distance]:  # fmt: skip
    """The index of each parameter; intervals by drawing points again."""
    rng = np.random.default_rng(seed)
    found = _medians(names, points, values)
    made_up = np.array(
        [_medians([_DUMMY], rng.random((len(values), 1)), values)[0] for _ in range(RESAMPLES)]
    )
    again = []
    for _ in range(RESAMPLES):
        drawn = rng.integers(0, len(values), len(values))
        again.append(_medians(names, points[drawn], values[drawn]))
    # Drawing again adds some distance of its own to each: the interval is moved back by it.
    shift = np.mean(again, axis=0) - found
    tails = [(1.0 - confidence) / 2, (1.0 + confidence) / 2]
    low, high = np.quantile(np.array(again) - shift, tails, axis=0)
    dummy = float(np.quantile(made_up, 0.95))
    return [
        Distance(name, float(found[place]), max(0.0, float(low[place])), float(high[place]), dummy)
        for place, name in enumerate(names)
    ]


def _medians(
    names: list[str], points: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    from SALib.analyze import pawn

    return np.asarray(pawn.analyze(problem(names), points, values, S=SLICES)["median"])
