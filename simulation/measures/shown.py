"""Shown: what mechanisms show in, beyond the outcomes that surveys know, a row each.

A row is an outcome without a survey: the share of people who would name one barrier, how often
something happens, or how things stand in those whom a mechanism is about (the self-stigma of the
untreated, the alliance of those in care, the difference between people with much and little
trauma). It is computed as outcomes are. Those of the last kind stand in ``shown_in_people``,
``shown_around_people`` and ``shown_in_care``, as mechanisms do.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulation.measures.categories import BARRIER_ROWS
from simulation.measures.outcomes import OUTCOMES, Outcome
from simulation.measures.shown_around_people import AROUND_PEOPLE
from simulation.measures.shown_in_care import IN_CARE
from simulation.measures.shown_in_people import IN_PEOPLE
from simulation.measures.shown_row import SHARE, YEARLY, Shown, shown_row
from simulation.measures.standing import yearly
from simulation.measures.survey import share_of
from simulation.measures.weekly import COUNTED
from simulation.measures.weekly_row import MONEY_UNIT, SESSIONS


def of_barriers() -> Iterator[Shown]:
    """The share of people who would name each barrier."""
    for row in BARRIER_ROWS.values():
        yield shown_row(
            f"barrier_{row.name}",
            SHARE,
            f"Named as a reason: {row.title.lower()}",
            "of cases without a session who saw a need, those naming it as a reason",
            lambda s, g, name=row.name: share_of(s.naming((name,)), g & s.holding_back),  # type: ignore[misc]
        )


def of_flows() -> Iterator[Shown]:
    """How often each thing that is counted happens."""
    for row in COUNTED.values():
        if row.kind == "flow" and row.noun != MONEY_UNIT and SESSIONS not in row.groups:
            yield shown_row(
                row.name,
                YEARLY,
                row.title,
                f"{row.meaning.lower()}, in the last two years",
                yearly(row.name),
            )


def shown() -> dict[str, Outcome | Shown]:
    """All that a mechanism may show in, by name: outcomes, barriers, events, and the rest."""
    own = (shown_row(*row) for row in (*IN_PEOPLE, *AROUND_PEOPLE, *IN_CARE))
    return OUTCOMES | {row.name: row for row in (*of_barriers(), *of_flows(), *own)}
