"""Runs over draws: each draw is a world, in which every arm is lived through with the same seeds.

All draws have the same seeds, and within a draw and seed all arms have the same people with the
same luck: so differences between arms hold as little luck as can be, and what is common to all
draws can be told from what the numbers do. A run is addressed by the numbers that it depends on,
so that more draws, more seeds or more strategies leave what is done as it is; draws that agree in
the numbers of a run share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from experiments.compare.uncertainty.pool import Taken
from experiments.compare.work import KIND as _FORM
from experiments.compare.work import ArmsOfSeed, files_of, world_address
from experiments.engine import Run, Task, address
from experiments.strategies.arms import NOTHING, Arm
from experiments.uncertainty.draws import strategy_fields, world_with
from experiments.uncertainty.uncertain import STRATEGIES

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

WORK = f"{__name__}:ArmsOfDraw"


class ArmsOfDraw(ArmsOfSeed):
    """Builds the town of a draw and a seed once, and lives through it with each arm."""

    def prepare(self, shared: Mapping[str, Any], threads: int) -> Any:
        """The town at week 0, in the world of the draw."""
        from experiments.compare.seeds.seed import Seed

        values = dict(zip(self.common["places"], shared["values"], strict=True))
        return Seed(world_with(self._scenario, values), shared["seed"], threads, shared["by"])


@dataclass(frozen=True)
class Planned:
    """What is to be run: ``tasks`` for the engine, each run in one; for each draw and seed the keys
    of the runs of all arms, doing nothing first."""

    tasks: tuple[Task, ...]
    keys: Mapping[tuple[int, int], tuple[str, ...]]

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return sum(len(task.runs) for task in self.tasks)


def planned(
    scenario: Scenario,
    arms: Sequence[Arm],
    taken: Taken,
    seeds: Sequence[int],
    people_of: Sequence[int] = (),
    by: Sequence[str] = (),
) -> Planned:
    """The runs of these draws and seeds; persons who changed are kept of the first draw, for the
    seeds ``people_of``. Groups are told apart ``by`` these beside the usual ones."""
    world = world_address(scenario)
    of_world = [at for at, place in enumerate(taken.places) if not _of_arms(place, scenario)]
    places = [taken.places[at] for at in of_world]
    tasks: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Run]]] = {}
    keys: dict[tuple[int, int], tuple[str, ...]] = {}
    for draw in range(len(taken)):
        values = taken.values(draw)
        numbers = [values[place] for place in places]
        told = address(world, _FORM, places, numbers)
        fields = strategy_fields(values)
        done = [arm_with(arm, fields) for arm in (Arm(NOTHING), *arms)]
        what = [(arm.told(), arm.what(), files_of(arm)) for arm in done]
        for seed in seeds:
            people = draw == 0 and seed in people_of
            shared = {"seed": seed, "values": numbers, "by": list(by)}
            _, runs = tasks.setdefault((told, seed), (shared, {}))
            made = []
            for arm, does, files in what:
                key = address(told, seed, arm["name"], does, files, people, *by)
                runs.setdefault(key, Run(key, {"arm": arm, "people": people}))
                made.append(key)
            keys[draw, seed] = tuple(made)
    return Planned(
        tuple(Task(shared, tuple(runs.values())) for shared, runs in tasks.values()), keys
    )


def common_of_draws(scenario: Scenario, taken: Taken) -> dict[str, Any]:
    """What all runs share."""
    places = [place for place in taken.places if not _of_arms(place, scenario)]
    return {"scenario": scenario.resolved(), "places": places}


def arm_with(arm: Arm, fields: Mapping[str, Mapping[str, Any]]) -> Arm:
    """An arm with the fields of a draw. What was said of a strategy is what it is: only fields that
    have their usual values are drawn. A field that was set to its usual value is drawn, too, for a
    manifest holds values and not who set them."""
    if not fields:
        return arm
    strategies = tuple(_drawn(one, fields.get(one.kind, {})) for one in arm.strategies)
    return replace(arm, strategies=strategies)


def held_fields(arms: Sequence[Arm], places: Sequence[str]) -> list[str]:
    """Fields of strategies that would be drawn, but are held in some arm, for they were said."""
    drawn = {place for place in places if place.startswith(STRATEGIES)}
    found = {
        f"{strategy.kind}.{name}"
        for arm in arms
        for strategy in arm.strategies
        for name in type(strategy).model_fields
        if f"{STRATEGIES}{strategy.kind}.{name}" in drawn and not _is_usual(strategy, name)
    }
    return sorted(found)


def _drawn(strategy: Strategy, fields: Mapping[str, Any]) -> Strategy:
    usual = {name: value for name, value in fields.items() if _is_usual(strategy, name)}
    return strategy.model_copy(update=usual) if usual else strategy


def _is_usual(strategy: Strategy, name: str) -> bool:
    return bool(getattr(strategy, name) == type(strategy).model_fields[name].default)


def _of_arms(place: str, scenario: Scenario) -> bool:
    """Whether a number is a field of compared strategies alone, and none of the world."""
    if not place.startswith(STRATEGIES):
        return False
    kind = place.split(".")[1]
    return all(one.kind != kind for one in scenario.strategies)
