"""Done: what was run of a comparison, as far as standards of reporting ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.measured.discounting import rates_told
from experiments.report.comparison.doubt import Doubt
from experiments.words.numbers import listed
from experiments.words.wording import words_of


@dataclass(frozen=True)
class Done:
    """What was run: ``draws`` of ``numbers``, none where luck alone was varied; whether anything
    ``held`` them to evidence; whether there is a value of ``information`` and a weighing of
    ``equity``; ``groupings`` and discount ``rates`` in words; the ``price_year``, where one is set.
    """

    draws: int
    numbers: int
    held: bool
    information: bool
    equity: bool
    groupings: str
    rates: str
    price_year: int | None

    @classmethod
    def of(cls, doubt: Doubt, *, information: bool = False, equity: bool = False) -> Done:
        """What the files of a comparison tell."""
        found = doubt.found
        rates = rates_told(found.told)
        by = dict.fromkeys(str(row["by"]) for row in found.data.rows("groups"))
        return cls(
            draws=doubt.draws if doubt.there else 0,
            numbers=int(doubt.said["numbers"]) if doubt.there else 0,
            held=doubt.held,
            information=information,
            equity=equity,
            groupings=listed([words_of(name).lower() for name in by]) or "no grouping",
            rates="One rate for costs and health."
            if rates.same
            else "A rate each for costs and for health.",
            price_year=found.told.get("price_year"),
        )
