"""Stopping rules: intervals that hold although one looks again and again until all is settled.

Who adds seeds until an interval excludes zero will find that it does, sooner or later, whatever is
true. Here the looks are planned beforehand, each may spend a part of the permitted error (Lan and
DeMets 1983; the share of the error spent is the share of the most seeds, as in Kim and DeMets
1987), and intervals are widened so that all of them, over all looks, hold together with the
confidence asked for (repeated confidence intervals, Jennison and Turnbull 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.paired import CONFIDENCE, Errors, equal_shares

GROWTH = 1.5
"""Each look has half as many seeds again as the one before."""
_GRID = 801
"""Points at which the density between two looks is followed; odd, for Simpson's rule."""
_WIDEST = 9.0
"""Bounds in standard errors beyond which nothing is lost that a double can tell."""


def looks(first: int, most: int) -> list[int]:
    """The numbers of seeds at which one looks, from ``first`` to ``most``."""
    planned = [first]
    while planned[-1] < most:
        planned.append(min(max(int(np.ceil(planned[-1] * GROWTH)), planned[-1] + 1), most))
    return planned


def confidences(planned: Sequence[int], confidence: float = CONFIDENCE) -> list[float]:
    """The confidence at which the ordinary interval is to be taken at each look.

    With one look it is the confidence itself. The bounds are those of normal means; taking the
    quantile of Student's t at the same tail makes them those of few seeds.
    """
    if len(planned) == 1:
        return [confidence]
    from scipy.special import ndtr

    error = 1.0 - confidence
    shares = [pairs / planned[-1] for pairs in planned]
    bounds = boundaries(shares, [error * share for share in shares])
    return [float(1.0 - 2.0 * ndtr(-bound)) for bound in bounds]


def shares_of_error(planned: Sequence[int], confidence: float = CONFIDENCE) -> list[Errors]:
    """For each look the error that one of so many comparisons may make there: with one look an
    equal share of the whole; with several, what bounds leave to it that spend such a share over all
    looks (Holm's procedure with group sequential tests, Maurer and Bretz 2013)."""
    if len(planned) == 1:
        return [equal_shares(confidence)]

    @cache
    def levels(comparisons: int) -> tuple[float, ...]:
        share = (1.0 - confidence) / max(comparisons, 1)
        return tuple(1.0 - level for level in confidences(planned, 1.0 - share))

    return [
        lambda comparisons, look=look: levels(comparisons)[look]  # type: ignore[misc]
        for look in range(len(planned))
    ]


def boundaries(shares: Sequence[float], spent: Sequence[float]) -> list[float]:
    """Two-sided bounds for standardised means at looks that have these shares of all information.

    ``spent`` is the probability, with no difference, to have crossed a bound by each look; both
    rise, ``shares`` to 1. By numerical integration (Armitage, McPherson and Rowe 1969).
    """
    from scipy.optimize import brentq

    found: list[float] = []
    walk = _Walk()
    before = 0.0
    for share, by_now in zip(shares, spent, strict=True):
        now = by_now - before
        step = walk.to(share)

        def too_much(bound: float, step: _Step = step, now: float = now) -> float:
            return step.beyond(bound) - now

        bound = _WIDEST if too_much(_WIDEST) >= 0.0 else float(brentq(too_much, 0.0, _WIDEST))
        found.append(bound)
        walk = step.within(bound)
        before = by_now
    return found


class _Walk:
    """A Brownian motion that has not left its bounds: time, and the density of where it is."""

    def __init__(
        self,
        time: float = 0.0,
        at: NDArray[np.float64] | None = None,
        mass: NDArray[np.float64] | None = None,
    ) -> None:
        self.time = time
        self.at = np.zeros(1) if at is None else at
        self.mass = np.ones(1) if mass is None else mass
        """Probability that belongs to each point of ``at``: density times Simpson's weight."""

    def to(self, time: float) -> _Step:
        """The step to the next look."""
        return _Step(self, time)


class _Step:
    """From one look to the next."""

    def __init__(self, walk: _Walk, time: float) -> None:
        self._walk = walk
        self._time = time
        self._scale = float(np.sqrt(time - walk.time))

    def beyond(self, bound: float) -> float:
        """The probability to be beyond the bound at this look and not to have been before."""
        from scipy.special import ndtr

        edge = bound * np.sqrt(self._time)
        at, scale = self._walk.at, self._scale
        outside = ndtr(-(edge - at) / scale) + ndtr(-(edge + at) / scale)
        return float(np.sum(self._walk.mass * outside))

    def within(self, bound: float) -> _Walk:
        """The walk after this look, given that it has stayed within the bound."""
        edge = bound * np.sqrt(self._time)
        points = np.linspace(-edge, edge, _GRID)
        apart = (points[:, None] - self._walk.at) / self._scale
        density = np.exp(-0.5 * apart**2) @ self._walk.mass / (self._scale * np.sqrt(2 * np.pi))
        weights = np.ones(_GRID)
        weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
        return _Walk(self._time, points, density * weights * (points[1] - points[0]) / 3.0)
