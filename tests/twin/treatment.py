"""Treatment: sessions, alliance, progress, dropping out, completing, stepping up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.parameters import MODALITIES
from simulation.population.columns import (
    COMPLETED,
    DROPPED_OUT,
    EXAMPLE,
    IN_CARE,
    NEVER,
    NO_DISTRESS,
    NOBODY,
    WAITING,
    WELL,
)  # fmt: skip
from tests.twin.choice import preference
from tests.twin.rules import rules_of

if TYPE_CHECKING:
    from tests.twin.person import Person

rules = rules_of("simulation.processes.treatment")
SPECIALIST = MODALITIES.index("specialist")


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
        person.model.services[person.modality].sessions,
        person.deviate("treatment: planned course"),
    )
    person.alliance = rules.alliance_at_start(
        p, person.with_strategies("trust", "trust"), preference(person, person.modality),
        person.deviate("treatment: match of person and professional"),
        person.modifier("alliance"),
    )  # fmt: skip
    person.responsiveness = rules.responsiveness_of(p, person.deviate("treatment: responsiveness"))


def have_session(person: Person) -> None:
    """A session: what it costs, and what it does."""
    world, p = person.model, person.model.p
    service = world.services[person.modality]
    person.sessions = min(person.sessions + 1, 255)
    world.count(f"visits_{MODALITIES[person.modality]}")
    paid = rules.price_to_person(
        service.price, service.coinsurance, person.coverage != 0, person.modifier("price")
    )
    world.count("patient_payments", int(100.0 * paid + 0.5))
    full = rules.price_to_person(service.price, service.coinsurance, person.coverage != 0, 1.0)
    if person.modifier("price") < 1.0:
        world.count("subsidies", int(100.0 * (full - paid) + 0.5))
    person.cost_this_year += service.cost
    if service.professional:
        person.visits_this_year = min(person.visits_this_year + 1, 255)
        person.last_service = world.week
        if person.first_contact == NEVER:
            person.first_contact = world.week
    person.alliance = rules.alliance_after_session(p, person.alliance, person.concealment)
    person.progress = rules.progress_after_session(
        p, person.progress, service.effect, person.alliance, person.responsiveness, person.trauma,
        person.modifier("progress"),
    )  # fmt: skip
    person.self_stigma *= 1.0 - p.care_destigmatises


def stay_or_leave(person: Person) -> None:
    """After a session: complete the course, drop out, be stepped up, or come again."""
    world, p = person.model, person.model.p
    service = world.services[person.modality]
    well = person.severity == NO_DISTRESS
    stalled = rules.is_stalled(p, person.sessions, person.progress)
    leaving = rules.dropout_probability(
        p, service.dropout, person.sessions, person.alliance, person.trauma, person.coverage != 0,
        person.denial, stalled, person.modifier("dropout"),
    )  # fmt: skip
    agreed = well and person.luck("treatment: ending") < p.well_completion
    if person.sessions >= person.planned_sessions or agreed:
        world.count("completions")
        leave(person, WELL if well else COMPLETED)
    elif person.luck("treatment: ending", k=1) < leaving:
        world.count("dropouts")
        if service.professional:
            person.last_dropout = world.week
            person.dropout_sessions = person.sessions
        leave(person, WELL if well else DROPPED_OUT)
    elif stalled and not well and steps_up(person):
        world.count("step_ups")
        person.enter(WAITING)
        person.modality = SPECIALIST


def steps_up(person: Person) -> bool:
    """Whether a person whom this care does not help is sent on to specialists, if there are any."""
    if person.modality == SPECIALIST or person.model.services[SPECIALIST].places <= 0.0:
        return False
    return bool(person.luck("treatment: step up") < person.model.p.step_up_chance)


def leave(person: Person, stage: int) -> None:
    """Leave care, with an experience that stays, and of which others may come to hear."""
    p = person.model.p
    good = person.severity == NO_DISTRESS or person.progress >= 0.5
    person.trust = rules.after_experience(p, person.trust, good)
    person.usual_trust = rules.after_experience(p, person.usual_trust, good)
    person.expected_benefit = rules.after_experience(p, person.expected_benefit, good)
    person.opinion_moved = 1
    tells = p.disclosure_chance * (1.0 - person.concealment)
    if good and person.luck("treatment: disclosure") < tells:
        person.known |= EXAMPLE
    person.enter(stage)
    person.modality = NOBODY
