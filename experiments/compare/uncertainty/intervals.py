"""Intervals of luck, of numbers and of both, of one difference over draws and seeds.

A difference of a draw and a seed is the sum of what the numbers of the draw say, the luck of the
seed that all draws share, and the rest: luck that is another one for other numbers. From a table
of draws by seeds the variances of the three are estimated without bias (``statistics.components``).

- **luck**: how far the mean over all draws may be off by the luck of the seeds: Student's t over
  the seeds' means, with one degree of freedom less than there are seeds.
- **numbers**: where the difference lies in a world whose numbers are as little known as they are:
  the middle of the draws' means, the luck of seeds taken out of their spread (they are drawn
  together until their variance is that of the numbers alone). With fewer than ``ENOUGH`` draws the
  ends are those of a normal that is known from so many, for no draw lies beyond such ends then.
- **both**: the two together, as independent errors add up, on each side by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.components import Components, components, effective_draws
from experiments.compare.statistics.paired import CONFIDENCE, DEPENDS, Paired, Verdict, quantile

Floats = NDArray[np.float64]
ENOUGH = 40
"""Draws of which one in twenty lies beyond the ends of a 95 % interval, one at each end."""


@dataclass(frozen=True)
class Doubtful(Paired):
    """A difference over draws and seeds; ``low`` and ``high`` bound the interval of both.

    ``pairs`` are pairs of runs, ``deviation`` the standard deviation of differences between
    draws, luck taken out, and ``p_value`` is NaN: nothing is tested, the draws say how likely each
    sign is. ``numbers_variance``, ``luck_variance`` and ``rest_variance`` are the components, of
    one draw and one seed; with one seed luck is NaN, and numbers hold it.
    """

    draws: int = 0
    seeds: int = 0
    effective: float = nan
    luck_low: float = nan
    luck_high: float = nan
    numbers_low: float = nan
    numbers_high: float = nan
    numbers_variance: float = nan
    luck_variance: float = nan
    rest_variance: float = nan
    above: float = nan
    """Probability that the difference is above zero, luck taken out; what is zero counts half."""

    @property
    def error_of_luck(self) -> float:
        """Variance of the error that luck leaves in the mean; NaN with one seed."""
        return self.luck_variance / self.seeds + self.rest_variance / self.effective / self.seeds

    @property
    def share_of_numbers(self) -> float:
        """The share of the variance of both that is doubt about numbers; NaN where luck is not
        known, or nothing varies."""
        whole = self.numbers_variance + self.error_of_luck
        return self.numbers_variance / whole if whole > 0.0 else nan

    @property
    def verdict(self) -> Verdict:
        """What can be said in nearly every world that the draws leave possible.

        ``depends on the numbers`` where what is open would stay so with seeds without end.
        """
        said = super().verdict
        if said != "undecided":
            return said
        return DEPENDS if self.numbers_low <= 0.0 <= self.numbers_high else "undecided"

    def told(self) -> dict[str, float]:
        """The intervals and shares as columns of tables."""
        share = self.share_of_numbers
        return {
            "luck_low": self.luck_low,
            "luck_high": self.luck_high,
            "numbers_low": self.numbers_low,
            "numbers_high": self.numbers_high,
            "share_of_numbers": share,
            "share_of_luck": 1.0 - share,
            "probability_above_zero": self.above,
        }


def doubtful(
    without: Floats,
    with_: Floats,
    weights: Floats,
    *,
    confidence: float = CONFIDENCE,
    luck_confidence: float | None = None,
    margin: float = 0.0,
) -> Doubtful:
    """The difference between two tables of values, a row a draw and a column a seed.

    ``weights`` of draws add up to one. ``luck_confidence`` is that at which luck is told, where
    several looks are allowed for. Draws in which a value is NaN are left out.
    """
    there = ~(np.isnan(without) | np.isnan(with_)).any(axis=1)
    before, after = without[there].astype(np.float64), with_[there].astype(np.float64)
    kept = weights[there]
    draws, seeds = before.shape
    if draws < 2 or not kept.sum() > 0.0 or effective_draws(kept / kept.sum()) < 1.0 + 1e-9:
        centre = float((after - before).mean()) if draws else nan
        return Doubtful(
            draws * seeds, nan, nan, centre, nan, nan, nan, nan, nan, margin, draws, seeds
        )
    kept = kept / kept.sum()
    parts = components((after - before)[:, :, None], kept)
    centre = float(parts.centre[0])
    size = max(float(np.abs(before).max()), float(np.abs(after).max()))
    spread = _spread(parts.numbers, size)
    shrunken = parts.shrunken[:, 0] if spread > 0.0 else np.full(draws, centre)
    luck_low, luck_high = _of_luck(parts, size, luck_confidence or confidence)
    numbers = interval_of_numbers(shrunken, kept, spread, confidence)
    low, high = together(centre, (luck_low, luck_high), numbers)
    known = parts.luck is not None and parts.rest is not None
    return Doubtful(
        pairs=draws * seeds,
        without=float(kept @ before.mean(axis=1)),
        with_=float(kept @ after.mean(axis=1)),
        difference=centre,
        deviation=spread,
        low=low,
        high=high,
        p_value=nan,
        variance_reduction=nan,
        margin=margin,
        draws=draws,
        seeds=seeds,
        effective=effective_draws(kept),
        luck_low=luck_low,
        luck_high=luck_high,
        numbers_low=numbers[0],
        numbers_high=numbers[1],
        numbers_variance=spread**2,
        luck_variance=_spread(parts.luck, size) ** 2 if known else nan,
        rest_variance=_spread(parts.rest, size) ** 2 if known else nan,
        above=float(kept @ ((shrunken > 0.0) + 0.5 * (shrunken == 0.0))),
    )


def interval_of_numbers(
    values: Floats, weights: Floats, spread: float, confidence: float
) -> tuple[float, float]:
    """The middle of draws that luck has been taken out of; their mean where none differ."""
    centre = float(weights @ values)
    effective = effective_draws(weights)
    if spread == 0.0:
        return centre, centre
    if effective < ENOUGH:
        half = quantile(max(round(effective), 2), confidence) * spread * sqrt(1 + 1 / effective)
        return centre - half, centre + half
    tail = (1.0 - confidence) / 2.0
    low, high = weighted_quantiles(values, weights, (tail, 1.0 - tail))
    return low, high


def weighted_quantiles(
    values: Floats, weights: Floats, shares: tuple[float, ...]
) -> tuple[float, ...]:
    """Quantiles of weighted values, linear between them; of equal weights as Hazen (1914) has."""
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2.0
    return tuple(float(one) for one in np.interp(shares, middle, values[order]))


def together(
    centre: float, luck: tuple[float, float], numbers: tuple[float, float]
) -> tuple[float, float]:
    """The interval of two independent errors, each side by itself; that of numbers alone, which
    then hold luck, where luck is not known."""
    if isnan(luck[0]):
        return numbers
    # The mean of skewed draws may lie outside of their middle.
    below = (max(centre - numbers[0], 0.0), centre - luck[0])
    beyond = (max(numbers[1] - centre, 0.0), luck[1] - centre)
    return centre - float(np.hypot(*below)), centre + float(np.hypot(*beyond))


def _of_luck(parts: Components, size: float, confidence: float) -> tuple[float, float]:
    if parts.luck is None or parts.rest is None:
        return nan, nan
    centre, effective = float(parts.centre[0]), effective_draws(parts.weights)
    one = _spread(parts.luck, size) ** 2 + _spread(parts.rest, size) ** 2 / effective
    half = quantile(parts.seeds, confidence) * sqrt(one / parts.seeds)
    return centre - half, centre + half


def _spread(covariance: Floats | None, size: float) -> float:
    """A standard deviation, and zero where there is nothing but rounding."""
    assert covariance is not None
    deviation = sqrt(max(float(covariance[0, 0]), 0.0))
    return deviation if deviation > 1e-9 * size else 0.0
