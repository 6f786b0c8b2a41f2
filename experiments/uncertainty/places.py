"""What is uncertain: parameters by name, section or strategy, each with what it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from experiments.uncertainty.said import PRIOR, Uncertainty
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain
from simulation.errors import InputError, unknown_name
from simulation.parameters import Parameter, Parameters, Section, parameters_of
from simulation.parameters.spread import Spread
from simulation.scenario import parameter_rows
from simulation.scenario.own_priors import spreads_of, with_spreads
from simulation.scenario.settings import settings_layer

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

ALL = "all"
_NOT_UNCERTAIN = ("horizon.", "population.")


def uncertain(
    wanted: Mapping[str, Uncertainty],
    scenario: Scenario,
    strategies: Mapping[str, Strategy],
    source_of: Callable[[str], str],
) -> list[Uncertain]:
    """All that is wanted, in its order: ``all``, sections, places or the ends of places.

    ``strategies`` are those that occur in any run, by kind; ``source_of`` tells where a name was
    said. What is said of a parameter by name counts more than what is said of its section. Raises
    InputError for what is unknown, out of bounds, a decision, or named twice.
    """
    numbers = numbers_of(scenario, strategies)
    sections = _sections(numbers)
    by_name: dict[str, Uncertain] = {}
    by_section: dict[str, Uncertain] = {}
    for name, given in wanted.items():
        source = source_of(name)
        if name in sections:
            if given != Uncertainty():
                raise InputError(
                    "a section can only be as uncertain as its priors say",
                    source=source,
                    field=f"uncertainties.{name}",
                    allowed=PRIOR,
                )
            for row in sections[name]:
                by_section[row.name] = _by_prior(row, row.spread)
            continue
        place = _place_of(name, scenario, strategies, source)
        if place in by_name:
            raise InputError("is uncertain twice", source=source, field=f"uncertainties.{name}")
        by_name[place] = _one(place, name, given, numbers.get(place), source)
    return list((by_section | by_name).values())


def numbers_of(scenario: Scenario, strategies: Mapping[str, Strategy]) -> dict[str, Parameter]:
    """All numbers of a world and of the strategies in any run, by place."""
    rows = [row for row in parameter_rows(scenario) if not row.name.startswith(STRATEGIES)]
    of_strategies = [
        row
        for kind, strategy in strategies.items()
        for row in parameters_of(strategy, f"{STRATEGIES}{kind}.")
    ]
    said = spreads_of(scenario.priors, rows) if of_strategies else {}
    return {row.name: row for row in (*rows, *with_spreads(of_strategies, said))}


def _sections(numbers: Mapping[str, Parameter]) -> dict[str, list[Parameter]]:
    """Sections by name, each with the numbers of which somebody has said what they may be."""
    found: dict[str, list[Parameter]] = {ALL: []}
    for row in numbers.values():
        if not row.is_uncertain or row.name.startswith(_NOT_UNCERTAIN):
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


def section_of(place: str) -> str:
    """The section that a number stands in, from its dotted place: ``services``, ``strategies``,
    ``seeking`` (of the parameters); ``parameters`` for one that an extension declares there."""
    first, _, rest = place.partition(".")
    return _SECTION_OF.get(rest, first) if first == "parameters" else first


def _place_of(
    name: str, scenario: Scenario, strategies: Mapping[str, Strategy], source: str
) -> str:
    """The dotted place in the scenario that a name means."""
    kind, dot, field = name.removeprefix(STRATEGIES).replace("__", ".").partition(".")
    if dot and kind in strategies:
        fields = type(strategies[kind]).model_fields
        if field not in fields:
            raise unknown_name(f"field of {kind}", field, fields, source=source)
        return f"{STRATEGIES}{kind}.{field}"
    if name.startswith(STRATEGIES):
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
    whole_range = given.low is not None and given.high is not None
    if given.spread is None and not whole_range and not row.is_uncertain:
        raise InputError(
            "has no prior: it is a decision" if row.spread else "has no prior",
            source=source,
            field=field,
            allowed=f"low and high, within {row.low:g} to {row.high:g} {row.unit}",
        )
    spread = given.spread or row.spread
    if given.is_prior:
        try:
            return _by_prior(row, spread)
        except InputError as error:
            raise InputError(
                error.problem,
                source=source,
                field=f"{field}.{error.field}",
                found=error.found,
                allowed=error.allowed,
            ) from None
    return _ranged(row, given, spread, source, name)


def _by_prior(row: Parameter, spread: Spread | None) -> Uncertain:
    assert spread is not None
    whole = isinstance(row.default, int)
    prior = spread.prior(row.low, row.high, whole)
    low, high = prior.interval
    return Uncertain(row.name, low, high, whole=whole, prior=prior, spread=spread)


def _ranged(
    row: Parameter, given: Uncertainty, spread: Spread | None, source: str, name: str
) -> Uncertain:
    field = f"uncertainties.{name}"
    ends: tuple[float, float] = (row.low, row.high)
    if (given.low is None or given.high is None) and spread is not None:
        ends = _by_prior(row, spread).low, _by_prior(row, spread).high
    low = _inside(row, ends[0] if given.low is None else given.low, source, f"{field}.low")
    high = _inside(row, ends[1] if given.high is None else given.high, source, f"{field}.high")
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
    return Uncertain(
        row.name,
        float(low),
        float(high),
        logarithmic=given.scale == "log",
        whole=isinstance(row.default, int),
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
