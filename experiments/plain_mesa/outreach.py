"""Outreach: strategies reach people and modify named values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulation.randomness import NO_WEEK
from simulation.strategies.base import Strategy
from simulation.values import VALUES
from experiments.plain_mesa.strategies import FOR_PERSONS, FOR_SERVICES, FURTHER_COSTS
from experiments.plain_mesa.targets import meant_for, order_of
from experiments.plain_mesa.values import single

if TYPE_CHECKING:
    from experiments.plain_mesa.person import Person
    from experiments.plain_mesa.values import Modifiable
    from experiments.plain_mesa.model import Town


def outreach(model: Town) -> None:
    """Each strategy does its work of this week, in place of what was done last week."""
    for modified in (*model.people, *model.services):
        modified.modifiers.clear()
    for plan in model.plans:
        plan.act(model)


def plans(strategies: Iterable[Strategy]) -> list[Plan]:
    """The strategies at work, in the order of their names and contents."""
    numbers: Counter[str] = Counter()
    made = []
    for strategy in sorted(strategies, key=lambda strategy: (strategy.kind, repr(strategy))):
        numbers[strategy.kind] += 1
        made.append(Plan(strategy, f"strategy: {strategy.kind} {numbers[strategy.kind]}"))
    return made


def modify(modified: Modifiable, name: str, modifier: float, part: float) -> None:
    """Combine a part of a modifier into a value: none of it is neutral."""
    if part != 1.0:
        neutral = VALUES[name].neutral
        modifier = neutral + part * (modifier - neutral)
    modified.modify(name, modifier)


class Plan:
    """A strategy at work: when it last reached each person anew, and what it spends this week."""

    def __init__(self, strategy: Strategy, decision: str) -> None:
        self.strategy: Strategy = strategy
        self.decision = decision
        self.since: dict[Person, int] = {}
        self.order: dict[Person, float] = {}
        self.spent = 0.0

    def act(self, model: Town) -> None:
        """Reach people, modify values, pay for it."""
        strategy = self.strategy
        self.spent = 0.0
        if not strategy.start <= model.week < strategy.end:
            return
        if not self.order:
            self.order = order_of(strategy.target, model, self.decision)
        strength = min((model.week - strategy.start + 1) / (strategy.ramp + 1), 1.0)
        share, level = strategy.coverage * strength, strategy.level(model.week)
        meant = meant_for(strategy.target, model, self)
        reached = [person for person in meant if self.chooses(person, share)]
        newly = [person for person in reached if self.is_new(person)]
        self.since.update(dict.fromkeys(newly, model.week))
        if strategy.lasting:
            reached = list(self.since)
        self.modify(model, reached, level)
        self.spent = (
            strategy.cost_per_week
            + strategy.cost_per_person * len(newly)
            + strategy.cost_per_person_week * len(reached)
            + self.further_costs(model, reached, level)
        )
        if model.week == strategy.start:
            self.spent += strategy.cost_fixed

    def chooses(self, person: Person, share: float) -> bool:
        """Whether a person comes within the share reached now and takes up what is offered.

        Who comes first is settled once for good, so that a larger share is the same people and
        more; the order is kept in single precision.
        """
        takes_up = self.strategy.uptake == 1.0 or self.luck(person, 1) < self.strategy.uptake
        return self.order[person] < single(share) and takes_up

    def luck(self, person: Person, k: int) -> float:
        """A draw of a person for this strategy, the same in all weeks."""
        return person.luck(self.decision, k=k, week=NO_WEEK)

    def is_new(self, person: Person) -> bool:
        """Whether a person is reached for the first time, or anew after long enough."""
        if person not in self.since:
            return True
        repeat = self.strategy.repeat_after
        return bool(repeat) and person.model.week - self.since[person] >= repeat

    def modify(self, model: Town, reached: Iterable[Person], level: float) -> None:
        """Do what the strategy does for those reached, and for services."""
        strategy = self.strategy
        if strategy.kind in FOR_SERVICES:
            for name, modality, modifier in FOR_SERVICES[strategy.kind](strategy, model):
                modify(model.services[modality], name, modifier, level)
        if strategy.kind in FOR_PERSONS:
            for person in reached:
                age = model.week - self.since[person]
                part = 0.5 ** (age / strategy.decay) if strategy.decay else 1.0
                for name, modifier in FOR_PERSONS[strategy.kind](strategy, person):
                    modify(person, name, modifier, part)

    def further_costs(self, model: Town, reached: Iterable[Person], level: float) -> float:
        """What the week costs beside the cost lines."""
        if self.strategy.kind not in FURTHER_COSTS:
            return 0.0
        return FURTHER_COSTS[self.strategy.kind](self.strategy, model, reached, level)
