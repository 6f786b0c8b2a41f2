"""Services: places, waiting lists, first appointments.

The queue is the one part of the week in which people stand in each other's way. The severely ill
go ahead of the others by some weeks (triage); beyond that it is first come, first served, and a
keyed draw orders those who are equal, so neither rows nor threads favour anybody.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import (
    AWARE,
    IN_CARE,
    INTENDING,
    NO_DISTRESS,
    NOBODY,
    WAITING,
)
from simulation.measures.weekly import ENTRIES, NO_SHOWS, WITHDRAWALS
from simulation.network.ties import Ties
from simulation.population.columns import NEVER
from simulation.population.demographics import OLDEST
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.processes.treatment import begin_course
from simulation.randomness import Whole, decision, uniform
from simulation.rows import count_between, rows_in_stages
from simulation.values import at, felt

WITHDRAWAL = decision("services: withdrawal from the list")
TURN = decision("services: order of those who joined in one week")
FIRST_APPOINTMENT = decision("services: first appointment")
AFTER_NO_SHOW = decision("services: after a missed first appointment")

UNLIMITED = 1000.0
"""Places per 1,000 adults from which on a service has no waiting list."""


class ServicesColumns(NamedTuple):
    """What services read and write."""

    age: NDArray[np.uint8]
    trust: NDArray[np.float32]
    culture_fit: NDArray[np.float32]
    severity: NDArray[np.uint8]
    refusals: NDArray[np.uint16]
    episode_start: NDArray[np.int16]
    need_start: NDArray[np.int16]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    modality: NDArray[np.uint8]
    planned_sessions: NDArray[np.uint8]
    sessions: NDArray[np.uint16]
    alliance: NDArray[np.float32]
    progress: NDArray[np.float32]
    responsiveness: NDArray[np.float32]
    last_entry: NDArray[np.int16]
    entry_wait: NDArray[np.uint16]
    entry_delay: NDArray[np.int16]
    barrier_availability: NDArray[np.int16]


class ServicesValues(NamedTuple):
    """What strategies may modify in services."""

    withdrawal: NDArray[np.float32]
    no_show: NDArray[np.float32]
    alliance: NDArray[np.float32]
    trust: NDArray[np.float32]
    culture_fit: NDArray[np.float32]
    places: NDArray[np.float32]


@rule
def places_of(places_per_1000: float, modifier: float, adults: int) -> int:
    """How many people a service can have in care; one at least if it is offered at all."""
    wanted = places_per_1000 * modifier * adults / 1000.0
    return max(int(wanted + 0.5), 1) if wanted > 0.0 else 0


@rule
def place_in_line(p: Any, joined: float, severity: float) -> float:
    """The week that counts for the order of the list: that of joining, earlier for the severe."""
    return joined - p.triage * severity


@rule
def in_line(
    rows: NDArray[np.uint32], week: int, seed: Whole, people: ServicesColumns, parameters: Numbers
) -> NDArray[np.uint32]:
    """Those of ``rows`` who wait, in the order in which they are offered appointments."""
    waiting = 0
    for i in rows:
        waiting += people.stage[i] == WAITING
    queue = np.empty(waiting, np.uint32)
    place = 0
    for i in rows:
        if people.stage[i] == WAITING:
            queue[place] = i
            place += 1
    turn = np.empty(waiting)
    for place in range(waiting):
        turn[place] = uniform(seed, TURN, week, queue[place], 0)
    queue = queue[np.argsort(turn, kind="mergesort")]
    line = np.empty(waiting)
    for place in range(waiting):
        i = queue[place]
        line[place] = place_in_line(parameters[0], people.stage_start[i], people.severity[i])
    return queue[np.argsort(line, kind="mergesort")]


@rule
def attendance_probability(p: Any, weeks_waited: int, no_show: float) -> float:
    """Chance to come to the first appointment; its log odds fall with each week waited."""
    odds = (1.0 - p.first_no_show) / p.first_no_show if p.first_no_show > 0.0 else 1e9
    odds *= exp(-p.no_show_wait * weeks_waited)
    return 1.0 - min(no_show / (1.0 + odds), 1.0)


@rule
def free_places(
    rows: NDArray[np.uint32],
    adults: int,
    people: ServicesColumns,
    values: ServicesValues,
    services: Numbers,
) -> NDArray[np.int64]:
    """Places of each service that none of the people in ``rows``, all waiting or in care, takes."""
    in_care = np.zeros(len(services), np.int64)
    for i in rows:
        if people.stage[i] == IN_CARE:
            in_care[people.modality[i]] += 1
    free = np.empty(len(services), np.int64)
    for m in range(len(services)):
        if services[m].places >= UNLIMITED:
            free[m] = people.stage.size
        else:
            places = places_of(services[m].places, values.places[m], adults)
            free[m] = max(places - in_care[m], 0)
    return free


@rule
def admit(
    queue: NDArray[np.uint32],
    week: int,
    seed: Whole,
    people: ServicesColumns,
    values: ServicesValues,
    parameters: Numbers,
    services: Numbers,
    free: NDArray[np.int64],
    waited: NDArray[np.int64],
    counts: Counts,
) -> None:
    """Go over the queue in its order and offer first appointments while there are places.

    ``free`` (places by modality) is used up; ``waited`` collects, by modality, the weeks waited by
    those offered an appointment in its first column and their number in its second, and the same of
    those still on the list in the third and fourth.
    """
    p = parameters[0]
    for i in queue:
        if uniform(seed, WITHDRAWAL, week, i, 0) < p.withdrawal * at(values.withdrawal, i):
            people.stage[i] = AWARE
            people.stage_start[i] = week
            people.modality[i] = NOBODY
            people.barrier_availability[i] = week
            counts[0, WITHDRAWALS] += 1
            continue
        m = people.modality[i]
        weeks = week - people.stage_start[i]
        if free[m] <= 0:
            waited[m, 2] += weeks
            waited[m, 3] += 1
            continue
        free[m] -= 1
        waited[m, 0] += weeks
        waited[m, 1] += 1
        people.stage_start[i] = week
        comes = attendance_probability(p, weeks, at(values.no_show, i))
        if uniform(seed, FIRST_APPOINTMENT, week, i, 0) >= comes:
            keeps = uniform(seed, AFTER_NO_SHOW, week, i, 0) < p.no_show_return
            people.stage[i] = INTENDING if keeps else AWARE
            people.modality[i] = NOBODY
            counts[0, NO_SHOWS] += 1
            continue
        people.stage[i] = IN_CARE
        people.last_entry[i] = week
        people.entry_wait[i] = weeks
        ill = people.severity[i] != NO_DISTRESS
        began = people.episode_start[i] if ill else people.need_start[i]
        people.entry_delay[i] = week - began if began != NEVER else -1
        people.sessions[i] = 0
        people.progress[i] = 0.0
        trust = felt(people.trust[i], at(values.trust, i))
        fit = max(people.culture_fit[i], at(values.culture_fit, i))
        planned, alliance, responsiveness = begin_course(
            p,
            services[m].sessions,
            seed,
            week,
            i,
            m,
            people.refusals[i],
            trust,
            fit,
            at(values.alliance, i),
        )
        people.planned_sessions[i] = planned
        people.alliance[i] = alliance
        people.responsiveness[i] = responsiveness
        counts[0, ENTRIES] += 1


@rule
def expect_waits(p: Any, services: Numbers, waited: NDArray[np.int64]) -> None:
    """Move the waiting time that people expect toward what is seen at each service.

    That is how long those offered an appointment this week had waited; where there was none to
    offer, how long those on the list have waited so far; without a list, nothing.
    """
    for m in range(len(services)):
        offered, listed = waited[m, 1], waited[m, 3]
        seen = waited[m, 0] / offered if offered else waited[m, 2] / max(listed, 1)
        services[m].wait += p.wait_memory * (seen - services[m].wait)


@loop
def fill_places(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: ServicesColumns,
    ties: Ties,
    values: ServicesValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Fill the free places of all services from their waiting lists."""
    youngest = int(parameters[0].youngest_age)
    adults = count_between(people.age, first, last, youngest, OLDEST)
    rows = rows_in_stages(people.stage, first, last, WAITING, IN_CARE)
    free = free_places(rows, adults, people, values, services)
    queue = in_line(rows, week, seed, people, parameters)
    waited = np.zeros((services.size, 4), np.int64)
    admit(queue, week, seed, people, values, parameters, services, free, waited, counts)
    expect_waits(parameters[0], services, waited)


SERVICES = Process(
    name="services",
    title="Places are filled from waiting lists; first appointments are kept or missed",
    columns=ServicesColumns,
    values=ServicesValues,
    writes=(
        "stage",
        "stage_start",
        "modality",
        "planned_sessions",
        "sessions",
        "alliance",
        "progress",
        "responsiveness",
        "last_entry",
        "entry_wait",
        "entry_delay",
        "barrier_availability",
    ),
    parameters=names(
        "youngest_age first_no_show no_show_wait triage wait_memory withdrawal no_show_return "
        "alliance_trust alliance_match alliance_culture alliance_spread course_spread "
        "progress_spread"
    ),
    services=("places", "sessions", "wait"),
    whole=fill_places,
)
