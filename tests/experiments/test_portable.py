"""Results that are made again elsewhere: moved with their inputs, beside them, and in packs."""

from __future__ import annotations

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_runner import everything_in, helpseek, refused
from tests.support.workers_here import working_here


@pytest.fixture(scope="module", autouse=True)
def _without_more_processes() -> Iterator[None]:
    with working_here():
        yield


TINY = (
    "--people",
    "120",
    "--weeks",
    "3",
    "--set",
    "horizon.burn_in_weeks=2",
    "--no-figures",
    "--quiet",
)
CODE = """
from simulation.strategies.base import Strategy


class Nudge(Strategy):
    "A nudge."

    def modifiers(self, town, week, reached):
        yield "intention", 0.5 * reached
"""


def put_inputs(folder: Path) -> None:
    (folder / "data").mkdir()
    edges = [f"p{i},p{(i + step) % 120}" for i in range(120) for step in (1, 5)]
    (folder / "data" / "net.csv").write_text("\n".join(["from,to", *edges]) + "\n")
    (folder / "data" / "mine.py").write_text(CODE)


def of_run(folder: Path) -> Path:
    net, code = folder / "data" / "net.csv", folder / "data" / "mine.py"
    first = ("--network", net, *TINY[2:])
    kept = helpseek(
        "run", *first, "--save-burn-in", folder / "data" / "town.npz", "--out", folder / "first"
    )
    assert kept.code == 0, kept.err
    said = helpseek(
        "run",
        *first,
        "--from-burn-in",
        folder / "data" / "town.npz",
        "--strategy",
        f"{code}:Nudge",
        "--out",
        folder / "results" / "made",
    )
    assert said.code == 0, said.err
    return folder / "results" / "made"


def of_comparison(folder: Path) -> Path:
    net, code = folder / "data" / "net.csv", folder / "data" / "mine.py"
    said = helpseek(
        "compare",
        "--draws",
        "0",
        "--network",
        net,
        *TINY[2:],
        "--strategy",
        f"{code}:Nudge",
        "--seeds",
        "2",
        "--workers",
        "1",
        "--out",
        folder / "results" / "made",
    )
    assert said.code == 0, said.err
    return folder / "results" / "made"


@pytest.fixture(scope="module", params=["run", "comparison"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result of each kind with its inputs: results/made beside data/; to be copied."""
    folder = tmp_path_factory.mktemp(request.param)
    put_inputs(folder)
    (of_run if request.param == "run" else of_comparison)(folder)
    return folder


@pytest.fixture
def there(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same on another machine: another place, and the first one gone."""
    for name in ("data", "results"):
        shutil.copytree(made / name, tmp_path / "there" / name)
    away = made.with_name(f"{made.name} away")
    made.rename(away)
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "there"
    away.rename(made)


def same(said: Any) -> None:
    assert said.code == 0, said
    assert said.out.splitlines()[-1] == "The same as before, bit for bit."


def again(given: Path | str, out: Path, *more: str | Path) -> Any:
    return helpseek("rerun", given, "--trust", "--quiet", "--out", out, *more)


def test_a_manifest_names_no_place_of_this_machine(made: Path) -> None:
    told = json.loads((made / "results" / "made" / "manifest.json").read_text())
    del told["command"]
    assert str(made) not in json.dumps(told)
    names = {record["path"] for record in told["inputs"]}
    assert {"../../data/net.csv", "../../data/mine.py"} <= names


def test_results_and_inputs_move_together(there: Path, tmp_path: Path) -> None:
    same(again(there / "results" / "made", tmp_path / "out"))
    # And what was made again can be made again, from there.
    shutil.move(tmp_path / "out", there / "results" / "second")
    told = json.loads((there / "results" / "second" / "manifest.json").read_text())
    assert {record["path"] for record in told["inputs"]} >= {"../there/data/net.csv"}


def test_inputs_may_lie_anywhere_by_any_name(there: Path, tmp_path: Path) -> None:
    shutil.move(there / "data", tmp_path / "elsewhere")
    result = there / "results" / "made"
    assert "--inputs" in refused(again(result, tmp_path / "no"))
    assert not (tmp_path / "no").exists()
    deep = tmp_path / "elsewhere" / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "elsewhere" / "net.csv").rename(deep / "renamed.txt")
    (tmp_path / "elsewhere" / "net.csv").write_text("from,to\na,b\n")  # another file of its name
    same(again(result, tmp_path / "out", "--inputs", tmp_path / "elsewhere"))


def test_hashes_decide(there: Path, tmp_path: Path) -> None:
    result, net = there / "results" / "made", there / "data" / "net.csv"
    net.write_text(net.read_text() + "p0,p60\n")
    assert "not what it was" in refused(again(result, tmp_path / "no"))
    told = refused(again(result, tmp_path / "no", "--inputs", there / "data"))
    assert "nowhere below" in told
    assert "is no directory" in refused(again(result, tmp_path / "no", "--inputs", net))
    assert not (tmp_path / "no").exists()


def test_a_pack_is_all_it_takes(there: Path, tmp_path: Path) -> None:
    pack = tmp_path / "away" / "town.zip"
    pack.parent.mkdir()
    said = helpseek("pack", there / "results" / "made", "--out", pack)
    assert said.code == 0, said.err
    assert "already" in refused(helpseek("pack", there / "results" / "made", "--out", pack))
    first = pack.read_bytes()
    assert helpseek("pack", there / "results" / "made", "--out", pack, "--force").code == 0
    assert pack.read_bytes() == first, "the same result is the same pack"
    shutil.rmtree(there)
    assert "--trust" in refused(helpseek("rerun", pack, "--out", tmp_path / "no"))
    assert not (tmp_path / "no").exists()
    same(again(pack, tmp_path / "out"))
    same(again(pack, tmp_path / "twice"))  # what is unpacked already is used
    same(again(tmp_path / "out", tmp_path / "third"))
    with zipfile.ZipFile(pack) as opened:
        assert "mine.py" in opened.read("README.txt").decode()
        assert "net.csv" in opened.read("scenario.yaml").decode()


def test_inputs_elsewhere_are_packed(there: Path, tmp_path: Path) -> None:
    shutil.move(there / "data", tmp_path / "elsewhere")
    result, pack = there / "results" / "made", tmp_path / "town.zip"
    assert "--inputs" in refused(helpseek("pack", result, "--out", pack))
    assert not pack.exists()
    said = helpseek("pack", result, "--out", pack, "--inputs", tmp_path / "elsewhere")
    assert said.code == 0, said.err
    same(again(pack, tmp_path / "out"))


def test_a_world_with_built_in_files_needs_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = helpseek("run", "students", "--people", "90", *TINY[2:], "--out", "made")
    assert said.code == 0, said.err
    (record,) = json.loads(Path("made/manifest.json").read_text(encoding="utf-8"))["inputs"]
    assert record["path"].startswith("builtin:")
    assert helpseek("pack", "made").code == 0
    with zipfile.ZipFile("made.zip") as opened:
        assert not [name for name in opened.namelist() if name.startswith("inputs/")]
    Path("made").rename("moved")
    same(again("made.zip", Path("out")))
    assert refused(again("made.zip", Path("out")))  # there already


def test_the_order_of_groups_comes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Culture groups mean something in their order, which is not that of the alphabet."""
    monkeypatch.chdir(tmp_path)
    assert helpseek("run", *TINY, "--out", "made").code == 0
    assert helpseek("pack", "made").code == 0
    with zipfile.ZipFile("made.zip") as opened:
        packed = json.loads(opened.read("manifest.json"))
    told = json.loads(Path("made/manifest.json").read_text(encoding="utf-8"))
    assert json.dumps(packed) == json.dumps(told)
    assert list(told["scenario"]["culture"]["groups"]) != sorted(
        told["scenario"]["culture"]["groups"]
    )


# Packs from elsewhere


def pack_of(path: Path, members: dict[str, bytes], inputs: list[Any], **info: Any) -> Path:
    """A pack made by hand."""
    told = {"format": "helpseek run 1", "inputs": inputs}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in {"manifest.json": json.dumps(told).encode(), **members}.items():
            one = zipfile.ZipInfo(name)
            one.compress_type = zipfile.ZIP_DEFLATED
            if name in info:
                one.external_attr = info[name] << 16
            made.writestr(one, data)
    return path


def record(path: str, data: bytes = b"x", **more: Any) -> dict[str, Any]:
    import hashlib

    told = {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return {"role": "network.file", **told, **more}


ESCAPES = [
    "../escaped",
    "inputs/../../escaped",
    "/tmp/helpseek-escaped",
    "inputs/a/../../b",
    "inputs/..",
    "inputs/",
    "inputs/\0x",
    "inputs\\x",
    "elsewhere/x",
    "C:\\x",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_packs_write_nothing_elsewhere(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "deeper"
    folder.mkdir(parents=True)
    named = pack_of(folder / "named.zip", {name: b"x"}, [record(name)])
    unnamed = pack_of(folder / "unnamed.zip", {name: b"x"}, [])
    before = everything_in(tmp_path)
    for pack in (named, unnamed):
        refused(helpseek("rerun", pack, "--trust"))
    assert everything_in(tmp_path) == before
    assert not Path("/tmp/helpseek-escaped").exists()


@pytest.mark.parametrize(
    "harm",
    [
        "link",
        "twice",
        "more",
        "missing",
        "longer",
        "shorter",
        "other",
        "large",
        "cut",
        "empty",
        "list",
        "huge count",
    ],
)
def test_packs_that_are_not_whole_are_refused(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import experiments.files.pack

    pack, good = tmp_path / "p.zip", record("inputs/a", b"12345")
    if harm == "link":
        pack_of(pack, {"inputs/a": b"12345"}, [good], **{"inputs/a": stat.S_IFLNK | 0o777})
    elif harm == "twice":
        with (
            pytest.warns(UserWarning, match="Duplicate"),
            zipfile.ZipFile(pack_of(pack, {"inputs/a": b"12345"}, [good]), "a") as made,
        ):
            made.writestr("inputs/a", b"54321")
    elif harm == "large":
        monkeypatch.setattr(experiments.files.pack, "LARGEST", 4)
        pack_of(pack, {"inputs/a": b"12345"}, [good])
    elif harm == "cut":
        pack_of(pack, {"inputs/a": b"12345"}, [good])
        data = bytearray(pack.read_bytes())
        at = data.index(b"inputs/a") + len("inputs/a")
        data[at : at + 4] = b"\xff" * 4
        pack.write_bytes(data)
    else:
        inputs = {"missing": {}, "more": {"inputs/a": b"12345", "inputs/b": b"1"}}
        records: Any = [good]
        if harm == "longer":
            records = [{**good, "bytes": 4}]
        elif harm == "shorter":
            records = [{**good, "bytes": 6}]
        elif harm == "huge count":
            records = [{**good, "bytes": 10**30}]
        elif harm == "other":
            records = [{**good, "sha256": "0" * 64}]
        elif harm in ("empty", "list"):
            records = {"empty": [{}], "list": [[]]}[harm]
        pack_of(pack, inputs.get(harm, {"inputs/a": b"12345"}), records)
    before = everything_in(tmp_path)
    refused(helpseek("rerun", pack))
    assert everything_in(tmp_path) == before


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A file that says that it is small and is not: no more is written than it says."""
    bomb = pack_of(tmp_path / "bomb.zip", {"inputs/a": bytes(30_000_000)}, [record("inputs/a")])
    assert bomb.stat().st_size < 100_000
    refused(helpseek("rerun", bomb))
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.zip"]


def test_a_directory_in_the_way_is_left_alone(made: Path, tmp_path: Path) -> None:
    pack = tmp_path / "town.zip"
    assert helpseek("pack", made / "results" / "made", "--out", pack).code == 0
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "mine.txt").write_text("mine")
    assert "something else" in refused(helpseek("rerun", pack, "--trust"))
    assert [path.name for path in (tmp_path / "town").iterdir()] == ["mine.txt"]


def test_other_kinds_are_refused_with_the_command_that_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in ("sweep", "sensitivity", "portfolio", "calibrate", "discover", "evidence"):
        told = {"format": f"helpseek {kind} 1", "command": ["helpseek", kind, "my plan.yaml"]}
        Path("manifest.json").write_text(json.dumps(told), encoding="utf-8")
        for command in (["rerun", "."], ["pack", "."]):
            said = refused(helpseek(*command))
            assert f"helpseek {kind} 'my plan.yaml'" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifest.json"]


def test_no_zip_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(b"PK")
    refused(helpseek("rerun", tmp_path / "p.zip"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a.txt", "x")
    (tmp_path / "p.zip").write_bytes(buffer.getvalue())
    assert "not a pack" in refused(helpseek("rerun", tmp_path / "p.zip"))
