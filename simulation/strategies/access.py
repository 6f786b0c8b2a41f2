"""Strategies that make care cheaper, sooner and easier to come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import IN_CARE
from simulation.parameters.field import tabled
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town_view import TownView


class PriceSubsidy(Strategy):
    """A public payer takes over a share of what people pay for sessions.

    What it takes over is counted with the costs of strategies, session by session.
    """

    kind: ClassVar[str] = "subsidy"
    title: ClassVar[str] = "Subsidy of what people pay for sessions"

    share: float = tabled(
        "share of the person's payment",
        0.0,
        1.0,
        "How much of it is taken over",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """The price falls for those reached."""
        yield "price", 1.0 - self.share


class FreeFirstSessions(Strategy):
    """The first sessions of a course are free; who begins looks only part of the way beyond them.

    What is not paid for them is counted with the costs of strategies, session by session.
    """

    kind: ClassVar[str] = "free_first_sessions"
    title: ClassVar[str] = "Free first sessions"

    sessions: int = tabled("sessions", 0, 200, "How many sessions of a course are free")
    foresight: float = tabled(
        "share of the person's payment",
        0.0,
        1.0,
        "Price that counts for a person who has not begun",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """No price for the first sessions, and a lower one in the eyes of who has not begun."""
        if self.sessions == 0:
            return
        people = town.people
        yield (
            "price",
            np.where(people.stage == IN_CARE, people.sessions >= self.sessions, self.foresight),
        )


class Reminders(Strategy):
    """Reminders before the first appointment, and a warm hand-over: whoever refers introduces the
    person to those who will see them, so that fewer leave the list. Reminders wear off."""

    kind: ClassVar[str] = "reminders"
    title: ClassVar[str] = "Reminders and warm hand-over before first appointments"

    decay: float = tabled(
        "weeks",
        0.0,
        10_000.0,
        "Half-life of the effect: two and a half years later a third of it was left",
    )
    effect: float = tabled(
        "share of missed appointments avoided",
        0.0,
        1.0,
        "Relative fall of missed first appointments by reminders",
    )
    hand_over: float = tabled(
        "share of withdrawals avoided",
        0.0,
        1.0,
        "Relative fall of the chance to leave a waiting list",
    )
    cost_per_week: float = tabled("currency per week", 0.0, 1e12, "Cost of each week")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """First appointments are missed and lists are left less often by those reached."""
        yield "no_show", 1.0 - self.effect
        yield "withdrawal", 1.0 - self.hand_over
