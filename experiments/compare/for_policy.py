"""For policy: what a ministry asks of a comparison, as tables: totals, years, payers, budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.budget import budget_impact, within
from experiments.compare.guidelines import guidelines
from experiments.compare.payers import EVERYBODY, PAYERS, UNKNOWN
from experiments.compare.place import Whole, totals, whole_of

if TYPE_CHECKING:
    from experiments.compare.analysis import Rows
    from experiments.compare.question import Comparison, Found


def whole(asked: Comparison, found: Found) -> Whole:
    """The adults that totals are of."""
    return whole_of(asked.scenario, float(np.mean(found.analysis.data.adults)))


def tables_for_policy(asked: Comparison, found: Found) -> dict[str, Rows]:
    """The tables by name, as rows; ``budget`` only where there is one."""
    scenario, adults = asked.scenario, whole(asked, found)
    weeks = scenario.horizon.weeks
    told = {
        "totals": totals(found.analysis, adults, scenario.costs.currency),
        "budget_impact": budget_impact(found.analysis, adults, weeks, scenario.costs.inflation),
    }
    if asked.budget is not None:
        told["budget"] = within(
            found.analysis,
            adults,
            weeks,
            asked.budget,
            {arm.name: arm for arm in asked.arms},
            asked.outcomes[0],
        )
    return told


def document_for_policy(asked: Comparison, found: Found) -> dict[str, Any]:
    """What ``comparison.json`` says of them."""
    adults, costs = whole(asked, found), asked.scenario.costs
    return {
        "place": {
            "adults": adults.adults,
            "scaled_to": "place" if adults.real else "town as simulated",
            "words": adults.words,
            "source": adults.told_source,
        },
        "price_year": costs.price_year,
        "inflation": costs.inflation,
        "budget": asked.budget,
        "payers": {
            **{one.name: one.title for one in PAYERS.values()},
            EVERYBODY: "all payers together",
        },
        "payers_unknown": list(UNKNOWN),
        "guideline": guideline_notes(asked),
    }


def guideline_notes(asked: Comparison) -> list[str]:
    """What is to be said of the guideline that was asked for; nothing where none was."""
    if not asked.guideline:
        return []
    one = guidelines()[asked.guideline]
    notes = one.notes(asked.scenario.costs.currency, asked.scenario.horizon.weeks)
    said = [
        words
        for words, changed in (
            ("discount rates", asked.rate != one.rates),
            ("perspective", asked.perspective != one.perspective),
        )
        if changed
    ]
    if said:
        notes.append(f"Otherwise than it asks, for it was said so: {' and '.join(said)}.")
    return notes
