"""Emulator: what a figure is expected to be at any point, and how sure that is, told from runs.

The mean is a polynomial (``experiments.posterior.terms``), what is left of it a Gaussian process
over the numbers in it (Matern 5/2, one length), and two kinds of noise lie upon both: what other
numbers do to the figure, and the luck of seeds, told apart by points that were run twice.

The coefficients of the mean are integrated out (restricted likelihood), so their doubt is part of
the variance; the length is chosen on a grid, the share of noise by a search in one dimension. This
is a few lines of SciPy: general libraries of Gaussian processes have no polynomial mean whose doubt
counts and no noise that differs with the number of runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.terms import FOLDS, Chosen, choose, columns

Floats = NDArray[np.float64]
_LENGTHS = (0.75, 1.5, 3.0, 6.0)
"""Lengths that are tried, times the root of how many numbers there are, in standard deviations of
the points."""
_RATIOS = np.exp(np.linspace(log(1e-3), log(1e4), 57))
"""Noise as a share of the process, of which the best is refined."""
_LEAST = 1e-12
_WORTH = 2.0
"""Gain in log likelihood from which on a process is worth having."""
MOST_BEYOND = 0.03
"""Share of new points beyond three standard deviations that an emulator may have."""
_WORST = 1.6


@dataclass(frozen=True)
class Training:
    """Runs of one figure: points, mean over the seeds of each, how many, and their squares.

    ``within`` is the sum of squares about the means over all points, ``freedom`` its degrees.
    """

    z: Floats
    mean: Floats
    runs: Floats
    within: float
    freedom: int


@dataclass(frozen=True)
class Validation:
    """How an emulator does at points that it was not made from: tenfold, selection repeated.

    ``spread`` is the root of the mean squared standardised error (1 where the stated doubt is
    right), ``beyond`` the share beyond three, ``explained`` the share of variance explained.
    """

    points: int
    spread: float
    beyond: float
    explained: float

    @property
    def is_valid(self) -> bool:
        """Whether what it says of its own doubt can be believed."""
        allowed = max(MOST_BEYOND, 2.5 / max(self.points, 1))
        return self.beyond <= allowed and self.spread <= _WORST


@dataclass(frozen=True)
class Emulator:
    """The fitted emulator of one figure; ``predict`` tells its expected value at new points."""

    chosen: Chosen
    centre: Floats
    scale: Floats
    points: Floats
    length: float
    process: float
    """Variance of the process; 0 where the polynomial tells all."""
    others: float
    """Variance by numbers that are not in it."""
    luck: float
    """Variance between towns of one point with different seeds."""
    validation: Validation
    _root: Floats | None = field(repr=False)
    """Inverse of the lower triangle of the correlation of the points; None without a process."""
    _weights: Floats = field(repr=False)
    _h: Floats = field(repr=False)
    _upper: Floats = field(repr=False)
    """Inverse of the triangle of the terms."""
    _beta: Floats = field(repr=False)
    stretch: float = 1.0
    """By what its variance was multiplied after validation."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that it depends on."""
        return self.chosen.numbers

    def predict(self, z: Floats) -> tuple[Floats, Floats]:
        """Expected value and its variance at points: a row each, all numbers in columns."""
        design = _design(z, self.chosen)
        mean = design @ self._beta
        if self._root is None:
            noise = self.others + self.luck
            left = design @ self._upper
            return mean, self.stretch * (noise * (left**2).sum(axis=1) + self.others)
        solved = _matern(self._near(z), self.points, self.length) @ self._root.T
        mean += solved @ self._weights
        left = (design - solved @ self._h) @ self._upper
        variance = self.process * (1.0 - (solved**2).sum(axis=1) + (left**2).sum(axis=1))
        return mean, self.stretch * (np.maximum(variance, 0.0) + self.others)

    def _near(self, z: Floats) -> Floats:
        return np.asarray((z[:, list(self.numbers)] - self.centre) / self.scale)


def emulate(data: Training, folds: NDArray[np.int64]) -> Emulator:
    """The emulator of a figure, validated, its doubt widened where it was too sure.

    ``folds`` is the fold of each point in validation and selection.
    """
    chosen = choose(data.z, data.mean, folds)
    plain = _fit(data, chosen, None)
    validation = _validated(data, plain, folds)
    return replace(plain, validation=validation, stretch=max(1.0, validation.spread**2))


def _validated(data: Training, full: Emulator, folds: NDArray[np.int64]) -> Validation:
    errors, residuals = [], []
    known = (full.length, full.process, full.others, full.luck)
    for fold in range(FOLDS):
        out = folds == fold
        if not out.any() or out.all():
            continue
        part = replace(data, z=data.z[~out], mean=data.mean[~out], runs=data.runs[~out])
        # Which terms is found anew without the points that are told, or they would have had a say;
        # how many, which one fold hardly moves, is kept.
        terms = choose(part.z, part.mean, folds[~out], full.chosen.sizes)
        fitted = _fit(part, terms, known)
        mean, variance = fitted.predict(data.z[out])
        residual = data.mean[out] - mean
        errors.append(residual / np.sqrt(variance + full.luck / data.runs[out] + 1e-300))
        residuals.append(residual)
    error, residual = np.concatenate(errors), np.concatenate(residuals)
    total = float(data.mean.var())
    return Validation(
        len(error),
        float(np.sqrt((error**2).mean())),
        float((np.abs(error) > 3.0).mean()),
        1.0 - float((residual**2).mean()) / total if total > 0.0 else 0.0,
    )


def _fit(
    data: Training, chosen: Chosen, known: tuple[float, float, float, float] | None
) -> Emulator:
    numbers = list(chosen.numbers)
    centre = data.z[:, numbers].mean(axis=0)
    scale = np.maximum(data.z[:, numbers].std(axis=0), 1e-3)
    points = (data.z[:, numbers] - centre) / scale
    design = _design(data.z, chosen)
    if known is None:
        length, process, others, luck = _likeliest(data, points, design)
    else:
        length, process, others, luck = known
    from scipy.linalg import solve_triangular

    noise = others + luck / data.runs
    if process > 0.0:
        near = _matern(points, points, length) + np.diag(noise / process + 1e-9)
        root = solve_triangular(np.linalg.cholesky(near), np.eye(len(near)), lower=True)
        h, y = root @ design, root @ data.mean
    else:
        root = None
        size = np.sqrt((others + luck) / noise)
        h, y = design * size[:, None], data.mean * size
    basis, upper = np.linalg.qr(h)
    inverse = solve_triangular(upper, np.eye(len(upper)))
    beta = inverse @ (basis.T @ y)
    weights = y - h @ beta
    nothing = Validation(0, 1.0, 0.0, 0.0)
    return Emulator(
        chosen,
        centre,
        scale,
        points,
        length,
        process,
        others,
        luck,
        nothing,
        root,
        weights,
        h,
        inverse,
        beta,
    )


def _likeliest(data: Training, points: Floats, design: Floats) -> tuple[float, float, float, float]:
    """Length, and the variances of process, of other numbers and of luck, by the likelihood."""
    width = max(points.shape[1], 1)
    luck_alone = data.within / data.freedom if data.freedom >= 8 else None
    share = 1.0  # of the noise that is luck: with more runs at a point there is less of it
    best = (1.0, 0.0, 0.0, _LEAST)
    for _ in range(2):
        weight = (1.0 - share) + share / data.runs
        tried = [_ratio(data.mean, points, design, weight, None)]
        if points.shape[1]:
            tried += [
                _ratio(data.mean, points, design, weight, length * sqrt(width))
                for length in _LENGTHS
            ]
        found = max(tried)
        # A process that makes the runs hardly likelier costs much and tells nothing.
        if found[0] < tried[0][0] + _WORTH:
            found = tried[0]
        _, length, process, noise = found
        noise = max(noise, _LEAST)
        luck = noise if luck_alone is None else min(max(luck_alone, _LEAST), noise)
        best = (length, process, noise - luck, luck)
        share = luck / noise
        if share > 0.999:
            break
    return best


def _ratio(
    y: Floats, points: Floats, design: Floats, weight: Floats, length: float | None
) -> tuple[float, float, float, float]:
    """Restricted log likelihood, length, and the variances of process and noise that it tells."""
    root = 1.0 / np.sqrt(weight)
    full, _ = np.linalg.qr(design * root[:, None], mode="complete")
    rest = full[:, design.shape[1] :]
    if length is None:  # no process: all that is left of the mean is noise
        freedom = rest.shape[1]
        noise = float(((rest.T @ (y * root)) ** 2).sum()) / freedom
        return -0.5 * freedom * log(max(noise, 1e-300)), 1.0, 0.0, noise
    near = _matern(points, points, length) * np.outer(root, root)
    values, vectors = np.linalg.eigh(rest.T @ near @ rest)
    values = np.maximum(values, 0.0)
    turned = (vectors.T @ (rest.T @ (y * root))) ** 2
    freedom = len(turned)

    def told(ratio: float) -> tuple[float, float]:
        summed = values + ratio
        process = float((turned / summed).sum()) / freedom
        likelihood = -0.5 * float(np.log(summed).sum()) - 0.5 * freedom * log(max(process, 1e-300))
        return likelihood, process

    scores = [told(ratio)[0] for ratio in _RATIOS]
    at = int(np.argmax(scores))
    fine = np.exp(np.linspace(log(_RATIOS[max(at - 1, 0)]), log(_RATIOS[min(at + 1, 56)]), 17))
    ratio = float(max(fine, key=lambda one: told(float(one))[0]))
    likelihood, process = told(ratio)
    return likelihood, length, process, process * ratio


def _design(z: Floats, chosen: Chosen) -> Floats:
    return np.hstack([np.ones((len(z), 1)), columns(z, chosen.terms)])


def _matern(one: Floats, other: Floats, length: float) -> Floats:
    """Matern 5/2 correlation between two sets of points."""
    square = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2.0 * one @ other.T
    far = np.sqrt(5.0 * np.maximum(square, 0.0)) / length
    return np.asarray((1.0 + far + far**2 / 3.0) * np.exp(-far))
