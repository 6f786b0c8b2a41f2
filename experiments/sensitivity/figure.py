"""What outcomes depend on: tornado of a screening, bars of Sobol and PAWN indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.figures.style import INK, LABEL, Slide, grid, saved
from experiments.words.wording import words_of
from simulation.measures.colours import BLUE, ORANGE, SKY

MOST_BARS = 12
_LONGEST_NAME = 34


def draw(told: Mapping[str, Any], folder: Path) -> list[Path]:
    """A figure for each outcome and stage, from what ``sensitivity.json`` holds."""
    slides = {}
    outcomes = list(dict.fromkeys(row["outcome"] for row in told["spread"]))
    for outcome in outcomes:
        for name, draw_one in (("screening", tornado), ("sobol", sobol), ("pawn", pawn)):
            rows = [row for row in told[name] if row["outcome"] == outcome]
            if rows:
                slides[f"{name}-{outcome}"] = draw_one(told, outcome, rows[:MOST_BARS])
    return saved(slides, folder)


def tornado(told: Mapping[str, Any], outcome: str, rows: Sequence[Mapping[str, Any]]) -> Slide:
    """mu* of the parameters that move the outcome most, with intervals and what luck makes."""
    from experiments.measured.of_run import measure_named

    unit = measure_named(outcome).unit
    scale = 100.0 if unit == "share" else 1.0
    slide = Slide.new(
        _title(told, outcome, "What moves {}"),
        "Mean change over the whole range of each parameter, all others anywhere in theirs; "
        f"lines: {100 * told['confidence']:g}% intervals",
        _source(told),
    )
    axes = slide.axes(left=0.36, right=0.95)
    for place, row in enumerate(rows):
        colour = (BLUE if row["mu"] >= 0 else ORANGE) if row["beyond_luck"] == "yes" else "#C3CAD1"
        axes.barh(place, scale * row["mu_star"], color=colour, height=0.62)
        axes.plot(
            [scale * row["mu_star_low"], scale * row["mu_star_high"]],
            [place, place],
            color=INK,
            linewidth=1.4,
        )
        noise = row["noise"]
        if noise is not None and noise == noise and noise > 0:
            axes.plot(
                [scale * noise] * 2,
                [place - 0.36, place + 0.36],
                color=INK,
                linewidth=1.2,
                linestyle=":",
            )
    _named(axes, rows)
    shown = "percentage points" if unit == "share" else unit
    axes.set_xlabel(f"mean absolute change (mu*), {shown}", size=LABEL, color=INK)
    slide.key("blue: raises   orange: lowers   grey: within luck   dots: luck alone")
    return slide


def sobol(told: Mapping[str, Any], outcome: str, rows: Sequence[Mapping[str, Any]]) -> Slide:
    """First-order and total indices with intervals."""
    slide = Slide.new(
        _title(told, outcome, "What the spread of {} comes from"),
        "Share of the variance: by the parameter alone, and with its interactions; "
        f"lines: {100 * told['confidence']:g}% intervals",
        _source(told),
    )
    axes = slide.axes(left=0.36, right=0.95)
    for place, row in enumerate(rows):
        for shift, name, colour in ((-0.19, "first", BLUE), (0.19, "total", SKY)):
            axes.barh(place + shift, max(row[name], 0.0), color=colour, height=0.36)
            axes.plot(
                [max(row[f"{name}_low"], 0.0), max(row[f"{name}_high"], 0.0)],
                [place + shift] * 2,
                color=INK,
                linewidth=1.3,
            )
    _named(axes, rows)
    axes.set_xlabel("share of the variance", size=LABEL, color=INK)
    axes.xaxis.set_major_formatter(lambda value, _position: f"{100 * value:g}%")
    slide.key("dark: alone   light: with interactions")
    return slide


def pawn(told: Mapping[str, Any], outcome: str, rows: Sequence[Mapping[str, Any]]) -> Slide:
    """PAWN indices with intervals, and that of a parameter that does nothing."""
    slide = Slide.new(
        _title(told, outcome, "What the distribution of {} depends on"),
        "How far the distribution moves where the parameter is known; "
        f"lines: {100 * told['confidence']:g}% intervals",
        _source(told),
    )
    axes = slide.axes(left=0.36, right=0.95)
    for place, row in enumerate(rows):
        beyond = row["pawn_low"] > row["pawn_of_nothing"]
        axes.barh(place, row["pawn"], color=BLUE if beyond else "#C3CAD1", height=0.62)
        axes.plot([row["pawn_low"], row["pawn_high"]], [place, place], color=INK, linewidth=1.4)
    axes.axvline(rows[0]["pawn_of_nothing"], color=INK, linewidth=1.2, linestyle=":")
    _named(axes, rows)
    axes.set_xlabel("PAWN index", size=LABEL, color=INK)
    slide.key("dots: a parameter that does nothing")
    return slide


def _title(told: Mapping[str, Any], outcome: str, form: str) -> str:
    from experiments.measured.of_run import measure_named

    title = measure_named(outcome).title
    quantity = f"“{title[:1].lower()}{title[1:]}”"
    if told["strategy"]:
        quantity = f"the effect of {told['strategy'].replace('_', ' ')} on {quantity}"
    title = form.format(quantity)
    return title if len(title) <= 70 else title[:69] + "…"


def _source(told: Mapping[str, Any]) -> str:
    return f"Helpseek, {told['world']}, {told['runs']:,} runs, {told['seeds']} seeds a point"


def _named(axes: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Names of the parameters, the first on top."""
    names = [words_of(row["parameter"].replace("__", ": ")) for row in rows]
    short = [
        name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…" for name in names
    ]
    axes.set_yticks(range(len(rows)), short)
    axes.invert_yaxis()
    axes.set_xlim(left=0.0)
    grid(axes, "x")
