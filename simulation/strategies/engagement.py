"""Strategies that go to a person in distress and accompany them on the way to help."""

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


class MotivationalInterviewing(Strategy):
    """Two short talks that let a person weigh what they want themselves. Those who do not seek
    help yet benefit most: what changes is above all the intention to."""

    kind: ClassVar[str] = "motivational_interviewing"
    title: ClassVar[str] = "Motivational interviewing with people who go without help"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("untreated")
    coverage: float = number(
        0.2, "share of those it is meant for", 0.0, 1.0,
        "assumption: one in five can be found and called", "Whom it is offered to", (0.05, 0.4),
    )  # fmt: skip
    decay: float = number(
        13.0, "weeks", 0.0, 10_000.0,
        "assumption: the trial followed people for sixteen weeks (P_mi_rr)",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (6.0, 52.0),
    )  # fmt: skip
    repeat_after: int = number(
        52, "weeks", 0, 10_000, "assumption: offered once a year to those who still go without",
        "Weeks after which a person may be reached anew, at full effect and cost; 0 is never",
        (26, 156),
    )  # fmt: skip
    intention: float = number(
        1.5, "log odds", 0.0, 10.0, "P_mi_rr, P_mi_meta",
        "Readiness to seek help: with what follows, the ratio of the small pilot shrunk from 2.4 "
        "to 1.4",
        (0.5, 2.5),
    )  # fmt: skip
    recognition: float = number(
        0.1, "probability per week", 0.0, 1.0, "P_mi_rr, P_mi_meta",
        "Further chance to see a need, of people who weigh what they want themselves",
        (0.0, 0.2),
    )  # fmt: skip
    attendance: float = number(
        0.15, "share", 0.0, 1.0, "P_mi_meta",
        "Fall of the chance to miss the first appointment", (0.0, 0.3),
    )  # fmt: skip
    dropout: float = number(
        0.1, "share", 0.0, 1.0, "P_mi_irr, P_mi_meta",
        "Fall of the chance to leave after a session; the pilot's ratio of visits mixes entry "
        "with staying and is not taken over",
        (0.0, 0.3),
    )  # fmt: skip
    cost_per_person: float = number(
        60.0, "currency per person", 0.0, 1e9, "P_mi_meta, P_cost_lo",
        "Cost of each person: two talks by telephone, a quarter of an hour each, and calling",
        (30.0, 150.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """A need seen, readiness up; the first appointment missed and care left less often."""
        yield "recognition", self.recognition
        yield "intention", self.intention
        yield "no_show", 1.0 - self.attendance
        yield "dropout", 1.0 - self.dropout


class PeerNavigators(Strategy):
    """Somebody who has been there goes along: trust rises, shame falls, the way is shown, the
    first appointment kept. That peers treat as well as professionals do is in doubt."""

    kind: ClassVar[str] = "peer_navigators"
    title: ClassVar[str] = "Peer navigators who go along"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("untreated")
    coverage: float = number(
        0.1, "share of those it is meant for", 0.0, 1.0,
        "assumption: peers are few", "Whom it is offered to", (0.02, 0.3),
    )  # fmt: skip
    decay: float = number(
        26.0, "weeks", 0.0, 10_000.0,
        "assumption: company lasts half a year and fades",
        "Half-life of the effect in a person after they were reached; 0 is without end",
        (13.0, 104.0),
    )  # fmt: skip
    repeat_after: int = number(
        104, "weeks", 0, 10_000, "assumption: offered again after two years",
        "Weeks after which a person may be reached anew, at full effect and cost; 0 is never",
        (52, 260),
    )  # fmt: skip
    intention: float = number(
        0.8, "log odds", 0.0, 10.0,
        "assumption: half of motivational interviewing, which aims at nothing else; brings formal "
        "help to the lower half of what trials of all kinds found (P_xu)",
        "Readiness to seek help", (0.2, 1.5),
    )  # fmt: skip
    trust: float = number(
        0.05, "share of the scale", 0.0, 1.0,
        "assumption: about a third of a standard deviation", "Rise of trust", (0.0, 0.1),
    )  # fmt: skip
    self_stigma: float = number(
        0.04, "share of the scale", 0.0, 1.0, "P_peerorg",
        "Fall of self-stigma, about a quarter of a standard deviation", (0.0, 0.08),
    )  # fmt: skip
    attendance: float = number(
        0.25, "share", 0.0, 1.0,
        "assumption: as reminders do (P_sms), for who is fetched comes",
        "Fall of the chance to miss the first appointment", (0.0, 0.5),
    )  # fmt: skip
    dropout: float = number(
        0.1, "share", 0.0, 1.0, "assumption: company on the way, little in the room",
        "Fall of the chance to leave after a session", (0.0, 0.25),
    )  # fmt: skip
    progress: float = number(
        0.0, "ratio less one", 0.0, 4.0, "P_peer_null, P_peer_dep",
        "Gain in progress with each session: reviews disagree; the one of rich countries, which "
        "found none, is taken",
        (0.0, 0.4),
    )  # fmt: skip
    cost_per_person: float = number(
        250.0, "currency per person", 0.0, 1e9,
        "assumption: some ten hours of a paid peer", "Cost of each person accompanied",
        (100.0, 600.0),
    )  # fmt: skip

    def modifiers(self, town: State, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Readiness and trust up, shame down; appointments are kept, care is left less often."""
        yield "intention", self.intention
        yield "trust", self.trust
        yield "self_stigma", -self.self_stigma
        yield "no_show", 1.0 - self.attendance
        yield "dropout", 1.0 - self.dropout
        yield "progress", 1.0 + self.progress
