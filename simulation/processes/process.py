"""What a process of the week is: a loop over people, and the columns that it reads and writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import over_rows

if TYPE_CHECKING:
    from simulation.state import State

Counts = NDArray[np.int64]
Numbers = NDArray[Any]
"""A structured array: the parameters (one row) or the services (one row a modality)."""


class NoValues(NamedTuple):
    """The values of a process in which strategies modify nothing.

    Compiled code tells named tuples apart by class name and fields: each process names its own.
    """


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the week.

    ``columns`` and ``values`` are named tuples whose fields are the columns of the population and
    the named values that the loop is given: a process cannot touch what it does not declare.
    ``writes`` are the columns that it changes. ``loop`` goes over rows and is called as
    ``loop(first, last, share, week, seed, people, ties, values, parameters, services, counts)``;
    ``advance``, where given, does the whole step for the town instead.
    """

    name: str
    title: str
    columns: type
    values: type
    writes: tuple[str, ...]
    loop: Callable[..., None] | None = None
    advance: Callable[[State, int], None] | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """Columns that the process sees and leaves as they are."""
        return tuple(name for name in self.columns._fields if name not in self.writes)  # type: ignore[attr-defined]

    def bind(self, town: State) -> tuple[Any, Any]:
        """The columns and values of this town that the process declares."""
        people = self.columns(*(getattr(town.people, name) for name in self.columns._fields))  # type: ignore[attr-defined]
        values = self.values(*(getattr(town.values, name) for name in self.values._fields))  # type: ignore[attr-defined]
        return people, values

    def run(self, town: State, week: int) -> None:
        """Take the process one week on."""
        if self.advance is not None:
            self.advance(town, week)
            return
        assert self.loop is not None
        people, values = self.bind(town)
        over_rows(
            self.loop, town.people.people, town.threads, week, town.seed, people, town.ties,
            values, town.parameters, town.services, town.counts,
        )  # fmt: skip
