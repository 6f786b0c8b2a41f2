"""What a process of the week is: a loop over people, and the columns that it reads and writes."""

from __future__ import annotations

import copy
import importlib
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import over_rows
from simulation.parameters import part_of

if TYPE_CHECKING:
    from simulation.town_view import TownView

Counts = NDArray[np.int64]
Numbers = NDArray[Any]
"""A structured array: the parameters (one row) or the services (one row a modality)."""


def names(text: str) -> tuple[str, ...]:
    """Names written as words."""
    return tuple(text.split())


def joined(name: str, module: str, *parts: Any) -> Any:
    """A named tuple with the fields of several, each once; it is called ``name`` in ``module``, by
    which it is pickled."""
    fields = dict.fromkeys(field for part in parts for field in part._fields)
    return namedtuple(name, list(fields), module=module)


class NoValues(NamedTuple):
    """The values of a process in which strategies modify nothing.

    Compiled code tells named tuples apart by class name and fields: each process names its own.
    """


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the week.

    ``columns`` and ``values`` are named tuples whose fields are the columns of the population and
    the named values that a loop is given: a process cannot touch what it does not declare.
    ``writes`` are the columns that it changes. ``parameters`` and ``services`` are the numbers that
    it reads of those tables, and all that its loops are given of them; a process of one's own that
    does not say it is given all. ``loop`` goes over rows, which several threads may
    share, and ``whole``, after it, over all rows in one go, where people stand in each other's way.
    Both are called as ``loop(first, last, share, week, seed, people, ties, values, parameters,
    services, counts)``.

    ``apart`` says that the loop changes nothing but the columns of its own rows, and looks at
    others only for what nothing changes between the first and the last of such processes in a row:
    people may then be taken through several of them a part at a time. ``may_wait_for`` names
    processes that may go before what is not apart: they change nothing that makes a difference to
    it, nor look at what it changes.

    ``advance``, where given, does the whole process for the town instead, in Python. ``idle`` tells
    of a town whether there is nothing to do in it. ``own`` marks a process of an extension, whose
    ``parameters`` hold the numbers of extensions, too.
    """

    name: str
    title: str
    columns: type
    values: type
    writes: tuple[str, ...]
    loop: Callable[..., None] | None = None
    whole: Callable[..., None] | None = None
    advance: Callable[[TownView, int], None] | None = None
    idle: Callable[[TownView], bool] | None = None
    parameters: tuple[str, ...] | None = None
    services: tuple[str, ...] | None = None
    own: bool = False
    apart: bool = False
    may_wait_for: tuple[str, ...] = ()

    def __deepcopy__(self, memo: dict[int, Any]) -> Process:
        # A copy of a loop would be compiled anew. What runs in Python may belong to what is copied.
        advance = copy.deepcopy(self.advance, memo)
        return self if advance is self.advance else replace(self, advance=advance)

    def __reduce__(self) -> tuple[Any, ...]:
        parts = tuple(_by_name(getattr(self, field.name)) for field in fields(self))
        return _restored, (type(self), parts)

    @property
    def reads(self) -> tuple[str, ...]:
        """Columns that the process sees and leaves as they are."""
        return tuple(name for name in self.columns._fields if name not in self.writes)  # type: ignore[attr-defined]

    @property
    def is_compiled(self) -> bool:
        """Whether all of the process is compiled code."""
        parts = [part for part in (self.loop, self.whole) if part is not None]
        return self.advance is None and all(hasattr(part, "py_func") for part in parts)

    def bind(self, town: TownView) -> tuple[Any, Any]:
        """The columns and values of this town that the process declares."""
        people = self.columns(*(getattr(town.people, name) for name in self.columns._fields))  # type: ignore[attr-defined]
        values = self.values(*(getattr(town.values, name) for name in self.values._fields))  # type: ignore[attr-defined]
        return people, values

    def arguments(self, town: TownView) -> dict[str, Any]:
        """What the loops of the process take after the seed, by name."""
        people, values = self.bind(town)
        parameters = town.parameters if self.own else town.built_in_parameters
        return {
            "people": people,
            "ties": town.ties,
            "values": values,
            "parameters": part_of(parameters, self.parameters),
            "services": part_of(town.services, self.services),
            "counts": town.counts,
        }

    def run(self, town: TownView, week: int) -> None:
        """Take the process one week on."""
        if self.advance is not None:
            self.advance(town, week)
        elif self.is_compiled:
            town.programme([self]).run(town, week)
        else:
            given = tuple(self.arguments(town).values())
            rows, shares = town.people.people, min(town.threads, town.counts.shape[0])
            if self.loop is not None:
                over_rows(self.loop, rows, shares, week, town.seed, *given)
            if self.whole is not None:
                self.whole(0, rows, 0, week, town.seed, *given)


class _Named(NamedTuple):
    """Compiled code by the place where it is defined, as Python pickles ordinary functions."""

    module: str
    name: str


def _by_name(part: Any) -> Any:
    """A part of a process, ready to be pickled.

    Numba pickles its functions with all their source, and another process would compile them anew.
    """
    if not hasattr(part, "py_func") or part.__module__ == "__main__":
        return part
    named = _Named(part.__module__, part.__name__)
    found = getattr(sys.modules.get(named.module), named.name, None)
    return named if found is part else part


def _restored(kind: type[Process], parts: tuple[Any, ...]) -> Process:
    """The process that was pickled, with the compiled code of this Python."""
    return kind(
        *(
            getattr(importlib.import_module(part.module), part.name)
            if isinstance(part, _Named)
            else part
            for part in parts
        )
    )
