"""Numbers of costs and of quality of life, and in which money they are told."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from simulation.parameters.field import Section, tabled, told_if_known


class Costs(Section):
    """What weeks of illness cost in health, and how later costs and health count."""

    stands_at: ClassVar[str] = "costs"

    currency: str = Field("USD", description="Name of the currency of all prices", max_length=12)
    disability_mild: float = tabled("share of a healthy year", 0.0, 1.0, "Health lost while mild")
    disability_moderate: float = tabled(
        "share of a healthy year", 0.0, 1.0, "Health lost while moderate"
    )
    disability_severe: float = tabled(
        "share of a healthy year", 0.0, 1.0, "Health lost while severe"
    )
    discount_rate: float = tabled(
        "per year",
        0.0,
        0.5,
        "Rate at which later costs and health count less, in totals over the horizon",
    )
    discount_rate_costs: float | None = told_if_known(
        "per year",
        0.0,
        0.5,
        "set by the guideline of a country, where it differs from that of health",
        "Rate of costs alone; discount_rate where nothing is said",
    )
    discount_rate_health: float | None = told_if_known(
        "per year",
        0.0,
        0.5,
        "set by the guideline of a country, where it differs from that of costs",
        "Rate of health and all other effects alone; discount_rate where nothing is said",
    )
    price_year: int | None = told_if_known(
        "year",
        1900,
        2200,
        "the year of the prices of the world",
        "The year in whose money all prices of the world are said",
    )
    inflation: float | None = told_if_known(
        "share per year",
        -0.5,
        10.0,
        "a forecast for the country",
        "By how much prices rise in a year; with it, budgets are told in the money of each year",
    )
