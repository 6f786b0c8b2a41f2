"""Plan: a strategy at work in one town, whom it has reached, and what it spends."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.columns import NEVER
from simulation.randomness import decision
from simulation.strategies.base import Strategy
from simulation.strategies.reach import (
    Mask,
    adults,
    changes,
    eligible,
    order_of,
    reach,
    seem_ill,
    take_it_up,
)
from simulation.values import VALUES, Modifier, checked_offer

if TYPE_CHECKING:
    from simulation.town_view import TownView


class Plan:
    """A strategy at work in one town.

    ``name`` is its kind and its number among those of its kind; people are drawn by it. ``since``
    (int16) is the week in which each person was last reached anew, NEVER for those who were not;
    it is all that a plan remembers. ``spent`` is what this week cost.
    """

    def __init__(self, strategy: Strategy, name: str, town: TownView) -> None:
        self.strategy = strategy
        self.name = name
        self.since = np.full(town.people.people, NEVER, np.int16)
        self.spent = 0.0
        choice = decision(f"strategy: {name}")
        self._order = order_of(strategy.target, town, choice)
        self._takes_up: Mask | None = None
        if strategy.uptake < 1.0:
            self._takes_up = take_it_up(town, choice, strategy.uptake)
        self._seems_ill: Mask | None = None
        if strategy.target == "screened":
            self._seems_ill = seem_ill(town, choice, strategy.false_positives)
        self._fixed: Mask | None = None
        """Whom the strategy is meant for, where that never changes."""
        self._share = -1.0
        self._chosen: Mask | None = None
        """Who comes within the share that is reached now, and takes up what is offered."""
        self._reached: Mask = np.zeros(self.since.size, np.bool_)
        self._rows: NDArray[np.int64] = np.empty(0, np.int64)
        self._left: list[float] = []
        """What decay leaves of an effect, by the weeks since a person was reached."""

    def copy(self) -> Plan:
        """The same plan in another town of the same people: who was drawn and reached so far."""
        other = copy.copy(self)
        other.since = self.since.copy()
        other._left = self._left.copy()
        return other

    def act(self, town: TownView, week: int) -> None:
        """Reach people, offer modifiers, charge costs for this week."""
        strategy = self.strategy
        self.spent = 0.0
        strength = strategy.strength(week)
        if strength == 0.0:
            return
        reached = np.empty(self.since.size, np.bool_)
        new, differs = reach(
            reached,
            self._reached,
            self._meant_for(town, week),
            self._within(strategy.coverage * strength),
            self.since,
            week,
            strategy.repeat_after,
            strategy.lasting,
        )
        if differs:
            self._reached = reached
            self._rows = np.flatnonzero(reached)
        remaining: Modifier | None = None
        for name, modifier in self._modifiers(town, week, self._reached):
            if VALUES[name].of == "service":
                town.values.modify(name, modifier, None, strategy.level(week))
                continue
            if remaining is None:
                remaining = self._remaining(week)
            town.values.modify(name, modifier, self._rows, remaining)
        self.spent = (
            strategy.cost_per_week
            + strategy.cost_per_person * float(new)
            + strategy.cost_per_person_week * float(self._rows.size)
            + float(strategy.further_costs(town, week, self._reached))
        )
        if week == strategy.start:
            self.spent += strategy.cost_fixed

    def _meant_for(self, town: TownView, week: int) -> Mask:
        """Whom the strategy is meant for this week."""
        own = self.strategy.eligible(town, week)
        if own is not None:
            return self._checked_mask(own) & adults(town)
        if changes(self.strategy.target, town):
            return eligible(self.strategy.target, town, self._seems_ill)
        if self._fixed is None:
            self._fixed = eligible(self.strategy.target, town)
        return self._fixed

    def _within(self, share: float) -> Mask:
        """Who comes within the share that is reached now, and takes up what is offered."""
        if self._chosen is None or share != self._share:
            self._share = share
            self._chosen = self._order < share
            if self._takes_up is not None:
                self._chosen &= self._takes_up
        return self._chosen

    def _remaining(self, week: int) -> Modifier:
        """What decay has left of the effect in those reached: 1 in the week of it, and falling."""
        half_life = self.strategy.decay
        if half_life == 0.0 or self._rows.size == 0:
            return 1.0
        ages = week - self.since[self._rows].astype(np.int32)
        if ages.min() == ages.max():
            return float(0.5 ** (int(ages[0]) / half_life))
        for age in range(len(self._left), ages.max() + 1):
            self._left.append(0.5 ** (age / half_life))
        return np.array(self._left)[ages]

    def _modifiers(
        self, town: TownView, week: int, reached: Mask
    ) -> Iterator[tuple[str, Modifier]]:
        """What the strategy yields, checked, for it may be a researcher's own."""
        try:
            offered = list(self.strategy.modifiers(town, week, reached))
        except InputError:
            raise
        except Exception as error:
            if type(self.strategy).__module__.startswith(f"{__package__}."):
                raise
            raise self._refused(f"fails in week {week}: {type(error).__name__}: {error}") from error
        for offer in offered:
            yield checked_offer(offer, town.values, self._rows, f"strategy {self.name}")

    def _checked_mask(self, mask: object) -> Mask:
        """Whom a strategy of one's own is meant for, as a mask with an entry a person."""
        given = np.asarray(mask)
        if given.dtype != np.bool_ or given.shape != self.since.shape:
            raise self._refused(
                f"its eligible() gives something else than {self.since.size} times yes or no",
                f"{given.dtype} of shape {given.shape}",
            )
        return given

    def _refused(self, problem: str, found: object = None) -> InputError:
        return InputError(problem, source=f"strategy {self.name}", found=found)
