"""A comparison, from what was asked to a results directory."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.compare.analysis import Analysis, Settings
from experiments.compare.economics import Economics
from experiments.compare.question import Comparison, Failed, Finished, Found
from experiments.compare.results import ASKED, Home
from experiments.compare.seeds.collect import BESIDE_NOTHING, Collected
from experiments.compare.statistics.stopping import shares_of_error
from experiments.compare.work import KIND, WORK, common_of, tasks_of
from experiments.engine.pieces import as_written
from experiments.engine.room import require_workers
from experiments.files import manifest
from experiments.files.results import json_text
from experiments.strategies.arms import NOTHING
from simulation.errors import InputError
from simulation.machine import available_threads

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.engine import Store, Task

Progress = Callable[[str, int, int], None]


def execute(
    asked: Comparison,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
) -> Finished:
    """Run what is not done yet, and write the results directory.

    ``out`` may be the directory of a comparison in the same world: its seeds are used, and what is
    asked for beyond them is added. What is done is kept whatever ends the work; ``told_of_home`` is
    told where. Raises InputError for what cannot be used.
    """
    from experiments.compare.beside import beside, check
    from experiments.compare.writing import write
    from experiments.engine import Store

    most = max(asked.seeds * max(asked.draws, 1), asked.most_seeds if asked.until_settled else 0)
    if asked.cluster is None:
        require_workers(asked.scenario, asked.workers or available_threads(), most)
    check(asked)
    inputs = asked.inputs()
    home = Home(out, asked.scenario.name)
    with Store(home.seeds, kind=KIND, code=manifest.code_hash()) as store:
        home.check_world(asked.world(), replace=replace)
        store.write(ASKED, json_text(asked.world()).encode())
        told_of_home(home.path)
        if asked.pool is None:
            found = _look_until_settled(asked, store, home.looked_at(), progress)
        else:
            from experiments.compare.draws.study import look_over_draws
            from experiments.compare.draws.worth import worth_in

            found = look_over_draws(asked, store, progress, tables_of)
            progress("what knowing the numbers is worth", 0, 0)
            found = dataclasses.replace(found, worth=worth_in(asked, found))
        put_beside = beside(asked, progress)
        progress("writing results", 0, 0)
        with home.results() as results:
            told = write(asked, found, inputs, results, put_beside)
    return Finished(home.path, asked, found, told, put_beside)


def _look_until_settled(
    asked: Comparison, store: Store, before: Sequence[int], progress: Progress
) -> Found:
    planned = asked.looks()
    shares = shares_of_error(planned, asked.confidence)
    looked: list[int] = []
    found: Found | None = None
    for number, errors in zip(planned, shares, strict=True):
        seeds = range(asked.seed, asked.seed + number)
        tasks = tasks_of(asked.scenario, asked.arms, seeds, seeds[: asked.people_of], asked.by)
        failed = _run(asked, store, tasks, progress)
        looked.append(number)
        progress("reading", 0, 0)
        with as_written(store):
            data = _read(asked, store, tasks, failed)
        settings = Settings(asked.confidence, 1.0 - errors(1), asked.margins, errors)
        analysis = Analysis(data, settings)
        economics = Economics(analysis, asked.perspective, asked.willingness_to_pay)
        with as_written(store):
            people = _people(store, _keys(tasks[: asked.people_of], data.arms[1:]))
        found = Found(
            analysis, economics, planned, looked, failed, people, sorted({*before, *looked})
        )
        if not analysis.unsettled(asked.outcomes):
            break
    assert found is not None
    return found


def _run(
    asked: Comparison, store: Store, tasks: Sequence[Task], progress: Progress
) -> list[Failed]:
    """Do what is not done yet; returns what failed."""
    from experiments.engine import execute
    from experiments.engine.crew import workers_of

    tally = execute(
        store,
        WORK,
        common_of(asked.scenario),
        tasks,
        workers=workers_of(asked.workers, asked.cluster),
        progress=progress,
        phase="runs",
        keep=True,
    )
    if not tally.failed:
        return []
    failed = []
    for task in tasks:
        for run in task.runs:
            status = store.status(run.key) or {}
            if status.get("state") == "failed":
                failed.append(
                    Failed(
                        run.what["arm"]["name"],
                        task.shared["seed"],
                        str(status.get("error_kind")),
                        str(status.get("error_message")),
                    )
                )
    return failed


def _read(
    asked: Comparison, store: Store, tasks: Sequence[Task], failed: Sequence[Failed]
) -> Collected:
    """All seeds, of the arms that failed in none."""
    bad = {one.strategy for one in failed}
    arms = [arm.name for arm in asked.arms if arm.name not in bad]
    if NOTHING in bad or not arms:
        first = failed[0]
        if first.kind == "WorkerDied" or "MemoryError" in first.kind:
            died = OSError(0, f"{first.message}: strategy {first.strategy}, seed {first.seed}")
            died.add_note("what is done is kept; try fewer --people, or fewer --workers")
            raise died
        raise InputError(
            f"{first.message} ({first.kind})" if first.kind != "InputError" else first.message,
            source=f"strategy {first.strategy}, seed {first.seed}",
        )
    data = Collected([NOTHING, *arms], asked.rate, asked.scenario.services.rows())
    for task in tasks:
        tables = tables_of(store, _keys([task], data.arms), BESIDE_NOTHING)
        data.add(task.shared["seed"], tables)
    return data.finish()


def tables_of(
    store: Store, keys: Sequence[str], beside: Sequence[str] = ("flows",)
) -> dict[str, dict[str, Any]]:
    """The tables of the arms of one seed, doing nothing first, as ``Seed.tables`` makes them;
    ``beside`` are those that doing nothing has none of."""
    parts = (("runs", keys), ("weekly", keys), *((name, keys[1:]) for name in beside))
    return {name: _columns(store.read(name, part)) for name, part in parts}


def _keys(tasks: Sequence[Task], arms: Sequence[str]) -> list[str]:
    """The keys of the runs of these arms."""
    return [run.key for task in tasks for run in task.runs if run.what["arm"]["name"] in arms]


def _people(store: Store, keys: Sequence[str]) -> pa.Table:
    """The persons who changed in these runs."""
    import pyarrow as pa

    return store.read("people", keys) if keys else pa.table({})


def _columns(table: Any) -> dict[str, Any]:
    """A table as arrays, and lists of words."""
    import pyarrow as pa

    from experiments.files.arrow import as_numpy

    return {
        name: as_numpy(column) if pa.types.is_primitive(column.type) else column.to_pylist()
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
