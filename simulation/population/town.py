"""The town: people drawn from the synthetic population of Oceanside that comes with Helpseek.

Its licence, source and columns are described in ``data/README.md``. Codes of the census become
codes of the simulation thus:

- sex: 1 male, 2 female.
- culture: Hispanic origin (``hisp`` 2), of whatever race, is ``hispanic``. Among all others
  ``rac1p`` 1 is ``white``, 2 ``black``, 6 ``asian``, and every other code ``other`` (American
  Indian and Alaska Native, Pacific Islander, some other race, two or more races). These are the
  combined groups common in US health statistics; what they mean for help, a scenario says.
- education: ``educ`` 1 below high school, 9 high school, 13 degree.
- work: ``ptype`` 1 full time, 2 part time, 3, 6 and 7 student, 4, 5 and 8 not working.

Coverage and trauma are not known from the source.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.demographics import (
    CULTURES,
    LARGEST_PEOPLE,
    NOT_GIVEN,
    Demographics,
    plain_spelling,
)
from simulation.randomness import decision, permutation, uniforms

ADULT_AGE = 18
"""Years from which a person counts as an adult."""

_HOUSEHOLD_ORDER = decision("population: order of households")
_INDIVIDUAL = decision("population: individual drawn")
_WITHIN_BAND = {
    name: decision(f"population: {name} within a band")
    for name in ("age", "income", "household_size")
}

AGE_GROUPS = np.array([0, 5, 12, 18, 25, 35, 45, 55, 65, 75])
"""Age groups within which people are taken as alike: the first year of each."""


class Source(NamedTuple):
    """The synthetic population: persons as columns, households as columns. Arrays are read-only.

    ``start`` int64 (households + 1): the members of household h are the rows start[h] to
    start[h + 1] - 1. ``size`` is their number, ``income`` the income in a year, ``place`` the zone.
    The other columns have one entry a person, coded as in Demographics.
    """

    start: NDArray[np.int64]
    size: NDArray[np.int64]
    income: NDArray[np.float32]
    place: NDArray[np.int32]
    places: tuple[str, ...]
    home: NDArray[np.int32]
    age: NDArray[np.uint8]
    sex: NDArray[np.uint8]
    culture: NDArray[np.uint8]
    education: NDArray[np.uint8]
    work: NDArray[np.uint8]

    @property
    def households(self) -> int:
        """How many households there are."""
        return int(self.size.size)

    @property
    def people(self) -> int:
        """How many persons there are."""
        return int(self.age.size)


def _coded(values: NDArray[np.int64], codes: dict[int, int]) -> NDArray[np.uint8]:
    table = np.full(int(values.max()) + 1, NOT_GIVEN, np.uint8)
    for value, code in codes.items():
        table[value] = code
    return table[values]


@cache
def source() -> Source:
    """The synthetic population of Oceanside: 8,413 persons, 3,100 households, 90 zones."""
    packed = files(__package__).joinpath("data", "oceanside.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    table = np.loadtxt(lines[1:], dtype=np.int64, delimiter=",")
    column = dict(zip(lines[0].split(","), table.T, strict=True))
    _, first, home, size = np.unique(
        column["hh_id"], return_index=True, return_inverse=True, return_counts=True
    )
    zones, zone = np.unique(column["MAZ"], return_inverse=True)
    race = _coded(column["rac1p"], {1: 0, 2: 2, 6: 3, 3: 4, 4: 4, 5: 4, 7: 4, 8: 4, 9: 4})
    made = Source(
        start=np.append(first, table.shape[0]).astype(np.int64),
        size=size.astype(np.int64),
        income=column["hinc"][first].astype(np.float32),
        place=zone[first].astype(np.int32),
        places=tuple(str(number) for number in zones),
        home=home.astype(np.int32),
        age=column["age"].astype(np.uint8),
        sex=_coded(column["sex"], {2: 0, 1: 1}),
        culture=np.where(column["hisp"] == 2, CULTURES.index("hispanic"), race).astype(np.uint8),
        education=_coded(column["educ"], {1: 0, 9: 1, 13: 2}),
        work=_coded(column["ptype"], {1: 2, 2: 1, 3: 3, 6: 3, 7: 3, 4: 0, 5: 0, 8: 0}),
    )
    for value in made:
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return made


def checked_people(people: int) -> int:
    """The number of people asked for, if a world can hold it; else an InputError."""
    if isinstance(people, bool) or not isinstance(people, (int, np.integer)):
        raise InputError("not a whole number", field="people", found=people, allowed="1 or more")
    if not 1 <= people <= LARGEST_PEOPLE:
        raise InputError(
            "number of people out of range",
            field="people",
            found=int(people),
            allowed=f"1 to {LARGEST_PEOPLE}",
        )
    return int(people)


def culture_codes(cultures: Sequence[str]) -> NDArray[np.uint8]:
    """For each culture group of the town, its index in the list ``cultures``.

    Groups are matched by name. A group of the town that is not in the list counts as ``other`` if
    the list has that, else as the first in the list.
    """
    names = [plain_spelling(name) for name in cultures]
    if not names or len(set(names)) < len(names) or len(names) >= NOT_GIVEN:
        raise InputError(
            "culture names must differ", field="cultures", found=list(cultures), allowed="1 to 254"
        )
    rest = names.index("other") if "other" in names else 0
    codes = [names.index(name) if name in names else rest for name in CULTURES]
    return np.array(codes, np.uint8)


def persons_of(rows: NDArray[np.int64], cultures: Sequence[str] = CULTURES) -> Demographics:
    """The persons at the given rows of the source, each without a household of the world."""
    town_of = source()
    home = town_of.home[rows]
    unknown = np.full(rows.size, NOT_GIVEN, np.uint8)
    return Demographics(
        age=town_of.age[rows],
        sex=town_of.sex[rows],
        income=town_of.income[home],
        household=np.full(rows.size, -1, np.int32),
        household_size=town_of.size.astype(np.uint16)[home],
        place=town_of.place[home],
        culture=culture_codes(cultures)[town_of.culture][rows],
        education=town_of.education[rows],
        work=town_of.work[rows],
        coverage=unknown,
        trauma=unknown.copy(),
        places=town_of.places,
    )


def within_bands(
    seed: int,
    persons: NDArray[np.int64],
    column: str,
    band: NDArray[np.int32],
    bands: Sequence[tuple[float, float]],
) -> NDArray[np.float64]:
    """For persons of whom a band is known, a number within it; NaN where ``band`` is negative.

    Drawn, keyed by the identities ``persons``, among those that people of Oceanside have within the
    band (``column``: age, income or household_size); among all whole numbers of it where nobody
    has. Raises InputError for a band without end in which nobody of Oceanside is.
    """
    town_of = source()
    known: dict[str, NDArray[Any]] = {
        "age": town_of.age,
        "income": town_of.income[town_of.home],
        "household_size": town_of.size[town_of.home],
    }
    pool = np.sort(known[column].astype(np.float64))
    luck = uniforms(seed, _WITHIN_BAND[column], persons)
    values = np.full(persons.size, np.nan)
    for number, (first, last) in enumerate(bands):
        here = band == number
        low, high = np.searchsorted(pool, first, "left"), np.searchsorted(pool, last, "right")
        if high > low:
            values[here] = pool[low + (luck[here] * (high - low)).astype(np.int64)]
        elif np.isfinite(last):
            lowest = np.ceil(first)
            values[here] = lowest + np.floor(luck[here] * max(np.floor(last) - lowest + 1.0, 1.0))
        elif here.any():
            raise InputError(
                f"the band of {column} has no end, and nobody of the built-in town is in it",
                field=column,
                found=f"{first:g} or more",
                allowed="a number for it in the setting values",
            )
    return values


def members_of(
    drawn: NDArray[Any], people: int | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The members of the households drawn, in that order: their rows, and which draw each is of.

    ``drawn`` are numbers of households of the source, each as often as wanted. With ``people``
    only the first so many persons are returned.
    """
    town_of = source()
    ends = np.cumsum(town_of.size[drawn])
    total = int(ends[-1]) if ends.size else 0
    people = total if people is None else min(people, total)
    needed = int(np.searchsorted(ends, people)) + 1
    drawn, ends = drawn[:needed], ends[:needed]
    size = town_of.size[drawn]
    draw = np.repeat(np.arange(drawn.size, dtype=np.int32), size)[:people]
    rows = np.arange(people) + (town_of.start[drawn] - (ends - size))[draw]
    return rows, draw


def town(people: int, seed: int, cultures: Sequence[str] = CULTURES) -> Demographics:
    """A town of whole households, as many people as asked for.

    The seed fixes an endless sequence of households, whatever the number of people: first all
    3,100 households of Oceanside in a keyed random order, then all of them again in another order,
    and so on. The town is the first ``people`` persons of that sequence. So 8,413 people are
    Oceanside, each household once; a million are some 119 Oceansides; and one more person leaves
    all others as they were.

    The household drawn last may lack members, for whom there was no more place;
    ``household_size`` still counts them. Raises InputError for a number out of range.
    """
    people = checked_people(people)
    town_of = source()
    passes = -(-people // town_of.people)
    drawn = np.concatenate(
        [permutation(seed, _HOUSEHOLD_ORDER, town_of.households, k=k) for k in range(passes)]
    )
    rows, household = members_of(drawn, people)
    return persons_of(rows, cultures)._replace(household=household)


def donors(
    seed: int,
    people: int | NDArray[np.int64],
    *,
    age: NDArray[np.uint8] | None = None,
    sex: NDArray[np.uint8] | None = None,
    adults_only: bool = False,
) -> NDArray[np.int64]:
    """For each of so many persons, the row of a person of the source who is like them.

    ``people`` is how many, or the identities by which their draws are keyed. Each person gets one
    keyed draw among all persons of the source in the same age group (0-4, 5-11, 12-17, 18-24, then
    in tens of years to 75 and more) and of the same sex, as far as these are given (``NOT_GIVEN``
    where not, arrays of uint8; sex ``other`` draws among both). Where the age is not given,
    ``adults_only`` leaves out those under 18. What a survey does not tell is filled in thus, called
    hot-deck imputation (Andridge and Little 2010, Int. Stat. Rev. 78(1)).
    """
    town_of = source()
    all_ages, both = AGE_GROUPS.size, 2
    group = np.searchsorted(AGE_GROUPS, town_of.age, side="right") - 1
    pools: list[NDArray[np.int64]] = []
    for wanted_sex in (0, 1, both):
        fits_sex = (town_of.sex == wanted_sex) | (wanted_sex == both)
        for wanted_group in range(all_ages + 1):
            if wanted_group == all_ages:
                fits_age = (town_of.age >= ADULT_AGE) | (not adults_only)
            else:
                fits_age = group == wanted_group
            pools.append(np.flatnonzero(fits_sex & fits_age))
    sizes = np.array([pool.size for pool in pools])
    starts = np.cumsum(sizes) - sizes

    number = people if isinstance(people, int) else people.size
    own_group = np.full(number, all_ages)
    if age is not None:
        own_group = np.searchsorted(AGE_GROUPS, age, side="right") - 1
        own_group[age == NOT_GIVEN] = all_ages
    own_sex = np.full(number, both) if sex is None else np.minimum(sex, both).astype(np.int64)
    pool_of = own_sex * (all_ages + 1) + own_group
    drawn = uniforms(seed, _INDIVIDUAL, people)
    return np.concatenate(pools)[starts[pool_of] + (drawn * sizes[pool_of]).astype(np.int64)]


def individuals(
    people: int, seed: int, *, adults_only: bool = True, cultures: Sequence[str] = CULTURES
) -> Demographics:
    """Persons drawn from Oceanside one by one, with replacement, for a graph of the user's own.

    They have no household in the world (``household`` -1), for the graph tells who their kin are;
    ``household_size``, income and place are those of the household they were drawn from. One more
    person leaves all others as they were. Raises InputError for a number out of range.
    """
    people = checked_people(people)
    return persons_of(donors(seed, people, adults_only=adults_only), cultures)
