"""Settings of a scenario, in Python, in files and on the command line."""

from __future__ import annotations

import pytest

from simulation.parameters import Services
from simulation.scenario import (
    load_scenario,
    parse_setting,
)
from simulation.scenario.reading import plain_word, read_text
from simulation.strategies import STRATEGIES

# Settings


@pytest.mark.parametrize(
    "key",
    [
        "services.specialist.price",
        "services__specialist__price",
        "specialist.price",
        "specialist__price",
    ],
)
def test_a_setting_is_named_by_its_place_or_the_end_of_it(key: str) -> None:
    assert load_scenario("town", {key: 7}).services.specialist.price == 7.0


def test_short_names_of_settings() -> None:
    changes = {"weeks": 5, "people": 6, "onset_rate": 0.5, "asian.trust": 0.25, "mean_degree": 3.0}
    scenario = load_scenario("town", changes)
    assert scenario.horizon.weeks == 5
    assert scenario.population.people == 6
    assert scenario.parameters.onset_rate == 0.5
    assert scenario.culture.groups["asian"].trust == 0.25
    assert scenario.network.friendships.mean_degree == 3.0


def test_a_setting_changes_nothing_else() -> None:
    town, changed = load_scenario(), load_scenario("town", {"onset_rate": 0.5})
    differing = town.parameters.model_copy(update={"onset_rate": 0.5})
    assert changed == town.model_copy(update={"parameters": differing})


def test_settings_of_a_section_and_of_one_of_its_fields_go_together() -> None:
    for changes in (
        {"services.remote": {"price": 1.0}, "services.remote.places": 2.0},
        {"services.remote.places": 2.0, "services.remote": {"price": 1.0}},
        {"services": {"remote": {"price": 1.0, "places": 2.0}}},
    ):
        remote = load_scenario("town", changes).services.remote
        assert (remote.price, remote.places) == (1.0, 2.0)
        assert remote.sessions == Services().remote.sessions


def test_one_argument_of_a_generator_can_be_set_alone() -> None:
    network = load_scenario("students", {"network.arguments.k": 4}).network
    assert network.arguments == {"k": 4, "p": 0.1}
    network = load_scenario("students", {"network.arguments": {"k": 4}}).network
    assert network.arguments == {"k": 4}


@pytest.mark.parametrize("key", ["strategies.public_campaign.coverage", "strategies.0.coverage"])
def test_one_field_of_one_strategy_can_be_set(key: str) -> None:
    active = load_scenario("active_town")
    changed = load_scenario("active_town", {key: 0.125})
    assert changed.strategies[0] == active.strategies[0].model_copy(update={"coverage": 0.125})
    assert changed.strategies[1:] == active.strategies[1:]
    assert load_scenario(active, {key: 0.125}) == changed


def test_strategies_are_set_as_names_mappings_and_objects() -> None:
    reminders = STRATEGIES["reminders"]()
    entries = ["public_campaign", {"name": "subsidy", "share": 0.5}, reminders]
    scenario = load_scenario("town", {"strategies": entries})
    assert [strategy.kind for strategy in scenario.strategies] == [
        "public_campaign",
        "subsidy",
        "reminders",
    ]
    assert scenario.strategies[2] is reminders
    assert load_scenario(scenario.resolved()) == scenario


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("weeks=12", "weeks", 12),
        ("a.b = 1e-3", "a.b", 0.001),
        ("people=null", "people", None),
        ("people=", "people", None),
        ("x=true", "x", True),
        ("name=A town: mine", "name", "A town: mine"),
        ("name='12'", "name", "12"),
        ("arguments={k: 6, p: [0.5, a]}", "arguments", {"k": 6, "p": [0.5, "a"]}),
        ("a=b=c", "a", "b=c"),
    ],
)
def test_settings_of_a_command_line_are_typed_as_in_a_file(
    text: str, key: str, value: object
) -> None:
    assert parse_setting(text) == (key, value)


# What a file says


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("Yes", "Yes"),
        ("True", True),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("010", 10),
        ("0x1F", "0x1F"),
        ("1e3", 1000.0),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("+5", 5),
        ("-.inf", float("-inf")),
        ("", None),
        ("~", None),
        ("1.", 1.0),
        (".", "."),
        ("e3", "e3"),
        ("١", "١"),
    ],
)
def test_words_mean_what_they_mean_in_json(word: str, value: object) -> None:
    found = plain_word(word)
    assert found == value
    assert type(found) is type(value)
    if word:
        assert read_text(f"key: {word}", "text").values == {"key": value}


def test_keys_are_always_text() -> None:
    assert read_text("no: 1\n3: 2\nnull: 3\n", "text").values == {"no": 1, "3": 2, "null": 3}
