"""Where the gain leaks, on the page: how far those get whom a strategy moves, and whose place was
taken."""

from __future__ import annotations

from typing import Any

from experiments.compare.figures.path import has_path
from experiments.compare.path.words import BY_WORDS, NOTE, giving_up, way
from experiments.measured.path import STEPS
from experiments.report.comparison.findings import Findings, named
from experiments.report.parts import Cell, Table, Value, heads
from experiments.words.numbers import between, listed, plain, signed


class Leaks:
    """The path to recovery beside doing nothing; ``there`` tells whether the result knows of it,
    for results of earlier versions and those over draws do not."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.there = has_path(found.data) and not found.over_draws

    def words(self, name: str) -> str:
        """The way of those whom a strategy moves, in sentences."""
        data = self.found.data
        return " ".join(way(data.rows("path_moved"), data.rows("path_endings"), name))

    def sentences(self) -> list[str]:
        """The same for all strategies."""
        return [f"{named(name)}: {self.words(name)}" for name in self.found.names]

    def steps(self) -> Table:
        """What each strategy adds at each step, those who no longer take it taken off."""
        rows: list[list[Cell]] = []
        for name, step in STEPS.items():
            told = [
                self.found.data.rows("path", by="all", step=name, strategy=strategy)[0]
                for strategy in self.found.names
            ]
            rows.append([step.title, plain(told[0]["without"]), *map(_balance, told)])
        definitions = " ".join(f"{step.title}: {_inside(step.meaning)}." for step in STEPS.values())
        return Table(
            "Adults who take each step to recovery, per 1,000: under doing nothing, and what each "
            "strategy adds",
            heads(
                "Step",
                ("Doing nothing", "number"),
                *((named(name), "number") for name in self.found.names),
            ),
            rows,
            note=f"Below each number its {self.found.confidence} interval, and how many take the "
            f"step with the strategy alone and without it alone. {definitions} {NOTE}",
            name="table-path",
        )

    def places(self) -> Table:
        """Whose place was taken."""
        rows: list[list[Cell]] = []
        told = self.found.data.rows("displacement")
        confidence = float(self.found.told["interval_taken_at"])
        for name in self.found.names:
            (one,) = (r for r in told if (r["strategy"], r["by"]) == (name, "all"))
            rows.append(
                [
                    named(name),
                    *(
                        Value(
                            plain(one[what]),
                            one[what],
                            between(one[f"{what}_low"], one[f"{what}_high"], sign=False),
                        )
                        for what in ("gained", "lost", "later")
                    ),
                    Value(plain(one["weeks_later"]), one["weeks_later"]),
                    *(
                        listed(giving_up(told, name, by, confidence)) or "\N{EN DASH}"
                        for by in BY_WORDS
                    ),
                ]
            )
        return Table(
            "Whose place was taken: adults who do not begin care because of a strategy, or later, "
            "per 1,000",
            heads(
                "Strategy",
                *(
                    (words, "number")
                    for words in ("Begin because of it", "Do not", "Later", "By weeks")
                ),
                *BY_WORDS.values(),
            ),
            rows,
            note="Groups are named whose share of those who begin no care, or later, is larger "
            "than of those who begin because of the strategy, beyond chance, with the number of "
            "groups allowed for (Holm). All groups stand in displacement.csv.",
            name="table-displacement",
        )


def _balance(row: dict[str, Any]) -> Value:
    interval = between(row["low"], row["high"])
    both = f"{plain(row['gained'])} with it alone, {plain(row['lost'])} without it alone"
    note = "; ".join(part for part in (interval, both) if part)
    return Value(signed(row["difference"]), row["difference"], note)


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]
