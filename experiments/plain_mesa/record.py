"""Record: what others can see of a person is brought up to date, and the week is counted."""

from __future__ import annotations

from collections import Counter

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Town
from simulation.measures.categories import (
    AWARE,
    IN_CARE,
    NO_DISTRESS,
    SEVERITIES,
    STAGES,
)
from simulation.population.columns import BURDENED, CONFIDED, EXAMPLE, WARNING, YEAR
from simulation.processes import record as equations

rules = rules_of(equations)


def record(model: Town) -> None:
    """The end of everybody's week, and then the count of adults."""
    for person in model.people:
        end_week(person)
    count_adults(model)


def end_week(person: Person) -> None:
    """The end of an adult's week."""
    if not person.adult:
        return
    show(person)
    if person.severity != NO_DISTRESS:
        add_to_the_year(person)
    if (person.model.week + 1) % YEAR == 0:
        begin_new_year(person)
    if person.stage >= AWARE:
        person.last_need = person.model.week


def show(person: Person) -> None:
    """Show others opinion, confidence, example and weariness; examples are forgotten in time."""
    p = person.model.p
    told = person.known & (EXAMPLE | WARNING)
    if told and person.luck("record: fading of an example") < p.example_fade:
        person.known &= ~told
    person.shown = person.known & (CONFIDED | EXAMPLE | WARNING)
    if person.known & BURDENED:
        rest(person)
    modified = False
    if person.modifiers:
        modified = person.modifier("trust") != 0.0 or person.modifier("stigma") != 0.0
    if person.opinion_moved or modified:
        opinion = rules.opinion_of(
            p,
            person.with_strategies("trust", "trust"),
            person.expected_benefit,
            person.with_strategies("perceived_stigma", "stigma"),
        )
        person.opinion = int(1.5 + 254.0 * opinion)
        person.opinion_moved = int(modified)


def rest(person: Person) -> None:
    """Some of the burden falls off; who still bears much of it is seen to be weary."""
    p = person.model.p
    person.burden *= 1.0 - max(p.burden_relief, person.modifier("relief"))
    if person.burden >= p.weary_burden:
        person.shown |= BURDENED
        person.model.count("weary")
    if person.burden < p.least_burden:
        person.burden = 0.0
        person.known &= ~BURDENED


def add_to_the_year(person: Person) -> None:
    """One more week in an episode, and the health that it costs."""
    person.ill_this_year += 1
    lost = rules.health_lost(person.model.p, person.severity)
    person.lost_this_year += int(1000.0 * lost + 0.5)


def begin_new_year(person: Person) -> None:
    """Close the year's sums."""
    for name in ("visits", "ill", "lost", "cost"):
        setattr(person, f"{name}_last_year", getattr(person, f"{name}_this_year"))
        setattr(person, f"{name}_this_year", 0)


def count_adults(model: Town) -> None:
    """Count adults where they are, and as surveys would that look back over a year."""
    for code, number in Counter(person.stage for person in model.adults).items():
        model.count(f"stage_{STAGES[code]}", number)
    for code, number in Counter(person.severity for person in model.adults).items():
        model.count(f"severity_{SEVERITIES[code]}", number)
    in_care = (person.modality for person in model.adults if person.stage == IN_CARE)
    for code, number in Counter(in_care).items():
        model.count(f"in_care_{model.services[code].name}", number)
    year_ago = model.week - YEAR
    for person in model.adults:
        if person.severity != NO_DISTRESS or rules.in_last_year(person.remission, year_ago):
            model.count("disorder_12m")
            if rules.in_last_year(person.last_need, year_ago):
                model.count("disorder_12m_with_need_12m")
            if rules.in_last_year(person.last_service, year_ago):
                model.count("disorder_12m_with_service_12m")
