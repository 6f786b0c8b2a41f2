"""Chance of a fit: normal and uniform draws that depend on seed, purpose and step alone.

They are draws of ``simulation.randomness``: the purpose is the decision, the first step takes the
place of the week, the other two that of the block.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import decision, normals, permutation, uniforms

Floats = NDArray[np.float64]
PURPOSES = {
    name: decision(f"posterior: {name}")
    for name in (
        "prior",
        "predictive",
        "refresh space",
        "refresh draws",
        "move",
        "accept",
        "resample space",
        "resample draws",
        "design",
        "order of design",
        "folds",
        "weigh",
    )
}
_MOST = 1 << 16
"""Second and third steps are below this, so that both have room in a block."""


def _place(steps: tuple[int, ...]) -> dict[str, int]:
    """Week and k of up to three steps."""
    first, second, third = (*steps, 0, 0, 0)[:3]
    assert len(steps) <= 3
    assert 0 <= first < 1 << 32
    assert 0 <= second < _MOST
    assert 0 <= third < _MOST
    return {"week": first, "k": 2 * (second * _MOST + third)}


def normal_draws(seed: int, purpose: str, shape: tuple[int, ...], *steps: int) -> Floats:
    """Standard normal draws of a shape."""
    number = int(np.prod(shape))
    return normals(seed, PURPOSES[purpose], number, **_place(steps)).reshape(shape)


def uniform_draws(seed: int, purpose: str, number: int, *steps: int) -> Floats:
    """So many draws from 0 to below 1."""
    return uniforms(seed, PURPOSES[purpose], number, **_place(steps))


def uniform_draw(seed: int, purpose: str, *steps: int) -> float:
    """One draw from 0 to below 1."""
    return float(uniform_draws(seed, purpose, 1, *steps)[0])


def random_order(seed: int, purpose: str, size: int, *steps: int) -> NDArray[np.int64]:
    """0 to ``size - 1`` in a random order."""
    return permutation(seed, PURPOSES[purpose], size, **_place(steps))


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
