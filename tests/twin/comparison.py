"""A town and its twin side by side: whether they agree about everybody, in every week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

import numpy as np

from simulation.build import build_town
from simulation.population.columns import COLUMNS
from simulation.processes.process import Process
from simulation.scenario import load_scenario
from simulation.schedule import SCHEDULE
from simulation.strategies.base import Strategy
from simulation.town import Town
from tests.twin.twin import Twin


def town_and_twin(
    people: int | None,
    changes: Mapping[str, object] | None = None,
    *,
    seed: int = 1,
    burn_in: int = 0,
    strategies: tuple[Strategy, ...] = (),
    threads: int = 1,
) -> tuple[Town, Twin]:
    """A town before the first week of its burn-in, and its twin; ``changes`` are settings."""
    asked = {**(changes or {}), "population.people": people, "horizon.burn_in_weeks": burn_in}
    scenario = load_scenario("town", asked).model_copy(update={"strategies": strategies})
    town = build_town(scenario, seed, threads=threads)
    return town, Twin(town)


def live(town: Town, twin: Twin, weeks: int) -> None:
    """Let both live until so many weeks after the burn-in, compared after each process."""
    stops: Iterator[str] = iter(())

    def compared(process: Process) -> Process:
        def advance(state: Any, week: int) -> None:
            process.run(state, week)
            assert next(stops) == process.name
            assert different_people(town, twin, process.writes) == [], f"{process.name}, {week}"

        return replace(process, advance=advance, idle=None)

    town.schedule = [compared(process) for process in SCHEDULE]
    while town.week < weeks - 1:
        stops = twin.processes()
        town.step()
        assert next(stops, None) is None
        assert differences(town, twin) == [], f"week {town.week}"


def differences(town: Town, twin: Twin) -> list[str]:
    """Where town and twin differ at the end of a week, in words."""
    told = twin.datacollector.model_vars
    pairs = {
        "week": (town.week, twin.week),
        "expected waits": (town.services["wait"].tolist(), [s.wait for s in twin.services]),
        "costs of strategies": (town.history.strategy_costs().tolist(), told["spent"]),
    }
    for name, ours in zip(town.counted, town.history.table.T.tolist(), strict=True):
        pairs[f"count of {name}"] = (ours, told[name])
    return different_people(town, twin, COLUMNS) + [
        f"{what}: {ours} in the model, {theirs} in the twin"
        for what, (ours, theirs) in pairs.items()
        if ours != theirs
    ]


def different_people(town: Town, twin: Twin, columns: Iterable[str]) -> list[str]:
    """Where people differ now in these columns, in words."""
    found = []
    for name in columns:
        ours = getattr(town.people, name)
        theirs = np.fromiter(map(attrgetter(name), twin.by_row), ours.dtype, ours.size)
        found += [
            f"{name} of person {row}: {ours[row]} in the model, {theirs[row]} in the twin"
            for row in np.flatnonzero(ours != theirs)
        ]
    return found
