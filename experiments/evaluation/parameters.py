"""What a command may vary: ``--parameters`` and ``--strategy`` in the terms of a sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.sweep.levers import Part, part_of
from experiments.sweep.plan import Plan, ReadPlan
from experiments.uncertainty.places import numbers_of, uncertain
from experiments.uncertainty.said import Uncertainty
from experiments.uncertainty.uncertain import Uncertain
from simulation.errors import InputError
from simulation.scenario import load_scenario

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

SOURCE = "--parameters"


def parts_of(text: str) -> tuple[Part, ...]:
    """The strategies of ``NAME``, ``FILE.py:CLASS`` or several with a plus between them.

    Raises InputError for what is no strategy.
    """
    read = ReadPlan(Plan(), "--strategy", Path.cwd(), b"", {}, names_code=False)
    try:
        return tuple(part_of(name.strip(), read, ()) for name in text.split("+"))
    except InputError as error:
        source = error.source.rstrip(": ")
        raise InputError(
            error.problem,
            source=source,
            field=error.field,
            found=error.found,
            allowed=error.allowed.replace(", a plus between several, or a YAML file", ""),
        ) from error


def without_strategies(scenario: Scenario) -> Scenario:
    """The scenario as sweeps hold it: strategies are those of each policy."""
    return load_scenario(scenario, {"strategies": []})


def uncertain_of(
    given: Sequence[str], scenario: Scenario, strategies: Mapping[str, Strategy]
) -> list[Uncertain]:
    """The parameters that ``all``, sections, names and ``NAME=LOW:HIGH`` mean.

    Several may stand in one text with commas between them; each is as uncertain as its prior says.
    ``scenario`` is without strategies, ``strategies`` are those in any run, by kind. Raises
    InputError for what is unknown, has no prior and no range, or is none.
    """
    wanted: dict[str, Uncertainty] = {}
    for text in (part.strip() for item in given for part in item.split(",")):
        name, equals, interval = text.partition("=")
        if not name or name in wanted:
            raise InputError(
                "stands here twice" if name else "is empty",
                source=SOURCE,
                found=text,
                allowed="all, a section, names, or NAME=LOW:HIGH",
            )
        wanted[name] = _interval(text, interval) if equals else Uncertainty()
    try:
        found = uncertain(wanted, scenario, strategies, lambda name: SOURCE)
    except InputError as error:
        allowed = error.allowed
        field = error.field.removeprefix("uncertainties").lstrip(".")
        if "prior" in error.problem:
            allowed = f"{field}=LOW:HIGH, {allowed.partition(', ')[2]}"
        elif error.problem == "unknown setting":
            allowed = "all, a section, or a name that helpseek list parameters shows"
        raise InputError(
            error.problem.replace("setting", "parameter"),
            source=SOURCE,
            field=field,
            found=error.found,
            allowed=allowed,
        ) from error
    if not found:
        raise InputError("nothing to vary", source=SOURCE, found=", ".join(given))
    return found


def _interval(text: str, interval: str) -> Uncertainty:
    try:
        low, high = (float(end) for end in interval.split(":"))
    except ValueError:
        raise InputError(
            "is not a range", source=SOURCE, found=text, allowed="NAME=LOW:HIGH"
        ) from None
    if not low < high or abs(low) > 1e15 or abs(high) > 1e15:
        raise InputError("low is not below high", source=SOURCE, found=text)
    return Uncertainty(low=low, high=high)


def defaults_of(
    uncertain: Sequence[Uncertain], scenario: Scenario, strategies: Mapping[str, Strategy]
) -> dict[str, float | int]:
    """What each uncertain number is in the world and the strategies as they stand, by place."""
    rows = numbers_of(scenario, strategies)
    return {
        one.place: round(rows[one.place].default) if one.whole else float(rows[one.place].default)
        for one in uncertain
    }
