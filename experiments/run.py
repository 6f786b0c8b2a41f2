"""One run, from a scenario to a results directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import manifest
from experiments.results import MANIFEST, SUMMARY, Results
from simulation.errors import InputError, unknown_name

if TYPE_CHECKING:
    from simulation import HelpSeekingModel
    from simulation.scenario import Scenario

Progress = Callable[[str, int, int], None]


def groupings(text: str | None) -> tuple[str, ...]:
    """What ``--by`` names, each once; InputError for what outcomes cannot be told apart by."""
    from simulation.outcomes import GROUPINGS

    names = tuple(dict.fromkeys(name.strip() for name in text.split(","))) if text else ()
    for name in names:
        if name not in GROUPINGS:
            raise unknown_name("grouping", name, GROUPINGS, source="--by")
    return names


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
        return [manifest.input_record(role, path) for role, path in files]


@dataclass(frozen=True)
class Finished:
    """A run that is done: where its results are, and what the closing table tells."""

    path: Path
    summary: dict[str, Any]
    manifest: dict[str, Any]


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
    with Results(out, name=run.scenario.name, replace=replace) as results:
        inputs = run.inputs()
        model = _simulated(run, progress)
        progress("writing results", 0, 0)
        summary = summary_of(run, model)
        results.write_json(SUMMARY, summary)
        results.write_table("weekly.parquet", model.history.frame())
        results.write_table("people.parquet", model.population.frame())
        if run.events:
            results.write_table("events.parquet", model.events_frame())
        if run.by:
            _write_breakdown(results, model, run.by)
        if run.figures:
            from experiments.figures import draw_figures

            progress("drawing figures", 0, 0)
            draw_figures(results.temporary)
        told = manifest_of(run, model, inputs, results)
        results.write_json(MANIFEST, told)
    assert results.path is not None
    return Finished(results.path, summary, told)


def _simulated(run: Run, progress: Progress) -> HelpSeekingModel:
    from simulation import HelpSeekingModel

    model = HelpSeekingModel(
        run.scenario,
        people=None,
        rng=run.seed,
        threads=run.threads,
        record_events=run.events,
        progress=progress,
    )
    model.run(progress=lambda week, weeks: progress("weeks", week, weeks))
    return model


def summary_of(run: Run, model: HelpSeekingModel) -> dict[str, Any]:
    """What ``summary.json`` holds."""
    return {
        "outcomes": model.outcomes(),
        "reasons": model.reasons(),
        "world": model.scenario.name,
        "people": model.population.people,
        "weeks": model.week,
        "seed": run.seed,
    }


def _write_breakdown(results: Results, model: HelpSeekingModel, by: Sequence[str]) -> None:
    """Outcomes by group, for programs and for people."""
    import pandas as pd

    frame = pd.DataFrame(model.breakdown(by))
    results.write_table("breakdown.parquet", frame)
    results.write_table("breakdown.csv", frame)


def manifest_of(
    run: Run, model: HelpSeekingModel, inputs: Sequence[Mapping[str, Any]], results: Results
) -> dict[str, Any]:
    """What ``manifest.json`` holds, once all other files have been written."""
    return {
        "format": manifest.FORMAT,
        "command": list(run.command),
        "scenario": run.scenario.resolved(),
        "seed": run.seed,
        "people": model.population.people,
        "weeks": model.week,
        "options": {
            "events": run.events,
            "by": list(run.by),
            "figures": run.figures,
            "from_burn_in": run.from_burn_in,
            "own_strategies": [dict(own) for own in run.own_strategies],
        },
        "inputs": list(inputs),
        "code": manifest.code_hash(),
        "versions": manifest.versions(),
        "machine": manifest.machine(),
        "results": results.files(),
    }


def run_again(told: Mapping[str, Any], source: str, command: Sequence[str]) -> Run:
    """The run that a manifest tells of. Raises InputError where the manifest is not whole."""
    from experiments.strategies import strategy_again, strategy_class
    from simulation.scenario import load_scenario

    options = told["options"]
    tree = dict(told["scenario"])
    own = options.get("own_strategies") or []
    try:
        entries = list(tree.get("strategies") or [])
        for one in own:
            kind = strategy_class(one["file"], one["class"], source)
            entries[one["place"]] = strategy_again(entries[one["place"]], kind, source)
        tree["strategies"] = entries
        by = groupings(",".join(options.get("by") or []))
    except (TypeError, KeyError, IndexError, AttributeError) as error:
        raise InputError("is not what it should be", source=source, field="options") from error
    try:
        scenario = load_scenario(tree)
    except InputError as error:
        raise error.within(source) from error
    return Run(
        scenario=scenario,
        seed=told["seed"],
        events=bool(options.get("events")),
        by=by,
        figures=bool(options.get("figures", True)),
        from_burn_in=options.get("from_burn_in"),
        own_strategies=own,
        command=command,
    )
