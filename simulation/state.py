"""The state of a town: people, ties, services and what modifies them, at the end of a week."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.history import History
from simulation.living import Programme
from simulation.measures.categories import MODALITIES
from simulation.measures.weekly import COUNTED
from simulation.network.ties import Ties, side_by_side
from simulation.parameters import Parameters, Services, as_record
from simulation.population.columns import NEVER, Population
from simulation.values import Values

if TYPE_CHECKING:
    from typing import Protocol

    from simulation.processes.process import Process

    class Plan(Protocol):
        """A strategy at work."""

        name: str
        since: NDArray[np.int16]
        spent: float

        def act(self, town: State, week: int) -> None:
            """Modify values for this week."""


MADE_OF = frozenset({"youngest_age"})
"""Parameters of which a town keeps what it made of them at the start."""


class State:
    """All that a process of the week may look at or change.

    ``parameters`` (one row) and ``services`` (one row a modality) are structured arrays of all
    numbers; ``counts`` has a row a share of the people and a column for each of ``COUNTED``.
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
        self.people: Population = people
        self.ties: Ties = ties
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
        self.counts: NDArray[np.int64] = np.zeros((threads, len(COUNTED)), np.int64)
        self.strategies: Sequence[Plan] = ()
        self.history = History(self.services["cost"].copy(), start)
        self._programmes: dict[tuple[int, ...], Programme] = {}

    def __getstate__(self) -> dict[str, Any]:
        # A programme holds addresses of this town's arrays: a copy makes its own.
        return self.__dict__ | {"_programmes": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # A copied array stands alone, and code would be compiled anew for ties that do.
        self.ties = side_by_side(*self.ties)

    def programme(self, processes: Sequence[Process]) -> Programme:
        """These processes, ready to run one after the other."""
        key = tuple(map(id, processes))
        found = self._programmes.get(key)
        if found is None or not found.fits(self):
            found = self._programmes[key] = Programme(self, processes)
        return found

    def state(self) -> dict[str, Any]:
        """Everything that a later week depends on, as arrays by name; ties are not copied."""
        state: dict[str, Any] = {
            f"people.{name}": array.copy() for name, array in self.people.columns().items()
        }
        state.update({f"ties.{name}": array for name, array in self.ties._asdict().items()})
        for plan in self.strategies:
            state[f"strategy.{plan.name}"] = plan.since.copy()
        state["wait"] = self.services["wait"].copy()
        state["week"] = np.int64(self.week)
        state["seed"] = self.seed
        state.update(self.history.state())
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Go back (or on) to a state that ``state`` has given, of this town or of one like it.

        Strategies that the other town did not have begin as if they had met nobody.
        """
        for name in self.people.columns():
            getattr(self.people, name)[:] = state[f"people.{name}"]
        for plan in self.strategies:
            plan.since[:] = state.get(f"strategy.{plan.name}", NEVER)
        self.services["wait"] = state["wait"]
        self.week = int(state["week"])
        self.history.restore(state)
