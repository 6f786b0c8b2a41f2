"""Strategies that speak to the public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import number
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.state import State


class PublicCampaign(Strategy):
    """A mass-media campaign: knowledge rises, stigma falls a little; behaviour follows through
    recognition more than through stigma."""

    kind: ClassVar[str] = "public_campaign"
    title: ClassVar[str] = "Public campaign for knowledge and against stigma"

    coverage: float = number(
        0.6, "share of those it is meant for", 0.0, 1.0,
        "assumption: a national campaign is noticed by somewhat more than half",
        "Whom it reaches", (0.3, 0.8),
    )  # fmt: skip
    knowledge: float = number(
        0.05, "share of the scale", 0.0, 1.0, "P_ttc_know",
        "Rise of literacy of those reached: a quarter of a standard deviation over the campaign",
        (0.03, 0.07),
    )  # fmt: skip
    stigma: float = number(
        0.055, "share of the scale", 0.0, 1.0, "P_ttc_dist, P_ttc_att",
        "Fall of perceived stigma of those reached: 0.29 of a standard deviation",
        (0.04, 0.07),
    )  # fmt: skip
    cost_per_week: float = number(
        400.0, "currency per week", 0.0, 1e12,
        "assumption: about 2.5 a person and year in a town of 8,000", "Cost of each week",
        (100.0, 1000.0),
    )  # fmt: skip

    def modifiers(
        self, town: State, week: int, reached: NDArray[np.bool_]
    ) -> Iterator[tuple[str, NDArray[Any]]]:
        """Literacy up and perceived stigma down for those reached."""
        yield "literacy", self.knowledge * reached
        yield "stigma", -self.stigma * reached
