"""Compile the loops of the week ahead: a process that helps another one, which needs them soon."""

from __future__ import annotations

import numpy as np

from simulation.code_cache import note_all
from simulation.compiled import cache_folder
from simulation.network.ties import side_by_side
from simulation.population.people import Population
from simulation.scenario.tree import Scenario
from simulation.town import Town


def hermit() -> Town:
    """A town of one person, tied to themselves, of which nothing has to be compiled: its arrays
    have the types, and the places in memory relative to each other, of those of any town."""
    scenario = Scenario()
    ties = side_by_side(
        np.array([0, 1], np.int64),
        np.zeros(1, np.int32),
        np.zeros(1, np.uint8),
        np.ones(1, np.float32),
    )
    people = Population(1, tuple(scenario.culture.groups))
    return Town(people, ties, scenario, seed=0, start=0, threads=1)


def compile_the_week() -> None:
    """Compile all loops of the standard week that no other process has compiled or is at."""
    town = hermit()
    compiled = [process for process in town.schedule if process.is_compiled]
    town.programme(compiled).run_weeks(town, 0, 0)
    note_all(cache_folder())


if __name__ == "__main__":
    compile_the_week()
