"""A result again from its manifest, a town again from its burn-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cli_runner import SMALL, Said, arms, helpseek, refused

RESULTS = ("summary.json", "weekly.parquet", "people.parquet")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a network file, on a manifest that tests may copy."""
    folder = tmp_path_factory.mktemp("rerun")
    edges = [f"p{i},p{(i + step) % 120}" for i in range(120) for step in (1, 5)]
    (folder / "net.csv").write_text("\n".join(["from,to", *edges]) + "\n")
    said = helpseek(
        "run",
        "--network",
        folder / "net.csv",
        "--weeks",
        "12",
        "--set",
        "burn_in_weeks=8",
        "--strategy",
        "reminders",
        "--by",
        "severity",
        "--no-figures",
        "--out",
        folder / "out",
    )
    assert said.code == 0, said.err
    return folder


def test_a_result_is_made_again_bit_for_bit(made: Path, tmp_path: Path) -> None:
    for given_as in (made / "out", made / "out" / "manifest.json"):
        out = tmp_path / given_as.name
        said = helpseek("rerun", given_as, "--out", out)
        assert said.code == 0, said
        assert said.out.splitlines()[-1] == "The same as before, bit for bit."
        for name in RESULTS:
            assert (out / name).read_bytes() == (made / "out" / name).read_bytes()


def changed(made: Path, change: Any) -> Path:
    """The manifest with a change, beside the one that is there, from where paths are told."""
    told = json.loads((made / "out" / "manifest.json").read_text())
    change(told)
    path = made / "changed" / "manifest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(told))
    return path


def test_other_results_are_noticed(made: Path, tmp_path: Path) -> None:
    manifest = changed(
        made, lambda told: told["results"]["people.parquet"].update(content="0" * 64)
    )
    said = helpseek("rerun", manifest, "--out", tmp_path / "out")
    assert said.code == 1
    assert "people.parquet" in said.out
    assert "weekly.parquet" not in said.out.splitlines()[-1]


def test_other_seeds_make_other_results(made: Path, tmp_path: Path) -> None:
    manifest = changed(made, lambda told: told.update(seed=told["seed"] + 1))
    said = helpseek("rerun", manifest, "--out", tmp_path / "out")
    assert said.code == 1
    assert "Not the same as before" in said.out


def test_other_code_and_versions_are_told(made: Path, tmp_path: Path) -> None:
    def change(told: dict[str, Any]) -> None:
        told["code"] = "0" * 64
        told["versions"]["numpy"] = "1.0"

    said = helpseek("rerun", changed(made, change), "--out", tmp_path / "out")
    assert "the code of the model is not the same" in said.err
    assert "numpy was 1.0" in said.err
    assert said.code == 0  # and still the results are


def test_a_changed_input_file_is_refused(made: Path, tmp_path: Path) -> None:
    before = (made / "net.csv").read_text()
    try:
        (made / "net.csv").write_text(before + "p0,p60\n")
        assert "net.csv" in refused(helpseek("rerun", made / "out", "--out", tmp_path / "out"))
        (made / "net.csv").unlink()
        assert "net.csv" in refused(helpseek("rerun", made / "out", "--out", tmp_path / "out"))
    finally:
        (made / "net.csv").write_text(before)
    assert not (tmp_path / "out").exists()


def test_manifests_tell_all_that_was_asked(made: Path) -> None:
    told = json.loads((made / "out" / "manifest.json").read_text())
    assert told["command"][0] == "helpseek"
    assert told["scenario"]["extends"] is None
    assert next(iter(told["scenario"]["culture"]["groups"])) == "white"
    assert told["options"]["by"] == ["severity"]
    assert {"python", "numpy", "numba", "mesa", "networkx", "helpseek"} <= set(told["versions"])
    assert set(told["results"]) == {*RESULTS, "breakdown.csv", "breakdown.parquet"}
    [record] = told["inputs"]
    assert record["path"] == told["scenario"]["network"]["file"] == "../net.csv"
    assert len(record["sha256"]) == len(told["code"]) == 64


odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(max_size=5)
    | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
places = st.sampled_from(
    [
        ("format",),
        ("scenario",),
        ("scenario", "population"),
        ("scenario", "strategies"),
        ("scenario", "network", "kind"),
        ("scenario", "parameters", "onset_rate"),
        ("seed",),
        ("options",),
        ("options", "by"),
        ("options", "own_strategies"),
        ("options", "events"),
        ("options", "from_burn_in"),
        ("inputs",),
        ("inputs", 0),
        ("inputs", 0, "path"),
        ("code",),
        ("versions",),
        ("results",),
    ]
)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(place=places, value=odd)
def test_damaged_manifests_are_refused_or_run(
    made: Path, tmp_path: Path, place: tuple[Any, ...], value: Any
) -> None:
    def change(told: dict[str, Any]) -> None:
        *steps, last = place
        here: Any = told
        for step in steps:
            here = here[step]
        here[last] = value
        told["scenario"] = told["scenario"] if place[0] == "scenario" else SHORT(told["scenario"])

    manifest = changed(made, change)
    said = helpseek("rerun", manifest, "--out", tmp_path / "out", "--quiet", "--force")
    assert "Traceback" not in said.err
    assert "fault in Helpseek" not in said.err, (place, value, said.err)
    if said.code == 2:
        refused(said)
    else:
        assert said.code in (0, 1)


def SHORT(scenario: Any) -> Any:
    if isinstance(scenario, dict):
        scenario["horizon"] = {"weeks": 1, "burn_in_weeks": 0}
    return scenario


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\x00\xff", b"[" * 100_000, b"nan"])
def test_files_that_are_no_manifests(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(content)
    refused(helpseek("rerun", tmp_path))


@pytest.fixture(scope="module")
def burnt_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("burn-in")
    said = helpseek(
        "run",
        *SMALL,
        "--no-figures",
        "--out",
        folder / "whole",
        "--save-burn-in",
        folder / "town.npz",
    )
    assert said.code == 0, said.err
    return folder


def branch(burn_in: Path, out: Path, *options: str | Path) -> Said:
    """A run that goes on from a burn-in."""
    begun = ("--no-figures", "--from-burn-in", burn_in)
    return helpseek("run", *SMALL, *options, *begun, "--out", out)


def test_a_run_from_a_burn_in_is_the_run(burnt_in: Path, tmp_path: Path) -> None:
    said = branch(burnt_in / "town.npz", tmp_path)
    assert said.code == 0, said.err
    for name in RESULTS:
        assert (tmp_path / name).read_bytes() == (burnt_in / "whole" / name).read_bytes()
    again = helpseek("rerun", tmp_path, "--out", tmp_path.parent / "again")
    assert "bit for bit" in again.out


def test_branches_share_the_past_and_differ_after(burnt_in: Path, tmp_path: Path) -> None:
    said = branch(burnt_in / "town.npz", tmp_path, "--set", "onset_rate=1.5")
    assert said.code == 0, said.err
    import pandas as pd

    whole = pd.read_parquet(burnt_in / "whole" / "people.parquet")
    other = pd.read_parquet(tmp_path / "people.parquet")
    assert (whole["vulnerability"] == other["vulnerability"]).all()
    assert (other["severity"] != "none").sum() > 2 * (whole["severity"] != "none").sum()


def test_a_strategy_begins_after_the_burn_in(burnt_in: Path, tmp_path: Path) -> None:
    begun = arms("subsidy", "leap")
    kept = tmp_path / "with.npz"
    said = branch(burnt_in / "town.npz", tmp_path / "branch", *begun, "--save-burn-in", kept)
    assert said.code == 0, said.err
    again = branch(kept, tmp_path / "again", *begun)
    assert again.code == 0, again.err
    for name in RESULTS:
        one, other = (tmp_path / folder / name for folder in ("branch", "again"))
        assert one.read_bytes() == other.read_bytes()
        assert one.read_bytes() != (burnt_in / "whole" / name).read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--people", "401"), "population.people"),
        (("--seed", "2"), "--seed"),
        (("--set", "network.kind=none"), "network.kind"),
    ],
)
def test_burn_ins_of_another_town_are_refused(
    burnt_in: Path, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    said = branch(burnt_in / "town.npz", tmp_path / "out", *options, "--quiet")
    assert told in refused(said)
    assert not (tmp_path / "out").exists()


def test_a_failed_run_leaves_no_burn_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import experiments.run.study

    def fails(*_: Any, **__: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr(experiments.run.study, "simulated", fails)
    said = helpseek(
        "run", *SMALL, "--save-burn-in", tmp_path / "town.npz", "--out", tmp_path / "out"
    )
    assert said.code == 1
    assert list(tmp_path.iterdir()) == []
