"""Weights of a list of ties: numbers with either decimal sign, and what a column without a name may
hold instead."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.network.rows import Rows
from simulation.network.wanted import checked_weights

_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([.,][0-9]{3})+")
_LARGEST_WEIGHT = 1e8
"""Numbers in a column without a name from which on they are times in seconds and no weights: an
assumption, since 1e8 seconds after 1970 was in 1973."""
_MANY = 10
"""Rows from which on numbers that never fall look like times."""
_FEWEST = 3
"""Rows from which on a person in each first field is a sign of an adjacency list."""


def weights_of(
    cells: pd.Series[str], name: str, rows: Rows, first: int
) -> tuple[NDArray[np.float64], list[str]]:
    """The weights of a column, and what to tell of how they were read.

    ``first``: the line (from 0) where the table begins. Raises InputError, with the line, for what
    is no weight, and where nobody can tell a sign between thousands from a decimal one.
    """

    def fault(problem: str, where: pd.Series[bool], allowed: str) -> InputError:
        at = int(np.flatnonzero(where.to_numpy(bool))[0])
        line = rows.lines_of([int(cells.index[at])], first)[0]
        return InputError(
            problem,
            source=rows.file,
            field=f"line {line}, column {name}",
            found=str(cells.iloc[at]),
            allowed=allowed,
        )

    facts: list[str] = []
    texts = cells.str.strip()
    commas = texts.str.contains(",", regex=False).fillna(False)
    grouped = texts.str.fullmatch(_THOUSANDS.pattern).fillna(False)
    dots = texts.str.contains(".", regex=False).fillna(False)
    fractions = (commas | dots) & ~grouped
    doubtful = grouped & (commas | (dots if rows.separator == ";" else False))
    if doubtful.any() and not fractions.any():
        raise fault(
            "may be thousands or decimals",
            doubtful,
            "numbers such as 1234.5, no signs between thousands",
        )
    if commas.any():
        if dots.any():
            raise fault("has a comma among numbers with points", commas, "numbers such as 1234.5")
        texts = texts.str.replace(",", ".", regex=False)
        facts.append("decimal commas")
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0.0)))
    place = "{}"
    if bad.size:
        line = rows.lines_of([int(cells.index[bad[0]])], first)[0]
        place = f"line {line}, column {name}"
    given = cells.astype(object).where(cells.notna(), None).to_numpy()
    return checked_weights(numbers, given, file=rows.file, place=place), facts


def refuse_unnamed(
    source: pd.Series[str],
    target: pd.Series[str],
    cells: pd.Series[str],
    weight: NDArray[np.float64],
    rows: Rows,
) -> None:
    """Refuse numbers in a third column without a name that may be persons, times or waves."""
    persons = set(source)
    if len(persons) == len(source) >= _FEWEST and persons == persons | set(target) | set(cells):
        raise InputError(
            "rows may be two persons and a weight, or a person and two neighbours",
            source=rows.file,
            field="network.format",
            found=rows.line(rows.start),
            allowed="list or adjacency",
        )
    pairs = pd.DataFrame({"a": source, "b": target, "w": weight})
    again = pairs.duplicated(["a", "b"]) & ~pairs.duplicated()
    rising = weight.size >= _MANY and bool((np.diff(weight) >= 0.0).all())
    times = rising and np.unique(weight).size > _MANY / 2
    if again.any() or times or weight.max(initial=0.0) >= _LARGEST_WEIGHT:
        raise InputError(
            "the third column has no name and may hold times, waves or weights",
            source=rows.file,
            field="network.weight",
            found=str(cells.iloc[0]),
            allowed="3 if it holds weights, '' to leave it aside",
        )
