"""Strategies that speak to the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import tabled
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town_view import TownView


class PublicCampaign(Strategy):
    """A mass-media campaign: knowledge rises, stigma falls a little; behaviour follows through
    recognition more than through stigma."""

    kind: ClassVar[str] = "public_campaign"
    title: ClassVar[str] = "Public campaign for knowledge and against stigma"

    coverage: float = tabled("share of those it is meant for", 0.0, 1.0, "Whom it reaches")
    ramp: int = tabled(
        "weeks",
        0,
        1_000,
        "Weeks until coverage is full: attitudes moved by some hundredths of a standard deviation "
        "a year, and by a third in eleven years",
    )
    knowledge: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Rise of literacy of those reached: a quarter of a standard deviation of the whole public, "
        "of whom six in ten are reached",
    )
    stigma: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Fall of perceived stigma of those reached: 0.29 of a standard deviation of the whole "
        "public",
    )
    cost_per_person_week: float = tabled(
        "currency per person and week",
        0.0,
        1e9,
        "Cost of each person for each week in which it reaches them",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Literacy up and perceived stigma down for those reached."""
        yield "literacy", self.knowledge
        yield "stigma", -self.stigma


class SocialContact(Strategy):
    """Meetings with people who have recovered: stigma falls among those who meet them, less in
    the community than in the trials with students, and fades; behaviour hardly follows."""

    kind: ClassVar[str] = "social_contact"
    title: ClassVar[str] = "Social contact with people who have recovered"

    stigma: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Fall of perceived stigma: about 0.36 of a standard deviation (0.17 of the scale) in "
        "trials, three quarters of it in the community",
    )
    self_stigma: float = tabled("share of the scale", 0.0, 1.0, "Fall of self-stigma")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Perceived and own stigma down for those who came."""
        yield "stigma", -self.stigma
        yield "self_stigma", -self.self_stigma
