"""Draws: every random number is a pure function of (seed, decision, week, person, k).

Nothing in Helpseek keeps a generator whose state moves on. A draw is looked up: the counter of
Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
holds who, when and what for, its key holds the seed. So two worlds that differ in a policy are the
same people with the same luck, and the order of loops, threads or recorders changes nothing.

Counter words: (person, week, k // 2, decision); key words: (seed low, seed high). One block gives
four 32-bit words, that is two uniforms with 53 bits: k even takes the first, k odd the second.
"""

from __future__ import annotations

import random
import zlib
from math import cos, log, pi, sqrt
from typing import Any

import numpy as np
from numba import float64, uint32, uint64
from numpy.typing import NDArray
from scipy.special import ndtri

from simulation.compiled import inlined, loop, rule
from simulation.ordering import order_of

_MULTIPLIER_0, _MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
_KEY_STEP_0, _KEY_STEP_1 = 0x9E3779B9, 0xBB67AE85
_LOW = 0xFFFFFFFF
_UNIT = 1.0 / (1 << 53)

BLOCK = 1024
"""Rows for which loops take draws at once."""

NO_WEEK = 0
"""The week of draws that belong to no week, as those that build the population."""

LARGEST_SEED = 2**63 - 1

Whole = int | np.integer[Any]
"""Seeds, decisions, weeks and persons, as Python or NumPy count them."""

_names: dict[int, str] = {}


def decision(name: str) -> np.uint32:
    """The number that stands for a named decision in the counter: the CRC-32 of its name.

    The number depends on the name alone, so adding a decision leaves all others as they were.
    Raises ValueError in the case that two names fall on one number.
    """
    number = zlib.crc32(name.encode())
    if _names.setdefault(number, name) != name:
        raise ValueError(f"decisions {name!r} and {_names[number]!r} share a number: rename one")
    return np.uint32(number)


def decision_names() -> list[str]:
    """All decisions declared so far, sorted."""
    return sorted(_names.values())


@inlined
def philox(
    c0: Whole, c1: Whole, c2: Whole, c3: Whole, k0: Whole, k1: Whole
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x32-10: four 32-bit words (in uint64) from a counter of four and a key of two."""
    low = uint64(_LOW)
    shift = uint64(32)
    x0, x1, x2, x3 = uint64(c0), uint64(c1), uint64(c2), uint64(c3)
    y0, y1 = uint64(k0), uint64(k1)
    for _ in range(10):
        product_0 = uint64(_MULTIPLIER_0) * x0
        product_1 = uint64(_MULTIPLIER_1) * x2
        x0, x1, x2, x3 = (
            (product_1 >> shift) ^ x1 ^ y0,
            product_1 & low,
            (product_0 >> shift) ^ x3 ^ y1,
            product_0 & low,
        )
        y0 = (y0 + uint64(_KEY_STEP_0)) & low
        y1 = (y1 + uint64(_KEY_STEP_1)) & low
    return x0, x1, x2, x3


@inlined
def uniform_pair(
    seed: Whole, choice: Whole, week: Whole, person: Whole, block: Whole
) -> tuple[float, float]:
    """The two uniforms on [0, 1) of one block: those with k = 2 * block and 2 * block + 1."""
    whole = uint64(seed)
    a, b, c, d = philox(
        uint32(person),
        uint32(week),
        uint32(block),
        uint32(choice),
        whole & uint64(_LOW),
        whole >> uint64(32),
    )
    first = float64(((a << uint64(32)) | b) >> uint64(11)) * _UNIT
    second = float64(((c << uint64(32)) | d) >> uint64(11)) * _UNIT
    return first, second


@rule
def uniform(seed: Whole, choice: Whole, week: Whole, person: Whole, k: Whole) -> float:
    """One uniform draw on [0, 1), the same whenever and wherever it is asked for."""
    first, second = uniform_pair(seed, choice, week, person, k >> 1)
    return second if k & 1 else first


@rule
def fill_uniforms(
    out: NDArray[np.float64], seed: Whole, choice: Whole, week: Whole, first: Whole, rows: Whole
) -> None:
    """Write the draws (k = 0) of persons ``first`` to ``first + rows - 1`` into ``out``.

    Draws side by side cost a quarter of draws one by one; loops that need one for nearly everybody
    take them in blocks of ``BLOCK``.
    """
    for row in range(rows):
        drawn, _ = uniform_pair(seed, choice, week, first + row, 0)
        out[row] = drawn


@rule
def fill_pairs(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    seed: Whole,
    choice: Whole,
    week: Whole,
    persons: NDArray[np.uint32],
    number: Whole,
    block: Whole,
) -> None:
    """Write both draws of a block of the first ``number`` of ``persons`` into two arrays.

    As ``fill_uniforms``, for loops that need draws for a list of people.
    """
    for place in range(number):
        first[place], second[place] = uniform_pair(seed, choice, week, persons[place], block)


@rule
def fill_listed(
    out: NDArray[np.float64],
    seed: Whole,
    choice: Whole,
    week: Whole,
    persons: NDArray[np.uint32],
    number: Whole,
) -> None:
    """Write the draws (k = 0) of the first ``number`` of ``persons`` into ``out``."""
    for place in range(number):
        out[place], _ = uniform_pair(seed, choice, week, persons[place], 0)


@rule
def normal(seed: Whole, choice: Whole, week: Whole, person: Whole, block: Whole) -> float:
    """One standard normal draw (Box and Muller 1958) from the two uniforms of a block."""
    first, second = uniform_pair(seed, choice, week, person, block)
    return sqrt(-2.0 * log(1.0 - first)) * cos(2.0 * pi * second)


@loop
def _fill(
    out: NDArray[np.float64],
    seed: Whole,
    choice: Whole,
    week: Whole,
    persons: NDArray[np.int64],
    k: Whole,
) -> None:
    for row in range(persons.size):
        first, second = uniform_pair(seed, choice, week, persons[row], k >> 1)
        out[row] = second if k & 1 else first


def uniforms(
    seed: Whole,
    choice: np.uint32,
    persons: int | NDArray[Any],
    *,
    week: Whole = NO_WEEK,
    k: Whole = 0,
) -> NDArray[np.float64]:
    """Uniform draws on [0, 1) for many persons at once.

    ``persons`` is an array of identities (0 to 2**32 - 1), or a number n for persons 0 to n - 1.
    ``seed`` is 0 to 2**63 - 1. Returns float64, one draw a person.
    """
    if isinstance(persons, (int, np.integer)):
        persons = np.arange(persons, dtype=np.int64)
    out = np.empty(persons.size)
    _fill(out, np.uint64(seed), choice, week, np.ascontiguousarray(persons, np.int64), k)
    return out


def normals(
    seed: Whole,
    choice: np.uint32,
    persons: int | NDArray[Any],
    *,
    week: Whole = NO_WEEK,
    k: Whole = 0,
) -> NDArray[np.float64]:
    """Standard normal draws, one a person: the normal quantile of the uniform draw."""
    drawn = uniforms(seed, choice, persons, week=week, k=k)
    # 0 is a possible uniform and its quantile is minus infinity: keep half a step away from it.
    return np.asarray(ndtri(np.maximum(drawn, _UNIT / 2)))


def permutation(
    seed: Whole, choice: np.uint32, size: int, *, week: Whole = NO_WEEK, k: Whole = 0
) -> NDArray[np.int64]:
    """A random order of 0 to size - 1: the order of their keyed draws."""
    return order_of(uniforms(seed, choice, size, week=week, k=k))


class KeyedRandom(random.Random):
    """Python's ``random.Random`` interface on keyed draws, for libraries that ask for one.

    Its n-th number is the draw with person = n, so it is as reproducible as all others.
    """

    def __init__(self, seed: Whole, choice: np.uint32) -> None:
        self._key = (seed, choice)
        self._drawn = 0
        super().__init__(0)

    def random(self) -> float:
        """The next uniform on [0, 1)."""
        seed, choice = self._key
        self._drawn += 1
        return float(
            uniform(np.uint64(seed), choice, NO_WEEK, self._drawn & _LOW, self._drawn >> 32)
        )

    def getrandbits(self, bits: int, /) -> int:
        """The next ``bits`` random bits as an integer."""
        value = 0
        for _ in range(0, bits, 32):
            value = (value << 32) | int(self.random() * 4294967296.0)
        return value >> (-bits % 32)

    def seed(self, *arguments: Any, **named: Any) -> None:
        """Keyed draws have no state to set."""
