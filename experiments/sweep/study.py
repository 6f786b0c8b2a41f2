"""One sweep, from its plan to a directory of pieces; the same again goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine import LocalWorkers, Store, Tally, execute
from experiments.engine.columns import column
from experiments.engine.files import encoded
from experiments.engine.room import require_workers
from experiments.files import manifest
from experiments.files.files_read import summaries_of, with_reading
from experiments.files.portable import relative
from experiments.files.results import MANIFEST, InOrder, json_text
from experiments.sweep.plan import read_plan
from experiments.sweep.question import Sweep, sweep_of
from experiments.sweep.work import KIND, WORK, layout_of
from simulation.errors import InputError
from simulation.machine import available_threads

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.engine.local import Workers

PLAN_COPY = "plan.yaml"
POINTS = "points.parquet"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Finished:
    """A sweep that is done: where its pieces are, what it was, and what became of its runs."""

    path: Path
    sweep: Sweep
    tally: Tally
    notes: tuple[str, ...]
    """What users should know of how the pieces came about."""


def directory_of(plan: str, out: str | None) -> Path:
    """Where the pieces of a plan go: always the same place, so that the same command goes on."""
    return Path("results", f"sweep-{Path(plan).stem}") if out is None else Path(out)


def workers_of(number: int | None, cluster: str | None) -> Workers:
    """Processes on this machine, or a cluster. Raises InputError for one that does not answer."""
    if cluster is None:
        return LocalWorkers(number)
    if number is not None:
        raise InputError(
            "a cluster has the workers that it has",
            source="--workers",
            found=number,
            allowed="--workers or --cluster",
        )
    from experiments.engine.cluster import ClusterWorkers

    return ClusterWorkers(cluster)


def run_sweep(
    plan: str,
    out: str | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    trust: bool = False,
    command: Sequence[str] = (),
    progress: Progress = lambda phase, done, of: None,
) -> Finished:
    """Do all runs of a plan that are not done yet.

    With ``trust`` the Python files that the plan names are run. Raises InputError for what cannot
    be used and StorageError where results cannot be written any
    more; what is done by then is kept.
    """
    progress("plan", 0, 0)
    sweep = sweep_of(read_plan(plan, trust=trust))
    if cluster is None:
        require_workers(sweep.largest(), workers or available_threads(), sweep.runs)
    with (
        workers_of(workers, cluster) as crew,
        Store(directory_of(plan, out), kind=KIND, code=sweep.code) as store,
    ):
        tasks = sweep.tasks(crew.size)
        store.write(PLAN_COPY, sweep.read.text)
        store.write(POINTS, encoded(points_table(sweep)))
        store.write(
            MANIFEST, json_text(relative(_manifest(sweep, command), store.directory)).encode()
        )
        tally = execute(store, WORK, sweep.common(), tasks, workers=crew, progress=progress)
        return Finished(store.directory, sweep, tally, tuple(store.notes))


def points_table(sweep: Sweep) -> pa.Table:
    """A row a point: name, number in the design, and value of all that is uncertain."""
    import pyarrow as pa

    names = [one.column for one in sweep.uncertain]
    rows = [point.values for point in sweep.points]
    layout = layout_of(names, rows, (), ())["values"]
    columns: dict[str, pa.Array] = {
        "point": column([point.name for point in sweep.points], "string"),
        "number": column([point.number for point in sweep.points], "int64"),
    }
    for place, (name, kind) in enumerate(layout):
        columns[name] = column([row[place] for row in rows], kind)
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def _manifest(sweep: Sweep, command: Sequence[str]) -> dict[str, Any]:
    common = sweep.common()
    return {
        "format": KIND,
        "command": list(command),
        "scenario": InOrder(common["scenario"]),
        "uncertainties": [
            {
                "place": one.place,
                "column": one.column,
                "low": one.low,
                "high": one.high,
                "logarithmic": one.logarithmic,
                "whole": one.whole,
                "choices": one.choices,
            }
            for one in sweep.uncertain
        ],
        "levers": [name for name, _ in common["layout"]["levers"]],
        "outcomes": common["outcomes"],
        "by": common["by"],
        "weekly": common["weekly"],
        "design": sweep.read.plan.design.model_dump(),
        "seeds": list(sweep.seeds),
        "points": len(sweep.points),
        "policies": len(sweep.policies),
        "runs": sweep.runs,
        "inputs": with_reading(sweep.inputs(), summaries_of(sweep.scenario)),
        "code": sweep.code,
        "versions": manifest.versions(),
        "machine": manifest.machine(),
    }
