"""One uncertain number: where it stands in a scenario, and what it may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.priors import Prior
from simulation.parameters.spread import Spread

STRATEGIES = "strategies."


@dataclass(frozen=True)
class Uncertain:
    """One uncertain number (or, with ``choices``, any other setting).

    With a ``prior`` it is as likely as that says, and ``low`` to ``high`` hold the middle 95 % of
    it; without one, anything between them is as likely as anything else.
    """

    place: str
    """Dotted place in the scenario, ``strategies.KIND.FIELD`` for a field of a strategy."""
    low: float = 0.0
    high: float = 0.0
    logarithmic: bool = False
    whole: bool = False
    levels: int | None = None
    choices: tuple[Any, ...] | None = None
    prior: Prior | None = None
    spread: Spread | None = None
    """What was said of the prior."""

    @property
    def column(self) -> str:
        """Its name in tables: the place with underscores for dots."""
        return column_of(self.place)

    @property
    def words(self) -> str:
        """What it may be, in a few words."""
        if self.choices is not None:
            return "one of " + ", ".join(map(str, self.choices))
        if self.prior is not None:
            return self.prior.describe()
        scale = "log-uniform" if self.logarithmic else "uniform"
        return f"{scale}, between {self.low:,.4g} and {self.high:,.4g}"

    def at(self, share: float) -> Any:
        """The value below which this share of its chance lies, 0 to 1.

        At 0 and 1 themselves, the ends: where a prior has none, a thousandth lies beyond them.
        """
        return self.column_at(np.array([share]))[0]

    def column_at(self, shares: NDArray[np.float64]) -> list[Any]:
        """The values at many shares."""
        if self.choices is not None:
            last = len(self.choices) - 1
            places = np.minimum(np.floor(shares * len(self.choices)), last).astype(int)
            return [self.choices[place] for place in places.tolist()]
        return self.as_values(self.numbers_at(shares))

    def numbers_at(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same as numbers in an array; not for choices."""
        if self.prior is not None:
            values = self.prior.quantile(shares)
            for end in (0.0, 1.0):
                if (shares == end).any():
                    values = np.where(shares == end, self.prior.place(end), values)
            return np.asarray(values)
        width = self.high - self.low
        if self.logarithmic:
            logs = log(self.low) + shares * (log(self.high) - log(self.low))
            values = np.array([exp(value) for value in logs.tolist()])
        elif self.whole:
            values = self.low + np.floor(shares * (width + 1))
        else:
            values = self.low + shares * width
        values = np.where(shares == 0.0, self.low, np.where(shares == 1.0, self.high, values))
        values = np.clip(values, self.low, self.high)
        return np.asarray(np.rint(values) if self.whole else values)

    def as_values(self, numbers: NDArray[np.float64]) -> list[Any]:
        """Numbers as a scenario takes them: whole ones are whole."""
        return [round(value) for value in numbers.tolist()] if self.whole else numbers.tolist()

    def share_of(self, value: float) -> float:
        """The share of its chance that lies below a value; the inverse of ``at``."""
        if self.prior is not None:
            return float(self.prior.share_below(value))
        if self.logarithmic:
            reach = (log(max(value, self.low)) - log(self.low)) / (log(self.high) - log(self.low))
        else:
            reach = (value - self.low) / (self.high - self.low)
        return min(max(reach, 0.0), 1.0)

    def grid(self) -> list[Any]:
        """The values that a grid takes."""
        if self.choices is not None:
            return list(self.choices)
        assert self.levels is not None
        if self.whole and not self.logarithmic:
            return sorted({round(value) for value in np.linspace(self.low, self.high, self.levels)})
        shares = np.arange(self.levels) / (self.levels - 1)
        return sorted(set(self.column_at(shares)))


def column_of(place: str) -> str:
    """The column of a place: what it is called without the branch that most are in."""
    for branch in ("parameters.", STRATEGIES):
        place = place.removeprefix(branch)
    return place.replace(".", "__")


def told_of(uncertain: Sequence[Uncertain]) -> list[dict[str, Any]]:
    """What is uncertain, as manifests and questions tell it."""
    rows = []
    for one in uncertain:
        row: dict[str, Any] = {"place": one.place, "low": one.low, "high": one.high}
        if one.spread is not None:
            row["prior"] = one.spread.told()
        rows.append(row)
    return rows
