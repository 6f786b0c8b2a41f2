"""Paired differences: what a strategy changes, seed by seed, and how sure one can be of it.

A seed is a town with its luck. The same seed lives once with and once without a strategy, and the
difference is taken within the seed, so that all that differs between towns cancels out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Verdict = Literal[
    "higher",
    "lower",
    "no difference that matters",
    "the same in every seed",
    "undecided",
    "depends on the numbers",
    "",
]
"""What can be said of a difference; empty with fewer than two pairs. Over draws of the numbers it
may depend on these, where seeds without end would not settle it."""
DEPENDS: Verdict = "depends on the numbers"
OPEN: tuple[Verdict, ...] = ("undecided", DEPENDS, "")
"""Verdicts that leave open whether there is a difference, and which way."""

CONFIDENCE = 0.95
MOST_MORE_SEEDS = 10_000
"""Beyond this it is only said that more would be needed."""
FEW_SEEDS = 10
"""With fewer seeds than this nothing is forecast and nothing ranked. A forecast of seeds goes with
the variance between seeds, and the 95 % interval of a variance from ten seeds reaches from half to
three times the estimate; from two seeds, from a fifth to a thousand times."""
Errors = Callable[[int], float]
"""The error that a comparison may make, among so many that are still open."""
_ROUNDING = 1e-12
"""Spread of differences, relative to the values, that is nothing but rounding."""


@dataclass(frozen=True)
class Paired:
    """The difference that a strategy makes to one measured quantity, from paired seeds.

    ``difference`` is the mean over seeds of the value with less the value without the strategy;
    ``low`` and ``high`` bound its interval (Student's t over seeds), NaN with fewer than two pairs.
    ``variance_reduction`` is the variance that a difference between different seeds would have
    (the sum of both variances), divided by that of the paired one: infinite where pairs differ by
    the same amount, NaN where the values do not vary. Seeds in which either value is NaN (nobody
    whom the quantity is about) are left out.
    """

    pairs: int
    without: float
    with_: float
    difference: float
    deviation: float
    """Standard deviation of the differences between seeds."""
    low: float
    high: float
    p_value: float
    """Two-sided, of no difference; NaN with fewer than two pairs."""
    variance_reduction: float
    margin: float = 0.0

    @property
    def error(self) -> float:
        """Standard error of the difference."""
        return self.deviation / sqrt(self.pairs) if self.pairs else nan

    @property
    def verdict(self) -> Verdict:
        """What the interval says: it excludes zero, or lies within the margin, or neither.

        Where it does both, the difference is real and still none that matters.
        """
        if isnan(self.low):
            return ""
        if self.difference == 0.0 and self.deviation == 0.0:
            return "the same in every seed"
        if self.margin > 0.0 and -self.margin <= self.low and self.high <= self.margin:
            return "no difference that matters"
        if self.low > 0.0:
            return "higher"
        return "lower" if self.high < 0.0 else "undecided"

    @property
    def settled(self) -> bool:
        """Whether more seeds are needed no longer."""
        return self.verdict not in ("undecided", "")


def paired(
    without: Floats, with_: Floats, *, confidence: float = CONFIDENCE, margin: float = 0.0
) -> Paired:
    """The difference between two rows of values, one a seed, in the same order of seeds.

    ``margin`` is the largest difference that would not matter, in the unit of the values.
    """
    both = ~(np.isnan(without) | np.isnan(with_))
    before, after = without[both].astype(np.float64), with_[both].astype(np.float64)
    pairs = int(before.size)
    if not pairs:
        return Paired(0, nan, nan, nan, nan, nan, nan, nan, nan, margin)
    change = after - before
    centre = float(change.mean())
    if pairs == 1:
        return Paired(1, float(before[0]), float(after[0]), centre, nan, nan, nan, nan, nan, margin)
    deviation = _deviation(change, max(float(np.abs(before).max()), float(np.abs(after).max())))
    half = quantile(pairs, confidence) * deviation / sqrt(pairs)
    apart = float(before.var(ddof=1) + after.var(ddof=1))
    return Paired(
        pairs=pairs,
        without=float(before.mean()),
        with_=float(after.mean()),
        difference=centre,
        deviation=deviation,
        low=centre - half,
        high=centre + half,
        p_value=_p_value(centre, deviation, pairs),
        variance_reduction=_reduction(apart, deviation),
        margin=margin,
    )


def _reduction(apart: float, deviation: float) -> float:
    if deviation > 0.0:
        return apart / deviation**2
    return inf if apart > 0.0 else nan


def _deviation(change: Floats, size: float) -> float:
    """The standard deviation, and zero where there is nothing but rounding."""
    deviation = float(change.std(ddof=1))
    return deviation if deviation > _ROUNDING * size else 0.0


def quantile(pairs: int, confidence: float = CONFIDENCE) -> float:
    """How many standard errors an interval reaches to either side, with so many pairs."""
    from scipy.special import stdtrit

    return float(stdtrit(pairs - 1, (1.0 + confidence) / 2.0))


def _p_value(difference: float, deviation: float, pairs: int) -> float:
    from scipy.special import stdtr

    if deviation == 0.0:
        return 1.0 if difference == 0.0 else 0.0
    return float(2.0 * stdtr(pairs - 1, -abs(difference) / (deviation / sqrt(pairs))))


def more_seeds(
    found: Paired, confidence: float = CONFIDENCE, *, settled: bool | None = None
) -> int | None:
    """How many more seeds would settle an undecided comparison, should the difference and the
    spread stay what they are; 0 for a settled one, None for more than ``MOST_MORE_SEEDS`` or where
    there are too few seeds to tell (``FEW_SEEDS``).

    Settled means that the interval of this confidence would exclude zero, or lie within the margin,
    whichever comes first. ``settled`` says whether it is by now, where others count, too.
    """
    if found.settled if settled is None else settled:
        return 0
    if found.pairs < FEW_SEEDS:
        return None
    far = abs(found.difference)
    wanted = max(far, found.margin - far)
    if wanted <= 0.0:
        return None

    def enough(pairs: int) -> bool:
        return quantile(pairs, confidence) * found.deviation / sqrt(pairs) < wanted

    low, high = found.pairs, found.pairs + MOST_MORE_SEEDS
    if not enough(high):
        return None
    while high - low > 1:  # the half width falls as pairs are added
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high - found.pairs


def equal_shares(confidence: float = CONFIDENCE) -> Errors:
    """The permitted error in equal shares, as Bonferroni and Holm have it."""
    return lambda comparisons: (1.0 - confidence) / max(comparisons, 1)


def verdicts(found: Sequence[Paired], errors: Errors) -> list[Verdict]:
    """What can be said of several differences at once, their number allowed for (Holm 1979).

    An interval stands for itself; of twenty that are taken by themselves one excludes zero by
    chance. Here a difference is higher or lower only where its p value is below the error that it
    may make among those still open, the smallest p value first.
    """
    order = sorted(
        (place for place, one in enumerate(found) if not isnan(one.p_value)),
        key=lambda place: found[place].p_value,
    )
    sure: set[int] = set()
    for rank, place in enumerate(order):
        if not found[place].p_value < errors(len(order) - rank):
            break
        sure.add(place)
    return [
        "undecided" if one.verdict in ("higher", "lower") and place not in sure else one.verdict
        for place, one in enumerate(found)
    ]


@dataclass(frozen=True)
class Best:
    """The option whose mean is the best of all, by its column, and the others that it is not
    settled to be better than; ``settled`` where there are none of these, and seeds enough."""

    option: int
    open: tuple[int, ...]
    settled: bool


def best_of(values: Floats, better: int, errors: Errors) -> Best | None:
    """The best option, from values with a row a seed and a column an option, without NaN.

    It is settled where its paired difference to every other option is for the better at the error
    permitted for so many comparisons. Then the chance to call one the best that is not is at most
    the error for one: some other is at least as good, and this one would have to beat it by chance.
    None where no direction is better or where there is nothing to choose between.
    """
    seeds, options = values.shape
    if not better or options < 2 or not seeds:
        return None
    best = int(np.argmax(better * values.mean(axis=0)))
    error = errors(options - 1)
    still_open = []
    for other in range(options):
        if other == best:
            continue
        one = paired(values[:, other], values[:, best])
        if not (better * one.difference > 0.0 and one.p_value < error):
            still_open.append(other)
    return Best(best, tuple(still_open), not still_open and seeds >= FEW_SEEDS)


def holm(p_values: Sequence[float]) -> list[float]:
    """P values adjusted for their number (Holm 1979): each may be read as if it stood alone.

    NaN stays NaN and is not counted.
    """
    order = sorted(
        (place for place, value in enumerate(p_values) if not isnan(value)),
        key=lambda place: p_values[place],
    )
    adjusted = [nan] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - rank) * p_values[place]))
        adjusted[place] = largest
    return adjusted
