"""Turns: how many small pieces of work of all views go on at once.

Many threads that each compute for a moment and then want Python's lock hinder each other more than
they help. So no more of them are let at a week, a picture or an answer than there are processors,
in the order in which they come. Large towns, whose weeks are mostly spent without the lock, take no
turns: they would hold one for too long.
"""

from __future__ import annotations

import threading
from collections import deque
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import TYPE_CHECKING

from simulation.machine import available_threads

if TYPE_CHECKING:
    from simulation.town import Town


class Turns:
    """A gate that lets in so many at once, first come, first served."""

    def __init__(self, number: int) -> None:
        self._free = number
        self._lock = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        """Wait for a turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the turn to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


TURNS = Turns(available_threads())
"""The turns of all views of this process."""


def turn_for(town: Town) -> AbstractContextManager[None]:
    """What to enter for each week of a town: a turn, or nothing where it uses all processors."""
    return TURNS if town.threads == 1 else nullcontext()
