"""Numbers of one's own: a file with rows of the table of numbers, named by a world.

``numbers: fitted.csv`` in a world's file gives every number that has a row there its value, beneath
what the file says itself, and what the row tells of it goes with the world. ``helpseek calibrate``
writes such files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.parameters.table import (
    COLUMNS,
    COLUMNS_BEFORE,
    Entry,
    entry_of,
    read_file,
    with_distribution,
)

NUMBERS = "numbers"
_GROUPS = ("culture", "groups")
Rows = tuple[tuple[str, ...], ...]
"""Rows of the table as text, cell by cell."""


def with_own_numbers(
    file: object, folder: Path, where: str
) -> tuple[dict[str, Any], str, dict[tuple[str | int, ...], int]]:
    """What a file of numbers says, as a tree of a scenario; what the file is called; its lines."""
    if not isinstance(file, str) or not file:
        raise InputError(
            "not the path of a file",
            source=where,
            field=NUMBERS,
            found=file,
            allowed="a CSV file with rows of the table of numbers",
        )
    entries = read_file(Path(os.path.abspath(folder / file)), file)
    tree: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    for entry in entries.values():
        place = place_of(entry, file)
        here = tree
        for step in place[:-1]:
            here = here.setdefault(step, {})
        here[place[-1]] = entry.value
        lines[place] = entry.line
    tree[NUMBERS] = rows_of(entries)
    return tree, file, lines


def place_of(entry: Entry, called: str) -> tuple[str, ...]:
    """The place in a scenario of the number of a row."""
    steps = tuple(entry.parameter.split("."))
    if steps[0] == "strategies" or "*" in steps or len(steps) < 2:
        raise InputError(
            "is no number of a world",
            source=f"{called}, line {entry.line}",
            field="parameter",
            found=entry.parameter,
            allowed="those of helpseek list parameters; numbers of a strategy are said where the "
            "world names it",
        )
    if steps[:2] == _GROUPS and len(steps) > 4:  # a name with points in it
        return (*_GROUPS, ".".join(steps[2:-1]), steps[-1])
    return steps


def rows_of(entries: Mapping[str, Entry]) -> list[list[str]]:
    """Rows as a scenario keeps them."""
    return [list(entry.fields()) for entry in entries.values()]


def beneath(below: object, above: object) -> object:
    """Rows of two layers together, the upper ones first; what is no list is left to be refused."""
    if not isinstance(above, (list, tuple)) or not isinstance(below, (list, tuple)):
        return above
    named = {row[0] if row else None: row for row in below if isinstance(row, (list, tuple))}
    named |= {row[0] if row else None: row for row in above if isinstance(row, (list, tuple))}
    return list(named.values())


def entries_of(rows: Rows) -> dict[str, Entry]:
    """Rows that a scenario keeps, by parameter. Raises InputError for what is none."""
    found = {}
    for place, row in enumerate(rows):
        where = f"{NUMBERS}.{place}"
        if len(row) == len(COLUMNS_BEFORE):  # kept with results of before
            cells = with_distribution(dict(zip(COLUMNS_BEFORE, row, strict=True)))
        elif len(row) == len(COLUMNS):
            cells = dict(zip(COLUMNS, row, strict=True))
        else:
            raise InputError(
                "not a row of the table of numbers",
                field=where,
                found=len(row),
                allowed=f"{len(COLUMNS)} texts: {', '.join(COLUMNS)}",
            )
        entry = entry_of(cells, where, 0)
        found[entry.parameter] = entry
    return found
