"""Told: what a survey would find in a town: all outcomes, of all or by group, and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import unknown_name
from simulation.measures.categories import BARRIERS, NO_NEED, SEVERITIES
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Mask, Survey, share_of
from simulation.population.demographics import SEXES

if TYPE_CHECKING:
    from simulation.town_view import TownView


def outcomes(town: TownView, group: Mask | None = None) -> dict[str, float]:
    """All outcomes as of this week, of all adults or of those in ``group``."""
    survey = Survey(town)
    among = survey.adult if group is None else survey.adult & group
    return {name: outcome.compute(survey, among) for name, outcome in OUTCOMES.items()}


def reasons(town: TownView) -> dict[str, float]:
    """Barriers by the share of people who would name them.

    ``low_perceived_need`` is of all cases without a session, the others of those among them who
    saw a need; several may be named by one person.
    """
    survey = Survey(town)
    shares = {NO_NEED.name: share_of(~survey.need, survey.untreated)}
    for name in BARRIERS:
        shares[name] = share_of(survey.naming((name,)), survey.holding_back)
    return shares


def _by_income(survey: Survey) -> tuple[NDArray[Any], tuple[str, ...]]:
    income = survey.people.income
    cuts = np.quantile(income[survey.adult], (1 / 3, 2 / 3)) if survey.adult.any() else (0.0, 0.0)
    return np.searchsorted(cuts, income, side="right"), ("low", "middle", "high")


GROUPINGS: dict[str, Callable[[Survey], tuple[NDArray[Any], tuple[str, ...]]]] = {
    "severity": lambda s: (s.people.worst_severity, SEVERITIES),
    "income": _by_income,
    "culture": lambda s: (s.people.culture, s.people.culture_names),
    "sex": lambda s: (s.people.sex, SEXES),
}
"""What outcomes can be told by: codes of the people, and names of the codes.

Severity is the worst of the last episode; income is thirds of the adults by household income."""


def breakdown(town: TownView, by: Iterable[str]) -> list[dict[str, Any]]:
    """Outcomes of each group: rows with ``by``, ``group``, ``adults`` and all outcomes.

    Raises InputError for a grouping that is not in ``GROUPINGS``.
    """
    survey = Survey(town)
    rows: list[dict[str, Any]] = []
    for grouping in by:
        if grouping not in GROUPINGS:
            raise unknown_name("grouping", grouping, GROUPINGS, source="--by")
        codes, names = GROUPINGS[grouping](survey)
        for code, name in enumerate(names):
            among = survey.adult & (codes == code)
            row = {"by": grouping, "group": name, "adults": int(np.count_nonzero(among))}
            for outcome in OUTCOMES.values():
                row[outcome.name] = outcome.compute(survey, among)
            rows.append(row)
    return rows
