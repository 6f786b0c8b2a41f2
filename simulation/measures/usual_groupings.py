"""Groupings that every world has and results are told by unless one says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import SEVERITIES
from simulation.population.demographics import SEXES

if TYPE_CHECKING:
    from simulation.measures.survey import Survey


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
