"""Ties: who stands in contact with whom, as compressed sparse rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop

HOUSEHOLD, FRIEND = 0, 1
KINDS = ("household", "friend")
"""Names of the kinds of tie, in the order of their codes."""


class Ties(NamedTuple):
    """The social graph as arrays, ties sorted by the person who has them.

    ``start`` int64 (people + 1): the ties of person i are the slots start[i] to start[i + 1] - 1.
    ``neighbour`` int32: whose opinion, prompts and example reach person i through the slot.
    ``kind`` uint8: HOUSEHOLD or FRIEND.
    ``strength`` float32, 0 to 1: how close the tie is (a household member has 1).
    A mutual tie takes two slots, one at each end. ``neighbour`` and ``strength`` of a slot stand
    next to each other in memory (see ``side_by_side``), for whoever needs one needs the other.
    """

    start: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    kind: NDArray[np.uint8]
    strength: NDArray[np.float32]


def side_by_side(
    start: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    kind: NDArray[np.uint8],
    strength: NDArray[np.float32],
) -> Ties:
    """Ties from arrays of slots, laid out as compiled code expects them."""
    slots = np.empty(neighbour.size, [("neighbour", np.int32), ("strength", np.float32)])
    slots["neighbour"] = neighbour
    slots["strength"] = strength
    return Ties(start, slots["neighbour"], np.ascontiguousarray(kind), slots["strength"])


class EdgeArrays(NamedTuple):
    """Friendships before they become ties: one entry a pair (or an arc), persons by row.

    ``source`` and ``target`` int32 rows; ``strength`` float32, 0 to 1, how close the tie is.
    ``mutual``: each entry ties both ends. If False, an entry is an arc: the source names the
    target, so that the target's opinion, prompts and example reach the source and not the reverse.
    """

    source: NDArray[np.int32]
    target: NDArray[np.int32]
    strength: NDArray[np.float32]
    mutual: bool = True


NO_EDGES = EdgeArrays(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
"""A network without friendships."""


def household_pairs(household: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All pairs of persons who live together, each once.

    ``household`` holds the household index of each row, -1 for none. Returns the two rows of each
    pair, int32, the lower one first if members of a household stand in ascending rows.
    """
    order = np.argsort(household, kind="stable")
    order = order[np.searchsorted(household, 0, sorter=order) :]
    sorted_household = household[order]
    first = np.flatnonzero(np.r_[True, sorted_household[1:] != sorted_household[:-1]])
    if order.size == 0:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    size = np.diff(np.r_[first, order.size])
    # The member at place p of a household of s makes a pair with the s - 1 - p members after it.
    place = np.arange(order.size) - np.repeat(first, size)
    after = np.repeat(size, size) - 1 - place
    one = np.repeat(np.arange(order.size), after)
    step = np.arange(one.size) - np.repeat(np.cumsum(after) - after, after) + 1
    return order[one].astype(np.int32), order[one + step].astype(np.int32)


@loop
def _count(
    slots: NDArray[np.int64], source: NDArray[np.int32], target: NDArray[np.int32], mutual: bool
) -> None:
    """How many slots each person (plus one) takes, self-ties left out."""
    for edge in range(source.size):
        if source[edge] != target[edge]:
            slots[source[edge] + 1] += 1
            if mutual:
                slots[target[edge] + 1] += 1


@loop
def _place(
    at: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    kind: NDArray[np.uint8],
    strength: NDArray[np.float32],
    source: NDArray[np.int32],
    target: NDArray[np.int32],
    closeness: NDArray[np.float32],
    what: int,
    mutual: bool,
) -> None:
    """Put each edge in the next free slot of its source, and of its target if mutual."""
    for edge in range(source.size):
        one, other = source[edge], target[edge]
        if one != other:
            slot = at[one]
            at[one] = slot + 1
            neighbour[slot], kind[slot], strength[slot] = other, what, closeness[edge]
            if mutual:
                slot = at[other]
                at[other] = slot + 1
                neighbour[slot], kind[slot], strength[slot] = one, what, closeness[edge]


@loop
def _tidy(
    start: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    kind: NDArray[np.uint8],
    strength: NDArray[np.float32],
) -> int:
    """Sort each person's slots by neighbour and merge repeated ones; returns the slots left.

    Of a repeated tie the household one stays, else the closest.
    """
    people = start.size - 1
    free = 0
    for person in range(people):
        first, last = start[person], start[person + 1]
        # Shell's sort: for the few ties that most people have a plain insertion sort, which is
        # quick, and quick enough for many. Numba's own takes a second to compile.
        step = 1
        while step * 48 < last - first:
            step = 3 * step + 1
        while step > 0:
            for slot in range(first + step, last):
                who, what, close = neighbour[slot], kind[slot], strength[slot]
                before = slot - step
                while before >= first and neighbour[before] > who:
                    neighbour[before + step] = neighbour[before]
                    kind[before + step] = kind[before]
                    strength[before + step] = strength[before]
                    before -= step
                neighbour[before + step] = who
                kind[before + step], strength[before + step] = what, close
            step //= 3
        start[person] = free
        for slot in range(first, last):
            if free > start[person] and neighbour[free - 1] == neighbour[slot]:
                kind[free - 1] = min(kind[free - 1], kind[slot])
                strength[free - 1] = max(strength[free - 1], strength[slot])
            else:
                neighbour[free] = neighbour[slot]
                kind[free] = kind[slot]
                strength[free] = strength[slot]
                free += 1
    start[people] = free
    return free


def build_ties(
    people: int,
    household: NDArray[np.int32],
    friends: EdgeArrays | None,
    household_ties: bool = True,
) -> Ties:
    """The social graph of a population: all who live together, and the friendships.

    ``people`` rows; ``household`` int32 (people), the household of each row or -1 for none.
    With ``household_ties`` all members of a household are tied to each other with strength 1.
    A pair that lives together and is befriended keeps the household tie alone; self-ties are left
    out and repeated ones merged (the closest stays). Slots of a person are sorted by neighbour.
    Raises ValueError where rows, arrays or strengths do not fit each other: whoever read them from
    a user has to have checked them.
    """
    if household.shape != (people,):
        raise ValueError(f"household has shape {household.shape} for {people} people")
    friends = NO_EDGES if friends is None else friends
    source = np.ascontiguousarray(friends.source, np.int32)
    target = np.ascontiguousarray(friends.target, np.int32)
    strength = np.ascontiguousarray(friends.strength, np.float32)
    if not source.shape == target.shape == strength.shape:
        raise ValueError("source, target and strength of friendships differ in length")
    if source.size:
        if min(source.min(), target.min()) < 0 or max(source.max(), target.max()) >= people:
            raise ValueError(f"a friendship names a person outside rows 0 to {people - 1}")
        if not (strength.min() >= 0.0 and strength.max() <= 1.0):
            raise ValueError("strength of a friendship outside 0 to 1")
    one, other = household_pairs(household) if household_ties else NO_EDGES[:2]
    full = np.ones(one.size, np.float32)

    start = np.zeros(people + 1, np.int64)
    _count(start, source, target, friends.mutual)
    _count(start, one, other, True)
    np.cumsum(start, out=start)
    slots = int(start[people])
    neighbour = np.empty(slots, np.int32)
    kind = np.empty(slots, np.uint8)
    close = np.empty(slots, np.float32)
    at = start[:-1].copy()
    _place(at, neighbour, kind, close, source, target, strength, FRIEND, friends.mutual)
    _place(at, neighbour, kind, close, one, other, full, HOUSEHOLD, True)
    left = _tidy(start, neighbour, kind, close)
    return side_by_side(start, neighbour[:left], kind[:left].copy(), close[:left])
