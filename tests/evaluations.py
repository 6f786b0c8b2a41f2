"""Small towns and workers in this process, for tests of commands that evaluate the model."""

from __future__ import annotations

from typing import Any

from simulation.scenario import Scenario, load_scenario
from tests.workers_here import WorkersHere

SMALL: dict[str, Any] = {
    "population.people": 300, "horizon.weeks": 52, "horizon.burn_in_weeks": 8
}  # fmt: skip


class OneWorker(WorkersHere):
    """One worker in this process, as a coordinator that asks for its size sees it."""

    size = 1


def small_town(**settings: Any) -> Scenario:
    return load_scenario("town", SMALL | settings)
