"""How many draws and seeds: as was asked, or as many as the time allows, and why, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from experiments.compare.uncertainty.estimate import PairCost, time_words
from experiments.compare.uncertainty.pool import FEWEST, Pool
from simulation.errors import InputError

SEEDS, SEEDS_OF_DRAWS, FEWEST_SEEDS = 40, 4, 2
"""Seeds of luck alone; of each draw; and the fewest of which luck can be told from numbers."""
MINUTES = 15.0
MOST = 200
"""Draws at the most, where nobody says how many: more hardly change an interval that is read."""
_STEPS = (10, 20, 30, 50, 70, 100, 150, 200)
"""Numbers that are chosen from, so that the same command takes the same draws mostly."""
_ROOM = 50
"""Draws that are taken before more than the fewest seeds are."""


@dataclass(frozen=True)
class Chosen:
    """So many draws and seeds, none of draws for luck alone; ``words`` say why."""

    draws: int
    seeds: int
    words: str = ""


def chosen(
    pool: Pool | None,
    draws: int | None,
    seeds: int | None,
    minutes: float | None,
    cost: Callable[[], PairCost],
) -> Chosen:
    """What to run. ``draws`` and ``seeds`` are what was asked for; ``cost`` measures, if needed.

    Raises InputError where the minutes that were given do not even hold the fewest draws.
    """
    if draws == 0 or pool is None:
        return Chosen(0, seeds or SEEDS)
    if draws is not None:
        return Chosen(draws, seeds or SEEDS_OF_DRAWS)
    one = cost()
    allowed = 60.0 * (MINUTES if minutes is None else minutes)
    most = min(MOST, pool.most) if minutes is None else pool.most
    steps = [*(step for step in _steps_to(most) if step <= most)]
    if not steps:
        return _luck_alone(seeds, f"the file holds {pool.most} draws, fewer than {FEWEST}")

    def fitting(of: int, fewest: int) -> int | None:
        fit = [step for step in steps if step >= fewest and one.seconds(step * of)[1] <= allowed]
        return max(fit, default=None)

    tries = [seeds] if seeds else [SEEDS_OF_DRAWS, FEWEST_SEEDS]
    for of, fewest in zip(tries, (_ROOM, FEWEST) if len(tries) > 1 else (FEWEST,), strict=True):
        number = fitting(of, min(fewest, steps[-1]))
        if number is not None:
            takes = time_words(one.seconds(number * of))
            said = "" if minutes is not None else " unless --minutes says otherwise"
            why = f"within {allowed / 60:g} minutes{said}"
            if number == pool.most:
                why = "all that there are"
            elif number == most:
                why = f"more than {MOST} are taken only with --draws or --minutes"
            return Chosen(number, of, f"{number:,} draws with {of} seeds each: {takes}; {why}.")
    needed = one.seconds(FEWEST * tries[-1])
    if minutes is not None:
        raise InputError(
            f"too few: {FEWEST} draws with {tries[-1]} seeds each take {time_words(needed)}",
            source="--minutes",
            found=minutes,
            allowed="more minutes, fewer --people or --strategy, or --draws 0 for luck alone",
        )
    return _luck_alone(
        seeds, f"{FEWEST} draws would take {time_words(needed)}; --minutes or --draws asks for them"
    )


def _luck_alone(seeds: int | None, why: str) -> Chosen:
    return Chosen(0, seeds or SEEDS, f"Luck alone, although there are draws of the numbers: {why}.")


def _steps_to(most: int) -> list[int]:
    steps = list(_STEPS)
    while steps[-1] < most:
        steps.append(min(2 * steps[-1], most))
    if most < _STEPS[-1] and most >= FEWEST:
        steps.append(most)
    return sorted(set(steps))
