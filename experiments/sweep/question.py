"""What a sweep is asked in full: from its plan to every single run, each with its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine.coordinator import Tally
from experiments.engine.task import Run, Task, address
from experiments.files import manifest
from experiments.measured.of_run import of_whole_time
from experiments.sweep.design import Point, number_of_points, points
from experiments.sweep.levers import Option, Part, part_of, policies, with_fields
from experiments.sweep.names import refuse_unknown_names
from experiments.sweep.plan import ReadPlan
from experiments.sweep.work import FIXED, KIND, layout_of
from experiments.uncertainty.draws import strategy_fields, together_in
from experiments.uncertainty.places import uncertain
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain
from simulation.errors import InputError, unknown_name
from simulation.measures.outcomes import OUTCOMES
from simulation.memory import require
from simulation.scenario import load_scenario, world_files
from simulation.scenario.people import file_on_this_machine
from simulation.strategies import check_target, refuse_twins

if TYPE_CHECKING:
    from simulation.scenario import Scenario

MOST_RUNS = 5_000_000
MOST_VALUES = 20_000_000
"""Values of uncertainties that all points of a design may have together."""
_BYTES_OF_RUN, _BYTES_OF_VALUE = 3_500, 100
"""Bytes that a run of the plan takes while it waits to be done, and a value of a point."""
LARGEST_TASK = 16
"""Runs that share a burn-in in one worker: it costs each a sixteenth of itself at the most."""
_PEOPLE = "population.people"
_NO_MATTER = (
    "extends",
    "name",
    "description",
    "place",
    "strategies",
    "priors",
    "prior_groups",
    "posterior",
)
"""Branches of a scenario that do not determine what a town without strategies does."""


@dataclass(frozen=True)
class Sweep:
    """All that a plan means."""

    read: ReadPlan
    scenario: Scenario
    """The base, without strategies: those in all runs are among those of each policy."""
    uncertain: tuple[Uncertain, ...]
    points: tuple[Point, ...]
    policies: tuple[Option, ...]
    seeds: tuple[int, ...]
    code: str

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.points) * len(self.policies) * len(self.seeds)

    def largest(self) -> Scenario:
        """The base with the most people that a point or a policy gives it."""
        most = [option.settings.get(_PEOPLE) for option in self.policies]
        for place, one in enumerate(self.uncertain):
            if one.place == _PEOPLE:
                most.append(max(point.values[place] for point in self.points))
        asked = [people for people in most if isinstance(people, int)]
        return load_scenario(self.scenario, {_PEOPLE: max(asked)}) if asked else self.scenario

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What is measured."""
        return self.read.plan.outcomes or tuple(OUTCOMES)

    @property
    def notes(self) -> tuple[str, ...]:
        """What of the plan is not done as it might be read."""
        whole = of_whole_time(self.outcomes) if self.read.plan.by else []
        if not whole:
            return ()
        return (
            f"not told by group, for groups are those at the end of a run: {', '.join(whole)} "
            "(helpseek compare tells groups as they are in week 0)",
        )

    def common(self) -> dict[str, Any]:
        """What all runs share, for the workers."""
        plan = self.read.plan
        return {
            "scenario": self.scenario.resolved(),
            "layout": layout_of(
                [one.column for one in self.uncertain],
                [list(point.values) for point in self.points],
                list(self.policies[0].columns),
                [list(policy.columns.values()) for policy in self.policies],
            ),
            "outcomes": list(self.outcomes),
            "by": list(plan.by),
            "weekly": list(plan.weekly) if isinstance(plan.weekly, tuple) else plan.weekly,
        }

    def inputs(self) -> list[dict[str, Any]]:
        """All files that the runs read, with their hashes."""
        files = manifest.input_files(self.scenario)
        own = [part.own["file"] for policy in self.policies for part in policy.parts if part.own]
        files += [("strategy", file) for file in dict.fromkeys(own)]
        read = [manifest.input_record(role, path) for role, path in files]
        return read + manifest.extension_records()

    def tasks(self, shares: int = 1) -> list[Task]:
        """The runs, those together that have a town and its burn-in in common.

        Tasks are cut small enough that ``shares`` workers have some each. Raises InputError for a
        point or policy with which the world cannot be.
        """
        largest = max(1, min(LARGEST_TASK, self.runs // (4 * shares)))
        tasks: list[Task] = []
        for shared, runs in self._groups():
            for first in range(0, len(runs), largest):
                tasks.append(Task(shared, tuple(runs[first : first + largest])))
        return tasks

    def tasks_with(self, seeds: Mapping[str, Sequence[int]]) -> list[Task]:
        """The runs in which each point, by its name, has seeds of its own; a task a run.

        Raises InputError as ``tasks`` does.
        """
        return [
            Task(
                {"settings": settings, "seed": seed},
                (Run(address(key, seed), {"key": address(key, seed), **what}),),
            )
            for settings, runs in self._worlds()
            for key, what in runs
            for seed in seeds[what["point"]]
        ]

    def check(self) -> None:
        """Raise InputError for a point or policy with which the world cannot be."""
        self._worlds()

    def _groups(self) -> Iterator[tuple[dict[str, Any], list[Run]]]:
        for settings, runs in self._worlds():
            for seed in self.seeds:
                keyed = [(address(key, seed), what) for key, what in runs]
                yield (
                    {"settings": settings, "seed": seed},
                    [Run(key, {"key": key, **what}) for key, what in keyed],
                )

    def _worlds(self) -> list[tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]]:
        """Settings of each world, with key and meaning of each of its runs but for the seed."""
        common = self.common()
        asked = [common[name] for name in ("layout", "outcomes", "by", "weekly")]
        inputs = {record["path"]: record["sha256"] for record in self.inputs()}
        groups: dict[str, tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]] = {}
        before: dict[str, Any] | None = None
        world = ""
        for point in self.points:
            for policy in self.policies:
                settings = self._settings(point, policy)
                parts = self._parts(point, policy)
                if settings != before:
                    scenario = self._scenario(point, settings)
                    world = address(KIND, self.code, self._world(scenario, inputs))
                    before = settings
                for part in parts:
                    field = f"strategies.{part.strategy.kind}.target"
                    try:
                        check_target(part.strategy.target, self.scenario.groups, field)
                    except InputError as error:
                        raise error.within(self.read.file) from error
                what = {
                    "point": point.name,
                    "values": list(point.values),
                    "levers": list(policy.columns.values()),
                    "arm": Option(parts=parts).arm().told(),
                }
                made_of = {**what, "arm": self._done(parts, inputs)}
                key = address(world, asked, made_of)
                groups.setdefault(world, (settings, []))[1].append((key, what))
        return list(groups.values())

    def _settings(self, point: Point, policy: Option) -> dict[str, Any]:
        """Settings of the world, apart from strategies."""
        settings = {
            one.place: value
            for one, value in zip(self.uncertain, point.values, strict=True)
            if not one.place.startswith(STRATEGIES)
        }
        return settings | dict(policy.settings)

    def _parts(self, point: Point, policy: Option) -> tuple[Part, ...]:
        """The strategies, with what is uncertain about them."""
        places = (one.place for one in self.uncertain)
        fields = strategy_fields(dict(zip(places, point.values, strict=True)))
        if not fields:
            return policy.parts
        parts = []
        for part in policy.parts:
            own = fields.get(part.strategy.kind)
            strategy = part.strategy
            if own:
                changed = strategy.model_dump() | own
                strategy = with_fields(type(strategy), changed, self.read, ("uncertainties",))
            parts.append(Part(strategy, part.own))
        return tuple(parts)

    def _scenario(self, point: Point, settings: Mapping[str, Any]) -> Scenario:
        source = f"{self.read.file} (point {point.number})" if self.uncertain else self.read.file
        return load_scenario(self.scenario, settings, settings_source=source)

    def _world(self, scenario: Scenario, inputs: Mapping[str, str]) -> dict[str, Any]:
        """What determines the town without its strategies; a file is what it holds."""
        tree = scenario.resolved()
        files = {role: inputs[path] for role, path in _absolute_inputs(scenario)}
        for role in files:
            branch, _, name = role.partition(".")
            tree[branch] = {key: value for key, value in tree[branch].items() if key != name}
        kept = {name: value for name, value in tree.items() if name not in _NO_MATTER}
        return {**kept, "files": files}

    def _done(self, parts: Sequence[Part], inputs: Mapping[str, str]) -> list[Any]:
        """What the strategies are, wherever their files lie."""
        from simulation.scenario.tree import strategy_entry

        return [
            [strategy_entry(part.strategy), part.own["class"], inputs[part.own["file"]]]
            if part.own
            else [strategy_entry(part.strategy)]
            for part in parts
        ]


@dataclass(frozen=True)
class Finished:
    """A sweep that is done: where its pieces are, what it was, and what became of its runs."""

    path: Path
    sweep: Sweep
    tally: Tally
    notes: tuple[str, ...]
    """What users should know of how the pieces came about."""


def _absolute_inputs(scenario: Scenario) -> list[tuple[str, str]]:
    records = manifest.input_files(scenario)
    return [(role, str(manifest.input_record(role, path)["path"])) for role, path in records]


def sweep_of(read: ReadPlan) -> Sweep:
    """The sweep that a plan describes. Raises InputError for what cannot be done."""
    plan = read.plan
    base = _base(read)
    refuse_unknown_names(read, base)
    always = tuple(
        part_of(entry, read, ("strategies", index)) for index, entry in enumerate(plan.strategies)
    )
    worlds = tuple(map(Part, base.strategies))
    found = [
        Option(policy.columns, policy.settings, (*worlds, *always, *policy.parts))
        for policy in policies(read, base)
    ]
    for policy in found:
        refuse_twins([part.strategy for part in policy.parts], read.file)
    kinds = {part.strategy.kind: part.strategy for policy in found for part in policy.parts}
    base = load_scenario(base, {"strategies": []})
    doubtful = uncertain(
        plan.uncertainties, base, kinds, lambda name: read.source(("uncertainties", name))
    )
    _not_too_many(read, number_of_points(read, doubtful), len(found), len(doubtful))
    sweep = Sweep(
        read,
        base,
        tuple(doubtful),
        tuple(points(read, doubtful, together_in(base, kinds))),
        tuple(found),
        tuple(plan.seeds.listed()),
        manifest.code_hash(),
    )
    _columns_apart(sweep)
    return sweep


def _not_too_many(read: ReadPlan, points: int, policies: int, uncertain: int) -> None:
    """Refuse a design that is too large, told by arithmetic before any of it is made."""
    seeds = read.plan.seeds.count
    runs = points * policies * seeds
    if runs > MOST_RUNS:
        raise InputError(
            "too many runs",
            source=read.file,
            found=f"{runs:,} ({points:,} points, {policies:,} combinations of levers, {seeds:,} "
            "seeds)",
            allowed=f"up to {MOST_RUNS:,}",
        )
    values = points * uncertain
    if values > MOST_VALUES:
        raise InputError(
            "too many points for so many uncertainties",
            source=read.source(("design",)),
            field="design.points",
            found=f"{points:,} points of {uncertain:,} uncertainties",
            allowed=f"up to {MOST_VALUES // uncertain:,} points",
        )
    require(
        runs * _BYTES_OF_RUN + values * (1 + policies) * _BYTES_OF_VALUE,
        what=f"a plan of {runs:,} runs",
        source=read.file,
        allowed="fewer runs",
    )


def _base(read: ReadPlan) -> Scenario:
    plan = read.plan
    world = plan.world
    source = f"{read.source(('world',))}: world"
    if world not in world_files():
        if not world.endswith((".yaml", ".yml", ".json")):
            error = unknown_name("world", world, world_files(), source=source)
            raise InputError(
                error.problem,
                source=source,
                found=world,
                allowed=error.allowed + " or a YAML file",
            )
        world = file_on_this_machine(world, read.folder)
    try:
        scenario = load_scenario(world)
    except InputError as error:
        raise error.within(f"{source}: {error.source}") from error
    for field, place in (("people", "population.people"), ("weeks", "horizon.weeks")):
        value = getattr(plan, field)
        if value is not None:
            source = read.source((field,))
            scenario = load_scenario(scenario, {place: value}, settings_source=source)
    if plan.set:
        settings = {key: _beside(key, value, read) for key, value in plan.set.items()}
        scenario = load_scenario(scenario, settings, settings_source=read.source(("set",)))
    return scenario


def _beside(key: str, value: Any, read: ReadPlan) -> Any:
    """A setting, the path of a file in it made one from the plan's folder."""
    if isinstance(value, Mapping):
        return {name: _beside(str(name), item, read) for name, item in value.items()}
    is_file = key.replace("__", ".").rpartition(".")[2] == "file" and isinstance(value, str)
    return file_on_this_machine(value, read.folder) if is_file and value else value


def _columns_apart(sweep: Sweep) -> None:
    """Raise InputError where two columns of the results would have one name."""
    names = [
        *FIXED,
        *sweep.outcomes,
        *(one.column for one in sweep.uncertain),
        *sweep.policies[0].columns,
    ]
    for name in names:
        if names.count(name) > 1:
            both = name in sweep.policies[0].columns
            raise InputError(
                "is uncertain and a lever at once"
                if both and name not in FIXED
                else "is the name of another column",
                source=sweep.read.file,
                field="levers" if both else "uncertainties",
                found=name,
            )
