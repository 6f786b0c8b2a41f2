"""Which option is the best buy under doubt, and what choosing each would lose."""

from __future__ import annotations

from typing import Any

from experiments.compare.value.figures.drawn import Drawn, say
from experiments.figures.style import (
    INK,
    LABEL,
    Slide,
    grid,
    percent,
    percent_ticks,
    side_labels,
)

SMALLEST_CHANCE = 0.02
"""Options that never reach this probability are not drawn."""
_SHADE: dict[str, Any] = {"linewidth": 7, "alpha": 0.3, "solid_capstyle": "butt"}


def best_buy(drawn: Drawn) -> Slide:
    """The acceptability curve of each option, and the frontier: that of the best in the mean."""
    slide = Slide.new(
        "Which option is the best buy, as far as numbers are known",
        "How often each has the highest net benefit over draws of the numbers, the luck of seeds "
        "taken out",
        drawn.source,
    )
    axes = slide.axes(right=0.68, top=0.77)
    labels, never, last = [], 0, 1.0
    for name in drawn.options:
        rows = drawn.rows("decision_curve", strategy=name)
        if not rows:
            continue
        chances = [row["probability_best"] for row in rows]
        if max(chances) < SMALLEST_CHANCE:
            never += 1
            continue
        amounts = [row["willingness_to_pay"] for row in rows]
        last = amounts[-1]
        look: dict[str, Any] = {"color": drawn.colour(name)}
        axes.plot(amounts, chances, linewidth=2.2, linestyle=drawn.dashes(name), **look)
        axes.plot(amounts, _where_best(rows, chances), **look, **_SHADE)
        labels.append((chances[-1], f"{drawn.words(name)}  {percent(chances[-1])}", look["color"]))
    axes.set_ylim(0.0, 1.02)
    axes.set_xlim(0.0, max(last, 1.0))
    percent_ticks(axes)
    _amounts(
        drawn, axes, "Probability of being the best buy; shaded: the best in the mean (frontier)"
    )
    side_labels(axes, labels)
    if never:
        slide.key(
            f"not drawn: {never} that never {'reach' if never > 1 else 'reaches'} "
            f"{percent(SMALLEST_CHANCE)}"
        )
    return slide


def expected_loss(drawn: Drawn) -> Slide:
    """The expected loss of choosing each option; the lowest is what knowing all is worth."""
    slide = Slide.new(
        "What being wrong would cost",
        "Expected loss of choosing each option, against the best of each draw of the numbers",
        drawn.source,
    )
    axes = slide.axes(left=0.1, right=0.68, top=0.77)
    labels, last, top = [], 1.0, 0.0
    for name in drawn.options:
        rows = drawn.rows("decision_curve", strategy=name)
        if not rows:
            continue
        amounts = [row["willingness_to_pay"] for row in rows]
        losses = [row["expected_loss"] for row in rows]
        last, top = amounts[-1], max(top, losses[-1], *losses)
        look: dict[str, Any] = {"color": drawn.colour(name)}
        axes.plot(amounts, losses, linewidth=2.2, linestyle=drawn.dashes(name), **look)
        axes.plot(amounts, _where_best(rows, losses), **look, **_SHADE)
        labels.append((losses[-1], drawn.words(name), look["color"]))
    axes.set_xlim(0.0, max(last, 1.0))
    axes.set_ylim(0.0, 1.05 * top or 1.0)
    axes.yaxis.set_major_formatter(lambda value, _place: f"{value:,g}")
    _amounts(
        drawn,
        axes,
        f"{drawn.currency} per adult; shaded: the least, which is what knowing all would be worth",
    )
    side_labels(axes, labels)
    return slide


def _where_best(rows: list[dict[str, Any]], values: list[float]) -> list[float]:
    return [
        value if row["best_in_the_mean"] == "yes" else float("nan")
        for row, value in zip(rows, values, strict=True)
    ]


def _amounts(drawn: Drawn, axes: Any, title: str) -> None:
    grid(axes, "y")
    axes.set_xlabel(f"willingness to pay, {drawn.currency} for one QALY", size=LABEL, color=INK)
    say(axes, title)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _place: f"{value:,.0f}")
