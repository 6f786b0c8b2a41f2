"""Of a run: all that a single run can be measured by, outcomes of the last year and whole time.

A comparison tells of many towns what is defined here of one, so that a sweep, and whatever is made
of its rows, does its economics with the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.measured.discounting import Rates
from experiments.measured.measures import Measure, measures, whole_time
from simulation.errors import unknown_name
from simulation.measures.categories import Category
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.quantity import DISCOUNTED
from simulation.measures.whole_time import CARE

if TYPE_CHECKING:
    from simulation.town import Town

_WATCHED = (CARE, CARE + DISCOUNTED, "used_service")
"""What is known only to who looks at everybody each week: who begins for the first time."""


def measures_of_run(helps: tuple[Category, ...] = ()) -> dict[str, Measure]:
    """All measures of one run by name: each outcome of the last year, then the whole time."""
    told = {
        name: Measure(
            name,
            row.unit,
            row.title,
            row.definition,
            row.window,
            row.better,
            row.among.words,
            row.statistic,
        )
        for name, row in OUTCOMES.items()
    }
    return told | {name: one for name, one in measures(helps).items() if one.window == "whole time"}


def measure_named(name: str, helps: tuple[Category, ...] = (), source: str = "") -> Measure:
    """The measure of this name; InputError where a run has none."""
    known = measures_of_run(helps)
    if name not in known:
        raise unknown_name("outcome", name, known, source=source)
    return known[name]


def of_whole_time(names: Iterable[str]) -> list[str]:
    """Those of the names that are no outcome of the last year."""
    return [name for name in names if name not in OUTCOMES]


def live_measured(
    town: Town, weeks: int, names: Sequence[str], rate: Rates | float
) -> dict[str, float]:
    """Live through so many weeks from week 0, and measure these names.

    Each is of all adults; NaN where there is nobody whom it is about. Weeks are lived through one
    by one only where somebody has to be seen beginning care.
    """
    from simulation.measures.survey import Survey

    wanted = of_whole_time(names)
    if not wanted:
        town.live(weeks)
        sums: Mapping[str, float] = {}
    else:
        sums = _sums(town, weeks, rate, watched=any(name in _WATCHED for name in wanted))
    survey = Survey(town)
    return {
        name: OUTCOMES[name].compute(survey, survey.adult) if name in OUTCOMES else sums[name]
        for name in names
    }


def _sums(town: Town, weeks: int, rate: Rates | float, *, watched: bool) -> dict[str, float]:
    """Live through so many weeks; all measures of the whole time per adult, those of who begins
    for the first time NaN unless ``watched``."""
    from experiments.measured.watch import counted_sums, live, series_of
    from simulation.measures.survey import Survey

    if watched:
        lived = live(town, weeks, path=False)
        series, counted = lived.series, lived.counted
    else:
        town.live(weeks)
        unseen = np.full(weeks, np.nan)
        series = series_of(town, weeks) | {"first_entries": unseen, "first_sessions": unseen}
        counted = counted_sums(town, weeks)
    adults = int(np.count_nonzero(Survey(town).adult))
    told = whole_time(series, adults, rate)
    return told | {name: total / max(adults, 1) for name, total in counted.items()}
