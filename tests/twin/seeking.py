"""Seeking: from a perceived need to an offer that is accepted, and what keeps people from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.population.columns import (
    ASKING,
    AWARE,
    COMPLETED,
    CONFIDED,
    DROPPED_OUT,
    INTENDING,
    NOBODY,
    REFUSED,
    WAITING,
)  # fmt: skip
from simulation.processes.seeking import NAMING_INTERVAL
from tests.twin.choice import Choice, choose_help
from tests.twin.rules import rules_of

if TYPE_CHECKING:
    from tests.twin.person import Person

rules = rules_of("simulation.processes.seeking")


def seeking(person: Person) -> None:
    """One step at most on the way to an accepted offer."""
    if person.stage in STEPS:
        STEPS[person.stage](person)


def wish_for_help(person: Person) -> Choice:
    """The help that the person would ask for."""
    return choose_help(person, person.with_strategies("perceived_stigma", "stigma"))


def form_an_intention(person: Person) -> None:
    """Weigh the barriers: then intend to seek help, or know what keeps one from it."""
    world, p = person.model, person.model.p
    weeks_of_need = world.week - person.need_start
    help = wish_for_help(person)
    reliance = rules.self_reliance_now(
        p, person.with_strategies("self_reliance", "self_reliance"), weeks_of_need
    )
    shame = rules.stigma_barrier(
        p, person.with_strategies("self_stigma", "self_stigma"), person.concealment,
        person.with_strategies("perceived_stigma", "stigma"),
    )  # fmt: skip
    distrust = p.weight_distrust * (1.0 - person.with_strategies("trust", "trust"))
    fear = p.weight_fear * person.with_strategies("fear_of_change", "fear_of_change")
    structure = p.weight_structural
    barriers = {
        "handle_alone": p.weight_self_reliance * reliance,
        "stigma": shame,
        "ineffective": p.weight_ineffective * (1.0 - person.expected_benefit),
        "distrust": distrust,
        "fear_of_change": fear,
        "cost": structure * help.cost,
        "travel": structure * help.travel,
        "availability": structure * help.wait,
    }
    total = (
        barriers["handle_alone"] + shame + distrust + barriers["ineffective"] + fear
        + structure * (help.cost + help.travel + help.wait)
    )  # fmt: skip
    chance = rules.intention_probability(
        p, person.severity, person.prompts, person.examples, total, person.modifier("intention")
    )
    if person.luck("seeking: intention") < chance:
        world.count("intentions")
        person.enter(INTENDING)
    elif weeks_of_need % NAMING_INTERVAL == 0:
        for k, (name, barrier) in enumerate(barriers.items()):
            # Who is inclined to name a barrier is so for as long as the need lasts.
            inclined = person.luck("seeking: naming of barriers", k=k, week=person.need_start)
            if inclined < rules.naming_probability(p, barrier):
                setattr(person, f"barrier_{name}", world.week)


def act_on_the_intention(person: Person) -> None:
    """Turn to a confidant, or ask a service; the intention may fade, or fail for structure."""
    world, p = person.model, person.model.p
    if person.luck("seeking: action") >= p.action_chance:
        if person.luck("seeking: action", k=1) < p.intention_fade:
            person.enter(AWARE)
        return
    confides = person.luck("seeking: confide", week=person.episode_start)
    if not person.known & CONFIDED and confides < rules.confide_probability(p, person.concealment):
        world.count("confidences")
        person.known |= CONFIDED
        return
    help = wish_for_help(person)
    if help.cost + help.travel + help.wait <= p.structural_limit:
        ask(person, help)
        return
    world.count("structural_failures")
    person.enter(AWARE)
    if help.cost >= help.travel and help.cost >= help.wait:
        person.barrier_cost = world.week
    elif help.travel >= help.wait:
        person.barrier_travel = world.week
    else:
        person.barrier_availability = world.week


def ask(person: Person, help: Choice) -> None:
    """Ask for help; next week it is offered."""
    person.model.count("requests")
    person.enter(ASKING)
    person.modality = help.modality


def answer_the_offer(person: Person) -> None:
    """Refuse what was asked for, or accept it and wait for a first appointment."""
    world = person.model
    world.count("offers")
    person.last_offer = world.week
    refuses = rules.refusal_probability(
        world.p, person.help_resistance, person.reactance,
        world.services[person.modality].directive, person.refusals, person.modifier("refusal"),
    )  # fmt: skip
    if person.luck("seeking: answer to an offer") < refuses:
        world.count("refusals")
        person.enter(REFUSED)
        person.refusals = min(person.refusals + 1, 255)
        person.last_refusal = world.week
    else:
        person.enter(WAITING)


def ask_again_or_stop(person: Person) -> None:
    """After a refusal: ask for something else, stop asking, or do neither this week."""
    p = person.model.p
    luck = person.luck("seeking: ask again")
    if luck < p.ask_again:
        person.model.count("repeated_requests")
        ask(person, wish_for_help(person))
    elif luck >= 1.0 - rules.stop_asking_probability(p, person.help_resistance):
        person.enter(AWARE)
        person.modality = NOBODY


def look_for_help_again(person: Person) -> None:
    """A person still ill after care may come back to it."""
    chance = rules.return_probability(person.model.p, person.stage == DROPPED_OUT, person.trust)
    if person.luck("seeking: return") < chance:
        person.model.count("returns")
        person.enter(INTENDING)


STEPS = {
    AWARE: form_an_intention,
    INTENDING: act_on_the_intention,
    ASKING: answer_the_offer,
    REFUSED: ask_again_or_stop,
    COMPLETED: look_for_help_again,
    DROPPED_OUT: look_for_help_again,
}
"""What a person may do this week, by the stage in which they are."""
