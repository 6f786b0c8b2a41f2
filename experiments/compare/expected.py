"""What a comparison would take, and what of it is done: told before it starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.compare.results import SEEDS

if TYPE_CHECKING:
    from experiments.compare.question import Comparison
    from experiments.compare.uncertainty.estimate import PairCost
    from experiments.engine import Task


def estimated(asked: Comparison, out: str | None, cost: Callable[[], PairCost]) -> list[str]:
    """How many runs there would be, how many are done, and how long the rest would take."""
    from experiments.compare.uncertainty.estimate import time_words
    from experiments.engine.coordinator import not_done
    from experiments.engine.pieces import Pieces

    tasks = tasks_asked(asked)
    runs = sum(len(task.runs) for task in tasks)
    left = tasks if out is None else not_done(tasks, Pieces(Path(out).expanduser() / SEEDS))
    missing = sum(len(task.runs) for task in left)
    seconds = cost().seconds(len(left))
    lines = [asked.chosen] if asked.chosen else []
    draws = f"{asked.draws:,} draws with " if asked.pool is not None else ""
    lines.append(
        f"{runs:,} runs ({draws}{asked.seeds:,} seeds, doing nothing and {len(asked.arms):,} "
        f"strategies), of which {runs - missing:,} are done."
    )
    if missing:
        lines.append(f"The rest would take about {time_words(seconds)}.")
    if asked.until_settled:
        lines.append("--until-settled may add more.")
    return lines


def tasks_asked(asked: Comparison) -> list[Task]:
    """The runs that are asked for, to begin with."""
    from experiments.compare.work import tasks_of

    seeds = range(asked.seed, asked.seed + asked.seeds)
    people = seeds[: asked.people_of]
    if asked.pool is None:
        return tasks_of(asked.scenario, asked.arms, seeds, people, asked.by)
    from experiments.compare.uncertainty.runs import planned

    taken = asked.pool.take(asked.draws)
    return list(planned(asked.scenario, asked.arms, taken, seeds, people, asked.by).tasks)
