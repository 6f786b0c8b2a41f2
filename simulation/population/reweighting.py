"""Reweighting: households of the source drawn so that a population meets marginals by place.

For each place the households of Oceanside get weights that reproduce the counts of households and
of persons together, as close to equal weights as the counts allow (in the sense of entropy). This
is raking, or iterative proportional fitting, carried over to counts of persons: each count in turn
multiplies the weight of a household by x to the power of its members counted there, x chosen so
that this count is met; households with equal members keep equal weights (Deville and Särndal
1992, "Calibration estimators in survey sampling", JASA 87; Darroch and Ratcliff 1972).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.errors import InputError
from simulation.population.demographics import WORKS, Demographics
from simulation.population.marginals import PERSON_ATTRIBUTES, Control, Marginals
from simulation.population.town import (
    checked_people,
    culture_codes,
    members_of,
    persons_of,
    source,
)
from simulation.randomness import decision, permutation, uniforms

_START = decision("population: start of the systematic draw in a place")
_ORDER = decision("population: order of households by marginals")

_ROUNDS = 1000
_PATIENCE = 20
_CLOSE_ENOUGH = 1e-3
# A count of zero is aimed at as this share of the households: a true zero would leave no way back
# where counts contradict each other. What weight remains there is dropped if it is below the limit.
_NEARLY_NONE = 1e-5
_DROPPED = 0.01


class _Incidence(NamedTuple):
    """Who is counted where: for control c the slots start[c] to start[c + 1] - 1 name a household
    of the source and how many times it is counted (its members, or 1)."""

    start: NDArray[np.int64]
    household: NDArray[np.int32]
    members: NDArray[np.int64]
    rank: NDArray[np.int64]


def _household_values(
    home: NDArray[Any], size: NDArray[Any], income: NDArray[Any], work: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    paid = (work == WORKS.index("part time")) | (work == WORKS.index("full time"))
    workers = np.bincount(home[paid], minlength=size.size)
    return {"household_size": size, "income": income, "workers": workers}


def _within(control: Control, values: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
    column = values[control.attribute]
    return np.asarray((column >= control.low) & (column < control.high))


def _incidence(marginals: Marginals) -> _Incidence:
    town = source()
    households = _household_values(town.home, town.size, town.income, town.work)
    persons = {
        "age": town.age,
        "sex": town.sex,
        "culture": culture_codes(marginals.cultures)[town.culture],
        "education": town.education,
        "work": town.work,
    }
    # Persons first, household size last: where counts contradict each other, the last is met.
    rank = np.array(
        sorted(range(len(marginals.controls)), key=lambda c: _urgency(marginals.controls[c])),
        np.int64,
    )
    starts, found, members = [0], [], []
    for control in marginals.controls:
        if control.of_households:
            counted = _within(control, households).astype(np.int64)
        else:
            counted = np.bincount(town.home[_within(control, persons)], minlength=town.households)
        found.append(np.flatnonzero(counted))
        members.append(counted[found[-1]])
        starts.append(starts[-1] + found[-1].size)
    return _Incidence(
        np.array(starts, np.int64),
        np.concatenate(found).astype(np.int32),
        np.concatenate(members).astype(np.int64),
        rank,
    )


def _urgency(control: Control) -> int:
    order = ("work", "education", "culture", "sex", "age", "workers", "income", "household_size")
    return order.index(control.attribute)


@loop
def rake(
    weight: NDArray[np.float64],
    start: NDArray[np.int64],
    household: NDArray[np.int32],
    members: NDArray[np.int64],
    rank: NDArray[np.int64],
    wanted: NDArray[np.float64],
    rounds: int,
    patience: int,
    close_enough: float,
) -> None:
    """Scale ``weight`` (one a household, in place) until the counts are as wanted (NaN: free)."""
    most = members.max()
    by_members = np.zeros(most + 1)
    power = np.ones(most + 1)
    before = np.inf
    for turn in range(1, rounds + 1):
        worst = 0.0
        for c in rank:
            if np.isnan(wanted[c]):
                continue
            by_members[:] = 0.0
            for slot in range(start[c], start[c + 1]):
                by_members[members[slot]] += weight[household[slot]]
            reached = 0.0
            for m in range(1, most + 1):
                reached += m * by_members[m]
            if reached <= 0.0:
                continue
            worst = max(worst, abs(reached - wanted[c]) / max(wanted[c], 1.0))
            # Newton's method from the right on a growing convex polynomial: it cannot overshoot.
            x = max(1.0, wanted[c] / reached)
            for _ in range(60):
                value = -wanted[c]
                slope = 0.0
                lower = 1.0
                for m in range(1, most + 1):
                    slope += m * m * by_members[m] * lower
                    lower *= x
                    value += m * by_members[m] * lower
                step = value / slope
                x -= step
                if abs(step) < 1e-13 * x:
                    break
            for m in range(1, most + 1):
                power[m] = power[m - 1] * x
            for slot in range(start[c], start[c + 1]):
                weight[household[slot]] *= power[members[slot]]
        if worst < close_enough:
            break
        if turn % patience == 0:
            if worst > 0.9 * before:  # the counts contradict each other: no use in going on
                break
            before = worst


def household_weights(marginals: Marginals) -> NDArray[np.float64]:
    """How often each household of the source stands in each place, on average.

    Returns float64 (places, households of the source); each row sums to the whole number of
    households of the place. A place that counts only persons gets as many households as these
    persons fill; one that has no households stays empty. Counts that cannot all be met at once
    are met in part, household size before income before workers before those of persons.
    """
    incidence = _incidence(marginals)
    source_households = source().households
    mean_size = source().people / source_households
    weights = np.zeros((len(marginals.places), source_households))
    households, persons = marginals.households, marginals.persons
    for place, wanted in enumerate(marginals.counts):
        expected = households[place]
        if np.isnan(expected):
            expected = persons[place] / mean_size
        elif round(expected) == 0:
            continue
        if not expected > 0:
            continue
        weight = np.full(source_households, expected / source_households)
        _outside_bands(weight, marginals, incidence, wanted)
        aimed = np.where(wanted > 0, wanted, np.where(wanted == 0, _NEARLY_NONE * expected, np.nan))
        rake(
            weight,
            incidence.start,
            incidence.household,
            incidence.members,
            incidence.rank,
            aimed,
            _ROUNDS,
            _PATIENCE,
            _CLOSE_ENOUGH,
        )
        _without_nearly_none(weight, incidence, wanted)
        total = weight.sum()
        if not total > 0 or not np.isfinite(total):
            raise InputError(
                f"no household of the source fits the counts of {marginals.places[place]!r}",
                field="marginals",
                allowed="counts that households of 1 to 10 people can meet",
            )
        whole = max(1, round(total)) if np.isnan(households[place]) else round(expected)
        weights[place] = weight * (whole / total)
    return weights


def _outside_bands(
    weight: NDArray[np.float64],
    marginals: Marginals,
    incidence: _Incidence,
    wanted: NDArray[np.float64],
) -> None:
    """Households that fall in no band of an attribute of households do not occur."""
    attributes = {control.attribute for control in marginals.controls if control.of_households}
    for attribute in attributes:
        counted = np.zeros(weight.size, bool)
        given = False
        for c, control in enumerate(marginals.controls):
            if control.attribute == attribute and not np.isnan(wanted[c]):
                counted[incidence.household[incidence.start[c] : incidence.start[c + 1]]] = True
                given = True
        if given:
            weight[~counted] = 0.0


def _without_nearly_none(
    weight: NDArray[np.float64], incidence: _Incidence, wanted: NDArray[np.float64]
) -> None:
    """Drop households of categories counted as zero, where the other counts do not need them."""
    banned = np.zeros(weight.size, bool)
    for c in np.flatnonzero(wanted == 0):
        banned[incidence.household[incidence.start[c] : incidence.start[c + 1]]] = True
    if weight[banned].sum() < _DROPPED * weight.sum():
        weight[banned] = 0.0


def _systematic_order() -> NDArray[np.int64]:
    """Households sorted so that a draw at even steps takes from every size, age and income."""
    town = source()
    oldest = np.maximum.reduceat(town.age, town.start[:-1])
    return np.lexsort((town.income, oldest // 15, town.size))


def reweighted_town(marginals: Marginals, people: int | None, seed: int) -> Demographics:
    """A population of whole households that meets counts by place.

    In each place households of Oceanside are drawn by their weight (see ``household_weights``),
    systematically: at even steps from one keyed start along a list sorted by size, age and income,
    so that the counts are met more closely than by independent draws. All places together, in a
    keyed random order, are one pass; ``people`` None takes that pass as a whole. With a number of
    people, the population is the first so many persons of the sequence of passes, each drawn
    anew: fewer people are a random part, more are several such populations, and one more person
    leaves all others as they were.

    ``place`` is the index in ``marginals.places``, ``culture`` in ``marginals.cultures``. Raises
    InputError for a number out of range or counts that nothing fits.
    """
    if people is not None:
        people = checked_people(people)
    weights = household_weights(marginals)
    order = _systematic_order()
    ends = np.cumsum(weights[:, order], axis=1)
    number = np.rint(ends[:, -1]).astype(np.int64)
    ends[:, -1] = np.inf  # rounding must not push the last step over the end
    place_of = np.repeat(np.arange(number.size, dtype=np.int32), number)
    if place_of.size == 0:
        raise InputError(
            "no place has a household", field="marginals", allowed="at least one household"
        )
    drawn_households: list[NDArray[np.int64]] = []
    drawn_places: list[NDArray[np.int32]] = []
    persons, k = 0, 0
    while k == 0 or (people is not None and persons < people):
        starts = uniforms(seed, _START, len(marginals.places), k=k)
        households = np.concatenate(
            [
                order[
                    np.searchsorted(ends[place], starts[place] + np.arange(number[place]), "right")
                ]
                for place in np.flatnonzero(number)
            ]
        )
        shuffled = permutation(seed, _ORDER, households.size, k=k)
        drawn_households.append(households[shuffled])
        drawn_places.append(place_of[shuffled])
        persons += int(source().size[households].sum())
        k += 1
    rows, household = members_of(np.concatenate(drawn_households), people)
    return persons_of(rows, marginals.cultures)._replace(
        household=household,
        place=np.concatenate(drawn_places)[household],
        places=marginals.places,
    )


def reached_counts(marginals: Marginals, population: Demographics) -> NDArray[np.float64]:
    """The counts of ``marginals`` as a population has them, float64 (places, controls).

    ``population`` is one made by ``reweighted_town``; compare with ``marginals.counts``.
    """
    _, first = np.unique(population.household, return_index=True)
    households = _household_values(
        population.household,
        population.household_size[first],
        population.income[first],
        population.work,
    )
    persons = {name: getattr(population, name) for name in PERSON_ATTRIBUTES}
    reached = np.empty((len(marginals.places), len(marginals.controls)))
    for c, control in enumerate(marginals.controls):
        if control.of_households:
            places = population.place[first][_within(control, households)]
        else:
            places = population.place[_within(control, persons)]
        reached[:, c] = np.bincount(places, minlength=len(marginals.places))
    return reached
