"""Who leaves care, and after how many visits; how long people wait, and who comes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.lived.watch import CAME, GAVE_UP, MISSED
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import (
    Mask,
    Survival,
    mean,
    median_of_counts,
    odds_ratio,
    odds_ratio_per_unit,
    percent,
    ratio,
)
from simulation.measures import categories
from simulation.population.columns import SEXES, YEAR

GENERAL = (categories.GENERAL_PRACTICE,)
SPECIALIST = (categories.SPECIALIST,)
REMOTE = (categories.REMOTE,)
SELF_HELP = (categories.SELF_HELP,)
THERAPY = (*SPECIALIST, *REMOTE)

MALE = SEXES.index("male")


def of_modality(modality: NDArray[np.uint8], which: tuple[int, ...]) -> Mask:
    """Which of these have one of these modalities."""
    return np.isin(modality, which)


def dropped(seen: Seen) -> Mask:
    """Which courses ended by dropping out."""
    return np.asarray(seen.watched.courses.dropped)


def completed(seen: Seen) -> Mask:
    """Which courses were completed."""
    return np.asarray(seen.watched.courses.completed)


def finished(seen: Seen, which: tuple[int, ...]) -> Mask:
    """Which courses, of these modalities, ended by dropping out or completing."""
    return (dropped(seen) | completed(seen)) & of_modality(seen.watched.courses.modality, which)


def _course_dropout(which: tuple[int, ...]) -> Callable[[Seen], float]:
    """Percent of courses, begun while watching and ended, that ended by dropping out."""

    return lambda seen: percent(dropped(seen), finished(seen, which))


def _sector_dropout(which: tuple[int, ...]) -> Callable[[Seen], float]:
    """Percent of people treated in a sector in the last year who dropped out of it in it."""

    def measure(seen: Seen) -> float:
        watch = seen.watched
        treated = watch.adult & (watch.visits[list(which)] > 0).any(axis=0)
        courses = watch.courses
        recent = dropped(seen) & (courses.end >= watch.weeks - YEAR)
        recent &= of_modality(courses.modality, which)
        left = np.zeros(treated.size, np.bool_)
        left[courses.person[recent]] = True
        return percent(left, treated)

    return measure


def _insurance(seen: Seen) -> float:
    survey, people = seen.survey, seen.survey.people
    among = survey.served & survey.adult & (people.age < 65)
    return odds_ratio(survey.in_year(people.last_dropout), people.coverage == 1, among)


def _trauma_dropout(seen: Seen) -> float:
    trauma = seen.survey.people.trauma[seen.watched.courses.person]
    return percent(dropped(seen), finished(seen, THERAPY) & (trauma == 2))


def _completion(which: tuple[int, ...]) -> Callable[[Seen], float]:
    dropout = _course_dropout(which)
    return lambda seen: 100.0 - dropout(seen)


def _visits(which: tuple[int, ...]) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        watch = seen.watched
        visits = watch.visits[list(which)].sum(axis=0, dtype=np.int64)[watch.adult]
        return median_of_counts(visits[visits > 0])

    return measure


def _sessions_of_course(seen: Seen) -> float:
    courses = seen.watched.courses
    return mean(courses.sessions[finished(seen, THERAPY) & (courses.sessions >= 2)])


def _single_session(seen: Seen) -> float:
    return percent(seen.watched.courses.sessions <= 1, finished(seen, seen.watched.professional))


def _missed_first(seen: Seen) -> float:
    referrals = seen.watched.referrals
    offered = (referrals.how == CAME) | (referrals.how == MISSED)
    return percent(
        referrals.how == MISSED,
        offered & of_modality(referrals.modality, seen.watched.professional),
    )


def _completed_referrals(seen: Seen) -> float:
    referred = np.count_nonzero(of_modality(seen.watched.referrals.modality, THERAPY))
    done = completed(seen) & of_modality(seen.watched.courses.modality, THERAPY)
    return 100.0 * ratio(float(np.count_nonzero(done)), float(referred))


def _wait_and_attendance(seen: Seen) -> float:
    referrals = seen.watched.referrals
    offered = (referrals.how == CAME) | (referrals.how == MISSED)
    offered &= of_modality(referrals.modality, seen.watched.professional)
    return odds_ratio_per_unit(referrals.how[offered] == CAME, referrals.weeks[offered])


def _within_six_weeks(seen: Seen) -> float:
    courses = seen.watched.courses
    return percent(courses.waited <= 6, of_modality(courses.modality, THERAPY))


def _gives_up(seen: Seen) -> float:
    referrals = seen.watched.referrals
    listed = of_modality(referrals.modality, seen.watched.professional)
    return Survival(referrals.weeks[listed], referrals.how[listed] == GAVE_UP).median()


_COURSE = "courses begun in the last five years and ended"

MEASURES = (
    Measure(
        "therapies_dropped",
        f"{_COURSE}, specialist and remote",
        _course_dropout(THERAPY),
        "watch",
    ),
    Measure(
        "dropout_general_practice",
        "dropped out of it in the last 52 weeks, of adults with a session there in them",
        _sector_dropout(GENERAL),
        "watch",
    ),
    Measure(
        "dropout_specialist",
        "dropped out of it in the last 52 weeks, of adults with a session there in them",
        _sector_dropout(SPECIALIST),
        "watch",
    ),
    Measure(
        "dropout_insured_beside_uninsured",
        "adults under 65 with a session in the last 52 weeks",
        _insurance,
        unit="odds ratio",
    ),
    Measure(
        "attrition_remote_beside_in_person",
        f"{_COURSE}, remote, specialist",
        lambda seen: ratio(_course_dropout(REMOTE)(seen), _course_dropout(SPECIALIST)(seen)),
        "watch",
        unit="risk ratio",
    ),
    Measure("self_help_completed", f"{_COURSE}, self-help", _completion(SELF_HELP), "watch"),
    Measure("specialist_completed", f"{_COURSE}, specialist", _completion(SPECIALIST), "watch"),
    Measure(
        "dropout_after_adversity",
        f"{_COURSE}, specialist and remote, four or more kinds of adversity",
        _trauma_dropout,
        "watch",
    ),
    Measure("came_once_only", f"{_COURSE}, with professionals", _single_session, "watch"),
    Measure(
        "median_visits_specialist",
        "sessions with specialists and remote in the last 52 weeks, median of adults with any",
        _visits(THERAPY),
        "watch",
        unit="visits",
    ),
    Measure(
        "median_visits_general_practice",
        "sessions in general practice in the last 52 weeks, median of adults with any",
        _visits(GENERAL),
        "watch",
        unit="visits",
    ),
    Measure(
        "sessions_of_course",
        f"{_COURSE} after two sessions or more, specialist and remote, mean",
        _sessions_of_course,
        "watch",
        unit="sessions",
    ),
    Measure(
        "first_appointment_missed",
        "of first appointments offered by professionals in five years, those not kept",
        _missed_first,
        "watch",
    ),
    Measure(
        "began_within_six_weeks",
        "courses begun in five years, specialist and remote",
        _within_six_weeks,
        "watch",
    ),
    Measure(
        "attendance_per_week_waited",
        "first appointments offered by professionals, logistic regression on weeks waited",
        _wait_and_attendance,
        "watch",
        unit="odds ratio",
    ),
    Measure(
        "weeks_until_half_gave_up",
        "weeks on a professional's list, those who were seen or got well counted as still waiting",
        _gives_up,
        "watch",
        unit="weeks",
    ),
    Measure(
        "referrals_completed",
        "completed courses over referrals, specialist and remote, in five years",
        _completed_referrals,
        "watch",
    ),
)
