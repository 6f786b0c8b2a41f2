"""Discounting: by how much less costs and health count the later they come.

Most guidelines take one rate for both; some take a lower one for health, so that costs and health
may have a rate each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from simulation.parameters.costs import Costs

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rates:
    """Discount rates, shares per year: of ``costs``, and of ``health`` and all other effects."""

    costs: float
    health: float

    @classmethod
    def of(cls, rate: Rates | float) -> Rates:
        """One rate for both, or the two as they are."""
        return rate if isinstance(rate, Rates) else cls(rate, rate)

    @property
    def same(self) -> bool:
        """Whether costs and health count alike."""
        return self.costs == self.health

    def told(self) -> dict[str, float]:
        """Both by the names that options and files have for them."""
        return {"discount_rate_costs": self.costs, "discount_rate_health": self.health}


def rates_of(
    costs: Costs,
    both: float | None = None,
    of_costs: float | None = None,
    of_health: float | None = None,
) -> Rates:
    """The rates of a world, unless others are given: one for ``both``, or one of each.

    What is said of one alone counts before what is said of both, and what is given before what the
    world says.
    """

    def first(*said: float | None) -> float:
        return next(one for one in said if one is not None)

    return Rates(
        first(of_costs, both, costs.discount_rate_costs, costs.discount_rate),
        first(of_health, both, costs.discount_rate_health, costs.discount_rate),
    )


def rates_told(told: Mapping[str, Any]) -> Rates:
    """The rates that ``comparison.json`` tells; one for both, where it is of an older version."""
    both = told["discount_rate"]
    return Rates(
        float(told.get("discount_rate_costs", both)), float(told.get("discount_rate_health", both))
    )


def rate_words(rate: Rates | float | None) -> str:
    """How costs and health are discounted, in words."""
    if rate is None:
        return "discounted"
    rates = Rates.of(rate)
    if rates.same:
        return f"discounted at {100 * rates.costs:g} % a year"
    return (
        f"discounted at {100 * rates.costs:g} % (costs) and {100 * rates.health:g} % (health) a "
        "year"
    )


def factors(weeks: int, rate: float) -> Floats:
    """How much each week counts at a discount rate (a share per year): 1 in week 0, and falling."""
    return np.asarray((1.0 + rate) ** (-np.arange(weeks) / YEAR))
