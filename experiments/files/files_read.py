"""Files read: what the files that a scenario names hold, told wherever a result is told."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.files import manifest
from simulation.file_summary import FileSummary

if TYPE_CHECKING:
    from rich.table import Table

    from simulation.scenario import Scenario

_BRANCH = {
    "people": "population.file",
    "control totals": "population.file",
    "network": "network.file",
}
"""Where a scenario names the file of each role."""

_WIDEST_BAR = 40
_WIDEST_CELL = 24
_read_before: dict[str, tuple[FileSummary, ...]] = {}


def summaries_of(scenario: Scenario) -> tuple[FileSummary, ...]:
    """What the files of a scenario hold, read once in a process as long as they stay the same.

    Raises InputError for whatever a town could not be built of.
    """
    named = manifest.input_files(scenario)
    if not named:
        return ()
    tree = scenario.resolved()
    asked = {branch: tree[branch] for branch in ("population", "network", "culture")}
    state = [
        [path, os.stat(path).st_size, os.stat(path).st_mtime_ns]
        for _, path in named
        if os.path.exists(path)
    ]
    key = json.dumps([asked, state], sort_keys=True, default=str)
    if key not in _read_before:
        from simulation.given import read_files

        _read_before.clear()
        _read_before[key] = read_files(scenario)
    return _read_before[key]


def records(scenario: Scenario, read: Sequence[FileSummary] | None = None) -> list[dict[str, Any]]:
    """The files of a scenario as a manifest tells them: path, hash, and what was read of them.

    ``read`` is what the town has told; left out, the files are read. Raises InputError where one
    cannot be read.
    """
    told = [manifest.input_record(role, path) for role, path in manifest.input_files(scenario)]
    told += manifest.extension_records()
    return with_reading(told, summaries_of(scenario) if read is None else read)


def with_reading(
    told: Sequence[dict[str, Any]], read: Sequence[FileSummary]
) -> list[dict[str, Any]]:
    """Records of input files with what was read of each."""
    by_branch = {_BRANCH[summary.role]: summary.as_json() for summary in read}
    return [
        {**record, "read": by_branch[record["role"]]} if record["role"] in by_branch else record
        for record in told
    ]


def lines(read: Sequence[FileSummary]) -> list[str]:
    """A line for each file, and one for each warning about it."""
    made = []
    for summary in read:
        name = Path(summary.file).name
        made.append(f"Read {name} ({summary.format}): {summary.sentence()}.")
        made += [f"Warning: {name}: {warning}" for warning in summary.warnings]
    return made


def tell(scenario: Scenario) -> None:
    """Print what the files of a scenario hold, before the work with them begins."""
    if read := summaries_of(scenario):
        from experiments.terminal.tables import show

        show(*lines(read))


def preview(summary: FileSummary) -> list[object]:
    """The file as ``helpseek check`` shows it: its columns and first rows, degrees or ages."""
    from experiments.terminal.tables import table

    parts: list[object] = []
    if summary.columns:
        cells = list(zip(*summary.preview, strict=True)) if summary.preview else []
        parts.append(
            table(
                ["Column", "Read as", "First rows", "What became of it"],
                [
                    (
                        column.name,
                        column.used_as or "not read",
                        ", ".join(_cut(cell) for cell in cells[place]) if cells else "",
                        column.note,
                    )
                    for place, column in enumerate(summary.columns)
                ],
                title=f"{Path(summary.file).name}: columns",
            )
        )
    parts += [_histogram(name, counts) for name, counts in summary.histograms.items() if counts]
    return parts


def _cut(cell: str) -> str:
    return cell if len(cell) <= _WIDEST_CELL else f"{cell[: _WIDEST_CELL - 3]}..."


def _histogram(name: str, counts: Any) -> Table:
    from experiments.terminal.tables import table

    most = max(counts.values()) or 1
    return table(
        [name.capitalize(), ("People", "right"), ""],
        [
            (label, f"{number:,}", "#" * round(_WIDEST_BAR * number / most))
            for label, number in counts.items()
        ],
        title=f"People by {name}",
    )
