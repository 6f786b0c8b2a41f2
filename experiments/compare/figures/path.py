"""Where the gain leaks: who takes each step to recovery because of a strategy, who no longer does,
and how far those get whom it moves.

There is a figure for each strategy, and they are laid side by side: all have the same scales.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from experiments.compare.figures.data import ComparisonData
from experiments.compare.path.rows import main_cohort
from experiments.figures.style import GREY, INK, LABEL, RULE, TICK, Slide, grid
from experiments.measured.path import STEPS
from experiments.words.numbers import plain, signed
from simulation.measures.colours import BLUE, VERMILION

PATH = "path"
"""The table that tells of the steps; results of before it was told have none."""
_HEIGHT = 0.62


def where_it_leaks(data: ComparisonData, strategy: str) -> Slide:
    """Steps gained and lost, and beside them the way of those moved at the step that a strategy
    moves most."""
    cohort = main_cohort(data.rows("path_moved"), strategy)
    slide = Slide.new(
        f"Where the gain leaks: {data.words(strategy)}",
        f"Of 1,000 adults, the same people with the same luck; {data.coverage}",
        f"{data.source}; scales are the same for all strategies",
    )
    left = slide.axes(left=0.2, right=0.62, bottom=0.16, top=0.72)
    _gained_and_lost(data, left, strategy)
    right = slide.axes(left=0.7, right=0.93, bottom=0.16, top=0.72)
    _way(right, cohort)
    for x, words in (
        (0.2, "With it alone (blue), without it alone (orange)"),
        (0.7, _heading(cohort)),
    ):
        slide.figure.text(x, 0.77, words, size=TICK, weight="bold", color=INK, va="center")
    return slide


def has_path(data: ComparisonData) -> bool:
    """Whether the comparison tells of the path to recovery."""
    return (data.directory / f"{PATH}.parquet").exists()


def _heading(cohort: Sequence[Mapping[str, Any]]) -> str:
    if not cohort:
        return "Nobody gets further because of it"
    return f"Of 100 who {STEPS[cohort[0]['moved_at']].words}\nbecause of it"


def _of_all(data: ComparisonData, **named: Any) -> list[dict[str, Any]]:
    return data.rows(PATH, by="all", **named)


def _gained_and_lost(data: ComparisonData, axes: Axes, strategy: str) -> None:
    shown = [row for one in data.strategies for row in _of_all(data, strategy=one)]
    ends = {
        what: max(
            [row[f"{what}_high"] or row[what] for row in shown] + [row[what] for row in shown]
        )
        for what in ("gained", "lost")
    }
    reach = max(*ends.values(), 1e-9)
    for place, row in enumerate(_of_all(data, strategy=strategy)):
        for what, sign, colour in (("gained", 1, BLUE), ("lost", -1, VERMILION)):
            axes.barh(place, sign * row[what], height=_HEIGHT, color=colour, alpha=0.85)
            if row[f"{what}_low"] is not None:
                ends_of_one = [sign * row[f"{what}_low"], sign * row[f"{what}_high"]]
                axes.plot(ends_of_one, [place, place], color=INK, linewidth=1.2)
        axes.text(
            1.03,
            place,
            signed(row["difference"]),
            transform=axes.get_yaxis_transform(),
            size=TICK,
            color=INK,
            va="center",
            ha="left",
        )
    axes.text(
        1.03,
        -0.75,
        "balance",
        transform=axes.get_yaxis_transform(),
        size=TICK - 2,
        color=GREY,
        va="center",
        ha="left",
        style="italic",
    )
    _rows_of_steps(axes)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.set_xlim(-1.06 * max(ends["lost"], 0.15 * reach), 1.06 * max(ends["gained"], 0.15 * reach))
    axes.xaxis.set_major_formatter(lambda value, _position: f"{abs(value):,g}")
    axes.set_xlabel("adults of 1,000", size=TICK, color=GREY)
    axes.locator_params(axis="x", nbins=7)
    grid(axes, "x")


def _way(axes: Axes, cohort: Sequence[Mapping[str, Any]]) -> None:
    names = list(STEPS)
    for row in cohort:
        place = names.index(row["reached"])
        axes.barh(place, row["of_100"], height=_HEIGHT, color=BLUE, alpha=0.85)
        axes.text(
            row["of_100"] + 3, place, plain(row["of_100"], 0), size=LABEL, va="center", color=INK
        )
    _rows_of_steps(axes, labels=False)
    axes.set_xlim(0, 118)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_color(RULE)


def _rows_of_steps(axes: Axes, *, labels: bool = True) -> None:
    axes.set_ylim(len(STEPS) - 0.4, -0.6)
    titles = [step.title if labels else "" for step in STEPS.values()]
    axes.set_yticks(range(len(STEPS)), titles)
    axes.tick_params(axis="y", length=0, labelsize=TICK)
    axes.spines["left"].set_visible(False)
