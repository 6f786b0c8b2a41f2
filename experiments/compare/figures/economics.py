"""What strategies cost for what they bring: the cost-effectiveness plane, and how far Monte Carlo
error leaves the best option open."""

from __future__ import annotations

from experiments.compare.figures.data import ComparisonData
from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.figures.style import (
    GREY,
    INK,
    LABEL,
    RULE,
    TICK,
    Slide,
    grid,
    percent_ticks,
    side_labels,
)
from simulation.measures.colours import BLUE

SMALLEST_CHANCE = 0.02
"""Options that never reach this probability are not drawn."""


def plane(data: ComparisonData) -> Slide:
    """Extra cost against health gained, with intervals both ways and the efficiency frontier."""
    slide = Slide.new(
        "What it costs and what it brings",
        f"Beyond doing nothing, {data.perspective.title}, {data.discounted}; crosses: "
        f"{data.confidence} intervals",
        data.source,
    )
    axes = slide.axes(left=0.1, right=0.66)
    axes.axhline(0.0, color=RULE, linewidth=1.2, zorder=0)
    axes.axvline(0.0, color=RULE, linewidth=1.2, zorder=0)
    rows = data.rows("frontier", effect="qaly")
    ratios = {
        row["strategy"]: row
        for row in data.rows(
            "cost_effectiveness",
            effect="qaly",
            discounted="yes",
            perspective=data.told["perspective"],
        )
    }
    labels = []
    for row in (row for row in rows if row["strategy"] in data.options):
        name, x, y = row["strategy"], 1000 * row["gain"], row["cost"]
        colour = data.colour(name)
        told = ratios.get(name)
        if told is not None and told["gain_low"] is not None:
            axes.plot(
                [1000 * told["gain_low"], 1000 * told["gain_high"]],
                [y, y],
                color=colour,
                linewidth=1.2,
                alpha=0.7,
            )
            axes.plot(
                [x, x],
                [told["cost_low"], told["cost_high"]],
                color=colour,
                linewidth=1.2,
                alpha=0.7,
            )
        on = data.few or row["standing"] == "on the frontier"
        axes.plot(
            [x],
            [y],
            "o",
            markersize=9,
            color=colour if on else "white",
            markeredgecolor=colour,
            markeredgewidth=2,
            zorder=4,
        )
        labels.append((y, data.words(name), colour))
    line = sorted(
        (row["cost"], 1000 * row["gain"]) for row in rows if row["standing"] == "on the frontier"
    )
    if not data.few:  # no ranks from few seeds
        axes.plot(
            [x for _, x in line],
            [y for y, _ in line],
            color=BLUE,
            linewidth=1.6,
            alpha=0.8,
            zorder=1,
        )
    axes.margins(x=0.08, y=0.1)
    axes.set_xlabel("QALYs gained per 1,000 adults", size=LABEL, color=INK)
    axes.set_ylabel(f"extra cost, {data.currency} per adult", size=LABEL, color=INK)
    axes.yaxis.set_major_formatter(lambda value, _position: f"{value:,g}")
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:+g}" if value else "0")
    grid(axes, "both")
    side_labels(axes, labels)
    if not data.few:
        slide.figure.text(
            0.985,
            0.03,
            "by the means, filled: on the efficiency frontier   hollow: dominated",
            size=TICK - 2,
            color=GREY,
            ha="right",
            va="center",
        )
    return slide


def acceptability(data: ComparisonData) -> Slide:
    """For what one is willing to pay for a QALY: how far Monte Carlo error leaves it open which
    option has the highest mean net benefit."""
    slide = Slide.new(
        "Monte Carlo error in the best option",
        "Chance of seeds alone, no doubt about numbers in it; "
        f"{data.perspective.title}, {data.discounted}",
        data.source,
    )
    axes = slide.axes(right=0.68, top=0.77)
    labels = []
    last = 1.0
    options = {
        name: [] if data.few else data.rows("acceptability", strategy=name) for name in data.options
    }
    never = 0
    for name, rows in options.items():
        if not rows:
            continue
        if max(row["monte_carlo_probability_best"] for row in rows) < SMALLEST_CHANCE:
            never += 1
            continue
        amounts = [row["willingness_to_pay"] for row in rows]
        chances = [row["monte_carlo_probability_best"] for row in rows]
        axes.plot(
            amounts, chances, color=data.colour(name), linewidth=2.2, linestyle=data.dashes(name)
        )
        best = [
            chance if row["best_in_the_mean"] == "yes" else float("nan")
            for row, chance in zip(rows, chances, strict=True)
        ]
        axes.plot(
            amounts, best, color=data.colour(name), linewidth=6, alpha=0.35, solid_capstyle="butt"
        )
        last = amounts[-1]
        labels.append(
            (chances[-1], f"{data.words(name)}  {100 * chances[-1]:.0f}%", data.colour(name))
        )
    axes.set_ylim(0.0, 1.02)
    axes.set_xlim(0.0, max(last, 1.0))
    percent_ticks(axes)
    grid(axes, "y")
    axes.set_xlabel(f"willingness to pay, {data.currency} for one QALY", size=LABEL, color=INK)
    axes.set_title(
        "Probability that its mean net benefit is the highest, Monte Carlo error only",
        size=TICK,
        color=GREY,
        loc="left",
        pad=8,
    )
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:,.0f}")
    if labels:
        side_labels(axes, labels)
        others = f"; {never} options never reach {100 * SMALLEST_CHANCE:g} %" if never else ""
        slide.figure.text(
            0.985,
            0.03,
            f"shaded: the highest in the mean{others}",
            size=TICK - 2,
            color=GREY,
            ha="right",
            va="center",
        )
    else:
        axes.set_xticks([])
        slide.note(axes, f"It takes {FEW_SEEDS} seeds or more to tell")
    return slide
