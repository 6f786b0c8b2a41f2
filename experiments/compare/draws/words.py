"""What a comparison over draws says: where the draws are from, what luck and numbers leave open."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from experiments.compare.draws.worth import ENOUGH_FOR_NUMBERS, main_amount
from experiments.compare.uncertainty.analysis import AnalysisOfDraws
from experiments.compare.uncertainty.deciding import Advice, advise, firm
from experiments.compare.uncertainty.intervals import Doubtful
from experiments.compare.value.advice import best_buy_words
from experiments.measured.measures import MAIN
from experiments.strategies.arms import arm_words
from experiments.words.numbers import out_of_ten
from experiments.words.wording import lowered

if TYPE_CHECKING:
    from experiments.compare.question import Comparison, Found

NOTES = {
    "interval": "Over draws of the numbers: low and high bound where the difference lies, given "
    "what luck and the numbers leave open. luck_low and luck_high tell luck alone (Student's t "
    "over the seeds, which all draws share), numbers_low and numbers_high the numbers alone, the "
    "luck of seeds taken out of the spread of draws; both are added as independent errors. "
    "share_of_numbers and share_of_luck are the shares of the variance of both.",
    "several": "Verdicts are of each interval by itself: over draws nothing is tested, and no p "
    "value told. 'depends on the numbers' is said where seeds without end would not settle it.",
    "best": "An option is called the best in an outcome only where its difference to every other "
    "one, doing nothing included, is for the better in the interval of both.",
    "draws": "All draws have the same seeds, and all arms of a draw and seed the same people with "
    "the same luck. The difference of a draw and seed is taken as numbers + luck of the seed + "
    "rest (two-way random effects; unbiased components, in components.csv).",
}
"""What replaces the notes of a comparison of luck alone; those that speak of it are left out."""
LEFT_OUT = ("monte_carlo", "until_settled", "fixed")
FITTED, OF_FILE, OF_PRIORS = (
    "towns that fit what is known",
    "towns of the file of draws",
    "towns that the priors allow",
)
_TOWNS = {"posterior": FITTED, "file": OF_FILE, "priors": OF_PRIORS}


def towns(found: Found) -> str:
    """What draws are, in words."""
    over = found.over_draws
    assert over is not None
    if over.pool.source == "file" and "priors" in " ".join(over.pool.notes):
        return OF_PRIORS
    return _TOWNS[over.pool.source]


def title_of(found: Found) -> str:
    """How many draws and seeds, for headings."""
    over = found.over_draws
    assert over is not None
    draws, seeds = len(over.taken) - len(over.left_out), len(found.analysis.data.seeds)
    paired = f"{seeds} paired seeds" if seeds > 1 else "1 seed"
    return f"{draws:,} {towns(found)}, {paired} each"


def sentences(asked: Comparison, found: Found) -> list[str]:
    """Sentences for the end, the most important first."""
    over, analysis = found.over_draws, found.analysis
    assert over is not None
    assert isinstance(analysis, AnalysisOfDraws)
    lines = [*_best_buy(asked, found)]
    lines += _undecided(asked, found)
    lines.append(_intervals(found))
    lines += _help(asked, found)
    lines += [*over.pool.notes, *held_words(asked, found)]
    if over.taken.effective < ENOUGH_FOR_NUMBERS:
        lines.append(
            "Too few draws to say which numbers the advice hangs on: "
            f"{ENOUGH_FOR_NUMBERS} or more can."
        )
    if over.taken.effective < 0.9 * len(over.taken):
        lines.append(
            f"The weights of the {len(over.taken):,} draws make them tell as much as "
            f"{over.taken.effective:,.0f} of equal weight."
        )
    if over.left_out:
        first = next((one for one in found.failed), None)
        why = "" if first is None else f" (the first: {first.message})"
        lines.append(
            f"Left out: {len(over.left_out):,} of {len(over.taken):,} draws, in which a run "
            f"failed{why}. What is said is of the others."
        )
    if asked.until_settled:
        looks = ", ".join(f"{draws:,} draws with {seeds} seeds" for draws, seeds in over.looks)
        lines.append(f"Looked at {looks}; intervals of luck hold over all looks together.")
    return lines


def held_words(asked: Comparison, found: Found) -> list[str]:
    """Fields of strategies that were said, and so are not drawn."""
    from experiments.compare.uncertainty.runs import held_fields

    over = found.over_draws
    assert over is not None
    held = held_fields(asked.arms, over.taken.places)
    return (
        [f"Held, for strategies were given other values than their usual ones: {', '.join(held)}."]
        if held
        else []
    )


def _best_buy(asked: Comparison, found: Found) -> list[str]:
    """Which option is most often the best buy, at the middle amount for a QALY."""
    amount = main_amount(tuple(found.economics.amounts))
    money = f"{amount:,.0f} {asked.scenario.costs.currency} a QALY"
    return best_buy_words(best_buys(found, amount), towns(found), money)


def best_buys(found: Found, amount: float) -> dict[str, float]:
    """For each arm the share of draws in which it is the best buy, the luck of seeds taken out."""
    assert found.worth is not None
    (one,) = (one for one in found.worth.decisions if one.amount == amount)
    return dict(zip(found.worth.data.arms, one.chances.tolist(), strict=True))


def _undecided(asked: Comparison, found: Found) -> list[str]:
    lines = []
    analysis = found.analysis
    for name in asked.outcomes:
        for strategy, one in zip(analysis.strategies, analysis.found[name], strict=True):
            assert isinstance(one, Doubtful)
            title = lowered(analysis.data.measures[name].title)
            if one.verdict == "depends on the numbers":
                more = "more" if one.above >= 0.5 else "less"
                share = max(one.above, 1.0 - one.above)
                lines.append(
                    f"{arm_words(strategy)}, {title}: depends on the numbers ({more} "
                    f"{out_of_ten(share, towns(found))})."
                )
            elif one.verdict == "undecided":
                lines.append(f"{arm_words(strategy)}, {title}: undecided by luck.")
    shown = lines[:8]
    if len(lines) > len(shown):
        shown.append(f"Open, too: {len(lines) - len(shown)} more (see differences.csv).")
    return shown


def _intervals(found: Found) -> str:
    shares = [
        one.share_of_numbers
        for name in MAIN
        for one in found.analysis.found[name]
        if isinstance(one, Doubtful) and not isnan(one.share_of_numbers)
    ]
    words = "Intervals hold luck and numbers together (luck_low to numbers_high in the files tell "
    words += "each alone)"
    if not shares and len(found.analysis.data.seeds) > 1:
        return f"{words}; here nothing varies."
    if not shares:
        return f"{words}; with one seed luck cannot be told from numbers, and is within them."
    low, high = 100 * min(shares), 100 * max(shares)
    return f"{words}; of their variance {low:.0f} to {high:.0f} % is doubt about numbers."


def _help(asked: Comparison, found: Found) -> list[str]:
    """Whether more draws or more seeds would help most, and how many."""
    ones = [
        one
        for name in asked.outcomes
        for one in found.analysis.found[name]
        if isinstance(one, Doubtful)
    ]
    told = [advise(one) for one in ones if not firm(one)]
    if not told:
        return [
            "More runs would change little of what is said: what is open, the numbers leave so."
        ]
    over = found.over_draws
    assert over is not None
    seeds = len(found.analysis.data.seeds)
    if any(one.more == "unknown" for one in told):
        return ["With one seed nobody can tell luck from numbers: two or more can (--seeds 2)."]
    by_seeds = [one for one in told if one.more == "seeds"]
    if len(by_seeds) * 2 >= len(told):
        return [_seeds_words(by_seeds, seeds)]
    draws = max(one.draws or 0 for one in told)
    some = f"--draws {min(draws, over.pool.most)}"
    few = " (as many as there are)" if draws > over.pool.most else ""
    return [f"More draws would help most: {some}{few} would about halve the error of the means."]


def _seeds_words(told: list[Advice], seeds: int) -> str:
    wanted = [one.seeds for one in told if one.seeds is not None]
    if not wanted:
        return "More seeds would help most, more than can be run; what there is, is mostly luck."
    most = max(max(wanted), seeds + 1)
    return (
        f"More seeds would help most: with --seeds {most} luck would be a twentieth of the doubt."
    )


def document(asked: Comparison, found: Found) -> dict[str, Any]:
    """What ``comparison.json`` says of draws."""
    over = found.over_draws
    assert over is not None
    amounts = sorted(found.economics.amounts)
    best: Mapping[str, Any] = {f"{amount:g}": best_buys(found, amount) for amount in amounts}
    return {
        "source": over.pool.source,
        "towns": towns(found),
        "draws": len(over.taken) - len(over.left_out),
        "draws_asked": len(over.taken),
        "draws_there": over.pool.most if over.pool.file else None,
        "effective_draws": over.taken.effective,
        "left_out": [int(over.taken.ids[row]) for row in over.left_out],
        "numbers": len(over.taken.places),
        "looks": [list(look) for look in over.looks],
        "probability_best_buy": best,
        "sentences": sentences(asked, found),
    }
