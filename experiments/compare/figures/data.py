"""What the figures of a comparison are drawn from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from experiments.compare import old_names
from experiments.figures.data import read_columns
from experiments.figures.style import GREY, GROUP_COLOURS
from experiments.measured.discounting import rate_words, rates_told
from experiments.measured.measures import PERSPECTIVES, Perspective
from experiments.strategies.arms import NOTHING, arm_words

MOST_STRATEGIES = 12
"""As many strategies have room in one figure; the tables hold all."""
COMPARISON = "comparison.json"
NOTHING_COLOUR = GREY


@dataclass(frozen=True)
class ComparisonData:
    """A comparison as its directory tells it; tables are read when they are asked for."""

    directory: Path
    _read: dict[str, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The contents of ``comparison.json``."""
        text = (self.directory / COMPARISON).read_text(encoding="utf-8")
        told: dict[str, Any] = json.loads(text)
        return old_names.document(told)

    def rows(self, table: str, **named: Any) -> list[dict[str, Any]]:
        """The rows of a table (a Parquet file) in which columns have these values."""
        if table not in self._read:
            read = read_columns(self.directory / f"{table}.parquet").to_pylist()
            before = self.told["format"] == old_names.BEFORE
            self._read[table] = old_names.rows(read) if before else read
        return [
            row
            for row in self._read[table]
            if all(row[key] == value for key, value in named.items())
        ]

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return table in self._read or (self.directory / f"{table}.parquet").is_file()

    @property
    def strategies(self) -> list[str]:
        """Names of the strategies that are drawn."""
        return [arm["name"] for arm in self.told["strategies"]][:MOST_STRATEGIES]

    @property
    def options(self) -> list[str]:
        """Doing nothing, and the strategies that are drawn."""
        return [NOTHING, *self.strategies]

    @property
    def currency(self) -> str:
        """The currency of the world."""
        return str(self.told["currency"])

    @property
    def perspective(self) -> Perspective:
        """Whose costs count."""
        return PERSPECTIVES[str(self.told["perspective"])]

    @property
    def discounted(self) -> str:
        """How costs and health are discounted, in words."""
        return rate_words(rates_told(self.told))

    @property
    def source(self) -> str:
        """The line that tells where a figure's numbers come from."""
        told = self.told
        left = len(told["strategies"]) - len(self.strategies)
        more = f"; {left} more strategies are in the tables" if left else ""
        seeds = f"{len(told['seeds']):,} paired seeds"
        if self.over_draws:
            seeds = f"{told['doubt']['draws']:,} draws, {len(told['seeds']):,} seeds"
        return (
            f"Helpseek simulation: world {told['world']}, {told['people']:,} people, "
            f"{told['weeks']:,} weeks, {seeds}{more}"
        )

    @property
    def over_draws(self) -> bool:
        """Whether numbers were drawn; else intervals are of luck alone."""
        return bool(self.told.get("doubt"))

    @property
    def few(self) -> bool:
        """Whether there are too few seeds to rank options."""
        return bool(self.told["few_seeds"])

    @property
    def confidence(self) -> str:
        """How sure intervals are."""
        return f"{100 * self.told['confidence']:g} %"

    @property
    def coverage(self) -> str:
        """What intervals are, in a few words."""
        if self.over_draws:
            return f"{self.confidence} intervals of luck and numbers"
        return f"{self.confidence} intervals from paired seeds"

    def colour(self, strategy: str) -> str:
        """The colour of a strategy in all figures; doing nothing is grey."""
        names = [arm["name"] for arm in self.told["strategies"]]
        if strategy not in names:
            return NOTHING_COLOUR
        return GROUP_COLOURS[names.index(strategy) % len(GROUP_COLOURS)]

    def dashes(self, strategy: str) -> str:
        """The line style of a strategy: colours come again after seven, then dashed."""
        names = [arm["name"] for arm in self.told["strategies"]]
        if strategy not in names:
            return ":"
        return ("-", "--", "-.", ":")[names.index(strategy) // len(GROUP_COLOURS) % 4]

    def words(self, strategy: str) -> str:
        """A strategy as figures name it."""
        return arm_words(strategy)


def file_name(strategy: str) -> str:
    """The name of an arm as part of a file name."""
    kept = "".join(letter if letter.isalnum() else "_" for letter in strategy.replace("+", "_and_"))
    return kept[:60].strip("_") or "strategy"
