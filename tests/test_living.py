"""Weeks in compiled code: the same town as process by process, and nobody waits for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation import compiled
from simulation.compiled import loop, plain
from simulation.counts import ONSETS
from simulation.events import Events
from simulation.living import weeks_at_once
from simulation.network.ties import Ties
from simulation.population.columns import WELL
from simulation.processes.process import Counts, NoValues, Numbers, Process
from simulation.strategies import parse_strategies, plans
from simulation.town import Town
from tests.test_flows import LIVELY
from tests.towns import bits, differences, town_of, weeks

STRATEGY = [{"name": "public_campaign", "start": 6, "end": 12}]


def lively_town(**settings: Any) -> Town:
    return town_of(500, **LIVELY, **settings)


def lived(town: Town, number: int = 30) -> Town:
    town.live(number)
    return town


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
    return Process(
        name="looker", title="Looks on", columns=NoColumns, values=NoValues, writes=(),
        advance=lambda town, week: seen.append(week),
    )  # fmt: skip


def test_strategies_that_come_and_go_are_the_same_at_once() -> None:
    one = weeks(town_of(500, strategies=STRATEGY, **LIVELY), 30)
    other = lived(town_of(500, strategies=STRATEGY, **LIVELY))
    assert differences(bits(one), bits(other)) == []
    assert one.history.strategy_costs()[6:12].max() > 0.0


def test_a_strategy_taken_away_leaves_no_modifier() -> None:
    town = weeks(lively_town(strategies=["subsidy"]), 3)
    assert town.values.price.min() < 1.0
    town.strategies = ()
    town.live(2)
    assert town.values.price.tolist() == [1.0]


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


# Loops that fail


class NoColumns(NamedTuple):
    """Nothing."""


class StageColumn(NamedTuple):
    """What the failing process of these tests looks at."""

    stage: NDArray[np.uint8]


@loop
def fail_in_week_three(
    first: int, last: int, share: int, week: int, seed: int, people: StageColumn, ties: Ties,
    values: NoValues, parameters: Numbers, services: Numbers, counts: Counts,
) -> None:  # fmt: skip
    """Go well until it does not."""
    if week == 3 and first == 0:
        raise ValueError("three is too many")


FAILING = Process(
    name="failing", title="Fails", columns=StageColumn, values=NoValues, writes=(),
    loop=fail_in_week_three,
)  # fmt: skip


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("whole", [False, True])
def test_an_error_in_a_loop_is_raised_and_nobody_waits(
    threads: int, whole: bool, small_shares: None
) -> None:
    town = town_of(200, threads=threads)
    failing = replace(FAILING, loop=None, whole=fail_in_week_three) if whole else FAILING
    town.schedule.insert(5, failing)
    with pytest.raises(ValueError, match="three is too many"):
        town.live(10)
    town = town_of(200, threads=threads)
    town.schedule.insert(5, failing)
    weeks(town, 3)
    with pytest.raises(ValueError, match="three is too many"):
        town.step()
    assert town.week == 2, "a week that failed is no week"


def test_a_loop_in_plain_python_fails_as_python_does() -> None:
    town = town_of(50)
    town.schedule.insert(5, replace(FAILING, loop=plain(fail_in_week_three)))
    with pytest.raises(ValueError, match="three is too many"):
        town.live(10)


def test_threads_go_home_when_one_cannot_start(
    small_shares: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = compiled.pool

    class Refusing:
        def __init__(self, number: int) -> None:
            self.left, self.pool = 1, pool(number)

        def submit(self, *arguments: Any) -> Any:
            if not self.left:
                raise KeyboardInterrupt
            self.left -= 1
            return self.pool.submit(*arguments)

    refusing = Refusing(3)
    monkeypatch.setattr(compiled, "pool", lambda number: refusing)
    town = town_of(200, threads=3)
    with pytest.raises(KeyboardInterrupt):
        town.live(5)
    monkeypatch.undo()
    monkeypatch.setattr(compiled, "SMALLEST_SHARE", 20)
    assert len(lived(town_of(200, threads=3), 4).history) == 4
