"""A row of what a mechanism shows in: what it says of itself, and the units of such rows."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.measures.quantity import Quantity
from simulation.measures.standing import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Quantity):
    """What an outcome has, but for a denominator of its own: ``meaning`` tells it.

    ``compute(survey, group)`` gives the number for the people of a group, NaN where it holds nobody
    whom the definition is about.
    """

    compute: Measure


SHARE, SCALE, POINTS = "share", "share of the scale", "difference of shares"
YEARLY = "per 1,000 adults and year"
RATIO, CORRELATION = "ratio", "correlation"


def shown_row(name: str, unit: str, title: str, meaning: str, compute: Measure) -> Shown:
    """A row of what a mechanism shows in over the last two years, computed by ``compute``."""
    return Shown(name, unit, title, meaning, "outcome", "last two years", compute=compute)


Row = tuple[str, str, str, str, Measure]
"""Name, unit, title and meaning of a row, and how it is computed."""
