"""Treatment: sessions, alliance, progress, dropping out, completing, stepping up.

Most who leave do so at the beginning. A good alliance keeps people and helps them; care that gets
nowhere is stepped up or left. What a course was like stays: in trust, in the benefit expected of
care, and, where people speak of it, in an example to those around them.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import (
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    NO_DISTRESS,
    NOBODY,
    WAITING,
    WELL,
)
from simulation.measures.weekly import (
    COMPLETIONS,
    DROPOUTS,
    LABELS,
    PATIENT_PAYMENTS,
    PROFESSIONAL_CHANGES,
    STEP_UPS,
    SUBSIDIES,
)
from simulation.network.ties import Ties
from simulation.population.columns import EXAMPLE, LABELLED, LONGEST_COURSE, NEVER, WARNING
from simulation.population.experience import after_experience
from simulation.processes.by_help import sessions_place
from simulation.processes.choice import PREFERENCE, price_to_person
from simulation.processes.help_resistance import resistance_in_care
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.randomness import Whole, decision, normal, uniform, uniform_pair
from simulation.rows import gathered, rows_in_stages
from simulation.values import at

COURSE = decision("treatment: planned course")
MATCH = decision("treatment: match of person and professional")
RESPONSE = decision("treatment: responsiveness")
ENDING = decision("treatment: ending")
STEP_UP = decision("treatment: step up")
DISCLOSURE = decision("treatment: disclosure")


class TreatmentColumns(NamedTuple):
    """What treatment reads and writes."""

    severity: NDArray[np.uint8]
    coverage: NDArray[np.uint8]
    trauma: NDArray[np.uint8]
    concealment: NDArray[np.float32]
    denial: NDArray[np.float32]
    reactance: NDArray[np.float32]
    planned_sessions: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    modality: NDArray[np.uint8]
    sessions: NDArray[np.uint16]
    alliance: NDArray[np.float32]
    responsiveness: NDArray[np.float32]
    asking_habit: NDArray[np.float32]
    progress: NDArray[np.float32]
    trust: NDArray[np.float32]
    usual_trust: NDArray[np.float32]
    expected_benefit: NDArray[np.float32]
    self_stigma: NDArray[np.float32]
    known: NDArray[np.uint8]
    opinion_moved: NDArray[np.uint8]
    visits_this_year: NDArray[np.uint8]
    cost_this_year: NDArray[np.float32]
    first_contact: NDArray[np.int16]
    last_service: NDArray[np.int16]
    last_dropout: NDArray[np.int16]
    dropout_sessions: NDArray[np.uint16]


class TreatmentValues(NamedTuple):
    """What strategies may modify in treatment."""

    price: NDArray[np.float32]
    dropout: NDArray[np.float32]
    trauma_burden: NDArray[np.float32]
    directiveness: NDArray[np.float32]
    progress: NDArray[np.float32]


@rule
def planned_course(p: Any, sessions: float, deviate: float) -> int:
    """Sessions that the professional plans: around the median of the service, up to 250."""
    planned = sessions * exp(p.course_spread * deviate) + 0.5
    return int(min(max(planned, 1.0), LONGEST_COURSE))


@rule
def alliance_at_start(
    p: Any, trust: float, preference: float, culture_fit: float, deviate: float, modifier: float
) -> float:
    """Alliance before the first session: trust, being offered what one prefers, fit, and luck."""
    start = 0.5 + p.alliance_trust * (trust - 0.5) + p.alliance_match * (preference - 0.5)
    start -= p.alliance_culture * (1.0 - culture_fit)
    return min(max(start + p.alliance_spread * deviate + modifier, 0.0), 1.0)


@rule
def responsiveness_of(p: Any, deviate: float) -> float:
    """How well a person responds to a course, around one."""
    return exp(p.progress_spread * deviate)


@rule
def alliance_after_session(p: Any, alliance: float, concealment: float) -> float:
    """Alliance grows toward one, more slowly with those who show nothing."""
    pace = p.alliance_growth * (1.0 - p.alliance_concealment * concealment)
    return alliance + pace * (1.0 - alliance)


@rule
def progress_after_session(
    p: Any,
    progress: float,
    effect: float,
    alliance: float,
    responsiveness: float,
    trauma_burden: float,
    modifier: float,
) -> float:
    """Progress of a course after one more session, at most one.

    ``trauma_burden`` is 0 without much trauma, 1 with it, less where care is trauma-informed.
    """
    gain = effect * responsiveness * (1.0 - p.progress_alliance * (1.0 - alliance)) * modifier
    gain *= 1.0 - (1.0 - p.progress_trauma) * trauma_burden
    return min(progress + gain, 1.0)


@rule
def is_stalled(p: Any, sessions: int, progress: float) -> bool:
    """Whether a course has shown little progress for so long that it counts as stalled."""
    return sessions >= p.stalled_sessions and progress < p.stalled_progress


@rule
def completion_probability(p: Any, sessions: int, planned: int, well: bool) -> float:
    """Chance that a course ends by agreement after this session.

    That of a person who is well may end early; the plan of one who is still ill may be renewed.
    """
    if well:
        return 1.0 if sessions >= planned else p.well_completion
    return 1.0 - p.extension_chance if sessions >= planned else 0.0


@rule
def dropout_probability(
    p: Any,
    base: float,
    sessions: int,
    alliance: float,
    trauma_burden: float,
    covered: bool,
    denial: float,
    directed: float,
    stalled: bool,
    modifier: float,
) -> float:
    """Chance to leave after this session, against the plan: high early, low in a good alliance.

    ``directed`` is reactance times the directiveness of the care.
    """
    rate = base * (1.0 + p.dropout_early * exp(-(sessions - 1) / p.dropout_memory))
    log_ratio = p.dropout_denial * (denial - 0.5) - p.dropout_alliance * (alliance - 0.5)
    log_ratio += p.dropout_trauma * trauma_burden + p.dropout_directive * directed
    if not covered:
        log_ratio += p.dropout_uninsured
    if stalled:
        log_ratio += p.dropout_stalled
    return min(rate * exp(log_ratio) * modifier, 1.0)


@rule
def begin_course(
    p: Any,
    sessions: float,
    seed: Whole,
    week: int,
    person: int,
    modality: int,
    refusals: int,
    trust: float,
    culture_fit: float,
    modifier: float,
) -> tuple[int, float, float]:
    """Planned sessions, alliance and responsiveness with which a course begins."""
    preference = uniform(seed, PREFERENCE, refusals, person, modality)
    return (
        planned_course(p, sessions, normal(seed, COURSE, week, person, 0)),
        alliance_at_start(
            p, trust, preference, culture_fit, normal(seed, MATCH, week, person, 0), modifier
        ),
        responsiveness_of(p, normal(seed, RESPONSE, week, person, 0)),
    )


@rule
def _answer_to_stalling(
    p: Any,
    services: Numbers,
    seed: int,
    week: int,
    share: int,
    i: int,
    m: int,
    people: TreatmentColumns,
    counts: Counts,
) -> None:
    """What is done about a course that gets nowhere: step up, change of professional, a label."""
    stepped, labelled = uniform_pair(seed, STEP_UP, week, i, 0)
    above = np.int64(services[m].step_up)
    if above != NOBODY and services[above].places > 0.0 and stepped < p.step_up_chance:
        people.stage[i] = WAITING
        people.stage_start[i] = week
        people.modality[i] = above
        counts[share, STEP_UPS] += 1
        return
    if above == NOBODY and stepped < p.change_chance:
        deviate = normal(seed, MATCH, week, i, 0)
        people.alliance[i] = min(max(people.trust[i] + p.alliance_spread * deviate, 0.0), 1.0)
        people.responsiveness[i] = responsiveness_of(p, normal(seed, RESPONSE, week, i, 0))
        counts[share, PROFESSIONAL_CHANGES] += 1
    elif not people.known[i] & LABELLED and labelled < p.label_chance:
        people.known[i] |= LABELLED
        people.trust[i] *= 1.0 - p.label_trust
        people.usual_trust[i] *= 1.0 - p.label_trust
        counts[share, LABELS] += 1


@loop
def advance_treatment(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: TreatmentColumns,
    ties: Ties,
    values: TreatmentValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Hold the sessions that are due this week, and see who goes on."""
    p = parameters[0]
    counted = counts[share]
    rows = rows_in_stages(people.stage, first, last, IN_CARE, IN_CARE)
    stage_start = gathered(people.stage_start, rows)
    for place in range(rows.size):
        i = rows[place]
        m = people.modality[i]
        service = services[m]
        if (week - stage_start[place]) % np.int64(service.interval) != 0:
            continue
        sessions = people.sessions[i] + 1
        people.sessions[i] = sessions
        counted[sessions_place(m, services.size, counted.size)] += 1
        covered = people.coverage[i] != 0
        paid = price_to_person(service.price, service.coinsurance, covered, at(values.price, i))
        counted[PATIENT_PAYMENTS] += np.int64(100.0 * paid + 0.5)
        if at(values.price, i) < 1.0:
            full = price_to_person(service.price, service.coinsurance, covered, 1.0)
            counted[SUBSIDIES] += np.int64(100.0 * (full - paid) + 0.5)
        people.cost_this_year[i] += service.cost
        if service.professional != 0.0:
            people.visits_this_year[i] += 1
            people.last_service[i] = week
            if people.first_contact[i] == NEVER:
                people.first_contact[i] = week
        heavy = at(values.trauma_burden, i) if people.trauma[i] == 2 else 0.0
        people.asking_habit[i] = resistance_in_care(p, people.asking_habit[i], people.progress[i])
        people.alliance[i] = alliance_after_session(p, people.alliance[i], people.concealment[i])
        people.progress[i] = progress_after_session(
            p,
            people.progress[i],
            service.effect,
            people.alliance[i],
            people.responsiveness[i],
            heavy,
            at(values.progress, i),
        )
        people.self_stigma[i] *= 1.0 - p.care_destigmatises

        well = people.severity[i] == NO_DISTRESS
        stalled = is_stalled(p, sessions, people.progress[i])
        agrees, leaves = uniform_pair(seed, ENDING, week, i, 0)
        completes = agrees < completion_probability(p, sessions, people.planned_sessions[i], well)
        drops_out = not completes and leaves < dropout_probability(
            p,
            service.dropout,
            sessions,
            people.alliance[i],
            heavy,
            covered,
            people.denial[i],
            people.reactance[i] * service.directive * at(values.directiveness, i),
            stalled,
            at(values.dropout, i),
        )
        if not completes and not drops_out:
            if stalled and not well:
                _answer_to_stalling(p, services, seed, week, share, i, m, people, counts)
            continue

        good = well or people.progress[i] >= p.helpful_progress
        people.trust[i] = after_experience(p, people.trust[i], good)
        people.usual_trust[i] = after_experience(p, people.usual_trust[i], good)
        people.expected_benefit[i] = after_experience(p, people.expected_benefit[i], good)
        people.opinion_moved[i] = 1
        if good and uniform(seed, DISCLOSURE, week, i, 0) < p.disclosure_chance * (
            1.0 - people.concealment[i]
        ):
            people.known[i] = (people.known[i] | EXAMPLE) & ~np.uint8(WARNING)
        if not good and uniform(seed, DISCLOSURE, week, i, 0) < p.warning_chance * (
            1.0 - people.concealment[i]
        ):
            people.known[i] = (people.known[i] | WARNING) & ~np.uint8(EXAMPLE)
        if drops_out:
            counted[DROPOUTS] += 1
            if service.professional != 0.0:
                people.last_dropout[i] = week
                people.dropout_sessions[i] = sessions
        else:
            counted[COMPLETIONS] += 1
        if well:
            people.stage[i] = WELL
        else:
            people.stage[i] = DROPPED_OUT if drops_out else COMPLETED
        people.stage_start[i] = week
        people.modality[i] = NOBODY


TREATMENT = Process(
    name="treatment",
    title="Sessions, alliance and progress; people leave, complete or are stepped up",
    columns=TreatmentColumns,
    values=TreatmentValues,
    writes=(
        "stage",
        "stage_start",
        "modality",
        "sessions",
        "alliance",
        "responsiveness",
        "progress",
        "asking_habit",
        "trust",
        "usual_trust",
        "expected_benefit",
        "self_stigma",
        "known",
        "opinion_moved",
        "first_contact",
        "last_service",
        "last_dropout",
        "dropout_sessions",
        "visits_this_year",
        "cost_this_year",
    ),
    parameters=names(
        "habit_treated alliance_growth alliance_concealment alliance_spread dropout_early "
        "dropout_memory dropout_alliance dropout_trauma dropout_uninsured dropout_denial "
        "dropout_directive dropout_stalled progress_alliance progress_trauma progress_spread "
        "stalled_sessions stalled_progress step_up_chance change_chance label_chance "
        "label_trust extension_chance well_completion helpful_progress experience_trust "
        "care_destigmatises disclosure_chance warning_chance"
    ),
    services=names(
        "price cost coinsurance places interval effect dropout directive professional step_up"
    ),
    loop=advance_treatment,
    apart=True,
)
