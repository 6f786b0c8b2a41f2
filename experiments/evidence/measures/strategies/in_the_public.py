"""What campaigns, contact and first aid do to what people know and feel, and say to others.

Each trial is measured on whom the study measured, after about as long, and told in its unit. Some
effects go into a strategy as a number; the notes say which, and what the comparison still tells.
"""

from __future__ import annotations

import numpy as np

from experiments.evidence.lived.arms import Trial
from experiments.evidence.measures.strategies.effects import (
    QUARTER,
    a_year,
    asking,
    help_given,
    public,
    reached_at_once,
    shift_of,
    through_knowledge,
    untreated,
)
from experiments.evidence.measures.strategies.trial import (
    CAMPAIGN,
    COHENS_D,
    HALF_YEAR,
    arm,
    trial_measure,
)
from simulation.population.columns import YEAR

_MONTH = 4

KNOWLEDGE, DESTIGMATISING = (
    arm("public_campaign", **{without: 0.0}) for without in ("stigma", "knowledge")
)
CONTACT = arm("social_contact")
GATEKEEPERS = arm("gatekeepers")


_SD = "standard deviations"
_TEN = "all adults after ten years of it, beside none"
_MET = "adults who came, beside themselves without it"
_TRAINED = "adults trained, half a year on, beside themselves untrained"
MEASURES = (
    trial_measure(
        "campaign_knowledge",
        f"literacy, {_TEN}",
        shift_of("literacy", public),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
    ),
    trial_measure(
        "campaign_social_distance",
        f"perceived stigma, lower, {_TEN}",
        shift_of("perceived_stigma", public, -1.0),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
    ),
    trial_measure(
        "campaign_attitudes",
        f"what people say about help to others, {_TEN}",
        shift_of("opinion", public),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
    ),
    trial_measure(
        "campaign_stigma_a_year",
        "perceived stigma of all adults, lower, after four years of it beside none, over four",
        a_year(shift_of("perceived_stigma", public, -1.0), 4.0),
        Trial(CAMPAIGN, 4 * YEAR),
        unit=_SD,
    ),
    trial_measure(
        "campaign_through_knowledge",
        "how many more adults ask for help within a year with a campaign for knowledge alone, of "
        "that and how many more do with one against stigma alone",
        through_knowledge,
        Trial(KNOWLEDGE, YEAR),
        Trial(DESTIGMATISING, YEAR),
    ),
    trial_measure(
        "contact_stigma_at_once",
        f"perceived stigma in the week, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, 1),
        unit=COHENS_D,
    ),
    trial_measure(
        "contact_stigma_after_a_month",
        f"perceived stigma after {_MONTH} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=COHENS_D,
    ),
    trial_measure(
        "contact_stigma_after_a_quarter",
        f"perceived stigma after {QUARTER} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, QUARTER),
        unit=COHENS_D,
    ),
    trial_measure(
        "contact_attitudes",
        f"what people say about help after {_MONTH} weeks, {_MET}",
        shift_of("opinion", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=COHENS_D,
    ),
    trial_measure(
        "contact_asking_for_help",
        f"asked for help within a year of those who came and were in an episode, {_MET}",
        asking(lambda pair: np.asarray(pair.reached & untreated(pair))),
        Trial(CONTACT, YEAR),
        unit="risk ratio",
    ),
    trial_measure(
        "first_aid_stigma",
        f"perceived stigma, lower, {_TRAINED}",
        shift_of("perceived_stigma", reached_at_once, -1.0),
        Trial(GATEKEEPERS, HALF_YEAR),
        unit=COHENS_D,
    ),
    trial_measure(
        "first_aid_help_given",
        "words of help to people in distress in half a year, of adults trained who have a tie to "
        "somebody untreated, beside themselves untrained",
        help_given,
        Trial(GATEKEEPERS, HALF_YEAR, words=True),
        unit=COHENS_D,
    ),
)
