"""Barriers: what keeps a person who sees a need from seeking help, in log odds of the intention."""

from __future__ import annotations

from functools import reduce
from operator import add

from experiments.plain_mesa.choice import Choice
from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person
from simulation.processes import barriers as equations
from simulation.processes.seeking import NAMING_INTERVAL

rules = rules_of(equations)

ATTITUDES = (
    "handle_alone",
    "stigma",
    "distrust",
    "ineffective",
    "fear_of_change",
)
STRUCTURE = ("cost", "travel", "availability")
PLACES = {
    "handle_alone": 0,
    "stigma": 1,
    "ineffective": 2,
    "distrust": 3,
    "fear_of_change": 4,
    **dict.fromkeys(STRUCTURE, 5),
}
"""Which of a person's draws says whether they name a barrier. Structure has one: who speaks of it
speaks of all of it that weighs."""


def barriers_of(person: Person, help: Choice) -> dict[str, float]:
    """What each barrier takes from the log odds, attitudes as strategies have made them."""
    p = person.model.p
    reliance = rules.self_reliance_now(
        p,
        person.with_strategies("self_reliance", "self_reliance"),
        person.model.week - person.need_start,
    )
    return {
        "handle_alone": p.weight_self_reliance * reliance,
        "stigma": rules.stigma_barrier(
            p,
            person.with_strategies("self_stigma", "self_stigma"),
            person.concealment,
            person.with_strategies("perceived_stigma", "stigma"),
        ),
        "distrust": rules.distrust_barrier(
            p,
            person.with_strategies("trust", "trust"),
            max(person.culture_fit, person.modifier("culture_fit")),
        ),
        "ineffective": p.weight_ineffective * (1.0 - person.expected_benefit),
        "fear_of_change": p.weight_fear
        * person.with_strategies("fear_of_change", "fear_of_change"),
        "structure": p.weight_structural * help.loss,
        "cost": p.weight_structural * help.cost,
        "travel": p.weight_structural * help.travel,
        "availability": p.weight_structural * help.wait,
    }


def sum_of(barriers: dict[str, float]) -> float:
    """All barriers together."""
    # Not sum(), which from Python 3.12 on makes good for rounding.
    return reduce(add, (barriers[name] for name in (*ATTITUDES, "structure")))


def is_asked_for_reasons(person: Person) -> bool:
    """Whether this is one of the weeks of a need in which barriers are looked at."""
    return bool((person.model.week - person.need_start) % NAMING_INTERVAL == 0)


def name_barriers(person: Person, barriers: dict[str, float]) -> None:
    """Name the heaviest attitude of those that are named, and more or fewer others."""
    attitudes = [name for name in PLACES if name not in STRUCTURE]
    heaviest = max(barriers[name] for name in attitudes)
    nothing = rules.naming_of_nothing(person.model.p)
    for name, k in PLACES.items():
        # Who is inclined to name a barrier is so for as long as the need lasts.
        inclined = person.lasting_luck("seeking: naming of barriers", person.need_start, k)
        always = name in attitudes and barriers[name] == heaviest
        if always or inclined < rules.naming_probability(person.model.p, barriers[name], nothing):
            setattr(person, f"barrier_{name}", person.model.week)
