"""The model and its twin in plain Mesa agree about everybody in every week, to the last bit.

Equality is exact throughout. Compiled and plain code round alike as long as both take ``exp``,
``log`` and ``cos`` from the same C library, which Numba and CPython do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, ClassVar

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import simulation.compiled
from simulation import randomness
from simulation.build import build_town
from simulation.counts import COUNTS, FLOWS
from simulation.parameters import MODALITIES, Parameter, Section, parameters_of
from simulation.population.columns import BARRIERS, COLUMNS, NEVER
from simulation.processes.process import Process
from simulation.randomness import LARGEST_SEED, decision, uniforms
from simulation.scenario import load_scenario
from simulation.schedule import SCHEDULE
from simulation.strategies.access import MorePlaces, PriceSubsidy, Reminders
from simulation.strategies.base import Strategy
from simulation.strategies.public import PublicCampaign
from simulation.town import Town
from simulation.values import VALUES
from tests.twin import draws, outreach
from tests.twin.world import WEEK, World

BUSY = {
    "onset_rate": 0.6,
    "recognition_base": -1.0,
    "prompt_chance": 0.1,
    "refusal_base": -2.0,
    "withdrawal": 0.05,
    "structural_limit": 1.0,
}
"""Settings under which much happens in a small town."""

PLACE_IN_PRIOR = decision("tests: place of a parameter in its prior")


def town_and_twin(
    people: int = 240,
    *,
    seed: int = 1,
    burn_in: int = 52,
    strategies: tuple[Strategy, ...] = (),
    graph: nx.Graph | None = None,
    threads: int = 1,
    **changes: Any,
) -> tuple[Town, World]:
    """A town before the first week of its burn-in, and its twin."""
    asked = {name.replace("__", "."): value for name, value in changes.items()}
    asked |= {"population.people": people, "horizon.burn_in_weeks": burn_in}
    scenario = load_scenario("town", asked).model_copy(update={"strategies": strategies})
    town = build_town(scenario, seed, threads=threads, graph=graph)
    return town, World(town, scenario)


def live(town: Town, twin: World, weeks: int) -> None:
    """Let both live until the end of so many weeks after the burn-in, compared all the way."""
    twin_processes: Iterator[str] = iter(())

    def compared(process: Process) -> Process:
        def advance(state: Any, week: int) -> None:
            process.run(state, week)
            assert next(twin_processes) == process.name
            assert differences(town, twin, process.writes) == [], f"{process.name}, week {week}"

        return Process(
            process.name, process.title, process.columns, process.values, (), advance=advance
        )

    town.schedule = [compared(process) for process in SCHEDULE]
    while town.week < weeks - 1:
        twin_processes = twin.processes()
        town.step()
        assert next(twin_processes, None) is None
        assert differences(town, twin) == [], f"week {town.week}"
        assert town.history.table[-1].tolist() == [twin.history[-1][name] for name in COUNTS]
        assert town.services["wait"].tolist() == [service.wait for service in twin.services]
    assert town.history.strategy_costs().tolist() == twin.spent


def differences(town: Town, twin: World, columns: Iterable[str] = COLUMNS) -> list[str]:
    """Where people differ between town and twin, in words."""
    found = []
    for name in columns:
        ours = getattr(town.people, name)
        theirs = np.empty_like(ours)
        for person in twin.people:
            theirs[person.row] = getattr(person, name)
        found += [
            f"{name} of person {row}: {ours[row]} in the model, {theirs[row]} in the twin"
            for row in np.flatnonzero(ours != theirs)
        ]
    return found


def never_counted(town: Town) -> list[str]:
    """Flows that have not occurred in a town."""
    return [name for name in FLOWS if not town.history.series(name).any()]


def test_a_town_of_households_for_three_years() -> None:
    town, twin = town_and_twin(240)
    live(town, twin, 104)
    assert len(twin.history) == 156
    assert town.history.series("entries").sum() > 20


def test_a_busy_town_in_which_everything_happens() -> None:
    town, twin = town_and_twin(300, seed=2, services__specialist__price=900.0, **BUSY)
    live(town, twin, 104)
    assert never_counted(town) == []
    barriers = [name for name in BARRIERS if (getattr(town.people, f"barrier_{name}") != NEVER).any()]
    assert barriers == list(BARRIERS)
