"""The work of a portfolio: that of a sweep, and what strategies cost over the whole time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.engine.task import Failure
from experiments.evaluation.objectives import SPENDING
from experiments.sweep.work import SweepWork
from simulation.measures.categories import STAGES
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    import pyarrow as pa

WORK = f"{__name__}:PortfolioWork"
_COST = "cost_strategies"
_STAGES = [f"stage_{name}" for name in STAGES]


class PortfolioWork(SweepWork):
    """Runs of a sweep, with one column more: ``spending``.

    A budget has to hold for the whole time: what a strategy costs once, when it reaches somebody,
    is long over in the last year.
    """

    def __init__(self, common: Mapping[str, Any]) -> None:
        super().__init__({**common, "weekly": [_COST, *_STAGES]})

    def run(self, prepared: Any, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One policy: a row of outcomes, with what was spent."""
        tables = dict(super().run(prepared, what))
        weeks = tables.pop("weekly")
        spent = float(np.sum(weeks[_COST].to_numpy()))
        adults = sum(float(np.mean(weeks[name].to_numpy())) for name in _STAGES)
        years = weeks.num_rows / YEAR
        return {**tables, "runs": _with(tables["runs"], spent / max(adults, 1.0) / years)}

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        """The row of a run that failed."""
        tables = super().failed(shared, what, failure)
        return {**tables, "runs": _with(tables["runs"], None)}


def _with(row: pa.Table, value: float | None) -> pa.Table:
    from experiments.engine.columns import column

    return row.append_column(SPENDING, column([value], "float64"))
