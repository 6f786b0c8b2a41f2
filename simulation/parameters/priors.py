"""Priors: how likely each value of a number is held to be, as a distribution within its bounds.

A prior is one of the usual kinds of health economics (beta, gamma, log-normal, normal, uniform,
triangular), cut at the bounds of the number. Of a whole number it is the same distribution from
half below the lowest value to half above the highest, rounded: so every whole number has its
chance, and a uniform one gives all the same.

What depends on SciPy imports it when it is first asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, inf, sqrt
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_BY_ENDS = ("uniform", "triangular")
_TAIL = 0.001
"""Chance beyond what counts as an end of a distribution that has none of its own."""
_LEAST = 1e-3
"""The least share of a distribution that must lie within the bounds."""
_NAMES = {"log_normal": "log-normal"}


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution of one number, cut at ``low`` and ``high``.

    ``first`` and ``second`` are a and b of a beta, shape and scale of a gamma distribution, mean
    and standard deviation of the logarithm of a log-normal one, of the number itself of a normal
    one, and the two ends of a uniform or triangular one, whose ``mode`` is its likeliest value.
    """

    kind: str
    first: float
    second: float
    mode: float = 0.0
    low: float = -inf
    high: float = inf
    whole: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether more than a trace of it lies within the bounds."""
        if self.kind in _BY_ENDS:
            return self._ends[0] <= self._ends[1]
        if self.kind == "normal":  # told without SciPy, as the table is read
            lowest, highest = self._ends
            far = 3.3 * self.second
            return lowest < self.first + far and highest > self.first - far
        if self.kind == "log_normal":
            return exp(self.first - 3.3 * self.second) < self._ends[1] and (
                exp(self.first + 3.3 * self.second) > self._ends[0]
            )
        mean = self.first * self.second if self.kind == "gamma" else self._beta_mean
        return self.low <= mean <= self.high or self._mass > _LEAST

    @property
    def _beta_mean(self) -> float:
        return self.first / (self.first + self.second)

    @property
    def _ends(self) -> tuple[float, float]:
        """Where the distribution that is rounded, if it is, begins and ends."""
        half = 0.5 if self.whole else 0.0
        low, high = self.low - half, self.high + half
        if self.kind in _BY_ENDS:
            low, high = max(low, self.first - half), min(high, self.second + half)
        return low, high

    @property
    def _mass(self) -> float:
        low, high = self._shares
        return high - low

    @property
    def _shares(self) -> tuple[float, float]:
        """Shares of the whole distribution below the two ends."""
        low, high = self._ends
        below, up_to = self._below(np.array([low, high])).tolist()
        return below, up_to

    def within(self, low: float, high: float) -> Prior:
        """The same cut at these ends, too."""
        return replace(self, low=max(low, self.low), high=min(high, self.high))

    @overload
    def quantile(self, share: float) -> float: ...
    @overload
    def quantile(self, share: ArrayLike) -> Floats: ...
    def quantile(self, share: ArrayLike) -> float | Floats:
        """The value below which this share (0 to 1) of the chance lies."""
        values = self.unrounded(share)
        if self.whole:
            values = np.floor(values + 0.5)
        values = np.clip(values, self.low, self.high)
        return float(values) if np.ndim(share) == 0 else np.asarray(values)

    def unrounded(self, share: ArrayLike) -> Floats:
        """Like ``quantile``, before whole numbers are made."""
        low, high = self._ends
        below, up_to = self._shares
        inside = below + np.asarray(share, np.float64) * (up_to - below)
        return np.asarray(np.clip(self._at(inside), low, high))

    def share_below(self, value: ArrayLike) -> Floats:
        """The share of the chance up to a value, before whole numbers are made."""
        below, up_to = self._shares
        if up_to <= below:
            return np.asarray(np.asarray(value) >= self._ends[0], np.float64)
        inside = np.clip(np.asarray(value, np.float64), *self._ends)
        return np.asarray(np.clip((self._below(inside) - below) / (up_to - below), 0.0, 1.0))

    def cdf(self, value: ArrayLike) -> Floats:
        """The share of the chance at or below a value."""
        value = np.asarray(value, np.float64)
        return self.share_below(np.floor(value) + 0.5 if self.whole else value)

    def density(self, value: ArrayLike) -> Floats:
        """How likely a value is: the chance in a unit about it, of a whole number its chance."""
        value = np.asarray(value, np.float64)
        if self.whole:
            chance = self.share_below(value + 0.5) - self.share_below(value - 0.5)
            return np.asarray(np.where(value == np.floor(value), chance, 0.0))
        low, high = self._ends
        inside = (value >= low) & (value <= high)
        told = self._density(np.clip(value, low, high))
        return np.asarray(np.where(inside, told / self._mass, 0.0))

    @property
    def mean(self) -> float:
        """The mean within the bounds."""
        if self.whole and self._ends[1] - self._ends[0] <= 100_000:
            every = np.arange(np.ceil(self._ends[0]), np.floor(self._ends[1]) + 1)
            return float((every * self.density(every)).sum())
        low, high = self._partial(np.array(self._ends)).tolist()
        return float((high - low) / self._mass)

    @property
    def interval(self) -> tuple[float, float]:
        """What holds the middle 95 % of it; of a uniform or triangular one, the two ends."""
        if self.kind in _BY_ENDS:
            return max(self.first, self.low), min(self.second, self.high)
        low, high = self.quantile(np.array([0.025, 0.975])).tolist()
        return low, high

    def ends(self) -> tuple[float, float]:
        """From where to where values are looked at, as by a search: a thousandth of a
        distribution that has no ends of its own lies beyond each."""
        low, high = self.quantile(np.array([_TAIL, 1.0 - _TAIL])).tolist()
        return self.interval if self.kind in _BY_ENDS else (low, high)

    def place(self, share: float) -> float:
        """The value at a share of the way from end to end, by chance and not by distance."""
        if self.kind not in _BY_ENDS:
            share = min(max(share, _TAIL), 1.0 - _TAIL)
        return self.quantile(share)

    def describe(self) -> str:
        """It in a few words: ``beta, mean 0.31, 95 % between 0.24 and 0.39``."""
        low, high = (f"{end:,.4g}" for end in self.interval)
        name = _NAMES.get(self.kind, self.kind)
        if self.kind == "uniform":
            return f"{name}, between {low} and {high}"
        if self.kind == "triangular":
            return f"{name}, between {low} and {high}, likeliest {self.mode:,.4g}"
        return f"{name}, mean {self.mean:,.4g}, 95 % between {low} and {high}"

    # The whole distributions, without bounds

    def _below(self, value: Floats) -> Floats:
        """Share below a value."""
        first, second = self.first, self.second
        if self.kind == "uniform":
            low, high = self._ends
            return np.asarray((value - low) / (high - low) if high > low else value * 0.0 + 1.0)
        if self.kind == "triangular":
            return self._triangle_below(value)
        special = _special()
        if self.kind == "beta":
            return np.asarray(special.betainc(first, second, np.clip(value, 0.0, 1.0)))
        if self.kind == "gamma":
            return np.asarray(special.gammainc(first, np.maximum(value, 0.0) / second))
        if self.kind == "log_normal":
            with np.errstate(divide="ignore"):
                value = np.log(np.maximum(value, 0.0))
        return np.asarray(special.ndtr((value - first) / second))

    def _at(self, share: Floats) -> Floats:
        """The value with this share below it."""
        first, second = self.first, self.second
        if self.kind == "uniform":
            low, high = self._ends
            return np.asarray(low + share * (high - low))
        if self.kind == "triangular":
            return self._triangle_at(share)
        special = _special()
        if self.kind == "beta":
            return np.asarray(special.betaincinv(first, second, share))
        if self.kind == "gamma":
            return np.asarray(special.gammaincinv(first, share) * second)
        values = first + second * special.ndtri(share)
        return np.asarray(np.exp(values) if self.kind == "log_normal" else values)

    def _density(self, value: Floats) -> Floats:
        first, second = self.first, self.second
        if self.kind == "uniform":
            return np.full(np.shape(value), 1.0 / (self._ends[1] - self._ends[0]))
        if self.kind == "triangular":
            low, mode, high = self._corners
            with np.errstate(divide="ignore", invalid="ignore"):
                rising = 2.0 * (value - low) / ((high - low) * (mode - low))
                falling = 2.0 * (high - value) / ((high - low) * (high - mode))
            return np.asarray(np.where(value < mode, rising, falling))
        special = _special()
        with np.errstate(divide="ignore"):
            if self.kind == "beta":
                told = special.xlogy(first - 1.0, value) + special.xlog1py(second - 1.0, -value)
                return np.asarray(np.exp(told - special.betaln(first, second)))
            if self.kind == "gamma":
                told = special.xlogy(first - 1.0, value / second) - value / second
                return np.asarray(np.exp(told - special.gammaln(first)) / second)
            if self.kind == "log_normal":
                far = (np.log(np.maximum(value, 0.0)) - first) / second
                whole = np.exp(-(far**2) / 2.0) / (second * sqrt(2.0 * np.pi))
                return np.asarray(np.where(value > 0.0, whole / np.maximum(value, 1e-300), 0.0))
        return np.asarray(_normal_density((value - first) / second) / second)

    def _partial(self, value: Floats) -> Floats:
        """The part of the mean that lies below a value."""
        first, second = self.first, self.second
        if self.kind == "uniform":
            low, high = self._ends
            if high <= low:
                return np.array([0.0, low])
            return np.asarray((value**2 - low**2) / (2.0 * (high - low)))
        if self.kind == "triangular":
            low, mode, high = self._corners
            under = np.minimum(value, mode)
            over = np.maximum(value, mode)
            part = np.zeros_like(value)
            if mode > low:
                rise = (under**3 - low**3) / 3.0 - low * (under**2 - low**2) / 2.0
                part = part + 2.0 * rise / ((high - low) * (mode - low))
            if high > mode:
                fall = high * (over**2 - mode**2) / 2.0 - (over**3 - mode**3) / 3.0
                part = part + 2.0 * fall / ((high - low) * (high - mode))
            return part
        special = _special()
        if self.kind == "beta":
            inside = np.clip(value, 0.0, 1.0)
            return np.asarray(self._beta_mean * special.betainc(first + 1.0, second, inside))
        if self.kind == "gamma":
            inside = np.maximum(value, 0.0) / second
            return np.asarray(first * second * special.gammainc(first + 1.0, inside))
        if self.kind == "log_normal":
            with np.errstate(divide="ignore"):
                far = (np.log(np.maximum(value, 0.0)) - first) / second
            return np.asarray(exp(first + second**2 / 2.0) * special.ndtr(far - second))
        far = (value - first) / second
        return np.asarray(first * special.ndtr(far) - second * _normal_density(far))

    @property
    def _corners(self) -> tuple[float, float, float]:
        half = 0.5 if self.whole else 0.0
        return self.first - half, self.mode, self.second + half

    def _triangle_below(self, value: Floats) -> Floats:
        low, mode, high = self._corners
        value = np.clip(value, low, high)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (value - low) ** 2 / ((high - low) * (mode - low))
            falling = 1.0 - (high - value) ** 2 / ((high - low) * (high - mode))
        return np.asarray(np.where(value < mode, rising, falling if high > mode else 1.0))

    def _triangle_at(self, share: Floats) -> Floats:
        low, mode, high = self._corners
        turn = (mode - low) / (high - low)
        rising = low + np.sqrt(share * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - share) * (high - low) * (high - mode))
        return np.asarray(np.where(share < turn, rising, falling))


def _normal_density(far: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.exp(-(far**2) / 2.0) / sqrt(2.0 * np.pi))


def _special() -> Any:
    import scipy.special

    return scipy.special
