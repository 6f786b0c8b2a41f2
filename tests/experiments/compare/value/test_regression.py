"""Curves and regressions over draws: what is there is found, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.compare.value.curves import curve
from experiments.compare.value.regression import design, fit, fitted_many, responses
from tests.support.net_benefits import drawn


def even(draws: int) -> np.ndarray:
    return np.full(draws, 1.0 / draws)


def test_columns_of_a_curve_are_uncorrelated_and_rougher_one_after_another() -> None:
    values = np.exp(drawn(1, 300))
    one = curve(values, even(300))
    assert one is not None
    columns = one.columns(values)
    assert columns.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-9)
    correlation = np.corrcoef(columns.T)
    assert correlation == pytest.approx(np.eye(5), abs=1e-4)
    size = columns.std(axis=0)
    assert size[0] == pytest.approx(1.0)
    assert (np.diff(size[1:]) < 0.0).all()
    turns = [int((np.diff(np.sign(column[np.argsort(values)])) != 0).sum()) for column in columns.T]
    assert turns == [1, 2, 3, 4, 5]


def test_numbers_of_few_values_have_curves_that_fit_them() -> None:
    assert curve(np.full(10, 3.0), even(10)) is None
    two = curve(np.repeat([0.0, 1.0], 5), even(10))
    assert two is not None
    assert two.columns(np.array([0.0, 1.0])).shape == (2, 1)
    whole = curve(np.tile(np.arange(4.0), 10), even(40))
    assert whole is not None
    assert np.isfinite(whole.columns(np.arange(4.0))).all()


@pytest.mark.parametrize("shape", [np.sin, np.abs, lambda x: 0.7 * x, lambda x: np.exp(x / 2)])
def test_curves_of_any_shape_are_found(shape: np.ufunc) -> None:
    x = drawn(2, 400, 2)
    truth = np.stack([shape(x[:, 0]), -2.0 * shape(x[:, 0])], axis=1)
    values = truth + 0.5 * drawn(2, 400, 2, what=1)
    made = design(x, (0,), even(400))
    assert made is not None
    found = fit(made, responses(values, even(400))).fitted()
    inner = np.abs(x[:, 0]) < 2.0
    error = np.sqrt(np.mean((found - truth)[inner] ** 2, axis=0))
    assert (error < 0.16).all()


def test_a_number_that_does_nothing_has_nearly_no_curve() -> None:
    flat = 0
    for key in range(30):
        x, values = drawn(key, 150, 1), drawn(key, 150, 3, what=1)
        made = design(x, (0,), even(150))
        assert made is not None
        one = fit(made, responses(values, even(150)))
        flat += one.is_flat
        assert one.fitted().std(axis=0).max() < 0.35
    assert flat >= 3


def test_many_numbers_may_stand_in_a_regression_of_few_draws() -> None:
    x = drawn(3, 120, 200)
    truth = x[:, :3] @ np.array([1.0, -1.0, 0.5])
    made = design(x, range(200), even(120))
    assert made is not None
    values = (truth + 0.3 * drawn(3, 120, what=1))[:, None]
    one = fit(made, responses(values, even(120)))
    assert np.corrcoef(one.fitted()[:, 0], truth)[0, 1] > 0.8
    new = drawn(4, 50, 200)
    assert np.corrcoef(one.at(new)[:, 0], new[:, :3] @ np.array([1.0, -1.0, 0.5]))[0, 1] > 0.3


def test_expectations_at_the_draws_are_those_fitted() -> None:
    x = drawn(5, 80, 2)
    values = np.stack([x[:, 0] ** 2, x[:, 1]], axis=1) + 0.2 * drawn(5, 80, 2, what=1)
    made = design(x, (0, 1), even(80))
    assert made is not None
    one = fit(made, responses(values, even(80)))
    assert one.at(x) == pytest.approx(one.fitted())
    normal = drawn(6, 3, one.size)
    assert one.at(x, normal) == pytest.approx(one.fitted_drawn(normal))


def test_many_fits_at_once_are_those_one_by_one() -> None:
    x, values = drawn(7, 60, 1), drawn(7, 60, 3, what=1)
    values[:, 0] += x[:, 0]
    told = responses(values, even(60))
    made = design(x, (0,), even(60))
    assert made is not None
    once = fitted_many(made, told, told.turned[None])
    assert once[0] + told.centre == pytest.approx(fit(made, told).fitted())


def test_scale_makes_no_difference_and_options_that_are_alike_stay_so() -> None:
    x, noise = drawn(8, 100, 1), drawn(8, 100, 1, what=1)
    values = np.concatenate([x + noise, 1e6 * (x + noise), 1e-6 * noise], axis=1)
    made = design(x, (0,), even(100))
    assert made is not None
    found = fit(made, responses(values, even(100))).fitted()
    assert found[:, 1] / 1e6 == pytest.approx(found[:, 0])
    bent = design(np.exp(x), (0,), even(100))
    assert bent is not None
    assert fit(bent, responses(values, even(100))).fitted() == pytest.approx(found)


def test_no_spread_is_no_trouble() -> None:
    made = design(drawn(9, 20, 1), (0,), even(20))
    assert made is not None
    one = fit(made, responses(np.full((20, 2), 3.0), even(20)))
    assert one.is_flat
    assert one.fitted() == pytest.approx(np.full((20, 2), 3.0))
