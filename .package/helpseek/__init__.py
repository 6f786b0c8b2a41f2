"""Helpseek: how people come to seek help for their mental health, refuse it, take it, leave it.

    >>> from helpseek import HelpSeekingModel
    >>> model = HelpSeekingModel(world="town", people=1000, rng=1)
    >>> model.step()

``helpseek.simulation`` is the model, ``helpseek.experiments`` what runs it and tells of it. Names
are imported when first used: Mesa and Numba take seconds to import.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulation import HelpSeekingModel as HelpSeekingModel
    from simulation import InputError as InputError
    from simulation import Person as Person
    from simulation import Scenario as Scenario
    from simulation import load_scenario as load_scenario

_PARTS = ("simulation", "experiments")

# In a clone both folders lie elsewhere, and are packages of their own.
if not os.path.isdir(os.path.join(os.path.dirname(__file__), _PARTS[0])):
    from helpseek.clone import find_parts

    find_parts(_PARTS)


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    if name.startswith("__") and name != "__all__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = importlib.import_module(f"{__name__}.simulation")
    if name == "__all__":
        return list(public.__all__)
    if name not in public.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(public, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PARTS, *__getattr__("__all__")})
