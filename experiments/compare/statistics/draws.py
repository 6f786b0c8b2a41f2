"""Draws of means: what the true means of several quantities may be, given their values by seed.

The draws have the mean of the seeds, their covariance divided by the number of seeds, and the tails
of Student's t with one degree of freedom less than there are seeds. So for every single difference
they say what its t interval says, and for several at once they keep what is common to them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import decision, normals, uniforms

Floats = NDArray[np.float64]

DRAWS = 10_000
NORMAL = decision("compare: weights of seeds in draws of the mean")
SPREAD = decision("compare: spread of draws of the mean")


class MeanDraws:
    """Draws of means over ``seeds`` seeds; the same for all quantities, so that they belong
    together.

    ``key`` is the seed of the draws. Raises ValueError for fewer than two seeds.
    """

    def __init__(self, seeds: int, *, key: int, number: int = DRAWS) -> None:
        from scipy.special import chdtri

        if seeds < 2:
            raise ValueError("two seeds at least")
        self.seeds = seeds
        self.number = number
        drawn = normals(key, NORMAL, number * seeds).reshape(number, seeds)
        drawn -= drawn.mean(axis=1, keepdims=True)
        # chdtri is the inverse of the upper tail; a uniform of 0 would be infinitely far out.
        tail = 1.0 - uniforms(key, SPREAD, number)
        squares = chdtri(seeds - 1, tail)
        self._weights = drawn / np.sqrt(np.maximum(squares, 1e-300) * seeds)[:, None]

    def of(self, values: Floats) -> Floats:
        """Draws of the means of ``values``: a row a draw, a column for each column of values.

        ``values`` has a row a seed and no NaN. A column without any spread is drawn as it is.
        """
        drawn = np.empty((self.number, values.shape[1]))
        for column in range(values.shape[1]):
            here = np.ascontiguousarray(values[:, column])
            centre = here.mean()
            # Not by matrix product, whose last bits depend on the columns beside it and on threads:
            # equal columns are to stay equal.
            drawn[:, column] = centre + np.einsum("ds,s->d", self._weights, here - centre)
        return drawn


def shares_of_best(values: Floats, better: int, weights: Floats | None = None) -> list[float]:
    """How often each column is the best of its row; those that are equally good share the row.

    ``better`` is 1 where more is better and -1 where less is. ``weights``, which add up to one, say
    how much each row counts; left out, all count alike.
    """
    scores = values * better
    best = scores == scores.max(axis=1, keepdims=True)
    parts = best / best.sum(axis=1, keepdims=True)
    shares: list[float] = (
        parts.mean(axis=0) if weights is None else np.einsum("d,da->a", weights, parts)
    ).tolist()
    return shares


def complete(columns: Sequence[Floats]) -> Floats:
    """Columns side by side, without the rows in which one of them is NaN."""
    values = np.column_stack([np.asarray(column, np.float64) for column in columns])
    return np.asarray(values[~np.isnan(values).any(axis=1)])
