"""People of the user's own: a table of persons, one row each, in CSV or Parquet.

Columns that may be given, by our name (a scenario maps them to the names in the file):

- ``id``: the person's own name, text or number, different for each; matches nodes of a network.
- ``age``: years, 0 to 120 (kept as whole years).
- ``sex``: female, f, woman, 2; male, m, man, 1; other, x, non-binary, 3.
- ``income``: of the person's household in a year, world's currency, 0 to 1e12.
- ``household``: any text or number shared by those who live together, up to 1,000 people; blank for
  who lives alone.
- ``household_size``: 1 to 10,000 people; counted from ``household`` when not given.
- ``place``: any text or number, up to 65,536 different ones.
- ``culture``: one of the names of the scenario's culture groups.
- ``education``: below high school, high school, degree.
- ``work``: not working, part time, full time, student (and words like retired, employed).
- ``coverage``: insured, yes, 1; uninsured, no, 0.
- ``trauma``: number of kinds of adversity in childhood (0 to 30), or none, some (1 to 3), high.
- traits, each a number from 0 to 1: see TRAITS.

What the table does not tell is drawn, see ``read_people``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError, shown, unknown_name
from simulation.file_summary import FileSummary
from simulation.population.columns import MOST_PLACES
from simulation.population.demographics import (
    COVERAGES,
    CULTURES,
    EDUCATIONS,
    LARGEST_INCOME,
    MOST_IN_HOUSEHOLD,
    MOST_MEMBERS,
    NOT_GIVEN,
    OLDEST,
    SEXES,
    TRAUMAS,
    WORKS,
    Demographics,
    plain_spelling,
)
from simulation.population.table_file import Column, header, read_columns
from simulation.population.town import donors, persons_of

TRAITS = (
    "perceived_stigma",
    "self_stigma",
    "trust",
    "self_reliance",
    "literacy",
    "concealment",
    "denial",
    "expected_benefit",
    "fear_of_change",
    "reactance",
    "help_resistance",
)
"""Traits that a table may give, each a number from 0 to 1."""

DEMOGRAPHIC_COLUMNS = (
    "id",
    "age",
    "sex",
    "income",
    "household",
    "household_size",
    "place",
    "culture",
    "education",
    "work",
    "coverage",
    "trauma",
)
"""Columns that a table may give besides traits."""

PLACE_NOT_GIVEN = "not given"
"""Name of the place of those whose place is missing."""

_MOST_ADVERSITIES = 30


def _spellings(words: Sequence[str]) -> dict[str, int]:
    """Words for each code, in the order of the codes, parted by commas."""
    return {
        plain_spelling(word): code for code, line in enumerate(words) for word in line.split(",")
    }


SEX_SPELLINGS = _spellings(
    (
        "female,f,woman,women,w,girl,2",
        "male,m,man,men,boy,1",
        "other,o,x,d,diverse,non binary,nonbinary,nb,3",
    )
)
"""What a table may call the sexes: 1 and 2 are the codes of many censuses and surveys."""

EDUCATION_SPELLINGS = _spellings(
    (
        "below high school,none,primary,less than high school,no diploma",
        "high school,secondary,some college,vocational",
        "degree,college,university,bachelor,bachelors,master,masters,doctorate,tertiary,graduate",
    )
)
"""What a table may call the highest education."""

WORK_SPELLINGS = _spellings(
    (
        "not working,none,unemployed,retired,homemaker,disabled,inactive,no",
        "part time,employed part time",
        "full time,employed,employed full time,self employed,working,yes",
        "student,pupil,in education,school",
    )
)
"""What a table may call a person's work."""

COVERAGE_SPELLINGS = _spellings(
    (
        "uninsured,none,no,false,0,n",
        "insured,yes,true,1,y,covered,public,private,medicaid,medicare",
    )
)
"""What a table may call coverage of the cost of care."""

TRAUMA_SPELLINGS = _spellings(
    (
        "none,no,0",
        "some," + ",".join(str(count) for count in range(1, 4)),
        "high," + ",".join(str(count) for count in range(4, _MOST_ADVERSITIES + 1)),
    )
)
"""What a table may say of adversity in childhood: a word, or the number of its kinds."""


class PeopleTable(NamedTuple):
    """People read from a table.

    ``demographics``: the people, ``labels`` filled if the table has ids.
    ``traits``: for each trait that the table gives, float32 from 0 to 1, one entry a person; NaN
    where a cell was missing and missing cells are to be drawn.
    ``file_row`` int64: in which row of the file (counted from 0) each person stands.
    ``summary``: what was read.
    """

    demographics: Demographics
    traits: dict[str, NDArray[np.float32]]
    file_row: NDArray[np.int64]
    summary: FileSummary | None = None


def _mapping(
    path: str | os.PathLike[str], columns: Mapping[str, str] | None, known: Sequence[str]
) -> dict[str, str]:
    """Which columns are read: those mapped, or, with no mapping, those that carry our names."""
    source = str(path)
    if not columns:
        names = header(path)
        wanted = {name: name for name in known if name in names}
        if not wanted:
            raise InputError(
                "no column has a name that is known, and none is mapped",
                source=source,
                field="columns",
                found=names[:12],
                allowed=", ".join(known),
            )
        return wanted
    for ours, theirs in columns.items():
        if ours not in known:
            raise unknown_name("column to map", ours, known, source=source)
        if not isinstance(theirs, str):
            raise InputError(
                "not the name of a column",
                source=source,
                field=f"columns.{ours}",
                found=theirs,
                allowed="text",
            )
    return {ours: theirs.strip() for ours, theirs in columns.items()}


def _labels(column: Column) -> list[str]:
    texts = column.texts()
    labels: list[str] = texts.to_pylist()
    values = pd.Series(texts.to_numpy(zero_copy_only=False))
    blank = (values == "").to_numpy()
    if blank.any():
        raise column.error("value is missing", int(blank.argmax()), "a different id for each row")
    again = values.duplicated().to_numpy()
    if again.any():
        raise column.error(
            "id occurs more than once", int(again.argmax()), "a different id for each row"
        )
    return labels


def _grouped(
    column: Column | None, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """Households of the table: the order of rows that puts members together, and for the rows in
    that order the number of the household (-1 alone) and how many live in it.

    Households, and those who live alone, come in the order in which the file first names them.
    """
    if column is None:
        return np.arange(rows), np.full(rows, -1, np.int32), np.zeros(rows, np.int64)
    indices, texts = column.categories()
    alone = np.array([text == "" for text in texts], bool)[indices]
    # Each person alone is a group of their own, so that sorting leaves them at their place.
    group = np.where(alone, len(texts) + np.arange(rows), indices)
    _, first, member_of = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first[member_of], kind="stable")
    alone = alone[order]
    leads = first[member_of][order] == order
    household = np.cumsum(leads & ~alone) - 1
    members = np.bincount(member_of)
    if members.max() > MOST_MEMBERS:
        crowd = int(members.argmax())
        raise column.error(
            f"household {shown(texts[group[first[crowd]]])} has {members[crowd]:,} members",
            int(first[crowd]),
            f"up to {MOST_MEMBERS:,} people in a household, a blank for those whom it is too large "
            "for",
        )
    size = members[member_of][order]
    return order, np.where(alone, -1, household).astype(np.int32), size


class _Reader:
    """The cells of a table, in the order of the people; missing ones filled or refused."""

    def __init__(
        self, columns: Mapping[str, Column], order: NDArray[np.int64], *, draw_missing: bool
    ) -> None:
        self.columns = columns
        self.order = order
        self.gaps = draw_missing

    def numbers(self, name: str, low: float, high: float) -> NDArray[np.float64] | None:
        if name not in self.columns:
            return None
        return self.columns[name].numbers(low, high, gaps=self.gaps)[self.order]

    def codes(
        self, name: str, spellings: Mapping[str, int], allowed: Sequence[str]
    ) -> NDArray[np.uint8] | None:
        if name not in self.columns:
            return None
        gap = NOT_GIVEN if self.gaps else None
        return self.columns[name].codes(spellings, ", ".join(allowed), gap=gap)[self.order]

    def places(self) -> tuple[NDArray[np.int32], tuple[str, ...]] | None:
        if "place" not in self.columns:
            return None
        column = self.columns["place"]
        indices, texts = column.categories()
        if "" in texts and not self.gaps:
            row = int((indices == texts.index("")).argmax())
            raise column.error("value is missing", row, "the name of a place")
        if len(texts) > MOST_PLACES:
            row = int((indices == MOST_PLACES).argmax())
            raise column.error(
                f"too many places, {len(texts):,}", row, f"up to {MOST_PLACES:,} different ones"
            )
        return indices[self.order], tuple(text or PLACE_NOT_GIVEN for text in texts)


def _filled(given: NDArray[Any] | None, drawn: NDArray[Any], gap: Any = NOT_GIVEN) -> NDArray[Any]:
    """What the table gives, and what was drawn where it gives nothing."""
    if given is None:
        return drawn
    missing = np.isnan(given) if given.dtype.kind == "f" else given == gap
    return np.where(missing, drawn, given).astype(drawn.dtype)


def read_people(
    path: str | os.PathLike[str],
    columns: Mapping[str, str] | None = None,
    cultures: Sequence[str] = CULTURES,
    *,
    seed: int = 0,
    draw_missing: bool = False,
    traits: Sequence[str] = TRAITS,
) -> PeopleTable:
    """People from a table of the user's own.

    ``columns`` maps our names (see above) to those of the file; left out, columns of the file that
    carry our names are taken. One column is enough. ``cultures`` are the names that the column
    ``culture`` may hold. ``traits`` are the names of the traits that may be mapped.

    *Order.* Members of a household are brought together at the place of the first of them;
    otherwise people stand in the order of the file. ``labels`` and ``file_row`` go along.

    *What the table does not tell* is taken from persons of Oceanside: each row of the file draws
    one person there, of the same sex and age group as far as the table gives these (see
    ``donors``; where it gives neither ages nor households, an adult). All that a row lacks comes
    from that one person, so that income, education and work fit together; but members of a
    household share income, place and culture of the one drawn for the member named first.
    Without a column ``household`` people have no household (-1). The draw depends on the seed and
    the row alone, so rows added at the end change nothing before them. Coverage, trauma and
    traits that are not given stay so.

    *Missing cells* (blank, NA, NaN, null) are refused, except in ``household``; with
    ``draw_missing`` they are drawn like columns that are absent; but missing traits become NaN,
    and people without a place share one called PLACE_NOT_GIVEN.

    Raises InputError, naming file, column, row, what was found and what is allowed, for a file
    that cannot be read, an unknown or repeated column, ids that repeat, cells that are missing,
    of the wrong type, infinite, out of range, or of an unknown category.
    """
    wanted = _mapping(path, columns, (*DEMOGRAPHIC_COLUMNS, *traits))
    cells = read_columns(path, wanted)
    rows = next(iter(cells.values())).size
    labels = _labels(cells["id"]) if "id" in cells else None
    order, household, members = _grouped(cells.get("household"), rows)
    reader = _Reader(cells, order, draw_missing=draw_missing)

    age_given = reader.numbers("age", 0, OLDEST)
    age = None
    if age_given is not None:
        age = np.nan_to_num(age_given, nan=NOT_GIVEN).astype(np.uint8)
    sex = reader.codes("sex", SEX_SPELLINGS, SEXES)
    culture = reader.codes(
        "culture", {plain_spelling(name): code for code, name in enumerate(cultures)}, cultures
    )

    # Draws belong to rows of the file, so ages and sexes go back there to find the donors.
    in_file = np.argsort(order, kind="stable")
    donor = donors(
        seed,
        rows,
        age=None if age is None else age[in_file],
        sex=None if sex is None else sex[in_file],
        adults_only="household" not in cells,
    )[order]
    drawn = persons_of(donor, cultures)
    first = np.arange(rows)
    if "household" in cells:
        leads = np.append(True, (household[1:] != household[:-1]) | (household[1:] < 0))
        first = np.flatnonzero(leads)[np.cumsum(leads) - 1]

    size = reader.numbers("household_size", 1, MOST_IN_HOUSEHOLD)
    counted = drawn.household_size
    if "household" in cells:
        counted = members.astype(np.uint16)
    demographics = Demographics(
        age=_filled(age, drawn.age),
        sex=_filled(sex, drawn.sex),
        income=_filled(reader.numbers("income", 0, LARGEST_INCOME), drawn.income[first]),
        household=household,
        household_size=_filled(size, counted),
        place=drawn.place[first],
        culture=_filled(culture, drawn.culture[first]),
        education=_filled(
            reader.codes("education", EDUCATION_SPELLINGS, EDUCATIONS), drawn.education
        ),
        work=_filled(reader.codes("work", WORK_SPELLINGS, WORKS), drawn.work),
        coverage=_filled(reader.codes("coverage", COVERAGE_SPELLINGS, COVERAGES), drawn.coverage),
        trauma=_filled(reader.codes("trauma", TRAUMA_SPELLINGS, TRAUMAS), drawn.trauma),
        places=drawn.places,
        labels=None if labels is None else [labels[row] for row in order.tolist()],
    )
    if (places := reader.places()) is not None:
        demographics = demographics._replace(place=places[0], places=places[1])
    found = {
        name: values.astype(np.float32)
        for name in traits
        if (values := reader.numbers(name, 0, 1)) is not None
    }
    return PeopleTable(demographics, found, order)
