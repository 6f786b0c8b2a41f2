"""The equity impact plane: what strategies do to health in all, and to its inequality."""

from __future__ import annotations

from typing import Any

from experiments.compare.value.figures.drawn import Drawn, say, signed_tick
from experiments.figures.style import GREY, INK, LABEL, RULE, TICK, Slide, grid, side_labels

_PER = 1000.0


def equity_impact(drawn: Drawn) -> dict[str, Slide]:
    """A slide for each grouping and index, by the name of its file."""
    rows = drawn.rows("equity_impact")
    kinds = dict.fromkeys((row["by"], row["index"], row["parameter"]) for row in rows)
    slides = {}
    for by, index, parameter in kinds:
        here = [
            row
            for row in rows
            if (row["by"], row["index"], row["parameter"]) == (by, index, parameter)
            and row["strategy"] in drawn.options
        ]
        if here:
            slides[f"equity_impact_{by}_{index}"] = _plane(drawn, here)
    return slides


def _plane(drawn: Drawn, rows: list[dict[str, Any]]) -> Slide:
    first = rows[0]
    named = {"atkinson": "epsilon", "kolm": "alpha"}[first["index"]]
    forgone = ""
    if first["threshold"] is not None and first["threshold"] == first["threshold"]:
        forgone = (
            f"; what is forgone at {first['threshold']:,.0f} {drawn.currency} a QALY falls "
            f"{first['loss_falls']}"
        )
    slide = Slide.new(
        f"Health, and how unequal it is by {first['by']}",
        f"Beyond doing nothing; inequality by {first['index'].capitalize()}'s index, {named} "
        f"{first['parameter']:g}",
        drawn.source,
    )
    axes = slide.axes(left=0.1, right=0.66, top=0.77)
    say(axes, f"crosses: 95 % intervals{forgone}")
    axes.axhline(0.0, color=INK, linewidth=1.0, zorder=1)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    labels = []
    for row in rows:
        colour = drawn.colour(row["strategy"])
        x, y = (_PER * row[name] for name in ("equity_impact", "net_health"))
        for name, along in (("equity_impact", True), ("net_health", False)):
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            if low is None or low != low:
                continue
            ends = [_PER * low, _PER * high]
            places = (ends, [y, y]) if along else ([x, x], ends)
            axes.plot(*places, color=colour, linewidth=1.2, alpha=0.7)
        axes.plot([x], [y], "o", markersize=9, color=colour, zorder=4)
        labels.append((y, drawn.words(row["strategy"]), colour))
    axes.margins(x=0.12, y=0.14)
    _quadrants(axes)
    axes.set_xlabel(
        "less inequality \N{RIGHTWARDS ARROW}, as QALYs per 1,000 adults", size=LABEL, color=INK
    )
    axes.set_ylabel("net QALYs per 1,000 adults", size=LABEL, color=INK)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(signed_tick)
    axes.locator_params(nbins=6)
    grid(axes, "both")
    side_labels(axes, labels)
    return slide


def _quadrants(axes: Any) -> None:
    """Words in the corners, so that nobody has to think which is which."""
    for x, y, words in (
        (0.985, 0.97, "more health, less inequality"),
        (0.015, 0.97, "more health, more inequality"),
        (0.985, 0.03, "less health, less inequality"),
        (0.015, 0.03, "less health, more inequality"),
    ):
        axes.text(
            x,
            y,
            words,
            transform=axes.transAxes,
            size=TICK - 2,
            color=GREY,
            ha="right" if x > 0.5 else "left",
            va="top" if y > 0.5 else "bottom",
            bbox={"facecolor": "white", "edgecolor": RULE, "boxstyle": "round,pad=0.25"},
            zorder=5,
        )
