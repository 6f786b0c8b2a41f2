"""HelpSeekingModel: the town as a Mesa model."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import mesa

from simulation.agent_sets import Kept
from simulation.build import Progress, _silent, build_town, burn_in
from simulation.collector import SeriesCollector
from simulation.errors import InputError
from simulation.measures.categories import ON_THE_WAY, STAGE_ROWS, named_in
from simulation.measures.told import breakdown, outcomes, reasons
from simulation.person import Person, person_stays
from simulation.scenario import Scenario, load_scenario
from simulation.seeds import seed_of

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from mesa.agent import AgentSet

    from simulation.history import History
    from simulation.network.ties import Ties
    from simulation.population.people import Population
    from simulation.space import TiesSpace

REPORTED = (
    *(f"stage_{name}" for name in named_in(STAGE_ROWS, ON_THE_WAY)),
    "onsets",
    "recognitions",
    "entries",
    "dropouts",
    "completions",
)
"""Series that the model's own data collector keeps; ``history`` has all."""


class HelpSeekingModel(mesa.Model):
    """A town of people who may come to seek help for their mental health.

    ``world`` is the name of a built-in world, the path of a scenario file or a Scenario.
    ``people`` is how many there are: by default as many as ``graph`` has nodes, or as the world
    says. ``rng`` is the seed, a whole number from 0 or what else Mesa takes, and ``seed`` its older
    name; the same seed gives the same town and the same luck. Without one, a fresh one is drawn and
    told. Either way it is kept: ``model.seed_of_draws``. ``kwargs`` are settings by name: a
    parameter (``onset_rate=0.2``), or a place in the scenario with two underscores for each dot
    (``services__specialist__price=80``, ``weeks=104``). ``scenario`` is one of Mesa's own kind
    (from 3.5 on), a seed and settings.

    ``graph`` puts the people on a NetworkX graph. ``record_events`` keeps a list of who changed
    when. ``threads`` changes the speed and nothing else. ``progress`` is told how far the building
    is. The model stands at the beginning of week 0, with the burn-in behind it, and stops running
    after ``weeks``. ``model.world`` is the scenario. Raises InputError for anything that it cannot
    use.

    A class of one's own names the class of its people in ``person_class``. What each verb of Mesa
    does here is told in ``simulation/README.md``.
    """

    person_class: type[Person] = Person

    def __init__(
        self,
        world: str | os.PathLike[str] | Mapping[str, Any] | Scenario = "town",
        *,
        people: int | None = None,
        rng: Any = None,
        seed: Any = None,
        scenario: Any = None,
        graph: nx.Graph | None = None,
        record_events: bool = False,
        threads: int | None = None,
        progress: Progress = _silent,
        **kwargs: object,
    ) -> None:
        told = _told_by(scenario, {"people": people, "rng": rng, "seed": seed, **kwargs})
        people, rng, seed = told.pop("people"), told.pop("rng"), told.pop("seed")
        self.seed_of_draws = seed_of(seed, rng)
        options = {}
        if scenario is not None:
            fields = dict(scenario) | {"rng": self.seed_of_draws}
            options["scenario"] = type(scenario)(**fields)
        # Mesa's own generators are seeded, too, for those who use them; the model does not.
        super().__init__(rng=self.seed_of_draws, **options)
        settings = {name.replace("__", "."): value for name, value in told.items()}
        if people is not None or graph is not None:
            settings["people"] = people
        self.world: Scenario = load_scenario(world, settings, settings_source="HelpSeekingModel")
        self.town = build_town(
            self.world, self.seed_of_draws, threads=threads, graph=graph, progress=progress
        )
        burn_in(self.town, progress)
        if record_events:
            self.town.record_events()
        self.weeks = self.world.horizon.weeks
        self.running = self.weeks > 0
        self._people_by_row: list[Person] | None = None
        self._others = 0
        self._space: TiesSpace | None = None
        self.datacollector = SeriesCollector(REPORTED, {"seed": self.seed_of_draws})

    @property
    def week(self) -> int:
        """Weeks simulated since the burn-in; the week that ``step`` simulates next."""
        return self.town.week + 1

    @property
    def population(self) -> Population:
        """The people as columns."""
        return self.town.people

    @property
    def ties(self) -> Ties:
        """The social graph as arrays."""
        return self.town.ties

    @property
    def history(self) -> History:
        """What was counted, week by week."""
        return self.town.history

    def step(self) -> None:
        """Simulate one week."""
        self.town.step()
        self.datacollector.collect(self)
        if self.week >= self.weeks:
            self.running = False

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Simulate all weeks that are left; ``progress(week, weeks)`` is told now and then."""
        while self.running:
            if progress is not None and self.week % 8 == 0:
                progress(self.week, self.weeks)
            before = self.week
            self.step()
            if self.week == before:
                # Mesa from 3.5 on takes no further step once one has failed, and says nothing.
                self.town.next_week()
                raise RuntimeError("a step has failed before: make the model anew")
        if progress is not None:
            progress(self.week, self.weeks)

    def outcomes(self) -> dict[str, float]:
        """All outcomes over the last 52 weeks; see ``simulation.measures.outcomes``."""
        return outcomes(self.town)

    def breakdown(self, by: Iterable[str]) -> list[dict[str, Any]]:
        """Outcomes by severity, income, culture, sex: a row for each group."""
        return breakdown(self.town, by)

    def reasons(self) -> dict[str, float]:
        """Why people do not seek help: barrier and share of those who would name it."""
        return reasons(self.town)

    def events_frame(self) -> pd.DataFrame:
        """The events so far, if ``record_events`` was asked for."""
        if self.town.events is None:
            raise RuntimeError("this model keeps no events: make it with record_events=True")
        return self.town.events.frame()

    def run_model(self) -> None:
        """Simulate all weeks that are left, as ``run`` does."""
        self.run()

    def reset_rng(self, rng: Any = None) -> NoReturn:
        """Refused: all draws are functions of the seed that the model was made with."""
        raise InputError(
            "the seed of a model cannot be changed",
            source="reset_rng",
            found=rng,
            allowed="a new model, HelpSeekingModel(rng=...)",
        )

    def reset_randomizer(self, seed: Any = None) -> NoReturn:
        """Refused, as ``reset_rng`` is."""
        self.reset_rng(seed)

    def register_agent(self, agent: Any) -> None:
        """Take in an agent beside the persons; Mesa calls this when one is made.

        Persons have the numbers from 1 on, whenever they are made, and others those that follow.
        """
        if isinstance(agent, Person):
            made = self._people_by_row
            if made is None or agent.row != len(made) or agent.row >= self.population.people:
                raise InputError(
                    "a person cannot be added",
                    source=type(agent).__name__,
                    allowed="people=... when the model is made, or agents that are no Person",
                )
            super().register_agent(agent)
            agent.unique_id = agent.row + 1
        elif agent not in super().agents:
            super().register_agent(agent)
            self._others += 1
            agent.unique_id = self.population.people + self._others
        # Up to 3.4, Mesa keeps numbers by model, and with them the model, for ever.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def deregister_agent(self, agent: Any) -> None:
        """Let an agent go that is no person; Mesa calls this when one is removed."""
        if isinstance(agent, Person):
            raise person_stays(agent)
        super().deregister_agent(agent)

    def remove_all_agents(self) -> NoReturn:
        """Refused, since persons stay; others may be removed one by one."""
        raise InputError(
            "the people of a town cannot be removed",
            source="remove_all_agents",
            allowed="agent.remove() for each agent that is no person",
        )

    def __copy__(self) -> HelpSeekingModel:
        # What a shallow copy shares, both would live on.
        return copy.deepcopy(self)

    @property
    def people_by_row(self) -> list[Person]:
        """All persons in the order of the rows, made when first asked for."""
        self._wake_agents()
        return self._people_by_row or []

    @property
    def agents(self) -> AgentSet[Any]:
        """All agents as a Mesa AgentSet, persons first; they are made when first asked for."""
        self._wake_agents()
        return Kept.guarding(super().agents)

    @property
    def agents_by_type(self) -> dict[type, AgentSet[Any]]:
        """The AgentSet of each type of agent: of persons, and of others that one has made."""
        self._wake_agents()
        by_type: dict[type, AgentSet[Any]] = super().agents_by_type
        for agents in by_type.values():
            Kept.guarding(agents)
        return by_type

    @property
    def agent_types(self) -> list[type]:
        """The types of agents."""
        self._wake_agents()
        return super().agent_types

    def _wake_agents(self) -> None:
        # Mesa asks for its agents while it is being initialised, before there is a town.
        if getattr(self, "_people_by_row", ()) is not None:
            return
        made: list[Person] = []
        self._people_by_row = made
        try:
            for row in range(self.population.people):
                made.append(self.person_class(self, row))
        except BaseException:
            for person in [each for each in super().agents if isinstance(each, Person)]:
                super().deregister_agent(person)
            self._people_by_row = None
            raise
        if self._others:
            super().agents.sort("unique_id", ascending=True, inplace=True)

    @property
    def graph(self) -> nx.Graph:
        """The social graph as a NetworkX graph, made anew at each call; some kilobytes a person.

        Nodes are called as in the network that was given (a graph's own nodes, a file's labels);
        where ties were drawn they are rows.
        """
        from simulation.network.views import to_networkx

        return to_networkx(self.ties, labels=self.town.nodes)

    @property
    def grid(self) -> TiesSpace:
        """The social graph as a Mesa space with every person in their cell, for Mesa's pages."""
        if self._space is None:
            from simulation.space import TiesSpace

            self._space = TiesSpace(self.ties, self.population.household, self.random)
            for person in self.people_by_row:
                person.take_place(self._space)
        return self._space


def _told_by(scenario: Any, given: dict[str, object]) -> dict[str, Any]:
    """What is given, and what a scenario of Mesa's own kind says: its seed and its settings.

    Pages of Mesa from 3.5 on give one, which holds but a seed, or none.
    """
    if scenario is None:
        return given
    kind: Any = type(getattr(mesa.Model(rng=0), "scenario", None))
    if not isinstance(scenario, kind):
        raise InputError(
            "not a scenario of Mesa's",
            source="HelpSeekingModel",
            field="scenario",
            found=scenario,
            allowed="a mesa.experimental.scenarios.Scenario; a world of Helpseek is `world`",
        )
    for name, value in scenario:
        if value is None:
            continue
        if given.get(name) is not None:
            raise InputError(
                "given twice, by the scenario and beside it",
                source="HelpSeekingModel",
                field=name,
                found=given[name],
                allowed="one of the two",
            )
        given[name] = value
    return given
