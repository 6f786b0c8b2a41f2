"""Services: places, waiting lists, first appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulation.population.columns import AWARE, IN_CARE, INTENDING, NOBODY, WAITING
from simulation.processes.services import UNLIMITED, WAIT_MEMORY
from tests.twin.rules import rules_of
from tests.twin.treatment import begin_course

if TYPE_CHECKING:
    from tests.twin.person import Person
    from tests.twin.world import Service, World

rules = rules_of("simulation.processes.services")


def services(world: World) -> None:
    """Fill free places from the waiting lists: first come, first served, within a week by lot."""
    free = [free_places(world, m) for m in range(len(world.services))]
    waits: list[list[int]] = [[] for _ in world.services]
    queue = [person for person in world.people if person.stage == WAITING]
    queue.sort(key=turn)
    for person in queue:
        withdraws = world.p.withdrawal * person.modifier("withdrawal")
        if person.luck("services: withdrawal from the list") < withdraws:
            withdraw(person)
        elif free[person.modality] > 0:
            free[person.modality] -= 1
            waits[person.modality].append(world.week - person.stage_start)
            keep_first_appointment(person)
    for service, waited in zip(world.services, waits, strict=True):
        expect_wait(service, waited)


def turn(person: Person) -> tuple[int, float]:
    """Whose turn comes first."""
    lot = person.luck("services: order of those who joined in one week")
    return person.stage_start, lot


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
        person.entry_wait = min(waited, 255)
        person.entry_delay = world.week - person.episode_start
        begin_course(person)
        return
    world.count("no_shows")
    keeps_intention = person.luck("services: after a missed first appointment")
    person.enter(INTENDING if keeps_intention < world.p.no_show_return else AWARE)
    person.modality = NOBODY


def expect_wait(service: Service, waited: list[int]) -> None:
    """Move the expected wait toward what those waited who were offered an appointment now."""
    if waited:
        mean = sum(waited) / len(waited)
        service.wait += WAIT_MEMORY * (mean - service.wait)
