"""The model: a town whose people live through the processes of the week, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from mesa.datacollection import DataCollector

from experiments.plain_mesa.distress import distress
from experiments.plain_mesa.help_resistance import help_resistance
from experiments.plain_mesa.influence import influence
from experiments.plain_mesa.outreach import outreach, plans
from experiments.plain_mesa.recognition import recognition
from experiments.plain_mesa.record import record
from experiments.plain_mesa.relatives import relatives
from experiments.plain_mesa.seeking import seeking
from experiments.plain_mesa.services import services
from experiments.plain_mesa.town import Person, Town
from experiments.plain_mesa.treatment import treatment
from simulation.state import State


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
    "record": record,
}
"""The week. Everybody acts on what others showed last week, so the order of the people does not
matter. Where people stand in each other's way (services) or weigh upon the same person (relatives,
help resistance), the process is for all at once."""


class PlainModel(Town):
    """A town that has just been built (``simulation.build.build_town``), as a plain Mesa model.

    Each step is a week, the burn-in included. What was counted in it and what strategies spent is
    in ``datacollector``, under the names of ``town.counted`` and ``spent``.
    """

    def __init__(self, town: State) -> None:
        super().__init__(town)
        self.plans = plans(town.scenario.strategies)
        self.spent = 0.0
        """What strategies cost this week, what they pay of prices included."""
        counted = {name: _counted(name) for name in town.counted}
        self.datacollector = DataCollector({**counted, "spent": "spent"})

    def processes(self) -> Iterator[str]:
        """Go through the next week, stopping after each process to tell its name."""
        self.week += 1
        self.counts = Counter()
        for name, process in WEEK.items():
            process(self)
            yield name
        self.spent = sum(plan.spent for plan in self.plans) + self.counts["subsidies"] / 100.0
        self.datacollector.collect(self)

    def step(self) -> None:
        """Live through the next week."""
        for _ in self.processes():
            pass


def _counted(name: str) -> Callable[[Town], int]:
    return lambda model: model.counts[name]
