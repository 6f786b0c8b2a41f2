"""Problems of a table, gathered so that all of them can be told at once, with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulation.errors import InputError

MOST_TOLD = 12
"""Problems that one message tells; of more it says how many there are."""


class TableErrors(InputError):
    """Several problems of one file: a line for each kind of problem in each column.

    ``errors``: the problems one by one.
    """

    def __init__(self, source: str, errors: Sequence[InputError]) -> None:
        self.errors = tuple(errors)
        super().__init__(f"{len(errors)} problems", source=source)
        lines = [f"{self.source}: {self.problem}:"]
        for error in self.errors[:MOST_TOLD]:
            line = str(InputError.within(error, ""))
            lines.append(f"  {line}")
        if len(self.errors) > MOST_TOLD:
            lines.append(f"  and {len(self.errors) - MOST_TOLD:,} more")
        self.args = ("\n".join(lines),)

    def within(self, source: str) -> InputError:
        """The same problems, told as found in ``source``."""
        return TableErrors(source, self.errors)

    def __reduce__(self) -> Any:
        return TableErrors, (self.source, self.errors)


class Problems:
    """The problems found so far in a file; ``refuse`` raises them."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: list[InputError] = []

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self._found)

    def add(self, error: InputError) -> None:
        """Keep a problem."""
        self._found.append(error)

    def refuse(self) -> None:
        """Raise what was found: an InputError for one problem, TableErrors for several."""
        if len(self._found) == 1:
            raise self._found[0]
        if self._found:
            raise TableErrors(self.source, self._found)
