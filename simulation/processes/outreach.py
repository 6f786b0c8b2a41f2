"""Strategies: what outreach does this week, as modifiers of named values.

It comes first, so that a strategy is at work in all processes of the weeks from its start to its
end and in none of another week.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.processes.process import NoValues, Process
from simulation.values import Modifier

if TYPE_CHECKING:
    from simulation.town_view import TownView


class OutreachColumns(NamedTuple):
    """What the built-in strategies look at to find whom they are meant for.

    They change nobody, they modify values only; a strategy of a researcher's own may look at more.
    """

    age: NDArray[np.uint8]
    sex: NDArray[np.uint8]
    income: NDArray[np.float32]
    culture: NDArray[np.uint8]
    culture_fit: NDArray[np.float32]
    coverage: NDArray[np.uint8]
    severity: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    modality: NDArray[np.uint8]
    sessions: NDArray[np.uint16]
    last_dropout: NDArray[np.int16]


def advance_outreach(town: TownView, week: int) -> None:
    """Let every strategy of the scenario offer its modifiers for this week.

    They hold for the whole week and for no other; whom a strategy reaches follows from what was
    true at the end of last week, as all that people decide.
    """
    town.values.begin()
    for plan in town.strategies:
        plan.act(town, week)
    for offer in OFFERS:
        for name, modifier in offer(town, week):
            town.values.modify(name, modifier)
    town.values.settle()


OFFERS: list[Callable[[TownView, int], Iterable[tuple[str, Modifier]]]] = []
"""What extensions offer to everybody in each week, as strategies do to those whom they reach."""


def nothing_to_reach(town: TownView) -> bool:
    """Whether no strategy is at work, and none was last week."""
    return not town.strategies and not town.values.are_modified and not OFFERS


OUTREACH = Process(
    name="strategies",
    title="Strategies reach people and modify named values",
    columns=OutreachColumns,
    values=NoValues,
    writes=(),
    parameters=("close_tie", "youngest_age"),
    services=("places",),
    advance=advance_outreach,
    idle=nothing_to_reach,
)
