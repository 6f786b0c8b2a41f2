"""Relatives: what it costs to be close to somebody who is ill and goes without help."""

from __future__ import annotations

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Tie, Town
from simulation.measures.categories import IN_CARE, MODERATE, SEVERE
from simulation.population.columns import BURDENED
from simulation.processes import relatives as equations
from simulation.processes.relatives import INTERVAL

rules = rules_of(equations)


def relatives(model: Town) -> None:
    """Those whose turn it is weigh upon those close to them, one ill person after the other."""
    for person in model.by_row:
        if (person.row + model.week) % INTERVAL == 0 and is_a_burden(person):
            for tie in person.ties:
                if tie.other.adult and rules.is_close(model.p, tie.household, tie.strength):
                    weigh_upon(person, tie)


def is_a_burden(person: Person) -> bool:
    """Whether a person is visibly ill and not in care."""
    return bool(person.severity >= MODERATE and person.stage != IN_CARE)


def weigh_upon(person: Person, tie: Tie) -> None:
    """Add to the burden of the other, the more the closer they are."""
    severe = person.severity == SEVERE
    tie.other.known |= BURDENED
    tie.other.burden = rules.burden_after_strain(
        person.model.p, tie.other.burden, severe, tie.strength
    )
