"""Treatment: sessions, alliance, progress, dropping out, completing, stepping up."""

from __future__ import annotations

from experiments.plain_mesa.choice import preference
from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person
from simulation.measures.categories import (
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    NO_DISTRESS,
    NOBODY,
    WAITING,
    WELL,
)
from simulation.population.columns import EXAMPLE, LABELLED, NEVER, WARNING
from simulation.processes import treatment as equations

rules = rules_of(equations)
MUCH_TRAUMA = 2


def treatment(person: Person) -> None:
    """A week in care: a session, if one is due, and then staying or leaving."""
    if person.stage != IN_CARE:
        return
    service = person.model.services[person.modality]
    if (person.model.week - person.stage_start) % service.interval == 0:
        have_session(person)
        stay_or_leave(person)


def begin_course(person: Person) -> None:
    """The plan of the professional, the first alliance, and how well this person will respond."""
    p = person.model.p
    person.sessions = 0
    person.progress = 0.0
    person.planned_sessions = rules.planned_course(
        p,
        person.model.services[person.modality].sessions,
        person.deviate("treatment: planned course"),
    )
    person.alliance = rules.alliance_at_start(
        p,
        person.with_strategies("trust", "trust"),
        preference(person, person.modality),
        max(person.culture_fit, person.modifier("culture_fit")),
        person.deviate("treatment: match of person and professional"),
        person.modifier("alliance"),
    )
    person.responsiveness = rules.responsiveness_of(p, person.deviate("treatment: responsiveness"))


def have_session(person: Person) -> None:
    """A session: what it costs, and what it does."""
    model, p = person.model, person.model.p
    service = model.services[person.modality]
    person.sessions = person.sessions + 1
    model.count(f"visits_{service.name}")
    pay(person)
    person.cost_this_year += service.cost
    if service.professional:
        person.visits_this_year = person.visits_this_year + 1
        person.last_service = model.week
        if person.first_contact == NEVER:
            person.first_contact = model.week
    person.asking_habit = rules.resistance_in_care(p, person.asking_habit, person.progress)
    person.alliance = rules.alliance_after_session(p, person.alliance, person.concealment)
    person.progress = rules.progress_after_session(
        p,
        person.progress,
        service.effect,
        person.alliance,
        person.responsiveness,
        weight_of_trauma(person),
        person.modifier("progress"),
    )
    person.self_stigma *= 1.0 - p.care_destigmatises


def pay(person: Person) -> None:
    """Pay for a session; what strategies have taken off its price, they pay."""
    model, service = person.model, person.model.services[person.modality]
    covered, modifier = person.coverage != 0, person.modifier("price")
    paid = rules.price_to_person(service.price, service.coinsurance, covered, modifier)
    model.count("patient_payments", int(100.0 * paid + 0.5))
    if modifier < 1.0:
        full = rules.price_to_person(service.price, service.coinsurance, covered, 1.0)
        model.count("subsidies", int(100.0 * (full - paid) + 0.5))


def weight_of_trauma(person: Person) -> float:
    """How much a history of much trauma weighs in care as it is given to this person."""
    return person.modifier("trauma_burden") if person.trauma == MUCH_TRAUMA else 0.0


def stay_or_leave(person: Person) -> None:
    """After a session: complete the course, drop out, be stepped up, or come again."""
    model, p = person.model, person.model.p
    service = model.services[person.modality]
    well = person.severity == NO_DISTRESS
    stalled = rules.is_stalled(p, person.sessions, person.progress)
    leaving = rules.dropout_probability(
        p,
        service.dropout,
        person.sessions,
        person.alliance,
        weight_of_trauma(person),
        person.coverage != 0,
        person.denial,
        person.reactance * service.directive * person.modifier("directiveness"),
        stalled,
        person.modifier("dropout"),
    )
    ending = rules.completion_probability(p, person.sessions, person.planned_sessions, well)
    if person.luck("treatment: ending") < ending:
        model.count("completions")
        leave(person, WELL if well else COMPLETED)
    elif person.luck("treatment: ending", k=1) < leaving:
        model.count("dropouts")
        if service.professional:
            person.last_dropout = model.week
            person.dropout_sessions = person.sessions
        leave(person, WELL if well else DROPPED_OUT)
    elif stalled and not well:
        answer_to_stalling(person)


def answer_to_stalling(person: Person) -> None:
    """Care gets nowhere: send the person on, change the professional, or blame them."""
    model, p = person.model, person.model.p
    luck = person.luck("treatment: step up")
    above = model.services[person.modality].step_up
    codes = [m for m, service in enumerate(model.services) if service.name == above]
    if any(model.services[m].places > 0.0 for m in codes) and luck < p.step_up_chance:
        model.count("step_ups")
        person.enter(WAITING)
        person.modality = codes[0]
    elif not above and luck < p.change_chance:
        model.count("professional_changes")
        match = person.deviate("treatment: match of person and professional")
        person.alliance = min(max(person.trust + p.alliance_spread * match, 0.0), 1.0)
        response = person.deviate("treatment: responsiveness")
        person.responsiveness = rules.responsiveness_of(p, response)
    elif not person.known & LABELLED and person.luck("treatment: step up", k=1) < p.label_chance:
        model.count("labels")
        person.known |= LABELLED
        person.trust *= 1.0 - p.label_trust
        person.usual_trust *= 1.0 - p.label_trust


def leave(person: Person, stage: int) -> None:
    """Leave care, with an experience that stays, and of which others may come to hear."""
    p = person.model.p
    good = person.severity == NO_DISTRESS or person.progress >= p.helpful_progress
    person.trust = rules.after_experience(p, person.trust, good)
    person.usual_trust = rules.after_experience(p, person.usual_trust, good)
    person.expected_benefit = rules.after_experience(p, person.expected_benefit, good)
    person.opinion_moved = 1
    chance = p.disclosure_chance if good else p.warning_chance
    if person.luck("treatment: disclosure") < chance * (1.0 - person.concealment):
        person.known &= ~(EXAMPLE | WARNING)
        person.known |= EXAMPLE if good else WARNING
    person.enter(stage)
    person.modality = NOBODY
