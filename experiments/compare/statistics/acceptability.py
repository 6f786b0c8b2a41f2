"""Acceptability: which option is the best buy, for what one is willing to pay, and how much of that
is Monte Carlo error.

The draws are of means over seeds: a probability tells how likely it is that an option would still
be the best with seeds without end, the numbers of the model being what they are. It is no doubt
about those numbers, and more seeds drive it to 0 or 1. A curve that may guide a decision needs
draws of the numbers in place of ``MeanDraws``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.compare.statistics.draws import MeanDraws, shares_of_best

Floats = NDArray[np.float64]
MONTE_CARLO = "Monte Carlo error: the chance of seeds alone"
"""What the probabilities are over."""
POINTS = 61
"""Amounts along a curve, nothing among them."""


class Acceptable(NamedTuple):
    """One amount that one is willing to pay for a unit of effect.

    ``chances`` are, for each option, the probability that its mean net benefit is the largest, as
    far as seeds go;
    ``towns`` the share of seeds in which it was the largest; ``best`` the option whose mean net
    benefit is the largest.
    """

    amount: float
    chances: list[float]
    towns: list[float]
    best: int


def net_benefit(costs: Floats, effects: Floats, amount: float) -> Floats:
    """What the effects are worth less what they cost."""
    return np.asarray(amount * effects - costs)


def acceptability(
    costs: Floats, effects: Floats, amounts: Sequence[float], draws: MeanDraws
) -> list[Acceptable]:
    """The acceptability curve: costs and effects have a row a seed and a column an option."""
    drawn_costs, drawn_effects = draws.of(costs), draws.of(effects)
    told = []
    for amount in amounts:
        seeds = net_benefit(costs, effects, amount)
        told.append(
            Acceptable(
                amount=float(amount),
                chances=shares_of_best(net_benefit(drawn_costs, drawn_effects, amount), 1),
                towns=shares_of_best(seeds, 1),
                best=int(np.argmax(seeds.mean(axis=0))),
            )
        )
    return told


def curve(amounts: Sequence[float]) -> list[float]:
    """Amounts along a curve: from nothing to half as much again as the largest of ``amounts``, and
    these themselves."""
    top = 1.5 * max(amounts)
    # Closer together at small amounts, where options change places fastest.
    along = top * np.linspace(0.0, 1.0, POINTS) ** 2 if top > 0.0 else np.zeros(1)
    return sorted({round(float(amount), 6) for amount in (*along, *amounts)})
