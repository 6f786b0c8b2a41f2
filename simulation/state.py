"""The state of a town: people, ties, services and what modifies them, at the end of a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.history import History
from simulation.living import Programme
from simulation.measures.weekly import counted_in
from simulation.network.ties import Ties, side_by_side
from simulation.parameters import built_in
from simulation.population.columns import NEVER
from simulation.population.people import Population
from simulation.records import FURTHER, records_of
from simulation.values import Values

if TYPE_CHECKING:
    from simulation.processes.process import Process
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy
    from simulation.strategies.plan import Plan


MADE_OF = frozenset({"youngest_age"})
"""Parameters of which a town keeps what it made of them at the start."""


class State:
    """All that a process of the week may look at or change.

    ``parameters`` (one row) and ``services`` (one row a modality) are structured arrays of all
    numbers, those of ``scenario``; ``built_in_parameters`` are the former without those of
    extensions, on the same memory. ``counts`` has a row a share of the people and a column for each
    of ``counted``. ``strategies`` are the plans at work: none at first, whatever the scenario says.
    """

    def __init__(
        self,
        people: Population,
        ties: Ties,
        scenario: Scenario,
        *,
        seed: int,
        start: int,
        threads: int,
    ) -> None:
        self.people: Population = people
        self.ties: Ties = ties
        self.scenario = scenario
        self.seed = np.uint64(seed)
        self.week = start - 1
        """The last week that was simulated."""
        self.parameters, self.services = records_of(scenario)
        youngest = scenario.parameters.youngest_age
        self.adults = int(np.count_nonzero(people.age >= youngest))
        self.values = Values(people.people, self.services.size)
        self.people.helps = scenario.services.rows()
        self.counted = counted_in(self.people.helps)
        """What is counted each week, by name, in the order of its columns."""
        self.use_threads(threads)
        self.strategies: list[Plan] = []
        self.history = History(self.services["cost"].copy(), start, self.counted)
        self._programmes: dict[tuple[int, ...], Programme] = {}

    def __getstate__(self) -> dict[str, Any]:
        # A programme holds addresses of this town's arrays: a copy makes its own.
        return self.__dict__ | {"_programmes": {}, "_built_in": (None, None)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        # A copied array stands alone, and code would be compiled anew for ties that do.
        self.ties = side_by_side(*self.ties)

    @property
    def built_in_parameters(self) -> NDArray[Any]:
        """The parameters without those of extensions, on the same memory."""
        of, found = self.__dict__.get("_built_in", (None, None))
        if found is None or of is not self.parameters:
            found = built_in(self.parameters, tuple(FURTHER))
            self.__dict__["_built_in"] = self.parameters, found
        return found

    def programme(self, processes: Sequence[Process]) -> Programme:
        """These processes, ready to run one after the other."""
        key = tuple(map(id, processes))
        found = self._programmes.get(key)
        if found is None or not found.fits(self):
            found = self._programmes[key] = Programme(self, processes)
        return found

    def use_threads(self, threads: int) -> None:
        """Share out the people over so many threads from the next week on."""
        self.threads = threads
        self.counts: NDArray[np.int64] = np.zeros((threads, len(self.counted)), np.int64)

    def take_numbers(self, scenario: Scenario) -> None:
        """Let the numbers of a scenario hold from the next week on.

        What they made of the people before the first week stays, and so do waits and strategies.
        Raises InputError for a scenario with other kinds of help.
        """
        helps = scenario.services.rows()
        if [row.name for row in helps] != [row.name for row in self.people.helps]:
            raise InputError(
                "a town keeps the kinds of help that it was built with",
                field="services",
                found=", ".join(row.name for row in helps),
                allowed=", ".join(row.name for row in self.people.helps),
            )
        parameters, services = records_of(scenario)
        services["wait"] = self.services["wait"]
        self.parameters[:] = parameters
        self.services[:] = services
        self.history.cost_per_visit = services["cost"].copy()
        self.scenario = scenario

    def begin(self, strategies: Iterable[Strategy]) -> None:
        """Put strategies to work, in the place of those that are; they have met nobody yet.

        Raises InputError for a target that the town does not have.
        """
        from simulation.strategies import plans  # compiled code, which many a town never needs

        self.values.clear()
        self.strategies = plans(tuple(strategies), self)

    def switch_on(self, strategy: Strategy) -> None:
        """Put one more strategy to work, beside those that are.

        It gets the next number among those of its kind, so that the past of the others stays as it
        is. Raises InputError for a target that the town does not have.
        """
        from simulation.strategies import plan_of

        alike = sum(plan.strategy.kind == strategy.kind for plan in self.strategies)
        made = [*self.strategies, plan_of(strategy, alike + 1, self)]
        self.strategies = sorted(made, key=lambda plan: plan.strategy.kind)  # stable

    def switch_off(self, kind: str, week: int) -> None:
        """End all strategies of a kind: ``week`` is the first without them."""
        for plan in self.strategies:
            if plan.strategy.kind == kind:
                end = min(plan.strategy.end, week)
                plan.strategy = plan.strategy.model_copy(update={"end": end})

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

        Strategies that the other town did not have begin as if they had met nobody. Numbers and
        luck stay those of this town.
        """
        for name in self.people.columns():
            getattr(self.people, name)[:] = state[f"people.{name}"]
        ties = {name: state[f"ties.{name}"] for name in Ties._fields}
        if any(not np.array_equal(ties[name], own) for name, own in self.ties._asdict().items()):
            self.ties = side_by_side(**{name: np.array(array) for name, array in ties.items()})
        for plan in self.strategies:
            plan.since[:] = state.get(f"strategy.{plan.name}", NEVER)
        self.services["wait"] = state["wait"]
        self.week = int(state["week"])
        self.history.restore(state)
