"""Sweeps as they are run: rows, resuming and extending, SQL, the commands."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.commands.settings import scenario_of
from experiments.run.study import Run, simulated
from experiments.sweep.estimate import Cost, Estimate, Load
from experiments.sweep.query import opened
from experiments.sweep.work import SweepWork
from simulation.errors import InputError
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.told import breakdown, outcomes
from simulation.population.columns import SEXES
from tests.support.cli_runner import everything_in, helpseek, refused
from tests.support.engine_work import alter_and_sum_up
from tests.support.sweep_plans import SMALL, pieces, plan_file, rows, run_here, sweep

LEVERS = {"leap": ["off", {"coverage": 0.7, "start": 2}], "subsidy": ["off", "on"]}
MINE = '''
from simulation.strategies.base import Strategy

class Mine(Strategy):
    """Fails in week 3 where it reaches more than half."""

    def modifiers(self, town, week, reached):
        if week == 3 and self.coverage > 0.5:
            raise ZeroDivisionError("too far")
        yield "intention", 0.5
'''


def test_a_run_of_a_sweep_is_the_run_alone(tmp_path: Path) -> None:
    """Though the burn-in was shared, and other policies were lived through before."""
    given = sweep(
        tmp_path,
        uncertainties={"onset_rate": [0.3]},
        levers=LEVERS,
        seeds=[4],
        by=["sex"],
        weekly=True,
        strategies=["reminders"],
    )
    run_here(given, tmp_path / "out")
    (row,) = [row for row in rows(tmp_path / "out") if row["subsidy"] and row["leap"] != "off"]
    settings = ["onset_rate=0.3", "horizon.burn_in_weeks=8", "strategies.leap.coverage=0.7"]
    scenario = scenario_of(
        "town",
        people=300,
        weeks=12,
        strategies=["reminders", "leap", "subsidy"],
        settings=[*settings, "strategies.leap.start=2"],
    )
    town = simulated(Run(scenario=scenario, seed=4))
    alone = {name: None if value != value else value for name, value in outcomes(town).items()}
    assert {name: row[name] for name in OUTCOMES} == alone
    assert (row["leap"], row["seed"], row["status"]) == ("coverage=0.7, start=2", 4, "done")
    groups = [each for each in rows(tmp_path / "out", "groups") if each["key"] == row["key"]]
    for found, expected in zip(groups, breakdown(town, ["sex"]), strict=True):
        assert found["group"] == expected["group"]
        assert {name: found[name] for name in OUTCOMES} == {
            name: None if expected[name] != expected[name] else expected[name] for name in OUTCOMES
        }
    weeks = [each for each in rows(tmp_path / "out", "weekly") if each["key"] == row["key"]]
    assert [each["stage_in_care"] for each in weeks] == [
        int(number) for number in town.history.series("stage_in_care", 12)
    ]


def test_extending_runs_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run = SweepWork.run

    def noting(self: SweepWork, prepared: Any, what: dict[str, Any]) -> Any:
        ran.append(what["key"])
        return run(self, prepared, what)

    monkeypatch.setattr(SweepWork, "run", noting)
    ranges = {"onset_rate": {"low": 0.1, "high": 0.4}}
    design = {"kind": "sobol", "points": 2}
    out = tmp_path / "out"
    first = {"uncertainties": ranges, "levers": {"leap": ["off", "on"]}, "design": design}
    run_here(sweep(tmp_path, **first, seeds=1), out)
    before = pieces(out)
    assert len(ran) == len(before) == 4
    wider = {**first, "design": {**design, "points": 4}, "seeds": 2}
    tally = run_here(sweep(tmp_path, **wider), out)
    assert (tally.kept, tally.done, len(ran)) == (4, 12, 16)
    assert len(set(ran)) == 16
    assert {name: pieces(out)[name] for name in before} == before
    assert len({(row["point"], row["seed"], row["leap"]) for row in rows(out)}) == 16
    tally = run_here(sweep(tmp_path, **first, seeds=1), out)
    assert (tally.kept, tally.aside, pieces(out) == before) == (4, 12, True)


def test_a_failing_strategy_fails_its_own_runs_only(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    given = sweep(tmp_path, levers={"mine.py:Mine": ["off", 0.2, 0.9]}, seeds=2)
    tally = run_here(given, tmp_path / "out")
    assert (tally.done, tally.failed) == (4, 2)
    for row in rows(tmp_path / "out"):
        failed = row["mine"] == 0.9
        assert row["status"] == ("failed" if failed else "done")
        assert (row["prevalence_12m"] is None) == failed
        assert (row["error_type"] == "InputError") == failed
        assert ("too far" in (row["error_message"] or "")) == failed
        assert ("in modifiers" in (row["error_traceback"] or "")) == failed
    with opened(tmp_path / "out") as found:
        assert found.rows("select mine, seed from failures order by seed") == [(0.9, 1), (0.9, 2)]


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("swept")
    given = sweep(
        folder,
        uncertainties={"onset_rate": [0.1, 0.3]},
        levers={"leap": ["off", "on"]},
        seeds=2,
        by=["sex"],
        weekly=["stage_in_care", "entries"],
    )
    run_here(given, folder / "out")
    (folder / "secret.csv").write_text("secret\n1\n")
    return folder / "out"


def test_query_reads_the_pieces(swept: Path) -> None:
    with opened(swept) as found:
        assert found.rows("select count(*), count(seconds), min(seconds) > 0 from runs") == [
            (8, 8, True)
        ]
        assert found.rows("select leap, count(*) from runs group by 1 order by 1") == [
            (False, 4),
            (True, 4),
        ]
        assert found.rows("select count(*) from failures") == [(0,)]
        assert found.rows("select count(*), sum(entries) >= 0 from weekly") == [(8 * 12, True)]
        assert found.rows('select count(distinct "group") from groups') == [(len(SEXES),)]
        assert found.rows("select count(*) from plan join status using (key)") == [(8,)]


HOSTILE = (
    "select * from '{file}'",
    "select * from '{runs}/*.parquet'",
    "select * from '{out}/store.json'",
    "select * from read_csv('{file}')",
    "select * from read_text('{file}')",
    "select * from read_blob('{out}/*')",
    "select * from read_json('{out}/store.json')",
    "select * from read_parquet('{runs}/*.parquet')",
    "select * from parquet_metadata('{runs}/*.parquet')",
    "select * from sniff_csv('{file}')",
    "select * from glob('{out}/*')",
    "select * from glob('/*')",
    "select (select content from read_text('{file}')) as secret, * from runs",
    "copy runs to '{out}/new.csv'",
    "copy (select 1) to 'mine.csv'",
    "copy runs from '{file}'",
    "with a as (copy runs to '{out}/store.json') select 1",
    "with a as (copy (select 42 as x) to '{out}/new.csv') select 1",
    "with a as (copy (select 'a' as x, 1 as y) to '{runs}' "
    "(format parquet, partition_by(x), overwrite true)) select 1",
    "with a as (delete from status) select * from a",
    "with a as (delete from runs returning *) select * from a",
    "with a as (update points set number = 0 returning *) select * from a",
    "with a as (insert into status (key) values ('x') returning *) select * from a",
    "with a as materialized (with b as (copy runs to '{out}/new.csv') select 1) select * from a",
    "select * from (with a as (copy runs to '{out}/new.csv') select 1)",
    "attach '{out}/new.db'",
    "attach '{out}/new.db' as new; create table new.t as select 1",
    "install httpfs",
    "load httpfs",
    "select * from read_csv('https://127.0.0.1:1/x.csv')",
    "select * from 's3://bucket/x.parquet'",
    "set enable_external_access = true",
    "set memory_limit = '900GB'",
    "set variable x = 1",
    "pragma enable_profiling",
    "pragma profiling_output = '{out}/profile.json'",
    "call enable_logging(storage = 'file', storage_path = '{out}/log')",
    "select * from enable_logging(storage = 'file', storage_path = '{out}/log')",
    "create table mine as select * from runs",
    "create or replace view runs as select 1",
    "create temp table mine as select 1",
    "create persistent secret s (type http)",
    "drop view runs",
    "delete from status",
    "update status set key = 'x'",
    "truncate status",
    "alter view runs rename to mine",
    "export database '{out}/here'",
    "import database '{out}'",
    "begin",
    "commit",
    "checkpoint",
    "vacuum",
    "use memory",
    "prepare mine as select 1",
    "select 1; select 2",
    "select 1; copy runs to '{out}/new.csv'",
    "explain analyze copy runs to '{out}/new.csv'",
    "explain select 1",
    "select getenv('HOME')",
    "select * from query('copy runs to ''{out}/new.csv''')",
    "select * from query('select * from read_text(''{file}'')')",
    "select * from pandas_scan(null)",
    "select * from arrow_scan(null, null, null)",
    "select repeat('x', 1000) || range from range(1000000000) order by 1 desc",
    " ",
    "-- nothing",
    "select nothing from runs",
    "select * from nowhere",
    "selec * from runs",
    "select 1/'a' from runs",
)


def test_query_does_nothing_else(
    swept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever the version of DuckDB takes for a query: no file is read, written or removed."""
    from experiments.sweep import query

    monkeypatch.setattr(query, "_MOST_MEMORY", 100_000_000)
    monkeypatch.chdir(tmp_path)
    before = everything_in(swept.parent)
    names = {"out": swept, "runs": swept / "runs", "file": swept.parent / "secret.csv"}
    with query.opened(swept) as found:
        for sql in HOSTILE:
            with pytest.raises(InputError, match=r"^query: "):
                found.rows(sql.format(**names))
            assert found.rows("select count(*) from runs") == [(8,)], sql
    for sql in HOSTILE[::9]:
        said = helpseek("query", "--", sql.format(**names), swept)
        assert len(refused(said).strip().splitlines()) == 1, sql
        assert said.err.startswith("helpseek: query: "), said.err
        assert "secret" not in said.out
    assert everything_in(swept.parent) == before
    assert everything_in(tmp_path) == {}


def test_an_endless_query_is_shown_in_part_and_ends_with_ctrl_c(swept: Path) -> None:
    endless = "with recursive t as (select 1 as x union all select x + 1 from t) select {} from t"
    said = helpseek("query", endless.format("*"), swept, "--rows", "5")
    assert said.code == 0
    assert "the first 5 rows" in said.out
    timer = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGINT])
    timer.start()
    said = helpseek("query", endless.format("count(*)"), swept)
    timer.join()
    assert (said.code, said.out) == (130, "")
    assert "stopped" in said.err


def test_query_believes_no_part_that_was_changed(swept: Path, tmp_path: Path) -> None:
    def asked(spoil: Callable[[Path], object]) -> str:
        out = Path(shutil.copytree(swept, tmp_path / "out", dirs_exist_ok=True))
        spoil(out)
        said = refused(helpseek("query", "select count(*) from runs", out))
        shutil.rmtree(out)
        return said

    def one_byte(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))

    def spoilt(name: str) -> None:
        assert name in asked(lambda out: one_byte(out / name))
        assert name in asked(lambda out: (out / name).unlink())

    for table in ("runs", "groups", "weekly", "status"):
        spoilt(f"{table}/part-000001.parquet")
    assert "parts.json: is damaged" in asked(lambda out: one_byte(out / "parts.json"))
    assert "older" in asked(lambda out: (out / "parts.json").unlink())
    asked(lambda out: alter_and_sum_up(out, "runs", lambda table: table.slice(2)))


def test_query_command(swept: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    said = helpseek("query", "select * from runs order by key", swept, "--csv", file)
    assert (said.code, said.out) == (0, f"8 rows in {file}\n")
    with file.open(newline="") as text:
        read = list(csv.DictReader(text))
    assert [row["key"] for row in read] == [row["key"] for row in rows(swept)]
    assert [float(row["prevalence_12m"]) for row in read] == [
        row["prevalence_12m"] for row in rows(swept)
    ]
    said = helpseek("query", "select seed, leap from runs", swept, "--rows", "4")
    assert said.code == 0
    assert said.out.count("true") + said.out.count("false") == 4
    assert "nothing/rows.csv" in refused(
        helpseek("query", "select 1", swept, "--csv", tmp_path / "nothing" / "rows.csv")
    )
    assert "holds no sweep" in refused(helpseek("query", "select 1", tmp_path))


def test_pieces_are_read_by_pandas_and_polars(swept: Path) -> None:
    import pandas as pd

    frame = pd.read_parquet(swept / "runs")
    assert len(frame) == 8
    assert frame.groupby("leap")["prevalence_12m"].mean().notna().all()
    polars = pytest.importorskip("polars")
    assert len(polars.read_parquet(str(swept / "runs" / "*.parquet"))) == 8
    assert len(polars.read_parquet(str(swept / "status" / "*.parquet"))) == 8


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE)
    levers = {"policy": {"nothing": [], "mine": [{"name": "mine.py:Mine", "coverage": 1.0}]}}
    plan_file(tmp_path, "small.yaml", levers={"leap": ["off", "on"]}, seeds=2)
    said = helpseek("sweep", "small.yaml", "--dry-run")
    assert said.code == 0, said
    assert "4 runs, 0 of them done" in said.out
    assert "on disk, in results/sweep-small" in said.out
    assert "s of processor time" in said.out
    assert "as busy as it is" in said.out
    assert not (tmp_path / "results").exists()
    plan_file(tmp_path, "small.yaml", levers=levers, seeds=2, outcomes=["prevalence_12m"])
    said = helpseek("sweep", "small.yaml", "--workers", "1", "--trust")
    assert said.code == 0, said
    for words in ("2 runs done; 2 failed", "too far", "Means over points", "sweep-small/runs"):
        assert words in said.out
    assert "runs code from" in said.err
    told = json.loads((tmp_path / "results" / "sweep-small" / "manifest.json").read_text())
    assert told["runs"] == 4
    assert [record["role"] for record in told["inputs"]] == ["strategy"]
    said = helpseek("sweep", "small.yaml", "--workers", "1", "--trust")
    assert "0 runs done; 2 failed; 2 done before" in said.out
    assert helpseek("query", "select count(*) from runs").code == 0
    assert "not installed" not in refused(
        helpseek("sweep", "small.yaml", "--cluster", "nonsense://1")
    )
    for wrong in (["--workers", "0"], ["--workers", "2", "--cluster", "tcp://127.0.0.1:1"]):
        refused(helpseek("sweep", "small.yaml", *wrong))
    refused(helpseek("sweep", "nothing.yaml"))


def test_paths_in_a_plan_are_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ties.csv").write_text(
        "source,target\n" + "".join(f"{i},{i + 1}\n" for i in range(50))
    )
    (tmp_path / "world.yaml").write_text("extends: town\nnetwork: {file: ties.csv}\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    parts = {"weeks": 3, "set": SMALL["set"], "people": None}
    by_world = sweep(tmp_path, world="world.yaml", **parts)
    settings = {**SMALL["set"], "network.file": "ties.csv", "population.people": None}
    by_setting = sweep(tmp_path, **{**parts, "set": settings})
    keys = [
        [run.key for task in one.tasks() for run in task.runs] for one in (by_world, by_setting)
    ]
    assert keys[0] == keys[1]
    assert run_here(by_world, tmp_path / "out").done == 1
    (tmp_path / "ties.csv").write_text(
        "source,target\n" + "".join(f"{i},{i + 2}\n" for i in range(50))
    )
    again = sweep(tmp_path, world="world.yaml", **parts)
    assert [run.key for task in again.tasks() for run in task.runs] != keys[0]
    os.unlink(tmp_path / "ties.csv")
    with pytest.raises(InputError, match=r"ties\.csv"):
        sweep(tmp_path, world="world.yaml", **parts).tasks()


def estimated(**more: Any) -> Estimate:
    """An estimate of 100 runs in 10 tasks, on two free processors unless something else is said."""
    told: dict[str, Any] = {
        "done": 0,
        "left": 100,
        "tasks": 10,
        "run": Cost(0.5, 0.5, 4096.0),
        "shared": Cost(2.0, 2.0),
        "workers": 2,
        "threads": 1,
        "load": Load(2, 0.0),
    }
    return Estimate(**(told | more))


def test_estimates_are_ranges_that_a_busy_machine_widens() -> None:
    """What others do, and what they slow down, moves the upper end alone."""
    least, most = estimated().seconds
    assert least == pytest.approx(3.0 + (100 * 0.5 + 10 * 2.0) / 2)
    assert least < most < 1.5 * least
    slowed = estimated(run=Cost(0.5, 2.0, 4096.0), shared=Cost(2.0, 8.0))
    crowded = estimated(load=Load(2, 6.0))
    for busy in (slowed, crowded):
        assert busy.seconds[0] == least
        assert 3.5 * least < busy.seconds[1] < 5.5 * least
    # More workers than processors bring nothing but crowding of their own.
    assert estimated(workers=10).seconds[0] > 0.9 * least
    assert estimated(workers=1).seconds[0] == pytest.approx(3.0 + 70.0)
    assert estimated(left=0, tasks=0).seconds == (0.0, 0.0)


def test_estimates_measure_processor_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does something else four fifths of the time: clocks go, work does not."""
    from experiments.engine.pieces import Pieces
    from experiments.sweep import estimate

    clocks = {"elapsed": 0.0, "processor": 0.0}

    def passes(*_: Any, **__: Any) -> Any:
        clocks["elapsed"] += 5.0
        clocks["processor"] += 1.0
        return {}

    monkeypatch.setattr(estimate, "perf_counter", lambda: clocks["elapsed"])
    monkeypatch.setattr(estimate, "process_time", lambda: clocks["processor"])
    monkeypatch.setattr(estimate.SweepWork, "prepare", passes)
    monkeypatch.setattr(estimate.SweepWork, "run", passes)
    plan = sweep(tmp_path, levers={"leap": ["off", "on"]}, seeds=6)
    found = estimate.estimate(plan, Pieces(tmp_path / "none"), 1, 1)
    assert (found.run.processor, found.run.elapsed) == (1.0, 5.0)
    assert found.seconds[0] == pytest.approx(3.0 + found.left + found.tasks)
    assert found.seconds[1] > 4.0 * found.seconds[0]
