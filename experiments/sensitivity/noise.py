"""Luck apart from parameters: what of the spread of outcomes comes from seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spread:
    """Where the variance of a single run comes from.

    ``points`` between points of the parameters, ``seeds`` between seeds that all points meet alike,
    ``luck`` between seeds at one point beyond that. Variances, never below zero; NaN for one seed,
    which cannot tell luck from parameters.
    """

    points: float
    seeds: float
    luck: float
    number: int
    """Seeds of each point."""

    @property
    def luck_share(self) -> float:
        """The share of the variance of a single run that is luck of either kind."""
        total = self.points + self.seeds + self.luck
        return (self.seeds + self.luck) / total if total > 0 else float("nan")

    @property
    def luck_of_means(self) -> float:
        """The share of the variance between means of points that is luck that seeds leave in it."""
        left = self.luck / self.number
        total = self.points + left
        return left / total if total > 0 else float("nan")


def spread(values: NDArray[np.float64]) -> Spread:
    """Variance components of ``values`` by point and seed: two-way, random, one value a cell."""
    points, seeds = values.shape
    by_point, by_seed = values.mean(axis=1), values.mean(axis=0)
    between = seeds * float(by_point.var(ddof=1))
    if seeds < 2:
        return Spread(between, float("nan"), float("nan"), seeds)
    left = values - by_point[:, None] - by_seed[None, :] + values.mean()
    luck = float((left**2).sum()) / ((points - 1) * (seeds - 1))
    of_points = max((between - luck) / seeds, 0.0)
    of_seeds = max(float(by_seed.var(ddof=1)) - luck / points, 0.0)
    return Spread(of_points, of_seeds, luck, seeds)
