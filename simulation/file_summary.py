"""FileSummary: what was read from a file of the user's own, told wherever its results are told.

Readers of people, networks and control totals make one for each file; the town carries them; the
terminal, ``summary.json``, the manifest, the report, ``helpseek check`` and the page show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PREVIEWED_ROWS = 5
"""Rows of a file that a preview shows."""

LARGE_LOSS = 0.05
"""Share of rows left out above which a warning is given: an assumption, one row in twenty."""

CROWDED_HOUSEHOLD = 20
"""People in one household above which a warning is given: more than any family, so an institution
or a household number that is none."""


def many(number: int, one: str, several: str = "") -> str:
    """A number of things in words: 1 row, 1,200 rows."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


@dataclass(frozen=True, slots=True)
class UsedColumn:
    """A column of a file (or attribute of nodes or ties) and what became of it.

    ``name``: as the file has it. ``used_as``: what it was read as (``source``, ``age``, ...), empty
    where it was not read. ``note``: what the reader made of it in a few words, for instance
    "3 missing, drawn" or "whole numbers".
    """

    name: str
    used_as: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What one file held and what became of it.

    ``file``: its name as the user gave it. ``role``: ``people``, ``network`` or ``control
    totals``. ``format``: "CSV (commas, UTF-8)", "GraphML", ... ``rows``: rows (of a list), else
    records read. ``facts``: short phrases in the order in which a person wants them, the most
    important first ("134 people", "668 rows: 406 mutual ties", "columns i and j", "no
    weights"). ``left_out``: rows (or ties) that were not taken, by reason. ``counts``: the same
    facts for programs, by snake_case names (people, ties, ...). ``warnings``: whole sentences
    about what looks wrong though it could be read. ``columns``: every column of the file.
    ``preview``: the first rows as text, a cell for each of ``columns``. ``histograms``: by name
    (``degree``, ``age``) a number of people for each label, in order.
    """

    file: str
    role: str
    format: str
    rows: int
    facts: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int | float | str | bool] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    columns: tuple[UsedColumn, ...] = ()
    preview: tuple[tuple[str, ...], ...] = ()
    histograms: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unit: str = "row"

    def sentence(self) -> str:
        """All of it in a line: "134 people, 668 rows: 406 mutual ties, ..., 3 rows left out
        (missing label)"."""
        phrases = list(self.facts)
        lost = {reason: number for reason, number in self.left_out.items() if number}
        if lost:
            reasons = ", ".join(
                reason if len(lost) == 1 else f"{reason}: {each:,}" for reason, each in lost.items()
            )
            phrases.append(f"{many(sum(lost.values()), self.unit)} left out ({reasons})")
        return ", ".join(phrases)

    def as_json(self) -> dict[str, Any]:
        """The parts that results keep, wherever the file lay; previews stay with ``check``."""
        return {
            "role": self.role,
            "format": self.format,
            "rows": self.rows,
            "read": self.sentence(),
            "left_out": dict(self.left_out),
            "counts": dict(self.counts),
            "columns": {column.name: column.used_as for column in self.columns if column.used_as},
            "warnings": list(self.warnings),
        }


def loss_warning(rows: int, left_out: Mapping[str, int], unit: str = "row") -> tuple[str, ...]:
    """A warning where more than LARGE_LOSS of the rows (called ``unit``) were left out."""
    lost = sum(left_out.values())
    if rows and lost > LARGE_LOSS * rows:
        were = "was" if lost == 1 else "were"
        return (f"{lost:,} of {many(rows, unit)} ({lost / rows:.0%}) {were} left out.",)
    return ()
