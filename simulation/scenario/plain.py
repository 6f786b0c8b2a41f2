"""Values from Python as a scenario file would hold them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from simulation.errors import InputError
from simulation.scenario.reading import DEEPEST, MOST_VALUES, Place, dotted
from simulation.strategies import Strategy


def plain(value: object, source: str) -> Any:
    """A copy of ``value`` made of mappings, lists, words, numbers, true, false and null.

    Numbers of NumPy become Python's, sections become mappings, paths words; strategies stay as they
    are. Raises InputError for anything else, and for what is nested too deeply or without end.
    """
    left = MOST_VALUES

    def copy(value: Any, place: Place) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise InputError("too many values", source=source, allowed=f"{MOST_VALUES:,}")
        if len(place) > DEEPEST:
            raise InputError(
                "nested too deeply",
                source=source,
                field=dotted(place[:3]),
                allowed=f"{DEEPEST} levels",
            )
        if value is None or isinstance(value, (bool, int, float, str, Strategy)):
            return value
        if isinstance(value, BaseModel):
            value = value.model_dump()
        if isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str):
                    raise InputError(
                        "a key must be a word", source=source, field=dotted(place), found=str(key)
                    )
            return {key: copy(item, (*place, key)) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [copy(item, (*place, index)) for index, item in enumerate(value)]
        if isinstance(value, os.PathLike):
            return str(value)
        if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0:
            return copy(value.item(), place)
        raise InputError(
            "not a value that a scenario can hold",
            source=source,
            field=dotted(place),
            found=type(value).__name__,
            allowed="mappings, lists, text, numbers, true, false, null",
        )

    return copy(value, ())
