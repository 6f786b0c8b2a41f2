"""Strategies for those around people in distress: what they learn falls on whom they talk with."""

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


class Gatekeepers(Strategy):
    """Mental-health first aid: people learn to notice distress, to speak of it and how."""

    kind: ClassVar[str] = "gatekeepers"
    title: ClassVar[str] = "Gatekeepers: training in mental-health first aid"

    prompting: float = tabled(
        "ratio less one",
        0.0,
        10.0,
        "How much more often they speak of help to those of whose distress they know: 0.23 of a "
        "standard deviation of words given, which differ between people by twice their mean",
    )
    confrontation: float = tabled("share", 0.0, 1.0, "Fall of the share of prompts that confront")
    stigma: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Fall of their own perceived stigma: 0.11 of a standard deviation of 0.17 of the scale",
    )
    cost_per_person: float = tabled("currency per person", 0.0, 1e9, "Cost of each person trained")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Those trained prompt more and confront less; their own stigma falls a little."""
        yield "prompting", 1.0 + self.prompting
        yield "confrontation", 1.0 - self.confrontation
        yield "stigma", -self.stigma


class Leap(Strategy):
    """LEAP coaching (listen, empathise, agree, partner) for those close to an ill person who goes
    without help: they confront less, listen to better effect, and speak of help more often."""

    kind: ClassVar[str] = "leap"
    title: ClassVar[str] = "LEAP coaching for families: listen, empathise, agree, partner"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("families_of_untreated")
    confrontation: float = tabled("share", 0.0, 1.0, "Fall of the share of prompts that confront")
    listening: float = tabled("ratio less one", 0.0, 4.0, "How much more good their listening does")
    prompting: float = tabled("ratio less one", 0.0, 10.0, "How much more often they speak of help")
    cost_per_person: float = tabled("currency per person", 0.0, 1e9, "Cost of each person coached")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Those coached confront less, listen better and prompt more."""
        yield "confrontation", 1.0 - self.confrontation
        yield "listening", 1.0 + self.listening
        yield "prompting", 1.0 + self.prompting


class FamilyGroups(Strategy):
    """Groups for those close to an ill person who goes without help: burden is taken off them, so
    that fewer grow weary and fall silent, and fewer fall ill themselves."""

    kind: ClassVar[str] = "family_groups"
    title: ClassVar[str] = "Groups for families"

    target: Target = meant_for("families_of_untreated")
    relief: float = tabled(
        "share of the burden per week",
        0.0,
        1.0,
        "Burden taken off those who come, in place of that by rest if it is more",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Burden falls faster for those who come, as long as the illness goes untreated."""
        yield "relief", self.relief


class HelpResistanceProtocol(Strategy):
    """Confidants learn what to do with those who ask and refuse: acknowledge that the problem is
    hard, and change the subject. The loop gives nothing, and the conversation costs them less."""

    kind: ClassVar[str] = "help_resistance_protocol"
    title: ClassVar[str] = "Help-resistance protocol: acknowledge and change the subject"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("families_of_untreated")
    acknowledgement: float = tabled(
        "probability",
        0.0,
        1.0,
        "Chance that they acknowledge the problem and change the subject",
    )
    ease: float = tabled("share", 0.0, 1.0, "Fall of what a conversation costs them")
    cost_per_person: float = tabled("currency per person", 0.0, 1e9, "Cost of each person taught")

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Those taught change the subject more often and are burdened less."""
        yield "acknowledgement", self.acknowledgement
        yield "conversation_burden", 1.0 - self.ease
