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
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.file_summary import FileSummary
from simulation.population.demographics import (
    CULTURES,
    EDUCATIONS,
    SEXES,
    WORKS,
    plain_spelling,
)
from simulation.population.table import EDUCATION_SPELLINGS, SEX_SPELLINGS, WORK_SPELLINGS
from simulation.population.table_file import Column, read_columns

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

_NUMBER = r"(\d+(?:\.\d+)?)"
_BAND_FORMS = (
    (re.compile(_NUMBER), "one"),
    (re.compile(_NUMBER + r"(?:-|–|to)" + _NUMBER), "from to"),
    (re.compile(_NUMBER + r"(?:\+|andover|ormore|andmore|orolder|andolder)"), "from"),
    (re.compile(r"(?:<|under|below|lessthan)" + _NUMBER), "below"),
)
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
    """First and last value of a band (without end: infinity), or None if it is not one."""
    plain = re.sub(r"[\s,$€£]", "", text.casefold())
    for form, meaning in _BAND_FORMS:
        if match := form.fullmatch(plain):
            numbers = [float(number) for number in match.groups()]
            if meaning == "below":
                return 0.0, numbers[0]
            return numbers[0], math.inf if meaning == "from" else numbers[-1]
    return None


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
        high = last + 1 if math.isfinite(last) else last
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
    names, spellings = {
        "sex": (SEXES, SEX_SPELLINGS),
        "culture": (cultures, {plain_spelling(name): code for code, name in enumerate(cultures)}),
        "education": (EDUCATIONS, EDUCATION_SPELLINGS),
        "work": (WORKS, WORK_SPELLINGS),
    }[attribute]
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
) -> Marginals:
    """Marginals from a CSV or Parquet file in the form described above.

    ``columns`` maps our names of the four columns to those of the file, where they differ.
    Attributes of one place that disagree in their total by rounding (up to a tenth, or 5) are
    scaled to the first; raises InputError where they disagree by more, and for unknown attributes
    and categories, bands that overlap or leave gaps, counts that are missing, negative, infinite
    or given twice, and places that name no household or person at all.
    """
    for ours in columns or {}:
        if ours not in COLUMNS:
            raise unknown_name("column to map", ours, COLUMNS, source=str(path))
    cells = read_columns(path, {name: name for name in COLUMNS} | dict(columns or {}))
    counts = cells["count"].numbers(0, LARGEST_COUNT)
    place, places = cells["place"].categories()
    spelled, spellings = cells["attribute"].categories()
    category, categories = cells["category"].categories()
    for name, texts, indices in (("place", places, place), ("category", categories, category)):
        if "" in texts:
            row = int((indices == texts.index("")).argmax())
            raise cells[name].error("value is missing", row, f"the name of a {name}")
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
            row = int((spelled == index).argmax())
            raise cells["attribute"].error("unknown attribute", row, ", ".join(_ATTRIBUTES))

    controls: list[Control] = []
    cell_control = np.full(counts.size, -1)
    attribute_of = np.array([_ATTRIBUTES.index(name) for name in attributes])[spelled]
    for number, attribute in enumerate(_ATTRIBUTES):
        rows = np.flatnonzero(attribute_of == number)
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
    cell = place.astype(np.int64) * len(controls) + cell_control
    _, first = np.unique(cell, return_index=True)
    if first.size < cell.size:
        again = np.setdiff1d(np.arange(cell.size), first)
        raise cells["category"].error(
            f"counted twice for {places[place[again[0]]]!r}", int(again[0]), "one row each"
        )
    table.ravel()[cell] = counts
    marginals = Marginals(tuple(places), tuple(controls), table, tuple(cultures))
    return _agreeing(marginals, cells["count"].source)


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
                    allowed=f"about {totals[row]:g}",
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
