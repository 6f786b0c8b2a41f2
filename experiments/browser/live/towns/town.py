"""A live town: one that can be gone back in, and changed in mid-run.

The town of a week is a function of its setup and that week alone. To go back is to take a branch
of a town that was kept on the way and to live on from there; the same draws give the same lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.browser.declared.series import Weeks, series, values
from experiments.browser.live.towns.prepared import Prepared
from experiments.browser.live.towns.programme import Programme
from experiments.browser.live.towns.turns import turn_for
from simulation.measures.categories import Category

if TYPE_CHECKING:
    from simulation.strategies import Strategy
    from simulation.town import Town

FIRST_STRIDE = 13
"""Weeks between the states that are kept, until these take too much room."""


class LiveTown:
    """One arm of a programme, lived from week 0 on.

    ``town`` is the town as it stands, another one after each return to an earlier week; ``weeks``
    the number of weeks it has lived, which is also the week to come. ``room`` is how many bytes
    kept towns may take.
    """

    def __init__(
        self,
        prepared: Prepared,
        programme: Programme,
        arm: int,
        room: int,
        helps: tuple[Category, ...] = (),
        *,
        unborn: bool = False,
    ) -> None:
        self.prepared = prepared
        self._helps = helps
        self.programme = programme
        self.arm = arm
        self.town = prepared.unborn() if unborn else prepared.town(self._own)
        self.adult = self.town.people.age >= self.town.parameters["youngest_age"][0]
        """Who is an adult, by row."""
        self._turn = turn_for(self.town)
        self._kept: dict[int, Town] = {}
        """Towns before a week, which live no further."""
        self._stride = FIRST_STRIDE
        self._most_kept = room // max(self.town.people.nbytes, 1)
        self._rows = np.empty((0, len(series(helps))), np.float32)

    @property
    def _own(self) -> tuple[Strategy, ...]:
        """The strategies that are there from the beginning."""
        return (*self.programme.scenario.strategies, *self.programme.arms[self.arm])

    @property
    def weeks(self) -> int:
        """How many weeks have been lived; the week to come."""
        return self.town.week + 1

    @property
    def label(self) -> str:
        """What the arm is called; nothing for the first."""
        return self.programme.labels[self.arm]

    @property
    def strategies(self) -> list[Strategy]:
        """Strategies that are at work, or will be by their own start."""
        return [plan.strategy for plan in self.town.strategies if plan.strategy.end > self.weeks]

    def again(self) -> LiveTown:
        """The same arm, before week 0, as a town of its own that keeps no states."""
        return LiveTown(self.prepared, self.programme, self.arm, 0, self._helps)

    def unborn(self) -> LiveTown:
        """The same arm, before its burn-in, as a town of its own that only steps."""
        return LiveTown(self.prepared, self.programme, self.arm, 0, self._helps, unborn=True)

    def step(self) -> None:
        """Live the next week, with whatever changes in it; where that fails, none of it."""
        week = self.weeks
        if week < 0:
            with self._turn:
                self.town.step()
            return
        if week == 0 and not self.town.strategies:
            self.town.begin(self._own)
        if self._most_kept and week and week % self._stride == 0 and week not in self._kept:
            self._keep(week)
        try:
            with self._turn:
                self._change(week)
                self.town.step()
        except Exception:
            # Part of the week has been lived, so the town is made anew up to it.
            self._begin(max((kept for kept in self._kept if kept <= week), default=0))
            while self.weeks < week:
                self.step()
            raise

    def go_to(self, week: int) -> None:
        """Stand before a week, earlier or later: jump back if need be, and live on."""
        if week < self.weeks:
            self.go_back(week)
        while self.weeks < week:
            self.step()

    def go_back(self, week: int) -> None:
        """Stand before the last week up to ``week`` of which the state was kept, or before 0."""
        if week >= self.weeks:
            return
        self._settle()
        self._begin(max((kept for kept in self._kept if kept <= week), default=0))

    def follow(self, programme: Programme, week: int) -> None:
        """Live by another programme, which is the same in all weeks before ``week``."""
        self._settle()
        self.programme = programme
        self._rows = self._rows[:week]
        self._kept = {kept: state for kept, state in self._kept.items() if kept <= week}
        if self.weeks > week:
            self._begin(max(self._kept, default=0))

    def rows(self, first: int, last: int) -> NDArray[np.float32]:
        """Series of the weeks from ``first`` to ``last - 1``, float32 (weeks, series).

        Of weeks that were once lived, even where the town has gone back since.
        """
        self._settle()
        return self._rows[first:last]

    @property
    def known(self) -> int:
        """Of how many weeks the series are known."""
        return max(len(self._rows), self.weeks)

    def _settle(self) -> None:
        """Compute the series of the weeks lived since this was last asked."""
        if self.weeks > len(self._rows):
            first, history = len(self._rows), self.town.history
            weeks = Weeks(
                history.counts_since(first),
                history.service_costs(first),
                history.strategy_costs(first),
                self.town.adults,
                tuple(history.counted),
            )
            self._rows = np.concatenate([self._rows, values(weeks, self._helps)])

    def _keep(self, week: int) -> None:
        self._kept[week] = self.town.branch()
        while len(self._kept) > self._most_kept:
            self._stride *= 2
            self._kept = {at: kept for at, kept in self._kept.items() if at % self._stride == 0}

    def _begin(self, week: int) -> None:
        """Stand before a week of which the town is kept, or before week 0."""
        kept = self._kept.get(week)
        assert kept is not None or week == 0
        self.town = kept.branch() if kept is not None else self.prepared.town(self._own)

    def _change(self, week: int) -> None:
        """Do what the programme changes in a week: numbers, and strategies in its order."""
        programme, town = self.programme, self.town
        if week in programme.numbers:
            town.take_numbers(programme.numbers[week])
        on = iter(programme.switched.get(week, ()))
        for change in programme.changes.get(week, ()):
            if change.strategy is not None:
                town.switch_on(next(on))
            if change.without:
                town.switch_off(change.without, week)
