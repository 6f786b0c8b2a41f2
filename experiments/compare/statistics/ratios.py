"""Cost per effect: ratios of two differences, with intervals, and what they may be called."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.paired import CONFIDENCE, OPEN, Paired, paired, quantile

Floats = NDArray[np.float64]
Worth = Literal[
    "costs and helps",
    "helps, costs undecided",
    "saves and helps",
    "dominated",
    "saves and harms",
    "harms, costs undecided",
    "not determinable",
    "does nothing",
    "",
]
"""What is known of the signs of both differences; empty with fewer than two seeds."""


@dataclass(frozen=True)
class Ratio:
    """What a unit of an effect costs: the difference in costs over the difference in effects.

    ``value``, ``low`` and ``high`` are NaN unless the sign of the effect is settled and it is a
    gain that does not save money too: only then does the number mean a price. For ``saves and
    harms`` they are what is saved for each unit given up.
    """

    cost: Paired
    effect: Paired
    worth: Worth
    value: float
    low: float
    high: float


def ratio(
    cost: Floats, effect: Floats, *, confidence: float = CONFIDENCE, settled: bool = True
) -> Ratio:
    """The ratio of differences in costs and in effects, each an array with an entry a seed.

    An effect above zero is a gain. ``settled`` is false where the effect is undecided for another
    reason than its interval, as where the number of strategies is allowed for. The interval is
    Fieller's (1954), which uses how both differ together from seed to seed; it is finite just when
    the interval of the effect excludes zero.
    """
    nothing = np.zeros(cost.size)
    told = ~(np.isnan(cost) | np.isnan(effect))
    cost, effect, nothing = cost[told], effect[told], nothing[told]
    costs = paired(nothing, cost, confidence=confidence)
    effects = paired(nothing, effect, confidence=confidence)
    worth = worth_of(costs, effects, settled=settled)
    if worth not in PRICED:
        return Ratio(costs, effects, worth, nan, nan, nan)
    low, high = fieller(cost, effect, confidence=confidence)
    return Ratio(costs, effects, worth, costs.difference / effects.difference, low, high)


PRICED = ("costs and helps", "helps, costs undecided", "saves and harms")
"""What is known of the signs where a ratio means a price, or what is saved for each unit lost."""


def worth_of(cost: Paired, effect: Paired, *, settled: bool) -> Worth:
    """What is known of the signs of a cost and an effect."""
    signs = {"higher": 1, "lower": -1}
    if not cost.verdict or not effect.verdict:
        return ""
    costs, helps = signs.get(cost.verdict, 0), signs.get(effect.verdict, 0)
    if effect.verdict == "the same in every seed":
        if costs == 0:
            return (
                "does nothing" if cost.verdict == "the same in every seed" else "not determinable"
            )
        return "dominated" if costs > 0 else "not determinable"
    if effect.verdict in OPEN or not settled:
        return "not determinable"
    if helps > 0:
        if cost.verdict == "the same in every seed":
            return "saves and helps"
        return ("saves and helps", "helps, costs undecided", "costs and helps")[costs + 1]
    if cost.verdict == "the same in every seed":
        return "dominated"
    return ("saves and harms", "harms, costs undecided", "dominated")[costs + 1]


def fieller(above: Floats, below: Floats, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Fieller's interval of the ratio of two means, from pairs; NaN where it has no ends."""
    pairs = above.size
    if pairs < 2:
        return nan, nan
    (var_above, both), (_, var_below) = np.cov(above, below, ddof=1) / pairs
    square = quantile(pairs, confidence) ** 2
    over, under = float(above.mean()), float(below.mean())
    a = under**2 - square * var_below
    b = over * under - square * both
    c = over**2 - square * var_above
    if a <= 0.0:
        return nan, nan
    reach = sqrt(max(b**2 - a * c, 0.0))
    return float((b - reach) / a), float((b + reach) / a)
