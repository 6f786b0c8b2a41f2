"""How near published figures are before and after a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.figures.style import GREY, INK, LABEL, RULE, Slide, grid, saved
from simulation.measures.colours import BLUE, ORANGE

_MOST = 14
_FURTHEST = 12.0
_LONGEST = 44


def draw(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """The one figure, from what ``calibration.json`` holds."""
    return saved({"fit": distances(told)}, folder)


def distances(told: Mapping[str, Any]) -> Slide:
    """Distance from each figure in its standard errors, before and after."""
    slide = Slide.new(
        "How near to published figures, before and after",
        "Distance in standard errors of the published figure, by seeds that the fit never saw",
        f"Helpseek, {told['world']}, {told['people']:,} people, {told['seeds']} seeds",
    )
    rows = told["figures"][:_MOST]
    axes = slide.axes(left=0.42, right=0.95)
    axes.axvspan(-1.96, 1.96, color=RULE, alpha=0.6, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for place, row in enumerate(rows):
        ends = [
            min(max(row[f"{when}_distance"], -_FURTHEST), _FURTHEST) for when in ("before", "after")
        ]
        axes.annotate(
            "",
            xy=(ends[1], place),
            xytext=(ends[0], place),
            arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 1.4},
        )
        axes.plot([ends[0]], [place], "o", color=ORANGE, markersize=9, zorder=3)
        axes.plot([ends[1]], [place], "o", color=BLUE, markersize=9, zorder=4)
    names = [f"{row['title']} ({row['figure']})" for row in rows]
    short = [name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names]
    axes.set_yticks(range(len(rows)), short)
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.6)
    axes.set_xlabel("standard errors from the published figure", size=LABEL, color=INK)
    grid(axes, "x")
    slide.key("orange: before   blue: after   grey: within the bounds")
    return slide
