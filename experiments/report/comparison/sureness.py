"""Sureness: how sure each comparison is, as far as chance goes, or luck and numbers together."""

from __future__ import annotations

from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.measured.measures import MAIN
from experiments.report.comparison.findings import (
    UNDECIDED,
    Findings,
    Row,
    interval_words,
    named,
    verdict,
)
from experiments.report.parts import Cell, Table, Value, heads
from experiments.words.numbers import DASH, amount, percent, plain, there
from experiments.words.wording import times_of


def sureness(found: Findings) -> Table:
    """A row for each main outcome and strategy."""
    return _over_draws(found) if found.over_draws else _by_chance(found)


def _outcomes(found: Findings) -> list[str]:
    return list(dict.fromkeys((*found.told["settled_outcomes"], *MAIN)))


def _by_chance(found: Findings) -> Table:
    rows: list[list[Cell]] = []
    for outcome in _outcomes(found):
        title = found.told["outcomes"][outcome]["title"]
        for name in found.names:
            row = found.difference(name, outcome)
            reduction = row["variance_reduction"]
            chance, share = row["monte_carlo_probability_best"], row["share_of_seeds_best"]
            if found.few:  # no ranks from few seeds
                chance = share = None
            rows.append(
                [
                    f"{title}: {named(name)}",
                    verdict(row),
                    Value(_p(row["p_value_holm"]), row["p_value_holm"]),
                    _more(found, row),
                    f"{amount(reduction)} times" if there(reduction) else "all of it",
                    Value(percent(chance), chance),
                    Value(percent(share), share),
                ]
            )
    return Table(
        "How sure each comparison is, as far as chance goes",
        heads(
            "Outcome and strategy",
            "Verdict",
            ("p value, for all strategies", "number"),
            ("More seeds that would settle it, about", "number"),
            ("Noise taken out by the same luck", "number"),
            ("Probability that its mean is the best (Monte Carlo error only)", "number"),
            ("Share of seeds in which it was the best", "number"),
        ),
        rows,
        note=f"{found.told['notes']['monte_carlo']} The p value is adjusted for the number of "
        "strategies compared (Holm). Noise taken out: how many times larger the variance of a "
        "comparison between different seeds would be.",
        name="table-sureness",
    )


def _over_draws(found: Findings) -> Table:
    rows: list[list[Cell]] = []
    for outcome in _outcomes(found):
        title = found.told["outcomes"][outcome]["title"]
        for name in found.names:
            row = found.difference(name, outcome)
            above = row["probability_above_zero"]
            rows.append(
                [
                    f"{title}: {named(name)}",
                    verdict(row),
                    _between(row, "low", "high"),
                    _between(row, "luck_low", "luck_high"),
                    _between(row, "numbers_low", "numbers_high"),
                    Value(percent(row["share_of_numbers"]), row["share_of_numbers"]),
                    Value(percent(above), above),
                    Value(percent(row["probability_best"]), row["probability_best"]),
                ]
            )
    return Table(
        "How sure each comparison is: luck, doubt about numbers, and both",
        heads(
            "Outcome and strategy",
            "Verdict",
            (f"{found.confidence} interval of both", "number"),
            ("of luck alone", "number"),
            ("of numbers alone", "number"),
            ("Share of numbers in the variance of both", "number"),
            ("Share of towns in which the difference is above zero", "number"),
            ("Share of towns in which it is the best of all options", "number"),
        ),
        rows,
        note="Luck: what more seeds could still move. Numbers: the luck of seeds is taken out. "
        "Both: luck and numbers together.",
        name="table-sureness",
    )


def _between(row: Row, low: str, high: str) -> str:
    times = times_of(str(row["unit"]))
    ends = {"low": row[low], "high": row[high]}
    return interval_words(ends, times) or DASH


def _more(found: Findings, row: Row) -> str:
    more = row["more_seeds_to_settle"]
    if row["verdict"] not in (UNDECIDED, ""):
        return "none"
    if there(more):
        return plain(more, 0)
    return f"not told from fewer than {FEW_SEEDS}" if found.few else "very many"


def _p(value: float | None) -> str:
    if value is None:
        return DASH
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
