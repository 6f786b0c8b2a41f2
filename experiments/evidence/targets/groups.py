"""How groups of people differ: culture, sex, age, symptoms."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.published import Figure, from_evidence, pulse_ratio
from experiments.evidence.statistics import Mask, percent, ratio
from experiments.evidence.target import Seen, Target
from experiments.evidence.targets.leaving import MALE, THERAPY
from simulation.measures.categories import NO_DISTRESS, SEVERE, SUPPORT_GROUP
from simulation.population.columns import SEXES

GROUP = "Groups of people"
FEMALE = SEXES.index("female")
COUNSELLING = (*THERAPY, SUPPORT_GROUP)
_RECENT = 4
"""Weeks that the Household Pulse Survey asks about."""


def _culture(seen: Seen, *names: str) -> Mask:
    known = seen.survey.people.culture_names
    codes = [known.index(name) for name in names if name in known]
    return np.isin(seen.survey.people.culture, codes)


def _use(seen: Seen, group: Mask) -> float:
    return percent(seen.survey.served, seen.survey.case & group)


def _beside_white(name: str) -> Callable[[Seen], float]:
    def measure(seen: Seen) -> float:
        return ratio(_use(seen, _culture(seen, name)), _use(seen, _culture(seen, "white")))

    return measure


def _severe_beside_white(seen: Seen) -> float:
    severe = seen.survey.people.worst_severity == SEVERE
    white = _culture(seen, "white")
    minorities = _culture(seen, "black", "hispanic", "asian")
    return ratio(_use(seen, severe & minorities), _use(seen, severe & white))


def _men_beside_women(seen: Seen) -> float:
    people = seen.survey.people
    severe = people.worst_severity == SEVERE
    return ratio(
        _use(seen, severe & (people.sex == MALE)), _use(seen, severe & (people.sex == FEMALE))
    )


def _ratio_of_rows(name: str, other: str) -> Callable[[], Figure]:
    def figure() -> Figure:
        one, two = from_evidence(name), from_evidence(other)
        assert one.value is not None
        assert two.value is not None
        return Figure(one.value / two.value, None, None, one.population, one.source)

    return figure


def _men_and_women() -> Figure:
    told = from_evidence("K4")
    return Figure(54.9 / 69.9, None, None, told.population, told.source)


def _no_difference() -> Figure:
    told = from_evidence("P_race_c")
    return Figure(1.0, None, None, told.population, told.source)


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


def _pulse(name: str, indicator: str, group: str, one: str, other: str) -> Target:
    what, told = {
        "counselling": (_counselled, "Counselling"),
        "unmet_need": (_unmet, "Unmet need"),
    }[indicator]
    groups: dict[str, Callable[[Seen], Mask]] = {
        "yes": _symptoms,
        "no": lambda seen: ~_symptoms(seen),
        "male": lambda seen: seen.survey.people.sex == MALE,
        "female": lambda seen: seen.survey.people.sex == FEMALE,
        "18-29": lambda seen: _ages(seen, 18, 29),
        "60-69": lambda seen: _ages(seen, 60, 69),
    }
    words = {
        "yes": "with symptoms",
        "no": "without",
        "male": "men",
        "female": "women",
        "18-29": "aged 18 to 29",
        "60-69": "aged 60 to 69",
    }
    asked = {
        "counselling": "session with a specialist, remote or in a group",
        "unmet_need": "perceived need without such a session",
    }[indicator]
    return Target(
        (f"T_pulse_{name}",),
        GROUP,
        f"{told}, {words[one]} beside {words[other]}",
        f"{asked} in the last four weeks, of adults",
        _ratio_of_groups(what, groups[one], groups[other]),
        "watch",
        unit="ratio",
        figure=lambda: pulse_ratio(indicator, group, one, other),
        tolerance=0.2,
        relative=True,
        why="ratios only: the survey was made in a pandemic and counts symptoms of two weeks",
    )


_CASES = "service use as C1, of cases, beside White"
_SHAPE = "the level belongs to another era; ratios to White are compared"

TARGETS = (
    Target(
        ("P_race_a",),
        GROUP,
        "Used a service, White cases",
        "service use as C1, of White cases",
        lambda seen: _use(seen, _culture(seen, "white")),
        instead="C1",
        why=_SHAPE,
    ),
    *(
        Target(
            (name, "P_race_a"),
            GROUP,
            f"Use of {group} beside White cases",
            _CASES,
            _beside_white(code),
            unit="ratio",
            figure=_ratio_of_rows(name, "P_race_a"),
            tolerance=0.15,
            relative=True,
            why=_SHAPE,
        )
        for name, group, code in (
            ("P_race_b", "multiracial", "other"),
            ("P_race_c", "Black", "black"),
            ("P_race_d", "Hispanic", "hispanic"),
            ("P_race_e", "Asian", "asian"),
        )
    ),
    Target(
        ("P_race_c", "P_race_d", "P_race_e"),
        GROUP,
        "Use of minorities beside White, severe cases",
        "service use as C1, of severe cases, Black, Hispanic and Asian beside White",
        _severe_beside_white,
        unit="ratio",
        figure=_no_difference,
        tolerance=0.1,
        why="the source tells of no difference in serious illness: one",
    ),
    Target(
        ("K4",),
        GROUP,
        "Use of men beside women, severe cases",
        "service use as C1, of severe cases",
        _men_beside_women,
        unit="ratio",
        figure=_men_and_women,
        tolerance=0.1,
        why="as a ratio, so that the era cancels",
    ),
    _pulse("counselling_symptoms", "counselling", "symptoms", "no", "yes"),
    _pulse("unmet_symptoms", "unmet_need", "symptoms", "no", "yes"),
    _pulse("counselling_sex", "counselling", "sex", "male", "female"),
    _pulse("unmet_sex", "unmet_need", "sex", "male", "female"),
    _pulse("counselling_age", "counselling", "age", "60-69", "18-29"),
    _pulse("unmet_age", "unmet_need", "age", "60-69", "18-29"),
)
