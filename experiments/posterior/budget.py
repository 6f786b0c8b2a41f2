"""Budget: how many runs and minutes a fit may take, and what is left of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Budget:
    """Runs and minutes at most; None for as many as it takes. ``clock`` gives seconds."""

    runs: int | None = None
    minutes: float | None = None
    clock: Callable[[], float] = monotonic
    used: int = 0
    """Runs so far, those of an earlier command among them."""
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.clock()

    @property
    def seconds(self) -> float:
        """Time since it was begun."""
        return self.clock() - self._begun

    def ends(self, next_runs: int, reserved: int) -> str:
        """Why ``next_runs`` more, with ``reserved`` runs after them, would be too many: ``runs``,
        ``minutes``, or nothing."""
        if self.runs is not None and self.used + next_runs + reserved > self.runs:
            return "runs"
        if self.minutes is not None and self.used:
            each = self.seconds / self.used
            if self.seconds + each * (next_runs + reserved) > 60.0 * self.minutes:
                return "minutes"
        return ""
