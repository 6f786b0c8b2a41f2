"""DuckDB without a file system: it answers from the tables that it is given, and can do no more.

What a query may be is for DuckDB to say, and changes with its versions (since 2.0 a SELECT may hold
COPY and DELETE); so nothing here rests on reading the query. The tables are Arrow, read from disk
by us; the database has no files, no extensions, no configuration to change, and only reads.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pyarrow import dataset

Result = TypeVar("Result")

_CLOSED = {
    "temp_directory": "''",
    "enable_external_access": "false",
    "disabled_filesystems": "'LocalFileSystem'",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "enable_progress_bar": "false",
    "lock_configuration": "true",
}
"""Settings that take files, extensions and settings away; the last one for good."""


READING = "begin transaction read only"
"""Begins the transaction that all queries are in; to be given again when an error has ended it."""


@contextlib.contextmanager
def closed_database(
    tables: Mapping[str, pa.Table | dataset.Dataset],
    views: Mapping[str, str] | None = None,
    *,
    memory: str,
    threads: int | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database of these tables, and of views of them by their SQL, that reads nothing else.

    ``memory`` (``"1GB"``) is all that it may take: there is no disk to go on to. Views are made in
    their order. Raises ``duckdb.Error`` for a view that cannot be made.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"set memory_limit = '{memory}'")
        if threads is not None:
            connection.execute(f"set threads = {threads}")
        for name, table in tables.items():
            connection.register(name, table)
        for name, sql in (views or {}).items():
            connection.execute(f"create view {quoted(name)} as {sql}")
        for setting, value in _CLOSED.items():
            connection.execute(f"set {setting} = {value}")
        connection.execute(READING)
        yield connection
    finally:
        connection.interrupt()  # an answer that was not fetched to its end, which may have none
        connection.close()


def parquet_files(paths: Sequence[Path]) -> dataset.Dataset:
    """Parquet files of the same columns as one table that is read as it is needed.

    Columns are those of the first file. Raises OSError or ArrowException for what is no such file.
    """
    from pyarrow import dataset, fs

    try:
        named = [os.fsencode(path).decode() for path in paths]
    except UnicodeDecodeError:  # a name that is no text, which Arrow cannot open by itself
        return _opened_here(paths)
    return dataset.dataset(named, format="parquet", filesystem=fs.LocalFileSystem())


def _opened_here(paths: Sequence[Path]) -> dataset.Dataset:
    import pyarrow as pa
    from pyarrow import dataset

    form = dataset.ParquetFileFormat()
    parts = [form.make_fragment(pa.PythonFile(path.open("rb"))) for path in paths]
    return dataset.FileSystemDataset(parts, parts[0].physical_schema, form)


def memory_of_machine() -> int:
    """Bytes of memory of this machine; 4 GB where it does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 4 * 10**9


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def first_line(error: Exception) -> str:
    """What an error of DuckDB says, without its kind: ``Parser Error: ...`` in front."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = lines[0] if lines else type(error).__name__
    kind, colon, rest = told.partition(" Error: ")
    return rest if colon and len(kind) < 30 else told


def heard(connection: duckdb.DuckDBPyConnection, work: Callable[[], Result]) -> Result:
    """Do something with the database so that Ctrl-C ends it.

    DuckDB hears signals in some places and not in others, and not in the same in each version.
    """
    with ThreadPoolExecutor(1) as other:
        doing = other.submit(work)
        try:
            return doing.result()
        except BaseException:
            connection.interrupt()
            raise
