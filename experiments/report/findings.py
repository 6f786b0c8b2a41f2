"""Findings: what a comparison says, in sentences and tables, from the files that it wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.compare.arms import NOTHING, arm_words
from experiments.figures.comparison_data import ComparisonData
from experiments.report.numbers import (
    amount,
    between,
    counted,
    duration,
    listed,
    percent,
    plain,
    signed,
    there,
    times_of,
    unit_words,
)
from experiments.report.parts import Cell, Point, Table, Value, heads

MAIN = ("began_care", "weeks_ill", "qaly_lost")
"""What most ask for first: care, illness, health."""
_MONEY = ("cost", "services", "strategies")
Row = Mapping[str, Any]


def named(strategy: str) -> str:
    """A strategy as a sentence names it."""
    return "doing nothing" if strategy == NOTHING else arm_words(strategy)


def inside(strategy: str) -> str:
    """A strategy as the inside of a sentence names it."""
    words = named(strategy.strip())
    return words if words.startswith("LEAP") else words[:1].lower() + words[1:]


def shown(row: Row, part: str, unit: str, sign: int = 1) -> float | None:
    """A part of a row in the unit in which it is shown."""
    value = row[part]
    return None if value is None else sign * times_of(unit) * float(value)


def difference_cell(row: Row, sign: int = 1) -> Value:
    """A difference with its interval and verdict; ``sign`` -1 turns a loss into a gain."""
    low, high = ("low", "high") if sign > 0 else ("high", "low")
    unit = str(row["unit"])
    text = signed(shown(row, "difference", unit, sign))
    interval = between(shown(row, low, unit, sign), shown(row, high, unit, sign))
    word = verdict(row)
    if str(row["outcome"]).startswith(_MONEY):
        word = {"better": "costs less", "worse": "costs more"}.get(word, word)
    return Value(
        text, row["difference"], "; ".join(part for part in (interval, word) if part),
        {"better": "good", "worse": "bad"}.get(verdict(row), ""),
    )  # fmt: skip


def verdict(row: Row) -> str:
    """What can be said of a difference, in a word or a few."""
    return str(row["good"] or row["verdict"] or "one seed tells no interval")


class Findings:
    """What a comparison found, ready to be told."""

    def __init__(self, data: ComparisonData) -> None:
        self.data = data
        self.told = data.told
        self.names = [str(arm["name"]) for arm in self.told["strategies"]]
        self.currency = str(self.told["currency"])
        self.weeks = int(self.told["weeks"])
        self.seeds = len(self.told["seeds"])
        self.over = duration(self.weeks)
        self.confidence = f"{100 * self.told['confidence']:g} %"

    def difference(self, strategy: str, outcome: str) -> Row:
        """The row of one strategy and measure."""
        return self.data.rows("differences", strategy=strategy, outcome=outcome)[0]

    def ratio(self, strategy: str, effect: str, perspective: str | None = None) -> Row:
        """The row of costs for an effect, discounted."""
        return self.data.rows(
            "cost_effectiveness", strategy=strategy, effect=effect, discounted="yes",
            perspective=perspective or self.told["perspective"],
        )[0]  # fmt: skip

    def better(self, outcome: str, word: str = "better") -> list[str]:
        """Strategies that change a measure for the better (or ``worse``), the most first."""
        rows = [(name, self.difference(name, outcome)) for name in self.names]
        chosen = [(abs(row["difference"]), name) for name, row in rows if row["good"] == word]
        return [name for _, name in sorted(chosen, key=lambda one: -one[0])]

    # Tables

    def main_table(self) -> Table:
        """Beyond doing nothing: care, illness, health, cost."""
        rows: list[list[Cell]] = []
        for name in self.names:
            rows.append(
                [
                    named(name),
                    difference_cell(self.difference(name, "began_care")),
                    difference_cell(self.difference(name, "weeks_ill"), -1),
                    difference_cell(self.difference(name, "qaly_lost_discounted"), -1),
                    difference_cell(self.difference(name, "cost_discounted")),
                ]
            )
        return Table(
            f"What each strategy changes beyond doing nothing, over {self.over}",
            heads(
                "Strategy",
                ("More people who began care, per 1,000 adults", "number"),
                ("Weeks of illness avoided, per 1,000 adults", "number"),
                ("QALYs gained, per 1,000 adults, discounted", "number"),
                (f"Extra cost, {self.currency} per adult, discounted", "number"),
            ),
            rows,
            note=f"Below each number: its {self.confidence} interval, and whether the change is "
            "for the better, for the worse, or not to be told from chance (undecided). The same "
            "people lived through all strategies. A minus sign before weeks or QALYs is a loss.",
            name="table-main",
        )

    def levels_table(self) -> Table:
        """How things stand under doing nothing and under each strategy."""
        measures = ("began_care", "weeks_ill", "qaly_lost", "cost_discounted")
        rows: list[list[Cell]] = []
        first = [self.difference(self.names[0], measure) for measure in measures]
        rows.append(["Doing nothing", *(self._level(row, "without") for row in first)])
        for name in self.names:
            found = [self.difference(name, measure) for measure in measures]
            rows.append([named(name), *(self._level(row, "with") for row in found)])
        return Table(
            f"How things stand after {self.over}",
            heads("", *((self._heading(measure), "number") for measure in measures)),
            rows,
            name="table-levels",
        )

    def _level(self, row: Row, part: str) -> Value:
        return Value(plain(shown(row, part, str(row["unit"]))), row[part])

    def _heading(self, measure: str) -> str:
        told = self.told["outcomes"][measure]
        return f"{told['title']} ({unit_words(told['unit'], self.currency)})"

    def all_outcomes(self) -> Table:
        """All measures, a row each, with the difference that each strategy makes."""
        rows: list[list[Cell]] = []
        for outcome, told in self.told["outcomes"].items():
            found = [self.difference(name, outcome) for name in self.names]
            rows.append(
                [
                    f"{told['title']} ({unit_words(told['unit'], self.currency)}, "
                    f"{told['window']})",
                    self._level(found[0], "without"),
                    *(difference_cell(row) for row in found),
                ]
            )
        return Table(
            "All outcomes: level under doing nothing, and what each strategy adds to it",
            heads("Outcome", ("Doing nothing", "number"),
                  *((named(name), "number") for name in self.names)),
            rows,
            note="Here differences are as they are measured: for illness, waiting and cost less is "
            "better. \N{LEFT DOUBLE QUOTATION MARK}Last year\N{RIGHT DOUBLE QUOTATION MARK}: as a "
            "survey at the end would find it; \N{LEFT DOUBLE QUOTATION MARK}whole time"
            "\N{RIGHT DOUBLE QUOTATION MARK}: from the first week to the last.",
            name="table-outcomes",
        )  # fmt: skip

    def definitions(self) -> Table:
        """What each outcome is, word by word."""
        return Table(
            "What the outcomes are",
            heads("Outcome", "Name in files", "Definition", "Over"),
            [
                [told["title"], outcome, told["definition"], told["window"]]
                for outcome, told in self.told["outcomes"].items()
            ],
            name="table-definitions",
        )

    def sureness(self) -> Table:
        """How sure each comparison is."""
        rows: list[list[Cell]] = []
        for outcome in dict.fromkeys((*self.told["settled_outcomes"], *MAIN)):
            title = self.told["outcomes"][outcome]["title"]
            for name in self.names:
                row = self.difference(name, outcome)
                more = row["more_seeds_to_settle"]
                settled = row["verdict"] not in ("undecided", "")
                reduction = row["variance_reduction"]
                rows.append(
                    [
                        f"{title}: {named(name)}",
                        verdict(row),
                        Value(_p(row["p_value_holm"]), row["p_value_holm"]),
                        "none" if settled else plain(more, 0) if there(more) else "very many",
                        f"{amount(reduction)} times" if there(reduction) else "all of it",
                        Value(percent(row["probability_best"]), row["probability_best"]),
                        Value(percent(row["share_of_seeds_best"]), row["share_of_seeds_best"]),
                    ]
                )
        return Table(
            "How sure each comparison is, as far as chance goes",
            heads(
                "Outcome and strategy", "Verdict", ("p value, for all strategies", "number"),
                ("More seeds that would settle it", "number"),
                ("Noise taken out by the same luck", "number"),
                ("Chance of being the best of all", "number"),
                ("Share of seeds in which it was the best", "number"),
            ),
            rows,
            note=f"{self.told['notes'].get('probability_best', '')} The p value is adjusted for "
            "the number of strategies compared (Holm). Noise taken out: how many times larger the "
            "variance of a comparison between different seeds would be.",
            name="table-sureness",
        )  # fmt: skip

    # The summary

    def summary(self) -> list[Point]:
        """What a reader takes away who has one minute; money and groups are added elsewhere."""
        return [
            Point("What we found", self._found()),
            Point("How sure we are", self._how_sure()),
        ]

    def _found(self) -> list[str]:
        told = self.told
        count = len(self.names)
        sentences = [
            f"We compared {counted(count)} strateg{'y' if count == 1 else 'ies'} with doing "
            f"nothing, in a simulated town of {told['people']:,} people over {self.over}."
        ]
        care = self.better("began_care")
        if care:
            row = self.difference(care[0], "began_care")
            more, low, high = (plain(1000 * row[part]) for part in ("difference", "low", "high"))
            sentences.append(
                f"{named(care[0])} brought the most people into care: {more} more of every 1,000 "
                f"adults ({self.confidence} interval {low} to {high}), beside "
                f"{plain(1000 * row['without'])} who begin care anyway."
            )
        else:
            sentences.append("No strategy brought more people into care than chance would.")
        ill = self.better("weeks_ill")
        if ill:
            row = self.difference(ill[0], "weeks_ill")
            share = -row["difference"] / row["without"] if row["without"] else 0.0
            sentences.append(
                f"{named(ill[0])} avoided the most illness: {plain(-1000 * row['difference'])} "
                f"weeks per 1,000 adults ({self.confidence} interval {plain(-1000 * row['high'])} "
                f"to {plain(-1000 * row['low'])}), which is {100 * share:.1f} % of all weeks of "
                "illness."
            )
            if len(ill) > 1:
                sentences.append(f"Also for the better: {listed([inside(n) for n in ill[1:]])}.")
        else:
            sentences.append("No strategy reduced weeks of illness by more than chance would.")
        for outcome, words in (
            ("began_care", "fewer in care"), ("weeks_ill", "more weeks of illness"),
            ("qaly_lost", "more health lost"),
        ):  # fmt: skip
            if harmed := self.better(outcome, "worse"):
                sentences.append(f"For the worse ({words}): {listed([inside(n) for n in harmed])}.")
        return sentences

    def _how_sure(self) -> list[str]:
        if self.seeds < 2:
            return ["There was one seed only: nothing can be said of chance. Run more seeds."]
        settled = {
            outcome: len(self.better(outcome)) + len(self.better(outcome, "worse"))
            for outcome in ("began_care", "weeks_ill")
        }
        count = len(self.names)
        undecided = [
            name for name in self.names
            if self.difference(name, "weeks_ill")["verdict"] == "undecided"
        ]  # fmt: skip
        sentences = [
            f"Each of {self.seeds:,} simulated towns was lived through once under each option, by "
            "the same people with the same luck. So what differs is due to the strategy.",
            f"Of the {counted(count)}, {counted(settled['began_care'])} changed how many came into "
            f"care, and {counted(settled['weeks_ill'])} how many weeks people were ill, by more "
            "than chance would, each taken by itself.",
        ]
        if undecided:
            sentences.append(
                f"Undecided for illness: {listed([inside(name) for name in undecided])}."
            )
        sentences.append(
            "The intervals tell of chance alone. They do not tell whether the model's numbers are "
            "right."
        )
        return sentences


def _p(value: float | None) -> str:
    if value is None:
        return "\N{EN DASH}"
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
