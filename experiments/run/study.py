"""One run, from a scenario to a results directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.figures.aside import Aside
from experiments.files import manifest
from experiments.files.files_read import with_reading
from experiments.files.results import MANIFEST, SUMMARY, InOrder, Results
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.run.burn_in import Saving
    from simulation.file_summary import FileSummary
    from simulation.scenario import Scenario
    from simulation.town import Town

Progress = Callable[[str, int, int], None]
_WEEKS_BETWEEN_REPORTS = 8


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run as it was asked for: the scenario, the seed, and what is kept of it."""

    scenario: Scenario
    seed: int = 1
    threads: int | None = None
    events: bool = False
    by: tuple[str, ...] = ()
    figures: bool = True
    from_burn_in: str | None = None
    save_burn_in: str | None = None
    own_strategies: Sequence[Mapping[str, Any]] = ()
    command: Sequence[str] = field(default=())

    def inputs(self) -> list[dict[str, Any]]:
        """All files that the run reads, with their hashes; InputError where one cannot be read."""
        files = manifest.input_files(self.scenario)
        files += [("strategy", own["file"]) for own in self.own_strategies]
        if self.from_burn_in is not None:
            files.append(("burn-in", self.from_burn_in))
        read = [manifest.input_record(role, path) for role, path in files]
        return read + manifest.extension_records()


@dataclass(frozen=True)
class Finished:
    """A run that is done: where its results are, what the closing table tells, and what its input
    files held."""

    path: Path
    summary: dict[str, Any]
    manifest: dict[str, Any]
    files: tuple[FileSummary, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be said of the results."""


def execute(
    run: Run,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
) -> Finished:
    """Simulate, and write the results directory; see ``Results`` for ``out`` and ``replace``.

    Nothing is left behind where it fails. Raises InputError for what the run cannot use.
    """
    with ExitStack() as stack:
        results = stack.enter_context(Results(out, name=run.scenario.name, replace=replace))
        inputs = run.inputs()
        # Before Numba, which takes its time, is imported.
        aside = stack.enter_context(Aside(run.threads)) if run.figures else None
        from experiments.run.burn_in import Saving

        saving = stack.enter_context(Saving(run.save_burn_in)) if run.save_burn_in else None
        town = simulated(run, progress, saving)
        progress("writing results", 0, 0)
        summary = summary_of(run, town)
        results.write_json(SUMMARY, summary)
        notes = _write_tables(results, town, run.by)
        if aside is not None:
            progress("drawing figures", 0, 0)
            aside.draw(results.temporary)
        told = manifest_of(run, summary, with_reading(inputs, town.files), results)
        results.write_json(MANIFEST, told)
    assert results.path is not None
    return Finished(results.path, summary, told, town.files, notes)


def simulated(
    run: Run,
    progress: Progress = lambda phase, done, of: None,
    saving: Saving | None = None,
) -> Town:
    """The town at the end of the run; ``saving`` keeps it as it stands at week 0.

    The same as ``HelpSeekingModel(...).run()``, without Mesa, whose import takes two seconds and
    whose agents nobody asks for here.
    """
    from experiments.engine.room import require_run
    from experiments.run.burn_in import read, restore
    from simulation.build import build_town, burn_in
    from simulation.given import people_asked_for
    from simulation.measures.groupings import check_groupings

    people = people_asked_for(run.scenario)
    if people is not None:
        require_run(run.scenario, people, events=run.events, figures=run.figures)
    kept = read(run.from_burn_in, run.scenario, run.seed) if run.from_burn_in else None
    town = build_town(run.scenario, run.seed, threads=run.threads, progress=progress)
    check_groupings(town, run.by)
    if kept is not None:
        assert run.from_burn_in is not None
        restore(town, kept, run.from_burn_in)
    else:
        burn_in(town, progress)
    if saving is not None:
        saving.write(town, run.scenario, run.seed)
    if run.events:
        town.record_events()
    weeks = run.scenario.horizon.weeks
    for week in range(0, weeks, _WEEKS_BETWEEN_REPORTS):
        progress("weeks", week, weeks)
        town.live(min(_WEEKS_BETWEEN_REPORTS, weeks - week))
    progress("weeks", weeks, weeks)
    return town


def summary_of(run: Run, town: Town) -> dict[str, Any]:
    """What ``summary.json`` holds."""
    from simulation.measures.told import outcomes, reasons

    return {
        "outcomes": outcomes(town),
        "reasons": reasons(town),
        "world": run.scenario.name,
        "people": town.people.people,
        "weeks": town.week + 1,
        "seed": run.seed,
        # Only where there are files: a run of a built-in world has the six names above.
        **({"files": [summary.as_json() for summary in town.files]} if town.files else {}),
    }


def _write_tables(results: Results, town: Town, by: Sequence[str]) -> tuple[str, ...]:
    """All tables; returns what is to be said of them."""
    from experiments.files.arrow import frame_table, people_table, rows_table, weekly_table
    from simulation.measures.groupings import small_groups
    from simulation.measures.told import breakdown

    results.write_table("weekly.parquet", weekly_table(town.history))
    results.write_table("people.parquet", people_table(town.people))
    if town.events is not None:
        results.write_table("events.parquet", frame_table(town.events.frame()))
    if not by:
        return ()
    rows = breakdown(town, by)
    groups = rows_table(rows)
    results.write_table("breakdown.parquet", groups)
    results.write_table("breakdown.csv", groups)
    return small_groups((row["by"], row["group"], row["adults"]) for row in rows)


def manifest_of(
    run: Run,
    summary: Mapping[str, Any],
    inputs: Sequence[Mapping[str, Any]],
    results: Results,
) -> dict[str, Any]:
    """What ``manifest.json`` holds, once all other files have been written."""
    return {
        "format": manifest.FORMAT,
        "command": list(run.command),
        "scenario": InOrder(manifest.without_posterior(run.scenario).resolved()),
        "seed": run.seed,
        "people": summary["people"],
        "weeks": summary["weeks"],
        "options": manifest.Options(
            events=run.events,
            figures=run.figures,
            by=list(run.by),
            from_burn_in=None if run.from_burn_in is None else os.path.abspath(run.from_burn_in),
            own_strategies=[dict(own) for own in run.own_strategies],
        ).model_dump(),
        "inputs": list(inputs),
        "code": manifest.code_hash(),
        "versions": manifest.versions(),
        "machine": manifest.machine(),
        "results": results.files(),
    }


def run_again(
    told: Mapping[str, Any], source: str, command: Sequence[str], *, trust: bool = False
) -> Run:
    """The run that a manifest tells of, its input files being where it says.

    ``trust`` lets the Python files run that it names. Raises InputError where the manifest is not
    whole, or names a Python file that may not run.
    """
    from experiments.strategies.named import strategy_again
    from experiments.strategies.own_code import NamedBy, strategy_class
    from simulation.measures.groupings import groupings_of
    from simulation.scenario import load_scenario

    options = manifest.checked_options(told["options"], source)
    tree = dict(told["scenario"])
    try:
        if options.own_strategies:
            entries = list(tree["strategies"])
            for own in options.own_strategies:
                by = NamedBy(source, source, trust, str(own["sha256"]))
                kind = strategy_class(f"{own['file']}:{own['class']}", by)
                entries[own["place"]] = strategy_again(dict(entries[own["place"]]), kind, source)
            tree["strategies"] = entries
    except (TypeError, ValueError, KeyError, IndexError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            "is not what it should be",
            source=source,
            field="options.own_strategies",
            found=options.own_strategies,
            allowed="place, file and class of strategies",
        ) from error
    try:
        scenario = load_scenario(tree)
    except InputError as error:
        raise error.within(source) from error
    return Run(
        scenario=scenario,
        seed=told["seed"],
        events=options.events,
        by=groupings_of(",".join(options.by), scenario.population.keep),
        figures=options.figures,
        from_burn_in=options.from_burn_in,
        own_strategies=options.own_strategies,
        command=command,
    )
