"""Worth: what strategies cost for what they bring, in sentences and tables of a report."""

from __future__ import annotations

from typing import Any

from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.compare.words import NOT_ESTIMABLE, ratio_verdict
from experiments.measured.measures import MEASURES
from experiments.report.comparison.findings import Findings, inside, interval_words, named
from experiments.report.parts import Cell, Point, Table, Value, heads
from experiments.strategies.arms import NOTHING
from experiments.words.numbers import amount, between, listed, percent, plain, signed, there
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import ILLNESS

_EFFECTS = ("person_in_care", "week_avoided", "qaly")
_PRICES = {
    True: "Of which year prices are is told under what was compared.",
    False: "Of which year prices are, the authors do not tell.",
}


class Worth:
    """Costs and what they buy, from the one perspective of the page."""

    def __init__(self, found: Findings, *, prices: bool = False) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told
        self.currency = found.currency
        self.prices = prices

    @property
    def perspective(self) -> str:
        """Whose costs count, in words."""
        one = self.found.perspective
        return f"{one.title} ({one.words})"

    @property
    def _told(self) -> str:
        """What a heading of money says: whose, and how discounted."""
        return f"perspective {self.found.perspective.title}, {self.found.discounted}"

    def ratios(self) -> Table:
        """Cost for each additional person in care, week avoided and QALY; and the frontier."""
        rows: list[list[Cell]] = []
        for name in self.found.names:
            cost = self.found.difference(name, self.found.cost)
            rows.append(
                [
                    named(name),
                    Value(signed(cost["difference"]), cost["difference"], interval_words(cost)),
                    *(self._ratio(self.found.ratio(name, effect)) for effect in _EFFECTS),
                    self._standing(name),
                ]
            )
        return Table(
            f"What it costs for what it brings: {self._told}",
            heads(
                "Strategy",
                (f"Extra cost, {self.currency} per adult", "number"),
                (f"{self.currency} for each additional person who began care", "number"),
                (f"{self.currency} for each week of illness avoided", "number"),
                (f"{self.currency} for each QALY gained", "number"),
                "On the efficiency frontier (QALYs), by the means?",
            ),
            rows,
            note="Costs and effects are both discounted, so that a price is not quite the cost "
            "divided by the people or weeks of the tables above, which are counted. Below each "
            "number its interval, which stands for itself. "
            f"“{NOT_ESTIMABLE[:1].upper()}{NOT_ESTIMABLE[1:]}"
            "”: a cost for each one of something that may not be "
            "there means nothing. A QALY is a year of life in full health. On the frontier are the "
            "options that no other option, and no mix of two others, beats in both cost and "
            "health; it is drawn through the means, and the probability below tells how far "
            + ("doubt about numbers" if self.found.over_draws else "Monte Carlo error alone")
            + " leaves that open.",
            name="table-worth",
        )

    def _ratio(self, row: Any) -> Cell:
        if there(row["cost_per_gain"]):
            text = amount(row["cost_per_gain"])
            interval = interval_words(row, write=_amounts)
            word = "" if row["verdict"] == "costs and helps" else str(row["verdict"])
            note = "; ".join(part for part in (interval, word) if part)
            return Value(text, row["cost_per_gain"], note)
        return ratio_verdict(row) or "\N{EN DASH}"

    def _standing(self, name: str) -> Cell:
        if self.found.few:
            return f"not told from fewer than {FEW_SEEDS} seeds"
        place = self.data.rows("frontier", effect="qaly", strategy=name)[0]
        if place["standing"] == "on the frontier":
            words = "yes: the cheapest"
            if there(place["icer"]):
                words = f"yes, beyond {inside(place['beside'])}"
        else:
            by = " and ".join(inside(one) for one in str(place["dominated_by"]).split(" and "))
            mix = "a mix of " if place["standing"] == "extendedly dominated" else ""
            words = f"no: {mix}{by} brings more for the money"
        if self.found.over_draws:
            note = f"on it in {percent(place['probability_on_frontier'])} of the towns"
        else:
            chance = place["monte_carlo_probability_on_frontier"]
            note = f"Monte Carlo probability of being on it: {percent(chance)}"
            note = note if there(chance) else ""
        return Value(words, None, note)

    def frontier(self) -> Table:
        """The options on the frontier, from the cheapest on."""
        rows = [
            row
            for row in self.data.rows("frontier", effect="qaly")
            if row["standing"] == "on the frontier"
        ]
        return Table(
            f"The efficiency frontier through the means, the cheapest option first: {self._told}",
            heads(
                "Option",
                (f"Extra cost, {self.currency} per adult", "number"),
                ("QALYs gained per 1,000 adults", "number"),
                (f"{self.currency} for each further QALY", "number"),
                "Beyond",
            ),
            [
                [
                    named(row["strategy"]).capitalize()
                    if row["strategy"] == NOTHING
                    else named(row["strategy"]),
                    Value(signed(row["cost"]), row["cost"]),
                    Value(signed(1000 * row["gain"]), row["gain"]),
                    self._further(row),
                    inside(row["beside"]) if row["beside"] else "\N{EN DASH}",
                ]
                for row in sorted(rows, key=lambda row: (row["cost"], row["gain"]))
            ],
            name="table-frontier",
        )

    def _further(self, row: Any) -> Cell:
        """What each further QALY costs, with its interval."""
        if not row["beside"]:
            return "\N{EN DASH}"
        if not there(row["icer_low"]):
            return NOT_ESTIMABLE
        return Value(
            amount(row["icer"]),
            row["icer"],
            f"{amount(row['icer_low'])} to {amount(row['icer_high'])}",
        )

    def money(self) -> Table:
        """Where money goes: the parts of the costs that count, and their sum."""
        one = self.found.perspective
        kinds = [
            name
            for name in (*one.parts, one.total, *one.beside)
            if f"{name}{DISCOUNTED}" in one.measures
        ]
        rows: list[list[Cell]] = []
        for name in self.found.names:
            row: list[Cell] = [named(name)]
            for kind in kinds:
                told = self.data.rows("costs", strategy=name, perspective=one.name, what=kind)[0]
                row.append(
                    Value(
                        signed(told["difference"]),
                        told["difference"],
                        interval_words(told),
                    )
                )
            rows.append(row)
        return Table(
            f"Where the money goes, {self.currency} per adult beyond doing nothing: {self._told}",
            heads("Strategy", *((self._part(kind), "number") for kind in kinds)),
            rows,
            note=str(self.told["notes"]["costs"]),
            name="table-money",
        )

    def _part(self, kind: str) -> str:
        one = self.found.perspective
        title = MEASURES[kind].plain_title
        if kind == one.total:
            return "All of it"
        return f"{title} (within services)" if kind in one.beside else title

    def net_benefit(self) -> Table:
        """Net benefit at the amounts that were asked for."""
        amounts = self.told["willingness_to_pay"]
        rows: list[list[Cell]] = []
        for name in self.found.names:
            row: list[Cell] = [named(name)]
            for worth in amounts:
                one = self.data.rows("net_benefit", strategy=name, willingness_to_pay=worth)[0]
                parts = (interval_words(one), str(one["verdict"]))
                tone = {"worth it": "good", "not worth it": "bad"}.get(one["verdict"], "")
                row.append(
                    Value(
                        signed(one["net_benefit"]),
                        one["net_benefit"],
                        "; ".join(part for part in parts if part),
                        tone,
                    )
                )
            rows.append(row)
        return Table(
            f"Net benefit, {self.currency} per adult, what the health is worth less what it costs: "
            f"{self._told}",
            heads(
                "Strategy", *((f"A QALY worth {plain(worth, 0)}", "number") for worth in amounts)
            ),
            rows,
            note="Below each number its interval, which stands for itself, and what it says.",
            name="table-benefit",
        )

    def acceptability(self) -> Table:
        """How far Monte Carlo error leaves the best option open, at the amounts asked for."""
        amounts = self.told["willingness_to_pay"]
        rows: list[list[Cell]] = []
        for name in (NOTHING, *self.found.names):
            row: list[Cell] = ["Doing nothing" if name == NOTHING else named(name)]
            for worth in amounts:
                one = self.data.rows("acceptability", strategy=name, willingness_to_pay=worth)
                told = one and not self.found.few
                chance = one[0]["monte_carlo_probability_best"] if told else None
                row.append(Value(percent(chance), chance))
            rows.append(row)
        return Table(
            "Monte Carlo error in the best option: the probability that its mean net benefit is "
            f"the highest, by chance of seeds alone ({self._told})",
            heads(
                "Option",
                *((f"{plain(worth, 0)} {self.currency} for a QALY", "number") for worth in amounts),
            ),
            rows,
            note="This is no doubt about the model's numbers, and no probability that an option is "
            "the best buy for a town: more seeds drive it to 0 or 1.",
            name="table-acceptability",
        )

    def point(self) -> Point:
        """The part of the summary on money."""
        found = self.found
        sentences = [
            f"Perspective: {self.perspective}. Costs are in {self.currency} for each adult of the "
            f"town over {found.over}, {found.discounted}. {_PRICES[self.prices]}"
        ]
        if found.seeds < 2:
            return Point("What it costs", [*sentences, "One seed tells no interval of a cost."])
        costs = [
            f"{inside(name)} {signed(row['cost'])} ({between(row['cost_low'], row['cost_high'])})"
            for name in found.names
            for row in [found.ratio(name, "qaly")]
        ]
        sentences.append(
            f"Beyond doing nothing, with {found.confidence} intervals"
            f"{' of luck and numbers' if found.over_draws else ''}: {listed(costs)}."
        )
        weeks = []
        for name in found.better(ILLNESS):
            row = found.ratio(name, "week_avoided")
            if row["verdict"] == "saves and helps":
                weeks.append(f"{inside(name)} saves money as well")
            elif there(row["low"]) and there(row["high"]):
                weeks.append(
                    f"{inside(name)} {amount(row['cost_per_gain'])} {self.currency} "
                    f"({amount(row['low'])} to {amount(row['high'])})"
                )
        if weeks:
            sentences.append(
                f"For each week of illness avoided, where it is settled that illness is avoided: "
                f"{listed(weeks)}."
            )
        return Point("What it costs", sentences)


def _amounts(low: float | None, high: float | None) -> str:
    return f"{amount(low)} to {amount(high)}" if there(low) and there(high) else ""
