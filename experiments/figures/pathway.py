"""Where people stand on the way to help: over time, and by severity and culture at the end."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from experiments.figures.data import RunData
from experiments.figures.style import (
    GREY,
    INK,
    STAGE_COLOURS,
    TICK,
    Slide,
    grid,
    percent,
    percent_ticks,
    side_labels,
    time_axis,
)
from experiments.words.wording import SEVERITY_WORDS, STAGE_WORDS, words_of
from simulation.measures.categories import DARK_STAGE, STAGE_ROWS, STAGES, WAITING

SMALLEST_GROUP = 20
"""Groups of fewer people in need than this are left out: their shares say nothing."""
LONGEST_NAME = 18
_WAITING = STAGES[WAITING]


def pathway(data: RunData) -> Slide:
    """People on the way to help as shares of all adults, stacked by stage, week by week."""
    slide = Slide.new(
        "On the way to help, week by week",
        "Share of all adults who have a mental-health problem or are in care, by where they stand",
        data.source,
    )
    axes = slide.axes()
    weekly = data.weekly
    adults = np.maximum(sum(weekly[f"stage_{stage}"] for stage in STAGE_WORDS), 1)
    shares = {stage: weekly[f"stage_{stage}"] / adults for stage in STAGE_COLOURS}
    weeks = weekly["week"] + 1  # a row tells how the week ended
    axes.stackplot(
        weeks,
        list(shares.values()),
        colors=list(STAGE_COLOURS.values()),
        edgecolor="white",
        linewidth=0.4,
    )
    total = sum(shares.values())
    axes.set_ylim(0, max(float(np.max(total)), 0.001) * 1.06)
    percent_ticks(axes)
    time_axis(axes, float(weeks[0]), float(weeks[-1]))
    grid(axes, "y")
    below = 0.0
    labels = []
    for stage, colour in STAGE_COLOURS.items():
        share = float(shares[stage][-1])
        labels.append((below + share / 2, f"{STAGE_WORDS[stage]}  {percent(share, 1)}", colour))
        below += share
    side_labels(axes, labels)
    return slide


def who_is_where(data: RunData) -> Slide:
    """The mix of stages in the last week, among all in need, by severity and by culture."""
    slide = Slide.new(
        "Who is where on the way to help",
        f"People with a mental-health problem in week {data.weeks:,}, by where they stand",
        data.source,
    )
    stage, severity, culture = (data.person(name) for name in ("stage", "severity", "culture"))
    stages = data.categories("stage")
    ill = (severity > 0) & np.isin(stage, [stages.index(name) for name in STAGE_COLOURS])
    rows: list[tuple[str, np.ndarray] | None] = [("Everybody", ill), None]
    for code, name in enumerate(data.categories("severity")):
        if name in SEVERITY_WORDS:
            rows.append((SEVERITY_WORDS[name], ill & (severity == code)))
    rows.append(None)
    names = data.categories("culture")
    sizes = np.bincount(culture, minlength=len(names))
    for code in np.argsort(-sizes, kind="stable")[:6]:
        group = ill & (culture == code)
        if group.sum() >= SMALLEST_GROUP:
            rows.append((words_of(names[code]), group))

    axes = slide.axes(left=0.24, right=0.97, bottom=0.24)
    places, ticks = [], []
    place = 0.0
    for row in rows:
        if row is None:
            place += 0.55
            continue
        name, group = row
        people = int(group.sum())
        ticks.append(f"{shortened(name)}  ({people:,})")
        places.append(place)
        _stack(axes, place, np.bincount(stage[group], minlength=len(stages)), stages)
        place += 1.0
    axes.set_ylim(place - 0.45, -0.6)
    axes.set_yticks(places, ticks)
    axes.set_xlim(0, 1)
    percent_ticks(axes, "x")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=TICK)
    _key(slide)
    return slide


def shortened(name: str) -> str:
    """A name that has room beside a bar."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _stack(axes: Axes, place: float, counts: np.ndarray, stages: list[str]) -> None:
    """One bar of shares, with those that have room for it written in."""
    total = counts.sum()
    if total == 0:
        return
    left = 0.0
    for name, colour in STAGE_COLOURS.items():
        share = counts[stages.index(name)] / total
        axes.barh(
            place, share, left=left, height=0.78, color=colour, edgecolor="white", linewidth=0.8
        )
        if share >= 0.045:
            dark = DARK_STAGE in STAGE_ROWS[name].groups
            axes.text(
                left + share / 2,
                place,
                percent(share),
                ha="center",
                va="center",
                size=TICK - 1,
                color="white" if dark else INK,
            )
        left += share


def _key(slide: Slide) -> None:
    """The colours of the stages, in the order in which they stand in the bars."""
    per_row = 5
    for index, (stage, colour) in enumerate(STAGE_COLOURS.items()):
        x = 0.04 + 0.19 * (index % per_row)
        y = 0.135 - 0.042 * (index // per_row)
        slide.figure.text(x, y, "\N{BLACK SQUARE}", size=15, color=colour, va="center")
        slide.figure.text(x + 0.02, y, STAGE_WORDS[stage], size=TICK, color=INK, va="center")


def care(data: RunData) -> Slide:
    """People in care by kind of help, and people on waiting lists, week by week."""
    slide = Slide.new(
        "In care and waiting, week by week",
        "Number of people in each kind of help, and on waiting lists",
        data.source,
    )
    axes = slide.axes()
    weekly = data.weekly
    weeks = weekly["week"] + 1
    lines = [
        (row.title, weekly[f"in_care_{name}"], row.colour, "-") for name, row in data.helps.items()
    ]
    lines.append((STAGE_WORDS[_WAITING], weekly[f"stage_{_WAITING}"], GREY, "--"))
    for _, values, colour, dashes in lines:
        axes.plot(weeks, values, color=colour, linewidth=2, linestyle=dashes)
    top = max(float(np.max(values)) for _, values, _, _ in lines)
    axes.set_ylim(0, max(top, 1.0) * 1.06)
    axes.yaxis.set_major_formatter(lambda value, _position: f"{value:,.0f}")
    time_axis(axes, float(weeks[0]), float(weeks[-1]))
    grid(axes, "y")
    side_labels(
        axes,
        [
            (float(values[-1]), f"{name}  {values[-1]:,.0f}", colour)
            for name, values, colour, _ in lines
        ],
    )
    return slide
