"""Limits: what the findings of a comparison leave out, derived from what was run."""

from __future__ import annotations

from functools import cached_property

from experiments.report.comparison.doubt import Doubt
from experiments.report.comparison.findings import inside
from experiments.report.model.parameters import ParameterTables
from experiments.report.parts import Point
from experiments.report.source import Result
from experiments.strategies.arms import arm_words
from experiments.words.numbers import counted, listed, plain


class Limits:
    """What is not known after a comparison."""

    def __init__(self, result: Result, doubt: Doubt) -> None:
        self.doubt = doubt
        self.found = doubt.found
        self.result = result

    @cached_property
    def _numbers(self) -> ParameterTables:
        return ParameterTables(self.result.scenario)

    @property
    def _assumed(self) -> str:
        return f"{self._numbers.assumptions:,} of them are assumptions"

    @property
    def _drawn(self) -> str:
        """How many numbers were drawn, and that the others were held."""
        drawn = int(self.doubt.said["numbers"])
        return (
            f"{drawn:,} numbers of the model and of the strategies were drawn together, "
            f"{self.doubt.draws:,} times; all others are held at one value each"
        )

    def point(self) -> Point:
        """The part of the summary on what is not known."""
        many = f"The model has {len(self._numbers.rows):,} numbers, and {self._assumed}."
        if self.doubt.there:
            sentence = (
                f"{many} {self._drawn}. How the model is built was not varied: another model could "
                "give another order."
            )
        else:
            sentence = (
                f"{many} Other numbers could turn the order of strategies; this page does not "
                "show by how much."
            )
        return Point(
            "What we do not know",
            [
                sentence,
                "It is a model of one town with the prices and places of one country. What comes "
                f"after {self.found.over} is not counted.",
            ],
        )

    def told(self) -> list[tuple[str, str]]:
        """What the findings leave out, in a few words each."""
        found = self.found
        told = [
            self._doubt(),
            ("Places are limited.", self._places()),
            ("What a strategy does was measured elsewhere.", self._elsewhere()),
            (
                "One town, one system of care.",
                f"The world is {found.told['world']}. Another population, insurance, or price of "
                "care may give another order.",
            ),
            (
                "Health beyond the horizon, and beyond persons, is not counted.",
                f"Costs and health after {found.over} do not count; nor do work, time of patients, "
                "families' health as QALYs, or deaths.",
            ),
            (
                "All act at once.",
                "In a week everybody acts on what others showed at the end of the last one. That "
                "is a choice of modelling.",
            ),
        ]
        if found.told["failed"]:
            told.insert(0, ("Something failed.", self._failed()))
        return told

    def _doubt(self) -> tuple[str, str]:
        if not self.doubt.there:
            return (
                "Intervals are over luck, not over doubt.",
                "They tell how much results would vary between towns that differ by chance. All "
                f"{len(self._numbers.rows):,} numbers of the model are held at one value each; "
                f"{self._assumed}, and the rest come from studies that have intervals of their "
                "own. helpseek compare --draws varies them.",
            )
        if not self.doubt.held:
            return (
                "Nothing holds the numbers to the evidence.",
                f"{self._drawn}. They are drawn from priors, each by what is known of it alone: "
                "some of these towns contradict what is known of all together. helpseek calibrate "
                "--draws finds towns that do not.",
            )
        return (
            "Doubt about numbers is in the intervals, doubt about the model is not.",
            f"{self._drawn}. What the towns were fitted to, and how closely, their fit tells. "
            "Rules of the model may be wrong, too; they are the same in all draws.",
        )

    def _places(self) -> str:
        lost = {
            name: self.found.data.rows("personal", strategy=name, what="kept_from_care")[0]
            for name in self.found.names
        }
        most = max(lost, key=lambda name: lost[name]["per_1000_adults"])
        many = lost[most]["per_1000_adults"]
        kept = (
            f"With {inside(most)}, {plain(many)} of every 1,000 adults do not begin care who would "
            "have with nothing done. "
            if many
            else ""
        )
        return (
            "Services have so many places a week. A strategy that makes more people ask for help "
            f"without adding places may put them in front of others. {kept}How many places there "
            "are is a number of the model, and the order of strategies can hang on it."
        )

    def _elsewhere(self) -> str:
        """What the fields of the compared strategies rest on."""
        from simulation.parameters import parameters_of
        from simulation.strategies import STRATEGIES

        kinds = dict.fromkeys(
            str(entry.get("name")) for arm in self.found.told["strategies"] for entry in arm["what"]
        )
        own = [name for name in kinds if name not in STRATEGIES]
        fields = [
            row
            for name in kinds
            if name in STRATEGIES
            for row in parameters_of(STRATEGIES[name]())
            if row.is_uncertain
        ]
        assumed = sum(not row.entry.source and not row.entry.fitted_to for row in fields)
        words = (
            "Effects come from trials and campaigns in other places, often over weeks where here "
            "it is years. "
            if fields
            else ""
        )
        if fields:
            words += (
                f"Of {len(fields):,} numbers of these strategies that nobody decides, {assumed:,} "
                "are assumptions; each is marked in the tables."
            )
        if own:
            one = len(own) == 1
            words += (
                f" {counted(len(own)).capitalize()} strateg{'y is' if one else 'ies are'} of the "
                "researcher's own; what is behind the numbers there, this page cannot tell."
            )
        return words.strip()

    def _failed(self) -> str:
        names = listed(
            list(dict.fromkeys(arm_words(one["strategy"]) for one in self.found.told["failed"]))
        )
        if self.doubt.there:
            left = len(self.doubt.said.get("left_out") or ())
            return f"Runs failed ({names}); {left:,} draws were left out because of it."
        return f"Left out, because runs failed: {names}."
