"""Record: what others can see of a person is brought up to date, and the week is counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import list_rows, loop, rule
from simulation.measures.categories import AWARE, IN_CARE, MILD, NO_DISTRESS, SEVERE, WELL
from simulation.measures.weekly import (
    BY_SEVERITY,
    BY_STAGE,
    DISORDER,
    DISORDER_WITH_NEED,
    DISORDER_WITH_SERVICE,
    IN_CARE_BY_MODALITY,
    WEARY_NOW,
)
from simulation.network.ties import Ties
from simulation.population.columns import BURDENED, CONFIDED, EXAMPLE, NEVER, WARNING, YEAR
from simulation.processes.process import Counts, Numbers, Process
from simulation.randomness import BLOCK, decision, uniform
from simulation.values import at

FADE = decision("record: fading of an example")

LITTLE_BURDEN = 0.02
"""Burden below which a person counts as unburdened."""


class RecordColumns(NamedTuple):
    """What record reads and writes."""

    age: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    severity: NDArray[np.uint8]
    modality: NDArray[np.uint8]
    remission: NDArray[np.int16]
    trust: NDArray[np.float32]
    expected_benefit: NDArray[np.float32]
    perceived_stigma: NDArray[np.float32]
    last_service: NDArray[np.int16]
    burden: NDArray[np.float32]
    known: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    opinion: NDArray[np.uint8]
    opinion_moved: NDArray[np.uint8]
    last_need: NDArray[np.int16]
    visits_this_year: NDArray[np.uint8]
    visits_last_year: NDArray[np.uint8]
    ill_this_year: NDArray[np.uint8]
    ill_last_year: NDArray[np.uint8]
    lost_this_year: NDArray[np.uint16]
    lost_last_year: NDArray[np.uint16]
    cost_this_year: NDArray[np.float32]
    cost_last_year: NDArray[np.float32]


class RecordValues(NamedTuple):
    """What strategies may modify in record: what people feel and say of help, and the rest that
    relatives get."""

    trust: NDArray[np.float32]
    stigma: NDArray[np.float32]
    relief: NDArray[np.float32]


@rule
def opinion_of(p: Any, trust: float, expected_benefit: float, perceived_stigma: float) -> float:
    """How favourably a person speaks of seeking help, 0 to 1."""
    rest = max(1.0 - p.opinion_trust - p.opinion_benefit, 0.0)
    said = p.opinion_trust * trust + p.opinion_benefit * expected_benefit
    return min(max(said + rest * (1.0 - perceived_stigma), 0.0), 1.0)


@rule
def in_last_year(event: int, week: int) -> bool:
    """Whether a week lies within the 52 weeks that end with this one."""
    return (event > week - YEAR) & (event != NEVER)


@rule
def health_lost(p: Any, severity: int) -> float:
    """Share of a healthy week that a week in an episode costs (P_dw_a, P_dw_b, P_dw_c)."""
    if severity == MILD:
        return p.disability_mild
    return p.disability_severe if severity == SEVERE else p.disability_moderate


@loop
def begin_new_year(first: int, last: int, people: RecordColumns, youngest: np.uint8) -> None:
    """Close the sums of the year of the adults in these rows."""
    for i in range(first, last):
        if people.age[i] >= youngest:
            people.visits_last_year[i] = people.visits_this_year[i]
            people.ill_last_year[i] = people.ill_this_year[i]
            people.lost_last_year[i] = people.lost_this_year[i]
            people.cost_last_year[i] = people.cost_this_year[i]
            people.visits_this_year[i] = 0
            people.ill_this_year[i] = 0
            people.lost_this_year[i] = 0
            people.cost_this_year[i] = 0.0


@loop
def advance_record(
    first: int, last: int, share: int, week: int, seed: int, people: RecordColumns, ties: Ties,
    values: RecordValues, parameters: Numbers, services: Numbers, counts: Counts,
) -> None:  # fmt: skip
    """Show and count the people in these rows as they are at the end of the week.

    Most people are well, and what others see of them stays as it is; all others are listed first.
    """
    p = parameters[0]
    counted = counts[share]
    youngest = np.uint8(p.youngest_age)
    shows, passes = np.uint8(CONFIDED | EXAMPLE | WARNING), np.uint8(EXAMPLE | WARNING | BURDENED)
    seen = np.empty(BLOCK, np.bool_)
    listed = np.empty(BLOCK, np.uint32)
    adults = not_well = 0
    cases = cases_with_need = cases_with_service = 0
    for block in range(first, last, BLOCK):
        end = min(block + BLOCK, last)
        age, stage_of = people.age[block:end], people.stage[block:end]
        severity_of, remission = people.severity[block:end], people.remission[block:end]
        known_of, shown = people.known[block:end], people.shown[block:end]
        moved = people.opinion_moved[block:end]
        if values.trust.size > 1 or values.stigma.size > 1:
            for row in range(block, end):
                if at(values.trust, row) != 0.0 or at(values.stigma, row) != 0.0:
                    people.opinion_moved[row] = 1
        for row in range(end - block):
            adult = age[row] >= youngest
            adults += adult
            seen[row] = adult & (
                (stage_of[row] != WELL)
                | (severity_of[row] != NO_DISTRESS)
                | ((known_of[row] & passes) != 0)
                | (shown[row] != (known_of[row] & shows))
                | (moved[row] != 0)
            )
        for place in range(list_rows(listed, seen, block, end - block)):
            i = listed[place]
            stage = people.stage[i]
            severity = people.severity[i]
            known = people.known[i]
            if known & (EXAMPLE | WARNING) and uniform(seed, FADE, week, i, 0) < p.example_fade:
                known &= ~np.uint8(EXAMPLE | WARNING)
                people.known[i] = known
            weary = False
            if known & BURDENED:
                people.burden[i] *= 1.0 - max(p.burden_relief, at(values.relief, i))
                weary = people.burden[i] >= p.weary_burden
                if people.burden[i] < LITTLE_BURDEN:
                    people.burden[i] = 0.0
                    people.known[i] = known & ~np.uint8(BURDENED)
            people.shown[i] = known & shows
            if weary:
                people.shown[i] |= BURDENED
                counted[WEARY_NOW] += 1
            if people.opinion_moved[i]:
                trusting, stigma = at(values.trust, i), at(values.stigma, i)
                opinion = opinion_of(
                    p, min(max(people.trust[i] + trusting, 0.0), 1.0), people.expected_benefit[i],
                    min(max(people.perceived_stigma[i] + stigma, 0.0), 1.0),
                )  # fmt: skip
                people.opinion[i] = np.uint8(1.5 + 254.0 * opinion)
                # What a strategy does to an opinion lasts no longer than the strategy.
                people.opinion_moved[i] = trusting != 0.0 or stigma != 0.0
            if severity != NO_DISTRESS:
                people.ill_this_year[i] += 1
                people.lost_this_year[i] += np.uint16(1000.0 * health_lost(p, severity) + 0.5)
            if stage != WELL:
                not_well += 1
                counted[BY_STAGE + stage] += 1
                counted[BY_SEVERITY + severity] += 1
            if stage == IN_CARE:
                counted[IN_CARE_BY_MODALITY + people.modality[i]] += 1
            if stage >= AWARE:
                people.last_need[i] = week
        # A year of episodes is looked back upon in all rows alike, with nothing to branch on.
        needed, served = people.last_need[block:end], people.last_service[block:end]
        for row in range(end - block):
            case = (severity_of[row] != NO_DISTRESS) | in_last_year(remission[row], week)
            cases += case
            cases_with_need += case & in_last_year(needed[row], week)
            cases_with_service += case & in_last_year(served[row], week)
    counted[DISORDER] += cases
    counted[DISORDER_WITH_NEED] += cases_with_need
    counted[DISORDER_WITH_SERVICE] += cases_with_service
    counted[BY_STAGE + WELL] += adults - not_well
    counted[BY_SEVERITY + NO_DISTRESS] += adults - not_well  # who is well is not distressed
    if (week + 1) % YEAR == 0:
        begin_new_year(first, last, people, youngest)


RECORD = Process(
    name="record",
    title="What others can see of a person is brought up to date; the week is counted",
    columns=RecordColumns,
    values=RecordValues,
    writes=(
        "known",
        "burden",
        "shown",
        "opinion",
        "opinion_moved",
        "last_need",
        "visits_this_year",
        "visits_last_year",
        "ill_this_year",
        "ill_last_year",
        "lost_this_year",
        "lost_last_year",
        "cost_this_year",
        "cost_last_year",
    ),
    loop=advance_record,
)
