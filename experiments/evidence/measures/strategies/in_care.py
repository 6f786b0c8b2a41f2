"""What strategies do to who comes into care, what it does for them, and who stays.

The trials are measured and told as those in public are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.evidence.lived.arms import Arm, Trial
from experiments.evidence.lived.trials import insure_everybody
from experiments.evidence.measures.leaving import THERAPY
from experiments.evidence.measures.strategies.effects import (
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
from experiments.evidence.measures.strategies.trial import (
    CAMPAIGN,
    COHENS_D,
    HALF_YEAR,
    arm,
    trial_measure,
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


MEASURES = (
    trial_measure(
        "interviews_began_treatment",
        "a session with a professional within 16 weeks, of those reached who were in a moderate "
        "or severe episode and did not seek help, beside themselves without it",
        began_treatment,
        Trial(INTERVIEWS, 16),
        unit="risk ratio",
    ),
    trial_measure(
        "interviews_visits",
        "sessions with professionals within 16 weeks, of the same people",
        visits_made,
        Trial(INTERVIEWS, 16),
        unit="rate ratio",
    ),
    *(
        trial_measure(
            f"{name}_formal_help",
            f"a session with a professional within half a year, of {words}, beside "
            "themselves without it; odds ratio as a difference",
            formal_help(whom),
            Trial(arm, HALF_YEAR),
            unit="standardised mean difference",
        )
        for name, words, whom, arm in (
            (
                "screening",
                "those found who were in a moderate or severe episode and did not seek help",
                screened_non_seekers,
                SCREENING,
            ),
            (
                "navigators",
                "those accompanied who were in an episode and not in care",
                lambda pair: np.asarray(pair.reached & untreated(pair)),
                NAVIGATORS,
            ),
            (
                "campaign",
                "all adults in an episode and not in care",
                untreated,
                CAMPAIGN,
            ),
        )
    ),
    trial_measure(
        "reminders_fewer_missed",
        "first appointments with professionals missed in half a year, relative fall",
        fewer_missed(0, HALF_YEAR),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
    ),
    trial_measure(
        "reminders_fewer_missed_later",
        "the same in half a year around two and a half years later",
        fewer_missed(_REMINDED_LATE - QUARTER, _REMINDED_LATE + QUARTER),
        Trial(REMINDERS, _REMINDED_LATE + QUARTER),
    ),
    trial_measure(
        "navigators_still_ill",
        "after half a year, of those accompanied who were in an episode and not in care, beside "
        "themselves without it",
        still_ill,
        Trial(NAVIGATORS, HALF_YEAR),
        unit="risk ratio",
    ),
    trial_measure(
        "support_groups_symptoms",
        "severity after half a year, of those untreated at first who came within a quarter, beside "
        "the same people where groups have no effect",
        group_and_symptoms,
        Trial(GROUPS, HALF_YEAR, IDLE_GROUPS),
        unit=COHENS_D,
    ),
    trial_measure(
        "guided_app_completed",
        "courses of guided self-help begun in a year by people in an episode and ended",
        completed_app,
        Trial(APP, YEAR + HALF_YEAR),
    ),
    trial_measure(
        "attrition_where_remote_is_built_up",
        "courses begun in a year by people in an episode and ended",
        attrition,
        Trial(REMOTE_CARE, YEAR + HALF_YEAR),
        unit="risk ratio",
    ),
    trial_measure(
        "shared_decisions_improvement",
        "episode eased or remitted after three quarters of a year, of those untreated at first who "
        "began with general practice within a quarter, with all professionals trained beside none",
        improved,
        Trial(SHARED_DECISIONS, 3 * QUARTER),
        unit="risk ratio",
    ),
    trial_measure(
        "copayment_fewer_courses",
        "all care free for a year, then a course with specialists or remote costs 200: courses "
        "begun in the second year, fall beside free care going on",
        fewer_opened,
        Trial(FREE_FOR_A_YEAR, 2 * YEAR, FREE),
    ),
)
