"""Setups and messages: what a client may say, and that nothing else is understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from experiments.browser.declared.offer import Limits, Offer
from experiments.browser.wire.setup import Change, setup_from
from simulation.errors import InputError
from tests.support.setups_for_inputs import SETUPS

OFFER = Offer.of(limits=Limits(people=20_000, changes=3))


def test_a_setup_says_what_was_left_out() -> None:
    told = setup_from({}, OFFER).told()
    assert told == {
        "world": "town",
        "people": None,
        "seed": 1,
        "weeks": 520,
        "replicates": 4,
        "settings": {},
        "strategies": [],
        "changes": [],
        "arms": [],
    }


def test_a_setup_told_is_the_same_setup() -> None:
    setup = setup_from(
        {
            "world": "rural_county",
            "people": 5000,
            "seed": 2**53 - 1,
            "weeks": 100,
            "replicates": 2,
            "settings": {"parameters.onset_rate": 0.2, "horizon.burn_in_weeks": 9},
            "strategies": [{"name": "leap", "coverage": 0.5, "target": "men"}],
            "changes": [
                {"week": 60, "without": "leap"},
                {"week": 12, "settings": {"services.specialist.price": 0}},
                {"week": 30, "strategy": {"name": "free_first_sessions", "sessions": 2.0}},
            ],
            "arms": [{"label": "Both", "strategies": [{"name": "subsidy"}, {"name": "screening"}]}],
        },
        OFFER,
    )
    assert [change.week for change in setup.changes] == [12, 30, 60]
    assert setup_from(json.loads(json.dumps(setup.told())), OFFER) == setup


BAD: list[tuple[dict[str, Any], str]] = [
    ({"world": "/etc/passwd"}, "setup.world"),
    ({"world": "simulation/worlds/town.yaml"}, "setup.world"),
    ({"world": None}, "setup.world"),
    ({"world": ["town"]}, "setup.world"),
    ({"file": "x"}, ""),
    ({"people": 20_001}, "setup.people"),
    ({"people": 0}, "setup.people"),
    ({"people": True}, "setup.people"),
    ({"people": 10.5}, "setup.people"),
    ({"people": "100"}, "setup.people"),
    ({"seed": -1}, "setup.seed"),
    ({"seed": 2**53}, "setup.seed"),
    ({"seed": None}, "setup.seed"),
    ({"weeks": 0}, "setup.weeks"),
    ({"weeks": 10**9}, "setup.weeks"),
    ({"replicates": 21}, "setup.replicates"),
    ({"settings": []}, "setup.settings"),
    ({"settings": {"population.file": "/etc/passwd"}}, "setup.settings"),
    ({"settings": {"network.file": "x"}}, "setup.settings"),
    ({"settings": {"network.generator": "x"}}, "setup.settings"),
    ({"settings": {"population.people": 5}}, "setup.settings"),
    ({"settings": {"horizon.weeks": 5}}, "setup.settings"),
    ({"settings": {"strategies.0.start": 5}}, "setup.settings"),
    ({"settings": {"onset_rate": 0.1}}, "setup.settings"),
    ({"settings": {"parameters.onset_rate": 2.1}}, "setup.settings.parameters.onset_rate"),
    ({"settings": {"parameters.onset_rate": "0.1"}}, "setup.settings.parameters.onset_rate"),
    ({"settings": {"parameters.onset_rate": float("nan")}}, "setup.settings.parameters.onset_rate"),
    ({"settings": {"parameters.onset_rate": 10**400}}, "setup.settings.parameters.onset_rate"),
    ({"settings": {"services.remote.interval": 1.5}}, "setup.settings.services.remote.interval"),
    ({"strategies": "leap"}, "setup.strategies"),
    ({"strategies": ["leap"]}, "setup.strategies.0"),
    ({"strategies": [{"name": "own.py:Class"}]}, "setup.strategies.0.name"),
    ({"strategies": [{"name": ["leap"]}]}, "setup.strategies.0.name"),
    ({"strategies": [{"name": "leap", "file": "x"}]}, "setup.strategies.0.file"),
    ({"strategies": [{"name": "leap", "coverage": 2}]}, "setup.strategies.0.coverage"),
    ({"strategies": [{"name": "leap", "coverage": [1]}]}, "setup.strategies.0.coverage"),
    ({"strategies": [{"name": "leap", "start": 0.5}]}, "setup.strategies.0.start"),
    ({"strategies": [{"name": "leap", "target": "nobody"}]}, "setup.strategies.0.target"),
    ({"strategies": [{"name": "leap"}] * 21}, "setup.strategies"),
    ({"changes": [{"week": 520, "without": "leap"}]}, "setup.changes.0.week"),
    ({"changes": [{"week": -1, "without": "leap"}]}, "setup.changes.0.week"),
    ({"changes": [{"week": 1}]}, "setup.changes.0"),
    ({"changes": [{"week": 1, "without": "x"}]}, "setup.changes.0.without"),
    ({"changes": [{"week": 1, "without": "leap", "settings": {}}]}, "setup.changes.0"),
    (
        {"changes": [{"week": 1, "settings": {"parameters.trust_median": 0.5}}]},
        "setup.changes.0.settings.parameters.trust_median",
    ),
    ({"changes": [{"week": 1, "without": "leap"}] * 4}, "setup.changes"),
    ({"arms": [{"label": "x" * 61}]}, "setup.arms.0.label"),
    ({"arms": [{"label": "a\nb"}]}, "setup.arms.0.label"),
    ({"arms": [{"label": "x", "settings": {}}]}, ""),
    ({"arms": [{"label": str(n)} for n in range(5)]}, "setup.arms"),
]


@pytest.mark.parametrize(("told", "field"), BAD)
def test_what_is_no_setup_is_refused_by_name(told: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        setup_from(told, OFFER)
    assert caught.value.field == field
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("told", [None, [], "x", 3, True])
def test_what_is_no_object_is_no_setup(told: object) -> None:
    with pytest.raises(InputError):
        setup_from(told, OFFER)


@settings(max_examples=150, deadline=None)
@given(SETUPS)
def test_whatever_is_said_is_a_setup_or_refused(told: dict[str, Any]) -> None:
    try:
        setup = setup_from(told, OFFER)
    except InputError:
        return
    assert setup_from(json.loads(json.dumps(setup.told())), OFFER) == setup


def test_changes_of_one_week_become_one_and_the_log_has_an_end() -> None:
    setup = setup_from({}, OFFER)
    for value in (0.1, 0.2, 0.3):
        setup = setup.changed(Change(5, (("parameters.onset_rate", value),)), 3)
    setup = setup.changed(Change(5, (("parameters.triage", 1.0),)), 3)
    setup = setup.changed(Change(3, (("parameters.triage", 2.0),)), 3)
    assert setup.told()["changes"] == [
        {"week": 3, "settings": {"parameters.triage": 2.0}},
        {"week": 5, "settings": {"parameters.onset_rate": 0.3, "parameters.triage": 1.0}},
    ]
    setup = setup.changed(Change(9, without="leap"), 3)
    with pytest.raises(InputError, match="too many changes"):
        setup.changed(Change(10, without="leap"), 3)


def test_a_world_and_a_strategy_of_ones_own_are_offered_by_name(tmp_path: Path) -> None:
    world = tmp_path / "my_place.yaml"
    world.write_text("extends: town\nculture:\n  groups:\n    newcomers: {trust: -1.0}\n")
    file = tmp_path / "own.py"
    file.write_text(
        "from simulation.strategies import Strategy, number\n"
        "class Cheer(Strategy):\n"
        "    more: float = number(0.1, 'share', 0.0, 1.0, 'assumption: none', 'Trust')\n"
        "    def modifiers(self, town, week, reached):\n"
        "        yield 'trust', self.more\n"
    )
    offer = Offer.of(str(world), own=[f"{file}:Cheer"])
    setup = setup_from({"strategies": [{"name": "cheer", "more": 0.2}]}, offer)
    assert setup.world == "my_place"
    assert "newcomers" in offer.cultures
    assert "town" in offer.worlds
    with pytest.raises(InputError, match="there is a strategy of this name"):
        Offer.of(own=[f"{file}:Cheer", f"{file}:Cheer"])
    with pytest.raises(InputError, match=r"FILE\.py:CLASS"):
        Offer.of(own=["leap"])
    with pytest.raises(InputError):
        Offer.of("no_such_world")


def test_numbers_of_json_that_are_whole_are_whole() -> None:
    assert setup_from({"people": 100.0, "seed": 3.0}, OFFER).told()["people"] == 100
    assert type(setup_from({"people": np.float64(100)}, OFFER).people) is int
