"""Measuring time: goes, the quickest of which counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

Progress = Callable[[str, int, int], None]
"""Told now and then: what is being measured, how far it is, how far it goes."""


class Stopwatch:
    """It runs from when it is made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    def seconds(self) -> float:
        """How long it has run."""
        return perf_counter() - self._start


def seconds_of(work: Callable[[], Any]) -> float:
    """Seconds that one go takes."""
    watch = Stopwatch()
    work()
    return watch.seconds()


class Budget:
    """Goes over and over while there is time: ``least`` in any case, ``most`` at the most."""

    def __init__(self, least: int, most: int, seconds: float) -> None:
        self._least, self._most, self._seconds = least, most, seconds
        self._watch = Stopwatch()
        self._goes = 0

    def another(self) -> bool:
        """Whether there is to be another go."""
        in_time = self._watch.seconds() < self._seconds
        more = self._goes < self._least or (self._goes < self._most and in_time)
        self._goes += more
        return more


def now() -> str:
    """The date and time of day, in UTC, as ISO 8601 has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def seconds_since_first(dates: Sequence[str]) -> list[float]:
    """Dates as seconds after the earliest of them, in order."""
    moments = sorted(map(datetime.fromisoformat, dates))
    return [(moment - moments[0]).total_seconds() for moment in moments]
