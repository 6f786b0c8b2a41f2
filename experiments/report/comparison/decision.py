"""Decision: what doubt about numbers means for the choice, in tables and figures of a report."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from experiments.report.comparison.doubt import Doubt
from experiments.report.parts import Cell, Table, Value, heads
from experiments.words.numbers import general, money, percent, plain, rounded, signed

_MOST_NUMBERS = 15
"""Numbers that a table of the page names; the files hold all."""


class Decision:
    """Best buys, expected loss, and what it is worth to know more; ``there`` over draws only."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        self.found = doubt.found
        self.data = doubt.data
        self.currency = doubt.found.currency
        self.there = doubt.there and self.data.has("decision")

    @property
    def information(self) -> bool:
        """Whether it was worked out what numbers are worth to know."""
        return self.there and self.data.has("information")

    @cached_property
    def place(self) -> str:
        """Whom totals are for."""
        return f"{self.found.told['place']['words']}, over {self.found.over}"

    def options(self) -> Table:
        """How often each option is the best buy at each amount, and what choosing it loses."""
        rows: list[list[Cell]] = []
        for name in ("nothing", *self.found.names):
            row: list[Cell] = [self.doubt.place(name)]
            for amount in self.doubt.amounts:
                (one,) = (r for r in self.doubt.decision_at(amount) if r["strategy"] == name)
                best = "; the best in the mean" if one["best_in_the_mean"] == "yes" else ""
                row += [
                    Value(
                        percent(one["probability_best"]),
                        one["probability_best"],
                        f"{_error(one['probability_best_error'])}{best}",
                        "good" if best else "",
                    ),
                    Value(
                        money(one["expected_loss_place"], self.currency),
                        one["expected_loss_place"],
                    ),
                ]
            rows.append(row)
        names = []
        for amount in self.doubt.amounts:
            at = self.doubt.money(amount)
            names += [
                (f"Best buy at {at}: share of towns", "number"),
                (f"Expected loss at {at}", "number"),
            ]
        return Table(
            f"The decision under doubt: {self.doubt.draws:,} {self.doubt.towns}",
            heads("Option", *names),
            rows,
            note="Best buy: the highest net benefit, the luck of seeds taken out. Expected loss: "
            "what is lost in the mean by choosing the option rather than the one that is best in "
            f"each town, for {self.place}; the smallest is that of the best option in the mean, "
            "and is what it would be worth to know all numbers (expected value of perfect "
            "information). ± is the standard error that so many draws leave.",
            name="table-decision",
        )

    def worth_knowing(self) -> Table:
        """What it would be worth to know groups of numbers, and single ones."""
        told = [
            *self.data.rows("information", kind="group"),
            *self.data.rows("information", kind="number")[:_MOST_NUMBERS],
        ]
        more = len(self.data.rows("information", kind="number")) - _MOST_NUMBERS
        rows: list[list[Cell]] = []
        for row in told:
            sure = row["more_than_chance"] == "yes"
            name = str(row["name"])
            words = f"{name} ({general(row['numbers'])} numbers)" if row["kind"] == "group" else ""
            rows.append(
                [
                    words or self.doubt.number(name),
                    Value(
                        money(row["evppi_place"], self.currency),
                        row["evppi_place"],
                        f"± {money(row['standard_error_place'], self.currency)}",
                        "good" if sure else "",
                    ),
                    "yes" if sure else "no: chance may bring as much",
                ]
            )
        return Table(
            f"What knowing it exactly would be worth to {self.place}, at "
            f"{self.doubt.money(self.doubt.amount)}",
            heads("Numbers", ("Worth", "number"), "More than chance?"),
            rows,
            note="Expected value of perfect information about some numbers (EVPPI): by how much "
            "the choice would be better, were they known. It is estimated by regression over "
            "draws; ± is its standard error."
            + (f" {more:,} further numbers stand in information.csv." if more > 0 else ""),
            name="table-information",
        )

    def tornado(self) -> Table:
        """By how much the best option leads at both ends of each number."""
        bars = self.data.rows("tornado")[:_MOST_NUMBERS]
        first = bars[0]
        best, second = (self.doubt.place(str(first[one])) for one in ("best", "next"))
        rows: list[list[Cell]] = [
            [
                self.doubt.number(str(row["name"])),
                *(
                    Value(
                        _money_signed(row[f"lead_at_{end}_place"], self.currency),
                        row[f"lead_at_{end}_place"],
                        f"at {rounded(row[f'percentile_{end}'])}",
                        "bad" if row[f"lead_at_{end}_place"] < 0.0 else "",
                    )
                    for end in (5, 95)
                ),
            ]
            for row in bars
        ]
        return Table(
            f"By how much {best} leads over {second} when one number goes from its 5th to its 95th "
            f"percentile: {self.place}, at {self.doubt.money(self.doubt.amount)}",
            heads("Number", ("At its 5th percentile", "number"), ("At its 95th", "number")),
            rows,
            note="All other numbers are as likely as they are. In the mean it leads by "
            f"{money(first['lead_in_the_mean_place'], self.currency)}. Below zero the other option "
            "is the better one.",
            name="table-tornado",
        )

    def thresholds(self) -> Table | None:
        """Values at which the best option changes; nothing where there is none."""
        told = self.data.rows("thresholds") if self.data.has("thresholds") else []
        if not told:
            return None
        rows: list[list[Cell]] = [
            [
                self.doubt.number(str(row["name"])),
                Value(
                    rounded(row["at"]),
                    row["at"],
                    f"± {plain(row['standard_error'])}",
                ),
                self.doubt.place(str(row["best_below"])),
                self.doubt.place(str(row["best_above"])),
                Value(percent(row["share_of_draws_beyond"]), row["share_of_draws_beyond"]),
                "yes" if row["supported"] == "yes" else "no: too few draws to be sure of it",
            ]
            for row in told
        ]
        return Table(
            "Where, along one number, another option becomes the best buy, at "
            f"{self.doubt.money(self.doubt.amount)}",
            heads(
                "Number",
                ("At", "number"),
                "Best below it",
                "Best above it",
                ("Share of towns on the other side", "number"),
                "Supported?",
            ),
            rows,
            name="table-thresholds",
        )

    def studies(self) -> Table | None:
        """What studies would be worth, where any were asked about."""
        if not self.data.has("samples"):
            return None
        rows: list[list[Cell]] = [
            [
                str(row["title"]),
                Value(f"{row['persons']:,}", row["persons"]),
                Value(money(row["evsi_place"], self.currency), row["evsi_place"]),
                _or_dash(row["cost"], self.currency),
                _or_dash(row["net_gain"], self.currency),
            ]
            for row in self.data.rows("samples")
        ]
        return Table(
            f"What studies would be worth to {self.place} before they are made (EVSI)",
            heads(
                "Study",
                ("Persons", "number"),
                ("Worth", "number"),
                ("Cost", "number"),
                ("Net gain", "number"),
            ),
            rows,
            name="table-studies",
        )


def _or_dash(value: float | None, currency: str) -> Cell:
    return "\N{EN DASH}" if value is None else Value(money(value, currency), value)


def _money_signed(value: float, currency: str) -> str:
    text = money(value, currency)
    return f"+{text}" if value > 0.0 else text


def _error(share: Any) -> str:
    return "" if share is None else f"± {signed(100.0 * share).removeprefix('+')} points"
