"""What each verb of Mesa does here: the table of the guide, Mesa as installed, and the model."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mesa
import pandas as pd
import pytest
from mesa.agent import AgentSet
from mesa.datacollection import DataCollector
from mesa.discrete_space import Cell, CellAgent, Network

import simulation
from simulation import HelpSeekingModel, InputError, Person
from simulation.network.ties import Ties
from tests.support.models import agent
from tests.support.towns import bits, differences

QUICK: dict[str, Any] = {"people": 60, "rng": 1, "weeks": 30, "horizon__burn_in_weeks": 0}

GUIDE = Path(simulation.__file__).with_name("README.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, tuple[str, str]]:
    """The verbs under a heading of the guide: since which Mesa, and what they do here."""
    (part,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S)
    found: dict[str, tuple[str, str]] = {}
    for names, does in re.findall(r"^\| (`.*?) \| (.*?) \|$", part, re.M):
        since = re.search(r"\(from (\d\.\d)\)", names)
        for name in re.findall(r"`(\w+)`", names):
            assert name not in found, name
            found[name] = (since[1] if since else "3.3", does)
    return found


def public(*things: Any) -> set[str]:
    """What Mesa offers on classes or objects."""
    return {name for thing in things for name in dir(thing) if not name.startswith("_")}


PLAIN = mesa.Model(rng=1)
OFFERED: dict[str, set[str]] = {
    "The model": public(PLAIN) - {"subscribers", "agent_id_counter"},
    "Persons": public(CellAgent(PLAIN)),
    "Sets of agents": public(PLAIN.agents, AgentSet),
    "Groups of agents": public(AgentSet([], random=PLAIN.random).groupby("pos")) - {"groups"},
    "The data collector": public(DataCollector()) - {"tables", "model_vars"},
    "The grid": public(Network),
}
"""What the installed Mesa offers; the rest is what it keeps for itself."""


@pytest.mark.parametrize("heading", OFFERED)
def test_the_guide_tells_of_every_verb_of_mesa(heading: str) -> None:
    told = rows(heading)
    assert OFFERED[heading] - set(told) == set(), "decide what this does here"
    version = ".".join(mesa.__version__.split(".")[:2])
    for name, (since, _) in told.items():
        assert (since <= version) == (name in OFFERED[heading]), name


def refusals(model: HelpSeekingModel) -> dict[str, dict[str, Callable[[], Any]]]:
    """Each verb that the guide calls refused."""
    person, other = agent(model.agents), agent(model.agents, 1)
    kind, grid = type(person), model.grid
    cell = grid[0]
    return {
        "The model": {
            "reset_rng": lambda: model.reset_rng(9),
            "reset_randomizer": lambda: model.reset_randomizer(9),
            "remove_all_agents": model.remove_all_agents,
        },
        "Persons": {
            "remove": person.remove,
            "step": person.step,
            "advance": person.advance,
            "move_to": lambda: person.move_to(grid[1]),
            "move_relative": lambda: person.move_relative(1),
            "create_agents": lambda: kind.create_agents(model, 2, row=[0, 1]),
            "from_dataframe": lambda: (
                kind.from_dataframe(model, pd.DataFrame({"row": [0, 60]}))
                if hasattr(kind, "from_dataframe")
                else kind.create_agents(model, 1, row=60)
            ),
        },
        "Sets of agents": {
            "remove": lambda: model.agents.remove(person),
            "discard": lambda: model.agents_by_type[kind].discard(other),
            "pop": model.agents.pop,
            "clear": model.agents.clear,
        },
        "Groups of agents": {},
        "The data collector": {},
        "The grid": {
            "add_cell": lambda: grid.add_cell(cell),
            "remove_cell": lambda: grid.remove_cell(cell),
            "add_connection": lambda: grid.add_connection(cell, grid[1]),
            "remove_connection": lambda: grid.remove_connection(cell, grid[1]),
        },
    }


@pytest.mark.parametrize("heading", OFFERED)
def test_what_the_guide_calls_refused_is_refused_and_changes_nothing(heading: str) -> None:
    model = HelpSeekingModel(**QUICK)
    refused = {name for name, (_, does) in rows(heading).items() if does.startswith("refused")}
    given = refusals(model)[heading]
    assert set(given) == refused
    before = bits(model.town)
    for name, verb in given.items():
        with pytest.raises(InputError, match="allowed: "):
            verb()
        assert len(model.agents) == len(model.agents_by_type[Person]) == 60, name
        assert model.agent_types == [Person], name
    assert differences(before, bits(model.town)) == []
    assert isinstance(model.ties, Ties)


def test_other_ways_to_lose_or_add_a_person_are_refused() -> None:
    model = HelpSeekingModel(**QUICK)
    with pytest.raises(InputError, match="cannot be removed"):
        model.remove_all_agents()  # before anybody was made
    with pytest.raises(InputError, match="cannot be added"):
        Person(model, 5)
    person = agent(model.agents, 5)
    for verb in (
        lambda: model.register_agent(person),
        lambda: model.deregister_agent(person),
        lambda: Person(model, 5),
        lambda: model.agents.select(at_most=3, inplace=True),
        lambda: model.agents.select(None, 3, True),
        lambda: setattr(person, "cell", None),
    ):
        with pytest.raises(InputError):
            verb()
    assert [each.row for each in model.agents] == list(range(60))
    assert agent(model.agents, 5) is person
    assert person.cell is model.grid[5]
    for some in (model.agents.select(at_most=9), model.agents.shuffle()):
        some.remove(agent(some, 3))  # sets of their own
    assert len(model.agents) == 60
    assert len(model.agents & model.agents.select(at_most=9)) == 9
    model.agents.sort("age", ascending=True, inplace=True)
    assert agent(model.agents).age == model.population.age.min()


# Agents of other classes


class Counsellor(CellAgent):
    """An agent beside the persons."""

    def __init__(self, model: HelpSeekingModel) -> None:
        super().__init__(model)
        self.seen = 0

    def step(self) -> None:
        self.seen += 1


class Neighbour(Person):
    """A person with more of their own."""

    mood: float = 0.5
    diary: list[str]

    def __init__(self, model: HelpSeekingModel, row: int) -> None:
        super().__init__(model, row)
        self.diary = []

    def step(self) -> None:
        self.mood += 0.1
        self.diary.append(self.stage)


class Neighbourhood(HelpSeekingModel):
    """A model of them."""

    person_class = Neighbour


def test_unique_ids_do_not_depend_on_when_persons_are_made() -> None:
    early, late = HelpSeekingModel(**QUICK), HelpSeekingModel(**QUICK)
    assert len(early.agents) == 60
    for model in (early, late):
        made = [*Counsellor.create_agents(model, 2), Counsellor(model)]
        assert [each.unique_id for each in made] == [61, 62, 63]
        assert [each.unique_id for each in model.agents] == list(range(1, 64))
        assert [each.row for each in model.agents_by_type[Person]] == list(range(60))
        made[1].remove()
        assert Counsellor(model).unique_id == 64
        model.register_agent(made[0])  # as it has been
        assert made[0].unique_id == 61


def test_other_agents_live_beside_the_persons() -> None:
    model, alone = HelpSeekingModel(**QUICK), HelpSeekingModel(**QUICK)
    counsellors = list(Counsellor.create_agents(model, 3))
    assert set(model.agent_types) == {Person, Counsellor}
    assert {kind: len(some) for kind, some in model.agents_by_type.items()} == {
        Person: 60,
        Counsellor: 3,
    }
    model.datacollector = DataCollector(agenttype_reporters={Counsellor: {"seen": "seen"}})
    counsellors[0].cell = model.grid[4]
    while model.running:
        model.agents_by_type[Counsellor].shuffle_do("step")
        model.step()
        alone.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(Counsellor)
    assert frame.xs(30, level="Step")["seen"].tolist() == [30, 30, 30]
    assert set(counsellors[0].cell.agents) == {agent(model.agents, 4), counsellors[0]}
    assert differences(bits(model.town), bits(alone.town)) == []
    with pytest.raises(InputError, match="unknown attribute"):
        model.agents.set("seen", 0)
    counsellors[0].remove()
    model.agents.remove(counsellors[1])
    assert (len(model.agents), len(model.agents_by_type[Counsellor])) == (61, 2)
    assert list(model.grid[4].agents) == [agent(model.agents, 4)]


def test_a_class_of_persons_of_ones_own() -> None:
    model, alone = Neighbourhood(**QUICK), HelpSeekingModel(**QUICK)
    assert model.agent_types == [Neighbour]
    for _ in range(3):
        model.agents.shuffle_do("step")
        model.step()
        alone.step()
    person = agent(model.agents, 3)
    assert (person.mood, len(person.diary)) == (pytest.approx(0.8), 3)
    assert person.neighbours
    assert differences(bits(model.town), bits(alone.town)) == []
    model.agents.set("mood", 0.1)
    assert {each.mood for each in model.agents} == {0.1}
    with pytest.raises(InputError, match="moood"):
        model.agents.set("moood", 0.1)
    with pytest.raises(InputError, match="trust"):
        type("Wrong", (Person,), {"__annotations__": {"trust": float}})


def test_persons_that_fail_when_they_are_made_leave_none_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = Neighbourhood(**QUICK)
    with monkeypatch.context() as patch:
        patch.setattr(Neighbour, "__init__", _fails_at_nine)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="nine"):
                model.agents  # noqa: B018
    assert [each.unique_id for each in model.agents] == list(range(1, 61))


def _fails_at_nine(person: Person, model: HelpSeekingModel, row: int) -> None:
    Person.__init__(person, model, row)
    if row == 9:
        raise RuntimeError("nine")


# Time


def test_weeks_are_steps_and_times() -> None:
    model = HelpSeekingModel(**QUICK)
    model.run_model()
    assert (model.steps, model.week, model.running) == (30, 30, False)
    assert getattr(model, "time", 30.0) == 30.0


@pytest.mark.skipif(not hasattr(mesa.Model, "run_for"), reason="Mesa from 3.5 on")
def test_events_and_times_of_mesa() -> None:
    from mesa.time import Schedule

    model, other = HelpSeekingModel(**QUICK), HelpSeekingModel(**QUICK)
    told: list[tuple[str, float]] = []

    def once() -> None:
        told.append(("once", model.time))

    def often() -> None:
        told.append(("", model.time))

    model.schedule_event(once, at=2.5)
    model.schedule_recurring(often, Schedule(interval=2.0, start=2.0))
    model.run_for(3)
    model.run_until(5.0)
    assert told == [("", 2.0), ("once", 2.5), ("", 4.0)]
    assert (model.week, model.time) == (5, 5.0)
    for _ in range(5):
        other.step()
    assert differences(bits(model.town), bits(other.town)) == []


@pytest.mark.skipif(not hasattr(mesa.Model, "scenario"), reason="later versions of Mesa")
def test_scenarios_of_mesa() -> None:
    from mesa.experimental.scenarios import Scenario

    settings = {name: value for name, value in QUICK.items() if name != "rng"}
    given = HelpSeekingModel(scenario=Scenario(rng=7, onset_rate=0.3), **settings)
    same = HelpSeekingModel(onset_rate=0.3, **{**QUICK, "rng": 7})
    assert differences(bits(given.town), bits(same.town)) == []
    assert (given.scenario.rng, given.scenario.onset_rate, same.scenario.rng) == (7, 0.3, 7)
    assert given.scenario.model is given
    with pytest.raises(InputError, match="given twice"):
        HelpSeekingModel(scenario=Scenario(rng=7), **QUICK)
    with pytest.raises(InputError, match="onset_rat"):
        HelpSeekingModel(scenario=Scenario(onset_rat=0.3), **QUICK)


@pytest.mark.parametrize("scenario", [{"rng": 1}, 7, "town"])
def test_what_is_no_scenario_of_mesa_is_refused(scenario: Any) -> None:
    with pytest.raises(InputError, match="scenario"):
        HelpSeekingModel(scenario=scenario, **QUICK)


def test_cells_are_those_of_mesa() -> None:
    model = HelpSeekingModel(**QUICK)
    assert isinstance(model.grid, Network)
    assert all(isinstance(cell, Cell) for cell in model.grid.all_cells)
    assert len(model.grid.empties) == 0
    assert len(list(model.grid.agents)) == 60
