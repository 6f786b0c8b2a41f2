"""What a fit of whole towns is asked, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.evidence.target import Target
from experiments.evidence.target_file import Targets
from experiments.posterior.drawing import Drawn
from experiments.posterior.rows import DISCREPANCY, Floats, Row
from experiments.posterior.waves import Explored, Settings
from experiments.uncertainty.draws import Draws
from experiments.uncertainty.uncertain import Uncertain

if TYPE_CHECKING:
    from simulation.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What is asked: see ``helpseek calibrate --help``.

    ``fit`` are the figures that towns are to fit, ``check`` those that are looked at afterwards.
    """

    scenario: Scenario
    world: str
    """As it was given: what the new world extends."""
    fit: tuple[Target, ...]
    check: tuple[Target, ...]
    targets: Targets
    """The file that all of them are from."""
    parameters: tuple[str, ...] = ("all",)
    discrepancy: float = DISCREPANCY
    elsewhere: float = 0.0
    """How far places differ from one another, as a share of the figure: for figures of others."""
    settings: Settings = field(default_factory=Settings)
    runs: int | None = None
    minutes: float | None = None
    workers: int | None = None
    cluster: str | None = None
    figures: bool = True
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """Draws that fit, and how they came about.

    ``given`` is what the town of each draw gives: a row a draw, a column for each of ``rows``,
    those of the fit first. ``prior`` are draws of the same numbers from their priors. ``runs`` are
    those that the fit rests on, ``failed`` those of them that gave nothing.
    """

    uncertain: tuple[Uncertain, ...]
    rows: tuple[Row, ...]
    explored: Explored
    drawn: Drawn
    draws: Draws
    prior: Floats
    given: Floats
    runs: int
    failed: int


@dataclass(frozen=True)
class Finished:
    """A fit that is done: where its results are, and what it found."""

    path: Path
    asked: Asked
    found: Found
