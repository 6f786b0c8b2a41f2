"""All figures of what doubt about numbers means for a decision, from the tables that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.compare.value.figures.drawn import Drawn
    from experiments.figures.style import Slide


def slides(drawn: Drawn) -> dict[str, Slide]:
    """The slides by the names of their files; tables that are not there make none."""
    from experiments.compare.value.figures.choice import best_buy, expected_loss
    from experiments.compare.value.figures.fairness import equity_impact
    from experiments.compare.value.figures.knowing import tornado, worth_of_knowing

    def has(table: str) -> bool:
        return (drawn.directory / f"{table}.parquet").is_file() and bool(drawn.rows(table))

    made: dict[str, Slide] = {}
    if has("decision_curve"):
        made["best_buy"] = best_buy(drawn)
        made["expected_loss"] = expected_loss(drawn)
    if has("information"):
        made["worth_of_knowing"] = worth_of_knowing(drawn)
    if has("tornado"):
        made["tornado"] = tornado(drawn)
    if has("equity_impact"):
        made |= equity_impact(drawn)
    return made
