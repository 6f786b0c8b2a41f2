"""What knowing a number would be worth, and how far the advice goes with it."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from experiments.compare.value.figures.drawn import Drawn, in_words, money_axis, say, short
from experiments.figures.style import GREY, INK, LABEL, TICK, Slide, grid
from experiments.words.numbers import general
from experiments.words.wording import lowered
from simulation.measures.colours import BLUE, ORANGE, SKY

MOST_NUMBERS, MOST_GROUPS, MOST_BARS = 7, 7, 7
_ERRORS = 1.96
_FEWEST = 4
"""Bars that there is always room for, so that one alone is no wall."""


def worth_of_knowing(drawn: Drawn) -> Slide:
    """Bars of the EVPPI to the place: the numbers worth most, and groups of them."""
    rows = drawn.rows("information")
    amount = rows[0]["willingness_to_pay"]
    slide = Slide.new(
        "What knowing more would be worth",
        f"To the place, before it decides, at {in_words(amount, drawn.currency)} for a QALY; "
        "whiskers: 95 % intervals",
        drawn.source,
    )
    numbers = [row for row in rows if row["kind"] == "number"][:MOST_NUMBERS]
    groups = [row for row in rows if row["kind"] == "group"][:MOST_GROUPS]
    blocks = [block for block in (numbers, groups) if block]
    most = max(_end(row) for row in rows)
    most = max(most, *(row["worth_by_chance_place"] for row in rows), 1.0)
    ticks, word = money_axis(most)
    left, right, gap = 0.215, 0.975, 0.26
    width = (right - left - gap * (len(blocks) - 1)) / len(blocks)
    for place, block in enumerate(blocks):
        start = left + place * (width + gap)
        axes = slide.axes(left=start, right=start + width, bottom=0.2, top=0.76)
        _bars(axes, block, most)
        axes.xaxis.set_major_formatter(ticks)
        axes.locator_params(axis="x", nbins=4)
        axes.set_xlabel(f"{word}{drawn.currency}", size=LABEL, color=INK)
        title = "One number" if block is numbers else "A group of numbers"
        say(axes, title)
    slide.key("grey: within what chance may bring (dotted)")
    return slide


def _end(row: dict[str, Any]) -> float:
    return float(row["evppi_place"] + _ERRORS * row["standard_error_place"])


def _bars(axes: Axes, block: list[dict[str, Any]], most: float) -> None:
    for place, row in enumerate(block):
        value, error = row["evppi_place"], row["standard_error_place"]
        colour = BLUE if row["more_than_chance"] == "yes" else GREY
        axes.barh(place, value, height=0.6, color=colour, zorder=2)
        ends = [max(value - _ERRORS * error, 0.0), value + _ERRORS * error]
        axes.plot(ends, [place, place], color=INK, linewidth=1.2, zorder=3)
    axes.axvline(block[0]["worth_by_chance_place"], color=GREY, linestyle=":", linewidth=1.4)
    axes.set_yticks(range(len(block)), [_wrapped(short(row["name"])) for row in block])
    axes.set_ylim(max(len(block), _FEWEST) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.03 * most)
    axes.tick_params(axis="y", length=0, labelsize=TICK - 2)
    grid(axes, "x")


def _wrapped(words: str, wide: int = 24) -> str:
    """Words in two lines where they are long, broken at a point, a blank or an underscore."""
    if len(words) <= wide:
        return words
    breaks = [place + 1 for place, letter in enumerate(words) if letter in "._ "]
    near = [place for place in breaks if place <= wide and len(words) - place <= wide]
    if not near:
        return (
            f"{words[: wide - 1]}\N{HORIZONTAL ELLIPSIS}" if not breaks else _broken(words, breaks)
        )
    return _broken(words, near)


def _broken(words: str, breaks: list[int]) -> str:
    middle = min(breaks, key=lambda place: abs(place - len(words) / 2))
    return f"{words[:middle].rstrip()}\n{words[middle:]}"


def tornado(drawn: Drawn) -> Slide:
    """How far the best option leads the next as each number goes from one end to the other."""
    rows = drawn.rows("tornado")[:MOST_BARS]
    best, runner_up = (drawn.words(rows[0][name]) for name in ("best", "next"))
    slide = Slide.new(
        "Which numbers the advice goes with",
        f"How far {lowered(best)} leads {lowered(runner_up)} in all, as a number goes from its 5th "
        "to its 95th percentile",
        drawn.source,
    )
    axes = slide.axes(left=0.24, right=0.97, top=0.77)
    ends = [row[f"lead_at_{end}_place"] for row in rows for end in (5, 95)]
    ticks, word = money_axis(max(map(abs, ends)))
    for place, row in enumerate(rows):
        for end, colour in ((5, SKY), (95, ORANGE)):
            value = row[f"lead_at_{end}_place"]
            middle = row["lead_in_the_mean_place"]
            error = _ERRORS * row[f"lead_at_{end}_error_place"]
            axes.barh(place, value - middle, left=middle, height=0.62, color=colour, zorder=2)
            axes.plot(
                [value - error, value + error],
                [place + (-0.12 if end == 5 else 0.12)] * 2,
                color=INK,
                linewidth=1.0,
                zorder=3,
            )
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=4)
    axes.axvline(rows[0]["lead_in_the_mean_place"], color=GREY, linestyle=":", linewidth=1.2)
    axes.set_yticks(range(len(rows)), [_named(row) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelsize=TICK - 2)
    axes.xaxis.set_major_formatter(ticks)
    axes.set_xlabel(
        f"{word}{drawn.currency}; left of zero {lowered(runner_up)} would be better",
        size=LABEL,
        color=INK,
    )
    grid(axes, "x")
    say(axes, "blue: at its 5th percentile; orange: at its 95th; lines: 95 % intervals")
    return slide


def _named(row: dict[str, Any]) -> str:
    low, high = (general(float(f"{row[f'percentile_{end}']:.2g}")) for end in (5, 95))
    return f"{_wrapped(short(row['name']), 30)}\n{low} to {high}"
