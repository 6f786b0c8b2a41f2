"""Strategies that change what happens in care: training of professionals, adapted care.

Coverage is the share of professionals who are trained; whom a person would meet is drawn for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import number
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.state import State
    from simulation.strategies.base import Modifiers

_TRAINED = "assumption: half of the professionals take part"
_TRAINING = (
    "assumption: some days of training and supervision a year for each professional, spread over "
    "the several hundred adults for whom they are there"
)


class AllianceTraining(Strategy):
    """Professionals learn to build an alliance and to decide together with the person: the bond
    starts higher and care directs less, which keeps people and lets them offer less resistance."""

    kind: ClassVar[str] = "alliance_training"
    title: ClassVar[str] = "Training in alliance and shared decisions"

    coverage: float = number(
        0.5, "share of professionals", 0.0, 1.0, _TRAINED, "Who is trained", (0.2, 0.8)
    )
    alliance: float = number(
        0.08, "share of the scale", 0.0, 1.0,
        "assumption: half a standard deviation of the match (0.15); what alliance does is known "
        "(P_alliance_drop, P_alliance_out), what training does to it is not",
        "Rise of the alliance at the start of a course", (0.02, 0.15),
    )  # fmt: skip
    directiveness: float = number(
        0.3, "share", 0.0, 1.0,
        "assumption: shared decisions take a third of the direction out of care",
        "Fall of how much care directs", (0.1, 0.5),
    )  # fmt: skip
    cost_per_person_week: float = number(
        0.05, "currency per person and week", 0.0, 1e9, _TRAINING,
        "Cost of each person for each week in which it is there for them", (0.01, 0.2),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Alliance up and direction down for those who would meet a trained professional."""
        yield "alliance", self.alliance
        yield "directiveness", 1.0 - self.directiveness


class TraumaInformedCare(Strategy):
    """Care that takes what looks like resistance for survival: people with much adversity gain more
    of it and leave it less often."""

    kind: ClassVar[str] = "trauma_informed_care"
    title: ClassVar[str] = "Trauma-informed care"

    coverage: float = number(
        0.5, "share of professionals", 0.0, 1.0, _TRAINED, "Who is trained", (0.2, 0.8)
    )
    effect: float = number(
        0.5, "share", 0.0, 1.0,
        "assumption: half of the poorer response and of the dropout that come with adversity "
        "(P_trauma_resp, P_drop_ptsd) is due to how care is given",
        "Fall of what a history of trauma costs in care", (0.1, 0.8),
    )  # fmt: skip
    directiveness: float = number(
        0.15, "share", 0.0, 1.0,
        "assumption: choice is part of it, in half the measure of shared decisions",
        "Fall of how much care directs", (0.0, 0.3),
    )  # fmt: skip
    cost_per_person_week: float = number(
        0.05, "currency per person and week", 0.0, 1e9, _TRAINING,
        "Cost of each person for each week in which it is there for them", (0.01, 0.2),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Trauma weighs less in the care of those who would meet a trained professional."""
        yield "trauma_burden", 1.0 - self.effect
        yield "directiveness", 1.0 - self.directiveness


class CulturallyAdaptedCare(Strategy):
    """Services in the languages and idioms of the groups whom they do not fit, with staff from
    them: care fits, and those groups trust it more."""

    kind: ClassVar[str] = "culturally_adapted_care"
    title: ClassVar[str] = "Culturally adapted care"

    coverage: float = number(
        0.7, "share of services", 0.0, 1.0,
        "assumption: most services of a town can be adapted, small ones last",
        "What is adapted", (0.3, 1.0),
    )  # fmt: skip
    fit: float = number(
        0.95, "share of the scale", 0.0, 1.0,
        "assumption: nearly as good as for those for whom services were made",
        "How well adapted care fits every group", (0.85, 1.0),
    )  # fmt: skip
    trust: float = number(
        0.04, "share of the scale", 0.0, 1.0,
        "assumption: a third of what one group has less in trust than the largest (P_race_*)",
        "Rise of trust in groups whom services as they are fit less well", (0.0, 0.1),
    )  # fmt: skip
    cost_per_person_week: float = number(
        0.05, "currency per person and week", 0.0, 1e9,
        "assumption: interpreters and training, spread over all whom services are there for",
        "Cost of each person for each week in which it is there for them", (0.01, 0.2),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Better fit for all, more trust for those whom care did not fit."""
        yield "culture_fit", self.fit
        yield "trust", self.trust * (town.people.culture_fit < self.fit)
