"""What doubt over draws means for the decision: handed to ``compare.value`` as it asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.compare.economics import EFFECTS
from experiments.compare.for_policy import whole
from experiments.compare.uncertainty.collected import CollectedOfDraws
from experiments.compare.value.by_draw import by_draw
from experiments.compare.value.place import Place
from experiments.compare.value.worth import Asked, Worth, worth_of
from experiments.uncertainty.places import numbers_of

if TYPE_CHECKING:
    from experiments.compare.question import Comparison, Found


ENOUGH_FOR_NUMBERS = 40
"""Draws without which nothing is said of single numbers: a regression over fewer finds whatever is
there by chance."""


def worth_in(asked: Comparison, found: Found) -> Worth:
    """Who is the best buy and how surely, what knowing each number would be worth."""
    over, data, economics = found.over_draws, found.analysis.data, found.economics
    assert over is not None
    assert isinstance(data, CollectedOfDraws)
    costs = economics.costs(economics.perspective)
    effects = economics.effects(EFFECTS["qaly"])
    shape = (*data.shape, len(data.arms))
    amounts = tuple(sorted(economics.amounts))
    adults = whole(asked, found)
    kinds = {one.kind: one for arm in asked.arms for one in arm.strategies}
    kinds |= {one.kind: one for one in asked.scenario.strategies}
    enough = over.taken.effective >= ENOUGH_FOR_NUMBERS
    numbers, places = over.taken.numbers[data.draws], over.taken.places
    bare = asked.scenario.model_copy(update={"strategies": ()})
    return worth_of(
        by_draw(
            costs.reshape(shape),
            effects.reshape(shape),
            data.arms,
            np.ascontiguousarray(numbers) if enough else None,
            places if enough else (),
            data.weights,
        ),
        Asked(
            amounts=amounts,
            amount=main_amount(amounts),
            currency=asked.scenario.costs.currency,
            place=Place(
                adults.adults, adults.words, asked.scenario.horizon.weeks, asked.rate.costs
            ),
            seed=asked.seed,
            numbers=numbers_of(bare, kinds),
        ),
    )


def main_amount(amounts: tuple[float, ...]) -> float:
    """The amount for a QALY that is told first: the middle one."""
    return sorted(amounts)[len(amounts) // 2]
