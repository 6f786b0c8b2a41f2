"""How close a friendship is: a strength from 0 to 1, where 0.5 and more makes a confidant.

People name some two or three persons with whom they discuss what matters to them (General Social
Survey: 2.94 in 1985, 2.08 in 2004), kin and those they live with among them; of more friends than
that they would not speak of distress. So strengths are scaled for a stated number of confidants
among the friends of an average person.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.randomness import decision, uniform

CONFIDANT = 0.5
"""The strength from which on a friend is a confidant."""

CONFIDANTS = 1.0
"""Confidants among friends, mean per person: with the other adults of the household (1.4 in the
default town) it makes some 2.5, between the two surveys."""

STRENGTH = decision("network: strength of a tie")


@loop
def _draw(
    out: NDArray[np.float32],
    seed: Any,
    choice: Any,
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    power: float,
) -> None:
    for edge in range(source.size):
        one = min(source[edge], target[edge])
        other = max(source[edge], target[edge])
        out[edge] = (1.0 - uniform(seed, choice, other, one, 0)) ** power


def drawn_strengths(
    seed: int,
    source: NDArray[Any],
    target: NDArray[Any],
    people: int,
    confidants: float = CONFIDANTS,
    *,
    mutual: bool = True,
) -> NDArray[np.float32]:
    """Strengths, above 0 and up to 1, for pairs of which nothing else is known.

    One keyed draw a pair, the same from either end, so scaled that the average of ``people`` has
    ``confidants`` ties of 0.5 or more (all of theirs, if they have fewer). ``mutual``: each entry
    is a tie of both its ends, else of the source alone.
    """
    out = np.empty(source.size, np.float32)
    share = _share_of_confidants(source.size, people, confidants, mutual)
    with np.errstate(divide="ignore"):  # no confidants: power infinite; all: power 0
        power = np.log(CONFIDANT) / np.log1p(-share)
    _draw(
        out,
        np.uint64(seed),
        STRENGTH,
        np.ascontiguousarray(source, np.int32),
        np.ascontiguousarray(target, np.int32),
        power,
    )
    return out


def _share_of_confidants(edges: int, people: int, confidants: float, mutual: bool) -> float:
    return min(1.0, confidants * people / (edges * (1 + mutual))) if edges else 0.0


def strengths_of_weights(
    weight: NDArray[np.float64],
    people: int,
    confidants: float = CONFIDANTS,
    *,
    mutual: bool = True,
) -> NDArray[np.float32] | None:
    """Strengths 0 to 1 in the order of weights that were measured: w / (w + h).

    The weight h that makes a confidant is the one for which the number of ties at or above it
    comes nearest to ``confidants`` a person. Returns None if all weights are equal, since they
    then tell nothing of who is closer.
    """
    levels, count = np.unique(weight, return_counts=True)
    if levels.size < 2:
        return None
    at_or_above = np.cumsum(count[::-1])[::-1]
    wanted = _share_of_confidants(weight.size, people, confidants, mutual) * weight.size
    half = levels[int(np.argmin(np.abs(at_or_above - wanted)))]
    half = max(half, levels[levels > 0][0])
    with np.errstate(over="ignore"):  # written so that an infinite ratio gives 1
        return np.asarray(1.0 - 1.0 / (1.0 + weight / half), np.float32)
