"""Economics over draws: prices, net benefits and the frontier where the numbers are in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from experiments.compare.analysis import Rows
from experiments.compare.economics import Economics
from experiments.compare.statistics.frontier import chances_of_frontier
from experiments.compare.statistics.ratios import PRICED, Ratio, fieller, worth_of
from experiments.compare.uncertainty.analysis import AnalysisOfDraws
from experiments.compare.uncertainty.intervals import together, weighted_quantiles

Floats = NDArray[np.float64]
_FINE = 20_000
"""Rows that weighted draws are told in, where only rows of equal weight can be counted."""


@dataclass(frozen=True)
class RatioOfDraws(Ratio):
    """A ratio of differences; ``low`` and ``high`` bound its interval of luck and numbers."""

    luck_low: float = nan
    luck_high: float = nan
    numbers_low: float = nan
    numbers_high: float = nan


class EconomicsOfDraws(Economics):
    """Costs and effects, each draw a world."""

    analysis: AnalysisOfDraws

    def means(self, values: Floats) -> Floats:
        """Means of columns over draws, by weight."""
        draws, seeds = self.analysis.data.shape
        return np.asarray(
            self.analysis.data.weights @ values.reshape(draws, seeds, -1).mean(axis=1)
        )

    def ratio(self, costs: Floats, gains: Floats, settled: bool) -> RatioOfDraws:
        """What a unit of an effect costs: the ratio of the means over draws.

        Its interval of numbers is that of the ratios of the draws, which mean prices in nearly all
        of them, for the effect is settled; that of luck is Fieller's over the means of seeds.
        """
        nothing = np.zeros(costs.size)
        cost, gain = self.analysis.pair(nothing, costs), self.analysis.pair(nothing, gains)
        worth = worth_of(cost, gain, settled=settled)
        if worth not in PRICED:
            return RatioOfDraws(cost, gain, worth, nan, nan, nan)
        value = cost.difference / gain.difference
        luck, numbers = self._of_luck(costs, gains), self._of_numbers(costs, gains)
        low, high = together(value, luck, numbers)
        return RatioOfDraws(cost, gain, worth, value, low, high, *luck, *numbers)

    def further(self, one: Ratio) -> dict[str, float]:
        """The intervals of luck and of numbers."""
        assert isinstance(one, RatioOfDraws)
        return {
            "luck_low": one.luck_low,
            "luck_high": one.luck_high,
            "numbers_low": one.numbers_low,
            "numbers_high": one.numbers_high,
        }

    def interval_of_ratio(self, extra: Floats, gain: Floats) -> tuple[float, float]:
        """The interval of both; NaN where it is not settled that there is a gain."""
        one = self.analysis.pair(np.zeros(gain.size), gain)
        if one.verdict != "higher":
            return nan, nan
        cost = self.analysis.pair(np.zeros(gain.size), extra)
        value = cost.difference / one.difference
        return together(value, self._of_luck(extra, gain), self._of_numbers(extra, gain))

    def chances_of_frontier(self, costs: Floats, gains: Floats) -> list[float]:
        """NaN: what is likely over draws is told beside it."""
        return [nan] * len(self.data.arms)

    def frontiers(self) -> Rows:
        """A row for each effect and arm, with how likely it is on the frontier over draws."""
        from experiments.compare.economics import EFFECTS

        rows = super().frontiers()
        arms = {name: place for place, name in enumerate(self.data.arms)}
        likely = {}
        for effect in EFFECTS.values():
            costs = self._shrunken(self.costs(self.perspective))
            gains = self._shrunken(self.effects(effect))
            often = self._repeated()
            likely[effect.name] = chances_of_frontier(costs[often], gains[often])
        return [
            {**row, "probability_on_frontier": likely[row["effect"]][arms[row["strategy"]]]}
            for row in rows
        ]

    def acceptability(self) -> Rows:
        """Nothing: acceptability over draws is told with the decision."""
        return []

    def _shrunken(self, values: Floats) -> Floats:
        parts = self.analysis.parts(values.T)
        return np.concatenate([np.zeros((len(parts.means), 1)), parts.shrunken], axis=1)

    def _repeated(self) -> NDArray[np.int64]:
        """Draws, each as often as its weight says."""
        weights = self.analysis.data.weights
        places = np.arange(weights.size)
        if np.ptp(weights) <= 1e-12:
            return places
        return np.repeat(places, np.round(weights * _FINE).astype(np.int64))

    def _of_luck(self, costs: Floats, gains: Floats) -> tuple[float, float]:
        draws, seeds = self.analysis.data.shape
        weights = self.analysis.data.weights
        return fieller(
            weights @ costs.reshape(draws, seeds),
            weights @ gains.reshape(draws, seeds),
            confidence=self.analysis.settings.taken_at,
        )

    def _of_numbers(self, costs: Floats, gains: Floats) -> tuple[float, float]:
        parts = self.analysis.parts(np.stack([np.zeros(costs.size), costs, gains]))
        cost, gain = parts.shrunken.T
        sign = np.sign(float(parts.weights @ gain))
        prices = np.full(cost.size, np.inf)
        there = sign * gain > 0.0
        prices[there] = cost[there] / gain[there]
        tail = (1.0 - self.analysis.settings.confidence) / 2.0
        low, high = weighted_quantiles(prices, parts.weights, (tail, 1.0 - tail))
        return low, nan if isnan(high) else high
