"""What mechanisms show in, 3: care, what it does and how it ends."""

from __future__ import annotations

from simulation.measures.shown_row import CORRELATION, POINTS, SCALE, SHARE, Row
from simulation.measures.standing import (
    alliance_and_progress,
    gradient,
    in_care,
    left_while_stalled,
    long_episodes,
    long_with_others,
    mean_where,
    minus,
    severe_to_specialists,
    variety,
)
from simulation.measures.survey import share_of
from simulation.population.columns import LABELLED

IN_CARE: tuple[Row, ...] = (
    # Care
    (
        "alliance_in_care",
        SCALE,
        "Alliance",
        "mean of people in professional care",
        mean_where("alliance", in_care),
    ),
    (
        "alliance_gap_by_trust",
        SCALE,
        "Alliance: much beside little trust",
        "alliance_in_care of the upper half of trust less that of the lower",
        gradient(mean_where("alliance", in_care), "trust", in_care),
    ),
    (
        "dropout_gap_by_alliance",
        POINTS,
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
        CORRELATION,
        "Alliance and progress",
        "correlation over people with a session in the year",
        alliance_and_progress,
    ),
    (
        "stalled_before_specialists",
        SHARE,
        "Little progress before specialists",
        "of people who have had several sessions and go on with other help than specialists, those "
        "with little progress",
        lambda s, g: share_of(
            s.people.progress < s.town.parameters["stalled_progress"][0], g & long_with_others(s)
        ),
    ),
    (
        "left_while_stalled",
        SHARE,
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
        SHARE,
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
        POINTS,
        "Specialist care: severe beside mild",
        "share with specialists among severe people in professional care less that among mild ones",
        severe_to_specialists,
    ),
)
