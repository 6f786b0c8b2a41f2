"""Runs: what towns gave at points, and what an emulator of a figure learns from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.emulator import Training

Floats = NDArray[np.float64]
Simulate = Callable[[Floats, NDArray[np.int64], str], Floats]
"""Points (a row each, standard normal coordinates), a seed for each, and what the work is for, to
the rows' values on their scales: a row a point, a column a figure; NaN where there is none."""
SEEDS = 2
"""Runs of a point at most."""


@dataclass(frozen=True)
class Runs:
    """Points and what was given at each by one seed or two: (points, seeds, figures)."""

    z: Floats
    values: Floats

    @classmethod
    def none(cls, width: int, figures: int) -> Runs:
        """No runs yet."""
        return cls(np.empty((0, width)), np.empty((0, SEEDS, figures)))

    def __len__(self) -> int:
        return len(self.z)

    def and_also(self, z: Floats, values: Floats) -> Runs:
        """These and further ones."""
        return Runs(np.vstack([self.z, z]), np.concatenate([self.values, values]))

    def of(self, which: NDArray[np.bool_]) -> Runs:
        """Those at some of the points."""
        return Runs(self.z[which], self.values[which])

    def latest(self, most: int) -> Runs:
        """Those at the last points, so many at most."""
        return Runs(self.z[-most:], self.values[-most:])

    def training(self, figure: int) -> tuple[Training, NDArray[np.bool_]]:
        """What is known of one figure, and at which of the points."""
        values = self.values[:, :, figure]
        count = np.isfinite(values).sum(axis=1)
        there = count > 0
        values, count = values[there], count[there]
        mean = np.nanmean(values, axis=1)
        within = float(np.nansum((values - mean[:, None]) ** 2))
        return (
            Training(self.z[there], mean, count.astype(float), within, int((count - 1).sum())),
            there,
        )


def simulated(
    simulate: Simulate, z: Floats, first: int, twice: int, figures: int, phase: str
) -> tuple[Floats, int]:
    """Values at points, each with a seed of its own from ``first`` on, the first ``twice`` with
    two; and the first seed that is free afterwards.

    Seeds differ between points: with the same everywhere an emulator would learn their luck as if
    it were the model.
    """
    number = len(z)
    points = np.vstack([z, z[:twice]])
    seeds = first + np.arange(len(points), dtype=np.int64)
    given = simulate(points, seeds, phase)
    values = np.full((number, SEEDS, figures), np.nan)
    values[:, 0] = given[:number]
    values[:twice, 1] = given[number:]
    return values, first + len(points)
