"""Figures of a fit: what waves left, what towns that fit give, what was learned of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from experiments.figures.style import INK, LABEL, RULE, TICK, Slide, grid, saved
from experiments.posterior.question import Found
from simulation.measures.colours import BLUE, ORANGE

_MOST = 16
_FURTHEST = 8.0
_LONGEST = 40


def draw(told: Mapping[str, Any], found: Found, folder: Path) -> list[Path]:
    """All figures, from what ``posterior.json`` holds and the draws."""
    slides = {
        "waves": waves(told),
        "towns": towns(told, found),
        "emulators": emulators(told),
        "learned": learned(told, found),
    }
    return saved(slides, folder)


def _source(told: Mapping[str, Any]) -> str:
    return f"Helpseek, {told['world']}, {told['people']:,} people, {told['draws']:,} draws"


def waves(told: Mapping[str, Any]) -> Slide:
    """The share of the prior that is left after each wave."""
    slide = Slide.new(
        "How much of what the priors allow is left",
        "Share of the prior within three standard deviations of the figures, wave by wave",
        _source(told),
    )
    axes = slide.axes(left=0.12, right=0.95)
    rows = told["waves"]
    volume = np.array([1.0, *(row["volume"] for row in rows)])
    error = np.array([0.0, *(row["volume_error"] for row in rows)])
    low = np.minimum(1.96 * error, 0.99 * volume)
    axes.errorbar(
        range(len(volume)), volume, yerr=[low, 1.96 * error], color=BLUE, marker="o", capsize=4
    )
    axes.set_yscale("log")
    axes.set_xticks(range(len(volume)), ["prior", *(str(row["wave"]) for row in rows)])
    axes.set_xlabel("wave", size=LABEL, color=INK)
    grid(axes, "y")
    return slide


def towns(told: Mapping[str, Any], found: Found) -> Slide:
    """What towns that fit give, in the standard deviations that each figure allows."""
    slide = Slide.new(
        "What towns that fit give, beside what was published",
        "95 % of towns, in standard deviations of error and discrepancy from the figure",
        _source(told),
    )
    axes = slide.axes(left=0.40, right=0.95)
    axes.axvspan(-1.96, 1.96, color=RULE, alpha=0.6, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    distances = {}
    for place, row in enumerate(found.rows):
        values = found.given[:, place]
        values = values[np.isfinite(values)]
        if len(values) > 1:
            distances[row.name] = (values - row.value) / row.variance**0.5
    listed = [row for row in told["figures"] if row["figure"] in distances]
    # The worst of each use first, as many as there is room for.
    listed.sort(key=lambda row: -abs(row["pit"] - 0.5))
    checks = [row for row in listed if row["use"] == "check"][: _MOST // 2]
    shown = [row for row in listed if row["use"] == "fit"][: _MOST - len(checks)] + checks
    for place, row in enumerate(shown):
        ends = np.quantile(distances[row["figure"]], [0.025, 0.5, 0.975])
        low, middle, high = np.clip(ends, -_FURTHEST, _FURTHEST)
        colour = BLUE if row["use"] == "fit" else ORANGE
        axes.plot([low, high], [place, place], color=colour, linewidth=4, solid_capstyle="butt")
        axes.plot([middle], [place], "o", color=INK, markersize=5, zorder=3)
    _named(axes, [f"{row['title']} ({row['figure']})" for row in shown])
    axes.set_xlabel("standard deviations from the published figure", size=LABEL, color=INK)
    slide.key("blue: fitted to   orange: kept from the fit   the furthest off of each")
    return slide


def emulators(told: Mapping[str, Any]) -> Slide:
    """Standardised errors of the emulators of the last wave at points they were not made from."""
    slide = Slide.new(
        "Whether the emulators know how wrong they are",
        "Root mean squared error at new points in the standard deviations that they told",
        _source(told),
    )
    axes = slide.axes(left=0.40, right=0.95)
    last = max(row["wave"] for row in told["waves"])
    rows = [row for row in told["emulators"] if row["wave"] == last]
    rows.sort(key=lambda row: -row["spread"])
    shown = rows[:_MOST]
    axes.axvline(1.0, color=INK, linewidth=1.0, zorder=1)
    for place, row in enumerate(shown):
        colour = BLUE if row["used"] == "yes" else ORANGE
        axes.plot([row["spread"]], [place], "o", color=colour, markersize=8)
    _named(axes, [f"{row['figure']}, {max(row['explained'], 0.0):.0%} explained" for row in shown])
    axes.set_xlim(left=0.0)
    axes.set_xlabel("1: as wrong as told", size=LABEL, color=INK)
    slide.key("blue: used   orange: not used   the least sure of the last wave")
    return slide


def learned(told: Mapping[str, Any], found: Found) -> Slide:
    """Prior and posterior of the numbers that most was learned of."""
    slide = Slide.new(
        "What the figures tell of numbers",
        "95 % intervals in the prior's standard scores: grey before, blue after",
        _source(told),
    )
    axes = slide.axes(left=0.40, right=0.95)
    places = {one.place: at for at, one in enumerate(found.uncertain)}
    rows = [row for row in told["numbers"] if row["moves"]][:_MOST]
    for place, row in enumerate(rows):
        z = found.drawn.z[:, places[row["place"]]]
        low, middle, high = np.quantile(z, [0.025, 0.5, 0.975])
        axes.plot([-1.96, 1.96], [place, place], color=RULE, linewidth=8, solid_capstyle="butt")
        axes.plot([low, high], [place, place], color=BLUE, linewidth=4, solid_capstyle="butt")
        axes.plot([middle], [place], "o", color=INK, markersize=5, zorder=3)
    if not rows:
        slide.note(axes, "no number moves any figure")
    _named(axes, [row["parameter"] for row in rows])
    axes.set_xlabel("standard scores of the prior", size=LABEL, color=INK)
    return slide


def _named(axes: Any, names: Sequence[str]) -> None:
    short = [name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names]
    axes.set_yticks(range(len(short)), short)
    axes.tick_params(axis="y", labelsize=TICK - 2)
    axes.set_ylim(max(len(short), 4) - 0.4, -0.6)
    grid(axes, "x")
