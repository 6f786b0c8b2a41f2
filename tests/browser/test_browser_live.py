"""Live towns: jumped in, changed in mid-run, compared; the bits of a run that was set up so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments.browser.declared.series import series
from experiments.browser.live.towns import town as live_town
from experiments.browser.live.towns.prepared import key_of
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.town import LiveTown
from experiments.browser.wire.setup import Change
from experiments.compare.seeds.seed import Seed
from experiments.strategies.arms import Arm
from simulation import HelpSeekingModel
from simulation.errors import InputError
from simulation.scenario import load_scenario
from simulation.strategies import STRATEGIES
from simulation.town import Town
from tests.support.browser_live import BURN_IN, OFFER, PEOPLE, one, setup, towns_of

ROOM = 10_000_000


def model(weeks: int, **settings: Any) -> HelpSeekingModel:
    """The same town as a model, run without any of this."""
    made = HelpSeekingModel(
        "town", people=PEOPLE, rng=1, horizon__burn_in_weeks=BURN_IN, weeks=200, **settings
    )
    for _ in range(weeks):
        made.step()
    return made


def same(one: Town, other: Town) -> bool:
    """Whether two towns are the same, to the last bit."""
    return (
        all(
            np.array_equal(column, getattr(other.people, name))
            for name, column in one.people.columns().items()
        )
        and np.array_equal(one.services["wait"], other.services["wait"])
        and np.array_equal(one.history.table, other.history.table)
        and np.array_equal(one.history.strategy_costs(), other.history.strategy_costs())
        and one.week == other.week
    )


def test_a_live_town_is_the_model_itself() -> None:
    live = one()
    live.go_to(60)
    ran = model(60)
    assert same(live.town, ran.town)
    assert np.allclose(live.town.history.service_costs(), ran.history.service_costs(), rtol=1e-12)


def test_jumping_back_and_on_gives_the_same_bits() -> None:
    live = one(strategies=[{"name": "leap"}, {"name": "family_groups", "decay": 9, "start": 20}])
    live.go_to(120)
    kept = live.town.state()
    rows = live.rows(0, 120).copy()
    for week in (119, 14, 13, 12, 0, 77, 120):
        live.go_to(week)
        assert live.weeks == week
    now = live.town.state()
    assert all(np.array_equal(kept[name], now[name]) for name in kept)
    assert np.array_equal(live.rows(0, 120), rows, equal_nan=True)


def test_there_is_less_to_live_again_the_more_room_there_is() -> None:
    programme = programme_of(setup(), OFFER)
    prepared = towns_of().prepared
    bytes_of_one = prepared.people.nbytes
    for states in (0, 1, 3, 100):
        live = LiveTown(prepared, programme, 0, states * bytes_of_one)
        live.go_to(180)
        assert len(live._kept) <= states
        live.go_back(150)
        left = 150 - live.weeks
        assert left == {0: 150, 1: 150 - 104, 3: 150 - 104, 100: 150 - 143}[states]
    assert live_town.FIRST_STRIDE == 13


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_switched_on_in_mid_run_is_started_then(name: str) -> None:
    live = one(strategies=[] if name == "reminders" else [{"name": "reminders"}])
    live.go_to(30)
    programme = programme_of(
        live.programme.setup.changed(
            Change(30, strategy=setup(strategies=[{"name": name}]).strategies[0]), 10
        ),
        OFFER,
        live.programme,
    )
    live.follow(programme, 30)
    live.go_to(70)
    strategies = [{"name": name, "start": 30}]
    if name != "reminders":
        strategies.append({"name": "reminders"})
    assert same(live.town, model(70, strategies=strategies).town)


def test_switched_off_in_mid_run_is_ended_then() -> None:
    towns = towns_of(strategies=[{"name": "public_campaign"}, {"name": "subsidy"}])
    live = towns.arms[0]
    live.go_to(25)
    towns.changed(Change(25, without="subsidy"))
    live.go_to(60)
    strategies = [{"name": "public_campaign"}, {"name": "subsidy", "end": 25}]
    assert same(live.town, model(60, strategies=strategies).town)
    assert [strategy.kind for strategy in live.strategies] == ["public_campaign"]


def test_on_and_off_and_on_again_leaves_the_past_as_it_was() -> None:
    towns = towns_of()
    live = towns.arms[0]
    leap = setup(strategies=[{"name": "leap", "coverage": 0.4}]).strategies[0]
    for week, change in (
        (10, {"strategy": leap}),
        (20, {"without": "leap"}),
        (100, {"strategy": leap}),
    ):
        live.go_to(week)
        before = live.town.state()
        towns.changed(Change(week, **change))
        assert live.weeks == week
        assert all(np.array_equal(before[name], now) for name, now in live.town.state().items())
    live.go_to(140)
    kept = live.town.state()
    live.go_to(5)
    live.go_to(140)
    assert all(np.array_equal(kept[name], now) for name, now in live.town.state().items())
    afresh = LiveTown(live.prepared, programme_of(towns.setup, OFFER), 0, 0)
    afresh.go_to(140)
    assert same(afresh.town, live.town)


def test_changed_numbers_hold_from_their_week_on() -> None:
    towns = towns_of()
    live = towns.arms[0]
    live.go_to(40)
    change = (
        ("parameters.onset_rate", 0.5),
        ("services.specialist.price", 0.0),
        ("culture.structural_stigma", 0.9),
        ("costs.disability_mild", 0.5),
    )
    towns.changed(Change(40, change))
    live.go_to(70)

    by_hand = model(40).town
    now = HelpSeekingModel(
        "town",
        people=50,
        rng=1,
        horizon__burn_in_weeks=0,
        onset_rate=0.5,
        services__specialist__price=0.0,
        culture__structural_stigma=0.9,
        costs__disability_mild=0.5,
    ).town
    by_hand.parameters[:] = now.parameters
    wait = by_hand.services["wait"].copy()
    by_hand.services[:] = now.services
    by_hand.services["wait"] = wait
    for _ in range(30):
        by_hand.step()
    assert same(live.town, by_hand)
    live.go_to(39)
    assert live.town.parameters["onset_rate"][0] == load_scenario().parameters.onset_rate
    live.go_to(41)
    assert live.town.parameters["onset_rate"][0] == 0.5


def test_a_changed_cost_is_charged_from_its_week_on() -> None:
    towns = towns_of()
    live = towns.arms[0]
    live.go_to(20)
    before = live.town.history.service_costs()
    costs = [
        (f"services.{name}.cost", 0.0)
        for name in ("general_practice", "specialist", "remote", "self_help", "support_group")
    ]
    towns.changed(Change(20, tuple(costs)))
    live.go_to(40)
    after = live.town.history.service_costs()
    assert before[-1] > 0
    assert np.array_equal(after[: before.size], before)
    assert not after[before.size :].any()
    place = list(series()).index("cost_services")
    assert (live.rows(0, 20)[:, place] > 0).all()
    assert not live.rows(20, 40)[:, place].any()


def test_a_change_in_the_past_changes_what_came_after_it_only() -> None:
    towns = towns_of()
    live = towns.arms[0]
    live.go_to(100)
    rows = live.rows(0, 100).copy()
    live.go_to(50)
    towns.changed(Change(50, (("parameters.onset_rate", 1.0),)))
    assert live.known == 50
    live.go_to(100)
    assert np.array_equal(live.rows(0, 50), rows[:50], equal_nan=True)
    assert not np.array_equal(live.rows(50, 100), rows[50:])


def test_arms_are_those_of_a_comparison() -> None:
    arms = [
        {"label": "", "strategies": [{"name": "leap"}]},
        {"label": "Two", "strategies": [{"name": "subsidy"}, {"name": "screening"}]},
    ]
    towns = towns_of(arms=arms)
    assert towns.programme.labels == ("", "LEAP", "Two")
    while towns.weeks < 60:
        towns.step()
    compared = Seed(towns.programme.scenario, 1)
    for arm, live in enumerate(towns.arms):
        town = compared.begin(Arm(str(arm), towns.programme.arms[arm]))
        for _ in range(60):
            town.step()
        assert same(live.town, town)
        assert live.town.ties is towns.arms[0].town.ties
    changes = [live.town.people.stage for live in towns.arms]
    assert not np.array_equal(changes[0], changes[1])


def test_other_seeds_catch_up_and_make_the_band() -> None:
    towns = towns_of(replicates=4, arms=[{"label": "L", "strategies": [{"name": "subsidy"}]}])
    for _ in range(30):
        towns.step()
    assert towns.banded == 0
    assert np.isnan(towns.curves(0)[..., 1:]).all()
    while towns.behind:
        towns.catch_up(0.0)
    assert towns.banded == 30
    curves = towns.curves(10)
    assert curves.shape == (2, 20, len(series()), 3)
    rows = []
    for seed in range(1, 6):
        own = towns_of(seed=seed, arms=[{"label": "L", "strategies": [{"name": "subsidy"}]}])
        for _ in range(30):
            own.step()
        rows.append([arm.rows(10, 30) for arm in own.arms])
    assert np.allclose(curves[..., 0], rows[0], equal_nan=True)
    assert np.allclose(curves[..., 1], np.quantile(rows, 0.1, axis=0), equal_nan=True)
    assert np.allclose(curves[..., 2], np.quantile(rows, 0.9, axis=0), equal_nan=True)

    towns.go_back(20)
    while towns.weeks < 20:
        towns.step()
    towns.changed(Change(20, (("parameters.onset_rate", 1.0),)))
    assert towns.banded == 20
    towns.step()
    while towns.behind:
        towns.catch_up(1.0)
    now = towns.curves(0)
    assert np.array_equal(now[:, 10:20], curves[:, :10], equal_nan=True)
    onsets = list(series()).index("onsets")
    assert now[0, 20, onsets, 1] > 2 * curves[0, 10, onsets, 2]

    towns.set_replicates(2)
    assert towns.banded == 21
    assert not np.array_equal(towns.curves(0)[..., 1], now[..., 1])
    towns.set_replicates(0)
    assert np.isnan(towns.curves(0)[..., 1:]).all()


def test_a_town_before_its_birth_comes_to_the_same() -> None:
    towns = towns_of(
        strategies=[{"name": "leap"}],
        changes=[
            {"week": 4, "settings": {"parameters.onset_rate": 0.9}},
            {"week": 6, "without": "leap"},
        ],
    )
    live = towns.arms[0]
    live.go_to(30)
    unborn = live.unborn()
    assert unborn.weeks == -BURN_IN
    while unborn.weeks < 30:
        unborn.step()
    assert same(unborn.town, live.town)
    assert np.array_equal(unborn.town.history.service_costs(), live.town.history.service_costs())
    again = live.again()
    again.go_to(30)
    assert same(again.town, live.town)


@pytest.mark.parametrize(
    "parts",
    [
        {
            "settings": {
                "network.friendships.smallest_circle": 40,
                "network.friendships.largest_circle": 2,
            }
        },
        {"strategies": [{"name": "leap", "target": "culture:martians"}]},
        {"arms": [{"label": "x", "strategies": [{"name": "leap", "target": "culture:x"}]}]},
        {"changes": [{"week": 3, "without": "leap"}]},
    ],
)
def test_what_does_not_fit_together_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        programme_of(setup(**parts), OFFER)


def test_a_refused_change_leaves_all_as_it_was() -> None:
    towns = towns_of()
    towns.step()
    before = towns.programme
    with pytest.raises(InputError, match="is not there to be switched off"):
        towns.changed(Change(1, without="leap"))
    assert towns.programme is before
    assert towns.arms[0].programme is before


def test_strategies_do_not_matter_for_what_is_prepared() -> None:
    plain, busy = load_scenario("town"), load_scenario("active_town")
    assert key_of(plain, 1) == key_of(busy, 1)
    assert key_of(plain, 1) != key_of(plain, 2)
    assert key_of(plain, 1) != key_of(load_scenario("town", {"onset_rate": 0.2}), 1)
    assert key_of(plain, 1) == key_of(load_scenario("town", {"horizon.weeks": 20}), 1)
