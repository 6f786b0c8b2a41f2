"""Kept: how many of the runs that were planned in a directory are done, as its files tell."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from experiments.engine.pieces import Pieces
from experiments.engine.store import PLAN, RECORD
from simulation.errors import InputError


class Kept(NamedTuple):
    """Runs that are done, runs that failed, and all that were planned so far."""

    done: int
    failed: int
    of: int


def kept_in(directory: Path) -> Kept | None:
    """Count the runs of the store in a directory, or in a folder of it; None where there is no
    store, or no plan in it yet, or one that cannot be read.

    To be called when nobody writes there any more: the count is then exact.
    """
    import pyarrow as pa
    from pyarrow import parquet

    folders = [directory, *(path for path in _inside(directory) if path.is_dir())]
    store = next((path for path in folders if (path / RECORD).is_file()), None)
    if store is None:
        return None
    try:
        keys = set(parquet.read_table(store / PLAN, columns=["key"])["key"].to_pylist())
        pieces = Pieces(store)
        states = [pieces.state(key) for key in keys]
    except (OSError, InputError, pa.ArrowException):
        return None
    return Kept(states.count("done"), states.count("failed"), len(keys))


def _inside(directory: Path) -> list[Path]:
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []
