"""How the comparison looks at a town: it changes nothing and counts what happened."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest

from experiments.evidence.comparison import compare
from experiments.evidence.lived.contagion import Contagion
from experiments.evidence.lived.trials import (
    PLANS,
    PriceTrial,
    happens_near,
    paired,
    without_prompts,
)
from experiments.evidence.lived.watch import CAME, GAVE_UP, MISSED, OPEN, Rows, Watch, watched
from experiments.evidence.seed import Measured, measure
from experiments.evidence.target import Seen
from experiments.evidence.targets import TARGETS, chosen
from simulation.measures.categories import IN_CARE, MODALITIES
from simulation.measures.survey import Survey
from simulation.population.columns import YEAR
from simulation.scenario import load_scenario
from simulation.town import Town
from tests.support.towns import bits, differences, town_of, weeks


def nothing() -> None:
    """A tick that nobody hears."""


@pytest.fixture(scope="module")
def seen() -> Seen:
    """A town of which everything since its first week was noted."""
    town = town_of(6_000, services__self_help__places=0.0)
    start = {"trust": town.people.trust.copy()}
    watch = watched(town, 4 * YEAR)
    return Seen(town, Survey(town), start, watch)


# Watching


def test_watching_changes_nothing() -> None:
    plain, looked_at = town_of(700, burn_in_weeks=30), town_of(700, burn_in_weeks=30)
    schedule = list(looked_at.schedule)
    watch, contagion = Watch(looked_at, 60), Contagion(looked_at)
    for week in range(60):
        if week % 13 == 0:
            contagion.look(week - 1)
        watch.step()
    watch.close()
    weeks(plain, 60)
    assert differences(bits(plain), bits(looked_at)) == []
    assert looked_at.schedule == schedule


def test_what_was_noted_is_what_was_counted(seen: Seen) -> None:
    watch, history = seen.watched, seen.town.history
    courses, referrals = watch.courses, watch.referrals

    def counted(name: str, last: int | None = None) -> int:
        return int(history.series(name, last).sum())

    assert counted("entries") > 500
    assert courses.person.size == counted("entries")
    assert np.count_nonzero(courses.dropped) == counted("dropouts")
    assert np.count_nonzero(courses.completed) == counted("completions")
    assert np.count_nonzero(referrals.how == CAME) == counted("entries")
    assert np.count_nonzero(referrals.how == MISSED) == counted("no_shows")
    assert np.count_nonzero(referrals.how == GAVE_UP) == counted("withdrawals")
    assert np.count_nonzero(watch.episodes.end != OPEN) == counted("remissions")
    for place, name in enumerate(MODALITIES):
        assert watch.visits[place].sum() == counted(f"visits_{name}", YEAR)
    going = courses.end == OPEN
    in_care = np.flatnonzero(seen.town.people.stage == IN_CARE)
    assert sorted(courses.person[going]) == sorted(in_care)


def test_courses_tell_of_the_people_who_had_them(seen: Seen) -> None:
    courses, people = seen.watched.courses, seen.town.people
    over = courses.end != OPEN
    assert (courses.sessions[over] >= 1).all()
    assert (courses.end[over] >= courses.start[over]).all()
    assert (courses.improved <= courses.sessions).all()
    known = ~np.isnan(courses.early_alliance)
    assert (courses.sessions[known] >= 3).all()
    assert known[courses.sessions > 3].all()
    last = np.full(people.people, -1, np.int64)
    np.maximum.at(last, courses.person, courses.start)
    had = last >= 0
    assert (people.last_entry[had] == last[had]).all()
    latest = courses.start == last[courses.person]
    assert (people.entry_wait[courses.person[latest]] == courses.waited[latest]).all()


def test_sessions_lie_in_the_last_year_of_those_who_had_some(seen: Seen) -> None:
    watch, survey = seen.watched, seen.survey
    professional = [
        place for place, service in enumerate(seen.town.services) if service["professional"] != 0.0
    ]
    had = watch.visits[professional].any(axis=0)
    assert (had == survey.served).all()
    last = watch.last_session[professional].max(axis=0)
    assert (last[had] == survey.people.last_service[had]).all()


# Trials


@pytest.fixture(scope="module")
def week_0() -> Town:
    return town_of(1_500, burn_in_weeks=60)


def test_trials_leave_the_town_as_it_was(week_0: Town) -> None:
    fresh = weeks(town_of(1_500, burn_in_weeks=60), 20)
    PriceTrial(week_0, nothing)
    without_prompts(week_0, 5, nothing)
    again = weeks(week_0.branch(), 20)
    assert differences(bits(fresh), bits(again)) == []
    assert again.parameters == fresh.parameters
    assert (again.services == fresh.services).all()


def test_plans_are_drawn_by_household(week_0: Town) -> None:
    trial = PriceTrial(week_0, nothing)
    household = week_0.branch().people.household
    for plan in range(len(PLANS)):
        assert 0.15 < np.mean(trial.plan == plan) < 0.35
    same = household[1:] == household[:-1]
    assert (trial.plan[1:] == trial.plan[:-1])[same & (household[1:] >= 0)].all()


@pytest.mark.slow
def test_who_pays_more_comes_less() -> None:
    town = town_of(12_000, burn_in_weeks=60, price_weight=10.0)
    trial = PriceTrial(town, nothing)
    free, dear = trial.means(0), trial.means(95)
    assert dear[0] < free[0]
    assert dear[1] < free[1]


def test_who_would_have_come_anyway() -> None:
    others = Rows(person=np.int64, start=np.int64)
    others.add(person=np.array([1, 1, 2]), start=np.array([10, 90, 50]))
    asked = happens_near(np.array([1, 1, 2, 3]), np.array([12, 40, 40, 50]), others, 5, 10)
    assert asked.tolist() == [True, False, True, False]


def test_pairs_are_of_one_person_and_week() -> None:
    one, other = (Rows(person=np.int64, week=np.int64) for _ in range(2))
    one.add(person=np.array([4, 5, 6]), week=np.array([1, 1, 2]))
    other.add(person=np.array([6, 5, 4]), week=np.array([2, 3, 1]))
    here, there = paired(one, other)
    assert [(int(a), int(b)) for a, b in zip(here, there, strict=True)] == [(0, 2), (2, 0)]


def values(only: str, people: int = 3_000, **settings: float) -> dict[str, float]:
    """What the targets of ``only`` give in a small town, by title."""
    asked: dict[str, object] = {name.replace("__", "."): value for name, value in settings.items()}
    scenario = load_scenario("town", {**asked, "people": people, "horizon.burn_in_weeks": 52})
    targets = chosen(only.split(","))
    told = measure(scenario, 1, targets, 1, nothing)
    return {target.title: value for target, value in zip(targets, told.values, strict=True)}


def test_where_nobody_speaks_nobody_was_urged() -> None:
    told = values("P_men", prompt_chance=0.0, talk_chance=0.0)
    assert list(told.values()) == [0.0, 0.0]


def test_where_care_has_no_effect_it_adds_nothing() -> None:
    told = values("P_resp", treatment_effect=0.0)
    assert told["Response with therapy"] == told["Response of controls"]


def test_distress_is_not_contagious_and_would_be_seen_if_it_were() -> None:
    town = town_of(4_000, burn_in_weeks=20)
    contagion = Contagion(town)
    for week in range(13 * 8):
        if week % 13 == 0:
            contagion.look(town.week)
        town.step()
    assert 0.8 < contagion.risk_ratio() < 1.25
    # Make the friends of the ill fall ill: the looker-on has to notice.
    infected = Contagion(town)
    infected.look(town.week)
    ties, people = town.ties, town.people
    ill = people.severity > 0
    owner = np.repeat(np.arange(people.people), np.diff(ties.start))
    people.episode_start[owner[ill[ties.neighbour]]] = town.week + 1
    infected.look(town.week + 13)
    assert infected.risk_ratio() > 3.0


@pytest.mark.filterwarnings("error")
def test_a_handful_of_people_gives_values_or_nan() -> None:
    scenario = load_scenario("town", {"people": 12, "horizon.burn_in_weeks": 0})
    told = measure(scenario, 1, TARGETS, 1, nothing)
    assert told.people == 12
    assert len(told.values) == len(TARGETS)
    assert all(isinstance(value, float) and value not in (inf, -inf) for value in told.values)
    assert any(map(isnan, told.values))


def test_a_town_without_services_gives_values_or_nan() -> None:
    told = values(
        "C,K30,P_alliance,P_drop", 300, **{f"services__{name}__places": 0.0 for name in MODALITIES}
    )
    assert told["Used a service, of cases"] == 0.0
    assert isnan(told["Alliance and progress"])
    assert isnan(told["Dropped out, of therapies"])


def test_surveys_are_those_of_a_run() -> None:
    from simulation.model import HelpSeekingModel

    model = HelpSeekingModel(people=2_000, rng=1, horizon__burn_in_weeks=52, weeks=260)
    model.run()
    outcomes = model.outcomes()
    told = values("C", people=2_000)
    assert told["Used a service, of cases"] == pytest.approx(100 * outcomes["service_use_12m"])
    assert told["Saw no need, of the untreated"] == pytest.approx(
        100 * outcomes["low_perceived_need_share"]
    )
    assert told["Wanted to handle it alone"] == pytest.approx(100 * outcomes["handle_alone_share"])
    assert told["Any structural barrier"] == pytest.approx(
        100 * outcomes["structural_barrier_share"]
    )
    assert told["Dropped out, of people in care"] == pytest.approx(100 * outcomes["dropout_share"])


# All together


def test_workers_change_no_value() -> None:
    scenario = load_scenario("town", {"people": 300, "horizon.burn_in_weeks": 10})
    alone = compare(scenario, (3, 4), ["C", "P_drop_gm"], workers=1)
    together = compare(scenario, (3, 4), ["C", "P_drop_gm"], workers=2)
    assert alone.people == together.people == 300
    assert [one.values for one in alone.compared] == [one.values for one in together.compared]
    assert len({one.values for one in alone.compared}) > 3


def test_only_what_is_asked_for_is_simulated() -> None:
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    scenario = load_scenario("town", {"people": 60, "horizon.burn_in_weeks": 10})
    told = measure(scenario, 1, chosen(["C"]), 1, tick)
    assert isinstance(told, Measured)
    assert ticks == 10 + 5 * YEAR
