"""How things stand in those whom a mechanism is about: the rules behind the rows of ``shown``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import (
    IN_CARE,
    MILD,
    NO_DISTRESS,
    NOBODY,
    SEVERE,
    SPECIALIST,
    UNAWARE,
)
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Mask, Survey, mean_of, share_of
from simulation.network.ties import FRIEND
from simulation.population.columns import CONFIDED, NEVER, PROMPTED, YEAR

Measure = Callable[[Survey, Mask], float]
_OVER = 2 * YEAR
"""Weeks over which events are counted: rare ones need more than the year of a survey."""


# Whom a quantity is about


def _ill(survey: Survey) -> Mask:
    return np.asarray(survey.people.severity != NO_DISTRESS)


def untreated(survey: Survey) -> Mask:
    """In an episode, and not in care."""
    return np.asarray(_ill(survey) & (survey.people.stage != IN_CARE))


def unaware(survey: Survey) -> Mask:
    """In an episode, and sees no need."""
    return np.asarray(_ill(survey) & (survey.people.stage == UNAWARE))


def urged(survey: Survey) -> Mask:
    """Sees no need, though somebody urged them."""
    return np.asarray(unaware(survey) & ((survey.people.known & PROMPTED) != 0))


def in_care(survey: Survey) -> Mask:
    """In care with a professional."""
    given = np.flatnonzero(survey.town.services["by_professionals"])
    return np.asarray((survey.people.stage == IN_CARE) & np.isin(survey.people.modality, given))


def confiding(survey: Survey) -> Mask:
    """Untreated, and has confided in somebody."""
    return np.asarray(untreated(survey) & ((survey.people.known & CONFIDED) != 0))


def cared_for(survey: Survey) -> Mask:
    """Ill, and has begun care in this episode."""
    people = survey.people
    return np.asarray(_ill(survey) & (people.last_entry >= people.episode_start))


def long_with_others(survey: Survey) -> Mask:
    """In care that can be stepped up for as many sessions as show whether it helps."""
    people, p = survey.people, survey.town.parameters[0]
    lower = np.flatnonzero(survey.town.services["step_up"] != NOBODY)
    there = (people.stage == IN_CARE) & np.isin(people.modality, lower)
    return np.asarray(there & (people.sessions >= p["stalled_sessions"]))


def ever_served(survey: Survey) -> Mask:
    """Has had a session with a professional."""
    return np.asarray(survey.people.last_service != NEVER)


def much_trauma(survey: Survey) -> Mask:
    """With four or more kinds of adversity in childhood."""
    return np.asarray(survey.people.trauma == 2)


# How it is told


def mean_where(column: str, whom: Callable[[Survey], Mask]) -> Measure:
    """The mean of a column, of those whom it is about."""
    return lambda s, g: mean_of(getattr(s.people, column), g & whom(s))


def yearly(flow: str) -> Measure:
    """Events per 1,000 adults and year; counted for the town as a whole."""

    def measure(survey: Survey, group: Mask) -> float:
        series = survey.town.history.series(flow, _OVER)
        adults = max(survey.town.adults, 1)
        return float(1000.0 * YEAR * series.sum() / max(len(series), 1) / adults)

    return measure


def part(flow: str, *of: str) -> Measure:
    """Events of one kind, of all events of these kinds; counted for the town as a whole."""

    def measure(survey: Survey, group: Mask) -> float:
        history = survey.town.history
        all_of_them = sum(int(history.series(one, _OVER).sum()) for one in of)
        return int(history.series(flow, _OVER).sum()) / all_of_them if all_of_them else float("nan")

    return measure


def difference(
    measure: Measure, more: Callable[[Survey], Mask], less: Callable[[Survey], Mask]
) -> Measure:
    """A measure of some people less that of others."""
    return lambda s, g: measure(s, g & more(s)) - measure(s, g & less(s))


def gradient(measure: Measure, column: str, whom: Callable[[Survey], Mask]) -> Measure:
    """The upper half of a column beside the lower half, of those whom it is about."""

    def compare(survey: Survey, group: Mask) -> float:
        values, among = getattr(survey.people, column), group & whom(survey)
        if not among.any():
            return float("nan")
        middle = np.median(values[among])
        upper = measure(survey, among & (values >= middle))
        return upper - measure(survey, among & (values < middle))

    return compare


def minus(measure: Measure) -> Measure:
    """A measure with the other sign."""
    return lambda s, g: -measure(s, g)


def outcome(name: str) -> Measure:
    """The outcome of that name."""
    return OUTCOMES[name].compute


# What needs more than a line


def severe_ratio(survey: Survey, group: Mask) -> float:
    """Service use of cases that were severe, divided by that of all."""
    use = outcome("service_use_12m")
    return use(survey, group & (survey.people.worst_severity == SEVERE)) / use(survey, group)


def severe_to_specialists(survey: Survey, group: Mask) -> float:
    """The share with specialists of severe people in professional care less that of mild ones."""
    people, care = survey.people, group & in_care(survey) & _ill(survey)
    there = people.modality == SPECIALIST
    mild = care & (people.severity == MILD)
    return share_of(there, care & (people.severity == SEVERE)) - share_of(there, mild)


def variety(survey: Survey, group: Mask) -> float:
    """How many kinds of help are in even use: the exponential of the entropy."""
    modality = survey.people.modality[group & (survey.people.stage == IN_CARE)]
    if not modality.size:
        return float("nan")
    share = np.bincount(modality) / modality.size
    return float(np.exp(-np.sum(share * np.log(np.maximum(share, 1e-12)))))


def alike(survey: Survey, group: Mask) -> float:
    """Correlation of perceived stigma between friends."""
    ties, stigma = survey.town.ties, survey.people.perceived_stigma.astype(np.float64)
    person = np.repeat(np.arange(survey.people.people), np.diff(ties.start))
    friends = (ties.kind == FRIEND) & group[person] & group[ties.neighbour]
    return _correlation(stigma[person[friends]], stigma[ties.neighbour[friends]])


def alliance_and_progress(survey: Survey, group: Mask) -> float:
    """Correlation of both over people with a session in the year."""
    people, among = survey.people, group & survey.served
    return _correlation(
        people.alliance[among].astype(np.float64), people.progress[among].astype(np.float64)
    )


def _correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    if one.size < 2 or not one.std() > 0.0 or not other.std() > 0.0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def left_while_stalled(survey: Survey, group: Mask) -> float:
    """Of courses with little progress after several sessions, those that were broken off."""
    people, p = survey.people, survey.town.parameters[0]
    stalled = survey.served & (people.sessions >= p["stalled_sessions"])
    stalled &= people.progress < p["stalled_progress"]
    return share_of(survey.in_year(people.last_dropout), group & stalled)


def chronic_without_care(survey: Survey, group: Mask) -> float:
    """Adults in an episode and not in care whose habit confidants would refer, of 1,000."""
    chronic = survey.people.asking_habit >= survey.town.parameters["chronic_habit"][0]
    return 1000.0 * share_of(chronic & untreated(survey), group)


def long_episodes(survey: Survey, group: Mask) -> float:
    """Of adults in an episode, those in it for a year or more."""
    since = survey.week - survey.people.episode_start.astype(np.int32)
    return share_of(since >= YEAR, group & _ill(survey))


def weary(survey: Survey, group: Mask) -> float:
    """The mean share of weary adults."""
    series = survey.town.history.series("weary", _OVER)
    return float(series.mean() / max(survey.town.adults, 1)) if len(series) else float("nan")


def begun(survey: Survey, group: Mask) -> float:
    """Of cases, those who began a course in the year."""
    return share_of(survey.in_year(survey.people.last_entry), group & survey.case)
