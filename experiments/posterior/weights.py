"""Weights: draws of the emulators corrected by what the towns themselves gave.

Each draw is run. What its town gives and what the emulator believed of that point are two
measurements of the same expected value, one blurred by luck, the other by the emulator's doubt:
together they are nearer than either. The likelihood that follows, over that of the emulator alone,
is the weight of the draw; where the emulator is right the weights differ little, and how many
equally weighted draws they are worth tells how right it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.emulator import Emulator
from experiments.posterior.keyed import systematic, uniform_draw
from experiments.posterior.rows import Row
from experiments.posterior.tempering import effective

Floats = NDArray[np.float64]
LEAST_EFFECTIVE = 20.0
"""Effective draws below which there is no posterior to speak of."""


@dataclass(frozen=True)
class Weighed:
    """Log weights of draws, and how many equal ones they are worth."""

    log_weight: Floats

    @property
    def effective(self) -> float:
        """Effective sample size; 0 where no draw can be."""
        if not np.isfinite(self.log_weight).any():
            return 0.0
        return effective(self.log_weight)

    def equal(self, number: int, seed: int) -> NDArray[np.int64]:
        """Which draws an equally weighted set of ``number`` has, in order, some several times."""
        weights = np.exp(self.log_weight - self.log_weight.max())
        return systematic(weights, number, uniform_draw(seed, "weigh"))


def weighed(
    z: Floats,
    given: Floats,
    rows: Sequence[Row],
    emulators: Mapping[str, Emulator],
    luck: Mapping[str, float],
) -> Weighed:
    """Weights of draws at ``z`` whose towns gave ``given``: a row a draw, a column a row.

    ``luck`` is the variance between towns, by row. A figure without an emulator counts by what
    the towns gave; a town that gave no value for it counts by the emulator alone, one that gave
    none at all cannot be.
    """
    told = np.where(np.isfinite(given).any(axis=1), 0.0, -np.inf)
    for place, row in enumerate(rows):
        value, own = given[:, place], luck[row.name]
        there = np.isfinite(value)
        emulator = emulators.get(row.name)
        if emulator is None:
            total = row.variance + 2.0 * own
            far = np.where(there, value - row.value, 0.0)
            told += np.where(there, -0.5 * (far**2 / total + np.log(total)), 0.0)
            continue
        mean, variance = emulator.predict(z)
        share = np.where(there, variance / (variance + own), 0.0)
        centre = mean + share * np.where(there, value - mean, 0.0)
        before = row.variance + variance + own
        after = row.variance + variance * (1.0 - share) + own
        told -= 0.5 * ((row.value - centre) ** 2 / after + np.log(after))
        told += 0.5 * ((row.value - mean) ** 2 / before + np.log(before))
    return Weighed(told)
