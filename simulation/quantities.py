"""Quantities: what mechanisms show in, beyond the outcomes that surveys know.

A quantity is an outcome without a survey: the share of people who would name one barrier, how often
something happens, or how things stand in those whom a mechanism is about (the self-stigma of the
untreated, the alliance of those in care, the difference between people with much and little
trauma). Each has a name, a unit and a definition, and is computed as outcomes are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.counts import FLOWS, YEAR
from simulation.network.ties import FRIEND
from simulation.outcomes import OUTCOMES, Mask, Outcome, Survey, mean_of, share_of
from simulation.parameters.services import MODALITIES
from simulation.population.columns import (
    ASKING,
    AWARE,
    BARRIERS,
    CONFIDED,
    EXAMPLE,
    IN_CARE,
    LABELLED,
    MILD,
    NEVER,
    NO_DISTRESS,
    PROMPTED,
    SEVERE,
    UNAWARE,
    WAITING,
    WARNING,
)
from simulation.population.demographics import WORKS

Measure = Callable[[Survey, Mask], float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity: what an outcome has, but for a denominator of its own.

    ``compute(survey, group)`` gives the number for the people of a group, NaN where it holds nobody
    whom the definition is about.
    """

    name: str
    unit: str
    title: str
    definition: str
    compute: Measure


_OVER = 2 * YEAR
"""Weeks over which events are counted: rare ones need more than the year of a survey."""
_SPECIALIST = MODALITIES.index("specialist")
_GENERAL_PRACTICE, _REMOTE = MODALITIES.index("general_practice"), MODALITIES.index("remote")


# Whom a quantity is about


def _ill(survey: Survey) -> Mask:
    return np.asarray(survey.people.severity != NO_DISTRESS)


def _untreated(survey: Survey) -> Mask:
    return np.asarray(_ill(survey) & (survey.people.stage != IN_CARE))


def _unaware(survey: Survey) -> Mask:
    return np.asarray(_ill(survey) & (survey.people.stage == UNAWARE))


def _urged(survey: Survey) -> Mask:
    return np.asarray(_unaware(survey) & ((survey.people.known & PROMPTED) != 0))


def _in_care(survey: Survey) -> Mask:
    """In care with a professional."""
    modality = survey.people.modality
    professional = np.isin(modality, (_GENERAL_PRACTICE, _SPECIALIST, _REMOTE))
    return np.asarray((survey.people.stage == IN_CARE) & professional)


def _confiding(survey: Survey) -> Mask:
    return np.asarray(_untreated(survey) & ((survey.people.known & CONFIDED) != 0))


def _cared_for(survey: Survey) -> Mask:
    """Ill, and has begun care in this episode."""
    people = survey.people
    return np.asarray(_ill(survey) & (people.last_entry >= people.episode_start))


def _long_with_others(survey: Survey) -> Mask:
    """In other care than with specialists for as many sessions as show whether it helps."""
    people, p = survey.people, survey.town.parameters[0]
    there = (people.stage == IN_CARE) & (people.modality != _SPECIALIST)
    return np.asarray(there & (people.sessions >= p["stalled_sessions"]))


def _ever_served(survey: Survey) -> Mask:
    return np.asarray(survey.people.last_service != NEVER)


def _much_trauma(survey: Survey) -> Mask:
    return np.asarray(survey.people.trauma == 2)


# How it is told


def _mean_of(column: str, whom: Callable[[Survey], Mask]) -> Measure:
    return lambda s, g: mean_of(getattr(s.people, column), g & whom(s))


def _yearly(flow: str) -> Measure:
    """Events per 1,000 adults and year; counted for the town as a whole."""

    def measure(survey: Survey, group: Mask) -> float:
        series = survey.town.history.series(flow, _OVER)
        adults = max(survey.town.adults, 1)
        return float(1000.0 * YEAR * series.sum() / max(len(series), 1) / adults)

    return measure


def _part(flow: str, *of: str) -> Measure:
    """Events of one kind, of all events of these kinds; counted for the town as a whole."""

    def measure(survey: Survey, group: Mask) -> float:
        history = survey.town.history
        all_of_them = sum(int(history.series(one, _OVER).sum()) for one in of)
        return int(history.series(flow, _OVER).sum()) / all_of_them if all_of_them else float("nan")

    return measure


def _difference(
    measure: Measure, more: Callable[[Survey], Mask], less: Callable[[Survey], Mask]
) -> Measure:
    return lambda s, g: measure(s, g & more(s)) - measure(s, g & less(s))


def _gradient(measure: Measure, column: str, whom: Callable[[Survey], Mask]) -> Measure:
    """The upper half of a column beside the lower half, of those whom it is about."""

    def compare(survey: Survey, group: Mask) -> float:
        values, among = getattr(survey.people, column), group & whom(survey)
        if not among.any():
            return float("nan")
        middle = np.median(values[among])
        upper = measure(survey, among & (values >= middle))
        return upper - measure(survey, among & (values < middle))

    return compare


def _minus(measure: Measure) -> Measure:
    return lambda s, g: -measure(s, g)


def _outcome(name: str) -> Measure:
    return OUTCOMES[name].compute


# What needs more than a line


def _severe_ratio(survey: Survey, group: Mask) -> float:
    use = _outcome("service_use_12m")
    return use(survey, group & (survey.people.worst_severity == SEVERE)) / use(survey, group)


def _severe_to_specialists(survey: Survey, group: Mask) -> float:
    people, care = survey.people, group & _in_care(survey) & _ill(survey)
    there = people.modality == _SPECIALIST
    mild = care & (people.severity == MILD)
    return share_of(there, care & (people.severity == SEVERE)) - share_of(there, mild)


def _variety(survey: Survey, group: Mask) -> float:
    """How many kinds of help are in even use: the exponential of the entropy."""
    modality = survey.people.modality[group & (survey.people.stage == IN_CARE)]
    if not modality.size:
        return float("nan")
    share = np.bincount(modality) / modality.size
    return float(np.exp(-np.sum(share * np.log(np.maximum(share, 1e-12)))))


def _alike(survey: Survey, group: Mask) -> float:
    """Correlation of perceived stigma between friends."""
    ties, stigma = survey.town.ties, survey.people.perceived_stigma.astype(np.float64)
    person = np.repeat(np.arange(survey.people.people), np.diff(ties.start))
    friends = (ties.kind == FRIEND) & group[person] & group[ties.neighbour]
    return _correlation(stigma[person[friends]], stigma[ties.neighbour[friends]])


def _alliance_and_progress(survey: Survey, group: Mask) -> float:
    people, among = survey.people, group & survey.served
    return _correlation(
        people.alliance[among].astype(np.float64), people.progress[among].astype(np.float64)
    )


def _correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    if one.size < 2 or not one.std() > 0.0 or not other.std() > 0.0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _left_while_stalled(survey: Survey, group: Mask) -> float:
    """Of courses with little progress after several sessions, those that were broken off."""
    people, p = survey.people, survey.town.parameters[0]
    stalled = survey.served & (people.sessions >= p["stalled_sessions"])
    stalled &= people.progress < p["stalled_progress"]
    return share_of(survey.in_year(people.last_dropout), group & stalled)


def _chronic_without_care(survey: Survey, group: Mask) -> float:
    chronic = survey.people.asking_habit >= survey.town.parameters["chronic_habit"][0]
    return 1000.0 * share_of(chronic & _untreated(survey), group)


def _long_episodes(survey: Survey, group: Mask) -> float:
    since = survey.week - survey.people.episode_start.astype(np.int32)
    return share_of(since >= YEAR, group & _ill(survey))


def _weary(survey: Survey, group: Mask) -> float:
    series = survey.town.history.series("weary", _OVER)
    return float(series.mean() / max(survey.town.adults, 1)) if len(series) else float("nan")


def _begun(survey: Survey, group: Mask) -> float:
    return share_of(survey.in_year(survey.people.last_entry), group & survey.case)


_SHARE, _SCALE, _POINTS = "share", "share of the scale", "difference of shares"
_YEARLY = "per 1,000 adults and year"
_RATIO, _CORRELATION = "ratio", "correlation"


def _quantities() -> Iterator[Outcome | Quantity]:
    yield from OUTCOMES.values()
    for name in BARRIERS:
        yield Quantity(
            f"barrier_{name}", _SHARE, f"Named {name.replace('_', ' ')}",
            "of cases without a session who saw a need, those naming it as a reason",
            lambda s, g, name=name: share_of(s.naming((name,)), g & s.holding_back),  # type: ignore[misc]
        )  # fmt: skip
    for name in FLOWS[: FLOWS.index(f"visits_{MODALITIES[0]}")]:
        yield Quantity(
            name, _YEARLY, name.replace("_", " ").capitalize(),
            "how often it happened in the last two years", _yearly(name),
        )  # fmt: skip
    for row in _OWN:
        yield Quantity(*row)


_OWN: tuple[tuple[str, str, str, str, Measure], ...] = (
    # Stigma, need, denial
    ("self_stigma_untreated", _SCALE, "Self-stigma of the untreated",
     "mean of adults in an episode and not in care", _mean_of("self_stigma", _untreated)),
    ("visible_help_wanted", _SHARE, "Want help that shows",
     "of people asking or waiting for help, those who want specialists",
     lambda s, g: share_of(s.people.modality == _SPECIALIST,
                         g & np.isin(s.people.stage, (ASKING, WAITING)))),
    ("need_gap_by_literacy", _POINTS, "Seeing no need: little beside much knowledge",
     "low_perceived_need_share of cases in the lower half of literacy less that in the upper",
     _minus(_gradient(_outcome("low_perceived_need_share"), "literacy", lambda s: s.case))),
    ("severe_ratio", _RATIO, "Service use: severe beside all cases",
     "service_use_12m of cases that were severe, divided by that of all", _severe_ratio),
    ("denial_unaware", _SCALE, "Denial of those who see no need",
     "mean of adults in an episode who see no need", _mean_of("denial", _unaware)),
    ("denial_urged", _SCALE, "Denial of those who were urged and see no need",
     "mean of adults in an episode who see no need though somebody urged them",
     _mean_of("denial", _urged)),
    ("trust_urged", _SCALE, "Trust of those who were urged and see no need",
     "mean of adults in an episode who see no need though somebody urged them",
     _mean_of("trust", _urged)),
    ("dropout_gap_by_denial", _POINTS, "Leaving care: much beside little denial",
     "dropout_share of the upper half of denial among people with a session less the lower's",
     _gradient(_outcome("dropout_share"), "denial", lambda s: s.served)),
    ("fear_of_change_untreated", _SCALE, "Fear of change of the untreated",
     "mean of adults in an episode and not in care", _mean_of("fear_of_change", _untreated)),
    # Culture, trust, experience
    ("culture_gap", _POINTS, "Service use: the largest group beside those with codes of their own",
     "service_use_12m of the first culture group less that of those whose services fit less",
     _difference(_outcome("service_use_12m"), lambda s: np.asarray(s.people.culture == 0),
                 lambda s: np.asarray(s.people.culture_fit < 1.0))),
    ("alliance_low_fit", _SCALE, "Alliance of those whom services do not fit",
     "mean of people in professional care with a culture fit below one",
     lambda s, g: mean_of(s.people.alliance, g & _in_care(s) & (s.people.culture_fit < 1.0))),
    ("trust_gap_by_experience", _SCALE, "Trust: good beside bad experience of care",
     "mean of people who tell of care that helped less that of people who tell of the contrary",
     _difference(_mean_of("trust", _ever_served),
                 lambda s: np.asarray((s.people.known & EXAMPLE) != 0),
                 lambda s: np.asarray((s.people.known & WARNING) != 0))),
    ("trust_of_users", _SCALE, "Trust of people who have had care", "mean of adults with a session "
     "ever", _mean_of("trust", _ever_served)),
    ("examples_seen", "ties", "Examples of care seen",
     "ties helped by care less those harmed, mean of people who see a need and have no intention",
     _mean_of("examples", lambda s: np.asarray(s.people.stage == AWARE))),
    # Cost, time, waiting
    ("full_time_use", _SHARE, "Service use of those who work full time",
     "service_use_12m of adults in full-time work",
     lambda s, g: _outcome("service_use_12m")(
         s, g & (s.people.work == WORKS.index("full time")))),
    ("mean_wait_weeks", "weeks", "Wait for care, mean",
     "weeks on the list before the course, of courses begun in the year",
     lambda s, g: mean_of(s.people.entry_wait, g & s.in_year(s.people.last_entry))),
    ("wait_of_the_severe", "weeks", "Wait for care, mean of the severe",
     "weeks on the list before the course, of courses begun in the year by people now or lately "
     "in a severe episode",
     lambda s, g: mean_of(s.people.entry_wait, g & s.case & s.in_year(s.people.last_entry)
                          & (s.people.worst_severity == SEVERE))),
    ("use_without_disorder", _SHARE, "Used a service without a disorder",
     "of adults who were in no episode in the year, those with a session in it",
     lambda s, g: share_of(s.served, g & ~s.case)),
    ("missed_first_share", _SHARE, "First appointments missed", "of those in the last two years",
     _part("no_shows", "no_shows", "entries")),
    ("any_help_begun", _SHARE, "Began help of any kind", "of cases, those who began a course in "
     "the year, self-help and support groups included", _begun),
    # Ties, help resistance, relatives
    ("friends_alike", _CORRELATION, "How alike friends are",
     "correlation of perceived stigma between adult friends", _alike),
    ("advice_refused_share", _SHARE, "Advice refused", "of conversations with confidants in the "
     "last two years, those in which advice was refused",
     _part("advice_refused", "talks")),
    ("turned_away_share", _SHARE, "Turned away by weary confidants",
     "of those who turned to a confidant in the last two years and would have been heard",
     _part("turned_away", "turned_away", "talks")),
    ("asking_habit", _SCALE, "Habit of asking and refusing",
     "mean of untreated people in an episode who have confided in somebody",
     _mean_of("asking_habit", _confiding)),
    ("asking_habit_after_care", _SCALE, "Habit of asking and refusing, once care was begun",
     "mean of people in an episode in which they began care", _mean_of("asking_habit", _cared_for)),
    ("chronic_without_care", "per 1,000 adults", "Chronic help resistance without care",
     "adults in an episode, not in care, with a habit that confidants would refer",
     _chronic_without_care),
    ("weary_share", _SHARE, "Weary relatives and confidants",
     "mean share of adults in the last two years", _weary),
    # Trauma
    ("trust_gap_by_trauma", _SCALE, "Trust: little beside much trauma",
     "mean trust of adults with fewer than four kinds of adversity less that of the others",
     _minus(_difference(_mean_of("trust", lambda s: s.adult), _much_trauma,
                        lambda s: ~_much_trauma(s)))),
    ("fear_gap_by_trauma", _SCALE, "Fear of change of the untreated: much beside little trauma",
     "fear_of_change_untreated with four or more kinds of adversity less that of the others",
     _difference(_mean_of("fear_of_change", _untreated), _much_trauma,
                 lambda s: ~_much_trauma(s))),
    ("dropout_gap_by_trauma", _POINTS, "Leaving care: much beside little trauma",
     "dropout_share with four or more kinds of adversity less that of the others",
     _difference(_outcome("dropout_share"), _much_trauma, lambda s: ~_much_trauma(s))),
    ("progress_with_trauma", _SCALE, "Progress with much trauma",
     "mean of people with a session in the year and four or more kinds of adversity",
     lambda s, g: mean_of(s.people.progress, g & s.served & _much_trauma(s))),
    ("symptom_weeks_with_trauma", "weeks per person and year", "Weeks in an episode, much trauma",
     "symptom_weeks of adults with four or more kinds of adversity",
     lambda s, g: _outcome("symptom_weeks")(s, g & _much_trauma(s))),
    # Care
    ("alliance_in_care", _SCALE, "Alliance", "mean of people in professional care",
     _mean_of("alliance", _in_care)),
    ("alliance_gap_by_trust", _SCALE, "Alliance: much beside little trust",
     "alliance_in_care of the upper half of trust less that of the lower",
     _gradient(_mean_of("alliance", _in_care), "trust", _in_care)),
    ("dropout_gap_by_alliance", _POINTS, "Leaving care: weak beside strong alliance",
     "dropout in the year, lower half of the alliance among people with a session less the upper",
     _minus(_gradient(lambda s, g: share_of(s.in_year(s.people.last_dropout), g), "alliance",
                      lambda s: s.served))),
    ("alliance_and_progress", _CORRELATION, "Alliance and progress",
     "correlation over people with a session in the year", _alliance_and_progress),
    ("stalled_before_specialists", _SHARE, "Little progress before specialists",
     "of people who have had several sessions and go on with other help than specialists, those "
     "with little progress",
     lambda s, g: share_of(s.people.progress < s.town.parameters["stalled_progress"][0],
                         g & _long_with_others(s))),
    ("left_while_stalled", _SHARE, "Left care that led nowhere", "of people with a session in the "
     "year whose course showed little progress after several, those who dropped out",
     _left_while_stalled),
    ("called_resistant", "per 1,000 adults", "Were called resistant to treatment",
     "adults of whom it was ever said",
     lambda s, g: 1000.0 * share_of((s.people.known & LABELLED) != 0, g)),
    ("long_episodes", _SHARE, "Episodes of a year or more", "of adults in an episode, those in it "
     "for 52 weeks or more", _long_episodes),
    ("variety_of_help", "kinds", "Variety of help",
     "number of kinds of help if those in care were evenly spread", _variety),
    ("severe_to_specialists", _POINTS, "Specialist care: severe beside mild",
     "share with specialists among severe people in professional care less that among mild ones",
     _severe_to_specialists),
)  # fmt: skip

QUANTITIES: dict[str, Outcome | Quantity] = {quantity.name: quantity for quantity in _quantities()}
"""Everything that a mechanism may show in, by name: outcomes, barriers, events, and the rest."""


def measured(survey: Survey, name: str) -> float:
    """One quantity, of all adults."""
    return QUANTITIES[name].compute(survey, survey.adult)
