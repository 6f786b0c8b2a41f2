"""Levers: what may be done. Every combination of their options is a policy, run at every point.

A lever of a plan is one of these:

``leap: [off, on]``: a strategy; also a coverage (``0.5``) or fields (``{start: 26}``)
``subsidy: {share: [0.5, 1], coverage: [0, 0.3]}``: fields of a strategy, all combinations
``policy: {nothing: [], both: [leap, subsidy]}``: lists of strategies, by label
``services.specialist.places: [4, 8]``: a setting
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from experiments.strategies.arms import Arm, full_name
from experiments.strategies.own_code import NamedBy, names_code, record_of, strategy_class
from experiments.sweep.plan import ReadPlan
from experiments.uncertainty.places import place_of
from experiments.uncertainty.uncertain import column_of
from simulation.errors import InputError, unknown_name
from simulation.scenario import parameter_rows
from simulation.scenario.problems import found, input_error
from simulation.scenario.reading import Place, dotted
from simulation.strategies import STRATEGIES

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

MOST_POLICIES = 10_000
_SWITCH = {"off": False, "on": True}


@dataclass(frozen=True)
class Part:
    """A strategy, with the file and class that it is from if it is the researcher's own."""

    strategy: Strategy
    own: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Option:
    """One way in which a lever, or all of them, may stand: what tables say, and what it does."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def arm(self) -> Arm:
        """Its strategies, in a form that can be sent to workers."""
        own = tuple(
            {"place": place, **part.own}
            for place, part in enumerate(self.parts)
            if part.own is not None
        )
        return Arm("", tuple(part.strategy for part in self.parts), own)


def part_of(entry: object, read: ReadPlan, place: Place) -> Part:
    """The strategy of an entry: ``NAME``, ``FILE.py:CLASS``, or a mapping with name and fields."""
    fields: dict[str, Any] = {}
    name = entry
    if isinstance(entry, Mapping):
        fields = {str(key): value for key, value in entry.items() if key != "name"}
        name = entry.get("name")
    if not isinstance(name, str):
        raise InputError(
            "is not a strategy",
            source=read.source(place),
            field=dotted(place),
            found=entry,
            allowed="a name, FILE.py:CLASS, or a mapping with name and fields",
        )
    kind, own = _kind_of(name, read, place)
    return Part(with_fields(kind, fields, read, place), own)


def with_fields(
    kind: type[Strategy], fields: Mapping[str, Any], read: ReadPlan, place: Place
) -> Strategy:
    """A strategy with these fields. Raises InputError for those that it cannot have."""
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        raise input_error(error, kind, fields, read.source, place) from None


def _kind_of(
    name: str, read: ReadPlan, place: Place
) -> tuple[type[Strategy], Mapping[str, str] | None]:
    source = f"{read.source(place)}: {dotted(place)}"
    if names_code(name):
        by = NamedBy(source, read.file if read.names_code else "", read.trust)
        kind = strategy_class(os.path.expanduser(name), by, str(read.folder))
        return kind, record_of(kind)
    return STRATEGIES[full_name(name, source, "FILE.py:CLASS")], None


def policies(read: ReadPlan, scenario: Scenario) -> list[Option]:
    """All combinations of what the levers of a plan may be; without levers, doing nothing.

    Raises InputError for levers that cannot be understood.
    """
    levers = [_options(name, given, read, scenario) for name, given in read.plan.levers.items()]
    number = prod(map(len, levers))
    if number > MOST_POLICIES:
        raise _too_many(number, read, ("levers",))
    columns = [name for options in levers for name in options[0].columns]
    if len(set(columns)) < len(columns):
        twice = next(name for name in columns if columns.count(name) > 1)
        raise InputError(
            "two levers move the same", source=read.source(("levers",)), field="levers", found=twice
        )
    return [_together(options) for options in itertools.product(*levers)]


def _too_many(number: int, read: ReadPlan, place: Place) -> InputError:
    return InputError(
        "too many combinations of levers",
        source=read.source(place),
        field=dotted(place),
        found=number,
        allowed=f"up to {MOST_POLICIES:,}",
    )


def _together(options: Sequence[Option]) -> Option:
    columns: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    for option in options:
        columns |= option.columns
        settings |= option.settings
    return Option(columns, settings, tuple(part for option in options for part in option.parts))


def _options(name: str, given: Any, read: ReadPlan, scenario: Scenario) -> list[Option]:
    place: Place = ("levers", name)
    if isinstance(given, Mapping) and given and all(map(_are_parts, given.values())):
        return _choice(name, given, read, place)
    if not isinstance(given, (list, Mapping)) or not given:
        raise InputError(
            "is not a lever",
            source=read.source(place),
            field=dotted(place),
            found=found(given),
            allowed="a list of what it may be",
        )
    try:
        kind, own = _kind_of(name, read, place)
    except InputError as no_strategy:
        # Not a strategy, then: a setting, which is checked when it is set.
        if names_code(name) or isinstance(given, Mapping):
            raise
        try:
            setting = place_of(name, scenario, read.source(place), "levers")
        except InputError:
            if "." in name:
                raise
            raise _neither(name, scenario, no_strategy) from None
        return _settings(setting, given, read, place)
    if isinstance(given, Mapping):
        return _fields(kind, own, given, read, place)
    return _switched(kind, own, given, read, place)


def _neither(name: str, scenario: Scenario, no_strategy: InputError) -> InputError:
    """The error for a lever that is neither a strategy nor a setting, with what is like it."""
    settings = (row.name.rpartition(".")[2] for row in parameter_rows(scenario))
    error = unknown_name("strategy or setting", name, {*STRATEGIES, *settings})
    if "did you mean" not in error.allowed or "did you mean" in no_strategy.allowed:
        return no_strategy
    return InputError(error.problem, source=no_strategy.source, found=name, allowed=error.allowed)


def _are_parts(value: object) -> bool:
    """Whether this is a list of strategies: names, or mappings with a name."""
    return isinstance(value, list) and all(
        isinstance(entry, str) or (isinstance(entry, Mapping) and "name" in entry)
        for entry in value
    )


def _choice(name: str, given: Mapping[Any, Any], read: ReadPlan, place: Place) -> list[Option]:
    """Lists of strategies, by label."""
    if not name.isidentifier():
        raise InputError(
            "cannot be the name of a column",
            source=read.source(place),
            field="levers",
            found=name,
            allowed="letters, digits and underscores",
        )
    return [
        Option(
            {name: str(label)},
            parts=tuple(
                part_of(entry, read, (*place, label, index)) for index, entry in enumerate(entries)
            ),
        )
        for label, entries in given.items()
    ]


def _settings(name: str, given: Sequence[Any], read: ReadPlan, place: Place) -> list[Option]:
    for index, value in enumerate(given):
        if not isinstance(value, (bool, int, float, str)):
            raise InputError(
                "cannot be a value",
                source=read.source(place),
                field=dotted((*place, index)),
                found=found(value),
                allowed="numbers, words, true or false",
            )
    return [Option({column_of(name): value}, settings={name: value}) for value in given]


def _switched(
    kind: type[Strategy],
    own: Mapping[str, str] | None,
    given: Sequence[Any],
    read: ReadPlan,
    place: Place,
) -> list[Option]:
    """Off, on, a coverage, or fields."""
    items = [_SWITCH.get(item, item) if isinstance(item, str) else item for item in given]
    strategies = []
    for index, item in enumerate(items):
        fields: Mapping[str, Any] = {}
        if isinstance(item, Mapping):
            fields = item
        elif isinstance(item, (int, float)) and not isinstance(item, bool):
            fields = {"coverage": item}
        elif not isinstance(item, bool):
            raise InputError(
                "is no way to switch a strategy",
                source=read.source(place),
                field=dotted((*place, index)),
                found=found(item),
                allowed="off, on, a coverage, or a mapping of fields",
            )
        strategies.append(with_fields(kind, fields, read, (*place, index)))
    switches = all(isinstance(item, bool) for item in items)
    in_words = any(isinstance(item, Mapping) for item in items)
    options = []
    for item, strategy in zip(items, strategies, strict=True):
        absent = item is False or item == 0
        shown: Any = item
        if in_words:
            shown = _told(item)
        elif not switches:
            shown = 0.0 if absent else float(strategy.coverage)
        parts = () if absent else (Part(strategy, own),)
        options.append(Option({kind.kind: shown}, parts=parts))
    return options


def _told(item: Any) -> str:
    if isinstance(item, bool):
        return "on" if item else "off"
    if isinstance(item, Mapping):
        return ", ".join(f"{name}={value}" for name, value in item.items())
    return f"coverage={item}"


def _fields(
    kind: type[Strategy],
    own: Mapping[str, str] | None,
    given: Mapping[Any, Any],
    read: ReadPlan,
    place: Place,
) -> list[Option]:
    """Fields of a strategy, each with the values that it may have."""
    for name, values in given.items():
        if not isinstance(values, list) or not values:
            raise InputError(
                "is not a list of what it may be",
                source=read.source((*place, name)),
                field=dotted((*place, name)),
                found=found(values),
            )
    number = prod(map(len, given.values()))
    if number > MOST_POLICIES:
        raise _too_many(number, read, place)
    options = []
    for values in itertools.product(*given.values()):
        fields = dict(zip(map(str, given), values, strict=True))
        strategy = with_fields(kind, fields, read, place)
        parts = () if strategy.coverage == 0 else (Part(strategy, own),)
        columns = {f"{kind.kind}__{name}": value for name, value in fields.items()}
        options.append(Option(columns, parts=parts))
    return options
