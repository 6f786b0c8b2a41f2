"""``helpseek list guidelines``: what national guidelines ask, which ``compare`` knows by name."""

from __future__ import annotations

from typing import Any


def rows() -> list[dict[str, Any]]:
    """All guidelines as plain values."""
    from dataclasses import asdict

    from experiments.compare.guidelines import guidelines

    return [
        {name: value for name, value in asdict(one).items() if name != "rates"} | one.rates.told()
        for one in guidelines().values()
    ]


def told(row: dict[str, Any]) -> tuple[str, list[str]]:
    """One of them, as a heading and lines."""
    amounts = ", ".join(f"{amount:,.0f}" for amount in row["willingness_to_pay"])
    return f"{row['name']}: {row['title']} ({row['country']}, {row['year']})", [
        f"Discount rates a year: costs {row['discount_rate_costs']:g}, health "
        f"{row['discount_rate_health']:g}",
        f"For a QALY: {amounts} {row['currency']}" if amounts else "No amount for a QALY is set",
        f"Perspective: {row['asked_perspective']} (here: {row['perspective']}); horizon: "
        f"{row['horizon']}",
        f"{row['note']}." if row["note"] else "",
        f"Source: {row['source']}",
        f"Checked: {row['checked']}",
        f"Not checked against a source: {row['not_checked']}" if row["not_checked"] else "",
    ]
