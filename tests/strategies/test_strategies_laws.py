"""Laws of strategies: whom they may touch, what more of them costs, how long they are there."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.population.columns import NEVER
from simulation.scenario import load_scenario
from simulation.strategies import STRATEGIES, TARGETS, plans
from simulation.strategies.reach import eligible
from simulation.town import Town
from simulation.values import VALUES
from tests.support.busy_towns import (
    BORNE,
    CHEAP_AND_DEAR,
    busy_town,
    changed,
    tied_to,
    with_strategies,
)
from tests.support.strategies_at_work import FOR_HELPERS, FOR_SERVICES, STRONG
from tests.support.towns import bits, town_of, value_of, weeks

# Whom they touch


@pytest.mark.parametrize("kind", [kind for kind in STRONG if kind not in FOR_SERVICES])
@pytest.mark.parametrize("target", ["low_income", "women", "default"])
def test_in_a_week_nobody_else_is_touched(kind: str, target: str) -> None:
    """Only those reached; where they are helpers, also those whom they talk with.

    Those to whom somebody touched turns as a confidant bear it: they are in the second round.
    """
    strategy = {"name": kind, **STRONG[kind], "coverage": 0.7}
    if kind == "guided_self_help":
        strategy["appeal"] = 0.0  # is heard of by all
    if target != "default":
        strategy["target"] = target
    with_, without = busy_town(strategy), busy_town()
    meant = eligible(str(strategy.get("target", STRATEGIES[kind]().target)), with_)
    weeks(with_, 1)
    weeks(without, 1)
    reached = with_.strategies[0].since != NEVER
    if kind != "screening" or target != "default":  # which also finds some who are not ill
        assert not (reached & ~meant).any(), "reached outside of whom it is meant for"
    assert 0 < np.count_nonzero(reached) < 1500
    may = reached | tied_to(with_, reached) if kind in FOR_HELPERS else reached
    touched = changed(with_, without)
    assert touched.any()
    assert not (changed(with_, without, but=BORNE) & ~may).any()
    second_round = may | tied_to(with_, may)
    assert not (touched & ~second_round).any()


@pytest.mark.parametrize("kind", FOR_SERVICES)
def test_services_are_changed_for_all_or_none(kind: str) -> None:
    town = weeks(busy_town({"name": kind, **STRONG[kind]}), 1)
    for name, value in VALUES.items():
        now = getattr(town.values, name)
        if value.of == "person":
            assert now.size == 1
    assert (value_of(town, "places") > 1.0).any()


def test_only_values_are_modified_for_those_reached() -> None:
    """Those not reached keep the neutral modifier of every value."""
    modified = set()
    for kind, fields in STRONG.items():
        town = weeks(busy_town({"name": kind, **fields, "coverage": 0.4}), 1)
        reached = town.strategies[0].since != NEVER
        for name, value in VALUES.items():
            now = getattr(town.values, name)
            if value.of == "person" and now.size > 1:
                assert (now[~reached] == np.float32(value.neutral)).all(), (kind, name)
                modified.add(kind)
    assert len(modified) > len(STRONG) / 2


# More of them


@cache
def _stem(seed: int) -> tuple[Town, dict[str, NDArray[Any]]]:
    town = town_of(900, seed=seed, burn_in_weeks=20)
    return town, bits(town)


def burnt_in(seed: int, strategy: dict[str, Any]) -> Town:
    """A town at week 0, where the strategy begins; it is the same one for each strategy."""
    town, state = _stem(seed)
    with_strategies(town, strategy).restore(state)
    town.values.clear()
    return town


@pytest.mark.parametrize("kind", STRONG)
@pytest.mark.parametrize("seed", [1, 2])
def test_more_coverage_reaches_the_same_people_and_more_and_never_costs_less(
    kind: str, seed: int
) -> None:
    spent, reached = [], []
    for coverage in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
        strategy = {"name": kind, **CHEAP_AND_DEAR, "coverage": coverage, "ramp": 4, "end": 40}
        town = weeks(burnt_in(seed, strategy), 1)
        if coverage in (0.0, 0.3, 1.0):
            reached.append(town.strategies[0].since != NEVER)
        spent.append(weeks(town, 43).history.strategy_costs().sum())
    assert spent == sorted(spent)
    none, few, all_ = reached
    assert not none.any()
    assert not (few & ~all_).any()
    assert np.count_nonzero(all_) >= np.count_nonzero(few)


@pytest.mark.parametrize("target", TARGETS)
def test_more_coverage_of_any_target(target: str) -> None:
    def reached(coverage: float, uptake: float = 1.0) -> NDArray[np.bool_]:
        town = busy_town(
            {
                "name": "public_campaign",
                "target": target,
                "coverage": coverage,
                "uptake": uptake,
                "ramp": 0,
            }
        )
        return weeks(town, 1).strategies[0].since != NEVER

    shares = [reached(coverage) for coverage in (0.0, 0.2, 0.5, 1.0)]
    assert not shares[0].any()
    assert shares[1].any()
    for fewer, more in itertools.pairwise(shares):
        assert not (fewer & ~more).any()
        assert np.count_nonzero(more) > np.count_nonzero(fewer)
    less = reached(0.5, uptake=0.4)
    assert not (less & ~shares[2]).any()
    assert 0.2 < np.count_nonzero(less) / np.count_nonzero(shares[2]) < 0.65


def test_costs_are_charged_line_by_line() -> None:
    strategy = {
        "name": "public_campaign",
        "start": 3,
        "end": 10,
        "ramp": 4,
        "coverage": 0.5,
        "cost_fixed": 1000.0,
        "cost_per_person": 10.0,
        "cost_per_person_week": 0.25,
        "cost_per_week": 5.0,
    }
    town = town_of(600, strategies=[strategy])
    reached = []
    for _ in range(14):
        weeks(town, 1)
        reached.append(int(np.count_nonzero(town.strategies[0].since != NEVER)))
    costs = town.history.strategy_costs()
    assert not costs[:3].any()
    assert not costs[10:].any()
    before = 0
    for week in range(3, 10):
        new, before = reached[week] - before, reached[week]
        expected = 1000.0 * (week == 3) + 10.0 * new + 0.25 * reached[week] + 5.0
        assert costs[week] == pytest.approx(expected)
    share = [number / town.adults for number in reached[3:8]]
    assert share == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5], abs=0.08)


def test_places_cost_what_they_are() -> None:
    town = town_of(
        2000,
        strategies=[
            {"name": "more_places", "growth": 0.5, "ramp": 1, "cost_per_place": 10.0},
        ],
    )
    costs = weeks(town, 3).history.strategy_costs()
    services = load_scenario().services
    there = services.general_practice.places + services.specialist.places + services.remote.places
    assert costs[2] == pytest.approx(10.0 * 0.5 * there * town.adults / 1000.0)
    assert costs[0] == pytest.approx(costs[2] / 2)


def test_what_is_taken_off_prices_is_paid_by_the_strategy() -> None:
    """What people pay and what is paid for them add up to the price."""
    free = weeks(busy_town({"name": "subsidy"}), 20)
    assert free.history.series("patient_payments", 20).sum() == 0
    assert free.history.series("subsidies", 20).sum() == pytest.approx(
        100 * free.history.strategy_costs()[-20:].sum()
    )
    half = weeks(busy_town({"name": "subsidy", "share": 0.5}), 20)
    paid = half.history.series("patient_payments", 20).sum()
    taken_over = half.history.series("subsidies", 20).sum()
    assert taken_over == pytest.approx(paid, rel=1e-3)
    assert weeks(busy_town(), 20).history.series("subsidies", 20).sum() == 0


# How long they are there


def test_effects_fade_by_half_lives() -> None:
    """A half after one half-life, a quarter after two; anew in whoever is reached again."""
    fields = {"name": "public_campaign", "stigma": 0.4, "coverage": 0.6, "decay": 6.0, "ramp": 9}
    town = busy_town({**fields, "start": 80})
    again = busy_town({**fields, "start": 80, "repeat_after": 12})
    for _ in range(25):
        weeks(town, 1)
        weeks(again, 1)
        for each in (town, again):
            since = each.strategies[0].since
            met = since != NEVER
            stigma = value_of(each, "stigma")
            left = -0.4 * 0.5 ** ((each.week - since[met]) / 6.0)
            assert stigma[met] == pytest.approx(left, rel=1e-5)
            assert not stigma[~met].any()
    assert (town.week - town.strategies[0].since[met]).max() == 24
    assert (again.week - again.strategies[0].since[met]).max() <= 12


def test_who_was_coached_stays_coached() -> None:
    """LEAP stays with relatives when the ill person is in care or well; groups do not."""
    leap, groups = (
        busy_town({"name": name, "coverage": 1.0, "start": 80, "decay": 0.0})
        for name in ("leap", "family_groups")
    )
    met = np.zeros(1500, np.bool_)
    for _ in range(15):
        meant = eligible("families_of_untreated", leap)
        met |= meant
        weeks(leap, 1)
        assert np.array_equal(value_of(leap, "listening") > 1.0, met)
        meant = eligible("families_of_untreated", groups)
        weeks(groups, 1)
        assert np.array_equal(value_of(groups, "relief") > 0.0, meant)
    assert np.count_nonzero(met) > np.count_nonzero(meant)


@pytest.mark.parametrize("kind", STRATEGIES)
@pytest.mark.parametrize("extreme", ["ge", "le"])
def test_all_fields_at_their_bounds_give_modifiers_that_values_can_have(
    kind: str, extreme: str
) -> None:
    timing = {"start", "end", "ramp", "repeat_after", "decay"}
    bounds = {
        name: type(getattr(STRATEGIES[kind](), name))(bound)
        for name, field in STRATEGIES[kind].model_fields.items()
        for bound in [getattr(m, extreme) for m in field.metadata if hasattr(m, extreme)]
        if name not in timing
    }
    town = town_of(300)
    town.strategies = plans((STRATEGIES[kind](**{**bounds, "coverage": 1.0}),), town)
    town.step()  # a modifier out of range would be refused
