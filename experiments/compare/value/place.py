"""Place: from what is worth something per adult to what it is worth to a place over some years."""

from __future__ import annotations

from dataclasses import dataclass

WEEKS_OF_YEAR = 52.0


@dataclass(frozen=True)
class Place:
    """The adults whom a decision is for, and for how long it holds.

    ``adults`` are those of ``words`` (*the 63,000 adults of Oceanside*), ``weeks`` what was
    simulated, ``rate`` that at which later money counts less, a year. ``years`` is for how long the
    decision holds; None is as long as was simulated.
    """

    adults: float
    words: str
    weeks: int
    rate: float
    years: float | None = None

    @property
    def simulated_years(self) -> float:
        """How many years were simulated."""
        return self.weeks / WEEKS_OF_YEAR

    @property
    def times(self) -> float:
        """What a value per adult over the simulated years is multiplied with.

        Over other years than those, what is gained a year is taken to go on as in their mean, later
        years counting less.
        """
        if self.years is None:
            return self.adults
        return self.adults * _years(self.years, self.rate) / _years(self.simulated_years, self.rate)

    @property
    def told(self) -> str:
        """Whom and how long the value to the place is for, in words."""
        years = self.simulated_years if self.years is None else self.years
        return f"{self.words}, over {years:g} year{'' if years == 1 else 's'}"


def _years(years: float, rate: float) -> float:
    """Years of money that flows evenly, later ones counting less: an annuity."""
    from math import expm1, log1p

    force = log1p(rate)
    return -expm1(-force * years) / force if force else years
