"""What others do: prompts, confidants, contagion; and what a price does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.lived.trials import arc_elasticity, happens_near
from experiments.evidence.published import Figure, from_evidence, from_rand
from experiments.evidence.statistics import Mask, mean, percent
from experiments.evidence.target import Seen, Target
from experiments.evidence.targets.leaving import MALE, of_modality
from simulation.network.strengths import CONFIDANT
from simulation.population.columns import YEAR

GROUP = "Other people"
PRICE = "Price"


def _men_entering(seen: Seen) -> Mask:
    """Courses of men with professionals."""
    courses = seen.watched.courses
    male = (seen.survey.people.sex == MALE)[courses.person]
    return np.asarray(male & of_modality(courses.modality, seen.watched.professional))


def _influenced(seen: Seen) -> float:
    return percent(seen.watched.courses.prompted, _men_entering(seen))


def _would_not_have(seen: Seen) -> float:
    assert seen.without_prompts is not None
    courses = seen.watched.courses
    others = seen.without_prompts.courses
    chosen = _men_entering(seen) & (courses.start >= YEAR)
    chosen &= courses.start < seen.watched.weeks - YEAR
    anyway = happens_near(
        courses.person[chosen], courses.start[chosen], others, before=YEAR // 2, after=YEAR
    )
    return percent(~anyway, np.ones(anyway.size, np.bool_))


def _confidants(seen: Seen) -> tuple[Mask, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    ties, adult = seen.town.ties, seen.survey.adult
    owner = np.repeat(np.arange(adult.size), np.diff(ties.start))
    close = (ties.strength >= CONFIDANT) & adult[ties.neighbour]
    return adult, np.bincount(owner[close], minlength=adult.size)


def _mean_confidants(seen: Seen) -> float:
    adult, number = _confidants(seen)
    return mean(number[adult])


def _no_confidant(seen: Seen) -> float:
    adult, number = _confidants(seen)
    return percent(number == 0, adult)


def _contagion(seen: Seen) -> float:
    assert seen.contagion is not None
    return seen.contagion.risk_ratio()


def _none() -> Figure:
    told = from_evidence("P_contagion")
    return Figure(1.0, None, None, told.population, told.source)


def _surveys_of_confidants() -> Figure:
    early, late = from_evidence("P_net_gss85"), from_evidence("P_net_gss04")
    return Figure(None, late.value, early.value, "US GSS, 2004 and 1985", late.source)


def _at_most() -> Figure:
    told = from_evidence("P_net_noconf")
    return Figure(None, 0.0, told.value, told.population, told.source)


_MEASURES = {
    "visits": (0, "Visits"),
    "any_visit": (1, "Anybody coming"),
    "visits_per_user": (2, "Visits of those who come"),
}


def _elasticity(measure: str, low: int, high: int) -> Callable[[Seen], float]:
    place = _MEASURES[measure][0]

    def elasticity(seen: Seen) -> float:
        assert seen.prices is not None
        before, after = seen.prices.means(low)[place], seen.prices.means(high)[place]
        return arc_elasticity((before, after), (low, high))

    return elasticity


def _rand(measure: str, low: int, high: int) -> Target:
    return Target(
        (f"T_rand_{measure}_{low}_{high}",),
        PRICE,
        f"{_MEASURES[measure][1]}, coinsurance {low} to {high} %",
        "arc elasticity; households by lot in plans for three years, professional sessions of "
        "adults in the last two",
        _elasticity(measure, low, high),
        "prices",
        unit="elasticity",
        figure=lambda: from_rand(measure, low, high),
        why="any outpatient visit to a doctor in the source, with a yearly limit on payments",
    )


TARGETS = (
    Target(
        ("P_men_infl",),
        GROUP,
        "Men in care who were urged by others",
        "courses of men with professionals in five years, urged in the episode",
        _influenced,
        "watch",
        sample=73,
        why="influenced to any degree in the source",
    ),
    Target(
        ("P_men_wouldnot",),
        GROUP,
        "Men who would not have sought it else",
        "courses of men with professionals in years 2 to 4, none about then (half a year before to "
        "a year after) for the same man with the same luck where nobody speaks of help",
        _would_not_have,
        "prompts",
        sample=73,
    ),
    Target(
        ("P_net_gss04", "P_net_gss85"),
        GROUP,
        "Confidants",
        "ties of strength 0.5 or more to adults, mean of adults",
        _mean_confidants,
        unit="ties",
        figure=_surveys_of_confidants,
        is_range=True,
        why="between the two surveys",
    ),
    Target(
        ("P_net_noconf",),
        GROUP,
        "Nobody to confide in",
        "adults without such a tie",
        _no_confidant,
        figure=_at_most,
        is_range=True,
        why="the source calls it an overestimate: at most",
    ),
    Target(
        ("P_contagion",),
        GROUP,
        "Onset with an ill friend beside none",
        "well adults with friends, onset within 13 weeks, friends outside the household",
        _contagion,
        "watch",
        unit="risk ratio",
        figure=_none,
        tolerance=0.1,
        why="the source found none overall: one",
    ),
    _rand("visits", 0, 25),
    _rand("visits", 0, 95),
    _rand("visits", 25, 95),
    _rand("any_visit", 0, 95),
    _rand("visits_per_user", 0, 95),
)
