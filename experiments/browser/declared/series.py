"""Series: the curves of a town on the page, week by week, as the table of measures has them.

Each is made of the counts of a week, of what services and strategies cost in it and of the number
of adults. Flows are those of the single week, not smoothed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import Category
from simulation.measures.colours import DARK
from simulation.measures.curves import curves
from simulation.measures.following import kept_for_rows
from simulation.measures.weekly import COUNTED, SPENT
from simulation.measures.weekly_row import ADULTS, Weekly

Floats = NDArray[np.float64]


class Weeks(NamedTuple):
    """What is known of some weeks: counts (weeks, ``counted``), and by week what all services cost,
    and all strategies, in currency; ``adults`` is a number, ``counted`` are names, those of
    ``COUNTED`` if left out."""

    counts: NDArray[np.int64]
    services: Floats
    strategies: Floats
    adults: int
    counted: tuple[str, ...] = ()

    def table(self) -> Floats:
        """All of it as columns, in the order of ``known``."""
        beside = np.stack(
            [self.services, self.strategies, np.full(len(self.counts), float(self.adults))], axis=1
        )
        return np.concatenate([self.counts, beside], axis=1)


@kept_for_rows
def series(helps: tuple[Category, ...] = ()) -> dict[str, Weekly]:
    """All series by name, in the order of the page and of frames; ``helps`` are the kinds of help
    of all worlds that there are."""
    return curves(helps)


def told(row: Weekly) -> dict[str, Any]:
    """A series as the page reads it."""
    return {
        "name": row.name,
        "title": row.title,
        "unit": row.curve_unit,
        "meaning": row.meaning,
        "group": row.groups[0],
        "light": row.colour,
        "dark": DARK.get(row.colour, row.colour),
        "share": row.share,
        "at_first": row.at_first,
    }


def known(counted: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What is known of a week, of which series are made."""
    return (*(counted or COUNTED), *SPENT, ADULTS)


@kept_for_rows
def _weights(helps: tuple[Category, ...], counted: tuple[str, ...]) -> tuple[Floats, Floats]:
    """What series are made of as matrices (known, series): of what is above, and below. Nobody uses
    a kind of help that a world does not have."""
    names = known(counted)
    above, below = np.zeros((2, len(names), len(series(helps))))
    for place, row in enumerate(series(helps).values()):
        for name in {*row.of} & {*names}:
            above[names.index(name), place] = row.curve_times
        below[names.index(row.below), place] = 1.0
    return above, below


def values(weeks: Weeks, helps: tuple[Category, ...] = ()) -> NDArray[np.float32]:
    """All series of some weeks, float32 (weeks, series), in the order of ``series``."""
    table = weeks.table()
    above, below = _weights(helps, weeks.counted)
    among = table @ below
    out = np.full(among.shape, np.nan)
    np.divide(table @ above, among, out=out, where=among > 0)
    return out.astype(np.float32)
