"""How groups of people differ: culture, sex, age, symptoms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.measure import Measure, Seen
from experiments.evidence.measures.leaving import MALE, THERAPY
from experiments.evidence.statistics import Mask, percent, ratio
from simulation.measures.categories import NO_DISTRESS, SUPPORT_GROUP
from simulation.population.columns import SEXES

FEMALE = SEXES.index("female")
COUNSELLING = (*THERAPY, SUPPORT_GROUP)
_RECENT = 4
"""Weeks that the Household Pulse Survey asks about."""


def _counselled(seen: Seen) -> Mask:
    """Who had a session with a mental health professional or group in the last four weeks."""
    last = seen.watched.last_session[list(COUNSELLING)].max(axis=0)
    return np.asarray(last > seen.survey.week - _RECENT)


def _unmet(seen: Seen) -> Mask:
    """Who saw a need in the last four weeks and had no such session in them."""
    needed = seen.survey.people.last_need > seen.survey.week - _RECENT
    return np.asarray(needed & ~_counselled(seen))


def _symptoms(seen: Seen) -> Mask:
    people = seen.survey.people
    lately = people.remission > seen.survey.week - _RECENT
    return np.asarray((people.severity != NO_DISTRESS) | lately)


def _ages(seen: Seen, low: int, high: int) -> Mask:
    age = seen.survey.people.age
    return np.asarray((age >= low) & (age <= high))


def _ratio_of_groups(
    what: Callable[[Seen], Mask], one: Callable[[Seen], Mask], other: Callable[[Seen], Mask]
) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        adult, event = seen.survey.adult, what(seen)
        return ratio(percent(event, adult & one(seen)), percent(event, adult & other(seen)))

    return measure


def _lately(indicator: str, name: str, one: str, other: str) -> Measure:
    what, asked = {
        "counselling": (_counselled, "session with a specialist, remote or in a group"),
        "unmet_need": (_unmet, "perceived need without such a session"),
    }[indicator]
    groups: dict[str, Callable[[Seen], Mask]] = {
        "with": _symptoms,
        "without": lambda seen: ~_symptoms(seen),
        "male": lambda seen: seen.survey.people.sex == MALE,
        "female": lambda seen: seen.survey.people.sex == FEMALE,
        "18-29": lambda seen: _ages(seen, 18, 29),
        "60-69": lambda seen: _ages(seen, 60, 69),
    }
    return Measure(
        f"{indicator}_{name}",
        f"{asked} in the last four weeks, of adults",
        _ratio_of_groups(what, groups[one], groups[other]),
        "watch",
        unit="ratio",
    )


MEASURES = (
    *(
        _lately(indicator, name, one, other)
        for indicator in ("counselling", "unmet_need")
        for name, one, other in (
            ("without_beside_with_symptoms", "without", "with"),
            ("men_beside_women", "male", "female"),
            ("aged_60_69_beside_18_29", "60-69", "18-29"),
        )
    ),
)
