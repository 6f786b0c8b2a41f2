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
from experiments.uncertainty.cube import hypercube
from simulation.randomness import decision, uniforms

SLICES = 10
RESAMPLES = 100
_DUMMY = "nothing"
_IDLE = decision("sensitivity: made-up parameters")
_AGAIN = decision("sensitivity: points drawn again")


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
    return hypercube("latin_hypercube", points, len(names), seed)


def distances(
    names: list[str],
    points: NDArray[np.float64],
    values: NDArray[np.float64],
    confidence: float,
    seed: int,
) -> list[Distance]:
    """The index of each parameter; intervals by drawing points again."""
    found = _medians(names, points, values)
    number = np.arange(len(values))
    made_up, again = [], []
    for turn in range(RESAMPLES):
        places = number + turn * len(values)
        idle = uniforms(seed, _IDLE, places)
        made_up.append(_medians([_DUMMY], idle[:, None], values)[0])
        drawn = (uniforms(seed, _AGAIN, places) * len(values)).astype(np.int64)
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
