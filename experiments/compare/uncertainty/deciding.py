"""More draws or more seeds: which would tell most, and whether either would tell anything.

The mean over D draws and S seeds errs by the draws that were not taken (numbers / D), by the luck
that all draws share (luck / S) and by the rest (rest / D S). Every pair of a draw and a seed costs
the same, its town and all arms, so that twice the draws cost what twice the seeds do: whichever
takes more of the error away is worth more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isnan, sqrt
from typing import Literal

from experiments.compare.uncertainty.intervals import Doubtful

More = Literal["draws", "seeds", "neither", "unknown"]
SMALL = 0.05
"""Share of the variance of both that luck may have before seeds are worth adding."""
MOST_SEEDS = 10_000


@dataclass(frozen=True)
class Advice:
    """What would help most for one difference.

    ``more`` are draws where they take most of the error of the mean away, seeds where these do,
    neither where the sign of the difference is known or is open because of the numbers, unknown
    with one seed. ``seeds`` are those in all that would leave luck a small share of the doubt;
    ``draws`` those in all that would halve the error of the mean, were there seeds enough.
    """

    more: More
    seeds: int | None
    draws: int | None


def advise(one: Doubtful) -> Advice:
    """What more draws and more seeds would do for a difference."""
    if one.seeds < 2 or isnan(one.luck_variance):
        return Advice("unknown", None, None)
    by_draws, by_seeds = gains(one)
    seeds = seeds_for(one)
    draws = ceil(4 * one.draws)
    if firm(one):
        return Advice("neither", None, None)
    more: More = "draws" if by_draws >= by_seeds else "seeds"
    return Advice(more, seeds, draws)


def gains(one: Doubtful) -> tuple[float, float]:
    """How much of the variance of the mean twice the draws would take away, and twice the seeds."""
    draws, seeds = one.effective, one.seeds
    pairs = one.rest_variance / draws / seeds
    by_draws = 0.5 * (one.numbers_variance / draws + pairs)
    by_seeds = 0.5 * (one.luck_variance / seeds + pairs)
    return by_draws, by_seeds


def error_of_mean(one: Doubtful) -> float:
    """Standard error of the mean over all worlds that the draws stand for."""
    return sqrt(one.numbers_variance / one.effective + one.error_of_luck)


def seeds_for(one: Doubtful, share: float = SMALL) -> int | None:
    """How many seeds in all would leave luck this share of the variance of both; None for more than
    ``MOST_SEEDS``."""
    luck = one.luck_variance + one.rest_variance / one.effective
    if luck == 0.0:
        return one.seeds
    if one.numbers_variance == 0.0:
        return None
    needed = ceil(luck * (1.0 - share) / (share * one.numbers_variance))
    return max(needed, one.seeds) if needed <= MOST_SEEDS else None


def firm(one: Doubtful) -> bool:
    """Whether more runs would hardly change what is said: the sign is known, or it is as open as
    the numbers leave it, and the draws are enough to say so."""
    if one.verdict == "undecided":
        return False
    if one.verdict != "depends on the numbers":
        return bool(one.verdict)
    # The probability of the rarer sign, with the error of so many draws (Wilson 1927).
    rarer = min(one.above, 1.0 - one.above)
    z, number = 1.96, one.effective
    centre = (rarer + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z * sqrt(rarer * (1 - rarer) / number + z**2 / (4 * number**2)) / (1 + z**2 / number)
    return centre - half > 0.025


def next_look(
    found: Sequence[Doubtful], draws: int, seeds: int, most_draws: int, most_seeds: int
) -> tuple[int, int] | None:
    """How many draws and seeds to look at next: half as many again of whatever takes most error
    away from the differences that are open; None where nothing is, or no more is allowed."""
    left = [one for one in found if not firm(one)]
    if not left:
        return None
    luck = any(one.verdict == "undecided" and gains(one)[1] > gains(one)[0] for one in left)
    more_seeds = min(ceil(1.5 * seeds), most_seeds)
    more_draws = min(ceil(1.5 * draws), most_draws)
    if (luck or more_draws == draws) and more_seeds > seeds:
        return draws, more_seeds
    return (more_draws, seeds) if more_draws > draws else None
