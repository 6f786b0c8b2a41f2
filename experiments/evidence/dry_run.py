"""What a comparison would do, told before anything is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.evidence.seed import weeks_of
from experiments.evidence.target import BASIS_WORDS, Target
from experiments.evidence.target_file import Targets
from experiments.evidence.writing import between, published_words
from experiments.terminal.tables import table

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def told_beforehand(
    scenario: Scenario, targets: Targets, only: Sequence[str], seeds: int
) -> list[object]:
    """Tables and words: how each row would be measured, what near would be, what cannot be."""
    rows = targets.chosen(only)
    answered = [row for row in rows if not row.obstacle(scenario)]
    near = table(
        ["id", "measured", ("found", "right"), ("near", "right"), "unit", "near is", "use"],
        [_cells(row) for row in answered],
        title=f"Rows of {targets.called} that this world answers",
    )
    obstacles = [(row.id, row.obstacle(scenario)) for row in rows if row not in answered]
    told: list[object] = [near] if answered else []
    if obstacles:
        told.append(table(["id", "why not"], obstacles, title="Rows that it cannot answer"))
    judged = sum(row.judged for row in answered)
    weeks = weeks_of(scenario, answered) if answered else 0
    told.append(
        f"{len(answered)} of {len(rows)} rows would be measured, {judged} of them judged: "
        f"{weeks:,} weeks to live in each of {seeds} seeds. Nothing was simulated."
    )
    return told


def _cells(row: Target) -> tuple[str, ...]:
    bounds = between(*row.bounds, row.unit) if row.judged else ""
    return (
        row.id,
        f"{row.title}: {row.how}",
        published_words(row),
        bounds,
        row.unit,
        BASIS_WORDS[row.basis] if row.judged else "",
        row.use if row.use == "context" else f"{row.use}, {row.kind}",
    )
