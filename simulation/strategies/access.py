"""Strategies that make care cheaper, nearer, sooner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import number
from simulation.parameters.services import MODALITIES
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.state import State

_DESIGN = "assumption: a choice of the policy maker"


class PriceSubsidy(Strategy):
    """A public payer takes over a share of what people pay for sessions."""

    kind: ClassVar[str] = "subsidy"
    title: ClassVar[str] = "Subsidy of what people pay for sessions"

    share: float = number(
        1.0, "share of the person's payment", 0.0, 1.0, _DESIGN, "How much of it is taken over"
    )

    def modifiers(
        self, town: State, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[Any]]]:
        """The price falls for those reached."""
        yield "price", 1.0 - self.share * reached


class MorePlaces(Strategy):
    """Professional services get more places."""

    kind: ClassVar[str] = "more_places"
    title: ClassVar[str] = "More places in general practice, with specialists and remote"

    growth: float = number(
        0.25, "share of the places there are", 0.0, 10.0, _DESIGN, "Places added at full ramp"
    )

    def modifiers(
        self, town: State, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[Any]]]:
        """Places grow with the ramp."""
        grows = np.isin(MODALITIES, ("general_practice", "specialist", "remote"))
        yield "places", 1.0 + self.growth * self.coverage * self.strength(week) * grows


class Reminders(Strategy):
    """Reminders and a warm hand-over before the first appointment."""

    kind: ClassVar[str] = "reminders"
    title: ClassVar[str] = "Reminders before first appointments"

    effect: float = number(
        0.26, "share of missed appointments avoided", 0.0, 1.0, "P_sms, P_sms_decay",
        "Relative fall of missed first appointments; long-run effects are about half",
        (0.12, 0.28),
    )  # fmt: skip
    cost_per_week: float = number(
        20.0, "currency per week", 0.0, 1e12, "assumption: messages cost next to nothing",
        "Cost of each week", (5.0, 100.0),
    )  # fmt: skip

    def modifiers(
        self, town: State, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[Any]]]:
        """First appointments are missed less often by those reached."""
        yield "no_show", 1.0 - self.effect * reached
