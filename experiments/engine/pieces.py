"""The runs of a directory: those in parts, and those that are still in the journal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.engine.batches import STATUS_COLUMNS, Batch, batches_of, rows_in, without
from experiments.engine.journal import Record, ended_of, lines_of, read_record, records_in
from experiments.engine.parts import INDEX, STATUS, DamagedPart, Part, Parts
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

JOURNAL = "journal"
_MOST_KEPT = 8
"""Tables of parts that are held, so that reading run by run does not read files again."""


class Place(NamedTuple):
    """Where a run is: the name of a part, and its row there."""

    part: str
    row: int


class Pieces:
    """What is done in a directory, as it stands when it is first asked for.

    A run in the journal takes the place of one of the same key in a part. Raises InputError where
    the index is damaged; parts that are damaged count as not there, see ``damaged``.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.parts = Parts(directory)
        self.damaged: dict[str, str] = {}
        """Parts that are not what was written, and the file in which that was seen."""
        self.journal: dict[str, bytes] = {}
        """Records by key."""
        self.listed: dict[str, Part] = {}
        self._places: dict[str, Place] = {}
        self._states: dict[str, list[str]] = {}
        self._kept: dict[tuple[str, str], pa.Table] = {}
        self._ends: dict[tuple[str, str], NDArray[np.int64]] = {}
        self._looked = False

    def look(self) -> None:
        """See what there is now; parts that were looked through before are not again."""
        self._looked = True
        self.journal = {}
        for path in lines_of(self.directory / JOURNAL):
            for whole in records_in(path)[0]:
                if (ended := ended_of(whole)) is not None:
                    self.journal[ended[0]] = whole
        self.listed, self._places, self._states, self._kept = {}, {}, {}, {}
        for part in self.parts.listed():
            try:
                self._add(part, self.parts.check(part))
            except DamagedPart as error:
                self.damaged[part.name] = str(error)

    def _add(self, part: Part, status: pa.Table) -> None:
        """Know the runs of a part. Raises DamagedPart where another has them, too."""
        keys = status["key"].to_pylist()
        if len(set(keys)) < len(keys) or not self._places.keys().isdisjoint(keys):
            raise DamagedPart(f"{STATUS}/{part.name}.parquet tells of runs that others have")
        self.listed[part.name] = part
        self._states[part.name] = status["state"].to_pylist()
        self._places |= {key: Place(part.name, row) for row, key in enumerate(keys)}

    def _forget(self, name: str) -> None:
        self.listed.pop(name, None)
        self._states.pop(name, None)
        self._places = {key: place for key, place in self._places.items() if place.part != name}
        self._kept = {key: table for key, table in self._kept.items() if key[0] != name}

    def known(self) -> Iterator[str]:
        """The keys of all runs, done or failed."""
        self._see()
        yield from self.journal
        yield from (key for key in self._places if key not in self.journal)

    def state(self, key: str) -> str | None:
        """``done`` or ``failed``; None for a run that has not ended."""
        self._see()
        if key in self.journal:
            found = ended_of(self.journal[key])
            return None if found is None else str(found[1].get("state"))
        place = self._places.get(key)
        return None if place is None else self._states[place.part][place.row]

    def is_done(self, key: str) -> bool:
        """Whether a run has been done, and has not failed."""
        return self.state(key) == "done"

    def status(self, key: str) -> dict[str, Any] | None:
        """How a run ended; None for one that has not."""
        self._see()
        if key in self.journal:
            found = ended_of(self.journal[key])
            return None if found is None else {"key": key, **found[1]}
        place = self._places.get(key)
        if place is None:
            return None
        return self._table(place.part, STATUS).slice(place.row, 1).to_pylist()[0]

    def statuses(self) -> pa.Table:
        """How all runs ended, a row each."""
        import pyarrow as pa

        names = list(STATUS_COLUMNS)
        found = [batch.status for batch in self._fresh()]
        for name in self.listed:
            status = self._table(name, STATUS)
            late = self._overtaken(status)
            found.append(without(Batch(status, {}), late).status if late else status)
        return pa.concat_tables([one.select(names) for one in found] or [_no_status()])

    def tables(self) -> list[str]:
        """The names of all tables."""
        self._see()
        found = {name for part in self.listed.values() for name in part.files}
        found |= {name for one in self._records() for name in one.tables}
        return sorted(found - {STATUS})

    def sources(self, table: str) -> tuple[list[Path], list[pa.Table]]:
        """All of one table: files of parts, and what is in memory because it is in the journal or
        beside something that is."""
        self._see()
        paths: list[Path] = []
        more: list[pa.Table] = []
        for name, part in self.listed.items():
            if table not in part.files:
                continue
            if self.journal and (late := self._overtaken(self._table(name, STATUS))):
                more += without(self._batch(name, [table]), late).tables.values()
            else:
                paths.append(self.parts.path(name, table))
        more += [batch.tables[table] for batch in self._fresh() if table in batch.tables]
        return paths, more

    def read(self, table: str, keys: Iterable[str]) -> pa.Table:
        """One table of these runs, those that have none left out, in the order of the keys.

        Raises KeyError where none of them has any.
        """
        import pyarrow as pa

        self._see()
        pieces: list[pa.Table] = []
        empty: list[pa.Table] = []
        for key in keys:
            if key in self.journal:
                record = read_record(self.journal[key])
                if record is not None and table in record.tables:
                    pieces.append(record.tables[table])
            elif (place := self._places.get(key)) is not None:
                first, rows = self._rows(place, table)
                if rows:
                    pieces.append(self._table(place.part, table).slice(first, rows))
                elif not empty and table in self.listed[place.part].files:
                    empty.append(self._table(place.part, table).slice(0, 0))
        pieces = pieces or empty
        if not pieces:
            raise KeyError(table)
        try:
            return pa.concat_tables(pieces).combine_chunks()
        except pa.ArrowException as error:
            raise InputError(
                "has other columns in one part than in another",
                source=str(self.directory / table),
                allowed="another directory",
            ) from error

    def _rows(self, place: Place, table: str) -> tuple[int, int]:
        """The first row of a run in the table of its part, and how many it has."""
        wanted = (place.part, table)
        if wanted not in self._ends:
            ends = np.cumsum(rows_in(self._table(place.part, STATUS), table))
            self._ends[wanted] = np.concatenate([[0], ends])
        first, end = self._ends[wanted][place.row : place.row + 2].tolist()
        return first, end - first

    def _table(self, name: str, table: str) -> pa.Table:
        wanted = (name, table)
        if wanted not in self._kept:
            while len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            part = self.listed[name]
            status = table == STATUS
            self._kept[wanted] = (
                self.parts.status(part) if status else self.parts.table(part, table)
            )
        return self._kept[wanted]

    def _batch(self, name: str, tables: Iterable[str] | None = None) -> Batch:
        """A part in memory, with these tables or all."""
        files = self.listed[name].files
        wanted = [one for one in files if one != STATUS] if tables is None else tables
        return Batch(self._table(name, STATUS), {one: self._table(name, one) for one in wanted})

    def _overtaken(self, status: pa.Table) -> set[str]:
        """The runs that the journal has anew."""
        return self.journal.keys() & set(status["key"].to_pylist())

    def _records(self) -> list[Record]:
        found = [read_record(whole) for whole in self.journal.values()]
        return [one for one in found if one is not None]

    def _fresh(self) -> list[Batch]:
        self._see()
        return batches_of(self._records())

    def _see(self) -> None:
        if not self._looked:
            self.look()


@contextlib.contextmanager
def as_written(store: Pieces) -> Iterator[None]:
    """Tell what is made of kept runs, and fails over them, as a fault of what is kept.

    The index vouches for the bytes, and whoever changed them may have changed it, too.
    """
    import pyarrow as pa

    try:
        yield
    except InputError:
        raise
    except (pa.ArrowException, LookupError, ValueError, TypeError, AttributeError) as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise InputError(
            f"the runs that are kept here are not what they should be ({why})",
            source=str(store.directory),
            allowed="another directory",
        ) from error


def holds_parts(directory: Path) -> bool:
    """Whether a directory has an index of parts."""
    return (directory / INDEX).is_file()


def _no_status() -> pa.Table:
    import pyarrow as pa

    from experiments.engine.columns import column

    arrays = [column([], kind) for kind in STATUS_COLUMNS.values()]
    return pa.Table.from_arrays(arrays, names=list(STATUS_COLUMNS))
