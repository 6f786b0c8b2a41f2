"""A row of what is counted each week: what it says of itself, and the kinds of rows there are."""

from __future__ import annotations

from dataclasses import dataclass

from simulation.measures.categories import Category
from simulation.measures.colours import nth
from simulation.measures.quantity import Quantity

HEADINGS = PATHWAY, HEALTH, CARE, EVENTS, SESSIONS, COSTS = (
    "On the way to help",
    "Health",
    "Kinds of help",
    "Each week",
    "Sessions",
    "Costs",
)
"""Headings under which weekly quantities stand, in the order of a page."""
MONEY_UNIT = "currency"
ADULTS = "adults"
"""The number of adults of a town, by which most curves divide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly(Quantity):
    """A quantity of the week: how many there were in it (flow), or are at its end (stock).

    It is the sum of ``of``, which are counts: itself, for what is counted. A curve shows it divided
    by ``below``, in percent where it is a ``share``. ``noun`` is what is counted; money is counted
    in hundredths. ``colour`` is that of its curve, ``drawn`` tells whether there is one, and
    ``at_first`` whether a page shows it before somebody asks. ``compared`` tells whether
    comparisons add it up over the whole time; ``place`` is its column among the counts, -1 of what
    is not counted.
    """

    noun: str
    of: tuple[str, ...]
    below: str = ADULTS
    colour: str = ""
    drawn: bool = True
    at_first: bool = False
    compared: bool = True
    place: int = -1

    @property
    def in_hundredths(self) -> bool:
        """Whether it is counted in hundredths of its unit, as money is."""
        return self.noun == MONEY_UNIT and self.place >= 0

    @property
    def share(self) -> bool:
        """Whether its curve is a share, told in percent."""
        return self.kind == "stock"

    @property
    def curve_unit(self) -> str:
        """The unit of its curve."""
        if self.noun == MONEY_UNIT:
            return "currency per adult and week"
        if self.kind == "flow":
            return "per 1,000 adults and week"
        return "share of adults" if self.below == ADULTS else "share of people ill in the last year"

    @property
    def curve_times(self) -> float:
        """What the sum, over ``below``, is multiplied with in its curve."""
        if self.noun == MONEY_UNIT:
            return 0.01 if self.in_hundredths else 1.0
        return 1000.0 if self.kind == "flow" else 1.0


def flow_row(
    name: str,
    title: str,
    meaning: str,
    noun: str = "events",
    *,
    place: int,
    colour: str = "",
    better: int = 0,
    group: str = EVENTS,
    at_first: bool = False,
) -> Weekly:
    """A row of what happens in a week, as ``flow`` adds it at this place."""
    return Weekly(
        name,
        f"{noun} a week",
        title,
        meaning,
        "flow",
        "week",
        better,
        (group,),
        noun=noun,
        of=(name,),
        colour=colour or nth(place),
        at_first=at_first,
        place=place,
    )


def stock_row(
    name: str,
    title: str,
    meaning: str,
    *,
    place: int,
    colour: str = "",
    better: int = 0,
    group: str = HEALTH,
    at_first: bool = False,
    drawn: bool = True,
    compared: bool = True,
) -> Weekly:
    """A row of adults at the end of a week, as ``stock`` adds it at this place."""
    return Weekly(
        name,
        "adults",
        title,
        meaning,
        "stock",
        "week",
        better,
        (group,),
        noun="adults",
        of=(name,),
        colour=colour or nth(place),
        at_first=at_first,
        drawn=drawn,
        compared=compared,
        place=place,
    )


def sessions_row(help: Category, place: int) -> Weekly:
    """The row of the sessions of a kind of help."""
    title, name = help.title.lower(), f"visits_{help.name}"
    return Weekly(
        name,
        "sessions a week",
        f"Sessions: {title}",
        f"Sessions of this kind of help: {title}",
        "flow",
        "week",
        0,
        (SESSIONS,),
        noun="sessions",
        of=(name,),
        colour=help.colour,
        place=place,
    )


def in_care_row(help: Category, place: int) -> Weekly:
    """The row of the adults in a kind of help."""
    title, name = help.title.lower(), f"in_care_{help.name}"
    return Weekly(
        name,
        "adults",
        f"In care: {title}",
        f"Adults in care of this kind: {title}",
        "stock",
        "week",
        0,
        (CARE,),
        noun="adults",
        of=(name,),
        colour=help.colour,
        at_first=True,
        compared=False,
        place=place,
    )
