"""Small Mesa models for tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from simulation import HelpSeekingModel

SMALL: dict[str, Any] = {
    "people": 300,
    "rng": 1,
    "horizon__burn_in_weeks": 20,
    "horizon__weeks": 30,
}


def agent(agents: Iterable[Any], place: int = 0) -> Any:
    """The agent at a place of a set: Mesa 3.3 has no ``to_list``, later ones will take no index."""
    return next(islice(agents, place, None))


def model_of(**settings: Any) -> HelpSeekingModel:
    """A model of 300 people at week 0 of 30, with seed 1; ``settings`` go to HelpSeekingModel."""
    return HelpSeekingModel(**{**SMALL, **settings})
