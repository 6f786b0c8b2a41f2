"""Living: weeks in compiled code, from one process to the next without Python in between.

The schedule of a town is made into a *programme*: the compiled processes that follow one another
run in one call, and processes in Python run in their place between two calls. A town whose
processes are all compiled, and in which no strategy is at work, lives through many weeks in one
call. The results are the same either way.

Processes in which people are dealt with apart from each other (``Process.apart``) are taken through
together, some rows at a time: what is known of these rows is then still at hand for the next
process, and threads need not wait for each other in between.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing import signature
from numba.extending import intrinsic
from numpy.typing import NDArray

from simulation import compiled
from simulation.binding import Image, Wanted, compile_all, image_of
from simulation.compiled import loop
from simulation.meeting import STOPPED, letting_others, meet, stop_meeting

if TYPE_CHECKING:
    from simulation.processes.process import Process
    from simulation.town_view import TownView

_MOST_WEEKS = 64
"""Weeks in one call: more would save nothing."""
_MOST_ROWS = 2_000_000
"""Person-weeks in one call, so that a run can be stopped within a fraction of a second."""

_SHARED = 16
"""Whole numbers that threads share; more than two, so that nothing else stands beside them."""
_FAILED, _IN_WEEK = STOPPED + 1, STOPPED + 2
"""Where in it stands which step failed, and in which week."""
_STEP, _IMAGE, _WHOLE, _APART = range(4)
"""Words of a step: its address, the address of its image, whether one thread does it for all, and
whether its rows are dealt with apart from all others."""
_AT_HAND = 8_192
"""Rows that are taken through steps together: about as many as the processor keeps close."""


@intrinsic
def _take_step(
    typing: Any, step: Any, first: Any, last: Any, share: Any, week: Any, seed: Any, image: Any
) -> Any:
    """Call a step by its address; 1 if it came to its end."""
    word, pointer = ir.IntType(64), ir.IntType(8).as_pointer()
    kind = ir.FunctionType(word, [word] * 5 + [pointer])

    def build(context: Any, builder: Any, _: Any, given: Any) -> Any:
        address, *numbers, place = given
        function = builder.inttoptr(address, kind.as_pointer())
        return builder.call(function, [*numbers, builder.inttoptr(place, pointer)])

    kinds = [types.int64] * 5 + [types.uint64, types.int64]
    return signature(types.int64, *kinds), build


@loop
def _live_share(
    steps: NDArray[np.int64],
    first_week: int,
    weeks: int,
    seed: int,
    bounds: NDArray[np.int64],
    share: int,
    counts: NDArray[np.int64],
    by_week: NDArray[np.int64],
    shared: NDArray[np.int64],
    place: int,
    let_others: int,
) -> None:
    """Take the rows of one share through some weeks; all shares do so side by side.

    ``bounds`` are the first rows of the shares, and the number of all rows. Where ``by_week`` has
    rows, the counts of each week are summed up into its row and begun anew; otherwise they are left
    as they are. ``shared`` is what threads share, ``place`` its address, ``let_others`` what
    ``letting_others`` gives. A step that does not come to its end stops all, and is told in
    ``shared``.
    """
    threads = bounds.size - 1
    meetings = 0
    for number in range(weeks):
        week = first_week + number
        if by_week.shape[0] > 0:
            counts[share, :] = 0
        begin = 0
        while begin < steps.shape[0]:
            end, at_once = begin + 1, bounds[threads]
            if steps[begin, _APART] != 0:
                at_once = _AT_HAND
                while end < steps.shape[0] and steps[end, _APART] != 0:
                    end += 1
            whole = steps[begin, _WHOLE] != 0
            first = 0 if whole else bounds[share]
            last = bounds[threads] if whole else bounds[share + 1]
            if whole and share != 0:
                last = first
            failed = -1
            while first < last and failed < 0:
                stop = min(first + at_once, last)
                for step in range(begin, end):
                    if failed < 0 and not _take_step(
                        steps[step, _STEP],
                        first,
                        stop,
                        share,
                        week,
                        np.uint64(seed),
                        steps[step, _IMAGE],
                    ):
                        failed = step
                first = stop
            if failed >= 0:
                shared[_FAILED], shared[_IN_WEEK] = failed, week
                stop_meeting(place)
            begin = end
            meetings = meet(place, threads, meetings, let_others)
            if meetings < 0:
                return
        if by_week.shape[0] > 0:
            if share == 0:
                for other in range(threads):
                    for name in range(counts.shape[1]):
                        by_week[number, name] += counts[other, name]
            meetings = meet(place, threads, meetings, let_others)
            if meetings < 0:
                return


class _Step:
    """One loop of a process, as it is taken."""

    def __init__(self, image: Image, process: Process, function: Callable[..., None]) -> None:
        self.name, self.may_wait_for = process.name, process.may_wait_for
        whole = function is process.whole
        self.apart = process.apart and not whole
        self.words = image.step, image.address, int(whole), int(self.apart)


def _in_order(steps: Sequence[_Step]) -> list[_Step]:
    """Steps in the order in which they are taken: what may wait lets those pass that stand apart,
    so that more of these follow one another."""
    found: list[_Step] = []
    waiting: list[_Step] = []
    for step in steps:
        waits = bool(step.may_wait_for) and not step.apart
        passes = step.apart and all(step.name in other.may_wait_for for other in waiting)
        if not waits and not passes:
            found += waiting
            waiting.clear()
        (waiting if waits else found).append(step)
    return found + waiting


class Programme:
    """Processes of one town that follow one another, ready to run.

    It holds addresses of the town's arrays, and no longer fits once other arrays take their place.
    """

    def __init__(self, town: TownView, processes: Sequence[Process]) -> None:
        self._processes = tuple(processes)
        self._made_of = _made_of(town)
        self._images: list[Image] = []
        self._loops: dict[int, tuple[Process, Callable[..., None]]] = {}
        """Process and loop of each image, by its address."""
        self._parts: list[NDArray[np.int64] | int] = []
        """Steps of compiled code, and the places of the processes in Python between them."""
        wanted = [_wanted(town, process) for process in processes]
        compile_all(each for loops in wanted for each in loops)
        steps: list[_Step] = []
        for place, process in enumerate(processes):
            if not process.is_compiled:
                self._end(steps)
                self._parts.append(place)
            for each in wanted[place]:
                image = image_of(each)
                self._images.append(image)
                self._loops[image.address] = process, each.loop
                steps.append(_Step(image, process, each.loop))
        self._end(steps)

    def _end(self, steps: list[_Step]) -> None:
        if steps:
            self._parts.append(np.array([step.words for step in _in_order(steps)], np.int64))
            steps.clear()

    def fits(self, town: TownView) -> bool:
        """Whether everything that this was made of is still what it was."""
        return all(now is before for now, before in zip(_made_of(town), self._made_of, strict=True))

    @property
    def needs_python(self) -> bool:
        """Whether some of the processes are not compiled."""
        return any(not isinstance(part, np.ndarray) for part in self._parts)

    def run(self, town: TownView, week: int) -> None:
        """Take the town through the processes for one week, counting into ``town.counts``."""
        for part in self._parts:
            if isinstance(part, np.ndarray):
                self._live(town, part, week, 1, _NO_WEEKS)
                continue
            self._processes[part].run(town, week)
            if not self.fits(town):  # as when a strategy comes to modify what nobody did before
                rest = self._processes[part + 1 :]
                if rest:
                    town.programme(rest).run(town, week)
                return

    def run_weeks(self, town: TownView, first_week: int, weeks: int) -> NDArray[np.int64]:
        """Take the town through several weeks in one call; the counts of each, a row a week.

        Only for processes that do not need Python.
        """
        by_week = np.zeros((weeks, town.counts.shape[1]), np.int64)
        for part in self._parts:
            assert isinstance(part, np.ndarray)
            self._live(town, part, first_week, weeks, by_week)
        return by_week

    def _live(
        self,
        town: TownView,
        steps: NDArray[np.int64],
        first_week: int,
        weeks: int,
        by_week: NDArray[np.int64],
    ) -> None:
        """As ``_live``, with the error of a loop raised as its own."""
        failed = _live(town, steps, first_week, weeks, by_week)
        if failed is None:
            return
        step, week = failed
        process, function = self._loops[int(steps[step, _IMAGE])]
        # Compiled steps tell that they failed, not why; called from Python the loop says it.
        function(0, town.people.people, 0, week, town.seed, *process.arguments(town).values())
        raise MemoryError(
            f"{process.name} failed in week {week}, but not when it was tried again: "
            "most likely there was not enough memory"
        )


def _wanted(town: TownView, process: Process) -> list[Wanted]:
    """The loops of a process, where all of it is compiled code."""
    if not process.is_compiled:
        return []
    arguments = process.arguments(town)
    loops = (process.loop, process.whole)
    return [Wanted(process.name, each, arguments) for each in loops if each is not None]


def _made_of(town: TownView) -> tuple[object, ...]:
    return (
        town.people,
        town.ties,
        town.parameters,
        town.services,
        town.counts,
        town.values.version,
    )


def weeks_at_once(people: int) -> int:
    """How many weeks a town of so many people lives through in one call."""
    return min(max(_MOST_ROWS // people, 1), _MOST_WEEKS)


def _live(
    town: TownView,
    steps: NDArray[np.int64],
    first_week: int,
    weeks: int,
    by_week: NDArray[np.int64],
) -> tuple[int, int] | None:
    """Take a town through some weeks of compiled steps, its rows shared out over its threads.

    ``by_week`` takes the counts of each week; with no rows, they stay in ``town.counts``. Returns
    step and week where one has not come to its end.
    """
    rows = town.people.people
    shares = max(1, min(town.threads, town.counts.shape[0], rows // compiled.SMALLEST_SHARE))
    bounds = np.array([rows * share // shares for share in range(shares + 1)], np.int64)
    shared = np.zeros(_SHARED, np.int64)
    place = shared.ctypes.data

    def go(share: int) -> None:
        try:
            _live_share(
                steps,
                first_week,
                weeks,
                int(town.seed),
                bounds,
                share,
                town.counts,
                by_week,
                shared,
                place,
                _LET_OTHERS,
            )
        except BaseException:
            shared[STOPPED] = 1  # nobody waits for who will not come
            raise

    if shares == 1:
        go(0)
    else:
        with _one_town:
            _together(go, shares, shared)
    return (int(shared[_FAILED]), int(shared[_IN_WEEK])) if shared[STOPPED] else None


def _together(go: Callable[[int], None], shares: int, shared: NDArray[np.int64]) -> None:
    """Let all shares go side by side, the first in this thread."""
    others: list[Future[None]] = []
    try:
        for share in range(1, shares):
            others.append(compiled.pool(shares).submit(go, share))
        go(0)
    except BaseException:
        shared[STOPPED] = 1  # nobody waits for who will not come
        raise
    finally:
        for other in others:
            other.result()


_one_town = threading.Lock()
"""Held while threads wait for each other: those of two towns would wait for the same pool."""


def _begin_in_child() -> None:
    """Free the lock in a forked process: the thread that held it is not there to let it go."""
    global _one_town
    _one_town = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_in_child)

_NO_WEEKS = np.zeros((0, 0), np.int64)
_LET_OTHERS = letting_others()
