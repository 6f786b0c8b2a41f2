"""Curves of one number: what a regression may make of it, a straight line and bends.

A number is put on the scale of normal scores (van der Waerden 1952), so that long tails do not draw
the curve to themselves; on this scale stands a natural cubic spline, taken apart into a straight
line and bends of rising roughness (Demmler and Reinsch 1975), each less likely than the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_SHARES = (0.025, 0.21, 0.40, 0.60, 0.79, 0.975)
"""Where knots stand, as shares of the draws."""
_LEAST_VALUES = 3
"""A number with fewer values has no bends."""


@dataclass(frozen=True)
class Curve:
    """Scales of one number: from its values to columns of a regression."""

    values: Floats
    scores: Floats
    knots: Floats
    bends: Floats
    centre: Floats

    def columns(self, values: Floats) -> Floats:
        """A straight line and bends at values: shape (values, 1 + bends)."""
        z = np.interp(values, self.values, self.scores)
        raw = np.column_stack([np.ones_like(z), z, _natural(z, self.knots)])
        return np.asarray(raw @ self.bends - self.centre)


def curve(values: Floats, weights: Floats) -> Curve | None:
    """The curve of a number from its draws; None where all are the same."""
    scores = _scores(values, weights)
    at, places = np.unique(values, return_index=True)
    if at.size < 2:
        return None
    z = scores[places]
    few = at.size < _LEAST_VALUES
    knots = np.unique(np.interp(_SHARES, np.cumsum(_by(at, values, weights)), z))
    none = np.empty(0) if few or knots.size < 3 else knots
    raw = np.column_stack([np.ones_like(scores), scores, _natural(scores, none)])
    # Bends are what is left of the spline beside a straight line, in order of roughness.
    root = np.sqrt(weights)[:, None]
    line, _ = np.linalg.qr(raw[:, :2] * root)
    rest = raw[:, 2:] * root
    told = np.linalg.lstsq(raw[:, :2] * root, rest, rcond=None)[0]
    rest = rest - line @ (line.T @ rest)
    spread = float(np.sqrt(weights @ (scores - weights @ scores) ** 2))
    bends = np.zeros((raw.shape[1], 1 + rest.shape[1]))
    bends[1, 0] = 1.0 / spread
    if none.size:
        roughness = _roughness(none)
        # The generalised eigenvectors of roughness against size are orthonormal in size.
        from scipy.linalg import eigh

        size = rest.T @ rest
        jitter = 1e-9 * np.trace(size) / len(size)
        rough, vectors = eigh(roughness, size + jitter * np.eye(len(size)))
        vectors = vectors * np.sqrt(rough[0] / rough)
        bends[2:, 1:] = vectors
        bends[:2, 1:] = -told @ vectors
    columns = raw @ bends
    return Curve(at, z, none, bends, np.asarray(weights @ columns))


def _by(at: Floats, values: Floats, weights: Floats) -> Floats:
    """The weight of each value."""
    return np.asarray(
        np.bincount(np.searchsorted(at, values), weights=weights, minlength=at.size), np.float64
    )


def _scores(values: Floats, weights: Floats) -> Floats:
    """Normal scores of values by weight; equal values have the same."""
    from scipy.special import ndtri

    at = np.unique(values)
    each = _by(at, values, weights)
    middle = np.cumsum(each) - each / 2.0
    return np.asarray(ndtri(middle / each.sum())[np.searchsorted(at, values)])


def _natural(z: Floats, knots: Floats) -> Floats:
    """The natural cubic spline beside a straight line (Hastie, Tibshirani and Friedman 2009, 5.4):
    shape (values, knots - 2)."""
    if knots.size < 3:
        return np.empty((z.size, 0))
    beyond = np.maximum(z[:, None] - knots, 0.0) ** 3
    slope = (beyond[:, :-1] - beyond[:, -1:]) / (knots[-1] - knots[:-1])
    return np.asarray(slope[:, :-1] - slope[:, -1:])


def _roughness(knots: Floats) -> Floats:
    """Integrals of products of second derivatives, exact: these are straight between knots."""
    ends = np.maximum(knots[:, None] - knots, 0.0) * 6.0
    slope = (ends[:, :-1] - ends[:, -1:]) / (knots[-1] - knots[:-1])
    second = slope[:, :-1] - slope[:, -1:]
    wide = np.diff(knots)[:, None, None]
    left, right = second[:-1, :, None], second[1:, :, None]
    left_, right_ = second[:-1, None, :], second[1:, None, :]
    parts = wide / 6.0 * (2 * left * left_ + left * right_ + right * left_ + 2 * right * right_)
    return np.asarray(parts.sum(axis=0))
