"""Trials of strategies beside published ones: who is measured, what is paired, what is exact."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import numpy as np
import pytest

from experiments.evidence import seed
from experiments.evidence.lived import arms
from experiments.evidence.lived.arms import NOTHING, Arm, Lives, Pair, Trial, Words, lives, looks_of
from experiments.evidence.measures.leaving import THERAPY
from experiments.evidence.measures.strategies.effects import (
    asking,
    began_treatment,
    fewer_missed,
    formal_help,
    help_given,
    public,
    reached_at_once,
    screened_non_seekers,
    shift_of,
    still_ill,
    trained_near_the_ill,
    untreated,
    visits_made,
)
from experiments.evidence.measures.strategies.in_care import (
    FREE,
    FREE_FOR_A_YEAR,
    INTERVIEWS,
    SCREENING,
)
from experiments.evidence.measures.strategies.in_the_public import CONTACT, GATEKEEPERS
from experiments.evidence.measures.strategies.trial import CAMPAIGN
from experiments.evidence.target import Target
from experiments.evidence.targets import TARGETS, chosen
from simulation.measures.categories import IN_CARE, INTENDING, MODERATE, WAITING, WELL
from simulation.population.columns import YEAR
from simulation.scenario import load_scenario
from simulation.strategies import STRATEGIES
from simulation.town import Town
from tests.support.strategies_at_work import IDLE, STRONG
from tests.support.towns import bits, differences, town_of, watching, weeks

PEOPLE, BURN_IN = 3_000, 78


def nothing() -> None:
    """A tick that nobody hears."""


def arm(name: str, **fields: object) -> Arm:
    return Arm((STRATEGIES[name].model_validate(fields),))


@pytest.fixture(scope="module")
def start() -> Town:
    return town_of(PEOPLE, burn_in_weeks=BURN_IN)


@pytest.fixture(scope="module")
def lived(start: Town) -> Lives:
    """The trials of the targets that take half a year or less."""
    trials = [
        trial
        for target in TARGETS
        for trial in target.trials
        if trial.weeks <= 26 and trial.arm.place is trial.other.place is None
    ]
    return lives(start, trials, nothing)


def pair_of(start: Town, one: Arm, weeks: int) -> Pair:
    trial = Trial(one, weeks, words=True)
    return lives(start, [trial], nothing).pair(trial)


def target(title: str) -> Target:
    return next(one for one in TARGETS if one.title == title)


# What is exact


@pytest.mark.parametrize("name", sorted(STRATEGIES))
def test_a_strategy_without_effect_is_exactly_nothing(start: Town, name: str) -> None:
    pair = pair_of(start, arm(name, **IDLE[name]), 20)
    for column, values in pair.here.columns.items():
        assert (values == pair.there.columns[column]).all(), column
    assert (pair.here.words == pair.there.words).all()
    assert shift_of("perceived_stigma", public)(pair) == 0.0
    assert shift_of("opinion", public)(pair) == 0.0
    assert fewer_missed(0, 20)(pair) == 0.0
    assert asking(untreated)(pair) == 1.0
    assert formal_help(untreated)(pair) == 0.0


@pytest.mark.parametrize("name", ["motivational_interviewing", "peer_navigators", "gatekeepers"])
def test_those_reached_differ_in_nothing_without_effect(start: Town, name: str) -> None:
    pair = pair_of(start, arm(name, **{**IDLE[name], "coverage": 0.6}), 16)
    assert reached_at_once(pair).any()
    assert help_given(pair) == 0.0
    if name != "gatekeepers":
        assert began_treatment(pair) == visits_made(pair) == still_ill(pair) == 1.0


def test_an_arm_is_the_town_with_the_strategy_in_its_scenario(start: Town) -> None:
    entry = {"name": "gatekeepers", "coverage": 0.5, "prompting": 2.0}
    town = weeks(town_of(PEOPLE, burn_in_weeks=BURN_IN, strategies=[entry]), 12)
    trial = Trial(arm("gatekeepers", coverage=0.5, prompting=2.0), 12)
    look = lives(start, [trial], nothing).pair(trial).here
    for name in ("severity", "stage", "opinion", "last_offer", "last_service"):
        assert (look.columns[name] == getattr(town.people, name)).all(), name


def test_arms_do_not_depend_on_each_other(start: Town) -> None:
    one, other = Trial(SCREENING, 15), Trial(FREE, 10)
    first, second = lives(start, [one, other], nothing), lives(start, [other, one], nothing)
    for trial in (one, other):
        for life in (first.pair(trial).here, first.pair(trial).there):
            assert life.columns.keys() == first.before.columns.keys()
        for name, values in first.pair(trial).here.columns.items():
            assert (values == second.pair(trial).here.columns[name]).all(), name
    fresh = weeks(town_of(PEOPLE, burn_in_weeks=BURN_IN), 10)
    assert differences(bits(fresh), bits(weeks(start.branch(), 10))) == []


def test_before_and_other_arm_begin_alike(lived: Lives) -> None:
    pair = lived.pair(Trial(CONTACT, 1))
    for name in ("severity", "stage", "last_offer"):
        assert (pair.here.columns[name] == pair.there.columns[name]).all()
    assert (pair.before.last_service <= -1).all()


# Whom a trial picks


def test_interviews_are_measured_on_screened_people_who_do_not_seek(lived: Lives) -> None:
    pair = lived.pair(Trial(INTERVIEWS, 16))
    who = screened_non_seekers(pair)
    assert who.sum() > 5
    assert pair.adult[who].all()
    assert (pair.before.severity[who] >= MODERATE).all()
    assert (pair.before.stage[who] < INTENDING).all()
    share = pair.reached[untreated(pair)].mean()
    assert 0.1 < share < 0.3  # one in five, as the strategy has it
    assert not pair.reached[~untreated(pair)].any()


def test_the_untreated_are_ill_and_neither_in_care_nor_waiting(lived: Lives) -> None:
    pair = lived.pair(Trial(SCREENING, 26))
    who = untreated(pair)
    assert (pair.before.severity[who] > 0).all()
    assert not np.isin(pair.before.stage[who], (IN_CARE, WAITING)).any()
    found = screened_non_seekers(pair)
    assert 0 < found.sum() < who.sum()


def test_contact_is_measured_on_those_who_came_and_a_campaign_on_everybody(lived: Lives) -> None:
    contact = lived.pair(Trial(CONTACT, 1))
    assert 0.06 < contact.reached.sum() / contact.adult.sum() < 0.14
    changed = contact.here.perceived_stigma != contact.there.perceived_stigma
    assert (changed == contact.reached).mean() > 0.999  # but for those who feel none at all
    campaign = lived.pair(Trial(CAMPAIGN, 26))
    assert (public(campaign) == campaign.adult).all()
    assert campaign.reached.sum() < campaign.adult.sum()


def test_helpers_are_measured_where_they_know_somebody_ill(start: Town, lived: Lives) -> None:
    pair, town = lived.pair(Trial(GATEKEEPERS, 26)), start.branch()
    ties, ill = town.ties, (town.people.severity > 0) & (town.people.stage != IN_CARE)
    near = np.array(
        [ill[ties.neighbour[ties.start[i] : ties.start[i + 1]]].any() for i in range(PEOPLE)]
    )
    assert (trained_near_the_ill(pair) == (pair.reached & near)).all()
    assert 0 < trained_near_the_ill(pair).sum() < pair.reached.sum()


@pytest.mark.parametrize("strategies", [[], [{"name": "gatekeepers", "prompting": 3.0}]])
def test_who_spoke_is_found_again(strategies: list[dict[str, object]]) -> None:
    town = town_of(2_000, burn_in_weeks=40, strategies=strategies)
    words = Words(town)

    def look(town: Town, week: int) -> None:
        people = town.people
        untreated = (people.stage != WELL) & (people.stage != IN_CARE)
        assert (words.heard[untreated] == people.prompts[untreated]).all()
        assert not words.heard[~untreated].any()

    place = [process.name for process in town.schedule].index("influence")
    town.schedule.insert(place + 1, watching("what was heard", look))
    weeks(town, 25)
    spoken = town.history.series("prompts", 25).sum()
    assert 50 < words.given.sum() < spoken
    assert not words.given[town.people.age < town.parameters["youngest_age"][0]].any()


# What is strong shows


@pytest.mark.parametrize(
    ("name", "fields", "measure", "least"),
    [
        ("reminders", {}, fewer_missed(0, 26), 99.0),
        ("public_campaign", {}, shift_of("literacy", public), 1.0),
        ("social_contact", {}, shift_of("perceived_stigma", reached_at_once, -1.0), 1.0),
        ("gatekeepers", {}, help_given, 0.05),
        ("motivational_interviewing", {"coverage": 0.4}, began_treatment, 1.1),
        ("screening", {}, formal_help(screened_non_seekers), 0.1),
        ("peer_navigators", {}, formal_help(untreated), 0.1),
    ],
)
def test_a_strong_strategy_shows_in_its_measure(
    start: Town,
    name: str,
    fields: dict[str, object],
    measure: Callable[[Pair], float],
    least: float,
) -> None:
    assert measure(pair_of(start, arm(name, **{**STRONG[name], **fields}), 26)) > least


def test_a_copayment_is_introduced_after_a_year(start: Town) -> None:
    town = start.branch()
    before, place_of_study = town.services["coinsurance"].copy(), FREE.place
    assert place_of_study is not None
    assert FREE_FOR_A_YEAR.place is place_of_study
    place_of_study(town)
    assert (town.people.coverage == 1).all()
    for place, service in enumerate(town.services):
        course = service["price"] * service["coinsurance"] * service["sessions"]
        assert course == pytest.approx(200.0 if place in THERAPY else 0.0)
    trial = target("Copayment: fewer courses with specialists").trials[0]
    told = lives(start, [trial], nothing)
    one, other = told.of[trial.arm].watch.courses, told.of[trial.other].watch.courses
    assert (one.person[one.start < YEAR] == other.person[other.start < YEAR]).all()
    assert one.person[one.start >= YEAR].tolist() != other.person[other.start >= YEAR].tolist()
    assert (start.branch().services["coinsurance"] == before).all()
    assert (start.branch().people.coverage == 0).any()


# The machinery


def test_arms_are_lived_once_and_as_long_as_needed() -> None:
    one = arm("screening")
    found = looks_of([Trial(one, 4), Trial(one, 30), Trial(CONTACT, 9)])
    assert found == {one: [4, 30], NOTHING: [4, 9, 30], CONTACT: [9]}


def test_words_are_counted_in_both_arms_of_trials_that_ask_for_them(start: Town) -> None:
    silent, heard = Trial(SCREENING, 2), Trial(CONTACT, 2, words=True)
    told = lives(start, [silent, heard], nothing)
    assert told.pair(heard).there.words.size == told.pair(heard).here.words.size == PEOPLE
    with pytest.raises(AssertionError, match="only trials with words"):
        assert told.pair(silent).here.words.any()


def test_a_large_town_is_tried_in_a_small_one() -> None:
    large = load_scenario("town", {"people": 100_000})
    assert arms.small(large).population.people == arms.LARGEST
    assert arms.small(large).resolved() == {
        **large.resolved(),
        "population": arms.small(large).resolved()["population"],
    }
    for people in (arms.LARGEST, 500):
        scenario = load_scenario("town", {"people": people})
        assert arms.small(scenario) is scenario
    assert arms.small(load_scenario("town")).population.people is None


@pytest.mark.parametrize("only", ["P_mi", "P_mi,C1", "P_sms", "P_contact,P_prev12,P_resp"])
def test_every_week_is_told(only: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arms, "LARGEST", 150)
    scenario = load_scenario("town", {"people": 200, "horizon.burn_in_weeks": 6})
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    targets = chosen(only.split(","))
    told = seed.measure(scenario, 1, targets, 1, tick)
    assert ticks == seed.weeks_of(scenario, targets)
    alone = all(one.stage == "strategies" for one in targets)
    assert told.people == (150 if alone else 200)


def test_values_do_not_depend_on_what_else_is_compared() -> None:
    scenario = load_scenario("town", {"people": 1_500, "horizon.burn_in_weeks": 40})
    alone = seed.measure(scenario, 2, chosen(["P_mi", "P_contact"]), 1, nothing).values
    among = chosen(["P_mi", "P_contact", "P_xu", "C1"])
    told = dict(zip(among, seed.measure(scenario, 2, among, 1, nothing).values, strict=True))
    again = [told[one] for one in chosen(["P_mi", "P_contact"])]
    assert [value for value in again if not isnan(value)] == [
        value for value in alone if not isnan(value)
    ]


def test_strategies_of_the_world_stay_in_both_arms() -> None:
    world = [{"name": "gatekeepers", "coverage": 0.3}]
    start = town_of(1_000, burn_in_weeks=10, strategies=world)
    trial = Trial(arm("gatekeepers", coverage=0.05), 2)
    pair = lives(start, [trial], nothing).pair(trial)
    assert 0.02 < pair.reached.sum() / pair.adult.sum() < 0.09  # those of the trial alone
    assert [plan.name for plan in start.strategies] == ["gatekeepers 1"]


def test_targets_of_strategies_name_their_trials() -> None:
    for one in TARGETS:
        assert bool(one.trials) == (one.stage == "strategies"), one.title
        for trial in one.trials:
            assert trial.weeks <= arms.WATCHED or one.ids[0].startswith("P_ttc")
