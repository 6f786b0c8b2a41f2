"""What a table of people may tell: its columns, with units, ranges, categories and spellings.

This is the one list of them: reading, messages and ``helpseek list columns`` all go by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulation.measures.traits import TRAIT_ROWS, Trait
from simulation.population.demographics import (
    COVERAGES,
    CULTURES,
    EDUCATIONS,
    LARGEST_INCOME,
    MOST_IN_HOUSEHOLD,
    MOST_MEMBERS,
    OLDEST,
    SEXES,
    TRAUMAS,
    WORKS,
    plain_spelling,
)

LARGEST_WEIGHT = 1e12
"""The largest survey weight that a person may have."""

_MOST_ADVERSITIES = 30
_ADVERSITIES = [str(count) for count in range(_MOST_ADVERSITIES + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column that a table of people may have.

    ``meaning``: what it holds, in words. ``unit``: of a number. ``low`` and ``high``: its range,
    both inclusive; None for what is no number. ``categories``: the names of the categories, in the
    order of their codes, and the words that a table may use for each; empty where it has none.
    ``bands``: whether a range of numbers (25-34, 65+) may stand for a number.
    """

    name: str
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    categories: Mapping[str, tuple[str, ...]] | None = None
    bands: bool = False

    @property
    def kind(self) -> str:
        """``number``, ``category`` or ``name``."""
        if self.categories is not None:
            return "category"
        return "name" if self.low is None else "number"

    def spellings(self) -> dict[str, int]:
        """The code that each accepted word stands for, by its plain spelling."""
        categories = self.categories or {}
        return {
            plain_spelling(word): code
            for code, (name, words) in enumerate(categories.items())
            for word in (name, *words)
        }


def _words(names: Sequence[str], *lines: str) -> dict[str, tuple[str, ...]]:
    """For each category the other words for it, parted by commas."""
    return {
        name: tuple(word for word in line.split(",") if word)
        for name, line in zip(names, lines, strict=True)
    }


def culture_column(cultures: Sequence[str]) -> TableColumn:
    """The column ``culture``, whose categories are the culture groups of the scenario."""
    return TableColumn(
        name="culture",
        meaning="culture group of the scenario, by its name there",
        categories=dict.fromkeys(cultures, ()),
    )


def trait_column(trait: Trait) -> TableColumn:
    """The column of a trait."""
    return TableColumn(name=trait.name, meaning=trait.meaning, unit="share", low=0, high=1)


_DEMOGRAPHIC = (
    TableColumn(
        name="id",
        meaning="the person's own name or number, different for each; matches nodes of a network",
    ),
    TableColumn(
        name="weight",
        meaning="survey weight: how many people of the population the person stands for "
        "(of a household, where there is a column household)",
        unit="people, or any multiple",
        low=0,
        high=LARGEST_WEIGHT,
    ),
    TableColumn(
        name="age",
        meaning="age, kept as whole years; bands (25-34, 65+) may be",
        unit="years",
        low=0,
        high=OLDEST,
        bands=True,
    ),
    TableColumn(
        name="sex",
        meaning="sex or gender",
        categories=_words(
            SEXES,
            "f,woman,women,w,girl,2",
            "m,man,men,boy,1",
            "o,x,d,diverse,non binary,nonbinary,nb,3",
        ),
    ),
    TableColumn(
        name="income",
        meaning="income of the person's household in a year; bands may be",
        unit="currency of the world a year",
        low=0,
        high=LARGEST_INCOME,
        bands=True,
    ),
    TableColumn(
        name="household",
        meaning="any text or number that those who live together share, up to "
        f"{MOST_MEMBERS:,} people; blank for who lives alone",
    ),
    TableColumn(
        name="household_size",
        meaning="people in the household, in the table or not; counted from household if left out",
        unit="people",
        low=1,
        high=MOST_IN_HOUSEHOLD,
        bands=True,
    ),
    TableColumn(name="place", meaning="where the person lives, any text or number"),
    culture_column(CULTURES),
    TableColumn(
        name="education",
        meaning="highest education",
        categories=_words(
            EDUCATIONS,
            "none,primary,less than high school,no diploma,no high school diploma",
            "secondary,some college,vocational,high school graduate,high school diploma",
            "college,university,bachelor,bachelors,bachelor's,bachelor's degree,master,masters,"
            "master's,master's degree,doctorate,tertiary,graduate,graduate degree,college degree,"
            "college graduate,university degree",
        ),
    ),
    TableColumn(
        name="work",
        meaning="what the person does in the week",
        categories=_words(
            WORKS,
            "none,unemployed,retired,homemaker,disabled,inactive,no,not in labor force,"
            "not in labour force,not employed",
            "employed part time,part time employed",
            "employed,employed full time,full time employed,self employed,working,yes",
            "pupil,in education,school",
        ),
    ),
    TableColumn(
        name="coverage",
        meaning="whether someone else pays for care",
        categories=_words(
            COVERAGES,
            "none,no,false,0,n,not insured,not covered",
            "yes,true,1,y,covered,public,private,medicaid,medicare",
        ),
    ),
    TableColumn(
        name="trauma",
        meaning="kinds of adversity in childhood: a word, or their number (none 0, some 1 to 3, "
        "high 4 or more)",
        categories=_words(
            TRAUMAS,
            "no,0",
            ",".join(_ADVERSITIES[1:4]),
            ",".join(_ADVERSITIES[4:]),
        ),
    ),
)

PEOPLE_COLUMNS: dict[str, TableColumn] = {
    column.name: column
    for column in (
        *_DEMOGRAPHIC,
        *map(trait_column, TRAIT_ROWS.values()),
    )
}
"""Every column that a table of people may have, by its name."""

DEMOGRAPHIC_COLUMNS = tuple(column.name for column in _DEMOGRAPHIC)
"""Columns that a table may give besides traits."""
