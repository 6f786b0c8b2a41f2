"""Burn-ins that are not as they were written: refused, whoever changed them and however well."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.files.archive import read_archive, write_archive
from experiments.run import burn_in as kept
from experiments.run.burn_in import Saving, read, restore
from experiments.run.kept_town import misfit
from simulation.build import build_town, burn_in
from simulation.errors import InputError
from simulation.measures.categories import IN_CARE, NOBODY, REFUSED, WAITING, WELL
from simulation.population.columns import COLUMNS, FIRST_WEEK, NEVER
from simulation.scenario import Scenario, load_scenario
from simulation.town import Town
from tests.support.cli_runner import helpseek, refused

OPTIONS = ("--people", "300", "--weeks", "5", "--set", "horizon.burn_in_weeks=8", "--no-figures")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    settings = {"population.people": 300, "horizon.weeks": 5, "horizon.burn_in_weeks": 8}
    return load_scenario("town", settings)


@pytest.fixture(scope="module")
def built(scenario: Scenario) -> Town:
    return build_town(scenario, 1)


@pytest.fixture(scope="module")
def good(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "town.npz"
    town = build_town(scenario, 1)
    burn_in(town)
    with Saving(str(path)) as saving:
        saving.write(town, scenario, 1)
    return path


def refusal(path: Path, scenario: Scenario) -> str:
    """Assert that this file is refused before any town is touched; returns why."""
    with pytest.raises(InputError) as caught:
        read(str(path), scenario, 1)
    assert str(path) in f"{caught.value} {caught.value.found}"  # a long path is told in part
    return str(caught.value)


def test_what_was_written_is_read(good: Path, scenario: Scenario) -> None:
    town, whole = build_town(scenario, 1), build_town(scenario, 1)
    restore(town, read(str(good), scenario, 1), str(good))
    burn_in(whole)
    before = {name: np.array(array) for name, array in whole.state().items()}
    assert all((np.asarray(town.state()[name]) == before[name]).all() for name in before)
    assert {array.strides for array in town.ties} == {array.strides for array in whole.ties}


def test_every_changed_byte_is_noticed(good: Path, scenario: Scenario, tmp_path: Path) -> None:
    """Wherever it is; but for bytes of the container that say nothing (times of day, say), which
    leave all that is read as it was."""
    data = good.read_bytes()
    right = read(str(good), scenario, 1)
    bad = tmp_path / "bad.npz"
    refused_ones = 0
    for place in np.linspace(0, len(data) - 1, 150).astype(int):
        bad.write_bytes(data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :])
        try:
            found = read(str(bad), scenario, 1)
        except InputError:
            refused_ones += 1
            continue
        assert found.keys() == right.keys()
        assert all((found[name] == right[name]).all() for name in right)
    assert refused_ones > 120
    for length in (0, 10, 5_000, len(data) - 100, len(data) - 1):
        bad.write_bytes(data[:length])
        refusal(bad, scenario)


def words_changed(good: Path, bad: Path, **changes: Any) -> Path:
    """The same archive with other words, and a checksum that fits them."""
    words, arrays = read_archive(good)
    with bad.open("wb") as file:
        write_archive(file, {**words, **changes}, arrays)
    return bad


def test_of_another_form_version_or_kind(good: Path, scenario: Scenario, tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    for changes, told in (
        ({"code": "0" * 64}, "another version of the model"),
        ({"code": None}, "another version of the model"),
        ({"format": "helpseek burn-in 1"}, "older Helpseek"),
        ({"format": "helpseek burn-in 99"}, "not a burn-in"),
        ({"format": ["deep"]}, "not a burn-in"),
        ({"scenario": [1]}, "not a burn-in"),
        ({"scenario": {}}, "population"),
        ({"seed": True}, "seed"),
        ({"seed": 2}, "seed"),
        ({"seed": "1"}, "seed"),
    ):
        assert told in refusal(words_changed(good, bad, **changes), scenario)
    for changes in ({"code": "0" * 64}, {"format": "helpseek burn-in 1"}):
        assert f"--save-burn-in {bad}" in refusal(words_changed(good, bad, **changes), scenario)
    deep: Any = {}
    for _ in range(600):
        deep = {"a": deep}
    refusal(words_changed(good, bad, scenario={"population": deep}), scenario)


def test_without_a_checksum_pickled_packed_or_no_archive(
    good: Path, scenario: Scenario, tmp_path: Path
) -> None:
    with np.load(good) as archive:
        arrays = {name: archive[name] for name in archive.files}
    bad = tmp_path / "bad.npz"
    belongs = json.loads(arrays["belongs"].tobytes())
    old = np.frombuffer(json.dumps({**belongs, "format": "helpseek burn-in 1"}).encode(), np.uint8)
    unsummed = {name: array for name, array in arrays.items() if name != "checksum"}
    np.savez(bad, **{**unsummed, "belongs": old})
    assert "older Helpseek" in refusal(bad, scenario)
    np.savez(bad, **unsummed)
    refusal(bad, scenario)
    np.savez_compressed(bad, **arrays)
    assert "packed" in refusal(bad, scenario)
    np.savez(bad, **arrays, more=np.array([{"a": 1}], dtype=object))
    refusal(bad, scenario)
    np.savez(bad, **arrays, more=np.zeros(3))
    assert "checksum" in refusal(bad, scenario)
    header = b"\x93NUMPY\x01\x00\x76\x00"
    for said in (
        b"{'descr': '<i8', 'fortran_order': False, 'shape': (%d,), }" % 2**60,
        b"{'descr': '<i8', 'fortran_order': False, 'shape': (-1,), }",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (0,), }",
        b"{'descr': '<i8', 'fortran_order': False, 'shape': " + b"(" * 40,
    ):
        with zipfile.ZipFile(bad, "w") as file:
            file.writestr("belongs.npy", header + said.ljust(117) + b"\n")
        refusal(bad, scenario)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("belongs.npy", bytes(50_000_000))
    assert bad.stat().st_size < 100_000
    assert "packed" in refusal(bad, scenario)
    for content in (b"", b"PK", b"\x93NUMPY", b"nonsense" * 1000):
        bad.write_bytes(content)
        refusal(bad, scenario)
    (tmp_path / "folder.npz").mkdir()
    refusal(tmp_path / "folder.npz", scenario)


def changed(value: Any, part: Any = slice(None)) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        new = array.copy()
        new[part] = value
        return new

    return change


CHANGES: dict[str, tuple[str, Callable[[np.ndarray], Any]]] = {
    "a tie to nobody": ("ties.neighbour", changed(2**31 - 1)),
    "a tie to the row after the last": ("ties.neighbour", changed(300, slice(7, 8))),
    "a tie before the first row": ("ties.neighbour", changed(-1, slice(7, 8))),
    "a stage that there is not": ("people.stage", changed(200)),
    "a service that there is not": ("people.modality", changed(250)),
    "ties that begin far away": ("ties.start", changed(10**12, slice(1, None))),
    "ties that begin before the first": ("ties.start", changed(-1, slice(0, 1))),
    "ties that end too early": ("ties.start", changed(0)),
    "ties that run backwards": ("ties.start", lambda start: start[::-1].copy()),
    "trust that is no number": ("people.trust", changed(float("nan"), slice(0, 1))),
    "income without end": ("people.income", changed(float("inf"), slice(0, 1))),
    "a tie closer than close": ("ties.strength", changed(1.5, slice(0, 1))),
    "a tie of no closeness": ("ties.strength", changed(float("nan"), slice(0, 1))),
    "a tie of no kind": ("ties.kind", changed(2, slice(0, 1))),
    "a confidant outside": ("people.confidant", changed(300, slice(0, 1))),
    "a week to come": ("people.stage_start", changed(0, slice(0, 1))),
    "somebody older": ("people.age", lambda age: (age + 1).astype(np.uint8)),
    "another zone": ("people.place", changed(65_000)),
    "another culture": ("people.culture", changed(253)),
    "larger households": ("people.household_size", changed(900)),
    "in care of nobody": ("people.stage", changed(IN_CARE)),
    "waiting for nobody": ("people.stage", changed(WAITING)),
    "refused nothing": ("people.stage", changed(REFUSED)),
    "too many weeks": ("history.start", changed(-9, ())),
    "another week": ("week", changed(5, ())),
    "a week far away": ("week", changed(2**62, ())),
    "another seed": ("seed", changed(2, ())),
    "counts below nothing": ("history.counts", changed(-1, (0, 0))),
    "counts that would wrap": ("history.counts", changed(2**62, (0, 0))),
    "money that is no number": ("history.spent", changed(float("nan"), slice(0, 1))),
    "a wait without end": ("wait", changed(float("inf"), slice(0, 1))),
    "fewer weeks": ("history.counts", lambda counts: counts[:-1]),
    "fewer people": ("people.trust", lambda trust: trust[:-1]),
    "another type": ("people.trust", lambda trust: trust.astype(np.float64)),
    "another shape": ("people.trust", lambda trust: trust[:, None]),
    "a column dropped": ("people.trust", lambda _: None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_makes_the_checksum_anew(
    good: Path, scenario: Scenario, built: Town, tmp_path: Path, change: str
) -> None:
    """What such a file says is still looked through: nothing is believed that a town cannot be."""
    name, alter = CHANGES[change]
    words, arrays = read_archive(good)
    new = alter(arrays[name])
    altered = {key: array for key, array in arrays.items() if key != name}
    bad = tmp_path / "bad.npz"
    with bad.open("wb") as file:
        write_archive(file, words, altered if new is None else {**altered, name: np.asarray(new)})
    found = read(str(bad), scenario, 1)
    before = built.people.copy()
    with pytest.raises(InputError) as caught:
        restore(built, found, str(bad))
    assert name.partition(".")[0] in caught.value.field
    assert caught.value.source == str(bad)
    for column in COLUMNS:
        assert (getattr(built.people, column) == getattr(before, column)).all()


@pytest.mark.slow
def test_whatever_passes_can_be_lived_on_from(good: Path, scenario: Scenario) -> None:
    """Columns shuffled or drawn anew within their ranges: refused, or years pass as always."""
    draw = np.random.default_rng(5)
    _, arrays = read_archive(good)
    lived = 0
    for _ in range(60):
        altered = dict(arrays)
        names = [name for name, column in COLUMNS.items() if column.group != "person"]
        for name in draw.choice(names, 6, replace=False):
            column, old = COLUMNS[name], arrays[f"people.{name}"]
            low = max(column.low, FIRST_WEEK if column.unit == "week" else -1e3)
            high = min(column.high, -1 if column.unit == "week" else 1e3)
            new = draw.uniform(low, high + (column.dtype is not np.float32), old.size)
            if column.dtype is not np.float32:
                new = np.floor(new).clip(low, high)
            if column.unit == "week":
                new[draw.random(old.size) < 0.5] = NEVER
            altered[f"people.{name}"] = new.astype(old.dtype)
        stage, modality = altered["people.stage"].copy(), altered["people.modality"]
        stage[(modality == NOBODY) & (stage != WELL)] = WELL
        altered["people.stage"] = stage
        altered["people.confidant"] = arrays["people.confidant"]
        town = build_town(scenario, 1)
        if misfit(town, altered) is None:
            restore(town, altered, "drawn")
            for _ in range(60):
                town.step()
            lived += 1
    assert lived > 40


def test_command(good: Path, tmp_path: Path) -> None:
    """The message names the file and what to do, and nothing is left."""
    words, arrays = read_archive(good)
    for content, told in (
        ({**arrays, "people.stage": changed(200)(arrays["people.stage"])}, "people.stage"),
        (arrays, "another version"),
    ):
        with (tmp_path / "bad.npz").open("wb") as file:
            write_archive(
                file, words if told == "people.stage" else {**words, "code": "1"}, content
            )
        said = helpseek(
            "run",
            *OPTIONS,
            "--quiet",
            "--from-burn-in",
            tmp_path / "bad.npz",
            "--out",
            tmp_path / "out",
        )
        assert told in refused(said)
        assert "bad.npz" in said.err
        assert not (tmp_path / "out").exists()
    assert words["format"] == kept.FORMAT
