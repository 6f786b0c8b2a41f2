"""Households of a table of people: who lives together, by the numbers that a file gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, shown
from simulation.file_summary import CROWDED_HOUSEHOLD
from simulation.population.column import Column
from simulation.population.demographics import MOST_MEMBERS
from simulation.population.missing import NO_HOUSEHOLD

NOT_WITHIN = "none"
"""What ``household_within`` says where a number is one household wherever it occurs."""

_PARTS = re.compile(
    r"(?i)(.*[_. ])?(region|state|statefip|province|district|county|city|village|cluster|psu|ea"
    r"|segment|stratum|strata|puma|tract|community|municipality|commune|ward|block|hv001|v001|mv001"
    r"|wave|round|survey_?year)([_. ]?(id|no|num|code|name|nr))?\d{0,2}"
)
_LARGEST_PARTS = 8
_CODES = re.compile(r"0+|([789])\1+")
"""Household numbers that are often codes for no household."""


class Households(NamedTuple):
    """Who lives together.

    ``order`` int64: rows of the file, members of a household side by side, households and those who
    live alone as the file first names them. For the rows in that order: ``household`` int32, its
    number or -1 for who lives alone, and ``members`` int64, how many people live there.
    """

    order: NDArray[np.int64]
    household: NDArray[np.int32]
    members: NDArray[np.int64]

    @property
    def leads(self) -> NDArray[np.bool_]:
        """Which persons are the first of their household, or live alone."""
        changes = (self.household[1:] != self.household[:-1]) | (self.household[1:] < 0)
        return np.append(True, changes)


def alone(rows: int) -> Households:
    """Everybody alone, in the order of the file."""
    return Households(np.arange(rows), np.full(rows, -1, np.int32), np.zeros(rows, np.int64))


def grouped(column: Column, place: Column | None, within: Mapping[str, Column]) -> Households:
    """Households by the numbers that a column gives them.

    ``place``: the column of places, if there is one; a household must not lie in two. ``within``:
    columns in each of whose values the numbers begin anew. Tells the column of numbers that are
    none.
    """
    indices, texts = column.categories()
    rows = indices.size
    column.tell_rows(
        "household numbers whose last digits are lost",
        column.scientific(),
        "household numbers written in full, as text",
    )
    none = np.array([_is_none(text, column) for text in texts], bool)
    words = sorted({text for text, no in zip(texts, none, strict=True) if no and text})
    if words:
        column.notes.append(f"nobody's household: {', '.join(words[:4])}")
    single = none[indices]
    group = np.where(single, len(texts) + np.arange(rows), indices.astype(np.int64))
    for part in within.values():
        parts, names = part.categories()
        group = np.where(single, group, group * len(names) + parts)
        _, group = np.unique(group + np.where(single, group.max() + 1, 0), return_inverse=True)
    _, first, member_of = np.unique(group, return_index=True, return_inverse=True)
    members = np.bincount(member_of)
    _refuse_codes(column, indices, texts, members[member_of])
    crowd = int(members.argmax())
    if members[crowd] > MOST_MEMBERS:
        column.tell(
            column.error(
                f"household {shown(texts[indices[first[crowd]]])} has {members[crowd]:,} members",
                int(first[crowd]),
                f"up to {MOST_MEMBERS:,} people in a household, a blank for those whom it is too "
                "large for (the setting missing tells which numbers are none)",
            )
        )
    elif members[crowd] > CROWDED_HOUSEHOLD:
        crowded = int((members > CROWDED_HOUSEHOLD).sum())
        which = shown(texts[indices[first[crowd]]])
        column.warnings.append(
            f"Household {which} has {members[crowd]:,} people"
            + (f", and {crowded - 1:,} more have over {CROWDED_HOUSEHOLD}" if crowded > 1 else "")
            + ": if it is a code for no household, declare it in the setting missing."
        )
    elif (code := texts[indices[first[crowd]]]) and _CODES.fullmatch(code):
        second = int(np.partition(members, -2)[-2]) if members.size > 1 else 0
        if members[crowd] > max(second, 2):
            column.warnings.append(
                f"Household {shown(code)} is the largest, with {members[crowd]:,} people: if it is "
                "a code for no household, declare it in the setting missing."
            )
    if place is not None and not within:
        _refuse_two_places(column, place, member_of, members)
    return in_order_of_file(group, single)


def in_order_of_file(group: NDArray[np.int64], single: NDArray[np.bool_]) -> Households:
    """Households of people in groups by number; ``single``: whose group is no household."""
    _, first, member_of = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first[member_of], kind="stable")
    single = single[order]
    leads = first[member_of][order] == order
    household = np.cumsum(leads & ~single) - 1
    return Households(
        order,
        np.where(single, -1, household).astype(np.int32),
        np.bincount(member_of)[member_of][order],
    )


def _is_none(text: str, column: Column) -> bool:
    return not text or (column.missing.usual and text.lower() in NO_HOUSEHOLD)


def _refuse_codes(
    column: Column, indices: NDArray[np.int32], texts: list[str], members: NDArray[np.int64]
) -> None:
    """Refuse negative numbers that several people share: codes, not households."""
    codes = np.array([re.fullmatch(r"-\d+(\.\d+)?", text) is not None for text in texts], bool)
    column.tell_rows(
        "a negative household number that several people share",
        codes[indices] & (members > 1),
        "numbers of households (the setting missing tells which mean that nothing is known)",
    )


def _refuse_two_places(
    column: Column, place: Column, member_of: NDArray[np.int64], members: NDArray[np.int64]
) -> None:
    spread = _spread(place, member_of, members.size)
    if spread.any():
        row = int(spread[member_of].argmax())
        number = int(spread.sum())
        column.tell(
            column.error(
                f"{number:,} household number{'s occur' if number > 1 else ' occurs'} in more than "
                f"one place (column {place.name!r})",
                row,
                "one place for each household; household_within: place, if the numbers begin anew "
                "in each place; household_within: none and no place mapped, if they do not",
            )
        )


def _spread(part: Column, member_of: NDArray[np.int64], households: int) -> NDArray[np.bool_]:
    """Which households have members in more than one category of a column."""
    indices, names = part.categories()
    known = np.array([name != "" for name in names], bool)[indices]
    low = np.full(households, len(names))
    high = np.full(households, -1)
    np.minimum.at(low, member_of[known], indices[known])
    np.maximum.at(high, member_of[known], indices[known])
    return high > low


def parts_named(names: list[str], taken: set[str]) -> list[str]:
    """Columns, not mapped, whose names say that they part a survey: regions, clusters, waves."""
    found = [name for name in names if name not in taken and _PARTS.fullmatch(name)]
    return [name for name in found if names.count(name) == 1][:_LARGEST_PARTS]


def refuse_numbers_that_begin_anew(
    column: Column, households: Households, parts: Mapping[str, Any]
) -> None:
    """Refuse household numbers most of which occur in several parts of a survey.

    Then they begin anew in each region or cluster, or the same people stand there once a wave.
    """
    member_of = np.empty(households.order.size, np.int64)
    member_of[households.order] = np.cumsum(households.leads) - 1
    members = np.bincount(member_of)
    several = members > 1
    for name, part in parts.items():
        spread = _spread(part, member_of, members.size)
        if several.sum() and spread.sum() > several.sum() / 2:
            column.tell(
                InputError(
                    f"most household numbers ({int(spread.sum()):,} of {int(several.sum()):,} with "
                    f"several people) occur in more than one {name!r}",
                    source=column.source,
                    field=f"column {column.name!r}",
                    allowed=f"household_within: {name}, if the numbers begin anew in each (for "
                    "waves of one survey, a file of one wave); household_within: none, if not",
                )
            )
            return
