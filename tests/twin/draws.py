"""Draws: Philox4x32-10, written down from its publication for whole numbers of any length.

Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3": each of ten
rounds multiplies two words of the counter, swaps halves of the products, and mixes in a key that
grows by two Weyl constants.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import cos, log, pi, sqrt
from zlib import crc32

WORD = 2**32
LOW = WORD - 1


@cache
def number_of(decision: str) -> int:
    """The number of a decision, by its name."""
    return crc32(decision.encode())


@lru_cache(10_000)  # a block holds two draws, and some draws hold for all weeks
def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Four random words of 32 bits for a counter of four words and a key of two."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        of_a, of_c = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = of_c >> 32 ^ b ^ left, of_c & LOW, of_a >> 32 ^ d ^ right, of_a & LOW
        left, right = left + 0x9E3779B9 & LOW, right + 0xBB67AE85 & LOW
    return a, b, c, d


def uniform(seed: int, decision: str, week: int, person: int, k: int = 0) -> float:
    """The draw on [0, 1) that a person has for a decision in a week; ``k`` numbers several.

    A block of Philox holds two draws of 64 bits, of which the upper 53 are used.
    """
    counter = (person % WORD, week % WORD, k // 2 % WORD, number_of(decision))
    words = philox(counter, (seed % WORD, seed // WORD))
    high, low = words[2:] if k % 2 else words[:2]
    return (high * WORD + low) // 2**11 / 2**53


def normal(seed: int, decision: str, week: int, person: int) -> float:
    """A standard normal draw, by the method of Box and Muller (1958) from the first two draws."""
    first, second = (uniform(seed, decision, week, person, k) for k in (0, 1))
    return sqrt(-2.0 * log(1.0 - first)) * cos(2.0 * pi * second)
