"""Guidelines: what national bodies ask of an economic evaluation, by name, from a small table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from experiments.measured.discounting import Rates
from simulation.errors import unknown_name

FILE = Path(__file__).with_name("guidelines.csv")
USUAL_PERSPECTIVE = "all"


@dataclass(frozen=True, slots=True)
class Guideline:
    """What one body asks for, and since when.

    ``willingness_to_pay`` are amounts for a QALY in its ``currency``, none where it names none.
    ``checked`` says which of these figures were found in which source, beside the guideline itself,
    and ``not_checked`` which were not: they are to be looked up before one relies on them.
    ``perspective`` is the one of this model that comes nearest to the ``asked_perspective``.
    """

    name: str
    title: str
    country: str
    year: int
    rates: Rates
    willingness_to_pay: tuple[float, ...]
    currency: str
    perspective: str
    asked_perspective: str
    horizon: str
    source: str
    note: str
    checked: str
    not_checked: str

    def notes(self, currency: str, weeks: int) -> list[str]:
        """What is to be said where a world is told by this guideline."""
        told = [
            f"By {self.title} ({self.country}, {self.year}): costs discounted at "
            f"{100 * self.rates.costs:g} %, health at {100 * self.rates.health:g} %; it asks for "
            f"the perspective {self.asked_perspective}. {self.source}."
        ]
        if self.willingness_to_pay and currency != self.currency:
            amounts = ", ".join(f"{amount:,.0f}" for amount in self.willingness_to_pay)
            told.append(
                f"Its amounts for a QALY ({amounts} {self.currency}) are not used: the prices of "
                f"this world are in {currency}. --willingness-to-pay says others."
            )
        told.append(
            f"It asks for a horizon: {self.horizon}; here it is {weeks / 52:.1f} years, and what "
            "comes later is not counted."
        )
        if self.note:
            told.append(f"{self.note}.")
        if self.not_checked:
            told.append(f"Not checked against a source: {self.not_checked}.")
        return told


@cache
def guidelines() -> dict[str, Guideline]:
    """All guidelines by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _guideline(row) for row in csv.DictReader(file)}


def _guideline(row: dict[str, str]) -> Guideline:
    words = {
        name: row[name]
        for name in (
            "name",
            "title",
            "country",
            "currency",
            "perspective",
            "asked_perspective",
            "horizon",
            "source",
            "note",
            "checked",
            "not_checked",
        )
    }
    amounts = row["willingness_to_pay"]
    return Guideline(
        year=int(row["year"]),
        rates=Rates(float(row["discount_rate_costs"]), float(row["discount_rate_health"])),
        willingness_to_pay=tuple(map(float, amounts.split(";"))) if amounts else (),
        **words,
    )


def guideline(name: str, source: str = "--guideline") -> Guideline:
    """The guideline of this name. Raises InputError where there is none."""
    known = guidelines()
    if name not in known:
        raise unknown_name("guideline", name, known, source=source)
    return known[name]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for beside a guideline: None, and no amounts, where nothing was said."""

    perspective: str | None = None
    amounts: tuple[float, ...] = ()
    discount_rate: float | None = None
    discount_rate_costs: float | None = None
    discount_rate_health: float | None = None


def by_guideline(name: str | None, asked: Asked, currency: str) -> dict[str, Any]:
    """Fields of a comparison: what was asked for, and else what the guideline of this name asks.

    Its amounts for a QALY count only in its own currency. Raises InputError for a name of none.
    """
    one = guideline(name) if name else None
    costs, health = asked.discount_rate_costs, asked.discount_rate_health
    amounts, perspective = asked.amounts, asked.perspective
    if one is not None:
        if asked.discount_rate is None:
            costs = one.rates.costs if costs is None else costs
            health = one.rates.health if health is None else health
        if not amounts and currency == one.currency:
            amounts = one.willingness_to_pay
        perspective = perspective or one.perspective
    return {
        "guideline": "" if one is None else one.name,
        "perspective": perspective or USUAL_PERSPECTIVE,
        "willingness_to_pay": tuple(sorted(set(amounts))),
        "discount_rate": asked.discount_rate,
        "discount_rate_costs": costs,
        "discount_rate_health": health,
    }
