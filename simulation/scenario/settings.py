"""Settings: single values of a scenario, named on a command line or as keywords in Python."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from simulation.errors import InputError
from simulation.scenario.merging import field_at, is_mapping, places
from simulation.scenario.own_priors import GROUPS, PRIORS
from simulation.scenario.problems import found, input_error
from simulation.scenario.reading import Place, dotted, read_value
from simulation.scenario.tree import Scenario, strategy_entry
from simulation.strategies import STRATEGIES, Strategy


def parse_setting(text: str, source: str = "--set") -> tuple[str, object]:
    """The key and the value of a setting ``key=value``, as commands take it.

    The value means what it would mean in a scenario file: ``true``, ``12``, ``1e-3``, ``null``, a
    word; lists and mappings stand in brackets (``network.arguments={k: 6, p: 0.1}``).
    """
    key, equals, value = text.partition("=")
    key = key.strip()
    if not equals or not key:
        raise InputError("not a setting", source=source, found=text, allowed="key=value")
    return key, read_value(value, source=source, field=dotted(tuple(key.split("."))))


def settings_layer(
    settings: Mapping[str, object], tree: Mapping[str, Any], source: str
) -> dict[str, Any]:
    """Settings as a layer upon ``tree``.

    A key is a dotted place (``services.specialist.price``) or the end of one, as long as only one
    place ends so (``onset_rate``, ``specialist.price``); ``__`` may stand for a dot. Raises
    InputError for keys that are unknown or could mean several places.
    """
    layer: dict[str, Any] = {}
    known = list(places(Scenario, tree))
    for key, value in settings.items():
        place = _place(key, known, source)
        if place[0] == "strategies" and len(place) > 1:
            entries = layer.get("strategies", tree.get("strategies"))
            layer["strategies"] = _with_strategy(entries, place, value, source)
        elif place[0] in (PRIORS, GROUPS) and len(place) > 1:
            # One prior or group is said as a whole, whatever was said of it before.
            before = layer.get(place[0], tree.get(place[0])) or {}
            layer[place[0]] = {**before, ".".join(map(str, place[1:])): value}
        else:
            field = field_at(Scenario, place[:-1])
            if isinstance(field, FieldInfo) and is_mapping(field):
                # One entry of a mapping that would be replaced as a whole: the others stay.
                _put(layer, place[:-1], _at(tree, place[:-1]) or {}, source, keep=True)
            _put(layer, place, value, source)
    return layer


def _at(tree: Any, place: Place) -> Any:
    for step in place:
        tree = tree.get(step) if isinstance(tree, Mapping) else None
    return tree


def _place(key: object, known: list[Place], source: str) -> Place:
    if not isinstance(key, str):
        raise InputError("a setting is named by text", source=source, found=found(key))
    steps = tuple(key.split(".") if "." in key else key.split("__"))
    if steps[0] in Scenario.model_fields:
        return steps
    ends = [place for place in known if place[-len(steps) :] == steps]
    if len(ends) == 1:
        return ends[0]
    if ends:
        names = [dotted(place) for place in ends]
        raise InputError(
            "could mean several settings",
            source=source,
            field=dotted(steps),
            allowed=", ".join(names[:6]) + (", ..." if len(names) > 6 else ""),
        )
    # Of the names that stand once the last part will do, so these are the nearest to a slip.
    last = [str(place[-1]) for place in known]
    names = [dotted(place) for place in known] + [name for name in last if last.count(name) == 1]
    near = get_close_matches(".".join(steps), sorted(set(names)), n=3, cutoff=0.5)
    raise InputError(
        "unknown setting",
        source=source,
        found=key,
        allowed=f"did you mean {' or '.join(near)}?" if near else ", ".join(Scenario.model_fields),
    )


def _put(
    layer: dict[str, Any], place: Place, value: object, source: str, *, keep: bool = False
) -> None:
    """Set one value; with ``keep`` entries that are set already stay as they are."""
    here = layer
    for depth, step in enumerate(place[:-1], 1):
        inside = here.setdefault(str(step), {})
        if not isinstance(inside, dict):
            raise InputError(
                "already set as a whole",
                source=source,
                field=dotted(place[:depth]),
                found=found(inside),
            )
        here = inside
    last = str(place[-1])
    if isinstance(value, Mapping):
        # A whole section: on top of what was set within it before.
        before = here.setdefault(last, {})
        if isinstance(before, dict):
            for name, item in value.items():
                if not (keep and name in before):
                    _put(before, (name,), item, source)
            return
    here[last] = value


def _with_strategy(entries: object, place: Place, value: object, source: str) -> list[Any]:
    """The entries of strategies with one of them, or one field of one of them, changed."""
    listed = list(entries) if isinstance(entries, (list, tuple)) else []
    names = [_name_of(entry) for entry in listed]
    which = str(place[1])
    if which.isascii() and which.isdigit() and len(which) < 9 and int(which) < len(listed):
        index = int(which)
    elif names.count(which) == 1:
        index = names.index(which)
    else:
        raise InputError(
            "no such strategy in the scenario",
            source=source,
            field=dotted(place[:2]),
            allowed=", ".join(f"{number} ({name})" for number, name in enumerate(names))
            or "none, the scenario has no strategies",
        )
    if len(place) > 2:
        before = listed[index]
        entry = _copy(before) if isinstance(before, Mapping) else {"name": names[index]}
        if isinstance(before, Strategy):
            entry = strategy_entry(before)
        _put(entry, place[2:], value, source)
        value = entry
        if isinstance(before, Strategy) and STRATEGIES.get(before.kind) is not type(before):
            value = _own_strategy(type(before), entry, place[:2], source)
    listed[index] = value
    return listed


def _own_strategy(
    kind: type[Strategy], entry: Mapping[str, Any], place: Place, source: str
) -> Strategy:
    """A strategy of a user's own, which entries cannot name, with other fields."""
    fields = {name: value for name, value in entry.items() if name != "name"}
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        raise input_error(error, kind, fields, lambda _: source, place) from None


def _name_of(entry: object) -> object:
    if isinstance(entry, Strategy):
        return entry.kind
    return entry.get("name") if isinstance(entry, Mapping) else entry


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value
