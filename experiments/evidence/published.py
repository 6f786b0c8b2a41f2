"""Published figures to compare with: rows of the evidence table and small tables of open data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

from simulation.evidence import evidence

RAND = "RAND Health Insurance Experiment 1974-82, outpatient visits to doctors"
PULSE = "CDC/NCHS Household Pulse Survey, Aug 2020 - Mar 2021, mean of periods"
GSS = "General Social Survey, NORC, unweighted"


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure with its 95 % interval, where there is one (else None), and its source."""

    value: float | None
    low: float | None
    high: float | None
    population: str
    source: str


def from_evidence(name: str) -> Figure:
    """The figure of one row of the evidence table."""
    row = evidence()[name]
    return Figure(row.value, row.low, row.high, row.population, row.source)


def from_rand(measure: str, plan: int, other_plan: int) -> Figure:
    """An arc elasticity between two plans: of ``visits``, ``any_visit`` or ``visits_per_user``."""
    for row in _rows("rand_medical_visits.csv"):
        if (row["what"], row["measure"]) == ("arc_elasticity", measure) and (
            int(row["plan"]),
            int(row["other_plan"]),
        ) == (plan, other_plan):
            return _figure(row, "US families drawn by lot into insurance plans", RAND)
    raise KeyError((measure, plan, other_plan))


def from_gss(variable: str, year: int) -> Figure:
    """A share of answers, percent."""
    for row in _rows("general_social_survey.csv"):
        if (row["variable"], row["year"]) == (variable, str(year)):
            return _figure(row, f"US adults, {year}", GSS)
    raise KeyError((variable, year))


def pulse_ratio(indicator: str, group: str, one: str, other: str) -> Figure:
    """The share in one subgroup divided by that in another, with the interval of the ratio."""
    found = {
        row["subgroup"]: row
        for row in _rows("household_pulse.csv")
        if (row["indicator"], row["group"]) == (indicator, group)
    }
    above, below = (
        tuple(float(found[name][key]) for key in ("value", "low", "high")) for name in (one, other)
    )
    # Each interval as a distance on the log scale; independent errors add as squares.
    spread = sum((log(high / low) / 2.0) ** 2 for _, low, high in (above, below)) ** 0.5
    value = above[0] / below[0]
    factor = exp(spread)
    return Figure(value, value / factor, value * factor, "US adults, 2020-21", PULSE)


def _figure(row: dict[str, str], population: str, source: str) -> Figure:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    return Figure(value, low, high, population, source)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (files(__package__) / "data" / name).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))
