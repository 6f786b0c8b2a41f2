"""The tables of a result: files of a name, their columns and rows, without reading what they say.

A table is one Parquet file of the result, one CSV file where there is no Parquet of that name, or
all parts in one of the directories of a sweep, of which none is believed that is not as it was
written. Sweeps of before have a file for each run.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.browser.catalogue.files import (
    check_unchanged,
    files_of,
    plain_directory,
    plain_file,
)
from experiments.browser.catalogue.refusals import NotThere, Unreadable
from experiments.browser.catalogue.words import Dictionary, Words, value_words
from experiments.engine.pieces import Pieces, holds_parts
from experiments.words.wording import words_of
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["number", "whole", "text", "truth"]
PIECES = ("runs", "groups", "weekly")
_LARGEST_CSV = 20_000_000
_HIDDEN = ("plan",)
"""Tables that are machinery rather than results."""
TITLES = {
    "people": "People at the end",
    "weekly": "Week by week",
    "events": "Events",
    "breakdown": "Outcomes by group",
    "runs": "Runs",
    "groups": "Groups",
    "points": "Points",
    "differences": "Differences to doing nothing",
    "costs": "Costs",
    "frontier": "Frontier",
    "cost_effectiveness": "Cost-effectiveness",
    "net_benefit": "Net benefit",
    "acceptability": "Acceptability",
    "personal": "Because of it",
    "flows": "Flows between stages",
    "by_seed": "Every seed",
    "people_changed": "People who changed",
    "tried": "Mixes tried",
    "screening": "Screening",
    "sobol": "Sobol indices",
    "pawn": "PAWN indices",
    "spread": "Spread of outcomes",
    "boxes": "Conditions",
    "trajectory": "Purity and catch",
    "cases": "Cases",
    "evidence": "Model and published figures",
    "figures": "Published figures",
    "parameters": "Parameters",
}


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, of which kind its values are, and its words."""

    name: str
    kind: Kind
    words: Words

    def told(self) -> dict[str, Any]:
        """The column as the page is told of it."""
        words = self.words
        values = (words.values or value_words(self.name)) if self.kind == "text" else {}
        return {
            "name": self.name,
            "kind": self.kind,
            "title": words.title,
            "unit": words.unit,
            "meaning": words.meaning,
            "categories": list(words.categories),
            "key": words.key,
            "role": "lever"
            if words.lever
            else "parameter"
            if words.parameter
            else "outcome"
            if words.outcome
            else "",
            "values": dict(values),
            "group": words.group,
            "at_first": words.at_first,
        }


@dataclass(frozen=True)
class Table:
    """One table of a result; ``rows`` is None where it takes reading all pieces to know them."""

    name: str
    title: str
    files: tuple[Path, ...]
    form: Literal["parquet", "csv"]
    columns: Mapping[str, Column]
    rows: int | None
    left_out: int
    """Parts that are damaged."""
    more: tuple[pa.Table, ...] = ()
    """Rows that are not in a file of this table: of runs that are just done."""

    @property
    def pieces(self) -> bool:
        """Whether it is made of many files."""
        return self.rows is None

    def told(self) -> dict[str, Any]:
        """The table as the page is told of it."""
        return {
            "name": self.name,
            "title": self.title,
            "rows": self.rows,
            "pieces": len(self.files),
            "left_out": self.left_out,
            "columns": [column.told() for column in self.columns.values()],
        }


def table_names(directory: Path) -> list[str]:
    """The names of all tables of a result."""
    names = [*files_of(directory, ".parquet"), *files_of(directory, ".csv")]
    names += [name for name in PIECES if _pieces_of(directory, name, most=1)]
    return sorted(name for name in dict.fromkeys(names) if name not in _HIDDEN)


def read_table(directory: Path, name: str, dictionary: Dictionary) -> Table:
    """What a table holds. Raises NotThere or Unreadable."""
    if name not in (names := table_names(directory)):
        raise NotThere(
            "no table has this name", field="table", found=name, allowed=", ".join(names)
        )
    files = files_of(directory, ".parquet")
    for ending in (".parquet", ".csv"):
        check_unchanged(directory, name + ending, dictionary.manifest)
    if name in files:
        return _single(files[name], name, dictionary)
    if name in PIECES and (pieces := _pieces_of(directory, name)):
        if holds_parts(directory):
            return _of_store(directory, name, dictionary)
        return _many(pieces, name, dictionary)
    return _csv(files_of(directory, ".csv")[name], name, dictionary)


def _pieces_of(directory: Path, name: str, most: int | None = None) -> list[Path]:
    folder = directory / name
    if not plain_directory(folder):
        return []
    return list(itertools.islice(files_of(folder, ".parquet").values(), most))


def _single(path: Path, name: str, dictionary: Dictionary) -> Table:
    schema, rows = _footer(path)
    return Table(
        name, title_of(name), (path,), "parquet", _columns(schema, name, dictionary), rows, 0
    )


def _of_store(directory: Path, name: str, dictionary: Dictionary) -> Table:
    pieces = Pieces(directory)
    try:
        paths, more = pieces.sources(name)
    except InputError as error:
        raise Unreadable(error.problem, field=Path(error.source).name) from error
    if not all(map(plain_file, paths)):
        raise Unreadable("a part is a link, which is not followed", field=name)
    if not paths and not more:
        raise Unreadable("no part is as it was written", field=name)
    schema = _footer(paths[0])[0] if paths else more[0].schema
    return Table(
        name,
        title_of(name),
        tuple(paths),
        "parquet",
        _columns(schema, name, dictionary),
        None,
        len(pieces.damaged),
        tuple(more),
    )


def _many(pieces: list[Path], name: str, dictionary: Dictionary) -> Table:
    whole = [path for path in pieces if _is_whole(path)]
    if not whole:
        raise Unreadable("no piece can be read", field=name, found=f"{len(pieces):,} pieces")
    schema, _ = _footer(whole[0])
    return Table(
        name,
        title_of(name),
        tuple(whole),
        "parquet",
        _columns(schema, name, dictionary),
        None,
        len(pieces) - len(whole),
    )


def _csv(path: Path, name: str, dictionary: Dictionary) -> Table:
    import pyarrow as pa
    from pyarrow import csv

    found = plain_file(path)
    if found is None or found.st_size > _LARGEST_CSV:
        raise Unreadable("cannot be read", field=path.name, allowed=f"up to {_LARGEST_CSV:,} bytes")
    try:
        with path.open("rb") as opened:
            table = csv.read_csv(opened)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise Unreadable("is not a table", field=path.name) from error
    return Table(
        name,
        title_of(name),
        (path,),
        "csv",
        _columns(table.schema, name, dictionary),
        table.num_rows,
        0,
    )


def title_of(name: str) -> str:
    """A table in plain words."""
    return TITLES.get(name) or words_of(name)


def _footer(path: Path) -> tuple[pa.Schema, int]:
    """Columns and number of rows of a Parquet file. Raises Unreadable."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        # Opened here, for names of files may be of bytes that are no text.
        with path.open("rb") as opened, parquet.ParquetFile(opened) as file:
            return file.schema_arrow, file.metadata.num_rows
    except (OSError, ValueError, pa.ArrowException) as error:
        raise Unreadable(
            "is damaged or not a Parquet file",
            field=path.name,
            allowed="the file as it was written; make the result again",
        ) from error


def _is_whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does: one that was cut short does not."""
    try:
        with path.open("rb") as file:
            first = file.read(4)
            length = file.seek(0, 2)
            if first != b"PAR1" or length < 12:
                return False
            file.seek(-8, 2)
            footer, last = int.from_bytes(file.read(4), "little"), file.read(4)
            return last == b"PAR1" and footer <= length - 12
    except OSError:
        return False


def _columns(schema: pa.Schema, table: str, dictionary: Dictionary) -> dict[str, Column]:
    """The columns that can be shown, by name: numbers, texts and truths."""
    import pyarrow as pa

    found = {}
    for field in schema:
        kind: Kind | None = None
        if pa.types.is_boolean(field.type):
            kind = "truth"
        elif pa.types.is_integer(field.type):
            kind = "whole"
        elif pa.types.is_floating(field.type):
            kind = "number"
        elif (
            pa.types.is_string(field.type)
            or pa.types.is_large_string(field.type)
            or pa.types.is_dictionary(field.type)
            or pa.types.is_null(field.type)
        ):
            kind = "text"
        if kind is not None:
            found[field.name] = Column(field.name, kind, dictionary.words(table, field.name))
    return found
