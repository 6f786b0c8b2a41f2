"""What weighed with one person in a week: the model's own rules and draws, asked once more.

Every draw is keyed by who, when and what for, so what happened to one person can be asked for again
without running anything: who came to speak and what they said, how a confidant answered, what each
barrier took from the odds of seeking, what an offer or a session was like. The rules are those of
``simulation/processes``; nothing here changes a town.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.measures.categories import UNAWARE
from simulation.network.ties import Ties
from simulation.population.columns import BURDENED, NEVER, REFERRED
from simulation.processes.barriers import Attitudes, attitudes, sum_of
from simulation.processes.choice import choose_help
from simulation.processes.help_resistance import (
    EAR,
    NOT_THERE,
    RESPONSE,
    TURN_TO,
    WORN_OUT,
    HelpResistanceColumns,
    HelpResistanceValues,
    answer_of,
    ear_of,
    odds_after_referral,
    refusal_probability,
    resistance_now,
    turning_probability,
)
from simulation.processes.influence import InfluenceColumns, InfluenceValues
from simulation.processes.process import Numbers
from simulation.processes.recognition import (
    RecognitionColumns,
    RecognitionValues,
    recognition_probability,
    with_further_chance,
)
from simulation.processes.seeking import SeekingColumns, SeekingValues, intention_probability
from simulation.processes.treatment import (
    ENDING,
    TreatmentColumns,
    TreatmentValues,
    completion_probability,
    dropout_probability,
    is_stalled,
)
from simulation.processes.words import (
    MANNER,
    SILENT,
    URGED,
    confrontation_probability,
    heard_at_visit,
)
from simulation.randomness import Whole, uniform, uniform_pair
from simulation.values import at, felt

Floats = NDArray[np.float64]

CONFRONTED, LISTENED = URGED + 1, URGED + 2
"""What a visit came to, beside what ``word_of`` gives: urging of somebody who sees no need, by
words that push or words that listen."""

ALONE, TURNED_AWAY, CHANGED_SUBJECT, ADVICE_REFUSED, ADVICE_TAKEN = range(5)
"""What turning to a confidant came to: not done or not heard, the confidant too worn out, the
subject changed, advice refused, advice taken: the last three in the order of ``answer_of``."""

_ATTITUDES = len(Attitudes._fields)
BARRIER_TERMS = (*Attitudes._fields, "cost", "travel", "availability")
"""What takes from the log odds of seeking, in the order of ``weigh_seeking``; then comes the chance
to form the intention in the week."""

REFUSAL_TERMS = ("all", "resistance", "direction", "habit", "referral")
"""The chance to refuse an offer: as it is, and without each of these."""

LEAVING_TERMS = (
    "all",
    "early",
    "alliance",
    "denial",
    "trauma",
    "uninsured",
    "directed",
    "stalled",
)
"""The chance to leave after a session: as it is, and without each of these."""
_LATE = 10_000
"""Sessions after which nothing of the early risk is left."""


@loop
def words_heard(
    i: int,
    week: int,
    seed: Whole,
    people: InfluenceColumns,
    ties: Ties,
    values: InfluenceValues,
    parameters: Numbers,
    who: NDArray[np.int64],
    what: NDArray[np.int64],
    closeness: Floats,
) -> None:
    """Who came to speak with a person this week, what it came to, and how close they are.

    Writes an entry a visit (``visits_heard``); nobody is -1. To be asked for a person who is not
    well and not in care, before influence has run or after it.
    """
    p = parameters[0]
    for visit in range(int(p.visits_heard)):
        word, slot = heard_at_visit(p, week, seed, i, visit, people, ties, values.prompting)
        who[visit], what[visit], closeness[visit] = -1, word, 0.0
        if word == SILENT:
            continue
        other = ties.neighbour[slot]
        who[visit], closeness[visit] = other, ties.strength[slot]
        if word == URGED and people.stage[i] == UNAWARE:
            confronts = confrontation_probability(p, at(values.confrontation, other))
            pushes = uniform(seed, MANNER, week, i, visit) < confronts
            what[visit] = CONFRONTED if pushes else LISTENED


@loop
def talk_with_confidant(
    i: int,
    week: int,
    seed: Whole,
    people: HelpResistanceColumns,
    ties: Ties,
    values: HelpResistanceValues,
    parameters: Numbers,
) -> tuple[int, int]:
    """To whom a person who has confided turned this week (-1 nobody), and what it came to.

    To be asked before help resistance has run, for it changes the habit.
    """
    p = parameters[0]
    begin, end = ties.start[i], ties.start[i + 1]
    resistance = resistance_now(people.help_resistance[i], people.asking_habit[i])
    turns, whom = uniform_pair(seed, TURN_TO, week, i, 0)
    if end == begin or turns >= turning_probability(p, resistance):
        return -1, ALONE
    slot = begin + np.int64(whom * (end - begin))
    other, listens = ties.neighbour[slot], ties.strength[slot]
    weary = people.shown[other] & BURDENED != 0
    listening = ear_of(p, listens, people.opinion[other], weary, uniform(seed, EAR, week, i, 0))
    if listening == NOT_THERE:
        return -1, ALONE
    if listening == WORN_OUT:
        return int(other), TURNED_AWAY
    responds, accepts = uniform_pair(seed, RESPONSE, week, i, 0)
    answer = answer_of(p, resistance, at(values.acknowledgement, other), responds, accepts)
    return int(other), CHANGED_SUBJECT + answer


@loop
def chance_to_see_a_need(
    i: int, people: RecognitionColumns, values: RecognitionValues, parameters: Numbers
) -> float:
    """The chance that a person who sees no need comes to see one this week.

    To be asked before recognition has run.
    """
    literacy = felt(people.literacy[i], at(values.literacy, i))
    chance = recognition_probability(
        parameters[0],
        people.severity[i],
        literacy,
        people.denial[i],
        people.prompts[i],
        people.need_start[i] != NEVER,
    )
    return with_further_chance(chance, at(values.recognition, i))


@loop
def weigh_seeking(
    i: int,
    week: int,
    seed: Any,
    people: SeekingColumns,
    values: SeekingValues,
    parameters: Numbers,
    services: Numbers,
    out: Floats,
) -> None:
    """What each barrier takes from the log odds of a person who sees a need (``BARRIER_TERMS``),
    and then the chance to form the intention to seek help this week.

    To be asked before seeking has run.
    """
    p = parameters[0]
    stigma = felt(people.perceived_stigma[i], at(values.stigma, i))
    weighed = attitudes(
        p, i, people, values, people.self_reliance[i], stigma, week - people.need_start[i]
    )
    for place, weight in enumerate(weighed):
        out[place] = weight
    _, cost, travel, wait = choose_help(
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
    for place, weight in enumerate((cost, travel, wait)):
        out[_ATTITUDES + place] = p.weight_structural * weight
    out[-1] = intention_probability(
        p,
        people.severity[i],
        people.prompts[i],
        people.examples[i],
        people.first_contact[i] != NEVER,
        sum_of(weighed) + p.weight_structural * (cost + travel + wait),
        at(values.intention, i),
    )


@loop
def weigh_offer(
    i: int,
    people: SeekingColumns,
    values: SeekingValues,
    parameters: Numbers,
    services: Numbers,
    out: Floats,
) -> None:
    """The chance that a person refuses what is offered this week, and without each of its reasons
    (``REFUSAL_TERMS``).

    To be asked before seeking has run, for a person who asks.
    """
    p = parameters[0]
    resistance = resistance_now(people.help_resistance[i], people.asking_habit[i])
    directs = services[people.modality[i]].directive * at(values.directiveness, i)
    reactance, refusals = people.reactance[i], people.refusals[i]
    odds = at(values.refusal, i)
    referred = odds_after_referral(p, people.known[i] & REFERRED != 0)
    out[0] = refusal_probability(p, resistance, reactance, directs, refusals, odds * referred)
    out[1] = refusal_probability(p, 0.0, reactance, directs, refusals, odds * referred)
    out[2] = refusal_probability(p, resistance, reactance, 0.0, refusals, odds * referred)
    out[3] = refusal_probability(p, resistance, reactance, directs, 0, odds * referred)
    out[4] = refusal_probability(p, resistance, reactance, directs, refusals, odds)


@loop
def weigh_leaving(
    i: int,
    m: int,
    usual_alliance: float,
    people: TreatmentColumns,
    values: TreatmentValues,
    parameters: Numbers,
    services: Numbers,
    out: Floats,
) -> None:
    """The chance that a person left against the plan after this week's session of service ``m``,
    and without each of its reasons (``LEAVING_TERMS``).

    ``usual_alliance`` is what the alliance is compared with. To be asked after treatment has run,
    for a person who left.
    """
    p = parameters[0]
    service = services[m]
    sessions, alliance = int(people.sessions[i]), people.alliance[i]
    heavy = at(values.trauma_burden, i) if people.trauma[i] == 2 else 0.0
    covered = people.coverage[i] != 0
    denial = people.denial[i]
    directed = people.reactance[i] * service.directive * at(values.directiveness, i)
    stalled = is_stalled(p, sessions, people.progress[i])
    odds = at(values.dropout, i)
    base = service.dropout
    out[0] = dropout_probability(
        p, base, sessions, alliance, heavy, covered, denial, directed, stalled, odds
    )
    out[1] = dropout_probability(
        p, base, _LATE, alliance, heavy, covered, denial, directed, stalled, odds
    )
    out[2] = dropout_probability(
        p, base, sessions, usual_alliance, heavy, covered, denial, directed, stalled, odds
    )
    out[3] = dropout_probability(
        p, base, sessions, alliance, heavy, covered, 0.5, directed, stalled, odds
    )
    out[4] = dropout_probability(
        p, base, sessions, alliance, 0.0, covered, denial, directed, stalled, odds
    )
    out[5] = dropout_probability(
        p, base, sessions, alliance, heavy, True, denial, directed, stalled, odds
    )
    out[6] = dropout_probability(
        p, base, sessions, alliance, heavy, covered, denial, 0.0, stalled, odds
    )
    out[7] = dropout_probability(
        p, base, sessions, alliance, heavy, covered, denial, directed, False, odds
    )


@loop
def ends_as_planned(
    i: int, week: int, seed: Whole, well: bool, people: TreatmentColumns, parameters: Numbers
) -> bool:
    """Whether a course that ended this week was completed; if not, it was left against the plan.

    To be asked after treatment has run.
    """
    agrees, _ = uniform_pair(seed, ENDING, week, i, 0)
    sessions, planned = int(people.sessions[i]), int(people.planned_sessions[i])
    return bool(agrees < completion_probability(parameters[0], sessions, planned, well))
