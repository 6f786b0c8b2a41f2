"""Households for a table that has none: people put together as people of their kind live.

Assumption: people of the table live together as those of Oceanside do, given how many of each age
group and sex there are. In each place households of Oceanside get weights that make their members
as many of each age group and sex as the table has there (raking, see ``reweighting``), are drawn
systematically, and are filled with persons of the table of the same age group and sex. Where the
table tells culture or income, persons and members are matched in that order, so that those who live
together are alike in them as in Oceanside. Age groups of which the table has nobody (children, in a
survey of adults) are no part of the world, but count in ``household_size``.

Who finds no room of the same sex takes one of the same or the next age group; adults who find none
live alone, children join a household with an adult.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.population.demographics import OTHER
from simulation.population.households import Households, in_order_of_file
from simulation.population.reweighting import rake
from simulation.population.town import ADULT_AGE, AGE_GROUPS, source
from simulation.randomness import decision, uniforms

_START = decision("population: start of the draw of households for a table")
_PERSON = decision("population: order of persons for drawn households")
_MEMBER = decision("population: order of places in drawn households")
_SEX = decision("population: sex of the place that a person takes")
_JOINED = decision("population: household that a child joins")

SMALL_PLACE = 50
"""People below which a place is too small for weights of its own and takes those of all."""

_ROUNDS, _PATIENCE, _CLOSE_ENOUGH = 200, 20, 1e-3
_NEARLY_NONE = 1e-3
_FIRST_ADULT_GROUP = int(np.searchsorted(AGE_GROUPS, ADULT_AGE))


class LivingTogether(NamedTuple):
    """Households that were drawn; ``misplaced``: people for whom there was no room of their age
    group and sex."""

    households: Households
    misplaced: int


class _Source(NamedTuple):
    """Members of Oceanside that can be filled: their household, age group and sex."""

    home: NDArray[np.int64]
    cell: NDArray[np.int64]
    culture: NDArray[np.uint8]
    covered: NDArray[np.int64]  # of each household, how many members can be filled


def _cells(age: NDArray[np.uint8], sex: NDArray[np.int64]) -> NDArray[np.int64]:
    group = np.searchsorted(AGE_GROUPS, age, side="right") - 1
    return group.astype(np.int64) * 2 + sex


def lived_together(
    seed: int,
    age: NDArray[np.uint8],
    sex: NDArray[np.uint8],
    place: NDArray[np.int32] | None = None,
    culture: NDArray[np.uint8] | None = None,
    income: NDArray[np.float64] | None = None,
    group_of_culture: NDArray[np.uint8] | None = None,
) -> LivingTogether:
    """Households for so many people, of whom ages and sexes are known.

    ``place``, ``culture`` and ``income`` where the table gives them (income NaN where it does not);
    ``group_of_culture``: for each culture group of Oceanside, its code among those of ``culture``.
    """
    people = age.size
    either = (uniforms(seed, _SEX, people) < 0.5).astype(np.int64)
    cell = _cells(age, np.where(sex == OTHER, either, sex).astype(np.int64))
    town = source()
    source_cell = _cells(town.age, town.sex.astype(np.int64))
    present = np.zeros(AGE_GROUPS.size, bool)
    present[np.unique(cell // 2)] = True
    rows = np.flatnonzero(present[source_cell // 2])
    cultures = town.culture if group_of_culture is None else group_of_culture[town.culture]
    members = _Source(
        town.home[rows].astype(np.int64),
        source_cell[rows],
        cultures[rows],
        np.bincount(town.home[rows], minlength=town.households),
    )

    together = np.full(people, -1, np.int64)
    absent: list[NDArray[np.int64]] = []
    made, misplaced = 0, 0
    everybody = _weights(members, cell)
    parts = np.zeros(people, np.int32) if place is None else place
    by_place = np.argsort(parts, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(parts[by_place]) != 0))
    for part, who in enumerate(np.split(by_place, starts[1:])):
        weight = everybody if place is None else everybody * (who.size / people)
        if place is not None and who.size >= SMALL_PLACE:
            weight = _weights(members, cell[who])
        drawn = _drawn(seed, part, weight)
        own, displaced = _filled(
            seed,
            who,
            drawn,
            members,
            cell,
            None if culture is None else culture,
            None if income is None else income,
        )
        together[who] = own + made
        misplaced += displaced
        outside = town.size[drawn] - members.covered[drawn]
        added = int(own.max()) + 1 - drawn.size
        absent.append(np.append(outside, np.zeros(added, np.int64)))
        made += drawn.size + added
    size = np.bincount(together, minlength=made) + np.concatenate(absent)
    households = in_order_of_file(together, np.zeros(people, bool))
    return LivingTogether(households._replace(members=size[together[households.order]]), misplaced)


def _weights(members: _Source, cell: NDArray[np.int64]) -> NDArray[np.float64]:
    """How often each household of Oceanside is needed for people of these cells."""
    cells = 2 * AGE_GROUPS.size
    wanted = np.bincount(cell, minlength=cells).astype(np.float64)
    counts = np.zeros((cells, members.covered.size), np.int64)
    np.add.at(counts, (members.cell, members.home), 1)
    starts, household, number = [0], [], []
    for row in counts:
        found = np.flatnonzero(row)
        household.append(found)
        number.append(row[found])
        starts.append(starts[-1] + found.size)
    fillable = members.covered > 0
    weight = np.where(fillable, cell.size / members.covered.sum(), 0.0)
    used = np.flatnonzero(counts.any(axis=1))
    aimed = np.full(cells, np.nan)
    aimed[used] = np.where(wanted[used] > 0, wanted[used], _NEARLY_NONE)
    rake(
        weight,
        np.array(starts, np.int64),
        np.concatenate(household).astype(np.int32),
        np.concatenate(number).astype(np.int64),
        used.astype(np.int64),
        aimed,
        _ROUNDS,
        _PATIENCE,
        _CLOSE_ENOUGH,
    )
    # Where counts contradict each other, at least so many people find room as there are.
    return weight * (cell.size / float((weight * members.covered).sum()))


def _drawn(seed: int, part: int, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Households of Oceanside, drawn at even steps along a list sorted by size and age."""
    town = source()
    oldest = np.maximum.reduceat(town.age, town.start[:-1])
    order = np.lexsort((town.income, oldest // 15, town.size))
    ends = np.cumsum(weight[order])
    number = max(1, round(float(ends[-1])))
    start = float(uniforms(seed, _START, 1, k=part)[0])
    steps = (start + np.arange(number)) * (ends[-1] / number)
    return order[np.minimum(np.searchsorted(ends, steps, "right"), order.size - 1)]


def _filled(
    seed: int,
    who: NDArray[np.int64],
    drawn: NDArray[np.int64],
    members: _Source,
    cell: NDArray[np.int64],
    culture: NDArray[np.uint8] | None,
    income: NDArray[np.float64] | None,
) -> tuple[NDArray[np.int64], int]:
    """Which of the households drawn each of these people lives in (numbers beyond them: alone),
    and how many are not where people of their age group and sex were wanted."""
    # Every place that can be filled: which draw, and the member of Oceanside who had it.
    by_home = np.argsort(members.home, kind="stable")
    first = np.searchsorted(members.home[by_home], drawn)
    number = members.covered[drawn]
    draw = np.repeat(np.arange(drawn.size), number)
    rank = np.arange(draw.size) - np.repeat(np.cumsum(number) - number, number)
    had = by_home[np.repeat(first, number) + rank]
    place_cell = members.cell[had]

    person_luck = uniforms(seed, _PERSON, who)
    place_luck = uniforms(seed, _MEMBER, draw.size, k=int(who[0]) % 1000)
    own = np.full(who.size, -1, np.int64)
    free = np.ones(draw.size, bool)
    town = source()

    def take(persons: NDArray[np.int64], places: NDArray[np.int64]) -> None:
        number = min(persons.size, places.size)
        persons = persons[np.argsort(person_luck[persons], kind="stable")[:number]]
        places = places[np.argsort(place_luck[places], kind="stable")[:number]]
        keys_p, keys_h = [], []
        if income is not None:
            keys_p.append(np.nan_to_num(income[who[persons]], nan=0.0))
            keys_h.append(town.income[members.home[had[places]]].astype(np.float64))
        if culture is not None:
            keys_p.append(culture[who[persons]].astype(np.float64))
            keys_h.append(members.culture[had[places]].astype(np.float64))
        if keys_p:
            persons = persons[np.lexsort(keys_p)]
            places = places[np.lexsort(keys_h)]
        own[persons] = draw[places]
        free[places] = False

    for each in np.unique(place_cell):
        take(np.flatnonzero(cell[who] == each), np.flatnonzero(place_cell == each))
    misplaced = int((own < 0).sum())
    for group in range(AGE_GROUPS.size):
        take(
            np.flatnonzero((own < 0) & (cell[who] // 2 == group)),
            np.flatnonzero(free & (place_cell // 2 == group)),
        )
    for group in range(AGE_GROUPS.size):
        grown = group >= _FIRST_ADULT_GROUP
        near = np.abs(place_cell // 2 - group) == 1
        near &= (place_cell // 2 >= _FIRST_ADULT_GROUP) == grown
        take(np.flatnonzero((own < 0) & (cell[who] // 2 == group)), np.flatnonzero(free & near))
    return _rest(seed, who, own, cell[who] // 2 >= _FIRST_ADULT_GROUP, drawn.size), misplaced


def _rest(
    seed: int,
    who: NDArray[np.int64],
    own: NDArray[np.int64],
    grown: NDArray[np.bool_],
    households: int,
) -> NDArray[np.int64]:
    """Adults without a household live alone; children without an adult join one."""
    left = np.flatnonzero((own < 0) & grown)
    own[left] = households + np.arange(left.size)
    total = households + left.size
    adults = np.bincount(own[grown], minlength=total)
    homes = np.flatnonzero(adults)
    if homes.size:
        stray = np.flatnonzero(~grown & ((own < 0) | (adults[np.maximum(own, 0)] == 0)))
        joined = uniforms(seed, _JOINED, who[stray])
        own[stray] = homes[(joined * homes.size).astype(np.int64)]
    else:
        stray = np.flatnonzero(own < 0)
        own[stray] = total + np.arange(stray.size)
    return own
