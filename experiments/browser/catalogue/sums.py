"""Answers to questions, by DuckDB over the files of a table, within limits of time and memory.

Only the columns that a question names are read, and only its answer is held. The pieces of a large
sweep are put together once into one file of a scratch directory, which goes with the process.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.browser.catalogue.question import Measure, Question, check
from experiments.browser.catalogue.refusals import TooBusy, Unreadable
from experiments.browser.catalogue.tables import Column, Table

if TYPE_CHECKING:
    import duckdb

SECONDS = 20.0
"""Time that a question may take."""
_MEMORY = "384MB"
_SCRATCH = "2GB"
_FEW = 48
"""Pieces up to which opening each is quick."""
_MOST_KEPT = 24
"""Tables put together that are kept."""
_PATTERN = set("*?[")
_SAFE = 2**53
"""Whole numbers up to which JSON is read the same everywhere."""
_SETTINGS = {
    "enable_external_access": False,
    "python_enable_replacements": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "lock_configuration": True,
}
_COMPARED = {"=": "=", "!=": "is distinct from", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_STATISTICS = {
    "mean": "avg({})", "sum": "sum({})", "least": "min({})", "most": "max({})",
    "median": "median({})", "deviation": "stddev_samp({})", "distinct": "count(distinct {})",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """Rows under named columns; ``total`` is how many there are beyond what is shown.

    Of a group in bins there are two columns, ``NAME_from`` and ``NAME_to``; ``bins`` tells their
    width and range.
    """

    columns: list[dict[str, Any]]
    rows: list[list[Any]]
    total: int
    bins: list[dict[str, Any]]


class Sums:
    """Answers questions; one for all results, safe to be used by several threads."""

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="helpseek-results-")
        self._kept: OrderedDict[tuple[Path, object], Path] = OrderedDict()
        self._lock = threading.Lock()
        self._made = 0

    def close(self) -> None:
        """Remove what was put together."""
        self._scratch.cleanup()

    def answer(self, table: Table, question: Question) -> Answer:
        """The answer to a question. Raises Refusal, Unreadable, TooBusy."""
        check(question, table)
        with self._opened(table) as connection:
            if question.measures:
                return _measured(connection, table, question)
            return _listed(connection, table, question)

    @contextlib.contextmanager
    def _opened(self, table: Table) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection with the view ``rows``, that sees the files of the table and no others."""
        import duckdb

        files = self._gathered(table)
        connection = duckdb.connect(":memory:")
        timer = threading.Timer(SECONDS, connection.interrupt)
        try:
            _limit(connection, self._scratch.name)
            if table.form == "csv":
                _take_csv(connection, table)
            else:
                listed = ", ".join(map(_text, files))
                connection.execute(f"set allowed_paths = [{listed}]")
                connection.execute(
                    f"create view rows as select {_selected(table)} from read_parquet([{listed}])"
                )
            for name, value in _SETTINGS.items():
                connection.execute(f"set {name} = {str(value).lower()}")
            timer.start()
            yield connection
        except duckdb.Error as error:
            raise _told(error, table) from error
        finally:
            timer.cancel()
            connection.close()

    def _gathered(self, table: Table) -> tuple[Path, ...]:
        """The files to read: those of the table, or one into which many were put together."""
        if table.form == "csv":
            return table.files
        if len(table.files) <= _FEW:
            return tuple(map(self._plainly_named, table.files))
        key = (table.files[0].parent, table.version)
        with self._lock:  # one at a time: it is mostly reading from disk
            if key not in self._kept:
                self._kept[key] = self._gather(table)
            self._kept.move_to_end(key)
            for old in [one for one in self._kept if one[0] == key[0] and one != key]:
                self._kept.pop(old).unlink(missing_ok=True)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)[1].unlink(missing_ok=True)
            return (self._kept[key],)

    def _plainly_named(self, path: Path) -> Path:
        """The path itself, or a link to it where its name would be read as a pattern or is no
        text: DuckDB takes neither literally."""
        name = str(path)
        try:
            name.encode()
        except UnicodeEncodeError:
            pass
        else:
            if not _PATTERN & set(name):
                return path
        link = Path(self._scratch.name) / f"{hashlib.sha256(os.fsencode(path)).hexdigest()}.parquet"
        with contextlib.suppress(FileExistsError):
            link.symlink_to(path)
        return link

    def _gather(self, table: Table) -> Path:
        import duckdb

        self._made += 1
        path = Path(self._scratch.name) / f"{self._made}.parquet"
        connection = duckdb.connect(":memory:")
        timer = threading.Timer(6 * SECONDS, connection.interrupt)
        timer.start()
        try:
            _limit(connection, self._scratch.name)
            # A third of the time, for pieces have no order that means anything.
            connection.execute("set preserve_insertion_order = false")
            names = ", ".join(map(quoted, table.columns))
            listed = ", ".join(map(_text, map(self._plainly_named, table.files)))
            connection.execute(
                f"copy (select {names} from read_parquet([{listed}])) to {_text(path)} "
                "(format parquet)"
            )
        except duckdb.Error as error:
            path.unlink(missing_ok=True)
            raise _told(error, table) from error
        finally:
            timer.cancel()
            connection.close()
        return path


def _limit(connection: duckdb.DuckDBPyConnection, scratch: str) -> None:
    connection.execute(f"set memory_limit = '{_MEMORY}'")
    connection.execute("set threads = 2")
    connection.execute(f"set temp_directory = {_text(scratch)}")
    connection.execute(f"set max_temp_directory_size = '{_SCRATCH}'")
    connection.execute("set enable_progress_bar = false")
    connection.execute("set preserve_insertion_order = true")


def _take_csv(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    from pyarrow import csv

    with table.files[0].open("rb") as opened:
        connection.register("given", csv.read_csv(opened))
    connection.execute(f"create table rows as select {_selected(table)} from given")
    connection.unregister("given")


def _selected(table: Table) -> str:
    """All columns, with nothing where a number stands for nothing, and texts as texts."""
    parts = []
    for column in table.columns.values():
        name = quoted(column.name)
        if column.words.missing is not None:
            parts.append(f"nullif({name}, {column.words.missing}) as {name}")
        elif column.kind == "number":
            # Not a number is nothing, too: it would be the largest of all otherwise.
            parts.append(f"case when isfinite({name}) then {name} end as {name}")
        elif column.kind == "text":
            parts.append(f"{name}::varchar as {name}")
        else:
            parts.append(name)
    return ", ".join(parts)


def _told(error: Exception, table: Table) -> Exception:
    import duckdb

    if isinstance(error, duckdb.InterruptException):
        return TooBusy("takes too long", field=table.name, allowed=f"up to {SECONDS:.0f} seconds")
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooBusy("takes too much memory", field=table.name, allowed="fewer groups or columns")
    return Unreadable("a file is damaged or of another format", field=table.name)


def _listed(connection: duckdb.DuckDBPyConnection, table: Table, question: Question) -> Answer:
    where, values = _where(question)
    names = ", ".join(map(quoted, question.columns))
    order = _order(question, [])
    total = _number(connection, f"select count(*) from rows{where}", values)
    rows = connection.execute(
        f"select {names} from rows{where}{order} limit {question.limit} offset {question.offset}",
        values,
    ).fetchall()
    columns = [table.columns[name].told() for name in question.columns]
    return Answer(columns, [list(map(_plain, row)) for row in rows], total, [])


def _measured(connection: duckdb.DuckDBPyConnection, table: Table, question: Question) -> Answer:
    where, values = _where(question)
    keys: list[str] = []
    columns: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    ends: list[tuple[int, float, float, int]] = []
    for place, group in enumerate(question.group):
        column = table.columns[group.column]
        if group.bins is None:
            keys.append(f"{quoted(group.column)} as k{place}")
            columns.append(column.told())
            continue
        low, width, number = _bins(connection, column, group.bins, where, values)
        name = quoted(group.column)
        keys.append(  # least() passes over what is unknown, which is in no bin
            f"case when {name} is not null then "
            f"least(floor(({name} - {low!r}) / {width!r}), {number - 1}) end as k{place}"
        )
        ends.append((len(columns), low, width, number))
        told.append({"column": group.column, "low": low, "width": width, "number": number})
        for end, words in (("from", "from"), ("to", "to")):
            described = column.told()
            columns.append({**described, "name": f"{column.name}_{end}", "kind": "number",
                            "title": f"{described['title']}, {words}"})  # fmt: skip
    measures = [_statistic(measure) for measure in question.measures]
    columns += [_named(measure, table) for measure in question.measures]
    grouped = f" group by {', '.join(f'k{place}' for place in range(len(keys)))}" if keys else ""
    wanted = ", ".join([*keys, *(f"{one} as m{place}" for place, one in enumerate(measures))])
    order = _order(question, [f"k{place}" for place in range(len(keys))])
    inner = f"select {wanted} from rows{where}{grouped}"
    total = _number(connection, f"select count(*) from ({inner})", values) if keys else 1
    rows = connection.execute(
        f"{inner}{order} limit {question.limit} offset {question.offset}", values
    ).fetchall()
    return Answer(columns, [_with_ends(list(row), ends) for row in rows], total, told)


def _with_ends(row: list[Any], ends: list[tuple[int, float, float, int]]) -> list[Any]:
    """A row with both ends of each bin in place of the bin's number."""
    for place, low, width, _ in ends:
        number: int | None = row[place]
        between = [None, None] if number is None else [
            low + width * number, low + width * (number + 1)
        ]  # fmt: skip
        row[place : place + 1] = between
    return list(map(_plain, row))


def _bins(
    connection: duckdb.DuckDBPyConnection, column: Column, bins: int, where: str,
    values: list[Any],
) -> tuple[float, float, int]:  # fmt: skip
    """Where bins begin, how wide they are and how many: whole steps for whole numbers."""
    name = quoted(column.name)
    found = connection.execute(f"select min({name}), max({name}) from rows{where}", values)
    row = found.fetchone()
    if row is None or row[0] is None:
        return 0.0, 1.0, 1
    low, high = float(row[0]), float(row[1])
    if column.kind == "whole":
        step = max(math.ceil((high - low + 1) / bins), 1)
        return low, float(step), max(math.ceil((high - low + 1) / step), 1)
    width = (high - low) / bins
    # Of one value alone, or so near to each other that there is nothing between.
    if not (math.isfinite(width) and width > abs(low) * 1e-12):
        width = max(abs(low) * 0.1, 0.1)
        return low - width / 2, width, 1
    return low, width, bins


def _where(question: Question) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for condition in question.where:
        name = quoted(condition.column)
        if condition.comparison in ("known", "unknown"):
            parts.append(f"{name} is {'not ' if condition.comparison == 'known' else ''}null")
        elif condition.comparison == "in":
            given = condition.value if isinstance(condition.value, list) else [condition.value]
            parts.append(f"{name} in ({', '.join('?' * len(given))})")
            values += given
        else:
            parts.append(f"{name} {_COMPARED[condition.comparison]} ?")
            values.append(condition.value)
    return (f" where {' and '.join(parts)}" if parts else ""), values


def _order(question: Question, keys: list[str]) -> str:
    parts = []
    grouped = [group.column for group in question.group]
    for sort in question.sort:
        if sort.measure is not None:
            by = f"m{sort.measure}"
        elif keys:
            by = keys[grouped.index(sort.column or "")]
        else:
            by = quoted(sort.column or "")
        parts.append(f"{by} {'desc' if sort.descending else 'asc'} nulls last")
    parts += [f"{key} asc nulls last" for key in keys]
    return f" order by {', '.join(parts)}" if parts else ""


def _statistic(measure: Measure) -> str:
    if measure.column is None:
        return "count(*)"
    name = quoted(measure.column)
    if measure.statistic == "count":
        return f"count({name})"
    if measure.statistic == "quantile":
        return f"quantile_cont({name}::double, {measure.at!r})"
    if measure.statistic == "distinct":
        return _STATISTICS["distinct"].format(name)
    return _STATISTICS[measure.statistic].format(f"{name}::double")


def _named(measure: Measure, table: Table) -> dict[str, Any]:
    """A measure as a column of the answer."""
    words = measure.statistic
    if measure.statistic == "quantile":
        words = f"quantile {100 * (measure.at or 0.0):g} %"  # type: ignore[assignment]
    if measure.column is None:
        return {"name": "rows", "kind": "whole", "title": "Number", "unit": "", "meaning": "",
                "categories": [], "key": False, "role": "", "values": {}}  # fmt: skip
    told = table.columns[measure.column].told()
    counted = measure.statistic in ("count", "distinct")
    name = f"{measure.column}_{measure.statistic}"
    if measure.at is not None:
        name += f"_{measure.at:g}"
    return {
        **told, "name": name, "kind": "whole" if counted else "number",
        "title": f"{told['title']}, {words}", "unit": "" if counted else told["unit"],
    }  # fmt: skip


def _number(connection: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> int:
    row = connection.execute(sql, values).fetchone()
    return int(row[0]) if row else 0


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _SAFE:
        return str(value)
    return value


def quoted(name: str) -> str:
    """A name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
