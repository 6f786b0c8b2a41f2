"""What was read of a table of people, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.file_summary import FileSummary, UsedColumn, loss_warning, many
from simulation.population.cell_numbers import Numbers
from simulation.population.column import Column
from simulation.population.demographics import NOT_GIVEN, SEXES, Demographics
from simulation.population.sampling import effective_size
from simulation.population.table_opened import TableFile

LARGE_GAP = 0.5
"""Share of missing cells in a column above which a warning is given: most of it is drawn."""

COSTLY_WEIGHTS = 0.3
"""Effective size, as a share of the rows, below which weights are warned of."""

_BAND_OF_AGES = 10
_LARGEST_NINES = 1e6
_HEAP = 5


@dataclass(frozen=True, kw_only=True)
class Became:
    """What was done with the rows of a table: how many there were, their ``weight`` if they have
    one, whether people were ``drawn`` from them, whether missing cells were, whether everybody
    lives ``alone`` for want of households, whether these were drawn and how many people found no
    place of their kind in them, the names of the culture groups, the numbers that were read, and
    ``doubts`` about what columns mean."""

    rows: int
    weight: NDArray[np.float64] | None
    drawn: bool
    draw_missing: bool
    alone: bool
    households_drawn: bool
    misplaced: int
    cultures: tuple[str, ...]
    numbers: Mapping[str, Numbers]
    doubts: tuple[str, ...] = ()


def people_summary(
    file: TableFile, cells: Mapping[str, Column], who: Demographics, became: Became
) -> FileSummary:
    """The summary of a table from which people were made."""
    counts: dict[str, int | float | str | bool] = {"people": who.people, "rows": became.rows}
    facts = [many(who.people, "person", "people"), many(became.rows, "row")]
    left_out: dict[str, int] = {}
    warnings = list(file.warnings)
    if became.weight is not None:
        positive = became.weight[became.weight > 0]
        effective = effective_size(positive)
        counts["effective_size"] = round(effective, 1)
        facts.append(
            f"drawn by weight (column {cells['weight'].name}, effective size {effective:,.0f} of "
            f"{positive.size:,})"
        )
        left_out["weight 0"] = became.rows - positive.size
        if effective < COSTLY_WEIGHTS * positive.size:
            warnings.append(
                f"The weights are so unequal that {positive.size:,} rows tell as much as "
                f"{effective:,.0f} drawn alike (Kish)."
            )
        warnings += _uneven_weights(became.weight, cells, who)
    elif became.drawn:
        facts.append("rows repeated" if who.people > became.rows else "some of the rows drawn")
    facts += _households(who, became, counts, warnings)
    for name, column in cells.items():
        warnings += column.warnings
        missing = column.told["missing"]
        if missing > LARGE_GAP * became.rows and name not in ("household", "id"):
            warnings.append(
                f"Column {column.name!r} ({name}) is missing in {missing:,} of {became.rows:,} "
                "rows, so that most of it is drawn."
            )
        if name == "sex":
            facts += [f"sex: {note}" for note in column.notes]
        if unused := column.unused_values():
            warnings.append(
                f"The setting values names cells that column {column.name!r} does not have: "
                f"{', '.join(unused[:5])}{', ...' if len(unused) > 5 else ''}."
            )
        if missing and name not in ("household", "id"):
            facts.append(f"{name} {'drawn' if name != 'place' else 'not given'} for {missing:,}")
    warnings += became.doubts
    warnings += _heaps(cells, became.numbers)
    warnings += _empty_groups(cells, who, became)
    warnings += loss_warning(became.rows, left_out)
    used: dict[str, list[tuple[str, Column]]] = {}
    for name, column in cells.items():
        used.setdefault(column.name, []).append((name, column))
    return FileSummary(
        file=file.source,
        role="people",
        format=file.format,
        rows=became.rows,
        facts=tuple(facts),
        left_out=left_out,
        counts=counts,
        warnings=tuple(dict.fromkeys(warnings)),
        columns=tuple(
            UsedColumn(
                name,
                ", ".join(ours for ours, _ in used.get(name, ())),
                "; ".join(_note(ours, column, became) for ours, column in used.get(name, ())),
            )
            for name in file.names
        ),
        preview=file.preview,
        histograms={"age": _ages(who.age)},
    )


def _ages(age: NDArray[np.uint8]) -> dict[str, int]:
    number = np.bincount(age // _BAND_OF_AGES)
    return {
        f"{decade * _BAND_OF_AGES}-{decade * _BAND_OF_AGES + _BAND_OF_AGES - 1}": int(count)
        for decade, count in enumerate(number.tolist())
    }


def _note(name: str, column: Column, became: Became) -> str:
    """What became of a column, in a few words."""
    notes = []
    told = column.told
    if missing := told["missing"]:
        what = "missing"
        if name == "place":
            what = "not given"
        elif became.draw_missing:
            what = "missing, drawn"
        of_these = [
            f"{told[reason]:,} {reason}"
            for reason in ("declared missing", "out of range")
            if told[reason]
        ]
        reasons = f" ({', '.join(of_these)})" if of_these else ""
        notes.append(f"{missing:,} {what}{reasons}")
    if name in became.numbers and (banded := int((became.numbers[name].band >= 0).sum())):
        notes.append(f"{many(banded, 'band')}, drawn within")
    return ", ".join([*notes, *column.notes])


def _households(
    who: Demographics,
    became: Became,
    counts: dict[str, int | float | str | bool],
    warnings: list[str],
) -> list[str]:
    inside = who.household >= 0
    facts = []
    if inside.any():
        sizes = np.bincount(who.household[inside])
        counts["households"] = int(sizes.size)
        low, high = int(sizes.min()), int(sizes.max())
        most = f" of {many(high, 'person', 'people')}"
        if low != high:
            most = f" of {low} to {many(high, 'person', 'people')}"
        drawn = ", drawn as people live in Oceanside" if became.households_drawn else ""
        facts.append(f"{many(sizes.size, 'household')}{most}{drawn}")
        counts["living_alone"] = int((~inside).sum())
        if not inside.all():
            facts.append(f"{int((~inside).sum()):,} without a household")
        if became.misplaced:
            facts.append(f"{became.misplaced:,} in the place of another age or sex")
    elif became.alone:
        facts.append("everybody lives alone")
        warnings.append(
            "The table has no households, so everybody lives alone, without ties to kin: the "
            "setting draw_households: true puts people together as those of Oceanside live."
        )
    return facts


def _uneven_weights(
    weight: NDArray[np.float64], cells: Mapping[str, Column], who: Demographics
) -> list[str]:
    """A warning where members of one household have different weights."""
    if "household" not in cells:
        return []
    indices, texts = cells["household"].categories()
    known = np.array([text != "" for text in texts], bool)[indices]
    low, high = np.full(len(texts), np.inf), np.full(len(texts), -np.inf)
    np.minimum.at(low, indices[known], weight[known])
    np.maximum.at(high, indices[known], weight[known])
    uneven = int((high > low).sum())
    if not uneven:
        return []
    return [
        f"In {many(uneven, 'household')} the weights of members differ: the household has their "
        "mean, and weighted counts of persons are met less closely."
    ]


def _heaps(cells: Mapping[str, Column], numbers: Mapping[str, Numbers]) -> list[str]:
    """Warnings of numbers of nothing but nines that look like a code for missing."""
    warnings = []
    for name, found in numbers.items():
        values = found.values[~np.isnan(found.values)]
        if values.size == 0 or name not in ("age", "income", "household_size"):
            continue
        if name == "age":
            for code in (97.0, 98.0, 99.0):
                here = int((values == code).sum())
                near = int(((values >= 87) & (values <= 96)).sum())
                if here >= _HEAP and here > near:
                    warnings.append(
                        f"{here:,} people are {code:.0f} years old, more than all from 87 to 96: "
                        "if that is a code, declare it in the setting missing."
                    )
            continue
        top = float(values.max())
        digits = f"{top:.0f}"
        here = int((values == top).sum())
        plain = len(digits) >= 2 and set(digits[:-1]) == {"9"} and digits[-1] in "6789"
        rest = values[values < top]
        apart = rest.size and top > 3 * np.percentile(rest, 99)
        if plain and (apart or top >= _LARGEST_NINES) and here > 1:
            warnings.append(
                f"{here:,} cells of column {cells[name].name!r} ({name}) are {top:,.0f}: if that "
                "is a code, declare it in the setting missing."
            )
    return warnings


def _empty_groups(cells: Mapping[str, Column], who: Demographics, became: Became) -> list[str]:
    """Warnings of groups that a column of the table should have and nobody is in."""
    warnings = []
    groups = {"sex": SEXES[:2], "culture": became.cultures, "coverage": ("uninsured", "insured")}
    for name, names in groups.items():
        if name not in cells or len(names) < 2:
            continue
        codes = getattr(who, name)
        present = np.bincount(codes[codes != NOT_GIVEN], minlength=len(names))
        empty = [each for each, number in zip(names, present, strict=False) if not number]
        if empty and who.people > 20:
            warnings.append(
                f"Nobody is {' or '.join(empty)} ({name}, column {cells[name].name!r})."
            )
    return warnings
