"""What figures are drawn from: a results directory, with its tables and how options look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from matplotlib.axes import Axes

from experiments.figures.style import GREY, TICK
from experiments.words.numbers import MINUS, amount


class Drawn(Protocol):
    """A comparison as its directory tells it."""

    @property
    def directory(self) -> Path:
        """Where its files are."""

    @property
    def options(self) -> list[str]:
        """Doing nothing, and the strategies that are drawn."""

    @property
    def currency(self) -> str:
        """The currency of the world."""

    @property
    def source(self) -> str:
        """The line that tells where a figure's numbers come from."""

    def rows(self, table: str, **named: Any) -> list[dict[str, Any]]:
        """The rows of a table in which columns have these values."""

    def colour(self, strategy: str) -> str:
        """The colour of an option."""

    def dashes(self, strategy: str) -> str:
        """The line style of an option."""

    def words(self, strategy: str) -> str:
        """An option as figures name it."""


def short(number: str) -> str:
    """A number as figures name it: its place without the branch that most are in."""
    return number.removeprefix("parameters.").removeprefix("strategies.")


def money_axis(largest: float) -> tuple[Callable[[float, Any], str], str]:
    """How to write ticks of money up to the largest, and the word before the currency."""
    unit, word = next(
        (each for each in ((1e9, "billion "), (1e6, "million ")) if largest >= each[0]), (1.0, "")
    )
    return (lambda value, _place: f"{value / unit:,g}".replace("-", MINUS)), word


def signed_tick(value: float, _place: Any) -> str:
    """A tick of an axis of differences."""
    return f"{value:+g}".replace("-", MINUS) if value else "0"


def say(axes: Axes, words: str) -> None:
    """What is along the axis and what marks mean, in a line above the axes."""
    axes.set_title(words, size=TICK, color=GREY, loc="left", pad=8)


def in_words(value: float, currency: str) -> str:
    """An amount on a figure."""
    return f"{amount(value)} {currency}"
