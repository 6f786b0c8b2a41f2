"""Place: how many adults differences per adult are told of, and what they come to in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.compare.analysis import Analysis, Rows
from experiments.measured.measures import Measure

if TYPE_CHECKING:
    from simulation.scenario import Scenario

ALL_ADULTS = "adults"
"""The denominator of what can be told of a whole place."""


@dataclass(frozen=True, slots=True)
class Whole:
    """The adults that totals are of; ``real`` where a world says how many live in its place, and
    not where there is only the town as it was simulated."""

    adults: float
    real: bool
    name: str
    source: str

    @property
    def words(self) -> str:
        """Whom totals are of, as a heading says it."""
        if not self.real:
            return f"the {self.adults:,.0f} adults of the town as simulated"
        return f"the {self.adults:,.0f} adults of {self.name or 'the place'}"

    @property
    def told_source(self) -> str:
        """Where their number is from."""
        if not self.real:
            return "as simulated: the world does not say how many adults live in its place"
        return self.source or "no source is given"


def whole_of(scenario: Scenario, simulated: float) -> Whole:
    """The adults of the place of a world; of the simulated town where it says nothing of them."""
    place = scenario.place
    if place.adults is None:
        return Whole(simulated, False, scenario.name, "")
    return Whole(float(place.adults), True, place.name or scenario.name, place.source)


def total_unit(unit: str, currency: str) -> str:
    """The unit of a total, from that of a value per adult."""
    if unit == "share":
        return ALL_ADULTS
    unit = unit.replace(" per person and year", " a year").replace(" per person", "")
    return unit.replace("currency", currency)


_SHARES = ("share_of_numbers", "share_of_luck", "probability_above_zero")
"""What is no amount, and stays what it is of a whole place."""
_PARTS = (
    "without",
    "with",
    "difference",
    "low",
    "high",
    "luck_low",
    "luck_high",
    "numbers_low",
    "numbers_high",
    *_SHARES,
)
"""Columns of a difference that a total has, too, where they are there."""


def scaled(told: Mapping[str, float], whole: Whole) -> dict[str, float]:
    """Amounts per adult as those of the whole place; shares as they are."""
    return {
        name: value if name in _SHARES else whole.adults * value for name, value in told.items()
    }


def has_total(measure: Measure) -> bool:
    """Whether a difference of all adults together means something: of a mean or share of all."""
    return measure.among == ALL_ADULTS and measure.statistic != "median"


def totals(analysis: Analysis, whole: Whole, currency: str) -> Rows:
    """A row for each measure of all adults and each strategy: the difference in the whole place.

    It is the difference per adult times the adults; its interval tells the same chance.
    """
    rows: Rows = []
    for row in analysis.differences():
        measure = analysis.data.measures[row["outcome"]]
        if not has_total(measure):
            continue
        rows.append(
            {
                "outcome": row["outcome"],
                "window": row["window"],
                "unit": total_unit(measure.unit, currency),
                "strategy": row["strategy"],
                "adults": whole.adults,
                "scaled_to": "place" if whole.real else "town as simulated",
                **scaled({part: row[part] for part in _PARTS if part in row}, whole),
                "verdict": row["verdict"],
                "good": row["good"],
            }
        )
    return rows
