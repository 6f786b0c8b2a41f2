"""Watch: a town is looked at week by week, and what surveys and clinics would note is written down.

Columns of the people tell how things stand; who waited how long, what became of each course of
care, and how long each episode lasted shows only over time. Two lookers-on are put into the week
of the town that is watched, before and after its waiting lists; they change nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.statistics import Mask
from simulation.measures.categories import (
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    NO_DISTRESS,
    WAITING,
    WELL,
)
from simulation.population.columns import NEVER, PROMPTED, YEAR

if TYPE_CHECKING:
    from simulation.state import State
    from simulation.town import Town

CAME, MISSED, GAVE_UP, LEFT = range(4)
"""How waiting ends: a first session, a missed first appointment, giving up, or else (remission)."""

EARLY = 3
"""The session at which the alliance is noted, as studies of it often do."""
RESPONSE_WEEKS = 8
"""Weeks after the first session at which response is noted: two months."""
OPEN = 32767
"""The week in which something ends that has not ended yet."""

_ROOM = 256
"""Rows that a table has room for at first."""
_NOTED = ("severity", "stage", "trust", "expected_benefit", "perceived_stigma", "self_stigma")


class Rows:
    """A table that grows by rows: columns are attributes, arrays of equal length."""

    def __init__(self, **kinds: type) -> None:
        self._rows = 0
        self._columns: dict[str, NDArray[Any]] = {
            name: np.empty(_ROOM, kind) for name, kind in kinds.items()
        }

    def add(self, person: NDArray[np.int64], **columns: NDArray[Any] | float) -> None:
        """Append a row for each person; a single number stands for all of them."""
        first, last = self._rows, self._rows + person.size
        if last > self._columns["person"].size:
            room = max(2 * self._columns["person"].size, last)
            for name, column in self._columns.items():
                self._columns[name] = np.empty(room, column.dtype)
                self._columns[name][:first] = column[:first]
        self._columns["person"][first:last] = person
        for name, values in columns.items():
            self._columns[name][first:last] = values
        assert len(columns) + 1 == len(self._columns)
        self._rows = last

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_") or name not in self._columns:
            raise AttributeError(name)
        return self._columns[name][: self._rows]


class Watch:
    """What is noted of a town while it is stepped ``weeks`` weeks on from week 0.

    ``referrals``: a row for each end of waiting: person, week, weeks waited, modality, how.
    ``courses``: a row for each course of care that began while watching: person, start and end
    (weeks; OPEN), modality, weeks waited, sessions, dropped, completed, well (at the end),
    progress, severity at the start, early_alliance (NaN before the third session), improved (the
    session by which the episode had eased or remitted, 0 never), prompted.
    ``responses``: person, week, responded: whether the episode had eased or remitted eight weeks
    after the course began.
    ``episodes``: person, start, end of all episodes that did not end before week 0.
    ``visits`` and ``last_session``: sessions in the last year and week of the last one, a row a
    modality. ``worst``: worst severity in the last year.
    """

    def __init__(self, town: Town, weeks: int) -> None:
        people = town.people
        many, kinds = people.people, town.services.size
        self.people = people
        self.professional = tuple(np.flatnonzero(town.services["by_professionals"]).tolist())
        """The kinds of help that professionals give, by their codes."""
        self.adult: Mask = people.age >= town.parameters["youngest_age"][0]
        self.weeks = weeks
        self.cohort_week = weeks - 3 * YEAR - 1
        self.cohort: dict[str, NDArray[Any]] = {}
        self.sought: Mask = np.zeros(many, np.bool_)
        """Who asked for help in the year after the cohort was noted."""
        i8, f4, yes_no = np.int64, np.float32, np.bool_
        self.referrals = Rows(person=i8, week=i8, weeks=i8, modality=i8, how=i8)
        self.courses = Rows(
            person=i8,
            start=i8,
            end=i8,
            modality=i8,
            waited=i8,
            sessions=i8,
            dropped=yes_no,
            completed=yes_no,
            well=yes_no,
            progress=f4,
            severity=i8,
            early_alliance=f4,
            improved=i8,
            prompted=yes_no,
        )
        self.responses = Rows(person=i8, week=i8, modality=i8, severity=i8, responded=yes_no)
        self.episodes = Rows(person=i8, start=i8, end=i8)
        self.visits = np.zeros((kinds, many), np.uint8)
        self.last_session = np.full((kinds, many), NEVER, np.int16)
        self.worst = np.zeros(many, np.uint8)

        self._waiting = np.flatnonzero(people.stage == WAITING)
        self._since = people.stage_start.copy()
        self._asked = people.modality.copy()
        self._in_course = np.zeros(many, np.bool_)
        self._start = np.zeros(many, np.int16)
        self._waited = np.zeros(many, np.int16)
        self._of = np.zeros(many, np.uint8)
        self._severity = np.zeros(many, np.uint8)
        self._alliance = np.zeros(many, np.float32)
        self._improved = np.zeros(many, np.uint8)
        self._prompted = np.zeros(many, np.bool_)
        self._due: dict[int, NDArray[np.int64]] = {}
        self._queue = self._care = np.empty(0, np.int64)
        self._sessions = self._with = np.empty(0, np.uint8)

        self._town = town
        self._lookers = [
            town.look_on("evidence: before the waiting lists", self._before, before="services"),
            town.look_on("evidence: after the waiting lists", self._after, after="services"),
        ]

    def step(self) -> None:
        """Simulate the next week and note what happens in it."""
        self._town.step()
        self._end_of_week(self._town.week)

    def close(self) -> None:
        """Note what has not ended, and leave the town's week as it was."""
        people = self.people
        self._write_courses(np.flatnonzero(self._in_course), OPEN)
        ill = np.flatnonzero(self.adult & (people.severity != NO_DISTRESS))
        self.episodes.add(person=ill, start=people.episode_start[ill], end=OPEN)
        self._town.look_away(*self._lookers)

    def _before(self, town: State, week: int) -> None:
        people = self.people
        gone = self._waiting[people.stage[self._waiting] != WAITING]
        self._note_referrals(gone, week, np.full(gone.size, LEFT))
        self._queue = np.flatnonzero(people.stage == WAITING)
        self._since[self._queue] = people.stage_start[self._queue]
        self._asked[self._queue] = people.modality[self._queue]

    def _after(self, town: State, week: int) -> None:
        people, queue = self.people, self._queue
        stage = people.stage[queue]
        came = (stage == IN_CARE) & (people.last_entry[queue] == week)
        over = stage != WAITING
        gave_up = people.barrier_availability[queue] == week
        how = np.where(came, CAME, np.where(gave_up, GAVE_UP, MISSED))
        self._note_referrals(queue[over], week, how[over])
        self._waiting = queue[~over]

        self._care = np.flatnonzero(people.stage == IN_CARE)
        entered = self._care[people.last_entry[self._care] == week]
        self._write_courses(entered[self._in_course[entered]], week)  # moved on within care
        self._in_course[entered] = True
        self._start[entered] = week
        self._waited[entered] = people.entry_wait[entered]
        self._of[entered] = people.modality[entered]
        self._severity[entered] = people.severity[entered]
        self._alliance[entered] = np.nan
        self._improved[entered] = 0
        self._prompted[entered] = (people.known[entered] & PROMPTED) != 0
        self._due[week + RESPONSE_WEEKS] = entered
        self._sessions = people.sessions[self._care].copy()
        self._with = people.modality[self._care].copy()

    def _end_of_week(self, week: int) -> None:
        people = self.people
        held = people.sessions[self._care] != self._sessions
        seen, modality = self._care[held], self._with[held]
        self.last_session[modality, seen] = week
        in_last_year = week >= self.weeks - YEAR
        if in_last_year:
            self.visits[modality, seen] += 1
            np.maximum(self.worst, people.severity, out=self.worst)
        early = seen[people.sessions[seen] == EARLY]
        self._alliance[early] = people.alliance[early]
        going = self._care[self._in_course[self._care]]
        better = self._is_better(going) & (self._improved[going] == 0)
        self._improved[going[better]] = np.maximum(people.sessions[going[better]], 1)
        self._write_courses(np.flatnonzero(self._in_course & (people.stage != IN_CARE)), week)
        due = self._due.pop(week, None)
        if due is not None and due.size:
            self.responses.add(
                person=due,
                week=week - RESPONSE_WEEKS,
                modality=self._of[due],
                severity=self._severity[due],
                responded=self._is_better(due),
            )
        remitted = np.flatnonzero(self.adult & (people.remission == week))
        if remitted.size:
            self.episodes.add(person=remitted, start=people.episode_start[remitted], end=week)
        if week == self.cohort_week:
            self.cohort = {name: getattr(people, name).copy() for name in _NOTED}
        elif week == self.cohort_week + YEAR:
            self.sought = people.last_offer > self.cohort_week

    def _is_better(self, who: NDArray[np.int64]) -> Mask:
        """Whose episode has eased or remitted since the course began."""
        now = self.people.severity[who]
        return np.asarray((now == NO_DISTRESS) | (now < self._severity[who]))

    def _note_referrals(self, who: NDArray[np.int64], week: int, how: NDArray[Any]) -> None:
        if not who.size:
            return
        self.referrals.add(
            person=who, week=week, weeks=week - self._since[who], modality=self._asked[who], how=how
        )

    def _write_courses(self, who: NDArray[np.int64], end: int) -> None:
        if not who.size:
            return
        people = self.people
        stage = people.stage[who]
        dropped = (stage == DROPPED_OUT) | (people.last_dropout[who] == end)
        self.courses.add(
            person=who,
            start=self._start[who],
            end=end,
            modality=self._of[who],
            waited=self._waited[who],
            sessions=people.sessions[who],
            dropped=dropped,
            completed=~dropped & ((stage == COMPLETED) | (stage == WELL)),
            well=people.severity[who] == NO_DISTRESS,
            progress=people.progress[who],
            severity=self._severity[who],
            early_alliance=self._alliance[who],
            improved=self._improved[who],
            prompted=self._prompted[who],
        )
        self._in_course[who] = False


def watched(town: Town, weeks: int, tick: Any = None) -> Watch:
    """Step the town ``weeks`` weeks on and give what was noted; ``tick`` is called every week."""
    watch = Watch(town, town.week + 1 + weeks)
    try:
        for _ in range(weeks):
            watch.step()
            if tick is not None:
                tick()
    finally:
        watch.close()
    return watch
