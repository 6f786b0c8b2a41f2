"""Doubt: what a comparison over draws of the numbers says is robust, and what is not, in sentences.

All of it is worked out from the files of the comparison: from where the draws are, how many there
were, how often an option is the best buy, which differences hold in nearly all draws.
"""

from __future__ import annotations

from typing import Any

from experiments.compare.draws.worth import ENOUGH_FOR_NUMBERS
from experiments.compare.value.advice import (
    MOST_NAMED,
    NO_CHANGE,
    NOT_HELD,
    best_buy_words,
    change_words,
)
from experiments.report.comparison.findings import Findings, inside, named
from experiments.report.parts import Point
from experiments.strategies.arms import NOTHING
from experiments.words.numbers import counted, listed, percent, plain, there
from experiments.words.numbers import money as money_words
from experiments.words.wording import lowered
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

DEPENDS = "depends on the numbers"

TOO_FEW = "There are too few draws to say which number would change the advice: {} or more can."


class Doubt:
    """What draws of the numbers say; ``there`` is false where luck alone was varied."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.data = found.data
        self.told = found.told
        said = found.told.get("doubt")
        self.said: dict[str, Any] = said if isinstance(said, dict) else {}
        self.there = bool(self.said)

    @property
    def towns(self) -> str:
        """What the draws are, in words."""
        return str(self.said["towns"])

    @property
    def draws(self) -> int:
        """Draws that were used."""
        return int(self.said["draws"])

    @property
    def fitted(self) -> bool:
        """Whether the draws are those of the world's posterior, which fit what is known."""
        return self.said.get("source") == "posterior"

    @property
    def held(self) -> bool:
        """Whether anything holds the draws to evidence: not where they are from priors."""
        return self.there and "priors" not in self.towns

    @property
    def how_often(self) -> str:
        """How many draws and seeds there were, in words."""
        seeds = f"{self.found.seeds:,} seed{'' if self.found.seeds == 1 else 's'}"
        return f"{self.draws:,} {self.towns}, {seeds} each" if self.there else seeds

    @property
    def amounts(self) -> list[float]:
        """What one may be willing to pay for a QALY, the lowest first."""
        return sorted(self.told["willingness_to_pay"])

    @property
    def amount(self) -> float:
        """The amount that the summary is told at: the middle one."""
        return self.amounts[len(self.amounts) // 2]

    def money(self, amount: float) -> str:
        """An amount for a QALY, in words."""
        return f"{plain(amount, 0)} {self.found.currency} a QALY"

    def chances(self, amount: float) -> dict[str, float]:
        """For each option the share of draws in which it is the best buy at an amount."""
        if rows := self.decision_at(amount):
            return {str(row["strategy"]): float(row["probability_best"]) for row in rows}
        of = self.said["probability_best_buy"][f"{amount:g}"]
        return {str(name): float(share) for name, share in of.items()}

    def favourite(self, amount: float) -> str:
        """The option that is most often the best buy."""
        chances = self.chances(amount)
        return max(chances, key=lambda name: chances[name])

    # The summary

    def points(self) -> list[Point]:
        """What a reader with one minute takes away; money and groups are added elsewhere."""
        return [
            Point("What is the best buy", self.best_buy()),
            *([Point("What would change that", changes)] if (changes := self.changes()) else ()),
            Point("What is robust", self.robust()),
            Point("What is not", self.open()),
            Point("How sure we are", self.how_sure()),
        ]

    def best_buy(self) -> list[str]:
        """Which option is most often the best buy, and which else may be."""
        chances = self.chances(self.amount)
        first = self.favourite(self.amount)
        told = best_buy_words(chances, self.towns, self.money(self.amount))
        if not self.held:
            told.append(NOT_HELD)
        return [*told, *self._at_other_amounts(first), *self._in_the_mean()]

    def _at_other_amounts(self, first: str) -> list[str]:
        """What is most often the best buy at the other amounts for a QALY."""
        of = {amount: self.favourite(amount) for amount in self.amounts if amount != self.amount}
        if not of:
            return []
        if set(of.values()) == {first}:
            told = [
                f"{self.money(amount)} ({percent(self.chances(amount)[first])})" for amount in of
            ]
            return [f"{self.place(first)} is most often so at {listed(told)}, too."]
        told = [
            f"{inside(best)} at {self.money(amount)} ({percent(self.chances(amount)[best])})"
            for amount, best in of.items()
        ]
        return [f"Most often the best buy at other amounts: {listed(told)}."]

    def _in_the_mean(self) -> list[str]:
        """The option with the highest mean net benefit, and what choosing it may lose."""
        rows = self.decision_at(self.amount)
        if not rows:
            return []
        (best,) = (row for row in rows if row["best_in_the_mean"] == "yes")
        name = str(best["strategy"])
        loss = money_words(best["expected_loss_place"], self.found.currency)
        whom = f"for {self.told['place']['words']}, over {self.found.over}"
        if name != self.favourite(self.amount):
            start = (
                "In the mean, which counts by how much an option is better, the best buy is "
                f"another one: {inside(name)}"
            )
        else:
            start = f"{self.place(name)} is the best buy in the mean, too"
        if not best["expected_loss_place"] > 0.0:
            return [f"{start}."]
        return [
            f"{start}. As the numbers are not known, choosing it loses {loss} in the mean ({whom}) "
            "beside the option that is best in each."
        ]

    def changes(self) -> list[str]:
        """At which value of which number another option becomes the best buy."""
        if not self.data.has("information"):
            few = float(self.said["effective_draws"]) < ENOUGH_FOR_NUMBERS
            return [TOO_FEW.format(ENOUGH_FOR_NUMBERS)] if few else []
        rows = self.data.rows("thresholds") if self.data.has("thresholds") else []
        sure = [row for row in rows if row["supported"] == "yes"]
        worth = {row["name"]: row["evppi"] for row in self.data.rows("information", kind="number")}
        sure.sort(key=lambda row: -worth.get(row["name"], 0.0))
        if not sure:
            return [NO_CHANGE]
        told = [self._change(row) for row in sure[:MOST_NAMED]]
        if (more := len(sure) - MOST_NAMED) > 0:
            told.append(f"{counted(more).capitalize()} more are in the table of thresholds.")
        return told

    def _change(self, row: Any) -> str:
        (best,) = (
            one["strategy"]
            for one in self.decision_at(self.amount)
            if one["best_in_the_mean"] == "yes"
        )
        return change_words(row, str(best), self.number(row["name"]))

    def decision_at(self, amount: float) -> list[dict[str, Any]]:
        """The rows of the decision at an amount; none where it was not worked out."""
        if not self.data.has("decision"):
            return []
        return self.data.rows("decision", willingness_to_pay=amount)

    def number(self, name: str) -> str:
        """A number as a sentence names it: what it means, and the name by which it is set."""
        short = name.removeprefix("parameters.").removeprefix("strategies.")
        rows = self.data.rows("information", kind="number", name=name)
        meaning = str(rows[0]["meaning"]) if rows else ""
        return f"“{lowered(meaning)}” ({short})" if meaning else short

    def robust(self) -> list[str]:
        """Differences that hold in nearly all draws."""
        told = []
        for outcome, better, worse in self._effects():
            for good, words in (("better", better), ("worse", worse)):
                if names := self.found.better(outcome, good):
                    told.append(f"{words} with {listed([inside(name) for name in names])}")
        if not told:
            return [f"No effect of a strategy holds in nearly all {self.towns}."]
        return [f"In nearly all {self.towns}, luck allowed for: {'; '.join(told)}."]

    def open(self) -> list[str]:
        """Differences whose sign hangs on the numbers, and those that luck leaves open."""
        sentences, by_luck = [], []
        for outcome, better, _ in self._effects():
            hangs = []
            for name in self.found.names:
                row = self.found.difference(name, outcome)
                if row["verdict"] == DEPENDS:
                    hangs.append(f"{inside(name)} ({percent(self._share_for_better(row))})")
                elif row["verdict"] == "undecided":
                    by_luck.append(f"{inside(name)}, {better}")
            if hangs:
                sentences.append(f"{better} with {listed(hangs)}")
        told = []
        if sentences:
            told.append(
                "It depends on numbers that nobody knows, and more seeds would not tell, whether "
                f"{'; whether '.join(sentences)}. In brackets: in how many of the towns it does."
            )
        if by_luck:
            told.append(f"Left open by luck, which more seeds would tell: {'; '.join(by_luck)}.")
        return told or ["Every effect on care, illness and health has one sign in nearly all."]

    def how_sure(self) -> list[str]:
        """Where draws are from, how many there are, what intervals hold."""
        seeds = self.found.seeds
        each = "one seed" if seeds == 1 else f"{counted(seeds)} seeds"
        told = [
            f"{self.draws:,} {self.towns}, each lived through with {each} under each option, by "
            "the same people with the same luck.",
            f"Intervals ({self.found.confidence}) hold doubt about the numbers and luck together"
            + (
                "; with one seed the two cannot be told apart."
                if seeds == 1
                else f"; beside them stands that of luck alone. {self._shares()}"
            ),
        ]
        errors = [
            row["probability_best_error"]
            for row in self.decision_at(self.amount)
            if row["strategy"] == self.favourite(self.amount)
        ]
        if errors and there(errors[0]):
            told.append(
                f"So many draws leave a standard error of {plain(100 * errors[0])} points in how "
                "often the best buy is so."
            )
        effective = float(self.said["effective_draws"])
        if effective < 0.9 * self.draws:
            told.append(
                f"The draws are weighted, and tell as much as {effective:,.0f} of equal weight."
            )
        if left := self.said.get("left_out"):
            told.append(f"Left out, because a run failed: {len(left):,} draws.")
        return told

    def _shares(self) -> str:
        shares = [
            row["share_of_numbers"]
            for outcome, _, _ in self._effects()
            for row in self.data.rows("differences", outcome=outcome)
            if row.get("share_of_numbers") is not None
        ]
        if not shares:
            return ""
        low, high = percent(min(shares)), percent(max(shares))
        of = low if low == high else f"{low} to {high}"
        return (
            f"Of their variance {of} is doubt about numbers, which no number of seeds takes away."
        )

    def _effects(self) -> tuple[tuple[str, str, str], ...]:
        """Outcomes that the summary tells of, and what better and worse mean."""
        return (
            (CARE, "more people begin care", "fewer people begin care"),
            (ILLNESS, "people are ill for fewer weeks", "people are ill for more weeks"),
            (HEALTH + DISCOUNTED, "QALYs are gained", "QALYs are lost"),
        )

    def _share_for_better(self, row: Any) -> float:
        above = float(row["probability_above_zero"])
        return above if self.told["outcomes"][row["outcome"]]["better"] > 0 else 1.0 - above

    def place(self, name: str) -> str:
        """An option as a table names it."""
        return "Doing nothing" if name == NOTHING else named(name)
