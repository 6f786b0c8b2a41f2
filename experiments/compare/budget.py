"""Budget: what strategies cost each payer year by year, and which fit into a yearly budget.

Budget impact is told of the whole place, year by year and not discounted, as those who have to find
the money need it (Sullivan et al. 2014, ISPOR's principles of good practice for budget impact
analysis).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.analysis import Analysis, Rows
from experiments.compare.payers import EVERYBODY, PAYERS, weeks_of_years
from experiments.compare.place import Whole
from experiments.compare.statistics.paired import Paired
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from experiments.strategies.arms import Arm

PROGRAMME = "programme"
"""The payer whose budget it is."""
FITS, NOT, OPEN = "fits", "does not fit", "undecided"


def budget_impact(
    analysis: Analysis, whole: Whole, weeks: int, inflation: float | None = None
) -> Rows:
    """A row for each strategy, year and payer, all payers together last: the difference in what is
    spent in the whole place, and per adult.

    ``in_money_of_the_year`` has prices risen with ``inflation`` since the first year; it is empty
    where the world says none.
    """
    rows: Rows = []
    for arm, strategy in enumerate(analysis.strategies, 1):
        for year, length in enumerate(weeks_of_years(weeks)):
            risen = nan if inflation is None else (1.0 + inflation) ** year
            for payer in (*PAYERS, EVERYBODY):
                one = _of_year(analysis, payer, arm, year)
                rows.append(
                    {
                        "strategy": strategy,
                        "year": year + 1,
                        "weeks": length,
                        "payer": payer,
                        "without": whole.adults * one.without,
                        "with": whole.adults * one.with_,
                        "difference": whole.adults * one.difference,
                        "low": whole.adults * one.low,
                        "high": whole.adults * one.high,
                        **{
                            name: value
                            if name.startswith(("share", "prob"))
                            else whole.adults * value
                            for name, value in analysis.further(one).items()
                        },
                        "per_adult": one.difference,
                        "in_money_of_the_year": whole.adults * one.difference * risen,
                    }
                )
    return rows


def _of_year(analysis: Analysis, payer: str, arm: int, year: int) -> Paired:
    values = analysis.data.years[payer]
    return analysis.pair(values[0, :, year], values[arm, :, year])


def within(
    analysis: Analysis,
    whole: Whole,
    weeks: int,
    budget: float,
    arms: Mapping[str, Arm],
    outcome: str,
) -> Rows:
    """A row for each strategy: what its dearest year costs whoever runs it, and whether that fits.

    A part of a year counts at what a whole one like it would cost. ``dose_that_fits`` is how much
    of its dose a strategy could have, were all of its costs in proportion to the dose:
    the coverage that fits, where there is one strategy with a coverage. ``best_within`` marks, of
    those that fit, the one with the best mean in ``outcome``, where there are seeds enough to rank.
    """
    rows: Rows = []
    grown = at_whole_years(np.ones(len(weeks_of_years(weeks))), weeks).tolist()
    for arm, strategy in enumerate(analysis.strategies, 1):
        years = [_of_year(analysis, PROGRAMME, arm, year) for year in range(len(grown))]
        cost = [whole.adults * one.difference * up for one, up in zip(years, grown, strict=True)]
        dearest = int(np.argmax(cost))
        one, up = years[dearest], whole.adults * grown[dearest]
        low, high = up * one.low, up * one.high
        scale = budget / cost[dearest] if cost[dearest] > 0.0 else nan
        coverage = _coverage(arms[strategy])
        rows.append(
            {
                "strategy": strategy,
                "budget": float(budget),
                "mean_year": float(np.mean(cost)),
                "dearest_year": dearest + 1,
                "cost_of_dearest_year": cost[dearest],
                "low": low,
                "high": high,
                "standing": _standing(cost[dearest], low, high, budget),
                "share_of_budget": cost[dearest] / budget if budget else nan,
                "dose_that_fits": scale,
                "coverage": coverage,
                "coverage_that_fits": min(coverage * scale, 1.0) if scale == scale else nan,
                "outcome": outcome,
                "gain": whole.adults * analysis.found[outcome][arm - 1].difference,
                "best_within": "no",
            }
        )
    _mark_best(rows, analysis, outcome)
    return rows


def at_whole_years(by_year: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    """What each year costs (the last axis), a part of a year at what a whole one like it would."""
    return np.asarray(by_year * (YEAR / np.array(weeks_of_years(weeks))))


def _standing(mean: float, low: float, high: float, budget: float) -> str:
    if isnan(low):
        return FITS if mean <= budget else NOT
    return FITS if high <= budget else NOT if low > budget else OPEN


def _coverage(arm: Arm) -> float:
    """The coverage of an arm of one strategy; NaN of others."""
    return arm.strategies[0].coverage if len(arm.strategies) == 1 else nan


def _mark_best(rows: Sequence[dict[str, Any]], analysis: Analysis, outcome: str) -> None:
    better = analysis.data.measures[outcome].better
    inside = [row for row in rows if row["standing"] == FITS and better * row["gain"] > 0.0]
    if inside and better and not analysis.few:
        max(inside, key=lambda row: better * row["gain"])["best_within"] = "yes"
