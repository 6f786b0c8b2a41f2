"""Trials of strategies as targets: arms, and published figures in the form that they take there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experiments.evidence.lived.arms import Arm, Trial
from experiments.evidence.published import Figure, from_evidence
from experiments.evidence.target import Target
from simulation.strategies import STRATEGIES

GROUP = "What strategies do"

HALF_YEAR = 26
COHENS_D = "Cohen's d"


def arm(name: str, **fields: Any) -> Arm:
    """An arm with a strategy, its fields as they are or as given."""
    return Arm((STRATEGIES[name](**fields),))


CAMPAIGN = arm("public_campaign")


def middle(name: str) -> Callable[[], Figure]:
    """The middle of a range, and the range as its interval."""

    def figure() -> Figure:
        told = from_evidence(name)
        assert told.low is not None
        assert told.high is not None
        centre = (told.low + told.high) / 2.0
        return Figure(centre, told.low, told.high, told.population, told.source)

    return figure


def as_without(name: str) -> Callable[[], Figure]:
    """No effect at all, where the source tells of none: a ratio of one."""

    def figure() -> Figure:
        told = from_evidence(name)
        return Figure(1.0, None, None, told.population, told.source)

    return figure


def target(
    ids: str, title: str, how: str, measure: Callable[..., float], *trials: Trial, **others: Any
) -> Target:
    """A target of this group; the measure is given the pair of each of its trials."""
    return Target(
        tuple(ids.split()),
        GROUP,
        title,
        how,
        lambda seen: measure(*map(seen.pair, trials)),
        "strategies",
        trials=trials,
        **others,
    )
