"""What a comparison over draws of the numbers has told: costs and effects by draw, seed and arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.acceptability import net_benefit
from experiments.compare.statistics.components import Components, components, effective_draws
from experiments.compare.value.regression import design, fit, responses

Floats = NDArray[np.float64]
LuckFrom = Literal["seeds", "numbers", "nothing"]
"""Luck of seeds is told from doubt about numbers by several seeds a draw, or else as what no number
explains; with neither, all counts as doubt."""


@dataclass(frozen=True)
class ByDraw:
    """Costs and effects of options under draws of the numbers.

    ``costs`` (money per person) and ``effects`` (health per person, more is better) have shape
    (draws, seeds, arms), the first arm doing nothing; all draws have the same seeds. ``numbers``
    has shape (draws, k), its columns named by dotted places. ``weights`` say how much each draw
    counts. Raises ValueError for shapes that do not fit together, values that are none, and weights
    that are negative or leave fewer than two draws.
    """

    costs: Floats
    effects: Floats
    arms: tuple[str, ...]
    numbers: Floats
    names: tuple[str, ...]
    weights: Floats
    given_rest: Floats | None = None
    """Luck of one seed in one draw in ``extra`` where it is known from more draws than these."""

    def __post_init__(self) -> None:
        if self.costs.ndim != 3 or self.costs.shape != self.effects.shape:
            raise ValueError("costs and effects: draws, seeds, arms")
        draws, seeds, arms = self.costs.shape
        if arms != len(self.arms) or arms < 2 or not seeds:
            raise ValueError("doing nothing and one strategy at least, and a seed")
        if self.numbers.shape != (draws, len(self.names)) or self.weights.shape != (draws,):
            raise ValueError("numbers and weights: one row a draw")
        for values in (self.costs, self.effects, self.numbers, self.weights):
            if not np.isfinite(values).all():
                raise ValueError("a value is not a number")
        if (self.weights < 0.0).any() or not self.weights.sum() > 0.0:
            raise ValueError("weights are shares")
        object.__setattr__(self, "weights", self.weights / self.weights.sum())
        if self.effective < 1.0 + 1e-9:
            raise ValueError("two draws at least")

    @property
    def seeds(self) -> int:
        """Seeds of each draw."""
        return self.costs.shape[1]

    @property
    def effective(self) -> float:
        """How many draws of equal weight tell as much."""
        return effective_draws(self.weights)

    @cached_property
    def extra(self) -> Floats:
        """Costs and effects beyond doing nothing: (draws, seeds, 2 * strategies), costs first."""
        return np.concatenate(
            [values[:, :, 1:] - values[:, :, :1] for values in (self.costs, self.effects)], axis=2
        )

    @cached_property
    def parts(self) -> Components:
        """Doubt about numbers and luck of seeds in costs and effects, taken apart together."""
        return components(self.extra, self.weights, self.rest)

    @cached_property
    def rest(self) -> Floats | None:
        """With one seed, what no curve of any number explains, as the luck of it; else None."""
        if self.seeds > 1 or self.given_rest is not None:
            return self.given_rest
        made = design(self.numbers, range(len(self.names)), self.weights)
        if made is None:
            return None
        return fit(made, responses(self.extra[:, 0], self.weights)).residual

    @property
    def luck_from(self) -> LuckFrom:
        """What tells luck from doubt."""
        if self.seeds > 1:
            return "seeds"
        return "nothing" if self.rest is None else "numbers"

    def benefits(self, amount: float, *, raw: bool = False) -> Floats:
        """Net benefit beyond doing nothing by draw and arm, for this amount for a unit of effect.

        Means over seeds without the luck of seeds in their spread; ``raw`` with it.
        """
        told = _benefits(self.parts.means if raw else self._shrunken, amount)
        # Options that are the same in every run are so to the last bit.
        return np.asarray(told[:, self._first_alike])

    @cached_property
    def _shrunken(self) -> Floats:
        return self.parts.shrunken

    @cached_property
    def _first_alike(self) -> list[int]:
        """For each arm the first one that is the same in every run."""
        told = _benefits(self.extra.reshape(-1, self.extra.shape[2]), 1.0)
        costs = _benefits(self.extra.reshape(-1, self.extra.shape[2]), 0.0)
        both = np.concatenate([told, costs])
        return [
            next(other for other in range(arm + 1) if (both[:, other] == both[:, arm]).all())
            for arm in range(len(self.arms))
        ]

    def benefits_by_seed(self, amount: float) -> Floats:
        """The same by draw, seed and arm, as they came."""
        draws, seeds, _ = self.costs.shape
        made = _benefits(self.extra.reshape(draws * seeds, -1), amount)
        return made.reshape(draws, seeds, -1)

    def error_of_luck(self, amount: float) -> Floats:
        """Covariance of the error that the luck of seeds leaves in mean net benefits: shape (arms,
        arms)."""
        strategies = len(self.arms) - 1
        taken = np.zeros((len(self.arms), 2 * strategies))
        for arm in range(strategies):
            taken[arm + 1, [arm, strategies + arm]] = -1.0, amount
        return np.asarray(taken @ self.parts.error_of_luck @ taken.T)

    def of_draws(self, kept: NDArray[np.bool_]) -> ByDraw:
        """The same from some of the draws."""
        return ByDraw(
            self.costs[kept],
            self.effects[kept],
            self.arms,
            self.numbers[kept],
            self.names,
            self.weights[kept],
            self.rest,
        )


def _benefits(extra: Floats, amount: float) -> Floats:
    """Net benefits from rows of costs and effects beyond doing nothing."""
    costs, effects = np.split(extra, 2, axis=1)
    nothing = np.zeros((len(extra), 1))
    return np.concatenate([nothing, net_benefit(costs, effects, amount)], axis=1)


def by_draw(
    costs: Floats,
    effects: Floats,
    arms: Sequence[str],
    numbers: Floats | None = None,
    names: Sequence[str] = (),
    weights: Floats | None = None,
) -> ByDraw:
    """``ByDraw`` from what may be left out: no numbers, and draws that count alike."""
    draws = len(costs)
    return ByDraw(
        np.asarray(costs, np.float64),
        np.asarray(effects, np.float64),
        tuple(arms),
        np.empty((draws, 0)) if numbers is None else np.asarray(numbers, np.float64),
        tuple(names),
        np.full(draws, 1.0 / draws) if weights is None else np.asarray(weights, np.float64),
    )
