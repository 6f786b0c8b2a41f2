"""Seeking and care, told of one person: what kept them, what was offered, how care ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from experiments.browser.live.person.looked_up import (
    BARRIER_TERMS,
    LEAVING_TERMS,
    REFUSAL_TERMS,
    ends_as_planned,
    weigh_leaving,
    weigh_offer,
    weigh_seeking,
)
from experiments.browser.live.person.moment import Moment, listed, number_of, percent
from experiments.words.wording import BARRIER_WORDS
from simulation.measures.categories import (
    ACCEPTED,
    ASKING,
    AWARE,
    BARRIERS,
    COMPLETED,
    DROPPED_OUT,
    IN_CARE,
    INTENDING,
    NO_DISTRESS,
    NOBODY,
    REFUSED,
    STAGE_ROWS,
    STAGES,
    WAITING,
    WELL,
)
from simulation.population.columns import CONFIDED, EXAMPLE, LABELLED, WARNING
from simulation.processes.seeking import SEEKING
from simulation.processes.treatment import TREATMENT

Found = Mapping[str, int]

LIKELIER = 1.2
"""A reason is told of where the chance is at least this many times what it is without it."""

REFUSAL_WORDS = {
    "resistance": "asking for help and refusing it has become a pattern",
    "direction": "what was offered told them what to do",
    "habit": "offers had been refused before",
}
LEAVING_WORDS = {
    "early": "it was early in the course",
    "alliance": "the bond with the professional was weaker than is usual",
    "denial": "part of them denies that anything is wrong",
    "trauma": "care is hard to bear after much adversity in childhood",
    "uninsured": "nobody else pays for the sessions",
    "directed": "they were told what to do, which they resist",
    "stalled": "it was getting nowhere",
}


def before_seeking(moment: Moment) -> None:
    """What keeps the person from seeking, what the chances are, and what it says of an offer."""
    stage = moment.was["stage"]
    if stage in ACCEPTED:
        return
    columns, values = SEEKING.bind(moment.town)
    moment.memory["confided"] = bool(moment.column("known") & CONFIDED)
    if stage == ASKING:
        chances = np.empty(len(REFUSAL_TERMS))
        weigh_offer(
            moment.person, columns, values, moment.town.parameters, moment.town.services, chances
        )
        moment.memory["offer"] = dict(zip(REFUSAL_TERMS, chances.tolist(), strict=True))
        moment.memory["asked"] = moment.column("modality")
    elif stage in (AWARE, INTENDING, COMPLETED, DROPPED_OUT):
        told = np.empty(len(BARRIER_TERMS) + 1)
        weigh_seeking(
            moment.person,
            moment.week,
            moment.town.seed,
            columns,
            values,
            moment.town.parameters,
            moment.town.services,
            told,
        )
        for name, value in zip(BARRIER_TERMS, told.tolist(), strict=False):
            moment.now[f"keeps_{name}"] = value
        if stage == AWARE:
            moment.now["chance_intention"] = float(told[-1])


def after_seeking(moment: Moment, found: Found) -> None:
    """Confiding, intention, asking, answers to offers, and the barriers that would be named."""
    before, now = moment.was["stage"], found["stage"]
    if moment.memory.get("confided") is False and moment.column("known") & CONFIDED:
        moment.memory["confided"] = True
        moment.tell("confided", "Confides in somebody", "Those at home know now.")
    named = [name for name in BARRIERS if moment.column(f"barrier_{name}") == moment.week]
    moment.memory.setdefault("kept", Counter()).update(named)
    if before == INTENDING and now == AWARE:
        _gives_up(moment, named)
        return
    if named:
        _would_name(moment, named)
    if before == now:
        return
    if now == INTENDING:
        if before in (COMPLETED, DROPPED_OUT):
            moment.tell("intention", "Looks for help again", "Still ill after the last course.")
        else:
            chance = percent(moment.now.get("chance_intention", 0.0))
            moment.tell("intention", "Means to seek help", f"That week's chance was {chance}.")
    elif now == ASKING:
        again = ", something else than before" if before == REFUSED else ""
        kind = moment.help_words(moment.column("modality"))
        moment.tell("request", "Asks for help", f"From {kind}{again}.")
    elif before == ASKING:
        kind = moment.help_words(moment.memory["asked"])
        chance = percent(moment.memory["offer"]["all"])
        if now == REFUSED:
            moment.tell(
                "refusal",
                "Refuses the offer",
                f"Of {kind}; the chance to was {chance}. {_reasons_to_refuse(moment)}".strip(),
            )
        elif now in ACCEPTED:
            then = "is put on the list" if now == WAITING else STAGE_ROWS[STAGES[now]].in_sentence
            moment.tell(
                "offer",
                "Accepts the offer",
                f"Of {kind}, and {then}; the chance to refuse was {chance}.",
            )
    elif before == REFUSED and now == AWARE:
        moment.tell("stops", "Stops asking", "The offer stays refused.")
    else:
        row = STAGE_ROWS[STAGES[now]]
        moment.tell("offer", row.title, f"{row.meaning}.")


def _gives_up(moment: Moment, named: list[str]) -> None:
    """Somebody who meant to seek help does not."""
    structural = [name for name in ("cost", "travel", "availability") if name in named]
    if structural:
        moment.tell(
            "barriers",
            "Tries to get help and cannot",
            f"{listed([BARRIER_WORDS[name] for name in structural])}.",
        )
    else:
        moment.tell("stops", "Lets the intention go", "It was put off until it had faded.")


def _would_name(moment: Moment, named: list[str]) -> None:
    """What the person would say keeps them from seeking help, where it is not what it was."""
    if named == moment.memory.get("named"):
        return
    moment.memory["named"] = named
    weights = {name: moment.now.get(f"keeps_{name}", 0.0) for name in named}
    words = [BARRIER_WORDS[name] for name in sorted(named, key=lambda name: -weights[name])]
    moment.tell("barriers", "Sees a need and does not seek help", f"Would say: {_said(words)}.")


def _said(words: list[str]) -> str:
    return "; ".join(word[:1].lower() + word[1:] for word in words)


def _reasons_to_refuse(moment: Moment) -> str:
    chances = moment.memory["offer"]
    words = [
        text for name, text in REFUSAL_WORDS.items() if chances["all"] >= LIKELIER * chances[name]
    ]
    return f"What made it likelier: {listed(words)}." if words else ""


def before_services(moment: Moment) -> None:
    """For what the person waits, and since when."""
    if moment.was["stage"] == WAITING:
        moment.memory["waits_for"] = moment.column("modality")
        moment.memory["waits_since"] = moment.column("stage_start")


def after_services(moment: Moment, found: Found) -> None:
    """Places, first appointments missed, and lists that are left."""
    if moment.was["stage"] != WAITING or found["stage"] == WAITING:
        return
    kind = moment.help_words(moment.memory["waits_for"])
    waited = moment.week - moment.memory["waits_since"]
    weeks = f"after {number_of(waited, 'week')} on the list" if waited else "without a wait"
    if found["stage"] == IN_CARE:
        moment.memory["cared_for"] = True
        planned = number_of(moment.column("planned_sessions"), "session")
        moment.tell(
            "entry",
            "Care begins",
            f"With {kind}, {weeks}; {planned} planned, bond at the start "
            f"{moment.column('alliance'):.2f} of 1.",
        )
    elif moment.column("barrier_availability") == moment.week:
        moment.tell("withdrawal", "Leaves the waiting list", f"For {kind}, {weeks}.")
    else:
        keeps = "means to try again" if found["stage"] == INTENDING else "gives it up"
        moment.tell("no_show", "Misses the first appointment", f"With {kind}, {weeks}; {keeps}.")


def before_treatment(moment: Moment) -> None:
    """With whom the person is in care, and how the bond is."""
    if moment.was["stage"] == IN_CARE:
        moment.memory["with"] = moment.column("modality")
        moment.memory["bond"] = moment.column("alliance")
        moment.memory["responds"] = moment.column("responsiveness")
        moment.memory["known"] = moment.column("known")


def after_treatment(moment: Moment, found: Found) -> None:
    """Sessions, and how courses go on and end."""
    if moment.was["stage"] != IN_CARE:
        return
    memory, modality = moment.memory, moment.memory["with"]
    kind = moment.help_words(modality)
    if found["sessions"] != moment.was["sessions"]:
        planned = moment.column("planned_sessions")
        moment.tell(
            "session",
            f"Session {found['sessions']}",
            f"With {kind}, of {planned} planned; bond {moment.column('alliance'):.2f}, progress "
            f"{moment.column('progress'):.2f} of 1.",
        )
    known = moment.column("known")
    if known & LABELLED and not memory["known"] & LABELLED:
        moment.tell(
            "label", "Called resistant to treatment", "Trust in professionals falls for good."
        )
    if found["stage"] == WAITING:
        moment.tell(
            "step_up",
            f"Sent on to {moment.help_words(moment.column('modality'))}",
            f"With {kind} it got nowhere.",
        )
    elif found["stage"] == IN_CARE:
        highest = moment.town.services["step_up"][modality] == NOBODY
        if highest and moment.column("responsiveness") != memory["responds"]:
            moment.tell(
                "change",
                "Another professional",
                f"The bond begins anew at "
                f"{moment.column('alliance'):.2f}, after {memory['bond']:.2f}.",
            )
    else:
        _course_ends(moment, found, kind)
    if known & EXAMPLE and not memory["known"] & EXAMPLE:
        moment.tell("speaks", "Tells others that care has helped")
    if known & WARNING and not memory["known"] & WARNING:
        moment.tell("speaks", "Tells others that care has failed")


def _course_ends(moment: Moment, found: Found, kind: str) -> None:
    """A course is completed or left, and why it was left."""
    columns, values = TREATMENT.bind(moment.town)
    well = found["severity"] == NO_DISTRESS
    sessions = number_of(found["sessions"], "session")
    how_now = "well again" if found["stage"] == WELL else "still ill"
    if ends_as_planned(
        moment.person, moment.week, moment.town.seed, well, columns, moment.town.parameters
    ):
        moment.tell("completed", "Completes care", f"With {kind}, {sessions}; {how_now}.")
        return
    in_care = (moment.town.people.stage == IN_CARE) & (moment.town.people.sessions > 0)
    alliances = moment.town.people.alliance[in_care]
    own = moment.column("alliance")
    usual = float(np.median(alliances)) if alliances.size else own
    chances = np.empty(len(LEAVING_TERMS))
    weigh_leaving(
        moment.person,
        moment.memory["with"],
        usual,
        columns,
        values,
        moment.town.parameters,
        moment.town.services,
        chances,
    )
    told = dict(zip(LEAVING_TERMS, chances.tolist(), strict=True))
    words = [
        f"{text} ({_times(told['all'], told[name])})"
        for name, text in LEAVING_WORDS.items()
        if told["all"] >= LIKELIER * told[name]
    ]
    reasons = f" What made it likelier: {listed(words)}." if words else ""
    moment.tell(
        "left",
        "Leaves care against the plan",
        f"After {sessions} with {kind}, {how_now}. The chance to leave that week was "
        f"{percent(told['all'])}.{reasons}",
    )


def _times(with_it: float, without: float) -> str:
    return f"{with_it / without:.1f} times" if without > 0.0 else "without it nobody leaves"
