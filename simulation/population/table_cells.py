"""The columns of a table of people: which are read, how, and what stands in their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.population.cell_codes import checked_values, codes_in
from simulation.population.cell_numbers import Numbers, numbers_in, settle_decimals
from simulation.population.column import Column
from simulation.population.columns import MOST_PLACES
from simulation.population.demographics import NOT_GIVEN
from simulation.population.fields import PEOPLE_COLUMNS, TableColumn
from simulation.population.missing import Code, Missing, missing_rules
from simulation.population.sampling import NO_WEIGHT, weight_like
from simulation.population.table_opened import TableFile
from simulation.population.table_problems import Problems

PLACE_NOT_GIVEN = "not given"
"""Name of the place of those whose place is missing."""


@dataclass(frozen=True, kw_only=True)
class TableSettings:
    """How a table is to be read where the file does not say.

    ``missing``: what means that nothing is known, everywhere or by column. ``values``: by column,
    what its cells mean. ``encoding``, ``decimal`` (point or comma) and ``sheet``: of the file.
    ``household_within``: columns in each of whose values household numbers begin anew. With
    ``draw_households`` people of a table without households are put together as in Oceanside.
    """

    missing: Sequence[Code] | Mapping[str, Sequence[Code]] = ()
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    encoding: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    household_within: Sequence[str] = ()
    draw_households: bool = False


def mapped_columns(
    file: TableFile, columns: Mapping[str, str] | None, known: Sequence[str]
) -> dict[str, str]:
    """Which columns are read: those mapped, or, with no mapping, those that carry our names."""
    if not columns or set(columns) == {"weight"}:
        given = columns or {}
        wanted = {name: name for name in known if name in file.names and name not in given}
        if "weight" in wanted and "weight" not in weight_like(file.names):
            del wanted["weight"]
        if not wanted:
            raise InputError(
                "no column has a name that is known, and none is mapped",
                source=file.source,
                field="columns",
                found=file.names[:12],
                allowed=", ".join(known) + " (helpseek list columns explains them)",
            )
        columns = {**wanted, **given}
    for ours, theirs in columns.items():
        if ours not in known:
            raise unknown_name("column to map", ours, known, source=file.source)
        if not isinstance(theirs, str):
            raise InputError(
                "not the name of a column",
                source=file.source,
                field=f"columns.{ours}",
                found=theirs,
                allowed="text",
            )
    wanted = {ours: theirs.strip() for ours, theirs in columns.items()}
    if "weight" not in wanted:
        _refuse_unused_weights(file, wanted)
    elif wanted["weight"] == NO_WEIGHT and NO_WEIGHT not in file.names:
        del wanted["weight"]
    return wanted


def _refuse_unused_weights(file: TableFile, wanted: Mapping[str, str]) -> None:
    """Refuse a table whose survey weights nobody has spoken of."""
    names = [name for name in weight_like(file.names) if name not in wanted.values()]
    for name in names:
        if file.names.count(name) > 1:
            continue
        column = file.columns({"weight": name})["weight"]
        column.missing = Missing(out_of_range=True)
        column.problems = Problems(file.source)
        values = numbers_in(column, PEOPLE_COLUMNS["weight"], gaps=True).values
        values = values[~np.isnan(values)]
        if column.problems.any or values.size == 0 or values.min() == values.max():
            continue  # texts, or equal for all
        raise InputError(
            "a column that looks like survey weights is not used",
            source=file.source,
            field="columns",
            found=name,
            allowed=f"weight: {name}, which draws a population that the weights describe, or "
            f"weight: {NO_WEIGHT}, which takes the rows as they are",
        )


def opened_columns(
    file: TableFile,
    wanted: Mapping[str, str],
    settings: TableSettings,
    fields: Mapping[str, TableColumn],
    problems: Problems,
) -> dict[str, Column]:
    """The columns that are read, with all that was declared about them, blank rows at the end
    left out."""
    columns = file.columns(wanted)
    rules = missing_rules(settings.missing, wanted, file.source)
    for name in settings.values:
        if name not in wanted or (fields[name].kind == "name" and name != "place"):
            raise InputError(
                "no mapped column of this name has values to map",
                source=file.source,
                field="values",
                found=name,
                allowed=", ".join(n for n in wanted if fields[n].kind != "name" or n == "place"),
            )
    filled = np.zeros(next(iter(columns.values())).size, bool)
    for name, column in columns.items():
        column.missing = rules[name]
        column.decimal = settings.decimal
        column.problems = problems
        if name in settings.values:
            column.values = checked_values(settings.values[name], fields[name], file.source)
        filled |= column.filled()
    last = int(filled.nonzero()[0].max(initial=-1)) + 1
    if 0 < last < filled.size and len(set(wanted.values())) > 1:
        for column in columns.values():
            column.cells = column.cells[:last]
    settle_decimals(file.separator, columns, fields)
    return columns


def labels_of(column: Column) -> list[str]:
    """The ids of the people, which must all be there and differ."""
    texts = column.texts()
    labels: list[str] = texts.to_pylist()
    blank = np.array([label == "" for label in labels], bool)
    column.tell_rows("value is missing", blank, "a different id for each row")
    again = np.zeros(len(labels), bool)
    seen: set[str] = set()
    for row, label in enumerate(labels):
        again[row] = label in seen
        seen.add(label)
    column.tell_rows("id occurs more than once", again & ~blank, "a different id for each row")
    column.tell_rows("ids whose last digits are lost", column.scientific(), "ids in full, as text")
    return labels


class Cells:
    """The cells of a table in the order of the file; missing ones are gaps or problems."""

    def __init__(self, columns: Mapping[str, Column], *, draw_missing: bool) -> None:
        self.columns = columns
        self.gaps = draw_missing

    def numbers(self, field: TableColumn) -> Numbers | None:
        """The numbers of a column, None if it is not read."""
        if field.name not in self.columns:
            return None
        return numbers_in(self.columns[field.name], field, gaps=self.gaps)

    def codes(self, field: TableColumn) -> NDArray[np.uint8] | None:
        """The codes of a column with categories, None if it is not read."""
        if field.name not in self.columns:
            return None
        gap = NOT_GIVEN if self.gaps else None
        return codes_in(self.columns[field.name], field, gap=gap)

    def weights(self) -> NDArray[np.float64] | None:
        """Survey weights, which must all be there; None if there is no column of them."""
        if "weight" not in self.columns:
            return None
        column = self.columns["weight"]
        values = numbers_in(column, PEOPLE_COLUMNS["weight"], gaps=True).values
        column.tell_rows(
            "a survey weight is missing",
            np.isnan(values) & ~column.wrong_texts,
            "a weight for each row; 0 leaves a row out",
        )
        if not np.nansum(values) > 0:
            column.tell(
                InputError(
                    "no row has a weight above 0",
                    source=column.source,
                    field=f"column {column.name!r}",
                )
            )
        return np.nan_to_num(values)

    def places(self) -> tuple[NDArray[np.int32], tuple[str, ...]] | None:
        """For each row the index of its place, and the places; None if there is no column."""
        if "place" not in self.columns:
            return None
        column = self.columns["place"]
        indices, texts = column.categories(labelled=True)
        if "" in texts:
            here = indices == texts.index("")
            column.told["missing"] += int(here.sum())
            if not self.gaps:
                column.tell_rows(
                    "value is missing",
                    here,
                    f"the name of a place (draw_missing calls it {PLACE_NOT_GIVEN!r})",
                )
        if len(texts) > MOST_PLACES:
            row = int((indices == MOST_PLACES).argmax())
            column.tell(
                column.error(
                    f"too many places, {len(texts):,}",
                    row,
                    f"up to {MOST_PLACES:,} different ones",
                )
            )
        return indices, tuple(text or PLACE_NOT_GIVEN for text in texts)
