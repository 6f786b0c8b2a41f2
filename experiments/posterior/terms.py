"""Terms: the polynomial mean of an emulator, chosen by cross-validated forward selection.

Numbers are standard normal coordinates, so terms are Hermite polynomials: z, (z^2 - 1) / sqrt(2)
and z_i z_j, which are uncorrelated under the prior. Of two or three hundred numbers a figure moves
with a few: the first pass looks at main effects and curvature of all, the second at those that
were found, with their interactions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Term = tuple[int, int]
"""(i, -1) for z_i, (i, i) for its curvature, (i, j) for the product of two numbers."""
FOLDS = 10
MOST_ACTIVE = 24
"""Numbers of which one figure may be found to depend."""


@dataclass(frozen=True)
class Chosen:
    """The terms of a mean; ``numbers`` are the columns in them."""

    terms: tuple[Term, ...]
    sizes: tuple[int, int] | None = None
    """How many columns the two passes took; None where the first found none."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns of numbers that any of them holds."""
        return tuple(sorted({at for term in self.terms for at in term if at >= 0}))


def columns(z: Floats, terms: Sequence[Term]) -> Floats:
    """The terms at points: a row a point, a column a term, without the constant."""
    made = np.empty((len(z), len(terms)))
    for place, (one, other) in enumerate(terms):
        if other < 0:
            made[:, place] = z[:, one]
        elif one == other:
            made[:, place] = (z[:, one] ** 2 - 1.0) / 2.0**0.5
        else:
            made[:, place] = z[:, one] * z[:, other]
    return made


def folds_of(number: int, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """The fold of each point; ``order`` is a shuffle of them."""
    folds = np.empty(number, np.int64)
    folds[order] = np.arange(number) % FOLDS
    return folds


def choose(
    z: Floats, y: Floats, folds: NDArray[np.int64], sizes: tuple[int, int] | None = None
) -> Chosen:
    """The terms that tell of ``y`` what new points bear out.

    With ``sizes``, of an earlier choice, so many are taken in each pass and cross-validation, which
    is most of the work, need not tell how many.
    """
    one, other = sizes or (None, None)
    spread = np.flatnonzero(z.std(axis=0) > 1e-9).tolist()
    main: list[Term] = [(at, -1) for at in spread] + [(at, at) for at in spread]
    first = _selected(columns(z, main), y, folds, one)
    active: list[int] = []
    for place in first:
        number = main[place][0]
        if number not in active and len(active) < MOST_ACTIVE:
            active.append(number)
    if not active:
        return Chosen(())
    active.sort()
    further: list[Term] = [(at, -1) for at in active] + [(at, at) for at in active]
    further += [(a, b) for place, a in enumerate(active) for b in active[place + 1 :]]
    second = _selected(columns(z, further), y, folds, other)
    return Chosen(tuple(further[place] for place in second), (len(first), len(second)))


def path(x: Floats, y: Floats, most: int) -> list[int]:
    """Columns in the order in which they tell most of what is left (orthogonal forward selection).

    Each step takes the column whose part orthogonal to those already taken explains most.
    """
    left = y - y.mean()
    rest = x - x.mean(axis=0)
    scale = np.sqrt((rest**2).sum(axis=0))
    rest = rest / np.where(scale > 1e-12, scale, 1.0)
    taken: list[int] = []
    open_ = scale > 1e-12
    for _ in range(min(most, x.shape[1])):
        norm = (rest**2).sum(axis=0)
        usable = open_ & (norm > 1e-6)
        if not usable.any():
            break
        gain = np.where(usable, (rest.T @ left) ** 2 / np.where(usable, norm, 1.0), -1.0)
        best = int(gain.argmax())
        direction = rest[:, best] / norm[best] ** 0.5
        left = left - direction * float(direction @ left)
        rest = rest - np.outer(direction, direction @ rest)
        open_[best] = False
        taken.append(best)
    return taken


def _selected(x: Floats, y: Floats, folds: NDArray[np.int64], size: int | None) -> list[int]:
    """The first ``size`` columns of the path, or as many as cross-validation takes: the fewest
    within one standard error of the best."""
    if size is not None:
        return path(x, y, size)
    most = max(1, min(60, len(y) // 6))
    errors = np.zeros((FOLDS, most + 1))
    for fold in range(FOLDS):
        out = folds == fold
        if not out.any() or out.all():
            continue
        errors[fold] = _errors(x[~out], y[~out], x[out], y[out], most)
    sizes = np.bincount(folds, minlength=FOLDS)
    mean = errors.sum(axis=0) / len(y)
    best = int(mean.argmin())
    per_fold = errors / np.maximum(sizes, 1)[:, None]
    beyond = (per_fold - per_fold[:, [best]])[sizes > 0]
    error = beyond.std(axis=0, ddof=1) / len(beyond) ** 0.5
    good = mean - mean[best] <= error
    return path(x, y, int(np.flatnonzero(good)[0]))


def _errors(x: Floats, y: Floats, new: Floats, truth: Floats, most: int) -> Floats:
    """Squared errors at new points with no column, one, two ... of the path."""
    taken = path(x, y, most)
    told = np.empty(most + 1)
    centre, middle = x.mean(axis=0), y.mean()
    told[0] = ((truth - middle) ** 2).sum()
    if taken:
        # One triangular system tells all sizes: the path is orthogonalised in its order.
        basis, upper = np.linalg.qr(x[:, taken] - centre[taken])
        scores = basis.T @ (y - middle)
        ahead = np.linalg.solve(upper.T, (new[:, taken] - centre[taken]).T).T
        said = np.cumsum(ahead * scores, axis=1)
        told[1 : len(taken) + 1] = ((truth[:, None] - middle - said) ** 2).sum(axis=0)
    told[len(taken) + 1 :] = told[len(taken)]
    return told
