"""Partial information: what knowing one number, or a group of them, would be worth (EVPPI).

Who knew a number would choose by what net benefits are expected to be given it; the expectation is
that of a regression over draws (``regression``), which needs no further runs and takes the luck of
seeds for what it is, a rest that no number explains. The EVPPI is the mean of the best of these
expectations less the best mean.

A regression finds something in any number. Whether it is more than that is asked by dealing out
the net benefits to the draws anew, many times, with the same deals for all numbers: the largest
EVPPI of all numbers in each deal is what chance alone may bring (Westfall and Young 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from experiments.compare.value.by_draw import ByDraw
from experiments.compare.value.regression import (
    Fit,
    Responses,
    design,
    fit,
    fitted_many,
    responses,
)
from simulation.randomness import decision, normals, permutation

Floats = NDArray[np.float64]
DEALS = 199
"""How often net benefits are dealt out anew."""
CURVES = 100
"""How many regressions, as they may be, a standard error goes by."""
SURE = 0.05
"""P values below this tell more than chance."""
_DEALT = decision("value: net benefits dealt out anew")
_CURVES = decision("value: curves as they may be")


@dataclass(frozen=True)
class Part:
    """What is asked about: a number or a group of them, by columns of the table of numbers."""

    name: str
    columns: tuple[int, ...]


@dataclass(frozen=True)
class Partial:
    """What knowing a part would be worth, per person.

    ``bias`` is how much less that is than its mean over regressions as they may be: what is
    smoothed away. ``standard_error`` tells of the number of draws, of the regression and of luck
    alike in all draws. ``p_value`` is that of no worth at all by chance, ``p_value_adjusted`` the
    same with the number of parts allowed for; in 19 of 20 deals no part is worth more than
    ``by_chance``. ``explained`` is the share of the variance, over draws, of the difference between
    the best option and the next that the part explains.
    ``fitted`` is None where the part tells nothing.
    """

    part: Part
    evppi: float
    bias: float
    standard_error: float
    p_value: float
    p_value_adjusted: float
    by_chance: float
    explained: float
    fitted: Fit | None

    @property
    def is_sure(self) -> bool:
        """Whether it is worth more than chance may bring."""
        return self.p_value_adjusted < SURE


def partial(data: ByDraw, amount: float, parts: Sequence[Part], seed: int) -> list[Partial]:
    """The EVPPI of each part at one amount; their number is allowed for, all together.

    ``seed`` is that of the keyed draws.
    """
    told = responses(data.benefits(amount, raw=True)[:, 1:], data.weights)
    deals = _deals(told, seed)
    made, chance = [], np.zeros((len(parts), DEALS))
    for place, part in enumerate(parts):
        one, chance[place] = _one(data, amount, part, told, deals, seed)
        made.append(one)
    largest = chance.max(axis=0, initial=0.0)
    by_chance = float(np.quantile(largest, 1.0 - SURE)) if parts else 0.0
    return [
        replace(
            one,
            p_value=_p_value(one.evppi, chance[place]),
            p_value_adjusted=_p_value(one.evppi, largest),
            by_chance=max(by_chance, 0.0),
        )
        for place, one in enumerate(made)
    ]


def worth(expected: Floats, weights: Floats, centre: Floats) -> Floats:
    """What choosing by expectations is worth beyond the best mean: ``expected`` has shape (...,
    draws, strategies), beyond doing nothing."""
    best = np.maximum(expected.max(axis=-1), 0.0)
    return np.asarray(best @ weights - max(0.0, float(centre.max(initial=0.0))))


def _p_value(found: float, chance: Floats) -> float:
    if found <= 0.0:
        return 1.0
    return (1.0 + int((chance >= found).sum())) / (1.0 + len(chance))


def _deals(told: Responses, seed: int) -> Floats:
    """Responses dealt out anew: shape (deals, draws, components)."""
    draws = len(told.weights)
    return np.stack(
        [told.turned[permutation(seed, _DEALT, draws, week=deal)] for deal in range(DEALS)]
    )


def _one(
    data: ByDraw, amount: float, part: Part, told: Responses, deals: Floats, seed: int
) -> tuple[Partial, Floats]:
    """One part, and what chance brings it; p values are left to whoever knows the other parts."""
    nothing = Partial(part, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, None)
    made = design(data.numbers, part.columns, data.weights)
    if made is None:
        return nothing, np.zeros(DEALS)
    dealt = fitted_many(made, told, deals)
    chance = worth(told.centre + dealt, data.weights, told.centre)
    # Where weights differ, dealing out moves means; what it brings is counted from those.
    chance = chance - worth(
        np.einsum("sdo,d->so", dealt, data.weights)[:, None] + told.centre,
        np.ones(1),
        told.centre,
    )
    one = fit(made, told)
    if one.is_flat:
        return nothing, chance
    expected = one.fitted()
    found = max(float(worth(expected, data.weights, told.centre)), 0.0)
    drawn = worth_drawn(one, part.name, seed)
    error = standard_error(data, amount, one, expected, drawn)
    return (
        Partial(
            part,
            found,
            found - float(drawn.mean()),
            error,
            1.0,
            1.0,
            0.0,
            _explained(one, expected, data.weights),
            one,
        ),
        chance,
    )


def worth_drawn(one: Fit, name: str, seed: int) -> Floats:
    """What choosing by regressions as they may be is worth; ``name`` keys their draws."""
    normal = normals(seed, _CURVES, CURVES * one.size, k=crc32(name.encode()))
    told = one.responses
    return worth(one.fitted_drawn(normal.reshape(CURVES, -1)), told.weights, told.centre)


def standard_error(data: ByDraw, amount: float, one: Fit, expected: Floats, drawn: Floats) -> float:
    """Standard error of the worth of choosing by a regression: by the regression (``drawn``), the
    number of draws, the means of options and luck alike in all draws."""
    whole = _with_nothing(expected)
    best = int(np.argmax(data.weights @ whole))
    gain = whole.max(axis=1) - whole[:, best]
    of_draws = float(data.weights @ (gain - data.weights @ gain) ** 2) / data.effective
    chosen = np.bincount(whole.argmax(axis=1), weights=data.weights, minlength=whole.shape[1])
    moved = chosen - np.eye(whole.shape[1])[best]
    means = np.zeros((whole.shape[1],) * 2)
    means[1:, 1:] = one.residual / data.effective
    of_means = float(moved @ (means + data.error_of_luck(amount)) @ moved)
    return float(np.sqrt(drawn.var(ddof=1) + of_draws + max(of_means, 0.0)))


def _with_nothing(expected: Floats) -> Floats:
    return np.concatenate([np.zeros((len(expected), 1)), expected], axis=1)


def _explained(one: Fit, expected: Floats, weights: Floats) -> float:
    whole = _with_nothing(expected)
    order = np.argsort(-(weights @ whole), kind="stable")
    apart = whole[:, order[0]] - whole[:, order[1]]
    told = float(weights @ (apart - weights @ apart) ** 2)
    taken = np.zeros(whole.shape[1])
    taken[order[:2]] = 1.0, -1.0
    rest = float(taken[1:] @ one.residual @ taken[1:])
    return told / (told + rest) if told + rest > 0.0 else 0.0
