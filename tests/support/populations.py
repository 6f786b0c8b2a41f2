"""Populations for tests: how many live in the town, and whether two are the same people."""

from __future__ import annotations

import numpy as np

from simulation.population.demographics import Demographics

OCEANSIDE = 8413


def same_rows(one: Demographics, other: Demographics, people: int) -> bool:
    """Whether the first so many persons are the same in both, in every column."""
    return all(
        np.array_equal(a[:people], b[:people])
        for a, b in zip(one, other, strict=True)
        if isinstance(a, np.ndarray)
    )
