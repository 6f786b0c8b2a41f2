"""Helpseek: how people come to seek help for their mental health, refuse it, take it, leave it.

    >>> from helpseek import HelpSeekingModel
    >>> model = HelpSeekingModel(world="town", people=1000, rng=1)
    >>> model.step()

Names are imported when first used: Mesa and Numba take seconds to import.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation.errors import InputError
    from simulation.model import HelpSeekingModel
    from simulation.person import Person
    from simulation.scenario import Scenario, load_scenario

_HOMES = {
    "HelpSeekingModel": "model",
    "InputError": "errors",
    "Person": "person",
    "Scenario": "scenario",
    "load_scenario": "scenario",
}

__all__ = ["HelpSeekingModel", "InputError", "Person", "Scenario", "load_scenario"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
