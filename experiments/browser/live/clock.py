"""Clock: when the next week of a view that plays is due."""

from __future__ import annotations

from time import monotonic

_LATE = 0.5
"""Seconds by which a view may be late before it gives up to make good for them."""


class Clock:
    """Plays at ``speed`` weeks a second, 0 for as fast as it goes; stands still until started."""

    def __init__(self) -> None:
        self.playing = False
        self.speed = 0.0
        self._since = 0.0
        self._from = 0

    def start(self, speed: float, week: int) -> None:
        """Play from a week on."""
        self.playing, self.speed = True, speed
        self.anew(week)

    def stop(self) -> None:
        """Stand still."""
        self.playing = False

    def anew(self, week: int) -> None:
        """Count time from this week on, after a jump or a pause."""
        self._since, self._from = monotonic(), week

    def due(self, week: int) -> bool:
        """Whether the week to come is due."""
        if not self.playing:
            return False
        if self.speed == 0.0:
            return True
        late = monotonic() - self._since - (week + 1 - self._from) / self.speed
        if late > _LATE:
            # Too slow for this speed: go on as fast as it goes, without a race afterwards.
            self._since += late
        return late >= 0.0

    def wait(self, week: int) -> float | None:
        """Seconds until the week to come is due; None while nothing plays."""
        if not self.playing:
            return None
        if self.speed == 0.0:
            return 0.0
        return max(self._since + (week + 1 - self._from) / self.speed - monotonic(), 0.0)
