"""Analysis: from values by seed to what a comparison says, as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.seeds.collect import Collected, OverTime
from experiments.compare.seeds.people import PERSONAL
from experiments.compare.statistics.draws import DRAWS, MeanDraws, complete, shares_of_best
from experiments.compare.statistics.paired import (
    CONFIDENCE,
    FEW_SEEDS,
    OPEN,
    Best,
    Errors,
    Paired,
    Verdict,
    best_of,
    equal_shares,
    holm,
    more_seeds,
    paired,
    quantile,
    verdicts,
)
from simulation.measures.groupings import SMALLEST_GROUP

Floats = NDArray[np.float64]
Rows = list[dict[str, Any]]

_NOT_OF_GROUPS = ("adults", "cost_strategies")
"""No measure of a group: strategies are charged for the town as a whole."""


@dataclass(frozen=True)
class Settings:
    """How the values are to be read.

    ``confidence`` is that of each interval by itself, over all looks where there are several;
    ``taken_at`` the one at which the ordinary interval is taken for that (see ``stopping``).
    ``margins`` are the largest differences that would not matter, by measure. ``shares`` are the
    errors permitted to one of so many comparisons, over all looks; equal shares of the whole where
    there is one look.
    """

    confidence: float = CONFIDENCE
    taken_at: float = CONFIDENCE
    margins: Mapping[str, float] = field(default_factory=dict)
    shares: Errors | None = None

    @property
    def errors(self) -> Errors:
        """The error that a comparison may make, among so many that are still open."""
        return self.shares or equal_shares(self.taken_at)


class Analysis:
    """What a comparison says. Tables are rows of named values; shares 0 to 1, all per person."""

    def __init__(self, data: Collected, settings: Settings) -> None:
        self.data = data
        self.settings = settings
        self._draws: dict[int, MeanDraws] = {}
        self.found: dict[str, list[Paired]] = {
            name: [self._paired(data.values[name], arm, name) for arm in range(1, len(data.arms))]
            for name in data.measures
        }
        """For each measure the difference that each strategy makes."""
        self.verdicts: dict[str, list[Verdict]] = {
            name: self.said_of(found) for name, found in self.found.items()
        }
        """What can be said of each, the number of strategies allowed for."""

    def _paired(self, values: Floats, arm: int, measure: str = "") -> Paired:
        return self.pair(values[0], values[arm], self.settings.margins.get(measure, 0.0))

    def pair(self, without: Floats, with_: Floats, margin: float = 0.0) -> Paired:
        """The difference between two rows of values, an entry a seed, with its interval."""
        return paired(without, with_, confidence=self.settings.taken_at, margin=margin)

    def said_of(self, found: Sequence[Paired]) -> list[Verdict]:
        """What can be said of the differences of all strategies, their number allowed for."""
        return verdicts(found, self.settings.errors)

    def further(self, one: Paired) -> dict[str, float]:
        """Columns of tables beside the interval of a difference: none, of luck alone."""
        return {}

    @property
    def few(self) -> bool:
        """Whether there are too few seeds to rank anything."""
        return len(self.data.seeds) < FEW_SEEDS

    @property
    def strategies(self) -> Sequence[str]:
        """Names of the compared strategies."""
        return self.data.arms[1:]

    def draws(self, seeds: int) -> MeanDraws:
        """Draws of means over so many seeds."""
        if seeds not in self._draws:
            number = max(min(DRAWS, 20_000_000 // seeds), 1_000)
            self._draws[seeds] = MeanDraws(seeds, key=self.data.seeds[0], number=number)
        return self._draws[seeds]

    def more_seeds(self, measure: str, place: int) -> int | None:
        """How many more seeds would settle the difference that a strategy makes, about."""
        found = self.found[measure]
        return more_seeds(
            found[place],
            1.0 - self.settings.errors(len(found)),
            settled=self.verdicts[measure][place] not in OPEN,
        )

    def best(self, measure: str) -> Best | None:
        """The arm whose mean is the best of all, doing nothing included, and how surely; None
        where no direction is better."""
        values = complete(list(self.data.values[measure]))
        return best_of(values, self.data.measures[measure].better, self.settings.errors)

    def chances_of_best(self, measure: str) -> tuple[list[float], list[float]]:
        """For each arm, doing nothing included: the probability that its mean is the best of all,
        and the share of seeds in which it was; NaN where no direction is better."""
        better = self.data.measures[measure].better
        values = complete(list(self.data.values[measure]))
        if not better or len(values) < 2:
            return [nan] * len(self.data.arms), [nan] * len(self.data.arms)
        drawn = self.draws(len(values)).of(values)
        return shares_of_best(drawn, better), shares_of_best(values, better)

    def differences(self) -> Rows:
        """A row for each measure and strategy."""
        rows: Rows = []
        for name, measure in self.data.measures.items():
            found = self.found[name]
            adjusted, said = holm([one.p_value for one in found]), self.verdicts[name]
            chances, towns = self.chances_of_best(name)
            for place, one in enumerate(found):
                rows.append(
                    {
                        "outcome": name,
                        "window": measure.window,
                        "unit": measure.unit,
                        "strategy": self.strategies[place],
                        "seeds": one.pairs,
                        "without": one.without,
                        "with": one.with_,
                        "difference": one.difference,
                        "low": one.low,
                        "high": one.high,
                        **self.further(one),
                        "verdict": said[place],
                        "good": good(said[place], measure.better),
                        "more_seeds_to_settle": _or_nan(self.more_seeds(name, place)),
                        "p_value": one.p_value,
                        "p_value_holm": adjusted[place],
                        "variance_reduction": one.variance_reduction,
                        "monte_carlo_probability_best": chances[place + 1],
                        "share_of_seeds_best": towns[place + 1],
                    }
                )
        return rows

    def groups(self) -> Rows:
        """A row for each grouping, group, measure and strategy.

        ``verdict`` is of the difference in the group, the number of groups allowed for (Holm).
        ``beyond_all`` is the difference in the group less that of all adults, with its interval:
        above or below zero it tells who gains more than others. Of many groups some will do so by
        chance: ``beyond_p_value_holm`` allows for their number.
        """
        rows: Rows = []
        for (by, group), values in self.data.groups.items():
            adults = float(np.nanmean(values["adults"][0]))
            if not adults >= SMALLEST_GROUP:
                continue
            for measure in (name for name in values if name not in _NOT_OF_GROUPS):
                everybody = self.data.values[measure]
                for arm, strategy in enumerate(self.strategies, 1):
                    one = self._paired(values[measure], arm)
                    gap = self.pair(
                        everybody[arm] - everybody[0],
                        values[measure][arm] - values[measure][0],
                    )
                    rows.append(
                        {
                            "by": by,
                            "group": group,
                            "adults": adults,
                            "outcome": measure,
                            "window": self.data.measures[measure].window,
                            "strategy": strategy,
                            "seeds": one.pairs,
                            "without": one.without,
                            "with": one.with_,
                            "difference": one.difference,
                            "low": one.low,
                            "high": one.high,
                            **self.further(one),
                            "p_value": one.p_value,
                            "p_value_holm": nan,
                            "verdict": one.verdict,
                            "beyond_all": gap.difference,
                            "beyond_low": gap.low,
                            "beyond_high": gap.high,
                            "beyond_p_value": gap.p_value,
                            "beyond_p_value_holm": nan,
                            "beyond_verdict": gap.verdict,
                        }
                    )
        return self._adjusted_for_groups(rows)

    def small_groups(self) -> list[str]:
        """Groups of which nothing is told, for they have too few adults in the mean of the seeds,
        with how many."""
        told = []
        for (by, group), values in self.data.groups.items():
            adults = float(np.nan_to_num(np.nanmean(values["adults"][0])))
            if adults < SMALLEST_GROUP:
                told.append(f"{by} {group} ({adults:.3g})")
        return told

    def personal(self) -> Rows:
        """A row for each strategy and each way to be better or worse off, per 1,000 adults."""
        rows: Rows = []
        adults = np.array(self.data.adults, np.float64)
        for name, title in PERSONAL.items():
            for arm, strategy in enumerate(self.strategies, 1):
                rate = 1000.0 * self.data.personal[name][arm] / np.maximum(adults, 1.0)
                one = self.pair(np.zeros(rate.size), rate)
                low, high = of_count(one)
                rows.append(
                    {
                        "what": name,
                        "in_words": title,
                        "strategy": strategy,
                        "seeds": one.pairs,
                        "per_1000_adults": one.difference,
                        "low": low,
                        "high": high,
                        **self.further(one),
                    }
                )
        return rows

    def weekly(self) -> Rows:
        """A row for each arm and week: shares of adults, and their difference to doing nothing."""
        rows: Rows = []
        over = self.data.weekly
        half = {name: self._half_width(series) for name, series in over.items()}
        for arm, strategy in enumerate(self.data.arms):
            for week in range(next(iter(over.values())).mean.shape[1]):
                row: dict[str, Any] = {"strategy": strategy, "week": week}
                for name, series in over.items():
                    row[name] = float(series.mean[arm, week])
                    change = float(series.difference[arm, week])
                    row[f"{name}_difference"] = change
                    row[f"{name}_low"] = change - float(half[name][arm, week])
                    row[f"{name}_high"] = change + float(half[name][arm, week])
                rows.append(row)
        return rows

    def _half_width(self, series: OverTime) -> Floats:
        """Half the width of the interval of a weekly difference."""
        seeds = len(self.data.seeds)
        return series.half_width(quantile(seeds, self.settings.taken_at) if seeds > 1 else nan)

    def flows(self) -> Rows:
        """A row for each strategy, year's end and pair of stages: adults per seed, in the mean."""
        from simulation.measures.categories import STAGES

        seeds = len(self.data.seeds)
        order = {name: place for place, name in enumerate(STAGES)}
        arm = {name: place for place, name in enumerate(self.data.arms)}
        return [
            {
                "strategy": strategy,
                "week": week,
                "stage_without": before,
                "stage_with": after,
                "adults": adults / seeds,
            }
            for (strategy, week, before, after), adults in sorted(
                self.data.flows.items(),
                key=lambda item: (
                    arm[item[0][0]],
                    item[0][1],
                    order[item[0][2]],
                    order[item[0][3]],
                ),
            )
        ]

    def by_seed(self) -> Rows:
        """A row for each seed and arm, with all measures and personal counts."""
        return [
            {
                "seed": seed,
                "strategy": strategy,
                "people": self.data.people[place],
                "adults": self.data.adults[place],
                **{name: float(self.data.values[name][arm, place]) for name in self.data.measures},
                **{name: float(self.data.personal[name][arm, place]) for name in PERSONAL},
            }
            for place, seed in enumerate(self.data.seeds)
            for arm, strategy in enumerate(self.data.arms)
        ]

    def unsettled(self, measures: Sequence[str]) -> list[tuple[str, str]]:
        """Strategies and measures, of these, that the seeds so far leave undecided."""
        return [
            (strategy, measure)
            for measure in measures
            for strategy, said in zip(self.strategies, self.verdicts[measure], strict=True)
            if said in OPEN
        ]

    def _adjusted_for_groups(self, rows: Rows) -> Rows:
        """The rows with p values, and what follows from them, adjusted for the number of groups of
        all groupings together."""
        together: dict[tuple[str, str], Rows] = {}
        for row in rows:
            together.setdefault((row["strategy"], row["outcome"]), []).append(row)
        for same in together.values():
            for start in ("", "beyond_"):
                adjusted = holm([row[f"{start}p_value"] for row in same])
                for row, value in zip(same, adjusted, strict=True):
                    row[f"{start}p_value_holm"] = value
                    open_ = value >= 1 - self.settings.taken_at
                    if row[f"{start}verdict"] in _SIGNS and open_:
                        row[f"{start}verdict"] = "undecided"
        return rows


def of_count(found: Paired) -> tuple[float, float]:
    """The interval of a mean of counts: what is below zero is left out of it, for a count cannot
    be there; it holds the true mean as often as before."""
    return max(found.low, 0.0) if found.low == found.low else found.low, found.high


_SIGNS = {"higher": 1, "lower": -1}


def good(verdict: Verdict, better: int) -> str:
    """Whether a settled difference is for the better or the worse; empty where that is open."""
    return {1: "better", -1: "worse"}.get(_SIGNS.get(verdict, 0) * better, "")


def _or_nan(value: int | None) -> float:
    return nan if value is None else float(value)
