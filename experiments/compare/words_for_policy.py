"""What a comparison says at the end to who has to find the money: totals, years, a budget."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from experiments.compare.budget import FITS
from experiments.compare.for_policy import guideline_notes, tables_for_policy, whole
from experiments.compare.payers import EVERYBODY, PAYERS, UNKNOWN
from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.strategies.arms import arm_words
from experiments.words.wording import lowered
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

if TYPE_CHECKING:
    from experiments.compare.analysis import Rows
    from experiments.compare.question import Comparison, Found

TOTALS = (CARE, ILLNESS, HEALTH, "cost")


def closing_for_policy(asked: Comparison, found: Found) -> list[object]:
    """Tables and sentences."""
    told = tables_for_policy(asked, found)
    parts = [_totals(asked, found, told["totals"]), _years(asked, found, told["budget_impact"])]
    if "budget" in told:
        parts.append(_budget(asked, found, told["budget"]))
    lines = [f"Who else may pay is not known to the model: {'; '.join(UNKNOWN)}."]
    if asked.scenario.costs.price_year is None:
        lines.append("Of which year prices are, the world does not say (costs.price_year).")
    return [*parts, "\n".join([*lines, *guideline_notes(asked)]) + "\n"]


def _totals(asked: Comparison, found: Found, rows: Rows) -> object:
    from experiments.terminal.tables import table

    adults = whole(asked, found)
    measures = found.analysis.data.measures
    by = {(row["strategy"], row["outcome"]): row for row in rows}
    return table(
        [
            "In all",
            *(
                (f"{measures[name].plain_title} ({by_unit(rows, name)})", "right")
                for name in TOTALS
            ),
        ],
        [
            [arm_words(strategy), *(_with_range(by[strategy, name]) for name in TOTALS)]
            for strategy in found.analysis.strategies
        ],
        title=f"Beyond doing nothing, for {adults.words} over the whole time, not discounted "
        f"({adults.told_source})",
        wrap=True,
    )


def by_unit(rows: Rows, outcome: str) -> str:
    """The unit of the totals of an outcome."""
    return str(next(row["unit"] for row in rows if row["outcome"] == outcome))


def _years(asked: Comparison, found: Found, rows: Rows) -> object:
    from experiments.terminal.tables import table

    costs = asked.scenario.costs
    years = list(dict.fromkeys(row["year"] for row in rows))
    of_year = "" if costs.price_year is None else f" of {costs.price_year}"
    made = []
    for strategy in found.analysis.strategies:
        for payer in (*PAYERS, EVERYBODY):
            told = [row for row in rows if (row["strategy"], row["payer"]) == (strategy, payer)]
            title = "all together" if payer == EVERYBODY else PAYERS[payer].title
            made.append(
                [
                    arm_words(strategy) if payer == next(iter(PAYERS)) else "",
                    title,
                    *(_amount(row["difference"]) for row in told),
                    _amount(sum(row["difference"] for row in told)),
                ]
            )
    return table(
        [
            "Who pays",
            "",
            *((f"year {year}", "right") for year in years),
            ("in all", "right"),
        ],
        made,
        title=f"Budget impact in {costs.currency}{of_year}, for {whole(asked, found).words}, "
        "not discounted",
        wrap=True,
    )


def _budget(asked: Comparison, found: Found, rows: Rows) -> object:
    from experiments.terminal.tables import table

    currency = asked.scenario.costs.currency
    title = lowered(found.analysis.data.measures[asked.outcomes[0]].plain_title)
    enough = not found.analysis.few
    return table(
        [
            f"Within {asked.budget:,.0f} {currency} a year",
            ("dearest year costs", "right"),
            "does it fit",
            ("how far its dose can go, were costs in proportion to it", "right"),
            (f"{title}, in all", "right"),
            "",
        ],
        [
            [
                arm_words(row["strategy"]),
                f"{row['cost_of_dearest_year']:,.0f} (year {row['dearest_year']})",
                str(row["standing"]),
                _dose(row),
                _amount(row["gain"]),
                "best within it" if row["best_within"] == "yes" else "",
            ]
            for row in rows
        ],
        title="Cost to whoever runs the strategies, subsidies included"
        + ("" if enough else f"; not ranked with fewer than {FEW_SEEDS} seeds"),
        wrap=True,
    )


def _dose(row: Mapping[str, Any]) -> str:
    if isnan(row["dose_that_fits"]):
        return "costs nothing"
    if row["standing"] == FITS and row["dose_that_fits"] >= 1.0:
        times = f"{row['dose_that_fits']:,.1f} times"
    else:
        times = f"{100 * row['dose_that_fits']:.0f} % of it"
    if isnan(row["coverage"]):
        return times
    return f"{times} (coverage {row['coverage']:.2g} to {row['coverage_that_fits']:.2g})"


def _with_range(row: Mapping[str, Any]) -> str:
    if isnan(row["low"]):
        return _amount(row["difference"])
    return f"{_amount(row['difference'])} [{_amount(row['low'])}, {_amount(row['high'])}]"


def _amount(value: float) -> str:
    """A number in all, to three figures that count."""
    size = abs(value)
    if size < 100:
        return f"{value:+,.1f}"
    digits = max(len(f"{size:.0f}") - 3, 0)
    return f"{round(value, -digits):+,.0f}"
