"""Barriers: what keeps a person who sees a need from seeking help, in log odds of the intention.

Self-reliance weighs the most, stigma is modest; price, travel and waiting come in through the
choice of help (``choice``). A barrier is named as a reason, as in a survey, the more probably the
more it takes from the log odds; several may be named by one person.
"""

from __future__ import annotations

from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import inlined, rule
from simulation.processes.process import names
from simulation.values import at, felt


class Attitudes(NamedTuple):
    """What each attitude takes from the log odds of seeking."""

    handle_alone: float
    stigma: float
    distrust: float
    ineffective: float
    fear_of_change: float


class AttitudeColumns(NamedTuple):
    """What attitudes are made of."""

    self_reliance: NDArray[np.float32]
    self_stigma: NDArray[np.float32]
    perceived_stigma: NDArray[np.float32]
    concealment: NDArray[np.float32]
    trust: NDArray[np.float32]
    culture_fit: NDArray[np.float32]
    expected_benefit: NDArray[np.float32]
    fear_of_change: NDArray[np.float32]


class AttitudeValues(NamedTuple):
    """What strategies may modify in attitudes."""

    self_reliance: NDArray[np.float32]
    self_stigma: NDArray[np.float32]
    stigma: NDArray[np.float32]
    trust: NDArray[np.float32]
    culture_fit: NDArray[np.float32]
    fear_of_change: NDArray[np.float32]


ATTITUDE_NUMBERS = names(
    "weight_self_reliance coping_fatigue weight_self_stigma weight_disclosure structural_stigma "
    "weight_distrust weight_fit weight_ineffective weight_fear"
)
"""The numbers by which attitudes weigh."""


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


@inlined
def attitudes(
    p: Any,
    i: int,
    people: Any,
    values: Any,
    self_reliance: float,
    stigma: float,
    weeks_of_need: int,
) -> Attitudes:
    """What the attitudes of a person who sees a need take from the log odds of seeking.

    ``people`` and ``values`` hold ``AttitudeColumns`` and ``AttitudeValues``. ``self_reliance`` is
    the person's own, ``stigma`` what they see in others, what strategies add included, and
    ``weeks_of_need`` the time for which the need has been seen.
    """
    reliance = felt(self_reliance, at(values.self_reliance, i))
    self_stigma = felt(people.self_stigma[i], at(values.self_stigma, i))
    trust = felt(people.trust[i], at(values.trust, i))
    culture_fit = max(people.culture_fit[i], at(values.culture_fit, i))
    fear_of_change = felt(people.fear_of_change[i], at(values.fear_of_change, i))
    return Attitudes(
        handle_alone=p.weight_self_reliance * self_reliance_now(p, reliance, weeks_of_need),
        stigma=stigma_barrier(p, self_stigma, people.concealment[i], stigma),
        distrust=distrust_barrier(p, trust, culture_fit),
        ineffective=p.weight_ineffective * (1.0 - people.expected_benefit[i]),
        fear_of_change=p.weight_fear * fear_of_change,
    )


@rule
def sum_of(attitudes: Attitudes) -> float:
    """All attitudes together."""
    total = 0.0
    for weight in attitudes:
        total += weight
    return total


@rule
def naming_of_nothing(p: Any) -> float:
    """The logistic chance to name what is no barrier at all, which ``naming_probability`` takes
    away."""
    return 1.0 / (1.0 + exp(p.naming_threshold / p.naming_spread))


@rule
def naming_probability(p: Any, barrier: float, nothing: float) -> float:
    """Chance that a person would name a barrier that takes this much from the log odds.

    Logistic, and brought to zero for what is no barrier at all (``nothing``, the same for all):
    nobody complains of a price that they do not pay.
    """
    weight = 1.0 / (1.0 + exp(-(barrier - p.naming_threshold) / p.naming_spread))
    return (weight - nothing) / (1.0 - nothing)
