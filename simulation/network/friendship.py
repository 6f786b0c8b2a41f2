"""Friendships of a town: people meet in circles, and befriend many of those they meet there.

Two members of a circle (see ``circles.py``) become friends with one chance for all; a small share
of friendships has nothing to do with any circle. Homophily, clustering and the spread of degrees
follow from the circles, the same in a village as in a city, at the cost of sorting memberships.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.errors import InputError
from simulation.network.circles import (
    MOST_CIRCLES,
    draw_circles,
    draw_memberships,
    ranks,
    street_ranks,
)
from simulation.network.strengths import CONFIDANTS
from simulation.network.ties import NO_EDGES, EdgeArrays
from simulation.randomness import decision, uniform_pair, uniforms

FRIENDSHIP = decision("network: friendship of two in a circle")
FAR = decision("network: friendship outside circles")
FAR_STRENGTH = decision("network: strength of a friendship outside circles")

LARGEST_CIRCLE = 40
MOST_ROUNDS = 8

RANGES: dict[str, tuple[float, float]] = {
    "mean_degree": (0.0, 60.0),
    "sociability_spread": (0.0, 1.5),
    "smallest_circle": (2, LARGEST_CIRCLE),
    "largest_circle": (2, LARGEST_CIRCLE),
    "circle_density": (0.1, 1.0),
    "place_homophily": (0.0, 1.0),
    "age_homophily": (0.0, 1.0),
    "income_homophily": (0.0, 1.0),
    "far_share": (0.0, 1.0),
    "confidants": (0.0, 60.0),
}
"""Least and greatest value of each setting of ``draw_friendships``."""

FAR_CLOSENESS = 0.5
"""Closeness of friends who share no circle, beside 1 for those who share one of mean size that is
organised around nothing."""

EXPECTED_NEW = 0.9
"""Share of those met in circles who neither were met before nor live together; found by drawing
towns with the default settings. A first guess only: the chance of friendship makes up for it."""

MOST_PEOPLE = 100_000_000
"""People whose pairs can be packed in 64 bits along with what their circles were like."""

_SIZE_BITS = 7
_SIZE_MASK = (1 << _SIZE_BITS) - 1
_CODE_BITS = _SIZE_BITS + 2


@loop
def _pairs(
    out: NDArray[np.int64],
    member: NDArray[np.int32],
    start: NDArray[np.int64],
    anchors: NDArray[np.int8],
    household: NDArray[np.int32],
) -> int:
    """All pairs who share a circle but not a household, packed as (rows, anchors, size)."""
    people = np.int64(household.size)
    found = 0
    for circle in range(start.size - 1):
        size = start[circle + 1] - start[circle]
        code = (np.int64(anchors[circle]) << _SIZE_BITS) | size
        for a in range(start[circle], start[circle + 1]):
            for b in range(a + 1, start[circle + 1]):
                one = np.int64(min(member[a], member[b]))
                other = np.int64(max(member[a], member[b]))
                home = household[one]
                if one != other and (home < 0 or home != household[other]):
                    out[found] = ((one * people + other) << _CODE_BITS) | code
                    found += 1
    return found


@loop
def _merge(
    packed: NDArray[np.int64], pair: NDArray[np.int64], closeness: NDArray[np.float32], mean: float
) -> int:
    """Unpack sorted pairs; those who share several circles are closer by the sum of them."""
    found = 0
    for row in range(packed.size):
        who = packed[row] >> _CODE_BITS
        size = packed[row] & _SIZE_MASK
        anchors = (packed[row] >> _SIZE_BITS) & 3
        if found == 0 or pair[found - 1] != who:
            pair[found] = who
            closeness[found] = 0.0
            found += 1
        closeness[found - 1] += (1 + anchors) * mean / size
    return found


@rule
def strength_of(draw: float, closeness: float, rate: float) -> float:
    """Strength of a tie, 0 to 1: at least 0.5 with chance 1 - exp(-rate * closeness).

    ``draw`` is uniform on [0, 1).
    """
    return (1.0 - draw) ** (np.log(2.0) / (rate * closeness))


def closeness_rate(
    confident: float, closeness: NDArray[np.float64], weight: NDArray[np.float64]
) -> float:
    """The rate at which a share ``confident`` of ties has a strength of 0.5 or more.

    ``closeness`` and ``weight`` describe the ties to be expected: 1 - exp(-rate * closeness),
    averaged with the weights, is the share.
    """
    if confident >= 1.0:
        return np.inf
    low, high = 0.0, 1e6
    for _ in range(100):
        middle = (low + high) / 2.0
        share = np.average(-np.expm1(-middle * closeness), weights=weight)
        low, high = (middle, high) if share < confident else (low, middle)
    return (low + high) / 2.0


@loop
def _befriend(
    pair: NDArray[np.int64],
    closeness: NDArray[np.float32],
    people: int,
    seed: Any,
    choice: Any,
    chance: float,
    rate: float,
) -> int:
    """Keep the pairs who become friends and turn closeness into strength, both in place."""
    kept = 0
    for row in range(pair.size):
        one, other = pair[row] // people, pair[row] % people
        met, close = uniform_pair(seed, choice, other, one, 0)
        if met < chance:
            pair[kept] = pair[row]
            closeness[kept] = strength_of(close, closeness[row], rate)
            kept += 1
    return kept


def _expected_closeness(
    sizes: tuple[int, int], homophily: tuple[float, float, float], far_share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Closeness of ties and how common each is, from the settings alone.

    Not from the friendships drawn, so that one more person leaves the strength of others' ties.
    """
    size = np.arange(sizes[0], sizes[1] + 1.0)
    pairs = size * (size - 1.0) / (size * (size - 1.0)).sum()
    anchors = np.ones(1)
    for share in homophily:
        anchors = np.convolve(anchors, [1.0 - share, share])
    closeness = np.outer(1.0 + np.arange(4), size.mean() / size).ravel()
    weight = np.outer(anchors, pairs).ravel() * (1.0 - far_share)
    return np.r_[closeness, FAR_CLOSENESS], np.r_[weight, far_share]


@lru_cache(maxsize=64)
def _rate_of(
    confident: float,
    sizes: tuple[int, int],
    homophily: tuple[float, float, float],
    far_share: float,
) -> float:
    """The closeness rate of these settings, the same in all towns that share them."""
    return closeness_rate(confident, *_expected_closeness(sizes, homophily, far_share))


def _meetings(
    seed: int,
    ranked: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    household: NDArray[np.int32],
    homophily: tuple[float, float, float],
    sizes: tuple[int, int],
    memberships: float,
    spread: float,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """All pairs who share a circle, sorted, each once, and how close that makes them."""
    people = household.size
    numbers = draw_memberships(seed, people, memberships, spread)
    circles = draw_circles(seed, *ranked, numbers, homophily, sizes)
    size = np.diff(circles.start)
    packed = np.empty(int((size * (size - 1) // 2).sum()), np.int64)
    found = _pairs(packed, circles.member, circles.start, circles.anchors, household)
    packed = packed[:found]
    packed.sort()
    pair = np.empty(found, np.int64)
    closeness = np.empty(found, np.float32)
    found = _merge(packed, pair, closeness, (sizes[0] + sizes[1]) / 2.0)
    return pair[:found], closeness[:found]


def _far_pairs(
    seed: int, household: NDArray[np.int32], taken: NDArray[np.int64], wanted: int
) -> NDArray[np.int64]:
    """Pairs of any two people who neither live together nor are friends (``taken``, sorted)."""
    people = household.size
    found = np.empty(0, np.int64)
    for turn in range(MOST_ROUNDS):
        missing = wanted - found.size
        if missing <= 0:
            break
        first = (uniforms(seed, FAR, missing, week=turn, k=0) * people).astype(np.int64)
        second = (uniforms(seed, FAR, missing, week=turn, k=1) * people).astype(np.int64)
        apart = (first != second) & (
            (household[first] < 0) | (household[first] != household[second])
        )
        first, second = first[apart], second[apart]
        pair = np.minimum(first, second) * people + np.maximum(first, second)
        if taken.size:
            near = np.minimum(np.searchsorted(taken, pair), taken.size - 1)
            pair = pair[taken[near] != pair]
        found = np.union1d(found, pair)
    return found


def draw_friendships(
    seed: int,
    age: NDArray[np.generic],
    income: NDArray[np.generic],
    place: NDArray[np.generic],
    household: NDArray[np.int32],
    *,
    mean_degree: float = 6.5,
    sociability_spread: float = 0.6,
    smallest_circle: int = 4,
    largest_circle: int = 8,
    circle_density: float = 0.85,
    place_homophily: float = 0.6,
    age_homophily: float = 0.8,
    income_homophily: float = 0.4,
    far_share: float = 0.08,
    confidants: float = CONFIDANTS,
) -> EdgeArrays:
    """Friendships of a population, one entry a pair, drawn by keyed draws alone.

    ``age`` in years, ``income`` of the household a year, ``place`` a zone code (codes that follow
    each other count as near), ``household`` the household index or -1; one entry a person, rows
    name persons. Members of one household are not befriended: they have their household tie.

    ``mean_degree``: friends of an average person, 0 to 60.
    ``sociability_spread``: standard deviation of the logarithm of the number of circles, 0 to 1.5.
    ``smallest_circle``, ``largest_circle``: people in a circle, 2 to 40, all sizes between alike.
    ``circle_density``: share of the pairs of a circle who are friends, 0.1 to 1; clustering rises
    with it. It is met as far as whole memberships allow, ``mean_degree`` comes first.
    ``place_homophily``, ``age_homophily``, ``income_homophily``: share of circles organised around
    each, 0 to 1; about the correlation between friends that follows for ages.
    ``far_share``: share of friendships between any two people, 0 to 1.
    ``confidants``: friends with a strength of 0.5 or more, mean per person. Friends are the closer
    the smaller their circle, the more it is organised around, and the more circles they share.

    Raises InputError for a setting outside its range or more than MOST_PEOPLE.
    """
    settings = {
        "mean_degree": mean_degree,
        "sociability_spread": sociability_spread,
        "smallest_circle": smallest_circle,
        "largest_circle": largest_circle,
        "circle_density": circle_density,
        "place_homophily": place_homophily,
        "age_homophily": age_homophily,
        "income_homophily": income_homophily,
        "far_share": far_share,
        "confidants": confidants,
    }
    for name, value in settings.items():
        low, high = RANGES[name]
        if not low <= value <= high:
            raise InputError("out of range", field=name, found=value, allowed=f"{low} to {high}")
    if largest_circle < smallest_circle:
        raise InputError(
            "smaller than smallest_circle",
            field="largest_circle",
            found=largest_circle,
            allowed=f"{smallest_circle} or more",
        )
    people = household.size
    if people > MOST_PEOPLE:
        raise InputError("too many people", found=people, allowed=f"up to {MOST_PEOPLE}")
    if people < 2 or mean_degree == 0.0:
        return NO_EDGES
    household = np.ascontiguousarray(household, np.int32)
    homophily = (place_homophily, age_homophily, income_homophily)
    sizes = (int(smallest_circle), int(largest_circle))
    wanted = min(mean_degree, people - 1.0) * people / 2.0
    near = wanted * (1.0 - far_share)
    ranked = (street_ranks(seed, place, household), ranks(age), ranks(income))

    # Members that an average membership meets, less those met twice or living together.
    size = np.arange(sizes[0], sizes[1] + 1.0)
    met = (size * (size - 1.0)).sum() / size.sum() * EXPECTED_NEW
    memberships = 2.0 * near / people / (met * circle_density)
    for _ in range(MOST_ROUNDS):
        pair, closeness = _meetings(
            seed, ranked, household, homophily, sizes, memberships, sociability_spread
        )
        chance = near / max(pair.size, 1)
        if chance <= circle_density * 1.1 or memberships >= MOST_CIRCLES / 2:
            break
        # In a small or very homophilous town the same people meet again and again.
        memberships *= chance / circle_density
    rate = _rate_of(min(1.0, confidants / mean_degree), sizes, homophily, far_share)
    kept = _befriend(pair, closeness, people, np.uint64(seed), FRIENDSHIP, min(chance, 1.0), rate)
    pair, strength = pair[:kept], closeness[:kept]

    missing = wanted - kept if chance > 1.0 else wanted * far_share
    far = _far_pairs(seed, household, pair, round(missing))
    far_strength = np.full(far.size, FAR_CLOSENESS, np.float32)
    _befriend(far, far_strength, people, np.uint64(seed), FAR_STRENGTH, 1.0, rate)
    pair, strength = np.r_[pair, far], np.r_[strength, far_strength]
    return EdgeArrays((pair // people).astype(np.int32), (pair % people).astype(np.int32), strength)
