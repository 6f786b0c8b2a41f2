"""Trials of strategies as measures: arms, and what is made of the pairs of lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experiments.evidence.lived.arms import Arm, Trial
from experiments.evidence.measure import Measure
from simulation.strategies import STRATEGIES

HALF_YEAR = 26
COHENS_D = "Cohen's d"


def arm(name: str, **fields: Any) -> Arm:
    """An arm with a strategy, its fields as they are or as given."""
    return Arm((STRATEGIES[name](**fields),))


CAMPAIGN = arm("public_campaign")


def trial_measure(
    name: str, how: str, take: Callable[..., float], *trials: Trial, unit: str = "%"
) -> Measure:
    """A measure that is given the pair of lives of each of its trials."""
    return Measure(
        name, how, lambda seen: take(*map(seen.pair, trials)), "strategies", unit, trials
    )
