"""Choice of help: which service suits a person, and what price, travel and waiting take from it."""

from __future__ import annotations

from operator import attrgetter
from typing import NamedTuple

from experiments.plain_mesa.rules import rules_of
from experiments.plain_mesa.town import Person, Service
from simulation.measures.categories import NOBODY
from simulation.processes import choice as equations

rules = rules_of(equations)


class Option(NamedTuple):
    """A kind of help in the eyes of a person, in log odds."""

    modality: int
    suits: float
    """How well it would suit, were it free, near and at once."""
    cost: float
    travel: float
    wait: float
    as_things_are: float
    """How well it suits with its price, its distance and its waiting list."""


class Choice(NamedTuple):
    """What a person would ask for, and what structure takes from the help that they prefer."""

    modality: int
    cost: float
    travel: float
    wait: float

    @property
    def loss(self) -> float:
        """All that structure takes, in log odds."""
        return self.cost + self.travel + self.wait


def choose_help(person: Person, stigma: float) -> Choice:
    """The best help as things are.

    What is lost is how far it falls behind the help that the person would prefer were it free, near
    and at once; the loss is shared out over cost, travel and waiting as they weigh on that help.
    """
    options = [
        option_of(person, service, m, stigma)
        for m, service in enumerate(person.model.services)
        if service.places > 0.0
    ]
    if not options:  # nothing to choose from, which is a wait too long for anybody
        return Choice(NOBODY, 0.0, 0.0, person.model.p.structural_limit + 1.0)
    best = max(options, key=attrgetter("as_things_are"))
    preferred = max(options, key=attrgetter("suits"))
    burden = preferred.cost + preferred.travel + preferred.wait
    part = (preferred.suits - best.as_things_are) / burden if burden > 0.0 else 0.0
    return Choice(
        best.modality, part * preferred.cost, part * preferred.travel, part * preferred.wait
    )


def option_of(person: Person, service: Service, modality: int, stigma: float) -> Option:
    """One kind of help. Preferences last until an offer is refused, and are then drawn anew."""
    p = person.model.p
    covered, modifier = person.coverage != 0, person.modifier("price")
    paid = rules.price_to_person(service.price, service.coinsurance, covered, modifier)
    minutes = person.travel * person.modifier("travel")
    suits = rules.suitability(
        p,
        service.appeal + service.modifier("appeal"),
        preference(person, modality),
        person.severity,
        service.severity_fit,
        service.exposure,
        stigma,
    )
    cost = rules.cost_burden(p, paid, service.interval, person.income)
    travel = rules.travel_burden(p, minutes, service.travels, person.work, service.office_hours)
    wait = rules.wait_burden(p, service.wait)
    return Option(modality, suits, cost, travel, wait, suits - cost - travel - wait)


def preference(person: Person, modality: int) -> float:
    """How a person likes a kind of help for itself, 0 to 1."""
    return person.lasting_luck("choice: preference", person.refusals, modality)
