"""The town: persons with their ties, kinds of help, strategies at work, and the model around them.

Chance is what a Mesa model has: the next number of Mesa's own generator. The name that each draw
is given says what it is for; a class of persons may make of it a draw that belongs to this person,
this week and this decision, as the compiled model has them, and so live with the same luck.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import mesa
import numpy as np

from experiments.plain_mesa.values import Modifiable
from simulation.network.ties import HOUSEHOLD
from simulation.population.columns import COLUMNS
from simulation.state import State
from simulation.strategies.base import Strategy


class Tie(NamedTuple):
    """A tie as one end has it: whose opinion, word and example reach this person."""

    other: Person
    household: bool
    strength: float


class Person(Modifiable, mesa.Agent):
    """A person. Codes, bits and weeks are those of ``simulation.population.columns``."""

    __slots__ = (*COLUMNS, "adult", "lasting", "modifiers", "row", "ties")

    model: Town

    def __init__(self, model: Town, row: int, columns: Mapping[str, Any]) -> None:
        super().__init__(model)
        self.row = row
        self.ties: list[Tie] = []
        self.modifiers = {}
        self.lasting: dict[tuple[str, int, int], float] = {}
        for name, value in columns.items():
            setattr(self, name, value)
        self.adult = bool(self.age >= model.p.youngest_age)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def luck(self, decision: str, k: int = 0) -> float:
        """A draw on [0, 1) for a decision this week; ``k`` numbers several."""
        return self.model.random.random()

    def lasting_luck(self, decision: str, since: int, k: int = 0) -> float:
        """A draw on [0, 1) that stays what it is for as long as ``since`` does."""
        key = decision, since, k
        if key not in self.lasting:
            self.lasting[key] = self.model.random.random()
        return self.lasting[key]

    def deviate(self, decision: str) -> float:
        """A standard normal draw for a decision this week."""
        return self.model.random.gauss(0.0, 1.0)

    def enter(self, stage: int) -> None:
        """Enter a stage of the pathway this week."""
        self.stage = stage
        self.stage_start = self.model.week

    def with_strategies(self, trait: str, value: str) -> float:
        """A trait on the scale from 0 to 1 together with what strategies add to it."""
        return min(max(getattr(self, trait) + self.modifier(value), 0.0), 1.0)


class Service(Modifiable, SimpleNamespace):
    """One kind of help: the numbers of the scenario, and the weeks of waiting that are expected."""


class Plan:
    """A strategy at work: when it last reached each person anew, and what it spends this week.

    ``order`` is the share of coverage above which each person is reached, from its first week on.
    """

    def __init__(self, strategy: Strategy, decision: str) -> None:
        self.strategy: Strategy = strategy
        self.decision = decision
        self.since: dict[Person, int] = {}
        self.order: dict[Person, float] = {}
        self.spent = 0.0


class Town(mesa.Model):
    """A town that has just been built, as objects; from then on it is on its own."""

    person_class: ClassVar[type[Person]] = Person

    def __init__(self, town: State) -> None:
        super().__init__(rng=int(town.seed))
        scenario = town.scenario
        self.week = town.week
        """The last week that was lived through."""
        self.cultures: list[str] = list(scenario.culture.groups)
        self.p: Any = SimpleNamespace(
            **scenario.parameters.model_dump(),
            structural_stigma=scenario.culture.structural_stigma,
            disability_mild=scenario.costs.disability_mild,
            disability_moderate=scenario.costs.disability_moderate,
            disability_severe=scenario.costs.disability_severe,
        )
        self.services = [
            Service(**service.model_dump(), name=name, wait=0.0, modifiers={})
            for name, service in scenario.services.by_name().items()
        ]
        columns = {name: column.tolist() for name, column in town.people.columns().items()}
        self.people = [
            self.person_class(self, row, {name: column[row] for name, column in columns.items()})
            for row in range(town.people.people)
        ]
        """The same as ``agents``; to go over a list takes less time than over a set of Mesa's."""
        self.by_row = tuple(self.people)
        """The people by row, in which order burdens are added up, however ``people`` stand."""
        start, neighbour, kind, strength = (array.tolist() for array in town.ties)
        for person in self.people:
            person.ties = [
                Tie(self.people[neighbour[slot]], kind[slot] == HOUSEHOLD, strength[slot])
                for slot in range(start[person.row], start[person.row + 1])
            ]
        self.plans: list[Plan] = []
        self.counts: Counter[str] = Counter()
        """What was counted this week, by name."""

    @cached_property
    def adults(self) -> list[Person]:
        """All who are old enough to take part; ages stay as they are."""
        return [person for person in self.people if person.adult]

    @cached_property
    def income_cuts(self) -> list[float]:
        """Below which incomes the poorest third of adults is, and the poorest two thirds."""
        incomes = np.array([person.income for person in self.adults], np.float32)
        return [float(cut) for cut in np.quantile(incomes, (1 / 3, 2 / 3))]

    def count(self, name: str, number: int = 1) -> None:
        """Count something that happened this week."""
        self.counts[name] += number
