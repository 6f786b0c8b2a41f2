"""Who gains from a strategy, and who stands elsewhere because of it.

There is a figure for each strategy, and they are laid side by side: all have the same scales.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from experiments.compare.analysis import good
from experiments.compare.figures.data import ComparisonData
from experiments.figures.pathway import shortened
from experiments.figures.style import GREY, INK, LABEL, RULE, STAGE_COLOURS, TICK, Slide, grid
from experiments.measured.measures import MEASURES
from experiments.words.wording import SEVERITY_WORDS, STAGE_WORDS, grouping_words, lowered, words_of
from simulation.measures.colours import BLUE, VERMILION
from simulation.measures.whole_time import CARE, ILLNESS

HEADINGS = {
    "severity": "Severity before it began",
    "income": "Household income",
    "culture": "Culture",
    "sex": "Sex",
}
_MOST_GROUPS = 6
_MOST_ALONE = 16
"""Groups of a grouping that has a slide of its own."""
_SAME = "; scales are the same for all strategies"
_PANELS = ((ILLNESS, "Weeks of illness"), (CARE, "Began care"))


def asked_by(data: ComparisonData) -> list[str]:
    """The groupings that were asked for beside those that every comparison tells."""
    told = dict.fromkeys(row["by"] for row in data.rows("groups"))
    return [by for by in told if by not in HEADINGS]


def who_gains_by(data: ComparisonData, strategy: str, by: str) -> Slide:
    """By one grouping that was asked for: what a strategy brings to each group."""
    return who_gains(data, strategy, {by: grouping_words(by)})


def who_gains(data: ComparisonData, strategy: str, headings: Mapping[str, str] = HEADINGS) -> Slide:
    """By severity, income, culture and sex, or what ``headings`` name: what a strategy brings to
    each group."""
    by = f" by {lowered(next(iter(headings.values())))}" if headings is not HEADINGS else ""
    slide = Slide.new(
        f"Who gains{by}: {data.words(strategy)}",
        f"Strategy minus doing nothing, per 1,000 adults of each group; {data.coverage}",
        data.source + _SAME,
    )
    left, gap, right = 0.26, 0.05, 0.97
    width = (right - left - gap) / 2
    for place, (measure, title) in enumerate(_PANELS):
        start = left + place * (width + gap)
        axes = slide.axes(left=start, right=start + width, bottom=0.15, top=0.78)
        _groups(data, axes, strategy, measure, headings, labels=place == 0)
        axes.set_title(title, size=LABEL, weight="bold", color=INK, loc="left", pad=6)
    slide.figure.text(
        0.97,
        0.075,
        "blue: better   red: worse   grey: undecided   dashed line: all adults",
        size=TICK - 2,
        color=GREY,
        ha="right",
        va="center",
    )
    return slide


def _groups(
    data: ComparisonData,
    axes: Axes,
    strategy: str,
    measure: str,
    groupings: Mapping[str, str],
    *,
    labels: bool,
) -> None:
    everybody = data.rows("differences", outcome=measure, strategy=strategy)[0]["difference"]
    axes.axvline(0.0, color=INK, linewidth=1.0)
    if everybody is not None:
        axes.axvline(1000 * everybody, color=GREY, linewidth=1.2, linestyle="--")
    place = 0.0
    places, ticks, headings = [], [], []
    most = _MOST_GROUPS if groupings is HEADINGS else _MOST_ALONE
    for by, heading in groupings.items():
        rows = data.rows("groups", by=by, outcome=measure, strategy=strategy)
        rows = _largest(rows, most)
        if not rows:
            continue
        headings.append((place, heading))
        place += 0.9
        for row in rows:
            places.append(place)
            ticks.append(_group_words(by, row))
            if row["difference"] is not None:
                _mark(axes, place, row)
            place += 1.0
        place += 0.35
    for at, heading in headings:
        axes.text(
            -0.02 if labels else 0.0,
            at,
            heading if labels else "",
            size=TICK - 1,
            color=GREY,
            style="italic",
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
        )
    axes.set_ylim(place - 0.4, -0.6)
    axes.set_yticks(places, ticks if labels else [""] * len(ticks))
    axes.tick_params(axis="y", length=0, labelsize=TICK - 1)
    axes.tick_params(axis="x", labelsize=TICK - 1)
    axes.spines["left"].set_visible(False)
    axes.set_xlim(_scale(data, measure, groupings, most))
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:,g}")
    grid(axes, "x")


def _scale(
    data: ComparisonData, measure: str, groupings: Mapping[str, str], most: int
) -> tuple[float, float]:
    """The ends of an axis that has room for all groups of all strategies."""
    ends = [0.0]
    for strategy in data.strategies:
        shown = data.rows("differences", outcome=measure, strategy=strategy)
        for by in groupings:
            shown += _largest(data.rows("groups", by=by, outcome=measure, strategy=strategy), most)
        ends += [
            1000 * row[name]
            for row in shown
            for name in ("difference", "low", "high")
            if row[name] is not None
        ]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _largest(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The largest groups, in the order in which they were."""
    kept = sorted(rows, key=lambda row: -row["adults"])[:most]
    return [row for row in rows if row in kept]


def _group_words(by: str, row: dict[str, Any]) -> str:
    name = row["group"]
    words = words_of(name) if by in HEADINGS else name
    if by == "severity":
        words = SEVERITY_WORDS.get(name, "Never ill")
    return f"{shortened(words)}  ({row['adults']:,.0f})"


def _mark(axes: Axes, place: float, row: dict[str, Any]) -> None:
    centre = 1000 * row["difference"]
    better = good(row["verdict"], MEASURES[row["outcome"]].better)
    colour = {"better": BLUE, "worse": VERMILION}.get(better, GREY)
    if row["low"] is not None:
        axes.plot(
            [1000 * row["low"], 1000 * row["high"]],
            [place, place],
            color=colour,
            linewidth=2.2,
            solid_capstyle="butt",
        )
    axes.plot([centre], [place], "o", color=colour, markersize=5.5)


def flows(data: ComparisonData, strategy: str) -> Slide:
    """Alluvial: where those who stand elsewhere because of a strategy would have stood."""
    moved, end, per = _moved(data, strategy)
    share = per * sum(row["adults"] for row in moved)
    slide = Slide.new(
        f"Who stands elsewhere because of it: {data.words(strategy)}",
        f"After {end + 1:,} weeks {share:,.1f} of 1,000 adults stand elsewhere than under doing "
        "nothing; the others are not drawn",
        data.source + _SAME,
    )
    axes = slide.axes(left=0.3, right=0.7, bottom=0.09, top=0.76)
    axes.set_axis_off()
    if not moved:
        slide.note(axes, "Everybody stands where they would have stood")
        return slide
    every = [_sizes(moved, per) for moved, _, per in (_moved(data, s) for s in data.strategies)]
    gap = 0.035 * max(sum(sizes["with"].values()) for sizes in every)
    bottom = max(_bottom(sizes, gap) for sizes in every)
    _alluvial(axes, moved, per, gap)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(bottom, 0.0)
    for x, words in ((0.3, "Doing nothing"), (0.7, data.words(strategy))):
        slide.figure.text(
            x,
            0.795,
            words,
            size=LABEL,
            weight="bold",
            color=INK,
            ha="right" if x < 0.5 else "left",
            va="center",
        )
    return slide


def _moved(data: ComparisonData, strategy: str) -> tuple[list[dict[str, Any]], int, float]:
    """Rows of those who stand elsewhere in the last week, that week, and what makes them numbers of
    1,000 adults."""
    rows = data.rows("flows", strategy=strategy)
    end = max((row["week"] for row in rows), default=0)
    rows = [row for row in rows if row["week"] == end]
    total = sum(row["adults"] for row in rows)
    moved = [row for row in rows if row["stage_without"] != row["stage_with"]]
    return moved, end, 1000 / total if total else 0.0


def _sizes(rows: list[dict[str, Any]], per: float) -> dict[str, dict[str, float]]:
    """Of 1,000 adults, those of each stage on either side."""
    stages = [
        name
        for name in STAGE_WORDS
        if name in {row["stage_without"] for row in rows} | {row["stage_with"] for row in rows}
    ]
    size = {side: dict.fromkeys(stages, 0.0) for side in ("without", "with")}
    for row in rows:
        for side in size:
            size[side][row[f"stage_{side}"]] += per * row["adults"]
    return size


def _bottom(size: dict[str, dict[str, float]], gap: float) -> float:
    """How far down the blocks of the longer side go."""
    return max(
        (top + sizes[name] for sizes in size.values() for name, top in _tops(sizes, gap).items()),
        default=0.0,
    )


def _alluvial(axes: Axes, rows: list[dict[str, Any]], per: float, gap: float) -> None:
    size = _sizes(rows, per)
    stages = list(size["with"])
    tops = {side: _tops(sizes, gap) for side, sizes in size.items()}
    for side, x in (("without", 0.0), ("with", 1.0)):
        for name in stages:
            height = size[side][name]
            if height == 0.0:
                continue
            y = tops[side][name]
            axes.add_patch(_block(x, y, height, _colour(name)))
            align, at = ("right", x - 0.035) if side == "without" else ("left", x + 0.035)
            axes.text(
                at,
                y + height / 2,
                f"{STAGE_WORDS[name]}  {height:,.1f}",
                ha=align,
                va="center",
                size=TICK - 1,
                color=INK,
            )
    used = {side: dict(places) for side, places in tops.items()}
    order = {name: place for place, name in enumerate(stages)}
    for row in sorted(rows, key=lambda r: (order[r["stage_without"]], order[r["stage_with"]])):
        height = per * row["adults"]
        left, right = used["without"][row["stage_without"]], used["with"][row["stage_with"]]
        used["without"][row["stage_without"]] += height
        used["with"][row["stage_with"]] += height
        axes.add_patch(_ribbon(left, right, height, _colour(row["stage_with"])))


def _tops(sizes: dict[str, float], gap: float) -> dict[str, float]:
    """Where each block begins: those of small stages far enough apart for their names."""
    place, tops = 0.0, {}
    for name, height in sizes.items():
        if height > 0.0:
            tops[name] = place
            place += max(height, 0.6 * gap) + gap
    return tops


def _colour(stage: str) -> str:
    return STAGE_COLOURS.get(stage, RULE)


def _block(x: float, y: float, height: float, colour: str) -> PathPatch:
    half = 0.02
    corners = [(x - half, y), (x + half, y), (x + half, y + height), (x - half, y + height)]
    return PathPatch(Path([*corners, corners[0]]), facecolor=colour, edgecolor="none")


def _ribbon(left: float, right: float, height: float, colour: str) -> PathPatch:
    """A band from one side to the other, curved as a cubic Bezier."""
    vertices = np.array(
        [
            (0.02, left),
            (0.5, left),
            (0.5, right),
            (0.98, right),
            (0.98, right + height),
            (0.5, right + height),
            (0.5, left + height),
            (0.02, left + height),
            (0.02, left),
        ]
    )
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(vertices, codes), facecolor=colour, edgecolor="none", alpha=0.55)
