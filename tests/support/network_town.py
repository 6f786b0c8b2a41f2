"""A town to draw friendships in: households with ages, incomes and zones, made by a formula."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.network.ties import EdgeArrays
from simulation.randomness import decision, uniforms

TOWN = decision("tests: a town")


class Town(NamedTuple):
    age: NDArray[np.int64]
    income: NDArray[np.float64]
    place: NDArray[np.int64]
    household: NDArray[np.int32]


def town(people: int, zones: int = 60) -> Town:
    """Households of one to five in zones; a fifth of the people children, incomes log-normal."""
    sizes = 1 + (uniforms(7, TOWN, people, k=0) * 5).astype(int)
    household = np.repeat(np.arange(people), sizes)[:people].astype(np.int32)
    draw = [uniforms(7, TOWN, people, k=k) for k in (1, 2, 3)]
    age = (draw[0] * 85).astype(np.int64)
    income = np.exp(10.0 + 2.0 * draw[1][household])
    place = (draw[2][household] ** 1.5 * zones).astype(np.int64)
    return Town(age, income, place, household)


def correlation(values: NDArray[np.generic], friends: EdgeArrays) -> float:
    """Assortativity: the correlation of a value between the two ends of friendships."""
    one = np.r_[values[friends.source], values[friends.target]].astype(float)
    other = np.r_[values[friends.target], values[friends.source]].astype(float)
    return float(np.corrcoef(one, other)[0, 1])
