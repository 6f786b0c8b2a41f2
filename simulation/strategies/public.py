"""Strategies that speak to the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.parameters.field import number
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.state import State
    from simulation.strategies.base import Modifiers


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
    ramp: int = number(
        520, "weeks", 0, 1_000, "P_ttc_yr, P_ttc_know",
        "Weeks until coverage is full: attitudes moved by some hundredths of a standard deviation "
        "a year, and by a third in eleven years",
        (260, 572),
    )  # fmt: skip
    knowledge: float = number(
        0.083, "share of the scale", 0.0, 1.0, "P_ttc_know",
        "Rise of literacy of those reached: a quarter of a standard deviation of the whole public, "
        "of whom six in ten are reached",
        (0.05, 0.12),
    )  # fmt: skip
    stigma: float = number(
        0.064, "share of the scale", 0.0, 1.0, "P_ttc_dist, P_ttc_att",
        "Fall of perceived stigma of those reached: 0.29 of a standard deviation of the whole "
        "public",
        (0.05, 0.08),
    )  # fmt: skip
    cost_per_person_week: float = number(
        0.06, "currency per person and week", 0.0, 1e9,
        "assumption: about three a year for each person reached",
        "Cost of each person for each week in which it reaches them", (0.01, 0.2),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Literacy up and perceived stigma down for those reached."""
        yield "literacy", self.knowledge
        yield "stigma", -self.stigma


class SocialContact(Strategy):
    """Meetings with people who have recovered: stigma falls among those who meet them, less in
    the community than in the trials with students, and fades; behaviour hardly follows."""

    kind: ClassVar[str] = "social_contact"
    title: ClassVar[str] = "Social contact with people who have recovered"

    coverage: float = number(
        0.1, "share of those it is meant for", 0.0, 1.0,
        "assumption: meetings reach one adult in ten", "Whom it is offered to", (0.02, 0.3),
    )  # fmt: skip
    decay: float = number(
        52.0, "weeks", 0.0, 10_000.0,
        "assumption: trials follow people for weeks, few for longer (P_contact_short, "
        "P_contact_med); without further contact half of it is gone after a year",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (13.0, 156.0),
    )  # fmt: skip
    stigma: float = number(
        0.045, "share of the scale", 0.0, 1.0, "P_contact_post, P_contact_short",
        "Fall of perceived stigma: about 0.36 of a standard deviation (0.17 of the scale) in "
        "trials, three quarters of it in the community",
        (0.02, 0.065),
    )  # fmt: skip
    self_stigma: float = number(
        0.02, "share of the scale", 0.0, 1.0,
        "assumption: that people recover speaks to those in need, too, by half as much",
        "Fall of self-stigma", (0.0, 0.04),
    )  # fmt: skip
    cost_per_person: float = number(
        25.0, "currency per person", 0.0, 1e9,
        "assumption: a meeting of two hours for twenty, with two speakers and a moderator",
        "Cost of each person when reached", (10.0, 60.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Perceived and own stigma down for those who came."""
        yield "stigma", -self.stigma
        yield "self_stigma", -self.self_stigma
