"""Outcomes of the last year, reasons and groups, by arm, with bands over other seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np

from experiments.browser.declared.declared import BAND
from experiments.browser.live.wording import group_title
from simulation.errors import InputError
from simulation.measures.told import breakdown, outcomes, reasons
from simulation.measures.usual_groupings import GROUPINGS
from simulation.town import Town

Values = list[dict[str, float | None]]


def outcomes_of(arms: Sequence[Sequence[Town]]) -> dict[str, Any]:
    """Outcomes and reasons as of this week, as the page reads them.

    Each arm is the town that is looked at and then the same arm under other seeds, at the same
    week. A value is that of the town, its band lies between the quantiles ``BAND`` of all seeds, as
    that of curves; it is None without others, and where there is nobody whom the outcome is about.
    Raises InputError for towns that stand at different weeks.
    """
    week = arms[0][0].week
    if any(town.week != week for arm in arms for town in arm):
        raise InputError("the towns stand at different weeks", field="outcomes")
    return {
        "week": week,
        "outcomes": _banded([[outcomes(town) for town in arm] for arm in arms]),
        "reasons": _banded([[reasons(town) for town in arm] for arm in arms]),
        "groups": _groups([arm[0] for arm in arms]),
    }


def _banded(arms: Sequence[Sequence[Mapping[str, float]]]) -> dict[str, Values]:
    """By name, for each arm the value of its first seed and the band of all."""
    return {
        name: [
            {"value": _number(seeds[0][name]), **band([seed[name] for seed in seeds])}
            for seeds in arms
        ]
        for name in arms[0][0]
    }


def band(values: Sequence[float]) -> dict[str, float | None]:
    """The band of the values that there are; None for fewer than two."""
    there = [value for value in values if not isnan(value)]
    if len(there) < 2:
        return {"low": None, "high": None}
    low, high = np.quantile(there, BAND).tolist()
    return {"low": low, "high": high}


def _groups(towns: Sequence[Town]) -> list[dict[str, Any]]:
    """Outcomes of each group by arm; groups are those of the towns as they are now."""
    by_arm = [breakdown(town, GROUPINGS) for town in towns]
    rows = []
    for same in zip(*by_arm, strict=True):
        first = same[0]
        keys = ("by", "group", "adults")
        rows.append(
            {
                **{key: first[key] for key in keys},
                "title": group_title(first["by"], first["group"]),
                "outcomes": {
                    name: [_number(row[name]) for row in same] for name in first if name not in keys
                },
            }
        )
    return rows


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
