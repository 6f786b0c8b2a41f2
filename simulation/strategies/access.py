"""Strategies that make care cheaper, sooner and easier to come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import IN_CARE
from simulation.parameters.field import number
from simulation.strategies.base import DESIGN, Strategy

if TYPE_CHECKING:
    from simulation.state import State
    from simulation.strategies.base import Modifiers


class PriceSubsidy(Strategy):
    """A public payer takes over a share of what people pay for sessions.

    What it takes over is counted with the costs of strategies, session by session.
    """

    kind: ClassVar[str] = "subsidy"
    title: ClassVar[str] = "Subsidy of what people pay for sessions"

    share: float = number(
        1.0, "share of the person's payment", 0.0, 1.0, DESIGN, "How much of it is taken over"
    )

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """The price falls for those reached."""
        yield "price", 1.0 - self.share


class FreeFirstSessions(Strategy):
    """The first sessions of a course are free; who begins looks only part of the way beyond them.

    What is not paid for them is counted with the costs of strategies, session by session.
    """

    kind: ClassVar[str] = "free_first_sessions"
    title: ClassVar[str] = "Free first sessions"

    sessions: int = number(3, "sessions", 0, 200, DESIGN, "How many sessions of a course are free")
    foresight: float = number(
        0.5, "share of the person's payment", 0.0, 1.0,
        "assumption: half way between looking at the first session only and at the whole course",
        "Price that counts for a person who has not begun", (0.2, 0.8),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
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

    decay: float = number(
        86.0, "weeks", 0.0, 10_000.0, "P_sms_decay",
        "Half-life of the effect: two and a half years later a third of it was left",
        (52.0, 200.0),
    )  # fmt: skip
    effect: float = number(
        0.26, "share of missed appointments avoided", 0.0, 1.0, "P_sms",
        "Relative fall of missed first appointments by reminders", (0.25, 0.28),
    )  # fmt: skip
    hand_over: float = number(
        0.2, "share of withdrawals avoided", 0.0, 1.0,
        "assumption: of the size of the effect of reminders; no row tells the two apart",
        "Relative fall of the chance to leave a waiting list", (0.0, 0.4),
    )  # fmt: skip
    cost_per_week: float = number(
        20.0, "currency per week", 0.0, 1e12, "assumption: messages cost next to nothing",
        "Cost of each week", (5.0, 100.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """First appointments are missed and lists are left less often by those reached."""
        yield "no_show", 1.0 - self.effect
        yield "withdrawal", 1.0 - self.hand_over
