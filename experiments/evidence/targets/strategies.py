"""What strategies do: small trials of them beside trials and campaigns that were published.

Each trial is measured on whom the study measured, after about as long, and told in its unit. Some
effects go into a strategy as a number; the notes say which, and what the comparison still tells.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log, nan, pi, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.evidence.arms import Arm, Pair, Trial
from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.statistics import Mask, cohens_d, percent, ratio
from experiments.evidence.target import Target
from experiments.evidence.targets.leaving import (
    GENERAL,
    PROFESSIONAL,
    REMOTE,
    SELF_HELP,
    SPECIALIST,
    THERAPY,
    of_modality,
)
from experiments.evidence.watch import CAME, MISSED, Watch
from simulation.counts import YEAR
from simulation.parameters.services import MODALITIES
from simulation.population.columns import IN_CARE, MODERATE, NO_DISTRESS, WAITING
from simulation.strategies import STRATEGIES

if TYPE_CHECKING:
    from simulation.town import Town

GROUP = "What strategies do"

_MONTH, _QUARTER, _HALF_YEAR = 4, 13, 26
_SUPPORT_GROUP = (MODALITIES.index("support_group"),)
_COPAYMENT = 200.0
"""What a year of specialist care came to cost a person, in the currency of the source."""
_REMINDED_LATE = 130
"""Weeks after which reminders were looked at again: two and a half years."""

Measure = Callable[[Pair], float]


def _arm(name: str, **fields: Any) -> Arm:
    return Arm((STRATEGIES[name](**fields),))


# Places and arms


def _specialists_with_a_copayment(town: Town) -> None:
    """Everybody is covered; all care is free but for a copayment with specialists and remote.

    A course of the usual length costs a person ``_COPAYMENT``, about what the source had at most.
    """
    town.people.coverage[:] = 1
    services = town.services
    services["coinsurance"] = 0.0
    for place in THERAPY:
        course = services["price"][place] * services["sessions"][place]
        services["coinsurance"][place] = min(_COPAYMENT / max(course, 1e-9), 1.0)


def _subsidy(**fields: Any) -> Arm:
    return Arm((STRATEGIES["subsidy"](share=1.0, **fields),), _specialists_with_a_copayment)


CAMPAIGN = _arm("public_campaign")
CONTACT = _arm("social_contact")
SCREENING = _arm("screening")
GATEKEEPERS = _arm("gatekeepers")
INTERVIEWS = _arm("motivational_interviewing")
NAVIGATORS = _arm("peer_navigators")
GROUPS = _arm("support_groups")
REMINDERS = _arm("reminders")
APP = _arm("guided_self_help")
REMOTE_CARE = _arm("remote_care")
SHARED_DECISIONS = _arm("alliance_training", coverage=1.0)
FREE, FREE_FOR_A_YEAR = _subsidy(), _subsidy(end=YEAR)


# Whom a study measured


def _public(pair: Pair) -> Mask:
    return pair.adult


def _untreated(pair: Pair) -> Mask:
    """In an episode at the beginning, neither in care nor on a list."""
    before = pair.before
    free = (before.stage != IN_CARE) & (before.stage != WAITING)
    return np.asarray(pair.adult & (before.severity != NO_DISTRESS) & free)


def _screened_untreated(pair: Pair) -> Mask:
    """Untreated people who were reached, in whom a questionnaire would find something."""
    return np.asarray(pair.reached & _untreated(pair) & (pair.before.severity >= MODERATE))


def _reached(pair: Pair) -> Mask:
    return pair.reached


def _trained_near_the_ill(pair: Pair) -> Mask:
    return np.asarray(pair.reached & pair.knows_ill)


# How it is told


def _shift(trait: str, whom: Callable[[Pair], Mask], sign: float = 1.0) -> Measure:
    """How far a trait lies above that of the same people without the strategy, in SD."""

    def measure(pair: Pair) -> float:
        among = whom(pair)
        one, other = getattr(pair.here, trait)[among], getattr(pair.there, trait)[among]
        return sign * cohens_d(one.astype(np.float64), other.astype(np.float64))

    return measure


def _a_year(measure: Measure, years: float) -> Measure:
    return lambda pair: measure(pair) / years


def _help_given(pair: Pair) -> float:
    among = _trained_near_the_ill(pair)
    return cohens_d(pair.here.words[among], pair.there.words[among])


def _served(pair: Pair, whom: Callable[[Pair], Mask]) -> tuple[float, float]:
    """Percent who had a session with a professional since the beginning, with it and without."""
    among = whom(pair)
    return percent(pair.here.last_service >= 0, among), percent(
        pair.there.last_service >= 0, among
    )


def _began(pair: Pair) -> float:
    return ratio(*_served(pair, _screened_untreated))


def _visits(pair: Pair) -> float:
    among = _screened_untreated(pair)
    one, other = (float(look.visits_this_year[among].sum()) for look in (pair.here, pair.there))
    return ratio(one, other) if among.any() else nan


def _asked(whom: Callable[[Pair], Mask]) -> Measure:
    """Share who asked for help since the beginning, divided by that without the strategy."""

    def measure(pair: Pair) -> float:
        among = whom(pair)
        one, other = (percent(look.last_offer >= 0, among) for look in (pair.here, pair.there))
        return ratio(one, other)

    return measure


def _formal_help(whom: Callable[[Pair], Mask]) -> Measure:
    """The standardised difference that the odds ratio of formal help amounts to."""

    def measure(pair: Pair) -> float:
        shares = [share / 100.0 for share in _served(pair, whom)]
        if not all(0.0 < share < 1.0 for share in shares):
            return nan
        here, there = (log(share / (1.0 - share)) for share in shares)
        return (here - there) * sqrt(3.0) / pi

    return measure


def _missed(watch: Watch, first: int, last: int) -> float:
    """Percent of first appointments with professionals in these weeks that were not kept."""
    rows = watch.referrals
    offered = (rows.how == CAME) | (rows.how == MISSED)
    offered &= of_modality(rows.modality, PROFESSIONAL) & (rows.week >= first) & (rows.week < last)
    return percent(rows.how == MISSED, offered)


def _missed_less(first: int, last: int) -> Measure:
    def measure(pair: Pair) -> float:
        one, other = (_missed(watch, first, last) for watch in (pair.watch, pair.other_watch))
        return 100.0 * (1.0 - ratio(one, other))

    return measure


def _still_ill(pair: Pair) -> float:
    among = _reached(pair) & _untreated(pair)
    one, other = (percent(look.severity != NO_DISTRESS, among) for look in (pair.here, pair.there))
    return ratio(one, other)


def _began_courses(watch: Watch, which: tuple[int, ...], last: int, people: int) -> Mask:
    """Who began a course of these modalities before this week."""
    rows = watch.courses
    chosen = of_modality(rows.modality, which) & (rows.start < last)
    return np.asarray(np.bincount(rows.person[chosen], minlength=people) > 0)


def _group_and_symptoms(pair: Pair) -> float:
    """Severity of those who came to a support group and else had been in no care of any kind."""
    people = pair.adult.size
    every = tuple(range(len(MODALITIES)))
    came = _began_courses(pair.watch, _SUPPORT_GROUP, _QUARTER, people)
    came &= _untreated(pair) & ~_began_courses(pair.other_watch, every, _QUARTER, people)
    return cohens_d(
        pair.here.severity[came].astype(np.float64), pair.there.severity[came].astype(np.float64)
    )


def _improved(pair: Pair) -> float:
    """Eased or remitted, of people who began with general practice in both arms."""
    people = pair.adult.size
    came = _untreated(pair)
    for watch in (pair.watch, pair.other_watch):
        came &= _began_courses(watch, GENERAL, _QUARTER, people)
    one, other = (
        percent(look.severity < pair.before.severity, came) for look in (pair.here, pair.there)
    )
    return ratio(one, other)


def _left(watch: Watch, which: tuple[int, ...]) -> float:
    """Percent of courses begun in the first year and ended that ended by dropping out."""
    rows = watch.courses
    over = (rows.dropped | rows.completed) & (rows.start < YEAR) & of_modality(rows.modality, which)
    return percent(rows.dropped, over)


def _completed_app(pair: Pair) -> float:
    return 100.0 - _left(pair.watch, SELF_HELP)


def _attrition(pair: Pair) -> float:
    return ratio(_left(pair.watch, REMOTE), _left(pair.watch, SPECIALIST))


def _opened(watch: Watch) -> float:
    rows = watch.courses
    second = (rows.start >= YEAR) & (rows.start < 2 * YEAR)
    return float(np.count_nonzero(second & of_modality(rows.modality, THERAPY)))


def _fewer_opened(pair: Pair) -> float:
    return 100.0 * (1.0 - ratio(_opened(pair.watch), _opened(pair.other_watch)))


# Published figures in another form


def _fall(name: str) -> Callable[[], Figure]:
    """The same figure with the sign turned, for falls are told as such."""

    def figure() -> Figure:
        told = from_evidence(name)
        assert told.value is not None
        return Figure(-told.value, None, None, told.population, told.source)

    return figure


def _left_of_reminders() -> Figure:
    """The fall that was left after two and a half years, of missed appointments before."""
    told = from_evidence("P_sms_decay")
    assert told.value is not None
    before = 22.2  # in the words of the row, and so is what it fell to at first
    return Figure(100.0 * (before - told.value) / before, None, None, told.population, told.source)


def _as_without(name: str) -> Callable[[], Figure]:
    def figure() -> Figure:
        told = from_evidence(name)
        return Figure(1.0, None, None, told.population, told.source)

    return figure


def _target(
    ids: str, title: str, how: str, measure: Measure, trial: Trial, **others: Any
) -> Target:
    return Target(
        tuple(ids.split()), GROUP, title, how, lambda seen: measure(seen.pair(trial)),
        "strategies", trial=trial, **others,
    )  # fmt: skip


_SD = "standard deviations"
_D = "Cohen's d"
_TEN = "all adults after ten years of it, beside none"
_MET = "adults who came, beside themselves without it"
_TRAINED = "adults trained, half a year on, beside themselves untrained"
_INPUT_ALL = "the source is of the whole public, the number that goes in is of those reached"
_WITH_D = "the effect at once goes in, at three quarters for the community"

TARGETS = (
    _target(
        "P_ttc_know", "Campaign: knowledge", f"literacy, {_TEN}", _shift("literacy", _public),
        Trial(CAMPAIGN, 10 * YEAR), unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it",
    ),
    _target(
        "P_ttc_dist", "Campaign: less social distance", f"perceived stigma, lower, {_TEN}",
        _shift("perceived_stigma", _public, -1.0), Trial(CAMPAIGN, 10 * YEAR), unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it and ties may spread it; stigma as it is perceived "
        "stands for distance",
    ),
    _target(
        "P_ttc_att", "Campaign: attitudes", f"what people say about help to others, {_TEN}",
        _shift("opinion", _public), Trial(CAMPAIGN, 10 * YEAR), unit=_SD,
        why="does not go in: what a campaign changes in people has to show in what they say",
    ),
    _target(
        "P_ttc_yr", "Campaign: stigma, change a year",
        "perceived stigma of all adults, lower, after four years of it beside none, over four",
        _a_year(_shift("perceived_stigma", _public, -1.0), 4.0), Trial(CAMPAIGN, 4 * YEAR),
        unit=_SD, why="four years of the source came after the launch",
    ),
    _target(
        "P_contact_post", "Social contact: stigma at once", f"perceived stigma in the week, {_MET}",
        _shift("perceived_stigma", _reached), Trial(CONTACT, 1), unit=_D, tolerance=0.13,
        why=f"{_WITH_D}: tells that those who came got it in full; weaker in communities",
    ),
    _target(
        "P_contact_short", "Social contact: stigma after a month",
        f"perceived stigma after {_MONTH} weeks, {_MET}", _shift("perceived_stigma", _reached),
        Trial(CONTACT, _MONTH), unit=_D, tolerance=0.13, why=f"{_WITH_D}, and wears off",
    ),
    _target(
        "P_contact_med", "Social contact: stigma after a quarter",
        f"perceived stigma after {_QUARTER} weeks, {_MET}", _shift("perceived_stigma", _reached),
        Trial(CONTACT, _QUARTER), unit=_D, instead="P_contact_short",
        why=f"{_WITH_D}, and wears off; seven trials, larger than at once, where ninety are told",
    ),
    _target(
        "P_contact_corr", "Social contact: attitudes",
        f"what people say about help after {_MONTH} weeks, {_MET}", _shift("opinion", _reached),
        Trial(CONTACT, _MONTH), unit=_D, tolerance=0.3,
        why="does not go in; three quarters of it in the community would be 0.39",
    ),
    _target(
        "P_contact_post", "Social contact: asking for help",
        f"asked for help within a year of those who came and were in an episode, {_MET}",
        _asked(lambda pair: np.asarray(pair.reached & _untreated(pair))), Trial(CONTACT, YEAR),
        unit="risk ratio", figure=_as_without("P_contact_post"), tolerance=0.1,
        why="the source gives words: behaviour hardly studied, attitudes alone hardly move it: one",
    ),
    _target(
        "P_mhfa_stig", "First aid: stigma of those trained", f"perceived stigma, lower, {_TRAINED}",
        _shift("perceived_stigma", _reached, -1.0), Trial(GATEKEEPERS, _HALF_YEAR), unit=_D,
        is_range=True, why="goes in; has worn off for half a year and may spread between them",
    ),
    _target(
        "P_mhfa_help", "First aid: help given",
        "words of help to people in distress in half a year, of adults trained who have a tie to "
        "somebody untreated, beside themselves untrained", _help_given,
        Trial(GATEKEEPERS, _HALF_YEAR), unit=_D, tolerance=0.1,
        why="goes in as a ratio of words, not as the difference that was measured",
    ),
    _target(
        "P_mi_rr", "Motivational interviewing: began treatment",
        "a session with a professional within 16 weeks, of those reached who were in a moderate "
        "or severe episode and not in care, beside themselves without it", _began,
        Trial(INTERVIEWS, 16), unit="risk ratio",
        why="does not go in as such: a shift of log odds does, shrunk, which many steps dilute",
    ),
    _target(
        "P_mi_irr", "Motivational interviewing: visits",
        "sessions with professionals within 16 weeks, of the same people", _visits,
        Trial(INTERVIEWS, 16), unit="rate ratio", instead="P_mi_rr",
        why="of the same 73 people, and for the greater part the same fact as P_mi_rr",
    ),
    *(
        _target(
            "P_xu", title, "a session with a professional within half a year, of "
            f"{words} and not in care, beside themselves without it; odds ratio as a difference",
            _formal_help(whom), Trial(arm, _HALF_YEAR), unit="standardised mean difference",
            tolerance=0.1, why="does not go in; a mean of many kinds of intervention",
        )
        for title, words, whom, arm in (
            ("Screening: formal help", "those found who were in an episode",
             _screened_untreated, SCREENING),
            ("Peer navigators: formal help", "those accompanied who were in an episode",
             lambda pair: np.asarray(pair.reached & _untreated(pair)), NAVIGATORS),
            ("Campaign: formal help", "all adults who were in an episode", _untreated, CAMPAIGN),
        )
    ),
    _target(
        "P_sms", "Reminders: missed appointments avoided",
        "first appointments with professionals missed in half a year, relative fall",
        _missed_less(0, _HALF_YEAR), Trial(REMINDERS, _REMINDED_LATE + _QUARTER), is_range=True,
        why="goes in; tells whether shorter lists and wearing off take from it",
    ),
    _target(
        "P_sms_decay", "Reminders: avoided after two and a half years",
        "the same in half a year around that time",
        _missed_less(_REMINDED_LATE - _QUARTER, _REMINDED_LATE + _QUARTER),
        Trial(REMINDERS, _REMINDED_LATE + _QUARTER), figure=_left_of_reminders, tolerance=6.0,
        why="the time in which it wears off goes in; the source began from a greater fall, 37 %",
    ),
    _target(
        "P_peer_null", "Peer navigators: still in an episode",
        "after half a year, of those accompanied who were in an episode and not in care, beside "
        "themselves without it", _still_ill, Trial(NAVIGATORS, _HALF_YEAR), unit="risk ratio",
        figure=_as_without("P_peer_null"), tolerance=0.1,
        why="no effect: one; that navigators treat nobody goes in, that more come to care does not",
    ),
    _target(
        "P_peer_dep", "Support groups: symptoms of those who come",
        "severity after half a year, of those who came within a quarter and without the strategy "
        "had been in no care by then, beside themselves", _group_and_symptoms,
        Trial(GROUPS, _HALF_YEAR), unit=_D, why="does not go in; severity in four steps",
    ),
    _target(
        "P_icbt_comp", "Guided app: completed",
        "courses of guided self-help begun in a year and ended, of the strategy", _completed_app,
        Trial(APP, YEAR + _HALF_YEAR), tolerance=10.0, why="trials; routine care keeps fewer",
    ),
    _target(
        "P_tele", "Remote care built up: attrition beside in person",
        "courses begun in a year and ended, of the strategy", _attrition,
        Trial(REMOTE_CARE, YEAR + _HALF_YEAR), unit="risk ratio",
        why="who comes to it when there is more of it may leave it more or less often",
    ),
    _target(
        "P_collab", "Shared decisions: improvement",
        "episode eased or remitted after three quarters of a year, of those untreated at first who "
        "began with general practice within a quarter, with all professionals trained beside none",
        _improved, Trial(SHARED_DECISIONS, 3 * _QUARTER), unit="risk ratio", tolerance=0.15,
        why="does not go in; collaborative care has a case manager, too, whom no strategy sends",
    ),
    _target(
        "P_copay_nl", "Copayment: fewer courses with specialists",
        "all care free for a year, then a course with specialists or remote costs 200: courses "
        "begun in the second year, fall beside free care going on", _fewer_opened,
        Trial(FREE_FOR_A_YEAR, 2 * YEAR, FREE), figure=_fall("P_copay_nl"), tolerance=5.0,
        why="does not go in; the subsidy is what ends. The source was a limit for a year, here each "
        "session costs its part of a course",
    ),
)  # fmt: skip
