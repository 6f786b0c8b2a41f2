"""Findings: what a comparison says, in sentences and tables, from the files that it wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from experiments.compare.figures.data import ComparisonData
from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.measured.discounting import rate_words, rates_told
from experiments.measured.measures import MAIN, PERSPECTIVES, Perspective, is_money
from experiments.report.parts import Cell, Point, Table, Value, heads
from experiments.strategies.arms import NOTHING, arm_words
from experiments.words.numbers import (
    between,
    counted,
    duration,
    listed,
    plain,
    signed,
)
from experiments.words.wording import lowered, times_of
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

UNDECIDED = "undecided"
Row = Mapping[str, Any]


def named(strategy: str) -> str:
    """A strategy as a sentence names it."""
    return "doing nothing" if strategy == NOTHING else arm_words(strategy)


def inside(strategy: str) -> str:
    """A strategy as the inside of a sentence names it."""
    return lowered(named(strategy.strip()))


def shown(row: Row, part: str) -> float | None:
    """A part of a row of differences in the unit in which it is shown."""
    value = row[part]
    return None if value is None else times_of(str(row["unit"])) * float(value)


def interval_words(
    row: Row, times: float = 1.0, write: Callable[[float | None, float | None], str] = between
) -> str:
    """The interval of a row of a table; over draws with that of luck alone beside it."""
    both, luck = (
        write(*(None if row.get(end) is None else times * row[end] for end in ends))
        for ends in (("low", "high"), ("luck_low", "luck_high"))
    )
    return f"{both} (luck alone {luck})" if both and luck else both


def difference_cell(row: Row) -> Value:
    """A difference with its interval and verdict."""
    word = verdict(row)
    interval = interval_words(row, times_of(str(row["unit"])))
    if is_money(str(row["outcome"])):
        word = {"better": "costs less", "worse": "costs more"}.get(word, word)
    return Value(
        signed(shown(row, "difference")),
        row["difference"],
        "; ".join(part for part in (interval, word) if part),
        {"better": "good", "worse": "bad"}.get(verdict(row), ""),
    )


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
        self.few = bool(self.told["few_seeds"])
        self.over_draws = bool(self.told.get("doubt"))
        """Whether numbers were drawn; else intervals are of luck alone."""
        self.over = duration(self.weeks)
        self.confidence = f"{100 * self.told['confidence']:g} %"
        self.discounted = rate_words(rates_told(self.told))

    @property
    def perspective(self) -> Perspective:
        """Whose costs count: the one perspective of the page."""
        return PERSPECTIVES[str(self.told["perspective"])]

    @property
    def cost(self) -> str:
        """The measure of all costs in the perspective of the page."""
        return f"{self.perspective.total}{DISCOUNTED}"

    @property
    def outcomes(self) -> list[str]:
        """Names of the measures that the page tells: money of its own perspective only."""
        return [
            name
            for name in self.told["outcomes"]
            if not is_money(name) or name in self.perspective.measures
        ]

    def difference(self, strategy: str, outcome: str) -> Row:
        """The row of one strategy and measure."""
        return self.data.rows("differences", strategy=strategy, outcome=outcome)[0]

    def ratio(self, strategy: str, effect: str) -> Row:
        """The row of costs for an effect, discounted."""
        return self.data.rows(
            "cost_effectiveness",
            strategy=strategy,
            effect=effect,
            discounted="yes",
            perspective=self.perspective.name,
        )[0]

    def better(self, outcome: str, word: str = "better") -> list[str]:
        """Strategies that change a measure for the better (or ``worse``), as they were named."""
        return [name for name in self.names if self.difference(name, outcome)["good"] == word]

    def best(self, outcome: str) -> str | None:
        """The option that is settled to be the best of all in a measure; None where none is."""
        told = self.told["best"].get(outcome)
        return str(told["option"]) if told and told["settled"] else None

    def heading(self, measure: str) -> str:
        """A measure as a heading: what it is, of whom, in which unit."""
        told = self.told["outcomes"][measure]
        return f"{told['title']} ({told['per']})"

    # Tables

    def main_table(self) -> Table:
        """Beyond doing nothing: care, illness, health, cost."""
        measures = (*MAIN, self.cost)
        return Table(
            f"What each strategy changes beyond doing nothing, over {self.over}",
            heads("Strategy", *((self._main_heading(measure), "number") for measure in measures)),
            [
                [named(name), *(difference_cell(self.difference(name, one)) for one in measures)]
                for name in self.names
            ],
            note=f"{self.told['notes']['differences']} Below each number: its {self.confidence} "
            f"interval{self._verdicts}. The same people lived through all strategies. People and "
            "weeks are counted, not discounted.",
            name="table-main",
        )

    @property
    def _verdicts(self) -> str:
        """What intervals and verdicts are, in the note of a table."""
        if self.over_draws:
            return (
                " of luck and doubt about the numbers together, in brackets that of luck alone; "
                "and whether the change is for the better or for the worse in nearly all towns, "
                f"depends on the numbers, or is open by luck ({UNDECIDED})"
            )
        return (
            ", which stands for itself, and whether the change is for the better, for the worse, "
            f"or not to be told from chance ({UNDECIDED}), the number of strategies allowed for "
            "(Holm)"
        )

    def _main_heading(self, measure: str) -> str:
        if measure != self.cost:
            return self.heading(measure)
        per = self.told["outcomes"][measure]["per"]
        return f"Extra cost ({self.perspective.title}), {self.discounted} ({per})"

    def levels_table(self) -> Table:
        """How things stand under doing nothing and under each strategy."""
        measures = (*MAIN, self.cost)
        first = [self.difference(self.names[0], measure) for measure in measures]
        rows: list[list[Cell]] = [
            ["Doing nothing", *(self._level(row, "without") for row in first)]
        ]
        for name in self.names:
            found = [self.difference(name, measure) for measure in measures]
            rows.append([named(name), *(self._level(row, "with") for row in found)])
        return Table(
            f"How things stand after {self.over}",
            heads("", *((self.heading(measure), "number") for measure in measures)),
            rows,
            name="table-levels",
        )

    def _level(self, row: Row, part: str) -> Value:
        return Value(plain(shown(row, part)), row[part])

    def all_outcomes(self) -> Table:
        """All measures, a row each, with the difference that each strategy makes."""
        rows: list[list[Cell]] = []
        for outcome in self.outcomes:
            found = [self.difference(name, outcome) for name in self.names]
            window = self.told["outcomes"][outcome]["window"]
            rows.append(
                [
                    f"{self.heading(outcome)}, {window}",
                    self._level(found[0], "without"),
                    *(difference_cell(row) for row in found),
                ]
            )
        return Table(
            "All outcomes: level under doing nothing, and what each strategy adds to it",
            heads(
                "Outcome",
                ("Doing nothing", "number"),
                *((named(name), "number") for name in self.names),
            ),
            rows,
            note="\N{LEFT DOUBLE QUOTATION MARK}Last year\N{RIGHT DOUBLE QUOTATION MARK}: as a "
            "survey at the end would find it; \N{LEFT DOUBLE QUOTATION MARK}whole time"
            "\N{RIGHT DOUBLE QUOTATION MARK}: from the first week to the last. "
            f"{self._outcomes_verdicts} Money is told from the "
            f"perspective of this page ({self.perspective.title}); the others are in the files.",
            name="table-outcomes",
        )

    @property
    def _outcomes_verdicts(self) -> str:
        if self.over_draws:
            return "Verdicts are of each interval by itself."
        return "Verdicts allow for the number of strategies, not for that of outcomes."

    def definitions(self) -> Table:
        """What each outcome is, word by word."""
        return Table(
            "What the outcomes are",
            heads("Outcome", "Name in files", "Definition", "Over"),
            [
                [told["title"], outcome, told["definition"], told["window"]]
                for outcome in self.outcomes
                for told in [self.told["outcomes"][outcome]]
            ],
            name="table-definitions",
        )

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
        if self.few:
            were = "was one seed" if self.seeds == 1 else f"were {counted(self.seeds)} seeds"
            sentences.append(
                f"There {were} only: too few to rank strategies, so this page ranks none. "
                f"{counted(FEW_SEEDS).capitalize()} or more would do."
            )
        sentences += self._changes(
            CARE,
            "more people begin care",
            "which strategy brings the most people into care",
            "brings the most people into care",
        )
        sentences += self._changes(
            ILLNESS,
            "people are ill for fewer weeks",
            "which strategy avoids the most illness",
            "avoids the most illness",
        )
        for outcome, words in (
            (CARE, "fewer people begin care"),
            (ILLNESS, "more weeks of illness"),
            (HEALTH + DISCOUNTED, "fewer QALYs"),
        ):
            if harmed := self.better(outcome, "worse"):
                sentences.append(f"For the worse ({words}): {listed([inside(n) for n in harmed])}.")
        return sentences

    def _changes(self, outcome: str, effect: str, which: str, most: str) -> list[str]:
        """What can be said of one outcome: the best option only where it is settled."""
        helped = self.better(outcome)
        if self.seeds < 2:
            return []
        if not helped:
            return [f"For no strategy is it settled that {effect}."]
        sizes = [f"{inside(name)} ({self._size(name, outcome)})" for name in helped]
        per = self.told["outcomes"][outcome]["per"]
        level = plain(shown(self.difference(helped[0], outcome), "without"))
        told = [
            f"Settled, {per if per.startswith('per') else f'in {per}'}: {effect} with "
            f"{listed(sizes)}; with nothing done: {level}."
        ]
        best = self.best(outcome)
        if best is not None and best != NOTHING:
            if len(self.names) > 1:
                told.append(f"{named(best)} {most} of all that were compared.")
        elif len(self.names) > 1 and not self.few:
            told.append(f"It is not settled {which}.")
        return told

    def _size(self, name: str, outcome: str) -> str:
        row = self.difference(name, outcome)
        return (
            f"{signed(shown(row, 'difference'))}; {between(shown(row, 'low'), shown(row, 'high'))}"
        )

    def _how_sure(self) -> list[str]:
        if self.seeds < 2:
            return ["There was one seed only: nothing can be said of chance. Run more seeds."]
        settled = {
            outcome: len(self.better(outcome)) + len(self.better(outcome, "worse"))
            for outcome in (CARE, ILLNESS)
        }
        count = len(self.names)
        open_ = [
            name for name in self.names if self.difference(name, ILLNESS)["verdict"] == UNDECIDED
        ]
        if count == 1:
            care, ill = (verdict(self.difference(self.names[0], name)) for name in settled)
            verdicts = f"How many begin care: {care}. Weeks of illness: {ill}."
        else:
            care, ill = (counted(number) if number else "none" for number in settled.values())
            verdicts = (
                f"Of the {counted(count)}, {care} changed how many began care, and {ill} how many "
                "weeks people were ill, by more than chance would, their number allowed for."
            )
        brackets = (
            f" In brackets above: the difference to doing nothing, and its {self.confidence} "
            "interval."
            if any(map(self.better, settled))
            else ""
        )
        sentences = [
            f"Each of {counted(self.seeds)} simulated towns was lived through once under each "
            f"option, by the same people with the same luck.{brackets}",
            verdicts,
        ]
        if open_ and count > 1:
            sentences.append(f"Undecided for illness: {listed([inside(name) for name in open_])}.")
        sentences.append(
            "The intervals tell of chance alone. They do not tell whether the model's numbers are "
            "right."
        )
        return sentences
