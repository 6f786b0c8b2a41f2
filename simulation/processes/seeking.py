"""Seeking: from a perceived need to an offer that is accepted, and what keeps people from it.

A person who sees a need weighs barriers in log odds. Intention comes first, then asking: a
confidant, or a service. What is offered may be refused, and asked for again in another form. Every
week in which a person sees a need and does not seek leaves the barriers that they would name.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import (
    ASKING,
    AWARE,
    COMPLETED,
    DROPPED_OUT,
    INTENDING,
    MILD,
    NOBODY,
    REFUSED,
    SEVERE,
    STAGES,
    WAITING,
)
from simulation.measures.weekly import (
    CONFIDENCES,
    INTENTIONS,
    OFFERS,
    REFUSALS,
    REPEATED_REQUESTS,
    REQUESTS,
    RETURNS,
    STRUCTURAL_FAILURES,
)
from simulation.network.ties import Ties
from simulation.population.columns import CONFIDED, NEVER, REFERRED
from simulation.processes.barriers import (
    ATTITUDE_NUMBERS,
    AttitudeColumns,
    AttitudeValues,
    attitudes,
    naming_of_nothing,
    naming_probability,
    sum_of,
)
from simulation.processes.choice import choose_help
from simulation.processes.help_resistance import (
    odds_after_referral,
    refusal_probability,
    resistance_now,
    stop_asking_probability,
)
from simulation.processes.process import Counts, Numbers, Process, joined, names
from simulation.randomness import decision, fill_listed, uniform_pair
from simulation.rows import gathered, rows_in_stages
from simulation.values import at, felt

INTENTION = decision("seeking: intention")
ACTION = decision("seeking: action")
CONFIDE = decision("seeking: confide")
ANSWER = decision("seeking: answer to an offer")
ASK_AGAIN = decision("seeking: ask again")
RETURN = decision("seeking: return")
NAMING = decision("seeking: naming of barriers")

NAMING_INTERVAL = 4
"""Weeks between the times at which barriers are looked at; surveys ask about a year, and to look
more often would cost time and tell no more."""


class SeekingColumns(NamedTuple):
    """What seeking reads and writes."""

    severity: NDArray[np.uint8]
    income: NDArray[np.float32]
    coverage: NDArray[np.uint8]
    travel: NDArray[np.float32]
    self_reliance: NDArray[np.float32]
    perceived_stigma: NDArray[np.float32]
    concealment: NDArray[np.float32]
    trust: NDArray[np.float32]
    reactance: NDArray[np.float32]
    help_resistance: NDArray[np.float32]
    asking_habit: NDArray[np.float32]
    work: NDArray[np.uint8]
    prompts: NDArray[np.float32]
    examples: NDArray[np.int8]
    need_start: NDArray[np.int16]
    first_contact: NDArray[np.int16]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    modality: NDArray[np.uint8]
    known: NDArray[np.uint8]
    refusals: NDArray[np.uint16]
    last_offer: NDArray[np.int16]
    last_refusal: NDArray[np.int16]
    barrier_handle_alone: NDArray[np.int16]
    barrier_stigma: NDArray[np.int16]
    barrier_ineffective: NDArray[np.int16]
    barrier_distrust: NDArray[np.int16]
    barrier_fear_of_change: NDArray[np.int16]
    barrier_cost: NDArray[np.int16]
    barrier_travel: NDArray[np.int16]
    barrier_availability: NDArray[np.int16]


class SeekingValues(NamedTuple):
    """What strategies may modify in seeking."""

    stigma: NDArray[np.float32]
    intention: NDArray[np.float32]
    refusal: NDArray[np.float32]
    directiveness: NDArray[np.float32]
    price: NDArray[np.float32]
    travel: NDArray[np.float32]
    appeal: NDArray[np.float32]


WeighingColumns = joined("WeighingColumns", __name__, SeekingColumns, AttitudeColumns)
WeighingValues = joined("WeighingValues", __name__, SeekingValues, AttitudeValues)


@rule
def intention_probability(
    p: Any,
    severity: int,
    prompts: float,
    examples: int,
    before: bool,
    barriers: float,
    readiness: float,
) -> float:
    """Chance that a person who sees a need forms the intention to seek help this week.

    ``before`` is whether the person has ever been in care, ``barriers`` the sum of all barriers in
    log odds, ``readiness`` what strategies add.
    """
    log_odds = p.intention_base + readiness - barriers
    if severity <= MILD:
        log_odds += p.intention_mild
    elif severity == SEVERE:
        log_odds += p.intention_severe
    log_odds += p.intention_prompt * prompts + p.intention_example * examples
    if before:
        log_odds += p.intention_before
    return 1.0 / (1.0 + exp(-log_odds))


@rule
def confide_probability(p: Any, concealment: float) -> float:
    """Chance that a person who sees a need confides in somebody this week."""
    return p.confide_chance * (1.0 - concealment)


@rule
def return_probability(p: Any, dropped_out: bool, trust: float) -> float:
    """Chance that a person still ill after care looks for help again this week."""
    base = p.return_after_dropout if dropped_out else p.return_after_completion
    return min(base * p.return_trust * trust, 1.0)


@rule
def draws_of(
    rows: NDArray[np.uint32], stage: NDArray[np.uint8], seed: int, week: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Both draws for what each of these people decides in their stage, and the one to confide.

    Drawn for all at once: one after the other they would take five times as long.
    """
    decisions = np.full(len(STAGES), RETURN, np.uint32)
    decisions[AWARE], decisions[INTENDING] = INTENTION, ACTION
    decisions[ASKING], decisions[REFUSED] = ANSWER, ASK_AGAIN
    first, second, confide = np.empty(rows.size), np.empty(rows.size), np.empty(rows.size)
    decided = np.empty(rows.size, np.uint32)
    for place in range(rows.size):
        decided[place] = decisions[stage[rows[place]]]
    for place in range(rows.size):
        first[place], second[place] = uniform_pair(seed, decided[place], week, rows[place], 0)
    fill_listed(confide, seed, CONFIDE, week, rows, rows.size)
    return first, second, confide


@loop
def advance_seeking(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: SeekingColumns,
    ties: Ties,
    values: SeekingValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Take the people in these rows one step on the way to an accepted offer, or not.

    The loop is long on purpose. What is decided stands in rules that take and give numbers, which
    compile into it at no cost; a rule that took all columns made the process 3 to 13 times slower.
    """
    p = parameters[0]
    counted = counts[share]
    nothing = naming_of_nothing(p)
    rows = rows_in_stages(people.stage, first, last, AWARE, DROPPED_OUT)
    self_reliance = gathered(people.self_reliance, rows)
    need_start = gathered(people.need_start, rows)
    first_luck, second_luck, luck_to_confide = draws_of(rows, people.stage, seed, week)
    for place in range(rows.size):
        i = rows[place]
        stage = people.stage[i]
        if stage > REFUSED and stage < COMPLETED:
            continue
        luck = first_luck[place]

        if stage >= COMPLETED:
            if luck < return_probability(p, stage == DROPPED_OUT, people.trust[i]):
                people.stage[i] = INTENDING
                people.stage_start[i] = week
                counted[RETURNS] += 1
                continue
            if (week - need_start[place]) % NAMING_INTERVAL != 0:
                continue

        if stage == ASKING:
            counted[OFFERS] += 1
            people.last_offer[i] = week
            refuses = refusal_probability(
                p,
                resistance_now(people.help_resistance[i], people.asking_habit[i]),
                people.reactance[i],
                services[people.modality[i]].directive * at(values.directiveness, i),
                people.refusals[i],
                at(values.refusal, i) * odds_after_referral(p, people.known[i] & REFERRED != 0),
            )
            people.stage_start[i] = week
            if luck < refuses:
                people.stage[i] = REFUSED
                people.refusals[i] += 1
                people.last_refusal[i] = week
                counted[REFUSALS] += 1
            else:
                people.stage[i] = WAITING
            continue

        if stage == REFUSED and luck >= p.ask_again:
            if luck >= 1.0 - stop_asking_probability(
                p, resistance_now(people.help_resistance[i], people.asking_habit[i])
            ):
                people.stage[i] = AWARE
                people.stage_start[i] = week
                people.modality[i] = NOBODY
            continue

        if (
            stage < COMPLETED
            and not people.known[i] & CONFIDED
            and luck_to_confide[place] < confide_probability(p, people.concealment[i])
        ):
            people.known[i] |= CONFIDED
            counted[CONFIDENCES] += 1

        stigma = felt(people.perceived_stigma[i], at(values.stigma, i))
        weighed = attitudes(
            p, i, people, values, self_reliance[place], stigma, week - need_start[place]
        )
        barriers = sum_of(weighed)

        names_barriers = (week - need_start[place]) % NAMING_INTERVAL == 0
        before = people.first_contact[i] != NEVER
        if (
            stage == AWARE
            and not names_barriers
            and luck
            >= intention_probability(
                p,
                people.severity[i],
                people.prompts[i],
                people.examples[i],
                before,
                barriers,
                at(values.intention, i),
            )
        ):
            # Who would not form an intention if care were free, near and at once need not look at
            # the help there is.
            continue

        best, cost, travel, wait = choose_help(
            p,
            services,
            values.appeal,
            seed,
            i,
            people.severity[i],
            people.refusals[i],
            people.income[i],
            people.coverage[i] != 0,
            people.travel[i] * at(values.travel, i),
            people.work[i],
            stigma,
            at(values.price, i),
        )
        structural = cost + travel + wait

        if stage == REFUSED:
            people.stage[i] = ASKING if best != NOBODY else AWARE
            people.stage_start[i] = week
            people.modality[i] = best
            counted[REQUESTS] += best != NOBODY
            counted[REPEATED_REQUESTS] += best != NOBODY
            continue

        if stage == INTENDING:
            if luck < p.action_chance:
                people.stage_start[i] = week
                if structural <= p.structural_limit:
                    people.stage[i] = ASKING
                    people.modality[i] = best
                    counted[REQUESTS] += 1
                    continue
                people.stage[i] = AWARE
                counted[STRUCTURAL_FAILURES] += 1
                if cost >= travel and cost >= wait:
                    people.barrier_cost[i] = week
                elif travel >= wait:
                    people.barrier_travel[i] = week
                else:
                    people.barrier_availability[i] = week
                continue
            if second_luck[place] < p.intention_fade:
                people.stage[i] = AWARE
                people.stage_start[i] = week
        elif stage == AWARE and luck < intention_probability(
            p,
            people.severity[i],
            people.prompts[i],
            people.examples[i],
            before,
            barriers + p.weight_structural * structural,
            at(values.intention, i),
        ):
            people.stage[i] = INTENDING
            people.stage_start[i] = week
            counted[INTENTIONS] += 1
            continue
        if not names_barriers:
            continue

        # A person who sees a need and does not seek: what would they say keeps them from it? The
        # heaviest attitude is always named (K21); whether another barrier is, is a matter of the
        # person and the time of need, not of the week.
        paid, far, late = (
            p.weight_structural * cost,
            p.weight_structural * travel,
            p.weight_structural * wait,
        )
        alone, shame, fear = weighed.handle_alone, weighed.stigma, weighed.fear_of_change
        distrust, ineffective = weighed.distrust, weighed.ineffective
        heaviest = max(alone, shame, distrust, ineffective, fear)
        since = need_start[place]
        first_draw, second_draw = uniform_pair(seed, NAMING, since, i, 0)
        if alone == heaviest or first_draw < naming_probability(p, alone, nothing):
            people.barrier_handle_alone[i] = week
        if shame == heaviest or second_draw < naming_probability(p, shame, nothing):
            people.barrier_stigma[i] = week
        first_draw, second_draw = uniform_pair(seed, NAMING, since, i, 1)
        if ineffective == heaviest or first_draw < naming_probability(p, ineffective, nothing):
            people.barrier_ineffective[i] = week
        if distrust == heaviest or second_draw < naming_probability(p, distrust, nothing):
            people.barrier_distrust[i] = week
        # Who speaks of structure speaks of all of it that weighs: one draw for the three.
        first_draw, of_structure = uniform_pair(seed, NAMING, since, i, 2)
        if fear == heaviest or first_draw < naming_probability(p, fear, nothing):
            people.barrier_fear_of_change[i] = week
        if of_structure < naming_probability(p, paid, nothing):
            people.barrier_cost[i] = week
        if of_structure < naming_probability(p, far, nothing):
            people.barrier_travel[i] = week
        if of_structure < naming_probability(p, late, nothing):
            people.barrier_availability[i] = week


SEEKING = Process(
    name="seeking",
    title="People tell or ask somebody; offers are accepted, refused, asked for again",
    columns=WeighingColumns,
    values=WeighingValues,
    writes=(
        "stage",
        "stage_start",
        "modality",
        "known",
        "refusals",
        "last_offer",
        "last_refusal",
        "barrier_handle_alone",
        "barrier_stigma",
        "barrier_ineffective",
        "barrier_distrust",
        "barrier_fear_of_change",
        "barrier_cost",
        "barrier_travel",
        "barrier_availability",
    ),
    parameters=(
        *ATTITUDE_NUMBERS,
        *names(
            "intention_base intention_mild intention_severe intention_prompt intention_before "
            "intention_example weight_structural naming_threshold naming_spread intention_fade "
            "action_chance confide_chance price_weight price_scale travel_weight hours_weight "
            "wait_weight exposure_weight preference_weight severity_match structural_limit "
            "refusal_base refusal_help_resistance refusal_directive refusal_habit refusals_counted "
            "ask_again stop_asking referral_odds return_after_dropout return_after_completion "
            "return_trust part_time_hours"
        ),
    ),
    services=names(
        "price coinsurance interval places travels office_hours exposure directive appeal "
        "severity_fit wait"
    ),
    loop=advance_seeking,
    apart=True,
)
