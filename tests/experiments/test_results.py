"""Results on disk: there whole or not at all, and the same bytes for the same results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.files.arrow import content_hash, numbers, words
from experiments.files.results import (
    MANIFEST,
    InOrder,
    Results,
    is_result,
    json_text,
    remove_stale,
    write_table,
)
from simulation.errors import InputError
from tests.support.cli_runner import ROOT, everything_in

DONE = {"format": "helpseek run 1"}


def write(out: Path | None, *, text: str = "a", replace: bool = False) -> Path:
    with Results(out, name="town", replace=replace) as results:
        results.write_json("summary.json", {"text": text})
        results.write_json(MANIFEST, DONE)
    assert results.path is not None
    return results.path


def test_results_appear_at_the_end_and_leave_no_trace_of_the_making(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "out"
    with Results(out, name="town") as results:
        results.write_json("summary.json", {})
        assert not out.exists()
        results.write_json(MANIFEST, DONE)
    assert sorted(everything_in(tmp_path)) == [
        "deep/er/out/manifest.json",
        "deep/er/out/summary.json",
    ]
    assert is_result(out)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit, MemoryError])
@pytest.mark.parametrize("existing", [False, True])
def test_an_error_leaves_nothing(
    tmp_path: Path, error: type[BaseException], existing: bool
) -> None:
    out = tmp_path / "deep" / "out"
    if existing:
        out.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error):  # noqa: PT012, SIM117
        with Results(out, name="town") as results:
            results.write_json("summary.json", {})
            raise error
    assert sorted(tmp_path.rglob("*")) == before


def test_default_directories_are_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [write(None).name for _ in range(3)] == ["town-001", "town-002", "town-003"]
    assert {path.parent for path in tmp_path.glob("results/*")} == {tmp_path / "results"}


def test_names_of_worlds_stay_inside_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Results(None, name="../../etc/pass wd\x00") as results:
        results.write_json(MANIFEST, DONE)
    assert results.path is not None
    assert results.path.parent == tmp_path / "results"


def test_two_runs_at_once_get_directories_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Results(None, name="town") as first, Results(None, name="town") as second:
        first.write_json(MANIFEST, DONE)
        second.write_json(MANIFEST, DONE)
    assert {first.path, second.path} == {
        tmp_path / "results" / "town-001",
        tmp_path / "results" / "town-002",
    }


def test_an_empty_directory_is_filled(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    inode = out.stat().st_ino
    write(out)
    assert sorted(everything_in(out)) == [MANIFEST, "summary.json"]
    assert out.stat().st_ino == inode  # a mount or a shell's working directory stays what it is


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, text="first")
    with pytest.raises(InputError, match="--force"):
        write(out, text="second")
    assert json.loads((out / "summary.json").read_text()) == {"text": "first"}
    (out / "old.txt").write_text("from the first")
    write(out, text="second", replace=True)
    assert json.loads((out / "summary.json").read_text()) == {"text": "second"}
    assert sorted(everything_in(tmp_path)) == ["out/manifest.json", "out/summary.json"]


def test_only_earlier_results_are_ever_replaced(tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    (out / MANIFEST).write_text('{"name": "a web app"}')
    with pytest.raises(InputError, match="not empty"):
        write(out, replace=True)
    assert (out / "chapter.txt").read_text() == "years of work"


def test_a_failed_replacement_keeps_the_earlier_result(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, text="first")
    before = everything_in(tmp_path)
    with pytest.raises(RuntimeError), Results(out, name="town", replace=True):
        raise RuntimeError
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize(
    "place", ["file/below", "file", "dangling", "x" * 300, "nul\0byte", "/proc/nowhere/out"]
)
def test_places_where_nothing_can_be_written_are_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match="--out"), Results(tmp_path / place, name="town"):
        pytest.fail("the work was begun")
    assert sorted(tmp_path.rglob("*")) == before


def test_leftovers_of_killed_runs_are_removed_and_those_of_living_ones_kept(
    tmp_path: Path,
) -> None:
    program = (
        "import os, signal, sys\n"
        "from experiments.files.results import Results\n"
        f"with Results({str(tmp_path / 'killed')!r}, name='town') as results:\n"
        "    results.write_json('summary.json', {})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    [left] = tmp_path.iterdir()
    assert left.name.startswith(".helpseek-partial-")
    with Results(tmp_path / "living", name="town") as living:
        assert not left.exists()
        assert remove_stale(tmp_path) == []
        assert living.temporary.exists()
        living.write_json(MANIFEST, DONE)
    assert [path.name for path in tmp_path.iterdir()] == ["living"]


def test_results_can_be_read_by_others(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = write(tmp_path / "out")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o755


def test_json_is_sorted_and_knows_no_nan() -> None:
    text = json_text({"b": np.float64("nan"), "a": [np.int8(1), float("inf"), True, None, "é"]})
    assert (
        text
        == '{\n  "a": [\n    1,\n    null,\n    true,\n    null,\n    "é"\n  ],\n  "b": null\n}\n'
    )
    with pytest.raises(TypeError):
        json_text({"a": object()})


def test_json_keeps_orders_that_mean_something() -> None:
    told = json.loads(json_text({"z": InOrder({"b": {"d": 1, "c": 2}, "a": 3}), "y": 4}))
    assert list(told) == ["y", "z"]
    assert list(told["z"]) == ["b", "a"]
    assert list(told["z"]["b"]) == ["d", "c"]


def sample(**changes: pa.Array) -> pa.Table:
    columns = {
        "age": numbers(np.array([30, 40, 50], np.uint8)),
        "sex": pa.DictionaryArray.from_arrays(
            numbers(np.array([0, 1, 0], np.int8)), words(["female", "male"])
        ),
        "trust": numbers(np.array([0.5, 0.25, 1.0], np.float32)),
        "label": words(["a", "béc", ""]),
    }
    columns.update(changes)
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def test_arrays_survive_parquet(tmp_path: Path) -> None:
    from pyarrow import parquet

    table = sample()
    write_table(table, tmp_path / "t.parquet")
    # Up to Arrow 19 codes of categories come back wider.
    again = parquet.read_table(tmp_path / "t.parquet").cast(table.schema)
    assert again.equals(table)
    assert again["label"].to_pylist() == ["a", "béc", ""]
    assert content_hash(again) == content_hash(table)


@pytest.mark.parametrize(
    "change",
    [
        {"age": numbers(np.array([30, 40, 51], np.uint8))},
        {"age": numbers(np.array([30, 40, 50], np.int16))},
        {"trust": numbers(np.array([0.5, 0.25, np.nextafter(np.float32(1), 2)], np.float32))},
        {"label": words(["a", "bé", "c"])},
        {
            "sex": pa.DictionaryArray.from_arrays(
                numbers(np.array([0, 1, 0], np.int8)), words(["female", "man"])
            )
        },
    ],
)
def test_the_hash_of_contents_sees_every_change(change: dict[str, pa.Array]) -> None:
    assert content_hash(sample(**change)) != content_hash(sample())


@given(st.lists(st.text()))
def test_words_are_kept(texts: list[str]) -> None:
    encodable = [text.encode("utf-8", "replace").decode() for text in texts]
    assert words(encodable).to_pylist() == encodable
