"""Moves: steps of many points at once that leave a prior, cut or weighed, as it is.

Points are standard normal under the prior. Two kinds of step take turns: preconditioned
Crank-Nicolson, which never leaves the prior and works in any number of dimensions, and the same
about a normal distribution fitted to where the points are now, which goes far along directions in
which numbers move together. Both are exact: the second weighs by how its reference differs from the
prior.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.keyed import normal_draws, uniform_draws

Floats = NDArray[np.float64]
Density = Callable[[Floats], Floats]
"""Log density against the prior at points; minus infinity where a point is out."""
_AIM = 0.3
"""Share of steps that should be taken."""
_WIDER = 1.3
"""By how much the fitted reference is wider than the points, so that none are stranded."""


@dataclass
class Reference:
    """A normal distribution about which steps are taken; the prior without ``root``."""

    centre: Floats
    root: Floats | None = None

    @classmethod
    def prior(cls, width: int) -> Reference:
        """The prior itself."""
        return cls(np.zeros(width))

    @classmethod
    def fitted(cls, points: Floats) -> Reference:
        """To points, drawn a little to the prior so that it is never flat."""
        width = points.shape[1]
        share = min(0.5, 2.0 * width / len(points))
        spread = np.cov(points, rowvar=False).reshape(width, width) * _WIDER
        mixed = (1.0 - share) * spread + share * np.eye(width)
        return cls(points.mean(axis=0), np.linalg.cholesky(mixed))

    def away(self, z: Floats) -> Floats:
        """Log density of the prior less that of the reference, but for a constant."""
        if self.root is None:
            return np.zeros(len(z))
        from scipy.linalg import solve_triangular

        inside = solve_triangular(self.root, (z - self.centre).T, lower=True)
        return np.asarray(0.5 * ((inside**2).sum(axis=0) - (z**2).sum(axis=1)))

    def step(self, z: Floats, size: float, normal: Floats) -> Floats:
        """Points after a step of a size (0 to 1) that leaves the reference as it is."""
        mixed = normal if self.root is None else normal @ self.root.T
        return np.asarray(self.centre + (1.0 - size**2) ** 0.5 * (z - self.centre) + size * mixed)


@dataclass
class Walk:
    """Steps of points in the columns ``active``; sizes adapt to how many are taken.

    ``number`` tells walks of one seed apart: each has luck of its own.
    """

    seed: int
    active: NDArray[np.int64]
    number: int
    taken: float = 0.0
    """Share of the last steps that were taken."""

    def __post_init__(self) -> None:
        self._sizes = [0.5, 0.5]
        self._count = 0

    def run(self, z: Floats, told: Floats, density: Density, steps: int) -> tuple[Floats, Floats]:
        """Points and their log densities after ``steps`` steps of each kind."""
        z, told = z.copy(), told.copy()
        width = len(self.active)
        if not width:
            return z, told
        shares = []
        fitted = Reference.fitted(z[:, self.active])
        for _ in range(steps):
            for kind, reference in enumerate((Reference.prior(width), fitted)):
                self._count += 1
                now = z[:, self.active]
                size = self._sizes[kind]
                luck = normal_draws(self.seed, "move", now.shape, self._count, self.number)
                new = reference.step(now, size, luck)
                tried = z.copy()
                tried[:, self.active] = new
                there = density(tried)
                gain = there - told + reference.away(new) - reference.away(now)
                accept = uniform_draws(self.seed, "accept", len(z), self._count, self.number)
                take = np.log1p(-accept) < gain
                z[take], told[take] = tried[take], there[take]
                share = float(take.mean())
                shares.append(share)
                self._sizes[kind] = float(np.clip(size * np.exp(share - _AIM), 0.02, 1.0))
        self.taken = float(np.mean(shares))
        return z, told


def refreshed(z: Floats, active: NDArray[np.int64], seed: int, purpose: str, *steps: int) -> Floats:
    """The same points with new draws from the prior in all columns but ``active``."""
    new = normal_draws(seed, purpose, z.shape, *steps)
    new[:, active] = z[:, active]
    return np.asarray(new)
