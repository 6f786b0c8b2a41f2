"""Evidence: published figures, by the ids with which parameters and outcomes name them.

Each is one row of ``evidence.csv``: a value, its interval or range, in whom it was found, and
where. Import costs nothing beyond the standard library.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

Use = Literal["calibrate", "check", "parameter"]
USES: tuple[Use, ...] = ("calibrate", "check", "parameter")

_ID = re.compile(r"\b(?:[CK]\d+[a-z]?\b|P_[a-z0-9]+(?:_[a-z0-9]+)*(?:_?\*)?)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One published figure.

    ``value`` is None where the source gives a range or words only. ``low`` and ``high`` are its
    95 % interval, or the range that the source tells; None where it gives none. ``unit`` is that
    of all three (shares are in percent). ``verified`` is whether the figure was read in the source
    or a report of it, rather than remembered. ``use``: ``calibrate`` rows are what the default
    world must reproduce, ``check`` rows set them in context, ``parameter`` rows inform parameters.
    """

    id: str
    quantity: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    population: str
    source: str
    url: str
    verified: bool
    use: Use


@cache
def evidence() -> Mapping[str, Evidence]:
    """All rows by id, in the order of the table."""
    with (files(__name__) / "evidence.csv").open(encoding="utf-8") as file:
        rows = [_row(row) for row in csv.DictReader(file)]
    table = {row.id: row for row in rows}
    if len(table) != len(rows):
        raise ValueError("an id stands twice in evidence.csv")
    return MappingProxyType(table)


def _row(row: dict[str, str]) -> Evidence:
    value, low, high = (
        float(row[name]) if row[name] else None for name in ("value", "low", "high")
    )
    if row["verified"] not in ("yes", "no") or row["use"] not in USES:
        raise ValueError(f"evidence.csv: {row['id']} has no valid verified or use")
    return Evidence(
        id=row["id"],
        quantity=row["quantity"],
        value=value,
        low=low,
        high=high,
        unit=row["unit"],
        population=row["population"],
        source=row["source"],
        url=row["url"],
        verified=row["verified"] == "yes",
        use=row["use"],
    )


def ids_in(source: str) -> tuple[str, ...]:
    """The ids that the source of a parameter names, as they stand there; ``P_race_*`` is one."""
    return tuple(_ID.findall(source))


def sources_of(source: str) -> list[Evidence]:
    """The rows that the source of a parameter names, each once; ``P_race_*`` is all that begin so.

    Raises ValueError for an id that no row has.
    """
    table = evidence()
    found: dict[str, Evidence] = {}
    for name in ids_in(source):
        stem = name.removesuffix("*")
        rows = [
            row
            for row in table.values()
            if row.id == name or (name.endswith("*") and row.id.startswith(stem))
        ]
        if not rows:
            raise ValueError(f"no row of evidence.csv has the id {name!r}")
        found.update((row.id, row) for row in rows)
    return list(found.values())
