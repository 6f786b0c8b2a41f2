"""Distress: episodes begin, deepen, remit and come back.

Distress below the threshold of disorder is no episode, but a need that some seek help for (K7).
Ties carry no distress (P_contagion). Remission slows with the length of an episode; treatment adds
to it through progress. Who was vulnerable once is so for good, so most episodes are relapses.
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
    MILD,
    MODERATE,
    NO_DISTRESS,
    NOBODY,
    SEVERE,
    UNAWARE,
    WELL,
)
from simulation.measures.weekly import DEEPENINGS, ONSETS, REMISSIONS, SUBTHRESHOLD_ONSETS
from simulation.network.ties import Ties
from simulation.population.columns import CONFIDED, NEVER, PROMPTED, REFERRED
from simulation.processes.process import Counts, NoValues, Numbers, Process, names
from simulation.randomness import BLOCK, decision, fill_pairs, fill_uniforms, uniform
from simulation.rows import gathered, list_between, list_rows

ONSET = decision("distress: onset")

FIRST_SEVERITY = decision("distress: severity at onset")
REMISSION = decision("distress: remission")


class DistressColumns(NamedTuple):
    """What distress reads and writes."""

    age: NDArray[np.uint8]
    vulnerability: NDArray[np.float32]
    trauma: NDArray[np.uint8]
    progress: NDArray[np.float32]
    burden: NDArray[np.float32]
    last_entry: NDArray[np.int16]
    severity: NDArray[np.uint8]
    worst_severity: NDArray[np.uint8]
    episode_start: NDArray[np.int16]
    remission: NDArray[np.int16]
    first_onset: NDArray[np.int16]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    need_start: NDArray[np.int16]
    examples: NDArray[np.int8]
    known: NDArray[np.uint8]
    refusals: NDArray[np.uint16]
    chronicity: NDArray[np.float32]
    asking_habit: NDArray[np.float32]
    denial: NDArray[np.float32]
    self_stigma: NDArray[np.float32]
    fear_of_change: NDArray[np.float32]
    usual_self_stigma: NDArray[np.uint8]
    usual_denial: NDArray[np.uint8]
    usual_fear_of_change: NDArray[np.uint8]
    modality: NDArray[np.uint8]


@rule
def weekly_onset_rate(
    p: Any,
    vulnerability: float,
    weeks_since_remission: int,
    chronicity: float,
    learned: float,
    burden: float,
) -> float:
    """Rate per week at which an adult who is well falls into an episode.

    ``weeks_since_remission`` is negative for those without an earlier episode. An episode that
    went long without care (``chronicity``, years) leaves a risk of relapse, progress in care
    (``learned``, 0 to 1) a protection from it, and both fade evenly. Who
    is burdened by an ill person close to them is at more risk, though distress itself is not
    contagious.
    """
    rate = p.onset_rate / 52.0 * vulnerability * (1.0 + p.burden_distress * burden)
    if weeks_since_remission >= 0:
        fresh = max(1.0 - weeks_since_remission / p.relapse_memory, 0.0)
        rate *= 1.0 + p.relapse_chronic * min(chronicity, p.longest_chronicity) * fresh
        rate *= 1.0 - p.relapse_protection * learned * fresh
    return rate


@rule
def onset_probability(
    p: Any,
    vulnerability: float,
    weeks_since_remission: int,
    chronicity: float,
    learned: float,
    burden: float,
) -> float:
    """Chance that an adult who is well falls into an episode this week."""
    return min(
        weekly_onset_rate(p, vulnerability, weeks_since_remission, chronicity, learned, burden), 1.0
    )


@rule
def subthreshold_probability(p: Any, vulnerability: float) -> float:
    """Chance that an adult who is well comes to feel a need without a disorder this week."""
    return min(p.subthreshold_onset / 52.0 * vulnerability, 0.5)


@rule
def denial_after_shock(p: Any, denial: float) -> float:
    """Denial when an episode is or becomes severe: the shock of it is kept away."""
    return denial + p.shock_denial * (1.0 - denial)


@rule
def after_recovery(p: Any, attitude: float, usual: int) -> float:
    """Self-stigma, denial or fear of change when an episode remits: part of what it added goes.

    ``usual`` is the level before any episode, in 255ths.
    """
    return attitude + p.recovery_return * (usual / 255.0 - attitude)


@rule
def severity_at_onset(p: Any, draw: float) -> int:
    """Severity with which an episode begins."""
    if draw < p.onset_share_mild:
        return MILD
    return SEVERE if draw >= 1.0 - p.onset_share_severe else MODERATE


@rule
def severity_next_week(p: Any, severity: int, draw: float) -> int:
    """Severity of a going episode next week: a step up, a step down, or the same."""
    if draw < p.deepening:
        return min(severity + 1, SEVERE)
    if draw >= 1.0 - p.easing:
        return max(severity - 1, MILD)
    return severity


@rule
def remission_rate(
    p: Any, severity: int, weeks: int, trauma: int, confided: bool, progress: float
) -> float:
    """Rate per week at which an episode that has lasted ``weeks`` remits.

    It falls with the length of the episode as scale / (weeks + offset) + floor, so that new
    episodes follow P_mde_3m and P_mde_6m; ``progress`` (0 to 1) of treatment adds to it. Much
    adversity slows recovery without treatment; what it takes from treatment, it takes through
    progress.
    """
    rate = p.remission_scale / (weeks + p.remission_offset) + p.remission_floor
    if severity == MILD:
        rate *= p.remission_mild
    elif severity == SEVERE:
        rate *= p.remission_severe
    if confided:
        rate *= p.remission_support
    untreated = rate * p.remission_trauma if trauma == 2 else rate
    return untreated + rate * p.treatment_effect * progress


@rule
def remission_probability(rate: float) -> float:
    """Chance that an episode remits this week; never more than its rate."""
    return 1.0 - exp(-rate)


@loop
def advance_distress(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: DistressColumns,
    ties: Ties,
    values: NoValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Begin, change and end episodes of the people in these rows.

    Who is ill and who may fall ill by the luck that they have is listed first: both are few.
    """
    p = parameters[0]
    counted = counts[share]
    youngest = np.uint8(p.youngest_age)
    luck_of_onset = np.empty(BLOCK)
    luck_of_remission = np.empty(BLOCK)
    luck_of_change = np.empty(BLOCK)
    may_fall_ill = np.empty(BLOCK, np.bool_)
    ill = np.empty(BLOCK, np.uint32)
    falling = np.empty(BLOCK, np.uint32)
    # No chance is higher than this for one's vulnerability; most draws are, and need no more.
    highest = weekly_onset_rate(p, 1.0, 0, p.longest_chronicity, 0.0, 1.0) * (1.0 + 1e-9)
    most_troubled = p.subthreshold_onset / 52.0 * (1.0 + 1e-9)
    for block in range(first, last, BLOCK):
        end = min(block + BLOCK, last)
        fill_uniforms(luck_of_onset, seed, ONSET, week, block, end - block)
        age, severity_of = people.age[block:end], people.severity[block:end]
        vulnerability = people.vulnerability[block:end]
        for row in range(end - block):
            # The two ends of one draw: an episode, or distress that is none.
            may_fall_ill[row] = (
                (severity_of[row] == NO_DISTRESS)
                & (age[row] >= youngest)
                & (
                    (luck_of_onset[row] < highest * vulnerability[row])
                    | (luck_of_onset[row] >= 1.0 - most_troubled * vulnerability[row])
                )
            )
        number_ill = list_between(ill, people.severity, block, end, MILD, SEVERE)
        number_falling = list_rows(falling, may_fall_ill, block, end - block)

        for place in range(number_falling):
            i = falling[place]
            luck = luck_of_onset[i - block]
            since = week - people.remission[i] if people.remission[i] != NEVER else -1
            treated = people.last_entry[i] >= people.episode_start[i]
            if luck >= onset_probability(
                p,
                people.vulnerability[i],
                since,
                people.chronicity[i],
                people.progress[i] if treated else 0.0,
                people.burden[i],
            ):
                if (
                    luck >= 1.0 - subthreshold_probability(p, people.vulnerability[i])
                    and people.stage[i] == WELL
                ):
                    people.stage[i] = AWARE
                    people.stage_start[i] = week
                    people.need_start[i] = week
                    people.examples[i] = 0
                    people.known[i] &= ~np.uint8(CONFIDED | PROMPTED | REFERRED)
                    people.refusals[i] = 0
                    counted[SUBTHRESHOLD_ONSETS] += 1
                continue
            severity = severity_at_onset(p, uniform(seed, FIRST_SEVERITY, week, i, 0))
            people.severity[i] = severity
            people.worst_severity[i] = severity
            people.episode_start[i] = week
            if people.first_onset[i] == NEVER:
                people.first_onset[i] = week
            people.known[i] &= ~np.uint8(CONFIDED | PROMPTED | REFERRED)
            people.refusals[i] = 0
            if severity == SEVERE:
                people.denial[i] = denial_after_shock(p, people.denial[i])
            if people.stage[i] == WELL:
                people.stage[i] = UNAWARE
                people.stage_start[i] = week
            counted[ONSETS] += 1

        fill_pairs(luck_of_remission, luck_of_change, seed, REMISSION, week, ill, number_ill, 0)
        began = gathered(people.episode_start, ill[:number_ill])
        for place in range(number_ill):
            i = ill[place]
            severity = people.severity[i]
            in_care = people.stage[i] == IN_CARE
            rate = remission_rate(
                p,
                severity,
                week - began[place],
                people.trauma[i],
                (people.known[i] & CONFIDED) != 0,
                people.progress[i] if in_care else 0.0,
            )
            luck = luck_of_remission[place]
            if luck < rate and luck < remission_probability(rate):
                people.severity[i] = NO_DISTRESS
                people.remission[i] = week
                people.chronicity[i] = 0.0
                people.asking_habit[i] *= 1.0 - p.habit_resolved  # what was asked about is
                people.self_stigma[i] = after_recovery(
                    p, people.self_stigma[i], people.usual_self_stigma[i]
                )
                people.denial[i] = after_recovery(p, people.denial[i], people.usual_denial[i])
                people.fear_of_change[i] = after_recovery(
                    p, people.fear_of_change[i], people.usual_fear_of_change[i]
                )
                if people.last_entry[i] < people.episode_start[i]:
                    people.chronicity[i] = (week - people.episode_start[i]) / 52.0
                if not in_care:  # care already begun is brought to its end
                    people.stage[i] = WELL
                    people.stage_start[i] = week
                    people.modality[i] = NOBODY
                counted[REMISSIONS] += 1
                continue
            changed = severity_next_week(p, severity, luck_of_change[place])
            if changed > severity:
                counted[DEEPENINGS] += 1
                people.worst_severity[i] = max(people.worst_severity[i], changed)
                if changed == SEVERE:
                    people.denial[i] = denial_after_shock(p, people.denial[i])
            people.severity[i] = changed


DISTRESS = Process(
    name="distress",
    title="Episodes begin, deepen, ease, remit and come back",
    columns=DistressColumns,
    values=NoValues,
    writes=(
        "severity",
        "worst_severity",
        "episode_start",
        "remission",
        "first_onset",
        "stage",
        "stage_start",
        "need_start",
        "examples",
        "known",
        "refusals",
        "modality",
        "chronicity",
        "asking_habit",
        "denial",
        "self_stigma",
        "fear_of_change",
    ),
    parameters=names(
        "youngest_age onset_rate subthreshold_onset relapse_chronic relapse_protection "
        "relapse_memory longest_chronicity onset_share_mild onset_share_severe deepening easing "
        "remission_scale remission_offset remission_floor remission_mild remission_severe "
        "remission_trauma remission_support recovery_return shock_denial burden_distress "
        "treatment_effect habit_resolved"
    ),
    services=(),
    loop=advance_distress,
    apart=True,
)
