"""Cells of the columns that a world keeps of its table of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, unknown_name
from simulation.population.columns import COLUMNS
from simulation.population.kept import Kept, number_in

if TYPE_CHECKING:
    from simulation.population.table_opened import TableFile

NOT_GIVEN = "not given"
"""Who has a blank cell."""


def check_names(names: Sequence[str]) -> None:
    """Raise InputError for columns that cannot be kept: those that are the model's own."""
    for place, name in enumerate(names):
        if name in COLUMNS:
            raise InputError(
                "is a column of the model, which is there in any case",
                field=f"keep.{place}",
                found=name,
                allowed="columns of the file that the model does not know",
            )
        if not name.strip() or any(sign in name for sign in ":=&|,"):
            raise InputError(
                "cannot be asked for by its name",
                field=f"keep.{place}",
                found=name,
                allowed="a name without : = & | and commas",
            )
        if name in names[:place]:
            raise InputError("stands here twice", field=f"keep.{place}", found=name)


def kept_columns(file: TableFile, names: Sequence[str], rows: NDArray[np.int64]) -> dict[str, Kept]:
    """The columns of these names, an entry for each of the ``rows`` of the file."""
    found: dict[str, Kept] = {}
    for name in names:
        if name not in file.names:
            raise unknown_name("column to keep", name, file.names, source=file.source)
        column = file.columns({name: name})[name]
        codes, texts = column.categories(labelled=True)
        named = [text or NOT_GIVEN for text in texts]
        found[name] = _in_order(codes[rows], named)
    return found


def _in_order(codes: NDArray[np.int32], names: list[str]) -> Kept:
    """The column with the names that occur, numbers and texts in order, blanks last."""

    def rank(name: str) -> tuple[bool, bool, float, str]:
        number = number_in(name)
        return name == NOT_GIVEN, number != number, 0.0 if number != number else number, name

    there = np.unique(codes).tolist()
    ordered = sorted(dict.fromkeys(names[code] for code in there), key=rank)
    place = {name: at for at, name in enumerate(ordered)}
    return Kept(np.array([place.get(name, -1) for name in names], np.int32)[codes], tuple(ordered))
