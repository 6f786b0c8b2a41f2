"""Plain words for the model's names, as tables and figures show them, and published figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.evidence import evidence

if TYPE_CHECKING:
    from simulation.outcomes import Outcome

STAGE_WORDS = {
    "well": "Well",
    "unaware": "Sees no need",
    "aware": "Sees a need",
    "intending": "Means to seek help",
    "asking": "Asks for help",
    "refused": "Refused the offer",
    "waiting": "On a waiting list",
    "in_care": "In care",
    "completed": "Completed, still ill",
    "dropped_out": "Dropped out, still ill",
}

BARRIER_WORDS = {
    "low_perceived_need": "Sees no need",
    "handle_alone": "Wants to handle it alone",
    "stigma": "Fears what others think",
    "ineffective": "Doubts that care helps",
    "distrust": "Does not trust professionals",
    "fear_of_change": "Fears change",
    "cost": "Costs too much",
    "travel": "Too far away",
    "availability": "No place, or too long a wait",
}
STRUCTURAL_BARRIERS = ("cost", "travel", "availability")

MODALITY_WORDS = {
    "general_practice": "General practice",
    "specialist": "Specialist",
    "remote": "Remote care",
    "self_help": "Self-help",
    "support_group": "Support group",
}

SEVERITY_WORDS = {"mild": "Mild", "moderate": "Moderate", "severe": "Severe"}


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure that an outcome is compared with, in the unit of the outcome."""

    value: float
    source: str
    """Authors and year."""
    population: str


def published(outcome: Outcome) -> Published | None:
    """The figure that anchors an outcome, if there is one."""
    row = evidence().get(outcome.anchor)
    if row is None or row.value is None:
        return None
    year = re.match(r".*?\b(?:19|20)\d\d\b", row.source)
    return Published(
        value=row.value / 100 if row.unit.startswith("%") else row.value,
        source=year.group() if year else row.source,
        population=row.population,
    )


PER_1000 = (
    "share", "weeks per person", "weeks per person and year", "courses per person",
    "QALYs per person",
)  # fmt: skip
"""Units of quantities whose differences are told per 1,000 people, where the numbers of one are too
small to be read."""


def times_of(unit: str) -> float:
    """What values of this unit are multiplied with to be told in ``unit_words``."""
    return 1000.0 if unit in PER_1000 else 1.0


def unit_words(
    unit: str,
    among: str = "adults",
    statistic: str = "mean",
    currency: str = "currency",
    people: int = 1_000,
) -> str:
    """The unit in which a difference is told, with the people whom it is about: *per 1,000 adults
    with a session in the year*, *weeks, median of adults who began a course in the year*.

    ``people`` is 1 where a level is told of one person.
    """
    if unit in PER_1000 and people > 1:
        many = f"per 1,000 {among}"
        return many if unit == "share" else unit.replace("per person", many)
    unit = unit.replace("currency", currency)
    if "per person" in unit and among == "adults":
        return unit.replace("per person", "per adult")
    return f"{unit}, {statistic} of {among}"


def outcome_words(outcome: Outcome, currency: str = "currency") -> str:
    """An outcome as the heading of its level: what it is, and of whom or in which unit."""
    if outcome.unit == "share":
        return f"{outcome.title}, of {outcome.among.words}"
    told = unit_words(outcome.unit, outcome.among.words, outcome.statistic, currency, 1)
    return f"{outcome.title} ({told})"


def lowered(words: str) -> str:
    """Words as the inside of a sentence has them: a capital that belongs to a name is kept."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def words_of(name: str) -> str:
    """A name in plain words, where none are given for it."""
    return name.replace("_", " ").capitalize()


def written(value: float | None, unit: str) -> str:
    """A number as a table shows it, shares as percent; a dash where there is none."""
    if value is None or value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"
