"""Published figures as aims of a fit: value, how far off is how bad, and on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.target import Target
from experiments.evidence.targets import TARGETS
from simulation.errors import InputError

SOURCE = "--target"
_NINETY_FIVE = 1.96
_WITHOUT = 0.1
"""Of a figure that comes without any bounds: taken to be right to a tenth."""


@dataclass(frozen=True)
class Aim:
    """A published figure: ``value`` and its standard error, both as logarithms for ratios."""

    target: Target
    value: float
    error: float

    @property
    def name(self) -> str:
        """The ids of the figure."""
        return self.target.name

    def distance(self, measured: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far values in the figure's unit lie from it, in standard errors."""
        if self.target.is_ratio:
            with np.errstate(divide="ignore", invalid="ignore"):
                measured = np.log(measured)
        return np.asarray((measured - self.value) / self.error)


def aim_at(target: Target) -> Aim:
    """The aim that a target is: the published value, or the middle of a range."""
    low, high = target.bounds
    value = target.published.value
    if target.is_ratio:
        low, high = log(low), log(high)
        value = None if value is None else log(value)
    if value is None:
        value = (low + high) / 2.0
    error = (high - low) / (2.0 * _NINETY_FIVE)
    if not isfinite(error) or error <= 0.0:
        error = _WITHOUT * max(abs(value), 1e-9)
    return Aim(target, value, error)


def targets_named(names: Sequence[str]) -> list[Target]:
    """The targets with exactly these names."""
    by_name = {target.name: target for target in TARGETS}
    return [by_name[name] for name in names]


def aims_of(given: Sequence[str]) -> list[Aim]:
    """The aims that ``--target`` options mean: the beginning of an id, as ``evidence --only``.

    Figures that another one stands instead of are left out unless they are named in full. Raises
    InputError for what fits nothing.
    """
    from experiments.evidence.targets import chosen

    wanted = [part.strip() for text in given for part in text.split(",")]
    found: dict[str, Target] = {}
    for text in wanted:
        try:
            fitting = chosen([text])
        except InputError as error:
            raise InputError(
                error.problem, source=SOURCE, found=error.found, allowed=error.allowed
            ) from error
        exact = [target for target in fitting if text.casefold() in _ids(target)]
        for target in exact or [target for target in fitting if not target.instead]:
            found[target.name] = target
    if not found:
        raise InputError(
            "other figures stand instead of all of these",
            source=SOURCE,
            found=", ".join(wanted),
            allowed="an id in full",
        )
    return [aim_at(target) for target in TARGETS if target.name in found]


def _ids(target: Target) -> list[str]:
    return [name.casefold() for name in target.ids]
