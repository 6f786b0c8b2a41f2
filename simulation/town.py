"""The town: its state, and the step to the next week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.counts import SUBSIDIES
from simulation.errors import InputError
from simulation.population.columns import MOST_WEEKS
from simulation.processes.process import Process
from simulation.schedule import SCHEDULE
from simulation.state import State

if TYPE_CHECKING:
    from simulation.events import Events


class Town(State):
    """A state that moves on, week by week.

    ``schedule`` is the list of processes that ``step`` runs; it starts as the standard week, and a
    researcher may insert a process of their own into the list of one town.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.schedule: list[Process] = list(SCHEDULE)
        self.events: Events | None = None

    def step(self) -> None:
        """Simulate the next week. Raises InputError after the last that columns can hold."""
        week = self.week + 1
        if week >= MOST_WEEKS:
            raise InputError(
                "no more weeks can be counted", field="week", found=week,
                allowed=f"weeks up to {MOST_WEEKS - 1:,}",
            )  # fmt: skip
        self.counts[:] = 0
        for process in self.schedule:
            process.run(self, week)
            if self.events is not None:
                self.events.note(process.name, week, self.people)
        counts = self.counts.sum(axis=0)
        spent = sum(plan.spent for plan in self.strategies) + counts[SUBSIDIES] / 100.0
        self.history.add(week, counts, float(spent))
        self.week = week
