"""Effects: whom a trial of a strategy is measured on, and the sizes in which effects are told.

Each takes the pair of lives of one trial and gives NaN where nobody qualifies.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, nan, pi, sqrt

import numpy as np

from experiments.evidence.lived.arms import Pair
from experiments.evidence.lived.watch import CAME, MISSED, Watch
from experiments.evidence.measures.leaving import (
    GENERAL,
    REMOTE,
    SELF_HELP,
    SPECIALIST,
    THERAPY,
    of_modality,
)
from experiments.evidence.statistics import Mask, cohens_d, percent, ratio
from simulation.measures.categories import (
    ACCEPTED,
    AWARE,
    MODERATE,
    NO_DISTRESS,
    SUPPORT_GROUP,
    UNAWARE,
)
from simulation.population.columns import YEAR

QUARTER = 13
SUPPORT_GROUPS = (SUPPORT_GROUP,)

Measure = Callable[[Pair], float]


# Whom a study measured


def public(pair: Pair) -> Mask:
    """All adults."""
    return pair.adult


def untreated(pair: Pair) -> Mask:
    """In an episode at the beginning, neither in care nor on a list."""
    before = pair.before
    free = ~np.isin(before.stage, ACCEPTED)
    return np.asarray(pair.adult & (before.severity != NO_DISTRESS) & free)


def screened_non_seekers(pair: Pair) -> Mask:
    """Reached, found by a questionnaire, and at the beginning without care or intention to seek."""
    before = pair.before
    seeks_not = (before.stage == UNAWARE) | (before.stage == AWARE)
    return np.asarray(pair.reached & pair.adult & seeks_not & (before.severity >= MODERATE))


def reached_at_once(pair: Pair) -> Mask:
    """Whom the strategy reached in its first week."""
    return pair.reached


def trained_near_the_ill(pair: Pair) -> Mask:
    """Reached, with a tie to somebody who was ill and not in care at the beginning."""
    return np.asarray(pair.reached & pair.knows_ill)


# How it is told


def shift_of(trait: str, whom: Callable[[Pair], Mask], sign: float = 1.0) -> Measure:
    """How far a trait lies above that of the same people without the strategy, in SD."""

    def measure(pair: Pair) -> float:
        among = whom(pair)
        one, other = getattr(pair.here, trait)[among], getattr(pair.there, trait)[among]
        return sign * cohens_d(one.astype(np.float64), other.astype(np.float64))

    return measure


def a_year(measure: Measure, years: float) -> Measure:
    """An effect spread evenly over the years in which it came."""
    return lambda pair: measure(pair) / years


def help_given(pair: Pair) -> float:
    """Words of help given by those who were trained and know somebody ill."""
    among = trained_near_the_ill(pair)
    return cohens_d(pair.here.words[among], pair.there.words[among])


def served(pair: Pair, whom: Callable[[Pair], Mask]) -> tuple[float, float]:
    """Percent who had a session with a professional since the beginning, with it and without."""
    among = whom(pair)
    return percent(pair.here.last_service >= 0, among), percent(pair.there.last_service >= 0, among)


def began_treatment(pair: Pair) -> float:
    """Share of screened non-seekers who had a session, divided by that without the strategy."""
    return ratio(*served(pair, screened_non_seekers))


def visits_made(pair: Pair) -> float:
    """Sessions of screened non-seekers since the beginning, divided by those without it."""
    among = screened_non_seekers(pair)
    one, other = (float(look.visits_this_year[among].sum()) for look in (pair.here, pair.there))
    return ratio(one, other) if among.any() else nan


def asking(whom: Callable[[Pair], Mask]) -> Measure:
    """Share who asked for help since the beginning, divided by that without the strategy."""

    def measure(pair: Pair) -> float:
        among = whom(pair)
        one, other = (percent(look.last_offer >= 0, among) for look in (pair.here, pair.there))
        return ratio(one, other)

    return measure


def more_asking(pair: Pair) -> int:
    """How many more adults asked for help since the beginning than without the strategy."""
    here, there = (
        np.count_nonzero(pair.adult & (look.last_offer >= 0)) for look in (pair.here, pair.there)
    )
    return int(here - there)


def through_knowledge(by_knowledge: Pair, by_stigma: Pair) -> float:
    """Percent of what two campaigns add to those who ask that the one for knowledge adds."""
    know, feel = max(more_asking(by_knowledge), 0), max(more_asking(by_stigma), 0)
    return 100.0 * ratio(know, know + feel)


def formal_help(whom: Callable[[Pair], Mask]) -> Measure:
    """The standardised difference that the odds ratio of formal help amounts to."""

    def measure(pair: Pair) -> float:
        shares = [share / 100.0 for share in served(pair, whom)]
        if not all(0.0 < share < 1.0 for share in shares):
            return nan
        here, there = (log(share / (1.0 - share)) for share in shares)
        return (here - there) * sqrt(3.0) / pi

    return measure


def missed(watch: Watch, first: int, last: int) -> float:
    """Percent of first appointments with professionals in these weeks that were not kept."""
    rows = watch.referrals
    offered = (rows.how == CAME) | (rows.how == MISSED)
    offered &= (
        of_modality(rows.modality, watch.professional) & (rows.week >= first) & (rows.week < last)
    )
    return percent(rows.how == MISSED, offered)


def fewer_missed(first: int, last: int) -> Measure:
    """How many percent fewer first appointments are missed in these weeks."""

    def measure(pair: Pair) -> float:
        one, other = (missed(watch, first, last) for watch in (pair.watch, pair.other_watch))
        return 100.0 * (1.0 - ratio(one, other))

    return measure


def still_ill(pair: Pair) -> float:
    """Share of the untreated who were reached and are ill now, divided by that without it."""
    among = reached_at_once(pair) & untreated(pair)
    one, other = (percent(look.severity != NO_DISTRESS, among) for look in (pair.here, pair.there))
    return ratio(one, other)


def began_courses(watch: Watch, which: tuple[int, ...], last: int, people: int) -> Mask:
    """Who began a course of these modalities before this week."""
    rows = watch.courses
    chosen = of_modality(rows.modality, which) & (rows.start < last)
    return np.asarray(np.bincount(rows.person[chosen], minlength=people) > 0)


def group_and_symptoms(pair: Pair) -> float:
    """Severity of those who came to a support group, beside groups that have no effect."""
    came = untreated(pair)
    for watch in (pair.watch, pair.other_watch):
        came &= began_courses(watch, SUPPORT_GROUPS, QUARTER, came.size)
    return cohens_d(
        pair.here.severity[came].astype(np.float64), pair.there.severity[came].astype(np.float64)
    )


def improved(pair: Pair) -> float:
    """Eased or remitted, of people who began with general practice in both arms."""
    came = untreated(pair)
    for watch in (pair.watch, pair.other_watch):
        came &= began_courses(watch, GENERAL, QUARTER, came.size)
    one, other = (
        percent(look.severity < pair.before.severity, came) for look in (pair.here, pair.there)
    )
    return ratio(one, other)


def left_early(watch: Watch, which: tuple[int, ...]) -> float:
    """Percent of patients' courses, begun in the first year and ended, that were broken off.

    Patients are those in an episode when they begin; who comes with less is soon done.
    """
    rows = watch.courses
    over = (rows.dropped | rows.completed) & (rows.start < YEAR) & of_modality(rows.modality, which)
    return percent(rows.dropped, over & (rows.severity > NO_DISTRESS))


def completed_app(pair: Pair) -> float:
    """Percent of patients' courses of self-help that were completed."""
    return 100.0 - left_early(pair.watch, SELF_HELP)


def attrition(pair: Pair) -> float:
    """Dropping out of remote care, divided by that from specialists."""
    return ratio(left_early(pair.watch, REMOTE), left_early(pair.watch, SPECIALIST))


def opened(watch: Watch) -> float:
    """Courses with specialists or remote that began in the second year."""
    rows = watch.courses
    second = (rows.start >= YEAR) & (rows.start < 2 * YEAR)
    return float(np.count_nonzero(second & of_modality(rows.modality, THERAPY)))


def fewer_opened(pair: Pair) -> float:
    """How many percent fewer of them began than in the other arm."""
    return 100.0 * (1.0 - ratio(opened(pair.watch), opened(pair.other_watch)))
