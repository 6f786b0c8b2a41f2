"""What a comparison would take: one town with two of its arms, lived through and thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from simulation.machine import available_threads

if TYPE_CHECKING:
    from experiments.strategies.arms import Arm
    from simulation.scenario import Scenario

_AGAIN = 20.0
"""Seconds: what takes less is measured a second time, without what compiling and loading take."""
_START = 3.0
"""Seconds until workers are there."""
_UNLIKE = 1.25
"""By how much more a town may take than the one that was measured: worlds differ, and workers share
the memory of the machine."""


@dataclass(frozen=True)
class PairCost:
    """Seconds that one draw and seed takes a worker, all arms: of processors, and as they went by
    on a machine as busy as it is."""

    processor: float
    elapsed: float
    workers: int

    def seconds(self, pairs: int) -> tuple[float, float]:
        """How long so many pairs would take: with the processors alone, and as busy as it is."""
        if not pairs:
            return 0.0, 0.0
        at_work = min(self.workers, pairs)
        each = max(1, available_threads() // self.workers)
        alone = _START + pairs * self.processor / at_work / each
        return alone, max(alone, _START + _UNLIKE * pairs * self.elapsed / at_work)


def measured(scenario: Scenario, arms: Sequence[Arm], seed: int, workers: int | None) -> PairCost:
    """The cost of one seed in the world as it stands: its town, doing nothing, and one arm for all
    that there are. Nothing is kept."""
    number = workers or available_threads()
    found = _once(scenario, arms, seed, number)
    return _once(scenario, arms, seed, number) if found.elapsed < _AGAIN else found


def _once(scenario: Scenario, arms: Sequence[Arm], seed: int, workers: int) -> PairCost:
    from experiments.compare.seeds.seed import Seed
    from experiments.strategies.arms import NOTHING, Arm

    def now() -> tuple[float, float]:
        return process_time(), perf_counter()

    begun = now()
    town = Seed(scenario, seed, max(1, available_threads() // workers))
    town.tables(Arm(NOTHING))
    middle = now()
    town.tables(arms[-1])
    ended = now()
    processor, elapsed = (
        (middle[i] - begun[i]) + len(arms) * (ended[i] - middle[i]) for i in (0, 1)
    )
    return PairCost(processor, elapsed, workers)


def time_words(seconds: tuple[float, float]) -> str:
    """A range of times in words."""
    low, high = seconds
    if high < 90.0:
        return f"{low:.0f} to {high:.0f} seconds" if high >= low + 1 else f"{high:.0f} seconds"
    if high < 5400.0:
        return f"{max(low / 60, 1):.0f} to {high / 60:.0f} minutes"
    return f"{low / 3600:.1f} to {high / 3600:.1f} hours"
