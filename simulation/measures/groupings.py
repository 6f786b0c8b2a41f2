"""Groupings: what outcomes can be told apart by, as one writes it.

``sex`` (and severity, income, culture): groups that every world has; ``age``: bands of it.
``work``: any column of people that has categories, one kept of a table of people among them.
``age:18,35,65``: bands by their lower ends. ``income:5``: so many groups of equal size, from the
lowest on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.measures.usual_groupings import GROUPINGS
from simulation.population.columns import COLUMNS, NEVER

if TYPE_CHECKING:
    from simulation.measures.survey import Survey
    from simulation.town_view import TownView

Codes = NDArray[np.int64]
NOBODY = -1
"""The code of who is in no group."""
AGES = (18.0, 30.0, 45.0, 60.0)
"""First years of the bands of age that psychiatric surveys of adults tell apart (NCS-R)."""
MOST_GROUPS = 50
SMALLEST_GROUP = 20
"""Adults below which differences of a group are nearly all chance."""
_MOST_QUANTILES = 20
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
FORM = "NAME, NAME:N for N groups of equal size, or NAME:A,B,... for bands that begin at A, B, ..."
_NEVER, _UNKNOWN = "never", "not given"


@dataclass(frozen=True, slots=True)
class Grouping:
    """A grouping: the column, and how it is cut (lower ends of bands, or so many equal parts)."""

    name: str
    column: str
    ends: tuple[float, ...] = ()
    parts: int = 0

    def groups(self, survey: Survey) -> tuple[Codes, tuple[str, ...]]:
        """The code of each person (``NOBODY`` of who is in none), and the names of the codes.

        Raises InputError for a column that the world does not have or that cannot be told apart so.
        """
        if self.name in GROUPINGS:
            usual, named = GROUPINGS[self.name](survey)
            return np.asarray(usual, np.int64), tuple(named)
        people = survey.people
        values: NDArray[Any]
        names: tuple[str, ...]
        if self.column in people.kept:
            kept = people.kept[self.column]
            values, names = kept.codes, kept.names
            if self.ends or self.parts:
                values, names = kept.numbers, ()
        elif self.column in COLUMNS:
            values, names = people.codes_of(self.column), people.names_of(self.column)
        else:
            raise unknown_grouping(self.name, people.kept)
        if names:
            return self._categories(values, names)
        return self._cut(survey, np.asarray(values, np.float64))

    def _categories(
        self, codes: NDArray[Any], names: tuple[str, ...]
    ) -> tuple[Codes, tuple[str, ...]]:
        if self.ends or self.parts:
            raise InputError(
                "has categories and no numbers to cut",
                source="--by",
                found=self.name,
                allowed=self.column,
            )
        if len(names) > MOST_GROUPS:
            raise InputError(
                f"has {len(names):,} different values",
                source="--by",
                found=self.name,
                allowed=f"up to {MOST_GROUPS} groups; {self.column}:5 where they are numbers",
            )
        return np.asarray(codes, np.int64), names

    def _cut(self, survey: Survey, values: NDArray[np.float64]) -> tuple[Codes, tuple[str, ...]]:
        column = COLUMNS.get(self.column)
        never = (
            values == NEVER if column is not None and column.unit == "week" else values != values
        )
        told = ~never & survey.adult
        if not told.any():
            raise InputError(
                "holds no number for any adult",
                source="--by",
                found=self.name,
                allowed="a column of numbers",
            )
        if self.ends:
            both = np.append(values[told], self.ends)
            whole = bool((both == np.trunc(both)).all())
            lowest = _lowest_of(survey, self.column)
            codes, names = _in_bands(values, self.ends, lowest, whole)
        else:
            codes, names = _in_parts(values, values[told], self.parts)
        if never[survey.adult].any():
            codes = np.where(never, len(names), codes)
            names = (*names, _UNKNOWN if column is None else _NEVER)
        else:
            codes = np.where(never, NOBODY, codes)
        return codes.astype(np.int64), names


def _lowest_of(survey: Survey, column: str) -> float:
    """The lowest value that an adult can have in a column."""
    if column == "age":
        return float(survey.town.parameters["youngest_age"][0])
    return COLUMNS[column].low if column in COLUMNS else -np.inf


def _in_bands(
    values: NDArray[np.float64], ends: tuple[float, ...], lowest: float, whole: bool
) -> tuple[Codes, tuple[str, ...]]:
    """Bands from each end to the next, what is below the first among them if that can be."""
    names = []
    if ends[0] > lowest:
        names.append(f"under {ends[0]:,g}")
    for low, high in pairwise(ends):
        names.append(f"{low:,g} to {high - 1:,g}" if whole else f"{low:,g} to under {high:,g}")
    names.append(f"{ends[-1]:,g} and over")
    codes = np.searchsorted(np.array(ends), values, side="right")
    return codes - (0 if ends[0] > lowest else 1), tuple(names)


def _in_parts(
    values: NDArray[np.float64], of: NDArray[np.float64], parts: int
) -> tuple[Codes, tuple[str, ...]]:
    """So many parts of equal size of adults, as far as those with the same value allow."""
    cuts = np.quantile(of, np.arange(1, parts) / parts)
    names = [f"{place + 1} of {parts}" for place in range(parts)]
    names[0] += " (lowest)"
    names[-1] += " (highest)"
    return np.searchsorted(cuts, values, side="right"), tuple(names)


def unknown_grouping(name: str, kept: Iterable[str] = ()) -> InputError:
    """The error for a grouping that there is not."""
    column = name.partition(":")[0]
    error = unknown_name("grouping", column, [*GROUPINGS, *COLUMNS, *kept], source="--by")
    near = f"{error.allowed}; " if "did you mean" in error.allowed else ""
    return InputError(
        error.problem,
        source="--by",
        found=name,
        allowed=f"{near}{', '.join(GROUPINGS)}, age, another column of people (helpseek list "
        "columns), or one that the world keeps (population.keep)",
    )


def grouping_of(text: str, kept: Iterable[str] = ()) -> Grouping:
    """The grouping that a text names; InputError for what is none. ``kept`` are columns that the
    world keeps of its table of people."""
    if text in GROUPINGS:
        return Grouping(text, text)
    column, colon, rest = (part.strip() for part in text.partition(":"))
    if column not in COLUMNS and column not in kept:
        raise unknown_grouping(text, kept)
    if not colon:
        return _uncut(text, column, kept)
    if column in COLUMNS and (COLUMNS[column].categories or column in ("culture", "modality")):
        raise InputError(
            "has categories and no numbers to cut", source="--by", found=text, allowed=column
        )
    cells = [cell.strip() for cell in rest.split(",")]
    if not all(map(_NUMBER.fullmatch, cells)):
        raise InputError("is no grouping", source="--by", found=text, allowed=FORM)
    if len(cells) == 1:
        number = float(cells[0])
        if number != int(number) or not 2 <= number <= _MOST_QUANTILES:
            raise InputError(
                "is no number of groups",
                source="--by",
                found=text,
                allowed=f"{column}:2 to {column}:{_MOST_QUANTILES}, or lower ends of bands, two at "
                f"least ({column}:18,65)",
            )
        return Grouping(f"{column}:{int(number)}", column, parts=int(number))
    ends = tuple(map(float, cells))
    if any(low >= high for low, high in pairwise(ends)):
        raise InputError(
            "bands do not rise, or one is empty", source="--by", found=text, allowed="age:18,35,65"
        )
    if len(ends) > MOST_GROUPS:
        raise InputError(
            "too many bands", source="--by", found=len(ends), allowed=f"up to {MOST_GROUPS}"
        )
    if column in COLUMNS and not COLUMNS[column].low <= ends[-1] <= COLUMNS[column].high:
        known = COLUMNS[column]
        raise InputError(
            "nobody can be in the last band",
            source="--by",
            found=text,
            allowed=f"{known.low:,g} to {known.high:,g} {known.unit}",
        )
    return Grouping(f"{column}:{','.join(f'{end:g}' for end in ends)}", column, ends)


def _uncut(text: str, column: str, kept: Iterable[str]) -> Grouping:
    if column == "age":
        return Grouping(text, column, AGES)
    cut = column in COLUMNS and not COLUMNS[column].categories
    if cut and column not in ("culture", "modality") and column not in kept:
        raise InputError(
            "holds numbers: say how to cut them",
            source="--by",
            found=text,
            allowed=f"{column}:3 for three groups of equal size, or lower ends of bands",
        )
    return Grouping(text, column)


def check_groupings(town: TownView, by: Iterable[str]) -> None:
    """Raise InputError for groupings that the people of a town cannot be told apart by."""
    from simulation.measures.survey import Survey

    survey = Survey(town)
    for name in by:
        grouping_of(name, survey.people.kept).groups(survey)


def small_groups(groups: Iterable[tuple[str, str, float]]) -> tuple[str, ...]:
    """What is to be said of groups (grouping, name, adults) that are empty or too small to tell
    more than chance."""
    told = [
        f"{by} {group} ({adults:,.3g})" for by, group, adults in groups if adults < SMALLEST_GROUP
    ]
    if not told:
        return ()
    return (
        f"Fewer than {SMALLEST_GROUP} adults, so that what is told of them is nearly all chance: "
        f"{', '.join(told)}.",
    )


def groupings_of(text: str | None, kept: Iterable[str] = ()) -> tuple[str, ...]:
    """The groupings that ``--by`` names, each once and as it is called in results.

    Numbers behind a comma belong to the bands before them: ``sex,age:18,35,65,work``.
    """
    if not text:
        return ()
    parts: list[str] = []
    for part in (one.strip() for one in text.split(",")):
        if parts and ":" in parts[-1] and _NUMBER.fullmatch(part):
            parts[-1] += f",{part}"
        else:
            parts.append(part)
    kept = tuple(kept)
    return tuple(dict.fromkeys(grouping_of(part, kept).name for part in parts))
