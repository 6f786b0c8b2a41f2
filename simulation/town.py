"""The town: people, ties and services at one moment, and the step to the next week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.history import History
from simulation.network.ties import Ties
from simulation.parameters import MODALITIES, Parameters, Services, as_record
from simulation.population.columns import Population
from simulation.processes.process import COUNTS, Process
from simulation.processes.record import STOCKS
from simulation.schedule import SCHEDULE
from simulation.values import Values

if TYPE_CHECKING:
    from simulation.events import Events
    from simulation.strategies.base import Plan


class Town:
    """All that moves: the state of the world at the end of ``week``.

    ``schedule`` is the list of processes that ``step`` runs; it starts as the standard week, and a
    researcher may insert a process of their own into the list of one town.
    """

    def __init__(
        self,
        people: Population,
        ties: Ties,
        parameters: Parameters,
        services: Services,
        *,
        structural_stigma: float,
        disability: Sequence[float],
        seed: int,
        start: int,
        threads: int,
    ) -> None:
        self.people = people
        self.ties = ties
        self.seed = np.uint64(seed)
        self.threads = threads
        self.week = start - 1
        """The last week that was simulated."""
        mild, moderate, severe = disability
        self.parameters = as_record(
            [parameters], structural_stigma=structural_stigma, disability_mild=mild,
            disability_moderate=moderate, disability_severe=severe,
        )  # fmt: skip
        self.services = as_record([getattr(services, name) for name in MODALITIES], wait=0.0)
        self.adults = int(np.count_nonzero(people.age >= parameters.youngest_age))
        self.values = Values(people.people)
        self.counts: NDArray[np.int64] = np.zeros((threads, len(COUNTS) + len(STOCKS)), np.int64)
        self.schedule: list[Process] = list(SCHEDULE)
        self.strategies: Sequence[Plan] = ()
        self.history = History(self.services["cost"].copy(), start)
        self.events: Events | None = None

    def step(self) -> None:
        """Simulate the next week."""
        week = self.week + 1
        self.counts[:] = 0
        spent = 0.0
        for process in self.schedule:
            process.run(self, week)
            if self.events is not None:
                self.events.note(process.name, week, self.people)
        for plan in self.strategies:
            spent += plan.spent
        self.history.add(week, self.counts.sum(axis=0), spent)
        self.week = week

    def state(self) -> dict[str, Any]:
        """Everything that a later week depends on, as arrays by name."""
        state: dict[str, Any] = {
            f"people.{name}": array for name, array in self.people.columns().items()
        }
        state.update({f"ties.{name}": array for name, array in self.ties._asdict().items()})
        state["wait"] = self.services["wait"]
        state["week"] = np.int64(self.week)
        state["seed"] = self.seed
        state.update(self.history.state())
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Go back (or on) to a state that ``state`` has given."""
        for name in self.people.columns():
            getattr(self.people, name)[:] = state[f"people.{name}"]
        self.services["wait"] = state["wait"]
        self.week = int(state["week"])
        self.history.restore(state)
