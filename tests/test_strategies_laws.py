"""Laws of strategies: whom they may touch, what more of them costs, how long they are there."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from simulation.population.columns import COLUMNS, NEVER
from simulation.scenario import load_scenario
from simulation.strategies import STRATEGIES, TARGETS, parse_strategies, plans
from simulation.strategies.base import Strategy
from simulation.strategies.reach import adults, eligible
from simulation.town import Town
from simulation.values import VALUES
from tests.strategies_at_work import FOR_HELPERS, FOR_SERVICES, STRONG
from tests.towns import bits, differences, town_of, weeks

BUSY: dict[str, Any] = {
    "onset_rate": 1.5, "recognition_base": 0.0, "prompt_chance": 0.3, "talk_chance": 1.0,
    "dropout_early": 5.0, "services__self_help__appeal": 1.0,
    **{f"services__{name}__places": 1000.0 for name in (
        "general_practice", "specialist", "remote", "self_help", "support_group"
    )},
}  # fmt: skip
"""Settings under which much happens in a week, and nobody stands in another's way."""

CHEAP_AND_DEAR = {
    "cost_fixed": 11.0, "cost_per_person": 7.0, "cost_per_person_week": 0.5, "cost_per_week": 3.0,
}  # fmt: skip


def with_strategies(town: Town, *entries: dict[str, Any]) -> Town:
    town.strategies = plans(parse_strategies(list(entries)), town)
    return town


@cache
def busy_state() -> dict[str, NDArray[Any]]:
    """A busy town of 1,500 after a year and a half."""
    return bits(weeks(town_of(1500, seed=2, **BUSY), 80))


def busy_town(*entries: dict[str, Any]) -> Town:
    town = with_strategies(town_of(1500, seed=2, **BUSY), *entries)
    town.restore(busy_state())
    return town


BORNE = ("burden", "known", "shown")
"""What confidants come to bear in the same week in which somebody turns to them."""


def changed(one: Town, other: Town, but: tuple[str, ...] = ()) -> NDArray[np.bool_]:
    """Who differs between two towns in anything but these columns."""
    found = np.zeros(one.people.people, np.bool_)
    for name in COLUMNS:
        if name not in but:
            found |= getattr(one.people, name) != getattr(other.people, name)
    return found


def tied_to(town: Town, who: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who hears from somebody among these."""
    ties = town.ties
    rows = np.repeat(np.arange(town.people.people), np.diff(ties.start))
    found = np.zeros(town.people.people, np.bool_)
    found[rows[who[ties.neighbour]]] = True
    return found


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
    assert (town.values.places > 1.0).any()  # type: ignore[attr-defined]


def test_only_values_are_modified_for_those_reached() -> None:
    """Those not reached keep the neutral modifier of every value."""
    for kind, fields in STRONG.items():
        town = weeks(busy_town({"name": kind, **fields, "coverage": 0.4}), 1)
        reached = town.strategies[0].since != NEVER
        for name, value in VALUES.items():
            now = getattr(town.values, name)
            if value.of == "person" and now.size > 1:
                assert (now[~reached] == np.float32(value.neutral)).all(), (kind, name)


# More of them


@pytest.mark.parametrize("kind", STRONG)
@pytest.mark.parametrize("seed", [1, 2])
def test_more_coverage_reaches_the_same_people_and_more_and_never_costs_less(
    kind: str, seed: int
) -> None:
    spent, reached = [], []
    for coverage in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
        strategy = {"name": kind, **CHEAP_AND_DEAR, "coverage": coverage, "ramp": 4, "end": 40}
        town = weeks(town_of(900, seed=seed, burn_in_weeks=20, strategies=[strategy]), 44)
        spent.append(town.history.strategy_costs().sum())
        if coverage in (0.0, 0.3, 1.0):
            town = town_of(900, seed=seed, burn_in_weeks=20, strategies=[strategy])
            reached.append(weeks(town, 1).strategies[0].since != NEVER)
    assert spent == sorted(spent)
    none, few, all_ = reached
    assert not none.any()
    assert not (few & ~all_).any()
    assert np.count_nonzero(all_) >= np.count_nonzero(few)


@pytest.mark.parametrize("target", TARGETS)
def test_more_coverage_of_any_target(target: str) -> None:
    def reached(coverage: float, uptake: float = 1.0) -> NDArray[np.bool_]:
        town = busy_town({
            "name": "public_campaign", "target": target, "coverage": coverage, "uptake": uptake,
            "ramp": 0,
        })  # fmt: skip
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
        "name": "public_campaign", "start": 3, "end": 10, "ramp": 4, "coverage": 0.5,
        "cost_fixed": 1000.0, "cost_per_person": 10.0, "cost_per_person_week": 0.25,
        "cost_per_week": 5.0,
    }  # fmt: skip
    town = town_of(600, strategies=[strategy])
    reached = []
    for _ in range(14):
        weeks(town, 1)
        reached.append(np.count_nonzero(town.strategies[0].since != NEVER))
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
    town = town_of(2000, strategies=[
        {"name": "more_places", "growth": 0.5, "ramp": 1, "cost_per_place": 10.0},
    ])  # fmt: skip
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
            stigma: NDArray[np.float32] = each.values.stigma  # type: ignore[attr-defined]
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
        assert np.array_equal(leap.values.listening > 1.0, met)  # type: ignore[attr-defined]
        meant = eligible("families_of_untreated", groups)
        weeks(groups, 1)
        assert np.array_equal(groups.values.relief > 0.0, meant)  # type: ignore[attr-defined]
    assert np.count_nonzero(met) > np.count_nonzero(meant)


# Targets


def test_hubs_are_the_most_tied() -> None:
    hubs = {"name": "public_campaign", "target": "hubs", "coverage": 0.1, "ramp": 0}
    town = weeks(busy_town(hubs), 1)
    reached = town.strategies[0].since != NEVER
    heard_by = np.bincount(town.ties.neighbour, minlength=1500)
    grown = adults(town)
    assert np.count_nonzero(reached) == pytest.approx(0.1 * np.count_nonzero(grown), abs=1)
    assert heard_by[reached].min() >= np.sort(heard_by[grown])[-np.count_nonzero(reached)]
    again = weeks(busy_town({"name": "reminders", "target": "hubs", "coverage": 0.1}), 1)
    assert (again.strategies[0].since != NEVER).sum() == reached.sum()


def test_friends_of_random_people_have_more_friends() -> None:
    """The friendship paradox; no more people are reached than are asked."""
    friends = {
        "name": "public_campaign", "target": "friends_of_random", "coverage": 0.2, "ramp": 0,
    }  # fmt: skip
    town = weeks(busy_town(friends), 1)
    reached = town.strategies[0].since != NEVER
    heard_by = np.bincount(town.ties.neighbour, minlength=1500)
    grown = adults(town)
    assert 0.1 < np.count_nonzero(reached) / np.count_nonzero(grown) < 0.21
    assert not (reached & ~grown).any()
    assert heard_by[reached].mean() > 1.05 * heard_by[grown].mean()


def test_thirds_of_income_and_culture_groups_are_parts() -> None:
    town = busy_town()
    for names in (
        ("low_income", "middle_income", "high_income"),
        tuple(f"culture:{name}" for name in town.people.culture_names),
    ):
        parts = np.array([eligible(name, town) for name in names])
        assert (parts.sum(axis=0) == adults(town)).all()
        assert (parts.sum(axis=1) > 0).all()
    low, high = (town.people.income[eligible(name, town)] for name in ("low_income", "high_income"))
    assert low.max() < high.min()


def test_screening_finds_the_ill_and_some_of_the_well() -> None:
    town = weeks(busy_town({"name": "screening", "coverage": 1.0, "false_positives": 0.2}), 0)
    ill = town.people.severity >= 2
    well = adults(town) & ~ill
    weeks(town, 1)
    found = town.strategies[0].since != NEVER
    assert found[ill].all()
    assert 0.15 < found[well].mean() < 0.25


def test_families_are_close_to_somebody_untreated() -> None:
    town = busy_town()
    ill = eligible("untreated", town) & (town.people.severity >= 2)
    family = eligible("families_of_untreated", town)
    at_home = tied_to(town, ill)
    household = town.people.household
    same_home = np.isin(household, household[ill]) & (household >= 0)
    assert not (family & ~at_home).any()
    several = same_home & adults(town) & (np.bincount(household[household >= 0])[household] > 1)
    alone_ill = ill & same_home & ~family
    assert family[several & ~ill].all()
    assert not (alone_ill & family).any()


# A strategy of one's own


class Champions(Strategy):
    """People at work who speak of it."""

    def eligible(self, town: Any, week: int) -> NDArray[np.bool_]:
        return np.asarray(town.people.work == 2)

    def modifiers(self, town: Any, week: int, reached: NDArray[np.bool_]) -> Any:
        yield "prompting", 3.0
        yield "intention", np.where(town.people.income > 50_000, 1.0, 9.0)


def test_a_strategy_of_ones_own_says_whom_it_is_meant_for() -> None:
    assert Champions.kind == "champions"
    town = busy_town()
    town.strategies = plans((Champions(coverage=0.5),), town)
    weeks(town, 1)
    reached = town.strategies[0].since != NEVER
    meant = adults(town) & (town.people.work == 2)
    assert 0.4 < np.count_nonzero(reached) / np.count_nonzero(meant) < 0.6
    assert not (reached & ~meant).any()
    assert np.array_equal(town.values.prompting == 3.0, reached)  # type: ignore[attr-defined]
    intention = town.values.intention  # type: ignore[attr-defined]
    assert set(np.unique(intention[reached])) == {1.0, 9.0}
    assert not intention[~reached].any(), "what it says of others does not count"


class Wrong(Champions):
    """Yields what it is told."""

    what: Any = None

    def modifiers(self, town: Any, week: int, reached: NDArray[np.bool_]) -> Any:
        if isinstance(self.what, Exception):
            raise self.what
        yield self.what


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (("promting", 1.0), "prompting"),
        (("prompting", "often"), "number"),
        (("prompting", np.ones(3)), "1500"),
        (("places", np.ones(1500)), "5"),
        (("trust", float("nan")), "finite"),
        (("trust", np.full(1500, np.inf)), "finite"),
        ("prompting", "name and a modifier"),
        (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero"),
    ],
)
def test_what_strategies_of_ones_own_get_wrong_is_told(what: object, told: str) -> None:
    from simulation.errors import InputError

    town = busy_town()
    town.strategies = plans((Wrong(what=what),), town)
    with pytest.raises(InputError, match="wrong 1") as error:
        weeks(town, 1)
    assert told in str(error.value)


def test_values_are_left_alone_while_offers_stay_the_same() -> None:
    """A standing offer is not combined anew, a changed one is, and one taken back is gone."""
    town = busy_town({"name": "public_campaign", "start": 80, "end": 84, "ramp": 0})
    weeks(town, 1)
    literacy = town.values.literacy  # type: ignore[attr-defined]
    literacy[:] = 7.0
    weeks(town, 1)
    assert (town.values.literacy == 7.0).all()  # type: ignore[attr-defined]
    weeks(town, 3)
    assert town.values.literacy.tolist() == [0.0]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", STRATEGIES)
def test_restoring_an_earlier_state_restores_whom_it_reached(kind: str) -> None:
    strategy = {"name": kind, "coverage": 0.8, "ramp": 6, "start": 80, "repeat_after": 5}
    town = busy_town(strategy)
    weeks(town, 4)
    kept = bits(town)
    after = bits(weeks(town, 6))
    town.restore(kept)
    assert differences(after, bits(weeks(town, 6))) == []
    other = with_strategies(town_of(1500, seed=2, **BUSY), strategy)
    other.restore(kept)
    assert differences(after, bits(weeks(other, 6))) == []
    mine, theirs = town.strategies[0].since, other.strategies[0].since
    assert np.array_equal(mine, theirs)


# The example in the README


EXAMPLE = Path(__file__).parent.parent / "experiments" / "examples" / "workplace_champions.py"


def test_the_example_works_from_the_command_line(tmp_path: Path) -> None:
    from tests.cli_runner import helpseek

    file = tmp_path / "mine.py"
    file.write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    options = ("run", "--people", "1500", "--weeks", "52", "--no-figures")
    changes = ("--set", "burn_in_weeks=20", "--set", "onset_rate=1.0", "--set", "prompt_chance=0.2")
    own = (
        "--strategy", f"{file}:WorkplaceChampions",
        "--set", "strategies.workplace_champions.coverage=0.8",
    )  # fmt: skip
    assert helpseek(*options, *changes, "--out", tmp_path / "without").code == 0
    said = helpseek(*options, *changes, *own, "--out", tmp_path / "with")
    assert said.code == 0, said.err
    one, other = (
        pd.read_parquet(tmp_path / name / "weekly.parquet") for name in ("without", "with")
    )
    assert one["cost_strategies"].sum() == 0.0
    assert other["cost_strategies"].sum() > 100 * 300.0
    assert other["prompts"].sum() > 1.05 * one["prompts"].sum()
    again = helpseek("rerun", tmp_path / "with", "--out", tmp_path / "again")
    assert again.code == 0, again
    assert "bit for bit" in again.out
    for wrong in (("--strategy", "workplace_champions"),
                  (*own[:2], "--set", "strategies.workplace_champions.coverage=8")):  # fmt: skip
        assert helpseek("run", *wrong).code == 2


def test_the_example_works_in_python() -> None:
    from experiments.examples.workplace_champions import WorkplaceChampions
    from simulation import HelpSeekingModel

    settings: dict[str, Any] = {"people": 800, "horizon__burn_in_weeks": 4, "weeks": 10}
    model = HelpSeekingModel(strategies=[WorkplaceChampions(start=3, coverage=0.5)], **settings)
    model.run()
    (plan,) = model.town.strategies
    assert plan.name == "workplace_champions 1"
    since = plan.since[plan.since != NEVER]
    assert since.size > 50
    assert (since == 3).all()
    assert model.world.resolved()["strategies"][0]["name"] == "workplace_champions"
