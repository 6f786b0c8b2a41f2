"""The town: its state, the step to the next week, and branches into other futures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import FileSummary
from simulation.living import weeks_at_once
from simulation.measures.weekly import SUBSIDIES
from simulation.population.columns import MOST_WEEKS
from simulation.processes.process import NoValues, Process
from simulation.schedule import SCHEDULE
from simulation.seeds import checked_seed
from simulation.state import State
from simulation.values import Values

if TYPE_CHECKING:
    from simulation.events import Events
    from simulation.strategies import Strategy


class _NoColumns(NamedTuple):
    """The columns of what only looks on."""


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
        self._looking_on: list[Process] = []
        self._broken_off: int | None = None
        """The week that was begun and has not come to its end. Nobody may live on from there: what
        an error or an interruption leaves of a week, people would live twice."""

    def step(self) -> None:
        """Simulate the next week. Raises InputError after the last that columns can hold."""
        week = self.next_week()
        self._broken_off = week
        self.counts[:] = 0
        if self.events is not None:
            for process in self.schedule:
                process.run(self, week)
                self.events.note(process.name, week, self.people)
        else:
            self.programme(self._at_work()).run(self, week)
        self._end_week(week, self.counts.sum(axis=0))
        self._broken_off = None

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
            self._broken_off = first
            for place, counts in enumerate(programme.run_weeks(self, first, number)):
                self._end_week(first + place, counts)
            self._broken_off = None

    def next_week(self) -> int:
        """The week that comes next, if columns can hold it and the last one came to its end."""
        self._require_whole()
        week = self.week + 1
        if week >= MOST_WEEKS:
            raise InputError(
                "no more weeks can be counted",
                field="week",
                found=week,
                allowed=f"weeks up to {MOST_WEEKS - 1:,}",
            )
        return week

    def branch(
        self,
        *,
        strategies: Iterable[Strategy] | None = None,
        settings: Mapping[str, object] | None = None,
        seed: int | None = None,
        events: bool = False,
    ) -> Town:
        """Another future: a town of its own that stands where this one stands.

        Left as they are, both live the same weeks, bit for bit, and neither knows of the other.
        ``strategies`` takes the place of those at work: one of the same kind and number goes on
        with those whom it has reached, and weeks in it are those of the run, as everywhere.
        ``settings`` are numbers that hold from now on, named as for ``load_scenario``. ``seed``
        gives other luck from now on to the same people on the same ties, but for those whom a
        strategy at work has already drawn. ``events`` says whether the branch records events.

        Ties are shared, since they never change; all else is copied. Processes of a researcher's
        own in the schedule are shared, too; those that only look on (``look_on``) stay behind.
        Raises InputError for settings that are unknown or that can only be made at the start.
        """
        self._require_whole()
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.people = self.people.copy()
        other.parameters, other.services = self.parameters.copy(), self.services.copy()
        other.values = Values(self.people.people, self.services.size)
        other.history = self.history.copy()
        other.schedule = self.schedule.copy()
        other.events, other._programmes = None, {}
        other._looking_on = self._looking_on.copy()
        other.look_away(*self._looking_on)
        other.use_threads(self.threads)
        if settings:
            other.change(settings)
        if seed is not None:
            other.seed = np.uint64(checked_seed(seed))
        if strategies is None:
            other.strategies = [plan.copy() for plan in self.strategies]
        else:
            other.begin(strategies)
            reached = {plan.name: plan.since for plan in self.strategies}
            for plan in other.strategies:
                if plan.name in reached:
                    plan.since[:] = reached[plan.name]
        if events:
            other.record_events()
        return other

    def change(self, settings: Mapping[str, object]) -> None:
        """Let other numbers hold from the next week on; ``settings`` as for ``load_scenario``.

        Raises InputError for settings that are unknown, and for those of which people, ties or
        time were made before the first week.
        """
        from simulation.scenario.midrun import changed_in_midrun

        self.take_numbers(changed_in_midrun(self.scenario, settings))

    def restore(self, state: dict[str, Any]) -> None:
        """Go back (or on) to a state that ``state`` has given, of this town or of one like it."""
        super().restore(state)
        self._broken_off = None

    def record_events(self) -> None:
        """Keep a list of who changed when, from the next week on."""
        from simulation.events import Events

        self.events = Events(self.people)

    def look_on(
        self,
        name: str,
        look: Callable[[Any, int], None],
        *,
        before: str | None = None,
        after: str | None = None,
    ) -> Process:
        """Have ``look(town, week)`` called each week before or after a process, or at the end.

        It must change nothing. Gives what ``look_away`` takes.
        """
        process = Process(
            name=name,
            title="Looks on",
            columns=_NoColumns,
            values=NoValues,
            writes=(),
            advance=look,
        )
        names = [each.name for each in self.schedule]
        place = len(names)
        if before is not None:
            place = names.index(before)
        elif after is not None:
            place = names.index(after) + 1
        self.schedule.insert(place, process)
        self._looking_on.append(process)
        return process

    def look_away(self, *processes: Process) -> None:
        """Take what ``look_on`` gave out of the week again; no matter if it no longer is there."""
        for kept in (self.schedule, self._looking_on):
            kept[:] = [each for each in kept if not any(each is gone for gone in processes)]

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

    def _require_whole(self) -> None:
        if self._broken_off is not None:
            raise RuntimeError(
                f"week {self._broken_off} was broken off: build the town anew, or go back with "
                "restore() to a state that was kept"
            )

    def _end_week(self, week: int, counts: NDArray[np.int64]) -> None:
        """Take what was counted in a week into the history."""
        spent = sum(plan.spent for plan in self.strategies) + counts[SUBSIDIES] / 100.0
        self.history.add(week, counts, float(spent))
        self.week = week
