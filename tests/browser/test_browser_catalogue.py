"""Results in the browser: what is listed, told, asked and refused, beside the files themselves."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pandas as pd
import pytest
from pyarrow import parquet

from experiments.browser.catalogue import listing
from experiments.measured.measures import MEASURES
from simulation.measures.outcomes import OUTCOMES
from simulation.population.columns import COLUMNS
from tests.support.browser_results import COUNT, Asking, fresh, refused, spread_out

# What is listed


def test_everything_is_listed_as_its_manifest_tells(asking: Asking, made: Path) -> None:
    entries = asking.entries()
    assert set(entries) == {"one run", "study/compared", "swept"}
    kinds = {name: entry["kind"] for name, entry in entries.items()}
    assert kinds == {"one run": "run", "study/compared": "comparison", "swept": "sweep"}
    for name, entry in entries.items():
        told = json.loads((made / name / "manifest.json").read_text())
        assert entry["complete"]
        assert not entry["note"]
        assert entry["world"] == told["scenario"]["name"]
        assert entry["people"] == 300
        assert entry["weeks"] == told["scenario"]["horizon"]["weeks"]
        assert entry["changed"] == pytest.approx((made / name / "manifest.json").stat().st_mtime)
    assert entries["study/compared"]["seeds"] == "seeds 1 to 3"
    assert entries["study/compared"]["what"] == "LEAP, Subsidy"
    assert entries["swept"]["what"] == "16 runs, 4 points"
    inside = [made / "one run", made / "one run" / "figures"]
    size = sum(
        path.stat().st_size for folder in inside for path in folder.iterdir() if path.is_file()
    )
    assert entries["one run"]["size"] == size


def test_what_is_no_result_is_not_listed(copied: Path) -> None:
    (copied / "notes").mkdir()
    (copied / "notes" / "text.txt").write_text("nothing")
    shutil.copytree(copied / "one run", copied / ".hidden")
    shutil.copytree(copied / "one run", copied / "a" / "b" / "c" / "too deep")
    (copied / "file").write_text("{}")
    assert set(fresh(copied).entries()) == {"one run", "study/compared", "swept"}


def test_what_is_broken_is_listed_with_what_is_wrong(copied: Path) -> None:
    shutil.copytree(copied / "one run", copied / "old")
    manifest = json.loads((copied / "old" / "manifest.json").read_text())
    (copied / "old" / "manifest.json").write_text(
        json.dumps({**manifest, "format": "helpseek run 0"})
    )
    for name, text in {"not json": "{", "a list": "[]", "deep": "[" * 100_000}.items():
        (copied / name).mkdir()
        (copied / name / "manifest.json").write_text(text)
    shutil.copytree(copied / "one run", copied / "no manifest")
    (copied / "no manifest" / "manifest.json").unlink()
    (copied / "large").mkdir()
    with (copied / "large" / "manifest.json").open("wb") as file:
        file.truncate(20_000_000)
    (copied / "foreign").mkdir()
    (copied / "foreign" / "manifest.json").write_text('{"name": "an app"}')
    next(iter((copied / "swept" / "runs").iterdir())).unlink()
    asking = fresh(copied)
    entries = asking.entries()
    assert entries["old"]["complete"]
    assert "another format (helpseek run 0)" in entries["old"]["note"]
    assert entries["old"]["kind"] == "run"
    assert entries["no manifest"]["kind"] == "run"
    assert "no manifest" in entries["no manifest"]["note"]
    assert "0 of 16 runs" in entries["swept"]["note"]
    assert "not one of Helpseek" in entries["foreign"]["note"]
    for name in ("not json", "a list", "deep", "large", "no manifest", "swept"):
        assert not entries[name]["complete"], name
        assert entries[name]["note"], name
    for entry in entries.values():  # and each of them opens
        assert asking.get(entry["id"]).status_code == 200
    assert asking.detail("old")["found"]["outcomes"]
    assert asking.detail("no manifest")["found"]["outcomes"]


def test_odd_names_do_no_harm(copied: Path) -> None:
    names = [
        "a'b\"c; drop",
        "up..%2f..",
        "naïve — ünïcode",
        "new\nline",
        "<script>",
        "*",
        "[o]ne run",
        "x" * 240,
    ]
    for name in names:
        shutil.copytree(copied / "one run", copied / name)
    shutil.copytree(copied / "one run", os.fsdecode(os.fsencode(copied) + b"/bytes-\xff\xfe"))
    asking = fresh(copied)
    entries = asking.entries()
    assert len(entries) == 3 + len(names) + 1
    for entry in entries.values():
        assert entry["name"].isprintable()
        assert len(entry["id"]) == 16
        assert asking.get(entry["id"]).status_code == 200
        count = {"table": "weekly", "measures": [{"statistic": "count"}]}
        if entry["kind"] == "run":
            answer = asking.get(f"{entry['id']}/question?ask={quote(json.dumps(count))}")
            assert answer.json()["rows"] == [[20]]


def test_thousands_of_directories_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = {"format": "helpseek run 1", "scenario": {"name": "town"}, "seed": 1}
    for number in range(2_000):
        (tmp_path / f"run-{number:04d}").mkdir()
        (tmp_path / f"run-{number:04d}" / "manifest.json").write_text(json.dumps(manifest))
    read: list[Path] = []
    before = listing.read_json

    def noting(path: Path) -> dict[str, Any]:
        read.append(path)
        return before(path)

    monkeypatch.setattr(listing, "read_json", noting)
    monkeypatch.setattr(listing, "_FRESH", 0.0)
    found = listing.Listing(tmp_path)
    assert len(found.entries()) == 2_000
    assert len(read) == 2_000
    assert len(found.entries()) == 2_000
    assert len(read) == 2_000
    changed = tmp_path / "run-0007" / "manifest.json"
    changed.write_text(json.dumps({**manifest, "people": 7}))
    assert next(entry for entry in found.entries() if entry.name == "run-0007").people == 7
    assert len(read) == 2_001
    shutil.rmtree(tmp_path / "run-0008")
    assert len(found.entries()) == 1_999
    monkeypatch.setattr(listing, "_MOST", 10)
    assert len(found.entries()) == 10
    assert found.left_out == 1_989


# What is told of one


def test_a_run_is_told_as_its_files_have_it(asking: Asking, made: Path) -> None:
    told = asking.detail("one run")
    summary = json.loads((made / "one run" / "summary.json").read_text())
    found = {row["name"]: row for row in told["found"]["outcomes"]}
    assert list(found) == [name for name in OUTCOMES if name in summary["outcomes"]]
    for name, value in summary["outcomes"].items():
        assert found[name]["value"] == value
        assert found[name]["definition"] == OUTCOMES[name].definition
    assert found["service_use_12m"]["published"] == pytest.approx(0.411)
    assert {row["name"]: row["value"] for row in told["found"]["reasons"]} == summary["reasons"]
    for table in told["tables"]:
        file = parquet.ParquetFile(made / "one run" / f"{table['name']}.parquet")
        assert table["rows"] == file.metadata.num_rows
        assert [column["name"] for column in table["columns"]] == file.schema_arrow.names
    manifest = json.loads((made / "one run" / "manifest.json").read_text())
    assert shlex.split(told["made"]["command"]) == manifest["command"]
    assert shlex.split(told["made"]["again"]) == ["helpseek", "rerun", str(made / "one run")]
    assert told["report"]
    assert not told["problems"]


def test_columns_are_told_in_words_of_the_model(asking: Asking) -> None:
    tables = {table["name"]: table for table in asking.detail("one run")["tables"]}
    for column in tables["people"]["columns"]:
        declared = COLUMNS[column["name"]]
        assert column["meaning"].lower() == declared.meaning.lower()
        if declared.categories:
            assert tuple(column["categories"]) == declared.categories
    untold = [column["name"] for column in tables["weekly"]["columns"] if not column["unit"]]
    assert not untold
    runs = {table["name"]: table for table in asking.detail("swept")["tables"]}["runs"]
    roles = {column["name"]: column["role"] for column in runs["columns"] if column["role"]}
    assert roles == {
        "onset_rate": "parameter",
        "leap": "lever",
        "service_use_12m": "outcome",
        "symptom_weeks": "outcome",
    }


def test_a_comparison_is_told_with_its_measures(asking: Asking) -> None:
    found = asking.detail("study/compared")["found"]
    assert [one["title"] for one in found["strategies"]] == ["LEAP", "Subsidy"]
    assert [one["name"] for one in found["measures"]] == list(MEASURES)
    assert found["seeds"] == 3
    assert found["notes"]["interval"]


# Sweeps


def test_a_sweep_is_summed_up_over_its_pieces(asking: Asking, made: Path) -> None:
    table = pd.read_parquet(made / "swept" / "runs")
    ask: dict[str, Any] = {
        "table": "runs",
        "group": [{"column": "leap"}],
        "measures": [{"statistic": "count"}, {"statistic": "mean", "column": "symptom_weeks"}],
    }
    expected = table.groupby("leap").symptom_weeks.agg(["count", "mean"]).reset_index()
    few = asking.answer("swept", **ask)["rows"]
    assert [row[0] for row in few] == [False, True]
    assert [row[1:] for row in few] == [
        pytest.approx([row["count"], row["mean"]]) for _, row in expected.iterrows()
    ]


def test_parts_that_are_damaged_are_left_out_and_told(copied: Path) -> None:
    asking = fresh(copied)
    ask: dict[str, Any] = {"table": "runs", "measures": COUNT}
    assert asking.answer("swept", **ask)["rows"] == [[16]]
    (part,) = (copied / "swept" / "runs").iterdir()
    kept = part.read_bytes()
    changed = bytearray(kept)
    changed[len(kept) // 2] ^= 1
    for data in (b"", kept[:-20], bytes(changed)):
        part.write_bytes(data)
        told = fresh(copied).detail("swept")
        assert [one for one in told["problems"] if one["table"] == "Runs"]
        assert "0 of 16 runs" in told["entry"]["note"]
    part.write_bytes(kept)
    index = copied / "swept" / "parts.json"
    index.write_bytes(index.read_bytes()[:-30])
    told = fresh(copied).detail("swept")
    assert "parts.json is damaged" in told["entry"]["note"]


def test_a_sweep_of_before_has_a_file_for_each_run(copied: Path) -> None:
    (part,) = (copied / "swept" / "runs").iterdir()
    table = parquet.ParquetFile(part).read()
    part.unlink()
    (copied / "swept" / "parts.json").unlink()
    for row, key in enumerate(table["key"].to_pylist()):
        parquet.write_table(table.slice(row, 1), part.with_name(f"{key}.parquet"))
    asking = fresh(copied)
    ask: dict[str, Any] = {"table": "runs", "measures": COUNT}
    assert asking.answer("swept", **ask)["rows"] == [[16]]
    pieces = sorted((copied / "swept" / "runs").iterdir())
    pieces[0].unlink()
    pieces[1].write_bytes(pieces[1].read_bytes()[:-20])
    pieces[2].write_bytes(b"")
    asking = fresh(copied)
    assert asking.answer("swept", **ask)["rows"] == [[13]]
    assert "15 of 16 runs" in asking.entries()["swept"]["note"]
    told = {table["name"]: table for table in asking.detail("swept")["tables"]}
    assert told["runs"]["left_out"] == 2


# Files to take along


def test_tables_come_as_csv(asking: Asking, made: Path) -> None:
    answer = asking.get(f"{asking.id('one run')}/tables/events.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="events.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    table = parquet.read_table(made / "one run" / "events.parquet").to_pylist()
    assert [{name: str(value) for name, value in row.items()} for row in table] == rows


def test_figures_come_as_they_are_and_as_svg(asking: Asking, made: Path) -> None:
    for name, figure in (("one run", "reasons"), ("one run", "delay")):
        before = spread_out(made)
        identity = asking.id(name)
        png = asking.get(f"{identity}/figures/{figure}.png")
        assert png.content == (made / name / "figures" / f"{figure}.png").read_bytes()
        svg = asking.get(f"{identity}/figures/{figure}.svg?download")
        assert svg.status_code == 200
        assert svg.headers["content-type"] == "image/svg+xml"
        assert svg.headers["content-disposition"] == f'attachment; filename="{figure}.svg"'
        root = ElementTree.fromstring(svg.content)
        assert root.tag.endswith("}svg")
        assert len(list(root.iter())) > 50
        assert fresh(made).get(f"{identity}/figures/{figure}.svg").content == svg.content
        assert spread_out(made) == before


def test_a_figure_whose_numbers_are_gone_is_refused(copied: Path) -> None:
    (copied / "one run" / "summary.json").write_text('{"reasons": 3}')
    asking = fresh(copied)
    told = refused(asking.get(f"{asking.id('one run')}/figures/reasons.svg"), 422)
    assert told["allowed"] == "PNG"


def test_a_report_may_only_be_read(asking: Asking, made: Path) -> None:
    answer = asking.get(f"{asking.id('one run')}/report")
    assert answer.content == (made / "one run" / "report.html").read_bytes()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy
    refused(asking.get(f"{asking.id('swept')}/report"), 404)
