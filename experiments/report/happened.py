"""Happened: what was counted in a run, week by week, as one table."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from experiments.figures.data import RunData
from experiments.report.parts import Cell, Table, Value, heads
from experiments.words.wording import written
from simulation.measures.categories import STAGES
from simulation.measures.weekly import weekly_rows
from simulation.measures.weekly_row import MONEY_UNIT
from simulation.population.columns import YEAR


def happened_table(directory: Path, currency: str) -> Table:
    """How often each thing happened in the whole run, per 1,000 adults and year; money per adult.

    What the files do not hold, because it was not counted then, is left out.
    """
    data = RunData(directory)
    weekly = data.weekly
    adults = sum(float(np.mean(weekly[f"stage_{name}"])) for name in STAGES)
    years = len(weekly["week"]) / YEAR
    rows: list[list[Cell]] = []
    for name, row in weekly_rows(tuple(data.helps.values())).items():
        if row.kind != "flow" or name not in weekly or not adults:
            continue
        money = row.noun == MONEY_UNIT
        value = float(np.sum(weekly[name])) / years / adults * (1.0 if money else 1000.0)
        unit = f"{currency} per adult and year" if money else "per 1,000 adults and year"
        rows.append([row.title, Value(written(value, ""), value), unit, row.meaning])
    return Table(
        "What happened, in all weeks of the run",
        heads("What", ("Here", "number"), "Unit", "Meaning"),
        rows,
        name="table-happened",
    )
