"""Who gets care, how soon, and who has ever had it."""

from __future__ import annotations

import numpy as np

from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import Mask, percent
from simulation.measures.categories import SEVERE
from simulation.population.columns import NEVER, YEAR


def _ever_ill(seen: Seen) -> Mask:
    return np.asarray(seen.survey.adult & (seen.survey.people.first_onset != NEVER))


def _ever_treated(seen: Seen) -> Mask:
    return np.asarray(seen.survey.people.first_contact != NEVER)


def _ever_after_long(seen: Seen) -> float:
    long_ago = seen.survey.people.first_onset <= seen.survey.week - 20 * YEAR
    return percent(_ever_treated(seen), _ever_ill(seen) & long_ago)


def _years_of_delay(seen: Seen) -> float:
    people, who = seen.survey.people, _ever_ill(seen) & _ever_treated(seen)
    who &= people.first_contact >= people.first_onset
    delay = people.first_contact[who].astype(np.int64) - people.first_onset[who]
    return float(np.median(delay)) / YEAR if delay.size else float("nan")


def _knows_somebody(seen: Seen) -> float:
    ties = seen.town.ties
    treated = _ever_treated(seen)[ties.neighbour]
    owner = np.repeat(np.arange(ties.start.size - 1), np.diff(ties.start))
    knows = np.zeros(ties.start.size - 1, np.bool_)
    knows[owner[treated]] = True
    return percent(knows, seen.survey.adult)


def _distressed_now(seen: Seen) -> Mask:
    return np.asarray(seen.survey.adult & (seen.survey.people.severity == SEVERE))


MEASURES = (
    Measure(
        "used_service_of_adults",
        "professional session in the last 52 weeks, of all adults",
        lambda seen: percent(seen.survey.served, seen.survey.adult),
    ),
    Measure(
        "used_service_severe_now",
        "professional session in the last 52 weeks, of adults in a severe episode now",
        lambda seen: percent(seen.survey.served, _distressed_now(seen)),
    ),
    Measure(
        "used_service_not_severe_now",
        "professional session in the last 52 weeks, of adults not in a severe episode now",
        lambda seen: percent(seen.survey.served, seen.survey.adult & ~_distressed_now(seen)),
    ),
    Measure(
        "ever_in_contact",
        "any session ever, of adults who ever had an episode",
        lambda seen: percent(_ever_treated(seen), _ever_ill(seen)),
    ),
    Measure(
        "ever_in_contact_after_20_years",
        "any session ever, of adults whose first episode began 20 years ago or more",
        _ever_after_long,
    ),
    Measure(
        "years_to_first_contact",
        "years from first episode to first session, median of those with any, none of them before",
        _years_of_delay,
        unit="years",
    ),
    Measure(
        "ever_treated_of_adults",
        "any session ever, of adults",
        lambda seen: percent(_ever_treated(seen), seen.survey.adult),
    ),
    Measure(
        "knows_somebody_treated",
        "adults with at least one tie who ever had a session",
        _knows_somebody,
    ),
)
