"""Plans for tests of sweeps, and how to run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from experiments.engine import Store, Tally, execute
from experiments.sweep.plan import read_plan
from experiments.sweep.question import Sweep, sweep_of
from experiments.sweep.work import KIND, WORK
from tests.support.workers_here import WorkersHere

SMALL: dict[str, Any] = {"people": 300, "weeks": 12, "set": {"horizon.burn_in_weeks": 8}}


def plan_file(folder: Path, name: str = "plan.yaml", **parts: Any) -> Path:
    """A plan of a small town, with these parts; JSON is YAML."""
    path = folder / name
    path.write_text(json.dumps(SMALL | parts))
    return path


def sweep(folder: Path, **parts: Any) -> Sweep:
    """The sweep of such a plan; code that it names is trusted."""
    return sweep_of(read_plan(str(plan_file(folder, **parts)), trust=True))


def run_here(given: Sweep, out: Path) -> Tally:
    """The sweep, done in this process."""
    with Store(out, kind=KIND, code=given.code) as store:
        return execute(store, WORK, given.common(), given.tasks(), workers=WorkersHere())


def rows(out: Path, table: str = "runs") -> list[dict[str, Any]]:
    """All rows of a table, in the order of the keys of their runs."""
    from pyarrow import parquet

    found = []
    for path in sorted((out / table).glob("*.parquet")):
        found += parquet.ParquetFile(path).read().to_pylist()
    return sorted(found, key=lambda row: row["key"])


def pieces(out: Path) -> dict[str, list[dict[str, Any]]]:
    """What every run has left, by table and key."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in ("runs", "groups", "weekly"):
        for row in rows(out, table):
            found.setdefault(f"{table}/{row['key']}", []).append(row)
    return found
