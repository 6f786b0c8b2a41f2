"""Strategies: what each does for a person whom it has reached, for services, and its own costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from experiments.plain_mesa.town import Person, Town
from experiments.plain_mesa.values import single
from simulation.measures.categories import IN_CARE, MODALITIES, SELF_HELP
from simulation.processes.services import UNLIMITED

ForPerson = Callable[[Any, "Person"], Iterator[tuple[str, float]]]
ForServices = Callable[[Any, "Town"], Iterator[tuple[str, int, float]]]


def public_campaign(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """More literacy, less perceived stigma."""
    yield "literacy", strategy.knowledge
    yield "stigma", -strategy.stigma


def social_contact(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Less stigma, perceived and turned against oneself."""
    yield "stigma", -strategy.stigma
    yield "self_stigma", -strategy.self_stigma


def screening(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """A need is seen sooner."""
    yield "recognition", strategy.recognition
    yield "literacy", strategy.literacy


def gatekeepers(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Who is trained speaks of help more often, confronts less, and holds less stigma."""
    yield "prompting", 1.0 + strategy.prompting
    yield "confrontation", 1.0 - strategy.confrontation
    yield "stigma", -strategy.stigma


def leap(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Who is coached confronts less, listens better and speaks of help more often."""
    yield "confrontation", 1.0 - strategy.confrontation
    yield "listening", 1.0 + strategy.listening
    yield "prompting", 1.0 + strategy.prompting


def family_groups(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Burden is taken off."""
    yield "relief", strategy.relief


def help_resistance_protocol(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Who is taught acknowledges and changes the subject, and bears it more lightly."""
    yield "acknowledgement", strategy.acknowledgement
    yield "conversation_burden", 1.0 - strategy.ease


def motivational_interviewing(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """A need seen sooner; readier to seek help, and somewhat readier to come and to stay."""
    yield "recognition", strategy.recognition
    yield "intention", strategy.intention
    yield "no_show", 1.0 - strategy.attendance
    yield "dropout", 1.0 - strategy.dropout


def peer_navigators(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Readier, more trusting, less ashamed; comes and stays."""
    yield "intention", strategy.intention
    yield "trust", strategy.trust
    yield "self_stigma", -strategy.self_stigma
    yield "no_show", 1.0 - strategy.attendance
    yield "dropout", 1.0 - strategy.dropout
    yield "progress", 1.0 + strategy.progress


def subsidy(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Sessions cost the person less."""
    yield "price", 1.0 - strategy.share


def free_first_sessions(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """The first sessions cost nothing, and whoever has not begun looks only so far ahead."""
    if strategy.sessions == 0:
        return
    if person.stage != IN_CARE:
        yield "price", strategy.foresight
    else:
        yield "price", 0.0 if person.sessions < strategy.sessions else 1.0


def reminders(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """First appointments are missed, and lists left, less often."""
    yield "no_show", 1.0 - strategy.effect
    yield "withdrawal", 1.0 - strategy.hand_over


def alliance_training(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """A better bond from the start, and less direction."""
    yield "alliance", strategy.alliance
    yield "directiveness", 1.0 - strategy.directiveness


def trauma_informed_care(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Trauma weighs less, and care directs less."""
    yield "trauma_burden", 1.0 - strategy.effect
    yield "directiveness", 1.0 - strategy.directiveness


def culturally_adapted_care(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Care fits, and is trusted more by those whom it did not fit."""
    yield "culture_fit", strategy.fit
    yield "trust", strategy.trust if person.culture_fit < single(strategy.fit) else 0.0


def guided_self_help(strategy: Any, person: Person) -> Iterator[tuple[str, float]]:
    """Who uses self-help stays with it longer and gets more out of it."""
    if person.modality == SELF_HELP:
        yield "dropout", 1.0 - strategy.dropout
        yield "progress", 1.0 + strategy.progress


FOR_PERSONS: dict[str, ForPerson] = {
    kind.__name__: kind
    for kind in (
        public_campaign,
        social_contact,
        screening,
        gatekeepers,
        leap,
        family_groups,
        help_resistance_protocol,
        motivational_interviewing,
        peer_navigators,
        subsidy,
        free_first_sessions,
        reminders,
        alliance_training,
        trauma_informed_care,
        culturally_adapted_care,
        guided_self_help,
    )
}
"""What strategies do for each person whom they have reached: named values and modifiers."""


def by_professionals(model: Town) -> list[int]:
    """The services that professionals give."""
    return [m for m, service in enumerate(model.services) if service.by_professionals]


def more_places(strategy: Any, model: Town) -> Iterator[tuple[str, int, float]]:
    """Professional services have more places."""
    for m in by_professionals(model):
        yield "places", m, 1.0 + strategy.growth


def better_known(modality: str) -> ForServices:
    """A kind of help has more places and is thought of more often."""

    def modifiers(strategy: Any, model: Town) -> Iterator[tuple[str, int, float]]:
        yield "places", MODALITIES.index(modality), 1.0 + strategy.growth
        yield "appeal", MODALITIES.index(modality), strategy.appeal

    return modifiers


def self_help_is_known(strategy: Any, model: Town) -> Iterator[tuple[str, int, float]]:
    """Self-help is thought of more often."""
    yield "appeal", SELF_HELP, strategy.appeal


FOR_SERVICES: dict[str, ForServices] = {
    "more_places": more_places,
    "remote_care": better_known("remote"),
    "support_groups": better_known("support_group"),
    "guided_self_help": self_help_is_known,
}
"""What strategies do for services at full coverage: named values, modalities and modifiers."""


def places(which: Callable[[Town], list[int]]) -> Callable[..., float]:
    """The cost of the places added to these services by now."""

    def cost(strategy: Any, model: Town, reached: Iterable[Person], level: float) -> float:
        limited = [model.services[m].places for m in which(model)]
        there = sum(number for number in limited if number < UNLIMITED) * len(model.adults) / 1000.0
        return float(strategy.cost_per_place * strategy.growth * level * there)

    return cost


def guidance(strategy: Any, model: Town, reached: Iterable[Person], level: float) -> float:
    """The cost of guiding those who use self-help now."""
    using = [p for p in reached if p.modality == SELF_HELP and p.stage == IN_CARE]
    return float(strategy.cost_per_session * len(using))


FURTHER_COSTS: dict[str, Callable[..., float]] = {
    "more_places": places(by_professionals),
    "remote_care": places(lambda model: [MODALITIES.index("remote")]),
    "support_groups": places(lambda model: [MODALITIES.index("support_group")]),
    "guided_self_help": guidance,
}
"""What a week costs beside the cost lines that all strategies have."""
