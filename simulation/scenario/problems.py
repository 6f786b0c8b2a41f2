"""What is wrong with a scenario, told as people can mend it: where, what was found, what may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from simulation.errors import InputError, unknown_name
from simulation.parameters.problems import allowed_in, problem_of
from simulation.scenario.merging import depth_in, field_at, is_mapping, named_branches_of
from simulation.scenario.reading import Place, dotted
from simulation.strategies import STRATEGIES

Origin = Callable[[Place], str]
"""Tells which file and line, or which setting, a place was given in."""


class Words(str):
    """Words that an error shows as they are, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def found(value: object) -> object:
    """What was found, in the words of a scenario file."""
    if value is None:
        return Words("null")
    if isinstance(value, bool):
        return Words(str(value).lower())
    if isinstance(value, Mapping):
        return Words(f"a mapping with {len(value)} keys" if value else "an empty mapping")
    if isinstance(value, (list, tuple)):
        return Words(f"a list of {len(value)}" if value else "an empty list")
    if isinstance(value, int) and value.bit_length() > 200:
        return Words("a whole number of more than 60 digits")
    return value


def unknown_key(name: object, known: Iterable[str], *, source: str, field: Place) -> InputError:
    """The error for a key that a mapping cannot have, with the nearest ones that it can."""
    error = unknown_name("key", name, known, source=source)
    return InputError(
        error.problem, source=source, field=dotted(field), found=name, allowed=error.allowed
    )


def allowed_at(kind: type[BaseModel], place: Place) -> str:
    """What may stand at a place of a section, in words."""
    here = field_at(kind, place)
    if here is None:
        return ""
    if isinstance(here, type):
        names = list(here.model_fields)
        return "a mapping with " + ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    if named_branches_of(here):
        return "a mapping"
    if is_mapping(here):
        inside = place and field_at(kind, place[:-1]) is here
        many = "list" in str(here.annotation)
        words = "text, a number, true, false, a list of numbers" if many else "text"
        return words if inside else "a mapping"
    return allowed_in(here)


def _walk(tree: object, place: Place) -> Place:
    """As much of a place as there is in the tree, without parts that only pydantic knows."""
    return place[: depth_in(tree, place)]


def _told(error: InputError, place: Place) -> Place:
    """The place that an error raised within a section or strategy is about."""
    inside = tuple(int(step) if step.isdigit() else step for step in error.field.split(".") if step)
    # Strategies tell their place from the top, sections from where they are.
    return inside if inside[:1] == place[:1] else (*place, *inside)


def input_error(
    error: ValidationError,
    kind: type[BaseModel],
    tree: Mapping[str, Any],
    origin: Origin,
    at: Place = (),
) -> InputError:
    """The first thing that is wrong, as an InputError; the others are counted.

    ``tree`` is what was checked as a section of this ``kind``, which stands at the place ``at``.
    """
    faults = error.errors(include_url=False)
    fault = faults[0]
    inside = _walk(tree, fault["loc"])
    place = (*at, *inside)
    several = len({_walk(tree, each["loc"]) for each in faults}) - 1
    more = f" (and {several} more {'fault' if several == 1 else 'faults'})" if several else ""
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        inside = _told(cause, inside)
        if closer := _strategy_fault(tree, inside, origin):
            return closer
        place = (*at, *inside)
        return InputError(
            cause.problem + more,
            source=cause.source or origin(place),
            field=dotted(place),
            found=None if cause.found is None else found(cause.found),
            allowed=cause.allowed or allowed_at(kind, inside),
        )
    if fault["type"] == "extra_forbidden":
        above = field_at(kind, inside[:-1])
        known = above.model_fields if isinstance(above, type) else ()
        return unknown_key(place[-1], known, source=origin(place), field=place[:-1])
    problem = problem_of(fault)
    allowed = allowed_at(kind, inside)
    here = field_at(kind, inside)
    if isinstance(here, FieldInfo) and is_mapping(here) and field_at(kind, inside[:-1]) is here:
        # Pydantic tells what each kind of value is not; it is enough that it is none of them.
        problem = "cannot be used"
    elif fault["type"] in ("string_too_short", "string_too_long", "too_short", "too_long"):
        limits = fault.get("ctx", {})
        bounds = (("at least", "min_length"), ("at most", "max_length"))
        allowed = ", ".join(f"{words} {limits[key]:,}" for words, key in bounds if key in limits)
    return InputError(
        problem + more,
        source=origin(place),
        field=dotted(place),
        found=found(fault["input"]),
        allowed=allowed,
    )


def _strategy_fault(tree: Mapping[str, Any], place: Place, origin: Origin) -> InputError | None:
    """What is wrong with the fields of a strategy, in the words used for all other fields."""
    entries = tree.get("strategies")
    if len(place) < 3 or place[0] != "strategies" or not isinstance(entries, (list, tuple)):
        return None
    entry = entries[place[1]] if isinstance(place[1], int) and place[1] < len(entries) else None
    if not isinstance(entry, Mapping) or entry.get("name") not in STRATEGIES:
        return None
    kind = STRATEGIES[entry["name"]]
    fields = {name: value for name, value in entry.items() if name != "name"}
    try:
        kind.model_validate(fields)
    except ValidationError as error:
        return input_error(error, kind, fields, origin, place[:2])
    return None
