"""The groups of people that a comparison tells apart, as they stand before any strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.measures.groupings import grouping_of
from simulation.measures.survey import Survey
from simulation.measures.usual_groupings import GROUPINGS

if TYPE_CHECKING:
    from simulation.town import Town


@dataclass(frozen=True)
class Groups:
    """The groups that people belong to as the comparison begins: the same in all arms.

    ``codes`` and ``names`` are by grouping: those that every world has, and those that were asked
    for beside them. Who is in no group of a grouping has a code below zero.
    """

    codes: dict[str, NDArray[np.int64]]
    names: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, town: Town, by: Sequence[str] = ()) -> Groups:
        """Groups of the town as it stands, ``by`` being further groupings."""
        survey = Survey(town)
        asked = dict.fromkeys((*GROUPINGS, *by))
        found = {name: grouping_of(name, town.people.kept).groups(survey) for name in asked}
        return cls(
            {name: codes.copy() for name, (codes, _) in found.items()},
            {name: names for name, (_, names) in found.items()},
        )
