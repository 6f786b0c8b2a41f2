"""Likeness: a service that a world names itself, and that is like another one but for what is said.

``like`` is a word of files and settings. What it stands for is written out layer by layer: a new
service takes the numbers that the other one has where ``like`` is said, and keeps them if the other
changes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.errors import InputError
from simulation.parameters.services import LIKE, Service, Services
from simulation.scenario.merging import merged

_OF_ITS_OWN = ("title",)
"""What a service does not take from the one that it is like."""


def like_others(below: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What a layer says of services, upon ``below``, without ``like``: all fields written out.

    Raises InputError for a service that is like none of the others.
    """
    out = {
        name: {field: value for field, value in item.items() if field != LIKE}
        if isinstance(item, Mapping)
        else item
        for name, item in said.items()
    }
    known = merged(Services, below, out)
    waiting = {
        name: item[LIKE]
        for name, item in said.items()
        if isinstance(item, Mapping) and LIKE in item
    }
    while waiting:
        ready = [name for name, other in waiting.items() if _can_be_taken(other, known, waiting)]
        if not ready:
            name, other = next(iter(waiting.items()))
            raise InputError(
                "like no other service",
                field=f"services.{name}.{LIKE}",
                found=other,
                allowed=", ".join(
                    one for one in known if isinstance(known[one], Mapping) and one not in waiting
                ),
            )
        for name in ready:
            taken = {
                field: value
                for field, value in known[waiting.pop(name)].items()
                if field not in _OF_ITS_OWN and field in Service.model_fields
            }
            before = below.get(name)
            if isinstance(before, Mapping) and not set(Service.numbers()) <= set(before):
                taken |= before  # rows of a file of numbers, of a service that is named above it
            known[name] = out[name] = taken | out[name]
    return out


def _can_be_taken(other: Any, known: Mapping[str, Any], waiting: Mapping[str, Any]) -> bool:
    return isinstance(other, str) and other not in waiting and isinstance(known.get(other), Mapping)
