"""How common illness is, how severe, how long it lasts, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.lived.watch import OPEN
from experiments.evidence.statistics import Survival, odds_ratio, percent, ratio
from experiments.evidence.target import Seen, Target
from experiments.evidence.targets.leaving import THERAPY, finished
from simulation.measures.categories import IN_CARE, MILD, MODERATE, NO_DISTRESS, SEVERE
from simulation.population.columns import NEVER, YEAR

GROUP = "Illness and its course"
MONTH = YEAR / 12.0


def _prevalence(seen: Seen) -> float:
    return percent(seen.survey.case, seen.survey.adult)


def _severity(level: int) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        watch = seen.watched
        return percent(watch.worst == level, watch.adult & (watch.worst != NO_DISTRESS))

    return measure


def _first_incidence(seen: Seen) -> float:
    survey = seen.survey
    weeks = seen.watched.weeks
    onset = survey.people.first_onset.astype(np.int64)
    young = survey.adult & (survey.people.age <= 64) & ((onset >= 0) | (onset == NEVER))
    at_risk = np.where(onset == NEVER, weeks, np.minimum(onset, weeks))[young].sum() / YEAR
    return 100.0 * ratio(float(np.count_nonzero(young & (onset >= 0))), float(at_risk))


def _recovered(months: float) -> Callable[[Seen], float]:
    """New episodes over by then, in care or not."""

    def measure(seen: Seen) -> float:
        watch = seen.watched
        episodes = watch.episodes
        new = episodes.start >= 0
        over = np.minimum(episodes.end, watch.weeks)
        lasted = over[new] - episodes.start[new]
        return Survival(lasted, episodes.end[new] != OPEN).ended_by(months * MONTH)

    return measure


def _remitted_untreated(months: float) -> Callable[[Seen], float]:
    """Episodes that were going on untreated at one time and were over by then, care aside."""

    def measure(seen: Seen) -> float:
        watch = seen.watched
        begin = watch.cohort_week
        if not watch.cohort:
            return float("nan")
        ill = watch.adult & (watch.cohort["severity"] != NO_DISTRESS)
        ill &= watch.cohort["stage"] != IN_CARE
        end = np.full(ill.size, watch.weeks, np.int64)
        ended = np.zeros(ill.size, np.bool_)
        episodes = watch.episodes
        then = (episodes.start <= begin) & (episodes.end > begin) & (episodes.end != OPEN)
        end[episodes.person[then]] = episodes.end[then]
        ended[episodes.person[then]] = True
        courses = watch.courses
        later = courses.start > begin
        care = np.full(ill.size, OPEN, np.int64)
        np.minimum.at(care, courses.person[later], courses.start[later])
        ended &= end <= care
        lasted = np.minimum(end, care) - begin
        return Survival(lasted[ill], ended[ill]).ended_by(months * MONTH)

    return measure


def _relapsed(years: int) -> Callable[[Seen], float]:
    """New episodes after a course of therapy at whose end the person was well."""

    def measure(seen: Seen) -> float:
        watch = seen.watched
        courses, episodes = watch.courses, watch.episodes
        well = finished(seen, THERAPY) & courses.well
        person, since = courses.person[well], courses.end[well]
        order = np.lexsort((episodes.start, episodes.person))
        key = episodes.person[order] * 100_000 + episodes.start[order]
        place = np.searchsorted(key, person * 100_000 + since, side="right")
        found = np.append(order, 0)[place]
        again = (place < key.size) & (np.append(episodes.person, -1)[found] == person)
        onset = np.where(again, np.append(episodes.start, 0)[found], watch.weeks)
        return Survival(onset - since, again).ended_by(years * YEAR)

    return measure


def _second_episode(seen: Seen) -> float:
    survey = seen.survey
    onset = survey.people.first_onset
    first = survey.adult & (onset >= 0) & (onset < YEAR) & (onset != NEVER)
    return percent(survey.people.episode_start > onset, first)


def _bad_course(seen: Seen) -> float:
    """Odds of an episode above a year or of two and more, much adversity beside less."""
    watch = seen.watched
    episodes = watch.episodes
    many = watch.adult.size
    ended = np.minimum(episodes.end, watch.weeks)
    long_ = np.zeros(many, np.bool_)
    long_[episodes.person[ended - episodes.start > YEAR]] = True
    ill = np.bincount(episodes.person, minlength=many)
    bad = long_ | (ill > 1)
    return odds_ratio(bad, seen.survey.people.trauma == 2, watch.adult)


_NEW = "episodes that began in five years, in care or not, Kaplan-Meier"
_GOING = (
    "adults in an episode and not in care at one time, from then on, whose care ends observation, "
    "Kaplan-Meier"
)
_AFTER = "courses of specialist and remote therapy that ended with the person well, Kaplan-Meier"

TARGETS = (
    Target(
        ("P_prev12",),
        GROUP,
        "12-month prevalence",
        "adults in an episode at any time in the last 52 weeks",
        _prevalence,
        tolerance=3.0,
        why="anchor: the survey of C1 to C5",
    ),
    Target(
        ("P_prev12b",),
        GROUP,
        "12-month prevalence (2022)",
        "as P_prev12",
        _prevalence,
        instead="P_prev12",
        why="another survey and era",
    ),
    *(
        Target(
            (name,),
            GROUP,
            title,
            "worst severity in the last 52 weeks, of adults in an episode in them",
            _severity(level),
            "watch",
            tolerance=3.0,
        )
        for name, title, level in (
            ("P_sev_l", "Mild, of cases", MILD),
            ("P_sev_m", "Moderate, of cases", MODERATE),
            ("P_sev_s", "Severe, of cases", SEVERE),
        )
    ),
    Target(
        ("P_inc_any",),
        GROUP,
        "First incidence",
        "first episodes in five years per 100 person-years of adults up to 64 never ill before",
        _first_incidence,
        "watch",
        unit="per 100 person-years",
        tolerance=0.5,
        why="anchor: any disorder, as prevalence is",
    ),
    Target(
        ("P_inc_mdd",),
        GROUP,
        "First incidence, depression",
        "as P_inc_any",
        _first_incidence,
        "watch",
        unit="per 100 person-years",
        instead="P_inc_any",
        why="one disorder",
    ),
    *(
        Target(
            (name,),
            GROUP,
            f"New episode over in {months} months",
            _NEW,
            _recovered(months),
            "watch",
            sample=250,
        )
        for name, months in (("P_mde_3m", 3), ("P_mde_6m", 6))
    ),
    *(
        Target(
            (name,),
            GROUP,
            f"Untreated episode over in {months} months",
            _GOING,
            _remitted_untreated(months),
            "watch",
            tolerance=5.0,
        )
        for name, months in (("P_rem_a", 3), ("P_rem_b", 6), ("P_rem_c", 12))
    ),
    *(
        Target((name,), GROUP, title, _AFTER, _relapsed(years), "watch", tolerance=5.0)
        for name, title, years in (
            ("P_relapse1", "Relapse within a year of therapy", 1),
            ("P_relapse2", "Relapse within two years of therapy", 2),
        )
    ),
    Target(
        ("P_recur",),
        GROUP,
        "A second episode after a first",
        "first episodes that began in year 1, a second one by the end of year 10",
        _second_episode,
        "ten_years",
        instead="P_relapse2",
        why="a clinical estimate that its own source calls too high",
    ),
    Target(
        ("P_trauma_course",),
        GROUP,
        "Recurrent or lasting illness after adversity",
        "two or more episodes in five years or one above a year, four or more kinds of adversity "
        "beside less, of adults",
        _bad_course,
        "watch",
        unit="odds ratio",
    ),
    Target(
        ("P_ace1",),
        GROUP,
        "Any adversity in childhood",
        "of adults",
        lambda seen: percent(seen.survey.people.trauma >= 1, seen.survey.adult),
        tolerance=1.0,
    ),
    Target(
        ("P_ace4",),
        GROUP,
        "Much adversity in childhood",
        "four or more kinds, of adults",
        lambda seen: percent(seen.survey.people.trauma == 2, seen.survey.adult),
        tolerance=1.0,
    ),
)
