"""The scenario tree: layers, settings, what is written out and read again."""

from __future__ import annotations

import copy
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from pydantic import ValidationError

from simulation.measures.categories import MODALITIES
from simulation.parameters import Services
from simulation.parameters.culture import Culture
from simulation.scenario import (
    DEFAULT_WORLD,
    Friendships,
    Scenario,
    load_scenario,
    world_files,
)
from tests.support.strategies_for_inputs import valid_trees
from tests.support.towns import number_of

WORLDS = sorted(world_files())


# Worlds


def test_the_default_world_is_the_town_of_all_defaults() -> None:
    town = load_scenario()
    assert DEFAULT_WORLD == "town"
    assert town == load_scenario("town")
    assert town == load_scenario({"name": town.name, "description": town.description})
    assert town.population.people is None
    assert (town.horizon.weeks, town.horizon.burn_in_weeks) == (260, 260)
    assert (town.population.source, town.network.kind) == ("town", "friendships")


@pytest.mark.parametrize("world", WORLDS)
def test_a_world_is_named_as_its_file_and_described(world: str) -> None:
    scenario = load_scenario(world)
    assert scenario.name == world
    assert len(scenario.description) > 40
    assert scenario.population.file is None or Path(scenario.population.file).is_file()


def test_worlds_differ_as_they_are_described_to() -> None:
    town, county, free, students, active = (
        load_scenario(world)
        for world in ("town", "rural_county", "free_care", "students", "active_town")
    )
    assert county.parameters.travel_median > 2 * town.parameters.travel_median
    assert county.services.specialist.places < town.services.specialist.places
    median = "self_reliance_median"
    assert number_of(county, median) > number_of(town, median)
    for modality in MODALITIES:
        service, beside = getattr(free.services, modality), getattr(town.services, modality)
        assert service.price == 0.0
        assert service.places >= beside.places
        assert service.cost == beside.cost
    assert (students.population.source, students.network.kind) == ("marginals", "generator")
    assert [strategy.kind for strategy in active.strategies] == [
        "public_campaign",
        "reminders",
        "more_places",
        "subsidy",
    ]
    # Nothing else differs from the town that they extend.
    assert free.parameters == active.parameters == town.parameters
    assert free.network == active.network == town.network
    assert county.population == free.population == active.population == town.population


# Written out and read again


@pytest.mark.parametrize("world", WORLDS)
def test_a_scenario_written_out_loads_as_an_equal_one(world: str, written: Any) -> None:
    scenario = load_scenario(world)
    tree = scenario.resolved()
    assert load_scenario(tree) == scenario
    assert load_scenario(json.loads(json.dumps(tree, allow_nan=False))) == scenario
    assert load_scenario(written(json.dumps(tree), "a.json")) == scenario
    assert load_scenario(written(yaml.safe_dump(tree), "b.yaml")) == scenario
    assert load_scenario(scenario) is scenario
    assert load_scenario(scenario, {"people": 77}) == load_scenario(world, {"people": 77})


@settings(derandomize=True, deadline=None, max_examples=200)
@given(valid_trees())
def test_whatever_may_be_said_can_be_written_out_and_read_again(tree: dict[str, Any]) -> None:
    before = copy.deepcopy(tree)
    scenario = load_scenario(tree)
    assert tree == before
    resolved = json.loads(json.dumps(scenario.resolved(), allow_nan=False))
    assert load_scenario(resolved) == scenario


def test_groups_that_a_scenario_took_away_stay_away_when_it_is_read_again() -> None:
    scenario = load_scenario({"culture": {"groups": {"asian": None, "new": {"trust": 0.5}}}})
    assert list(scenario.culture.groups) == ["white", "hispanic", "black", "other", "new"]
    assert list(load_scenario(scenario.resolved()).culture.groups) == list(scenario.culture.groups)


def test_every_number_is_written_out() -> None:
    def leaves(tree: Any) -> int:
        return sum(map(leaves, tree.values())) if isinstance(tree, dict) else 1

    resolved = load_scenario().resolved()
    assert set(resolved) == {"extends", *Scenario.model_fields}
    assert leaves(resolved["services"]) == 18 * len(MODALITIES)
    assert leaves(resolved["culture"]) == 5 * 6 + 1


# Layers


def test_a_file_says_only_what_differs(written: Any) -> None:
    scenario = load_scenario(written("services: {specialist: {price: 3.5}}\n"))
    specialist = Services().specialist
    assert scenario.services.specialist == specialist.model_copy(update={"price": 3.5})
    assert scenario.services.remote == Services().remote
    assert scenario.name == "mine"


def test_one_culture_group_can_be_changed_alone() -> None:
    scenario = load_scenario({"culture": {"groups": {"asian": {"trust": 1.5}}}})
    expected = dict(Culture().groups)
    expected["asian"] = expected["asian"].model_copy(update={"trust": 1.5})
    assert scenario.culture.groups == expected


def test_a_file_that_extends_nothing_names_its_own_groups(written: Any) -> None:
    scenario = load_scenario(written("extends: null\nculture: {groups: {a: {}, b: {trust: -1}}}\n"))
    assert list(scenario.culture.groups) == ["a", "b"]
    assert scenario.services == Services()


def test_a_file_extends_a_world_and_a_file(written: Any) -> None:
    written("extends: rural_county\nhorizon: {weeks: 10}\nname: base\n", "folder/base.yaml")
    scenario = load_scenario(written("extends: folder/base.yaml\nparameters: {travel_spread: 1.0}"))
    county = load_scenario("rural_county")
    assert scenario.horizon.weeks == 10
    assert scenario.parameters.travel_median == county.parameters.travel_median
    assert scenario.parameters.travel_spread == 1.0
    assert scenario.name == "mine"


def test_lists_and_arguments_are_replaced_as_a_whole(written: Any) -> None:
    text = "extends: active_town\nstrategies: [reminders]\n"
    assert [strategy.kind for strategy in load_scenario(written(text)).strategies] == ["reminders"]
    text = "extends: students\nnetwork: {generator: barabasi_albert_graph, arguments: {m: 3}}\n"
    assert load_scenario(written(text)).network.arguments == {"m": 3}


def test_another_kind_of_source_begins_afresh(written: Any) -> None:
    students = load_scenario(written("extends: students\npopulation: {source: town}"))
    assert students.population == Scenario().population
    mine = load_scenario(
        {"extends": str(written("population: {people: 50}")), "population": {"file": "people.csv"}}
    )
    assert (mine.population.source, mine.population.people) == ("file", None)
    graph = load_scenario("students", {"network.file": "graph.csv"}).network
    assert (graph.kind, graph.generator, graph.arguments) == ("file", None, None)


def test_the_same_kind_of_source_goes_on(written: Any) -> None:
    students = load_scenario(written("extends: students\npopulation: {people: 100}"))
    assert students.population.file == load_scenario("students").population.file


def test_paths_are_relative_to_the_file_that_says_them(
    written: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "population: {file: data/people.csv}\nnetwork: {file: ../ties.csv}\n"
    written(text, "deep/base.yaml")
    mine = written("extends: deep/base.yaml\n")
    for world in (mine, str(mine), "mine.yaml"):
        scenario = load_scenario(world)
        assert scenario.population.file == str(tmp_path / "deep" / "data" / "people.csv")
        assert scenario.network.file == str(tmp_path / "ties.csv")
    assert load_scenario("town", {"network.file": "x.csv"}).network.file == str(tmp_path / "x.csv")


def test_files_of_built_in_worlds_are_found_wherever_they_are_installed() -> None:
    students = load_scenario("students")
    folder = world_files()["students"].parent
    assert students.population.file == str(folder / "students_marginals.csv")
    assert students.resolved()["population"]["file"] == "builtin:students_marginals.csv"


def test_python_sections_and_numpy_numbers_are_values_too(tmp_path: Path) -> None:
    services = Services(remote=Services().remote.model_copy(update={"price": 1.0}))
    scenario = load_scenario(
        {"services": services, "horizon": {"weeks": np.int64(7)}},
        {"onset_rate": np.float32(0.5), "network.file": tmp_path / "a.csv"},
    )
    assert scenario.services == services
    assert scenario.horizon.weeks == 7
    assert scenario.parameters.onset_rate == 0.5
    assert scenario.network.file == str(tmp_path / "a.csv")


def test_a_service_of_which_the_price_alone_is_said_in_python_keeps_the_rest() -> None:
    scenario = Scenario.model_validate({"services": {"specialist": {"price": 1.0}}})
    expected = Services().specialist.model_copy(update={"price": 1.0})
    assert scenario.services.specialist == expected


# The tree


def test_a_scenario_cannot_be_changed() -> None:
    scenario = load_scenario()
    with pytest.raises(ValidationError):
        scenario.horizon.weeks = 3  # type: ignore[misc]
    with pytest.raises(ValidationError):
        scenario.name = "other"  # type: ignore[misc]


def test_friendships_mirror_the_network_that_they_describe() -> None:
    from simulation.network.friendship import RANGES, draw_friendships

    keywords = {
        name: parameter.default
        for name, parameter in inspect.signature(draw_friendships).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    assert Friendships().model_dump() == keywords
    for name, field in Friendships.model_fields.items():
        limits: dict[str, float] = {}
        for rule in field.metadata:
            limits |= {kind: getattr(rule, kind) for kind in ("ge", "le") if hasattr(rule, kind)}
        assert (limits["ge"], limits["le"]) == RANGES[name]


def test_the_students_are_who_the_counts_say() -> None:
    from simulation.population.marginals import read_marginals

    scenario = load_scenario("students")
    assert scenario.population.file is not None
    marginals = read_marginals(
        scenario.population.file, scenario.population.columns, tuple(scenario.culture.groups)
    )
    assert int(marginals.persons.sum()) == 2560


def test_loading_a_scenario_imports_nothing_heavy() -> None:
    code = (
        "import sys; from simulation.scenario import load_scenario, json_schema;"
        "load_scenario('active_town', {'weeks': 3}); json_schema();"
        "heavy = {'mesa', 'numba', 'pandas', 'matplotlib', 'scipy', 'networkx', 'pyarrow'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stdout.strip() == "[]"
