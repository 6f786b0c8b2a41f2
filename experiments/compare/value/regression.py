"""Regression: what net benefits are expected to be, given some numbers and not the others.

The expectation of a net benefit given numbers is a sum of curves, one for each number (Strong,
Oakley and Brennan 2014, with an additive model). Straight lines and bends are normal random effects
with a variance each, chosen by restricted likelihood, so that a number that does nothing gets no
curve, and many numbers may stand in one regression of few draws. Options are turned to principal
components, each with variances of its own, so that what tells apart two options that are nearly
equal is not lost beside what moves all.

A few lines of NumPy: regressions of general libraries penalise by cross-validation, know no doubt
of their own curves, and cost a second to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.components import effective_draws
from experiments.compare.value.curves import Curve, curve

Floats = NDArray[np.float64]
_RATIOS = (0.0, 0.3, 1.0, 3.0)
"""Variances of bends against those of lines, as standard deviations, that are tried."""
_SIZES = np.concatenate([[0.0], np.exp(np.linspace(np.log(1e-3), np.log(1e4), 29))])
"""Variances of curves against that of the rest, for all draws together."""
_NOTHING = 1e-10


@dataclass(frozen=True)
class Responses:
    """What is regressed: values by draw, turned to uncorrelated components of unit variance."""

    weights: Floats
    centre: Floats
    turned: Floats
    back: Floats

    @property
    def effective(self) -> float:
        """How many draws of equal weight tell as much."""
        return effective_draws(self.weights)

    @property
    def root(self) -> Floats:
        """The root of the weight of each draw, so that their squares add up to ``effective``."""
        return np.asarray(np.sqrt(self.weights * self.effective))


def responses(values: Floats, weights: Floats) -> Responses:
    """Responses from values of shape (draws, options)."""
    centre = np.asarray(weights @ values)
    away = values - centre
    scale = np.sqrt(weights @ away**2)
    scale = np.where(scale > _NOTHING * np.abs(values).max(initial=0.0), scale, np.inf)
    _, spread, vectors = np.linalg.svd(
        away / scale * np.sqrt(weights)[:, None], full_matrices=False
    )
    there = spread > _NOTHING
    turned = away / scale @ vectors[there].T / spread[there]
    back = vectors[there] * spread[there, None] * np.where(np.isfinite(scale), scale, 0.0)
    return Responses(weights, centre, turned, back)


@dataclass(frozen=True)
class Design:
    """Columns of curves, ready for any responses: for each ratio of bends to lines an orthonormal
    basis of what they can tell, and how much each direction of it weighs."""

    curves: tuple[tuple[int, Curve], ...]
    bases: tuple[tuple[Floats, Floats, Floats], ...]
    """Basis (draws, rank), weights (rank,), and the way from columns to the basis."""
    ratios: tuple[float, ...]


def design(numbers: Floats, chosen: Sequence[int], weights: Floats) -> Design | None:
    """The design of some of the numbers (columns); None where none of them varies."""
    curves = [(place, curve(numbers[:, place], weights)) for place in chosen]
    there = tuple((place, one) for place, one in curves if one is not None)
    if not there:
        return None
    root = np.sqrt(weights * effective_draws(weights))[:, None]
    bases, ratios = [], []
    for ratio in _RATIOS:
        scaled = _columns(numbers, there, ratio) * root
        left, spread, right = np.linalg.svd(scaled, full_matrices=False)
        kept = spread > 1e-9 * spread[0]
        bases.append((left[:, kept], spread[kept] ** 2, right[kept].T / spread[kept]))
        ratios.append(ratio)
        if all(one.bends.shape[1] == 1 for _, one in there):
            break  # no bends
    return Design(there, tuple(bases), tuple(ratios))


def _columns(numbers: Floats, curves: Sequence[tuple[int, Curve]], ratio: float) -> Floats:
    """Lines and bends of all curves, each number with the same weight and all together with one."""
    made = []
    for place, one in curves:
        columns = one.columns(numbers[:, place])
        made.append(columns[:, :1])
        if ratio:
            made.append(ratio * columns[:, 1:])
    return np.column_stack(made) / np.sqrt(len(curves))


@dataclass(frozen=True)
class Fit:
    """A fitted regression of all responses.

    ``scores`` has, by component, the fitted coefficients in a basis of its own, ``spread`` their
    standard deviations; ``noise`` is the variance of what is left of each component.
    """

    design: Design
    responses: Responses
    ratio: NDArray[np.int64]
    scores: tuple[Floats, ...]
    spread: tuple[Floats, ...]
    noise: Floats

    @property
    def is_flat(self) -> bool:
        """Whether the numbers tell nothing at all."""
        return not any(np.any(one) for one in self.scores)

    def fitted(self) -> Floats:
        """Expected values by draw: shape (draws, options)."""
        return self._told([one[:, None] for one in self.scores])[0]

    def fitted_drawn(self, normal: Floats) -> Floats:
        """Expected values by draw as they may be, as far as the regression goes: shape (sets,
        draws, options), from standard normal draws of shape (sets, ``size``)."""
        return self._told(self.drawn(normal))

    def _told(self, scores: Sequence[Floats]) -> Floats:
        bases = [self.design.bases[ratio][0] for ratio in self.ratio]
        turned = [basis @ one for basis, one in zip(bases, scores, strict=True)]
        if not turned:  # no option differs from another in any draw
            return np.tile(self.responses.centre, (1, len(self.responses.weights), 1))
        of_draws = np.stack(turned) / self.responses.root[:, None]
        away = np.einsum("cds,co->sdo", of_draws, self.responses.back)
        return np.asarray(self.responses.centre + away)

    def at(self, numbers: Floats, normal: Floats | None = None) -> Floats:
        """Expected values at other numbers, in the same columns as those of the draws: shape
        (points, options); with ``normal`` (sets, points, options), as they may be."""
        scores = self.drawn(np.zeros((1, self.size)) if normal is None else normal)
        turned: list[Floats] = []
        for ratio, one in zip(self.ratio, scores, strict=True):
            columns = _columns(numbers, self.design.curves, self.design.ratios[ratio])
            turned.append(columns @ (self.design.bases[ratio][2] @ one))
        away = np.einsum("cds,co->sdo", np.stack(turned), self.responses.back)
        made = np.asarray(self.responses.centre + away)
        return made[0] if normal is None else made

    def drawn(self, normal: Floats) -> list[Floats]:
        """Scores as they may be, from standard normal draws of shape (sets, size): by component,
        shape (rank, sets)."""
        found, start = [], 0
        for one, deviation in zip(self.scores, self.spread, strict=True):
            here = normal[:, start : start + one.size].T
            found.append(one[:, None] + deviation[:, None] * here)
            start += one.size
        return found

    @property
    def size(self) -> int:
        """How many scores there are."""
        return sum(one.size for one in self.scores)

    @property
    def residual(self) -> Floats:
        """Covariance of what is left of the options: shape (options, options)."""
        return np.asarray(self.responses.back.T * self.noise @ self.responses.back)


def fit(made: Design, told: Responses) -> Fit:
    """Fit a design to responses."""
    weighed = told.turned * told.root[:, None]
    ratios, shrunk, noise, _ = _chosen(made, weighed, told.effective)
    scores, spread = [], []
    for place, ratio in enumerate(ratios):
        basis = made.bases[ratio][0]
        share = shrunk[place]
        scores.append(share * (basis.T @ weighed[:, place]))
        spread.append(np.sqrt(share * noise[place]))
    return Fit(made, told, ratios, tuple(scores), tuple(spread), noise)


def fitted_many(made: Design, told: Responses, turned: Floats) -> Floats:
    """Expected values for many sets of responses at once, as for permutations: ``turned`` has shape
    (sets, draws, components), the answer (sets, draws, options), without the centre."""
    sets, draws, components = turned.shape
    weighed = (turned * told.root[:, None]).transpose(1, 0, 2).reshape(draws, -1)
    ratios, shrunk, _, scores = _chosen(made, weighed, told.effective)
    fitted = np.zeros((draws, sets * components))
    for ratio, (basis, _, _) in enumerate(made.bases):
        here = ratios == ratio
        if here.any():
            shares = np.stack([shrunk[place] for place in np.flatnonzero(here)], axis=1)
            fitted[:, here] = basis @ (shares * scores[ratio][:, here])
    split = (fitted / told.root[:, None]).reshape(draws, sets, components)
    return np.asarray(np.einsum("dsc,co->sdo", split, told.back))


def _chosen(
    made: Design, weighed: Floats, effective: float
) -> tuple[NDArray[np.int64], list[Floats], Floats, list[Floats]]:
    """For each column of weighed responses: the ratio of bends to lines and the size of curves that
    the restricted likelihood prefers, as shares by which scores are shrunk, the variance of what is
    left, and the scores that are not shrunk, by ratio."""
    freedom = effective - 1.0
    total = (weighed**2).sum(axis=0)
    best = np.full(total.size, np.inf)
    ratios = np.zeros(total.size, np.int64)
    sizes = np.zeros(total.size, np.int64)
    noise = total / freedom
    scores = []
    for ratio, (basis, weights, _) in enumerate(made.bases):
        told = basis.T @ weighed
        scores.append(told)
        squares = told**2
        rest = np.maximum(total - squares.sum(axis=0), 0.0)
        for size, large in enumerate(_SIZES):
            # The mean of the weights is one, so that sizes mean the same for few and many numbers.
            grown = 1.0 + large * weights / effective
            left = (rest + (squares / grown[:, None]).sum(axis=0)) / freedom
            left = np.maximum(left, 1e-12 * total / freedom + 1e-300)
            likely = freedom * np.log(left) + np.log(grown).sum()
            better = likely < best - 1e-9
            best = np.where(better, likely, best)
            ratios = np.where(better, ratio, ratios)
            sizes = np.where(better, size, sizes)
            noise = np.where(better, left, noise)
    shrunk = []
    for ratio, size in zip(ratios, sizes, strict=True):
        grown = _SIZES[size] * made.bases[ratio][1] / effective
        shrunk.append(grown / (1.0 + grown))
    return ratios, shrunk, noise, scores
