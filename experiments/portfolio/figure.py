"""Mixes of strategies under a budget: what they bring against each other, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.figures.style import INK, LABEL, RULE, TICK, Slide, grid, saved
from experiments.strategies.arms import arm_words
from simulation.measures.colours import BLUE, VERMILION

_FAINT = "#C3CAD1"
_MOST_STRATEGIES = 14
_DOSES = ("coverage_", "dose_")
_COLOURS = {"on the frontier": BLUE, "dominated": "#56B4E9", "over budget": VERMILION}


def draw(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """The trade-off and the contents of the best mixes, from what ``portfolio.json`` holds."""
    if not told["frontier"]:
        return []
    return saved({"frontier": frontier(told), "mixes": mixes(told)}, folder)


def frontier(told: Mapping[str, Any]) -> Slide:
    """Two objectives against each other, or spending against the only one."""
    slide = Slide.new(
        "What the best mixes bring",
        f"Change beyond doing nothing, up to {told['budget']:,.0f} {told['currency']} a year in "
        f"all; lines: {100 * told['confidence']:g}% intervals over parameters",
        _source(told),
    )
    axes = slide.axes(left=0.11, right=0.95)
    objectives = told["objectives"]
    vertical = objectives[0]
    horizontal = objectives[1] if len(objectives) > 1 else None
    across = horizontal["name"] if horizontal else "spending"
    x_scale, y_scale = _scale(horizontal), _scale(vertical)
    rows = [row for row in told["tried"] if row["within_budget"] == "yes"]
    axes.plot(
        [x_scale * row[across] for row in rows],
        [y_scale * row[vertical["name"]] for row in rows],
        "o",
        color=_FAINT,
        markersize=5,
        zorder=1,
    )
    axes.axhline(0.0, color=RULE, linewidth=1.2, zorder=0)
    if horizontal:
        axes.axvline(0.0, color=RULE, linewidth=1.2, zorder=0)
    for row in told["frontier"]:
        x, y = x_scale * row[across], y_scale * row[vertical["name"]]
        colour = _COLOURS[row["standing"]]
        _interval(axes, row, vertical["name"], y_scale, x, colour, upright=True)
        if horizontal:
            _interval(axes, row, across, x_scale, y, colour, upright=False)
        axes.plot([x], [y], "o", markersize=15, color=colour, zorder=3)
        axes.text(
            x,
            y,
            str(row["number"]),
            size=TICK - 2,
            color="white",
            ha="center",
            va="center",
            weight="bold",
            zorder=4,
        )
    axes.set_ylabel(_words(vertical), size=LABEL, color=INK)
    words = _words(horizontal) if horizontal else _spent(told)
    axes.set_xlabel(words, size=LABEL, color=INK)
    grid(axes, "both")
    slide.key(
        "numbers: as in the table   blue: frontier   light blue: dominated   "
        "red: over budget   grey: tried"
    )
    return slide


def mixes(told: Mapping[str, Any]) -> Slide:
    """What is in the best mixes: the dose of each option as the size of a dot."""
    rows = told["frontier"]
    names = [name for name in rows[0] if name.startswith(_DOSES)]
    used = sorted(
        (name for name in names if any(row[name] for row in rows)),
        key=lambda name: -sum(row[name] for row in rows),
    )[:_MOST_STRATEGIES]
    slide = Slide.new(
        "What is in the best mixes",
        "Coverage in percent of those whom each is meant for; of several strategies together, "
        "percent of their dose"
        if any(name.startswith(_DOSES[1]) for name in used)
        else "Coverage in percent of those whom each strategy is meant for",
        _source(told),
    )
    axes = slide.axes(left=0.3, right=0.95, bottom=0.14)
    for place, name in enumerate(used):
        for across, row in enumerate(rows):
            if row[name]:
                colour = _COLOURS[row["standing"]]
                axes.scatter([across], [place], s=100 + 700 * row[name], color=colour, zorder=2)
                axes.text(
                    across,
                    place,
                    f"{100 * row[name]:.0f}",
                    size=TICK - 3,
                    color="white",
                    ha="center",
                    va="center",
                    weight="bold",
                    zorder=3,
                )
    axes.set_yticks(
        range(len(used)),
        [arm_words(name.partition("_")[2]) for name in used],
    )
    axes.set_ylim(max(len(used), 1) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(rows) - 0.4)
    axes.set_xticks(range(len(rows)), [str(row["number"]) for row in rows])
    axes.set_xlabel("mix", size=LABEL, color=INK)
    grid(axes, "both")
    if not used:
        slide.note(axes, "Nothing that was tried is better than doing nothing")
    return slide


def _interval(
    axes: Any,
    row: Mapping[str, Any],
    name: str,
    scale: float,
    at: float,
    colour: str,
    *,
    upright: bool,
) -> None:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None or high is None or abs(low) == float("inf"):
        return
    along: Sequence[float] = [scale * low, scale * high]
    xs, ys = ([at, at], along) if upright else (along, [at, at])
    axes.plot(xs, ys, color=colour, linewidth=1.3, alpha=0.6, zorder=2)


def _scale(objective: Mapping[str, Any] | None) -> float:
    return 100.0 if objective and objective["unit"] == "share" else 1.0


def _spent(told: Mapping[str, Any]) -> str:
    return f"spending in the dearest year, {told['currency']}"


def _words(objective: Mapping[str, Any]) -> str:
    title = objective["title"]
    share = objective["unit"] == "share"
    unit = f"percentage points of {objective['among']}" if share else objective["unit"]
    words = f"{title[:1].lower()}{title[1:]} ({objective['better']} is better)"
    return f"{words}, {unit}" if len(words) + len(unit) < 56 else f"{words}\n{unit}"


def _source(told: Mapping[str, Any]) -> str:
    return f"Helpseek, {told['world']}, {len(told['tried']):,} mixes, {told['draws']} draws"
