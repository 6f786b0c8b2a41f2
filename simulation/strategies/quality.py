"""Strategies that change what happens in care: training of professionals, adapted care.

Coverage is the share of professionals who are trained; whom a person would meet is drawn for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import tabled
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town_view import TownView


class AllianceTraining(Strategy):
    """Professionals learn to build an alliance and to decide together with the person: the bond
    starts higher and care directs less, which keeps people and lets them offer less resistance."""

    kind: ClassVar[str] = "alliance_training"
    title: ClassVar[str] = "Training in alliance and shared decisions"

    coverage: float = tabled("share of professionals", 0.0, 1.0, "Who is trained")
    alliance: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Rise of the alliance at the start of a course",
    )
    directiveness: float = tabled("share", 0.0, 1.0, "Fall of how much care directs")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Alliance up and direction down for those who would meet a trained professional."""
        yield "alliance", self.alliance
        yield "directiveness", 1.0 - self.directiveness


class TraumaInformedCare(Strategy):
    """Care that takes what looks like resistance for survival: people with much adversity gain more
    of it and leave it less often."""

    kind: ClassVar[str] = "trauma_informed_care"
    title: ClassVar[str] = "Trauma-informed care"

    coverage: float = tabled("share of professionals", 0.0, 1.0, "Who is trained")
    effect: float = tabled("share", 0.0, 1.0, "Fall of what a history of trauma costs in care")
    directiveness: float = tabled("share", 0.0, 1.0, "Fall of how much care directs")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Trauma weighs less in the care of those who would meet a trained professional."""
        yield "trauma_burden", 1.0 - self.effect
        yield "directiveness", 1.0 - self.directiveness


class CulturallyAdaptedCare(Strategy):
    """Services in the languages and idioms of the groups whom they do not fit, with staff from
    them: care fits, and those groups trust it more."""

    kind: ClassVar[str] = "culturally_adapted_care"
    title: ClassVar[str] = "Culturally adapted care"

    coverage: float = tabled("share of services", 0.0, 1.0, "What is adapted")
    fit: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "How well adapted care fits every group",
    )
    trust: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Rise of trust in groups whom services as they are fit less well",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Better fit for all, more trust for those whom care did not fit."""
        yield "culture_fit", self.fit
        yield "trust", self.trust * (town.people.culture_fit < self.fit)
