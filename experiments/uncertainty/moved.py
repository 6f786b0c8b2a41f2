"""Draws that go with values: what fits one world, for another that differs in some values.

A world that extends a fitted one and has no figures of its own is the same place but for what it
says. So each draw stays the same point of the priors: numbers that both worlds hold alike keep the
value of the draw, and those that the other world sets take the value that has the same share of its
own prior below it. As priors move with values (``simulation.parameters.moved``), that is the same
ratio, difference or odds as between the two values; whatever the figures told of numbers together
stays told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.uncertainty.draws import Draws, together_in
from experiments.uncertainty.places import numbers_of

if TYPE_CHECKING:
    from simulation.parameters import Parameter
    from simulation.parameters.prior_groups import PriorGroup
    from simulation.scenario import Scenario

Floats = NDArray[np.float64]
_SURE = 1e-9


def moved_draws(draws: Draws, fitted: Scenario, other: Scenario) -> Draws:
    """The draws of ``fitted`` as draws of ``other``.

    Numbers that ``other`` does not have, or has decided on, are left out; where an order of numbers
    would be lost, those that moved stop at their neighbour. ``moved`` and ``left out`` of the
    provenance name them.
    """
    before = numbers_of(fitted.model_copy(update={"strategies": ()}), {})
    after = numbers_of(other.model_copy(update={"strategies": ()}), {})
    columns: dict[str, Floats] = {}
    moved, left_out = [], []
    for at, place in enumerate(draws.places):
        values = draws.numbers[:, at]
        one, two = before[place], after.get(place)
        if two is None or (_differ(one, two) and not two.is_uncertain):
            left_out.append(place)
            continue
        if _differ(one, two):
            moved.append(place)
            shares = np.clip(one.prior.share_below(values), _SURE, 1.0 - _SURE)
            values = two.prior.quantile(shares)
        columns[place] = values
    stopped = _in_order(columns, moved, together_in(other, {}).groups)
    kept = [at for at, place in enumerate(draws.places) if place in columns]
    numbers = np.stack([columns[draws.places[at]] for at in kept], axis=1)
    provenance = {
        "from": "a fit moved to another world",
        "world": other.name,
        "fitted": dict(draws.provenance),
        "moved": moved,
        "left out": left_out,
        "stopped": stopped,
    }
    return replace(
        draws,
        places=tuple(draws.places[at] for at in kept),
        whole=tuple(draws.whole[at] for at in kept),
        numbers=numbers,
        provenance=provenance,
    )


def _differ(one: Parameter, two: Parameter) -> bool:
    """Whether a number has another value or another prior in the second world."""
    return one.default != two.default or one.spread != two.spread


def _in_order(
    columns: dict[str, Floats], moved: list[str], groups: tuple[PriorGroup, ...]
) -> Mapping[str, int]:
    """Keep ordered numbers in order, in place; how many draws of each group had to be."""
    stopped: dict[str, int] = {}
    for group in groups:
        there = [place for place in group.members if place in columns]
        if group.kind != "ordered" or not set(there) & set(moved):
            continue
        told = np.stack([columns[place] for place in there])
        wrong = (np.diff(told, axis=0) < 0.0).any(axis=0)
        if not wrong.any():
            continue
        stopped[group.name] = int(wrong.sum())
        stays = [place for place in there if place not in moved]
        for at, place in enumerate(there):
            if place not in moved:
                continue
            low = [columns[one] for one in stays if there.index(one) < at]
            high = [columns[one] for one in stays if there.index(one) > at]
            for one in low:
                columns[place] = np.maximum(columns[place], one)
            for one in high:
                columns[place] = np.minimum(columns[place], one)
        risen = np.maximum.accumulate(np.stack([columns[place] for place in there]), axis=0)
        columns |= dict(zip(there, risen, strict=True))
    return stopped
