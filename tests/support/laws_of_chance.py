"""How far what was counted may lie from a law, for tests of fixed draws."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from simulation.randomness import Whole

UNLIKELY = 1e-4
"""Tests of chance fail below this p-value; draws are fixed, so they fail always or never."""
LEAST_EXPECTED = 8.0
"""Cells of a chi-square test that expect fewer are put together."""


def p_of_counts(counted: ArrayLike, chances: ArrayLike) -> float:
    """The p-value of counts (the last cell for all else) if cells have these chances."""
    seen = np.asarray(counted, float)
    wanted = np.asarray(chances, float) * seen.sum()
    assert wanted.shape == seen.shape
    assert abs(wanted.sum() - seen.sum()) < 1e-6 * max(seen.sum(), 1.0)
    cells: list[list[float]] = [[0.0, 0.0]]
    for one, other in zip(seen, wanted, strict=True):
        if cells[-1][1] >= LEAST_EXPECTED:
            cells.append([0.0, 0.0])
        cells[-1][0] += one
        cells[-1][1] += other
    if cells[-1][1] < LEAST_EXPECTED and len(cells) > 1:
        last = cells.pop()
        cells[-1][0] += last[0]
        cells[-1][1] += last[1]
    assert len(cells) > 1, "one cell holds everything: nothing is tested"
    table = np.array(cells)
    return float(stats.chisquare(table[:, 0], table[:, 1]).pvalue)


def p_of_times(times: NDArray[np.generic], hazard: ArrayLike, people: Whole) -> float:
    """The p-value of waiting times 1, 2, ... of so many people under a chance for each week.

    Those whose time is not among the ``times`` are still waiting after the last week.
    """
    chance = np.asarray(hazard, float)
    before = np.concatenate([[1.0], np.cumprod(1.0 - chance)])
    assert times.min() >= 1
    assert times.max() <= chance.size
    counted = np.bincount(times.astype(int), minlength=chance.size + 1)[1:]
    return p_of_counts([*counted, people - times.size], [*(before[:-1] * chance), before[-1]])


def p_of_share(hits: Whole, trials: Whole, chance: float) -> float:
    """The p-value of so many hits in independent trials of one chance (two-sided, normal)."""
    deviation = (hits - trials * chance) / math.sqrt(trials * chance * (1.0 - chance))
    return float(2.0 * stats.norm.sf(abs(deviation)))
