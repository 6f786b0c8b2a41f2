"""Help resistance: asking for help, refusing what is offered, asking for something else.

A trait and a loop, with memory on both sides. Who has confided in somebody turns to confidants
with the problem. A confidant who offers advice may see it refused; the conversation itself is what
the asker gets out of it, so the habit grows, and the confidant grows weary. Three things end it:
a confidant who acknowledges the problem and changes the subject, so that the loop gives nothing; a
referral, when the habit has become chronic, to a professional who works on what lies beneath; and
the end of the episode, which the problem belonged to. Weary confidants turn people away.

It comes before seeking, so that advice which is taken counts as a prompt of the same week.

The same trait and habit make people refuse what professionals offer (``refusal_probability``, used
in ``seeking``) and yield slowly to treatment (``resistance_in_care``).
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import AWARE, INTENDING, NO_DISTRESS, NOBODY, REFUSED
from simulation.measures.weekly import (
    ADVICE_REFUSED,
    REFERRALS,
    SUBJECTS_CHANGED,
    TALKS,
    TURNED_AWAY,
)
from simulation.network.ties import Ties
from simulation.population.columns import BURDENED, CONFIDED, NO_OPINION, PROMPTED, REFERRED
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.randomness import decision, uniform, uniform_pair
from simulation.rows import rows_in_stages, rows_without
from simulation.values import at

TURN_TO = decision("help resistance: turning to a confidant")
EAR = decision("help resistance: whether the confidant listens")
RESPONSE = decision("help resistance: how the confidant responds")
REFERRAL = decision("help resistance: referral")


class HelpResistanceColumns(NamedTuple):
    """What help resistance reads and writes."""

    severity: NDArray[np.uint8]
    help_resistance: NDArray[np.float32]
    shown: NDArray[np.uint8]
    opinion: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    stage_start: NDArray[np.int16]
    modality: NDArray[np.uint8]
    known: NDArray[np.uint8]
    asking_habit: NDArray[np.float32]
    prompts: NDArray[np.float32]
    confidant: NDArray[np.int32]
    burden: NDArray[np.float32]


class HelpResistanceValues(NamedTuple):
    """What strategies may modify in help resistance."""

    acknowledgement: NDArray[np.float32]
    conversation_burden: NDArray[np.float32]


@rule
def resistance_now(help_resistance: float, asking_habit: float) -> float:
    """Help resistance as it is now: the trait, and the habit that the loop has added to it."""
    return help_resistance + (1.0 - help_resistance) * asking_habit


@rule
def refusal_probability(
    p: Any, resistance: float, reactance: float, directive: float, refusals: int, odds: float
) -> float:
    """Chance that an offer of what was asked for is refused; ``odds`` is what strategies make.

    The more help-resistant a person, the more they refuse, and the more the longer it goes on.
    Reactance refuses offers that direct.
    """
    log_odds = p.refusal_base + p.refusal_help_resistance * resistance
    log_odds += p.refusal_directive * reactance * directive
    log_odds += p.refusal_habit * resistance * min(refusals, p.refusals_counted)
    chances = exp(log_odds) * odds
    return chances / (1.0 + chances)


@rule
def odds_after_referral(p: Any, referred: bool) -> float:
    """What a referral does to the odds to refuse an offer: somebody has asked with the person."""
    return p.referral_odds if referred else 1.0


@rule
def stop_asking_probability(p: Any, resistance: float) -> float:
    """Chance that a person who has refused an offer stops asking this week."""
    return p.stop_asking * (1.0 - resistance)


@rule
def turning_probability(p: Any, resistance: float) -> float:
    """Chance that a person who has confided turns to a confidant with the problem this week."""
    return min(p.talk_chance * (1.0 + p.talk_resistance * resistance), 1.0)


@rule
def advice_refusal_probability(p: Any, resistance: float) -> float:
    """Chance that what the confidant advises is refused."""
    return p.advice_refusal + (1.0 - p.advice_refusal) * resistance


NOT_THERE, WORN_OUT, HEARS = range(3)
"""How a confidant listens: not at all, too exhausted, or so that the two talk."""


@rule
def ear_of(p: Any, strength: float, opinion: int, weary: bool, ear: float) -> int:
    """How a tie of this strength listens; ``ear`` is the draw. Children are no confidants."""
    if opinion == NO_OPINION or ear >= strength:
        return NOT_THERE
    return WORN_OUT if weary and ear >= strength * (1.0 - p.weary_silence) else HEARS


CHANGES_SUBJECT, ADVISES_IN_VAIN, ADVISES = range(3)
"""How a conversation with a confidant ends: the subject changed, advice refused, advice taken."""


@rule
def answer_of(
    p: Any, resistance: float, acknowledgement: float, responds: float, accepts: float
) -> int:
    """How a conversation ends; ``responds`` and ``accepts`` are the draws of confidant and person.

    ``acknowledgement`` is the chance to acknowledge that strategies give this confidant.
    """
    if responds < max(p.acknowledgement, acknowledgement):
        return CHANGES_SUBJECT
    refuses = accepts < advice_refusal_probability(p, resistance)
    return ADVISES_IN_VAIN if refuses else ADVISES


@rule
def habit_after_refusal(p: Any, habit: float, resistance: float) -> float:
    """The habit after advice was asked for and refused: the conversation was its own reward."""
    return habit + p.habit_gain * resistance * (1.0 - habit)


@rule
def habit_after_change_of_subject(p: Any, habit: float) -> float:
    """The habit after the confidant acknowledged the problem and changed the subject."""
    return habit * (1.0 - p.habit_break)


@rule
def burden_after_talk(p: Any, burden: float, refused: bool, modifier: float) -> float:
    """Burden of the confidant after the conversation; advice that is refused costs the most."""
    cost = min((p.talk_cost_refused if refused else p.talk_cost) * modifier, 1.0)
    return burden + cost * (1.0 - burden)


@rule
def referral_probability(p: Any, habit: float) -> float:
    """Chance that a confidant refers a person whose habit has become chronic."""
    return p.referral_chance if habit >= p.chronic_habit else 0.0


@rule
def resistance_in_care(p: Any, habit: float, progress: float) -> float:
    """The habit after a session: it yields as treatment reaches what lies beneath."""
    return habit * (1.0 - p.habit_treated * progress)


@loop
def turn_to_confidants(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: HelpResistanceColumns,
    ties: Ties,
    values: HelpResistanceValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Let the people in these rows turn to confidants; ``confidant`` says who is to bear it.

    The row of the confidant is kept when advice was taken or the subject changed, and less two
    counted down from there when advice was refused, for ``bear`` to tell the two apart.
    """
    p = parameters[0]
    counted = counts[share]
    people.confidant[first:last] = -1
    for i in rows_in_stages(people.stage, first, last, AWARE, REFUSED):
        if people.severity[i] == NO_DISTRESS or not people.known[i] & CONFIDED:
            continue
        begin, end = ties.start[i], ties.start[i + 1]
        resistance = resistance_now(people.help_resistance[i], people.asking_habit[i])
        turns, whom = uniform_pair(seed, TURN_TO, week, i, 0)
        if end == begin or turns >= turning_probability(p, resistance):
            continue
        slot = begin + np.int64(whom * (end - begin))
        other = ties.neighbour[slot]
        listens = ties.strength[slot]
        listening = ear_of(
            p,
            listens,
            people.opinion[other],
            people.shown[other] & BURDENED != 0,
            uniform(seed, EAR, week, i, 0),
        )
        if listening == NOT_THERE:
            continue
        if listening == WORN_OUT:
            counted[TURNED_AWAY] += 1
            continue
        counted[TALKS] += 1
        responds, accepts = uniform_pair(seed, RESPONSE, week, i, 0)
        answer = answer_of(p, resistance, at(values.acknowledgement, other), responds, accepts)
        if answer == CHANGES_SUBJECT:
            people.asking_habit[i] = habit_after_change_of_subject(p, people.asking_habit[i])
            people.confidant[i] = other
            counted[SUBJECTS_CHANGED] += 1
        elif answer == ADVISES_IN_VAIN:
            people.asking_habit[i] = habit_after_refusal(p, people.asking_habit[i], resistance)
            people.confidant[i] = -2 - other
            counted[ADVICE_REFUSED] += 1
        else:
            people.prompts[i] += ties.strength[slot]
            people.known[i] |= PROMPTED
            people.confidant[i] = other
        if not people.known[i] & REFERRED and uniform(
            seed, REFERRAL, week, i, 0
        ) < referral_probability(p, people.asking_habit[i]):
            people.known[i] |= REFERRED
            if people.stage[i] == AWARE or people.stage[i] == REFUSED:
                people.stage[i] = INTENDING
                people.stage_start[i] = week
                people.modality[i] = NOBODY
            counted[REFERRALS] += 1


@loop
def bear(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: HelpResistanceColumns,
    ties: Ties,
    values: HelpResistanceValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Charge the confidants for this week's conversations, in the order of the rows."""
    p = parameters[0]
    for i in rows_without(people.confidant, first, last, -1):
        other = people.confidant[i]
        refused = other < -1
        if refused:
            other = -2 - other
        people.burden[other] = burden_after_talk(
            p, people.burden[other], refused, at(values.conversation_burden, other)
        )
        people.known[other] |= BURDENED


# Whom people turned to stands in a column that seeking does not know.
HELP_RESISTANCE = Process(
    name="help resistance",
    title="People turn to confidants; advice is taken, refused, or the subject changed",
    columns=HelpResistanceColumns,
    values=HelpResistanceValues,
    writes=(
        "stage",
        "stage_start",
        "modality",
        "known",
        "asking_habit",
        "prompts",
        "confidant",
        "burden",
    ),
    parameters=names(
        "weary_silence talk_chance talk_resistance acknowledgement advice_refusal habit_gain "
        "habit_break chronic_habit referral_chance talk_cost talk_cost_refused"
    ),
    services=(),
    loop=turn_to_confidants,
    whole=bear,
    apart=True,
    may_wait_for=("seeking",),
)
