"""Strategies that change what services there are: places, remote care, self-help, groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import IN_CARE, REMOTE, SELF_HELP, SUPPORT_GROUP
from simulation.parameters.field import tabled
from simulation.strategies.base import Strategy

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town_view import TownView


class _Places(Strategy):
    """Services get more places, which cost something whether they are taken or not.

    Coverage is the share of the growth that is made, or of the town where it is; target and decay
    mean nothing here.
    """

    grown: ClassVar[int] = -1
    """The modality that gets more places, by its code."""

    growth: float
    cost_per_place: float

    def which(self, town: TownView) -> NDArray[np.bool_]:
        """Which services of a town get more places."""
        return np.asarray(np.arange(town.services.size) == self.grown)

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Places grow with the ramp."""
        yield "places", 1.0 + self.growth * self.which(town)

    def further_costs(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> float:
        """The places that have been added by now."""
        from simulation.processes.services import UNLIMITED  # compiled code, not for reading files

        rows = self.which(town) & (town.services["places"] < UNLIMITED)
        places = town.services["places"][rows].sum() * town.adults / 1000.0
        return float(self.cost_per_place * self.growth * self.level(week) * places)


class MorePlaces(_Places):
    """The services that professionals give get more places."""

    kind: ClassVar[str] = "more_places"
    title: ClassVar[str] = "More places in services by professionals"

    growth: float = tabled("share of the places there are", 0.0, 10.0, "Places added at full ramp")
    cost_per_place: float = tabled(
        "currency per place and week",
        0.0,
        1e6,
        "Cost of each place added, for each week",
    )

    def which(self, town: TownView) -> NDArray[np.bool_]:
        """All that professionals give, which a world says of each service."""
        return np.asarray(town.services["by_professionals"] != 0.0)


class RemoteCare(_Places):
    """Care by video and telephone is built up: more places, and people think of it more often.

    People leave it about as often as care in person, which the numbers of the service itself tell.
    """

    kind: ClassVar[str] = "remote_care"
    title: ClassVar[str] = "Remote care: more places, better known"
    grown: ClassVar[int] = REMOTE

    growth: float = tabled("share of the places there are", 0.0, 10.0, "Places added at full ramp")
    appeal: float = tabled("log odds", 0.0, 10.0, "How much more often people think of it")
    cost_per_place: float = tabled(
        "currency per place and week",
        0.0,
        1e6,
        "Cost of each place added, for each week",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Places and appeal of remote care rise with the ramp."""
        yield from super().modifiers(town, week, reached)
        yield "appeal", self.appeal * self.which(town)


class SupportGroups(_Places):
    """Support groups open, and are heard of."""

    kind: ClassVar[str] = "support_groups"
    title: ClassVar[str] = "Support groups: more of them, better known"
    grown: ClassVar[int] = SUPPORT_GROUP

    growth: float = tabled("share of the places there are", 0.0, 10.0, "Places added at full ramp")
    appeal: float = tabled("log odds", 0.0, 10.0, "How much more often people think of them")
    cost_per_place: float = tabled(
        "currency per place and week",
        0.0,
        1e6,
        "Cost of each place added, for each week",
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Places and appeal of support groups rise with the ramp."""
        yield from super().modifiers(town, week, reached)
        yield "appeal", self.appeal * self.which(town)


class GuidedSelfHelp(Strategy):
    """An app for self-help with a person who guides: more people think of it, fewer give it up, and
    it does more for those who use it."""

    kind: ClassVar[str] = "guided_self_help"
    title: ClassVar[str] = "Guided self-help app"

    appeal: float = tabled("log odds", 0.0, 10.0, "How much more often people think of self-help")
    dropout: float = tabled(
        "share",
        0.0,
        1.0,
        "Fall of the chance to give it up after a session; two in three complete guided courses",
    )
    progress: float = tabled(
        "ratio less one",
        0.0,
        4.0,
        "Gain in progress with each session of self-help",
    )
    cost_per_session: float = tabled(
        "currency per session", 0.0, 1e4, "Cost of guiding a person for a week"
    )

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """Self-help is thought of more often; those who use it with guidance stay and progress."""
        uses = town.people.modality == SELF_HELP
        yield "appeal", self.appeal * (np.arange(town.services.size) == SELF_HELP)
        yield "dropout", 1.0 - self.dropout * uses
        yield "progress", 1.0 + self.progress * uses

    def further_costs(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> float:
        """Guidance of those who use self-help now and are reached."""
        people = town.people
        using = reached & (people.modality == SELF_HELP) & (people.stage == IN_CARE)
        return self.cost_per_session * float(np.count_nonzero(using))
