"""Influence: ties carry prompts, examples of care and attitudes; stigma turns inward.

Everybody hears what others showed at the end of last week (``opinion`` and ``shown``), so the
order in which people are gone over changes nothing. Three things happen: adults talk now and then
about help and their attitudes move a little; those close to a person in distress who know of it
urge or discourage; and while an episode goes untreated, perceived stigma becomes self-stigma,
denial hardens and the suffering grows familiar.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop, rule
from simulation.measures.categories import AWARE, IN_CARE, UNAWARE, WELL
from simulation.measures.weekly import CONFRONTATIONS, CONVERSATIONS, PROMPTS
from simulation.network.ties import HOUSEHOLD, Ties
from simulation.population.columns import (
    BURDENED,
    CONFIDED,
    EXAMPLE,
    NO_OPINION,
    PROMPTED,
    WARNING,
)
from simulation.processes.process import Counts, Numbers, Process, names
from simulation.processes.words import (
    DISCOURAGED,
    MANNER,
    NOTICE,
    PROMPT,
    SILENT,
    WORD,
    confrontation_probability,
    favour,
    notice_probability,
    prompt_probability,
    speaking_probability,
    word_of,
)
from simulation.randomness import (
    BLOCK,
    decision,
    fill_pairs,
    fill_uniforms,
    uniform,
    uniform_pair,
)
from simulation.rows import list_rows
from simulation.values import at, felt

CONVERSATION = decision("influence: conversation")


class InfluenceColumns(NamedTuple):
    """What influence reads and writes."""

    age: NDArray[np.uint8]
    severity: NDArray[np.uint8]
    stage: NDArray[np.uint8]
    episode_start: NDArray[np.int16]
    need_start: NDArray[np.int16]
    trauma: NDArray[np.uint8]
    concealment: NDArray[np.float32]
    reactance: NDArray[np.float32]
    usual_stigma: NDArray[np.float32]
    usual_trust: NDArray[np.float32]
    opinion: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    known: NDArray[np.uint8]
    perceived_stigma: NDArray[np.float32]
    trust: NDArray[np.float32]
    self_stigma: NDArray[np.float32]
    denial: NDArray[np.float32]
    fear_of_change: NDArray[np.float32]
    prompts: NDArray[np.float32]
    examples: NDArray[np.int8]
    opinion_moved: NDArray[np.uint8]


class InfluenceValues(NamedTuple):
    """What strategies may modify in influence."""

    stigma: NDArray[np.float32]
    prompting: NDArray[np.float32]
    confrontation: NDArray[np.float32]
    listening: NDArray[np.float32]


@rule
def attitude_after_conversation(
    p: Any, own: float, heard: float, usual: float, strength: float
) -> float:
    """An attitude after one conversation: toward what was heard, and back toward the usual."""
    back = np.float64(usual) - own  # the difference of two columns would be rounded like a column
    return own + p.peer_weight * strength * (heard - own) + p.attitude_return * back


@rule
def self_stigma_next_week(p: Any, self_stigma: float, perceived_stigma: float) -> float:
    """Self-stigma of a person in need: fed by stigma perceived, where that is the higher one."""
    return self_stigma + p.internalisation * max(perceived_stigma - self_stigma, 0.0)


@rule
def denial_next_week(p: Any, denial: float, self_stigma: float) -> float:
    """Denial of a person who sees no need: it defends against shame."""
    return denial + p.denial_growth * self_stigma * (1.0 - denial)


@rule
def denial_after_confrontation(p: Any, denial: float, reactance: float) -> float:
    """Denial after being pushed: reactance hardens it."""
    return denial + p.confrontation_denial * reactance * (1.0 - denial)


@rule
def fear_of_change_next_week(p: Any, fear: float, trauma: int) -> float:
    """Fear of change of a person who goes untreated: suffering becomes familiar."""
    growth = p.fear_growth * (1.0 + (p.fear_growth_trauma - 1.0) * trauma / 2.0)
    return fear + growth * (1.0 - fear)


class Visits(NamedTuple):
    """Who comes to speak with whom at one of the week's visits, as lists of a block of rows."""

    row: NDArray[np.uint32]
    slot: NDArray[np.int64]
    other: NDArray[np.uint32]
    strength: NDArray[np.float32]
    coming: NDArray[np.float64]
    comes: NDArray[np.float64]
    whom: NDArray[np.float64]
    speaks: NDArray[np.float64]
    favours: NDArray[np.float64]
    notices: NDArray[np.float64]
    since: NDArray[np.int64]


@rule
def converse(
    week: int,
    seed: int,
    talking: NDArray[np.uint32],
    number: int,
    people: InfluenceColumns,
    ties: Ties,
    p: Any,
    visits: Visits,
) -> int:
    """Let the first ``number`` of those ``talking`` hear one of their ties; how many did."""
    # Whom they meet is far away in memory, so all are looked up before anybody listens: the
    # processor then waits for many at once.
    fill_pairs(visits.comes, visits.whom, seed, CONVERSATION, week, talking, number, 0)
    for place in range(number):
        begin, end = ties.start[talking[place]], ties.start[talking[place] + 1]
        visits.slot[place] = (
            begin + np.int64(visits.whom[place] * (end - begin)) if end > begin else -1
        )
    for place in range(number):
        slot = visits.slot[place]
        visits.other[place] = people.opinion[ties.neighbour[slot]] if slot >= 0 else NO_OPINION
    conversations = 0
    for place in range(number):
        i = talking[place]
        opinion = visits.other[place]
        if opinion == NO_OPINION:
            continue
        strength = ties.strength[visits.slot[place]]
        people.perceived_stigma[i] = attitude_after_conversation(
            p, people.perceived_stigma[i], 1.0 - favour(opinion), people.usual_stigma[i], strength
        )
        people.trust[i] = attitude_after_conversation(
            p, people.trust[i], favour(opinion), people.usual_trust[i], strength
        )
        people.opinion_moved[i] = 1
        conversations += 1
    return conversations


@rule
def list_visits(
    visits: Visits,
    visit: int,
    week: int,
    seed: int,
    untreated: NDArray[np.uint32],
    number: int,
    episode_start: NDArray[np.int16],
    ties: Ties,
    prompting: NDArray[np.float32],
    p: Any,
) -> int:
    """List those of the untreated to whom somebody comes who would speak, were they not weary.

    That is asked first, of all at once: what the other is like is far away in memory. Returns how
    many are listed.
    """
    fill_pairs(visits.comes, visits.whom, seed, PROMPT, week, untreated, number, visit)
    listed = 0
    for place in range(number):
        i = untreated[place]
        begin = ties.start[i]
        known_to = ties.start[i + 1] - begin
        slot = begin + np.int64(visits.whom[place] * known_to)
        coming = prompt_probability(p, known_to, 1.0)
        if prompting.size > 1 and known_to > 0:
            # Whom it would be is looked up first only where some come to speak more often.
            coming = prompt_probability(p, known_to, at(prompting, ties.neighbour[slot]))
        visits.row[listed], visits.slot[listed], visits.coming[listed] = i, slot, coming
        listed += visits.comes[place] < coming
    for place in range(listed):
        visits.strength[place] = ties.strength[visits.slot[place]]
    fill_pairs(visits.speaks, visits.favours, seed, WORD, week, visits.row, listed, visit)
    speaking = 0
    for place in range(listed):
        speaks, coming, strength = (
            visits.speaks[place],
            visits.coming[place],
            visits.strength[place],
        )
        visits.row[speaking] = visits.row[place]
        visits.slot[speaking] = visits.slot[place]
        visits.coming[speaking], visits.strength[speaking] = coming, strength
        visits.speaks[speaking], visits.favours[speaking] = speaks, visits.favours[place]
        speaking += speaks < speaking_probability(p, strength, False, coming)
    for place in range(speaking):
        visits.other[place] = ties.neighbour[visits.slot[place]]
        visits.since[place] = episode_start[visits.row[place]]
    for place in range(speaking):
        other = visits.other[place]
        even, odd = uniform_pair(
            seed, NOTICE, visits.since[place], visits.row[place], other >> np.uint32(1)
        )
        visits.notices[place] = odd if other & np.uint32(1) else even
    return speaking


@loop
def advance_influence(
    first: int,
    last: int,
    share: int,
    week: int,
    seed: int,
    people: InfluenceColumns,
    ties: Ties,
    values: InfluenceValues,
    parameters: Numbers,
    services: Numbers,
    counts: Counts,
) -> None:
    """Let the people in these rows hear from their ties.

    Who talks and who goes untreated is listed first, block by block: few do, and to go over a list
    of them takes a sixth less time than to ask each person in turn. The loop is long on purpose:
    rules that take and give numbers compile into it at no cost, those that take all columns made it
    several times slower. What one person hears can be asked of ``words``.
    """
    p = parameters[0]
    counted = counts[share]
    youngest = np.uint8(p.youngest_age)
    luck_of_talk = np.empty(BLOCK)
    talks = np.empty(BLOCK, np.bool_)
    goes_untreated = np.empty(BLOCK, np.bool_)
    talking = np.empty(BLOCK, np.uint32)
    untreated = np.empty(BLOCK, np.uint32)
    visits = Visits(
        np.empty(BLOCK, np.uint32),
        np.empty(BLOCK, np.int64),
        np.empty(BLOCK, np.uint32),
        np.empty(BLOCK, np.float32),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK),
        np.empty(BLOCK, np.int64),
    )
    for block in range(first, last, BLOCK):
        stop = min(block + BLOCK, last)
        fill_uniforms(luck_of_talk, seed, CONVERSATION, week, block, stop - block)
        age, stage = people.age[block:stop], people.stage[block:stop]
        for row in range(stop - block):
            talks[row] = (age[row] >= youngest) & (luck_of_talk[row] < p.conversation_chance)
        for row in range(stop - block):
            goes_untreated[row] = (stage[row] != WELL) & (stage[row] != IN_CARE)
        number_talking = list_rows(talking, talks, block, stop - block)
        number_untreated = list_rows(untreated, goes_untreated, block, stop - block)

        counted[CONVERSATIONS] += converse(
            week, seed, talking, number_talking, people, ties, p, visits
        )

        # What is said to people in distress. Each hears the visits of a week in their order.
        for place in range(number_untreated):
            people.prompts[untreated[place]] = 0.0
        for visit in range(int(p.visits_heard)):
            speaking = list_visits(
                visits,
                visit,
                week,
                seed,
                untreated,
                number_untreated,
                people.episode_start,
                ties,
                values.prompting,
                p,
            )
            for place in range(speaking):
                i, slot, other = visits.row[place], visits.slot[place], visits.other[place]
                strength = visits.strength[place]
                knows = notice_probability(
                    p,
                    ties.kind[slot] == HOUSEHOLD,
                    strength,
                    people.severity[i],
                    people.concealment[i],
                    people.known[i] & CONFIDED != 0,
                )
                if visits.notices[place] >= knows:
                    continue
                word = word_of(
                    p,
                    strength,
                    people.shown[other] & BURDENED != 0,
                    visits.coming[place],
                    people.opinion[other],
                    visits.speaks[place],
                    visits.favours[place],
                )
                if word == SILENT:
                    continue
                counted[PROMPTS] += 1
                if word == DISCOURAGED:
                    people.prompts[i] -= p.discouragement * strength
                    continue
                people.prompts[i] += strength
                people.known[i] |= PROMPTED
                if people.stage[i] != UNAWARE:
                    continue
                confronts = confrontation_probability(p, at(values.confrontation, other))
                if uniform(seed, MANNER, week, i, visit) < confronts:
                    people.denial[i] = denial_after_confrontation(
                        p, people.denial[i], people.reactance[i]
                    )
                    counted[CONFRONTATIONS] += 1
                else:
                    good = at(values.listening, other)
                    people.denial[i] *= 1.0 - min(p.listening_denial * good, 1.0)
                    people.fear_of_change[i] *= 1.0 - min(p.listening_fear * good, 1.0)
                    builds = min(p.listening_trust * good, 1.0)
                    people.trust[i] += builds * (1.0 - people.trust[i])

        # What another week without care does to them.
        for place in range(number_untreated):
            i = untreated[place]
            if (
                people.stage[i] == AWARE
                and (week - people.need_start[i]) % int(p.look_interval) == 1
            ):
                examples = 0
                for slot in range(ties.start[i], ties.start[i + 1]):
                    seen = people.shown[ties.neighbour[slot]]
                    if seen & EXAMPLE:
                        examples += 1
                    if seen & WARNING:
                        examples -= 1
                most = int(p.examples_counted)
                people.examples[i] = min(max(examples, -most), most)
            stigma = felt(people.perceived_stigma[i], at(values.stigma, i))
            people.self_stigma[i] = self_stigma_next_week(p, people.self_stigma[i], stigma)
            people.fear_of_change[i] = fear_of_change_next_week(
                p, people.fear_of_change[i], people.trauma[i]
            )
            if people.stage[i] == UNAWARE:
                people.denial[i] = denial_next_week(p, people.denial[i], people.self_stigma[i])


INFLUENCE = Process(
    name="influence",
    title="Ties carry prompts, examples of care and attitudes; stigma turns inward",
    columns=InfluenceColumns,
    values=InfluenceValues,
    writes=(
        "known",
        "perceived_stigma",
        "trust",
        "self_stigma",
        "denial",
        "fear_of_change",
        "prompts",
        "examples",
        "opinion_moved",
    ),
    parameters=names(
        "youngest_age visits_heard look_interval examples_counted conversation_chance "
        "peer_weight attitude_return notice_household notice_friend notice_mild prompt_chance "
        "discouragement confrontation_share confrontation_denial listening_denial "
        "listening_trust listening_fear weary_silence internalisation denial_growth fear_growth "
        "fear_growth_trauma"
    ),
    services=(),
    loop=advance_influence,
    apart=True,
)
