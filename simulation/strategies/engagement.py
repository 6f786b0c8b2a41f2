"""Strategies that go to a person in distress and accompany them on the way to help."""

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


class MotivationalInterviewing(Strategy):
    """Two short talks that let a person weigh what they want themselves. Those who do not seek
    help yet benefit most: what changes is above all the intention to."""

    kind: ClassVar[str] = "motivational_interviewing"
    title: ClassVar[str] = "Motivational interviewing with people who go without help"
    lasting: ClassVar[bool] = True

    target: Target = meant_for("untreated")
    intention: float = tabled(
        "log odds",
        0.0,
        10.0,
        "Readiness to seek help: with what follows, the ratio of the small pilot shrunk from 2.4 "
        "to 1.4",
    )
    recognition: float = tabled(
        "probability per week",
        0.0,
        1.0,
        "Further chance to see a need, of people who weigh what they want themselves",
    )
    attendance: float = tabled(
        "share", 0.0, 1.0, "Fall of the chance to miss the first appointment"
    )
    dropout: float = tabled(
        "share",
        0.0,
        1.0,
        "Fall of the chance to leave after a session; the pilot's ratio of visits mixes entry "
        "with staying and is not taken over",
    )
    cost_per_person: float = tabled(
        "currency per person",
        0.0,
        1e9,
        "Cost of each person: two talks by telephone, a quarter of an hour each, and calling",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
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
    intention: float = tabled("log odds", 0.0, 10.0, "Readiness to seek help")
    trust: float = tabled("share of the scale", 0.0, 1.0, "Rise of trust")
    self_stigma: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "Fall of self-stigma, about a quarter of a standard deviation",
    )
    attendance: float = tabled(
        "share", 0.0, 1.0, "Fall of the chance to miss the first appointment"
    )
    dropout: float = tabled("share", 0.0, 1.0, "Fall of the chance to leave after a session")
    progress: float = tabled(
        "ratio less one",
        0.0,
        4.0,
        "Gain in progress with each session: reviews disagree; the one of rich countries, which "
        "found none, is taken",
    )
    cost_per_person: float = tabled(
        "currency per person", 0.0, 1e9, "Cost of each person accompanied"
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Readiness and trust up, shame down; appointments are kept, care is left less often."""
        yield "intention", self.intention
        yield "trust", self.trust
        yield "self_stigma", -self.self_stigma
        yield "no_show", 1.0 - self.attendance
        yield "dropout", 1.0 - self.dropout
        yield "progress", 1.0 + self.progress
