"""Seeking: from a perceived need to an offer that is accepted, and what keeps people from it."""

from __future__ import annotations

from experiments.plain_mesa.barriers import barriers_of, is_asked_for_reasons, name_barriers, sum_of
from experiments.plain_mesa.choice import Choice, choose_help
from experiments.plain_mesa.help_resistance import resistance_of
from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person
from simulation.measures.categories import (
    ASKING,
    AWARE,
    COMPLETED,
    DROPPED_OUT,
    INTENDING,
    NOBODY,
    REFUSED,
    WAITING,
)
from simulation.population.columns import CONFIDED, NEVER, REFERRED
from simulation.processes import help_resistance as equations_of_resistance
from simulation.processes import seeking as equations

rules = rules_of(equations)
resistance = rules_of(equations_of_resistance)


def seeking(person: Person) -> None:
    """One step at most on the way to an accepted offer."""
    if person.stage in STEPS:
        STEPS[person.stage](person)


def weigh_and_intend(person: Person) -> None:
    """Who sees a need may confide in somebody, and forms an intention or knows what keeps them."""
    may_confide(person)
    barriers = barriers_of(person, wish_for_help(person))
    chance = rules.intention_probability(
        person.model.p,
        person.severity,
        person.prompts,
        person.examples,
        person.first_contact != NEVER,
        sum_of(barriers),
        person.modifier("intention"),
    )
    if person.luck("seeking: intention") < chance:
        person.model.count("intentions")
        person.enter(INTENDING)
    elif is_asked_for_reasons(person):
        name_barriers(person, barriers)


def act_on_the_intention(person: Person) -> None:
    """Ask a service; the intention may fail for structure, fade, or wait for another week."""
    model, p = person.model, person.model.p
    may_confide(person)
    help = wish_for_help(person)
    if person.luck("seeking: action") >= p.action_chance:
        if person.luck("seeking: action", k=1) < p.intention_fade:
            person.enter(AWARE)
        if is_asked_for_reasons(person):
            name_barriers(person, barriers_of(person, help))
    elif help.loss <= p.structural_limit:
        ask(person, help)
    else:
        model.count("structural_failures")
        person.enter(AWARE)
        if help.cost >= help.travel and help.cost >= help.wait:
            person.barrier_cost = model.week
        elif help.travel >= help.wait:
            person.barrier_travel = model.week
        else:
            person.barrier_availability = model.week


def may_confide(person: Person) -> None:
    """Tell somebody, once in an episode."""
    chance = rules.confide_probability(person.model.p, person.concealment)
    if not person.known & CONFIDED and person.luck("seeking: confide") < chance:
        person.model.count("confidences")
        person.known |= CONFIDED


def wish_for_help(person: Person) -> Choice:
    """The help that the person would ask for."""
    return choose_help(person, person.with_strategies("perceived_stigma", "stigma"))


def ask(person: Person, help: Choice) -> None:
    """Ask for help; next week it is offered."""
    person.model.count("requests")
    person.enter(ASKING)
    person.modality = help.modality


def answer_the_offer(person: Person) -> None:
    """Refuse what was asked for, or accept it and wait for a first appointment."""
    model = person.model
    model.count("offers")
    person.last_offer = model.week
    directive = model.services[person.modality].directive * person.modifier("directiveness")
    refuses = rules.refusal_probability(
        model.p,
        resistance_of(person),
        person.reactance,
        directive,
        person.refusals,
        person.modifier("refusal")
        * resistance.odds_after_referral(model.p, bool(person.known & REFERRED)),
    )
    if person.luck("seeking: answer to an offer") < refuses:
        model.count("refusals")
        person.enter(REFUSED)
        person.refusals = person.refusals + 1
        person.last_refusal = model.week
    else:
        person.enter(WAITING)


def ask_again_or_stop(person: Person) -> None:
    """After a refusal: ask for something else if there is any, stop asking, or do neither."""
    p = person.model.p
    luck = person.luck("seeking: ask again")
    if luck < p.ask_again:
        may_confide(person)
        help = wish_for_help(person)
        if help.modality != NOBODY:
            person.model.count("repeated_requests")
            ask(person, help)
        else:
            stop_asking(person)
    elif luck >= 1.0 - rules.stop_asking_probability(p, resistance_of(person)):
        stop_asking(person)


def stop_asking(person: Person) -> None:
    """See the need and ask nobody."""
    person.enter(AWARE)
    person.modality = NOBODY


def look_for_help_again(person: Person) -> None:
    """A person still ill after care may come back to it, or knows what keeps them from it."""
    chance = rules.return_probability(person.model.p, person.stage == DROPPED_OUT, person.trust)
    if person.luck("seeking: return") < chance:
        person.model.count("returns")
        person.enter(INTENDING)
    elif is_asked_for_reasons(person):
        name_barriers(person, barriers_of(person, wish_for_help(person)))


STEPS = {
    AWARE: weigh_and_intend,
    INTENDING: act_on_the_intention,
    ASKING: answer_the_offer,
    REFUSED: ask_again_or_stop,
    COMPLETED: look_for_help_again,
    DROPPED_OUT: look_for_help_again,
}
"""What a person may do this week, by the stage in which they are."""
