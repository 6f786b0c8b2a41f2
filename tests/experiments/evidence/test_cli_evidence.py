"""``helpseek evidence``: what it prints, what it writes, how it refuses and how it stops."""

from __future__ import annotations

import csv
import json
import signal
from pathlib import Path

import pytest

from experiments.evidence.targets import TARGETS
from tests.support.cli_runner import Said, everything_in, helpseek, refused, start

SMALL = ("--people", "300", "--set", "horizon.burn_in_weeks=20", "--quiet")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Said, Path]:
    """All targets for one seed of a small town."""
    out = tmp_path_factory.mktemp("evidence") / "result"
    return helpseek("evidence", *SMALL, "--seeds", "1", "--seed", "7", "--out", out), out


def test_it_prints_what_was_compared(done: tuple[Said, Path]) -> None:
    said, out = done
    assert said.code == 0, said.err
    judged = [target for target in TARGETS if target.judged]
    for target in judged:
        assert target.title in said.out
    assert f"{len(judged)} figures compared" in said.out
    assert "world town, 300 people, seed 7" in said.out
    assert str(out) in said.out or "Results:" in said.out


def test_it_writes_a_whole_result(done: tuple[Said, Path]) -> None:
    _, out = done
    names = set(everything_in(out))
    assert {"evidence.csv", "evidence.json", "evidence.md", "manifest.json"} <= names
    assert "figures/evidence.png" in names
    told = json.loads((out / "evidence.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in told["rows"]] == [target.name for target in TARGETS]
    assert sum(told["summary"].values()) == len(TARGETS)
    assert told["seeds"] == [7]
    first = told["rows"][0]
    assert first["seeds"] == [first["model"]]
    with (out / "evidence.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["quantity"] for row in rows] == [target.title for target in TARGETS]
    assert {row["verdict"] for row in rows} <= {"near", "apart", "not judged", "no value"}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == "helpseek evidence 2"
    assert set(manifest["results"]) == names - {"manifest.json"}


def test_the_page_tells_every_figure_and_those_left_out(done: tuple[Said, Path]) -> None:
    _, out = done
    text = (out / "evidence.md").read_text(encoding="utf-8")
    for target in TARGETS:
        assert target.title in text
        if target.reason:
            assert target.reason in text
    assert "without a counterpart" in text
    assert "P_mhfa_stig" in text


def test_the_same_seed_gives_the_same_files(done: tuple[Said, Path], tmp_path: Path) -> None:
    _, first = done
    said = helpseek("evidence", *SMALL, "--seeds", "1", "--seed", "7", "--out", tmp_path / "again")
    assert said.code == 0
    one, other = everything_in(first), everything_in(tmp_path / "again")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name] and name != "manifest.json"] == []


def test_only_compares_what_is_named(tmp_path: Path) -> None:
    said = helpseek(
        "evidence",
        *SMALL,
        "--seeds",
        "1",
        "--only",
        "C,k16",
        "--only",
        "P_prev12",
        "--out",
        tmp_path / "some",
    )
    assert said.code == 0, said.err
    told = json.loads((tmp_path / "some" / "evidence.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in told["rows"]] == [
        "C1",
        "C6",
        "C2",
        "C3",
        "C4",
        "K16a",
        "K16b",
        "K16c",
        "K16d",
        "C5",
        "P_prev12",
    ]


@pytest.mark.slow
def test_the_page_is_a_world_of_its_own_people(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("age,sex\n" + "".join(f"{20 + n % 60},female\n" for n in range(150)))
    world = tmp_path / "mine.yaml"
    world.write_text(
        "name: mine\npopulation:\n  source: file\n  file: people.csv\n"
        "network:\n  kind: none\nhorizon:\n  burn_in_weeks: 5\n"
    )
    said = helpseek(
        "evidence", world, "--seeds", "1", "--only", "C1", "--out", tmp_path / "out", "--quiet"
    )
    assert said.code == 0, said.err
    assert "world mine, 150 people" in said.out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--only", "Q7"), "--only"),
        (("--seeds", "0"), "--seeds"),
        (("--seed", "-1"), "--seed"),
        (("--seed", str(2**63 - 1), "--seeds", "2"), "--seed"),
        (("--people", "0"), "people"),
        (("--people", "many"), "--people"),
        (("--set", "no_such=1"), "no_such"),
        (("nowhere.yaml",), "nowhere.yaml"),
    ],
)
def test_bad_input_is_refused(arguments: tuple[str, ...], named: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert named in refused(helpseek("evidence", *arguments, "--out", out, "--quiet"))
    assert not out.exists()
    assert everything_in(tmp_path) == {}


def test_an_earlier_result_is_kept(done: tuple[Said, Path]) -> None:
    _, out = done
    before = everything_in(out)
    assert "--force" in refused(helpseek("evidence", *SMALL, "--seeds", "1", "--out", out))
    assert everything_in(out) == before


@pytest.mark.slow
def test_stopping_leaves_nothing_behind(tmp_path: Path) -> None:
    process = start(
        "evidence",
        "--people",
        "20000",
        "--seeds",
        "4",
        "--workers",
        "2",
        "--out",
        "out",
        cwd=tmp_path,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("weeks"), line
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
