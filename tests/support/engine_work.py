"""Work for tests of the engine: small, and as bad as one asks it to be."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.engine import (
    Failure,
    LocalWorkers,
    Run,
    Store,
    Tally,
    Task,
    Work,
    address,
    execute,
)
from experiments.engine.columns import column
from experiments.engine.pieces import Pieces
from experiments.files.manifest import code_hash

if TYPE_CHECKING:
    import pyarrow as pa

WORK = "tests.support.engine_work:Harvest"
KIND = "helpseek harvest 1"


class Harvest(Work):
    """Gives its number and that of its field; ``does`` says what else happens in a run."""

    def prepare(self, shared: Mapping[str, Any], threads: int) -> int:
        if shared.get("does") == "raise":
            raise RuntimeError("barren")
        if shared.get("does") == "die":
            os._exit(5)
        return int(shared["field"])

    def run(self, prepared: int, what: Mapping[str, Any]) -> Mapping[str, pa.Table]:
        does = what.get("does")
        if "log" in self.common:
            with open(self.common["log"], "a", encoding="utf-8") as log:
                log.write(f"{what['key']}\n")
        if does == "raise":
            raise ValueError("hail")
        if does == "exit":
            sys.exit("enough")
        if does == "die":
            os.kill(os.getpid(), 9)
        if does == "die late":
            time.sleep(1.0)
            os.kill(os.getpid(), 9)
        if does == "die once" and not Path(self.common["once"]).exists():
            Path(self.common["once"]).touch()
            os.kill(os.getpid(), 9)
        time.sleep(self.common.get("seconds", 0.0))
        return {"runs": table(prepared, what, "done"), "more": table(prepared, what, "more")}

    def failed(
        self, shared: Mapping[str, Any], what: Mapping[str, Any], failure: Failure
    ) -> Mapping[str, pa.Table]:
        return {"runs": table(shared["field"], what, failure.kind)}


def table(field: int, what: Mapping[str, Any], state: str) -> pa.Table:
    import pyarrow as pa

    return pa.table(
        {
            "field": column([field], "int64"),
            "number": column([what["number"]], "int64"),
            "state": column([state], "string"),
            "load": column(["x" * what.get("size", 0)], "string"),
        }
    )


def tasks(
    fields: int, runs: int, does: Mapping[tuple[int, int], str] | None = None, size: int = 0
) -> list[Task]:
    """Tasks of some runs each; ``does`` by field and run, or by field and -1 for preparing."""
    found = []
    for field in range(fields):
        made = []
        for number in range(runs):
            key = address("harvest", field, number, size)
            what = {"key": key, "number": number, "size": size}
            made.append(Run(key, {**what, "does": (does or {}).get((field, number))}))
        found.append(Task({"field": field, "does": (does or {}).get((field, -1))}, tuple(made)))
    return found


def harvest(
    out: Path,
    given: Sequence[Task],
    *,
    workers: Any = None,
    common: Mapping[str, Any] | None = None,
) -> Tally:
    with Store(out, kind=KIND, code=code_hash()) as store:
        return execute(store, WORK, common or {}, given, workers=workers or LocalWorkers(2))


def pieces(out: Path) -> dict[str, str]:
    """What every run has left, by table and key, without how it came about and where it lies;
    as text, so that what is no number equals itself."""
    kept = Pieces(out)
    found = {}
    for key in sorted(kept.known()):
        for table in kept.tables():
            with contextlib.suppress(KeyError):  # a run need not have every table
                found[f"{table}/{key}"] = repr(kept.read(table, [key]).to_pylist())
    return found


def statuses(out: Path) -> dict[str, dict[str, Any]]:
    """How every run has ended, by key."""
    return {one["key"]: one for one in Pieces(out).statuses().to_pylist()}


def files(out: Path) -> dict[str, bytes]:
    """All files of parts, by their paths."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.glob("*/part-*.parquet"))
    }


def alter_and_sum_up(
    out: Path, table: str, change: Callable[[pa.Table], pa.Table], part: int = 1
) -> None:
    """Change a table of a part, and all checksums so that they fit."""
    from pyarrow import parquet

    from experiments.engine import parts

    index = json.loads((out / "parts.json").read_text())
    del index["checksum"]
    told = next(one for one in index["parts"] if one["name"] == f"part-{part:06d}")
    path = out / table / f"{told['name']}.parquet"
    data = parts.encoded(change(parquet.ParquetFile(path).read()))
    path.write_bytes(data)
    told["files"][table] |= parts.sums_of(data)
    (out / "parts.json").write_text(json.dumps({**index, "checksum": parts._checksum(index)}))


def damage_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def damage_middle(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
