"""Doing nothing beside targets: whether the world that strategies are compared in is like a place.

What the comparator gives is measured as ``helpseek evidence`` does it, in its own runs of the first
seeds, so that any row of a file of targets can be asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.evidence.comparison import Progress, answerable, compare
from experiments.evidence.writing import (
    Asked,
    Told,
    document,
    obstacle_words,
    page,
    rows,
    screen_tables,
    summary_words,
)
from experiments.files.arrow import rows_table

if TYPE_CHECKING:
    from experiments.compare.question import Comparison
    from experiments.files.results import Results

MOST_SEEDS = 10
"""Seeds, the first ones, in which the comparator is put beside targets."""
NAME = "targets"


def check(asked: Comparison) -> None:
    """Raise InputError where the world can answer no row."""
    if asked.targets is not None:
        answerable(asked.scenario, asked.targets.rows, asked.targets.called)


def beside(asked: Comparison, progress: Progress) -> Told | None:
    """Measure, where targets were given."""
    if asked.targets is None:
        return None
    seeds = range(asked.seed, asked.seed + min(asked.seeds, MOST_SEEDS))
    compared, people = compare(
        asked.scenario,
        seeds,
        targets=asked.targets,
        workers=asked.workers,
        progress=lambda phase, done, of: progress("doing nothing beside targets", done, of),
    )
    return Told(compared, Asked(asked.scenario.name, people, seeds, asked.targets))


def write(found: Told, results: Results, figures: bool) -> None:
    """``targets.csv``, ``.json``, ``.md`` and their figures."""
    results.write_table(f"{NAME}.csv", rows_table(rows(found.compared)))
    results.write_json(f"{NAME}.json", document(found.compared, found.asked))
    results.write_text(f"{NAME}.md", page(found.compared, found.asked))
    if figures:
        from experiments.evidence.figure import draw

        draw(found.compared, found.asked, results.temporary / "figures", NAME)


def said(found: Told | None) -> list[object]:
    """What the command says of it at the end."""
    if found is None:
        return []
    return [
        *screen_tables(found.compared),
        *obstacle_words(found.compared),
        f"Doing nothing beside targets, in five-year runs of its own ({found.asked.words}): "
        f"{summary_words(found.compared)}",
    ]
