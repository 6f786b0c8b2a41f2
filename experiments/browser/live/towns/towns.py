"""The towns of a view: its arms, and the same arms with other seeds, of which bands are made.

Other seeds step along as time allows and are never drawn. In each, the arms are paired as in the
town that is drawn: the same people with the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.browser.declared.declared import BAND
from experiments.browser.declared.series import series
from experiments.browser.live.towns.prepared import Prepared, Shelf, key_of, preparing
from experiments.browser.live.towns.programme import Programme, programme_of
from experiments.browser.live.towns.town import LiveTown
from experiments.browser.wire.setup import Change, Setup
from simulation.memory import town_bytes

if TYPE_CHECKING:
    from experiments.browser.declared.offer import Offer
    from simulation.scenario import Scenario

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is and how far it goes; may raise to give it up."""
ROOM = 64_000_000
"""Bytes that kept states of all towns of a view may take."""
_WAIT = 0.05
_BYTES_OF_PERSON = 260
"""A person's columns, and what strategies remember of them."""
_BYTES_COMPARED = 300
"""The columns once more, and what a comparison keeps of a person."""


def estimated_bytes(programme: Programme, people: int, replicates: int) -> int:
    """About how much memory the towns of a programme take."""
    arms = len(programme.labels)
    # A comparison lives each arm once more, beside the one that is drawn.
    lives = _BYTES_OF_PERSON + (_BYTES_COMPARED if arms > 1 else 0)
    prepared = town_bytes(programme.scenario, people)
    return (1 + replicates) * (prepared + people * arms * lives) + ROOM


class Towns:
    """All towns of a view, made when ``open_`` is gone through.

    ``arms`` are the towns that are drawn; the first has none of the strategies to compare. All
    stand before the same week. ``programme`` is what they live by.
    """

    def __init__(self, programme: Programme, offer: Offer, shelf: Shelf) -> None:
        self.offer = offer
        self.shelf = shelf
        self.programme = programme
        self.arms: list[LiveTown] = []
        self._others: list[list[LiveTown]] = []
        self._coming: Iterator[object] | None = None
        self._stepping = False
        self._bands = np.empty((0, 0, 0, 2), np.float32)

    @property
    def setup(self) -> Setup:
        """What the towns show."""
        return self.programme.setup

    @property
    def prepared(self) -> Prepared:
        """The town that is drawn, before week 0."""
        return self.arms[0].prepared

    @property
    def weeks(self) -> int:
        """How many weeks the arms have lived; the week to come."""
        return self.arms[0].weeks

    @property
    def others(self) -> list[list[LiveTown]]:
        """Towns of other seeds so far: by seed, then by arm. They may lag behind."""
        return self._others

    def build(self, progress: Progress) -> None:
        """Build the arms, or find their common beginning on the shelf."""
        scenario = self.programme.scenario
        key = key_of(scenario, self.setup.seed)
        while True:
            found = self.shelf.claim(key, _WAIT)
            if isinstance(found, Prepared):
                break
            progress("people", 0, 1)
            if found:
                for piece in self._prepare(key, scenario, self.setup.seed):
                    if isinstance(piece, Prepared):
                        self.arms = self._arms(piece)
                        return
                    progress(*piece)
        self.arms = self._arms(found)

    def _prepare(
        self, key: str, scenario: Scenario, seed: int
    ) -> Iterator[tuple[str, int, int] | Prepared]:
        """Build a town that was claimed from the shelf, and put it there."""
        done = False
        try:
            for piece in preparing(scenario, seed):
                if isinstance(piece, Prepared):
                    self.shelf.put(key, piece)
                    done = True
                yield piece
        finally:
            if not done:
                self.shelf.give_up(key)

    def _arms(self, prepared: Prepared) -> list[LiveTown]:
        number = len(self.programme.labels)
        room = ROOM // (number * (1 + self.setup.replicates))
        helps = self.offer.helps
        return [LiveTown(prepared, self.programme, arm, room, helps) for arm in range(number)]

    def step(self) -> None:
        """Live one week in all arms."""
        self._stepping = True
        for town in self.arms:
            town.step()
        self._stepping = False

    def go_back(self, week: int) -> None:
        """Stand before the last week up to ``week`` of which all arms kept the state."""
        for town in self.arms:
            town.go_back(week)
        # States are kept in the same weeks by all, unless there was too little room.
        first = min(town.weeks for town in self.arms)
        for town in self.arms:
            town.go_back(first)

    def stand_together(self) -> bool:
        """Bring the arms to one week, after a week that could not be lived in one of them; whether
        there was any such week in these, and not in a town of another seed."""
        week = min(town.weeks for town in self.arms)
        failed = self._stepping
        self._stepping = False
        for town in self.arms:
            town.go_to(week)
        return failed

    def change(self, setup: Setup, week: int) -> None:
        """Live by another setup, the same in all weeks before ``week``. InputError if it cannot be
        used; all is then as it was."""
        self.programme = programme_of(setup, self.offer, self.programme)
        for towns in (self.arms, *self._others):
            for town in towns:
                town.follow(self.programme, week)
        self._bands = self._bands[:week]

    def changed(self, change: Change) -> None:
        """One more change in mid-run."""
        self.change(self.setup.changed(change, self.offer.limits.changes), change.week)

    def set_replicates(self, replicates: int) -> None:
        """Have so many other seeds."""
        from dataclasses import replace

        self.forget_what_comes()
        setup = replace(self.setup, replicates=replicates)
        self.programme = replace(self.programme, setup=setup)
        del self._others[replicates:]
        self._bands = self._bands[:0]

    def forget_what_comes(self) -> None:
        """Stop building the next of the other seeds."""
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.close()  # type: ignore[attr-defined]

    @property
    def behind(self) -> bool:
        """Whether towns of other seeds have weeks to catch up, or are still to be built."""
        if len(self._others) < self.setup.replicates:
            return True
        return any(town.known < self.weeks for towns in self._others for town in towns)

    def catch_up(self, seconds: float) -> None:
        """Work on the towns of other seeds for about so long: one piece of work at least."""
        until = perf_counter() + seconds
        while self.behind:
            self._piece_of_work()
            if perf_counter() >= until:
                return

    def _piece_of_work(self) -> None:
        lagging = [town for towns in self._others for town in towns if town.known < self.weeks]
        if lagging:
            min(lagging, key=lambda town: town.weeks).step()
            return
        if self._coming is None:
            self._coming = self._one_more(self.setup.seed + 1 + len(self._others))
        next(self._coming, None)

    def _one_more(self, seed: int) -> Iterator[object]:
        """Build the towns of one more seed, piece by piece."""
        scenario = self.programme.scenario
        key = key_of(scenario, seed)
        while True:
            # Another view may be building the same town; there is no hurry.
            found = self.shelf.claim(key, 0.001)
            if isinstance(found, Prepared):
                break
            if found:
                for piece in self._prepare(key, scenario, seed):
                    if isinstance(piece, Prepared):
                        self._others.append(self._arms(piece))
                        self._coming = None
                        return
                    yield piece
            yield None
        self._others.append(self._arms(found))
        self._coming = None

    @property
    def banded(self) -> int:
        """Of how many weeks there is a band: all other seeds have lived them."""
        if not self.setup.replicates or len(self._others) < self.setup.replicates:
            return 0
        return min(town.known for towns in self._others for town in towns)

    def curves(self, first: int) -> NDArray[np.float32]:
        """Series of the weeks from ``first`` to now, float32 (arms, weeks, series, 3).

        Value, low and high of the band; NaN where there is none yet, or nobody whom it is about.
        """
        weeks = self.weeks
        drawn = len(series(self.offer.helps))
        out = np.full((len(self.arms), max(weeks - first, 0), drawn, 3), np.nan, np.float32)
        for arm, town in enumerate(self.arms):
            out[arm, :, :, 0] = town.rows(first, weeks)
        upto = min(self.banded, weeks)
        if upto > first:
            self._band_up_to(upto)
            out[:, : upto - first, :, 1:] = self._bands[first:upto].swapaxes(0, 1)
        return out

    def _band_up_to(self, week: int) -> None:
        """Compute the bands of weeks that have none yet."""
        first = len(self._bands)
        if week <= first:
            return
        seeds = [self.arms, *self._others]
        rows = np.array([[town.rows(first, week) for town in towns] for towns in seeds])
        low, high = np.quantile(rows, BAND, axis=0).astype(np.float32)  # (arms, weeks, series)
        new = np.stack([low, high], axis=-1).swapaxes(0, 1)
        old = self._bands if first else np.empty((0, *new.shape[1:]), np.float32)
        self._bands = np.concatenate([old, new])
