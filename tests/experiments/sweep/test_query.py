"""``helpseek query``: SQL over the pieces of a sweep, which reads them and does nothing else."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.sweep.query import opened
from simulation.errors import InputError
from simulation.population.columns import SEXES
from tests.support.cli_runner import everything_in, helpseek, refused
from tests.support.engine_work import alter_and_sum_up
from tests.support.sweep_plans import rows, run_here, sweep


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
