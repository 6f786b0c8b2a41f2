"""Selection: people of whom a column says something, ``age:18-25 & work:student|part time``.

A part names a column of people, the model's own or one that is kept of a table, and what may stand
in it: names of a category, or numbers and ranges of them (``18-25``, ``65+``, ends included).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.population.columns import COLUMNS

if TYPE_CHECKING:
    from simulation.population.people import Population

Mask = NDArray[np.bool_]
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"{_NUMBER}(?: ?(?:-|\u2013|to) ?{_NUMBER}|(\+))?")
FORM = "COLUMN:NAME|NAME, or COLUMN:LOW-HIGH (age:18-25, age:65+), with & between several"


@dataclass(frozen=True)
class Selection:
    """People of whom all is so that ``parts`` say: a column, and what may stand in it."""

    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def mask(self, people: Population) -> Mask:
        """Who is among them, children included."""
        found = np.ones(people.people, np.bool_)
        for column, wanted in self.parts:
            found &= _standing(people, column, wanted)
        return found

    def check(self, kept: Sequence[str], cultures: Sequence[str], helps: Sequence[str]) -> None:
        """Raise InputError for columns and names that a world does not have.

        ``kept`` are columns of its table of people, ``helps`` its kinds of help.
        """
        for column, wanted in self.parts:
            if column in kept:
                continue
            if column not in COLUMNS:
                raise unknown_name("column of people", column, (*COLUMNS, *kept))
            names: Sequence[str] = COLUMNS[column].categories
            names = {"culture": cultures, "modality": helps}.get(column, names)
            for one in wanted:
                if names and one not in names:
                    raise InputError(
                        f"no such {column.replace('_', ' ')}",
                        found=one,
                        allowed=", ".join(f"{column}:{name}" for name in names),
                    )
                if not names:
                    bounds_of(one, column)


def selection_of(text: str) -> Selection:
    """The selection that a text names; InputError for what is none in any world."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    for part in text.split("&"):
        column, colon, rest = (one.strip() for one in part.partition(":"))
        wanted = tuple(one.strip() for one in rest.split("|"))
        if not colon or not column or not all(wanted):
            raise InputError("is no selection of people", found=text, allowed=FORM)
        if column in dict(parts):
            raise InputError("names a column twice", found=text, allowed="a|b for either")
        parts.append((column, wanted))
    return Selection(tuple(parts))


def bounds_of(text: str, column: str) -> tuple[float, float]:
    """First and last number of a range, or of a number by itself; InputError for what is none."""
    found = _RANGE.fullmatch(text)
    low = float(found[1]) if found else 0.0
    high = -1.0
    if found:
        high = float("inf") if found[3] else float(found[2] or found[1])
    if low > high:
        raise InputError(
            f"is no number or range of {column.replace('_', ' ')}",
            found=text,
            allowed=f"for instance {column}:18-25, or {column}:65+",
        )
    return low, high


def _standing(people: Population, column: str, wanted: tuple[str, ...]) -> Mask:
    if column in people.kept:
        kept = people.kept[column]
        named = [name for name in wanted if name in kept.names]
        found = np.isin(kept.codes, [kept.names.index(name) for name in named])
        for text in wanted:
            if text not in named:
                if np.isnan(kept.numbers).all():
                    raise InputError(
                        f"nobody has this in column {column}",
                        found=text,
                        allowed=", ".join(kept.names[:12]),
                    )
                found |= _within(kept.numbers, text, column)
        return found
    values, names = people.codes_of(column), people.names_of(column)
    if names:
        return np.isin(values, [place for place, name in enumerate(names) if name in wanted])
    found = np.zeros(people.people, np.bool_)
    for text in wanted:
        found |= _within(values, text, column)
    return found


def _within(values: NDArray[np.float64], text: str, column: str) -> Mask:
    low, high = bounds_of(text, column)
    return np.asarray((values >= low) & (values <= high))
