"""Doubt about numbers and luck of seeds, taken apart."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.compare.statistics.components import components, effective_draws
from tests.support.net_benefits import drawn


def values(
    draws: int, seeds: int, key: int, *, doubt: float, luck: float, rest: float
) -> np.ndarray:
    """Two quantities, the second minus twice the first with half as much rest of its own."""
    of_draw, of_seed = drawn(key, draws), drawn(key, seeds, what=1)
    both = drawn(key, draws, seeds, 2, what=2)
    first = doubt * of_draw[:, None] + luck * of_seed + rest * both[:, :, 0]
    return np.stack([first, -2.0 * first + rest / 2.0 * both[:, :, 1]], axis=2)


def even(draws: int) -> np.ndarray:
    return np.full(draws, 1.0 / draws)


def test_components_are_unbiased() -> None:
    found = [
        components(values(40, 3, key, doubt=1.0, luck=0.7, rest=0.8), even(40)) for key in range(80)
    ]
    doubt, rest = np.array([[1.0, -2.0], [-2.0, 4.0]]), 0.64 * np.array([[1.0, -2.0], [-2.0, 4.25]])
    assert np.mean([one.numbers for one in found], axis=0) == pytest.approx(doubt, abs=0.3)
    assert np.mean([one.rest for one in found if one.rest is not None], axis=0) == pytest.approx(
        rest, abs=0.05
    )
    luck = np.mean([one.luck for one in found if one.luck is not None], axis=0)
    assert luck[0, 0] == pytest.approx(0.49, abs=0.17)


def test_shrunken_draws_have_the_spread_of_doubt_and_the_mean_of_all() -> None:
    one = components(values(200, 2, 3, doubt=1.0, luck=0.5, rest=1.0), even(200))
    away = one.shrunken - one.centre
    assert one.shrunken.mean(axis=0) == pytest.approx(one.centre)
    assert away.T @ away / 199 == pytest.approx(one.numbers)
    assert np.trace(one.numbers) < np.trace(np.cov(one.means.T))


def test_weights_are_as_good_as_repeated_draws_for_the_mean() -> None:
    told = values(6, 2, 5, doubt=1.0, luck=0.2, rest=0.3)
    weights = np.array([2, 1, 1, 2, 1, 3]) / 10.0
    once = components(told, weights)
    again = components(np.repeat(told, [2, 1, 1, 2, 1, 3], axis=0), even(10))
    assert once.centre == pytest.approx(again.centre)
    assert effective_draws(weights) == pytest.approx(5.0)


def test_without_luck_nothing_is_shrunken() -> None:
    told = values(30, 2, 4, doubt=1.0, luck=0.5, rest=0.0)
    one = components(told, even(30))
    assert one.shrunken == pytest.approx(one.means)


def test_pure_luck_is_no_doubt() -> None:
    """Where the spread of draws is no larger than luck makes it, all draws are alike."""
    shares = [
        np.trace(one.numbers) / np.trace(np.cov(one.means.T))
        for one in (
            components(values(200, 2, key, doubt=0.0, luck=0.5, rest=1.0), even(200))
            for key in range(20)
        )
    ]
    assert max(shares) < 0.3
    assert np.mean(shares) < 0.08


def test_one_seed_tells_no_luck_unless_it_is_known() -> None:
    told = values(200, 1, 6, doubt=1.0, luck=0.0, rest=1.0)
    one = components(told, even(200))
    assert one.luck is None
    assert one.rest is None
    assert one.shrunken == pytest.approx(one.means)
    rest = np.array([[1.0, -2.0], [-2.0, 4.25]])
    known = components(told, even(200), rest)
    assert known.numbers[0, 0] == pytest.approx(1.0, abs=0.35)


def test_scale_and_order_make_no_difference() -> None:
    told = values(50, 2, 7, doubt=1.0, luck=0.5, rest=1.0)
    scale = np.array([1e6, 1e-6])
    here, there = components(told, even(50)), components(told * scale, even(50))
    assert there.shrunken / scale == pytest.approx(here.shrunken)
    turned = components(told[:, :, ::-1], even(50))
    assert turned.shrunken[:, ::-1] == pytest.approx(here.shrunken)


def test_what_is_no_number_is_refused() -> None:
    told = values(4, 2, 1, doubt=1.0, luck=0.0, rest=1.0)
    with pytest.raises(ValueError, match="two draws"):
        components(told, np.array([1.0, 0.0, 0.0, 0.0]))
    told[1, 1, 0] = np.nan
    with pytest.raises(ValueError, match="not a number"):
        components(told, even(4))
