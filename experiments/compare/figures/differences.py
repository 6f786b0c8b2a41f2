"""What strategies change: differences to doing nothing, at the end and week by week."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from experiments.compare.figures.data import ComparisonData
from experiments.figures.style import GREY, INK, LABEL, TICK, Slide, grid, side_labels, time_axis
from experiments.words.numbers import MINUS, signed
from experiments.words.wording import times_of
from simulation.measures.colours import BLUE, VERMILION
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS


class Panel(NamedTuple):
    """One measure in the figure of differences: its title, and the unit below it."""

    measure: str
    title: str
    unit: str


def panels(data: ComparisonData) -> tuple[Panel, ...]:
    """Care, illness, health, and cost from the perspective of the comparison."""
    cost = f"{data.perspective.total}{DISCOUNTED}"
    titles = {
        CARE: "Began care",
        ILLNESS: "Weeks of illness",
        HEALTH + DISCOUNTED: "QALYs",
        cost: "Extra cost",
    }
    told = data.told["outcomes"]
    below = {
        measure: [told[measure]["per"], data.discounted if told[measure]["discounting"] else ""]
        for measure in titles
    }
    below[cost].append(data.perspective.title)
    return tuple(
        Panel(measure, title, "\n".join(filter(None, below[measure])))
        for measure, title in titles.items()
    )


def signed_tick(value: float) -> str:
    """A tick of an axis of differences."""
    return f"{value:+,g}".replace("-", MINUS) if value else "0"


def colour_of(row: dict[str, Any]) -> str:
    """Blue for the better, red for the worse, grey where that is not settled."""
    return {"better": BLUE, "worse": VERMILION}.get(row["good"], GREY)


def differences(data: ComparisonData) -> Slide:
    """A row a strategy, a panel a measure: the difference to doing nothing with its interval."""
    slide = Slide.new(
        "What each strategy changes",
        f"Strategy minus doing nothing, over the whole time, for the same people; {data.coverage}",
        data.source,
    )
    left, gap, right = 0.21, 0.025, 0.98
    drawn = panels(data)
    width = (right - left - gap * (len(drawn) - 1)) / len(drawn)
    for place, panel in enumerate(drawn):
        start = left + place * (width + gap)
        axes = slide.axes(left=start, right=start + width, bottom=0.27, top=0.77)
        _forest(data, axes, panel, first=place == 0)
    for x, colour, words in (
        (0.25, BLUE, "for the better"),
        (0.42, VERMILION, "for the worse"),
        (0.59, GREY, "undecided, or no better or worse"),
    ):
        slide.figure.text(x, 0.095, "\N{BLACK CIRCLE}", size=13, color=colour, va="center")
        slide.figure.text(x + 0.02, 0.095, words, size=TICK, color=INK, va="center")
    if data.over_draws:
        slide.figure.text(
            0.985, 0.03, "thick: luck alone", size=TICK - 2, color=GREY, ha="right", va="center"
        )
    return slide


def _lines_of(data: ComparisonData) -> tuple[tuple[str, str, float], ...]:
    """Ends and widths of intervals: over draws that of both, and thicker within it that of luck."""
    if not data.over_draws:
        return (("low", "high", 2.6),)
    return (("low", "high", 1.6), ("luck_low", "luck_high", 5.0))


def _forest(data: ComparisonData, axes: Axes, panel: Panel, *, first: bool) -> None:
    names = data.strategies
    rows = {row["strategy"]: row for row in data.rows("differences", outcome=panel.measure)}
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for place, name in enumerate(names):
        row = rows[name]
        if row["difference"] is None:
            continue
        colour = colour_of(row)
        times = times_of(row["unit"])
        centre = times * row["difference"]
        for low, high, width in _lines_of(data):
            if row[low] is not None:
                axes.plot(
                    [times * row[low], times * row[high]],
                    [place, place],
                    color=colour,
                    linewidth=width,
                    solid_capstyle="butt",
                    zorder=2,
                )
        axes.plot([centre], [place], "o", color=colour, markersize=7, zorder=3)
        axes.text(
            centre,
            place - 0.22,
            signed(centre),
            ha="center",
            va="bottom",
            size=TICK - 2,
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )
    axes.set_ylim(len(names) - 0.4, -0.75)
    axes.set_yticks(range(len(names)), [data.words(name) for name in names] if first else [])
    axes.tick_params(axis="y", length=0, labelsize=TICK)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.14)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(lambda value, _position: signed_tick(value))
    grid(axes, "x")
    axes.set_title(panel.title, size=LABEL, weight="bold", color=INK, loc="left", pad=8)
    axes.set_xlabel(panel.unit, size=TICK - 1, color=GREY)


def over_time(data: ComparisonData) -> Slide:
    """What has come of each strategy by each week, with bands: begun care, weeks of illness."""
    slide = Slide.new(
        "What has come of it, week by week",
        f"So far, strategy minus doing nothing, per 1,000 adults; bands: {data.coverage}",
        data.source,
    )
    series = (("began_so_far", "Began care"), ("symptom_weeks_so_far", "Weeks of illness"))
    for place, (name, title) in enumerate(series):
        left = 0.08 + place * 0.37
        axes = slide.axes(left=left, right=left + 0.29, top=0.76)
        labels = _lines(data, axes, name)
        axes.set_title(title, size=LABEL, weight="bold", color=INK, loc="left", pad=8)
        if place == len(series) - 1:
            side_labels(axes, labels)
    return slide


def _lines(data: ComparisonData, axes: Axes, name: str) -> list[tuple[float, str, str]]:
    """Draw the differences of a series to doing nothing; returns labels for their ends."""
    labels = []
    last = 1.0
    for strategy in data.strategies:
        rows = data.rows("weekly", strategy=strategy)
        weeks = np.array([row["week"] for row in rows]) + 1.0
        middle, low, high = (
            1000.0 * np.array([row[f"{name}_{part}"] for row in rows], np.float64)
            for part in ("difference", "low", "high")
        )
        colour = data.colour(strategy)
        axes.fill_between(weeks, low, high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(weeks, middle, color=colour, linewidth=2.2, linestyle=data.dashes(strategy))
        last = float(weeks[-1])
        labels.append((float(middle[-1]), data.words(strategy), colour))
    axes.axhline(0.0, color=INK, linewidth=1.0)
    axes.yaxis.set_major_formatter(lambda value, _position: signed_tick(value))
    time_axis(axes, 0.0, last)
    grid(axes, "y")
    axes.autoscale(axis="y")
    return labels
