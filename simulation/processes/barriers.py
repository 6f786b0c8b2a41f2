"""Barriers: what keeps a person who sees a need from seeking help, in log odds of the intention.

Self-reliance weighs the most, stigma is modest; price, travel and waiting come in through the
choice of help (``choice``). A barrier is named as a reason, as in a survey, the more probably the
more it takes from the log odds; several may be named by one person.
"""

from __future__ import annotations

from math import exp
from typing import Any

from simulation.compiled import rule


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
def naming_probability(p: Any, barrier: float) -> float:
    """Chance that a person would name a barrier that takes this much from the log odds.

    Logistic, and brought to zero for what is no barrier at all: nobody complains of a price that
    they do not pay.
    """
    weight = 1.0 / (1.0 + exp(-(barrier - p.naming_threshold) / p.naming_spread))
    nothing = 1.0 / (1.0 + exp(p.naming_threshold / p.naming_spread))
    return (weight - nothing) / (1.0 - nothing)
