"""Circles: the small groups in which people of a town meet and befriend each other.

Ties form where people share a focus of activity (Feld 1981, "The focused organization of social
ties"): a street, a class, a workplace, a club. Here everyone belongs to a number of circles, few
people to many. Each circle is organised around some of three things - where people live, how old
they are, how well off they are - and brings together people near each other in those.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.ordering import order_of
from simulation.randomness import decision, normals, uniforms

SOCIABILITY = decision("network: sociability")
MEMBERSHIPS = decision("network: number of circles")
FOCUS = decision("network: focus of a circle")
STREET = decision("network: street of a household")
SPOT = decision("network: spot in a circle without a focus")
CIRCLE_SIZE = decision("network: size of a circle")

MOST_CIRCLES = 30
REPEATED = 3
"""A person's second and third circle of one kind bring them together with others who have that
many: three layers of each kind, the last one shared by all further circles."""

AREA, COHORT = 64, 16
"""Memberships in an area, cut from the order of places, and in a cohort, cut from the order of ages
within an area: they set how near in place, age and income the members of a circle are."""


class Circles(NamedTuple):
    """Who meets whom: members in the order of circles, ``start`` (circles + 1) cuts them apart.

    ``anchors``: how many of place, age and income each circle is organised around.
    """

    member: NDArray[np.int32]
    start: NDArray[np.int64]
    anchors: NDArray[np.int8]


def ranks(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """Place of each value in the order of all, above 0 and below 1; equal values share theirs.

    A value that is not a number stands in the middle.
    """
    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    out = np.full(numbers.size, 0.5)
    if known.any():
        level, count = _levels(numbers[known])
        out[known] = ((np.cumsum(count) - count / 2.0) / count.sum())[level]
    return out


def _levels(values: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each value the place of what it is equal to among all different ones, from the lowest,
    and how often there is each."""
    order = order_of(values)
    in_order = values[order]
    levels = np.empty(order.size, np.int64)
    levels[order] = np.cumsum(np.r_[False, in_order[1:] != in_order[:-1]])
    return levels, np.bincount(levels)


def street_ranks(
    seed: int, place: NDArray[np.generic], household: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Place of each person in the order of zones, and within a zone of streets.

    A household draws its street, a person without one draws their own; so the nearest neighbours
    are the same few hundred however many live in a zone. Above 0 and below 1.
    """
    streets = uniforms(seed, STREET, np.maximum(household, 0))
    alone = household < 0
    streets[alone] = uniforms(seed, STREET, np.flatnonzero(alone), k=1)
    zone, _ = _levels(place)
    return ranks(zone + streets)


def draw_memberships(seed: int, people: int, mean: float, spread: float) -> NDArray[np.int64]:
    """How many circles each person belongs to.

    Log-normal with the stated ``mean`` and standard deviation ``spread`` of the logarithm, made a
    whole number by one more draw; at most MOST_CIRCLES.
    """
    expected = mean * np.exp(spread * normals(seed, SOCIABILITY, people) - spread**2 / 2.0)
    number = np.floor(expected + uniforms(seed, MEMBERSHIPS, people))
    return np.minimum(number, MOST_CIRCLES).astype(np.int64)


def _even_groups(group: NDArray[np.int64], groups: int, size: int) -> tuple[NDArray[np.int64], int]:
    """Cut each sorted group into even parts of about ``size``; returns the part of each entry."""
    count = np.bincount(group, minlength=groups)
    parts = np.maximum(1, np.rint(count / size).astype(np.int64))
    first = np.cumsum(count) - count
    place = np.arange(group.size) - first[group]
    part = place * parts[group] // count[group]
    return (np.cumsum(parts) - parts)[group] + part, int(parts.sum())


def draw_circles(
    seed: int,
    place: NDArray[np.float64],
    age: NDArray[np.float64],
    income: NDArray[np.float64],
    memberships: NDArray[np.int64],
    homophily: tuple[float, float, float],
    sizes: tuple[int, int],
) -> Circles:
    """Sort the memberships into circles.

    ``place``, ``age`` and ``income`` are ranks, 0 to 1, one a person; ``homophily`` the share of
    circles organised around each of the three; ``sizes`` the smallest and largest circle.

    Circles of one kind (organised around the same of the three) are cut from one order: by place
    into areas, within an area by age into cohorts, within a cohort by income. Where a kind does
    not regard one of them, a keyed draw takes its part in the order.
    """
    member = np.repeat(np.arange(memberships.size), memberships)
    turn = np.arange(member.size) - np.repeat(np.cumsum(memberships) - memberships, memberships)
    key = member * MOST_CIRCLES + turn
    anchored = [uniforms(seed, FOCUS, key, k=k) < homophily[k] for k in range(3)]
    kind = anchored[0] + 2 * anchored[1] + 4 * anchored[2]
    layer = np.empty(member.size, np.int64)
    _layers(layer, memberships, kind)
    group, groups = layer, 8 * REPEATED
    for k, (rank, size) in enumerate(((place, AREA), (age, COHORT), (income, 0))):
        spot = np.where(anchored[k], rank[member], uniforms(seed, SPOT, key, k=k))
        # Every other group runs backwards, so that a circle cut across two has like members.
        order = order_of(group + np.where(group % 2 == 0, spot, 1.0 - spot))
        member, key, layer = member[order], key[order], layer[order]
        anchored = [mark[order] for mark in anchored]
        if size:
            group, groups = _even_groups(group[order], groups, size)

    return _cut(seed, member, layer, sizes)


@loop
def _layers(
    layer: NDArray[np.int64], memberships: NDArray[np.int64], kind: NDArray[np.int64]
) -> None:
    """Layers of each kind: a person's first circle of it in one, their second in the next, ..."""
    place = 0
    before = np.zeros(8, np.int64)
    for number in memberships:
        before[:] = 0
        for membership in range(place, place + number):
            what = kind[membership]
            layer[membership] = what * REPEATED + min(before[what], REPEATED - 1)
            before[what] += 1
        place += number


@loop
def _cut_layers(
    start: NDArray[np.int64],
    layer: NDArray[np.int64],
    draws: NDArray[np.float64],
    smallest: int,
    largest: int,
) -> int:
    """Cut each layer, in its order, into circles of drawn size; returns their number."""
    circles = 0
    first = 0
    while first < layer.size:
        last = first
        while last < layer.size and layer[last] == layer[first]:
            last += 1
        while first < last:
            size = smallest + int(draws[circles] * (largest + 1 - smallest))
            if last - first - size < smallest:  # too few left for another circle: they join
                size = last - first
            first += size
            circles += 1
            start[circles] = first
    return circles


def _cut(
    seed: int,
    member: NDArray[np.int64],
    layer: NDArray[np.int64],
    sizes: tuple[int, int],
) -> Circles:
    smallest, largest = sizes
    most = member.size // smallest + 8 * REPEATED
    start = np.zeros(most + 1, np.int64)
    draws = uniforms(seed, CIRCLE_SIZE, most)
    circles = _cut_layers(start, layer, draws, smallest, largest)
    start = start[: circles + 1].copy()
    kind = layer[start[:-1]] // REPEATED
    anchors = (kind & 1) + (kind >> 1 & 1) + (kind >> 2 & 1)
    return Circles(member.astype(np.int32), start, anchors.astype(np.int8))
