"""Towns: points of the priors as towns that are built, lived in and asked for the figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.evaluation.evaluations import Evaluations, points_at
from experiments.posterior.rows import Row
from experiments.uncertainty.draws import Together, columns_at
from experiments.uncertainty.uncertain import Uncertain

Floats = NDArray[np.float64]


class Towns:
    """What towns at points give for all rows; called as ``Simulate`` for those of the fit alone."""

    def __init__(
        self,
        model: Evaluations,
        uncertain: Sequence[Uncertain],
        together: Together,
        rows: Sequence[Row],
    ) -> None:
        self._model = model
        self._uncertain = tuple(uncertain)
        self._together = together
        self.rows = tuple(rows)
        self.fitted = sum(row.use == "fit" for row in rows)
        assert all(row.use == "fit" for row in rows[: self.fitted])
        self.number = self.failed = 0

    def __call__(self, z: Floats, seeds: NDArray[np.int64], phase: str) -> Floats:
        """Values of the rows of the fit: what is checked afterwards never leaves here."""
        given = self.all_rows(z, seeds, phase)
        self.number += len(given)
        self.failed += int(np.isnan(given).all(axis=1).sum())
        return given[:, : self.fitted]

    def all_rows(self, z: Floats, seeds: NDArray[np.int64], phase: str) -> Floats:
        """Values of all rows on their scales: a row a point."""
        points = points_at(shares_of(z), self._uncertain, None, self._together)
        values = self._model.run_each(points, seeds.tolist(), phase)
        return np.stack(
            [row.scaled(values[:, place]) for place, row in enumerate(self.rows)], axis=1
        )

    def numbers(self, z: Floats) -> Floats:
        """The values of the numbers at points: a row a point, a column a number."""
        columns = columns_at(shares_of(z), self._uncertain, self._together)
        return np.array(columns, np.float64).reshape(len(self._uncertain), len(z)).T.copy()


def shares_of(z: Floats) -> Floats:
    """Points of the unit cube: never nothing or all, where some distributions have no value."""
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(z), 1e-9, 1.0 - 1e-9))


def in_single(values: Floats, low: float, high: float) -> Floats:
    """Values that single precision holds, within their bounds: draws in half the space."""
    rounded = values.astype(np.float32)
    up = np.nextafter(rounded, np.float32(np.inf))
    down = np.nextafter(rounded, np.float32(-np.inf))
    rounded = np.where(rounded.astype(np.float64) < low, up, rounded)
    rounded = np.where(rounded.astype(np.float64) > high, down, rounded)
    return np.asarray(rounded.astype(np.float64))
