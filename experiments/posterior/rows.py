"""Rows: published figures as a fit of whole towns sees them.

What a figure tells of a town is blurred three times: it was observed with an error, the model is
no more than a model (discrepancy), and one town of so many people has its own luck. The first two
stand here, on the scale of the row (logarithms for ratios); luck is estimated from runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.evidence.target import Target

Floats = NDArray[np.float64]
Use = Literal["fit", "check"]
DISCREPANCY = 0.05
"""Standard deviation of how far the model may be off, as a share of the figure, where its row says
nothing of it."""


@dataclass(frozen=True)
class Row:
    """One published figure: its value and the variances of what blurs it.

    ``observed`` is that of the figure itself, ``discrepancy`` that of the model about it, and
    ``said`` tells where the latter comes from. All are on the scale of a ``ratio``'s logarithm, or
    in the unit.
    """

    name: str
    title: str
    unit: str
    value: float
    observed: float
    discrepancy: float
    ratio: bool = False
    use: Use = "fit"
    said: str = "default"

    @property
    def variance(self) -> float:
        """Of all that stands between the figure and the towns' expected value but luck."""
        return self.observed + self.discrepancy

    def scaled(self, measured: Floats) -> Floats:
        """Values in the unit of the figure on the scale of the row; NaN where there are none."""
        if not self.ratio:
            return np.asarray(measured, np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(measured)
        return np.asarray(np.where(np.isfinite(logs), logs, np.nan))

    def shown(self, scaled: Floats) -> Floats:
        """Values on the scale of the row back in the unit of the figure."""
        return np.asarray(np.exp(scaled) if self.ratio else scaled)


def row_of(target: Target, use: Use, share: float = DISCREPANCY, elsewhere: float = 0.0) -> Row:
    """The row that a target is.

    A tolerance, or the width of a range over places and eras, says how far the model may be off.
    Where neither is told, the standard deviation of its discrepancy is ``share`` of the figure (of
    a ratio, of one). ``elsewhere`` is that of how far places differ, as such a share too, where the
    figure is not of this one: its variance is added. Raises InputError for a figure that nobody can
    be near to.
    """
    told = target.observed
    ratio = told.scale == "log"
    parts = [told.value, told.variance, told.discrepancy]
    if not all(map(isfinite, parts)):
        raise InputError("has no value to be fitted to", source="--target", found=target.name)
    discrepancy, said = told.discrepancy, target.basis
    if not discrepancy:
        discrepancy = (share if ratio else share * abs(told.value)) ** 2
        said_now = f"{share:g} of the figure, by default"
    else:
        said_now = "tolerance" if said == "tolerance" else "range over places or eras"
    if elsewhere:
        discrepancy += (elsewhere if ratio else elsewhere * abs(told.value)) ** 2
        said_now += f", and {elsewhere:g} of the figure for another place"
    if not discrepancy and not told.variance:
        raise InputError(
            "says nothing of how near is near enough",
            source="--target",
            found=target.name,
            allowed="a row with a tolerance, an interval or a sample",
        )
    return Row(
        target.name,
        target.title,
        target.unit,
        told.value,
        told.variance,
        discrepancy,
        ratio,
        use,
        said_now,
    )


def split(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Those that are fitted to, and those that are only looked at afterwards."""
    fit = tuple(row for row in rows if row.use == "fit")
    return fit, tuple(row for row in rows if row.use == "check")
