"""Targets: whom a strategy is meant for, and who comes first."""

from __future__ import annotations

from collections.abc import Callable

from experiments.plain_mesa.town import Person, Plan, Town
from experiments.plain_mesa.values import single
from simulation.measures.categories import ACCEPTED, MODERATE, NO_DISTRESS
from simulation.population.columns import COLUMNS, NEVER
from simulation.population.selection import bounds_of, selection_of
from simulation.randomness import NO_WEEK

NEVER_COMES = 2.0


def meant_for(target: str, model: Town, plan: Plan) -> list[Person]:
    """Whom a strategy with this target is meant for, as things were at the end of last week."""
    kind, _, group = target.partition(":")
    if kind == "families_of_untreated":
        close = close_to_an_untreated(model)
        return [person for person in model.adults if person in close]
    if kind not in BELONGS or group not in ("", *model.cultures):
        return [person for person in model.adults if is_as_said(person, target)]
    belongs = BELONGS[kind]
    return [person for person in model.adults if belongs(person, group, plan)]


def is_as_said(person: Person, target: str) -> bool:
    """Whether a person is as a target says by columns, ``age:18-25 & work:student|part time``."""
    for column, wanted in selection_of(target).parts:
        value = getattr(person, column)
        names = person.model.cultures if column == "culture" else COLUMNS[column].categories
        if names:
            fits = names[value] in wanted
        else:
            ranges = [bounds_of(one, column) for one in wanted]
            fits = any(low <= value <= high for low, high in ranges)
        if not fits:
            return False
    return True


def goes_untreated(person: Person) -> bool:
    """Whether a person is ill and neither in care nor on a list."""
    return person.severity != NO_DISTRESS and person.stage not in ACCEPTED


def has_dropped_out(person: Person) -> bool:
    """Whether a person left care against the plan within a year, and is out of it."""
    if person.last_dropout == NEVER or person.stage in ACCEPTED:
        return False
    return bool(person.last_dropout > person.model.week - 1 - 52)


def third_of_income(person: Person) -> int:
    """0 for the poorest third of adults, 2 for the richest."""
    return sum(cut <= person.income for cut in person.model.income_cuts)


def is_screened(person: Person, plan: Plan) -> bool:
    """Whether a screen would find a person, rightly or not."""
    luck = person.lasting_luck(plan.decision, NO_WEEK, 2)
    return bool(person.severity >= MODERATE or luck < plan.strategy.false_positives)


def close_to_an_untreated(model: Town) -> set[Person]:
    """With whom somebody in moderate or severe distress without care lives, or is as close to."""
    found = set()
    for person in model.people:
        if not goes_untreated(person) or person.severity < MODERATE:
            continue
        seen = set()
        for tie in person.ties:
            if tie.other not in seen and (tie.household or tie.strength >= model.p.close_tie):
                found.add(tie.other)
            seen.add(tie.other)
    return found


BELONGS: dict[str, Callable[[Person, str, Plan], bool]] = {
    "everyone": lambda person, _, plan: True,
    "random": lambda person, _, plan: True,
    "hubs": lambda person, _, plan: True,
    "friends_of_random": lambda person, _, plan: True,
    "low_income": lambda person, _, plan: third_of_income(person) == 0,
    "middle_income": lambda person, _, plan: third_of_income(person) == 1,
    "high_income": lambda person, _, plan: third_of_income(person) == 2,
    "uninsured": lambda person, _, plan: person.coverage == 0,
    "women": lambda person, _, plan: person.sex == 0,
    "men": lambda person, _, plan: person.sex == 1,
    "culture": lambda person, group, plan: person.culture == person.model.cultures.index(group),
    "in_distress": lambda person, _, plan: person.severity != NO_DISTRESS,
    "untreated": lambda person, _, plan: goes_untreated(person),
    "dropped_out": lambda person, _, plan: has_dropped_out(person),
    "screened": lambda person, _, plan: is_screened(person, plan),
}


def order_of(target: str, model: Town, decision: str) -> dict[Person, float]:
    """Who comes first: the share of coverage above which each person is reached."""
    drawn = {person: single(person.lasting_luck(decision, NO_WEEK)) for person in model.people}
    if target == "hubs":
        return hubs_first(model, drawn)
    if target == "friends_of_random":
        return friends_first(model, drawn, decision)
    return drawn


def hubs_first(model: Town, drawn: dict[Person, float]) -> dict[Person, float]:
    """The most tied first, by the number of people who hear from them; ties are broken by lot."""
    heard_by = dict.fromkeys(model.people, 0)
    for person in model.people:
        for tie in person.ties:
            heard_by[tie.other] += 1
    ranked = sorted(model.adults, key=lambda person: (-heard_by[person], drawn[person], person.row))
    order = dict.fromkeys(model.people, NEVER_COMES)
    order.update({person: single(rank / len(ranked)) for rank, person in enumerate(ranked)})
    return order


def friends_first(model: Town, drawn: dict[Person, float], decision: str) -> dict[Person, float]:
    """Everybody names an adult friend, or one they live with; the first who is asked counts."""
    order = dict.fromkeys(model.people, NEVER_COMES)
    for person in model.adults:
        friends = [tie for tie in person.ties if tie.other.adult and not tie.household]
        known = friends or [tie for tie in person.ties if tie.other.adult]
        if known:
            luck = person.lasting_luck(decision, NO_WEEK, 3)
            named = known[int(luck * len(known))].other
            order[named] = min(order[named], drawn[person])
    return order
