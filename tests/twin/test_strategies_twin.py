"""Outreach and its twin agree each week on whom strategies reach, what they modify and cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from experiments.plain_mesa.outreach import outreach
from simulation.build import build_town
from simulation.population.columns import COLUMNS, NEVER
from simulation.processes.outreach import OUTREACH
from simulation.scenario import load_scenario
from simulation.strategies import STRATEGIES
from simulation.strategies.targets import TARGETS
from simulation.town import Town
from simulation.values import VALUES
from tests.support.towns import weeks
from tests.twin.twin import Twin

COSTS = {"cost_fixed": 100.0, "cost_per_person": 3.0, "cost_per_week": 0.7}


def town_and_twin(strategies: list[dict[str, Any]], people: int = 220) -> tuple[Town, Twin]:
    """A busy town under these strategies after some weeks, and a twin of it."""
    scenario = load_scenario(
        "town",
        {
            "population.people": people,
            "horizon.burn_in_weeks": 0,
            "onset_rate": 1.5,
            "recognition_base": 0.0,
            "intention_base": 6.0,
            "dropout_early": 10.0,
            "strategies": strategies,
        },
    )
    town = build_town(scenario, 3)
    return town, Twin(town)


def copy_people(town: Town, twin: Twin) -> None:
    """Bring the people of the twin to where those of the town stand."""
    columns = [getattr(town.people, name).tolist() for name in COLUMNS]
    for person, *values in zip(twin.people, *columns, strict=True):
        for name, value in zip(COLUMNS, values, strict=True):
            setattr(person, name, value)
    twin.week = town.week


def disagreements(town: Town, twin: Twin) -> list[str]:
    """What the outreach of this week does in the town and not in the twin, in words."""
    found = []
    for name, value in VALUES.items():
        of = twin.people if value.of == "person" else twin.services
        theirs = [each.modifier(name) for each in of]
        ours = getattr(town.values, name)
        ours = np.broadcast_to(ours, len(of)) if ours.size == 1 else ours
        for place in np.flatnonzero(ours != np.array(theirs, np.float32)):
            found.append(f"{name}[{place}]: {ours[place]}, in the twin {theirs[place]}")
    for plan, other in zip(town.strategies, twin.plans, strict=True):
        since = [other.since.get(person, NEVER) for person in twin.people]
        if plan.since.tolist() != since:
            found.append(f"whom {plan.name} reached")
        if plan.spent != other.spent:
            found.append(f"spent by {plan.name}: {plan.spent}, in the twin {other.spent}")
    return found


def agree(strategies: list[dict[str, Any]], number: int = 24) -> tuple[Town, Twin]:
    """Let both do the outreach of many weeks; the town lives on in between."""
    town, twin = town_and_twin(strategies)
    for _ in range(number):
        copy_people(town, twin)
        twin.week += 1
        outreach(twin)
        OUTREACH.run(town, town.week + 1)
        assert disagreements(town, twin) == [], f"week {town.week + 1}"
        weeks(town, 1)
    return town, twin


@pytest.mark.parametrize("kind", STRATEGIES)
def test_each_strategy(kind: str) -> None:
    strategy = {"name": kind, **COSTS, "start": 2, "end": 22, "ramp": 9, "coverage": 0.9}
    town, _ = agree([strategy])
    assert town.history.strategy_costs().any()


@pytest.mark.parametrize(
    "target", [*TARGETS, "culture:hispanic", "age:18-39 & sex:female", "stage:unaware|aware"]
)
def test_each_target(target: str) -> None:
    named = {"name": "public_campaign", "target": target, "ramp": 0}
    town, twin = agree(
        [
            {**named, "coverage": 0.6, "ramp": 5, "decay": 4.5},
            {**named, "coverage": 0.8, "uptake": 0.5, "repeat_after": 6, "decay": 9.0},
            {"name": "leap", "target": target, "coverage": 0.7, "ramp": 12, "repeat_after": 8},
        ]
    )
    assert all(plan.since for plan in twin.plans)
    assert town.history.table.any()


def test_all_at_once_and_twice() -> None:
    agree(
        [
            *({"name": kind, **COSTS, "coverage": 0.5, "uptake": 0.8} for kind in STRATEGIES),
            *({"name": kind, "coverage": 1.0, "decay": 7.0, "start": 4} for kind in STRATEGIES),
        ]
    )
