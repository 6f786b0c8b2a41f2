"""What others do: prompts, confidants, contagion; and what a price does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.evidence.lived.trials import arc_elasticity, happens_near
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.measures.leaving import MALE, of_modality
from experiments.evidence.statistics import Mask, mean, percent
from simulation.network.strengths import CONFIDANT
from simulation.population.columns import YEAR


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


_PLACES = {"visits": 0, "any_visit": 1, "visits_per_user": 2}


def _elasticity(measure: str, low: int, high: int) -> Callable[[Seen], float]:
    place = _PLACES[measure]

    def elasticity(seen: Seen) -> float:
        assert seen.prices is not None
        before, after = seen.prices.means(low)[place], seen.prices.means(high)[place]
        return arc_elasticity((before, after), (low, high))

    return elasticity


MEASURES = (
    Measure(
        "men_urged_by_others",
        "courses of men with professionals in five years, urged in the episode",
        _influenced,
        "watch",
    ),
    Measure(
        "men_who_would_not_else",
        "courses of men with professionals in years 2 to 4, none about then (half a year before to "
        "a year after) for the same man with the same luck where nobody speaks of help",
        _would_not_have,
        "prompts",
    ),
    Measure(
        "confidants",
        "ties of strength 0.5 or more to adults, mean of adults",
        _mean_confidants,
        unit="ties",
    ),
    Measure(
        "nobody_to_confide_in",
        "adults without a tie of strength 0.5 or more to an adult",
        _no_confidant,
    ),
    Measure(
        "onset_with_an_ill_friend",
        "well adults with friends, onset within 13 weeks, friends outside the household",
        _contagion,
        "watch",
        unit="risk ratio",
    ),
    *(
        Measure(
            f"elasticity_{measure}_{low}_{high}",
            "arc elasticity; households by lot in plans for three years, professional sessions of "
            "adults in the last two",
            _elasticity(measure, low, high),
            "prices",
            unit="elasticity",
        )
        for measure, low, high in (
            ("visits", 0, 25),
            ("visits", 0, 95),
            ("visits", 25, 95),
            ("any_visit", 0, 95),
            ("visits_per_user", 0, 95),
        )
    ),
)
