"""Survey: the people as a survey at the end of a week would find them, and whom it asks.

A *case* is an adult who was in an episode at any time in the 52 weeks that end with the present
one. What is counted by calendar year of the run (visits, weeks ill, health lost, costs) is exact
when the present week ends a year, and weighs the last year in proportion otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.population.columns import NEVER, YEAR

if TYPE_CHECKING:
    from simulation.population.people import Population
    from simulation.town_view import TownView

Mask = NDArray[np.bool_]


class Survey:
    """The people as a survey at the end of this week would find them."""

    def __init__(self, town: TownView) -> None:
        people = town.people
        self.town = town
        self.people: Population = people
        self.week = town.week
        self.adult: Mask = people.age >= town.parameters["youngest_age"][0]
        self.case: Mask = self.adult & ((people.severity > 0) | self.in_year(people.remission))
        self.served: Mask = self.in_year(people.last_service)
        self.need: Mask = self.in_year(people.last_need) | self.served
        self.untreated: Mask = self.case & ~self.served
        self.holding_back: Mask = self.untreated & self.need
        """Cases without care who saw a need: those whom surveys ask for their reasons."""

    def in_year(self, weeks: NDArray[np.int16]) -> Mask:
        """Whether these weeks lie in the 52 that end with the present one."""
        return np.asarray((weeks > self.week - YEAR) & (weeks != NEVER))

    def over_year(self, name: str) -> NDArray[np.float64]:
        """What was counted for each person over the last 52 weeks."""
        begun = (self.week + 1) % YEAR / YEAR
        last: NDArray[np.float64] = getattr(self.people, f"{name}_last_year").astype(np.float64)
        return getattr(self.people, f"{name}_this_year") + (1.0 - begun) * last

    def naming(self, barriers: Iterable[str]) -> Mask:
        """Who would name one of these barriers."""
        found = np.zeros(self.people.people, np.bool_)
        for name in barriers:
            found |= self.in_year(getattr(self.people, f"barrier_{name}"))
        return found


def share_of(what: Mask, among: Mask) -> float:
    """The share of people for whom something is so; NaN among nobody."""
    of = np.count_nonzero(among)
    return float(np.count_nonzero(what & among) / of) if of else float("nan")


def median_of(values: NDArray[Any], among: Mask) -> float:
    """The median of a column; NaN among nobody."""
    return float(np.median(values[among])) if among.any() else float("nan")


def mean_of(values: NDArray[Any], among: Mask) -> float:
    """The mean of a column; NaN among nobody."""
    return float(np.mean(values[among], dtype=np.float64)) if among.any() else float("nan")


@dataclass(frozen=True, slots=True)
class Among:
    """Whom an outcome is about: its denominator, in words and as a mask.

    ``words`` name several of them, to stand behind *of* or *per 1,000*. ``mask(survey)`` tells who
    they are; children are left out by the group that an outcome is computed for.
    """

    words: str
    mask: Callable[[Survey], Mask]


ADULTS = Among("adults", lambda s: s.adult)
CASES = Among("adults with a disorder in the year", lambda s: s.case)
UNTREATED = Among("adults with a disorder in the year and no session in it", lambda s: s.untreated)
HOLDING_BACK = Among(
    "adults with a disorder in the year who saw a need and had no session", lambda s: s.holding_back
)
SERVED = Among("adults with a session in the year", lambda s: s.served)
DROPPED_OUT = Among(
    "adults who dropped out in the year", lambda s: s.in_year(s.people.last_dropout)
)
BEGAN = Among("adults who began a course in the year", lambda s: s.in_year(s.people.last_entry))
CASES_BEGAN = Among(
    "adults with a disorder who began a course in the year",
    lambda s: s.case & s.in_year(s.people.last_entry),
)
OFFERED = Among("adults offered help in the year", lambda s: s.in_year(s.people.last_offer))
ONSET = Among(
    "adults whose first episode began one to three years ago, without a session before it",
    lambda s: _onset_one_to_three_years_ago(s),
)


def _onset_one_to_three_years_ago(survey: Survey) -> Mask:
    onset = survey.people.first_onset.astype(np.int32)
    contact = survey.people.first_contact.astype(np.int32)
    recent = (onset > survey.week - 3 * YEAR) & (onset <= survey.week - YEAR) & (onset != NEVER)
    # A session before the first episode is no answer to it: surveys ask after contact for the
    # disorder, and who had one before cannot have a first one any more.
    return np.asarray(recent & ((contact == NEVER) | (contact >= onset)))
