"""What a run says at the end: its outcomes beside published figures, and what kept people back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.terminal.tables import table
from experiments.words.wording import BARRIER_WORDS, outcome_words, published, words_of, written


def outcome_rows(outcomes: Mapping[str, Any], currency: str) -> list[tuple[str, str, str, str]]:
    """Outcomes in plain words: what and of whom, here, published, where published."""
    from simulation.measures.outcomes import OUTCOMES

    rows = []
    for name, outcome in OUTCOMES.items():
        figure = published(outcome)
        unit = outcome.unit.replace("currency", currency)
        rows.append(
            (
                outcome_words(outcome, currency),
                written(outcomes.get(name), unit),
                "" if figure is None else written(figure.value, unit),
                "" if figure is None else figure.source,
            )
        )
    return rows


def populations() -> str:
    """In whom the published figures were found."""
    from simulation.measures.outcomes import OUTCOMES

    figures = [figure for outcome in OUTCOMES.values() if (figure := published(outcome))]
    return "; ".join(dict.fromkeys(figure.population for figure in figures))


def closing(summary: Mapping[str, Any], currency: str) -> list[object]:
    """What a run ends with: its outcomes, beside published figures, and reasons for not seeking."""
    from simulation.measures.survey import HOLDING_BACK

    title = (
        f"{summary['world']}: {summary['people']:,} people, {summary['weeks']:,} weeks, "
        f"seed {summary['seed']}"
    )
    reasons = [
        (BARRIER_WORDS.get(name, words_of(name)), written(share, "share"))
        for name, share in sorted(
            summary["reasons"].items(), key=lambda item: (-(item[1] or 0.0), item[0])
        )
        if name != "low_perceived_need"
    ]
    return [
        table(
            ["In the last year", ("Here", "right"), ("Published", "right"), "Source"],
            outcome_rows(summary["outcomes"], currency),
            title=title,
            wrap=True,
        ),
        f"Published figures: {populations()}\n",
        table(
            ["Why not in care, having seen a need", ("Share", "right")],
            reasons,
            title=f"Reasons, of {HOLDING_BACK.words} (several may be named)",
        ),
    ]
