"""Kept columns: what a table of people tells beyond what the model knows of.

Nothing in a week depends on them. They are there so that outcomes can be told apart by them and
strategies meant for some of them: a region, a school, a rate of rent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Kept:
    """A column as it stands in the file: for each person the place of its text among ``names``."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Its cells as numbers; NaN where one is none."""
        return np.array([number_in(name) for name in self.names], np.float64)[self.codes]


def number_in(text: str) -> float:
    """The number that a text is; NaN where it is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
