"""A model in closed form for fits of whole towns: its posterior can be added up on a grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.rows import Row

Floats = NDArray[np.float64]
LUCK = np.array([0.1, 0.05, 0.15])


def expected(z: Floats) -> Floats:
    """Three figures that depend on the first two numbers, together and curved."""
    x, y = z[:, 0], z[:, 1]
    return np.stack([x + 0.3 * x * y, np.exp(0.3 * y) + 0.2 * x**2, y - 0.5 * x], axis=1)


def rows_of(values: Floats | tuple[float, ...], blur: float = 0.14) -> tuple[Row, ...]:
    """Rows with these values: half of the variance is of observation, half discrepancy."""
    each = blur**2 / 2.0
    return tuple(
        Row(name, name, "%", float(value), each, each)
        for name, value in zip("abc", values, strict=True)
    )


def noise(seeds: NDArray[np.int64]) -> Floats:
    """The luck of seeds: normal draws that depend on the seed alone."""
    return np.stack([np.random.default_rng(int(seed)).standard_normal(3) for seed in seeds])


def simulate(z: Floats, seeds: NDArray[np.int64], phase: str) -> Floats:
    """Towns at points."""
    return np.asarray(expected(z) + LUCK * noise(seeds))


class OnGrid:
    """The posterior of two numbers, by brute force on a grid of their normal scores."""

    def __init__(self, rows: tuple[Row, ...], steps: int = 601) -> None:
        side = np.linspace(-5.0, 5.0, steps)
        one, other = np.meshgrid(side, side, indexing="ij")
        self.z = np.stack([one.ravel(), other.ravel()], axis=1)
        self.prior = np.exp(-0.5 * (self.z**2).sum(axis=1))
        self.prior /= self.prior.sum()
        told = expected(self.z)
        self.far = np.stack(
            [
                (row.value - told[:, at]) / np.sqrt(row.variance + LUCK[at] ** 2)
                for at, row in enumerate(rows)
            ],
            axis=1,
        )
        weights = self.prior * np.exp(-0.5 * (self.far**2).sum(axis=1))
        self.weights = weights / weights.sum()

    @property
    def mean(self) -> Floats:
        return np.asarray(self.weights @ self.z)

    @property
    def spread(self) -> Floats:
        return np.asarray(np.sqrt(self.weights @ (self.z - self.mean) ** 2))

    @property
    def correlation(self) -> float:
        both = self.weights @ (self.z - self.mean).prod(axis=1)
        return float(both / self.spread.prod())

    def volume(self, cut: float) -> float:
        """The share of the prior whose largest implausibility is up to ``cut``."""
        return float(self.prior[(np.abs(self.far) <= cut).all(axis=1)].sum())
