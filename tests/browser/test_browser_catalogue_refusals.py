"""Results in the browser: what is refused, what leads elsewhere, and limits."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pytest

from experiments.browser.catalogue import answers, sums
from experiments.files.results import write_table
from tests.support.browser_results import COUNT, Asking, fresh, refused, spread_out

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no such table": ({"table": "../../etc/passwd", "measures": COUNT}, "table"),
    "plan is machinery": ({"table": "plan", "measures": COUNT}, "table"),
    "no such column": ({"table": "people", "columns": ["agee"]}, "columns.0"),
    "sql as a column": ({"table": "people", "columns": ['age" from rows; --']}, "columns.0"),
    "an expression": ({"table": "people", "columns": ["count(*)"]}, "columns.0"),
    "rows and measures": ({"table": "people", "columns": ["age"], "measures": COUNT}, "question"),
    "neither": ({"table": "people"}, "question"),
    "unknown key": ({"table": "people", "measures": COUNT, "sql": "select 1"}, "question.sql"),
    "unknown statistic": (
        {"table": "people", "measures": [{"statistic": "eval"}]},
        "question.measures.0.statistic",
    ),
    "mean of a text": (
        {"table": "people", "measures": [{"statistic": "mean", "column": "sex"}]},
        "measures.0",
    ),
    "bins of a text": (
        {"table": "people", "group": [{"column": "sex", "bins": 3}], "measures": COUNT},
        "group.0.bins",
    ),
    "too many bins": (
        {"table": "people", "group": [{"column": "age", "bins": 10**9}], "measures": COUNT},
        "question.group.0.bins",
    ),
    "too many rows": ({"table": "people", "columns": ["age"], "limit": 10**6}, "question.limit"),
    "a text beside a number": (
        {
            "table": "people",
            "measures": COUNT,
            "where": [{"column": "age", "is": ">", "value": "old"}],
        },
        "where.0.value",
    ),
    "truth beside a number": (
        {
            "table": "people",
            "measures": COUNT,
            "where": [{"column": "age", "is": ">", "value": True}],
        },
        "where.0.value",
    ),
    "beyond all numbers": (
        {
            "table": "people",
            "measures": COUNT,
            "where": [{"column": "age", "is": ">", "value": 10**400}],
        },
        "where.0.value",
    ),
    "order of texts": (
        {
            "table": "people",
            "measures": COUNT,
            "where": [{"column": "sex", "is": "<", "value": "m"}],
        },
        "where.0.is",
    ),
    "sorted by what is not asked": (
        {"table": "people", "columns": ["age"], "sort": [{"column": "sex"}]},
        "sort.0.column",
    ),
    "quantile without its share": (
        {"table": "people", "measures": [{"statistic": "quantile", "column": "age"}]},
        "question.measures.0",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_questions_that_do_not_fit_are_refused(asking: Asking, name: str) -> None:
    question, field = BAD[name]
    told = refused(asking.asked("one run", **question), 404 if field == "table" else 400)
    assert told["field"] == field


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 5_000, '"' + "x" * 9_000, "{}"])
def test_what_is_no_question_is_refused(asking: Asking, text: str) -> None:
    refused(asking.get(f"{asking.id('one run')}/question?ask={quote(text)}"), 400)


# What leads elsewhere


def test_links_are_not_followed(copied: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    shutil.copytree(copied / "one run", secret)
    run = copied / "one run"
    (copied / "elsewhere").symlink_to(secret)
    (run / "linked.parquet").symlink_to(secret / "people.parquet")
    (run / "listed.csv").symlink_to(secret / "breakdown.csv")
    (run / "figures" / "linked.png").symlink_to(secret / "figures" / "care.png")
    (run / "report.html").unlink()
    (run / "report.html").symlink_to(secret / "report.html")
    (run / "summary.json").unlink()
    (run / "summary.json").symlink_to(secret / "summary.json")
    linked = copied / "linked manifest"
    linked.mkdir()
    (linked / "manifest.json").symlink_to(secret / "manifest.json")
    swept = copied / "swept"
    shutil.move(swept / "weekly", tmp_path / "weekly")
    (swept / "weekly").symlink_to(tmp_path / "weekly")
    asking = fresh(copied)
    entries = asking.entries()
    assert "elsewhere" not in entries
    assert "link" in entries["linked manifest"]["note"]
    told = asking.detail("one run")
    assert not {"linked", "listed"} & {table["name"] for table in told["tables"]}
    assert "linked" not in {figure["name"] for figure in told["figures"]}
    assert not told["report"]
    assert told["problems"]
    assert not told["found"]
    refused(asking.get(f"{asking.id('one run')}/report"), 404)
    refused(asking.get(f"{asking.id('one run')}/figures/linked.png"), 404)
    refused(asking.asked("one run", table="linked", measures=COUNT), 404)
    refused(asking.asked("swept", table="weekly", measures=COUNT), 404)
    run_id = asking.id("one run")
    shutil.move(run, tmp_path / "moved")
    run.symlink_to(tmp_path / "moved")
    refused(asking.get(run_id), 404)


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../..",
        "%2e%2e%2f%2e%2e",
        "..%5c..",
        "one%20run",
        "study/compared",
        "%00",
        "0000000000000000",
        "{id}/tables/..%2f..%2fetc%2fpasswd.csv",
        "{id}/tables/manifest.csv",
        "{id}/figures/..%2freport.png",
        "{id}/figures/%2e%2e.svg",
        "{id}/figures/care.gif",
        "{id}/manifest.json",
        "x" * 3_000,
    ],
)
def test_paths_that_lead_elsewhere_are_refused(asking: Asking, path: str) -> None:
    answer = asking.get(path.replace("{id}", asking.id("one run")))
    if path in ("..", "../.."):  # clients take these away themselves
        assert answer.status_code == 404
        return
    refused(answer, 404)


def test_other_methods_change_nothing(asking: Asking, made: Path) -> None:
    before = spread_out(made)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        path = f"/api/results/{asking.id('one run')}"
        assert asking.client.request(method, path).status_code in (404, 405)
    assert spread_out(made) == before


def test_files_that_are_none_do_not_hang(copied: Path) -> None:
    run = copied / "one run"
    os.mkfifo(run / "pipe.parquet")
    (run / "manifest.json").unlink()
    os.mkfifo(run / "manifest.json")
    (run / "broken.parquet").write_bytes(b"PAR1" + b"\0" * 100)
    (run / "empty.csv").write_text("")
    asking = fresh(copied)
    told = asking.detail("one run")
    assert not told["entry"]["complete"]
    assert "pipe" not in {table["name"] for table in told["tables"]}
    assert {problem["field"] for problem in told["problems"]} == {"broken.parquet", "empty.csv"}
    refused(asking.asked("one run", table="broken", measures=COUNT), 422)


def test_parquet_that_lies_is_refused(copied: Path) -> None:
    path = copied / "one run" / "people.parquet"
    data = bytearray(path.read_bytes())
    data[2_000:60_000] = os.urandom(58_000)
    path.write_bytes(bytes(data))
    refused(fresh(copied).asked("one run", table="people", columns=["age", "trust", "income"]), 422)


# Limits


def test_what_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big").mkdir()
    (tmp_path / "big" / "manifest.json").write_text('{"format": "helpseek run 1"}')
    values = np.random.default_rng(1).random(4_000_000)
    write_table(pa.table({"a": values, "b": values[::-1].copy()}), tmp_path / "big" / "t.parquet")
    monkeypatch.setattr(sums, "SECONDS", 0.05)
    begun = time.perf_counter()
    answer = fresh(tmp_path).asked(
        "big",
        table="t",
        group=[{"column": "a"}, {"column": "b"}],
        measures=[{"statistic": "median", "column": "a"}],
    )
    assert time.perf_counter() - begun < 15.0
    assert refused(answer, 503)["problem"].startswith("takes too")


def test_who_comes_when_all_are_at_work_is_told_to_come_again(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, done = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> None:
        begun.release()
        assert done.wait(30.0)
        raise KeyError("nothing")

    with fresh(made).client as client:
        identity = client.get("/api/results/").json()["entries"][0]["id"]
        monkeypatch.setattr(answers, "details", slow)
        monkeypatch.setattr(answers, "WAITING", 0.3)
        statuses: list[int] = []

        def get() -> None:
            statuses.append(client.get(f"/api/results/{identity}").status_code)

        threads = [threading.Thread(target=get) for _ in range(answers.AT_ONCE)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert begun.acquire(timeout=30.0)
        told = refused(client.get("/api/results/"), 503)
        assert told["allowed"] == "ask again"
        done.set()
        for thread in threads:
            thread.join(30.0)
        assert statuses == [500] * answers.AT_ONCE  # a fault of ours, told without a traceback
        assert client.get("/api/results/").status_code == 200


def test_a_fault_is_told_as_one(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = asking.id("one run")

    def broken(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr(answers, "details", broken)
    answer = asking.get(identity)
    refused(answer, 500)
    assert "secret" not in answer.text
