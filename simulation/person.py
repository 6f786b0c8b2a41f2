"""Person: one row of the population, as a Mesa agent."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Protocol

import numpy as np
from mesa.discrete_space import CellAgent

from simulation.errors import InputError, unknown_name
from simulation.measures.categories import NOBODY, NOBODY_ROW
from simulation.population.columns import COLUMNS, NEVER, Column

if TYPE_CHECKING:
    from mesa.discrete_space import Cell, Network

    from simulation.network.ties import Ties
    from simulation.population.people import Population


class Surroundings(Protocol):
    """What a person asks of their model, which is a ``HelpSeekingModel``."""

    @property
    def population(self) -> Population:
        """The people as columns."""

    @property
    def ties(self) -> Ties:
        """The social graph as arrays."""

    @property
    def people_by_row(self) -> list[Person]:
        """All persons in the order of the rows."""

    @property
    def grid(self) -> Network:
        """The social graph as a Mesa space, with every person in their cell."""


class Person(CellAgent):
    """One person: every column of the population is an attribute that reads and writes its row.

    Codes appear as names (``person.stage`` is ``"aware"``), weeks that never came as None. A person
    does nothing by themselves: the model's week moves everybody at once.

    A class of one's own may add methods, and attributes that it declares (``mood: float = 0.0``);
    the model uses it if its ``person_class`` says so. ``__init__`` takes the model and the row.
    """

    model: Surroundings
    row: int
    """Place in the columns of ``model.population``; ``unique_id`` is one more."""

    _declared: ClassVar[frozenset[str]] = frozenset(("model", "unique_id", "pos", "row"))

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        taken = sorted(set(get_annotations(cls)) & set(COLUMNS))
        if taken:
            raise InputError(
                "a column of the population cannot be declared anew",
                source=cls.__name__,
                found=", ".join(taken),
                allowed="other names",
            )
        cls._declared = cls._declared | set(get_annotations(cls))

    def __init__(self, model: Surroundings, row: int) -> None:
        self.row = row
        super().__init__(model)
        self.unique_id = row + 1

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column, or what Mesa or a class of one's own keeps.

        InputError for a name that nothing reads.
        """
        if not (name.startswith("_") or name in self._declared or hasattr(type(self), name)):
            raise unknown_name("attribute of a person", name, COLUMNS, source="Person")
        super().__setattr__(name, value)

    def remove(self) -> NoReturn:
        """Refused: the columns of the population hold everybody for as long as the model lives."""
        raise person_stays(self)

    def step(self) -> None:
        """Refused, unless a class of one's own has one: the model's week moves everybody."""
        raise InputError(
            "a person has no step of their own",
            source=type(self).__name__,
            allowed="model.step(), or a class of one's own that defines one",
        )

    def advance(self) -> None:
        """Refused, as ``step`` is."""
        Person.step(self)

    @property
    def cell(self) -> Cell | None:
        """The person's cell in ``model.grid``, which is made when first asked for."""
        self.model.grid  # noqa: B018 (everybody takes their place in it)
        return CellAgent.cell.fget(self)

    @cell.setter
    def cell(self, cell: Cell | None) -> None:
        raise InputError(
            "a person stays at their place among those they know",
            source=type(self).__name__,
            field="cell",
            allowed="a place in an attribute that a class of one's own declares",
        )

    def move_to(self, cell: Cell) -> None:
        """Refused: ``model.grid`` shows whom people know, which does not change."""
        self.cell = cell

    def move_relative(self, direction: Any) -> None:
        """Refused, as ``move_to`` is."""
        self.cell = None

    def take_place(self, grid: Network) -> None:
        """Go into one's cell, when the grid has just been made."""
        CellAgent.cell.fset(self, grid[self.row])

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


def person_stays(person: Person) -> InputError:
    """The error for one who removes a person."""
    return InputError(
        "a person cannot be removed",
        source=type(person).__name__,
        found=person.label,
        allowed="a town of fewer people, made anew",
    )


def _attribute(column: Column) -> property:
    """A property that reads and writes one column in the person's row."""
    name = column.name

    def names(person: Person) -> tuple[str, ...]:
        return person.model.population.names_of(name)

    def read(person: Person) -> Any:
        value = getattr(person.model.population, name)[person.row]
        categories = names(person)
        if categories:
            return categories[-1 if name == "modality" and value == NOBODY else value]
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
                "not one of its names",
                field=column.name,
                found=value,
                allowed=", ".join(categories),
            )
        if column.name == "modality" and value == NOBODY_ROW.name:
            return NOBODY
        return categories.index(value)
    if value is None and column.unit == "week":
        return NEVER
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise InputError("not a number", field=column.name, found=value, allowed=column.unit)
    if not column.low <= value <= column.high:
        raise InputError(
            "out of range",
            field=column.name,
            found=value,
            allowed=f"{column.low:.12g} to {column.high:.12g}",
        )
    if np.issubdtype(column.dtype, np.integer) and value != int(value):
        raise InputError("not a whole number", field=column.name, found=value, allowed=column.unit)
    return value


def show_column(name: str) -> None:
    """Have persons show a column as an attribute; no longer, once there is no such column."""
    if name in COLUMNS:
        setattr(Person, name, _attribute(COLUMNS[name]))
    elif name in vars(Person):
        delattr(Person, name)


for _name in COLUMNS:
    show_column(_name)
