"""History of a live town: prices may change in mid-run, and one may go back in it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.browser.series import Weeks
from simulation.history import History
from simulation.measures.categories import MODALITIES
from simulation.measures.weekly import VISITS


class LiveHistory(History):
    """The counts of all weeks, and what services cost in each at the prices of that week.

    ``cost_per_visit`` are the prices of the week to come.
    """

    def __init__(self, cost_per_visit: NDArray[np.float64], start: int) -> None:
        super().__init__(cost_per_visit, start)
        self._cost: list[float] = []

    def add(self, week: int, counts: NDArray[np.int64], spent: float) -> None:
        """Append the counts of a week and what strategies cost in it."""
        super().add(week, counts, spent)
        self._cost.append(float(counts[VISITS : VISITS + len(MODALITIES)] @ self.cost_per_visit))

    def service_costs(self) -> NDArray[np.float64]:
        """What services cost in each week."""
        return np.array(self._cost, np.float64)

    def restore(self, state: dict[str, Any]) -> None:
        """Take over counts of weeks that all had the present prices."""
        super().restore(state)
        self._cost = super().service_costs().tolist()

    def go_back(self, week: int) -> None:
        """Forget ``week`` and all later ones."""
        left = week - self.start
        del self._counts[left:], self._spent[left:], self._cost[left:]

    def weeks(self, first: int, adults: int) -> Weeks:
        """What series are made of, from week ``first`` on."""
        place = first - self.start
        counts = self._counts[place:]
        width = self._counts[0].size if self._counts else 0
        return Weeks(
            np.array(counts, np.int64).reshape(len(counts), width),
            np.array(self._cost[place:], np.float64),
            np.array(self._spent[place:], np.float64),
            adults,
        )
