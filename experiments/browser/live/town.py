"""A live town: one that can be gone back in, and changed in mid-run.

The town of a week is a function of its setup and that week alone. To go back is to restore a state
that was kept on the way and to live on from there; the same draws give the same lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.browser.live.history import LiveHistory
from experiments.browser.live.prepared import Prepared
from experiments.browser.live.programme import Programme
from experiments.browser.live.turns import turn_for
from experiments.browser.series import series, values
from simulation.population.columns import NEVER
from simulation.strategies import Strategy, plans
from simulation.strategies.plan import Plan

FIRST_STRIDE = 13
"""Weeks between the states that are kept, until these take too much room."""


@dataclass(frozen=True)
class Kept:
    """The state of a town before a week: columns of people, whom strategies have reached by name
    of the plan, waits that people expect."""

    columns: dict[str, NDArray[Any]]
    since: dict[str, NDArray[np.int16]]
    wait: NDArray[np.float64]


class LiveTown:
    """One arm of a programme, lived from week 0 on.

    ``town`` is the town as it stands; ``weeks`` the number of weeks it has lived, which is also the
    week to come. ``room`` is how many bytes kept states may take.
    """

    def __init__(
        self, prepared: Prepared, programme: Programme, arm: int, room: int, *, unborn: bool = False
    ) -> None:
        self.prepared = prepared
        self.programme = programme
        self.arm = arm
        self.town = prepared.unborn() if unborn else prepared.town()
        self.adult = self.town.people.age >= self.town.parameters["youngest_age"][0]
        """Who is an adult, by row."""
        self._turn = turn_for(self.town)
        self._kept: dict[int, Kept] = {}
        self._stride = FIRST_STRIDE
        self._most_kept = room // max(self.town.people.nbytes, 1)
        self._rows = np.empty((0, len(series())), np.float32)
        if not unborn:
            self._begin(0)

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
        return [plan.strategy for plan in self._plans if plan.strategy.end > self.weeks]

    def again(self) -> LiveTown:
        """The same arm, before week 0, as a town of its own that keeps no states."""
        return LiveTown(self.prepared, self.programme, self.arm, 0)

    def unborn(self) -> LiveTown:
        """The same arm, before its burn-in, as a town of its own that only steps."""
        return LiveTown(self.prepared, self.programme, self.arm, 0, unborn=True)

    def step(self) -> None:
        """Live the next week, with whatever changes in it."""
        week = self.weeks
        if week < 0:
            with self._turn:
                self.town.step()
            return
        if week == 0 and not self.town.strategies:
            self._plan()
        if self._most_kept and week and week % self._stride == 0 and week not in self._kept:
            self._keep(week)
        with self._turn:
            self._change(week)
            self.town.step()

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
            weeks = self._history.weeks(len(self._rows), self.town.adults)
            self._rows = np.concatenate([self._rows, values(weeks)])

    @property
    def _history(self) -> LiveHistory:
        history = self.town.history
        assert isinstance(history, LiveHistory)
        return history

    @property
    def _plans(self) -> list[Plan]:
        return list(self.town.strategies)  # type: ignore[arg-type]

    def _keep(self, week: int) -> None:
        town = self.town
        self._kept[week] = Kept(
            {name: column.copy() for name, column in town.people.columns().items()},
            {plan.name: plan.since.copy() for plan in self._plans},
            town.services["wait"].copy(),
        )
        while len(self._kept) > self._most_kept:
            self._stride *= 2
            self._kept = {at: kept for at, kept in self._kept.items() if at % self._stride == 0}

    def _begin(self, week: int) -> None:
        """Stand before a week of which the state is kept, or before week 0."""
        town = self.town
        kept = self._kept.get(week)
        assert kept is not None or week == 0
        columns = kept.columns if kept is not None else self.prepared.people.columns()
        for name, column in columns.items():
            getattr(town.people, name)[:] = column
        town.services["wait"] = kept.wait if kept is not None else self.prepared.wait
        self._history.go_back(week)
        town.week = week - 1
        town.values.clear()
        self._set_numbers(week - 1)
        self._plan()
        for earlier in sorted(self.programme.changes):
            if earlier < week:
                self._switch(earlier)
        if kept is not None:
            for plan in self._plans:
                since = kept.since.get(plan.name)
                plan.since[:] = NEVER if since is None else since

    def _plan(self) -> None:
        """Make the plans of the strategies that are there from the beginning."""
        own = self.programme.arms[self.arm]
        strategies = (*self.programme.scenario.strategies, *own)
        self.town.strategies = plans(strategies, self.town)

    def _change(self, week: int) -> None:
        """Do what the programme changes in a week."""
        if week in self.programme.changes:
            self._set_numbers(week)
            self._switch(week)

    def _set_numbers(self, week: int) -> None:
        """Give the week the numbers that hold in it."""
        town = self.town
        now = self.programme.numbers_at(week) or self.prepared.numbers
        town.parameters[:] = now.parameters
        for name in now.services.dtype.names or ():
            if name != "wait":
                town.services[name] = now.services[name]
        self._history.cost_per_visit = town.services["cost"].copy()

    def _switch(self, week: int) -> None:
        """Switch strategies on and off that the programme switches in a week, in its order."""
        on = iter(self.programme.switched.get(week, ()))
        made = self._plans
        for change in self.programme.changes[week]:
            if change.strategy is not None:
                strategy = next(on)
                # Numbered in the order in which they came: the past of the others stays as it is.
                alike = sum(plan.strategy.kind == strategy.kind for plan in made)
                made.append(Plan(strategy, f"{strategy.kind} {alike + 1}", self.town))
            for plan in made:
                if change.without and plan.strategy.kind == change.without:
                    end = min(plan.strategy.end, week)
                    plan.strategy = plan.strategy.model_copy(update={"end": end})
        made.sort(key=lambda plan: plan.strategy.kind)  # stable
        self.town.strategies = made
