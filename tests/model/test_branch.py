"""Branches: other futures of a town, numbers that change in mid-run, weeks broken off."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import experiments
from simulation.errors import InputError
from simulation.living import Programme
from simulation.scenario import load_scenario, parameter_rows
from simulation.scenario.midrun import is_read_by_the_week
from simulation.schedule import SCHEDULE
from simulation.strategies import STRATEGIES
from simulation.town import Town
from tests.support.towns import bits, differences, number_of, town_of, watching, weeks

CAMPAIGN = STRATEGIES["public_campaign"](coverage=0.4, decay=9.0, cost_per_person=2.0)
SUBSIDY = STRATEGIES["subsidy"].model_validate({"share": 0.5})


def same(one: Town, other: Town) -> bool:
    return (
        differences(bits(one), bits(other)) == []
        and one.history.service_costs().tolist() == other.history.service_costs().tolist()
    )


# Futures


def test_a_branch_lives_on_as_the_town_does_and_neither_knows_of_the_other() -> None:
    whole = weeks(town_of(strategies=["public_campaign", "subsidy"]), 30)
    town = weeks(town_of(strategies=["public_campaign", "subsidy"]), 12)
    branch = town.branch()
    assert same(branch, town)
    weeks(branch, 18)
    assert town.week == 11
    assert len(town.history) == 12
    assert same(branch, whole)
    assert same(weeks(town, 18), whole)
    assert branch.ties is town.ties
    assert all(
        not np.shares_memory(mine, yours)
        for mine, yours in zip(
            branch.people.columns().values(), town.people.columns().values(), strict=True
        )
    )


def test_strategies_take_the_place_of_those_at_work_and_go_on_with_whom_they_reached() -> None:
    start = town_of()
    whole = start.branch(strategies=(CAMPAIGN,))
    assert same(weeks(whole, 20), weeks(start.branch(strategies=(CAMPAIGN,)), 20))
    assert same(weeks(start.branch(strategies=()), 9), weeks(start.branch(), 9))
    half_way = weeks(start.branch(strategies=(CAMPAIGN,)), 10)
    again = half_way.branch(strategies=(SUBSIDY, CAMPAIGN))
    reached = {plan.name: (plan.since >= 0).sum() for plan in again.strategies}
    assert reached == {
        "public_campaign 1": (half_way.strategies[0].since >= 0).sum(),
        "subsidy 1": 0,
    }
    assert same(weeks(half_way.branch(strategies=(CAMPAIGN,)), 10), whole)
    assert start.strategies == []


def test_other_luck_leaves_the_people_and_what_has_been() -> None:
    town = weeks(town_of(strategies=["public_campaign"], onset_rate=1.0), 10)
    lucky = town.branch(seed=77)
    assert differences(bits(lucky), bits(town), but=("seed",)) == []
    now, then = bits(weeks(lucky, 10)), bits(weeks(town.branch(), 10))
    assert (now["people.severity"] != then["people.severity"]).any()
    assert (now["people.age"] == then["people.age"]).all()
    assert (now["history.counts"][:10] == then["history.counts"][:10]).all()
    with pytest.raises(InputError, match="seed"):
        town.branch(seed=-1)


def test_a_branch_records_events_if_asked_and_is_the_same_town() -> None:
    town = weeks(town_of(onset_rate=2.0), 5)
    told = town.branch(events=True)
    assert same(weeks(told, 10), weeks(town, 10))
    assert told.events is not None
    assert len(told.events) > 0
    assert told.branch().events is None


def test_who_looks_on_stays_with_the_town() -> None:
    town, seen = town_of(100), []
    looker = town.look_on("looker", lambda town, week: seen.append(week), before="seeking")
    town.schedule.append(watching("own process", lambda town, week: None))
    branch = town.branch()
    weeks(branch, 3)
    assert seen == []
    assert branch.schedule[-1] is town.schedule[-1]
    weeks(town, 2)
    assert seen == [0, 1]
    town.look_away(looker, looker)
    weeks(town, 1)
    assert seen == [0, 1]
    assert [each.name for each in town.schedule] == [
        *(each.name for each in SCHEDULE),
        town.schedule[-1].name,
    ]


# Numbers in mid-run


def test_other_numbers_hold_from_now_on_and_past_costs_stay() -> None:
    town = weeks(town_of(600, onset_rate=2.0), 20)
    dear = {"services.general_practice.cost": 500.0, "recognition_base": 2.0}
    other = weeks(town.branch(settings=dear), 20)
    costs, before = other.history.service_costs(), town.history.service_costs()
    assert (costs[:20] == before).all()
    visits = other.history.series("visits_general_practice")[20:]
    assert (costs[20:] >= 500.0 * visits).all()
    assert visits.any()
    assert town.services["cost"][0] != 500.0
    assert other.scenario.parameters.recognition_base == 2.0
    kept = other.state()
    back = weeks(town_of(600, onset_rate=2.0), 3)
    back.restore(kept)
    assert (back.history.service_costs() == costs).all()
    built = weeks(town_of(600, onset_rate=2.0), 20)
    built.change(dear)
    assert same(weeks(built, 20), other)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"trust_median": 0.3}, "parameters.trust_median"),
        ({"youngest_age": 16}, "parameters.youngest_age"),
        ({"people": 500}, "population.people"),
        ({"horizon.burn_in_weeks": 3}, "horizon.burn_in_weeks"),
        ({"weeks": 10}, "horizon.weeks"),
        ({"network.friendships.mean_degree": 3.0}, "network.friendships.mean_degree"),
        ({"strategies": ["subsidy"]}, "strategies"),
        ({"costs.discount_rate": 0.01}, "costs.discount_rate"),
        ({"no_such_number": 1}, "no_such_number"),
        ({"prompt_chance": 7.0}, "prompt_chance"),
    ],
)
def test_what_cannot_change_in_mid_run_is_refused(settings: dict[str, Any], field: str) -> None:
    town = town_of(50)
    with pytest.raises(InputError, match=field):
        town.branch(settings=settings)
    with pytest.raises(InputError, match=field):
        town.change(settings)
    assert same(town, town_of(50))


def test_a_number_that_stays_as_it_is_may_be_named() -> None:
    town = town_of(50)
    now = number_of(town.scenario, "trust_median")
    assert same(weeks(town.branch(settings={"trust_median": now}), 5), weeks(town, 5))


def test_what_may_change_is_what_the_processes_declare() -> None:
    places = [row.name for row in parameter_rows(load_scenario("town"))]
    live = {place for place in places if is_read_by_the_week(place)}
    assert live > {
        "services.remote.places",
        "services.specialist.cost",
        "culture.structural_stigma",
        "costs.disability_mild",
        "parameters.onset_rate",
    }
    at_the_start = {place for place in places if place.startswith("parameters.")} - live
    assert at_the_start > {"parameters.trust_median", "parameters.youngest_age"}


# Weeks that are broken off


class Stopped(Exception):
    """Somebody presses a key."""


def test_a_week_that_was_broken_off_is_not_lived_on_from() -> None:
    town = weeks(town_of(200, onset_rate=2.0), 3)
    kept = bits(town)

    def stop(town: Any, week: int) -> None:
        if week == 4:
            raise Stopped

    looker = town.look_on("stop", stop, after="seeking")
    with pytest.raises(Stopped):
        town.live(10)
    town.look_away(looker)
    assert town.week == 3
    for go_on in (town.step, lambda: town.live(1), town.branch):
        with pytest.raises(RuntimeError, match="week 4 was broken off"):
            go_on()
    town.restore(kept)
    assert same(weeks(town, 4), weeks(town_of(200, onset_rate=2.0), 7))


def test_many_weeks_at_once_that_were_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    town = weeks(town_of(200), 2)
    run_weeks = Programme.run_weeks

    def interrupted(*arguments: Any) -> Any:
        run_weeks(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(Programme, "run_weeks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        town.live(10)
    monkeypatch.undo()
    assert len(town.history) == 2
    with pytest.raises(RuntimeError, match="week 2 was broken off"):
        town.live(10)


# Who writes into a town

INSIDE = {
    "town",
    "_town",
    "people",
    "population",
    "history",
    "ties",
    "schedule",
    "services",
    "parameters",
    "strategies",
}
CHANGING = {"insert", "append", "extend", "remove", "pop", "clear", "sort", "reverse", "setfield"}


def _names_in(node: ast.AST) -> set[str]:
    found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _written(tree: ast.AST) -> Iterator[tuple[int, ast.AST]]:
    """What is assigned to, deleted or changed in place, without the last step of its name."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(
            node.ctx, (ast.Store, ast.Del)
        ):
            yield node.lineno, node.value
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Attribute):
                if called.attr in CHANGING and ast.unparse(called.value.value) != "self":
                    yield node.lineno, called.value
            elif isinstance(called, ast.Name) and called.id == "setattr":
                yield node.lineno, node.args[0]


def _into_a_town(source: str) -> list[int]:
    return [line for line, what in _written(ast.parse(source)) if _names_in(what) & INSIDE]


def test_no_experiment_writes_into_a_town() -> None:
    root = Path(experiments.__path__[0])
    found = [
        f"{path.relative_to(root)}:{line}"
        for path in sorted(root.rglob("*.py"))
        if path.parent.name != "examples"  # a process of one's own is a part of the model
        for line in _into_a_town(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "town.week = 3",
        "town.services['wait'] = 0",
        "self._town.people.trust[:] = 1.0",
        "people.coverage[:] += 1",
        "town.schedule.insert(1, x)",
        "del town.schedule[0]",
        "live.town.strategies = []",
        "setattr(town, 'week', 1)",
        "a, town.week = 1, 2",
    ],
)
def test_writing_into_a_town_would_be_seen(line: str) -> None:
    assert _into_a_town(line) == [1]
    assert _into_a_town("self.town = town; town.change({}); kept[week] = town") == []
