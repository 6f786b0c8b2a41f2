"""What strategies do: small trials of them beside trials and campaigns that were published.

Each trial is measured on whom the study measured, after about as long, and told in its unit. Some
effects go into a strategy as a number; the notes say which, and what the comparison still tells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.evidence.lived.arms import Arm, Trial
from experiments.evidence.lived.trials import insure_everybody
from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.target import Target
from experiments.evidence.targets.effects import (
    QUARTER,
    SUPPORT_GROUPS,
    a_year,
    asking,
    attrition,
    began_treatment,
    completed_app,
    fewer_missed,
    fewer_opened,
    formal_help,
    group_and_symptoms,
    help_given,
    improved,
    public,
    reached_at_once,
    screened_non_seekers,
    shift_of,
    still_ill,
    through_knowledge,
    untreated,
    visits_made,
)
from experiments.evidence.targets.leaving import THERAPY
from simulation.measures.categories import MODALITIES
from simulation.population.columns import YEAR
from simulation.strategies import STRATEGIES

if TYPE_CHECKING:
    from simulation.town import Town

GROUP = "What strategies do"

_MONTH, _HALF_YEAR = 4, 26
_COPAYMENT = 200.0
"""What a year of specialist care came to cost a person, in the currency of the source."""
_REMINDED_LATE = 130
"""Weeks after which reminders were looked at again: two and a half years."""


def _arm(name: str, **fields: Any) -> Arm:
    return Arm((STRATEGIES[name](**fields),))


# Places and arms


def _specialists_with_a_copayment(town: Town) -> None:
    """Everybody is covered; all care is free but for a copayment with specialists and remote.

    A course of the usual length costs a person ``_COPAYMENT``, about what the source had at most.
    """
    insure_everybody(town)
    shares = dict.fromkeys((row.name for row in town.people.helps), 0.0)
    for place in THERAPY:
        course = town.services["price"][place] * town.services["sessions"][place]
        shares[MODALITIES[place]] = float(min(_COPAYMENT / max(course, 1e-9), 1.0))
    town.change({f"services.{name}.coinsurance": share for name, share in shares.items()})


def _groups_without_effect(town: Town) -> None:
    town.change({f"services.{MODALITIES[place]}.effect": 0.0 for place in SUPPORT_GROUPS})


def _subsidy(**fields: Any) -> Arm:
    return Arm((STRATEGIES["subsidy"](**{"share": 1.0, **fields}),), _specialists_with_a_copayment)


CAMPAIGN = _arm("public_campaign")
KNOWLEDGE, DESTIGMATISING = (
    _arm("public_campaign", **{without: 0.0}) for without in ("stigma", "knowledge")
)
CONTACT = _arm("social_contact")
SCREENING = _arm("screening")
GATEKEEPERS = _arm("gatekeepers")
INTERVIEWS = _arm("motivational_interviewing")
NAVIGATORS = _arm("peer_navigators")
GROUPS = _arm("support_groups")
IDLE_GROUPS = Arm(GROUPS.strategies, _groups_without_effect)
REMINDERS = _arm("reminders")
APP = _arm("guided_self_help")
REMOTE_CARE = _arm("remote_care")
SHARED_DECISIONS = _arm("alliance_training", coverage=1.0)
FREE, FREE_FOR_A_YEAR = _subsidy(), _subsidy(end=YEAR)


# Published figures in another form


def _fall(name: str) -> Callable[[], Figure]:
    """The same figure with the sign turned, for falls are told as such."""

    def figure() -> Figure:
        told = from_evidence(name)
        assert told.value is not None
        return Figure(-told.value, None, None, told.population, told.source)

    return figure


def _middle(name: str) -> Callable[[], Figure]:
    """The middle of a range, and the range as its interval."""

    def figure() -> Figure:
        told = from_evidence(name)
        assert told.low is not None
        assert told.high is not None
        middle = (told.low + told.high) / 2.0
        return Figure(middle, told.low, told.high, told.population, told.source)

    return figure


def _more_than_half() -> Figure:
    told = from_evidence("P_ttc_know")
    return Figure(None, 50.0, 100.0, told.population, told.source)


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
    ids: str, title: str, how: str, measure: Callable[..., float], *trials: Trial, **others: Any
) -> Target:
    """A target of this group; the measure is given the pair of each of its trials."""
    return Target(
        tuple(ids.split()),
        GROUP,
        title,
        how,
        lambda seen: measure(*map(seen.pair, trials)),
        "strategies",
        trials=trials,
        **others,
    )


_SD = "standard deviations"
_D = "Cohen's d"
_TEN = "all adults after ten years of it, beside none"
_MET = "adults who came, beside themselves without it"
_TRAINED = "adults trained, half a year on, beside themselves untrained"
_INPUT_ALL = "the source is of the whole public, the number that goes in is of those reached"
_WITH_D = "the effect at once goes in, at three quarters for the community"

TARGETS = (
    _target(
        "P_ttc_know",
        "Campaign: knowledge",
        f"literacy, {_TEN}",
        shift_of("literacy", public),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it",
    ),
    _target(
        "P_ttc_dist",
        "Campaign: less social distance",
        f"perceived stigma, lower, {_TEN}",
        shift_of("perceived_stigma", public, -1.0),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it and ties may spread it; stigma as it is perceived "
        "stands for distance",
    ),
    _target(
        "P_ttc_att",
        "Campaign: attitudes",
        f"what people say about help to others, {_TEN}",
        shift_of("opinion", public),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
        tolerance=0.25,
        why="does not go in: what a campaign changes in people has to show in what they say; "
        "attitudes to the ill in the source, to help here, and without control: part of it will do",
    ),
    _target(
        "P_ttc_yr",
        "Campaign: stigma, change a year",
        "perceived stigma of all adults, lower, after four years of it beside none, over four",
        a_year(shift_of("perceived_stigma", public, -1.0), 4.0),
        Trial(CAMPAIGN, 4 * YEAR),
        unit=_SD,
        why="four years of the source came after the launch",
    ),
    _target(
        "P_ttc_know P_ttc_dist",
        "Campaign: part that goes through knowledge",
        "how many more adults ask for help within a year with a campaign for knowledge alone, of "
        "that and how many more do with one against stigma alone",
        through_knowledge,
        Trial(KNOWLEDGE, YEAR),
        Trial(DESTIGMATISING, YEAR),
        figure=_more_than_half,
        is_range=True,
        why="words, no figure: campaigns act through recognition more than through stigma",
    ),
    _target(
        "P_contact_post",
        "Social contact: stigma at once",
        f"perceived stigma in the week, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, 1),
        unit=_D,
        tolerance=0.13,
        why=f"{_WITH_D}: tells that those who came got it in full; weaker in communities",
    ),
    _target(
        "P_contact_short",
        "Social contact: stigma after a month",
        f"perceived stigma after {_MONTH} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=_D,
        tolerance=0.13,
        why=f"{_WITH_D}, and wears off",
    ),
    _target(
        "P_contact_med",
        "Social contact: stigma after a quarter",
        f"perceived stigma after {QUARTER} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, QUARTER),
        unit=_D,
        instead="P_contact_short",
        why=f"{_WITH_D}, and wears off; seven trials, larger than at once, where ninety are told",
    ),
    _target(
        "P_contact_corr",
        "Social contact: attitudes",
        f"what people say about help after {_MONTH} weeks, {_MET}",
        shift_of("opinion", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=_D,
        tolerance=0.45,
        why="does not go in; attitudes to the ill in the source, to help here, and weaker in "
        "communities: part of it will do",
    ),
    _target(
        "P_contact_post",
        "Social contact: asking for help",
        f"asked for help within a year of those who came and were in an episode, {_MET}",
        asking(lambda pair: np.asarray(pair.reached & untreated(pair))),
        Trial(CONTACT, YEAR),
        unit="risk ratio",
        figure=_as_without("P_contact_post"),
        tolerance=0.1,
        why="the source gives words: behaviour hardly studied, attitudes alone hardly move it: one",
    ),
    _target(
        "P_mhfa_stig",
        "First aid: stigma of those trained",
        f"perceived stigma, lower, {_TRAINED}",
        shift_of("perceived_stigma", reached_at_once, -1.0),
        Trial(GATEKEEPERS, _HALF_YEAR),
        unit=_D,
        figure=_middle("P_mhfa_stig"),
        why="goes in; has worn off for half a year and may spread between them",
    ),
    _target(
        "P_mhfa_help",
        "First aid: help given",
        "words of help to people in distress in half a year, of adults trained who have a tie to "
        "somebody untreated, beside themselves untrained",
        help_given,
        Trial(GATEKEEPERS, _HALF_YEAR),
        unit=_D,
        tolerance=0.1,
        why="goes in as a ratio of words, not as the difference that was measured",
    ),
    _target(
        "P_mi_rr",
        "Motivational interviewing: began treatment",
        "a session with a professional within 16 weeks, of those reached who were in a moderate "
        "or severe episode and did not seek help, beside themselves without it",
        began_treatment,
        Trial(INTERVIEWS, 16),
        unit="risk ratio",
        why="does not go in as such: a shift of log odds does, shrunk, which many steps dilute",
    ),
    _target(
        "P_mi_irr",
        "Motivational interviewing: visits",
        "sessions with professionals within 16 weeks, of the same people",
        visits_made,
        Trial(INTERVIEWS, 16),
        unit="rate ratio",
        instead="P_mi_rr",
        why="of the same 73 people, and for the greater part the same fact as P_mi_rr",
    ),
    *(
        _target(
            "P_xu",
            title,
            f"a session with a professional within half a year, of {words}, beside "
            "themselves without it; odds ratio as a difference",
            formal_help(whom),
            Trial(arm, _HALF_YEAR),
            unit="standardised mean difference",
            tolerance=0.1,
            why="does not go in; a mean of many kinds of intervention",
        )
        for title, words, whom, arm in (
            (
                "Screening: formal help",
                "those found who were in a moderate or severe episode and did not seek help",
                screened_non_seekers,
                SCREENING,
            ),
            (
                "Peer navigators: formal help",
                "those accompanied who were in an episode and not in care",
                lambda pair: np.asarray(pair.reached & untreated(pair)),
                NAVIGATORS,
            ),
        )
    ),
    _target(
        "P_xu",
        "Campaign: formal help",
        "the same, of all adults in an episode and not in care",
        formal_help(untreated),
        Trial(CAMPAIGN, _HALF_YEAR),
        unit="standardised mean difference",
        instead="P_xu",
        why="the trials of the source spoke to each person; a campaign is noticed",
    ),
    _target(
        "P_sms",
        "Reminders: missed appointments avoided",
        "first appointments with professionals missed in half a year, relative fall",
        fewer_missed(0, _HALF_YEAR),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
        tolerance=5.0,
        figure=_middle("P_sms"),
        why="goes in; tells whether wearing off and shorter lists take from it",
    ),
    _target(
        "P_sms_decay",
        "Reminders: avoided after two and a half years",
        "the same in half a year around that time",
        fewer_missed(_REMINDED_LATE - QUARTER, _REMINDED_LATE + QUARTER),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
        figure=_left_of_reminders,
        tolerance=6.0,
        why="the time in which it wears off goes in; the source began from a greater fall, 37 %",
    ),
    _target(
        "P_peer_null",
        "Peer navigators: still in an episode",
        "after half a year, of those accompanied who were in an episode and not in care, beside "
        "themselves without it",
        still_ill,
        Trial(NAVIGATORS, _HALF_YEAR),
        unit="risk ratio",
        figure=_as_without("P_peer_null"),
        tolerance=0.1,
        why="no effect: one; that navigators treat nobody goes in, that more come to care does not",
    ),
    _target(
        "P_peer_dep",
        "Support groups: symptoms of those who come",
        "severity after half a year, of those untreated at first who came within a quarter, beside "
        "the same people where groups have no effect",
        group_and_symptoms,
        Trial(GROUPS, _HALF_YEAR, IDLE_GROUPS),
        unit=_D,
        why="does not go in as such: progress with a session does; severity in four steps",
    ),
    _target(
        "P_icbt_comp",
        "Guided app: completed",
        "courses of guided self-help begun in a year by people in an episode and ended",
        completed_app,
        Trial(APP, YEAR + _HALF_YEAR),
        tolerance=10.0,
        why="trials; routine care keeps fewer",
    ),
    _target(
        "P_tele",
        "Remote care built up: attrition beside in person",
        "courses begun in a year by people in an episode and ended",
        attrition,
        Trial(REMOTE_CARE, YEAR + _HALF_YEAR),
        unit="risk ratio",
        why="who comes to it when there is more of it may leave it more or less often",
    ),
    _target(
        "P_collab",
        "Shared decisions: improvement",
        "episode eased or remitted after three quarters of a year, of those untreated at first who "
        "began with general practice within a quarter, with all professionals trained beside none",
        improved,
        Trial(SHARED_DECISIONS, 3 * QUARTER),
        unit="risk ratio",
        instead="P_alliance_out",
        why="collaborative care is a case manager who follows people up, whom no strategy sends; "
        "training acts through the alliance",
    ),
    _target(
        "P_copay_nl",
        "Copayment: fewer courses with specialists",
        "all care free for a year, then a course with specialists or remote costs 200: courses "
        "begun in the second year, fall beside free care going on",
        fewer_opened,
        Trial(FREE_FOR_A_YEAR, 2 * YEAR, FREE),
        figure=_fall("P_copay_nl"),
        tolerance=5.0,
        why="does not go in; a subsidy is what ends. The copayment had a limit for a year, here "
        "each session costs its part of a course",
    ),
)
