"""Strategies for those around people in distress: what they learn falls on whom they talk with."""

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


class Gatekeepers(Strategy):
    """Mental-health first aid: people learn to notice distress, to speak of it and how."""

    kind: ClassVar[str] = "gatekeepers"
    title: ClassVar[str] = "Gatekeepers: training in mental-health first aid"

    coverage: float = number(
        0.1, "share of those it is meant for", 0.0, 1.0,
        "assumption: an ambitious programme trains one adult in ten", "Whom it is offered to",
        (0.02, 0.2),
    )  # fmt: skip
    decay: float = number(
        104.0, "weeks", 0.0, 10_000.0,
        "assumption: certificates are renewed every two or three years",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (26.0, 260.0),
    )  # fmt: skip
    prompting: float = number(
        1.1, "ratio less one", 0.0, 10.0, "P_mhfa_help",
        "How much more often they speak of help to those of whose distress they know: 0.23 of a "
        "standard deviation of words given, which differ between people by twice their mean",
        (0.5, 2.0),
    )  # fmt: skip
    confrontation: float = number(
        0.3, "share", 0.0, 1.0,
        "assumption: confidence in helping (P_mhfa_conf) is largely knowing how to begin",
        "Fall of the share of prompts that confront", (0.1, 0.5),
    )  # fmt: skip
    stigma: float = number(
        0.019, "share of the scale", 0.0, 1.0, "P_mhfa_stig",
        "Fall of their own perceived stigma: 0.11 of a standard deviation of 0.17 of the scale",
        (0.014, 0.024),
    )  # fmt: skip
    cost_per_person: float = number(
        150.0, "currency per person", 0.0, 1e9,
        "assumption: a course of twelve hours in groups of twenty", "Cost of each person trained",
        (60.0, 300.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
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
    coverage: float = number(
        0.3, "share of those it is meant for", 0.0, 1.0,
        "assumption: a minority of relatives look for advice", "Whom it is offered to", (0.1, 0.5),
    )  # fmt: skip
    decay: float = number(
        104.0, "weeks", 0.0, 10_000.0,
        "assumption: as for mental-health first aid",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (26.0, 260.0),
    )  # fmt: skip
    confrontation: float = number(
        0.6, "share", 0.0, 1.0,
        "assumption: most of those coached give up arguing; no trial is among the evidence rows",
        "Fall of the share of prompts that confront", (0.3, 0.9),
    )  # fmt: skip
    listening: float = number(
        0.5, "ratio less one", 0.0, 4.0,
        "assumption: half as much again for denial, trust and fear of change",
        "How much more good their listening does", (0.1, 1.0),
    )  # fmt: skip
    prompting: float = number(
        1.0, "ratio less one", 0.0, 10.0,
        "assumption: of the size found for mental-health first aid (P_mhfa_help); coached families "
        "talk regularly",
        "How much more often they speak of help", (0.3, 2.0),
    )  # fmt: skip
    cost_per_person: float = number(
        200.0, "currency per person", 0.0, 1e9,
        "assumption: three evenings in groups of eight with a trained coach",
        "Cost of each person coached", (80.0, 400.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
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
    coverage: float = number(
        0.2, "share of those it is meant for", 0.0, 1.0,
        "assumption: one in five would come", "Whom it is offered to", (0.05, 0.4),
    )  # fmt: skip
    relief: float = number(
        0.06, "share of the burden per week", 0.0, 1.0,
        "assumption: burden fades twice as fast as by rest alone",
        "Burden taken off those who come, in place of that by rest if it is more", (0.035, 0.12),
    )  # fmt: skip
    cost_per_person_week: float = number(
        6.0, "currency per person and week", 0.0, 1e9,
        "assumption: an hour and a half a week for ten people, with one who leads the group",
        "Cost of each person for each week in which it is there for them", (2.0, 15.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Burden falls faster for those who come, as long as the illness goes untreated."""
        yield "relief", self.relief


class HelpResistanceProtocol(Strategy):
    """Confidants learn what to do with those who ask and refuse: acknowledge that the problem is
    hard, and change the subject. The loop gives nothing, and the conversation costs them less."""

    kind: ClassVar[str] = "help_resistance_protocol"
    title: ClassVar[str] = "Help-resistance protocol: acknowledge and change the subject"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("families_of_untreated")
    coverage: float = number(
        0.3, "share of those it is meant for", 0.0, 1.0,
        "assumption: as for coaching of families", "Whom it is offered to", (0.1, 0.5),
    )  # fmt: skip
    decay: float = number(
        104.0, "weeks", 0.0, 10_000.0,
        "assumption: as for mental-health first aid",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (26.0, 260.0),
    )  # fmt: skip
    acknowledgement: float = number(
        0.5, "probability", 0.0, 1.0,
        "assumption: those taught do so in every second conversation; untaught, few do",
        "Chance that they acknowledge the problem and change the subject", (0.2, 0.8),
    )  # fmt: skip
    ease: float = number(
        0.3, "share", 0.0, 1.0,
        "assumption: who does not feel bound to solve it bears it more lightly",
        "Fall of what a conversation costs them", (0.0, 0.6),
    )  # fmt: skip
    cost_per_person: float = number(
        30.0, "currency per person", 0.0, 1e9,
        "assumption: one evening in a group", "Cost of each person taught", (10.0, 80.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Those taught change the subject more often and are burdened less."""
        yield "acknowledgement", self.acknowledgement
        yield "conversation_burden", 1.0 - self.ease
