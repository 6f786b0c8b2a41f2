"""What strategies do to who comes into care, what it does for them, and who stays.

The trials are measured and told as those in public are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.evidence.lived.arms import Arm, Trial
from experiments.evidence.lived.trials import insure_everybody
from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.targets.leaving import THERAPY
from experiments.evidence.targets.strategies.effects import (
    QUARTER,
    SUPPORT_GROUPS,
    attrition,
    began_treatment,
    completed_app,
    fewer_missed,
    fewer_opened,
    formal_help,
    group_and_symptoms,
    improved,
    screened_non_seekers,
    still_ill,
    untreated,
    visits_made,
)
from experiments.evidence.targets.strategies.trial import (
    CAMPAIGN,
    COHENS_D,
    HALF_YEAR,
    arm,
    as_without,
    middle,
    target,
)
from simulation.measures.categories import MODALITIES
from simulation.population.columns import YEAR
from simulation.strategies import STRATEGIES

if TYPE_CHECKING:
    from simulation.town import Town

_COPAYMENT = 200.0
"""What a year of specialist care came to cost a person, in the currency of the source."""
_REMINDED_LATE = 130
"""Weeks after which reminders were looked at again: two and a half years."""


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


SCREENING = arm("screening")
INTERVIEWS = arm("motivational_interviewing")
NAVIGATORS = arm("peer_navigators")
GROUPS = arm("support_groups")
IDLE_GROUPS = Arm(GROUPS.strategies, _groups_without_effect)
REMINDERS = arm("reminders")
APP = arm("guided_self_help")
REMOTE_CARE = arm("remote_care")
SHARED_DECISIONS = arm("alliance_training", coverage=1.0)
FREE, FREE_FOR_A_YEAR = _subsidy(), _subsidy(end=YEAR)


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


TARGETS = (
    target(
        "P_mi_rr",
        "Motivational interviewing: began treatment",
        "a session with a professional within 16 weeks, of those reached who were in a moderate "
        "or severe episode and did not seek help, beside themselves without it",
        began_treatment,
        Trial(INTERVIEWS, 16),
        unit="risk ratio",
        why="does not go in as such: a shift of log odds does, shrunk, which many steps dilute",
    ),
    target(
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
        target(
            "P_xu",
            title,
            f"a session with a professional within half a year, of {words}, beside "
            "themselves without it; odds ratio as a difference",
            formal_help(whom),
            Trial(arm, HALF_YEAR),
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
    target(
        "P_xu",
        "Campaign: formal help",
        "the same, of all adults in an episode and not in care",
        formal_help(untreated),
        Trial(CAMPAIGN, HALF_YEAR),
        unit="standardised mean difference",
        instead="P_xu",
        why="the trials of the source spoke to each person; a campaign is noticed",
    ),
    target(
        "P_sms",
        "Reminders: missed appointments avoided",
        "first appointments with professionals missed in half a year, relative fall",
        fewer_missed(0, HALF_YEAR),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
        tolerance=5.0,
        figure=middle("P_sms"),
        why="goes in; tells whether wearing off and shorter lists take from it",
    ),
    target(
        "P_sms_decay",
        "Reminders: avoided after two and a half years",
        "the same in half a year around that time",
        fewer_missed(_REMINDED_LATE - QUARTER, _REMINDED_LATE + QUARTER),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
        figure=_left_of_reminders,
        tolerance=6.0,
        why="the time in which it wears off goes in; the source began from a greater fall, 37 %",
    ),
    target(
        "P_peer_null",
        "Peer navigators: still in an episode",
        "after half a year, of those accompanied who were in an episode and not in care, beside "
        "themselves without it",
        still_ill,
        Trial(NAVIGATORS, HALF_YEAR),
        unit="risk ratio",
        figure=as_without("P_peer_null"),
        tolerance=0.1,
        why="no effect: one; that navigators treat nobody goes in, that more come to care does not",
    ),
    target(
        "P_peer_dep",
        "Support groups: symptoms of those who come",
        "severity after half a year, of those untreated at first who came within a quarter, beside "
        "the same people where groups have no effect",
        group_and_symptoms,
        Trial(GROUPS, HALF_YEAR, IDLE_GROUPS),
        unit=COHENS_D,
        why="does not go in as such: progress with a session does; severity in four steps",
    ),
    target(
        "P_icbt_comp",
        "Guided app: completed",
        "courses of guided self-help begun in a year by people in an episode and ended",
        completed_app,
        Trial(APP, YEAR + HALF_YEAR),
        tolerance=10.0,
        why="trials; routine care keeps fewer",
    ),
    target(
        "P_tele",
        "Remote care built up: attrition beside in person",
        "courses begun in a year by people in an episode and ended",
        attrition,
        Trial(REMOTE_CARE, YEAR + HALF_YEAR),
        unit="risk ratio",
        why="who comes to it when there is more of it may leave it more or less often",
    ),
    target(
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
    target(
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
