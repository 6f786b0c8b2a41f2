"""Choice of help: which service suits a person, and what price, travel and waiting take from it."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import rule
from simulation.measures.categories import MILD, MODERATE, NOBODY
from simulation.population.demographics import WORKS
from simulation.processes.process import Numbers
from simulation.randomness import decision, uniform_pair

PART_TIME, FULL_TIME = WORKS.index("part time"), WORKS.index("full time")

PREFERENCE = decision("choice: preference")


@rule
def price_to_person(price: float, coinsurance: float, covered: bool, modifier: float) -> float:
    """What a session costs the person: all of the price, or the share that coverage leaves."""
    return price * modifier * (coinsurance if covered else 1.0)


@rule
def cost_burden(p: Any, paid: float, interval: float, income: float) -> float:
    """Burden in log odds of paying ``paid`` every ``interval`` weeks out of a yearly income.

    Concave: the step from free to a small payment deters more than the next of the same size, as
    in the randomised insurance trial.
    """
    if paid == 0.0:
        return 0.0
    weekly_income = max(income / 52.0, 1.0)
    share = min(paid / interval / weekly_income, 1.0)
    return p.price_weight * log(1.0 + share / p.price_scale)


@rule
def travel_burden(p: Any, minutes: float, travels: float, work: int, office_hours: float) -> float:
    """Burden in log odds of the time that care takes: the way there and back, and working hours.

    Opening hours cost those who work, in full if they work full time.
    """
    hours_lost = (
        office_hours
        if work == FULL_TIME
        else p.part_time_hours * office_hours * (work == PART_TIME)
    )
    return p.travel_weight * 2.0 * minutes * travels / 60.0 + p.hours_weight * hours_lost


@rule
def wait_burden(p: Any, weeks: float) -> float:
    """Burden in log odds of the waiting time that is expected."""
    return p.wait_weight * weeks


@rule
def suitability(
    p: Any,
    appeal: float,
    preference: float,
    severity: int,
    severity_fit: float,
    exposure: float,
    stigma: float,
) -> float:
    """How well a kind of help suits a person, in log odds, were it free, near and at once."""
    suits = appeal + p.preference_weight * (preference - 0.5)
    suits += p.severity_match * severity_fit * (max(severity, MILD) - MODERATE)
    return suits - p.exposure_weight * exposure * stigma


@rule
def choose_help(
    p: Any,
    services: Numbers,
    appeal: NDArray[np.float32],
    seed: int,
    person: int,
    severity: int,
    refusals: int,
    income: float,
    covered: bool,
    travel: float,
    work: int,
    stigma: float,
    price: float,
) -> tuple[int, float, float, float]:
    """The help that suits best as things are, and what is lost to cost, travel and waiting.

    The loss is what structure takes: how far the best help as things are falls behind the help
    that the person would prefer if it were free, near and at once. It is shared out over cost,
    travel and waiting as these weigh on the preferred help. A person's preferences last, until an
    offer is refused: then other help is looked at with new eyes. Where no service is offered, the
    answer is NOBODY, and all is lost to waiting.
    """
    best, best_suits = NOBODY, -1e9
    preference = next_preference = 0.0
    preferred_suits, preferred_cost, preferred_travel, preferred_wait = -1e9, 0.0, 0.0, 0.0
    for m in range(services.size):
        if m & 1 == 0:
            preference, next_preference = uniform_pair(seed, PREFERENCE, refusals, person, m >> 1)
        else:
            preference = next_preference
        service = services[m]
        if service.places <= 0.0:  # not offered in this place
            continue
        suits = suitability(
            p,
            service.appeal + appeal[m],
            preference,
            severity,
            service.severity_fit,
            service.exposure,
            stigma,
        )
        if suits <= best_suits:  # nor would it suit better for what it costs
            continue
        paid = price_to_person(service.price, service.coinsurance, covered, price)
        cost = cost_burden(p, paid, service.interval, income)
        way = travel_burden(p, travel, service.travels, work, service.office_hours)
        wait = wait_burden(p, service.wait)
        if suits > preferred_suits:
            preferred_suits = suits
            preferred_cost, preferred_travel, preferred_wait = cost, way, wait
        if suits - cost - way - wait > best_suits:
            best, best_suits = m, suits - cost - way - wait
    if best == NOBODY:
        return NOBODY, 0.0, 0.0, p.structural_limit + 1.0
    burden = preferred_cost + preferred_travel + preferred_wait
    if burden <= 0.0:
        return best, 0.0, 0.0, 0.0
    part = (preferred_suits - best_suits) / burden
    return best, part * preferred_cost, part * preferred_travel, part * preferred_wait
