"""Laws of every run: what may not change a bit, and what may not change the past."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation import compiled
from simulation.events import Events
from simulation.measures.categories import MODALITIES
from simulation.measures.told import breakdown, outcomes, reasons
from simulation.measures.traits import TRAIT_ROWS
from simulation.measures.usual_groupings import GROUPINGS
from simulation.population.columns import COLUMNS
from simulation.strategies import STRATEGIES
from simulation.strategies.reach import eligible
from simulation.town import Town
from tests.support.strategies_at_work import EVERY_DEFAULT, EVERYTHING, IDLE, STRONG
from tests.support.towns import bits, differences, fingerprint, town_of, weeks

ALONE: dict[str, Any] = {
    "network__kind": "none",
    "network__household_ties": False,
    **{f"services__{name}__places": 1000.0 for name in MODALITIES},
}
"""Settings under which nobody hears from anybody or waits for anybody."""


def test_every_strategy_is_tested_here() -> None:
    assert STRONG.keys() == IDLE.keys() == STRATEGIES.keys()


# The same run


def test_a_seed_fixes_all_bits() -> None:
    one, two = (bits(weeks(town_of(500, seed=3, burn_in_weeks=20), 84)) for _ in range(2))
    assert differences(one, two) == []
    other = bits(weeks(town_of(500, seed=4, burn_in_weeks=20), 84))
    differing = set(differences(one, other))
    assert {
        f"people.{name}" for name in ("trust", "vulnerability", "stage", "severity", "age")
    } <= (differing)
    assert {"history.counts", "ties.neighbour", "seed"} <= differing


@pytest.mark.parametrize("threads", [2, 3, 7])
def test_threads_change_no_bit(
    threads: int, small_shares: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = set()
    pool = compiled.pool

    def watched(number: int) -> Any:
        used.add(number)
        return pool(number)

    monkeypatch.setattr(compiled, "pool", watched)
    settings: dict[str, Any] = {"burn_in_weeks": 20, "strategies": EVERYTHING}
    one = bits(weeks(town_of(1300, threads=1, **settings), 60))
    assert used == set()
    many = bits(weeks(town_of(1300, threads=threads, **settings), 60))
    assert used == {threads}
    assert differences(one, many) == []


ELSEWHERE = """
import sys
from tests.support.strategies_at_work import EVERYTHING
from tests.support.towns import fingerprint, town_of, weeks
town = town_of(400, burn_in_weeks=8, strategies=EVERYTHING, threads=int(sys.argv[1]))
print(fingerprint(weeks(town, 30)), hash("helpseek"))
"""


def test_hash_seeds_and_processes_change_no_bit(tmp_path: Path) -> None:
    here = fingerprint(weeks(town_of(400, burn_in_weeks=8, strategies=EVERYTHING), 30))
    root = str(Path(__file__).parents[2])
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ELSEWHERE, str(threads)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, threads in (("0", 1), ("4711", 2))
    ]
    said = [process.communicate(timeout=300)[0].split() for process in processes]
    assert [words[0] for words in said] == [here, here]
    assert said[0][1] != said[1][1], "the hash seeds are at work"


def test_recording_events_changes_no_bit() -> None:
    plain = bits(weeks(town_of(400, burn_in_weeks=20), 52))
    town = town_of(400, burn_in_weeks=20)
    town.events = Events(town.people)
    assert differences(plain, bits(weeks(town, 52))) == []
    assert len(town.events) > 100


def test_looking_changes_no_bit() -> None:
    plain = bits(weeks(town_of(400, burn_in_weeks=20), 52))
    town = town_of(400, burn_in_weeks=20)
    for _ in range(52):
        town.step()
        outcomes(town)
        reasons(town)
        breakdown(town, GROUPINGS)
        town.history.frame(burn_in=True)
        town.people.frame()
        town.state()
    assert differences(plain, bits(town)) == []


def test_burn_in_is_simulated_time() -> None:
    """The same weeks, whether they lie before week 0 or after: only their names differ."""
    counts = weeks(town_of(400, burn_in_weeks=52), 52).history.table
    assert counts.shape[0] == 104
    town = town_of(400, burn_in_weeks=52)
    assert np.array_equal(town.history.table, counts[:52])
    assert town.week == -1
    assert town.history.frame().shape[0] == 0


# The past


def past_and_future(
    change: Callable[[Town], None] | None, when: int, **settings: Any
) -> tuple[list[dict[str, NDArray[Any]]], Town]:
    """The bits at the end of some weeks up to ``when``, and the town 40 weeks later."""
    town = town_of(1000, burn_in_weeks=40, **settings)
    past = [bits(town)]
    for week in range(when):
        town.step()
        if when - week <= 3:
            past.append(bits(town))
    if change is not None:
        change(town)
    return past, weeks(town, 40)


@cache
def left_alone(when: int) -> tuple[list[dict[str, NDArray[Any]]], Town]:
    """The past and the future of a town in which nothing is changed: only to look at."""
    return past_and_future(None, when)


@pytest.mark.parametrize("when", [1, 17])
@pytest.mark.parametrize("kind", STRONG)
def test_a_strategy_changes_nothing_before_it_starts(kind: str, when: int) -> None:
    before, without = left_alone(when)
    strategy = {"name": kind, "start": when, "cost_fixed": 5.0, **STRONG[kind]}
    same, after = past_and_future(None, when, strategies=[strategy])
    for one, other in zip(before, same, strict=True):
        assert differences(one, other) == []
    counts = without.history.table, after.history.table
    assert np.array_equal(counts[0][: 40 + when], counts[1][: 40 + when])
    assert not np.array_equal(*counts)
    costs = after.history.strategy_costs()
    assert not costs[: 40 + when].any()
    assert costs[40 + when] > 0.0


@pytest.mark.parametrize("kind", STRONG)
def test_a_strategy_that_has_ended_charges_and_changes_nothing(kind: str) -> None:
    """The week that it names as its end is the first without it."""
    strategy = {"name": kind, "start": 0, "end": 3, **STRONG[kind]}
    town = weeks(town_of(500, burn_in_weeks=30, strategies=[strategy]), 3)
    without = town_of(500, burn_in_weeks=30)
    state = bits(town)
    weeks(town, 20)
    without.restore(state)
    weeks(without, 20)
    assert differences(bits(town), bits(without)) == []
    assert not town.history.strategy_costs()[-20:].any()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("onset_rate", 1.5),
        ("remission_floor", 0.5),
        ("recognition_base", 6.0),
        ("conversation_chance", 1.0),
        ("intention_base", 6.0),
        ("refusal_base", 6.0),
        ("withdrawal", 1.0),
        ("first_no_show", 1.0),
        ("dropout_early", 20.0),
        ("example_fade", 1.0),
    ],
)
def test_a_parameter_changed_in_a_week_changes_nothing_before(parameter: str, value: float) -> None:
    def change(town: Town) -> None:
        town.parameters[parameter] = value

    before, without = left_alone(9)
    same, after = past_and_future(change, 9)
    for one, other in zip(before, same, strict=True):
        assert differences(one, other) == []
    changed = differences(bits(without), bits(after))
    assert any(name.startswith("people.") for name in changed)
    assert not any(name.startswith("ties.") for name in changed)


# Strategies


@cache
def _plain() -> dict[str, NDArray[Any]]:
    """A town a year on in which policy does nothing."""
    return bits(weeks(town_of(500, burn_in_weeks=20), 52))


@pytest.mark.parametrize(
    "why", ["no effect", "no coverage", "no uptake", "no time", "after the end"]
)
@pytest.mark.parametrize("kind", IDLE)
def test_a_strategy_without_effect_leaves_every_bit(kind: str, why: str) -> None:
    fields: dict[str, Any] = {
        "no effect": IDLE[kind],
        "no coverage": {**STRONG[kind], "coverage": 0.0},
        "no uptake": {**STRONG[kind], "uptake": 0.0},
        "no time": {**STRONG[kind], "start": 5, "end": 5},
        "after the end": {**STRONG[kind], "start": 9, "end": 5},
    }[why]
    town = town_of(500, burn_in_weeks=20, strategies=[{"name": kind, **fields}])
    assert differences(_plain(), bits(weeks(town, 52)), but=("history.spent",)) == []
    if why in ("no time", "after the end"):
        assert not town.history.strategy_costs().any()


def test_strategies_in_any_order_leave_the_same_bits() -> None:
    several = [
        *EVERY_DEFAULT,
        {"name": "public_campaign", "start": 2, "cost_per_person": 0.1},
        {"name": "public_campaign", "stigma": 0.9, "target": "low_income", "cost_per_week": 0.7},
        {"name": "subsidy", "share": 0.3, "coverage": 0.7, "ramp": 9},
        {"name": "subsidy", "share": 0.7, "coverage": 0.6, "cost_per_person": 1 / 3},
        {"name": "more_places", "growth": 0.1, "cost_per_week": 1e-3},
        {"name": "reminders", "effect": 0.9, "decay": 7.0},
        {"name": "leap", "target": "hubs", "coverage": 0.3, "repeat_after": 5},
        {"name": "peer_navigators", "target": "friends_of_random", "uptake": 0.5},
    ]
    orders = [several, several[::-1], several[9:] + several[:9], several[1::2] + several[::2]]
    first, *others = (
        bits(weeks(town_of(500, burn_in_weeks=20, strategies=order), 40)) for order in orders
    )
    for other in others:
        assert differences(first, other) == []
    assert differences(first, bits(weeks(town_of(500, burn_in_weeks=20), 40))) != []


def test_who_is_not_reached_and_knows_nobody_lives_the_same_life() -> None:
    strategy = {"name": "public_campaign", "target": "low_income", **STRONG["public_campaign"]}
    free = {"name": "subsidy", "target": "low_income"}
    without, with_ = (
        weeks(town_of(1500, strategies=several, **ALONE), 104) for several in ([], [strategy, free])
    )
    poor = eligible("low_income", without)
    assert 100 < np.count_nonzero(poor) < 1400
    changed = np.zeros(poor.size, np.bool_)
    for name in COLUMNS:
        one, other = getattr(without.people, name), getattr(with_.people, name)
        changed |= one != other
    assert changed[poor].any()
    assert not changed[~poor].any()


def test_more_coverage_reaches_the_same_people_and_more() -> None:
    def reached(coverage: float) -> NDArray[np.bool_]:
        campaign = {"name": "public_campaign", "coverage": coverage, "ramp": 0}
        town = weeks(town_of(800, strategies=[campaign]), 1)
        literacy: NDArray[np.float32] = getattr(town.values, "literacy")  # noqa: B009
        return literacy > 0

    few, many = reached(0.3), reached(0.6)
    assert 0 < np.count_nonzero(few) < np.count_nonzero(many)
    assert not (few & ~many).any()


# One more person


@pytest.mark.parametrize(
    "settings",
    [{}, {"population__individuals": True, "network__kind": "none"}, {"network__kind": "none"}],
)
@pytest.mark.parametrize(("few", "many"), [(1000, 1001), (1000, 1500), (30, 2000)])
def test_one_more_person_leaves_all_others_as_they_were(
    few: int, many: int, settings: dict[str, Any]
) -> None:
    smaller, larger = (town_of(n, seed=6, **settings).people for n in (few, many))
    for name in COLUMNS:
        one, other = getattr(smaller, name), getattr(larger, name)
        assert np.array_equal(one, other[:few]), name
        if name in TRAIT_ROWS:
            assert np.unique(one).size > 0.9 * few, name


def test_who_knows_nobody_lives_the_same_life_in_a_larger_town() -> None:
    smaller, larger = (weeks(town_of(n, **ALONE), 156).people for n in (1000, 1500))
    for name in COLUMNS:
        assert np.array_equal(getattr(smaller, name), getattr(larger, name)[:1000]), name
    assert np.count_nonzero(smaller.last_service > 0) > 30


# Branches


def unbroken_and_branch(
    strategies: list[dict[str, Any]], through_file: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The bits after 35 weeks, and those of another town that takes over after 15 of them."""
    town = weeks(town_of(700, burn_in_weeks=30, strategies=strategies), 15)
    state: Any = bits(town)
    if through_file:
        file = io.BytesIO()
        np.savez(file, **state)
        file.seek(0)
        state = dict(np.load(file, allow_pickle=False))
    branch = town_of(700, strategies=strategies)
    branch.restore(state)
    assert differences(bits(town), bits(branch)) == []
    return bits(weeks(town, 20)), bits(weeks(branch, 20))


@pytest.mark.parametrize("through_file", [False, True])
def test_a_branch_is_the_unbroken_run(through_file: bool) -> None:
    unbroken, branch = unbroken_and_branch([], through_file)
    assert differences(unbroken, branch) == []


@pytest.mark.parametrize("kind", STRONG)
def test_a_branch_under_a_strategy_is_the_unbroken_run(kind: str) -> None:
    costs = {"cost_fixed": 7.0, "cost_per_person": 3.0, "cost_per_week": 2.0}
    strategy = {"name": kind, **STRONG[kind], **costs, "coverage": 0.9, "start": 3, "ramp": 20}
    unbroken, branch = unbroken_and_branch([strategy], True)
    assert differences(unbroken, branch) == []


def test_going_back_in_time() -> None:
    """A state that was kept stays as it was while the town goes on."""
    town = town_of(500, burn_in_weeks=30)
    kept = town.state()
    before = bits(town)
    first = bits(weeks(town, 20))
    town.restore(kept)
    assert differences(before, bits(town)) == []
    assert differences(first, bits(weeks(town, 20))) == []


def test_branches_share_the_past() -> None:
    stem = weeks(town_of(700, burn_in_weeks=30), 10)
    state = bits(stem)
    ends = {}
    for kind in STRONG:
        branch = town_of(700, strategies=[{"name": kind, "start": 10, **STRONG[kind]}])
        branch.restore(state)
        assert np.array_equal(branch.history.table, stem.history.table)
        ends[kind] = weeks(branch, 40)
    tables = [town.history.table for town in ends.values()]
    for one, other in itertools.combinations(tables, 2):
        assert np.array_equal(one[:40], other[:40])
        assert not np.array_equal(one, other)


def test_strategies_may_be_exchanged_in_a_going_town() -> None:
    """Where none are left, nothing of them is."""
    town = weeks(town_of(600, burn_in_weeks=30, strategies=EVERYTHING), 10)
    without = town_of(600)
    without.restore(bits(town))
    town.strategies = []
    assert differences(bits(weeks(town, 20)), bits(weeks(without, 20))) == []
