"""What campaigns, contact and first aid do to what people know and feel, and say to others.

Each trial is measured on whom the study measured, after about as long, and told in its unit. Some
effects go into a strategy as a number; the notes say which, and what the comparison still tells.
"""

from __future__ import annotations

import numpy as np

from experiments.evidence.lived.arms import Trial
from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.targets.strategies.effects import (
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
from experiments.evidence.targets.strategies.trial import (
    CAMPAIGN,
    COHENS_D,
    HALF_YEAR,
    arm,
    as_without,
    middle,
    target,
)
from simulation.population.columns import YEAR

_MONTH = 4

KNOWLEDGE, DESTIGMATISING = (
    arm("public_campaign", **{without: 0.0}) for without in ("stigma", "knowledge")
)
CONTACT = arm("social_contact")
GATEKEEPERS = arm("gatekeepers")


def _more_than_half() -> Figure:
    told = from_evidence("P_ttc_know")
    return Figure(None, 50.0, 100.0, told.population, told.source)


_SD = "standard deviations"
_TEN = "all adults after ten years of it, beside none"
_MET = "adults who came, beside themselves without it"
_TRAINED = "adults trained, half a year on, beside themselves untrained"
_INPUT_ALL = "the source is of the whole public, the number that goes in is of those reached"
_WITH_D = "the effect at once goes in, at three quarters for the community"

TARGETS = (
    target(
        "P_ttc_know",
        "Campaign: knowledge",
        f"literacy, {_TEN}",
        shift_of("literacy", public),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it",
    ),
    target(
        "P_ttc_dist",
        "Campaign: less social distance",
        f"perceived stigma, lower, {_TEN}",
        shift_of("perceived_stigma", public, -1.0),
        Trial(CAMPAIGN, 10 * YEAR),
        unit=_SD,
        why=f"{_INPUT_ALL}: coverage dilutes it and ties may spread it; stigma as it is perceived "
        "stands for distance",
    ),
    target(
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
    target(
        "P_ttc_yr",
        "Campaign: stigma, change a year",
        "perceived stigma of all adults, lower, after four years of it beside none, over four",
        a_year(shift_of("perceived_stigma", public, -1.0), 4.0),
        Trial(CAMPAIGN, 4 * YEAR),
        unit=_SD,
        why="four years of the source came after the launch",
    ),
    target(
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
    target(
        "P_contact_post",
        "Social contact: stigma at once",
        f"perceived stigma in the week, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, 1),
        unit=COHENS_D,
        tolerance=0.13,
        why=f"{_WITH_D}: tells that those who came got it in full; weaker in communities",
    ),
    target(
        "P_contact_short",
        "Social contact: stigma after a month",
        f"perceived stigma after {_MONTH} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=COHENS_D,
        tolerance=0.13,
        why=f"{_WITH_D}, and wears off",
    ),
    target(
        "P_contact_med",
        "Social contact: stigma after a quarter",
        f"perceived stigma after {QUARTER} weeks, {_MET}",
        shift_of("perceived_stigma", reached_at_once),
        Trial(CONTACT, QUARTER),
        unit=COHENS_D,
        instead="P_contact_short",
        why=f"{_WITH_D}, and wears off; seven trials, larger than at once, where ninety are told",
    ),
    target(
        "P_contact_corr",
        "Social contact: attitudes",
        f"what people say about help after {_MONTH} weeks, {_MET}",
        shift_of("opinion", reached_at_once),
        Trial(CONTACT, _MONTH),
        unit=COHENS_D,
        tolerance=0.45,
        why="does not go in; attitudes to the ill in the source, to help here, and weaker in "
        "communities: part of it will do",
    ),
    target(
        "P_contact_post",
        "Social contact: asking for help",
        f"asked for help within a year of those who came and were in an episode, {_MET}",
        asking(lambda pair: np.asarray(pair.reached & untreated(pair))),
        Trial(CONTACT, YEAR),
        unit="risk ratio",
        figure=as_without("P_contact_post"),
        tolerance=0.1,
        why="the source gives words: behaviour hardly studied, attitudes alone hardly move it: one",
    ),
    target(
        "P_mhfa_stig",
        "First aid: stigma of those trained",
        f"perceived stigma, lower, {_TRAINED}",
        shift_of("perceived_stigma", reached_at_once, -1.0),
        Trial(GATEKEEPERS, HALF_YEAR),
        unit=COHENS_D,
        figure=middle("P_mhfa_stig"),
        why="goes in; has worn off for half a year and may spread between them",
    ),
    target(
        "P_mhfa_help",
        "First aid: help given",
        "words of help to people in distress in half a year, of adults trained who have a tie to "
        "somebody untreated, beside themselves untrained",
        help_given,
        Trial(GATEKEEPERS, HALF_YEAR),
        unit=COHENS_D,
        tolerance=0.1,
        why="goes in as a ratio of words, not as the difference that was measured",
    ),
)
