"""HelpSeekingModel: the town as a Mesa model."""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from secrets import randbits
from typing import TYPE_CHECKING, Any

import mesa

from simulation.build import Progress, _silent, build_town, burn_in, checked_seed
from simulation.collector import SeriesCollector
from simulation.errors import InputError
from simulation.events import Events
from simulation.measures.told import breakdown, outcomes, reasons
from simulation.scenario import Scenario, load_scenario, world_files

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from mesa.agent import AgentSet
    from mesa.discrete_space import Network

    from simulation.history import History
    from simulation.network.ties import Ties
    from simulation.person import Person
    from simulation.population.columns import Population

REPORTED = (
    "stage_unaware", "stage_aware", "stage_intending", "stage_asking", "stage_refused",
    "stage_waiting", "stage_in_care", "stage_completed", "stage_dropped_out", "onsets",
    "recognitions", "entries", "dropouts", "completions",
)  # fmt: skip
"""Series that the model's own data collector keeps; ``history`` has all."""


class _Usual(int):
    """A default that can be told from the same number given by somebody."""


_SEED, _PEOPLE = _Usual(1), _Usual(1000)


class HelpSeekingModel(mesa.Model):
    """A town of people who may come to seek help for their mental health.

    ``world`` is the name of a built-in world, the path of a scenario file or a Scenario.
    ``people`` is how many there are: by default as many as ``graph`` has nodes or a world of one's
    own says, else 1,000; None leaves it to the world. ``rng`` is the seed, a whole number from 0,
    and ``seed`` another name for it; the same seed gives the same town and the same luck. Where
    both are None, as in batches of Mesa, one is drawn and told: ``model.seed_of_draws``.
    ``kwargs`` are settings by name: a parameter (``onset_rate=0.2``), or a place in the scenario
    with two underscores for each dot (``services__specialist__price=80``, ``weeks=104``).

    ``graph`` puts the people on a NetworkX graph. ``record_events`` keeps a list of who changed
    when. ``threads`` changes the speed and nothing else. ``progress`` is told how far the building
    is. The model stands at the beginning of week 0, with the burn-in behind it, and stops running
    after ``weeks``. ``model.world`` is the scenario. Raises InputError for anything that it cannot
    use.
    """

    def __init__(
        self,
        world: str | os.PathLike[str] | Mapping[str, Any] | Scenario = "town",
        *,
        people: int | None = _PEOPLE,
        rng: int | None = _SEED,
        seed: int | None = None,
        graph: nx.Graph | None = None,
        record_events: bool = False,
        threads: int | None = None,
        progress: Progress = _silent,
        **kwargs: object,
    ) -> None:
        # Pages of Mesa from 3.5 on give back its own kind of scenario, which holds but a seed.
        kwargs.pop("scenario", None)
        if seed is not None and rng is not None and rng is not _SEED and rng != seed:
            raise InputError(
                "two seeds are given", source="HelpSeekingModel", field="seed",
                found=seed, allowed=f"the same as rng, {rng!r}, or one of the two",
            )  # fmt: skip
        self.seed_of_draws = _seed_of(seed, rng)
        # Mesa's own generators are seeded, too, for those who use them; the model does not.
        super().__init__(rng=self.seed_of_draws)
        settings = {name.replace("__", "."): value for name, value in kwargs.items()}
        if people is _PEOPLE and (graph is not None or _says_people(world, settings)):
            people = None
        if people is not None:
            settings["people"] = int(people) if isinstance(people, _Usual) else people
        elif graph is not None:
            settings["people"] = None
        self.world: Scenario = load_scenario(world, settings, settings_source="HelpSeekingModel")
        self.town = build_town(
            self.world, self.seed_of_draws, threads=threads, graph=graph, progress=progress
        )
        burn_in(self.town, progress)
        if record_events:
            self.town.events = Events(self.town.people)
        self.weeks = self.world.horizon.weeks
        self.running = self.weeks > 0
        self._people_by_row: list[Person] | None = None
        self._space: Network | None = None
        self.datacollector = SeriesCollector(REPORTED)

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

    def reset_rng(self, rng: Any = None) -> None:
        """Refused: all draws are functions of the seed that the model was made with."""
        raise InputError(
            "the seed of a model cannot be changed", source="reset_rng", found=rng,
            allowed="a new model, HelpSeekingModel(rng=...)",
        )  # fmt: skip

    def reset_randomizer(self, seed: Any = None) -> None:
        """Refused, as ``reset_rng`` is."""
        self.reset_rng(seed)

    @property
    def people_by_row(self) -> list[Person]:
        """All persons in the order of the rows, made when first asked for."""
        if self._people_by_row is None:
            from simulation.person import Person

            self._people_by_row = [Person(self, row) for row in range(self.population.people)]
        return self._people_by_row

    @property
    def agents(self) -> AgentSet[Any]:
        """All persons as a Mesa AgentSet, made when first asked for."""
        self._wake_agents()
        return super().agents

    @property
    def agents_by_type(self) -> dict[type, AgentSet[Any]]:
        """The AgentSet of each type of agent; there is one type, Person."""
        self._wake_agents()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The types of agents."""
        self._wake_agents()
        return super().agent_types

    def _wake_agents(self) -> None:
        # Mesa asks for its agents while it is being initialised, before there is a town.
        if getattr(self, "_people_by_row", ()) is None:
            self.people_by_row  # noqa: B018

    @property
    def graph(self) -> nx.Graph:
        """The social graph as a NetworkX graph, made anew at each call; some kilobytes a person."""
        from simulation.network.views import to_networkx

        return to_networkx(self.ties)

    @property
    def grid(self) -> Network:
        """The social graph as a Mesa space with every person in their cell, for Mesa's pages."""
        if self._space is None:
            from mesa.discrete_space import Network

            from simulation.network.layout import positions

            options: dict[str, Any] = {}
            if "layout" in inspect.signature(Network.__init__).parameters:
                # Without one, Mesa from 3.5 on runs an unseeded layout that takes minutes.
                places = positions(self.ties, self.population.household)
                options["layout"] = dict(enumerate(places))
            self._space = Network(self.graph, capacity=1, random=self.random, **options)
            for person in self.people_by_row:
                person.cell = self._space[person.row]
        return self._space


def _says_people(world: Any, settings: Mapping[str, object]) -> bool:
    """Whether a world of one's own says how many people it has; those built in are tried small."""
    if isinstance(world, str) and world in world_files():
        return False
    usual = Scenario().population.people
    told = load_scenario(world, dict(settings), settings_source="HelpSeekingModel")
    return told.population.people != usual


def _seed_of(seed: int | None, rng: int | None) -> int:
    """The seed of two names; a fresh one, told in a warning, where it is to be none."""
    if seed is not None:
        return checked_seed(seed)
    if rng is not None:
        return checked_seed(int(rng) if isinstance(rng, _Usual) else rng)
    drawn = randbits(32)
    warnings.warn(f"no seed is given: this town is drawn with seed {drawn}", stacklevel=3)
    return drawn
