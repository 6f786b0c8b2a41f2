"""The scenario: what a world is and what is done in it, read from files and settings."""

from simulation.scenario.loading import DEFAULT_WORLD, load_scenario, world_files
from simulation.scenario.people import Friendships, Horizon, NetworkSource, PopulationSource
from simulation.scenario.schema import json_schema, parameter_rows
from simulation.scenario.settings import parse_setting
from simulation.scenario.tree import Scenario, strategy_entry

__all__ = [
    "DEFAULT_WORLD",
    "Friendships",
    "Horizon",
    "NetworkSource",
    "PopulationSource",
    "Scenario",
    "json_schema",
    "load_scenario",
    "parameter_rows",
    "parse_setting",
    "strategy_entry",
    "world_files",
]
