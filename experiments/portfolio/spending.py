"""Spending: what mixes cost whoever runs them in their dearest year, in the whole place.

It is what ``compare --budget`` goes by: the payer of strategies, year by year, beyond doing
nothing and not discounted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.compare.budget import at_whole_years

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spending:
    """What mixes cost a year: ``years`` by mix, draw and year, in the whole place."""

    years: Floats

    @property
    def by_draw(self) -> Floats:
        """The dearest year of each mix in each draw."""
        return np.asarray(self.years.max(axis=2))

    @property
    def dearest(self) -> Floats:
        """The dearest year of each mix, in the mean over draws: what has to fit into a budget."""
        return np.asarray(self.years.mean(axis=1).max(axis=1))

    @property
    def dearest_year(self) -> NDArray[np.int64]:
        """Which year that is, the first one being 1."""
        return np.asarray(self.years.mean(axis=1).argmax(axis=1) + 1)

    @property
    def mean_year(self) -> Floats:
        """The mean of all years, in the mean over draws."""
        return np.asarray(self.years.mean(axis=(1, 2)))

    def among(self, kept: NDArray[np.bool_]) -> Spending:
        """That of some of the mixes."""
        return Spending(self.years[kept])


def columns_of(weeks: int) -> tuple[str, ...]:
    """What a run tells of its spending: a column for each year, per adult."""
    return tuple(f"programme_year_{year + 1}" for year in range(-(-weeks // 52)))


ADULTS = "adults_simulated"
"""What a run tells of its size."""


def spending_of(
    told: Floats, nothing: Floats, adults: float, weeks: int, order: Sequence[int]
) -> Spending:
    """Spending of mixes, in ``order``: ``told`` is per adult by draw, mix and year (means over
    seeds), ``nothing`` the same of doing nothing."""
    beyond = (told - nothing[:, None])[:, list(order)] * adults
    return Spending(at_whole_years(np.moveaxis(beyond, 1, 0), weeks))
