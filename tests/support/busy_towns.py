"""A busy town for tests of strategies: much happens in a week, and nobody stands in the way."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import MODALITIES
from simulation.population.columns import COLUMNS
from simulation.strategies import parse_strategies, plans
from simulation.town import Town
from tests.support.towns import bits, town_of, weeks

BUSY: dict[str, Any] = {
    "onset_rate": 1.5,
    "recognition_base": 0.0,
    "prompt_chance": 0.3,
    "talk_chance": 1.0,
    "dropout_early": 5.0,
    "services__self_help__appeal": 1.0,
    **{f"services__{name}__places": 1000.0 for name in MODALITIES},
}
"""Settings under which much happens in a week, and nobody stands in another's way."""

CHEAP_AND_DEAR = {
    "cost_fixed": 11.0,
    "cost_per_person": 7.0,
    "cost_per_person_week": 0.5,
    "cost_per_week": 3.0,
}


def with_strategies(town: Town, *entries: dict[str, Any]) -> Town:
    town.strategies = plans(parse_strategies(list(entries)), town)
    return town


@cache
def busy_state() -> dict[str, NDArray[Any]]:
    """A busy town of 1,500 after a year and a half."""
    return bits(weeks(town_of(1500, seed=2, **BUSY), 80))


def busy_town(*entries: dict[str, Any]) -> Town:
    town = with_strategies(town_of(1500, seed=2, **BUSY), *entries)
    town.restore(busy_state())
    return town


BORNE = ("burden", "known", "shown")
"""What confidants come to bear in the same week in which somebody turns to them."""


def changed(one: Town, other: Town, but: tuple[str, ...] = ()) -> NDArray[np.bool_]:
    """Who differs between two towns in anything but these columns."""
    found = np.zeros(one.people.people, np.bool_)
    for name in COLUMNS:
        if name not in but:
            found |= getattr(one.people, name) != getattr(other.people, name)
    return found


def tied_to(town: Town, who: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who hears from somebody among these."""
    ties = town.ties
    rows = np.repeat(np.arange(town.people.people), np.diff(ties.start))
    found = np.zeros(town.people.people, np.bool_)
    found[rows[who[ties.neighbour]]] = True
    return found


LIVELY: dict[str, Any] = {
    "onset_rate": 0.6,
    "subthreshold_onset": 2.0,
    "recognition_base": -1.0,
    "intention_base": 2.5,
    "refusal_base": -1.0,
    "return_after_dropout": 0.2,
    "return_after_completion": 0.2,
    "stalled_progress": 0.6,
    "structural_limit": 1.0,
    "onset_share_mild": 0.3,
    "onset_share_severe": 0.3,
    "preference_weight": 6.0,
    "change_chance": 1.0,
    "help_resistance_median": 0.6,
    "habit_gain": 1.0,
    "chronic_habit": 0.1,
    "referral_chance": 0.5,
    "talk_chance": 1.0,
}
"""Settings under which all that can happen on the pathway happens often."""
