"""Services: places, waiting lists, first appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.measures.categories import AWARE, IN_CARE, INTENDING, NO_DISTRESS, NOBODY, WAITING
from simulation.processes.services import UNLIMITED
from tests.twin.rules import rules_of
from tests.twin.treatment import begin_course

if TYPE_CHECKING:
    from tests.twin.person import Person
    from tests.twin.world import Service, World

rules = rules_of("simulation.processes.services")


def services(world: World) -> None:
    """Fill free places from the waiting lists: the severe ahead, then first come, first served."""
    free = [free_places(world, m) for m in range(len(world.services))]
    offered: list[list[int]] = [[] for _ in world.services]
    listed: list[list[int]] = [[] for _ in world.services]
    queue = [person for person in world.people if person.stage == WAITING]
    queue.sort(key=turn)
    for person in queue:
        withdraws = world.p.withdrawal * person.modifier("withdrawal")
        if person.luck("services: withdrawal from the list") < withdraws:
            withdraw(person)
            continue
        m, waited = person.modality, world.week - person.stage_start
        if free[m] > 0:
            free[m] -= 1
            offered[m].append(waited)
            keep_first_appointment(person)
        else:
            listed[m].append(waited)
    for m, service in enumerate(world.services):
        expect_wait(service, offered[m] or listed[m], world.p.wait_memory)


def turn(person: Person) -> tuple[float, float]:
    """Whose turn comes first."""
    lot = person.luck("services: order of those who joined in one week")
    return rules.place_in_line(person.model.p, person.stage_start, person.severity), lot


def free_places(world: World, modality: int) -> int:
    """How many more people a service can take into care."""
    service = world.services[modality]
    if service.places >= UNLIMITED:
        return len(world.people)
    adults = sum(person.adult for person in world.people)
    places: int = rules.places_of(service.places, service.modifier("places"), adults)
    taken = sum(person.stage == IN_CARE and person.modality == modality for person in world.people)
    return places - taken


def withdraw(person: Person) -> None:
    """Leave the waiting list."""
    person.model.count("withdrawals")
    person.enter(AWARE)
    person.modality = NOBODY
    person.barrier_availability = person.model.week


def keep_first_appointment(person: Person) -> None:
    """Come to the first appointment and begin a course, or miss it."""
    world = person.model
    waited = world.week - person.stage_start
    comes = rules.attendance_probability(world.p, waited, person.modifier("no_show"))
    if person.luck("services: first appointment") < comes:
        world.count("entries")
        person.enter(IN_CARE)
        person.last_entry = world.week
        person.entry_wait = waited
        ill = person.severity != NO_DISTRESS
        person.entry_delay = world.week - (person.episode_start if ill else person.need_start)
        begin_course(person)
        return
    world.count("no_shows")
    keeps_intention = person.luck("services: after a missed first appointment")
    person.enter(INTENDING if keeps_intention < world.p.no_show_return else AWARE)
    person.modality = NOBODY


def expect_wait(service: Service, waited: list[int], memory: float) -> None:
    """Move the expected wait toward how long those waited who were offered an appointment now.

    Where nobody was, how long those on the list have waited counts; without a list, nothing.
    """
    seen = sum(waited) / max(len(waited), 1)
    service.wait += memory * (seen - service.wait)
