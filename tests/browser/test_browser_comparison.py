"""What the live page compares: as ``helpseek compare`` says of the same seeds and weeks."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from math import isnan
from typing import Any

import numpy as np
import pytest

from experiments.browser.live.answers import ANSWERS
from experiments.browser.live.comparison.differences import comparison_of, measured
from experiments.browser.live.comparison.towns import ComparedTowns, towns_of
from experiments.browser.live.outcomes import outcomes_of
from experiments.browser.live.towns.prepared import Shelf
from experiments.browser.live.towns.towns import Towns
from experiments.browser.wire.protocol import Message, json_text
from experiments.compare.analysis import Analysis, Settings
from experiments.compare.economics import Economics, row_of
from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.seed import Seed
from experiments.strategies.arms import NOTHING, Arm
from simulation.errors import InputError
from simulation.measures.categories import IN_CARE, STAGES
from simulation.measures.told import outcomes, reasons
from simulation.measures.usual_groupings import GROUPINGS
from simulation.scenario import Scenario, load_scenario
from simulation.strategies import parse_strategies
from tests.support.browser_towns import live_arms, live_town, offer, programme
from tests.support.towns import bits

WEEKS, PEOPLE = 70, 600
ARMS: list[dict[str, Any]] = [
    {"label": "Campaign", "strategies": [{"name": "public_campaign", "coverage": 1.0}]},
    {
        "label": "Both",
        "strategies": [
            {"name": "motivational_interviewing", "coverage": 0.8},
            {"name": "subsidy"},
        ],
    },
]
SETTINGS = {"parameters.onset_rate": 0.6, "parameters.recognition_base": -2.0}
SETUP: dict[str, Any] = {
    "people": PEOPLE,
    "seed": 4,
    "weeks": 104,
    "settings": SETTINGS,
    "arms": ARMS,
}
SEEDS = (4, 5, 6)


@cache
def scenario() -> Scenario:
    """The same town as ``helpseek compare`` is given it."""
    settings = {path.removeprefix("parameters."): value for path, value in SETTINGS.items()}
    asked = {"population.people": PEOPLE, "horizon.weeks": WEEKS, **settings}
    return load_scenario("town", asked)


def compared_arms() -> list[Arm]:
    return [
        Arm(NOTHING),
        *(
            Arm(f"arm {place}", parse_strategies(arm["strategies"]))
            for place, arm in enumerate(ARMS, 1)
        ),
    ]


@cache
def by_compare() -> Analysis:
    """What ``experiments.compare`` finds, by its own towns."""
    data = Collected([arm.name for arm in compared_arms()], 0.03)
    for seed in SEEDS:
        made = Seed(scenario(), seed)
        tables = [made.tables(arm) for arm in compared_arms()]
        together: dict[str, dict[str, list[Any]]] = {}
        for table in tables:
            for name, columns in table.items():
                for column, values in columns.items():
                    together.setdefault(name, {}).setdefault(column, []).extend(values)
        data.add(seed, together)
    return Analysis(data.finish(), Settings())


@cache
def seeds() -> list[list[Any]]:
    return [live_arms(WEEKS, seed, **SETUP) for seed in SEEDS]


@cache
def compared() -> ComparedTowns:
    return towns_of(seeds(), None)


@cache
def told() -> dict[str, Any]:
    return comparison_of(compared(), seeds()[0])


def same(value: float, other: float) -> bool:
    return (isnan(value) and isnan(other)) or value == other


def test_measures_and_intervals_are_those_of_compare() -> None:
    rows = by_compare().differences()
    for measure in told()["measures"]:
        for arm in (1, 2):
            row = row_of(rows, outcome=measure["name"], strategy=f"arm {arm}")
            difference = measure["differences"][arm]
            for mine, theirs in (
                (measure["values"][0], row["without"]),
                (measure["values"][arm], row["with"]),
                (difference["value"], row["difference"]),
                (difference["low"], row["low"]),
                (difference["high"], row["high"]),
            ):
                assert mine == pytest.approx(theirs, rel=1e-12, abs=1e-12, nan_ok=True)
            said = {"costs less": "better", "costs more": "worse"}
            verdict = measure["verdicts"][arm]
            assert said.get(verdict, verdict) == (row["good"] or row["verdict"])
            more = measure["more_seeds"][arm]
            assert same(float("nan") if more is None else more, row["more_seeds_to_settle"])
    assert [measure["name"] for measure in told()["measures"]] == measured()
    verdicts = {verdict for one in told()["measures"] for verdict in one["verdicts"][1:]}
    assert {"undecided", "better", "costs more"} <= verdicts


def test_who_is_in_care_because_of_a_strategy_is_counted_as_compare_counts_it() -> None:
    """Persons of the town that is looked at: the first seed."""
    data = by_compare().data
    assert told()["seeds"] == len(SEEDS)
    assert any(one["began"] for one in told()["because"][1:])
    for arm in (1, 2):
        because = told()["because"][arm]
        assert because["began"] == data.personal["began_because"][arm, 0]
        towns = [live.town.people for live in seeds()[0]]
        adult = seeds()[0][0].adult
        here, there = (towns[place].stage[adult] == IN_CARE for place in (arm, 0))
        assert because["gained"] == np.count_nonzero(here & ~there)
        assert because["lost"] == np.count_nonzero(there & ~here)
        in_care = data.values["in_care_now"][:, 0] * adult.sum()
        assert because["gained"] - because["lost"] == pytest.approx(in_care[arm] - in_care[0])
        personal = {one["name"]: one["arms"][arm]["value"] for one in told()["personal"]}
        rates = 1000.0 * data.personal["kept_from_care"][arm] / np.array(data.adults)
        assert personal["kept_from_care"] == pytest.approx(rates.mean())
    assert told()["because"][0] == {"gained": 0, "lost": 0, "began": 0}


def test_flows_are_those_of_compare_and_add_up() -> None:
    made = Seed(scenario(), SEEDS[0])
    adults = told()["adults"]
    for arm in (1, 2):
        table = made.tables(compared_arms()[arm])["flows"]
        last = max(table["week"])
        assert last == told()["week"] == WEEKS - 1
        flows = np.zeros((len(STAGES), len(STAGES)), int)
        for week, before, after, count in zip(
            table["week"], table["stage_without"], table["stage_with"], table["adults"], strict=True
        ):
            if week == last:
                flows[STAGES.index(before), STAGES.index(after)] = count
        assert told()["against_nothing"][arm] == flows.tolist()
    now = [np.array(flow) for flow in told()["from_start"]]
    first, rest = now[0], now[1:]
    assert all(flow.sum() == adults for flow in now)
    assert all(np.array_equal(flow.sum(axis=1), first.sum(axis=1)) for flow in rest)
    for flow, against in zip(now, told()["against_nothing"], strict=True):
        assert np.array_equal(flow.sum(axis=0), np.array(against).sum(axis=0))
    diagonal = np.diag(np.diag(told()["against_nothing"][0]))
    assert np.array_equal(told()["against_nothing"][0], diagonal)


def test_groups_and_worth_are_those_of_compare() -> None:
    rows = by_compare().groups()
    assert {group["by"] for group in told()["groups"]} == set(GROUPINGS)
    for group in told()["groups"]:
        for outcome in told()["grouped"]:
            for arm in (1, 2):
                row = row_of(
                    rows,
                    by=group["by"],
                    group=group["group"],
                    outcome=outcome,
                    strategy=f"arm {arm}",
                )
                found = group["intervals"][outcome][arm]
                assert same(found["value"], row["difference"])
                assert same(found["low"], row["low"])
    ratios = Economics(by_compare(), "all", ()).ratios()
    for worth in told()["worth"]:
        for arm in (1, 2):
            row = row_of(
                ratios,
                strategy=f"arm {arm}",
                effect=worth["name"],
                perspective="all",
                discounted="no",
            )
            mine = worth["arms"][arm]
            assert mine["verdict"] == row["verdict"]
            assert same(mine["value"], row["cost_per_gain"])
            assert same(mine["cost"]["value"], row["cost"])


def test_differences_over_time_end_where_the_measures_stand() -> None:
    over = {one["name"]: one for one in told()["over_time"]}
    measures = {one["name"]: one for one in told()["measures"]}
    for name, measure in (
        ("began_so_far", "began_care"),
        ("symptom_weeks_so_far", "symptom_weeks_total"),
    ):
        assert over[name]["weeks"][-1] == WEEKS - 1
        for arm in (0, 1, 2):
            last = {key: values[-1] for key, values in over[name]["arms"][arm].items()}
            wanted = measures[measure]["differences"][arm]
            assert last["difference"] == pytest.approx(wanted["value"], rel=1e-3, abs=1e-9)
            assert last["low"] == pytest.approx(wanted["low"], rel=1e-3, abs=1e-6)
            assert last["value"] == pytest.approx(measures[measure]["values"][arm], rel=1e-3)


def test_towns_go_on_from_where_they_were() -> None:
    """Asked every few weeks the answer is that of being asked once at the end."""
    arms = [live_arms(0, seed, **SETUP) for seed in SEEDS]
    kept: ComparedTowns | None = None
    for week in (0, 3, 30, 52, 60, WEEKS):
        for same_seed in arms:
            for live in same_seed:
                live.go_to(week)
        now = towns_of(arms, kept)
        assert kept is None or now is kept
        kept = now
        comparison = comparison_of(kept, arms[0])
        assert comparison["week"] == week - 1
    assert json.loads(json_text(comparison)) == json.loads(json_text(told()))


def test_towns_that_are_looked_at_stay_as_they_are() -> None:
    arms = live_arms(20, **SETUP)
    before = [bits(live.town) for live in arms]
    comparison_of(towns_of([arms], None), arms)
    for live, was in zip(arms, before, strict=True):
        now = bits(live.town)
        assert all(np.array_equal(was[name], now[name]) for name in was)


def test_towns_begin_anew_where_they_must() -> None:
    arms = [live_arms(8, seed, **SETUP) for seed in SEEDS]
    first = towns_of(arms[:2], None)
    comparison_of(first, arms[0])
    assert towns_of(arms, first) is first  # one more seed joins the others
    assert len(comparison_of(first, arms[0])["measures"]) == len(measured())
    assert comparison_of(first, arms[0])["seeds"] == 3
    assert towns_of(arms[:1], first) is first
    assert comparison_of(first, arms[0])["seeds"] == 1
    for same_seed in arms:
        for live in same_seed:
            live.go_to(4)
    assert towns_of(arms, first) is not first  # an earlier week
    other = [live_arms(8, seed, **{**SETUP, "arms": ARMS[:1]}) for seed in SEEDS]
    assert towns_of(other, first) is not first


def test_one_town_tells_no_interval_and_says_so() -> None:
    arms = live_arms(10, **SETUP)
    alone = comparison_of(towns_of([arms], None), arms)
    for measure in alone["measures"]:
        assert measure["verdicts"] == ["", "", ""]
        assert all(isnan(one["low"]) for one in measure["differences"][1:])
    assert "cannot be told apart from chance with one town" in alone["sentences"][1]
    assert json.loads(json_text(alone))["measures"][0]["differences"][1]["low"] is None


def test_before_week_0_nothing_is_said() -> None:
    arms = live_arms(0, **SETUP)
    begun = comparison_of(towns_of([arms], None), arms)
    assert begun["week"] == -1
    assert begun["measures"] == begun["groups"] == begun["sentences"] == []
    assert begun["because"] == [{"gained": 0, "lost": 0, "began": 0}] * 3


def test_changes_in_mid_run_hold_in_all_arms() -> None:
    change = {"week": 5, "settings": {"parameters.onset_rate": 0.0}}
    arms = live_arms(40, **{**SETUP, "changes": [change]})
    changed = comparison_of(towns_of([arms], None), arms)
    arms = live_arms(40, **SETUP)
    without = comparison_of(towns_of([arms], None), arms)
    for one, other in zip(changed["measures"], without["measures"], strict=True):
        if one["name"] == "symptom_weeks_total":
            assert all(a < b for a, b in zip(one["values"], other["values"], strict=True))


def test_sentences_tell_the_numbers() -> None:
    first, *others = told()["sentences"]
    assert first == ""
    for arm, sentence in enumerate(others, 1):
        because = told()["because"][arm]
        moved = because["gained"] or because["lost"]
        who = f"{because['gained']:,}" if moved else "nobody"
        assert f"{who} of {told()['adults']:,} adults" in sentence
        assert ARMS[arm - 1]["label"] in sentence
        assert (f"{because['began']:,} p" if because["began"] else "time nobody") in sentence


def test_without_arms_there_is_nothing_to_compare() -> None:
    with pytest.raises(InputError, match="nothing to compare"):
        towns_of([[live_town(people=300)]], None)


# Outcomes


def test_outcomes_are_those_of_the_town_with_bands_over_seeds() -> None:
    arms = [[seed[arm].town for seed in seeds()] for arm in range(3)]
    found_ = outcomes_of(arms)
    assert found_["week"] == WEEKS - 1
    for arm, towns in enumerate(arms):
        for kind, compute in (("outcomes", outcomes), ("reasons", reasons)):
            by_seed = [compute(town) for town in towns]
            for name, values in found_[kind].items():
                own = by_seed[0][name]
                value = values[arm]
                assert value["value"] == own or (value["value"] is None and isnan(own))
                there = [one[name] for one in by_seed if not isnan(one[name])]
                if len(there) == 3:
                    assert min(there) <= value["low"] <= value["high"] <= max(there)
                    assert (value["low"] == value["high"]) == (len(set(there)) == 1)
    groups = Counter(row["by"] for row in found_["groups"])
    assert set(groups) == set(GROUPINGS)
    adults = seeds()[0][0].town.adults
    assert sum(row["adults"] for row in found_["groups"] if row["by"] == "sex") == adults


def test_outcomes_of_one_seed_have_no_band() -> None:
    found_ = outcomes_of([[seeds()[0][0].town]])
    assert found_["outcomes"]
    assert all(values[0]["low"] is None for values in found_["outcomes"].values())


def test_outcomes_of_different_weeks_are_refused() -> None:
    with pytest.raises(InputError, match="different weeks"):
        outcomes_of([[seeds()[0][0].town, live_town(week=3, **SETUP).town]])


# As the view asks


def test_all_questions_are_answered_for_the_towns_of_a_view() -> None:
    setup = {**SETUP, "people": 300, "replicates": 2}
    towns = Towns(programme(**setup), offer(), Shelf(10**9))
    towns.build(lambda what, done, of: None)
    for _ in range(6):
        towns.step()
    seen: list[str] = []

    def ask(kind: str, **fields: Any) -> dict[str, Any]:
        message = Message(kind, 1, fields)
        return ANSWERS[kind](towns, message, lambda what, done, of: seen.append(what))

    assert ask("comparison")["seeds"] == 1
    assert ask("outcomes")["outcomes"]["service_use_12m"][2]["low"] is None
    while towns.behind:
        towns.catch_up(1.0)
    assert ask("comparison")["seeds"] == 3
    assert ask("outcomes")["outcomes"]["prevalence_12m"][2]["low"] is not None
    assert ask("life", person=3, arm=2)["label"] == "Both"
    assert ask("find", text="women", arm=1)["type"] == "found"
    assert {"comparison", "life"} <= set(seen)
    for kind, fields in (
        ("comparison", {}),
        ("outcomes", {}),
        ("life", {"person": 3, "arm": 0}),
        ("find", {"text": "#3", "arm": 0}),
    ):
        assert json.loads(json_text(ask(kind, **fields)))["type"]
