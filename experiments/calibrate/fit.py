"""The fit: least squares in the unit cube, with the same luck at every point.

A few points spread over the priors first, then steps from the best of them by SciPy's trust region
method, whose derivatives are differences over a tenth of each range: short steps would tell luck
rather than slope. The points of a step are evaluated together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Evaluate = Callable[[Floats], Floats]
"""Distances from the figures in standard errors, a row a point, a column a figure."""
STEP = 0.1
_INSIDE = 1e-3
_FAR = 1e3
"""Distance of a figure that has no value at a point."""


@dataclass(frozen=True)
class Fit:
    """The best point, its distances, and how far each number could be moved.

    ``error`` is the standard error of each share by the curvature at the best point; infinite where
    the figures say nothing of a number. ``points`` are how many were evaluated.
    """

    shares: Floats
    distances: Floats
    error: Floats
    points: int

    @property
    def misfit(self) -> float:
        """The sum of squared distances."""
        return float((self.distances**2).sum())


def fit(evaluate: Evaluate, start: Floats, spread: Floats, rounds: int) -> Fit:
    """The point of the unit cube at which the squared distances are least.

    ``start`` is tried first, beside the rows of ``spread``; ``rounds`` are the steps at most.
    """
    from scipy.optimize import least_squares

    known: dict[tuple[float, ...], Floats] = {}

    def distances(points: Floats) -> Floats:
        rows = [tuple(point) for point in points.tolist()]
        new = list(dict.fromkeys(row for row in rows if row not in known))
        if new:
            told = np.nan_to_num(evaluate(np.array(new)), nan=_FAR, posinf=_FAR, neginf=-_FAR)
            known.update(zip(new, told, strict=True))
        return np.array([known[row] for row in rows])

    def slopes(point: Floats) -> Floats:
        steps = np.where(point + STEP <= 1.0, STEP, -STEP)
        around = np.vstack([point, point + np.diag(steps)])
        told = distances(around)
        return np.asarray(((told[1:] - told[0]) / steps[:, None]).T)

    first = distances(np.vstack([start, spread]))
    best = np.vstack([start, spread])[int((first**2).sum(axis=1).argmin())]
    least_squares(
        lambda point: distances(point[None])[0],
        np.clip(best, _INSIDE, 1.0 - _INSIDE),
        jac=slopes,
        bounds=(0.0, 1.0),
        max_nfev=rounds,
        xtol=1e-3,
        ftol=1e-3,
        gtol=1e-6,
    )
    # The last step need not be the best of all points that were seen.
    shares = np.array(min(known, key=lambda row: float((known[row] ** 2).sum())))
    jacobian = slopes(shares)
    return Fit(shares, known[tuple(shares.tolist())], _errors(jacobian), len(known))


def _errors(jacobian: Floats) -> Floats:
    """Standard errors by the curvature; infinite where there is none."""
    values, vectors = np.linalg.eigh(jacobian.T @ jacobian)
    flat = values < 1e-9 * max(float(values.max()), 1e-300)
    variance = (vectors**2 / np.where(flat, np.inf, values)).sum(axis=1)
    unknown = (vectors[:, flat] ** 2).sum(axis=1) > 1e-6
    return np.asarray(np.where(unknown, np.inf, np.sqrt(variance)))
