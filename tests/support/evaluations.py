"""Small towns for tests of commands that evaluate the model."""

from __future__ import annotations

from typing import Any

from simulation.scenario import Scenario, load_scenario

SMALL: dict[str, Any] = {"population.people": 300, "horizon.weeks": 52, "horizon.burn_in_weeks": 8}


def small_town(**settings: Any) -> Scenario:
    return load_scenario("town", SMALL | settings)
