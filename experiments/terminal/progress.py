"""Progress of long work on standard error: a moving bar on a terminal, now and then a line else."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from experiments.terminal.failures import stop_if_asked
from simulation.compiling import told_to

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_SECONDS_BETWEEN_LINES = 5.0


class Reporter:
    """Takes ``(phase, done, of)`` from whoever works, and shows it; use it in a ``with`` block.

    Phases follow each other; a phase with ``of`` 0 is of unknown length. Off a terminal a line is
    written every five seconds, so that short work, and work that fails at once, says nothing.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._phase = ""
        self._said = monotonic()
        self._quiet = quiet

    def __enter__(self) -> Reporter:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description:<24}"),
                BarColumn(bar_width=32),
                TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
                TimeRemainingColumn(compact=True),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
        self._told = told_to(self._compiling)
        self._told.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._told.__exit__(None, None, None)
        if self._bar is not None:
            self._bar.stop()

    def _compiling(self, done: int, of: int) -> None:
        Reporter.__call__(self, "compiling the model, once", done, of)  # no runs, if those count

    def __call__(self, phase: str, done: int, of: int) -> None:
        """Show that ``done`` of ``of`` steps are done. Raises ``Stopped`` if that was asked for."""
        stop_if_asked()
        if self._bar is not None:
            self._move(phase, done, of)
        elif not self._quiet:
            self._write(phase, done, of)

    def _move(self, phase: str, done: int, of: int) -> None:
        assert self._bar is not None
        if phase != self._phase:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(phase, total=max(of, 1))
            self._phase = phase
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=max(of, done, 1))

    def _write(self, phase: str, done: int, of: int) -> None:
        now = monotonic()
        if now - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = now
            far = f": {done:,} of {of:,}" if of > 1 else " ..."
            print(f"{phase}{far}", file=sys.stderr, flush=True)
