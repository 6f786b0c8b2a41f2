"""Components of variance: what of the spread over draws is doubt about numbers, what luck of seeds.

Values have a row a draw of the numbers and a column a seed; all draws have the same seeds. A value
is the sum of what the numbers say, what the luck of its seed is in all draws alike, and a rest that
is different luck for different numbers (two-way random effects, Searle, Casella and McCulloch
1992). The mean over seeds of a draw still holds a share of that rest: the spread of such means is
larger than the doubt about numbers, and what is best by them is in part the luckiest.

Several quantities are taken apart together, with their covariances, so that whatever is worked out
from them (a net benefit, a difference of two options) is taken apart in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NOTHING = 1e-12
"""Variance, relative to the largest, that is nothing but rounding."""


@dataclass(frozen=True)
class Components:
    """Means by draw and the covariances of their parts, for k quantities.

    ``means`` has shape (draws, k): means over seeds. ``centre`` is their weighted mean. Each
    covariance has shape (k, k): ``numbers`` is that of doubt about numbers, without negative
    variances; ``luck`` of one seed in all draws alike, ``rest`` of one seed in one draw. Both are
    None with one seed, where nobody can tell them from doubt about numbers, and ``numbers`` then
    holds all there is.
    """

    means: Floats
    weights: Floats
    seeds: int
    centre: Floats
    numbers: Floats
    luck: Floats | None
    rest: Floats | None

    @property
    def shrunken(self) -> Floats:
        """Means by draw without the luck of seeds in their spread: shape (draws, k).

        Each draw is moved towards the mean of all until their covariance is ``numbers``: the
        constrained empirical Bayes estimate (Ghosh 1992) in its form for several quantities. Exact
        where doubt and luck are normal; where they are not, the first two moments are right.
        """
        spread = _covariance(self.means, self.weights, self.centre)
        return np.asarray(
            self.centre + (self.means - self.centre) @ _shrinking(spread, self.numbers)
        )

    @property
    def error_of_luck(self) -> Floats:
        """Covariance of the error that the seeds, alike in all draws, leave in the means of all
        draws: shape (k, k). Zero with one seed, where it is not known."""
        if self.luck is None:
            return np.zeros((self.centre.size, self.centre.size))
        return self.luck / self.seeds


def components(values: Floats, weights: Floats, rest: Floats | None = None) -> Components:
    """Take values of shape (draws, seeds, k) apart; ``weights`` of draws add up to one.

    All components are unbiased before negative ones are set to zero. ``rest``, a covariance of
    shape (k, k), is the luck of one seed in one draw where it is known otherwise: with one seed it
    is what lets doubt be told from luck. Raises ValueError for NaN and for fewer than two draws.
    """
    draws, seeds, number = values.shape
    if np.isnan(values).any():
        raise ValueError("a value is not a number")
    effective = effective_draws(weights)
    if effective < 1.0 + 1e-9:
        raise ValueError("two draws at least")
    means = values.mean(axis=1)
    centre = np.asarray(weights @ means)
    spread = _covariance(means, weights, centre)
    luck = None
    if seeds > 1:
        of_seeds = np.tensordot(weights, values, 1)  # (seeds, k)
        around = values - means[:, None, :] - of_seeds[None, :, :] + centre
        scale = (seeds - 1) * (1.0 - 1.0 / effective)
        rest = np.einsum("d,dsj,dsk->jk", weights, around, around) / scale
        between = (of_seeds - centre).T @ (of_seeds - centre) / (seeds - 1)
        luck = _positive(between - rest / effective)
    told = spread if rest is None else _positive_within(spread - rest / seeds, spread)
    assert told.shape == (number, number)
    assert len(weights) == draws
    return Components(means, weights, seeds, centre, told, luck, rest)


def effective_draws(weights: Floats) -> float:
    """How many draws of equal weight tell as much (Kish 1965)."""
    return float(1.0 / np.square(weights).sum())


def _covariance(means: Floats, weights: Floats, centre: Floats) -> Floats:
    away = means - centre
    return np.asarray((away * weights[:, None]).T @ away / (1.0 - 1.0 / effective_draws(weights)))


def _root(spread: Floats) -> tuple[Floats, Floats]:
    """A root R of a covariance (R R' = spread) without the directions in which there is none, and
    its left inverse. The scale of the quantities makes no difference."""
    scale = np.sqrt(np.maximum(np.diag(spread), 0.0))
    scale = np.where(scale > 0.0, scale, 1.0)
    values, vectors = np.linalg.eigh(spread / np.outer(scale, scale))
    there = values > _NOTHING * max(float(values.max(initial=0.0)), 1e-300)
    values, vectors = values[there], vectors[:, there]
    return scale[:, None] * vectors * np.sqrt(values), (vectors / np.sqrt(values)).T / scale


def _positive_within(told: Floats, spread: Floats) -> Floats:
    """A covariance without negative variances in any direction, as a part of the whole spread."""
    if told.size == 1:
        return np.clip(told, 0.0, spread)
    root, inverse = _root(spread)
    values, vectors = np.linalg.eigh(inverse @ told @ inverse.T)
    kept = root @ (vectors * np.sqrt(np.clip(values, 0.0, 1.0)))
    return np.asarray(kept @ kept.T)


def _positive(told: Floats) -> Floats:
    if told.size == 1:
        return np.maximum(told, 0.0)
    scale = np.sqrt(np.maximum(np.diag(told), 0.0))
    there = scale > 0.0
    if not there.any():
        return np.zeros_like(told)
    unit = np.where(there, scale, 1.0)
    values, vectors = np.linalg.eigh(told / np.outer(unit, unit))
    kept = unit[:, None] * vectors * np.sqrt(np.maximum(values, 0.0))
    kept[~there] = 0.0
    return np.asarray(kept @ kept.T)


def _shrinking(spread: Floats, numbers: Floats) -> Floats:
    """The matrix that takes deviations with one covariance to deviations with the other."""
    if spread.size == 1:  # thousands of single quantities are asked for
        return np.sqrt(numbers / spread) if spread[0, 0] > 0.0 else np.zeros_like(spread)
    root, inverse = _root(spread)
    values, vectors = np.linalg.eigh(inverse @ numbers @ inverse.T)
    inner = (vectors * np.sqrt(np.clip(values, 0.0, 1.0))) @ vectors.T
    return np.asarray((root @ inner @ inverse).T)
