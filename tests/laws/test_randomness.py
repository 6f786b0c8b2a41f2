"""Draws: the generator against its published vectors, uniformity, independence."""

from __future__ import annotations

import importlib
import math
import pkgutil
import random
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

import simulation
from simulation import randomness
from simulation.compiled import plain
from simulation.randomness import (
    BLOCK,
    LARGEST_SEED,
    KeyedRandom,
    decision,
    decision_names,
    fill_uniforms,
    normal,
    normals,
    permutation,
    philox,
    uniform,
    uniform_pair,
    uniforms,
)

ONE = decision("tests: one decision")
ANOTHER = decision("tests: another decision")

UNLIKELY = 1e-4
"""Tests of chance fail below this p-value; draws are fixed, so they fail always or never."""

# Counter, key and output of philox4x32 with 10 rounds, as published by its authors: lines 27 to 29
# of tests/kat_vectors in github.com/DEShawResearch/random123 (release 1.14.0).
KNOWN_ANSWERS = (
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
)


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


def by_the_paper(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x32-10 once more, with Python's own integers, as section 3.3 of the paper tells it:
    in each round, two words are multiplied, and the halves of the products, the two other words
    and the key change places."""
    r0, l0, r1, l1 = counter
    k0, k1 = key
    for round_ in range(10):
        if round_:
            k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
        high_0, low_0 = divmod(r0 * 0xD2511F53, 2**32)
        high_1, low_1 = divmod(r1 * 0xCD9E8D57, 2**32)
        r0, l0, r1, l1 = high_1 ^ l0 ^ k0, low_1, high_0 ^ l1 ^ k1, low_0
    return [r0, l0, r1, l1]


def draw_by_the_paper(seed: int, choice: int, week: int, person: int, k: int) -> float:
    """What one uniform draw must be: 53 bits of two words of the block of this person and week."""
    counter = [person, week % 2**32, k // 2, choice]
    block = by_the_paper(counter, [seed % 2**32, seed // 2**32])
    first, second = block[2 * (k % 2) : 2 * (k % 2) + 2]
    return (first * 2**32 + second) // 2**11 / 2**53


# The generator


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
@pytest.mark.parametrize("compiled", [True, False])
def test_known_answers_of_the_authors(counter: str, key: str, output: str, compiled: bool) -> None:
    generator = philox if compiled else plain(philox)
    assert [int(word) for word in generator(*words(counter), *words(key))] == words(output)
    assert by_the_paper(words(counter), words(key)) == words(output)


WORD = st.integers(0, 2**32 - 1)


@given(st.lists(WORD, min_size=6, max_size=6))
@settings(max_examples=300, deadline=None)
def test_generator_is_that_of_the_paper_everywhere(given_words: list[int]) -> None:
    expected = by_the_paper(given_words[:4], given_words[4:])
    assert [int(word) for word in philox(*given_words)] == expected
    assert [int(word) for word in plain(philox)(*given_words)] == expected


@given(
    st.integers(0, LARGEST_SEED),
    st.integers(-5200, 5200),
    WORD,
    st.integers(0, 2**32 - 1),
    st.sampled_from([ONE, ANOTHER]),
)
@settings(max_examples=300, deadline=None)
def test_a_draw_is_a_function_of_its_key_compiled_or_plain(
    seed: int, week: int, person: int, k: int, choice: np.uint32
) -> None:
    expected = draw_by_the_paper(seed, int(choice), week, person, k)
    assert uniform(np.uint64(seed), choice, week, person, k) == expected
    assert plain(uniform)(np.uint64(seed), choice, week, person, k) == expected
    assert uniforms(seed, choice, np.array([person]), week=week, k=k)[0] == expected
    pair = [draw_by_the_paper(seed, int(choice), week, person, k // 2 * 2 + odd) for odd in (0, 1)]
    assert list(uniform_pair(np.uint64(seed), choice, week, person, k // 2)) == pair
    assert 0.0 <= expected < 1.0


@pytest.mark.parametrize("word", range(4))
def test_the_largest_draw_is_below_one(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    full = [np.uint64(2**32 - 1)] * 4
    monkeypatch.setattr(randomness, "philox", lambda *words: tuple(full))
    largest = plain(uniform_pair)(np.uint64(1), ONE, 0, 0, 0)
    assert max(largest) == 1.0 - 2.0**-53
    full[word] = np.uint64(0)
    assert min(plain(uniform_pair)(np.uint64(1), ONE, 0, 0, 0)) < 1.0 - 2.0**-33


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**53 + 1, LARGEST_SEED])
def test_all_seeds_differ_in_all_their_bits(seed: int) -> None:
    drawn = {bit: uniforms(seed ^ (1 << bit), ONE, 4).tobytes() for bit in range(63)}
    assert len({*drawn.values(), uniforms(seed, ONE, 4).tobytes()}) == 64


def test_many_at_once_are_one_by_one() -> None:
    persons = np.array([7, 3, 3, 2**31, 0, 2**32 - 1])
    seed = np.uint64(LARGEST_SEED)
    together = uniforms(seed, ONE, persons, week=-9, k=5)
    assert together.tolist() == [uniform(seed, ONE, -9, person, 5) for person in persons.tolist()]
    assert np.array_equal(uniforms(4, ONE, 1000)[persons[:2]], uniforms(4, ONE, persons[:2]))
    out, uncompiled = np.empty(BLOCK), np.empty(BLOCK)
    fill_uniforms(out, seed, ONE, -9, 300, BLOCK)
    plain(fill_uniforms)(uncompiled, seed, ONE, -9, 300, BLOCK)
    assert np.array_equal(out, uniforms(LARGEST_SEED, ONE, np.arange(300, 300 + BLOCK), week=-9))
    assert np.array_equal(out, uncompiled)


# Uniformity: p-values of fixed draws

MANY = 400_000


def p_uniform(draws: NDArray[np.float64], bins: int = 1000) -> float:
    """The least of the p-values of the chi-square and the Kolmogorov-Smirnov test."""
    counted = np.bincount((draws * bins).astype(int), minlength=bins)
    return float(min(stats.chisquare(counted).pvalue, stats.kstest(draws, "uniform").pvalue))


def p_independent(one: NDArray[np.float64], other: NDArray[np.float64], cells: int = 20) -> float:
    """The p-value of a chi-square test of the pairs in a square of cells, or, if that is less,
    that of their correlation."""
    at = (one * cells).astype(int) * cells + (other * cells).astype(int)
    counted = np.bincount(at, minlength=cells**2)
    correlation = np.corrcoef(one, other)[0, 1]
    p = 2.0 * stats.norm.sf(abs(correlation) * math.sqrt(one.size))
    return float(min(stats.chisquare(counted).pvalue, p))


ALONG: dict[str, Callable[[int], NDArray[np.float64]]] = {
    "persons": lambda n: uniforms(1, ONE, n),
    "weeks": lambda n: np.array(
        [uniform(np.uint64(1), ONE, w, 5, 0) for w in range(-n // 2, n // 2)]
    ),
    "k": lambda n: np.array([uniform(np.uint64(1), ONE, 3, 5, k) for k in range(n)]),
    "seeds": lambda n: np.array([uniform(np.uint64(s), ONE, 3, 5, 0) for s in range(n)]),
    "high seeds": lambda n: np.array([uniform(np.uint64(s << 32), ONE, 3, 5, 0) for s in range(n)]),
    "decisions": lambda n: np.array(
        [uniform(np.uint64(1), decision(f"tests: {d}"), 3, 5, 0) for d in range(n)]
    ),
    "persons and weeks": lambda n: np.concatenate(
        [uniforms(1, ONE, n // 500, week=w) for w in range(500)]
    ),
}


@pytest.mark.parametrize("along", ALONG)
def test_draws_are_uniform_and_free_of_the_one_before(
    along: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(randomness, "_names", {})  # the decisions of this test are nobody else's
    draws = ALONG[along](MANY if along.startswith("persons") else 20_000)
    bins = 1000 if draws.size > 100_000 else 100
    assert p_uniform(draws, bins) > UNLIKELY
    for lag in (1, 2, 3, 7, 64):
        assert p_independent(draws[lag:], draws[:-lag]) > UNLIKELY, lag


@pytest.mark.parametrize(
    "other",
    [
        {"week": 1},
        {"week": -1},
        {"week": 52},
        {"k": 1},
        {"k": 2},
        {"k": 3},
        {"seed": 0},
        {"seed": 3},
        {"seed": 2 + 2**32},
        {"choice": ANOTHER},
    ],
)
def test_draws_of_other_keys_are_independent(other: dict[str, Any]) -> None:
    key: dict[str, Any] = {"seed": 2, "choice": ONE, "week": 0, "k": 0}
    one, two = (
        uniforms(a["seed"], a["choice"], MANY, week=a["week"], k=a["k"]) for a in (key, key | other)
    )
    assert not np.array_equal(one, two)
    assert p_independent(one, two) > UNLIKELY
    assert p_uniform((one + two) % 1.0) > UNLIKELY


def test_the_lowest_bits_are_as_uniform_as_the_highest() -> None:
    whole = (uniforms(1, ONE, MANY) * 2.0**53).astype(np.int64)
    for shift in (0, 10, 20, 21, 22, 32, 45):
        counted = np.bincount((whole >> shift) & 255, minlength=256)
        assert stats.chisquare(counted).pvalue > UNLIKELY, shift


def test_every_bit_of_the_key_changes_half_the_bits_drawn() -> None:
    start = [5, 2**32 - 3, 9, int(ONE), 1, 0]
    before = by_words(start)
    for word in range(6):
        for bit in range(32):
            changed = start.copy()
            changed[word] ^= 1 << bit
            flipped = sum(
                (a ^ b).bit_count() for a, b in zip(before, by_words(changed), strict=True)
            )
            assert 30 <= flipped <= 98, (word, bit)  # 64 and six standard deviations


def by_words(key: list[int]) -> list[int]:
    return [int(word) for word in philox(*key)]


# Normal draws, orders, and the interface of the standard library


@pytest.mark.parametrize("how", ["quantile", "Box and Muller", "Box and Muller, plain"])
def test_normal_draws_are_normal(how: str) -> None:
    if how == "quantile":
        drawn = normals(3, ONE, MANY)
    elif how == "Box and Muller":
        drawn = np.array([normal(np.uint64(3), ONE, -2, i, 0) for i in range(40_000)])
    else:
        drawn = np.array([plain(normal)(np.uint64(3), ONE, -2, i, 0) for i in range(2_000)])
    assert stats.kstest(drawn, "norm").pvalue > UNLIKELY
    assert abs(drawn.mean()) < 4.0 / math.sqrt(drawn.size)
    assert abs(drawn.var() - 1.0) < 4.0 * math.sqrt(2.0 / drawn.size)
    assert p_independent(stats.norm.cdf(drawn[1:]), stats.norm.cdf(drawn[:-1])) > UNLIKELY
    if drawn.size == MANY:
        for tail in (3.0, 4.0):
            beyond, expected = np.count_nonzero(abs(drawn) > tail), 2.0 * stats.norm.sf(tail) * MANY
            assert stats.poisson.cdf(beyond, expected) > UNLIKELY
            assert stats.poisson.sf(beyond - 1, expected) > UNLIKELY


def test_normal_draws_compiled_and_plain_agree() -> None:
    for person in range(200):
        expected = plain(normal)(np.uint64(8), ONE, 4, person, 1)
        assert normal(np.uint64(8), ONE, 4, person, 1) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("drawn", [0.0, 2.0**-53, 0.5, 1.0 - 2.0**-53])
def test_normal_draws_of_extreme_uniforms_are_finite(
    drawn: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(randomness, "uniforms", lambda *a, **b: np.array([drawn]))
    monkeypatch.setattr(randomness, "uniform_pair", lambda *a: (drawn, drawn))
    for value in (normals(1, ONE, 1)[0], plain(normal)(1, ONE, 0, 0, 0)):
        assert abs(value) < 9.0
    assert normals(1, ONE, 1)[0] == pytest.approx(stats.norm.ppf(max(drawn, 2.0**-54)))


def test_permutations_are_orders_and_all_are_as_likely() -> None:
    assert sorted(permutation(1, ONE, 1000).tolist()) == list(range(1000))
    assert permutation(1, ONE, 0).tolist() == []
    number = 24_000
    counted = Counter(tuple(permutation(1, ONE, 4, week=w).tolist()) for w in range(number))
    assert set(counted) == set(permutations(range(4)))
    assert stats.chisquare(list(counted.values())).pvalue > UNLIKELY


def keyed(seed: int = 1) -> KeyedRandom:
    return KeyedRandom(seed, ONE)


def test_keyed_random_is_the_sequence_of_its_key() -> None:
    one, two = keyed(), keyed()
    drawn = [one.random() for _ in range(1000)]
    random.seed(5)
    two.seed(7)  # has no state to set
    assert drawn == [two.random() for _ in range(1000)]
    assert drawn[:5] == uniforms(1, ONE, np.arange(1, 6)).tolist()
    assert p_uniform(np.array([one.random() for _ in range(20_000)]), 100) > UNLIKELY
    assert keyed(2).random() != keyed(1).random() != KeyedRandom(1, ANOTHER).random()


def test_the_standard_library_works_on_keyed_draws() -> None:
    def uses(generator: random.Random) -> list[Any]:
        order = list(range(50))
        generator.shuffle(order)
        return [
            order,
            generator.sample(range(1000), 20),
            generator.choices("abc", (1, 2, 3), k=20),
            [generator.randrange(7) for _ in range(20)],
            generator.gauss(),
            generator.uniform(3, 4),
            generator.expovariate(2.0),
            generator.randbytes(9),
            generator.getrandbits(64),
        ]

    assert uses(keyed()) == uses(keyed())
    assert uses(keyed()) != uses(keyed(2))
    dice = keyed()
    counted = Counter(dice.randrange(6) for _ in range(12_000))
    assert set(counted) == set(range(6))
    assert stats.chisquare(list(counted.values())).pvalue > UNLIKELY


@pytest.mark.parametrize("bits", [1, 7, 31, 32, 33, 53, 64, 100])
def test_random_bits_fill_their_range(bits: int) -> None:
    generator = keyed(9)
    drawn = [generator.getrandbits(bits) for _ in range(4000)]
    assert all(0 <= value < 2**bits for value in drawn)
    for bit in range(bits):
        ones = sum(value >> bit & 1 for value in drawn)
        assert stats.binomtest(ones, 4000).pvalue > UNLIKELY / bits


def test_networkx_takes_keyed_draws() -> None:
    one, two, other = (nx.watts_strogatz_graph(60, 4, 0.5, seed=keyed(seed)) for seed in (1, 1, 2))
    assert nx.utils.edges_equal(one.edges, two.edges)
    assert not nx.utils.edges_equal(one.edges, other.edges)


# Decisions


def test_all_decisions_have_numbers_of_their_own() -> None:
    for module in pkgutil.walk_packages(simulation.__path__, "simulation."):
        importlib.import_module(module.name)
    names = decision_names()
    assert len(names) > 40
    assert len(set(names)) == len(names)
    assert len({int(decision(name)) for name in names}) == len(names)
    assert decision("distress: onset") == decision("distress: onset")


def test_two_names_that_share_a_number_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(randomness, "_names", {})
    # Two English words with one CRC-32.
    number = decision("plumless")
    with pytest.raises(ValueError, match=r"'buckeroo' and 'plumless' share a number"):
        decision("buckeroo")
    assert decision("plumless") == number
