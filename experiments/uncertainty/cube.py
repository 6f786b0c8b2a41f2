"""Points of the unit cube, from which draws of numbers are made: a row a point, a column a number.

``sobol``: a scrambled Sobol sequence, whose first points stay when more are asked for; it is
balanced at powers of two. ``latin_hypercube``: each side cut into as many slices as there are
points, one point in each; another number of points is another set. ``random``: keyed draws, each
from its own place, so that the first points stay when more are asked for and a number keeps its
draws whatever else is uncertain.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal, get_args
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import decision, uniforms

Floats = NDArray[np.float64]
Design = Literal["sobol", "latin_hypercube", "random"]
DESIGNS: tuple[Design, ...] = get_args(Design)
_POINTS = decision("sweep: points")
_KEYED = decision("uncertainty: draws")


def chance(seed: int, key: np.uint32 = _POINTS) -> int:
    """A seed for what libraries draw, from a keyed draw."""
    return int(uniforms(seed, key, 1)[0] * 2**53)


def points(
    kind: str, number: int, seed: int, places: Sequence[str], key: np.uint32 = _POINTS
) -> Floats:
    """``number`` points of the cube whose sides are ``places``, each from 0 to below 1.

    ``key`` is the decision of the caller, so that two studies with one seed have points of their
    own.
    """
    width = len(places)
    if width == 0:
        return np.empty((number, 0))
    if kind == "random":
        keys = [crc32(place.encode()) for place in places]
        assert len(set(keys)) == width
        drawn = [uniforms(seed, _KEYED, number, k=key) for key in keys]
        return np.stack(drawn, axis=1)
    return hypercube(kind, number, width, chance(seed, key))


def hypercube(kind: str, number: int, width: int, start: int) -> Floats:
    """Points of SciPy's quasi-Monte Carlo samplers, whose chance begins at ``start``."""
    from scipy.stats import qmc

    sampler = qmc.Sobol if kind == "sobol" else qmc.LatinHypercube
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance at powers of two: told elsewhere
        return np.asarray(sampler(width, scramble=True, rng=start).random(number))
