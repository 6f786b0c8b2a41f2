"""Chance of a fit: normal and uniform draws that depend on seed, purpose and step alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import decision

Floats = NDArray[np.float64]
PURPOSES = {
    name: decision(f"posterior: {name}")
    for name in ("prior", "move", "accept", "resample", "design", "folds", "weigh", "seeds")
}


def stream(seed: int, purpose: str, *steps: int) -> np.random.Generator:
    """A generator of its own for a purpose and a step of it.

    Philox, counter-based, keyed by what is drawn: nobody else's draws move it.
    """
    words = [seed & 0xFFFFFFFF, seed >> 32, int(PURPOSES[purpose]), *steps]
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(words)))


def systematic(weights: Floats, number: int, start: float) -> NDArray[np.int64]:
    """Which rows ``number`` draws by weight are, with the least chance: systematic resampling.

    ``start``, from 0 to below 1, is the one draw; a row of weight w is taken floor(n w) times or
    once more. Raises AssertionError where no weight counts.
    """
    total = float(weights.sum())
    assert np.isfinite(total)
    assert total > 0.0
    ends = np.cumsum(weights) / total
    ends[-1] = 1.0
    marks = (np.arange(number) + start) / number
    return np.asarray(np.searchsorted(ends, marks, side="right"), np.int64)
