"""The decision under doubt: which option is the best buy, how surely, and what being wrong costs.

The probability of being best says how often an option is the best buy over draws of the numbers;
the expected loss of an option is what is lost in the mean by choosing it rather than the best of
each draw. The option with the least expected loss is the best buy in the mean, and what it loses is
the expected value of perfect information (EVPI): what knowing all numbers would be worth.

The luck of seeds is taken out first (``ByDraw.benefits``): net benefits of a few seeds each are
spread further than doubt goes, and the best of them are in part lucky, so that an EVPI of theirs
(``naive``) is too high. One that chooses by half of the seeds and counts by the other (``crossed``)
is too low, as luck leads it astray: the truth lies between the two, and so does what is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.draws import shares_of_best
from experiments.compare.value.by_draw import ByDraw, LuckFrom

Floats = NDArray[np.float64]
GROUPS_LEFT_OUT = 20
"""Groups of draws that a standard error leaves out, one after another."""


@dataclass(frozen=True)
class Decision:
    """What doubt about numbers means for one amount that one is willing to pay, per person.

    Arrays have an entry an arm, doing nothing first. ``best`` is the option whose mean net benefit
    is the highest, ``runner_up`` the next one. ``chances`` are the probability of being best,
    ``losses`` the expected loss of choosing each. ``evpi`` is the loss of the best option,
    ``naive`` and ``crossed`` the same with the luck of seeds in it, too high and too low;
    ``crossed`` is NaN with one seed. Standard errors tell of the limited number of draws and, where
    there are several seeds, of these.
    """

    amount: float
    means: Floats
    means_errors: Floats
    best: int
    runner_up: int
    chances: Floats
    chances_errors: Floats
    losses: Floats
    losses_errors: Floats
    naive: float
    crossed: float
    luck_from: LuckFrom

    @property
    def evpi(self) -> float:
        """Expected value of perfect information."""
        return float(self.losses[self.best])

    @property
    def evpi_error(self) -> float:
        """Its standard error."""
        return float(self.losses_errors[self.best])

    @property
    def luck(self) -> float:
        """What the luck of seeds would have added to the EVPI: the bias that was taken out."""
        return self.naive - self.evpi


def decide(data: ByDraw, amounts: Sequence[float]) -> list[Decision]:
    """The decision at each amount for a unit of effect."""
    arms = len(data.arms)
    told = _told(data, amounts)
    errors = left_out(data, lambda less: _told(less, amounts))
    found = []
    for place, amount in enumerate(amounts):
        means, chances, losses = told[place]
        best, runner_up = ranked(means)[:2]
        luck = data.error_of_luck(amount)
        # What moves the mean of an option by one moves its loss by its probability of being best,
        # less one for itself.
        moved = chances[None, :] - np.eye(arms)
        of_losses = np.einsum("ia,ab,ib->i", moved, luck, moved)
        raw = losses_of(data.benefits(amount, raw=True), data.weights)
        found.append(
            Decision(
                amount=float(amount),
                means=means,
                means_errors=np.sqrt(errors[place, 0] ** 2 + np.diag(luck)),
                best=best,
                runner_up=runner_up,
                chances=chances,
                chances_errors=errors[place, 1],
                losses=losses,
                losses_errors=np.sqrt(errors[place, 2] ** 2 + np.maximum(of_losses, 0.0)),
                naive=float(raw[best]),
                crossed=crossed(data, amount),
                luck_from=data.luck_from,
            )
        )
    return found


def ranked(means: Floats) -> list[int]:
    """Options by their mean net benefit, the highest first; of equal ones the first stands."""
    order: list[int] = np.argsort(-means, kind="stable").tolist()
    return order


def losses_of(benefits: Floats, weights: Floats) -> Floats:
    """The expected loss of choosing each option, from net benefits by draw and arm."""
    return np.asarray(weights @ (benefits.max(axis=1, keepdims=True) - benefits))


def _told(data: ByDraw, amounts: Sequence[float]) -> Floats:
    """Means, probabilities of being best and losses: shape (amounts, 3, arms)."""
    found = []
    for amount in amounts:
        benefits = data.benefits(amount)
        chances = np.array(shares_of_best(benefits, 1, data.weights))
        found.append([data.weights @ benefits, chances, losses_of(benefits, data.weights)])
    return np.array(found)


def left_out(data: ByDraw, told: Callable[[ByDraw], Floats]) -> Floats:
    """Standard errors by leaving out a twentieth of the draws at a time (the jackknife over groups,
    Shao and Tu 1995): all that is worked out from draws is worked out anew, what was taken for
    luck included. NaN with too few draws to leave any out."""
    groups = min(GROUPS_LEFT_OUT, len(data.weights))
    of = np.arange(len(data.weights)) % groups
    found = []
    for group in range(groups):
        kept = of != group
        weights = data.weights[kept]
        if not weights.sum() > 0.0 or np.count_nonzero(weights) < 2:
            return np.full_like(told(data), nan)
        found.append(told(data.of_draws(kept)))
    away = np.array(found) - np.mean(found, axis=0)
    return np.asarray(np.sqrt((groups - 1) / groups * (away**2).sum(axis=0)))


def crossed(data: ByDraw, amount: float) -> float:
    """EVPI by choosing with some seeds and counting with the others, each half in turn.

    Luck cannot be taken for knowledge here, but it misleads the choice: the mean of this estimate
    is at most the truth, and near it with many seeds. NaN with one seed.
    """
    if data.seeds < 2:
        return nan
    benefits = data.benefits_by_seed(amount)
    best = ranked(data.weights @ benefits.mean(axis=1))[0]
    first = np.arange(data.seeds) % 2 == 0
    gains = []
    for chooses in (first, ~first):
        by, counted = benefits[:, chooses].mean(axis=1), benefits[:, ~chooses].mean(axis=1)
        chosen = np.take_along_axis(counted, by.argmax(axis=1)[:, None], axis=1)[:, 0]
        gains.append(float(data.weights @ (chosen - counted[:, best])))
    return sum(gains) / 2.0
