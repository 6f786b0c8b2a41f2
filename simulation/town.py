"""The town: its state, and the step to the next week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import FileSummary
from simulation.living import weeks_at_once
from simulation.measures.weekly import SUBSIDIES
from simulation.population.columns import MOST_WEEKS
from simulation.processes.process import Process
from simulation.schedule import SCHEDULE
from simulation.state import State

if TYPE_CHECKING:
    from simulation.events import Events


class Town(State):
    """A state that moves on, week by week.

    ``schedule`` is the list of processes that ``step`` runs; it starts as the standard week, and a
    researcher may insert a process of their own into the list of one town. ``files`` is what was
    read from files of the user's own; ``nodes`` what their network calls the people, row by row.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.schedule: list[Process] = list(SCHEDULE)
        self.events: Events | None = None
        self.files: tuple[FileSummary, ...] = ()
        self.nodes: list[Any] | None = None

    def step(self) -> None:
        """Simulate the next week. Raises InputError after the last that columns can hold."""
        week = self.next_week()
        self.counts[:] = 0
        if self.events is not None:
            for process in self.schedule:
                process.run(self, week)
                self.events.note(process.name, week, self.people)
        else:
            self.programme(self._at_work()).run(self, week)
        self._end_week(week, self.counts.sum(axis=0))

    def live(self, weeks: int) -> None:
        """Simulate so many weeks, as ``step`` does one after the other, in less time."""
        last = self.week + weeks
        while self.week < last:
            programme = self.programme(self._at_work())
            if self.strategies or self.events is not None or programme.needs_python:
                self.step()
                continue
            first = self.next_week()
            number = min(last - self.week, MOST_WEEKS - first, weeks_at_once(self.people.people))
            for place, counts in enumerate(programme.run_weeks(self, first, number)):
                self._end_week(first + place, counts)

    def next_week(self) -> int:
        """The week that comes next, if columns can hold it."""
        week = self.week + 1
        if week >= MOST_WEEKS:
            raise InputError(
                "no more weeks can be counted", field="week", found=week,
                allowed=f"weeks up to {MOST_WEEKS - 1:,}",
            )  # fmt: skip
        return week

    def _at_work(self) -> list[Process]:
        """The processes that have something to do.

        What a process in Python will change before an idle one gets its turn, nobody can tell.
        """
        found: list[Process] = []
        for process in self.schedule:
            if process.idle is None or not (
                process.idle(self) and all(before.is_compiled for before in found)
            ):
                found.append(process)
        return found

    def _end_week(self, week: int, counts: NDArray[np.int64]) -> None:
        """Take what was counted in a week into the history."""
        spent = sum(plan.spent for plan in self.strategies) + counts[SUBSIDIES] / 100.0
        self.history.add(week, counts, float(spent))
        self.week = week
