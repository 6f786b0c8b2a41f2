"""``helpseek report`` refuses what is no result, and what authors may not say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.engine.files import sums_of
from tests.support.cli_runner import helpseek, refused


def one_byte(path: Path) -> None:
    """Change one byte in the middle."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def told(out: Path, name: str, value: object) -> None:
    """Have the manifest tell something else."""
    path = out / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), name: value}))


def summed_up(out: Path, name: str, data: bytes) -> None:
    """Change a file and what the manifest tells of it."""
    (out / name).write_bytes(data)
    results = json.loads((out / "manifest.json").read_text())["results"]
    told(out, "results", {**results, name: sums_of(data)})


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda out: (out / "manifest.json").unlink(), "manifest.json cannot be read"),
        (lambda out: (out / "manifest.json").write_text("{"), "not JSON"),
        (lambda out: (out / "manifest.json").write_text("[]"), "not a mapping"),
        (lambda out: (out / "manifest.json").write_text('{"format": "x"}'), "can be reported"),
        (lambda out: (out / "flows.parquet").unlink(), "flows.parquet is missing"),
        (lambda out: (out / "flows.parquet").write_bytes(b"PAR1"), "flows.parquet is not what"),
        (lambda out: (out / "comparison.json").write_text("{}"), "comparison.json is not what"),
        (lambda out: one_byte(out / "weekly.parquet"), "weekly.parquet is not what was written"),
        (lambda out: one_byte(out / "comparison.json"), "comparison.json is not what was written"),
        (lambda out: told(out, "results", {}), "is not what was written"),
        (lambda out: told(out, "results", [1]), "is not what was written"),
        (lambda out: told(out, "scenario", []), "scenario"),
        (lambda out: summed_up(out, "comparison.json", b"{}"), "not what it should be"),
        (lambda out: summed_up(out, "comparison.json", b"[" * 99_999), "not what it should be"),
        (lambda out: summed_up(out, "flows.parquet", b"PAR1"), "not what it should be"),
    ],
)
def test_what_is_no_result_is_refused_in_a_line(
    directory: Path, tmp_path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    out = Path(shutil.copytree(directory, tmp_path / "out"))
    spoil(out)
    assert says in refused(helpseek("report", out))
    assert not (out / "report.html").exists()


def test_no_directory_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(helpseek("report", tmp_path / "nowhere"))
    assert "cannot be read" in refused(helpseek("report", "\0"))


def test_what_authors_say_is_checked(directory: Path, tmp_path: Path) -> None:
    about = tmp_path / "about.yaml"
    about.write_text("fundin: x\n")
    assert "fundin" in refused(helpseek("report", directory, "--about", about))
    about.write_text("funding: [1]\n")
    assert "funding" in refused(helpseek("report", directory, "--about", about))


def test_only_reports_are_overwritten(directory: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    assert "no report" in refused(helpseek("report", directory, "--out", mine))
    assert mine.read_text() == "mine"
    assert helpseek("report", directory, "--out", mine, "--force").code == 0
    assert helpseek("report", directory, "--out", mine).code == 0
    assert "a directory" in refused(helpseek("report", directory, "--out", tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]
    assert "cannot write" in refused(helpseek("report", directory, "--out", mine / "x.html"))
