"""Loops that fail: the error is told, threads go home, and nobody waits for ever."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation import compiled, living
from simulation.compiled import loop, plain
from simulation.errors import InputError
from simulation.network.ties import Ties
from simulation.processes.process import Counts, NoValues, Numbers, Process
from tests.support.towns import lived, town_of, weeks


class NoColumns(NamedTuple):
    """Nothing."""


class StageColumn(NamedTuple):
    """What the failing process of these tests looks at."""

    stage: NDArray[np.uint8]


@loop
def fail_in_week_three(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: StageColumn,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Go well until it does not."""
    if week == 3 and first == 0:
        raise ValueError("three is too many")


FAILING = Process(
    name="failing",
    title="Fails",
    columns=StageColumn,
    values=NoValues,
    writes=(),
    loop=fail_in_week_three,
)


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


def test_threads_go_home_when_one_cannot_begin(
    small_shares: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = living._live_share

    def refuse(*arguments: Any) -> None:
        if arguments[5] == 1:
            raise MemoryError
        begin(*arguments)

    monkeypatch.setattr(living, "_live_share", refuse)
    with pytest.raises(MemoryError):
        town_of(200, threads=3).live(5)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are never forked here")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_a_thread_that_it_does_not_have(
    small_shares: None,
) -> None:
    town = lived(town_of(200, threads=2), 2)
    with living._one_town:
        child = os.fork()
        if child == 0:
            signal.alarm(30)
            town.live(2)
            os._exit(0 if town.week == 3 else 1)
    assert os.waitpid(child, 0)[1] == 0


@loop
def count_and_return(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: StageColumn,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> int:
    """Give something back, for which there is no room."""
    return last - first


def test_a_loop_that_returns_something_is_refused() -> None:
    town = town_of(50)
    returning: Any = count_and_return
    town.schedule.append(replace(FAILING, name="counting", loop=returning))
    with pytest.raises(InputError, match=r"process counting: its loop returns something"):
        town.step()


def test_a_model_whose_step_has_failed_does_not_run_for_ever() -> None:
    """Mesa from 3.5 on takes no further step then; earlier ones fail again."""
    from simulation import HelpSeekingModel

    model = HelpSeekingModel("town", people=60, rng=1, horizon__burn_in_weeks=0)
    model.town.schedule.insert(5, replace(FAILING, loop=plain(fail_in_week_three)))
    with pytest.raises(ValueError, match="three is too many"):
        model.run()
    with pytest.raises((ValueError, RuntimeError)):
        model.run()
