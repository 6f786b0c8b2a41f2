"""The engine: every run once, its piece whole, whatever happens to workers and files."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from experiments.engine import LocalWorkers, Store, address, execute
from experiments.engine.coordinator import of_another_version
from experiments.engine.worker import Stranger
from experiments.files.manifest import code_hash
from tests.support.cli_runner import ROOT
from tests.support.engine_work import KIND, WORK, damage_middle, harvest, pieces, statuses, tasks
from tests.support.workers_here import WorkersHere


def keys(given: list) -> list[str]:
    return [run.key for task in given for run in task.runs]


def test_results_do_not_depend_on_workers_or_order(tmp_path: Path) -> None:
    given = tasks(5, 3)
    tally = harvest(tmp_path / "two", given)
    assert (tally.done, tally.failed, tally.kept) == (15, 0, 0)
    harvest(tmp_path / "here", given[::-1], workers=WorkersHere())
    assert pieces(tmp_path / "two") == pieces(tmp_path / "here")
    assert len(pieces(tmp_path / "two")) == 30
    with Store(tmp_path / "two", kind=KIND, code=code_hash()) as store:
        rows = store.read("runs", keys(given)).to_pylist()
    assert [(row["field"], row["number"]) for row in rows] == [
        (field, number) for field in range(5) for number in range(3)
    ]


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    common = {"log": str(log)}
    few, many = tasks(2, 3), tasks(3, 4)
    harvest(tmp_path / "out", few, workers=WorkersHere(), common=common)
    assert sorted(log.read_text().split()) == sorted(keys(few))
    tally = harvest(tmp_path / "out", many, workers=WorkersHere(), common=common)
    assert (tally.kept, tally.done, tally.aside) == (6, 6, 0)
    assert sorted(log.read_text().split()) == sorted(keys(many))
    tally = harvest(tmp_path / "out", many, workers=WorkersHere(), common=common)
    assert (tally.kept, tally.done) == (12, 0)


def test_what_the_plan_does_not_have_lies_aside_and_comes_back(tmp_path: Path) -> None:
    many, few = tasks(3, 4), tasks(3, 1)
    harvest(tmp_path, many, workers=WorkersHere())
    before = pieces(tmp_path)
    tally = harvest(tmp_path, few, workers=WorkersHere())
    assert (tally.kept, tally.done, tally.aside) == (3, 0, 9)
    assert set(statuses(tmp_path)) == set(keys(few))
    assert sum(parquet.read_metadata(path).num_rows for path in (tmp_path / "runs").iterdir()) == 3
    tally = harvest(tmp_path, many, workers=WorkersHere())
    assert (tally.kept, tally.done, tally.aside) == (12, 0, 0)
    assert pieces(tmp_path) == before


def test_a_failed_run_is_a_row_and_is_tried_again(tmp_path: Path) -> None:
    given = tasks(3, 3, {(0, 1): "raise", (1, -1): "raise", (2, 0): "exit"})
    tally = harvest(tmp_path, given, workers=WorkersHere())
    assert (tally.done, tally.failed) == (4, 5)
    told = statuses(tmp_path)
    hail = told[given[0].runs[1].key]
    assert (hail["state"], hail["error_kind"], hail["error_message"]) == (
        "failed",
        "ValueError",
        "hail",
    )
    assert "in run" in hail["error_traceback"]
    assert {told[run.key]["error_message"] for run in given[1].runs} == {"barren"}
    assert told[given[2].runs[0].key]["error_kind"] == "SystemExit"
    tally = harvest(tmp_path, tasks(3, 3), workers=WorkersHere())
    assert (tally.kept, tally.done, tally.failed) == (4, 5, 0)
    harvest(tmp_path / "apart" / "undisturbed", tasks(3, 3), workers=WorkersHere())
    undisturbed = pieces(tmp_path / "apart" / "undisturbed")
    assert {name: pieces(tmp_path)[name] for name in undisturbed} == undisturbed


def test_a_worker_that_dies_costs_nothing_but_its_run(tmp_path: Path) -> None:
    log, once = tmp_path / "log", tmp_path / "once"
    common = {"log": str(log), "once": str(once)}
    given = tasks(3, 3, {(0, 1): "die", (1, 2): "die once", (2, -1): "die"})
    tally = harvest(tmp_path / "out", given, common=common)
    assert (tally.done, tally.failed, tally.deaths) == (5, 4, 3 + 1 + 3)
    told = statuses(tmp_path / "out")
    died = [given[0].runs[1].key, *keys(given[2:])]
    assert {key for key, one in told.items() if one["state"] == "failed"} == set(died)
    assert {told[key]["error_kind"] for key in died} == {"WorkerDied"}
    assert "SIGKILL" in told[died[0]]["error_message"]
    assert "exit code 5" in told[died[1]]["error_message"]
    done = log.read_text().split()
    assert {key: done.count(key) for key in keys(given[:2])} == {
        **dict.fromkeys(keys(given[:2]), 1),
        died[0]: 3,
        given[1].runs[2].key: 2,
    }


def noted_and_killed(out: Path, given: list[Any]) -> None:
    """Leave a directory as a command does that was killed after so many runs."""
    shutil.rmtree(out, ignore_errors=True)
    store = Store(out, kind=KIND, code=code_hash())
    with store:
        assert execute(store, WORK, {}, given, workers=WorkersHere()).done
        journal = store._main.path.read_bytes()
    for path in [*out.glob("*/part-*.parquet")]:
        path.unlink()
    (out / "parts.json").unlink()
    store.parts.begin()
    (out / "journal" / "main.journal").write_bytes(journal)


def test_the_journal_of_a_killed_command_is_gone_on_with(tmp_path: Path) -> None:
    given = tasks(3, 2)
    harvest(tmp_path / "whole", given, workers=WorkersHere())
    noted_and_killed(tmp_path / "out", given)
    assert pieces(tmp_path / "out") == pieces(tmp_path / "whole")
    journal = tmp_path / "out" / "journal" / "main.journal"
    data = journal.read_bytes()
    # A worker's own journal, and records that were cut short or changed.
    for cut, kept in ((len(data), 6), (len(data) - 1, 5), (len(data) // 2, 2), (1, 0), (0, 0)):
        journal.write_bytes(b"")
        journal.with_name("order-1-1-here-2.journal").write_bytes(data[:cut])
        tally = harvest(tmp_path / "out", given, workers=WorkersHere())
        assert tally.kept >= kept
        assert tally.kept + tally.done == 6
        assert pieces(tmp_path / "out") == pieces(tmp_path / "whole")
        noted_and_killed(tmp_path / "out", given)


def test_a_journal_that_was_changed_is_told(tmp_path: Path) -> None:
    given = tasks(3, 2)
    noted_and_killed(tmp_path, given)
    damage_middle(tmp_path / "journal" / "main.journal")
    with Store(tmp_path, kind=KIND, code=code_hash()) as store:
        assert [note for note in store.notes if "main.journal" in note]
        tally = execute(store, WORK, {}, given, workers=WorkersHere())
    assert 0 < tally.kept < 6
    assert tally.kept + tally.done == 6


@pytest.mark.parametrize("at", range(1, 9))
def test_killed_between_any_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """While runs of the journal become a part and another part goes: nothing is lost or twice."""
    given = tasks(3, 2, {(0, 0): "raise"})
    harvest(tmp_path / "whole", tasks(3, 2), workers=WorkersHere())
    out = tmp_path / "out"
    harvest(out, given[:2], workers=WorkersHere())
    replace, calls = os.replace, []

    class Killed(BaseException):
        pass

    def killed(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) > at:
            raise Killed
        replace(source, target)

    store = Store(out, kind=KIND, code=code_hash())
    store.__enter__()
    execute(store, WORK, {}, tasks(3, 2), workers=WorkersHere(), keep=True)
    monkeypatch.setattr(os, "replace", killed)
    with contextlib.suppress(Killed):
        store.pack()
    monkeypatch.undo()
    assert store._lock is not None
    store._lock.release()
    rows = [
        row
        for path in (out / "runs").glob("part-*.parquet")
        for row in parquet.ParquetFile(path).read(["field", "number"]).to_pylist()
    ]
    assert len({(row["field"], row["number"]) for row in rows}) == len(rows)
    tally = harvest(out, tasks(3, 2), workers=WorkersHere())
    assert (tally.kept, tally.done) == (6, 0)
    assert pieces(out) == pieces(tmp_path / "whole")


def test_leftovers_of_killed_workers_are_removed(tmp_path: Path) -> None:
    given = tasks(1, 1)
    harvest(tmp_path, given, workers=WorkersHere())
    leftovers = [
        tmp_path / "runs" / ".part-000009.parquet.partial",
        tmp_path / ".plan.7.partial",
        tmp_path / "runs" / "part-000009.parquet",
    ]
    for path in leftovers:
        path.write_bytes(b"half")
    harvest(tmp_path, given, workers=WorkersHere())
    assert not any(path.exists() for path in leftovers)


@pytest.mark.slow
def test_workers_end_with_their_coordinator(tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\n"
        "from tests.support.engine_work import harvest, tasks\n"
        "if __name__ == '__main__':\n"
        "    harvest(Path(sys.argv[1]), tasks(20, 20), common={'seconds': 0.2})\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "out")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    out = tmp_path / "out"
    until(lambda: out.is_dir() and statuses(out))
    workers = {status["process"] for status in statuses(out).values()}
    process.kill()
    process.wait()
    until(lambda: not any(is_alive(pid) for pid in workers))
    assert harvest(tmp_path / "out", tasks(20, 20), workers=WorkersHere()).kept >= 1


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_addresses_follow_from_what_they_are_of() -> None:
    assert address("a", {"x": 1, "y": 0.1}) == address("a", {"x": 1, "y": 0.1})
    assert address("a", {"x": 1}) != address("a", {"x": 1.0})
    assert address("ab") != address("a", "b")
    with pytest.raises(ValueError, match="Out of range"):
        address(float("nan"))


def test_two_runs_with_one_key_are_refused(tmp_path: Path) -> None:
    with (
        Store(tmp_path / "out", kind=KIND, code=code_hash()) as store,
        pytest.raises(ValueError, match="same key"),
    ):
        execute(store, WORK, {}, [*tasks(1, 1), *tasks(1, 1)], workers=WorkersHere())


def test_workers_share_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPSEEK_THREADS", "6")
    assert (LocalWorkers().free, LocalWorkers().threads) == (6, 1)
    assert (LocalWorkers(2).free, LocalWorkers(2).threads) == (2, 3)
    assert (LocalWorkers(8).free, LocalWorkers(8).threads) == (8, 1)


@pytest.mark.parametrize(
    ("here", "says"),
    [
        (True, r"simulation: version: the code of the model was changed while the command ran"),
        (False, r"--cluster: code: the worker on other has another version of the model"),
    ],
)
def test_a_worker_of_another_version_is_told_where_it_is(here: bool, says: str) -> None:
    error = of_another_version(Stranger("b" * 64, "other"), "a" * 64, here=here)
    assert re.match(says, str(error))
    assert "found 'bbbbbbbbbbbbbbbb'; allowed: aaaaaaaaaaaaaaaa" in str(error)
