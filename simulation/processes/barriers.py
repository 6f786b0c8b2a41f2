"""Barriers: what keeps a person who sees a need from seeking help, in log odds of the intention.

Self-reliance weighs the most, stigma is modest; price, travel and waiting come in through the
choice of help (``choice``). A barrier is named as a reason, as in a survey, the more probably the
more it takes from the log odds; several may be named by one person.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

from simulation.compiled import rule


class Attitudes(NamedTuple):
    """What each attitude takes from the log odds of seeking."""

    handle_alone: float
    stigma: float
    distrust: float
    ineffective: float
    fear_of_change: float


@rule
def self_reliance_now(p: Any, self_reliance: float, weeks_of_need: int) -> float:
    """The wish to handle it alone, weakened by the weeks in which coping alone has failed."""
    return self_reliance * exp(-p.coping_fatigue * weeks_of_need)


@rule
def stigma_barrier(
    p: Any, self_stigma: float, concealment: float, perceived_stigma: float
) -> float:
    """What stigma takes from the log odds of seeking: shame, and the cost of being known."""
    cost_of_disclosure = (perceived_stigma + p.structural_stigma) / 2.0
    return (
        p.weight_self_stigma * self_stigma + p.weight_disclosure * concealment * cost_of_disclosure
    )


@rule
def distrust_barrier(p: Any, trust: float, culture_fit: float) -> float:
    """What distrust takes from the log odds of seeking: of professionals, and of their services.

    It grows with the square of the trust that is missing: some reserve keeps few away, plain
    mistrust does. Services that do not fit a person's culture are trusted less.
    """
    return p.weight_distrust * (1.0 - trust) ** 2 + p.weight_fit * (1.0 - culture_fit)


@rule
def attitudes(
    p: Any,
    self_reliance: float,
    weeks_of_need: int,
    self_stigma: float,
    concealment: float,
    perceived_stigma: float,
    trust: float,
    culture_fit: float,
    expected_benefit: float,
    fear_of_change: float,
) -> Attitudes:
    """What the attitudes of a person who sees a need take from the log odds of seeking.

    All are those of the week, what strategies add to them included.
    """
    reliance = self_reliance_now(p, self_reliance, weeks_of_need)
    return Attitudes(
        p.weight_self_reliance * reliance,
        stigma_barrier(p, self_stigma, concealment, perceived_stigma),
        distrust_barrier(p, trust, culture_fit),
        p.weight_ineffective * (1.0 - expected_benefit),
        p.weight_fear * fear_of_change,
    )


@rule
def sum_of(attitudes: Attitudes) -> float:
    """All attitudes together."""
    handle_alone, stigma, distrust, ineffective, fear_of_change = attitudes
    return handle_alone + stigma + distrust + ineffective + fear_of_change


@rule
def naming_probability(p: Any, barrier: float) -> float:
    """Chance that a person would name a barrier that takes this much from the log odds.

    Logistic, and brought to zero for what is no barrier at all: nobody complains of a price that
    they do not pay.
    """
    weight = 1.0 / (1.0 + exp(-(barrier - p.naming_threshold) / p.naming_spread))
    nothing = 1.0 / (1.0 + exp(p.naming_threshold / p.naming_spread))
    return (weight - nothing) / (1.0 - nothing)
