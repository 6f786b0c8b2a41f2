"""The few statistics in which published figures are told: NaN wherever nobody qualifies."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

_FEWEST_EVENTS = 5
"""With fewer events on either side a regression tells nothing."""


def percent(what: Mask, among: Mask) -> float:
    """How many percent of those ``among`` are in ``what``."""
    of = np.count_nonzero(among)
    return 100.0 * np.count_nonzero(what & among) / of if of else nan


def mean(values: NDArray[Any]) -> float:
    """The mean."""
    return float(np.mean(values, dtype=np.float64)) if values.size else nan


def ratio(one: float, other: float) -> float:
    """One figure divided by another."""
    return one / other if other else nan


def median_of_counts(counts: NDArray[Any]) -> float:
    """The median of whole numbers, each standing for the unit around it, as surveys tell it.

    Among visits of 1, 1, 2, 2, 2, 3 the ordinary median is 2, this one 1.83.
    """
    if not counts.size:
        return nan
    tally = np.bincount(counts.astype(np.int64))
    below = np.cumsum(tally)
    middle = int(np.searchsorted(below, counts.size / 2.0))
    before = below[middle] - tally[middle]
    return float(middle - 0.5 + (counts.size / 2.0 - before) / tally[middle])


def cohens_d(one: NDArray[Any], other: NDArray[Any]) -> float:
    """How far the mean of ``one`` lies above that of ``other``, in pooled standard deviations."""
    if one.size < 2 or other.size < 2:
        return nan
    squares = (one.size - 1) * np.var(one, ddof=1, dtype=np.float64)
    squares += (other.size - 1) * np.var(other, ddof=1, dtype=np.float64)
    spread = sqrt(squares / (one.size + other.size - 2))
    return ratio(mean(one) - mean(other), spread)


def correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Pearson's correlation."""
    one, other = one.astype(np.float64), other.astype(np.float64)
    if one.size < 3 or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return nan
    return float(np.corrcoef(one, other)[0, 1])


def odds_ratio(event: Mask, exposed: Mask, among: Mask) -> float:
    """Odds of the event in those exposed beside the others, of those ``among``."""
    cells = [
        np.count_nonzero(among & (exposed == here) & (event == happens))
        for here in (True, False)
        for happens in (True, False)
    ]
    a, b, c, d = cells
    return a * d / (b * c) if b and c and a and d else nan


def odds_ratio_per_sd(event: Mask, trait: NDArray[Any]) -> float:
    """Odds ratio of the event for one standard deviation of a trait, by logistic regression."""
    spread = float(np.std(trait, dtype=np.float64)) if trait.size else 0.0
    if spread == 0.0:
        return nan
    scaled = (trait.astype(np.float64) - mean(trait)) / spread
    return _logistic_slope(event, scaled)


def odds_ratio_per_unit(event: Mask, dose: NDArray[Any]) -> float:
    """Odds ratio of the event for one unit of a dose, by logistic regression."""
    if dose.size == 0 or np.ptp(dose) == 0:
        return nan
    return _logistic_slope(event, dose.astype(np.float64))


def _logistic_slope(event: Mask, x: Floats) -> float:
    """The exponential of the slope of a logistic regression on one variable, by Newton's steps."""
    if min(np.count_nonzero(event), np.count_nonzero(~event)) < _FEWEST_EVENTS:
        return nan
    design = np.column_stack([np.ones(x.size), x])
    share = np.count_nonzero(event) / event.size
    weights = np.array([log(share / (1.0 - share)), 0.0])
    for _ in range(50):
        fitted = 1.0 / (1.0 + np.exp(-np.clip(design @ weights, -30.0, 30.0)))
        information = (design * (fitted * (1.0 - fitted))[:, None]).T @ design
        try:
            step = np.linalg.solve(information, design.T @ (event - fitted))
        except np.linalg.LinAlgError:
            return nan
        weights += step
        if np.abs(step).max() < 1e-9:
            return exp(min(weights[1], 700.0))
    return nan


class Survival:
    """How long something lasts, where some are only known to have lasted so long (Kaplan-Meier).

    ``lasted`` are durations in whole units, ``ended`` whether the end was seen.
    """

    def __init__(self, lasted: NDArray[Any], ended: Mask) -> None:
        self.people = lasted.size
        if not self.people:
            return
        lasted = np.maximum(lasted.astype(np.int64), 0)
        ends = np.bincount(lasted, weights=ended.astype(np.float64))
        leaving = np.bincount(lasted)
        at_risk = leaving[::-1].cumsum()[::-1]
        self._lasting = np.cumprod(1.0 - ends / np.maximum(at_risk, 1))

    def ended_by(self, duration: float) -> float:
        """Percent that have ended by then; between whole units along a straight line."""
        if not self.people or (duration > self._lasting.size - 1 and self._lasting[-1] > 0.0):
            return nan
        places = np.arange(self._lasting.size)
        return 100.0 * (1.0 - float(np.interp(duration, places, self._lasting)))

    def median(self) -> float:
        """The duration by which half have ended."""
        if not self.people:
            return nan
        below = np.flatnonzero(self._lasting <= 0.5)
        if not below.size:
            return nan
        after = int(below[0])
        if after == 0:
            return 0.0
        before, here = self._lasting[after - 1], self._lasting[after]
        return float(after - 1 + (before - 0.5) / (before - here))


def interval_of_mean(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of a few seeds (Student's t); NaN with fewer than two."""
    if len(values) < 2:
        return nan, nan
    from scipy.stats import t

    centre = mean(np.array(values))
    half = float(t.ppf(0.975, len(values) - 1)) * float(np.std(values, ddof=1)) / sqrt(len(values))
    return centre - half, centre + half


def interval_of_share(share: float, people: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share (in percent) that was found in so many people."""
    from scipy.stats import binomtest

    found = binomtest(round(share / 100.0 * people), people).proportion_ci(method="wilson")
    return 100.0 * float(found.low), 100.0 * float(found.high)
