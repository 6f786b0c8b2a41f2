"""Words: who comes to speak with a person in distress, and what they say.

Draws are keyed, so what was said can be asked for again, one person and visit at a time
(``heard_at_visit``). Influence asks of many people at once, in another order, for the sake of
speed; a test holds the two beside each other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import inlined, rule
from simulation.measures.categories import MILD
from simulation.network.ties import HOUSEHOLD, Ties
from simulation.population.columns import BURDENED, CONFIDED, NO_OPINION
from simulation.randomness import Whole, decision, uniform, uniform_pair
from simulation.values import at

NOTICE = decision("influence: notice")
PROMPT = decision("influence: who comes to speak")
WORD = decision("influence: word")
MANNER = decision("influence: manner of a prompt")

SILENT, DISCOURAGED, URGED = range(3)
"""What a visitor says: nothing, words against help, words for it."""


@rule
def favour(opinion: int) -> float:
    """How favourably somebody speaks of seeking help, 0 to 1, from the opinion that is shown."""
    return (opinion - 1) / 254.0


@rule
def notice_probability(
    p: Any, household: bool, strength: float, severity: int, concealment: float, confided: bool
) -> float:
    """Chance that somebody comes to know of a person's episode.

    Who lives with the person sees it; a friend sees it the closer they are. Who has been
    confided in, or lives with someone who has confided, knows.
    """
    seen = p.notice_household if household else p.notice_friend * strength
    if confided:
        seen = 1.0 if household else max(seen, strength)
    elif severity <= MILD:
        seen *= p.notice_mild
    return seen if confided else seen * (1.0 - concealment)


@rule
def prompt_probability(p: Any, ties: int, prompting: float) -> float:
    """Chance that one of so many ties comes to speak at one of the week's visits.

    Whom it is, is even between them; whether they speak of help then depends on how close they are
    and on whether they know, so that the rate for each tie does not depend on the number of ties.
    ``prompting`` is that of the tie whom it would be; where it takes the chance beyond one, they
    come for certain and speak the more (see ``speaking_probability``).
    """
    return min(p.prompt_chance * ties / p.visits_heard, 1.0) * prompting


@rule
def speaking_probability(p: Any, strength: float, weary: bool, coming: float) -> float:
    """Chance that the tie who came speaks, the closer the likelier; the weary are mostly silent.

    ``coming`` is what ``prompt_probability`` gives for this tie.
    """
    willing = strength * (1.0 - p.weary_silence) if weary else strength
    return min(willing * max(coming, 1.0), 1.0)


@rule
def word_of(
    p: Any, strength: float, weary: bool, coming: float, opinion: int, speaks: float, favours: float
) -> int:
    """What a visitor says who knows of the distress; ``speaks`` and ``favours`` are their draws."""
    if opinion == NO_OPINION or speaks >= speaking_probability(p, strength, weary, coming):
        return SILENT
    return URGED if favours < favour(opinion) else DISCOURAGED


@rule
def confrontation_probability(p: Any, confrontation: float) -> float:
    """Chance that who urges somebody who sees no need pushes; the others listen.

    ``confrontation`` is what strategies make of it.
    """
    return p.confrontation_share * confrontation


class Heard(NamedTuple):
    """What was said (``SILENT``, ``DISCOURAGED``, ``URGED``), and by the tie in which slot."""

    word: int
    slot: int


@inlined
def heard_at_visit(
    p: Any,
    week: Whole,
    seed: Whole,
    i: Whole,
    visit: int,
    people: Any,
    ties: Ties,
    prompting: NDArray[np.float32],
) -> Heard:
    """What a person is told at one of the week's visits; silence, in slot 0, if nobody comes.

    To be asked for a person who is not well and not in care, before influence has run or after it.
    """
    begin, end = ties.start[i], ties.start[i + 1]
    if end == begin:
        return Heard(SILENT, 0)
    comes, whom = uniform_pair(seed, PROMPT, week, i, visit)
    slot = begin + np.int64(whom * (end - begin))
    other, strength = ties.neighbour[slot], ties.strength[slot]
    coming = prompt_probability(p, end - begin, at(prompting, other))
    if comes >= coming:
        return Heard(SILENT, 0)
    speaks, favours = uniform_pair(seed, WORD, week, i, visit)
    weary = people.shown[other] & BURDENED != 0
    word = word_of(p, strength, weary, coming, people.opinion[other], speaks, favours)
    if word == SILENT:
        return Heard(SILENT, 0)
    knows = notice_probability(
        p,
        ties.kind[slot] == HOUSEHOLD,
        strength,
        people.severity[i],
        people.concealment[i],
        people.known[i] & CONFIDED != 0,
    )
    noticed = uniform(seed, NOTICE, people.episode_start[i], i, other) < knows
    return Heard(word if noticed else SILENT, slot)
