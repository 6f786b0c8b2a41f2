"""Influence: ties carry prompts, examples of care and attitudes; stigma turns inward."""

from __future__ import annotations

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Tie
from simulation.measures.categories import AWARE, IN_CARE, UNAWARE, WELL
from simulation.population.columns import BURDENED, CONFIDED, EXAMPLE, PROMPTED, WARNING
from simulation.processes import influence as equations

rules = rules_of(equations)


def influence(person: Person) -> None:
    """What a person hears from others this week, and what that does to them."""
    if not person.adult:
        return
    converse(person)
    if person.stage in (WELL, IN_CARE):
        return
    person.prompts = 0.0
    hear_from_those_who_know(person)
    if (
        person.stage == AWARE
        and (person.model.week - person.need_start) % person.model.p.look_interval == 1
    ):
        most = person.model.p.examples_counted
        examples = sum(bool(tie.other.shown & EXAMPLE) for tie in person.ties)
        warnings = sum(bool(tie.other.shown & WARNING) for tie in person.ties)
        person.examples = min(max(examples - warnings, -most), most)
    turn_inward(person)


def converse(person: Person) -> None:
    """The subject of mental health may come up with one of the ties, and attitudes move."""
    model = person.model
    if not person.ties or person.luck("influence: conversation") >= model.p.conversation_chance:
        return
    tie = person.ties[int(person.luck("influence: conversation", k=1) * len(person.ties))]
    if not tie.other.adult:
        return
    model.count("conversations")
    favour = rules.favour(tie.other.opinion)
    # The rule gives numbers of NumPy's, with which all that follows would be slow.
    person.perceived_stigma = float(
        rules.attitude_after_conversation(
            model.p, person.perceived_stigma, 1.0 - favour, person.usual_stigma, tie.strength
        )
    )
    person.trust = float(
        rules.attitude_after_conversation(
            model.p, person.trust, favour, person.usual_trust, tie.strength
        )
    )
    person.opinion_moved = 1


def hear_from_those_who_know(person: Person) -> None:
    """Some of the ties may come to speak, one a visit, and may speak of seeking help."""
    ties, p = person.ties, person.model.p
    if not ties:
        return
    for visit in range(p.visits_heard):
        whom = person.luck("influence: who comes to speak", 2 * visit + 1)
        tie = ties[int(whom * len(ties))]
        coming = rules.prompt_probability(p, len(ties), tie.other.modifier("prompting"))
        if person.luck("influence: who comes to speak", 2 * visit) >= coming:
            continue
        if speaks_of_it(tie, person, coming, visit):
            person.model.count("prompts")
            if person.luck("influence: word", 2 * visit + 1) < rules.favour(tie.other.opinion):
                be_urged(person, tie, visit)
            else:
                person.prompts -= p.discouragement * tie.strength


def speaks_of_it(tie: Tie, person: Person, coming: float, visit: int) -> bool:
    """Whether the other is an adult, is close enough to speak, and knows of the episode."""
    weary = bool(tie.other.shown & BURDENED)
    speaks = rules.speaking_probability(person.model.p, tie.strength, weary, coming)
    if not tie.other.adult or person.luck("influence: word", k=2 * visit) >= speaks:
        return False
    knows = rules.notice_probability(
        person.model.p,
        tie.household,
        tie.strength,
        person.severity,
        person.concealment,
        bool(person.known & CONFIDED),
    )
    # Whether somebody notices an episode is settled once for the whole of it.
    luck = person.lasting_luck("influence: notice", person.episode_start, tie.other.row)
    return bool(luck < knows)


def be_urged(person: Person, tie: Tie, visit: int) -> None:
    """Be urged to seek help; who sees no need is either confronted or listened to."""
    p = person.model.p
    person.prompts += tie.strength
    person.known |= PROMPTED
    if person.stage != UNAWARE:
        return
    confronts = p.confrontation_share * tie.other.modifier("confrontation")
    if person.luck("influence: manner of a prompt", k=visit) < confronts:
        person.model.count("confrontations")
        person.denial = rules.denial_after_confrontation(p, person.denial, person.reactance)
    else:
        good = tie.other.modifier("listening")
        person.denial *= 1.0 - min(p.listening_denial * good, 1.0)
        person.fear_of_change *= 1.0 - min(p.listening_fear * good, 1.0)
        person.trust += min(p.listening_trust * good, 1.0) * (1.0 - person.trust)


def turn_inward(person: Person) -> None:
    """What another untreated week leaves behind."""
    p = person.model.p
    stigma = person.with_strategies("perceived_stigma", "stigma")
    person.self_stigma = rules.self_stigma_next_week(p, person.self_stigma, stigma)
    person.fear_of_change = rules.fear_of_change_next_week(p, person.fear_of_change, person.trauma)
    if person.stage == UNAWARE:
        person.denial = rules.denial_next_week(p, person.denial, person.self_stigma)
