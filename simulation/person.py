"""Person: one row of the population, as a Mesa agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import CellAgent

from simulation.errors import InputError, unknown_name
from simulation.population.columns import COLUMNS, NEVER, Column

if TYPE_CHECKING:
    from simulation.model import HelpSeekingModel


_OF_MESA = ("model", "unique_id", "pos", "row")


class Person(CellAgent):
    """One person: every column of the population is an attribute that reads and writes its row.

    Codes appear as names (``person.stage`` is ``"aware"``), weeks that never came as None. A person
    does nothing by themselves: the model's week moves everybody at once.
    """

    model: HelpSeekingModel
    row: int
    """Place in the columns of ``model.population``; ``unique_id`` is one more."""

    def __init__(self, model: HelpSeekingModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column, or what Mesa keeps. InputError for a name that nothing reads."""
        if not name.startswith("_") and name not in _OF_MESA and not hasattr(type(self), name):
            raise unknown_name("attribute of a person", name, COLUMNS, source="Person")
        super().__setattr__(name, value)

    def remove(self) -> None:
        """Refused: the columns of the population hold everybody for as long as the model lives."""
        raise InputError(
            "a person cannot be removed", source="Person", found=self.label,
            allowed="a town of fewer people, made anew",
        )  # fmt: skip

    @property
    def label(self) -> str:
        """The person's name in the user's own files, or their row as text."""
        labels = self.model.population.labels
        return labels[self.row] if labels is not None else str(self.row)

    @property
    def neighbours(self) -> Iterator[Person]:
        """The people whose opinion, prompts and example reach this person."""
        ties = self.model.ties
        everybody = self.model.people_by_row
        for other in ties.neighbour[ties.start[self.row] : ties.start[self.row + 1]]:
            yield everybody[other]

    def __repr__(self) -> str:
        return f"<Person {self.label}: {self.stage}>"


def _attribute(column: Column) -> property:
    """A property that reads and writes one column in the person's row."""
    name = column.name

    def names(person: Person) -> tuple[str, ...]:
        return person.model.population.culture_names if name == "culture" else column.categories

    def read(person: Person) -> Any:
        value = getattr(person.model.population, name)[person.row]
        categories = names(person)
        if categories:
            return categories[value]
        if column.unit == "week" and value == NEVER:
            return None
        return value.item()

    def write(person: Person, value: Any) -> None:
        getattr(person.model.population, name)[person.row] = _checked(column, names(person), value)

    return property(read, write, doc=f"{column.meaning} ({column.unit})")


def _checked(column: Column, categories: tuple[str, ...], value: Any) -> Any:
    """A value as the column stores it. Raises InputError for one that it cannot hold."""
    if categories:
        if value not in categories:
            raise InputError(
                "not one of its names", field=column.name, found=value,
                allowed=", ".join(categories),
            )  # fmt: skip
        return categories.index(value)
    if value is None and column.unit == "week":
        return NEVER
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise InputError("not a number", field=column.name, found=value, allowed=column.unit)
    if not column.low <= value <= column.high:
        raise InputError(
            "out of range", field=column.name, found=value,
            allowed=f"{column.low:.12g} to {column.high:.12g}",
        )  # fmt: skip
    if np.issubdtype(column.dtype, np.integer) and value != int(value):
        raise InputError("not a whole number", field=column.name, found=value, allowed=column.unit)
    return value


for _column in COLUMNS.values():
    setattr(Person, _column.name, _attribute(_column))
