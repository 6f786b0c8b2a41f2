"""Payers: who pays for services and strategies, year by year.

What everybody pays together is the cost of services and strategies, whoever pays: each payment is
of one payer, and nothing is counted twice. Payers that the model does not know are named, so that
nobody takes them for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.population.columns import YEAR

Floats = NDArray[np.float64]
Series = Mapping[str, Floats]
EVERYBODY = "all"
"""All payers together."""


@dataclass(frozen=True, slots=True)
class Payer:
    """One who pays: a name, words, and what it pays each week, made of weekly series."""

    name: str
    title: str
    pays: Callable[[Series], Floats]


PAYERS: dict[str, Payer] = {
    one.name: one
    for one in (
        Payer("person", "patients, out of pocket", lambda s: s["patient_payments"]),
        Payer(
            "health_care",
            "insurers and funders of services",
            lambda s: s["cost_services"] - s["patient_payments"] - s["subsidies"],
        ),
        Payer(
            "programme",
            "whoever runs the strategies, subsidies included",
            lambda s: s["cost_strategies"],
        ),
    )
}
"""Payers that the model knows, by name."""
UNKNOWN = (
    "employers (sick pay, work lost)",
    "families (time given, travel)",
    "the state beyond services and strategies (benefits, taxes)",
)
"""Payers that the model knows nothing of."""


def by_year(series: Series, adults: int) -> dict[str, Floats]:
    """What each payer, and all together, spend per adult in each year: rows as in the series, a
    column a year. The last one may be a part of a year."""
    count = max(adults, 1)
    told = {name: summed_by_year(payer.pays(series)) / count for name, payer in PAYERS.items()}
    whole = series["cost_services"] + series["cost_strategies"] - series["subsidies"]
    return {**told, EVERYBODY: summed_by_year(whole) / count}


def summed_by_year(flow: Floats) -> Floats:
    """What flows in each year, from what flows in each week (the last axis)."""
    return np.asarray(np.add.reduceat(flow, np.arange(0, flow.shape[-1], YEAR), axis=-1))


def weeks_of_years(weeks: int) -> list[int]:
    """How many weeks each year of so many weeks has: 52, and what is left in the last one."""
    return [min(YEAR, weeks - first) for first in range(0, weeks, YEAR)]
