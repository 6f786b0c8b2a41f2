"""What knowing a number, or a study, would be worth, against closed forms."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from experiments.compare.value.partial import Part, partial
from experiments.compare.value.sampling import Survey, Trial, sampled
from tests.support.net_benefits import Linear, drawn, value_of_knowing

TRUTH = Linear(mean=0.5, slopes=(0.8, 0.6), rest=0.7)
PARTS = [Part("first", (0,)), Part("second", (1,)), Part("idle", (2,)), Part("both", (0, 1))]


def test_worth_of_numbers_is_that_of_the_closed_form() -> None:
    found = [partial(TRUTH.data(250, 2, key, idle=1), 1.0, PARTS, key) for key in range(6)]
    truth = [value_of_knowing(0.5, slope) for slope in (0.8, 0.6)] + [0.0, TRUTH.evpi]
    evppi = np.array([[one.evppi for one in told] for told in found])
    error = np.array([[one.standard_error for one in told] for told in found]).mean(axis=0)
    assert np.abs(evppi.mean(axis=0) - truth) == pytest.approx(
        np.zeros(4), abs=3 * error.max() / sqrt(6)
    )
    assert evppi.std(axis=0, ddof=1)[[0, 1, 3]] == pytest.approx(error[[0, 1, 3]], rel=0.6)
    for told in found:
        assert [one.is_sure for one in told] == [True, True, False, True]
        assert told[0].explained == pytest.approx(0.64 / (1.0 + 0.49 / 2), abs=0.15)
        assert told[3].evppi > max(told[0].evppi, told[1].evppi) - 0.03


@pytest.mark.slow
def test_chance_alone_is_seldom_taken_for_worth() -> None:
    """With ten numbers that do nothing in each of twenty comparisons, one or so errs, not half."""
    wrong = 0
    for key in range(20):
        data = Linear(mean=0.1, slopes=(0.0,), rest=1.0).data(60, 2, key, idle=9)
        parts = [Part(str(place), (place,)) for place in range(10)]
        wrong += any(one.is_sure for one in partial(data, 1.0, parts, key))
    assert wrong <= 4


def test_the_same_draws_tell_the_same_and_other_parts_change_no_worth() -> None:
    data = TRUTH.data(80, 2, idle=1)
    whole, some = partial(data, 1.0, PARTS, 3), partial(data, 1.0, PARTS[1:2], 3)
    assert (whole[1].evppi, whole[1].standard_error) == (some[0].evppi, some[0].standard_error)
    assert whole[1].p_value == some[0].p_value
    assert partial(data, 1.0, PARTS, 3)[0].evppi == whole[0].evppi


def test_a_number_that_is_the_same_in_all_draws_is_worth_nothing() -> None:
    data = TRUTH.data(50, 1)
    data.numbers[:, 1] = 4.0
    told = partial(data, 1.0, [Part("still", (1,))], 1)[0]
    assert (told.evppi, told.p_value, told.fitted) == (0.0, 1.0, None)


def outcome(data_key: int, draws: int, seeds: int) -> np.ndarray:
    """The outcome that is the net benefit itself."""
    return TRUTH.data(draws, seeds, data_key).benefits_by_seed(1.0)[:, :, 1]


@pytest.mark.slow
def test_worth_of_a_sample_is_that_of_the_normal_closed_form() -> None:
    """Of a normal prior with variance v, a sample of n of variance s tells v / (1 + s / (n v))."""
    sizes, spread = (4, 40, 400), 4.0
    quiet = Linear(mean=0.5, slopes=(1.0,))
    found = []
    for key in range(6):
        data = quiet.data(250, 1, key)
        study = Survey("s", "a survey", data.benefits(1.0)[:, 1:], spread, sizes, 2.0, 10.0)
        found.append(sampled(data, 1.0, [study], 1000.0, key))
    truth = [value_of_knowing(0.5, sqrt(1.0 / (1.0 + spread**2 / n))) for n in sizes]
    evsi = np.array([[one.evsi for one in told] for told in found])
    assert evsi.mean(axis=0) == pytest.approx(truth, abs=0.035)
    assert (np.diff(evsi.mean(axis=0)) > 0.0).all()
    assert found[0][1].cost == 10.0 + 2.0 * 40
    assert found[0][1].net_gain == pytest.approx(1000.0 * found[0][1].evsi - 90.0)
    errors = np.array([[one.standard_error for one in told] for told in found])
    assert evsi.std(axis=0, ddof=1)[1:] == pytest.approx(errors.mean(axis=0)[1:], rel=0.6)


def test_luck_of_seeds_is_no_news_to_a_study() -> None:
    """The outcome and the net benefit of a run share their luck; a study of an outcome that no
    number moves would seem to be worth much, were both taken from the same runs."""
    quiet = Linear(mean=0.1, slopes=(0.0,), rest=1.0)
    evsi = []
    for key in range(3):
        data = quiet.data(80, 2, key)
        study = Survey("s", "a survey", data.benefits_by_seed(1.0)[:, :, 1], 0.1, (1000,))
        evsi.append(sampled(data, 1.0, [study], 1.0, key)[0])
    assert np.mean([one.evsi for one in evsi]) < 0.03
    assert all(one.limited for one in evsi)
    assert np.isnan(evsi[0].net_gain)


@pytest.mark.slow
def test_luck_counts_as_a_part_of_the_error_of_sampling() -> None:
    truth, spread, size = Linear(mean=0.5, slopes=(1.0,), rest=0.5), 4.0, 16
    told = []
    for key in range(8):
        data = truth.data(250, 2, key)
        study = Survey("s", "a survey", data.benefits_by_seed(1.0)[:, :, 1], spread, (size,))
        told.append(sampled(data, 1.0, [study], 1.0, key)[0])
    expected = value_of_knowing(0.5, sqrt(1.0 / (1.0 + spread**2 / size)))
    assert np.mean([one.evsi for one in told]) == pytest.approx(expected, abs=0.03)
    assert not any(one.limited for one in told)


def test_a_trial_of_shares_has_the_error_of_two_arms() -> None:
    shares = 0.3 + 0.05 * drawn(4, 200, 1)
    data = Linear().data(200, 1, 4)
    before = np.full((200, 1), 0.3)
    trial = Trial("t", "a trial", before, shares, None, (20, 2000), 100.0)
    small, large = sampled(data, 1.0, [trial], 10.0, 1)
    assert small.cost == 20 * 2 * 100.0
    assert small.evsi <= large.evsi


def test_worth_of_one_study_is_within_its_error_of_the_closed_form() -> None:
    data = Linear(mean=0.5, slopes=(1.0,)).data(250, 1, 2)
    study = Survey("s", "a survey", data.benefits(1.0)[:, 1:], 4.0, (16,), 2.0, 10.0)
    told = sampled(data, 1.0, [study], 1000.0, 2)[0]
    truth = value_of_knowing(0.5, sqrt(0.5))
    assert told.evsi == pytest.approx(truth, abs=2.5 * told.standard_error)
    assert told.standard_error < 0.5 * truth
    assert told.cost == 10.0 + 2.0 * 16
    assert told.net_gain == pytest.approx(1000.0 * told.evsi - 42.0)


def test_an_outcome_of_other_draws_is_refused() -> None:
    study = Survey("s", "a survey", np.zeros((3, 1)), None, (10,))
    with pytest.raises(ValueError, match="s: one value a draw"):
        sampled(Linear().data(20, 1), 1.0, [study], 1.0, 1)
