"""Draws of the numbers as the command line asks for them: which, how many, with how many seeds."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.compare.uncertainty.estimate import PairCost
    from experiments.compare.uncertainty.pool import Pool
    from experiments.strategies.arms import Arm
    from simulation.scenario import Scenario

_ENDING = ".parquet"


@dataclass(frozen=True)
class DrawsAsked:
    """What is to be run: ``pool`` is None, and ``draws`` 0, for luck alone; ``file`` the one that
    was named; ``words`` why so many; ``cost`` measures what a draw and seed takes."""

    pool: Pool | None
    draws: int
    seeds: int
    file: str | None
    words: str
    cost: Callable[[], PairCost]

    def before(self, arms: int) -> list[str]:
        """What is said before the work begins: how many runs, and why."""
        if self.pool is None:
            return []  # said at the end
        runs = self.draws * self.seeds * (arms + 1)
        return [
            *([self.words] if self.words else []),
            f"{runs:,} runs: {self.draws:,} draws, {self.seeds} seeds, doing nothing and {arms} "
            f"strateg{'y' if arms == 1 else 'ies'}.",
        ]


def draws_asked(
    scenario: Scenario,
    arms: Sequence[Arm],
    told: str | None,
    posterior: str | None,
    seeds: int | None,
    minutes: float | None,
    seed: int,
    workers: int | None,
) -> DrawsAsked:
    """What ``--draws``, ``--posterior``, ``--seeds`` and ``--minutes`` ask for together.

    Raises InputError for what contradicts itself, and for draws that cannot be used.
    """
    from functools import cache

    from experiments.compare.uncertainty.choosing import chosen
    from experiments.compare.uncertainty.estimate import measured
    from experiments.compare.uncertainty.pool import pool_of
    from experiments.engine.room import require_workers

    number, file = _number_or_file(told)
    if file is not None and posterior is not None:
        raise InputError("two files of draws", source="--posterior", allowed="one of them")
    file = posterior if file is None else file
    if number == 0 and file is not None:
        raise InputError(
            "luck alone reads no draws", source="--draws", found=0, allowed="no --posterior beside"
        )
    if minutes is not None and number is not None:
        raise InputError(
            "the number of draws is said already",
            source="--minutes",
            found=minutes,
            allowed="--draws N, or --minutes M",
        )
    wanted = number is not None or file is not None or minutes is not None
    luck_alone = number == 0 or (scenario.posterior is None and not wanted)
    where = None if file is None else os.path.abspath(os.path.expanduser(file))
    pool = None if luck_alone else pool_of(scenario, arms, where)

    @cache
    def cost() -> PairCost:
        require_workers(scenario, 1)  # before a town is built to be measured
        return measured(scenario, arms, seed, workers)

    found = chosen(pool, number, seeds, minutes, cost)
    if pool is not None and found.draws:
        pool.take(found.draws)  # what cannot be taken is refused before anything is written
    words = found.words
    if pool is None and number is None:
        words = (
            "The world has no posterior, so intervals are of luck alone; --draws N draws the "
            "numbers from their priors."
        )
    return DrawsAsked(
        pool if found.draws else None,
        found.draws,
        found.seeds,
        where if found.draws else None,
        words,
        cost,
    )


def _number_or_file(told: str | None) -> tuple[int | None, str | None]:
    if told is None:
        return None, None
    if told.isdecimal() and len(told) < 10:
        return int(told), None
    if told.lower().endswith(_ENDING):
        return None, told
    raise InputError(
        "neither a number of draws nor a file of them",
        source="--draws",
        found=told,
        allowed=f"a whole number, 0 for luck alone, or FILE{_ENDING}",
    )
