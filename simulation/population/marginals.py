"""Marginals: counts by place that a population is to meet, as a census publishes them.

A table of marginals has one row for each count, and four columns:

- ``place``: name of the place.
- ``attribute``: of households ``household_size``, ``income`` (a year, US dollars of the source of
  the town), ``workers``; of persons ``age``, ``sex``, ``culture``, ``education``, ``work``.
- ``category``: for numbers a band, as ``0-17``, ``18-64``, ``65+``, ``under 5``, ``2``. Bands
  follow each other without gap, and one that ends where the next begins does not include that end.
  For the others one of their names, spelled as in a table of people (see ``table``).
- ``count``: of households or of persons, 0 or more; fractions may be.

A place may leave out an attribute, but not single categories of it. Households in a band or people
of a category that no row names are not counted: households outside the bands do not occur, people
outside them are free. For example::

    place,attribute,category,count
    harbour,household_size,1,310
    harbour,household_size,2,280
    harbour,household_size,3+,260
    harbour,age,0-17,420
    harbour,age,18+,1560

``reweighting`` turns marginals into people.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.file_summary import FileSummary
from simulation.population.column import Column
from simulation.population.demographics import CULTURES, plain_spelling
from simulation.population.fields import PEOPLE_COLUMNS, culture_column
from simulation.population.marginals_summary import marginals_summary
from simulation.population.missing import Missing
from simulation.population.numerals import POINT, band_in, number_in
from simulation.population.published_counts import (
    counts_of,
    is_total,
    nearly,
    refuse_shares,
    total_place,
)
from simulation.population.table_file import open_table
from simulation.population.table_problems import Problems

COLUMNS = ("place", "attribute", "category", "count")
"""The columns of a table of marginals."""

HOUSEHOLD_ATTRIBUTES = ("household_size", "income", "workers")
"""Attributes that count households. The first that a place gives tells how many there are."""

PERSON_ATTRIBUTES = ("age", "sex", "culture", "education", "work")
"""Attributes that count persons. The first that a place gives tells how many there are."""

_BANDED = ("household_size", "income", "workers", "age")
_ATTRIBUTES = (*HOUSEHOLD_ATTRIBUTES, *PERSON_ATTRIBUTES)

LARGEST_PLACES = 10_000
"""The most places: each takes one weight for each household of the source."""

LARGEST_COUNT = 50_000_000
"""The largest count of a row, and the most households of all places together."""

# Counts of one place that come from different tables differ by rounding, not by more than this.
_DISAGREEMENT = 0.1
_ROUNDING = 5.0

_BANDS_ALLOWED = "a band such as 0-17, 65+, under 5, or one number"


class Control(NamedTuple):
    """One category that is counted: values from ``low`` up to, not including, ``high``.

    For attributes that are names, the value is the code of the name.
    """

    attribute: str
    category: str
    low: float
    high: float

    @property
    def of_households(self) -> bool:
        """Whether households are counted, not persons."""
        return self.attribute in HOUSEHOLD_ATTRIBUTES


class Marginals(NamedTuple):
    """Counts by place.

    ``places``: their names. ``controls``: what is counted. ``counts`` float64 (places, controls):
    NaN where a place does not give the attribute; attributes of one place agree in their total.
    ``cultures``: names of the culture groups, in the order of their codes. ``summary``: what was
    read, if it came from a file.
    """

    places: tuple[str, ...]
    controls: tuple[Control, ...]
    counts: NDArray[np.float64]
    cultures: tuple[str, ...]
    summary: FileSummary | None = None

    @property
    def households(self) -> NDArray[np.float64]:
        """How many households each place has; NaN where it only counts persons."""
        return self._total(HOUSEHOLD_ATTRIBUTES)

    @property
    def persons(self) -> NDArray[np.float64]:
        """How many persons each place has; NaN where it only counts households."""
        return self._total(PERSON_ATTRIBUTES)

    def _total(self, attributes: Sequence[str]) -> NDArray[np.float64]:
        total = np.full(len(self.places), np.nan)
        for attribute in attributes:
            own = [c for c, control in enumerate(self.controls) if control.attribute == attribute]
            if own:
                total = np.where(np.isnan(total), self.counts[:, own].sum(axis=1), total)
        return total


def _band(text: str) -> tuple[float, float] | None:
    """First and last value of a band or of one number; None if it is neither."""
    number = number_in(text, POINT)
    return band_in(text) if number is None else (number, number)


def _bands(attribute: str, texts: Mapping[str, int], category: Column) -> list[Control]:
    """The bands of an attribute, in order; ``texts`` tells in which row each occurs first."""
    found = []
    for text, row in texts.items():
        band = _band(text)
        if band is None or band[0] > band[1]:
            raise category.error(f"not a band of {attribute}", row, _BANDS_ALLOWED)
        found.append((*band, text, row))
    found.sort()
    controls = []
    for index, (low, last, text, row) in enumerate(found):
        # 4 goes up to 5; what is under 5 ends there.
        high = last + 1 if last.is_integer() else math.nextafter(last, math.inf)
        if index + 1 < len(found):
            follows = found[index + 1][0]
            if not last <= follows <= last + 1 or follows <= low:
                problem = "overlap" if follows < last or follows <= low else "leave a gap"
                raise category.error(
                    f"bands of {attribute} {problem}",
                    row,
                    f"the next band, {found[index + 1][2]!r}, begins where this one ends",
                )
            high = follows
        controls.append(Control(attribute, text, low, high))
    return controls


def _named(
    attribute: str, texts: Mapping[str, int], category: Column, cultures: Sequence[str]
) -> tuple[list[Control], dict[str, int]]:
    """The named categories of an attribute, in the order of their codes, and which is meant by
    each text: several may spell one category."""
    column = culture_column(cultures) if attribute == "culture" else PEOPLE_COLUMNS[attribute]
    names, spellings = tuple(column.categories or ()), column.spellings()
    codes = {}
    for text, row in texts.items():
        code = spellings.get(plain_spelling(text))
        if code is None:
            raise category.error(f"unknown category of {attribute}", row, ", ".join(names))
        codes[text] = code
    used = sorted(set(codes.values()))
    controls = [Control(attribute, names[code], code, code + 1) for code in used]
    return controls, {text: used.index(code) for text, code in codes.items()}


def read_marginals(
    path: str | os.PathLike[str],
    columns: Mapping[str, str] | None = None,
    cultures: Sequence[str] = CULTURES,
    *,
    encoding: str | None = None,
    decimal: str | None = None,
    sheet: str | None = None,
) -> Marginals:
    """Marginals from a table in the form described above, in any kind of file (``table_file``).

    ``columns`` maps our names of the four columns to those of the file, where they differ;
    ``encoding``, ``decimal`` and ``sheet`` are as for a table of people. Totals among the
    categories or places are left out where they are the sum of the others. Attributes of one place
    that disagree in their total by rounding (up to a tenth, or 5) are scaled to the first. Raises
    InputError where they disagree by more, and for unknown attributes and categories, bands that
    overlap or leave gaps, counts that are missing, hidden, negative, infinite, percentages or given
    twice, totals that are none, and places that name no household or person at all.
    """
    for ours in columns or {}:
        if ours not in COLUMNS:
            raise unknown_name("column to map", ours, COLUMNS, source=str(path))
    file = open_table(path, encoding=encoding, sheet=sheet)
    cells = file.columns({name: name for name in COLUMNS} | dict(columns or {}))
    problems = Problems(file.source)
    for name, column in cells.items():
        column.problems = problems
        column.decimal = decimal
        if name != "count":
            column.missing = Missing(usual=False)  # NA may be the name of a place
    counts = counts_of(cells["count"], LARGEST_COUNT, file.separator)
    place, places = cells["place"].categories()
    spelled, spellings = cells["attribute"].categories()
    category, categories = cells["category"].categories()
    for name, texts, indices in (("place", places, place), ("category", categories, category)):
        if "" in texts:
            cells[name].tell_rows(
                "value is missing", indices == texts.index(""), f"the name of a {name}"
            )
    if len(places) > LARGEST_PLACES:
        raise InputError(
            "too many places",
            source=cells["place"].source,
            found=len(places),
            allowed=f"up to {LARGEST_PLACES}",
        )
    attributes = [plain_spelling(text).replace(" ", "_") for text in spellings]
    for index, attribute in enumerate(attributes):
        if attribute not in _ATTRIBUTES:
            cells["attribute"].tell_rows(
                "unknown attribute", spelled == index, ", ".join(_ATTRIBUTES)
            )
    problems.refuse()

    attribute_of = np.array([_ATTRIBUTES.index(name) for name in attributes])[spelled]
    totals = _total_rows(attribute_of, categories, category, cultures)
    controls: list[Control] = []
    cell_control = np.full(counts.size, -1)
    for number, attribute in enumerate(_ATTRIBUTES):
        rows = np.flatnonzero((attribute_of == number) & ~totals)
        values, first = np.unique(category[rows], return_index=True)
        texts_of = {categories[v]: int(rows[f]) for v, f in zip(values, first, strict=True)}
        if attribute in _BANDED:
            made = _bands(attribute, texts_of, cells["category"])
            position = {control.category: index for index, control in enumerate(made)}
        else:
            made, position = _named(attribute, texts_of, cells["category"], cultures)
        cell_control[rows] = [
            len(controls) + position[categories[value]] for value in category[rows]
        ]
        controls += made

    table = np.full((len(places), len(controls)), np.nan)
    kept = np.flatnonzero(~totals)
    cell = place[kept].astype(np.int64) * len(controls) + cell_control[kept]
    _, first = np.unique(cell, return_index=True)
    if first.size < cell.size:
        again = kept[np.setdiff1d(np.arange(cell.size), first)]
        raise cells["category"].error(
            f"counted twice for {places[place[again[0]]]!r}", int(again[0]), "one row each"
        )
    table.ravel()[cell] = counts[kept]
    _check_totals(table, controls, attribute_of, place, counts, totals, cells["count"])
    whole = total_place(places, table, file.source)
    left_out = {"totals of a place": int(totals.sum())}
    if whole is not None:
        left_out[f"the total {places[whole]!r} of all places"] = int(
            np.count_nonzero((place == whole) & ~totals)
        )
        table = np.delete(table, whole, axis=0)
        places = [name for number, name in enumerate(places) if number != whole]
    marginals = Marginals(tuple(places), tuple(controls), table, tuple(cultures))
    sums = np.array([_sums(table, controls, name) for name in _ATTRIBUTES])
    warnings = refuse_shares(sums, table, cells["count"])
    agreeing = _agreeing(marginals, cells["count"].source)
    summary = marginals_summary(
        file,
        cells,
        agreeing.places,
        [control.attribute for control in controls],
        agreeing.households,
        agreeing.persons,
        left_out,
        warnings,
    )
    return agreeing._replace(summary=summary)


def _total_rows(
    attribute_of: NDArray[Any],
    categories: Sequence[str],
    category: NDArray[np.int32],
    cultures: Sequence[str],
) -> NDArray[np.bool_]:
    """Which rows count all of an attribute: called a total, and no culture group of that name."""
    total = np.array([is_total(text) for text in categories], bool)
    groups = {plain_spelling(name) for name in cultures}
    group = np.array([plain_spelling(text) in groups for text in categories], bool)
    of_culture = attribute_of == _ATTRIBUTES.index("culture")
    return total[category] & ~(of_culture & group[category])


def _sums(
    table: NDArray[np.float64], controls: Sequence[Control], attribute: str
) -> NDArray[np.float64]:
    """The total of an attribute in each place, NaN where it is not given."""
    own = [c for c, control in enumerate(controls) if control.attribute == attribute]
    return table[:, own].sum(axis=1) if own else np.full(table.shape[0], np.nan)


def _check_totals(
    table: NDArray[np.float64],
    controls: Sequence[Control],
    attribute_of: NDArray[Any],
    place: NDArray[np.int32],
    counts: NDArray[np.float64],
    totals: NDArray[np.bool_],
    column: Column,
) -> None:
    """Refuse a total that is not the sum of the categories beside it."""
    for number in np.unique(attribute_of[totals]).tolist():
        sums = _sums(table, controls, _ATTRIBUTES[number])
        rows = np.flatnonzero(totals & (attribute_of == number))
        wrong = np.zeros(counts.size, bool)
        wrong[rows] = ~nearly(counts[rows], sums[place[rows]])
        if wrong.any():
            row = int(wrong.argmax())
            raise column.error(
                f"a total of {_ATTRIBUTES[number]} that is not the sum of its categories, "
                f"{sums[place[row]]:g}",
                row,
                "all categories of the attribute, or no total",
            )


def _agreeing(marginals: Marginals, source: str) -> Marginals:
    """The marginals with all attributes of a place scaled to one total; checked to be whole."""
    counts = marginals.counts.copy()
    names = np.array([control.attribute for control in marginals.controls])
    for attributes, totals in (
        (HOUSEHOLD_ATTRIBUTES, marginals.households),
        (PERSON_ATTRIBUTES, marginals.persons),
    ):
        for attribute in attributes:
            own = np.flatnonzero(names == attribute)
            given = np.isfinite(counts[:, own])
            partly = given.any(axis=1) & ~given.all(axis=1)
            if partly.any():
                row = int(partly.argmax())
                absent = marginals.controls[own[int((~given[row]).argmax())]].category
                raise InputError(
                    f"no count of {attribute} {absent!r} for {marginals.places[row]!r}",
                    source=source,
                    allowed="a row for each category of the attribute, or for none",
                )
            here = given.any(axis=1)
            own_total = counts[:, own].sum(axis=1)
            apart = np.abs(own_total - totals)
            wrong = here & (apart > _ROUNDING) & (apart > _DISAGREEMENT * totals)
            if wrong.any():
                row = int(wrong.argmax())
                raise InputError(
                    f"counts of {attribute} in {marginals.places[row]!r} disagree with the other "
                    "counts of that place in their total",
                    source=source,
                    found=float(own_total[row]),
                    allowed=f"about {totals[row]:g} (counts, not percentages)",
                )
            with np.errstate(invalid="ignore", divide="ignore"):
                scale = np.where(own_total > 0, totals / own_total, 1.0)
            counts[:, own] *= scale[:, None]
    total = float(np.nansum(marginals.households)) or float(np.nansum(marginals.persons))
    if not 0 < total <= LARGEST_COUNT:
        raise InputError(
            "households of all places together out of range",
            source=source,
            found=total,
            allowed=f"1 to {LARGEST_COUNT}",
        )
    return marginals._replace(counts=counts)
