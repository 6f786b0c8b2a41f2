"""Shown: what mechanisms show in, beyond the outcomes that surveys know, a row each.

A row is an outcome without a survey: the share of people who would name one barrier, how often
something happens, or how things stand in those whom a mechanism is about (the self-stigma of the
untreated, the alliance of those in care, the difference between people with much and little
trauma). It is computed as outcomes are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.measures.categories import (
    ASKING,
    AWARE,
    BARRIER_ROWS,
    SEVERE,
    SPECIALIST,
    WAITING,
)
from simulation.measures.outcomes import OUTCOMES, Outcome
from simulation.measures.quantity import Quantity
from simulation.measures.standing import (
    Measure,
    alike,
    alliance_and_progress,
    begun,
    cared_for,
    chronic_without_care,
    confiding,
    difference,
    ever_served,
    gradient,
    in_care,
    left_while_stalled,
    long_episodes,
    long_with_others,
    mean_where,
    minus,
    much_trauma,
    outcome,
    part,
    severe_ratio,
    severe_to_specialists,
    unaware,
    untreated,
    urged,
    variety,
    weary,
    yearly,
)
from simulation.measures.survey import mean_of, share_of
from simulation.measures.weekly import COUNTED, MONEY_UNIT, SESSIONS
from simulation.population.columns import (
    EXAMPLE,
    LABELLED,
    WARNING,
)
from simulation.population.demographics import WORKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Quantity):
    """What an outcome has, but for a denominator of its own: ``meaning`` tells it.

    ``compute(survey, group)`` gives the number for the people of a group, NaN where it holds nobody
    whom the definition is about.
    """

    compute: Measure


_SHARE, _SCALE, _POINTS = "share", "share of the scale", "difference of shares"
_YEARLY = "per 1,000 adults and year"
_RATIO, _CORRELATION = "ratio", "correlation"


def _shown(name: str, unit: str, title: str, meaning: str, compute: Measure) -> Shown:
    return Shown(name, unit, title, meaning, "outcome", "last two years", compute=compute)


def of_barriers() -> Iterator[Shown]:
    """The share of people who would name each barrier."""
    for row in BARRIER_ROWS.values():
        yield _shown(
            f"barrier_{row.name}",
            _SHARE,
            f"Named as a reason: {row.title.lower()}",
            "of cases without a session who saw a need, those naming it as a reason",
            lambda s, g, name=row.name: share_of(s.naming((name,)), g & s.holding_back),  # type: ignore[misc]
        )


def of_flows() -> Iterator[Shown]:
    """How often each thing that is counted happens."""
    for row in COUNTED.values():
        if row.kind == "flow" and row.noun != MONEY_UNIT and SESSIONS not in row.groups:
            yield _shown(
                row.name,
                _YEARLY,
                row.title,
                f"{row.meaning.lower()}, in the last two years",
                yearly(row.name),
            )


_OWN: tuple[tuple[str, str, str, str, Measure], ...] = (
    # Stigma, need, denial
    (
        "self_stigma_untreated",
        _SCALE,
        "Self-stigma of the untreated",
        "mean of adults in an episode and not in care",
        mean_where("self_stigma", untreated),
    ),
    (
        "visible_help_wanted",
        _SHARE,
        "Want help that shows",
        "of people asking or waiting for help, those who want specialists",
        lambda s, g: share_of(
            s.people.modality == SPECIALIST, g & np.isin(s.people.stage, (ASKING, WAITING))
        ),
    ),
    (
        "need_gap_by_literacy",
        _POINTS,
        "Seeing no need: little beside much knowledge",
        "low_perceived_need_share of cases in the lower half of literacy less that in the upper",
        minus(gradient(outcome("low_perceived_need_share"), "literacy", lambda s: s.case)),
    ),
    (
        "severe_ratio",
        _RATIO,
        "Service use: severe beside all cases",
        "service_use_12m of cases that were severe, divided by that of all",
        severe_ratio,
    ),
    (
        "denial_unaware",
        _SCALE,
        "Denial of those who see no need",
        "mean of adults in an episode who see no need",
        mean_where("denial", unaware),
    ),
    (
        "denial_urged",
        _SCALE,
        "Denial of those who were urged and see no need",
        "mean of adults in an episode who see no need though somebody urged them",
        mean_where("denial", urged),
    ),
    (
        "trust_urged",
        _SCALE,
        "Trust of those who were urged and see no need",
        "mean of adults in an episode who see no need though somebody urged them",
        mean_where("trust", urged),
    ),
    (
        "dropout_gap_by_denial",
        _POINTS,
        "Leaving care: much beside little denial",
        "dropout_share of the upper half of denial among people with a session less the lower's",
        gradient(outcome("dropout_share"), "denial", lambda s: s.served),
    ),
    (
        "fear_of_change_untreated",
        _SCALE,
        "Fear of change of the untreated",
        "mean of adults in an episode and not in care",
        mean_where("fear_of_change", untreated),
    ),
    # Culture, trust, experience
    (
        "culture_gap",
        _POINTS,
        "Service use: the largest group beside those with codes of their own",
        "service_use_12m of the first culture group less that of those whose services fit less",
        difference(
            outcome("service_use_12m"),
            lambda s: np.asarray(s.people.culture == 0),
            lambda s: np.asarray(s.people.culture_fit < 1.0),
        ),
    ),
    (
        "alliance_low_fit",
        _SCALE,
        "Alliance of those whom services do not fit",
        "mean of people in professional care with a culture fit below one",
        lambda s, g: mean_of(s.people.alliance, g & in_care(s) & (s.people.culture_fit < 1.0)),
    ),
    (
        "trust_gap_by_experience",
        _SCALE,
        "Trust: good beside bad experience of care",
        "mean of people who tell of care that helped less that of people who tell of the contrary",
        difference(
            mean_where("trust", ever_served),
            lambda s: np.asarray((s.people.known & EXAMPLE) != 0),
            lambda s: np.asarray((s.people.known & WARNING) != 0),
        ),
    ),
    (
        "trust_of_users",
        _SCALE,
        "Trust of people who have had care",
        "mean of adults with a session ever",
        mean_where("trust", ever_served),
    ),
    (
        "examples_seen",
        "ties",
        "Examples of care seen",
        "ties helped by care less those harmed, mean of people who see a need and have no "
        "intention",
        mean_where("examples", lambda s: np.asarray(s.people.stage == AWARE)),
    ),
    # Cost, time, waiting
    (
        "full_time_use",
        _SHARE,
        "Service use of those who work full time",
        "service_use_12m of adults in full-time work",
        lambda s, g: outcome("service_use_12m")(s, g & (s.people.work == WORKS.index("full time"))),
    ),
    (
        "mean_wait_weeks",
        "weeks",
        "Wait for care, mean",
        "weeks on the list before the course, of courses begun in the year",
        lambda s, g: mean_of(s.people.entry_wait, g & s.in_year(s.people.last_entry)),
    ),
    (
        "wait_of_the_severe",
        "weeks",
        "Wait for care, mean of the severe",
        "weeks on the list before the course, of courses begun in the year by people now or lately "
        "in a severe episode",
        lambda s, g: mean_of(
            s.people.entry_wait,
            g & s.case & s.in_year(s.people.last_entry) & (s.people.worst_severity == SEVERE),
        ),
    ),
    (
        "use_without_disorder",
        _SHARE,
        "Used a service without a disorder",
        "of adults who were in no episode in the year, those with a session in it",
        lambda s, g: share_of(s.served, g & ~s.case),
    ),
    (
        "missed_first_share",
        _SHARE,
        "First appointments missed",
        "of those in the last two years",
        part("no_shows", "no_shows", "entries"),
    ),
    (
        "any_help_begun",
        _SHARE,
        "Began help of any kind",
        "of cases, those who began a course in the year, self-help and support groups included",
        begun,
    ),
    # Ties, help resistance, relatives
    (
        "friends_alike",
        _CORRELATION,
        "How alike friends are",
        "correlation of perceived stigma between adult friends",
        alike,
    ),
    (
        "advice_refused_share",
        _SHARE,
        "Advice refused",
        "of conversations with confidants in the last two years, those in which advice was refused",
        part("advice_refused", "talks"),
    ),
    (
        "turned_away_share",
        _SHARE,
        "Turned away by weary confidants",
        "of those who turned to a confidant in the last two years and would have been heard",
        part("turned_away", "turned_away", "talks"),
    ),
    (
        "asking_habit",
        _SCALE,
        "Habit of asking and refusing",
        "mean of untreated people in an episode who have confided in somebody",
        mean_where("asking_habit", confiding),
    ),
    (
        "asking_habit_after_care",
        _SCALE,
        "Habit of asking and refusing, once care was begun",
        "mean of people in an episode in which they began care",
        mean_where("asking_habit", cared_for),
    ),
    (
        "chronic_without_care",
        "per 1,000 adults",
        "Chronic help resistance without care",
        "adults in an episode, not in care, with a habit that confidants would refer",
        chronic_without_care,
    ),
    (
        "weary_share",
        _SHARE,
        "Weary relatives and confidants",
        "mean share of adults in the last two years",
        weary,
    ),
    # Trauma
    (
        "trust_gap_by_trauma",
        _SCALE,
        "Trust: little beside much trauma",
        "mean trust of adults with fewer than four kinds of adversity less that of the others",
        minus(
            difference(
                mean_where("trust", lambda s: s.adult), much_trauma, lambda s: ~much_trauma(s)
            )
        ),
    ),
    (
        "fear_gap_by_trauma",
        _SCALE,
        "Fear of change of the untreated: much beside little trauma",
        "fear_of_change_untreated with four or more kinds of adversity less that of the others",
        difference(mean_where("fear_of_change", untreated), much_trauma, lambda s: ~much_trauma(s)),
    ),
    (
        "dropout_gap_by_trauma",
        _POINTS,
        "Leaving care: much beside little trauma",
        "dropout_share with four or more kinds of adversity less that of the others",
        difference(outcome("dropout_share"), much_trauma, lambda s: ~much_trauma(s)),
    ),
    (
        "progress_with_trauma",
        _SCALE,
        "Progress with much trauma",
        "mean of people with a session in the year and four or more kinds of adversity",
        lambda s, g: mean_of(s.people.progress, g & s.served & much_trauma(s)),
    ),
    (
        "symptom_weeks_with_trauma",
        "weeks per person and year",
        "Weeks in an episode, much trauma",
        "symptom_weeks of adults with four or more kinds of adversity",
        lambda s, g: outcome("symptom_weeks")(s, g & much_trauma(s)),
    ),
    # Care
    (
        "alliance_in_care",
        _SCALE,
        "Alliance",
        "mean of people in professional care",
        mean_where("alliance", in_care),
    ),
    (
        "alliance_gap_by_trust",
        _SCALE,
        "Alliance: much beside little trust",
        "alliance_in_care of the upper half of trust less that of the lower",
        gradient(mean_where("alliance", in_care), "trust", in_care),
    ),
    (
        "dropout_gap_by_alliance",
        _POINTS,
        "Leaving care: weak beside strong alliance",
        "dropout in the year, lower half of the alliance among people with a session less the "
        "upper",
        minus(
            gradient(
                lambda s, g: share_of(s.in_year(s.people.last_dropout), g),
                "alliance",
                lambda s: s.served,
            )
        ),
    ),
    (
        "alliance_and_progress",
        _CORRELATION,
        "Alliance and progress",
        "correlation over people with a session in the year",
        alliance_and_progress,
    ),
    (
        "stalled_before_specialists",
        _SHARE,
        "Little progress before specialists",
        "of people who have had several sessions and go on with other help than specialists, those "
        "with little progress",
        lambda s, g: share_of(
            s.people.progress < s.town.parameters["stalled_progress"][0], g & long_with_others(s)
        ),
    ),
    (
        "left_while_stalled",
        _SHARE,
        "Left care that led nowhere",
        "of people with a session in the "
        "year whose course showed little progress after several, those who dropped out",
        left_while_stalled,
    ),
    (
        "called_resistant",
        "per 1,000 adults",
        "Were called resistant to treatment",
        "adults of whom it was ever said",
        lambda s, g: 1000.0 * share_of((s.people.known & LABELLED) != 0, g),
    ),
    (
        "long_episodes",
        _SHARE,
        "Episodes of a year or more",
        "of adults in an episode, those in it for 52 weeks or more",
        long_episodes,
    ),
    (
        "variety_of_help",
        "kinds",
        "Variety of help",
        "number of kinds of help if those in care were evenly spread",
        variety,
    ),
    (
        "severe_to_specialists",
        _POINTS,
        "Specialist care: severe beside mild",
        "share with specialists among severe people in professional care less that among mild ones",
        severe_to_specialists,
    ),
)


def shown() -> dict[str, Outcome | Shown]:
    """All that a mechanism may show in, by name: outcomes, barriers, events, and the rest."""
    own = (_shown(*row) for row in _OWN)
    return OUTCOMES | {row.name: row for row in (*of_barriers(), *of_flows(), *own)}
