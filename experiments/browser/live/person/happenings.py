"""Happenings: what each process of the week did to one person, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.browser.live.person.care_told import (
    after_seeking,
    after_services,
    after_treatment,
    before_seeking,
    before_services,
    before_treatment,
)
from experiments.browser.live.person.looked_up import (
    ADVICE_REFUSED,
    ADVICE_TAKEN,
    ALONE,
    CHANGED_SUBJECT,
    CONFRONTED,
    LISTENED,
    TURNED_AWAY,
    chance_to_see_a_need,
    talk_with_confidant,
    words_heard,
)
from experiments.browser.live.person.moment import Happening, Moment, number_of, percent
from simulation.measures.categories import (
    AWARE,
    IN_CARE,
    NO_DISTRESS,
    REFUSED,
    SEVERITIES,
    UNAWARE,
    WELL,
)
from simulation.population.columns import BURDENED, CONFIDED, REFERRED
from simulation.processes.help_resistance import HELP_RESISTANCE
from simulation.processes.influence import INFLUENCE
from simulation.processes.recognition import RECOGNITION
from simulation.processes.words import DISCOURAGED, SILENT

__all__ = ["HANDLERS", "Handler", "Happening", "Moment"]

Found = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Handler:
    """What is asked before a process runs, for people who are not well, and told after it.

    ``always``: ask after it for people who are well and stay so, too.
    """

    before: Callable[[Moment], None] | None = None
    after: Callable[[Moment, Found], None] | None = None
    always: bool = False


def after_strategies(moment: Moment, found: Found) -> None:
    """A strategy reaches the person."""
    for plan in moment.town.strategies:
        if plan.since[moment.person] == moment.week:
            title = getattr(getattr(plan, "strategy", None), "title", "") or plan.name
            moment.tell("strategy", "Reached by a strategy", title)


def after_distress(moment: Moment, found: Found) -> None:
    """Episodes begin, change and end; a need is felt without one."""
    before, now = moment.was["severity"], found["severity"]
    memory = moment.memory
    if before == NO_DISTRESS and now != NO_DISTRESS:
        memory["episodes"] = memory.get("episodes", 0) + 1
        memory["episode_from"] = moment.week
        memory["cared_for"] = moment.was["stage"] == IN_CARE
        again = moment.column("first_onset") != moment.week
        moment.tell(
            "episode",
            "Another episode begins" if again else "The first episode begins",
            f"{SEVERITIES[now].capitalize()} distress.",
        )
    elif before != NO_DISTRESS and now == NO_DISTRESS:
        since = moment.week - moment.column("episode_start")
        care = "with care in it" if memory.get("cared_for") else "without care"
        moment.tell("well", "The episode ends", f"After {number_of(since, 'week')}, {care}.")
    elif now > before:
        moment.tell("worse", "It gets worse", f"From {SEVERITIES[before]} to {SEVERITIES[now]}.")
    elif now < before:
        moment.tell("better", "It eases", f"From {SEVERITIES[before]} to {SEVERITIES[now]}.")
    elif moment.was["stage"] == WELL and found["stage"] == AWARE:
        moment.tell("need", "Feels a need for help", "Without being in an episode.")


def before_influence(moment: Moment) -> None:
    """Who comes to speak, and what they say."""
    if moment.was["stage"] == IN_CARE:
        return
    columns, values = INFLUENCE.bind(moment.town)
    visits = int(moment.town.parameters["visits_heard"][0])
    who, what = np.empty(visits, np.int64), np.empty(visits, np.int64)
    closeness = np.empty(visits)
    words_heard(
        moment.person,
        moment.week,
        moment.town.seed,
        columns,
        moment.town.ties,
        values,
        moment.town.parameters,
        who,
        what,
        closeness,
    )
    for other, word in zip(who.tolist(), what.tolist(), strict=True):
        if word == SILENT:
            continue
        relation, told = moment.relation(other), moment.named(other)
        if word == DISCOURAGED:
            moment.tell("discouraged", f"Talked out of help by {relation}", f"{told}.")
        elif word == CONFRONTED:
            moment.tell(
                "confronted",
                f"Confronted by {relation}",
                f"{told}, pushed: something is wrong, get help. Being pushed hardens denial.",
            )
        elif word == LISTENED:
            moment.tell(
                "urged",
                f"Urged by {relation} who listens",
                f"{told}, listened and spoke of help: denial softens, trust grows.",
            )
        else:
            moment.tell("urged", f"Urged by {relation} to seek help", f"{told}.")


def after_influence(moment: Moment, found: Found) -> None:
    """Examples of care around the person, as they look for them."""
    if found["stage"] != AWARE:
        return
    examples = moment.column("examples")
    if examples != moment.memory.get("examples", 0):
        moment.memory["examples"] = examples
        if examples > 0:
            moment.tell(
                "example",
                "Knows people whom care has helped",
                f"It has helped {examples:,} more of them than it has failed.",
            )
        elif examples < 0:
            moment.tell(
                "warning",
                "Knows people whom care has failed",
                f"It has failed {-examples:,} more of them than it has helped.",
            )


def before_recognition(moment: Moment) -> None:
    """The chance to come to see a need this week."""
    if moment.was["stage"] == UNAWARE and moment.was["severity"] != NO_DISTRESS:
        columns, values = RECOGNITION.bind(moment.town)
        moment.now["chance_need"] = float(
            chance_to_see_a_need(moment.person, columns, values, moment.town.parameters)
        )


def after_recognition(moment: Moment, found: Found) -> None:
    """A need is seen, or one that was felt passes."""
    if moment.was["stage"] == UNAWARE and found["stage"] == AWARE:
        moment.memory["examples"] = 0
        moment.memory.pop("named", None)
        since = moment.week - moment.column("episode_start")
        chance = percent(moment.now["chance_need"])
        moment.tell(
            "need",
            "Comes to see a need for help",
            f"After {number_of(since, 'week')} in the episode; that week's chance was {chance}.",
        )
    elif moment.was["stage"] != WELL and found["stage"] == WELL:
        moment.tell("well", "The need passes", "There was no episode behind it.")


def before_help_resistance(moment: Moment) -> None:
    """To whom the person turns with the problem, and how it goes."""
    if (
        not AWARE <= moment.was["stage"] <= REFUSED
        or moment.was["severity"] == NO_DISTRESS
        or not moment.column("known") & CONFIDED
    ):
        return
    moment.memory["referred"] = bool(moment.column("known") & REFERRED)
    columns, values = HELP_RESISTANCE.bind(moment.town)
    other, what = talk_with_confidant(
        moment.person,
        moment.week,
        moment.town.seed,
        columns,
        moment.town.ties,
        values,
        moment.town.parameters,
    )
    if what == ALONE:
        return
    relation, told = moment.relation(int(other)), moment.named(int(other))
    title, text = {
        TURNED_AWAY: (f"Turned away by {relation}", "is worn out and does not listen."),
        CHANGED_SUBJECT: (
            f"Confides in {relation}, who changes the subject",
            "says that it is hard, and speaks of something else: the habit of asking weakens.",
        ),
        ADVICE_REFUSED: (
            f"Asks {relation} for advice and refuses it",
            "gave advice, which was not taken: the habit of asking and refusing grows.",
        ),
        ADVICE_TAKEN: (f"Takes the advice of {relation}", "advised to seek help."),
    }[int(what)]
    moment.tell("confidant", title, f"{told}, {text}")


def after_help_resistance(moment: Moment, found: Found) -> None:
    """A referral by the confidant."""
    referred = moment.memory.pop("referred", None)
    if referred is False and moment.column("known") & REFERRED:
        moment.tell(
            "referral",
            "Sent to a professional by the confidant",
            "The same conversation had been had too often.",
        )


def after_record(moment: Moment, found: Found) -> None:
    """Whether the person is worn out by somebody else's illness."""
    weary = bool(moment.column("shown") & BURDENED)
    if weary != moment.memory.get("weary", False):
        moment.memory["weary"] = weary
        if weary:
            moment.tell(
                "weary",
                "Worn out by the illness of somebody close",
                "Says and hears less, and is more likely to fall ill.",
            )
        else:
            moment.tell("rested", "No longer worn out by somebody else's illness")


HANDLERS: dict[str, Handler] = {
    "strategies": Handler(after=after_strategies, always=True),
    "distress": Handler(after=after_distress),
    "influence": Handler(before_influence, after_influence),
    "recognition": Handler(before_recognition, after_recognition),
    "help resistance": Handler(before_help_resistance, after_help_resistance),
    "seeking": Handler(before_seeking, after_seeking),
    "services": Handler(before_services, after_services),
    "treatment": Handler(before_treatment, after_treatment),
    "record": Handler(after=after_record, always=True),
}
"""What is told of each process of the week, by its name."""
