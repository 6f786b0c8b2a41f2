"""Figures of a run, drawn from the files in its results directory."""

from __future__ import annotations

from pathlib import Path

FIGURES = ("pathway", "who_is_where", "reasons", "delay", "staying", "care")
"""Names of the figures; each is ``figures/<name>.png`` of a results directory."""


def draw_figures(directory: Path) -> list[Path]:
    """Draw all figures of the run in ``directory`` into its ``figures`` folder."""
    from experiments.figures.curves import delay, staying
    from experiments.figures.data import RunData
    from experiments.figures.pathway import care, pathway, who_is_where
    from experiments.figures.reasons import reasons

    data = RunData(directory)
    drawn = []
    for name, draw in zip(
        FIGURES, (pathway, who_is_where, reasons, delay, staying, care), strict=True
    ):
        path = directory / "figures" / f"{name}.png"
        path.parent.mkdir(exist_ok=True)
        draw(data).save(path)
        drawn.append(path)
    return drawn
