"""Where the gain leaks, in words: for the end of the command, and for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from experiments.compare.path.rows import (
    LESS_FAR,
    WELL_AGAIN,
    displacement,
    endings,
    main_cohort,
    moved,
)
from experiments.measured.path import STEPS
from experiments.strategies.arms import arm_words
from experiments.words.numbers import listed, percent, plain

if TYPE_CHECKING:
    from experiments.compare.analysis import Analysis

Told = Sequence[Mapping[str, Any]]

NOTE = (
    "A step is counted of all who took it in the time or, once on the way, a later one in the same "
    "spell of need; who had several spells counts with the one that went furthest. Who takes a "
    "step sooner, or once more, is not moved by that. Gains and losses of persons hold all that is "
    "dealt anew, as places on lists are; what a strategy adds is the balance."
)
"""What is to be said of steps, in tables and on pages."""
BY_WORDS = {"severity": "Severity before it began", "income": "Income", "culture": "Culture"}
"""Groupings by which it is told whose place was taken."""


def way(rows: Told, ends: Told, strategy: str) -> list[str]:
    """How far those get whom a strategy moves, and where most of them are lost, in sentences: from
    the rows of ``path_moved`` and ``path_endings``."""
    cohort = main_cohort(rows, strategy)
    if not cohort:
        return ["At no step does it bring more people further than it holds back."]
    back = sum(
        row["per_1000_adults"]
        for row in rows
        if (row["strategy"], row["direction"]) == (strategy, LESS_FAR)
        and row["moved_at"] == row["reached"] == cohort[0]["moved_at"]
    )
    first = STEPS[cohort[0]["moved_at"]]
    told = [
        f"{plain(cohort[0]['per_1000_adults'])} of 1,000 adults {first.words} because of it and "
        f"would not have otherwise ({plain(back)} the other way round)."
    ]
    later = [f"{plain(row['of_100'], 0)} {STEPS[row['reached']].words}" for row in cohort[1:]]
    if later:
        told.append(f"Of 100 of them, {listed(later)}.")
    losses = [
        (before["of_100"] - after["of_100"], before["reached"])
        for before, after in pairwise(cohort)
    ]
    lost, where = max(losses, key=lambda one: one[0], default=(0.0, ""))
    if lost > 0.0:
        well = sum(
            row["of_100"]
            for row in ends
            if (row["strategy"], row["moved_at"], row["last_step"], row["because"])
            == (strategy, first.name, where, WELL_AGAIN)
        )
        told.append(
            f"Most are lost after they {STEPS[where].words}: {plain(lost, 0)} of the 100, of whom "
            f"{plain(well, 0)} were well again before they got further."
        )
    return told


def giving_up(rows: Told, strategy: str, by: str, confidence: float) -> list[str]:
    """Groups that give up more places than they gain, beyond chance, with their shares."""
    return [
        f"{row['group']} ({percent(row['share_of_displaced'])}, of those who gain "
        f"{percent(row['share_of_gained'])})"
        for row in rows
        if (row["strategy"], row["by"]) == (strategy, by)
        and (row["share_difference"] or 0.0) > 0.0
        and row["p_value_holm"] is not None
        and row["p_value_holm"] < 1.0 - confidence
    ]


def closing_of_path(analysis: Analysis) -> list[object]:
    """What a comparison says of it at the end: a table of steps lost, whose place was taken, and
    sentences."""
    from experiments.terminal.tables import table

    rows, ends, places = moved(analysis), endings(analysis), displacement(analysis)
    all_adults = {row["strategy"]: row for row in places if row["by"] == "all"}
    confidence = analysis.settings.taken_at
    whose = table(
        [
            "Whose place was taken, per 1,000 adults",
            ("began care because of it", "right"),
            ("did not", "right"),
            ("began later", "right"),
            ("by weeks, in the mean", "right"),
            *(f"whose place, {words.lower()}" for words in BY_WORDS.values()),
        ],
        [
            [
                arm_words(strategy),
                *(plain(all_adults[strategy][what]) for what in ("gained", "lost", "later")),
                plain(all_adults[strategy]["weeks_later"]),
                *("; ".join(giving_up(places, strategy, by, confidence)) or "-" for by in BY_WORDS),
            ]
            for strategy in analysis.strategies
        ],
        title="Who did not begin care, or later, because of it; groups whose share of them is "
        "larger than of those who begin because of it, beyond chance",
        wrap=True,
    )
    lines = ["Where the gain leaks, the same people with the same luck in both worlds:"]
    lines += [
        f"- {arm_words(strategy)}: {' '.join(way(rows, ends, strategy))}"
        for strategy in analysis.strategies
    ]
    return [whose, "\n".join(lines) + "\n"]
