"""Names that measures of comparisons had before, read as those that they have now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from simulation.measures.quantity import DISCOUNTED, TOTAL
from simulation.measures.whole_time import ILLNESS

BEFORE = "helpseek comparison 2"
"""The format of ``comparison.json`` whose measures have the names of before."""

_MEASURES = {
    "weeks_ill": ILLNESS,
    "courses": f"entries{TOTAL}",
    "courses_left": f"dropouts{TOTAL}",
    "services": f"cost_services{TOTAL}",
    "services_payers": "cost_services_payers",
    "strategies": "cost_lines",
    "subsidies": f"subsidies{TOTAL}",
    "payments": f"patient_payments{TOTAL}",
}
_OVER_TIME = {
    "weeks_ill_so_far": "symptom_weeks_so_far",
    "adults_ill": "in_episode",
    "served": "service_use_12m",
}
NEW_NAMES: dict[str, str] = {
    **_MEASURES,
    **{
        old + DISCOUNTED: new + DISCOUNTED
        for old, new in _MEASURES.items()
        if not old.startswith("courses")
    },
    **{
        f"{old}{end}": f"{new}{end}"
        for old, new in _OVER_TIME.items()
        for end in ("", "_difference", "_low", "_high")
    },
    "fewer_weeks_ill": "fewer_symptom_weeks",
    "more_weeks_ill": "more_symptom_weeks",
    "weeks_ill_avoided": "symptom_weeks_avoided",
    "weeks_ill_added": "symptom_weeks_added",
    "weeks_ill_without": "symptom_weeks_without",
    "weeks_ill_with": "symptom_weeks_with",
}
"""What each name of before is called now."""
_NAMING = ("outcome", "what")
"""Columns of tables in which measures are named."""


def present(name: str) -> str:
    """The name that a measure or a column has now."""
    return NEW_NAMES.get(name, name)


def presently(names: Iterable[str], source: str, tell: Callable[[str], object]) -> list[str]:
    """Names, or ``NAME=VALUE``, as they are now; ``tell`` is given a notice of each old one."""
    found = []
    for text in names:
        name, rest = text, ""
        if "=" in text:
            name, rest = text[: text.index("=")].strip(), text[text.index("=") :]
        if name in NEW_NAMES:
            tell(f"{source}: {name} is now called {NEW_NAMES[name]}")
        found.append(present(name) + rest)
    return found


def document(told: dict[str, Any]) -> dict[str, Any]:
    """What a ``comparison.json`` of before tells, by the names of now."""
    if told.get("format") != BEFORE:
        return told
    named: dict[str, Any] = {
        key: _keys(told[key]) for key in ("outcomes", "margins", "best") if key in told
    }
    return {
        **told,
        **named,
        "settled_outcomes": [present(name) for name in told.get("settled_outcomes", ())],
        "unsettled": [_row(row) for row in told.get("unsettled", ())],
        "strategies": [
            {**one, "differences": _keys(one["differences"])} if "differences" in one else one
            for one in told.get("strategies", ())
        ],
    }


def rows(table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a table of before, by the names of now."""
    return [_keys(_row(row)) for row in table]


def _keys(told: Mapping[str, Any]) -> dict[str, Any]:
    return {present(key): value for key, value in told.items()}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: present(value) if key in _NAMING and isinstance(value, str) else value
        for key, value in row.items()
    }
