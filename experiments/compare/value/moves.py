"""Moves: how the advice goes with one number, all others as likely as they are.

The regression of net benefits on a number says what they are expected to be at each of its values.
From it follow the tornado, by how much the best option beats the next when the number goes from its
5th to its 95th percentile, and thresholds, the values at which another option becomes the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from experiments.compare.value.by_draw import ByDraw
from experiments.compare.value.decision import Decision
from experiments.compare.value.partial import Partial
from simulation.randomness import decision, normals

Floats = NDArray[np.float64]
ENDS = (0.05, 0.95)
RANGE = (0.025, 0.975)
"""Percentiles between which a tornado and thresholds look."""
POINTS = 81
SETS = 200
_CURVES = decision("value: curves along a number")
_MEANS = decision("value: means along a number")
SUPPORTED = 0.95
"""Probability from which on another option is said to be the best at some value."""


@dataclass(frozen=True)
class Bar:
    """The net benefit of the best option less that of the next, per person, at both ends of a
    number (its 5th and 95th percentile), with standard errors."""

    name: str
    low: float
    high: float
    at_low: float
    at_high: float
    error_low: float
    error_high: float

    @property
    def width(self) -> float:
        """How far it moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Threshold:
    """Where, along one number, the best option changes: ``below`` it is one, ``above`` another.

    ``error`` is the standard error of the place. ``probability`` is that with which, where the
    change is largest, the option that is not the best of all beats that one. ``share`` of the draws
    lie on that option's side. ``is_supported`` where the evidence suffices to say so: the number is
    worth more than chance may bring, and the probability is high.
    """

    name: str
    at: float
    error: float
    below: int
    above: int
    probability: float
    share: float
    is_supported: bool


def bars(data: ByDraw, told: Decision, singles: Sequence[Partial], seed: int) -> list[Bar]:
    """The tornado: a bar for each number, the widest first."""
    found = []
    for one in singles:
        column = data.numbers[:, one.part.columns[0]]
        ends = quantiles(column, data.weights, ENDS)
        expected, drawn = _along(data, told.amount, one, ends, seed)
        apart = expected[:, told.best] - expected[:, told.runner_up]
        errors = (drawn[:, :, told.best] - drawn[:, :, told.runner_up]).std(axis=0, ddof=1)
        found.append(
            Bar(
                one.part.name,
                *map(float, ends),
                *map(float, apart),
                *map(float, errors),
            )
        )
    return sorted(found, key=lambda bar: (-bar.width, bar.name))


def thresholds(
    data: ByDraw, told: Decision, singles: Sequence[Partial], seed: int
) -> list[Threshold]:
    """All changes of the best option along any number, within the middle 95 % of its draws."""
    found = []
    for one in singles:
        if one.fitted is None:
            continue
        column = data.numbers[:, one.part.columns[0]]
        ends = quantiles(column, data.weights, RANGE)
        points = np.linspace(ends[0], ends[1], POINTS)
        expected, drawn = _along(data, told.amount, one, points, seed)
        best = expected.argmax(axis=1)
        for place in np.flatnonzero(best[1:] != best[:-1]):
            found.append(_threshold(data, told, one, points, expected, drawn, best, int(place)))
    return found


def _threshold(
    data: ByDraw,
    told: Decision,
    one: Partial,
    points: Floats,
    expected: Floats,
    drawn: Floats,
    best: NDArray[np.int64],
    place: int,
) -> Threshold:
    below, above = int(best[place]), int(best[place + 1])
    gap = expected[place : place + 2, above] - expected[place : place + 2, below]
    step = points[place + 1] - points[place]
    reach = float(-gap[0] / (gap[1] - gap[0]))
    at = float(points[place] + reach * step)
    errors = (drawn[:, :, above] - drawn[:, :, below]).std(axis=0, ddof=1)
    error = float(errors[place] / abs((gap[1] - gap[0]) / step))
    column = data.numbers[:, one.part.columns[0]]
    # The side of the option that is not the best of all, as far as it goes on being the best there.
    if above == told.best:
        other, side, start = below, column < at, place
        stretch = range(start, -1, -1)
    else:
        other, side, start = above, column > at, place + 1
        stretch = range(start, len(points))
    probabilities = [0.0]
    for point in stretch:
        if best[point] != other:
            break
        beats = drawn[:, point, other] > drawn[:, point, told.best]
        probabilities.append(float(beats.mean()))
    return Threshold(
        one.part.name,
        at,
        error,
        below,
        above,
        max(probabilities),
        float(data.weights @ side),
        one.is_sure and max(probabilities) >= SUPPORTED,
    )


def _along(
    data: ByDraw, amount: float, one: Partial, values: Floats, seed: int
) -> tuple[Floats, Floats]:
    """Expected net benefits at values of a number, doing nothing first: as fitted, (values, arms),
    and as they may be, (sets, values, arms), by the regression and by the means of options."""
    arms = len(data.arms)
    key = crc32(one.part.name.encode())
    luck = data.error_of_luck(amount)[1:, 1:]
    if one.fitted is None:
        raw = data.benefits(amount, raw=True)[:, 1:]
        centre = data.weights @ raw
        expected = np.tile(centre, (len(values), 1))
        drawn = np.tile(expected, (SETS, 1, 1))
        away = raw - centre
        rest = (away * data.weights[:, None]).T @ away
    else:
        fitted = one.fitted
        table = np.zeros((len(values), data.numbers.shape[1]))
        table[:, one.part.columns[0]] = values
        normal = normals(seed, _CURVES, SETS * fitted.size, k=key).reshape(SETS, -1)
        expected, drawn = fitted.at(table), fitted.at(table, normal)
        rest = fitted.residual
    spread, vectors = np.linalg.eigh(rest / data.effective + luck)
    root = vectors * np.sqrt(np.maximum(spread, 0.0))
    of_means = normals(seed, _MEANS, SETS * (arms - 1), k=key).reshape(SETS, -1) @ root.T
    drawn = drawn + of_means[:, None, :]
    nothing = np.zeros((SETS, len(values), 1))
    return (
        np.concatenate([nothing[0], expected], axis=1),
        np.concatenate([nothing, drawn], axis=2),
    )


def quantiles(values: Floats, weights: Floats, shares: Sequence[float]) -> Floats:
    """Quantiles of weighted draws, between the draws on a straight line."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    return np.asarray(np.interp(shares, below - weights[order] / 2.0, values[order]))
