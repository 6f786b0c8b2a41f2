"""From what a command was given to the scenario that it means."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.strategies.named import strategy_from
from experiments.strategies.own_code import record_of
from simulation.errors import InputError

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def scenario_of(
    world: str,
    *,
    people: int | None = None,
    weeks: int | None = None,
    network: str | None = None,
    strategies: Sequence[str] = (),
    settings: Sequence[str] = (),
) -> Scenario:
    """The world with what options say upon it; ``settings`` (``key=value``) have the last word.

    Raises InputError that names the option at fault.
    """
    from simulation.scenario import load_scenario, parse_setting

    scenario = _world(world)
    options: list[tuple[str, dict[str, object]]] = []
    if network is not None:
        # A network has as many people as it has nodes, whatever the world would have.
        options.append(("--network", {"network.file": network, "population.people": None}))
    if people is not None:
        options.append(("--people", {"population.people": people}))
    if weeks is not None:
        options.append(("--weeks", {"horizon.weeks": weeks}))
    for source, values in options:
        scenario = load_scenario(scenario, values, settings_source=source)
    if strategies:
        more = [strategy_from(text) for text in strategies]
        scenario = load_scenario(
            scenario,
            {"strategies": [*scenario.strategies, *more]},
            settings_source="--strategy",
        )
    given: dict[str, object] = {}
    for text in settings:
        key, value = parse_setting(text)
        if key in given:
            raise InputError("set twice", source="--set", field=key, found=text)
        given[key] = value
    return load_scenario(scenario, given, settings_source="--set") if given else scenario


def searched_scenario(
    world: str,
    *,
    people: int | None,
    otherwise: int,
    weeks: int | None = None,
    settings: Sequence[str] = (),
) -> Scenario:
    """The world in which a command looks for points to run: with ``people`` if that is given, else
    with ``otherwise``, a number that is quick to run; but files of people or of a network say
    themselves who lives there.

    Raises InputError that names the option at fault.
    """
    asked = scenario_of(world, weeks=weeks, settings=settings)
    own = asked.population.source == "file" or asked.network.kind == "file"
    if people is None and own:
        return asked
    return scenario_of(world, people=people or otherwise, weeks=weeks, settings=settings)


def _world(world: str) -> Scenario:
    """The scenario of a world; InputError for a plan, which is something else."""
    from simulation.scenario import load_scenario

    try:
        return load_scenario(world)
    except InputError as error:
        if is_plan(world):
            raise InputError(
                "is a plan of many runs, not a scenario",
                source=world,
                allowed=f"helpseek sweep {world}",
            ) from error
        raise


def is_plan(file: str) -> bool:
    """Whether a file is meant as the plan of a sweep."""
    from experiments.sweep.plan import looks_like
    from simulation.scenario.reading import read_file

    path = Path(os.path.expanduser(file))
    try:
        return path.is_file() and looks_like(read_file(path, file).values) == "plan"
    except (InputError, OSError, ValueError):
        return False


def own_strategies(scenario: Scenario) -> list[dict[str, Any]]:
    """The strategies of a scenario that come from the user's own files: place among all of them,
    file, class and hash."""
    own = []
    for place, strategy in enumerate(scenario.strategies):
        record = record_of(type(strategy))
        if record is not None:
            own.append({"place": place, **record})
    return own
