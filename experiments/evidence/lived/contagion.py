"""Contagion: do episodes begin more often in people whose friends are in one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from experiments.evidence.statistics import Mask, ratio
from simulation.measures.categories import NO_DISTRESS
from simulation.network.ties import FRIEND

if TYPE_CHECKING:
    from simulation.town import Town

WEEKS = 13
"""Weeks between two looks."""


class Contagion:
    """Counts onsets in a quarter of a year among those with and without an ill friend.

    Friends only: households share income and adversity, which make episodes likelier for all in
    them without anybody infecting anybody.
    """

    def __init__(self, town: Town) -> None:
        self._people = town.people
        self._adult: Mask = town.people.age >= town.parameters["youngest_age"][0]
        ties, many = town.ties, town.people.people
        friends = sparse.csr_array(
            ((ties.kind == FRIEND).astype(np.int32), ties.neighbour, ties.start),
            shape=(many, many),
            copy=True,  # or leaving out the zeros would change the town
        )
        friends.eliminate_zeros()
        self._friends = friends
        self._looked: tuple[int, Mask, Mask] | None = None
        self._begun: NDArray[np.int64] = np.zeros(2, np.int64)
        self._at_risk: NDArray[np.int64] = np.zeros(2, np.int64)

    def look(self, week: int) -> None:
        """Count the onsets since the last look, and note who is well and has an ill friend."""
        people = self._people
        if self._looked is not None:
            since, well, exposed = self._looked
            began = well & (people.episode_start > since)
            for code, group in enumerate((~exposed, exposed)):
                self._at_risk[code] += np.count_nonzero(well & group)
                self._begun[code] += np.count_nonzero(began & group)
        ill = people.severity != NO_DISTRESS
        exposed = (self._friends @ ill.astype(np.int32)) > 0
        befriended = np.diff(self._friends.indptr) > 0
        self._looked = (week, self._adult & ~ill & befriended, exposed)

    def risk_ratio(self) -> float:
        """Risk of an onset with an ill friend beside that without; NaN without onsets."""
        without, with_ill = (
            ratio(float(begun), float(at_risk))
            for begun, at_risk in zip(self._begun, self._at_risk, strict=True)
        )
        return ratio(with_ill, without) if self._begun.all() else float("nan")
