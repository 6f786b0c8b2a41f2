"""Counts as statistical offices publish them: totals among the rows, percentages, hidden cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.cell_numbers import numbers_in, settle_decimals
from simulation.population.column import Column
from simulation.population.demographics import plain_spelling
from simulation.population.fields import TableColumn
from simulation.population.missing import USUAL

_HIDDEN = re.compile(
    r"(?i)\*+|[csxdzp#~:]|\.\.+|-+|–|\([a-z*]\)|[<>≤≥~]\s*=?\s*\d[\d,.]*|\d[\d,.]*\s*\*+"
    r"|supp?(ressed)?|confidential|hidden|not (published|available|disclosed)|n\.?[adp]\.?"
)
_TOTAL = re.compile(
    r"(grand |sub ?|over)?totals?( .*)?|.* total|all|everyone|overall|sum|both( sexes)?"
    r"|all (ages|persons|people|households|sexes|groups|places|areas|zones|regions|categories)"
)
_SHARES = re.compile(r"(?i).*(%|per ?cent|\bpct|_pct|share|proportion|\bprop\b|fraction).*")
_TOLERANCE = 0.01
_ROUNDING = 5.0
_FEWEST_CELLS = 3


def is_total(text: str) -> bool:
    """Whether the name of a category or place says that it is the sum of the others."""
    return _TOTAL.fullmatch(plain_spelling(text)) is not None


def nearly(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether counts agree but for rounding."""
    return np.abs(one - other) <= np.maximum(_ROUNDING, _TOLERANCE * np.abs(other))


def counts_of(column: Column, highest: float, separator: str) -> NDArray[np.float64]:
    """The numbers in a column of counts. Tells the column of hidden cells and percentages.

    ``separator`` is what parts the cells of the file.
    """
    field = TableColumn(name="count", meaning="how many there are", low=0, high=highest)
    settle_decimals(separator, {"count": column}, {"count": field})
    if pa.types.is_string(column.cells.type):
        texts = [(text or "").strip() for text in column.cells.to_pylist()]
        hidden = np.array(
            [_HIDDEN.fullmatch(t) is not None and t.lower() not in USUAL for t in texts], bool
        )
        shares = np.array([t.endswith("%") for t in texts], bool)
        column.tell_rows("a percentage", shares, "counts: the percentage of the total of its place")
        column.tell_rows(
            "a count that was not published",
            hidden,
            "a number: what is left of the total, or an estimate; or no row of the attribute for "
            "the place",
        )
        if hidden.any() or shares.any():
            kept = np.where(hidden | shares, "0", np.array(texts, object))
            shown, column.cells = column.cells, pa.array(kept.tolist(), pa.string())
            values = numbers_in(column, field, hints=False).values
            column.cells = shown
            return values
    return numbers_in(column, field, hints=False).values


def refuse_shares(
    sums: NDArray[np.float64], counts: NDArray[np.float64], column: Column
) -> list[str]:
    """Refuse percentages and shares in place of counts; warnings where they may be.

    ``sums``: totals of each attribute in each place (NaN where it gives none).
    """
    given = sums[np.isfinite(sums) & (sums > 0)]
    if given.size == 0:
        return []
    hundred = np.abs(given - 100) <= 0.6
    one = np.abs(given - 1) <= 0.02
    if not (hundred.all() or one.all()):
        return []
    broken = bool((counts[np.isfinite(counts)] % 1).any())
    named = _SHARES.fullmatch(column.name) is not None
    if one.all() or broken or named or given.size > 1:
        raise InputError(
            "percentages or shares, not counts",
            source=column.source,
            field=f"column {column.name!r}",
            found=f"every attribute of every place sums to {'1' if one.all() else '100'}",
            allowed="counts: each share of the number of households or persons of its place",
        )
    return ["All counts sum to 100: if they are percentages, the population is far too small."]


def total_place(places: Sequence[str], counts: NDArray[np.float64], source: str) -> int | None:
    """Which place is the sum of all others, if one is. Raises InputError for one that is called a
    total and is none."""
    if len(places) < 3:
        named = [p for p, name in enumerate(places) if is_total(name)]
        if len(places) < 2 or not named:
            return None
    whole = np.nansum(counts, axis=0)
    for place, name in enumerate(places):
        own = counts[place]
        given = np.isfinite(own)
        rest = whole - np.where(given, own, 0.0)
        several = np.isfinite(np.delete(counts, place, axis=0)).any(axis=0)
        agrees = bool(nearly(rest, own)[given & several].all())
        if is_total(name):
            if agrees:
                return place
            at = int(np.flatnonzero(given & several & ~nearly(rest, own))[0])
            raise InputError(
                f"the place {name!r} is not the sum of the others",
                source=source,
                found=f"{own[at]:g}, where the others have {rest[at]:g}",
                allowed="places only, without their total (or another name, if it is a place)",
            )
        exact = (rest == own)[given]
        if exact.all() and given.sum() >= _FEWEST_CELLS and own[given].sum() > 0:
            return place
    return None
