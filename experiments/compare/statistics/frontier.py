"""The efficiency frontier: what is worth its money at some price, and what never is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Standing = Literal["on the frontier", "dominated", "extendedly dominated"]


@dataclass(frozen=True)
class Place:
    """Where one option stands.

    ``icer`` is the incremental cost-effectiveness ratio: what each further unit of effect costs,
    compared with the next cheaper option on the frontier (``beside``); NaN off the frontier and for
    its cheapest option. ``by`` are the options that dominate: one that costs no more and helps no
    less, or two of which a mix does.
    """

    standing: Standing
    icer: float
    beside: int | None
    by: tuple[int, ...]


def frontier(costs: Sequence[float], effects: Sequence[float]) -> list[Place]:
    """The place of each option, from its mean cost and mean effect (more is better).

    Strongly dominated: another costs no more and helps no less, and is better in one of the two; of
    options equal in both the first stands for all. Extendedly dominated: a mix of two others costs
    no more and helps more.
    """
    options = sorted(range(len(costs)), key=lambda i: (costs[i], -effects[i], i))
    places: dict[int, Place] = {}
    rising: list[int] = []
    for i in options:
        if rising and effects[i] <= effects[rising[-1]]:
            places[i] = Place("dominated", nan, None, (rising[-1],))
        else:
            rising.append(i)
    hull: list[int] = []
    for i in rising:
        while len(hull) > 1 and _slope(costs, effects, hull[-2], hull[-1]) >= _slope(
            costs, effects, hull[-1], i
        ):
            hull.pop()
        hull.append(i)
    for i in rising:
        if i not in hull:
            below = max(j for j in range(len(hull)) if effects[hull[j]] < effects[i])
            places[i] = Place("extendedly dominated", nan, None, (hull[below], hull[below + 1]))
    for number, i in enumerate(hull):
        before = hull[number - 1] if number else None
        icer = nan if before is None else _slope(costs, effects, before, i)
        places[i] = Place("on the frontier", icer, before, ())
    return [places[i] for i in range(len(costs))]


def _slope(costs: Sequence[float], effects: Sequence[float], one: int, other: int) -> float:
    return (costs[other] - costs[one]) / (effects[other] - effects[one])


def chances_of_frontier(costs: Floats, effects: Floats) -> list[float]:
    """How often each option (a column) is on the frontier, over draws (rows).

    An option is on it if at some price of effect, from nothing to without end, no other is better.
    """
    chances = []
    for i in range(costs.shape[1]):
        with np.errstate(divide="ignore", invalid="ignore"):
            gain, extra = effects[:, i, None] - effects, costs[:, i, None] - costs
            price = extra / gain
        # Each option that helps less is beaten from a price on, each that helps more up to one.
        from_ = np.where(gain > 0.0, price, -inf).max(axis=1)
        to = np.where(gain < 0.0, price, inf).min(axis=1)
        same = gain == 0.0
        first = np.arange(costs.shape[1]) < i
        beaten = (same & ((extra > 0.0) | ((extra == 0.0) & first))).any(axis=1)
        chances.append(float(np.mean(~beaten & (to > 0.0) & (np.maximum(from_, 0.0) < to))))
    return chances
