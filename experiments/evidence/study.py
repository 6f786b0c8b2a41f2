"""One comparison, from a scenario to a results directory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.evidence.comparison import Compared, compare
from experiments.evidence.target_file import Targets
from experiments.evidence.targets import built_in
from experiments.evidence.writing import Asked, document, page, rows
from experiments.files import manifest
from experiments.files.files_read import records
from experiments.files.results import MANIFEST, InOrder, Results

if TYPE_CHECKING:
    from simulation.scenario import Scenario

FORMAT = "helpseek evidence 2"


@dataclass(frozen=True)
class Finished:
    """A comparison that is done: where its results are, what was asked, and what was found."""

    path: Path
    asked: Asked
    compared: list[Compared]


def execute(
    scenario: Scenario,
    seeds: Sequence[int],
    only: Sequence[str] = (),
    out: str | None = None,
    *,
    targets: Targets | None = None,
    replace: bool = False,
    workers: int | None = None,
    command: Sequence[str] = (),
    progress: Callable[[str, int, int], None] = lambda phase, done, of: None,
) -> Finished:
    """Compare, and write evidence.csv, .json and .md and the figures; see ``Results`` for ``out``.

    Nothing is left behind where it fails. Raises InputError for what cannot be used.
    """
    targets = targets or built_in()
    targets.chosen(only)
    with Results(out, name=f"evidence-{scenario.name}", replace=replace) as results:
        inputs = records(scenario)
        compared, people = compare(
            scenario, seeds, only, targets=targets, workers=workers, progress=progress
        )
        asked = Asked(scenario.name, people, seeds, targets)
        _write(results, compared, asked, only)
        results.write_json(
            MANIFEST,
            {
                "format": FORMAT,
                "command": list(command),
                "scenario": InOrder(scenario.resolved()),
                "seeds": list(seeds),
                "only": list(only),
                "targets": {"file": targets.called, "sha256": targets.sha256},
                "people": asked.people,
                "inputs": inputs,
                "code": manifest.code_hash(),
                "versions": manifest.versions(),
                "machine": manifest.machine(),
                "results": results.files(),
            },
        )
    assert results.path is not None
    return Finished(results.path, asked, compared)


def _write(results: Results, compared: list[Compared], asked: Asked, only: Sequence[str]) -> None:
    from experiments.evidence.figure import draw
    from experiments.files.arrow import rows_table

    results.write_table("evidence.csv", rows_table(rows(compared)))
    results.write_json("evidence.json", document(compared, asked))
    text = page(compared, asked, only)
    results.write_text("evidence.md", text)
    draw(compared, asked, results.temporary / "figures")
