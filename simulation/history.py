"""History: what was counted, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import MODALITIES
from simulation.measures.weekly import COUNTED, VISITS, place_of

if TYPE_CHECKING:
    import pandas as pd


class History:
    """The counts of all weeks so far, burn-in included.

    Flows (onsets, entries, visits, ...) are counts of the week, stocks (``stage_*``,
    ``severity_*``, ``in_care_*``) are adults at its end, money is in the world's currency.
    """

    def __init__(self, cost_per_visit: NDArray[np.float64], start: int) -> None:
        self.cost_per_visit = cost_per_visit
        self.start = start
        self._counts: list[NDArray[np.int64]] = []
        self._spent: list[float] = []

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, week: int, counts: NDArray[np.int64], spent: float) -> None:
        """Append the counts of a week and what strategies cost in it."""
        assert week == self.start + len(self._counts)
        self._counts.append(counts)
        self._spent.append(spent)

    @property
    def table(self) -> NDArray[np.int64]:
        """All counts: a row a week from ``start``, a column for each of ``COUNTED``."""
        return np.array(self._counts, np.int64).reshape(len(self._counts), len(COUNTED))

    def series(self, name: str, weeks: int | None = None) -> NDArray[np.int64]:
        """One count over the last ``weeks`` weeks, or over all."""
        column = self.table[:, place_of(name)]
        return column if weeks is None else column[max(len(column) - weeks, 0) :]

    @property
    def last(self) -> NDArray[np.int64]:
        """All counts of the last week, in the order of ``COUNTED``; not to be changed. Zeros before
        there was any."""
        return self._counts[-1] if self._counts else np.zeros(len(COUNTED), np.int64)

    def latest(self, name: str) -> int:
        """One count of the last week, or 0 before there was any."""
        return int(self._counts[-1][place_of(name)]) if self._counts else 0

    def service_costs(self) -> NDArray[np.float64]:
        """What services cost in each week."""
        visits = self.table[:, VISITS : VISITS + len(MODALITIES)]
        return np.asarray(visits @ self.cost_per_visit)

    def strategy_costs(self) -> NDArray[np.float64]:
        """What strategies cost in each week."""
        return np.array(self._spent, np.float64)

    def frame(self, burn_in: bool = False) -> pd.DataFrame:
        """One row a week from week 0, or from the start of the burn-in."""
        import pandas as pd

        table = pd.DataFrame(self.table, columns=list(COUNTED))
        for name, row in COUNTED.items():
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
            "history.start": np.int64(self.start),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take over counts that ``state`` has given."""
        self._counts = [row.copy() for row in state["history.counts"]]
        self._spent = [float(value) for value in state["history.spent"]]
        self.start = int(state["history.start"])
