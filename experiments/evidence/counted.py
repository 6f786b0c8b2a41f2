"""What is counted for a row of targets: an outcome of a group of people, in some weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from experiments.evidence.groups import Group
from simulation.errors import InputError
from simulation.measures.categories import NO_NEED
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Mask, Survey, share_of
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from simulation.town import Town

WATCHED = 5 * YEAR
"""Weeks that are lived for evidence, whatever the horizon of the world: five years, as in the
default one. Rows may ask for later ones where the horizon is longer."""
REASONS = "reasons."
"""How the shares of ``summary.json`` under ``reasons`` begin."""


@dataclass(frozen=True)
class Weeks:
    """Weeks from ``first`` to ``last``, both of them included."""

    first: int
    last: int

    @property
    def words(self) -> str:
        """In words."""
        if self.last - self.first == YEAR - 1 and self.first % YEAR == 0:
            return f"year {self.first // YEAR + 1}"
        return f"weeks {self.first}-{self.last}" if self.first < self.last else f"week {self.last}"


LAST_YEAR = Weeks(WATCHED - YEAR, WATCHED - 1)
"""Of what a row is that names no weeks."""
_YEAR = re.compile(r"year (\d{1,3})")
_WEEK = re.compile(r"week (\d{1,5})")
_WEEKS = re.compile(r"weeks (\d{1,5}) ?(?:-|\u2013|to) ?(\d{1,5})")


def weeks_of(text: str) -> Weeks:
    """``year N``, ``week N`` or ``weeks A-B``; InputError for anything else."""
    if not text:
        return LAST_YEAR
    if (found := _YEAR.fullmatch(text)) and (year := int(found[1])) > 0:
        return Weeks((year - 1) * YEAR, year * YEAR - 1)
    if found := _WEEK.fullmatch(text):
        return Weeks(int(found[1]), int(found[1]))
    if (found := _WEEKS.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return Weeks(int(found[1]), int(found[2]))
    raise InputError(
        "is not a window",
        found=text,
        allowed="year N (1 is the first), week N or weeks A-B (0 is the first), or nothing for "
        f"{LAST_YEAR.words}",
    )


@dataclass(frozen=True)
class Counted:
    """An outcome of a group in some weeks, as it is noted when the last of these has passed."""

    outcome: str
    group: Group
    weeks: Weeks

    def take(self, town: Town) -> float:
        """The number as the town stands: a share or mean of the group, per adult and week of what
        is counted each week."""
        survey = Survey(town)
        among = survey.adult & self.group.mask(survey)
        if self.outcome.startswith(REASONS):
            return _reason(survey, self.outcome.removeprefix(REASONS), among)
        if self.outcome in OUTCOMES:
            return OUTCOMES[self.outcome].compute(survey, among)
        return _weekly(town, self.outcome, self.weeks, int(np.count_nonzero(survey.adult)))


def _reason(survey: Survey, name: str, among: Mask) -> float:
    if name == NO_NEED.name:
        return share_of(~survey.need, survey.untreated & among)
    return share_of(survey.naming((name,)), survey.holding_back & among)


def _weekly(town: Town, name: str, weeks: Weeks, adults: int) -> float:
    """Per adult and week, mean over the weeks."""
    history, many = town.history, weeks.last - weeks.first + 1
    if not adults:
        return nan
    if name == "cost_services":
        total = float(history.service_costs(weeks.first)[:many].sum())
    elif name == "cost_strategies":
        total = float(history.strategy_costs(weeks.first)[:many].sum())
    else:
        row = history.counted[name]
        total = float(history.counts_since(weeks.first)[:many, row.place].sum())
        total *= 0.01 if row.in_hundredths else 1.0
    return total / many / adults
