"""What processes, strategies and measures see of a town.

Whoever writes one finds here all that it may ask for; how a town is made, moves on, branches and is
kept is nobody else's business (``state``, ``town``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.history import History
from simulation.network.ties import Ties
from simulation.population.people import Population
from simulation.values import Values


class TownView(Protocol):
    """A town as it stands within a week, or at the end of one."""

    @property
    def people(self) -> Population:
        """The people as columns."""

    @property
    def ties(self) -> Ties:
        """Who knows whom."""

    @property
    def values(self) -> Values:
        """The named values, as strategies modify them this week."""

    @property
    def parameters(self) -> NDArray[Any]:
        """The parameters, extensions' included: a structured array of one row."""

    @property
    def built_in_parameters(self) -> NDArray[Any]:
        """The parameters without those of extensions, on the same memory."""

    @property
    def services(self) -> NDArray[Any]:
        """The kinds of help: a structured array, one row each."""

    @property
    def adults(self) -> int:
        """How many are old enough to take part."""

    @property
    def counts(self) -> NDArray[np.int64]:
        """What is counted this week, a row a share of the people and a column a quantity."""

    @property
    def history(self) -> History:
        """What was counted in the weeks before."""

    @property
    def strategies(self) -> Sequence[Any]:
        """The plans at work (``simulation.strategies.plan.Plan``)."""

    @property
    def seed(self) -> np.uint64:
        """The seed of all draws."""

    @property
    def week(self) -> int:
        """The last week that was simulated to its end."""

    @property
    def threads(self) -> int:
        """Over how many threads the people are shared out."""

    def programme(self, processes: Sequence[Any]) -> Any:
        """These processes, ready to run one after the other (``simulation.living.Programme``)."""
