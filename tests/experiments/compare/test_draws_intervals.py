"""Luck, numbers and both: against closed forms of normal data that were made up."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from scipy.stats import t as student

from experiments.compare.statistics.paired import DEPENDS
from experiments.compare.uncertainty.choosing import FEWEST_SEEDS, MOST, chosen
from experiments.compare.uncertainty.deciding import (
    SMALL,
    advise,
    error_of_mean,
    firm,
    gains,
    next_look,
    seeds_for,
)
from experiments.compare.uncertainty.estimate import PairCost
from experiments.compare.uncertainty.intervals import (
    Doubtful,
    doubtful,
    interval_of_numbers,
    together,
    weighted_quantiles,
)
from experiments.compare.uncertainty.pool import Pool
from simulation.errors import InputError
from simulation.scenario import load_scenario


def made(
    rng: np.random.Generator,
    draws: int,
    seeds: int,
    mean: float = 1.0,
    numbers: float = 2.0,
    luck: float = 1.0,
    rest: float = 1.5,
) -> np.ndarray:
    """Differences by draw and seed with these standard deviations."""
    told: np.ndarray = (
        mean
        + numbers * rng.standard_normal((draws, 1))
        + luck * rng.standard_normal((1, seeds))
        + rest * rng.standard_normal((draws, seeds))
    )
    return told


def of(values: np.ndarray, weights: np.ndarray | None = None, **more: float) -> Doubtful:
    draws = len(values)
    equal = np.full(draws, 1.0 / draws)
    return doubtful(np.zeros_like(values), values, equal if weights is None else weights, **more)


def test_components_have_no_bias() -> None:
    rng = np.random.default_rng(1)
    found = [of(made(rng, 60, 4)) for _ in range(300)]
    for name, wanted in (("numbers", 4.0), ("luck", 1.0), ("rest", 2.25)):
        values = np.array([getattr(one, f"{name}_variance") for one in found])
        assert abs(values.mean() - wanted) < 4 * values.std() / sqrt(len(values)), name


def test_intervals_hold_as_often_as_they_say() -> None:
    """That of luck the mean over these draws with seeds without end; that of numbers 95 % of the
    worlds there are; that of both what a world and these seeds may come to."""
    rng = np.random.default_rng(2)
    luck_held, share, both = [], [], []
    for _ in range(400):
        numbers = 2.0 * rng.standard_normal((80, 1))
        values = numbers + made(rng, 80, 3, 1.0, 0.0)
        one = of(values)
        luck_held.append(one.luck_low < 1.0 + numbers.mean() < one.luck_high)
        worlds = 1.0 + 2.0 * rng.standard_normal(400)
        share.append(np.mean((one.numbers_low - 0.0 < worlds) & (worlds < one.numbers_high)))
        both.append(np.mean((one.low < worlds) & (worlds < one.high)))
    assert np.mean(luck_held) == pytest.approx(0.95, abs=0.035)
    # Around a mean that luck has moved, the numbers alone hold less than both.
    assert np.mean(share) < np.mean(both)
    assert np.mean(both) >= 0.94


def test_without_luck_the_middle_of_the_draws_is_what_it_is() -> None:
    rng = np.random.default_rng(3)
    values = np.repeat(5.0 + rng.standard_normal((4_000, 1)), 2, axis=1)
    one = of(values)
    assert one.difference == pytest.approx(values.mean())
    assert (one.luck_low, one.luck_high) == pytest.approx((values.mean(),) * 2)
    assert one.numbers_low == pytest.approx(5.0 - 1.96, abs=0.12)
    assert one.numbers_high == pytest.approx(5.0 + 1.96, abs=0.12)
    assert (one.low, one.high) == pytest.approx((one.numbers_low, one.numbers_high))
    assert one.share_of_numbers == pytest.approx(1.0)


def test_draws_that_agree_leave_luck_alone() -> None:
    """Then the interval is Student's over seeds, as without draws."""
    seeds = np.array([1.0, 2.0, 4.0, 1.0])
    one = of(np.tile(seeds, (50, 1)))
    half = student.ppf(0.975, 3) * seeds.std(ddof=1) / 2.0
    assert (one.low, one.high) == pytest.approx((2.0 - half, 2.0 + half))
    assert one.numbers_low == one.numbers_high == pytest.approx(2.0)
    assert one.share_of_numbers == 0.0


def test_one_seed_cannot_tell_luck_from_numbers() -> None:
    one = of(made(np.random.default_rng(4), 50, 1))
    assert isnan(one.luck_low)
    assert isnan(one.share_of_numbers)
    assert (one.low, one.high) == (one.numbers_low, one.numbers_high)
    assert advise(one).more == "unknown"


def test_a_weight_is_so_many_draws() -> None:
    rng = np.random.default_rng(5)
    values = made(rng, 100, 2)
    often = rng.integers(1, 4, 100)
    many = of(np.repeat(values, often, axis=0))
    one = of(values, often / often.sum())
    assert one.difference == pytest.approx(many.difference)
    assert one.above == pytest.approx(many.above, abs=0.02)
    assert one.luck_variance + one.rest_variance == pytest.approx(
        many.luck_variance + many.rest_variance, rel=0.05
    )
    assert one.effective == pytest.approx(often.sum() ** 2 / np.square(often).sum())


def test_nobody_and_too_few_are_left_out() -> None:
    values = made(np.random.default_rng(6), 30, 2)
    gap = values.copy()
    gap[3, 1] = np.nan
    assert of(gap).difference == pytest.approx(np.delete(values, 3, axis=0).mean())
    assert of(np.full((30, 2), np.nan)).verdict == ""
    assert of(values[:1]).verdict == ""


def test_what_is_open_because_of_numbers_is_told_from_what_luck_leaves_open() -> None:
    rng = np.random.default_rng(7)
    assert of(made(rng, 200, 4, 0.3, numbers=2.0, luck=0.1, rest=0.1)).verdict == DEPENDS
    assert of(made(rng, 200, 4, 0.5, numbers=0.05, luck=2.0, rest=0.1)).verdict == "undecided"
    assert of(made(rng, 200, 4, 9.0)).verdict == "higher"
    assert of(np.zeros((20, 2))).verdict == "the same in every seed"
    small = of(made(rng, 200, 4, 0.0, 0.01, 0.01, 0.01), margin=1.0)
    assert small.verdict == "no difference that matters"


def test_quantiles_of_weights() -> None:
    values = np.arange(101.0)
    equal = np.full(101, 1 / 101)
    assert weighted_quantiles(values, equal, (0.5,)) == pytest.approx((50.0,))
    heavy = np.where(values < 50, 0.0, 1.0) / 51
    assert weighted_quantiles(values, heavy, (0.5,)) == pytest.approx((75.0,))
    low, high = interval_of_numbers(values[:20], np.full(20, 0.05), 5.9, 0.95)
    assert low < 0.0  # of twenty draws none lies beyond the ends of such an interval
    assert high > 19.0


def test_two_independent_errors_add_up_on_each_side() -> None:
    assert together(10.0, (7.0, 13.0), (6.0, 15.0)) == pytest.approx((5.0, 10.0 + sqrt(34.0)))


# More draws or more seeds


def test_twice_the_draws_or_twice_the_seeds_take_away_what_they_are_said_to() -> None:
    one = of(made(np.random.default_rng(8), 100, 4))
    draws, seeds = gains(one)
    now = error_of_mean(one) ** 2
    numbers, luck, rest = one.numbers_variance, one.luck_variance, one.rest_variance
    assert now - draws == pytest.approx(numbers / 200 + luck / 4 + rest / 800)
    assert now - seeds == pytest.approx(numbers / 100 + luck / 8 + rest / 800)


def test_seeds_that_are_asked_for_leave_luck_a_small_share() -> None:
    one = of(made(np.random.default_rng(9), 100, 4, luck=2.0))
    seeds = seeds_for(one)
    assert seeds is not None

    def share(number: int) -> float:
        luck = (one.luck_variance + one.rest_variance / one.effective) / number
        return luck / (luck + one.numbers_variance)

    assert share(seeds) <= SMALL < share(seeds - 1)


def test_the_next_look_adds_what_helps_and_ends() -> None:
    rng = np.random.default_rng(10)
    lucky = of(made(rng, 200, 4, 0.5, numbers=0.05, luck=2.0, rest=0.1))
    assert next_look([lucky], 200, 4, 500, 100) == (200, 6)
    assert next_look([lucky], 200, 4, 500, 4) == (300, 4)
    assert next_look([lucky], 200, 4, 200, 4) is None
    sure, open_ = of(made(rng, 200, 4, 30.0)), of(made(rng, 200, 4, 0.0, 5.0, 0.1, 0.1))
    assert firm(sure)
    assert firm(open_)
    assert next_look([sure, open_], 200, 4, 500, 100) is None


# How many, where nobody says it


def pool(most: int = 500) -> Pool:
    return Pool("posterior", "a.parquet", most, (), None, load_scenario("town"), ())


def cost(seconds: float) -> PairCost:
    return PairCost(seconds, seconds, 1)


def test_as_many_draws_as_the_time_allows() -> None:
    found = chosen(pool(), None, None, None, lambda: cost(0.01))
    assert (found.draws, found.seeds) == (MOST, 4)
    found = chosen(pool(), None, None, None, lambda: cost(2.0))
    assert (found.draws, found.seeds) == (70, 4)
    assert "within 15 minutes" in found.words
    found = chosen(pool(), None, None, None, lambda: cost(8.0))
    assert (found.draws, found.seeds) == (30, FEWEST_SEEDS)
    found = chosen(pool(), None, 3, 5.0, lambda: cost(1.0))
    assert (found.draws, found.seeds) == (70, 3)
    assert chosen(pool(60), None, None, None, lambda: cost(0.01)).draws == 60


def test_luck_alone_where_no_draws_fit_and_nobody_asked_for_them() -> None:
    found = chosen(pool(), None, None, None, lambda: cost(100.0))
    assert found.draws == 0
    assert "Luck alone" in found.words
    with pytest.raises(InputError, match="too few"):
        chosen(pool(), None, None, 1.0, lambda: cost(100.0))
    assert chosen(None, None, None, None, lambda: cost(1.0)).draws == 0
    assert chosen(pool(), 0, None, None, lambda: cost(1.0)).seeds == 40
    assert chosen(pool(), 30, None, None, lambda: cost(1.0)).draws == 30
