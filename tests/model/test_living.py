"""Weeks in compiled code: the same town as process by process, and nobody waits for ever."""

from __future__ import annotations

import copy
import importlib
import pickle
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.events import Events
from simulation.living import weeks_at_once
from simulation.measures.categories import NO_DISTRESS, WELL
from simulation.measures.weekly import ONSETS
from simulation.network.ties import Ties
from simulation.processes.process import Counts, NoValues, Numbers, Process
from simulation.strategies import parse_strategies, plans
from simulation.town import Town
from tests.support.busy_towns import LIVELY
from tests.support.towns import bits, differences, lived, town_of, value_of, watching, weeks

STRATEGY = [{"name": "public_campaign", "start": 6, "end": 12}]


def lively_town(**settings: Any) -> Town:
    return town_of(500, **LIVELY, **settings)


@pytest.fixture(scope="module")
def week_by_week() -> dict[str, Any]:
    return bits(weeks(lively_town(), 30))


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_many_weeks_at_once_are_the_weeks_one_by_one(
    threads: int, week_by_week: dict[str, Any], small_shares: None
) -> None:
    town = lively_town(threads=threads)
    town.live(11)
    town.live(0)
    town.step()
    town.live(18)
    assert differences(week_by_week, bits(town)) == []


def test_a_large_town_lives_through_fewer_weeks_at_once() -> None:
    assert weeks_at_once(10) > weeks_at_once(1_000_000) == 2
    assert weeks_at_once(10**9) == 1


def test_what_looks_on_changes_nothing(week_by_week: dict[str, Any]) -> None:
    with_events, with_python = lively_town(), lively_town()
    with_events.events = Events(with_events.people)
    seen: list[int] = []
    with_python.schedule.insert(4, looker(seen))
    assert differences(week_by_week, bits(lived(with_events))) == []
    assert differences(week_by_week, bits(lived(with_python))) == []
    assert seen == list(range(30))
    assert len(with_events.events) > 0


def looker(seen: list[int]) -> Process:
    return watching("looker", lambda town, week: seen.append(week))


def test_strategies_that_come_and_go_are_the_same_at_once() -> None:
    one = weeks(town_of(500, strategies=STRATEGY, **LIVELY), 30)
    other = lived(town_of(500, strategies=STRATEGY, **LIVELY))
    assert differences(bits(one), bits(other)) == []
    assert one.history.strategy_costs()[6:12].max() > 0.0


def test_a_strategy_taken_away_leaves_no_modifier() -> None:
    town = weeks(lively_town(strategies=["subsidy"]), 3)
    assert value_of(town, "price").min() < 1.0
    town.strategies = []
    town.live(2)
    assert value_of(town, "price").tolist() == [1.0]


def test_numbers_and_services_may_be_replaced(week_by_week: dict[str, Any]) -> None:
    """Compiled code reads what the town has now, not what stood there before."""
    town = lively_town()
    town.live(5)
    town.parameters, town.services = town.parameters.copy(), town.services.copy()
    town.counts = np.zeros_like(town.counts)
    assert differences(week_by_week, bits(lived(town, 25))) == []
    quiet = town.parameters.copy()
    quiet["onset_rate"] = quiet["subthreshold_onset"] = 0.0
    town.parameters = quiet
    town.live(3)
    assert town.history.table[-3:, ONSETS].tolist() == [0, 0, 0]
    town.strategies = plans(parse_strategies(["subsidy"]), town)
    town.live(2)


def test_a_column_is_written_into_and_never_replaced() -> None:
    town = lively_town()
    with pytest.raises(AttributeError, match=r"people\.stage\[:\] ="):
        town.people.stage = town.people.stage.copy()
    town.people.stage[:] = WELL


# Processes of one's own


class TrustAndDenial(NamedTuple):
    """Two columns of one type."""

    trust: NDArray[np.float32]
    denial: NDArray[np.float32]


class DenialAndTrust(NamedTuple):
    """The same columns in another order."""

    denial: NDArray[np.float32]
    trust: NDArray[np.float32]


@loop
def lose_trust(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: TrustAndDenial,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Take all trust away."""
    for row in range(first, last):
        people.trust[row] = 0.0
    counts[share, ONSETS] += last - first


LOSING = Process(
    name="losing",
    title="Loses trust",
    columns=TrustAndDenial,
    values=NoValues,
    writes=("trust",),
    loop=lose_trust,
)


def test_a_loop_finds_columns_by_name_in_whatever_order() -> None:
    for columns in (TrustAndDenial, DenialAndTrust):
        town = town_of(50)
        denial = town.people.denial.copy()
        replace(LOSING, columns=columns).run(town, 0)
        assert not town.people.trust.any()
        assert np.array_equal(town.people.denial, denial)


def test_threads_beyond_those_that_are_counted_do_no_harm(small_shares: None) -> None:
    town = town_of(200, threads=1)
    town.threads = 4
    replace(LOSING, whole=lambda *_: None).run(town, 0)
    assert town.counts[:, ONSETS].tolist() == [200]


def test_a_process_may_stand_in_the_week_twice() -> None:
    def raise_prices(town: Any, week: int) -> None:
        ran.append(week)
        if len(ran) == 2:
            town.values.modify("price", 2.0)
            town.values.settle()

    ran: list[int] = []
    seen: list[int] = []
    twice = replace(looker([]), name="prices", advance=raise_prices)
    town = town_of(50)
    town.schedule[:] = [twice, looker(seen), twice, LOSING]
    town.step()
    assert (ran, seen) == ([0, 0], [0])
    assert town.history.latest("onsets") == 50


def test_a_strategy_that_a_process_begins_is_at_work_in_the_same_week() -> None:
    def begin(town: Any, week: int) -> None:
        if week == 3:
            town.strategies = plans(parse_strategies(["public_campaign"]), town)

    towns = [lively_town() for _ in range(2)]
    towns[0].events = Events(towns[0].people)
    for town in towns:
        town.schedule.insert(0, replace(looker([]), advance=begin))
        town.live(6)
    assert differences(*map(bits, towns)) == []
    assert towns[1].history.strategy_costs()[3] > 0.0


@pytest.mark.parametrize("again", [copy.deepcopy, lambda town: pickle.loads(pickle.dumps(town))])
def test_a_copy_of_a_town_lives_on_its_own(
    again: Callable[[Town], Town], week_by_week: dict[str, Any]
) -> None:
    town = lived(lively_town(), 20)
    other = again(town)
    before = bits(town)
    assert differences(week_by_week, bits(lived(other, 10))) == []
    assert differences(before, bits(town)) == []
    assert differences(week_by_week, bits(lived(town, 10))) == []


def test_those_who_are_sure_to_fall_ill_do() -> None:
    """However small their vulnerability, where the chance of others is beyond one."""
    town = town_of(300, onset_rate=2.0, relapse_chronic=20.0, burden_distress=10.0)
    people = town.people
    people.vulnerability[:] = 0.05
    people.burden[:], people.chronicity[:], people.remission[:] = 1.0, 3.0, -1
    people.severity[:], people.stage[:] = NO_DISTRESS, WELL
    people.last_entry[:], people.episode_start[:] = -20, -10
    [distress] = [process for process in town.schedule if process.name == "distress"]
    distress.run(town, 0)
    assert (people.severity[people.age >= 18] != NO_DISTRESS).all()


def test_a_loop_is_compiled_anew_when_a_rule_beside_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, loops = tmp_path / "own_rules.py", tmp_path / "own_loops.py"
    loops.write_text(
        "from own_rules import wanted\nfrom simulation.compiled import loop\n\n\n"
        "@loop\ndef give(found):\n    found[0] = wanted()\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    for number in (1, 22):
        rules.write_text(
            f"from simulation.compiled import rule\n\n\n@rule\ndef wanted():\n    return {number}\n"
        )
        for name in ("own_rules", "own_loops"):
            sys.modules.pop(name, None)
        importlib.invalidate_caches()
        found = np.zeros(1, np.int64)
        importlib.import_module("own_loops").give(found)
        assert found[0] == number
