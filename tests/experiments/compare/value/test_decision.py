"""Probability of being best, expected loss and EVPI, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

from experiments.compare.value.by_draw import by_draw
from experiments.compare.value.decision import decide, losses_of
from tests.support.net_benefits import Linear, drawn, normal_gain


def test_without_luck_all_is_as_in_closed_form() -> None:
    truth = Linear(mean=0.5)
    told = decide(truth.data(20_000, 1), [1.0])[0]
    assert told.evpi == pytest.approx(truth.evpi, abs=3 * told.evpi_error)
    assert told.evpi_error < 0.005
    assert told.chances[1] == pytest.approx(ndtr(0.5), abs=0.01)
    assert told.losses == pytest.approx([normal_gain(0.5, 1.0), truth.evpi], abs=0.02)
    assert told.best == 1
    assert told.runner_up == 0


def test_luck_of_seeds_is_no_doubt() -> None:
    """With two seeds and as much luck as doubt the naive EVPI is 40 % too high; ours is right on
    the mean over many comparisons, and its standard error is right, too."""
    truth = Linear(mean=0.5, rest=1.0)
    told = [decide(truth.data(150, 2, key), [1.0])[0] for key in range(50)]
    found = np.array([one.evpi for one in told])
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert found.mean() == pytest.approx(truth.evpi, abs=3 * error)
    assert error < 0.05 * truth.evpi
    assert np.mean([one.naive for one in told]) > 1.3 * truth.evpi
    assert np.mean([one.crossed for one in told]) < 0.6 * truth.evpi
    assert np.mean([one.evpi_error for one in told]) == pytest.approx(found.std(ddof=1), rel=0.3)
    chances = np.array([one.chances[1] for one in told])
    assert chances.mean() == pytest.approx(ndtr(0.5), abs=0.03)


def test_where_there_is_luck_alone_there_is_nothing_to_know() -> None:
    truth = Linear(mean=0.3, slopes=(0.0,), rest=1.0)
    told = [decide(truth.data(100, 2, key), [1.0])[0] for key in range(20)]
    assert np.mean([one.naive for one in told]) > 0.1
    assert np.mean([one.evpi for one in told]) < 0.02


def test_luck_alike_in_all_draws_is_in_the_standard_error() -> None:
    truth = Linear(mean=0.5, luck=0.4)
    told = [decide(truth.data(60, 6, key), [1.0])[0] for key in range(40)]
    found = np.array([one.evpi for one in told])
    assert np.mean([one.evpi_error for one in told]) == pytest.approx(found.std(ddof=1), rel=0.25)


def test_with_one_seed_luck_is_what_no_number_explains() -> None:
    truth = Linear(mean=0.5, slopes=(0.8, 0.6), rest=0.7)
    told = [decide(truth.data(200, 1, key, idle=3), [1.0])[0] for key in range(12)]
    assert {one.luck_from for one in told} == {"numbers"}
    assert np.mean([one.naive for one in told]) > 1.25 * truth.evpi
    assert np.mean([one.evpi for one in told]) == pytest.approx(truth.evpi, rel=0.12)
    assert np.isnan(told[0].crossed)


def test_with_one_seed_and_no_numbers_all_counts_as_doubt_and_that_is_said() -> None:
    data = Linear(rest=1.0).data(100, 1)
    told = decide(by_draw(data.costs, data.effects, data.arms), [1.0])[0]
    assert told.luck_from == "nothing"
    assert told.evpi == told.naive


def test_loss_is_what_the_best_of_each_draw_would_bring_beyond() -> None:
    benefits = np.array([[0.0, 2.0, 1.0], [0.0, -1.0, 1.0]])
    assert losses_of(benefits, np.array([0.5, 0.5])).tolist() == [1.5, 1.0, 0.5]


def test_amounts_turn_effects_into_money() -> None:
    draws = drawn(2, 50, 1, 2)
    costs, effects = np.zeros((50, 1, 2)), np.zeros((50, 1, 2))
    costs[:, :, 1], effects[:, :, 1] = 100.0 + draws[:, :, 0], 1.0 + 0.1 * draws[:, :, 1]
    told = decide(by_draw(costs, effects, ("nothing", "one")), [0.0, 50.0, 100.0, 400.0])
    assert [one.best for one in told] == [0, 0, int(told[2].means[1] > 0), 1]
    assert [one.means[1] for one in told] == pytest.approx(
        [float(np.mean(amount * effects[..., 1] - costs[..., 1])) for amount in (0, 50, 100, 400)]
    )
    # Doubt counts most where options are equally good.
    assert told[2].evpi > max(told[0].evpi, told[3].evpi)


def test_order_of_draws_seeds_and_arms_makes_no_difference() -> None:
    data = Linear(rest=0.5).data(40, 2)
    here = decide(data, [1.0])[0]
    turned = by_draw(
        data.costs[::-1, ::-1], data.effects[::-1, ::-1], data.arms, data.numbers[::-1], data.names
    )
    there = decide(turned, [1.0])[0]
    assert there.evpi == pytest.approx(here.evpi)
    assert there.chances == pytest.approx(here.chances)


def test_an_option_that_is_there_twice_changes_no_evpi() -> None:
    data = Linear(rest=0.5).data(60, 2)
    twice = by_draw(
        data.costs[:, :, [0, 1, 1]], data.effects[:, :, [0, 1, 1]], ("nothing", "one", "again")
    )
    here, there = decide(data, [1.0])[0], decide(twice, [1.0])[0]
    assert there.evpi == pytest.approx(here.evpi)
    assert there.chances[1:] == pytest.approx(here.chances[1] / 2.0)


def test_weights_count_draws() -> None:
    data = Linear().data(40, 1)
    weights = np.where(np.arange(40) < 20, 3.0, 0.0)
    weighted = by_draw(data.costs, data.effects, data.arms, weights=weights)
    half = by_draw(data.costs[:20], data.effects[:20], data.arms)
    here, there = decide(weighted, [1.0])[0], decide(half, [1.0])[0]
    assert here.evpi == pytest.approx(there.evpi)
    assert here.chances == pytest.approx(there.chances)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights": np.array([1.0, 0.0, 0.0])}, "two draws"),
        ({"weights": np.array([1.0, -1.0, 1.0])}, "shares"),
        ({"effects": np.full((3, 1, 2), np.nan)}, "not a number"),
        ({"arms": ("nothing",)}, "strategy"),
        ({"names": ("a",)}, "row a draw"),
    ],
)
def test_what_does_not_fit_together_is_refused(change: dict[str, object], said: str) -> None:
    usual: dict[str, object] = {
        "costs": np.zeros((3, 1, 2)),
        "effects": np.zeros((3, 1, 2)),
        "arms": ("nothing", "one"),
    }
    with pytest.raises(ValueError, match=said):
        by_draw(**{**usual, **change})  # type: ignore[arg-type]
