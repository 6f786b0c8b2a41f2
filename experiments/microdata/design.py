"""Means and shares from a sample with weights, strata and clusters, with design-based variances.

Taylor linearisation of a ratio mean, clusters within strata drawn as if with replacement (ultimate
clusters), or with a finite population correction where the number of clusters in each stratum is
known: the estimator that R's ``survey`` calls ``svymean`` of a ``subset`` (Lumley 2010, Complex
Surveys; Binder 1983). A group of people is a domain of the whole sample: clusters without any of
them count as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Estimate:
    """A mean of a domain: ``n`` people of it were asked, ``weight`` is what they stand for.

    ``variance`` is that of the mean, ``degrees`` its degrees of freedom (clusters less strata, of
    those in which the domain occurs). ``effective`` are people of a simple random sample that would
    tell a share as well; NaN where the share is 0 or 1.
    """

    value: float
    variance: float
    degrees: int
    n: int
    weight: float
    effective: float

    @property
    def error(self) -> float:
        """The standard error."""
        return sqrt(self.variance) if self.variance >= 0.0 else nan


class Design:
    """How people were sampled: a weight, a stratum and a cluster for each row.

    ``strata`` and ``clusters`` are codes of any kind; without strata there is one, without clusters
    each row is one. Clusters are told apart within strata. ``population`` is the number of
    clusters there are in the stratum of each row; left out, they are as if without end. A stratum
    with one cluster tells no variance; it is centred on the mean of all clusters (as R's ``adjust``
    does), and ``lonely`` says how many there are.
    """

    def __init__(
        self,
        weights: Floats,
        strata: NDArray[np.int64] | None = None,
        clusters: NDArray[np.int64] | None = None,
        population: Floats | None = None,
    ) -> None:
        rows = weights.size
        self.weights = weights.astype(np.float64)
        given = np.zeros(rows, np.int64) if strata is None else strata
        _, self._stratum = np.unique(given, return_inverse=True)
        own = np.arange(rows) if clusters is None else clusters
        pairs, self._cluster = np.unique(
            np.column_stack([self._stratum, own]), axis=0, return_inverse=True
        )
        self._cluster = self._cluster.reshape(-1)
        self._stratum_of = pairs[:, 0].astype(np.int64)
        self._clusters = np.bincount(self._stratum_of)
        self.lonely = int(np.count_nonzero(self._clusters == 1))
        self._left = np.ones(self._clusters.size)
        if population is not None:
            there = np.full(self._clusters.size, np.inf)
            np.minimum.at(there, self._stratum, population)
            self._left = np.clip(1.0 - self._clusters / np.maximum(there, 1.0), 0.0, 1.0)
            self.too_few = int(np.count_nonzero(there < self._clusters))
        else:
            self.too_few = 0

    def mean(self, values: Floats, domain: Mask) -> Estimate:
        """The mean of ``values`` among those of the domain; NaN where it is empty."""
        weights = np.where(domain, self.weights, 0.0)
        total, n = float(weights.sum()), int(np.count_nonzero(weights))
        if not n:
            return Estimate(nan, nan, 0, 0, 0.0, nan)
        known = np.where(domain, values, 0.0)
        inside_only = known[weights > 0.0]
        alike = bool((inside_only == inside_only[0]).all())
        value = float(inside_only[0]) if alike else float(weights @ known) / total
        scores = weights * (known - value) / total
        variance = self._variance(scores)
        inside = np.unique(self._cluster[weights > 0.0])
        degrees = inside.size - np.unique(self._stratum_of[inside]).size
        effective = value * (1.0 - value) / variance if variance > 0.0 else nan
        return Estimate(value, variance, max(int(degrees), 1), n, total, effective)

    def _variance(self, scores: Floats) -> float:
        """The variance of the sum of these scores over the sample."""
        sums = np.bincount(self._cluster, scores, self._stratum_of.size)
        means = np.bincount(self._stratum_of, sums) / self._clusters
        centre = np.where(self._clusters == 1, sums.mean(), means)
        squares = np.bincount(self._stratum_of, (sums - centre[self._stratum_of]) ** 2)
        many = self._clusters
        times = np.where(many > 1, many / np.maximum(many - 1, 1), 1.0)
        return float(np.sum(self._left * times * squares))
