"""Outreach: strategies reach people and modify named values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from simulation.parameters import MODALITIES
from simulation.population.columns import NEVER, NO_DISTRESS
from simulation.randomness import NO_WEEK
from simulation.strategies.base import Strategy
from tests.twin.values import single

if TYPE_CHECKING:
    from tests.twin.person import Person
    from tests.twin.world import World


def public_campaign(strategy: Any, person: Person) -> None:
    """More literacy, less perceived stigma."""
    person.modify("literacy", strategy.knowledge)
    person.modify("stigma", -strategy.stigma)


def subsidy(strategy: Any, person: Person) -> None:
    """Sessions cost the person less."""
    person.modify("price", 1.0 - strategy.share)


def reminders(strategy: Any, person: Person) -> None:
    """First appointments are missed less often."""
    person.modify("no_show", 1.0 - strategy.effect)


def more_places(strategy: Any, world: World, strength: float) -> None:
    """Professional services have more places."""
    for name in ("general_practice", "specialist", "remote"):
        growth = strategy.growth * strategy.coverage * strength
        world.services[MODALITIES.index(name)].modify("places", 1.0 + growth)


FOR_PERSONS: dict[str, Callable[[Any, Person], None]] = {
    "public_campaign": public_campaign,
    "subsidy": subsidy,
    "reminders": reminders,
}
"""What strategies do for each person whom they reach."""

FOR_SERVICES: dict[str, Callable[[Any, World, float], None]] = {"more_places": more_places}
"""What strategies do for services, given how much of their coverage they have by now."""


def outreach(world: World) -> None:
    """Each strategy does its work of this week, in place of what was done last week."""
    for modified in (*world.people, *world.services):
        modified.modifiers.clear()
    for plan in world.plans:
        plan.act(world)


def plans(strategies: Iterable[Strategy]) -> list[Plan]:
    """The strategies at work, in the order of their names and contents."""
    numbers: Counter[str] = Counter()
    made = []
    for strategy in sorted(strategies, key=lambda strategy: (strategy.kind, repr(strategy))):
        numbers[strategy.kind] += 1
        made.append(Plan(strategy, f"strategy: {strategy.kind} {numbers[strategy.kind]}"))
    return made


class Plan:
    """A strategy at work: whom it has met so far, and what it has spent this week."""

    def __init__(self, strategy: Strategy, decision: str) -> None:
        self.strategy = strategy
        self.decision = decision
        self.met: set[int] = set()
        self.spent = 0.0

    def act(self, world: World) -> None:
        """Reach people, modify values, pay for it."""
        strategy = self.strategy
        self.spent = 0.0
        if not strategy.start <= world.week < strategy.end:
            return
        strength = min((world.week - strategy.start + 1) / (strategy.ramp + 1), 1.0)
        share = strategy.coverage * strategy.uptake * strength
        reached = [person for person in world.people if self.reaches(person, share)]
        if strategy.kind in FOR_SERVICES:
            FOR_SERVICES[strategy.kind](strategy, world, strength)
        else:
            for person in reached:
                FOR_PERSONS[strategy.kind](strategy, person)
        newly_met = {person.row for person in reached} - self.met
        self.met |= newly_met
        self.spent = strategy.cost_per_week + strategy.cost_per_person * len(newly_met)
        if world.week == strategy.start:
            self.spent += strategy.cost_fixed

    def reaches(self, person: Person, share: float) -> bool:
        """Whether a person is meant and among the share reached.

        Who comes first is drawn once for good, so that a larger share is the same people and more;
        the draws are kept in single precision.
        """
        if not person.adult or not TARGETS[self.strategy.target](person):
            return False
        return single(person.luck(self.decision, week=NO_WEEK)) < single(share)


TARGETS: dict[str, Callable[[Person], bool]] = {
    "everyone": lambda person: True,
    "low_income": lambda person: person.income < person.model.p.median_income / 2.0,
    "uninsured": lambda person: person.coverage == 0,
    "in_distress": lambda person: person.severity != NO_DISTRESS,
    "dropped_out": lambda person: person.last_dropout != NEVER,
}
