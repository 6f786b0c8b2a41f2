"""Numbers of costs and of quality of life."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from simulation.parameters.field import Section, tabled


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
