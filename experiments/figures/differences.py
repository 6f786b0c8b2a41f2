"""What strategies change: differences to doing nothing, at the end and week by week."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from experiments.figures.comparison_data import ComparisonData
from experiments.figures.style import (
    BLUE,
    GREY,
    INK,
    LABEL,
    TICK,
    VERMILION,
    Slide,
    grid,
    side_labels,
    time_axis,
)  # fmt: skip


class Panel(NamedTuple):
    """One measure in the figure of differences, and what its values are multiplied with."""

    measure: str
    title: str
    unit: str
    times: float


PANELS = (
    Panel("began_care", "Began care", "people per 1,000 adults", 1000.0),
    Panel("weeks_ill", "Weeks of illness", "weeks per 1,000 adults", 1000.0),
    Panel("qaly_lost_discounted", "Health", "QALYs gained per 1,000", -1000.0),
    Panel("cost_discounted", "Cost", "{currency} per adult", 1.0),
)


def colour_of(row: dict[str, Any]) -> str:
    """Blue for the better, red for the worse, grey where that is not settled."""
    return {"better": BLUE, "worse": VERMILION}.get(row["good"], GREY)


def differences(data: ComparisonData) -> Slide:
    """A row a strategy, a panel a measure: the difference to doing nothing with its interval."""
    slide = Slide.new(
        "What each strategy changes",
        f"Beyond doing nothing, over the whole time, for the same people; {data.coverage}",
        data.source,
    )
    left, gap, right = 0.21, 0.025, 0.98
    width = (right - left - gap * (len(PANELS) - 1)) / len(PANELS)
    for place, panel in enumerate(PANELS):
        start = left + place * (width + gap)
        axes = slide.axes(left=start, right=start + width, bottom=0.25, top=0.77)
        _forest(data, axes, panel, first=place == 0)
    for x, colour, words in (
        (0.25, BLUE, "for the better"), (0.42, VERMILION, "for the worse"),
        (0.59, GREY, "not settled, or no better or worse"),
    ):  # fmt: skip
        slide.figure.text(x, 0.095, "\N{BLACK CIRCLE}", size=13, color=colour, va="center")
        slide.figure.text(x + 0.02, 0.095, words, size=TICK, color=INK, va="center")
    return slide


def _forest(data: ComparisonData, axes: Axes, panel: Panel, *, first: bool) -> None:
    names = data.strategies
    rows = {row["strategy"]: row for row in data.rows("differences", outcome=panel.measure)}
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for place, name in enumerate(names):
        row = rows[name]
        if row["difference"] is None:
            continue
        colour = colour_of(row)
        centre = panel.times * row["difference"]
        if row["low"] is not None:
            axes.plot(
                [panel.times * row["low"], panel.times * row["high"]], [place, place],
                color=colour, linewidth=2.6, solid_capstyle="butt", zorder=2,
            )  # fmt: skip
        axes.plot([centre], [place], "o", color=colour, markersize=7, zorder=3)
        axes.text(
            centre, place - 0.22, f"{centre:+,.{0 if abs(centre) >= 100 else 1}f}",
            ha="center", va="bottom", size=TICK - 2, color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    axes.set_ylim(len(names) - 0.4, -0.75)
    axes.set_yticks(range(len(names)), [data.words(name) for name in names] if first else [])
    axes.tick_params(axis="y", length=0, labelsize=TICK)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.14)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:,g}")
    grid(axes, "x")
    axes.set_title(panel.title, size=LABEL, weight="bold", color=INK, loc="left", pad=8)
    axes.set_xlabel(panel.unit.format(currency=data.currency), size=TICK - 1, color=GREY)


def over_time(data: ComparisonData) -> Slide:
    """What has come of each strategy by each week, with bands: begun care, weeks of illness."""
    slide = Slide.new(
        "What has come of it, week by week",
        f"So far, per 1,000 adults beyond doing nothing; bands: {data.coverage}",
        data.source,
    )
    panels = (("began_so_far", "Began care", 1), ("weeks_ill_so_far", "Weeks of illness", 1))
    for place, (name, title, sign) in enumerate(panels):
        left = 0.08 + place * 0.37
        axes = slide.axes(left=left, right=left + 0.29, top=0.76)
        labels = _lines(data, axes, name, sign)
        axes.set_title(title, size=LABEL, weight="bold", color=INK, loc="left", pad=8)
        if place == len(panels) - 1:
            side_labels(axes, labels)
    return slide


def _lines(data: ComparisonData, axes: Axes, name: str, sign: int) -> list[tuple[float, str, str]]:
    """Draw the differences of a series to doing nothing; returns labels for their ends."""
    labels = []
    last = 1.0
    for strategy in data.strategies:
        rows = data.rows("weekly", strategy=strategy)
        weeks = np.array([row["week"] for row in rows]) + 1.0
        middle, low, high = (
            1000.0 * sign * np.array([row[f"{name}_{part}"] for row in rows], np.float64)
            for part in ("difference", "low", "high")
        )
        colour = data.colour(strategy)
        axes.fill_between(weeks, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(weeks, middle, color=colour, linewidth=2.2, linestyle=data.dashes(strategy))
        last = float(weeks[-1])
        labels.append((float(middle[-1]), data.words(strategy), colour))
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.yaxis.set_major_formatter(lambda value, _position: f"{value:+,g}" if value else "0")
    time_axis(axes, 0.0, last)
    grid(axes, "y")
    axes.autoscale(axis="y")
    return labels
