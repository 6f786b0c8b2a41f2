"""Sobol indices: what share of an outcome's variance each parameter is answerable for.

The first-order index is the share that would go if the parameter were known, alone; the total index
is the share that would stay if all others were known: interactions count in it (Saltelli and others
2010; Jansen 1999).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.sensitivity.screening import problem

RESAMPLES = 500


@dataclass(frozen=True)
class Index:
    """Shares of variance of one parameter, each with the half-width of its interval."""

    name: str
    first: float
    first_half_width: float
    total: float
    total_half_width: float


def design(names: list[str], points: int, seed: int) -> NDArray[np.float64]:
    """Points of the unit cube, ``points`` (a power of two) times the parameters and two."""
    from SALib.sample import sobol

    return np.asarray(sobol.sample(problem(names), points, calc_second_order=False, seed=seed))


def indices(
    names: list[str], values: NDArray[np.float64], confidence: float, seed: int
) -> list[Index]:
    """The indices of each parameter from ``values`` at the points of ``design``, a number each.

    NaN where the values do not vary at all.
    """
    from SALib.analyze import sobol

    if float(np.ptp(values)) == 0.0:
        return [Index(name, *(float("nan"),) * 4) for name in names]
    told = sobol.analyze(
        problem(names),
        values,
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=confidence,
        seed=seed,
    )
    return [
        Index(
            name,
            float(told["S1"][place]),
            float(told["S1_conf"][place]),
            float(told["ST"][place]),
            float(told["ST_conf"][place]),
        )
        for place, name in enumerate(names)
    ]
