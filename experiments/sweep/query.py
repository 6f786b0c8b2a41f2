"""SQL over the pieces of a sweep, by a database that reads nothing else and writes nothing."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine.pieces import Pieces, holds_parts
from experiments.engine.store import RECORD
from experiments.files.database import (
    READING,
    closed_database,
    first_line,
    heard,
    memory_of_machine,
    parquet_files,
)
from simulation.csv_text import csv_lines
from simulation.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pyarrow import dataset

_MOST_MEMORY = 4 * 10**9
_MACHINERY = re.compile(r"\b(arrow_scan\w*|pandas_scan|python_map\w*|seq_scan)\b", re.IGNORECASE)
"""Functions by which DuckDB reads our memory; given nonsense, some versions crash."""


class Found:
    """The pieces of a directory as tables that can be queried.

    ``tables`` names them: one for each kind of piece (``runs``, ``groups``, ``weekly``), with
    ``seconds`` beside each row of ``runs``; ``status``; ``failures``; ``points`` and ``plan``.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, tables: list[str], memory: int
    ) -> None:
        self._connection = connection
        self._memory = memory
        self.tables = tables

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives. Raises InputError for what is not one query, or a wrong
        one."""
        with self._asked(sql) as found:
            return [row for rows in found for row in rows]

    def show(self, sql: str, width: int, rows: int) -> None:
        """Print the first rows that a query gives as a table."""
        with self._asked(sql) as found:
            names = found.names
            first = next(found.of(rows + 1), [])
        print(_as_table(names, first[:rows], width, rows))
        if len(first) > rows:
            print(f"(the first {rows:,} rows; more with --rows N, all with --csv FILE)")

    def write_csv(self, sql: str, path: str) -> int:
        """Write what a query gives as CSV; returns how many rows. Nothing is left on an error."""
        partial = f"{path}.partial-{os.getpid()}"
        number = 0
        try:
            with (
                self._asked(sql) as found,
                open(partial, "w", encoding="utf-8", newline="") as file,
            ):
                file.writelines(csv_lines([found.names]))
                for rows in found:
                    file.writelines(csv_lines(rows))
                    number += len(rows)
            os.replace(partial, path)
        except (OSError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"cannot be written ({reason})", source="--csv", found=path) from error
        finally:
            with contextlib.suppress(OSError, ValueError):
                os.unlink(partial)
        return number

    @contextlib.contextmanager
    def _asked(self, sql: str) -> Iterator[_Answer]:
        """The answer to one query, to be fetched in the block."""
        import duckdb

        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError(
                    "is not one query", source="query", found=sql, allowed="select ..., once"
                )
            if machinery := _MACHINERY.search(sql):
                raise self._other(machinery[0])
            yield _Answer(self._connection, statements[0])
        except duckdb.Error as error:
            with contextlib.suppress(duckdb.Error):
                self._connection.rollback()
            self._connection.execute(READING)
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> InputError:
        import duckdb

        told = first_line(error).replace("!", "")
        if isinstance(error, (duckdb.PermissionException, duckdb.IOException)) or (
            "configuration" in told
        ):
            return self._other(told)
        if isinstance(error, duckdb.OutOfMemoryException):
            return InputError(
                f"takes more than {self._memory / 1e9:.1f} GB of memory",
                source="query",
                allowed="fewer rows or columns at once, or the Parquet files in a program of yours",
            )
        if "Table with name" in told:
            return InputError(told, source="query", allowed=", ".join(self.tables))
        lines = [line.strip() for line in str(error).splitlines()[1:]]
        hints = [line for line in lines if line.startswith(("Candidate", "Did you mean"))]
        near = hints[0].partition(":")[2].strip() if hints else ""
        return InputError(f"cannot be answered ({told})", source="query", allowed=near)

    def _other(self, told: str) -> InputError:
        return InputError(
            f"a query reads the tables of the sweep, no files, and changes nothing ({told})",
            source="query",
            allowed=", ".join(self.tables),
        )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Found]:
    """The pieces of a directory, to be queried. Raises InputError where there are none."""
    import duckdb
    import pyarrow as pa

    path = path.absolute()
    if not (path / RECORD).is_file():
        raise InputError(
            "holds no sweep", source=str(path), allowed="a directory that helpseek sweep has made"
        )
    memory = min(_MOST_MEMORY, memory_of_machine() // 2)
    try:
        tables, views = _tables(path)
        with closed_database(tables, views, memory=f"{memory // 10**6}MB") as connection:
            names = [name for name in dict.fromkeys([*tables, *views]) if not name.startswith("_")]
            yield Found(connection, names, memory)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise InputError(
            f"a table cannot be read ({first_line(error)})",
            source=str(path),
            allowed="the same helpseek sweep again, which makes damaged parts anew",
        ) from error


def _tables(path: Path) -> tuple[dict[str, pa.Table | dataset.Dataset], dict[str, str]]:
    """What a query may read: Arrow tables by name, and views of them by their SQL.

    Raises InputError for a directory of an older Helpseek, and where a file is damaged.
    """
    pieces = Pieces(path)
    if not holds_parts(path):
        raise InputError(
            "was written by an older Helpseek, a file a run",
            source=str(path),
            allowed="a sweep of this version; pandas and DuckDB read runs/*.parquet as they are",
        )
    found = pieces.tables()
    if pieces.damaged:
        raise InputError(
            next(iter(pieces.damaged.values())),
            source=str(path),
            allowed="the same helpseek sweep again, which makes those runs anew",
        )
    tables: dict[str, pa.Table | dataset.Dataset] = {}
    views: dict[str, str] = {}
    columns: list[str] = []
    for name in found:
        paths, more = pieces.sources(name)
        read: list[pa.Table | dataset.Dataset] = [parquet_files(paths)] if paths else []
        read += more
        tables |= {f"_{name}_{number}": one for number, one in enumerate(read)}
        views[name] = " union all by name ".join(
            f"select * from _{name}_{number}" for number in range(len(read))
        )
        if name == "runs":
            columns = read[0].schema.names
            if "key" in columns and "seconds" not in columns:
                views["_runs"] = views.pop("runs")
                views["runs"] = (
                    "select piece.*, status.seconds from _runs piece left join status using (key)"
                )
    tables["status"] = pieces.statuses()
    for file in sorted(path.glob("[!._]*.parquet")):
        tables[file.stem] = parquet_files([file])
    views["failures"] = (
        "select * from runs where status = 'failed'"
        if "status" in columns
        else "select * from status where state = 'failed'"
    )
    return tables, views


def latest(results: Path) -> Path:
    """The directory of the sweep that was worked on last. Raises InputError if there is none."""
    found = {
        record.parent: (record.parent / "plan.parquet").stat().st_mtime_ns
        for record in results.glob(f"*/{RECORD}")
        if (record.parent / "plan.parquet").exists()
    }
    if not found:
        raise InputError(
            "there is no sweep here", source=f"{results}/", allowed="the directory of one"
        )
    return max(found, key=lambda path: (found[path], path.name))


class _Answer:
    """What a query gives, some rows at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, statement: Any) -> None:
        self._connection = connection
        heard(connection, lambda: connection.execute(statement))
        self.names = [column[0] for column in connection.description or ()]

    def __iter__(self) -> Iterator[list[tuple[Any, ...]]]:
        return self.of(10_000)

    def of(self, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows, so many at a time."""
        while rows := heard(self._connection, lambda: self._connection.fetchmany(size)):
            yield rows


def _as_table(names: list[str], rows: list[tuple[Any, ...]], width: int, most: int) -> str:
    """Rows in a box as wide as there is room, columns in the middle left out where need be."""
    import io

    import duckdb
    import pyarrow as pa

    columns = [list(values) for values in zip(*rows, strict=True)] or [[] for _ in names]
    arrays = []
    for values in columns:
        try:
            arrays.append(pa.array(values))
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            arrays.append(pa.array([None if value is None else str(value) for value in values]))
    told = io.StringIO()
    with duckdb.connect(":memory:") as connection, contextlib.redirect_stdout(told):
        connection.execute("set enable_progress_bar = false")
        table = pa.Table.from_arrays(arrays, names=names)
        connection.from_arrow(table).show(max_width=width, max_rows=most, null_value="")
    return told.getvalue().rstrip("\n")
