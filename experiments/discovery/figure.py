"""Where something happens: coverage against density, and the box in its ranges."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.figures.style import (
    GREY,
    GROUP_COLOURS,
    INK,
    LABEL,
    RULE,
    TICK,
    Slide,
    grid,
    percent_ticks,
    saved,
)
from simulation.measures.colours import BLUE, GREEN

_MOST = 10


def draw(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """The figures of a discovery that found a box, from what ``discovery.json`` holds."""
    if not told["boxes"]:
        return []
    return saved({"trade_off": trade_off(told), "box": box(told)}, folder)


def trade_off(told: Mapping[str, Any]) -> Slide:
    """Density against coverage of all boxes on the way, and of those that were chosen."""
    slide = Slide.new("How much a box catches, and how purely", _subtitle(told), _source(told))
    axes = slide.axes(left=0.1, right=0.95)
    for one in told["boxes"]:
        colour = GROUP_COLOURS[(one["box"] - 1) % len(GROUP_COLOURS)]
        rows = [row for row in told["trajectory"] if row["box"] == one["box"]]
        axes.plot(
            [row["coverage"] for row in rows],
            [row["density"] for row in rows],
            "-o",
            color=colour,
            markersize=4,
            linewidth=1.2,
            alpha=0.55,
        )
        axes.plot([one["coverage"]], [one["density"]], "o", color=colour, markersize=15, zorder=3)
        axes.text(
            one["coverage"],
            one["density"],
            str(one["box"]),
            size=TICK - 2,
            color="white",
            ha="center",
            va="center",
            weight="bold",
            zorder=4,
        )
    axes.axhline(told["share"], color=INK, linewidth=1.1, linestyle=":")
    axes.set_xlim(0.0, 1.04)
    axes.set_ylim(0.0, 1.06)
    percent_ticks(axes, "x")
    percent_ticks(axes, "y")
    axes.set_xlabel("coverage: share of all cases that lie in the box", size=LABEL, color=INK)
    axes.set_ylabel("density: share of cases in the box", size=LABEL, color=INK)
    grid(axes, "both")
    slide.key("numbers: the boxes that were chosen   dots: everywhere")
    return slide


def box(told: Mapping[str, Any]) -> Slide:
    """The ranges of the first box within those of the sweep."""
    first = told["boxes"][0]
    slide = Slide.new(
        "Where it happens: the first box",
        f"{100 * first['density']:.0f}% of what lies in it are cases, {100 * told['share']:.0f}% "
        f"everywhere; it holds {100 * first['coverage']:.0f}% of all cases",
        _source(told),
    )
    axes = slide.axes(left=0.34, right=0.95)
    rows = [row for row in told["conditions"] if row["box"] == 1][:_MOST]
    for place, row in enumerate(rows):
        axes.plot([0, 1], [place, place], color=RULE, linewidth=9, solid_capstyle="butt")
        start, end = 0.0, 1.0
        if row["values"]:
            axes.plot([0, 1], [place, place], color=GREEN, linewidth=9, solid_capstyle="butt")
            axes.text(
                0.5, place - 0.28, row["values"], size=TICK - 1, color=INK, ha="center", va="center"
            )
            continue
        span = row["range_high"] - row["range_low"]
        if row["low"] == row["low"]:
            start = (row["low"] - row["range_low"]) / span
            axes.text(
                start,
                place - 0.28,
                f"{row['low']:.4g}",
                size=TICK - 1,
                color=INK,
                ha="center",
                va="center",
            )
        if row["high"] == row["high"]:
            end = (row["high"] - row["range_low"]) / span
            axes.text(
                end,
                place - 0.28,
                f"{row['high']:.4g}",
                size=TICK - 1,
                color=INK,
                ha="center",
                va="center",
            )
        axes.plot([start, end], [place, place], color=BLUE, linewidth=9, solid_capstyle="butt")
        for at, value in ((0.0, row["range_low"]), (1.0, row["range_high"])):
            axes.text(
                at,
                place + 0.28,
                f"{value:.4g}",
                size=TICK - 3,
                color=GREY,
                ha="center",
                va="center",
            )
    axes.set_yticks(
        range(len(rows)),
        [row["input"].replace("__", ": ").replace("_", " ").capitalize() for row in rows],
    )
    axes.set_ylim(max(len(rows), 5) - 0.4, -0.6)
    axes.set_xlim(-0.05, 1.05)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    slide.key("blue: the box   grey: the range in the sweep")
    return slide


def _subtitle(told: Mapping[str, Any]) -> str:
    text = f"Cases: {told['question']}"
    return text if len(text) <= 105 else text[:104] + "…"


def _source(told: Mapping[str, Any]) -> str:
    number = told.get("rows", told["points"])
    rows = "" if number == told["points"] else f", {number:,} with their policies"
    return f"Helpseek, {told['sweep']}, {told['points']:,} points{rows}, {told['cases']:,} cases"
