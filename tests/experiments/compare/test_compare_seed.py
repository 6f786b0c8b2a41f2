"""One seed with several arms: what must be exactly the same, and what must add up."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.people import CARE
from experiments.compare.seeds.seed import EVERYBODY, Seed
from experiments.measured.measures import SERIES, compared_outcomes
from experiments.measured.watch import live
from experiments.strategies.arms import NOTHING, Arm, arms_of
from simulation.build import build_town, burn_in
from simulation.measures.categories import STAGES
from simulation.measures.told import outcomes
from simulation.scenario import Scenario, load_scenario
from tests.support.strategies_at_work import IDLE

WEEKS = 70
"""More than a year, and no whole number of years."""
Tables = dict[str, dict[str, Any]]


@cache
def small_town() -> Scenario:
    return load_scenario(
        "town", {"population.people": 700, "horizon.weeks": WEEKS, "horizon.burn_in_weeks": 60}
    )


@cache
def seed_one() -> Seed:
    return Seed(small_town(), 1)


def arm(text: str, **settings: object) -> Arm:
    wanted = {f"strategies.{name.replace('__', '.')}": value for name, value in settings.items()}
    (made,) = arms_of([text], small_town(), wanted)
    return made


@cache
def lived(text: str) -> Tables:
    """The tables of an arm; subsidies are made large enough to show in a small town."""
    return seed_one().tables(Arm(NOTHING) if text == NOTHING else arm(text), people=True)


def same(one: Tables, other: Tables, *, but: tuple[str, ...] = ("strategy",)) -> bool:
    """Whether two sets of tables say the same, NaN included."""
    return one.keys() == other.keys() and all(
        one[table].keys() == other[table].keys()
        and all(
            np.array_equal(
                np.asarray(one[table][name]),
                np.asarray(other[table][name]),
                equal_nan=np.asarray(one[table][name]).dtype.kind == "f",
            )
            for name in one[table]
            if name not in but
        )
        for table in one
    )


def test_doing_nothing_is_the_world_as_it_runs_by_itself() -> None:
    town = build_town(small_town(), 1, threads=1)
    burn_in(town)
    for _ in range(WEEKS):
        town.step()
    runs = lived(NOTHING)["runs"]
    for name, value in outcomes(town).items():
        assert runs[name][0] == pytest.approx(value, abs=0.0, nan_ok=True), name


@pytest.mark.parametrize("kind", ["leap", "subsidy", "more_places", "public_campaign", "screening"])
def test_a_strategy_without_effect_changes_nothing_and_nobody(kind: str) -> None:
    fields = {f"{kind}__{name}": value for name, value in IDLE[kind].items()}
    tables = seed_one().tables(arm(kind, **fields), people=True)
    assert all(len(column) == 0 for column in tables["people"].values())
    flows = tables["flows"]
    assert flows["stage_without"] == flows["stage_with"]
    without = lived(NOTHING)
    money = ("strategy", "cost_strategies")
    ours = {name: tables[name] for name in ("runs", "weekly")}
    theirs = {name: without[name] for name in ("runs", "weekly")}
    assert same(ours, theirs, but=money)


def test_the_order_of_strategies_does_not_matter() -> None:
    assert same(lived("leap+subsidy"), lived("subsidy+leap"))
    assert not same(lived("leap+subsidy"), lived("subsidy"))


def test_arms_do_not_know_of_each_other() -> None:
    """Whatever was lived through before, in whatever order, an arm is what it is."""
    alone = Seed(small_town(), 1).tables(arm("subsidy"), people=True)
    lived("leap+subsidy")
    assert same(alone, lived("subsidy"), but=())
    again = seed_one().tables(arm("subsidy"), people=True)
    assert same(alone, again, but=())


def test_groups_are_the_same_people_in_all_worlds() -> None:
    sizes = []
    for text in (NOTHING, "subsidy", "more_places"):
        runs = lived(text)["runs"]
        sizes.append(list(zip(runs["by"], runs["group"], runs["adults"], strict=True)))
    assert sizes[0] == sizes[1] == sizes[2]
    assert {by for by, _, _ in sizes[0]} == {EVERYBODY, "severity", "income", "culture", "sex"}
    adults = sizes[0][0][2]
    for grouping in ("severity", "income", "culture", "sex"):
        assert sum(size for by, _, size in sizes[0] if by == grouping) == adults


def test_flows_add_up_to_the_stages_of_both_worlds() -> None:
    without, with_ = lived(NOTHING), lived("subsidy")
    flows = with_["flows"]
    adults = with_["runs"]["adults"][0]
    assert sorted(set(flows["week"].tolist())) == [51, WEEKS - 1]
    for week in (51, WEEKS - 1):
        here = flows["week"] == week
        assert flows["adults"][here].sum() == adults
        for side, tables in (("without", without), ("with", with_)):
            stage = np.array(flows[f"stage_{side}"])
            for name, series in (("in_care", "in_care"), ("waiting", "waiting")):
                told = flows["adults"][here & (stage == name)].sum()
                assert told == tables["weekly"][series][week]
    assert set(flows["stage_with"]) <= set(STAGES)


def test_persons_weeks_and_groups_tell_one_story() -> None:
    town = seed_one().begin(arm("subsidy"))
    one = live(town, WEEKS)
    adult = town.people.age >= town.parameters["youngest_age"][0]
    runs, weekly = lived("subsidy")["runs"], lived("subsidy")["weekly"]
    adults = runs["adults"][0]
    assert one.ill[adult].sum() == weekly["in_episode"].sum()
    assert one.lost[adult].sum() == weekly["lost"].sum()
    assert one.cost.sum() == pytest.approx(weekly["cost_services"].sum())
    assert np.count_nonzero(one.first_entry[adult] >= 0) == weekly["first_entries"].sum()
    assert np.count_nonzero(one.first_session[adult] >= 0) == weekly["first_sessions"].sum()
    assert runs["began_care"][0] * adults == pytest.approx(weekly["first_entries"].sum())
    assert runs["symptom_weeks_total"][0] * adults == pytest.approx(weekly["in_episode"].sum())
    for by in ("income", "severity"):
        parts = [
            (runs["adults"][row], runs["symptom_weeks_total"][row])
            for row, grouping in enumerate(runs["by"])
            if grouping == by and runs["adults"][row]
        ]
        assert sum(n * mean for n, mean in parts) == pytest.approx(weekly["in_episode"].sum())


def test_who_is_in_care_because_of_it_is_a_list_of_people() -> None:
    tables = lived("subsidy")
    people, runs = tables["people"], tables["runs"]
    care = np.array(people["care"])
    had = people["first_entry_without"] >= 0
    has = people["first_entry_with"] >= 0
    assert np.array_equal(care == CARE[0], has & ~had)
    assert np.array_equal(care == CARE[1], had & ~has)
    assert np.count_nonzero(care == CARE[0]) == runs["began_because"][0] > 0
    assert np.count_nonzero(care == CARE[1]) == runs["kept_from_care"][0]
    assert len(care) == runs["changed"][0]
    fewer = people["symptom_weeks_without"] - people["symptom_weeks_with"]
    assert fewer[fewer > 0].sum() == runs["symptom_weeks_avoided"][0]
    assert -fewer[fewer < 0].sum() == runs["symptom_weeks_added"][0]
    # The balance over persons is the difference between the towns.
    net = tables["weekly"]["in_episode"].sum() - lived(NOTHING)["weekly"]["in_episode"].sum()
    assert runs["symptom_weeks_added"][0] - runs["symptom_weeks_avoided"][0] == net
    by_group = sum(runs["began_because"][row] for row, by in enumerate(runs["by"]) if by == "sex")
    assert by_group == runs["began_because"][0]


def test_a_subsidy_is_a_transfer() -> None:
    weekly, free = lived(NOTHING)["weekly"], lived("subsidy")["weekly"]
    assert free["patient_payments"].sum() == 0.0 < weekly["patient_payments"].sum()
    assert weekly["subsidies"].sum() == 0.0 < free["subsidies"].sum()
    assert np.allclose(free["cost_strategies"], free["subsidies"])
    assert free["cost_services"].sum() >= free["subsidies"].sum()


def collected(*texts: str, seeds: tuple[int, ...] = (1, 2)) -> Collected:
    data = Collected([NOTHING, *texts], 0.03)
    for seed in seeds:
        town = Seed(small_town(), seed)
        tables: Tables = {}
        for made in (Arm(NOTHING), *(arm(text) for text in texts)):
            for name, columns in town.tables(made).items():
                whole = tables.setdefault(name, {key: [] for key in columns})
                for key, column in columns.items():
                    whole[key] = [*whole[key], *list(column)]
        data.add(seed, tables)
    return data.finish()


def test_collecting_keeps_pairs_together() -> None:
    both = collected("leap", "subsidy")
    alone = collected("subsidy")
    other = collected("subsidy", seeds=(2, 1))
    for name in (*compared_outcomes(), "began_care", "cost_discounted"):
        assert np.array_equal(both.values[name][[0, 2]], alone.values[name], equal_nan=True)
        assert np.array_equal(alone.values[name][:, ::-1], other.values[name], equal_nan=True)
    series = both.weekly["began_so_far"]
    assert series.mean.shape == (3, WEEKS)
    assert series.mean[:, -1] == pytest.approx(both.values["began_care"].mean(axis=1))
    change = both.values["began_care"][2] - both.values["began_care"][0]
    assert series.difference[2, -1] == pytest.approx(change.mean())
    assert series.half_width(1.0)[2, -1] == pytest.approx(change.std(ddof=1) / np.sqrt(2))
    assert set(lived(NOTHING)["weekly"]) >= set(SERIES)
    total = sum(n for (name, week, _, _), n in both.flows.items() if name == "leap" and week == 51)
    assert total == sum(both.adults)
