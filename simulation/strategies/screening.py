"""Strategies that help people to see a need."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import tabled
from simulation.strategies.base import Strategy
from simulation.strategies.targets import Target, meant_for

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town_view import TownView


class Screening(Strategy):
    """Questionnaires in practices, schools and at work, told and explained to those whom they
    find: people in distress come to see a need, whatever stage they are in, and learn what it is.
    Some who are not in distress are found, too, which costs and does nothing."""

    kind: ClassVar[str] = "screening"
    title: ClassVar[str] = "Literacy and screening for distress"

    target: Target = meant_for("screened")
    coverage: float = tabled("share of those it is meant for", 0.0, 1.0, "Who would be found")
    recognition: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Further chance to see a need while in moderate or severe distress",
    )
    literacy: float = tabled("share of the scale", 0.0, 1.0, "Rise of literacy of those found")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Chance to see a need and literacy up for those found."""
        yield "recognition", self.recognition
        yield "literacy", self.literacy
