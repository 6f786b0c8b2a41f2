"""Persons as Mesa agents, and the social graph as a Mesa space and a NetworkX graph."""

from __future__ import annotations

from typing import Any

import mesa
import networkx as nx
import numpy as np
import pytest
from mesa.discrete_space import Network

from simulation import HelpSeekingModel, InputError, Person
from simulation.given import town_size
from simulation.population.columns import COLUMNS, NEVER
from simulation.scenario import load_scenario
from tests.support.models import agent, model_of

# Agents


def test_agents_are_not_made_until_asked_for() -> None:
    model = model_of()
    model.step()
    assert len(model._all_agents) == 0
    assert len(model.agents) == 300
    assert isinstance(model.agents, type(mesa.Model(rng=1).agents))
    assert model.agent_types == [Person]
    assert len(model_of().agents_by_type[Person]) == 300
    assert model_of().agent_types == [Person]
    again = model.people_by_row
    assert again is model.people_by_row
    assert [person.row for person in again] == list(range(300))
    assert [person.unique_id for person in again] == list(range(1, 301))
    assert all(isinstance(person, mesa.Agent) for person in again)
    assert all(person.model is model for person in again)


@pytest.mark.parametrize("name", COLUMNS)
def test_attributes_read_and_write_the_row(name: str) -> None:
    column = COLUMNS[name]
    model = model_of(horizon__burn_in_weeks=0)
    person = model.people_by_row[17]
    values = getattr(model.population, name)
    others = np.delete(values, 17).copy()
    names = model.population.names_of(name)
    if names:
        for code, word in enumerate(names):
            setattr(person, name, word)
            assert model.population.codes_of(name)[17] == code
            assert getattr(person, name) == word
        wrong: list[Any] = ["nonsense", 0, None]
    else:
        for value in (max(column.low, 0), 1):
            setattr(person, name, value)
            assert values[17] == value
            assert getattr(person, name) == value
        if column.unit == "week":
            setattr(person, name, None)
            assert values[17] == NEVER
            assert getattr(person, name) is None
            wrong = [40_000, -40_000]
        elif column.unit == "share of the scale":
            setattr(person, name, 0.25)
            assert getattr(person, name) == 0.25
            wrong = [1.01, -0.01, None]
        else:
            wrong = [1e30, None]
        wrong += ["much", float("nan"), float("inf"), True, [1], {}]
    assert type(getattr(person, name)) in (str, int, float, type(None))
    before = values.copy()
    for value in wrong:
        with pytest.raises(InputError, match=name):
            setattr(person, name, value)
    assert np.array_equal(values, before)
    assert np.array_equal(np.delete(values, 17), others)
    model.step()


def test_fractions_are_not_written_where_whole_numbers_belong() -> None:
    model = model_of()
    person = model.people_by_row[17]
    for name, column in COLUMNS.items():
        if np.issubdtype(column.dtype, np.integer) and not model.population.names_of(name):
            before = getattr(person, name)
            whole = min(3.0, column.high)
            setattr(person, name, whole)
            assert getattr(person, name) == whole
            with pytest.raises(InputError, match=name):
                setattr(person, name, 0.5)
            setattr(person, name, before)


def test_what_agents_write_is_what_the_week_works_with() -> None:
    model = model_of(onset_rate=0.0, recognition_base=6.0, recognition_denial=0.0)
    person = next(person for person in model.people_by_row if person.age >= 18)
    person.stage, person.severity, person.episode_start = "unaware", "severe", -1
    before = model.history.latest("recognitions")
    model.step()
    assert person.stage != "unaware"
    assert model.history.latest("recognitions") > before


def test_agent_sets_do_what_agent_sets_do() -> None:
    model = model_of(onset_rate=0.8)
    model.run()
    people = model.population
    adults = model.agents.select(lambda person: person.age >= 18)
    assert len(adults) == np.count_nonzero(people.age >= 18)
    assert np.array_equal(model.agents.get("trust"), people.trust)
    assert model.agents.get(["age", "stage"])[3] == [
        int(people.age[3]),
        model.people_by_row[3].stage,
    ]
    assert model.agents.agg("trust", np.mean) == pytest.approx(people.trust.mean(dtype=float))
    by_stage = {stage: len(group) for stage, group in model.agents.groupby("stage")}
    assert sum(by_stage.values()) == people.people
    assert by_stage["well"] == np.count_nonzero(people.stage == 0)
    seen: list[int] = []
    model.agents.shuffle_do(lambda person: seen.append(person.row))
    assert sorted(seen) == list(range(300))
    assert seen != sorted(seen)
    copied = model.agents.select(at_most=10).set("trust", 0.5)
    assert {person.trust for person in copied} == {0.5}
    assert (people.trust[:10] == 0.5).all()


def test_persons_have_names_and_neighbours(lived_model: HelpSeekingModel) -> None:
    ties = lived_model.ties
    for row in (0, 5, 299):
        person = lived_model.people_by_row[row]
        expected = ties.neighbour[ties.start[row] : ties.start[row + 1]]
        assert [other.row for other in person.neighbours] == expected.tolist()
        assert person.label == str(row)
        assert person.stage in repr(person)
    graph = nx.relabel_nodes(nx.karate_club_graph(), lambda node: f"member {node}")
    named = HelpSeekingModel(graph=graph, rng=1, horizon__burn_in_weeks=0)
    assert {person.label for person in named.agents} == set(graph)
    one = next(person for person in named.agents if person.label == "member 0")
    assert {other.label for other in one.neighbours} == set(graph["member 0"])


# Space


def test_the_graph_is_networkx(lived_model: HelpSeekingModel) -> None:
    graph, ties = lived_model.graph, lived_model.ties
    assert isinstance(graph, nx.Graph)
    assert list(graph) == list(range(300))
    assert 2 * graph.number_of_edges() == ties.neighbour.size
    for row in (0, 5, 299):
        assert sorted(graph[row]) == sorted(ties.neighbour[ties.start[row] : ties.start[row + 1]])
    assert {data["kind"] for _, _, data in graph.edges(data=True)} == {"household", "friend"}


def test_the_grid_is_a_network_with_everybody_in_it(lived_model: HelpSeekingModel) -> None:
    grid = lived_model.grid
    assert isinstance(grid, Network)
    assert lived_model.grid is grid
    assert len(grid.all_cells) == 300
    for person in lived_model.people_by_row:
        assert person.cell is grid[person.row]
        assert list(person.cell.agents) == [person]
        beside = {other.row for cell in person.cell.neighborhood for other in cell.agents}
        assert beside == {other.row for other in person.neighbours}
    assert len(list(grid.agents)) == 300


def test_a_graph_of_ones_own_is_the_grid() -> None:
    graph = nx.gnp_random_graph(60, 0.1, seed=3)
    model = HelpSeekingModel(graph=graph, rng=1, horizon__burn_in_weeks=0)
    assert nx.utils.edges_equal(model.graph.edges, graph.edges)
    directed = HelpSeekingModel(
        graph=nx.DiGraph([("a", "b"), ("b", "c")]), rng=1, horizon__burn_in_weeks=0
    )
    assert directed.graph.is_directed()
    assert {
        (person.label, other.label) for person in directed.agents for other in person.neighbours
    } == {("a", "b"), ("b", "c")}


WORLD = {
    "extends": "town",
    "population": {"people": 300},
    "horizon": {"weeks": 1, "burn_in_weeks": 0},
}
QUICK: dict[str, Any] = {"weeks": 1, "horizon__burn_in_weeks": 0}


def test_two_seeds_are_refused_and_one_of_either_name_taken() -> None:
    for seed, rng in ((7, 5), (7, 1), (7, 7)):
        with pytest.raises(InputError, match="two seeds"):
            HelpSeekingModel("town", people=100, seed=seed, rng=rng, **QUICK)
    for given in ({"seed": 7}, {"rng": 7}, {"seed": 7, "rng": None}):
        assert HelpSeekingModel("town", people=100, **given, **QUICK).seed_of_draws == 7


def test_the_number_of_people_is_that_of_the_graph_or_of_the_world() -> None:
    graph = nx.Graph([(1, 2), (2, 3)])
    assert HelpSeekingModel("town", graph=graph, rng=1, **QUICK).population.people == 3
    assert HelpSeekingModel(WORLD, rng=1).population.people == 300
    assert HelpSeekingModel(load_scenario(WORLD), rng=1).population.people == 300
    assert HelpSeekingModel(WORLD, people=200, rng=1).population.people == 200
    assert HelpSeekingModel("town", rng=1, **QUICK).population.people == town_size()
    assert HelpSeekingModel({**WORLD, "population": {}}, rng=1).population.people == town_size()


def test_what_would_have_no_effect_is_refused() -> None:
    model = HelpSeekingModel(WORLD, rng=1)
    person = agent(model.agents)
    for refused in (
        lambda: model.reset_rng(9),
        lambda: model.reset_randomizer(9),
        person.remove,
        model.remove_all_agents,
        lambda: model.agents.set("trsut", 0.5),
        lambda: setattr(person, "mood", 1),
    ):
        with pytest.raises(InputError):
            refused()
    with pytest.raises(InputError, match="did you mean trust"):
        person.trsut = 0.5
    model.agents.set("trust", 0.5)
    assert (model.population.trust == 0.5).all()
    assert len(model.agents) == 300
