"""A study: how often worlds drawn from the priors meet each figure of the evidence.

    python -m experiments.studies.evidence_by_chance

draws every number of the default world, and of the strategies that trials are made with, from its
prior, simulates one town a draw, and writes the share of draws that meet each row into the column
``met_by_random_draws`` of ``experiments/evidence/targets.csv``. A row that most draws meet proves
little where it is met. With 60 draws a share is known to within 13 points (two standard errors).
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from experiments.evidence.target import Target

WORLD = "town"
DRAWS = 60
PEOPLE = 20_000
FILE = Path(__file__).parents[1] / "evidence" / "targets.csv"
COLUMN = "met_by_random_draws"
Progress = Callable[[str, int, int], None]


def shares_met(
    targets: tuple[Target, ...], draws: int, people: int, seed: int, progress: Progress
) -> dict[str, float]:
    """The share of draws that meet each of the judged targets, by id.

    A draw at which a row has no value does not meet it.
    """
    from experiments.evidence.comparison import Compared
    from experiments.evidence.seed import measure
    from experiments.uncertainty.draws import prior_draws, strategy_fields
    from simulation.machine import available_threads
    from simulation.scenario import load_scenario

    judged = [target for target in targets if target.judged]
    kinds = {one.kind for row in judged for trial in row.trials for one in trial.arm.strategies}
    base = load_scenario(WORLD, {"population.people": people, "strategies": []})
    with_strategies = load_scenario(base, {"strategies": sorted(kinds)})
    drawn = prior_draws(with_strategies, number=draws, seed=seed)
    met = dict.fromkeys((target.id for target in judged), 0)
    for row in range(draws):
        progress("draws", row, draws)
        values = drawn.values(row)
        world = drawn.scenario(base, row)
        threads = available_threads()
        told = measure(world, seed + row, judged, threads, lambda: None, strategy_fields(values))
        for target, value in zip(judged, told.values, strict=True):
            met[target.id] += Compared(target, (value,)).verdict == "near"
    progress("draws", draws, draws)
    return {name: number / draws for name, number in met.items()}


def with_shares(text: str, shares: dict[str, float]) -> str:
    """The text of a file of targets with these shares in their column, all else as it was."""
    from simulation.csv_text import csv_lines

    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = list(reader.fieldnames or ())
    rows = []
    for row in reader:
        share = shares.get(row["id"])
        row[COLUMN] = "" if share is None else f"{share:.2f}"
        rows.append([row[name] for name in names])
    return "".join(csv_lines([names, *rows]))


@click.command()
@click.option("--draws", type=click.IntRange(2, 10_000), default=DRAWS, show_default=True)
@click.option("--people", type=click.IntRange(500, 1_000_000), default=PEOPLE, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def study(draws: int, people: int, seed: int, quiet: bool) -> None:
    """Measure how often random draws meet each target, and write it into their file."""
    from experiments.evidence.targets import TARGETS
    from experiments.terminal.progress import Reporter

    with Reporter(quiet) as progress:
        shares = shares_met(TARGETS, draws, people, seed, progress)
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(with_shares(text, shares), encoding="utf-8")
    mean = sum(shares.values()) / len(shares)
    click.echo(f"{draws} draws of {people:,} people meet {mean:.0%} of {len(shares)} rows.")


if __name__ == "__main__":
    from experiments.terminal.failures import exit_code_of

    sys.exit(exit_code_of(lambda: study.main(standalone_mode=False)))
