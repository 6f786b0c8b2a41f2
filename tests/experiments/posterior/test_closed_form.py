"""Draws against the posterior of a model in closed form, added up on a grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest
from threadpoolctl import threadpool_limits

from experiments.posterior.budget import Budget
from experiments.posterior.drawing import Drawn, draw, far_off
from experiments.posterior.implausibility import CUT
from experiments.posterior.waves import Explored, Settings, explore
from simulation.errors import InputError
from tests.support.closed_form import LUCK, Floats, OnGrid, expected, noise, rows_of, simulate


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Small systems, as the command has them: threads would only wait for each other."""
    with threadpool_limits(1, "blas"):
        yield


VALUES = (1.0, 1.3, -0.2)
SETTINGS = Settings(draws=400)


def fitted(
    width: int, values: tuple[float, ...] = VALUES, settings: Settings = SETTINGS
) -> tuple[Explored, Drawn]:
    found = explore(rows_of(values), width, simulate, settings, Budget())
    return found, draw(found, simulate, settings, Budget())


@cache
def two_numbers() -> tuple[Explored, Drawn]:
    return fitted(2)


def test_draws_are_those_of_the_posterior_on_a_grid() -> None:
    _, drawn = two_numbers()
    truth = OnGrid(rows_of(VALUES))
    assert drawn.z.mean(axis=0) == pytest.approx(truth.mean, abs=0.25 * truth.spread.min())
    assert drawn.z.std(axis=0) == pytest.approx(truth.spread, rel=0.15)
    assert float(np.corrcoef(drawn.z.T).ravel()[1]) == pytest.approx(truth.correlation, abs=0.15)
    # Far from the prior, which has mean 0 and spread 1.
    assert truth.spread.max() < 0.25


def test_the_volume_that_is_left_is_that_on_a_grid_within_its_error() -> None:
    found, _ = two_numbers()
    truth = OnGrid(rows_of(VALUES)).volume(CUT)
    volume, error = np.exp(found.space.log_volume), found.space.error
    assert 0.0 < error < 0.15
    assert volume == pytest.approx(truth, rel=4.0 * error + 0.05)
    shares = [wave.left for wave in found.waves]
    assert np.prod(shares) == pytest.approx(volume)
    assert found.stopped == "settled"


def test_all_points_that_are_left_hold_to_all_waves() -> None:
    found, drawn = two_numbers()
    for wave in found.waves:
        assert (wave.condition.excess(found.space.z) <= 1.0).all()
        assert (wave.condition.excess(drawn.z) <= 1.0).all()
        inside = wave.condition.within(found.waves[0].space.z, 0.7)
        assert (inside == (wave.condition.excess(found.waves[0].space.z) <= 0.7)).all()


def test_numbers_that_move_nothing_keep_their_priors() -> None:
    found, drawn = fitted(30)
    idle = np.setdiff1d(np.arange(30), found.active)
    assert {0, 1} <= set(found.active.tolist())
    assert len(idle) >= 20
    # Kolmogorov and Smirnov, over all idle numbers of different draws.
    single = drawn.z[np.unique(drawn.which, return_index=True)[1]]
    assert kstest(single[:, idle].ravel(), "norm").pvalue > 1e-3
    truth = OnGrid(rows_of(VALUES))
    assert drawn.z[:, :2].mean(axis=0) == pytest.approx(truth.mean, abs=0.4 * truth.spread.min())


def test_the_same_question_gives_the_same_bits() -> None:
    again = fitted(2)[1]
    assert (again.z == two_numbers()[1].z).all()
    other = fitted(2, settings=replace(SETTINGS, seed=2))[1]
    assert not np.isin(other.z, again.z).any()


def test_luck_is_told_from_points_that_were_run_twice() -> None:
    found, _ = two_numbers()
    told = [found.luck[name] ** 0.5 for name in "abc"]
    assert told == pytest.approx(LUCK, rel=0.3)


def test_emulators_know_how_wrong_they_are() -> None:
    found, _ = two_numbers()
    new = np.random.default_rng(5).permutation(found.space.z)[:300]
    errors = []
    for place, name in enumerate("abc"):
        mean, variance = found.latest[name].predict(new)
        errors.append((expected(new)[:, place] - mean) / np.sqrt(variance))
    assert np.sqrt(np.mean(np.square(errors))) < 1.5
    assert (np.abs(errors) > 4.0).mean() < 0.02


def test_figures_that_cannot_be_met_together_are_named() -> None:
    """b is at least 0 and grows with x; a far below and c far above ask for opposite numbers."""
    with pytest.raises(InputError) as refused:
        fitted(2, (0.0, -2.0, 0.0))
    assert "nowhere within the priors is met: b" in str(refused.value)
    with pytest.raises(InputError) as refused:
        # Each for itself: a alone 4, c alone 5.
        fitted(2, (3.0, 1.0, 3.5))
    said = str(refused.value)
    assert "together" in said
    assert "no town within the priors fits" in said


def test_budgets_end_the_waves_and_are_told() -> None:
    found = explore(rows_of(VALUES), 2, simulate, SETTINGS, Budget(runs=130 + SETTINGS.candidates))
    assert found.stopped == "runs"
    assert len(found.waves) == 1
    now = iter(range(0, 10**6, 60))  # a minute passes with every look at the clock
    budget = Budget(minutes=4.0, clock=lambda: float(next(now)))
    found = explore(rows_of(VALUES), 2, simulate, SETTINGS, budget)
    assert found.stopped == "minutes"
    few = replace(SETTINGS, waves=2)
    assert explore(rows_of(VALUES), 2, simulate, few, Budget()).stopped == "waves"


def test_towns_without_a_value_are_no_towns_that_fit() -> None:
    """Where x is beyond 1, the model gives nothing at all; so no draw is there."""

    def broken(z: Floats, seeds: NDArray[np.int64], phase: str) -> Floats:
        given = simulate(z, seeds, phase)
        given[z[:, 0] > 1.0] = np.nan
        return given

    found = explore(rows_of(VALUES), 2, broken, SETTINGS, Budget())
    drawn = draw(found, broken, SETTINGS, Budget())
    assert (drawn.z[:, 0] <= 1.0).all()
    assert drawn.weighed.effective < len(drawn.candidates.z)


@pytest.mark.slow
@pytest.mark.parametrize("width", [2, 12])
def test_known_numbers_are_recovered_with_uniform_ranks(width: int) -> None:
    """Simulation-based calibration (Talts et al. 2018): numbers from the prior, one town of them as
    evidence; the rank of the number among the draws is uniform."""
    rng = np.random.default_rng(1)
    ranks, settings = [], Settings(draws=100, waves=4)
    for turn in range(60):
        z = rng.standard_normal((1, width))
        town = simulate(z, np.array([10_000 + turn]), "")[0]
        values = town + 0.3 * rng.standard_normal(3)
        rows = rows_of(tuple(values.tolist()), blur=0.3)
        found = explore(rows, width, simulate, replace(settings, seed=turn), Budget())
        drawn = draw(found, simulate, replace(settings, seed=turn), Budget())
        ranks.append((drawn.z[:, :2] < z[0, :2]).mean(axis=0))
    told = np.array(ranks)
    for column in told.T:
        assert kstest(column, "uniform").pvalue > 0.01
    assert ((told > 0.05) & (told < 0.95)).mean() == pytest.approx(0.9, abs=0.09)


def test_figures_that_no_draw_meets_are_named_the_furthest_first() -> None:
    rows = rows_of((0.0, 2.0, -1.0))
    given = np.array([[0.1, 0.0, 0.0], [-0.1, np.nan, 0.1], [0.0, 0.1, 0.0]])
    luck = dict.fromkeys("abc", 0.01)
    told = far_off(given, rows, luck)
    assert [name[0] for name in told] == ["b", "c"]
    distance = 1.95 / (0.14**2 + 0.01) ** 0.5
    assert f"{distance:.1f} standard deviations" in told[0]


def test_noise_of_the_closed_form_depends_on_the_seed_alone() -> None:
    assert (noise(np.array([3, 4]))[0] == noise(np.array([3]))[0]).all()


@pytest.mark.slow
@pytest.mark.parametrize("width", [2, 40])
def test_numbers_that_only_move_together_do_so_as_much_as_on_a_grid(width: int) -> None:
    """One figure tells of x and y together, the others hardly; with many numbers beside them, too.

    The correlation of some hundred draws is off by luck alone: the mean of several fits is not.
    """
    rows = (rows_of(VALUES)[0], *rows_of(VALUES, blur=0.7)[1:])
    truth = OnGrid(rows)
    found = []
    for seed in range(1, 5):
        settings = replace(SETTINGS, seed=seed)
        explored = explore(rows, width, simulate, settings, Budget())
        drawn = draw(explored, simulate, settings, Budget())
        assert explored.stopped == "settled"
        found.append(float(np.corrcoef(drawn.candidates.z[:, :2].T).ravel()[1]))
    error = (1.0 - truth.correlation**2) / SETTINGS.candidates**0.5
    assert truth.correlation < -0.5
    assert np.mean(found) == pytest.approx(truth.correlation, abs=3.0 * error)
    assert np.std(found) < 3.0 * error
