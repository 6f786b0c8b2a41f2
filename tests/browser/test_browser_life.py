"""A life as the page tells it: the events of a run, and reasons by the rules of the model."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.browser.live.person.diary import Diary
from experiments.browser.live.person.life import life_of
from experiments.browser.live.towns.town import LiveTown
from experiments.run.study import Run, simulated
from simulation.errors import InputError
from simulation.measures.categories import (
    SEVERITIES,
    STAGES,
)
from simulation.network.ties import HOUSEHOLD
from simulation.scenario import load_scenario
from simulation.town import Town
from tests.support.browser_towns import SETTINGS, busy_town, live_town
from tests.support.towns import bits

WEEKS, BURN_IN = 60, 260
SETUP: dict[str, Any] = {
    "people": 400,
    "seed": 3,
    "weeks": WEEKS,
    "settings": {
        name if "." in name else f"parameters.{name}": value for name, value in SETTINGS.items()
    },
    "strategies": [{"name": "leap"}, {"name": "motivational_interviewing"}],
}
"""A town in which much happens to many, with strategies that reach people."""


@cache
def live() -> LiveTown:
    return live_town(week=WEEKS, **SETUP)


@cache
def run_with_events() -> Town:
    """What ``helpseek run --events`` simulates."""
    scenario = load_scenario(
        "town",
        {
            "population.people": 400,
            "horizon.weeks": WEEKS,
            **SETTINGS,
            "strategies": ["leap", "motivational_interviewing"],
        },
    )
    return simulated(Run(scenario=scenario, seed=3, threads=1, events=True, figures=False))


@cache
def events() -> Any:
    found = run_with_events().events
    assert found is not None
    return found.frame()


@cache
def busiest() -> tuple[int, ...]:
    """Those to whom most happens, by different kinds of event."""
    frame = events()
    found: list[int] = []
    for what in ("stage", "severity", "sessions", "refusals"):
        most = frame[frame["what"] == what].groupby("person").size().sort_values()
        found += [int(person) for person in most.index[-3:]]
    return tuple(dict.fromkeys(found))


@cache
def told_of(person: int) -> dict[str, Any]:
    return life_of(live(), person)


def code_at(told: dict[str, Any], track: str, week: int, otherwise: str) -> str:
    found = [
        span["name"]
        for span in told["spans"]
        if span["track"] == track and span["from"] <= week <= span["to"]
    ]
    assert len(found) <= 1
    return found[0] if found else otherwise


@pytest.mark.parametrize("place", range(8))
def test_a_life_tells_the_events_that_a_run_writes(place: int) -> None:
    person = busiest()[place % len(busiest())]
    told = told_of(person)
    own = events()[events()["person"] == person]
    assert len(own) > 10
    last = own.groupby(["what", "week"])["after"].last()
    for what, track, otherwise in (("stage", "stage", "well"), ("severity", "episode", "none")):
        assert told["week"] == WEEKS - 1
        now = code_at(told, track, -1, otherwise)
        for week in range(WEEKS):
            now = last.get((what, week), now)
            assert code_at(told, track, week, otherwise) == now
    happened = Counter((one["kind"], one["week"]) for one in told["happenings"])
    sessions = own[(own["what"] == "sessions") & (own["process"] == "treatment")]
    refusals = own[(own["what"] == "refusals") & (own["process"] == "seeking")]
    for kind, rows in (("session", sessions), ("refusal", refusals)):
        weeks = Counter(int(week) for week in rows["week"])
        assert weeks == {
            week: count for (name, week), count in happened.items() if name == kind and week >= 0
        }
    numbers = [
        int(one["title"].removeprefix("Session "))
        for one in told["happenings"]
        if one["kind"] == "session" and one["week"] >= 0
    ]
    assert numbers == [int(after) for after in sessions["after"]]


def test_the_busiest_have_done_all_that_is_compared() -> None:
    kinds = {one["kind"] for person in busiest() for one in told_of(person)["happenings"]}
    assert kinds >= {
        "episode",
        "well",
        "worse",
        "better",
        "need",
        "urged",
        "confronted",
        "discouraged",
        "confided",
        "confidant",
        "intention",
        "request",
        "offer",
        "refusal",
        "entry",
        "session",
        "left",
        "completed",
        "barriers",
        "strategy",
    }


def test_each_event_of_the_person_is_written_down_as_the_run_writes_it() -> None:
    for person in busiest()[:3]:
        town = live().again()
        diary = Diary.begin(town.town, person)
        town.go_to(WEEKS)
        names = {"stage": STAGES, "severity": SEVERITIES}
        mine = [
            (
                change.week,
                change.process,
                change.what,
                *(
                    names[change.what][code] if change.what in names else str(code)
                    for code in (change.before, change.after)
                ),
            )
            for change in diary.changes
        ]
        own = events()[events()["person"] == person]
        theirs = list(
            own[["week", "process", "what", "before", "after"]].itertuples(index=False, name=None)
        )
        assert len(mine) > 10
        assert sorted(mine) == sorted(theirs)


def test_a_diary_changes_nothing() -> None:
    watched, alone = busy_town(), busy_town()
    Diary.begin(watched, busiest()[0])
    for _ in range(30):
        watched.step()
        alone.step()
    one, other = bits(watched), bits(alone)
    assert one.keys() == other.keys()
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_a_life_leaves_the_town_that_is_looked_at_as_it_is() -> None:
    town = live_town(week=20, **SETUP)
    before = {name: np.copy(value) for name, value in bits(town.town).items()}
    schedule = list(town.town.schedule)
    life_of(town, busiest()[0])
    after = bits(town.town)
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert town.town.schedule == schedule
    town.go_to(WEEKS)
    one, other = bits(town.town), bits(live().town)
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_changes_of_mid_run_are_part_of_the_life() -> None:
    change = {
        "week": 10,
        "settings": {f"parameters.remission_{name}": 0.0 for name in ("scale", "floor")},
    }
    changed = live_town(week=WEEKS, **SETUP, changes=[change])
    person = int(np.flatnonzero(changed.town.people.severity)[0])
    told = life_of(changed, person)
    ends = [one["week"] for one in told["happenings"] if one["title"] == "The episode ends"]
    assert all(week < 10 for week in ends)
    assert (
        code_at(told, "episode", WEEKS - 1, "none")
        == SEVERITIES[changed.town.people.severity[person]]
    )


def test_an_arm_has_lives_of_its_own() -> None:
    setup = {**SETUP, "strategies": [], "arms": [{"label": "L", "strategies": [{"name": "leap"}]}]}
    without, with_ = (live_town(arm, week=WEEKS, **setup) for arm in (0, 1))
    differs = np.flatnonzero(without.town.people.stage != with_.town.people.stage)
    one, other = (life_of(town, int(differs[0])) for town in (without, with_))
    assert (one["arm"], one["label"]) == (0, "")
    assert (other["arm"], other["label"]) == (1, "L")
    for told, town in ((one, without), (other, with_)):
        stage = STAGES[town.town.people.stage[differs[0]]]
        assert code_at(told, "stage", WEEKS - 1, "well") == stage
    before = [one["week"] < 0 for one in one["happenings"]].count(True)
    assert one["happenings"][:before] == other["happenings"][:before]


def test_progress_is_told_and_may_give_up() -> None:
    seen: list[tuple[str, int, int]] = []

    def give_up(what: str, done: int, of: int) -> None:
        seen.append((what, done, of))
        if done >= BURN_IN:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        life_of(live(), 1, give_up)
    assert seen == [("life", done, BURN_IN + WEEKS) for done in range(0, BURN_IN + 8, 8)]


@pytest.mark.parametrize("person", [-1, 400, 2**40, True, "1", None, 1.0])
def test_nobody_has_that_number(person: Any) -> None:
    with pytest.raises(InputError, match="nobody has that number"):
        life_of(live(), person)


def test_lines_have_a_value_a_week_within_their_bounds() -> None:
    told = told_of(busiest()[0])
    weeks = told["week"] - told["first_week"] + 1
    assert told["first_week"] == -BURN_IN
    assert weeks == WEEKS + BURN_IN
    names = [line["name"] for line in told["lines"]]
    assert {"alliance", "trust", "denial", "chance_intention", "keeps_handle_alone"} <= set(names)
    for line in told["lines"]:
        assert len(line["values"]) == weeks
        there = [value for value in line["values"] if value is not None]
        assert line["low"] <= min(there) <= max(there) <= line["high"]


def test_last_values_and_ties_are_those_of_the_town() -> None:
    town, person = run_with_events(), busiest()[0]
    told = told_of(person)
    lines = {line["name"]: line["values"] for line in told["lines"]}
    for name in ("trust", "self_stigma", "denial", "burden"):
        assert lines[name][-1] == pytest.approx(float(getattr(town.people, name)[person]), abs=1e-4)
    begin_at, end_at = town.ties.start[person], town.ties.start[person + 1]
    at_home = town.ties.kind[begin_at:end_at] == HOUSEHOLD
    neighbours = town.ties.neighbour[begin_at:end_at]
    assert {one["person"] for one in told["household"]} == set(neighbours[at_home].tolist())
    assert {one["person"] for one in told["friends"]} == set(neighbours[~at_home].tolist())
    for one in (*told["household"], *told["friends"]):
        assert one["stage"] == STAGES[town.people.stage[one["person"]]]


def test_a_story_tells_the_counts_of_the_happenings() -> None:
    told = told_of(busiest()[0])
    counted = Counter(one["kind"] for one in told["happenings"])
    assert f"asked for help {counted['request']:,} times" in told["story"]
    assert f"refused what was offered {counted['refusal']:,} times" in told["story"]
    assert f"had {counted['session']:,} sessions" in told["story"]


def test_a_child_has_a_short_story() -> None:
    child = int(np.flatnonzero(live().town.people.age < 18)[0])
    told = life_of(live(), child)
    assert "adults only" in told["story"]
    assert not told["spans"]
    assert {fact["group"] for fact in told["facts"]} == {"Person"}
