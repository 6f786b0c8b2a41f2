"""What a search for a portfolio is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from experiments.evaluation.objectives import Objective
from experiments.portfolio.robustness import Gain
from experiments.portfolio.search import Mix, Scored
from experiments.sweep.levers import Part
from experiments.uncertainty.uncertain import Uncertain

if TYPE_CHECKING:
    from simulation.scenario import Scenario


Judged = Literal["worst-quarter", "mean"]


@dataclass(frozen=True)
class Asked:
    """What a portfolio is asked: see ``helpseek portfolio --help``."""

    scenario: Scenario
    budget: float
    objectives: tuple[Objective, ...]
    strategies: tuple[str, ...]
    most: Mapping[str, float]
    """Highest coverage by strategy, where that is not the most that may be chosen."""
    parameters: tuple[str, ...] = ("all",)
    judge: Judged = "worst-quarter"
    steps: int = 5
    trials: int = 120
    generation: int = 24
    draws: int = 16
    seeds: int = 1
    seed: int = 1
    confidence: float = 0.95
    workers: int | None = None
    figures: bool = True
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lever:
    """A strategy whose coverage may be anything up to ``most``, in steps."""

    part: Part
    most: float

    @property
    def kind(self) -> str:
        """The name of the strategy."""
        return self.part.strategy.kind


@dataclass(frozen=True)
class Confirmed:
    """A mix of the frontier, told with draws and seeds that the search has not seen."""

    scored: Scored
    coverages: dict[str, float]
    gains: tuple[Gain, ...]
    spending: float
    highest_spending: float
    standing: str
    """``on the frontier``, ``dominated`` or ``over budget``, by the fresh draws."""


@dataclass(frozen=True)
class Found:
    """All mixes that were tried, and those of the frontier with fresh draws."""

    levers: tuple[Lever, ...]
    uncertain: tuple[Uncertain, ...]
    tried: tuple[Scored, ...]
    confirmed: tuple[Confirmed, ...]
    failed: int
    """Mixes whose runs failed or have no value in an objective."""

    def coverages(self, mix: Mix, steps: int) -> dict[str, float]:
        """Coverage of each strategy in a mix."""
        return coverages(self.levers, mix, steps)


@dataclass(frozen=True)
class Finished:
    """A portfolio that is done: where its results are, and what it found."""

    path: Path
    asked: Asked
    found: Found


def coverages(levers: Sequence[Lever], mix: Mix, steps: int) -> dict[str, float]:
    """Coverage of each strategy in a mix."""
    return {
        lever.kind: round(lever.most * step / steps, 10)
        for lever, step in zip(levers, mix, strict=True)
    }
