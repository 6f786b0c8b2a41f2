"""What care does, for whom, and what of it is the alliance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.lived.trials import ENTRY_WEEKS, paired
from experiments.evidence.lived.watch import RESPONSE_WEEKS
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.measures.leaving import (
    THERAPY,
    dropped,
    finished,
    of_modality,
)
from experiments.evidence.statistics import (
    Mask,
    Survival,
    cohens_d,
    correlation,
    odds_ratio,
    percent,
)
from simulation.measures.categories import MODERATE, NO_DISTRESS

_TRIAL_SESSIONS = 12.7
_HELPED = 0.5
"""Progress from which on the model counts a course as good, if the person is not well."""
_STEPS = 9
"""Steps from the first to the tenth professional."""


def _response(treated: bool) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        assert seen.without_effect is not None
        rows, others = seen.watched.responses, seen.without_effect.responses
        here, there = paired(rows, others)
        ill = of_modality(rows.modality, THERAPY) & (rows.severity >= MODERATE)
        ill &= rows.week < ENTRY_WEEKS
        chosen = ill[here]
        responded = rows.responded[here] if treated else others.responded[there]
        return percent(responded, chosen)

    return measure


def _of_the_ill(seen: Seen) -> Mask:
    """Courses of people who were in an episode when they began, as those in studies are."""
    return np.asarray(seen.watched.courses.severity > NO_DISTRESS)


def _better_by(seen: Seen) -> Survival:
    """Sessions until an episode has eased or remitted, in therapy."""
    courses = seen.watched.courses
    therapy = of_modality(courses.modality, THERAPY) & _of_the_ill(seen)
    better = courses.improved[therapy] > 0
    sessions = np.where(better, courses.improved[therapy], courses.sessions[therapy])
    return Survival(sessions, better)


def _better_at_end(seen: Seen) -> float:
    ended = finished(seen, seen.watched.professional) & _of_the_ill(seen)
    return percent(seen.watched.courses.improved > 0, ended)


def _recovered(seen: Seen) -> float:
    courses = seen.watched.courses
    done = finished(seen, THERAPY) & (courses.sessions >= 2) & _of_the_ill(seen)
    return percent(courses.well, done)


def _alliance_known(seen: Seen) -> Mask:
    courses = seen.watched.courses
    return finished(seen, THERAPY) & ~np.isnan(courses.early_alliance.astype(np.float64))


def _alliance_and_dropout(seen: Seen) -> float:
    alliance, known = seen.watched.courses.early_alliance, _alliance_known(seen)
    return cohens_d(alliance[known & ~dropped(seen)], alliance[known & dropped(seen)])


def _alliance_and_progress(seen: Seen) -> float:
    courses, known = seen.watched.courses, _alliance_known(seen)
    return correlation(courses.early_alliance[known], courses.progress[known])


def _alliance_and_recovery(seen: Seen) -> float:
    courses, known = seen.watched.courses, _alliance_known(seen)
    return correlation(courses.early_alliance[known], courses.well[known])


def _trauma_and_response(seen: Seen) -> float:
    rows = seen.watched.responses
    high = seen.survey.people.trauma[rows.person] == 2
    return odds_ratio(
        ~rows.responded, high, of_modality(rows.modality, THERAPY) & (rows.severity > NO_DISTRESS)
    )


def _helped(seen: Seen) -> Mask:
    courses = seen.watched.courses
    return np.asarray(courses.well | (courses.progress >= _HELPED))


def _ever_helped(seen: Seen) -> float:
    courses = seen.watched.courses
    over = finished(seen, seen.watched.professional) & _of_the_ill(seen)
    treated = np.zeros(seen.survey.adult.size, np.bool_)
    helped = treated.copy()
    treated[courses.person[over]] = True
    helped[courses.person[over & _helped(seen)]] = True
    return percent(helped, treated)


def _persists(seen: Seen) -> float:
    """Share that begins another course within three years of one that did not help, nine times."""
    watch = seen.watched
    courses, over = watch.courses, finished(seen, seen.watched.professional) & _of_the_ill(seen)
    bad = over & ~_helped(seen) & (courses.end < watch.weeks - 3 * 52)
    if not bad.any():
        return float("nan")
    last = np.full(seen.survey.adult.size, -1, np.int64)
    professional = of_modality(courses.modality, seen.watched.professional)
    np.maximum.at(last, courses.person[professional], courses.start[professional])
    again = last[courses.person[bad]] > courses.end[bad]
    return float(100.0 * np.mean(again) ** _STEPS)


_TRIAL = (
    f"eased or remitted {RESPONSE_WEEKS} weeks after the first session, moderate and severe "
    "episodes, specialist and remote"
)
_OVER = "courses begun in five years and ended, specialist and remote"
_EARLY = f"{_OVER}, alliance at the third session"

MEASURES = (
    Measure("response_with_therapy", _TRIAL, _response(True), "effect"),
    Measure(
        "response_of_controls",
        f"{_TRIAL}; the same people and luck with care that has no effect",
        _response(False),
        "effect",
    ),
    Measure(
        "sessions_until_half_better",
        "specialist and remote courses, until the episode has eased or remitted, Kaplan-Meier",
        lambda seen: _better_by(seen).median(),
        "watch",
        unit="sessions",
    ),
    Measure(
        "better_after_12_7_sessions",
        "specialist and remote courses, until the episode has eased or remitted, Kaplan-Meier",
        lambda seen: _better_by(seen).ended_by(_TRIAL_SESSIONS),
        "watch",
    ),
    Measure(
        "better_at_end_of_routine_care",
        "courses begun in five years and ended, all professionals",
        _better_at_end,
        "watch",
    ),
    Measure(
        "recovered_at_end",
        f"{_OVER} after two sessions or more: not in an episode",
        _recovered,
        "watch",
    ),
    Measure(
        "alliance_of_stayers",
        _EARLY,
        _alliance_and_dropout,
        "watch",
        unit="Cohen's d",
    ),
    Measure(
        "alliance_and_progress",
        f"{_EARLY}, progress at the end",
        _alliance_and_progress,
        "watch",
        unit="correlation",
    ),
    Measure(
        "alliance_and_recovery",
        f"{_EARLY}, well at the end",
        _alliance_and_recovery,
        "watch",
        unit="correlation",
    ),
    Measure(
        "no_response_after_adversity",
        f"not eased or remitted {RESPONSE_WEEKS} weeks after the first session, four or more kinds "
        "of adversity beside less, specialist and remote",
        _trauma_and_response,
        "watch",
        unit="odds ratio",
    ),
    Measure(
        "ever_found_care_helpful",
        "people with a professional course in five years, at least one at whose end they were well "
        "or half way",
        _ever_helped,
        "watch",
    ),
    Measure(
        "goes_on_to_a_tenth_professional",
        "another course within the five years after one that did not help, to the ninth power",
        _persists,
        "watch",
    ),
)
