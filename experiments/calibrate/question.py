"""What a calibration is asked, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.calibrate.fit import Fit, Floats
from experiments.evaluation.aims import Aim
from experiments.evidence.target_file import Targets
from experiments.evidence.targets import built_in
from experiments.uncertainty.uncertain import Uncertain

if TYPE_CHECKING:
    from simulation.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What a calibration is asked: see ``helpseek calibrate --help``."""

    scenario: Scenario
    world: str
    """As it was given: what the new world extends."""
    aims: tuple[Aim, ...]
    parameters: tuple[str, ...]
    points: int = 12
    rounds: int = 8
    seeds: int = 4
    seed: int = 1
    workers: int | None = None
    cluster: str | None = None
    figures: bool = True
    command: tuple[str, ...] = ()
    targets: Targets = field(default_factory=built_in)
    """The file of which the aims are rows."""


@dataclass(frozen=True)
class Fitted:
    """One parameter: what it was and what it is now, with its interval within the prior."""

    uncertain: Uncertain
    before: float
    after: float
    low: float
    high: float


@dataclass(frozen=True)
class Found:
    """The fit, its parameters, and each figure before and after by seeds that the fit never saw."""

    fit: Fit
    parameters: tuple[Fitted, ...]
    before: Floats
    after: Floats
    luck: Floats
    """Standard error of ``after`` by the luck of seeds; NaN for a single one."""


@dataclass(frozen=True)
class Finished:
    """A calibration that is done: where its results are, and what it found."""

    path: Path
    asked: Asked
    found: Found
