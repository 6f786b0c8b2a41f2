"""Paths: how far each person gets without and with a strategy, counted in pairs.

Who gets further because of a strategy, at which step they were moved and at which they were lost
again all follow from one table: adults by the last step that they take in either world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.measured.path import LEVELS, Reached
from simulation.measures.categories import STAGES

if TYPE_CHECKING:
    from experiments.compare.seeds.groups import Groups

Mask = NDArray[np.bool_]


def steps_taken(without: Reached, with_: Reached, groups: Groups, adult: Mask) -> dict[str, Any]:
    """How many adults of each group take which step as their last, without and with a strategy.

    Columns: ``by``, ``group``, ``step_without``, ``step_with`` (numbers, 0 for none), ``adults``;
    pairs that nobody has are left out.
    """
    pairs = without.step.astype(np.int64) * LEVELS + with_.step
    found: dict[str, list[Any]] = {
        name: [] for name in ("by", "group", "step_without", "step_with", "adults")
    }
    for by, codes in groups.codes.items():
        for code, name in enumerate(groups.names[by]):
            tally = np.bincount(pairs[adult & (codes == code)], minlength=LEVELS**2)
            for pair in np.flatnonzero(tally):
                row = (by, name, int(pair) // LEVELS, int(pair) % LEVELS, int(tally[pair]))
                for column, value in zip(found.values(), row, strict=True):
                    column.append(value)
    return found


def endings(without: Reached, with_: Reached, adult: Mask) -> dict[str, Any]:
    """How the spell of need ended, with the strategy, of adults who get further or less far by it.

    Columns: ``step_without``, ``step_with``, ``stage`` (where they stood last, before they were
    well), ``over`` (1 if they were well again, 0 where the time ended first), ``adults``.
    """
    moved = adult & (without.step != with_.step)
    parts = (without.step[moved], with_.step[moved], with_.stage[moved], with_.over[moved])
    sizes = (LEVELS, LEVELS, len(STAGES), 2)
    codes = np.ravel_multi_index(tuple(part.astype(np.int64) for part in parts), sizes)
    told, adults = np.unique(codes, return_counts=True)
    before, after, stage, over = np.unravel_index(told, sizes)
    return {
        "step_without": before.astype(np.int64),
        "step_with": after.astype(np.int64),
        "stage": [STAGES[code] for code in stage],
        "over": over.astype(np.int64),
        "adults": adults.astype(np.int64),
    }
