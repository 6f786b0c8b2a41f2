"""A file of targets: opened, told how it is written, and read or refused as a whole.

CSV with a header, in UTF-8 with or without a byte order mark. Cells may be parted by commas, or by
semicolons or tabs, where numbers may have decimal commas; what was found is told. Everything that
is wrong is told at once, by line and column.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from experiments.evidence.target import Target
from experiments.evidence.target_cells import COLUMNS, NEEDED, Row
from simulation.errors import InputError, unknown_name
from simulation.measures.categories import Category
from simulation.population.table_problems import Problems

MOST_BYTES = 4_000_000
"""The largest file of targets that is read."""
MOST_ROWS = 10_000
_PARTED = {",": "commas", ";": "semicolons", "\t": "tabs"}
_NEAR = 0.75


@dataclass(frozen=True)
class Targets:
    """The rows of a file of targets, in its order, and what has to be said of it.

    ``called`` is the name of the file, ``text`` what stood in it; both make it again in another
    process (``read_text``). ``doubts`` are what may be other than it seems.
    """

    rows: tuple[Target, ...]
    called: str
    text: str
    doubts: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Target]:
        """The rows by id."""
        return {row.id: row for row in self.rows}

    @property
    def sha256(self) -> str:
        """The hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def told(self) -> dict[str, str]:
        """What ``read_text`` needs to make them again."""
        return {"text": self.text, "called": self.called}

    def used(self, use: str) -> tuple[Target, ...]:
        """The rows with one use: ``fit``, ``check`` or ``context``."""
        return tuple(row for row in self.rows if row.use == use)

    def chosen(self, only: Sequence[str], source: str = "--only") -> tuple[Target, ...]:
        """The rows with one of these ids, or with an id that begins so; all, if there are none.

        Ids of rows of the evidence table on which they rest count, too: ``C`` means the rows C1 to
        C6. Raises InputError for a text that fits no row.
        """
        if not only:
            return self.rows
        for text in only:
            if not any(self._fits(row, text) for row in self.rows):
                raise InputError(
                    "fits no figure to compare with",
                    source=source,
                    found=text,
                    allowed=f"the beginning of an id, for instance {', '.join(self._examples())}",
                )
        return tuple(row for row in self.rows if any(self._fits(row, text) for text in only))

    def _examples(self) -> list[str]:
        wanted = [name for name in ("C", "K16", "P_rem", "T_rand") if self._any(name)]
        return wanted or [row.id for row in self.rows[:4]]

    def _any(self, text: str) -> bool:
        return any(self._fits(row, text) for row in self.rows)

    @cached_property
    def _ids(self) -> set[str]:
        return {name.casefold() for row in self.rows for name in (row.id, *row.ids)}

    def _fits(self, row: Target, text: str) -> bool:
        wanted, names = text.casefold(), [name.casefold() for name in (row.id, *row.ids)]
        if wanted in self._ids:
            return wanted in names
        return bool(wanted) and any(name.startswith(wanted) for name in names)


def read(path: str | os.PathLike[str], helps: tuple[Category, ...] = ()) -> Targets:
    """The targets of a file of one's own; ``helps`` are the kinds of help of the world.

    Raises InputError, with all problems at once, for whatever cannot be used.
    """
    called = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", "") or error
        raise InputError(
            f"cannot be read ({told})", source=called, allowed="a CSV file of targets"
        ) from None
    if len(data) > MOST_BYTES:
        raise InputError(
            "is too large for a file of targets", source=called, allowed=f"{MOST_BYTES:,} bytes"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"not text in UTF-8 (byte {error.start:,})",
            source=called,
            allowed="a CSV file",
        ) from None
    return read_text(text, called, helps)


def read_text(text: str, called: str, helps: tuple[Category, ...] = ()) -> Targets:
    """The targets in a text, as ``read`` gives them."""
    if not text.strip():
        raise InputError("is empty", source=called, allowed="a header and a row a target")
    first = next(line for line in text.splitlines() if line.strip())
    parted = max(_PARTED, key=first.count)
    problems, doubts, found = Problems(called), [], []
    if parted != ",":
        doubts.append(f"Cells are parted by {_PARTED[parted]}; numbers may have decimal commas.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    lines: dict[str, int] = {}
    try:
        header = _header(reader, called, problems, doubts)
        problems.refuse()
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            if len(cells) != len(header):
                problems.add(
                    InputError(
                        "has another number of cells than the header has columns",
                        source=called,
                        field=f"line {line}",
                        found=len(cells),
                        allowed=f"{len(header)}"
                        + (
                            "; a decimal comma needs quotes, or semicolons between cells"
                            if parted == "," and len(cells) > len(header)
                            else ""
                        ),
                    )
                )
                continue
            row = Row(dict(zip(header, cells, strict=True)), called, line, helps, parted != ",")
            target = row.target()
            doubts += row.doubts
            for problem in row.problems:
                problems.add(problem)
            name = row.cells["id"]
            if name and name.casefold() in lines:
                row.problems.clear()
                row.bad(
                    "id", "stands twice", f"once; the other is in line {lines[name.casefold()]}"
                )
                problems.add(row.problems[0])
            lines.setdefault(name.casefold(), line)
            if target is not None:
                found.append(target)
            if len(lines) > MOST_ROWS:
                raise InputError("has too many rows", source=called, allowed=f"{MOST_ROWS:,}")
    except csv.Error as error:
        raise InputError(
            f"is no CSV ({error})", source=f"{called}, line {reader.line_num}"
        ) from None
    _check_instead(found, called, lines, problems)
    problems.refuse()
    if not found:
        raise InputError("holds no row", source=called, allowed="a row a target under the header")
    return Targets(tuple(found), called, text, tuple(doubts))


def _header(
    reader: Iterable[list[str]], called: str, problems: Problems, doubts: list[str]
) -> list[str]:
    header: list[str] = []
    for cells in reader:
        if any(cell.strip() for cell in cells):
            header = [cell.strip().casefold() for cell in cells]
            break
    for name in dict.fromkeys(header):
        if name in COLUMNS:
            if header.count(name) > 1:
                problems.add(InputError("stands twice in the header", source=called, field=name))
        elif near := get_close_matches(name, COLUMNS, n=1, cutoff=_NEAR):
            problems.add(
                InputError(
                    "unknown column", source=called, field=name, allowed=f"did you mean {near[0]}?"
                )
            )
        else:
            doubts.append(f"Nothing reads the column {name!r}.")
    for name in NEEDED:
        if name not in header:
            allowed = unknown_name("column", name, header).allowed if header else ""
            problems.add(
                InputError(
                    "has no such column",
                    source=called,
                    field=name,
                    allowed=allowed or ", ".join(COLUMNS),
                )
            )
    return header


def _check_instead(
    found: list[Target], called: str, lines: dict[str, int], problems: Problems
) -> None:
    names = {target.id for target in found}
    for target in found:
        if not target.instead:
            continue
        where = f"line {target.line}, instead"
        if target.instead.casefold() not in lines:
            near = unknown_name("row", target.instead, names)
            problems.add(
                InputError(
                    near.problem,
                    source=called,
                    field=where,
                    found=target.instead,
                    allowed=near.allowed,
                )
            )
        if target.judged:
            problems.add(
                InputError(
                    "another row stands for this one, and it is judged",
                    source=called,
                    field=where,
                    found=target.instead,
                    allowed="use context",
                )
            )
