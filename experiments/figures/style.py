"""How figures look: one slide each, with a title in plain words, labels beside what they name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from experiments.terminal.streams import naming
from simulation.measures.categories import ON_THE_WAY, STAGE_ROWS
from simulation.measures.colours import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION

INK, GREY, RULE = "#1F2933", "#5B6770", "#D5DADF"
STAGE_COLOURS = {row.name: row.colour for row in STAGE_ROWS.values() if ON_THE_WAY in row.groups}
"""Colours of the stages of people on the way to help."""
GROUP_COLOURS = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, INK)

WIDTH, HEIGHT, DOTS = 10.0, 5.625, 160
TITLE, SUBTITLE, LABEL, TICK, SOURCE = 17, 12, 12, 11, 9


@dataclass(frozen=True, slots=True)
class Slide:
    """One figure: sixteen to nine, with a title, a line that says what is counted, and a source."""

    figure: Figure
    source: str

    @classmethod
    def new(cls, title: str, subtitle: str, source: str) -> Slide:
        """An empty slide."""
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor="white")
        FigureCanvasAgg(figure)
        figure.text(0.04, 0.93, title, size=TITLE, weight="bold", color=INK, va="center")
        figure.text(0.04, 0.865, subtitle, size=SUBTITLE, color=GREY, va="center")
        figure.text(0.04, 0.03, source, size=SOURCE, color=GREY, va="center")
        return cls(figure, source)

    def axes(
        self, left: float = 0.08, right: float = 0.71, bottom: float = 0.17, top: float = 0.80
    ) -> Axes:
        """Axes between these shares of the slide's width and height."""
        axes = self.figure.add_axes((left, bottom, right - left, top - bottom))
        axes.tick_params(labelsize=TICK, labelcolor=INK, color=RULE, length=3)
        for side, spine in axes.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_color(RULE)
        return axes

    def note(self, axes: Axes, text: str) -> None:
        """Say in the middle of the axes why nothing is drawn there."""
        axes.text(
            0.5,
            0.5,
            text,
            transform=axes.transAxes,
            ha="center",
            va="center",
            size=LABEL,
            color=GREY,
        )

    def key(self, text: str) -> None:
        """Say at the lower right what colours and marks mean."""
        self.figure.text(0.95, 0.03, text, size=TICK - 2, color=GREY, ha="right", va="center")

    def save(self, path: Path) -> None:
        """Write the slide as PNG; the same slide gives the same bytes.

        Within ``caught`` nothing is written.
        """
        slides = _CAUGHT.get()
        if slides is not None:
            slides[path.stem] = self
            return
        # Light compression takes half the time for a few kilobytes more.
        with naming(path):
            self.figure.savefig(
                path, format="png", metadata={"Software": None}, pil_kwargs={"compress_level": 3}
            )


def saved(slides: Mapping[str, Slide], folder: Path) -> list[Path]:
    """Write slides by name into a folder, which is made; their paths."""
    folder.mkdir(exist_ok=True)
    paths = []
    for name, slide in slides.items():
        paths.append(folder / f"{name}.png")
        slide.save(paths[-1])
    return paths


_CAUGHT: ContextVar[dict[str, Slide] | None] = ContextVar("caught", default=None)


@contextlib.contextmanager
def caught() -> Iterator[dict[str, Slide]]:
    """The slides that are saved within the block, by the names of their files, instead of files:
    for who wants them in another form."""
    slides: dict[str, Slide] = {}
    before = _CAUGHT.set(slides)
    try:
        yield slides
    finally:
        _CAUGHT.reset(before)


def grid(axes: Axes, which: str) -> None:
    """Faint lines across one direction, behind what is drawn."""
    axes.set_axisbelow(True)
    axes.grid(axis=which, color=RULE, linewidth=0.8)  # type: ignore[arg-type]


def percent(value: float, digits: int = 0) -> str:
    """A share as percent."""
    return f"{100 * value:.{digits}f}%"


def percent_ticks(axes: Axes, which: str = "y") -> None:
    """Write shares along an axis as percent, with as many digits as the steps need."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(lambda value, _position: f"{100 * value:g}%")


def time_axis(axes: Axes, first_week: float, last_week: float) -> None:
    """Weeks along the lower axis, written as years where there are several."""
    axes.set_xlim(first_week, max(last_week, first_week + 1))
    if last_week < 104:
        step = next((step for step in (1, 2, 4, 8, 13, 26) if last_week / step <= 8), 26)
        axes.set_xticks(list(range(0, int(last_week) + 1, step)))
        axes.set_xlabel("weeks", size=LABEL, color=INK)
        return
    years = last_week / 52
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if years / step <= 8), 100)
    ticks = list(range(0, int(years) + 1, step))
    axes.set_xticks([52 * year for year in ticks], [str(year) for year in ticks])
    axes.set_xlabel("years", size=LABEL, color=INK)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places for labels as near as can be to where they are wanted, ``gap`` apart.

    ``wanted`` rises; the places lie between ``low`` and ``high``, closer together than ``gap``
    only where there is no room.
    """
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    # Without the gaps places only have to rise: blocks that collide share their mean.
    blocks: list[tuple[float, int]] = []
    for index, place in enumerate(wanted):
        mean, size = place - gap * index, 1
        while blocks and blocks[-1][0] >= mean:
            before, members = blocks.pop()
            mean = (before * members + mean * size) / (members + size)
            size += members
        blocks.append((mean, size))
    flat = [mean for mean, size in blocks for _ in range(size)]
    top = high - gap * (len(flat) - 1)
    return [min(max(mean, low), top) + gap * index for index, mean in enumerate(flat)]


def side_labels(
    axes: Axes, labels: Sequence[tuple[float, str, str]], gap: float = 0.058, size: float = TICK
) -> None:
    """Labels to the right of the axes, each beside its value, with a line where it had to move.

    ``labels`` are (value on the vertical axis, text, colour of the mark).
    """
    low, high = axes.get_ylim()
    ordered = sorted(labels, key=lambda label: label[0])
    at = [(value - low) / (high - low) for value, _, _ in ordered]
    for (_, text, colour), mark, place in zip(
        ordered, at, spread(at, gap, 0.01, 0.99), strict=True
    ):
        axes.annotate(
            text,
            xy=(1.0, mark),
            xytext=(1.045, place),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            ha="left",
            size=size,
            color=INK,
            annotation_clip=False,
        )
        axes.plot(
            [1.004, 1.016, 1.028, 1.038],
            [mark, mark, place, place],
            transform=axes.transAxes,
            color=colour,
            linewidth=2.2,
            clip_on=False,
            solid_capstyle="butt",
        )
