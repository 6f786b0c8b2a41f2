"""What live towns are made with: the shelf, what is drawn, memory, the clock, turns."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from experiments.browser.live.clock import Clock
from experiments.browser.live.comparison.towns import ComparedTowns
from experiments.browser.live.towns.prepared import Prepared, Shelf, key_of, preparing
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.towns import Towns, estimated_bytes
from experiments.browser.live.towns.turns import Turns
from simulation.scenario import load_scenario
from tests.support.browser_live import OFFER, PEOPLE, one, setup, towns_of


def _prepared(seed: int) -> tuple[str, Prepared]:
    scenario = load_scenario("town", {"people": 300, "horizon.burn_in_weeks": 2})
    *_, made = preparing(scenario, seed)
    assert isinstance(made, Prepared)
    return key_of(scenario, seed), made


def test_the_shelf_keeps_what_was_asked_for_last_within_its_bytes() -> None:
    made = [_prepared(seed) for seed in range(4)]
    shelf = Shelf(3 * made[0][1].nbytes + 2_000)
    for key, prepared in made[:3]:
        assert shelf.claim(key, 0.0) is True
        shelf.put(key, prepared)
    assert shelf.claim(made[0][0], 0.0) is made[0][1]
    assert shelf.claim(made[3][0], 0.0) is True
    shelf.put(*made[3])
    assert shelf.nbytes <= shelf.most_bytes
    assert shelf.claim(made[1][0], 0.0) is True  # it had to go
    assert shelf.claim(made[0][0], 0.0) is made[0][1]


def test_a_town_that_is_being_built_is_waited_for() -> None:
    shelf = Shelf(10**9)
    key, prepared = _prepared(1)
    assert shelf.claim(key, 0.0) is True
    assert shelf.claim(key, 0.01) is False
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(shelf.claim(key, 10.0)))
    waiting.start()
    shelf.put(key, prepared)
    waiting.join(5)
    assert found == [prepared]
    other, _ = _prepared(2)
    assert shelf.claim(other, 0.0) is True
    shelf.give_up(other)
    assert shelf.claim(other, 0.0) is True


def test_building_that_is_given_up_leaves_the_town_to_others() -> None:
    class Enough(Exception):
        pass

    def stop(what: str, done: int, of: int) -> None:
        if what == "burn-in" and done == 3:
            raise Enough

    shelf = Shelf(10**9)
    towns = Towns(programme_of(setup(), OFFER), OFFER, shelf)
    with pytest.raises(Enough):
        towns.build(stop)
    towns.build(lambda *told: None)
    assert towns.weeks == 0


def test_drawn_ties_are_all_or_a_keyed_sample() -> None:
    live = one()
    ties = live.prepared.ties
    whole = live.prepared.picture(10**6)
    source = np.repeat(np.arange(PEOPLE), np.diff(ties.start))
    pairs = {
        tuple(sorted(pair)) for pair in zip(source.tolist(), ties.neighbour.tolist(), strict=True)
    }
    assert {tuple(sorted(pair)) for pair in whole.ends.tolist()} == pairs
    assert whole.ties == len(pairs) == whole.kind.size
    assert (np.hypot(*whole.position.T) <= 1.0 + 1e-6).all()
    few = [Prepared(live.prepared.town(), live.prepared.scenario, 1).picture(100) for _ in "ab"]
    assert few[0].ends.shape == (100, 2)
    assert few[0].ties == whole.ties
    assert np.array_equal(few[0].ends, few[1].ends)
    assert {tuple(pair) for pair in few[0].ends.tolist()} < {tuple(p) for p in whole.ends.tolist()}


def test_the_estimate_of_memory_is_about_what_towns_take() -> None:
    towns = towns_of(replicates=2, arms=[{"label": "L", "strategies": [{"name": "leap"}]}])
    while towns.behind:
        towns.catch_up(1.0)
    all_towns = [town for each in (towns.arms, *towns.others) for town in each]
    taken = sum(town.town.people.nbytes for town in all_towns)
    taken += sum(each[0].prepared.nbytes for each in (towns.arms, *towns.others))
    taken += ComparedTowns([towns.arms, *towns.others]).nbytes
    told = estimated_bytes(towns.programme, PEOPLE, 2) - 64_000_000
    assert taken < told < 2 * taken


def test_the_clock_is_on_time_and_does_not_race_after_a_delay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("experiments.browser.live.clock.monotonic", lambda: now[0])
    clock = Clock()
    assert not clock.due(0)
    assert clock.wait(0) is None
    clock.start(10.0, 5)
    assert not clock.due(5)
    assert clock.wait(5) == pytest.approx(0.1)
    now[0] += 0.25
    assert clock.due(5)
    assert clock.due(6)
    assert not clock.due(7)
    now[0] += 10.0  # a long wait: a few weeks are made good for, not a hundred
    done = 7
    while clock.due(done):
        done += 1
    assert done <= 7 + 1
    clock.start(0.0, done)
    assert clock.due(10**6)


def test_turns_are_taken_in_order_and_no_more_at_once() -> None:
    turns, at_once, most, order = Turns(2), [0], [0], []
    lock = threading.Lock()

    def work(number: int) -> None:
        with turns:
            with lock:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
                order.append(number)
            time.sleep(0.005)
            with lock:
                at_once[0] -= 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    with turns:
        with turns:  # none is free until all stand in line, each in its place
            for number, thread in enumerate(threads):
                thread.start()
                until = time.monotonic() + 30.0
                while len(turns._waiting) <= number:
                    assert time.monotonic() < until
                    time.sleep(0.0005)
        threads[0].join(30.0)  # with one turn they go one by one
        while len(order) < 6:
            time.sleep(0.0005)
        assert most[0] == 1
        assert order == sorted(order)
    for thread in threads:
        thread.join(30.0)
    assert most[0] <= 2
    assert sorted(order) == list(range(12))
