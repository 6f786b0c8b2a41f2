"""How common illness is, how severe, how long it lasts, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.lived.watch import OPEN
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.measures.leaving import THERAPY, finished
from experiments.evidence.statistics import Survival, odds_ratio, percent, ratio
from simulation.measures.categories import IN_CARE, MILD, MODERATE, NO_DISTRESS, SEVERE
from simulation.population.columns import NEVER, YEAR

MONTH = YEAR / 12.0


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

MEASURES = (
    *(
        Measure(
            f"worst_{name}",
            "worst severity in the last 52 weeks, of adults in an episode in them",
            _severity(level),
            "watch",
        )
        for name, level in (("mild", MILD), ("moderate", MODERATE), ("severe", SEVERE))
    ),
    Measure(
        "first_incidence",
        "first episodes in five years per 100 person-years of adults up to 64 never ill before",
        _first_incidence,
        "watch",
        unit="per 100 person-years",
    ),
    *(
        Measure(f"episode_over_in_{months}_months", _NEW, _recovered(months), "watch")
        for months in (3, 6)
    ),
    *(
        Measure(f"untreated_over_in_{months}_months", _GOING, _remitted_untreated(months), "watch")
        for months in (3, 6, 12)
    ),
    Measure("relapse_within_a_year", _AFTER, _relapsed(1), "watch"),
    Measure("relapse_within_two_years", _AFTER, _relapsed(2), "watch"),
    Measure(
        "second_episode_in_ten_years",
        "first episodes that began in year 1, a second one by the end of year 10",
        _second_episode,
        "ten_years",
    ),
    Measure(
        "bad_course_after_adversity",
        "two or more episodes in five years or one above a year, four or more kinds of adversity "
        "beside less, of adults",
        _bad_course,
        "watch",
        unit="odds ratio",
    ),
    Measure(
        "any_adversity",
        "of adults",
        lambda seen: percent(seen.survey.people.trauma >= 1, seen.survey.adult),
    ),
    Measure(
        "much_adversity",
        "four or more kinds, of adults",
        lambda seen: percent(seen.survey.people.trauma == 2, seen.survey.adult),
    ),
)
