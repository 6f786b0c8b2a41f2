"""Services: places, waiting lists, first appointments."""

from __future__ import annotations

from collections import Counter

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Service, Town
from experiments.plain_mesa.treatment import begin_course
from simulation.measures.categories import AWARE, IN_CARE, INTENDING, NO_DISTRESS, NOBODY, WAITING
from simulation.processes import services as equations
from simulation.processes.services import UNLIMITED

rules = rules_of(equations)


def services(model: Town) -> None:
    """Fill free places from the waiting lists: the severe ahead, then first come, first served."""
    taken = Counter(person.modality for person in model.people if person.stage == IN_CARE)
    free = [places_of(model, service) - taken[m] for m, service in enumerate(model.services)]
    offered: list[list[int]] = [[] for _ in model.services]
    listed: list[list[int]] = [[] for _ in model.services]
    queue = [person for person in model.people if person.stage == WAITING]
    queue.sort(key=turn)
    for person in queue:
        withdraws = model.p.withdrawal * person.modifier("withdrawal")
        if person.luck("services: withdrawal from the list") < withdraws:
            withdraw(person)
            continue
        m, waited = person.modality, model.week - person.stage_start
        if free[m] > 0:
            free[m] -= 1
            offered[m].append(waited)
            keep_first_appointment(person)
        else:
            listed[m].append(waited)
    for m, service in enumerate(model.services):
        expect_wait(service, offered[m] or listed[m], model.p.wait_memory)


def turn(person: Person) -> tuple[float, float]:
    """Whose turn comes first."""
    lot = person.luck("services: order of those who joined in one week")
    return rules.place_in_line(person.model.p, person.stage_start, person.severity), lot


def places_of(model: Town, service: Service) -> int:
    """How many people a service can have in care at once."""
    if service.places >= UNLIMITED:
        return 2 * len(model.people)
    adults = len(model.adults)
    places: int = rules.places_of(service.places, service.modifier("places"), adults)
    return places


def withdraw(person: Person) -> None:
    """Leave the waiting list."""
    person.model.count("withdrawals")
    person.enter(AWARE)
    person.modality = NOBODY
    person.barrier_availability = person.model.week


def keep_first_appointment(person: Person) -> None:
    """Come to the first appointment and begin a course, or miss it."""
    model = person.model
    waited = model.week - person.stage_start
    comes = rules.attendance_probability(model.p, waited, person.modifier("no_show"))
    if person.luck("services: first appointment") < comes:
        model.count("entries")
        person.enter(IN_CARE)
        person.last_entry = model.week
        person.entry_wait = waited
        ill = person.severity != NO_DISTRESS
        person.entry_delay = model.week - (person.episode_start if ill else person.need_start)
        begin_course(person)
        return
    model.count("no_shows")
    keeps_intention = person.luck("services: after a missed first appointment")
    person.enter(INTENDING if keeps_intention < model.p.no_show_return else AWARE)
    person.modality = NOBODY


def expect_wait(service: Service, waited: list[int], memory: float) -> None:
    """Move the expected wait toward how long those waited who were offered an appointment now.

    Where nobody was, how long those on the list have waited counts; without a list, nothing.
    """
    seen = sum(waited) / max(len(waited), 1)
    service.wait += memory * (seen - service.wait)
