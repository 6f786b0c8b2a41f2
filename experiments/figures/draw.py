"""Figures of a run, drawn from the files in its results directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.figures.data import RunData
    from experiments.figures.style import Slide

FIGURES = ("pathway", "who_is_where", "reasons", "delay", "staying", "care")
"""Names of the figures; each is ``figures/<name>.png`` of a results directory."""
FOLDER = "figures"


def drawings() -> dict[str, Callable[[RunData], Slide]]:
    """What draws each figure, by its name."""
    from experiments.figures.curves import delay, staying
    from experiments.figures.pathway import care, pathway, who_is_where
    from experiments.figures.reasons import reasons

    made = (pathway, who_is_where, reasons, delay, staying, care)
    return dict(zip(FIGURES, made, strict=True))


def draw_figures(directory: Path, names: Iterable[str] = FIGURES) -> list[Path]:
    """Draw figures of the run in ``directory``, all of them or these, into its ``figures``."""
    from experiments.figures.data import RunData

    data, known = RunData(directory), drawings()
    drawn = []
    for name in names:
        path = directory / FOLDER / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        known[name](data).save(path)
        drawn.append(path)
    return drawn
