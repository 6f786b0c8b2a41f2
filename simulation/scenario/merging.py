"""Layers of a scenario: what a file says on top of what it extends, known branch by branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.scenario.reading import Place


def branch_of(field: FieldInfo) -> type[BaseModel] | None:
    """The section that a field holds, if it holds one."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def named_branches_of(field: FieldInfo) -> type[BaseModel] | None:
    """The section of which a field holds several, by names that users choose."""
    if get_origin(field.annotation) is dict:
        kind = get_args(field.annotation)[1]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def further_branch_of(kind: type[BaseModel]) -> type[BaseModel] | None:
    """The section that a section holds under names that users choose, beside its own fields."""
    further: type[BaseModel] | None = getattr(kind, "further", None)
    return further


def is_mapping(field: FieldInfo) -> bool:
    """Whether a field holds a mapping of plain values by names that users choose."""
    kinds = (field.annotation, *get_args(field.annotation))
    return named_branches_of(field) is None and any(get_origin(kind) is dict for kind in kinds)


def differences(before: Any, now: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The places where two trees differ, dotted and in order, with what stands there in each."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in sorted({*before, *now}):
            below = f"{place}.{name}" if place else str(name)
            yield from differences(before.get(name), now.get(name), below)
    elif before != now:
        yield place, before, now


def merged(
    kind: type[BaseModel], base: Mapping[str, Any], over: Mapping[str, Any]
) -> dict[str, Any]:
    """What ``over`` says, and beneath it what ``base`` says; both describe a section ``kind``.

    Sections are merged field by field, anything else is replaced. Of sections with names that users
    choose, ``null`` takes one away. Where ``over`` changes the kind of a source (a network
    from a file instead of a generator), nothing that was said of the other kind remains; a field
    that only one kind knows implies that kind. What fits nowhere is kept, to be refused later.
    """
    over, afresh = _with_kind(kind, base, over)
    out = {} if afresh else dict(base)
    for name, value in over.items():
        field = kind.model_fields.get(name)
        below = out.get(name)
        below = below if isinstance(below, Mapping) else {}
        further = further_branch_of(kind) if field is None else None
        if further is not None and value is None:
            out.pop(name, None)
        elif further is not None and isinstance(value, Mapping):
            out[name] = merged(further, below, value)
        elif field is None or not isinstance(value, Mapping):
            out[name] = value
        elif branch := branch_of(field):
            out[name] = merged(branch, below, value)
        elif branch := named_branches_of(field):
            out[name] = {
                key: item for key, item in below.items() if value.get(key, item) is not None
            }
            for key, item in value.items():
                if isinstance(item, Mapping):
                    beside = below.get(key)
                    beside = beside if isinstance(beside, Mapping) else {}
                    out[name][key] = merged(branch, beside, item)
                elif item is not None:
                    out[name][key] = item
        else:
            out[name] = value
    return out


def _with_kind(
    kind: type[BaseModel], base: Mapping[str, Any], over: Mapping[str, Any]
) -> tuple[Mapping[str, Any], bool]:
    """``over`` with the kind of source that it implies, and whether that differs from ``base``."""
    chosen_by: str | None = getattr(kind, "chosen_by", None)
    if chosen_by is None:
        return over, False
    now = base.get(chosen_by, kind.model_fields[chosen_by].default)
    if chosen_by not in over:
        belongs: dict[str, tuple[str, ...]] = kind.belongs  # type: ignore[attr-defined]
        for name, kinds in belongs.items():
            if over.get(name) is not None and now not in kinds:
                over = {**over, chosen_by: kinds[0]}
                break
    return over, over.get(chosen_by, now) != now


def places(kind: type[BaseModel], tree: Mapping[str, Any], at: Place = ()) -> Iterator[Place]:
    """All sections and fields of a scenario, those with names of ``tree``'s own among them."""
    for name, field in kind.model_fields.items():
        place = (*at, name)
        yield place
        value = tree.get(name)
        inside = value if isinstance(value, Mapping) else {}
        if branch := branch_of(field):
            yield from places(branch, inside, place)
        elif branch := named_branches_of(field):
            for key, item in inside.items():
                yield (*place, key)
                yield from places(branch, item if isinstance(item, Mapping) else {}, (*place, key))
    if further := further_branch_of(kind):
        for name, item in tree.items():
            if name not in kind.model_fields:
                yield (*at, name)
                yield from places(further, item if isinstance(item, Mapping) else {}, (*at, name))


def field_at(kind: type[BaseModel], place: Place) -> FieldInfo | type[BaseModel] | None:
    """What stands at a place: a field with a value, a section, or nothing that is known."""
    here: FieldInfo | type[BaseModel] | None = kind
    steps = list(place)
    while steps:
        step = steps.pop(0)
        if not isinstance(here, type):
            return here if isinstance(here, FieldInfo) else None
        field = here.model_fields.get(str(step))
        if field is None:
            here = further_branch_of(here)
            if here is None:
                return None
        elif branch := branch_of(field):
            here = branch
        elif (branch := named_branches_of(field)) and steps:
            steps.pop(0)
            here = branch
        else:
            here = field
    return here


def depth_in(tree: object, place: Place) -> int:
    """How many steps of a place lead to something that the tree says."""
    here: Any = tree
    for depth, step in enumerate(place):
        if isinstance(here, Mapping):
            known = step in here
        else:
            known = isinstance(here, (list, tuple)) and isinstance(step, int) and step < len(here)
        if not known:
            return depth
        here = here[step]
    return len(place)
