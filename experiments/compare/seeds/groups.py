"""The groups of people that a comparison tells apart, as they stand before any strategy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.measures.survey import Survey
from simulation.measures.told import GROUPINGS

if TYPE_CHECKING:
    from simulation.town import Town


@dataclass(frozen=True)
class Groups:
    """The groups that people belong to as the comparison begins: the same in all arms.

    ``codes`` and ``names`` are by grouping (``GROUPINGS``).
    """

    codes: dict[str, NDArray[np.int64]]
    names: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, town: Town) -> Groups:
        """Groups of the town as it stands."""
        survey = Survey(town)
        found = {name: grouping(survey) for name, grouping in GROUPINGS.items()}
        return cls(
            {name: np.array(codes, np.int64) for name, (codes, _) in found.items()},
            {name: tuple(names) for name, (_, names) in found.items()},
        )
