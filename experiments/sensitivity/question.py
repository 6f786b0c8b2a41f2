"""What an analysis of sensitivity is asked, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from experiments.sensitivity import density, screening, variance
from experiments.sensitivity.noise import Spread
from experiments.uncertainty.uncertain import Uncertain

if TYPE_CHECKING:
    from simulation.scenario import Scenario


Method = Literal["morris", "sobol", "pawn", "morris+sobol", "morris+pawn"]
METHODS: tuple[Method, ...] = ("morris+sobol", "morris+pawn", "morris", "sobol", "pawn")


@dataclass(frozen=True)
class Asked:
    """What a sensitivity analysis is asked: see ``helpseek sensitivity --help``."""

    scenario: Scenario
    outcomes: tuple[str, ...]
    parameters: tuple[str, ...] = ("all",)
    strategy: str | None = None
    method: Method = "morris+sobol"
    trajectories: int = 10
    points: int = 64
    keep: int = 8
    seeds: int = 2
    seed: int = 1
    confidence: float = 0.95
    workers: int | None = None
    cluster: str | None = None
    figures: bool = True
    command: tuple[str, ...] = ()

    @property
    def screens(self) -> bool:
        """Whether it begins with a screening."""
        return self.method.startswith("morris")

    @property
    def closer(self) -> str:
        """The method of the second stage; empty if there is none."""
        last = self.method.rpartition("+")[2]
        return "" if last == "morris" else last

    def seeds_listed(self) -> list[int]:
        """The seeds that every point meets."""
        return list(range(self.seed, self.seed + self.seeds))


@dataclass(frozen=True)
class Finding:
    """What is found of one outcome; stages that were not asked for are empty."""

    outcome: str
    effects: tuple[screening.Effect, ...]
    screened: Spread | None
    indices: tuple[variance.Index, ...]
    distances: tuple[density.Distance, ...]
    looked: Spread | None


@dataclass(frozen=True)
class Found:
    """What is found of all outcomes; ``kept`` are the places that the second stage looked at."""

    uncertain: tuple[Uncertain, ...]
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]
    runs: int


@dataclass(frozen=True)
class Finished:
    """An analysis that is done: where its results are, and what it found."""

    path: Path
    asked: Asked
    found: Found
