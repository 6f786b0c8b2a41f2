"""Strategies that help people to see a need."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import number
from simulation.strategies.base import Strategy
from simulation.strategies.targets import Target, meant_for

if TYPE_CHECKING:
    from simulation.state import State
    from simulation.strategies.base import Modifiers


class Screening(Strategy):
    """Questionnaires in practices, schools and at work, told and explained to those whom they
    find: people in distress come to see a need, whatever stage they are in, and learn what it is.
    Some who are not in distress are found, too, which costs and does nothing."""

    kind: ClassVar[str] = "screening"
    title: ClassVar[str] = "Literacy and screening for distress"

    target: Target = meant_for("screened")
    coverage: float = number(
        0.5, "share of those it is meant for", 0.0, 1.0,
        "assumption: half of all adults see a practice or work for an employer that takes part",
        "Who would be found", (0.2, 0.8),
    )  # fmt: skip
    repeat_after: int = number(
        52, "weeks", 0, 10_000,
        "assumption: screening comes round once a year",
        "Weeks after which a person may be reached anew, at full effect and cost; 0 is never",
        (26, 104),
    )  # fmt: skip
    recognition: float = number(
        0.03, "probability per week", 0.0, 1.0,
        "assumption: screened once a year, half of those found accept what they are told; no "
        "evidence row has a size",
        "Further chance to see a need while in moderate or severe distress", (0.005, 0.06),
    )  # fmt: skip
    literacy: float = number(
        0.03, "share of the scale", 0.0, 1.0,
        "assumption: no more than a campaign (P_ttc_know)",
        "Rise of literacy of those found", (0.0, 0.06),
    )  # fmt: skip
    cost_per_person: float = number(
        40.0, "currency per person", 0.0, 1e9,
        "assumption: the talk with each person found, and five questionnaires to find one",
        "Cost of each person when reached", (20.0, 100.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Chance to see a need and literacy up for those found."""
        yield "recognition", self.recognition
        yield "literacy", self.literacy
