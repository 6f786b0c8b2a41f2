"""The path to recovery: how far on it each person gets, from need to being well after care.

A spell of need begins when somebody who was well is in distress or sees a need, and ends when they
are well again. Whoever has taken a step has taken all before it in the same spell, so that numbers
of people never grow along the path. A person who has several spells counts with the one that went
furthest, the later one where two went as far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import (
    ASKING,
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    REFUSED,
    STAGES,
    UNAWARE,
    WAITING,
    WELL,
)

if TYPE_CHECKING:
    from simulation.population.people import Population


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the path: a short title, what people did who took it (``words``), and its
    definition."""

    name: str
    title: str
    words: str
    meaning: str


_STEPS = (
    Step(
        "need",
        "In need",
        "were in need of help",
        "Ended a week of the time in distress, in need of help or in care: in any stage but well",
    ),
    Step(
        "seen",
        "Saw a need",
        "saw a need",
        "Saw a need in a week of the time, as the perceived need of surveys counts it; who asks, "
        "waits or is in care sees one, too",
    ),
    Step(
        "asked",
        "Asked for help",
        "asked for help",
        "Made a request for help in the time, or had made one before it in the same spell of need",
    ),
    Step(
        "offered",
        "Were offered help",
        "were offered help",
        "Were offered help by a professional in the time, or had been before it in the same spell",
    ),
    Step(
        "begun",
        "Began care",
        "began care",
        "Began a course of care of any kind in the time",
    ),
    Step(
        "stayed",
        "Stayed to the end",
        "stayed to the end of a course",
        "Brought a course that began in the time to its end: completed it, or were well by its end",
    ),
    Step(
        "recovered",
        "Recovered",
        "were well again after it",
        "Were well again after that, in the same spell of need",
    ),
)
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}
"""All steps by name, in their order; nobody who was well all the time has taken the first."""
LEVELS = len(STEPS) + 1
"""How far one can get: no step, the first, ..., the last."""
NEED, SEEN, ASKED, OFFERED, BEGUN, STAYED, RECOVERED = range(1, LEVELS)

_OF_STAGE = np.full(len(STAGES), SEEN, np.uint8)
"""The step that somebody who stands in a stage has taken at least: who is neither well nor unaware
sees a need. Care that began before the time is none that began in it."""
_OF_STAGE[WELL] = 0
_OF_STAGE[UNAWARE] = NEED
_OF_STAGE[ASKING] = ASKED
_OF_STAGE[[REFUSED, WAITING, IN_CARE, COMPLETED, DROPPED_OUT]] = OFFERED
_STAYED = np.zeros(len(STAGES), np.bool_)
"""Where somebody stands whose care has come to its end otherwise than by leaving while ill, or by a
move to more intensive care."""
_STAYED[[WELL, COMPLETED]] = True


@dataclass(frozen=True, slots=True)
class Reached:
    """How far everybody got: arrays with an entry a person.

    ``step`` is the number of the last step taken (0 for none). ``stage`` is where the spell that
    went so far ended, or stood when the time was over; ``over`` tells whether it has ended, which
    it does only by being well again.
    """

    step: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    over: NDArray[np.bool_]


class PathWatch:
    """Looks at everybody at the end of each week; made as the people stand before week 0."""

    def __init__(self, people: Population) -> None:
        self._people = people
        self._before = people.stage.copy()
        self._begun = False
        self._step = np.zeros(people.people, np.uint8)
        self._reached = Reached(
            np.zeros(people.people, np.uint8),
            np.zeros(people.people, np.uint8),
            np.zeros(people.people, np.bool_),
        )

    def note(self, week: int) -> None:
        """Take in the week that has just been lived through."""
        people, steps = self._people, self._step
        # Nobody takes a step who stands where they stood; but in the first week of the time all do.
        moved = people.stage != self._before if self._begun else people.stage | self._before
        self._begun = True
        rows = np.flatnonzero(moved)
        stage, before = people.stage[rows], self._before[rows]
        self._before[rows] = stage
        step = np.maximum(steps[rows], _OF_STAGE[stage])
        np.maximum(step, OFFERED, out=step, where=people.last_offer[rows] == week)
        began = people.last_entry[rows] == week
        np.maximum(step, BEGUN, out=step, where=began)
        step += (step == BEGUN) & (began | (before == IN_CARE)) & _STAYED[stage]
        well = np.flatnonzero(stage == WELL)
        if well.size:
            over = step[well]
            over += over == STAYED
            _keep(self._reached, rows[well], over, before[well], over=True)
            step[well] = 0
        steps[rows] = step

    def reached(self) -> Reached:
        """How far everybody has got by the week that was noted last."""
        now = self._reached
        found = Reached(now.step.copy(), now.stage.copy(), now.over.copy())
        rows = np.flatnonzero(self._before)
        _keep(found, rows, self._step[rows], self._before[rows], over=False)
        return found


def _keep(
    found: Reached,
    rows: NDArray[np.int64],
    step: NDArray[np.uint8],
    stage: NDArray[np.uint8],
    *,
    over: bool,
) -> None:
    """Take in spells of these people, where none before them went further."""
    further = (step >= found.step[rows]) & (step > 0)
    rows = rows[further]
    found.step[rows] = step[further]
    found.stage[rows] = stage[further]
    found.over[rows] = over
