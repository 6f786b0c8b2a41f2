"""Strategies: what outreach does this week, as modifiers of named values.

It comes first, so that a strategy is at work in all processes of the weeks from its start to its
end and in none of another week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulation.processes.process import NoValues, Process

if TYPE_CHECKING:
    from simulation.state import State


class OutreachColumns(NamedTuple):
    """Strategies look at whom they reach and change nobody; they modify values only."""


def advance_outreach(town: State, week: int) -> None:
    """Let every strategy of the scenario offer its modifiers for this week.

    They hold for the whole week and for no other; whom a strategy reaches follows from what was
    true at the end of last week, as all that people decide.
    """
    town.values.begin()
    for plan in town.strategies:
        plan.act(town, week)
    town.values.settle()


OUTREACH = Process(
    name="strategies",
    title="Strategies reach people and modify named values",
    columns=OutreachColumns,
    values=NoValues,
    writes=(),
    advance=advance_outreach,
)
