"""History: what was counted, week by week."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.weekly import COUNTED
from simulation.measures.weekly_row import SESSIONS, Weekly

if TYPE_CHECKING:
    import pandas as pd


class History:
    """The counts of all weeks so far, burn-in included.

    Flows (onsets, entries, visits, ...) are counts of the week, stocks (``stage_*``,
    ``severity_*``, ``in_care_*``) are adults at its end, money is in the world's currency.
    ``cost_per_visit`` are the prices of the week to come, one a modality; each week keeps its own.
    """

    def __init__(
        self,
        cost_per_visit: NDArray[np.float64],
        start: int,
        counted: Mapping[str, Weekly] = COUNTED,
    ) -> None:
        self.cost_per_visit = cost_per_visit
        self.start = start
        self.counted = counted
        """What is counted, by name, in the order of the columns of counts."""
        self._visits = [row.place for row in counted.values() if SESSIONS in row.groups]
        self._counts: list[NDArray[np.int64]] = []
        self._spent: list[float] = []
        self._prices: list[NDArray[np.float64]] = []

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, week: int, counts: NDArray[np.int64], spent: float) -> None:
        """Append the counts of a week and what strategies cost in it."""
        assert week == self.start + len(self._counts)
        self._counts.append(counts)
        self._spent.append(spent)
        self._prices.append(self.cost_per_visit)

    def copy(self) -> History:
        """A history of its own of the same weeks, which can go on otherwise."""
        other = History(self.cost_per_visit, self.start, self.counted)
        # What was counted in a week is never changed, so that both may keep it.
        other._counts, other._spent = self._counts.copy(), self._spent.copy()
        other._prices = self._prices.copy()
        return other

    @property
    def table(self) -> NDArray[np.int64]:
        """All counts: a row a week from ``start``, a column for each of ``counted``."""
        return self.counts_since(self.start)

    def counts_since(self, week: int) -> NDArray[np.int64]:
        """The counts of the weeks from ``week`` on, a row each."""
        since = self._counts[week - self.start :]
        return np.array(since, np.int64).reshape(-1, len(self.counted))

    def series(self, name: str, weeks: int | None = None) -> NDArray[np.int64]:
        """One count over the last ``weeks`` weeks, or over all."""
        column = self.table[:, self.counted[name].place]
        return column if weeks is None else column[max(len(column) - weeks, 0) :]

    @property
    def last(self) -> NDArray[np.int64]:
        """All counts of the last week, in the order of ``counted``; not to be changed. Zeros before
        there was any."""
        return self._counts[-1] if self._counts else np.zeros(len(self.counted), np.int64)

    def latest(self, name: str) -> int:
        """One count of the last week, or 0 before there was any."""
        return int(self._counts[-1][self.counted[name].place]) if self._counts else 0

    def service_costs(self, since: int | None = None) -> NDArray[np.float64]:
        """What services cost in each week from ``since`` on, at the prices of that week."""
        since = self.start if since is None else since
        visits = self.counts_since(since)[:, self._visits]
        costs = np.zeros(len(visits))
        first = 0
        for _, same in groupby(self._prices[since - self.start :], key=id):
            prices = list(same)
            stop = first + len(prices)
            costs[first:stop] = visits[first:stop] @ prices[0]
            first = stop
        return costs

    def strategy_costs(self, since: int | None = None) -> NDArray[np.float64]:
        """What strategies cost in each week from ``since`` on."""
        since = self.start if since is None else since
        return np.array(self._spent[since - self.start :], np.float64)

    def frame(self, burn_in: bool = False) -> pd.DataFrame:
        """One row a week from week 0, or from the start of the burn-in."""
        import pandas as pd

        table = pd.DataFrame(self.table, columns=list(self.counted))
        for name, row in self.counted.items():
            if row.in_hundredths:
                table[name] = table[name] / 100.0
        table["cost_services"] = self.service_costs()
        table["cost_strategies"] = self.strategy_costs()
        table.insert(0, "week", np.arange(self.start, self.start + len(table)))
        return table if burn_in else table[table["week"] >= 0].reset_index(drop=True)

    def state(self) -> dict[str, Any]:
        """The counts as arrays by name."""
        return {
            "history.counts": self.table,
            "history.spent": self.strategy_costs(),
            "history.prices": np.array(self._prices).reshape(len(self), len(self._visits)),
            "history.start": np.int64(self.start),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over counts that ``state`` has given."""
        self._counts = [row.copy() for row in state["history.counts"]]
        self._spent = [float(value) for value in state["history.spent"]]
        self._prices = _each_once(state["history.prices"])
        self.start = int(state["history.start"])


def _each_once(prices: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Prices week by week, the same array as long as they are the same."""
    found: list[NDArray[np.float64]] = []
    for row in prices:
        found.append(found[-1] if found and np.array_equal(found[-1], row) else row.copy())
    return found
