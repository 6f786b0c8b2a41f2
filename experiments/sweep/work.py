"""The work of a sweep, as workers do it: a town lives through its burn-in once, and from there once
with each policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.engine.task import Failure, Work

if TYPE_CHECKING:
    import pyarrow as pa

    from simulation.scenario import Scenario
    from simulation.town import Town

KIND = "helpseek sweep 1"
"""What is kept of a run, and in which form."""
WORK = f"{__name__}:SweepWork"
FIXED = ("key", "point", "seed", "status", "error_type", "error_message", "error_traceback")
"""Columns that every sweep has."""


class _Ready(NamedTuple):
    """A town at week 0, from which each policy branches."""

    start: Town
    scenario: Scenario
    seed: int


def layout_of(
    uncertain: Sequence[str],
    points: Sequence[Sequence[Any]],
    levers: Sequence[str],
    policies: Sequence[Sequence[Any]],
) -> dict[str, Any]:
    """The columns of uncertainties and levers with their kinds, by all values that they have."""
    return {
        "values": [
            [name, _kind([row[place] for row in points])] for place, name in enumerate(uncertain)
        ],
        "levers": [
            [name, _kind([row[place] for row in policies])] for place, name in enumerate(levers)
        ],
    }


def _kind(values: Sequence[Any]) -> str:
    """The kind of column that holds all of these values."""
    if all(isinstance(value, bool) for value in values):
        return "bool"
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
    if not numbers:
        return "string"
    return "int64" if all(isinstance(value, int) for value in values) else "float64"


def _held(value: Any, kind: str) -> Any:
    if kind == "string":
        return value if isinstance(value, str) else str(value).lower()
    return float(value) if kind == "float64" else value


class SweepWork(Work):
    """Runs of a sweep. ``common`` is what ``Sweep.common`` gives."""

    def __init__(self, common: Mapping[str, Any]) -> None:
        from simulation.scenario import load_scenario

        super().__init__(common)
        self._scenario = load_scenario(dict(common["scenario"]))

    def prepare(self, shared: Mapping[str, Any], threads: int) -> _Ready:
        """The town at week 0."""
        from simulation.build import build_town, burn_in
        from simulation.scenario import load_scenario

        scenario = load_scenario(self._scenario, shared["settings"])
        town = build_town(scenario, shared["seed"], threads=threads)
        burn_in(town)
        return _Ready(town, scenario, shared["seed"])

    def run(self, prepared: _Ready, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        """One policy: a row of outcomes, a row for each group, a row for each week."""
        from experiments.measured.discounting import rates_of
        from experiments.measured.of_run import live_measured
        from experiments.strategies.arms import arm_again
        from experiments.strategies.own_code import NamedBy

        strategies = arm_again(what["arm"], NamedBy("levers")).strategies
        town = prepared.start.branch(strategies=strategies)
        scenario = prepared.scenario
        measured = live_measured(
            town, scenario.horizon.weeks, self.common["outcomes"], rates_of(scenario.costs)
        )
        tables = {"runs": self._row(prepared.seed, what, measured, None)}
        if self.common["by"]:
            tables["groups"] = self._groups(town, prepared.seed, what)
        if self.common["weekly"]:
            tables["weekly"] = self._weekly(town, prepared.seed, what)
        return tables

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        """The row of a run that failed: all but its outcomes, and why."""
        nothing = dict.fromkeys(self.common["outcomes"])
        return {"runs": self._row(shared["seed"], what, nothing, failure)}

    def _labels(self, seed: int, what: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
        """What a run is: kind and value of each column that tells it."""
        layout = self.common["layout"]
        found: dict[str, tuple[str, Any]] = {
            "key": ("string", what["key"]),
            "point": ("string", what["point"]),
            "seed": ("int64", seed),
        }
        for part in ("values", "levers"):
            for (name, kind), value in zip(layout[part], what[part], strict=True):
                found[name] = (kind, _held(value, kind))
        return found

    def _row(
        self,
        seed: int,
        what: Mapping[str, Any],
        measured: Mapping[str, Any],
        failure: Failure | None,
    ) -> pa.Table:
        columns = self._labels(seed, what)
        columns["status"] = ("string", "done" if failure is None else "failed")
        for field, name in (("kind", "type"), ("message", "message"), ("traceback", "traceback")):
            told = None if failure is None else getattr(failure, field)
            columns[f"error_{name}"] = ("string", told)
        columns |= {name: ("float64", value) for name, value in measured.items()}
        return _table({name: (kind, [value]) for name, (kind, value) in columns.items()})

    def _groups(self, town: Town, seed: int, what: Mapping[str, Any]) -> pa.Table:
        from simulation.measures.outcomes import OUTCOMES
        from simulation.measures.told import breakdown

        rows = breakdown(town, self.common["by"])
        columns = _repeated(self._labels(seed, what), len(rows))
        for name, kind in (("by", "string"), ("group", "string"), ("adults", "int64")):
            columns[name] = (kind, [row[name] for row in rows])
        for name in self.common["outcomes"]:
            if name in OUTCOMES:
                columns[name] = ("float64", [row[name] for row in rows])
        return _table(columns)

    def _weekly(self, town: Town, seed: int, what: Mapping[str, Any]) -> pa.Table:
        from experiments.files.arrow import weekly_table

        weeks = weekly_table(town.history)
        if isinstance(self.common["weekly"], list):
            weeks = weeks.select(["week", *self.common["weekly"]])
        labels = _table(_repeated(self._labels(seed, what), weeks.num_rows))
        for name in weeks.column_names:
            labels = labels.append_column(name, weeks[name])
        return labels


def _repeated(labels: Mapping[str, tuple[str, Any]], rows: int) -> dict[str, tuple[str, Any]]:
    return {name: (kind, [value] * rows) for name, (kind, value) in labels.items()}


def _table(columns: Mapping[str, tuple[str, Sequence[Any]]]) -> pa.Table:
    """Columns of named kinds as a table; NaN becomes null."""
    import pyarrow as pa

    from experiments.engine.columns import column

    arrays = [column(values, kind) for kind, values in columns.values()]
    return pa.Table.from_arrays(arrays, names=list(columns))
