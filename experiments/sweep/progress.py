"""Progress of a sweep: how many runs are done, and how long the rest will take."""

from __future__ import annotations

from time import monotonic

from experiments.sweep.writing import time_told
from experiments.terminal.progress import Reporter

_ENOUGH = 2.0
"""Seconds of work from which on the time that is left can be told."""


class TimeLeft(Reporter):
    """A reporter that tells, in the lines that it writes off a terminal, the time that is left.

    ``done`` and ``of`` are how far the last phase was.
    """

    def __init__(self, quiet: bool = False) -> None:
        super().__init__(quiet)
        self.done = 0
        self.of = 0
        self._from = (0.0, 0)

    def __enter__(self) -> TimeLeft:
        super().__enter__()
        return self

    def __call__(self, phase: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` runs are done."""
        if self.of != of:
            self._from = (monotonic(), done)  # what was done before says nothing of the speed
        self.done, self.of = done, of
        super().__call__(phase, done, of)

    def _write(self, phase: str, done: int, of: int) -> None:
        began, before = self._from
        lasted = monotonic() - began
        if done > before and lasted > _ENOUGH:
            left = lasted / (done - before) * (of - done)
            phase = f"{phase} (about {time_told(left)} left)"
        super()._write(phase, done, of)
