"""Implausibility: how far a point's expected value is from a figure, in units of what blurs both.

I = |value - E| / sqrt(observation + discrepancy + emulator + luck), variances each (Vernon,
Goldstein and Bower 2010; with luck as Andrianakis et al. 2015 for models that draw). A point is
implausible where too many rows lie beyond the cut; early waves, whose emulators are rough, look at
the second or third largest, later ones at the largest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.emulator import Emulator
from experiments.posterior.rows import Row

Floats = NDArray[np.float64]
CUT = 3.0
MANY = 6
"""Rows from which on early waves may be lenient with one or two of them."""


def implausibilities(z: Floats, rows: Sequence[Row], emulators: Mapping[str, Emulator]) -> Floats:
    """For each point (a row) and each emulated figure (a column, in the order of ``rows``)."""
    told = []
    for row in rows:
        if (emulator := emulators.get(row.name)) is None:
            continue
        mean, variance = emulator.predict(z)
        told.append(np.abs(row.value - mean) / np.sqrt(row.variance + variance + emulator.luck))
    return np.stack(told, axis=1) if told else np.zeros((len(z), 0))


@dataclass(frozen=True)
class Condition:
    """What one wave asks of a point: that the ``order``-th largest implausibility is below the cut.

    ``emulators`` are those that passed validation, by the name of their row.
    """

    rows: tuple[Row, ...]
    emulators: Mapping[str, Emulator]
    order: int = 1

    @property
    def emulated(self) -> tuple[Row, ...]:
        """The rows that it looks at."""
        return tuple(row for row in self.rows if row.name in self.emulators)

    def excess(self, z: Floats) -> Floats:
        """The implausibility that counts, as a share of the cut: up to 1 is not implausible."""
        told = implausibilities(z, self.rows, self.emulators)
        if told.shape[1] < self.order:
            return np.zeros(len(z))
        return np.asarray(np.partition(told, -self.order, axis=1)[:, -self.order] / CUT)

    def within(self, z: Floats, edge: float) -> NDArray[np.bool_]:
        """Whether the excess is up to ``edge``: the same as asking it, but a point that is out is
        not looked at any further."""
        alive = np.arange(len(z))
        beyond = np.zeros(len(z), np.int64)
        for row in self.emulated:
            emulator = self.emulators[row.name]
            mean, variance = emulator.predict(z[alive])
            blur = row.variance + variance + emulator.luck
            beyond[alive] += (row.value - mean) ** 2 > blur * (CUT * edge) ** 2
            alive = alive[beyond[alive] < self.order]
            if not len(alive):
                break
        return np.asarray(beyond < self.order)


def order_of(wave: int, rows: int) -> int:
    """Which largest one wave ``wave`` (from 1) of a fit to so many rows looks at."""
    return max(1, 4 - wave) if rows >= MANY else 1


def within_all(z: Floats, conditions: Sequence[Condition], edge: float = 1.0) -> NDArray[np.bool_]:
    """Whether points hold to all of several waves."""
    inside = np.ones(len(z), np.bool_)
    for condition in reversed(conditions):  # the last ones are the strictest
        inside[inside] = condition.within(z[inside], edge)
    return inside


def log_likelihood(z: Floats, rows: Sequence[Row], emulators: Mapping[str, Emulator]) -> Floats:
    """Normal log likelihood of the figures at points, by the emulators, luck and doubt included."""
    told = np.zeros(len(z))
    for row in rows:
        if (emulator := emulators.get(row.name)) is None:
            continue
        mean, variance = emulator.predict(z)
        total = row.variance + variance + emulator.luck
        told -= 0.5 * ((row.value - mean) ** 2 / total + np.log(total))
    return told
