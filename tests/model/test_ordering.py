"""Putting numbers in order: as a stable sort, whatever they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from simulation.ordering import order_of


@given(
    arrays(
        np.float64,
        st.integers(0, 60),
        elements=st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, -1.0]),
    )
)
def test_the_order_is_that_of_a_stable_sort(values: NDArray[np.float64]) -> None:
    assert order_of(values).tolist() == np.argsort(values, kind="stable").tolist()


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int64, np.float32, np.float64])
def test_many_numbers_of_any_kind_many_of_them_equal(kind: type[np.generic]) -> None:
    rng = np.random.default_rng(1)
    values = (rng.normal(60, 20, 20_000)).astype(kind)
    kept = values.copy()
    assert np.array_equal(order_of(values), np.argsort(values, kind="stable"))
    assert np.array_equal(values, kept)
