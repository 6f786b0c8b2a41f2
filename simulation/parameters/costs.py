"""Numbers of costs and of quality of life."""

from __future__ import annotations

from pydantic import Field

from simulation.parameters.field import Section, number

_GBD = "unverified: the row's value is from memory of the Global Burden of Disease study"


class Costs(Section):
    """What weeks of illness cost in health, and how later costs and health count."""

    currency: str = Field("USD", description="Name of the currency of all prices", max_length=12)
    disability_mild: float = number(
        0.145, "share of a healthy year", 0.0, 1.0, "P_dw_a", f"Health lost while mild ({_GBD})"
    )
    disability_moderate: float = number(
        0.396, "share of a healthy year", 0.0, 1.0, "P_dw_b", f"Health lost while moderate ({_GBD})"
    )
    disability_severe: float = number(
        0.658, "share of a healthy year", 0.0, 1.0, "P_dw_c", f"Health lost while severe ({_GBD})"
    )
    discount_rate: float = number(
        0.03,
        "per year",
        0.0,
        0.5,
        "assumption: the rate commonly asked for in economic evaluation",
        "Rate at which later costs and health count less, in totals over the horizon",
        (0.0, 0.05),
    )
