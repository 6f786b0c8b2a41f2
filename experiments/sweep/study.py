"""One sweep, from its plan to a directory of pieces; the same again goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.engine import Store, execute
from experiments.engine.crew import workers_of
from experiments.engine.files import encoded
from experiments.engine.merge import merge as merged
from experiments.engine.room import require_workers
from experiments.files.portable import relative
from experiments.files.results import MANIFEST, json_text
from experiments.sweep.plan import read_plan
from experiments.sweep.question import Finished, sweep_of
from experiments.sweep.work import KIND, WORK
from experiments.sweep.writing import manifest_of, points_table
from simulation.machine import available_threads

PLAN_COPY = "plan.yaml"
POINTS = "points.parquet"
Progress = Callable[[str, int, int], None]


def directory_of(plan: str, out: str | None) -> Path:
    """Where the pieces of a plan go: always the same place, so that the same command goes on."""
    return Path("results", f"sweep-{Path(plan).stem}") if out is None else Path(out)


def run_sweep(
    plan: str,
    out: str | None = None,
    *,
    workers: int | None = None,
    cluster: str | None = None,
    trust: bool = False,
    command: Sequence[str] = (),
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    merge: Sequence[str] = (),
    notice: Callable[[str], None] = lambda line: None,
) -> Finished:
    """Do all runs of a plan that are not done yet.

    ``merge`` are directories of the same plan, made elsewhere, whose runs are taken over;
    ``notice`` is told what there is to do before it begins. With ``trust`` the Python files that
    the plan names are run. Raises InputError for what cannot be used and StorageError where results
    cannot be written any more; what is done by then is kept.
    """
    progress("plan", 0, 0)
    sweep = sweep_of(read_plan(plan, trust=trust))
    if cluster is None:
        require_workers(sweep.largest(), workers or available_threads(), sweep.runs)
    with (
        workers_of(workers, cluster) as crew,
        Store(directory_of(plan, out), kind=KIND, code=sweep.code) as store,
    ):
        told_of_home(store.directory)
        tasks = sweep.tasks(crew.size)
        keys = [run.key for task in tasks for run in task.runs]
        for one in merged(store, [Path(other) for other in merge], keys):
            notice(
                f"{one.directory}: {one.taken:,} runs taken over, {one.same:,} here already and "
                f"the same, {one.strange:,} not in the plan"
            )
        done = sum(map(store.is_done, keys))
        if done:
            notice(f"{len(keys):,} runs, of which {done:,} are done: {len(keys) - done:,} to do")
        store.write(PLAN_COPY, sweep.read.text)
        store.write(POINTS, encoded(points_table(sweep)))
        store.write(
            MANIFEST, json_text(relative(manifest_of(sweep, command), store.directory)).encode()
        )
        tally = execute(store, WORK, sweep.common(), tasks, workers=crew, progress=progress)
        return Finished(store.directory, sweep, tally, (*store.notes, *sweep.notes))
