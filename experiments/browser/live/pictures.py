"""Pictures: which frame a page is to get next, and what it is told of a town for good."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.browser.declared.declared import colourings_of
from experiments.browser.live.towns.turns import TURNS
from experiments.browser.wire.protocol import AFRESH, PLAYING, frame, town_frame
from experiments.browser.wire.setup import wrong
from experiments.files.files_read import lines
from simulation.errors import unknown_name

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer
    from experiments.browser.live.clock import Clock
    from experiments.browser.live.towns.towns import Towns

BETWEEN_BANDS = 0.2
"""Seconds between two pictures in which nothing but bands is new."""


@dataclass
class Shown:
    """What the page has been sent of the present curves."""

    weeks: int = 0
    banded: int = 0
    colouring: str = ""
    playing: bool = False
    afresh: bool = True
    """Whether the next frame is to begin all curves anew."""


class Pictures:
    """The frames of one page: none is due until the last one was acknowledged."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.colouring = "stage"
        self.unacknowledged: int | None = None
        self._number = 0
        self._shown = Shown()
        self._banded_at = 0.0

    def colour_by(self, name: str) -> None:
        """What codes mean from the next frame on. InputError for what is no colouring."""
        known = colourings_of(self.offer)
        if name not in known:
            near = unknown_name("colouring", name, known)
            raise wrong(near.problem, "by", name, near.allowed)
        self.colouring = name

    def acknowledge(self, number: int) -> bool:
        """The page has drawn a frame; whether it was the one that was waited for."""
        if number != self.unacknowledged:
            return False
        self.unacknowledged = None
        return True

    def begin(self) -> None:
        """The page knows nothing and waits for nothing."""
        self._shown = Shown()
        self.unacknowledged = None

    def curves_anew(self) -> None:
        """Curves that the page has are others now."""
        self._shown.afresh = True

    def due(self, towns: Towns, clock: Clock) -> bool:
        """Whether the page waits for a picture and there is something new to show."""
        shown = self._shown
        if self.unacknowledged is not None:
            return False
        if shown.afresh or shown.weeks != towns.weeks or shown.colouring != self.colouring:
            return True
        if shown.playing != clock.playing:
            return True
        banded = min(towns.banded, towns.weeks)
        if banded <= shown.banded:
            return False
        # Bands that catch up are shown now and then, and when they have.
        return banded == towns.weeks or monotonic() - self._banded_at >= BETWEEN_BANDS

    def next(self, towns: Towns, clock: Clock) -> bytes:
        """The frame of the present state, now waited for to be acknowledged."""
        shown = self._shown
        first = 0
        if not shown.afresh:
            # Weeks whose bands were not known when they were sent are sent again.
            since = min(shown.weeks, shown.banded) if towns.setup.replicates else shown.weeks
            first = min(since, towns.weeks)
        known = colourings_of(self.offer)
        colouring = known[self.colouring]
        without = towns.arms[0].town
        flags = AFRESH * shown.afresh | PLAYING * clock.playing
        self._number = (self._number + 1) % 2**32
        with TURNS:
            codes = np.stack([colouring.codes_of(arm.town, without) for arm in towns.arms])
            data = frame(
                self._number,
                towns.weeks,
                towns.curves(first),
                codes,
                flags,
                list(known).index(self.colouring),
            )
        banded = min(towns.banded, towns.weeks)
        self._shown = Shown(towns.weeks, banded, self.colouring, clock.playing, False)
        self._banded_at = monotonic()
        self.unacknowledged = self._number
        return data


def ready_of(towns: Towns, clock: Clock, session: str) -> dict[str, Any]:
    """What a page is told of a view that it knows nothing of."""
    town = towns.arms[0].town
    return {
        "type": "ready",
        "session": session,
        "setup": towns.setup.told(),
        "people": town.people.people,
        "adults": town.adults,
        "ties": towns.prepared.picture(towns.offer.limits.ties).ties,
        "week": towns.weeks,
        "weeks": towns.setup.weeks,
        "arms": list(towns.programme.labels),
        "playing": clock.playing,
        "speed": clock.speed,
        "fixed": [path for path, control in towns.offer.controls.items() if not control.live],
        "files": lines(towns.prepared.files),
    }


def state_of(towns: Towns, clock: Clock) -> dict[str, Any]:
    """How a view stands that a page knows already."""
    return {
        "type": "state",
        "playing": clock.playing,
        "speed": clock.speed,
        "week": towns.weeks,
        "setup": towns.setup.told(),
    }


def town_of(towns: Towns) -> bytes:
    """The town as it stands for good: where people are drawn, and their ties."""
    prepared = towns.prepared
    picture = prepared.picture(towns.offer.limits.ties)
    return town_frame(
        picture.position,
        prepared.people.household,
        picture.ends,
        picture.kind,
        picture.ties,
        towns.arms[0].town.adults,
    )
