"""Merging: runs that were made on another machine are taken into a store, and not made again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.engine.batches import MOST_RUNS
from experiments.engine.journal import record
from experiments.engine.pieces import Pieces
from experiments.engine.store import FORMAT, RECORD, Store
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "--merge"


class Merged(NamedTuple):
    """What was taken from a directory: runs that were new, that were here already and are the same,
    and that the plan does not have."""

    directory: Path
    taken: int
    same: int
    strange: int


def merge(store: Store, others: Sequence[Path], keys: Iterable[str]) -> list[Merged]:
    """Take the runs of ``keys`` that are done in other directories into an open store.

    All directories are looked through before anything is taken. Raises InputError for one that
    holds no runs, or runs of another kind, of another version of the model or of another plan, for
    damaged ones, and for a run that two directories tell otherwise.
    """
    wanted = list(dict.fromkeys(keys))
    found = [_opened(store, Path(other).expanduser()) for other in others]
    plans = [[key for key in wanted if one.is_done(key)] for one in found]
    for one, has in zip(found, plans, strict=True):
        if not has:
            raise InputError(
                "holds no run of this plan: another world, plan or seeds",
                source=SOURCE,
                found=str(one.directory),
                allowed="a directory of the same plan",
            )
    told = []
    holders: dict[str, Pieces] = {key: store for key in wanted if store.is_done(key)}
    new: list[list[str]] = []
    for one, has in zip(found, plans, strict=True):
        fresh = [key for key in has if key not in holders]
        for key in has:
            if key in holders:
                _require_same(key, holders[key], one)
        holders |= dict.fromkeys(fresh, one)
        new.append(fresh)
        strange = len(set(one.known()) - set(wanted))
        told.append(Merged(one.directory, len(fresh), len(has) - len(fresh), strange))
    for one, fresh in zip(found, new, strict=True):
        for number, key in enumerate(fresh, 1):
            status = one.status(key)
            assert status is not None
            ended = {name: value for name, value in status.items() if name in _TOLD}
            store.keep(record(key, ended, _tables(one, key)))
            if number % MOST_RUNS == 0:
                store.pack()
        store.pack()
    return told


_TOLD = (
    "state",
    "seconds",
    "preparing_seconds",
    "machine",
    "process",
    "ended",
    "error_kind",
    "error_message",
    "error_traceback",
)


def _opened(store: Store, directory: Path) -> Pieces:
    """The runs of another store of the same kind and version."""
    try:
        told = json.loads((directory / RECORD).read_bytes())
    except (OSError, ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InputError(
            "holds no runs", source=SOURCE, found=str(directory), allowed="a directory of a sweep"
        )
    for field, wanted, words in (
        ("format", FORMAT, "was written in another form"),
        ("kind", store.kind, "holds results of another kind"),
        ("code", store.code, "was made by another version of the model"),
    ):
        if told.get(field) != wanted:
            raise InputError(
                f"{words}, and results of two are not mixed",
                source=f"{SOURCE} {directory}",
                field=field,
                found=str(told.get(field))[:80],
                allowed=wanted[:80],
            )
    if directory.resolve() == store.directory.resolve():
        raise InputError("is the directory itself", source=SOURCE, found=str(directory))
    pieces = Pieces(directory)
    pieces.look()
    if pieces.damaged:
        raise InputError(
            f"is damaged ({next(iter(pieces.damaged.values()))})",
            source=SOURCE,
            found=str(directory),
            allowed="a directory in which its own command was given again, which mends it",
        )
    return pieces


def _tables(pieces: Pieces, key: str) -> dict[str, pa.Table]:
    """All tables of a run by name."""
    found: dict[str, pa.Table] = {}
    for name in pieces.tables():
        try:
            found[name] = pieces.read(name, [key])
        except KeyError:  # a run need not have every table
            continue
    return found


def _require_same(key: str, one: Pieces, other: Pieces) -> None:
    mine, theirs = (
        {name: table for name, table in _tables(each, key).items() if table.num_rows}
        for each in (one, other)
    )
    different = sorted(
        name
        for name in mine.keys() | theirs.keys()
        if name not in mine or name not in theirs or not _same(mine[name], theirs[name])
    )
    if different:
        raise InputError(
            f"the same run ({key}) is told otherwise in {one.directory}: {', '.join(different)}",
            source=SOURCE,
            found=str(other.directory),
            allowed="directories that agree; make the run anew in a directory of its own to see "
            "which is right",
        )


def _same(one: Any, other: Any) -> bool:
    """Whether two tables hold the same bits; NaN is the same as itself."""
    if one.schema != other.schema or one.num_rows != other.num_rows:
        return False
    return bool(repr(one.to_pylist()) == repr(other.to_pylist()))
