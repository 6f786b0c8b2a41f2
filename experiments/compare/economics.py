"""Economics: what strategies cost for what they bring, as rows of tables.

What is counted: every session at what it costs to provide, whoever pays for it, and the cost lines
of strategies. A subsidy, and what patients pay, moves money for sessions that are counted already;
neither is added. Costs and effects of later weeks count less, at the same rate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.analysis import Analysis, Rows
from experiments.compare.statistics.acceptability import (
    MONTE_CARLO,
    acceptability,
    curve,
    net_benefit,
)
from experiments.compare.statistics.frontier import chances_of_frontier, frontier
from experiments.compare.statistics.paired import OPEN, holm
from experiments.compare.statistics.ratios import Ratio, fieller, ratio
from experiments.measured.measures import PERSPECTIVES, costs_of
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

Floats = NDArray[np.float64]
WILLINGNESS = (50_000.0, 100_000.0, 150_000.0)
"""Amounts for a QALY that net benefit is told for unless said otherwise: those that are usual in
the currency and country of the default world."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A gain that costs are set against: a measure, and the sign that makes more of it a gain."""

    name: str
    measure: str
    sign: int
    title: str
    gained: str
    """What many of them are, as an axis names them."""


EFFECTS: dict[str, Effect] = {
    effect.name: effect
    for effect in (
        Effect(
            "person_in_care",
            CARE,
            1,
            "additional person who began care",
            "more people who began care",
        ),
        Effect("week_avoided", ILLNESS, -1, "week of illness avoided", "weeks of illness avoided"),
        Effect("qaly", HEALTH, 1, "QALY gained", "QALYs gained"),
    )
}
"""Effects by name."""


class Economics:
    """Costs and effects of a comparison; ``perspective`` says whose costs (``PERSPECTIVES``)."""

    def __init__(self, analysis: Analysis, perspective: str, amounts: Sequence[float]) -> None:
        self.analysis = analysis
        self.data = analysis.data
        self.perspective = perspective
        self.amounts = tuple(amounts) or WILLINGNESS

    def _ending(self, discounted: bool) -> str:
        return DISCOUNTED if discounted else ""

    def costs(self, perspective: str, discounted: bool = True) -> Floats:
        """Costs per adult beyond those of doing nothing: a row a seed, a column an arm."""
        told = costs_of(perspective, self.data.values, self._ending(discounted))
        return np.asarray((told - told[0]).T)

    def effects(self, effect: Effect, discounted: bool = True) -> Floats:
        """Gains per adult beyond doing nothing: a row a seed, a column an arm."""
        told = effect.sign * self.data.values[effect.measure + self._ending(discounted)]
        return np.asarray((told - told[0]).T)

    def settled(self, effect: Effect, place: int) -> bool:
        """Whether a strategy changes an effect, as it is counted and discounted, the number of
        strategies allowed for: only then does a cost for each unit of it mean anything."""
        said = (
            self.analysis.verdicts[effect.measure + self._ending(discounted)][place]
            for discounted in (False, True)
        )
        return all(one not in OPEN for one in said)

    def ratios(self) -> Rows:
        """A row for each strategy, effect, perspective, and with and without discounting."""
        rows: Rows = []
        for effect in EFFECTS.values():
            for perspective in PERSPECTIVES:
                for discounted in (True, False):
                    costs = self.costs(perspective, discounted)
                    gains = self.effects(effect, discounted)
                    for arm, strategy in enumerate(self.analysis.strategies, 1):
                        one = self.ratio(
                            costs[:, arm], gains[:, arm], self.settled(effect, arm - 1)
                        )
                        rows.append(
                            {
                                "strategy": strategy,
                                "effect": effect.name,
                                "perspective": perspective,
                                "discounted": "yes" if discounted else "no",
                                "cost": one.cost.difference,
                                "cost_low": one.cost.low,
                                "cost_high": one.cost.high,
                                "gain": one.effect.difference,
                                "gain_low": one.effect.low,
                                "gain_high": one.effect.high,
                                "cost_per_gain": one.value,
                                "low": one.low,
                                "high": one.high,
                                **self.further(one),
                                "verdict": one.worth,
                            }
                        )
        return rows

    def ratio(self, costs: Floats, gains: Floats, settled: bool) -> Ratio:
        """What a unit of an effect costs, an entry a seed; ``settled`` as ``ratio`` takes it."""
        return ratio(costs, gains, confidence=self.analysis.settings.taken_at, settled=settled)

    def further(self, one: Ratio) -> dict[str, float]:
        """Columns beside the interval of a ratio: none, of luck alone."""
        return {}

    def frontiers(self) -> Rows:
        """A row for each effect and arm, doing nothing among them: standing and ICER, by the means.

        The interval of an ICER is that of the ratio to the option beside it (Fieller), and empty
        where it is not settled that this one brings more.
        """
        rows: Rows = []
        arms = self.data.arms
        for effect in EFFECTS.values():
            costs, gains = self.costs(self.perspective), self.effects(effect)
            mean_costs, mean_gains = self.means(costs).tolist(), self.means(gains).tolist()
            places = frontier(mean_costs, mean_gains)
            chances = self.chances_of_frontier(costs, gains)
            for arm, place in enumerate(places):
                low, high = self._icer_interval(costs, gains, arm, place.beside)
                rows.append(
                    {
                        "effect": effect.name,
                        "strategy": arms[arm],
                        "cost": mean_costs[arm],
                        "gain": mean_gains[arm],
                        "standing": place.standing,
                        "icer": place.icer,
                        "icer_low": low,
                        "icer_high": high,
                        "beside": "" if place.beside is None else arms[place.beside],
                        "dominated_by": " and ".join(arms[other] for other in place.by),
                        "monte_carlo_probability_on_frontier": chances[arm],
                    }
                )
        return rows

    def means(self, values: Floats) -> Floats:
        """The means of columns."""
        return np.asarray(values.mean(axis=0))

    def chances_of_frontier(self, costs: Floats, gains: Floats) -> list[float]:
        """How likely each arm is on the frontier, by the chance of seeds."""
        if len(costs) < 2:
            return [nan] * len(self.data.arms)
        draws = self.analysis.draws(len(costs))
        return chances_of_frontier(draws.of(costs), draws.of(gains))

    def _icer_interval(
        self, costs: Floats, gains: Floats, arm: int, beside: int | None
    ) -> tuple[float, float]:
        if beside is None:
            return nan, nan
        extra, gain = costs[:, arm] - costs[:, beside], gains[:, arm] - gains[:, beside]
        return self.interval_of_ratio(extra, gain)

    def interval_of_ratio(self, extra: Floats, gain: Floats) -> tuple[float, float]:
        """The interval of a ratio of two means; NaN where it has no ends."""
        return fieller(extra, gain, confidence=self.analysis.settings.taken_at)

    def acceptability(self) -> Rows:
        """A row for each amount for a QALY and each arm; empty with fewer than two seeds.

        ``chance_of`` says what the probability is over.
        """
        costs, gains = self.costs(self.perspective), self.effects(EFFECTS["qaly"])
        if len(costs) < 2:
            return []
        told = acceptability(costs, gains, curve(self.amounts), self.analysis.draws(len(costs)))
        return [
            {
                "willingness_to_pay": one.amount,
                "strategy": strategy,
                "chance_of": MONTE_CARLO,
                "monte_carlo_probability_best": one.chances[arm],
                "share_of_seeds_best": one.towns[arm],
                "best_in_the_mean": "yes" if arm == one.best else "no",
            }
            for one in told
            for arm, strategy in enumerate(self.data.arms)
        ]

    def net_benefits(self) -> Rows:
        """A row for each amount for a QALY and strategy: net benefit per adult, its interval, and a
        verdict that allows for the number of strategies."""
        costs, gains = self.costs(self.perspective), self.effects(EFFECTS["qaly"])
        rows: Rows = []
        for amount in self.amounts:
            benefit = net_benefit(costs, gains, amount)
            found = [self.analysis.pair(np.zeros(len(benefit)), one) for one in benefit.T[1:]]
            said = self.analysis.said_of(found)
            adjusted = holm([one.p_value for one in found])
            for place, strategy in enumerate(self.analysis.strategies):
                one, verdict = found[place], said[place]
                rows.append(
                    {
                        "willingness_to_pay": float(amount),
                        "strategy": strategy,
                        "net_benefit": one.difference,
                        "low": one.low,
                        "high": one.high,
                        **self.analysis.further(one),
                        "p_value": one.p_value,
                        "p_value_holm": adjusted[place],
                        "verdict": {"higher": "worth it", "lower": "not worth it"}.get(
                            verdict, verdict
                        ),
                    }
                )
        return rows

    def money(self) -> Rows:
        """A row for each strategy, perspective and measure of money that belongs to it: its
        difference per adult, discounted."""
        rows: Rows = []
        for perspective in PERSPECTIVES.values():
            for name in perspective.measures:
                if not name.endswith(DISCOUNTED):
                    continue
                found = self.analysis.found[name]
                for strategy, one in zip(self.analysis.strategies, found, strict=True):
                    rows.append(
                        {
                            "strategy": strategy,
                            "perspective": perspective.name,
                            "what": name.removesuffix(DISCOUNTED),
                            "difference": one.difference,
                            "low": one.low,
                            "high": one.high,
                            **self.analysis.further(one),
                        }
                    )
        return rows


def row_of(rows: Rows, **named: Any) -> Mapping[str, Any]:
    """The row that has these values. Raises KeyError where there is none."""
    for row in rows:
        if all(row[name] == value for name, value in named.items()):
            return row
    raise KeyError(named)
