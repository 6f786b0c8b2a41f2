"""SQL over the pieces of a sweep, by DuckDB, which reads nothing else and writes nothing."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine.pieces import STATUS, Pieces
from experiments.engine.store import ASIDE, RECORD
from experiments.spreadsheets import csv_lines
from simulation.errors import InputError

if TYPE_CHECKING:
    import duckdb

_STATUS_COLUMNS = {
    "key": "string", "state": "string", "seconds": "float64", "preparing_seconds": "float64",
    "machine": "string", "process": "int64", "ended": "string", "error_kind": "string",
    "error_message": "string", "error_traceback": "string",
}  # fmt: skip
_CLOSED = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}
"""Settings with which a query sees the pieces and nothing else of the machine."""


class Found:
    """The pieces of a directory as views that can be queried.

    ``tables`` names them: a view for each kind of piece (``runs``, ``groups``, ``weekly``), with
    ``seconds`` beside each row of ``runs``; ``status``; ``failures``; ``points`` and ``plan``.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.tables: list[str] = []

    def relation(self, sql: str) -> duckdb.DuckDBPyRelation:
        """What a query gives. Raises InputError for what is not one query, or a wrong one."""
        import duckdb

        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError(
                    "is not one query", source="query", found=sql, allowed="select ..., once"
                )
            found = self._connection.sql(sql)
            assert found is not None
            return found
        except duckdb.Error as error:
            raise self._refused(error) from error

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        with self._errors_told():
            return self.relation(sql).fetchall()

    def show(self, sql: str, width: int, rows: int) -> None:
        """Print what a query gives as a table."""
        with self._errors_told():
            self.relation(sql).show(max_width=width, max_rows=rows, null_value="")

    def write_csv(self, sql: str, path: str) -> int:
        """Write what a query gives as CSV; returns how many rows. Nothing is left on an error."""
        partial = f"{path}.partial-{os.getpid()}"
        try:
            with self._errors_told(), open(partial, "w", encoding="utf-8", newline="") as file:
                file.writelines(csv_lines([self.relation(sql).columns]))
                number = 0
                found = self._connection.execute(sql)
                while rows := found.fetchmany(10_000):
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
    def _errors_told(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except duckdb.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> InputError:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        told = lines[0].replace("!", "")
        if "Table with name" in told:
            return InputError(told, source="query", allowed=", ".join(self.tables))
        hints = [line for line in lines[1:] if line.startswith(("Candidate", "Did you mean"))]
        near = hints[0].partition(":")[2].strip() if hints else ""
        return InputError(told, source="query", allowed=near)

    def _views(self) -> None:
        connection = self._connection
        self._read("status", None, statuses_table(Pieces(self.path)))
        columns: list[str] = []
        for folder in sorted(self.path.iterdir()):
            kept = folder.is_dir() and not folder.name.startswith(".")
            if not kept or folder.name in (STATUS, ASIDE) or not any(folder.glob("[!.]*.parquet")):
                continue
            pieces = f"read_parquet({_text(folder / '*.parquet')})"
            if folder.name == "runs":
                found = connection.sql(f"select * from {pieces} limit 0")
                columns = list(found.columns)
            timed = folder.name == "runs" and "key" in columns and "seconds" not in columns
            self._read(
                folder.name,
                f"select piece.*, status.seconds from {pieces} as piece "
                "left join status using (key)"
                if timed
                else f"select * from {pieces}",
            )
        for file in sorted(self.path.glob("[!.]*.parquet")):
            self._read(file.stem, f"select * from read_parquet({_text(file)})")
        self._read(
            "failures",
            "select * from runs where status = 'failed'"
            if "status" in columns
            else "select * from status where state = 'failed'",
        )

    def _read(self, name: str, sql: str | None, table: Any = None) -> None:
        quoted = '"' + name.replace('"', '""') + '"'
        if sql is None:
            self._connection.register("given", table)
            self._connection.execute(f"create table {quoted} as select * from given")
            self._connection.unregister("given")
        else:
            self._connection.execute(f"create view {quoted} as {sql}")
        self.tables.append(name)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Found]:
    """The pieces of a directory, to be queried. Raises InputError where there are none."""
    import duckdb

    path = path.absolute()
    if not (path / RECORD).is_file():
        raise InputError(
            "holds no sweep", source=str(path), allowed="a directory that helpseek sweep has made"
        )
    with tempfile.TemporaryDirectory(prefix="helpseek-query-") as scratch:
        connection = duckdb.connect(":memory:")
        try:
            connection.execute(f"set allowed_directories = [{_text(path)}]")
            connection.execute(f"set temp_directory = {_text(Path(scratch))}")
            connection.execute("set enable_progress_bar = false")
            found = Found(connection, path)
            try:
                found._views()
            except duckdb.Error as error:
                raise InputError(
                    f"a piece cannot be read ({str(error).splitlines()[0]})", source=str(path),
                    allowed="the same helpseek sweep again, which makes damaged pieces anew",
                ) from error  # fmt: skip
            for name, value in _CLOSED.items():
                connection.execute(f"set {name} = {str(value).lower()}")
            yield found
        finally:
            connection.close()


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


def statuses_table(pieces: Pieces) -> Any:
    """How all runs ended, a row each."""
    import pyarrow as pa

    from experiments.engine.columns import column

    told = list(pieces.statuses())
    arrays = [
        column([one.get(name) for one in told], kind) for name, kind in _STATUS_COLUMNS.items()
    ]
    return pa.Table.from_arrays(arrays, names=list(_STATUS_COLUMNS))


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
