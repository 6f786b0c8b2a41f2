"""What is uncertain: parameters by name, section or strategy, each with the values it may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, floor, log
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.sweep.plan import PRIOR, ReadPlan, Uncertainty
from simulation.errors import InputError, unknown_name
from simulation.parameters import Parameter, Parameters, Section, parameters_of
from simulation.scenario import parameter_rows
from simulation.scenario.settings import settings_layer

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

ALL = "all"
_STRATEGIES = "strategies."
_NOT_UNCERTAIN = ("horizon.", "population.")


@dataclass(frozen=True)
class Uncertain:
    """One uncertain number (or, with ``choices``, any other setting)."""

    place: str
    """Dotted place in the scenario, ``strategies.KIND.FIELD`` for a field of a strategy."""
    low: float = 0.0
    high: float = 0.0
    logarithmic: bool = False
    whole: bool = False
    levels: int | None = None
    choices: tuple[Any, ...] | None = None

    @property
    def column(self) -> str:
        """Its name in tables: the place with underscores for dots."""
        return column_of(self.place)

    def at(self, share: float) -> Any:
        """The value below which this share of its chance lies, 0 to 1."""
        if self.choices is not None:
            return self.choices[min(floor(share * len(self.choices)), len(self.choices) - 1)]
        if share in (0.0, 1.0):
            value = self.high if share else self.low
        elif self.logarithmic:
            value = exp(log(self.low) + share * (log(self.high) - log(self.low)))
        elif self.whole:
            value = self.low + floor(share * (self.high - self.low + 1))
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return round(value) if self.whole else float(value)

    def grid(self) -> list[Any]:
        """The values that a grid takes."""
        if self.choices is not None:
            return list(self.choices)
        assert self.levels is not None
        if self.whole and not self.logarithmic:
            return sorted({round(value) for value in np.linspace(self.low, self.high, self.levels)})
        return sorted({self.at(level / (self.levels - 1)) for level in range(self.levels)})


def column_of(place: str) -> str:
    """The column of a place: what it is called without the branch that most are in."""
    for branch in ("parameters.", _STRATEGIES):
        place = place.removeprefix(branch)
    return place.replace(".", "__")


def uncertain(
    read: ReadPlan, scenario: Scenario, strategies: Mapping[str, Strategy]
) -> list[Uncertain]:
    """All that the plan calls uncertain, in its order; ``strategies`` are those that occur in any
    run, by kind. Raises InputError for what is unknown, out of bounds, or named twice."""
    numbers = {row.name: row for row in parameter_rows(scenario) if "strategies." not in row.name}
    for kind, strategy in strategies.items():
        for row in parameters_of(strategy, f"{_STRATEGIES}{kind}."):
            numbers[row.name] = row
    sections = _sections(numbers)
    by_name: dict[str, Uncertain] = {}
    by_section: dict[str, Uncertain] = {}
    for name, given in read.plan.uncertainties.items():
        source = read.source(("uncertainties", name))
        if name in sections:
            if given != Uncertainty():
                raise InputError(
                    "a section can only be as uncertain as its priors say",
                    source=source,
                    field=f"uncertainties.{name}",
                    allowed=PRIOR,
                )
            for row in sections[name]:
                by_section[row.name] = _ranged(row, given, source, name)
            continue
        place = _place_of(name, scenario, strategies, source)
        if place in by_name:
            raise InputError("is uncertain twice", source=source, field=f"uncertainties.{name}")
        by_name[place] = _one(place, name, given, numbers.get(place), source)
    # What is said of a parameter by name counts more than what is said of its section.
    return list((by_section | by_name).values())


def _sections(numbers: Mapping[str, Parameter]) -> dict[str, list[Parameter]]:
    """Sections by name, each with the numbers that have a prior narrower than their bounds."""
    found: dict[str, list[Parameter]] = {ALL: []}
    for row in numbers.values():
        if not _has_prior(row) or row.name.startswith(_NOT_UNCERTAIN):
            continue
        steps = row.name.split(".")
        prefixes = [".".join(steps[:depth]) for depth in range(1, len(steps))]
        if steps[0] == "parameters":
            prefixes.append(_SECTION_OF[steps[1]])
        if steps[0] == "strategies":
            prefixes.append(steps[1])
        for prefix in (ALL, *prefixes):
            found.setdefault(prefix, []).append(row)
    return found


def _sections_of_parameters() -> dict[str, str]:
    """The section that each parameter is declared in, by the name of that."""
    found = {}
    for base in Parameters.__bases__:
        assert issubclass(base, Section)
        words = base.__name__.removesuffix("Parameters")
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in words).lstrip("_")
        found.update(dict.fromkeys(base.model_fields, name))
    return found


_SECTION_OF = _sections_of_parameters()


def _has_prior(row: Parameter) -> bool:
    return row.prior != (row.low, row.high)


def _place_of(
    name: str, scenario: Scenario, strategies: Mapping[str, Strategy], source: str
) -> str:
    """The dotted place in the scenario that a name means."""
    kind, dot, field = name.removeprefix(_STRATEGIES).replace("__", ".").partition(".")
    if dot and kind in strategies:
        fields = type(strategies[kind]).model_fields
        if field not in fields:
            raise unknown_name(f"field of {kind}", field, fields, source=source)
        return f"{_STRATEGIES}{kind}.{field}"
    if name.startswith(_STRATEGIES):
        raise unknown_name("strategy in this sweep", kind, strategies, source=source)
    place = place_of(name, scenario, source, "uncertainties")
    if place.startswith(_NOT_UNCERTAIN):
        raise InputError(
            "cannot be uncertain",
            source=source,
            field=f"uncertainties.{name}",
            allowed="parameters, services, culture, costs, network, fields of strategies",
        )
    return place


def place_of(name: str, scenario: Scenario, source: str, field: str) -> str:
    """The dotted place in the scenario that the name of a setting means, as ``--set`` takes it."""
    tree = {**scenario.resolved(), "strategies": []}
    try:
        return ".".join(_path(settings_layer({name: None}, tree, source)))
    except InputError as error:
        raise InputError(
            error.problem, source=source, field=field, found=name, allowed=error.allowed
        ) from error


def _path(layer: Any) -> Iterator[str]:
    while isinstance(layer, Mapping):
        (step,) = layer
        yield step
        layer = layer[step]


def _one(
    place: str, name: str, given: Uncertainty, row: Parameter | None, source: str
) -> Uncertain:
    field = f"uncertainties.{name}"
    if given.values is not None:
        for index, value in enumerate(given.values):
            if not isinstance(value, (str, bool, int, float)):
                raise InputError(
                    "cannot be a value",
                    source=source,
                    field=f"{field}.{index}",
                    found=value,
                    allowed="numbers, words, true or false",
                )
        if len(set(map(repr, given.values))) < len(given.values):
            raise InputError("a value stands here twice", source=source, field=field)
        values = given.values
        if row is not None:
            values = tuple(_inside(row, value, source, field) for value in values)
        return Uncertain(place, choices=values)
    if row is None:
        raise InputError("is no number", source=source, field=field, allowed="a list of values")
    if (given.low is None or given.high is None) and not _has_prior(row):
        raise InputError(
            "has no prior narrower than its bounds",
            source=source,
            field=field,
            allowed=f"low and high, within {row.low:g} to {row.high:g} {row.unit}",
        )
    return _ranged(row, given, source, name)


def _ranged(row: Parameter, given: Uncertainty, source: str, name: str) -> Uncertain:
    field = f"uncertainties.{name}"
    low = _inside(row, row.prior[0] if given.low is None else given.low, source, f"{field}.low")
    high = _inside(row, row.prior[1] if given.high is None else given.high, source, f"{field}.high")
    if low >= high:
        raise InputError(
            "low is not below high",
            source=source,
            field=field,
            found=f"low {low:g}, high {high:g}",
            allowed="a range from low to high",
        )
    if given.scale == "log" and low <= 0:
        raise InputError(
            "has no logarithm", source=source, field=f"{field}.low", found=low, allowed="above 0"
        )
    whole = isinstance(row.default, int)
    return Uncertain(
        row.name,
        float(low),
        float(high),
        logarithmic=given.scale == "log",
        whole=whole,
        levels=given.levels,
    )


def _inside(row: Parameter, value: Any, source: str, field: str) -> Any:
    whole = isinstance(row.default, int)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or (whole and value != round(value)) or not row.low <= value <= row.high:
        kind = "a whole number, " if whole else ""
        raise InputError(
            "out of range" if number else "not a number",
            source=source,
            field=field,
            found=value,
            allowed=f"{kind}{row.low:g} to {row.high:g} {row.unit}",
        )
    return round(value) if whole else float(value)
