"""Inequality of health: the level that, had everybody the same, would be as good as what there is.

The equally distributed equivalent (EDE) of a distribution of health is its mean less what its
inequality takes away, in the eyes of who minds it so much: by Atkinson (1970), where shortfalls
count in proportion (parameter epsilon), or Kolm (1976), where they count in amount (alpha); both as
distributional cost-effectiveness analysis takes them (Asaria, Griffin and Cookson 2016; Cookson,
Griffin, Norheim and Culyer 2021, chapter 11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError

Floats = NDArray[np.float64]
Kind = Literal["atkinson", "kolm"]
MOST = 1_000.0
_ONE = 1e-9


@dataclass(frozen=True)
class Aversion:
    """How much inequality is minded: an index and its parameter, from 0 (not at all) upwards.

    Raises InputError for others.
    """

    kind: Kind
    parameter: float

    def __post_init__(self) -> None:
        if self.kind not in PARAMETERS:
            raise InputError(
                "no such index of inequality", found=self.kind, allowed=", ".join(PARAMETERS)
            )
        if not 0.0 <= self.parameter <= MOST:
            raise InputError(
                "out of range",
                field=PARAMETERS[self.kind],
                found=self.parameter,
                allowed=f"0 to {MOST:,g}",
            )

    @property
    def words(self) -> str:
        """The index with its parameter, as tables and figures name it."""
        return f"{self.kind.capitalize()}, {PARAMETERS[self.kind]} {self.parameter:g}"

    def equivalent(self, health: Floats, shares: Floats) -> Floats:
        """The EDE over the last axis: ``health`` of groups, ``shares`` of people in each.

        Raises ValueError for health that Atkinson's index cannot take: none or less.
        """
        return _EQUIVALENTS[self.kind](health, shares, self.parameter)


PARAMETERS: dict[str, str] = {"atkinson": "epsilon", "kolm": "alpha"}
"""What the parameter of each index is called."""


def _atkinson(health: Floats, shares: Floats, epsilon: float) -> Floats:
    if (health <= 0.0).any():
        raise ValueError("Atkinson's index is of health above zero")
    logs = np.log(health)
    if abs(epsilon - 1.0) < _ONE:
        return np.asarray(np.exp(logs @ shares))
    # From the worst-off on, so that powers of any size stay within what a computer can hold.
    worst = logs.min(axis=-1, keepdims=True)
    powers = np.exp((1.0 - epsilon) * (logs - worst)) @ shares
    return np.asarray(np.exp(worst[..., 0] + np.log(powers) / (1.0 - epsilon)))


def _kolm(health: Floats, shares: Floats, alpha: float) -> Floats:
    if alpha < _ONE:
        return np.asarray(health @ shares)
    worst = health.min(axis=-1, keepdims=True)
    return np.asarray(worst[..., 0] - np.log(np.exp(-alpha * (health - worst)) @ shares) / alpha)


_EQUIVALENTS: dict[str, Callable[[Floats, Floats, float], Floats]] = {
    "atkinson": _atkinson,
    "kolm": _kolm,
}
USUAL = (Aversion("atkinson", 10.95), Aversion("kolm", 0.15))
"""The medians of the public of England (Robson, Asaria, Cookson, Tsuchiya and Ali 2017), of health
in years of full health over a life."""
