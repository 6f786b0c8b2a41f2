"""Populations for tests: how many live in the town, and whether two are the same people."""

from __future__ import annotations

import numpy as np

from simulation.file_summary import FileSummary
from simulation.population.demographics import Demographics
from simulation.population.marginals import Marginals
from simulation.population.table import PeopleTable

OCEANSIDE = 8413


def same_rows(one: Demographics, other: Demographics, people: int) -> bool:
    """Whether the first so many persons are the same in both, in every column."""
    return all(
        isinstance(b, np.ndarray) and np.array_equal(a[:people], b[:people])
        for a, b in zip(one, other, strict=True)
        if isinstance(a, np.ndarray)
    )


def summary_of(read: PeopleTable | Marginals) -> FileSummary:
    """What a file says of itself once it is read."""
    assert read.summary is not None
    return read.summary


def labels_of(people: Demographics) -> list[str]:
    """Everybody's own name."""
    assert people.labels is not None
    return people.labels
