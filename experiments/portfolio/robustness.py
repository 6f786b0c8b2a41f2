"""Robustness: what a mix brings over draws of what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

WORST = 0.25
"""The share of draws that count as the worst."""


@dataclass(frozen=True)
class Gain:
    """What a mix brings in one objective beyond doing nothing, in the better direction.

    ``mean`` over draws with its interval, for the seeds that all draws share; the mean of the
    ``worst`` quarter of the draws, and the largest ``regret``: how much more another mix would have
    brought in the draw where that is most.
    """

    mean: float
    low: float
    high: float
    worst: float
    regret: float


def worst_quarter(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the worst quarter of the draws, which are the last axis (one draw at least)."""
    number = max(1, ceil(WORST * gains.shape[-1]))
    return np.asarray(np.sort(gains, axis=-1)[..., :number].mean(axis=-1))


def gains_of(gains: NDArray[np.float64], confidence: float) -> list[Gain]:
    """What each mix brings; a row a mix, a column a draw. Regret is among these mixes and nothing.

    The interval is Student's over draws; without end for a single one.
    """
    from scipy.stats import t

    draws = gains.shape[1]
    best = np.maximum(gains.max(axis=0), 0.0)
    found = []
    for row, worst in zip(gains, worst_quarter(gains), strict=True):
        mean = float(row.mean())
        half = float("inf")
        if draws > 1:
            half = float(t.ppf((1 + confidence) / 2, draws - 1) * row.std(ddof=1) / sqrt(draws))
        regret = float((best - row).max())
        found.append(Gain(mean, mean - half, mean + half, float(worst), regret))
    return found
