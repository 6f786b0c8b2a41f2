"""Collect draws: what the seeds of each draw have told, draw after draw, as one table of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.seeds.collect import Collected, OverTime

Floats = NDArray[np.float64]


@dataclass
class CollectedOfDraws(Collected):
    """All draws of a comparison so far, each with the same seeds.

    Arrays have a column a run of an arm: the seeds of the first draw, of the second, and so on.
    ``draws`` are the places of the draws among those that were taken, ``weights`` how much each
    counts; they add up to one once all are in (``finish``). Weekly series and flows are means over
    draws by weight, a draw being the mean of its seeds.
    """

    draws: list[int] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    weights: Floats = field(default_factory=lambda: np.empty(0))
    _of_draw: dict[str, Floats] = field(default_factory=dict)

    def add_draw(
        self, draw: int, weight: float, told: Sequence[tuple[int, Mapping[str, Mapping[str, Any]]]]
    ) -> None:
        """Take in a draw: its seeds, each with its tables (see ``Seed.tables``)."""
        self.draws.append(draw)
        self.given.append(weight)
        self._of_draw = {}
        self.seeds = []
        for seed, tables in told:
            self.add(seed, tables)
        for name, shares in self._of_draw.items():
            if name not in self.weekly:
                self.weekly[name] = OverTime(shares.shape)
            self.weekly[name].add(shares / len(told), weight)

    def finish(self) -> CollectedOfDraws:
        """Put all side by side."""
        super().finish()
        whole = sum(self.given)
        self.weights = np.array(self.given) / whole
        self.flows = {place: adults / whole for place, adults in self.flows.items()}
        return self

    @property
    def shape(self) -> tuple[int, int]:
        """Draws and seeds."""
        return len(self.draws), len(self.seeds)

    def table(self, row: Floats) -> Floats:
        """The values of an arm as draws by seeds."""
        return row.reshape(self.shape)

    def _take_over_time(self, name: str, shares: Floats) -> None:
        before = self._of_draw.get(name)
        self._of_draw[name] = shares if before is None else before + shares

    def _take_flow(self, place: tuple[str, int, str, str], adults: float) -> None:
        super()._take_flow(place, adults * self.given[-1])
