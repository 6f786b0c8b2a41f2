"""Statistics of comparisons: against published tables, hand-computed cases and known truths."""

from __future__ import annotations

from math import e, inf, isnan, log, nan, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.compare.statistics.acceptability import acceptability, curve, net_benefit
from experiments.compare.statistics.draws import MeanDraws, shares_of_best
from experiments.compare.statistics.frontier import chances_of_frontier, frontier
from experiments.compare.statistics.paired import MOST_MORE_SEEDS, holm, more_seeds, paired
from experiments.compare.statistics.ratios import fieller, ratio
from experiments.compare.statistics.stopping import boundaries, confidences, looks
from experiments.measured.discounting import factors
from experiments.measured.measures import whole_time
from simulation.randomness import decision, normals
from tests.support.comparisons import ADDED_UP

NOISE = decision("tests of comparisons: noise")

Floats = NDArray[np.float64]


def noise(study: int, shape: tuple[int, ...], k: int = 0) -> Floats:
    """Independent standard normal values of one simulated study."""
    return normals(study, NOISE, int(np.prod(shape)), k=k).reshape(shape)


def values(*given: float) -> Floats:
    return np.array(given, np.float64)


def test_paired_difference_and_its_interval() -> None:
    """Sleep gained with two drugs by ten patients: the data of Student's paper of 1908."""
    one = values(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    other = values(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    found = paired(one, other)
    assert found.difference == pytest.approx(1.58)
    assert found.low == pytest.approx(0.7001142, abs=1e-6)
    assert found.high == pytest.approx(2.4598858, abs=1e-6)
    assert found.p_value == pytest.approx(0.00283289, abs=1e-7)
    assert found.verdict == "higher"
    assert found.variance_reduction == pytest.approx(
        (np.var(one, ddof=1) + np.var(other, ddof=1)) / np.var(other - one, ddof=1)
    )


def test_no_difference_at_all() -> None:
    same = values(1.0, 2.0, 4.0)
    found = paired(same, same.copy())
    assert (found.difference, found.low, found.high) == (0.0, 0.0, 0.0)
    assert found.verdict == "the same in every seed"
    assert found.settled
    assert found.p_value == 1.0
    assert found.variance_reduction == inf
    assert isnan(paired(values(1, 1), values(1, 1)).variance_reduction)


def test_the_same_difference_in_every_seed() -> None:
    found = paired(values(0.1, 0.7, 0.4), values(0.1, 0.7, 0.4) + 0.1)
    assert found.verdict == "higher"
    assert found.low == found.high == pytest.approx(0.1)
    assert found.variance_reduction == inf


def test_values_that_are_missing_take_their_pair_with_them() -> None:
    found = paired(values(1, nan, 3, 4), values(2, 3, nan, 6))
    assert found.pairs == 2
    assert found.difference == 1.5
    alone = paired(values(1), values(2))
    assert (alone.difference, alone.verdict) == (1.0, "")
    assert isnan(alone.low)
    assert more_seeds(alone) is None
    assert paired(values(nan), values(nan)).pairs == 0


def test_a_margin_settles_what_does_not_matter() -> None:
    before = values(0, 0, 0, 0)
    after = values(0.1, -0.1, 0.12, -0.08)
    assert paired(before, after).verdict == "undecided"
    assert paired(before, after, margin=0.5).verdict == "no difference that matters"
    assert paired(before, after, margin=0.05).verdict == "undecided"
    # Real, and still too small to matter.
    assert paired(before, before + 0.1, margin=0.5).verdict == "no difference that matters"


@pytest.mark.parametrize("margin", [0.0, 0.5])
def test_more_seeds_would_settle_it_and_fewer_would_not(margin: float) -> None:
    after = 0.2 + noise(3, (12,))
    found = paired(np.zeros(12), after, margin=margin)
    more = more_seeds(found)
    assert not found.settled
    assert more is not None
    assert more > 1

    def with_seeds(number: int) -> str:
        """Seeds that have just this mean and this spread."""
        shape = np.where(np.arange(number) % 2 == 0, 1.0, -1.0)
        shape = (shape - shape.mean()) / shape.std(ddof=1)
        again = found.difference + found.deviation * shape
        return paired(np.zeros(number), again, margin=margin).verdict

    assert with_seeds(12 + more) != "undecided"
    assert with_seeds(12 + more - 1) == "undecided"


def test_more_seeds_than_anybody_would_run() -> None:
    found = paired(np.zeros(4), values(1, -1, 1, -1) + 1e-6)
    assert more_seeds(found) is None
    assert MOST_MORE_SEEDS == 10_000
    assert more_seeds(paired(np.zeros(3), values(1, 1.1, 0.9))) == 0


def test_holm_adjusts_as_in_the_textbook() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    adjusted = holm([0.5, nan, 0.9])
    assert adjusted[0] == 1.0
    assert isnan(adjusted[1])


@pytest.mark.parametrize(
    ("spent", "published"),
    [
        # Spending functions of Lan and DeMets (1983), five equal looks, 5 % on both sides.
        ("O'Brien and Fleming", [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
        ("Pocock", [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]),
    ],
)
def test_bounds_of_several_looks_are_those_published(spent: str, published: list[float]) -> None:
    from scipy.stats import norm

    shares = [0.2, 0.4, 0.6, 0.8, 1.0]
    functions = {
        "O'Brien and Fleming": lambda t: 2 * (2 - 2 * norm.cdf(norm.ppf(1 - 0.0125) / sqrt(t))),
        "Pocock": lambda t: 0.05 * log(1 + (e - 1) * t),
    }
    found = boundaries(shares, [float(functions[spent](share)) for share in shares])
    assert found == pytest.approx(published, abs=2e-4)


def test_one_look_needs_no_correction_and_more_need_it() -> None:
    assert confidences([40]) == pytest.approx([0.95])
    planned = looks(40, 400)
    assert planned[0] == 40
    assert planned[-1] == 400
    assert planned == sorted(set(planned))
    levels = confidences(planned)
    assert all(level > 0.95 for level in levels)
    assert levels[0] == pytest.approx(1 - 0.05 * 40 / 400)
    assert looks(10, 10) == [10]
    assert looks(1, 3) == [1, 2, 3]


def crossings(studies: int, planned: list[int], levels: list[float]) -> float:
    """How often zero, which is true, is excluded at any look."""
    crossed = 0
    for study in range(studies):
        seeds = noise(study, (planned[-1],))
        crossed += any(
            paired(np.zeros(number), seeds[:number], confidence=level).verdict != "undecided"
            for number, level in zip(planned, levels, strict=True)
        )
    return crossed / studies


def test_looking_again_and_again_is_paid_for() -> None:
    planned = looks(8, 64)
    honest = crossings(1500, planned, confidences(planned))
    naive = crossings(1500, planned, [0.95] * len(planned))
    # The standard error of a share of 0.05 in 1,500 studies is 0.0056.
    assert 0.03 < honest < 0.067
    assert naive > 0.11


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """A linear model: town effects shared by both worlds, a known difference, correlated noise."""
    studies, seeds, truth = 4000, 10, 0.7
    held = dict.fromkeys(("difference", "ratio"), 0)
    bounded = 0
    reductions = []
    for study in range(studies):
        town, own, cost = noise(study, (3, seeds))
        without = 5.0 + 3.0 * town
        with_ = without + truth + 0.5 * own
        found = paired(without, with_)
        held["difference"] += found.low <= truth <= found.high
        reductions.append(found.variance_reduction)
        costs = 100.0 * truth + 40.0 * own + 30.0 * cost
        low, high = fieller(costs, with_ - without)
        bounded += not isnan(low)
        held["ratio"] += low <= 100.0 <= high
    assert abs(held["difference"] / studies - 0.95) < 0.011
    assert abs(held["ratio"] / bounded - 0.95) < 0.011
    # (9 + 9.25) / 0.25 in truth.
    assert np.median(reductions) == pytest.approx(73.0, rel=0.1)


def test_fieller_against_a_worked_case() -> None:
    """Means 10 and 5, errors 1 and 0.5, uncorrelated, t = 2: the quadratic by hand."""
    above = 10.0 + values(1, 1, -1, -1) * sqrt(3.0)
    below = 5.0 + 0.5 * values(1, -1, 1, -1) * sqrt(3.0)
    # Sample variances are 3 * 4 / 3 = 4 and 1; of the means 1 and 0.25.
    from scipy.special import stdtr

    confidence = 1.0 - 2.0 * float(stdtr(3, -2.0))
    low, high = fieller(above, below, confidence=confidence)
    # (25 - 1) r^2 - 100 r + (100 - 4) = 0
    assert low == pytest.approx((50 - sqrt(50**2 - 24 * 96)) / 24)
    assert high == pytest.approx((50 + sqrt(50**2 - 24 * 96)) / 24)


def test_fieller_has_no_ends_where_the_effect_may_be_zero() -> None:
    assert all(isnan(end) for end in fieller(values(1, 2, 3), values(-1, 1, 0.1)))
    assert all(isnan(end) for end in fieller(values(1), values(1)))


SURE = values(0.9, 1.0, 1.1, 1.0)
GAIN = values(2.0, 2.2, 2.0, 1.9)
OPEN = values(-1.0, 1.0, 1.1, -1.0)


@pytest.mark.parametrize(
    ("cost", "gain", "worth", "told"),
    [
        (SURE, GAIN, "costs and helps", True),
        (OPEN, GAIN, "helps, costs undecided", True),
        (-SURE, GAIN, "saves and helps", False),
        (0 * SURE, GAIN, "saves and helps", False),
        (SURE, -GAIN, "dominated", False),
        (SURE, 0 * SURE, "dominated", False),
        (0 * SURE, -GAIN, "dominated", False),
        (-SURE, -GAIN, "saves and harms", True),
        (OPEN, -GAIN, "harms, costs undecided", False),
        (SURE, OPEN, "not determinable", False),
        (-SURE, OPEN, "not determinable", False),
        (0 * SURE, 0 * SURE, "does nothing", False),
        (SURE[:1], SURE[:1], "", False),
    ],
)
def test_a_ratio_is_told_only_where_it_means_a_price(
    cost: Floats, gain: Floats, worth: str, told: bool
) -> None:
    found = ratio(cost, gain)
    assert found.worth == worth
    assert isnan(found.value) != told
    if told and worth != "helps, costs undecided":
        assert found.low < found.value < found.high


def test_frontier_with_strong_and_extended_dominance() -> None:
    """A textbook case: A (0, 0), B (100, 1), C (150, 1.2), D (300, 2.5), E (400, 2.4)."""
    places = frontier([0, 100, 150, 300, 400], [0, 1, 1.2, 2.5, 2.4])
    assert [place.standing for place in places] == [
        "on the frontier",
        "on the frontier",
        "extendedly dominated",
        "on the frontier",
        "dominated",
    ]
    assert isnan(places[0].icer)
    assert places[1].icer == 100.0
    assert places[3].icer == pytest.approx(200 / 1.5)
    assert places[3].beside == 1
    assert places[2].by == (1, 3)
    assert places[4].by == (3,)


def test_frontier_of_options_that_save_or_are_equal() -> None:
    saves = frontier([0.0, -10.0], [0.0, 1.0])
    assert [place.standing for place in saves] == ["dominated", "on the frontier"]
    equal = frontier([5.0, 5.0, 0.0], [1.0, 1.0, 0.0])
    assert [place.standing for place in equal] == [
        "on the frontier",
        "dominated",
        "on the frontier",
    ]
    (alone,) = frontier([1.0], [1.0])
    assert alone.standing == "on the frontier"


def test_frontier_is_what_some_price_would_choose() -> None:
    """Two definitions, many small cases with ties: the hull, and the best at some price."""
    for case in range(400):
        drawn = np.round(2.0 * noise(case, (2, 1 + case % 7)))
        costs, gains = drawn
        hull = [place.standing == "on the frontier" for place in frontier(costs, gains)]
        assert chances_of_frontier(costs[None], gains[None]) == [float(on) for on in hull]


def test_draws_of_means_say_what_the_t_interval_says() -> None:
    seeds = 0.3 + noise(1, (12, 3)) * [1.0, 2.0, 0.0]
    draws = MeanDraws(12, key=1, number=40_000).of(seeds)
    for column in (0, 1):
        found = paired(np.zeros(12), seeds[:, column])
        low, high = np.quantile(draws[:, column], [0.025, 0.975])
        assert low == pytest.approx(found.low, abs=0.03 * (found.high - found.low))
        assert high == pytest.approx(found.high, abs=0.03 * (found.high - found.low))
    assert np.all(draws[:, 2] == draws[0, 2])
    apart = np.corrcoef(draws[:, 0], draws[:, 1])[0, 1]
    assert apart == pytest.approx(np.corrcoef(seeds[:, 0], seeds[:, 1])[0, 1], abs=0.03)


def test_draws_are_keyed() -> None:
    seeds = noise(2, (5, 2))
    one, again, other = (MeanDraws(5, key=key, number=50).of(seeds) for key in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert np.array_equal(one[:, :1], MeanDraws(5, key=1, number=50).of(seeds[:, :1]))
    with pytest.raises(ValueError, match="two seeds"):
        MeanDraws(1, key=1)


def test_chance_to_be_best() -> None:
    assert shares_of_best(np.array([[1.0, 2.0], [3.0, 2.0], [1.0, 1.0]]), 1) == [0.5, 0.5]
    assert shares_of_best(np.array([[1.0, 2.0]]), -1) == [1.0, 0.0]
    # Two arms: the chance is that of the one-sided t test.
    seeds = np.column_stack([np.zeros(9), 0.4 + noise(4, (9,))])
    chances = shares_of_best(MeanDraws(9, key=1, number=40_000).of(seeds), 1)
    found = paired(np.zeros(9), seeds[:, 1])
    assert chances[1] == pytest.approx(1 - found.p_value / 2, abs=0.01)


def test_acceptability_turns_at_the_icer() -> None:
    """Doing nothing, and one that costs 100 and gains 2: the turn is at 50."""
    costs = np.column_stack([np.zeros(6), 100.0 + noise(5, (6,))])
    gains = np.column_stack([np.zeros(6), 2.0 + 0.01 * noise(6, (6,))])
    told = acceptability(costs, gains, [0, 40, 60, 100], MeanDraws(6, key=1))
    assert [one.best for one in told] == [0, 0, 1, 1]
    assert [round(one.chances[1], 2) for one in told] == [0.0, 0.0, 1.0, 1.0]
    assert told[2].towns == [0.0, 1.0]
    assert all(sum(one.chances) == pytest.approx(1.0) for one in told)
    assert net_benefit(values(10), values(2), 7.0) == [4.0]
    assert {0.0, 50.0, 75.0} <= set(curve([50.0]))
    assert curve([0.0]) == [0.0]


def test_discounting_and_what_is_counted() -> None:
    weeks = 104
    series = {name: np.zeros(weeks) for name in ADDED_UP}
    series["cost_services"][52] = 103.0
    series["cost_strategies"][0] = 50.0
    series["subsidies"][0] = 30.0
    series["patient_payments"][:] = 1.0
    told = whole_time(series, 10, 0.03)
    assert told["cost"] == pytest.approx((103 + 20) / 10), "a subsidy is not paid twice"
    assert told["cost_discounted"] == pytest.approx((100 + 20) / 10), "a year later, 3 % less"
    assert told["cost_lines"] == pytest.approx(2.0)
    assert told["patient_payments_total"] == pytest.approx(10.4)
    assert np.array_equal(factors(3, 0.0), [1.0, 1.0, 1.0])
