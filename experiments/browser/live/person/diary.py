"""Diary: one person watched while a town lives, process by process, and written down.

The diary stands in the town's schedule, between the processes, and only looks: a town with a diary
is the same town, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.browser.live.person.happenings import HANDLERS, Happening, Moment
from experiments.browser.live.person.looked_up import BARRIER_TERMS
from simulation.events import WATCHED
from simulation.measures.categories import IN_CARE, NO_DISTRESS, WELL

if TYPE_CHECKING:
    from simulation.town import Town


@dataclass(frozen=True, slots=True)
class Change:
    """One event of the person, as ``simulation/events.py`` has it: a column that a process of the
    week has changed, its code before and after."""

    week: int
    process: str
    what: str
    before: int
    after: int


ATTITUDES = (
    "self_stigma",
    "perceived_stigma",
    "trust",
    "expected_benefit",
    "denial",
    "fear_of_change",
    "asking_habit",
    "burden",
)
"""Columns that are written down each week."""
CARE = ("alliance", "progress")
"""Columns that mean something in care only."""
CHANCES = ("chance_need", "chance_intention")
"""Chances of the week, by the model's rules: of one who sees no need to see one, and of one who
sees a need to form the intention to seek help."""
KEEPING = tuple(f"keeps_{name}" for name in BARRIER_TERMS)
"""What each barrier takes from the log odds of seeking, while a need is seen, untreated."""


@dataclass
class Diary:
    """What was written down of one person, from the first week that was watched.

    ``stage`` and ``severity`` have a code a week, at its end; ``lines`` a value a week by name, or
    None in weeks in which there is none to tell. ``changes`` are the person's events.
    """

    person: int
    first_week: int
    stage: list[int] = field(default_factory=list)
    severity: list[int] = field(default_factory=list)
    lines: dict[str, list[float | None]] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    memory: dict[str, Any] = field(default_factory=dict)
    """What handlers remember from one week to another."""
    now: dict[str, float] = field(default_factory=dict)
    """Values of this week that are told as lines and that no column holds."""

    @classmethod
    def begin(cls, town: Town, person: int) -> Diary:
        """A diary of this person, kept from the town's next week on."""
        diary = cls(person, town.week + 1)
        diary.lines = {name: [] for name in (*CARE, *ATTITUDES, *CHANCES, *KEEPING)}
        diary._before = {name: int(getattr(town.people, name)[person]) for name in WATCHED}
        for name in [process.name for process in town.schedule]:
            handler = HANDLERS.get(name)
            if handler is not None and handler.before is not None:
                town.look_on(f"diary before {name}", diary._asking(handler.before), before=name)
            town.look_on(f"diary after {name}", diary._noting(name), after=name)
        town.look_on("diary after the week", diary._closing)
        return diary

    _before: dict[str, int] = field(default_factory=dict)

    def _moment(self, town: Town, week: int) -> Moment:
        return Moment(town, week, self.person, self._before, self.memory, self.now, self.happenings)

    def _asking(self, ask: Callable[[Moment], None]) -> Callable[[Any, int], None]:
        def look(town: Town, week: int) -> None:
            if self._before["stage"] != WELL:
                ask(self._moment(town, week))

        return look

    def _noting(self, process: str) -> Callable[[Any, int], None]:
        handler = HANDLERS.get(process)

        def look(town: Town, week: int) -> None:
            i, people = self.person, town.people
            found = {name: int(getattr(people, name)[i]) for name in WATCHED}
            for name, after in found.items():
                if after != self._before[name]:
                    self.changes.append(Change(week, process, name, self._before[name], after))
            if (
                handler is not None
                and handler.after is not None
                and (handler.always or self._before["stage"] != WELL or found != self._before)
            ):
                handler.after(self._moment(town, week), found)
            self._before = found

        return look

    def _closing(self, town: Town, week: int) -> None:
        """Write the week down."""
        people, i = town.people, self.person
        self.stage.append(int(people.stage[i]))
        self.severity.append(int(people.severity[i]))
        cared_for = people.stage[i] == IN_CARE
        for name in CARE:
            self.lines[name].append(float(getattr(people, name)[i]) if cared_for else None)
        for name in ATTITUDES:
            self.lines[name].append(float(getattr(people, name)[i]))
        for name in (*CHANCES, *KEEPING):
            self.lines[name].append(self.now.get(name))
        self.now.clear()

    def spans(self, codes: list[int]) -> list[tuple[int, int, int]]:
        """Code, first and last week of each stretch of weeks in which ``codes`` stay the same."""
        found: list[tuple[int, int, int]] = []
        for place, code in enumerate(codes):
            week = self.first_week + place
            if found and found[-1][0] == code:
                found[-1] = (code, found[-1][1], week)
            else:
                found.append((code, week, week))
        return found

    def stage_spans(self) -> list[tuple[int, int, int]]:
        """Stages other than well: code, first and last week at whose end it held."""
        return [span for span in self.spans(self.stage) if span[0] != WELL]

    def severity_spans(self) -> list[tuple[int, int, int]]:
        """Stretches of one severity: code, first and last week at whose end it held."""
        return [span for span in self.spans(self.severity) if span[0] != NO_DISTRESS]

    def weeks_in(self, stage: int) -> int:
        """Weeks at whose end the person stood in a stage."""
        return sum(code == stage for code in self.stage)
