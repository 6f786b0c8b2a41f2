"""What a scenario discovery is asked, and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.discovery.cases import Cases, Swept
from experiments.discovery.prim import Peeled


@dataclass(frozen=True)
class Asked:
    """What a discovery is asked: see ``helpseek discover --help``.

    ``boxes`` are looked for at most, one after the other; each is taken where the share of cases
    in it reaches ``density``, or by itself where that is None.
    """

    sweep: Swept
    cases: Cases
    boxes: int = 1
    density: float | None = None
    figures: bool = True
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finished:
    """A discovery that is done: where its results are, and the boxes that it found."""

    path: Path
    asked: Asked
    found: Sequence[Peeled]
