"""Processes that are taken through together: the same as one after the other, for all rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulation import living
from simulation.build import build_town
from simulation.living import _in_order, _Step
from simulation.scenario import load_scenario
from simulation.schedule import SCHEDULE
from simulation.town import Town

BUSY: dict[str, Any] = {
    "people": 8_500,  # more than are taken through at once
    "onset_rate": 0.6,
    "close_tie": 0.3,
    "confide_chance": 0.5,
    "talk_chance": 0.6,
    "strategies": ["leap", "public_campaign", "remote_care"],
}
WEEKS = 12


def _town(**settings: object) -> Town:
    return build_town(load_scenario("town", BUSY | settings), 3, threads=1)


@pytest.mark.parametrize("strategies", [True, False])
def test_week_of_steps_is_the_week_of_the_table(strategies: bool) -> None:
    """Whatever order and rows steps are taken in, the table says what comes of a week."""
    assert BUSY["people"] > living._AT_HAND
    together = _town()
    in_turn = together.branch()
    if not strategies:
        for town in (together, in_turn):
            town.begin([])
    in_turn.record_events()  # which has processes run one by one, for all rows
    together.live(WEEKS)
    in_turn.live(WEEKS)
    for name, column in together.people.columns().items():
        assert np.array_equal(column, getattr(in_turn.people, name)), name
    assert np.array_equal(together.services["wait"], in_turn.services["wait"])
    assert together.history.state().keys() == in_turn.history.state().keys()
    for name, told in together.history.state().items():
        assert np.array_equal(told, in_turn.history.state()[name]), name
    assert (together.people.burden > 0).any()
    assert (together.people.confidant != -1).any()


def _steps(*without: str) -> list[str]:
    town = _town(people=50)
    programme = [one for one in SCHEDULE if one.is_compiled and one.name not in without]
    images = living.Programme(town, programme)._images
    loops = [(p, loop) for p in programme for loop in (p.loop, p.whole) if loop is not None]
    steps = [_Step(image, *of) for image, of in zip(images, loops, strict=True)]
    return [f"{step.name}{'' if step.apart else ', others'}" for step in _in_order(steps)]


def test_what_reaches_others_waits_for_those_it_names_and_for_nobody_else() -> None:
    """It never comes after anything that could tell the difference."""
    apart = ["distress", "influence", "recognition", "help resistance", "seeking"]
    others = ["relatives, others", "help resistance, others"]
    after = ["services, others", "treatment", "record"]
    assert _steps() == [*apart, *others, *after]
    assert _steps("services") == [*apart, *others, "treatment", "record"]
    assert _steps("help resistance") == [
        "distress",
        "influence",
        "recognition",
        "seeking",
        "relatives, others",
        *after,
    ]
