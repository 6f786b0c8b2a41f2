"""Recognition: does a person in distress see a need?

Not seeing one is the commonest reason for not seeking help (C2). Severity, literacy and a word
from others help to see it; denial keeps from it. A need that is felt without a disorder passes.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import (
    AWARE,
    MILD,
    NO_DISTRESS,
    NOBODY,
    SEVERE,
    UNAWARE,
    WAITING,
    WELL,
)
from simulation.measures.weekly import RECOGNITIONS
from simulation.network.ties import Ties
from simulation.population.columns import NEVER
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.randomness import decision, fill_listed, uniform
from simulation.rows import gathered, rows_in_stages
from simulation.values import at, felt

RECOGNITION_DRAW = decision("recognition")
RELIEF = decision("recognition: relief without a disorder")


class RecognitionColumns(NamedTuple):
    """What recognition reads and writes."""

    severity: NDArray[np.uint8]
    literacy: NDArray[np.float32]
    denial: NDArray[np.float32]
    prompts: NDArray[np.float32]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    need_start: NDArray[np.int16]
    modality: NDArray[np.uint8]
    examples: NDArray[np.int8]


class RecognitionValues(NamedTuple):
    """What strategies may modify in recognition."""

    literacy: NDArray[np.float32]
    recognition: NDArray[np.float32]


@rule
def recognition_probability(
    p: Any, severity: int, literacy: float, denial: float, prompts: float, before: bool
) -> float:
    """Chance that a person in distress comes to see a need this week.

    ``prompts`` is what was said this week (urging less discouraging; only urging tells of a need),
    ``before`` whether a need was seen in an earlier episode.
    """
    log_odds = p.recognition_base
    if severity == MILD:
        log_odds += p.recognition_mild
    elif severity == SEVERE:
        log_odds += p.recognition_severe
    log_odds += p.recognition_literacy * (literacy - 0.5) - p.recognition_denial * denial
    log_odds += p.recognition_prompt * max(prompts, 0.0)
    if before:
        log_odds += p.recognition_before
    return 1.0 / (1.0 + exp(-log_odds))


@rule
def with_further_chance(chance: float, further: float) -> float:
    """The chance to see a need with a further one that strategies give."""
    return 1.0 - (1.0 - chance) * (1.0 - further)


@loop
def advance_recognition(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: RecognitionColumns,
    ties: Ties,
    values: RecognitionValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Let the unaware in these rows see a need, or not, and needs without a disorder pass."""
    p = parameters[0]
    counted = counts[share]
    for i in rows_in_stages(people.stage, first, last, UNAWARE, WAITING):
        if (
            people.severity[i] == NO_DISTRESS
            and uniform(seed, RELIEF, week, i, 0) < p.subthreshold_relief
        ):
            people.stage[i] = WELL
            people.stage_start[i] = week
            people.modality[i] = NOBODY
    rows = rows_in_stages(people.stage, first, last, UNAWARE, UNAWARE)
    denial = gathered(people.denial, rows)
    need_start = gathered(people.need_start, rows)
    luck = np.empty(rows.size)
    fill_listed(luck, seed, RECOGNITION_DRAW, week, rows, rows.size)
    for place in range(rows.size):
        i = rows[place]
        if people.severity[i] == NO_DISTRESS:
            continue
        literacy = felt(people.literacy[i], at(values.literacy, i))
        chance = recognition_probability(
            p,
            people.severity[i],
            literacy,
            denial[place],
            people.prompts[i],
            need_start[place] != NEVER,
        )
        chance = with_further_chance(chance, at(values.recognition, i))
        if luck[place] < chance:
            people.stage[i] = AWARE
            people.stage_start[i] = week
            people.need_start[i] = week
            people.examples[i] = 0
            counted[RECOGNITIONS] += 1


RECOGNITION = Process(
    name="recognition",
    title="People in distress come to see a need; one without a disorder passes",
    columns=RecognitionColumns,
    values=RecognitionValues,
    writes=("stage", "stage_start", "need_start", "modality", "examples"),
    parameters=names(
        "subthreshold_relief recognition_base recognition_mild recognition_severe "
        "recognition_literacy recognition_denial recognition_prompt recognition_before"
    ),
    services=(),
    loop=advance_recognition,
    apart=True,
)
