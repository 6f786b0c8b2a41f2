"""Advice: which option is the best buy in how many of the drawn towns, and what would change that,
as sentences for the terminal, the report and the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.strategies.arms import arm_words
from experiments.words.numbers import counted, listed, out_of_ten, percent, rounded
from experiments.words.wording import lowered

RARE = 0.05
"""An option that is best more seldom than this is not named."""
MOST_NAMED = 3
"""Options beside the favourite, numbers and changes of the advice that are told one by one."""
NOT_HELD = (
    "Nothing holds these numbers to the evidence: they are drawn from priors, so that some of "
    "these towns contradict what is known. Read the shares as what the assumptions leave open, not "
    "as what is likely."
)

NO_CHANGE = (
    "No single number, moved within what is known of it, is shown to make another option the best "
    "buy; several together may."
)


def best_buy_words(chances: Mapping[str, float], towns: str, money: str) -> list[str]:
    """Which option is most often the best buy, and which others may be: sentences from the share of
    draws in which each is; ``money`` is the amount for a QALY."""
    first = max(chances, key=lambda name: chances[name])
    often = out_of_ten(chances[first], towns)
    if chances[first] >= 0.5:
        words = f"{often}, {_inside(first)} is the best buy at {money}."
    else:
        words = (
            f"no option is the best buy at {money} in most {towns}; {_inside(first)} is so most "
            f"often, {often}."
        )
    told = [f"{words[:1].upper()}{words[1:]}"]
    others = sorted(
        (name for name in chances if name != first and chances[name] >= RARE),
        key=lambda name: -chances[name],
    )
    if others:
        named_ = [f"{_inside(name)} ({percent(chances[name])})" for name in others[:MOST_NAMED]]
        more = (
            f"; {counted(len(others) - MOST_NAMED)} more are seldom" if others[MOST_NAMED:] else ""
        )
        told.append(f"Otherwise it is {listed(named_, 'or')}{more}.")
    return told


def change_words(row: Mapping[str, Any], best: str, number: str) -> str:
    """One value of one number at which the best option changes, as a sentence: ``row`` is one of
    the thresholds, ``best`` the best option in the mean."""
    below, above = str(row["best_below"]), str(row["best_above"])
    side, other = ("below", below) if above == best else ("above", above)
    return (
        f"Where {number} is {side} {rounded(row['at'])}, {_inside(other)} is the best buy "
        f"({percent(row['share_of_draws_beyond'])} of the towns lie there)."
    )


def _inside(option: str) -> str:
    """An option as the inside of a sentence names it."""
    return lowered(arm_words(option.strip()))
