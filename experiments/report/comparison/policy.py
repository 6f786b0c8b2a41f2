"""Policy: totals for the place, who pays in which year, and what fits into a budget."""

from __future__ import annotations

from typing import Any

from experiments.compare.payers import EVERYBODY, PAYERS
from experiments.report.comparison.findings import Findings, inside, interval_words, named
from experiments.report.parts import Cell, Point, Table, Value, heads
from experiments.words.numbers import amount, between, listed, percent
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

TOTALS = (CARE, ILLNESS, HEALTH, "cost")


class Policy:
    """What a ministry asks. ``there`` is false of results of an older version, which hold none."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told
        self.there = "place" in self.told
        self.currency = found.currency
        if year := self.told.get("price_year"):
            self.currency = f"{found.currency} of {year}"

    @property
    def place(self) -> str:
        """Whom totals are of."""
        return str(self.told["place"]["words"])

    def totals(self) -> Table:
        """Differences in all."""
        rows: list[list[Cell]] = []
        units: dict[str, str] = {}
        for name in self.found.names:
            cells: list[Cell] = [named(name)]
            for outcome in TOTALS:
                (row,) = self.data.rows("totals", strategy=name, outcome=outcome)
                units[outcome] = row["unit"]
                cells.append(_cell(row))
            rows.append(cells)
        return Table(
            f"Beyond doing nothing, in all: {self.place}, over {self.found.over}, not discounted",
            heads(
                "Strategy",
                *(
                    (f"{_title(self.told, outcome)} ({units[outcome]})", "number")
                    for outcome in TOTALS
                ),
            ),
            rows,
            note=f"Differences per adult times the adults ({self.told['place']['source']}); below "
            "each its interval. All other measures stand in totals.csv.",
            name="table-totals",
        )

    def budget_impact(self) -> Table:
        """Who pays how much more in which year."""
        payers = {name: self.told["payers"][name] for name in (*PAYERS, EVERYBODY)}
        rows = self.data.rows("budget_impact")
        years = sorted({row["year"] for row in rows})
        weeks = {row["year"]: row["weeks"] for row in rows}
        made: list[list[Cell]] = []
        for name in self.found.names:
            for payer, title in payers.items():
                told = self.data.rows("budget_impact", strategy=name, payer=payer)
                whole = sum(row["difference"] for row in told)
                made.append(
                    [
                        f"{named(name)}: {title}",
                        *(Value(_signed(row["difference"]), row["difference"]) for row in told),
                        Value(_signed(whole), whole),
                    ]
                )
        return Table(
            f"Budget impact, {self.currency}, beyond doing nothing: {self.place}, not discounted",
            heads(
                "Who pays",
                *(
                    (
                        f"Year {year}" + ("" if weeks[year] == 52 else f" ({weeks[year]} weeks)"),
                        "number",
                    )
                    for year in years
                ),
                ("In all", "number"),
            ),
            made,
            note="A plus sign is money spent beyond doing nothing. Who else may pay is not known "
            f"to the model: {listed(list(self.told['payers_unknown']))}. Intervals stand in "
            "budget_impact.csv.",
            name="table-budget-impact",
        )

    def budget(self) -> Table | None:
        """What fits into a budget, where there is one."""
        if self.told.get("budget") is None:
            return None
        rows: list[list[Cell]] = []
        for row in self.data.rows("budget"):
            fits = Value(
                str(row["standing"]),
                None,
                "the best of those that fit" if row["best_within"] == "yes" else "",
                {"fits": "good", "does not fit": "bad"}.get(row["standing"], ""),
            )
            rows.append(
                [
                    named(row["strategy"]),
                    Value(
                        amount(row["cost_of_dearest_year"]),
                        row["cost_of_dearest_year"],
                        between(row["low"], row["high"], sign=False),
                    ),
                    fits,
                    self._dose(row),
                ]
            )
        return Table(
            f"Within {amount(self.told['budget'])} {self.currency} a year for {self.place}",
            heads(
                "Strategy",
                ("Its dearest year costs whoever runs it", "number"),
                "Does it fit?",
                "How far its dose can go, were costs in proportion to it",
            ),
            rows,
            note="The best is that with the best mean in "
            f"“{_title(self.told, self.told['settled_outcomes'][0])}”; it is told with ten seeds "
            "or more. A dose that is worked out in proportion is a first guess: run it.",
            name="table-budget",
        )

    def _dose(self, row: Any) -> Cell:
        if row["dose_that_fits"] is None:
            return "costs nothing"
        share = percent(row["dose_that_fits"])
        if row["coverage"] is None:
            return Value(share, row["dose_that_fits"])
        cover = f"coverage {row['coverage']:.2g} to {row['coverage_that_fits']:.2g}"
        return Value(share, row["dose_that_fits"], cover)

    def point(self) -> Point:
        """The part of the summary on totals."""
        told = []
        for name in self.found.names:
            (care,) = self.data.rows("totals", strategy=name, outcome=CARE)
            if care["good"]:
                more = "more" if care["difference"] > 0 else "fewer"
                range_ = between(care["low"], care["high"])
                told.append(
                    f"{inside(name)} {amount(abs(care['difference']))} {more} people in care"
                    + (f" ({range_})" if range_ else "")
                )
        if not told:
            words = "For no strategy is it settled that it changes how many people begin care."
        else:
            words = f"Beyond doing nothing, where it is settled: {listed(told)}."
        return Point("How many in all", [f"Of {self.place}, over {self.found.over}. {words}"])

    def guideline(self) -> list[str]:
        """What is to be said of the guideline that was asked for."""
        return list(self.told.get("guideline") or ())


def _title(told: Any, outcome: str) -> str:
    title = str(told["outcomes"][outcome]["title"])
    return title.removesuffix(", not discounted")


def _cell(row: Any) -> Value:
    tone = {"better": "good", "worse": "bad"}.get(row["good"], "")
    interval = interval_words(row, write=_range)
    return Value(_signed(row["difference"]), row["difference"], interval, tone)


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{_signed(low)} to {_signed(high)}"


def _signed(value: float) -> str:
    """A number in all, to three figures that count, with its sign."""
    text = amount(value)
    return f"+{text}" if value > 0 and text.strip("0.,") else text
