"""People of the user's own: a table of persons, one row each, in any kind of file (``table_file``).

Columns that may be given, by our name (a scenario maps them to the names in the file), are listed
in ``fields``. What the table does not tell is drawn, see ``read_people``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import FileSummary
from simulation.measures.traits import TRAIT_ROWS
from simulation.population.cell_numbers import Numbers
from simulation.population.column import Column
from simulation.population.demographics import CULTURES, NOT_GIVEN, Demographics
from simulation.population.fields import (
    DEMOGRAPHIC_COLUMNS,
    PEOPLE_COLUMNS,
    culture_column,
)
from simulation.population.households import (
    NOT_WITHIN,
    Households,
    alone,
    grouped,
    parts_named,
    refuse_numbers_that_begin_anew,
)
from simulation.population.living_together import lived_together
from simulation.population.people_summary import Became, people_summary
from simulation.population.sampling import by_weight, copied_labels, repeated
from simulation.population.table_cells import (
    PLACE_NOT_GIVEN,
    Cells,
    TableSettings,
    labels_of,
    mapped_columns,
    opened_columns,
)
from simulation.population.table_doubts import (
    doubts,
    refuse_body_weights,
    refuse_other_units,
    refuse_rows_of_words,
    refuse_waves,
)
from simulation.population.table_file import open_table
from simulation.population.table_opened import TableFile
from simulation.population.table_problems import Problems
from simulation.population.town import culture_codes, donors, persons_of, within_bands

_FEW_PLACES = 12
"""Places up to which a weighted table is sorted by place before all else."""

__all__ = ["PLACE_NOT_GIVEN", "PeopleTable", "TableSettings", "read_people"]


class PeopleTable(NamedTuple):
    """People read from a table.

    ``demographics``: the people, ``labels`` filled if the table has ids.
    ``traits``: for each trait that the table gives, float32 from 0 to 1, one entry a person; NaN
    where a cell was missing and missing cells are to be drawn.
    ``file_row`` int64: in which row of the file (counted from 0) each person stands.
    ``summary``: what was read. ``weighted``: whether they were drawn by survey weights.
    """

    demographics: Demographics
    traits: dict[str, NDArray[np.float32]]
    file_row: NDArray[np.int64]
    summary: FileSummary | None = None
    weighted: bool = False


def _filled(given: NDArray[Any] | None, drawn: NDArray[Any], gap: Any = NOT_GIVEN) -> NDArray[Any]:
    """What the table gives, and what was drawn where it gives nothing."""
    if given is None:
        return drawn
    missing = np.isnan(given) if given.dtype.kind == "f" else given == gap
    return np.where(missing, drawn, given).astype(drawn.dtype)


def _margins(
    places: tuple[NDArray[np.int32], tuple[str, ...]] | None,
    codes: Mapping[str, NDArray[np.uint8] | None],
    age: Numbers | None,
) -> list[NDArray[np.int64]]:
    """The groups whose weighted numbers a draw is to meet, in the order of sorting."""
    groups: list[NDArray[Any] | None] = [codes["sex"]]
    if age is not None:
        years = np.nan_to_num(age.values, nan=-1.0)
        decade = np.where(years < 0, -1, years // 10)
        # Bands stand for themselves.
        groups.append(np.where(age.band >= 0, 20 + age.band, decade))
    groups += [codes[name] for name in ("education", "work", "culture", "coverage")]
    if places is not None:
        # Few places are sorted by first; of many each would have too few people for the others.
        groups.insert(0 if len(places[1]) <= _FEW_PLACES else len(groups), places[0])
    return [
        np.unique(group, return_inverse=True)[1].astype(np.int64)
        for group in groups
        if group is not None
    ]


def _people_chosen(
    households: Households,
    weight: NDArray[np.float64] | None,
    groups: Sequence[NDArray[np.int64]],
    people: int | None,
    seed: int,
) -> tuple[Households, NDArray[np.int64] | None]:
    """The people of the world: the rows of the table, or a draw of them with copies numbered."""
    rows = households.order.size
    if weight is not None:
        drawn = by_weight(
            households,
            weight[households.order],
            [each[households.order] for each in groups],
            people,
            seed,
        )
    elif people is not None and people != rows:
        drawn = repeated(households, people, seed)
    else:
        return households, None
    return drawn.households, drawn.copy


def read_people(
    path: str | os.PathLike[str],
    columns: Mapping[str, str] | None = None,
    cultures: Sequence[str] = CULTURES,
    *,
    seed: int = 0,
    draw_missing: bool = False,
    people: int | None = None,
    settings: TableSettings | None = None,
    ties_given: bool = False,
) -> PeopleTable:
    """People from a table of the user's own.

    ``columns`` maps our names (see ``fields``) to those of the file; left out, columns of the file
    that carry our names are taken. One column is enough. ``cultures`` are the names that the column
    ``culture`` may hold. ``settings`` say how the file is to be read. ``ties_given``:
    whether a network tells who knows whom, so that people without households are no surprise.

    *Order.* Members of a household are brought together at the place of the first of them;
    otherwise people stand in the order of the file. ``labels`` and ``file_row`` go along.

    *How many.* As many as there are rows; with ``people``, so many: households are repeated or left
    out, see ``sampling``. With a column ``weight`` households (or persons) are drawn in proportion
    to it. Who is drawn again gets an id of their own. The household drawn last may lack members,
    for whom there was no more place; ``household_size`` still counts them.

    *What the table does not tell* is taken from persons of Oceanside: each row of the file draws
    one person there, of the same sex and age group as far as the table gives these (see
    ``donors``; where it gives neither ages nor households, an adult). All that a row lacks comes
    from that one person, so that income, education and work fit together; but members of a
    household share income, place and culture of the one drawn for the member named first.
    Without a column ``household`` people have no household (-1), unless households are drawn (see
    ``living_together``). The draw depends on the seed and the row alone, so rows added at the end
    change nothing before them. Coverage, trauma and traits that are not given stay so. Where a cell
    names a band, a number within it is drawn (see ``within_bands``).

    *Missing cells* are refused, except in ``household``; with ``draw_missing`` they are drawn like
    columns that are absent; but missing traits become NaN, and people without a place share one
    called PLACE_NOT_GIVEN.

    Raises InputError for a file that cannot be read, an unknown or repeated column, household
    numbers that cannot be (see ``households``), survey weights of which nobody has said whether
    they count, and all at once, with their number and the first row of each kind, for ids that
    repeat, cells that are missing, of the wrong type, out of range, or of an unknown category.
    """
    settings = settings or TableSettings()
    fields = {**PEOPLE_COLUMNS, "culture": culture_column(cultures)}
    file = open_table(path, encoding=settings.encoding, sheet=settings.sheet)
    wanted = mapped_columns(file, columns, (*DEMOGRAPHIC_COLUMNS, *TRAIT_ROWS))
    _check_household_settings(file, wanted, settings)
    problems = Problems(file.source)
    refuse_waves(file, wanted)
    cells = opened_columns(file, wanted, settings, fields, problems)
    refuse_rows_of_words(file, cells)
    rows = next(iter(cells.values())).size

    reader = Cells(cells, draw_missing=draw_missing)
    labels = labels_of(cells["id"]) if "id" in cells else None
    households = _households(file, wanted, cells, settings)
    numbers = {
        name: reader.numbers(fields[name])
        for name in ("age", "income", "household_size", *TRAIT_ROWS)
    }
    codes = {
        name: reader.codes(fields[name])
        for name in ("sex", "culture", "education", "work", "coverage", "trauma")
    }
    places, weight = reader.places(), reader.weights()
    read = {name: each for name, each in numbers.items() if each is not None}
    refuse_other_units(cells, read)
    if weight is not None and "weight" not in (columns or {}):
        refuse_body_weights(cells["weight"], weight, numbers["age"])
    problems.refuse()

    groups = [] if weight is None else _margins(places, codes, numbers["age"])
    chosen, copy = _people_chosen(households, weight, groups, people, seed)
    order = chosen.order
    key = order if copy is None else np.arange(order.size)

    def banded(name: str, keys: NDArray[np.int64]) -> NDArray[np.float64] | None:
        found = numbers[name]
        if found is None:
            return None
        values = found.values[order]
        if not found.bands:
            return values
        drawn = within_bands(seed, keys, name, found.band[order], found.bands)
        return np.where(found.band[order] >= 0, drawn, values)

    def coded(name: str) -> NDArray[np.uint8] | None:
        found = codes[name]
        return None if found is None else found[order]

    age_given = banded("age", key)
    age = None
    if age_given is not None:
        age = np.nan_to_num(age_given, nan=NOT_GIVEN).astype(np.uint8)
    donor = donors(seed, key, age=age, sex=coded("sex"), adults_only="household" not in cells)
    misplaced = 0
    if settings.draw_households:
        drawn = persons_of(donor, cultures)
        income = numbers["income"]
        lived = lived_together(
            seed,
            _filled(age, drawn.age),
            _filled(coded("sex"), drawn.sex),
            None if places is None else places[0][order],
            coded("culture"),
            None if income is None else income.values[order],
            culture_codes(cultures),
        )
        misplaced = lived.misplaced
        chosen = lived.households._replace(order=order[lived.households.order])
        key, donor = key[lived.households.order], donor[lived.households.order]
        copy = None if copy is None else copy[lived.households.order]
        age = None if age is None else age[lived.households.order]
        order = chosen.order
    drawn = persons_of(donor, cultures)
    in_households = "household" in cells or settings.draw_households
    first = np.arange(order.size)
    if in_households:
        first = np.flatnonzero(chosen.leads)[np.cumsum(chosen.leads) - 1]

    size = banded("household_size", key[first])
    counted = chosen.members.astype(np.uint16) if in_households else drawn.household_size
    demographics = Demographics(
        age=_filled(age, drawn.age),
        sex=_filled(coded("sex"), drawn.sex),
        income=_filled(banded("income", key[first]), drawn.income[first]),
        household=chosen.household,
        household_size=_filled(size, counted),
        place=drawn.place[first],
        culture=_filled(coded("culture"), drawn.culture[first]),
        education=_filled(coded("education"), drawn.education),
        work=_filled(coded("work"), drawn.work),
        coverage=_filled(coded("coverage"), drawn.coverage),
        trauma=_filled(coded("trauma"), drawn.trauma),
        places=drawn.places,
    )
    if labels is not None:
        named = [labels[row] for row in order.tolist()]
        demographics = demographics._replace(
            labels=named if copy is None else copied_labels(labels, order, copy)
        )
    if places is not None:
        demographics = demographics._replace(place=places[0][order], places=places[1])
    found = {
        name: values.values[order].astype(np.float32)
        for name in TRAIT_ROWS
        if (values := numbers[name]) is not None
    }
    summary = people_summary(
        file,
        cells,
        demographics,
        Became(
            rows=rows,
            weight=weight,
            drawn=copy is not None,
            draw_missing=draw_missing,
            alone=not in_households and not ties_given,
            households_drawn=settings.draw_households,
            misplaced=misplaced,
            cultures=tuple(cultures),
            numbers=read,
            doubts=tuple(doubts(file, cells, read, rows)),
        ),
    )
    return PeopleTable(demographics, found, order, summary, weight is not None)


def _check_household_settings(
    file: TableFile, wanted: Mapping[str, str], settings: TableSettings
) -> None:
    """Refuse settings of households that contradict the columns."""
    if settings.draw_households:
        for name in ("household", "household_size"):
            if name in wanted:
                raise InputError(
                    f"households are drawn only for a table that has none, and {name} is mapped",
                    source=file.source,
                    field="draw_households",
                    found=True,
                    allowed=f"false, or no column {name} mapped",
                )
    if settings.household_within and "household" not in wanted:
        raise InputError(
            "no column household is mapped",
            source=file.source,
            field="household_within",
            found=list(settings.household_within),
            allowed="with a column household",
        )


def _households(
    file: TableFile,
    wanted: Mapping[str, str],
    cells: Mapping[str, Column],
    settings: TableSettings,
) -> Households:
    """Who lives together, by the column of households."""
    rows = next(iter(cells.values())).size
    if "household" not in cells:
        return alone(rows)
    column = cells["household"]
    named = [name for name in settings.household_within if name != NOT_WITHIN]
    parts = {name: wanted.get(name, name) for name in named}
    within = _cut(file.columns(parts), rows) if parts else {}
    made = grouped(column, cells.get("place"), within)
    if not settings.household_within:
        names = parts_named(file.names, set(wanted.values()))
        others = _cut(file.columns({name: name for name in names}), rows) if names else {}
        refuse_numbers_that_begin_anew(column, made, others)
    return made


def _cut(columns: dict[str, Column], rows: int) -> dict[str, Column]:
    for column in columns.values():
        column.cells = column.cells[:rows]
    return columns
