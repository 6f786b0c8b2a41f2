"""The table of numbers: what each number of the model is, and how it came to be that.

``numbers.csv`` has a row for every number that code declares with ``tabled``: its value, its prior
(``spread``: a distribution with mean and interval, and where its spread is from), and its status,
which is one of three. ``sourced``: read from published
figures, whose ids stand in ``source``. ``fitted``: moved until the model agreed with the figures in
``fitted_to``, in the calibration named by ``run``. ``assumed``: chosen for the ``reason`` given. A
``check`` holds what a reason claims as a comparison that is worked out (``claims``).

Code declares what a number means, its unit and its bounds; people and ``helpseek calibrate`` write
rows. A file with some of these rows can be named by a world (``numbers: FILE``). Import costs
nothing beyond the standard library.
"""

from __future__ import annotations

import csv
import io
import os
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from types import MappingProxyType
from typing import Literal

from simulation.csv_text import csv_lines
from simulation.errors import InputError, Notice
from simulation.evidence import ids_in, sources_of
from simulation.parameters import spread as spreads
from simulation.parameters.spread import Spread

Status = Literal["sourced", "fitted", "assumed", "given"]
STATUSES: tuple[Status, ...] = ("sourced", "fitted", "assumed")
"""What a row may be. A number is *given* where a world or a setting says it and no row does."""
COLUMNS = (
    "parameter",
    "value",
    *spreads.COLUMNS,
    "status",
    "source",
    "fitted_to",
    "run",
    "reason",
    "check",
)
COLUMNS_BEFORE = tuple(
    name for name in COLUMNS if name in ("prior_low", "prior_high") or name not in spreads.COLUMNS
)
"""Those of files that knew no distributions: their priors are ranges."""
NOT_KEPT = "not kept"
"""The run of numbers that were fitted before results of calibrations were kept."""
ASSUMPTION = "assumption"
"""How an assumed number is told apart where its source is told."""
FILE = "numbers.csv"
_RANGE_BEFORE = f"{ASSUMPTION}: a range, of which no more was said"
_OF_DATA = re.compile(r"T_[a-z0-9_]+")
"""Ids of figures that ``helpseek evidence`` works out from data rather than reads in publications;
numbers can be fitted to these, too."""
MOST_BYTES = 4_000_000
"""The largest file of numbers that is read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: a number as it stands in the table.

    ``value`` is whole where it is written so. ``spread`` is its prior, None where the row says
    none. ``source`` and ``fitted_to`` are ids of rows of
    the evidence table (``P_race_*`` is all that begin so). ``line`` is that of the file, 0 for
    entries made otherwise.
    """

    parameter: str
    value: float
    spread: Spread | None
    status: Status
    source: tuple[str, ...] = ()
    fitted_to: tuple[str, ...] = ()
    run: str = ""
    reason: str = ""
    check: str = ""
    line: int = 0

    @property
    def told(self) -> str:
        """Where the number is from, in a few words, as tables and pages show it."""
        if self.status == "given":
            return self.reason
        if self.status == "assumed":
            return f"{ASSUMPTION}: {self.reason}" if self.reason else ASSUMPTION
        if self.status == "sourced":
            said = ", ".join(self.source)
        else:
            to = f" to {', '.join(self.fitted_to)}" if self.fitted_to else ""
            said = f"fitted{to} ({'run not kept' if self.run == NOT_KEPT else self.run})"
        return f"{said}: {self.reason}" if self.reason else said

    def fields(self) -> tuple[str, ...]:
        """The row as text, in the order of ``COLUMNS``."""
        return (
            self.parameter,
            _plain(self.value),
            *(self.spread.cells() if self.spread else [""] * len(spreads.COLUMNS)),
            self.status,
            ", ".join(self.source),
            ", ".join(self.fitted_to),
            self.run,
            self.reason,
            self.check,
        )


Table = Mapping[str, Entry]


@cache
def numbers() -> Table:
    """The table that comes with the model, by parameter, in its order."""
    text = (files(__package__) / FILE).read_text(encoding="utf-8")
    return MappingProxyType(read_rows(text, FILE))


def read_file(path: str | os.PathLike[str], called: str = "") -> dict[str, Entry]:
    """The rows of a file of one's own, by parameter. Raises InputError for whatever is wrong."""
    called = called or os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or error})", source=called, allowed="a CSV file"
        ) from None
    if len(data) > MOST_BYTES:
        raise InputError(
            "is too large for a table of numbers", source=called, allowed=f"{MOST_BYTES:,} bytes"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not text in UTF-8", source=called, allowed="a CSV file") from None
    found = read_rows(text, called)
    for entry in found.values():
        _check_ids(entry, called)
    return found


def read_rows(text: str, called: str) -> dict[str, Entry]:
    """Rows by parameter, each checked for itself; ids are checked by ``read_file``."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    found: dict[str, Entry] = {}
    try:
        header = reader.fieldnames or ()
        before = "distribution" not in header and "prior_low" in header
        if before:
            warnings.warn(
                f"{called}: has no distributions, so that each prior_low to prior_high is read as "
                "a uniform prior",
                Notice,
                stacklevel=2,
            )
        for name in COLUMNS_BEFORE if before else COLUMNS:
            if name not in header:
                raise InputError(
                    "has no such column", source=called, field=name, allowed=", ".join(COLUMNS)
                )
        for row in reader:
            if None in row or None in row.values():
                raise InputError(
                    "has another number of cells than the header has columns",
                    source=f"{called}, line {reader.line_num}",
                    allowed=f"{len(reader.fieldnames or ())} cells",
                )
            cells = with_distribution(row) if before else row
            entry = entry_of(cells, f"{called}, line {reader.line_num}", reader.line_num)
            if entry.parameter in found:
                raise InputError(
                    "stands twice",
                    source=f"{called}, line {entry.line}",
                    field="parameter",
                    found=entry.parameter,
                    allowed=f"one row each; the other is in line {found[entry.parameter].line}",
                )
            found[entry.parameter] = entry
    except csv.Error as error:
        raise InputError(
            f"is no CSV ({error})", source=f"{called}, line {reader.line_num}"
        ) from None
    return found


def with_distribution(row: Mapping[str, str]) -> dict[str, str]:
    """A row of before, by column, with its range as a uniform prior."""
    said = bool(row["prior_low"].strip() or row["prior_high"].strip())
    further = {"distribution": "uniform", "spread_source": _RANGE_BEFORE} if said else {}
    return {**dict.fromkeys(spreads.COLUMNS, ""), **row, **further}


def entry_of(row: Mapping[str, str], where: str, line: int) -> Entry:
    """The entry that the cells of a row make, by column; ``where`` it stands is told in errors."""
    cells = {name: row[name].strip() for name in COLUMNS}
    if not cells["parameter"]:
        raise InputError("names no parameter", source=where, field="parameter")
    if cells["status"] not in STATUSES:
        raise InputError(
            "unknown status",
            source=where,
            field="status",
            found=cells["status"],
            allowed=", ".join(STATUSES),
        )
    value = _number(cells["value"], where, "value")
    spread = _spread(cells, value, where)
    entry = Entry(
        cells["parameter"],
        value,
        spread,
        cells["status"],
        _ids(cells["source"], where, "source"),
        _ids(cells["fitted_to"], where, "fitted_to"),
        cells["run"],
        cells["reason"],
        cells["check"],
        line,
    )
    _check_status(entry, where)
    return entry


def _spread(cells: Mapping[str, str], value: float, where: str) -> Spread | None:
    """The prior that a row gives. The value may lie outside its interval where it was fitted: the
    figures then say something else than all that was known before."""
    try:
        spread = spreads.of_cells(cells)
    except InputError as error:
        raise error.within(where) from None
    if spread is None:
        return None
    ends = spread.interval
    if ends is not None and not ends[0] <= value <= ends[1] and cells["status"] != "fitted":
        raise InputError(
            "outside its own prior",
            source=where,
            field="value",
            found=cells["value"],
            allowed=f"{ends[0]:g} to {ends[1]:g}, or another prior",
        )
    named, _, reason = spread.source.partition(":")
    if named.strip() == ASSUMPTION:
        if not reason.strip():
            raise InputError("an assumption without a reason", source=where, field="spread_source")
    else:
        _ids(named, where, "spread_source")
    return spread


def spread_ids(spread: Spread | None) -> tuple[str, ...]:
    """The rows of the evidence table that a spread is read from."""
    named = spread.source.partition(":")[0] if spread else ASSUMPTION
    return () if named.strip() == ASSUMPTION else ids_in(named)


def _check_status(entry: Entry, where: str) -> None:
    """Refuse a row that does not say what its status asks for, or says what another would."""
    needed = {
        "sourced": ("source",),
        "assumed": ("reason",),
        "fitted": ("run",) if entry.run == NOT_KEPT else ("run", "fitted_to"),
    }[entry.status]
    for field in needed:
        if not getattr(entry, field):
            what = "the reason" if field == "reason" else "ids of the evidence table"
            raise InputError(
                f"a number that is {entry.status} needs it",
                source=where,
                field=field,
                allowed=f"a name, or {NOT_KEPT}" if field == "run" else what,
            )
    for field in ("run", "fitted_to"):
        if entry.status != "fitted" and getattr(entry, field):
            raise InputError(
                f"means nothing for a number that is {entry.status}",
                source=where,
                field=field,
                allowed="an empty cell, or the status fitted",
            )


def _check_ids(entry: Entry, called: str) -> None:
    where = f"{called}, line {entry.line}"
    named = {
        "source": entry.source,
        "fitted_to": entry.fitted_to,
        "spread_source": spread_ids(entry.spread),
    }
    for field, names in named.items():
        for name in names:
            if _OF_DATA.fullmatch(name):
                continue
            try:
                sources_of(name)
            except ValueError:
                raise InputError(
                    "no row of the evidence table has this id",
                    source=where,
                    field=field,
                    found=name,
                    allowed="an id in simulation/evidence/evidence.csv",
                ) from None


def _ids(cell: str, where: str, field: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in cell.split(",") if part.strip())
    for name in named:
        if ids_in(name) != (name,) and not (field == "fitted_to" and _OF_DATA.fullmatch(name)):
            raise InputError(
                "not an id of the evidence table",
                source=where,
                field=field,
                found=name,
                allowed="ids with commas between them",
            )
    return named


def _number(cell: str, where: str, field: str) -> float:
    try:
        value: float = int(cell)
    except ValueError:
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
    if not isfinite(value):
        raise InputError("not a number", source=where, field=field, found=cell)
    return value


def _plain(value: float) -> str:
    return repr(value)


def table_text(entries: Iterable[Entry]) -> str:
    """Rows as the text of a file, with its header."""
    return "".join(csv_lines([COLUMNS, *(entry.fields() for entry in entries)]))
