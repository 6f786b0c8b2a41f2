"""What mechanisms show in, 1: attitudes of people, and what they have lived through."""

from __future__ import annotations

import numpy as np

from simulation.measures.categories import AWARE, SPECIALIST, WANTING
from simulation.measures.shown_row import POINTS, RATIO, SCALE, SHARE, Row
from simulation.measures.standing import (
    difference,
    ever_served,
    gradient,
    in_care,
    mean_where,
    minus,
    outcome,
    severe_ratio,
    unaware,
    untreated,
    urged,
)
from simulation.measures.survey import mean_of, share_of
from simulation.population.columns import EXAMPLE, WARNING

IN_PEOPLE: tuple[Row, ...] = (
    # Stigma, need, denial
    (
        "self_stigma_untreated",
        SCALE,
        "Self-stigma of the untreated",
        "mean of adults in an episode and not in care",
        mean_where("self_stigma", untreated),
    ),
    (
        "visible_help_wanted",
        SHARE,
        "Want help that shows",
        "of people asking or waiting for help, those who want specialists",
        lambda s, g: share_of(
            s.people.modality == SPECIALIST,
            g & np.isin(s.people.stage, WANTING),
        ),
    ),
    (
        "need_gap_by_literacy",
        POINTS,
        "Seeing no need: little beside much knowledge",
        "low_perceived_need_share of cases in the lower half of literacy less that in the upper",
        minus(gradient(outcome("low_perceived_need_share"), "literacy", lambda s: s.case)),
    ),
    (
        "severe_ratio",
        RATIO,
        "Service use: severe beside all cases",
        "service_use_12m of cases that were severe, divided by that of all",
        severe_ratio,
    ),
    (
        "denial_unaware",
        SCALE,
        "Denial of those who see no need",
        "mean of adults in an episode who see no need",
        mean_where("denial", unaware),
    ),
    (
        "denial_urged",
        SCALE,
        "Denial of those who were urged and see no need",
        "mean of adults in an episode who see no need though somebody urged them",
        mean_where("denial", urged),
    ),
    (
        "trust_urged",
        SCALE,
        "Trust of those who were urged and see no need",
        "mean of adults in an episode who see no need though somebody urged them",
        mean_where("trust", urged),
    ),
    (
        "dropout_gap_by_denial",
        POINTS,
        "Leaving care: much beside little denial",
        "dropout_share of the upper half of denial among people with a session less the lower's",
        gradient(outcome("dropout_share"), "denial", lambda s: s.served),
    ),
    (
        "fear_of_change_untreated",
        SCALE,
        "Fear of change of the untreated",
        "mean of adults in an episode and not in care",
        mean_where("fear_of_change", untreated),
    ),
    # Culture, trust, experience
    (
        "culture_gap",
        POINTS,
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
        SCALE,
        "Alliance of those whom services do not fit",
        "mean of people in professional care with a culture fit below one",
        lambda s, g: mean_of(s.people.alliance, g & in_care(s) & (s.people.culture_fit < 1.0)),
    ),
    (
        "trust_gap_by_experience",
        SCALE,
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
        SCALE,
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
)
