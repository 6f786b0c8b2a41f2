"""Town: a town as a Mesa model that goes over its people, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import mesa

from simulation.network.ties import HOUSEHOLD
from simulation.scenario import Scenario
from simulation.state import State
from experiments.plain_mesa.distress import distress
from experiments.plain_mesa.help_resistance import help_resistance
from experiments.plain_mesa.influence import influence
from experiments.plain_mesa.outreach import outreach, plans
from experiments.plain_mesa.person import Person, Tie
from experiments.plain_mesa.recognition import recognition
from experiments.plain_mesa.record import record
from experiments.plain_mesa.relatives import relatives
from experiments.plain_mesa.seeking import seeking
from experiments.plain_mesa.services import services
from experiments.plain_mesa.targets import cuts_of_income
from experiments.plain_mesa.treatment import treatment
from experiments.plain_mesa.values import Modifiable


def everybody(process: Callable[[Person], None]) -> Callable[[Town], None]:
    """A process that each person goes through alone."""

    def go_over_people(model: Town) -> None:
        for person in model.people:
            process(person)

    return go_over_people


WEEK: dict[str, Callable[[Town], None]] = {
    "strategies": outreach,
    "distress": everybody(distress),
    "influence": everybody(influence),
    "relatives": relatives,
    "recognition": everybody(recognition),
    "help resistance": help_resistance,
    "seeking": everybody(seeking),
    "services": services,
    "treatment": everybody(treatment),
    "record": everybody(record),
}
"""The week. Everybody acts on what others showed last week, so the order of the people does not
matter. Where people stand in each other's way (services) or weigh upon the same person (relatives,
help resistance), the process is for all at once."""


class Service(Modifiable, SimpleNamespace):
    """One kind of help: the numbers of the scenario, and the weeks of waiting that are expected."""


class Town(mesa.Model):
    """The twin of a town that has just been built; from then on it lives by itself."""

    def __init__(self, town: State, scenario: Scenario) -> None:
        super().__init__(rng=int(town.seed))
        self.seed = int(town.seed)
        self.week = town.week
        self.cultures: list[str] = list(scenario.culture.groups)
        self.p: Any = SimpleNamespace(
            **scenario.parameters.model_dump(),
            structural_stigma=scenario.culture.structural_stigma,
            disability_mild=scenario.costs.disability_mild,
            disability_moderate=scenario.costs.disability_moderate,
            disability_severe=scenario.costs.disability_severe,
        )
        offered = scenario.services.by_name()
        self.services = [
            Service(**service.model_dump(), name=name, wait=0.0, modifiers={})
            for name, service in offered.items()
        ]
        columns = {name: column.tolist() for name, column in town.people.columns().items()}
        self.people = [
            Person(self, row, {name: column[row] for name, column in columns.items()})
            for row in range(town.people.people)
        ]
        self.in_order = tuple(self.people)
        """The people by row, in which order burdens are added up, however ``people`` stand."""
        start, neighbour, kind, strength = (array.tolist() for array in town.ties)
        for person in self.people:
            for slot in range(start[person.row], start[person.row + 1]):
                other = self.people[neighbour[slot]]
                person.ties.append(Tie(other, kind[slot] == HOUSEHOLD, strength[slot]))
        self.plans = plans(scenario.strategies)
        self.counts: Counter[str] = Counter()
        self.history: list[Counter[str]] = []
        self.spent: list[float] = []

    @cached_property
    def income_cuts(self) -> list[float]:
        """Between which incomes the thirds of adults lie; incomes and ages stay as they are."""
        return cuts_of_income(self)

    def count(self, name: str, number: int = 1) -> None:
        """Count something that happened this week."""
        self.counts[name] += number

    def processes(self) -> Iterator[str]:
        """Go through the next week, stopping after each process to tell its name."""
        self.week += 1
        self.counts = Counter()
        for name, process in WEEK.items():
            process(self)
            yield name
        self.history.append(self.counts)
        subsidies = self.counts["subsidies"] / 100.0
        self.spent.append(sum(plan.spent for plan in self.plans) + subsidies)

    def step(self) -> None:
        """Live through the next week."""
        for _ in self.processes():
            pass
