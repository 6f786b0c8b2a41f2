"""Quantities: what every measured thing has, whatever it is measured over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["flow", "stock", "outcome"]
"""A flow is what happens within a time, a stock what is there at its end; an outcome is what a
survey would find, or what is made of flows and stocks."""
Window = Literal["week", "last year", "last two years", "whole time"]
"""What a quantity is measured over; the whole time runs from week 0 to the end of a run.

One name is one quantity. What is measured over the whole time as well carries the window in its
name: ``symptom_weeks`` are those of the last year, ``symptom_weeks_total`` those of the whole time,
``entries`` are of a week, ``entries_total`` of the whole time.
"""
TOTAL = "_total"
"""The end of the name of a sum over the whole time, of what has the name without it, too."""
DISCOUNTED = "_discounted"
"""The end of the name of a sum over the whole time in which later weeks count less."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measured thing: its name, unit and words.

    ``meaning`` says what is counted. ``better`` is 1 where more is better, -1 where less is, 0
    where neither can be said without knowing why. ``groups`` are headings under which it stands,
    the first one where there is room for one only.
    """

    name: str
    unit: str
    title: str
    meaning: str
    kind: Kind
    window: Window
    better: int = 0
    groups: tuple[str, ...] = ()

    @property
    def definition(self) -> str:
        """What is counted, and among whom."""
        return self.meaning
