"""Worth: what strategies cost for what they bring, in sentences and tables of a report."""

from __future__ import annotations

from typing import Any

from experiments.compare.arms import NOTHING
from experiments.report.findings import Findings, inside, named
from experiments.report.numbers import amount, between, listed, percent, plain, signed, there
from experiments.report.parts import Cell, Point, Table, Value, heads

_EFFECTS = ("person_in_care", "week_avoided", "qaly")
_MONEY = {
    "services": "Services", "strategies": "Strategies, subsidies apart", "cost": "Both together",
    "subsidies": "Subsidies (within services)", "payments": "Paid by patients (within services)",
}  # fmt: skip


class Worth:
    """Costs and what they buy."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told
        self.currency = found.currency

    @property
    def perspective(self) -> str:
        """Whose costs count, in words."""
        return str(self.told["perspectives"][self.told["perspective"]])

    def ratios(self) -> Table:
        """Cost for each additional person in care, week avoided and QALY; and the frontier."""
        rows: list[list[Cell]] = []
        for name in self.found.names:
            cost = self.found.ratio(name, "qaly")
            rows.append(
                [
                    named(name),
                    Value(signed(cost["cost"]), cost["cost"],
                          between(cost["cost_low"], cost["cost_high"])),
                    *(self._ratio(self.found.ratio(name, effect)) for effect in _EFFECTS),
                    self._standing(name),
                ]
            )  # fmt: skip
        return Table(
            f"What it costs for what it brings: {self.perspective}, discounted at "
            f"{100 * self.told['discount_rate']:g} % a year",
            heads(
                "Strategy", (f"Extra cost, {self.currency} per adult", "number"),
                (f"{self.currency} for each additional person who began care", "number"),
                (f"{self.currency} for each week of illness avoided", "number"),
                (f"{self.currency} for each QALY gained", "number"),
                "On the efficiency frontier (QALYs)?",
            ),
            rows,
            note="A QALY is a year of life in full health. On the frontier are the options that no "
            "other option, and no mix of two others, beats in both cost and health. "
            "\N{LEFT DOUBLE QUOTATION MARK}Not determinable\N{RIGHT DOUBLE QUOTATION MARK}: the "
            "effect cannot be told from chance, so a cost for each one of it means nothing.",
            name="table-worth",
        )  # fmt: skip

    def _ratio(self, row: Any) -> Cell:
        if there(row["cost_per_gain"]):
            text = amount(row["cost_per_gain"])
            interval = (
                f"{amount(row['low'])} to {amount(row['high'])}"
                if there(row["low"]) and there(row["high"])
                else ""
            )
            word = "" if row["verdict"] == "costs and helps" else str(row["verdict"])
            note = "; ".join(part for part in (interval, word) if part)
            return Value(text, row["cost_per_gain"], note)
        return str(row["verdict"]) or "\N{EN DASH}"

    def _standing(self, name: str) -> Cell:
        place = self.data.rows("frontier", effect="qaly", strategy=name)[0]
        if place["standing"] == "on the frontier":
            words = "yes: the cheapest"
            if there(place["icer"]):
                words = (
                    f"yes: {amount(place['icer'])} {self.currency} per QALY beyond "
                    f"{inside(place['beside'])}"
                )
        else:
            by = " and ".join(inside(one) for one in str(place["dominated_by"]).split(" and "))
            mix = "a mix of " if place["standing"] == "extendedly dominated" else ""
            words = f"no: {mix}{by} brings more for the money"
        chance = place["probability_on_frontier"]
        return Value(words, None, f"chance of being on it: {percent(chance)}"
                     if there(chance) else "")  # fmt: skip

    def frontier(self) -> Table:
        """The options on the frontier, from the cheapest on."""
        rows = [
            row for row in self.data.rows("frontier", effect="qaly")
            if row["standing"] == "on the frontier"
        ]  # fmt: skip
        return Table(
            "The efficiency frontier: options worth to choose between, the cheapest first",
            heads(
                "Option", (f"Extra cost, {self.currency} per adult", "number"),
                ("QALYs gained per 1,000 adults", "number"),
                (f"{self.currency} for each further QALY", "number"), "Beyond",
            ),
            [
                [
                    named(row["strategy"]).capitalize() if row["strategy"] == NOTHING
                    else named(row["strategy"]),
                    Value(plain(row["cost"]), row["cost"]),
                    Value(plain(1000 * row["gain"]), row["gain"]),
                    Value(amount(row["icer"]), row["icer"]),
                    inside(row["beside"]) if row["beside"] else "\N{EN DASH}",
                ]
                for row in sorted(rows, key=lambda row: (row["cost"], row["gain"]))
            ],
            name="table-frontier",
        )  # fmt: skip

    def money(self) -> Table:
        """Where money goes, and who pays."""
        kinds = list(_MONEY)
        rows: list[list[Cell]] = []
        for name in self.found.names:
            row: list[Cell] = [named(name)]
            for kind in kinds:
                one = self.data.rows("costs", strategy=name, what=kind)[0]
                row.append(Value(signed(one["difference"]), one["difference"],
                                 between(one["low"], one["high"])))  # fmt: skip
            rows.append(row)
        return Table(
            f"Where the money goes: {self.currency} per adult beyond doing nothing, discounted",
            heads("Strategy", *((_MONEY[kind], "number") for kind in kinds)),
            rows,
            note=str(self.told["notes"]["costs"]),
            name="table-money",
        )

    def perspectives(self) -> Table:
        """The cost of a QALY, by who counts."""
        kinds = self.told["perspectives"]
        return Table(
            f"{self.currency} for each QALY gained, by whose costs count",
            heads("Strategy", *((words[0].upper() + words[1:], "number")
                                for words in kinds.values())),
            [
                [named(name), *(self._ratio(self.found.ratio(name, "qaly", kind))
                                for kind in kinds)]
                for name in self.found.names
            ],
            name="table-perspectives",
        )  # fmt: skip

    def net_benefit(self) -> Table:
        """Net benefit at the amounts that were asked for."""
        amounts = self.told["willingness_to_pay"]
        rows: list[list[Cell]] = []
        for name in self.found.names:
            row: list[Cell] = [named(name)]
            for worth in amounts:
                one = self.data.rows("net_benefit", strategy=name, willingness_to_pay=worth)[0]
                parts = (between(one["low"], one["high"]), str(one["verdict"]))
                tone = {"worth it": "good", "not worth it": "bad"}.get(one["verdict"], "")
                row.append(Value(signed(one["net_benefit"]), one["net_benefit"],
                                 "; ".join(part for part in parts if part), tone))  # fmt: skip
            rows.append(row)
        return Table(
            f"Net benefit, {self.currency} per adult: what the health is worth less what it costs",
            heads("Strategy", *((f"A QALY worth {plain(worth, 0)}", "number")
                                for worth in amounts)),
            rows,
            name="table-benefit",
        )  # fmt: skip

    def best_buys(self) -> list[tuple[float, str, float]]:
        """For each amount that was asked for: the best option in the mean, and how surely."""
        return [
            (float(row["willingness_to_pay"]), str(row["strategy"]),
             float(row["probability_best"]))
            for worth in self.told["willingness_to_pay"]
            for row in self.data.rows("acceptability", willingness_to_pay=worth,
                                      best_in_the_mean="yes")[:1]
        ]  # fmt: skip

    def acceptability(self) -> Table:
        """How likely each option is the best buy, at the amounts that were asked for."""
        amounts = self.told["willingness_to_pay"]
        rows: list[list[Cell]] = []
        for name in (NOTHING, *self.found.names):
            row: list[Cell] = ["Doing nothing" if name == NOTHING else named(name)]
            for worth in amounts:
                one = self.data.rows("acceptability", strategy=name, willingness_to_pay=worth)
                chance = one[0]["probability_best"] if one else None
                row.append(Value(percent(chance), chance))
            rows.append(row)
        return Table(
            "The chance that an option is the best buy, as far as the luck of seeds goes",
            heads("Option", *((f"{plain(worth, 0)} {self.currency} for a QALY", "number")
                              for worth in amounts)),
            rows,
            name="table-acceptability",
        )  # fmt: skip

    def point(self) -> Point:
        """The part of the summary on money."""
        found = self.found
        costs = {name: found.ratio(name, "qaly")["cost"] for name in found.names}
        dear, cheap = max(costs, key=lambda n: costs[n]), min(costs, key=lambda n: costs[n])
        sentences = []
        if len(costs) > 1:
            sentences.append(
                f"Over {found.over} the strategies cost from {_costs(costs[cheap])} to "
                f"{_costs(costs[dear])} {self.currency} for each adult of the town "
                f"({inside(cheap)}, {inside(dear)})."
            )
        ratios = {name: found.ratio(name, "week_avoided")["cost_per_gain"] for name in found.names}
        known = {name: value for name, value in ratios.items() if there(value)
                 and found.difference(name, "weeks_ill")["good"] == "better"}  # fmt: skip
        if known:
            least = min(known, key=lambda name: known[name])
            saves = known[least] < 0
            sentences.append(
                f"{named(least)} avoids illness most cheaply: "
                + ("it saves more than it costs." if saves else
                   f"{amount(known[least])} {self.currency} for each week of illness.")
            )  # fmt: skip
        buys: dict[str, list[tuple[float, float]]] = {}
        for worth, name, chance in self.best_buys():
            buys.setdefault(name, []).append((worth, chance))
        for name, pairs in buys.items():
            amounts = listed([plain(worth, 0) for worth, _ in pairs], "or")
            chances = sorted({percent(chance) for _, chance in pairs})
            sentences.append(
                f"For somebody to whom a year of full health is worth {amounts} {self.currency}, "
                f"the best buy is {'to do nothing' if name == NOTHING else inside(name)} (chance "
                f"{' to '.join(dict.fromkeys((chances[0], chances[-1])))}, as far as luck goes)."
            )
        return Point("What it costs", sentences or ["There is too little to tell of money."])


def _costs(value: float) -> str:
    return f"{plain(value)} (a saving)" if value < 0 else plain(value)
