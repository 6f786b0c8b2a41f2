"""Answers to questions, by DuckDB over a table, within limits of time and memory.

Only the columns that a question names are read, and only its answer is held. The database has no
files: it is given the table, see ``experiments.files.database``.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.browser.catalogue.question import Measure, Question, check
from experiments.browser.catalogue.refusals import TooBusy, Unreadable
from experiments.browser.catalogue.tables import Column, Table
from experiments.files.database import closed_database, parquet_files, quoted

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa
    from pyarrow import dataset

SECONDS = 20.0
"""Time that a question may take."""
_MEMORY = "384MB"
_THREADS = 2
_SAFE = 2**53
"""Whole numbers up to which JSON is read the same everywhere."""
_COMPARED = {"=": "=", "!=": "is distinct from", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_STATISTICS = {
    "mean": "avg({})",
    "sum": "sum({})",
    "least": "min({})",
    "most": "max({})",
    "median": "median({})",
    "deviation": "stddev_samp({})",
    "distinct": "count(distinct {})",
}


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


def answer_to(table: Table, question: Question) -> Answer:
    """The answer to a question. Raises Refusal, Unreadable, TooBusy."""
    check(question, table)
    with _opened(table) as connection:
        if question.measures:
            return _measured(connection, table, question)
        return _listed(connection, table, question)


@contextlib.contextmanager
def _opened(table: Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view ``rows``, that sees the table and nothing else."""
    import duckdb
    import pyarrow as pa

    try:
        given = {f"given_{number}": one for number, one in enumerate(_given(table))}
        selected = _selected(table)
        views = {"rows": " union all ".join(f"select {selected} from {name}" for name in given)}
        with closed_database(given, views, memory=_MEMORY, threads=_THREADS) as connection:
            timer = threading.Timer(SECONDS, connection.interrupt)
            timer.start()
            try:
                yield connection
            finally:
                timer.cancel()
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _told(error, table) from error


def _given(table: Table) -> list[pa.Table | dataset.Dataset]:
    if table.form == "csv":
        from pyarrow import csv

        with table.files[0].open("rb") as opened:
            return [csv.read_csv(opened)]
    return [*([parquet_files(table.files)] if table.files else []), *table.more]


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
            columns.append(
                {
                    **described,
                    "name": f"{column.name}_{end}",
                    "kind": "number",
                    "title": f"{described['title']}, {words}",
                }
            )
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
        between = (
            [None, None] if number is None else [low + width * number, low + width * (number + 1)]
        )
        row[place : place + 1] = between
    return list(map(_plain, row))


def _bins(
    connection: duckdb.DuckDBPyConnection,
    column: Column,
    bins: int,
    where: str,
    values: list[Any],
) -> tuple[float, float, int]:
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
        return {
            "name": "rows",
            "kind": "whole",
            "title": "Number",
            "unit": "",
            "meaning": "",
            "categories": [],
            "key": False,
            "role": "",
            "values": {},
            "group": "",
            "at_first": False,
        }
    told = table.columns[measure.column].told()
    counted = measure.statistic in ("count", "distinct")
    name = f"{measure.column}_{measure.statistic}"
    if measure.at is not None:
        name += f"_{measure.at:g}"
    return {
        **told,
        "name": name,
        "kind": "whole" if counted else "number",
        "title": f"{told['title']}, {words}",
        "unit": "" if counted else told["unit"],
    }


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
