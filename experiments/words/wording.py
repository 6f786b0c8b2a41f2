"""Plain words for the model's names, as tables and figures show them, and published figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.evidence import evidence
from simulation.measures.categories import (
    ILL_SEVERITIES,
    MODALITY_ROWS,
    REASON_ROWS,
    SEVERITY_ROWS,
    STAGE_ROWS,
    titles,
)

if TYPE_CHECKING:
    from simulation.measures.outcomes import Outcome

STAGE_WORDS = titles(STAGE_ROWS)
SEVERITY_WORDS = {name: SEVERITY_ROWS[name].title for name in ILL_SEVERITIES}
MODALITY_WORDS = titles(MODALITY_ROWS)
BARRIER_WORDS = titles(REASON_ROWS)
"""Words of stages, of severities of an episode, of kinds of help and of reasons for not seeking."""


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


def per_1000(unit: str) -> bool:
    """Whether differences in this unit are told per 1,000 people: where the numbers of one are too
    small to be read."""
    counted = "per person" in unit and not unit.startswith(("currency", "years of full health"))
    return unit == "share" or counted


def times_of(unit: str) -> float:
    """What values of this unit are multiplied with to be told in ``unit_words``."""
    return 1000.0 if per_1000(unit) else 1.0


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
    if per_1000(unit) and people > 1:
        many = f"per 1,000 {among}"
        return many if unit == "share" else unit.replace("per person", many)
    unit = unit.replace("currency", currency)
    if "per person" in unit and among == "adults":
        return unit.replace("per person", "per adult")
    return f"{unit}, {statistic} of {among}"


def outcome_words(outcome: Outcome, currency: str = "currency") -> str:
    """An outcome as the heading of its level: what it is, and of whom or in which unit."""
    return level_words(
        outcome.title, outcome.unit, outcome.among.words, outcome.statistic, currency
    )


def level_words(title: str, unit: str, among: str, statistic: str, currency: str) -> str:
    """What is measured as the heading of its level: what it is, and of whom or in which unit."""
    if unit == "share":
        return f"{title}, of {among}"
    return f"{title} ({unit_words(unit, among, statistic, currency, 1)})"


def lowered(words: str) -> str:
    """Words as the inside of a sentence has them: a capital that belongs to a name is kept."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def words_of(name: str) -> str:
    """A name in plain words, where none are given for it."""
    return name.replace("_", " ").capitalize()


def grouping_words(by: str) -> str:
    """What a grouping tells apart, without how it is cut: ``Age`` for ``age:18,35,65``."""
    return words_of(by.partition(":")[0])


def written(value: float | None, unit: str) -> str:
    """A number as a table shows it, shares as percent; a dash where there is none."""
    if value is None or value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"
