"""The comparison as figures: a dot and an interval for the model, a bar for what was published.

Three figures, by what can share an axis: percent; ratios, on a logarithmic axis; and all else, each
as a multiple of its published figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.evidence.comparison import Compared
from experiments.evidence.target import SHARE_UNITS
from experiments.evidence.writing import Asked, number, published_words, summary_words
from experiments.figures.style import GREY, INK, RULE
from experiments.terminal.streams import naming
from simulation.measures.colours import BLUE, VERMILION

_WIDTH, _LINE_HEIGHT, _DOTS = 15.0, 0.215, 130
_TITLE, _TEXT, _SMALL = 17, 9.5, 8.5
_BAR = "#C3CAD1"
_MARKS = {"near": ("o", BLUE), "apart": ("D", VERMILION)}
"""Verdicts are told apart by shape as well as by colour."""

Line = Compared | str
"""A line of a figure: a figure that is compared, or the name of a group."""


def draw(
    compared: Sequence[Compared], asked: Asked, folder: Path, name: str = "evidence"
) -> list[Path]:
    """Draw the judged figures into ``folder``, under names that begin with ``name``; returns what
    was drawn."""
    folder.mkdir(exist_ok=True)
    judged = [one for one in compared if one.verdict in _MARKS]
    kinds: tuple[tuple[str, str, Callable[[Compared], bool]], ...] = (
        ("", "The model beside published figures: shares", lambda one: _is_share(one)),
        ("_ratios", "The model beside published figures: ratios", _is_ratio),
        (
            "_other",
            "The model beside published figures: all else, as multiples of the published",
            lambda one: not _is_share(one) and not _is_ratio(one),
        ),
    )
    drawn = []
    for ending, title, belongs in kinds:
        chosen = [one for one in judged if belongs(one)]
        if not chosen:
            continue
        figure = _figure(chosen, title, f"{asked.words}. {summary_words(compared)}")
        path = folder / f"{name}{ending}.png"
        with naming(path):
            figure.savefig(path, format="png", metadata={"Software": None})
        drawn.append(path)
    return drawn


def _is_share(one: Compared) -> bool:
    return one.target.unit in SHARE_UNITS


def _is_ratio(one: Compared) -> bool:
    return one.target.is_ratio


def _lines(chosen: Sequence[Compared]) -> list[list[Line]]:
    """Groups with their names, in one column or two of about the same length."""
    groups: dict[str, list[Compared]] = {}
    for one in chosen:
        groups.setdefault(one.target.heading, []).append(one)
    blocks: list[list[Line]] = [[name, *rows] for name, rows in groups.items()]
    whole = sum(map(len, blocks))
    if whole < 16 or len(blocks) < 2:
        return [[line for block in blocks for line in block]]
    best = min(
        range(1, len(blocks)),
        key=lambda cut: abs(2 * sum(map(len, blocks[:cut])) - whole),
    )
    return [[line for block in part for line in block] for part in (blocks[:best], blocks[best:])]


def _figure(chosen: Sequence[Compared], title: str, source: str) -> Figure:
    columns = _lines(chosen)
    longest = max(map(len, columns))
    height = longest * _LINE_HEIGHT + 2.0
    figure = Figure(figsize=(_WIDTH, height), dpi=_DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.02, 1 - 0.38 / height, title, size=_TITLE, weight="bold", color=INK, va="center")
    figure.text(0.02, 0.2 / height, source, size=_SMALL, color=GREY, va="center")
    figure.legend(
        handles=_legend(),
        loc="center left",
        bbox_to_anchor=(0.015, 1 - 0.8 / height),
        ncols=4,
        frameon=False,
        fontsize=_TEXT,
    )
    share = 1.0 / len(columns)
    for place, lines in enumerate(columns):
        left = place * share
        tall = len(lines) * _LINE_HEIGHT / height
        top = 1 - 1.15 / height
        axes = figure.add_axes((left + 0.235, top - tall, share - 0.235 - 0.105, tall))
        _column(axes, lines)
    return figure


def _legend() -> list[Line2D]:
    bar = Line2D([], [], color=_BAR, linewidth=7, solid_capstyle="butt", label="counts as near")
    published = Line2D(
        [],
        [],
        color=INK,
        marker="|",
        markersize=10,
        markeredgewidth=1.8,
        linestyle="none",
        label="published",
    )
    marks = [
        Line2D(
            [],
            [],
            color=colour,
            marker=shape,
            markersize=6,
            linestyle="none",
            label=f"model, {verdict}",
        )
        for verdict, (shape, colour) in _MARKS.items()
    ]
    return [bar, published, *marks]


def _column(axes: Axes, lines: Sequence[Line]) -> None:
    compared = [line for line in lines if isinstance(line, Compared)]
    scale = _scale(axes, compared)
    axes.set_ylim(len(lines) - 0.5, -0.5)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.tick_params(axis="x", labelsize=_SMALL, labelcolor=INK, color=RULE, length=3)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    beside = axes.get_yaxis_transform()
    for at, line in enumerate(lines):
        if isinstance(line, str):
            axes.text(
                -0.01,
                at,
                line,
                transform=beside,
                ha="right",
                va="center",
                size=_TEXT,
                weight="bold",
                color=INK,
            )
            if at == 0 or lines[0] is line:
                axes.text(
                    1.02,
                    at,
                    "model / published",
                    transform=beside,
                    ha="left",
                    va="center",
                    size=_SMALL,
                    color=GREY,
                )
            continue
        axes.text(
            -0.01,
            at,
            line.target.title,
            transform=beside,
            ha="right",
            va="center",
            size=_TEXT,
            color=INK,
        )
        axes.text(
            1.02,
            at,
            f"{number(line.value, line.target.unit)} / {published_words(line.target)}",
            transform=beside,
            ha="left",
            va="center",
            size=_SMALL,
            color=INK,
        )
        _dot(axes, at, line, scale(line))


def _scale(axes: Axes, compared: Sequence[Compared]) -> Callable[[Compared], float]:
    """Set the axis for these figures; gives what each one's values are divided by."""
    if all(map(_is_share, compared)):
        axes.set_xlim(0, 100)
        axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
        return lambda one: 1.0 / SHARE_UNITS[one.target.unit]
    if all(map(_is_ratio, compared)):
        axes.set_xscale("log")
        axes.set_xlim(0.1, 5.0)
        ticks = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0)
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        axes.minorticks_off()
        return lambda one: 1.0
    axes.set_xlim(0.0, 2.5)
    axes.set_xticks([0, 0.5, 1, 1.5, 2], ["0", "0.5", "1", "1.5", "2 times the published"])
    return _middle


def _middle(one: Compared) -> float:
    """The published value, or the middle of its range."""
    if one.target.published.value is not None:
        return one.target.published.value
    low, high = one.target.bounds
    return (low + high) / 2.0


def _dot(axes: Axes, at: int, one: Compared, unit: float) -> None:
    left, right = axes.get_xlim()

    def place(value: float) -> float:
        return min(max(value / unit, left), right)

    low, high = sorted(place(bound) for bound in one.target.bounds)
    axes.plot([low, high], [at, at], color=_BAR, linewidth=7, solid_capstyle="butt")
    value = one.target.published.value
    if value is not None:
        axes.plot([place(value)], [at], color=INK, marker="|", markersize=10, markeredgewidth=1.8)
    shape, colour = _MARKS[one.verdict]
    below, above = one.interval
    if not isnan(below):
        axes.plot([place(below), place(above)], [at, at], color=colour, linewidth=1.4)
    here = one.value / unit
    if left <= here <= right:
        axes.plot([here], [at], color=colour, marker=shape, markersize=5.5, clip_on=False)
    else:
        edge, arrow = (left, "<") if here < left else (right, ">")
        axes.plot([edge], [at], color=colour, marker=arrow, markersize=7, clip_on=False)
