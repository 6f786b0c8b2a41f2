"""The work of a comparison, as the engine's workers do it: a task is a seed, a run is an arm."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.engine import Run, Task, Work, address
from experiments.files import manifest
from experiments.measured.measures import counted_totals
from experiments.strategies.arms import NOTHING, Arm, arm_again
from experiments.strategies.own_code import COMMAND_LINE

if TYPE_CHECKING:
    import pyarrow as pa

    from simulation.scenario import Scenario

KIND = "helpseek compare 1"
"""What is kept of a run, and in which form."""
WORK = f"{__name__}:ArmsOfSeed"
_TELLING = (
    "compare/seeds/people",
    "compare/seeds/paths",
    "compare/seeds/seed",
    "measured/path",
    "measured/watch",
    "compare/work",
    "compare/seeds/groups",
)
"""Files that decide what is kept of a run, besides the model."""
_OF_NO_EFFECT = (
    "name",
    "description",
    "extends",
    "place",
    "priors",
    "prior_groups",
    "posterior",
)


class ArmsOfSeed(Work):
    """Builds the town of a seed once, and lives through it with each arm."""

    def __init__(self, common: Mapping[str, Any]) -> None:
        from simulation.scenario import load_scenario

        super().__init__(common)
        self._scenario = load_scenario(dict(common["scenario"]))

    def prepare(self, shared: Mapping[str, Any], threads: int) -> Any:
        """The town at week 0."""
        from experiments.compare.seeds.seed import Seed

        return Seed(self._scenario, shared["seed"], threads, shared["by"])

    def run(self, prepared: Any, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One arm."""
        arm = arm_again(what["arm"], COMMAND_LINE)
        return {
            name: _arrow(columns)
            for name, columns in prepared.tables(arm, people=what["people"]).items()
        }


def _arrow(columns: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa

    from experiments.files.arrow import numbers, words

    arrays = {}
    for name, values in columns.items():
        if isinstance(values, np.ndarray):
            arrays[name] = numbers(values)
        elif values and not isinstance(values[0], str):
            arrays[name] = numbers(np.array(values))
        else:
            arrays[name] = words(values)
    return pa.Table.from_arrays(list(arrays.values()), names=list(arrays))


def common_of(scenario: Scenario) -> dict[str, Any]:
    """What all seeds and arms share."""
    return {"scenario": scenario.resolved()}


def tasks_of(
    scenario: Scenario,
    arms: Sequence[Arm],
    seeds: Sequence[int],
    people_of: Sequence[int],
    by: Sequence[str] = (),
) -> list[Task]:
    """A task for each seed: doing nothing, and each arm.

    The persons who changed are kept for the seeds ``people_of``; groups are told apart ``by`` these
    beside the usual ones. Runs are addressed by what
    determines them: the world (without names, currency and discount rate, which come in later), the
    files that it reads, the seed, and what is done, so that a comparison that asks for more seeds
    or more strategies finds what is done already.
    """
    world = world_address(scenario)
    all_arms = (Arm(NOTHING), *arms)
    told = [(arm.told(), arm.what(), files_of(arm)) for arm in all_arms]
    tasks = []
    for seed in seeds:
        people = seed in people_of
        runs = tuple(
            Run(
                key=address(world, seed, name["name"], what, files, people, *by),
                what={"arm": name, "people": people},
            )
            for name, what, files in told
        )
        tasks.append(Task({"seed": seed, "by": list(by)}, runs))
    return tasks


def world_address(scenario: Scenario) -> str:
    """What a world determines of its runs: all of it but names, doubt and what sums depend on."""
    tree = {name: value for name, value in scenario.resolved().items() if name not in _OF_NO_EFFECT}
    costs = {name: v for name, v in tree["costs"].items() if name.startswith("disability")}
    for branch in ("population", "network"):  # a file is what it holds, wherever it lies
        tree[branch] = {name: v for name, v in tree[branch].items() if name != "file"}
    return address(
        [KIND, _code(), *counted_totals(scenario.services.rows())],
        {**tree, "costs": costs},
        [
            [role, manifest.input_record(role, path)["sha256"]]
            for role, path in manifest.input_files(scenario)
        ],
    )


@cache
def _code() -> str:
    """What the code that tells of a run computes: runs told by other code are done again."""
    from simulation.source_version import what_computes

    folder = Path(__file__).parents[1]
    told = [what_computes((folder / f"{name}.py").read_bytes()) for name in _TELLING]
    return hashlib.sha256(b"".join(told)).hexdigest()


def files_of(arm: Arm) -> list[str]:
    """Hashes of the Python files that strategies of the arm are from."""
    return [manifest.input_record("strategy", own["file"])["sha256"] for own in arm.own]
