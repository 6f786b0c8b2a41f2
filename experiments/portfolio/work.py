"""The work of a portfolio: that of a sweep, and what strategies cost whoever runs them, by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.budget import PROGRAMME
from experiments.compare.payers import PAYERS, summed_by_year
from experiments.engine.task import Failure
from experiments.portfolio.spending import ADULTS, columns_of
from experiments.sweep.work import SweepWork
from simulation.measures.categories import STAGES

if TYPE_CHECKING:
    import pyarrow as pa

WORK = f"{__name__}:PortfolioWork"
_MONEY = ("cost_services", "cost_strategies", "subsidies", "patient_payments")
_STAGES = [f"stage_{name}" for name in STAGES]


class PortfolioWork(SweepWork):
    """Runs of a sweep, with further columns: adults, and what each year costs per adult.

    A budget has to hold in every year: what a strategy costs once, when it reaches somebody, is
    long over in the last one.
    """

    def __init__(self, common: Mapping[str, Any]) -> None:
        super().__init__({**common, "weekly": [*_MONEY, *_STAGES]})

    def run(self, prepared: Any, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One policy: a row of outcomes, with what was spent."""
        tables = dict(super().run(prepared, what))
        weeks = tables.pop("weekly")
        adults = sum(float(np.mean(weeks[name].to_numpy())) for name in _STAGES)
        series = {name: weeks[name].to_numpy().astype(np.float64) for name in _MONEY}
        years = summed_by_year(PAYERS[PROGRAMME].pays(series)) / max(adults, 1.0)
        return {**tables, "runs": _with(tables["runs"], [adults, *years.tolist()])}

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        """The row of a run that failed."""
        tables = super().failed(shared, what, failure)
        nothing = [None] * (1 + len(columns_of(self._scenario.horizon.weeks)))
        return {**tables, "runs": _with(tables["runs"], nothing)}


def _with(row: pa.Table, values: list[Any]) -> pa.Table:
    from experiments.engine.columns import column

    for name, value in zip((ADULTS, *columns_of(52 * (len(values) - 1))), values, strict=True):
        row = row.append_column(name, column([value], "float64"))
    return row
