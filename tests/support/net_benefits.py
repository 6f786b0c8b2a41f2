"""Costs and effects by draw, seed and arm of which the truth is known in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.compare.value.by_draw import ByDraw, by_draw
from simulation.randomness import decision, normals

Floats = NDArray[np.float64]
_NUMBERS = decision("tests: numbers of net benefits")
_LUCK = decision("tests: luck of net benefits")


def drawn(seed: int, *shape: int, what: int = 0) -> Floats:
    """Standard normal draws of a shape."""
    return normals(seed, _NUMBERS, int(np.prod(shape)), week=what).reshape(shape)


@dataclass(frozen=True)
class Linear:
    """One strategy whose net benefit at an amount of 1 is ``mean`` plus ``slopes`` times standard
    normal numbers, with the luck of seeds alike in all draws (``luck``) and in each (``rest``)."""

    mean: float = 0.5
    slopes: tuple[float, ...] = (1.0,)
    luck: float = 0.0
    rest: float = 0.0

    def data(self, draws: int, seeds: int, key: int = 1, idle: int = 0) -> ByDraw:
        """What a comparison would tell; ``idle`` numbers are drawn, too, and do nothing."""
        numbers = drawn(key, draws, len(self.slopes) + idle)
        truth = self.mean + numbers[:, : len(self.slopes)] @ np.array(self.slopes)
        noise = normals(key, _LUCK, draws * seeds).reshape(draws, seeds)
        alike = normals(key, _LUCK, seeds, week=1)
        effects = np.zeros((draws, seeds, 2))
        effects[:, :, 1] = truth[:, None] + self.luck * alike + self.rest * noise
        # Half of it as money saved: costs and effects are both in it.
        costs = np.zeros_like(effects)
        costs[:, :, 1] = -effects[:, :, 1] / 2.0
        names = [f"parameters.number_{place}" for place in range(numbers.shape[1])]
        return by_draw(costs, effects / 2.0, ("nothing", "strategy"), numbers, names)

    @property
    def deviation(self) -> float:
        """Standard deviation of the net benefit over draws."""
        return sqrt(sum(slope**2 for slope in self.slopes))

    @property
    def evpi(self) -> float:
        """Expected value of perfect information."""
        return value_of_knowing(self.mean, self.deviation)


def value_of_knowing(mean: float, deviation: float) -> float:
    """E[max(0, x)] - max(0, E[x]) of a normal x (Raiffa and Schlaifer 1961)."""
    return normal_gain(mean, deviation) - max(mean, 0.0)


def normal_gain(mean: float, deviation: float) -> float:
    """E[max(0, x)] of a normal x: the unit normal loss integral."""
    from scipy.special import ndtr

    z = mean / deviation
    return float(mean * ndtr(z) + deviation * np.exp(-0.5 * z * z) / sqrt(2.0 * pi))
