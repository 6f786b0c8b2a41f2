"""The population: all people as arrays, a row a person, and how their columns stand in memory."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.measures.categories import BARRIER_ROWS, MODALITY_ROWS, NOBODY_ROW, Category
from simulation.population.columns import COLUMNS
from simulation.population.kept import Kept

if TYPE_CHECKING:
    import pandas as pd

LINES: tuple[tuple[str, ...], ...] = (
    (
        "perceived_stigma",
        "usual_stigma",
        "self_stigma",
        "trust",
        "usual_trust",
        "expected_benefit",
        "self_reliance",
        "literacy",
        "concealment",
        "denial",
        "fear_of_change",
        "help_resistance",
        "asking_habit",
        "prompts",
        "episode_start",
        "need_start",
        "stage_start",
        "trauma",
        "examples",
    ),
    (
        "reactance",
        "income",
        "travel",
        "culture_fit",
        "alliance",
        "progress",
        "responsiveness",
        "first_contact",
        "last_entry",
        "last_offer",
        "last_refusal",
        "last_dropout",
        *(f"barrier_{name}" for name in BARRIER_ROWS),
        "refusals",
        "sessions",
        "dropout_sessions",
        "coverage",
        "work",
        "planned_sessions",
    ),
)
"""Columns that processes read together, for a few people at a time: one person's share a line
of memory. What is asked of the ill week by week stands in the first, what matters to those who
seek or are in care in the second. Every other column is an array of its own, which processes read
from end to end."""
_LINE = 64
_BYTES = np.dtype((np.void, _LINE))


def _lines(people: int, names: tuple[str, ...]) -> NDArray[Any]:
    """Room for columns that stand side by side, each row a line of memory."""
    kind = _line_type(names)
    room = np.empty(people * _LINE + _LINE, np.uint8)
    skip = -room.ctypes.data % _LINE
    return room[skip : skip + people * _LINE].view(kind)


@cache
def _line_type(names: tuple[str, ...]) -> np.dtype[Any]:
    types = [np.dtype(COLUMNS[name].dtype) for name in names]
    ends = list(accumulate(kind.itemsize for kind in types))
    assert ends[-1] <= _LINE
    return np.dtype(
        {"names": names, "formats": types, "offsets": [0, *ends[:-1]], "itemsize": _LINE}
    )


class Population:
    """All people: an attribute for each column of ``COLUMNS``, an array with a row a person."""

    def __init__(self, people: int, culture_names: tuple[str, ...] = ()) -> None:
        self.people = people
        self.culture_names = culture_names
        self.helps: tuple[Category, ...] = tuple(MODALITY_ROWS.values())
        """The kinds of help of the world, in the order of their codes."""
        self.kept: dict[str, Kept] = {}
        """Columns of the user's own table that mean nothing to the model, by name."""
        self.labels: list[str] | None = None
        """Names of the persons in the user's own files, where there are any."""
        self._lines = [_lines(people, names) for names in LINES]
        for names, lines in zip(LINES, self._lines, strict=True):
            # As bytes: NumPy would go over the columns of each person, one by one.
            first = np.array([tuple(COLUMNS[name].initial for name in names)], lines.dtype)
            lines.view(_BYTES)[:] = first.view(_BYTES)
        self._name_lines()
        for column in COLUMNS.values():
            if not hasattr(self, column.name):
                setattr(self, column.name, np.full(people, column.initial, column.dtype))

    def _name_lines(self) -> None:
        for names, lines in zip(LINES, self._lines, strict=True):
            for name in names:
                setattr(self, name, lines[name])

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> NDArray[Any]: ...

    def __setattr__(self, name: str, value: Any) -> None:
        # Compiled code reads and writes where a column stands, and would never see another one.
        if name in COLUMNS and name in self.__dict__:
            raise AttributeError(f"a column stays where it is: write into it, people.{name}[:] =")
        super().__setattr__(name, value)

    def fill(self, name: str, values: NDArray[Any]) -> None:
        """Store a value for everybody. Raises InputError for one that the column cannot hold."""
        column = COLUMNS[name]
        wrong = column.outside(values)
        if wrong.size:
            row = int(wrong[0])
            who = f"person {self.labels[row]}" if self.labels else f"row {row + 1}"
            raise InputError(
                "out of range",
                source="people",
                field=f"{name}, {who}",
                found=values[row].item(),
                allowed=f"{column.low:,.12g} to {column.high:,.12g}",
            )
        getattr(self, name)[:] = values

    @property
    def nbytes(self) -> int:
        """Bytes of all columns together."""
        return sum(getattr(self, name).nbytes for name in COLUMNS)

    def columns(self) -> dict[str, NDArray[Any]]:
        """All columns by name; the arrays themselves, not copies."""
        return {name: getattr(self, name) for name in COLUMNS}

    def copy(self) -> Population:
        """A population of its own with the same contents."""
        other = Population.__new__(Population)
        other.people, other.culture_names, other.helps, other.labels, other.kept = (
            self.people,
            self.culture_names,
            self.helps,
            self.labels,
            self.kept,
        )
        other._lines = [_lines(self.people, names) for names in LINES]
        for mine, yours in zip(other._lines, self._lines, strict=True):
            mine.view(_BYTES)[:] = yours.view(_BYTES)
        other._name_lines()
        for name in COLUMNS:
            if name not in other.__dict__:
                setattr(other, name, getattr(self, name).copy())
        return other

    def __reduce__(self) -> Any:
        # Columns that stand in lines would be copied out of them, and code compiled anew for those.
        known = (self.people, self.culture_names, self.helps, self.labels, self.kept)
        return _again, (*known, self.columns())

    def names_of(self, column: str) -> tuple[str, ...]:
        """The names of the codes of a column, in the order of ``codes_of``; none if it has none."""
        if column == "culture":
            return self.culture_names
        if column == "modality":
            return (*(row.name for row in self.helps), NOBODY_ROW.name)
        return COLUMNS[column].categories

    def codes_of(self, column: str) -> NDArray[Any]:
        """A column, its codes as places among ``names_of``, where nobody comes last."""
        values: NDArray[Any] = getattr(self, column)
        return np.minimum(values, np.uint8(len(self.helps))) if column == "modality" else values

    def frame(self) -> pd.DataFrame:
        """All columns as a table, codes as categories, rows in the order of the people."""
        import pandas as pd

        table: dict[str, Any] = {}
        for name in COLUMNS:
            values, categories = self.codes_of(name), self.names_of(name)
            table[name] = values
            if categories:
                table[name] = pd.Categorical.from_codes(
                    values.astype(np.int16), categories=pd.Index(categories)
                )
        frame = pd.DataFrame(table)
        if self.labels is not None:
            frame.insert(0, "label", self.labels)
        return frame


def _again(
    people: int,
    culture_names: tuple[str, ...],
    helps: tuple[Category, ...],
    labels: list[str] | None,
    kept: dict[str, Kept],
    columns: dict[str, NDArray[Any]],
) -> Population:
    """A population that was copied or pickled."""
    found = Population(people, culture_names)
    found.helps, found.labels, found.kept = helps, labels, kept
    for name, column in columns.items():
        getattr(found, name)[:] = column
    return found
