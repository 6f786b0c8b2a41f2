"""Outreach: strategies reach people and modify named values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from experiments.plain_mesa.strategies import FOR_PERSONS, FOR_SERVICES, FURTHER_COSTS
from experiments.plain_mesa.targets import meant_for, order_of
from experiments.plain_mesa.town import Person, Plan, Town
from experiments.plain_mesa.values import Modifiable, single
from simulation.randomness import NO_WEEK
from simulation.strategies.base import Strategy
from simulation.values import VALUES


def plans(strategies: Iterable[Strategy]) -> list[Plan]:
    """The strategies at work, in the order of their names and contents."""
    numbers: Counter[str] = Counter()
    made = []
    for strategy in sorted(strategies, key=lambda strategy: (strategy.kind, repr(strategy))):
        numbers[strategy.kind] += 1
        made.append(Plan(strategy, f"strategy: {strategy.kind} {numbers[strategy.kind]}"))
    return made


def outreach(model: Town) -> None:
    """Each strategy does its work of this week, in place of what was done last week."""
    if not model.plans:
        return
    for modified in (*model.people, *model.services):
        modified.modifiers.clear()
    for plan in model.plans:
        act(plan, model)


def act(plan: Plan, model: Town) -> None:
    """Reach people, modify values, pay for it."""
    strategy = plan.strategy
    plan.spent = 0.0
    if not strategy.start <= model.week < strategy.end:
        return
    if not plan.order:
        plan.order = order_of(strategy.target, model, plan.decision)
    strength = min((model.week - strategy.start + 1) / (strategy.ramp + 1), 1.0)
    share, level = strategy.coverage * strength, strategy.level(model.week)
    meant = meant_for(strategy.target, model, plan)
    reached = [person for person in meant if chooses(plan, person, share)]
    newly = [person for person in reached if is_new(plan, person)]
    plan.since.update(dict.fromkeys(newly, model.week))
    if strategy.lasting:
        reached = list(plan.since)
    modify_for(plan, model, reached, level)
    plan.spent = (
        strategy.cost_per_week
        + strategy.cost_per_person * len(newly)
        + strategy.cost_per_person_week * len(reached)
        + further_costs(plan, model, reached, level)
    )
    if model.week == strategy.start:
        plan.spent += strategy.cost_fixed


def chooses(plan: Plan, person: Person, share: float) -> bool:
    """Whether a person comes within the share reached now and takes up what is offered.

    Who comes first is settled once for good, so that a larger share is the same people and more;
    the order is kept in single precision.
    """
    uptake = plan.strategy.uptake
    takes_up = uptake == 1.0 or person.lasting_luck(plan.decision, NO_WEEK, 1) < uptake
    return plan.order[person] < single(share) and takes_up


def is_new(plan: Plan, person: Person) -> bool:
    """Whether a person is reached for the first time, or anew after long enough."""
    if person not in plan.since:
        return True
    repeat = plan.strategy.repeat_after
    return bool(repeat) and person.model.week - plan.since[person] >= repeat


def modify_for(plan: Plan, model: Town, reached: Iterable[Person], level: float) -> None:
    """Do what the strategy does for those reached, and for services."""
    strategy = plan.strategy
    if strategy.kind in FOR_SERVICES:
        for name, modality, modifier in FOR_SERVICES[strategy.kind](strategy, model):
            modify(model.services[modality], name, modifier, level)
    if strategy.kind in FOR_PERSONS:
        for person in reached:
            age = model.week - plan.since[person]
            part = 0.5 ** (age / strategy.decay) if strategy.decay else 1.0
            for name, modifier in FOR_PERSONS[strategy.kind](strategy, person):
                modify(person, name, modifier, part)


def modify(modified: Modifiable, name: str, modifier: float, part: float) -> None:
    """Combine a part of a modifier into a value: none of it is neutral."""
    if part != 1.0:
        neutral = VALUES[name].neutral
        modifier = neutral + part * (modifier - neutral)
    modified.modify(name, modifier)


def further_costs(plan: Plan, model: Town, reached: Iterable[Person], level: float) -> float:
    """What the week costs beside the cost lines."""
    if plan.strategy.kind not in FURTHER_COSTS:
        return 0.0
    return FURTHER_COSTS[plan.strategy.kind](plan.strategy, model, reached, level)
