"""Worlds that name draws of their numbers: relative to their file, and read by no run."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.files.manifest import held
from experiments.uncertainty.draws import prior_draws
from experiments.uncertainty.kept import posterior_file, write_draws
from simulation.errors import InputError
from simulation.scenario import json_schema, load_scenario
from tests.support.cli_runner import SMALL, helpseek


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a world, its posterior, and a world above it in another folder."""
    (tmp_path / "base").mkdir()
    write_draws(
        prior_draws(load_scenario("town"), ["onset_rate"], 20), tmp_path / "base/fit.parquet"
    )
    (tmp_path / "base/world.yaml").write_text("extends: town\nposterior: fit.parquet\n")
    (tmp_path / "above.yaml").write_text("extends: base/world.yaml\nname: above\n")
    return tmp_path


def test_a_posterior_lies_where_the_world_that_names_it_says(folder: Path) -> None:
    file = folder / "base" / "fit.parquet"
    assert posterior_file(folder / "base" / "world.yaml") == file
    assert posterior_file(folder / "above.yaml") == file
    assert posterior_file({"extends": str(folder / "above.yaml"), "posterior": None}) is None
    assert load_scenario(load_scenario(folder / "above.yaml").resolved()).posterior == str(file)


def test_a_setting_names_one_from_where_one_stands(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "base")
    world = load_scenario("town", {"posterior": "fit.parquet"})
    assert posterior_file(world) == folder / "base" / "fit.parquet"


@pytest.mark.parametrize("found", ["builtin:none.parquet", "", 3, ["a"]])
def test_what_is_no_file_is_refused(found: object) -> None:
    with pytest.raises(InputError) as error:
        load_scenario({"extends": "town", "posterior": found})
    assert error.value.field == "posterior"


def test_an_editor_knows_the_field() -> None:
    assert "posterior" in json_schema()["properties"]


def test_no_town_depends_on_it(folder: Path) -> None:
    with_one = load_scenario(folder / "above.yaml")
    without = load_scenario(with_one, {"posterior": None})
    assert held(with_one) == held(without)


def test_a_run_neither_reads_nor_tells_it(folder: Path) -> None:
    (folder / "base" / "fit.parquet").write_bytes(b"no Parquet file")
    out = folder / "out"
    said = helpseek("run", folder / "above.yaml", *SMALL, "--no-figures", "--out", out)
    assert said.code == 0, said.err
    assert json.loads((out / "manifest.json").read_text())["scenario"]["posterior"] is None


def test_check_reads_it_and_refuses_what_cannot_be_used(folder: Path) -> None:
    said = helpseek("check", folder / "above.yaml")
    assert said.code == 0
    assert "fit.parquet: 20 draws of 1 numbers" in " ".join(said.out.split())
    draws = prior_draws(load_scenario("town"), ["onset_rate"], 20)
    beyond = np.array(draws.numbers)
    beyond[3] = 7.0
    from dataclasses import replace

    write_draws(replace(draws, numbers=beyond), folder / "base" / "fit.parquet")
    said = helpseek("check", folder / "above.yaml")
    assert said.code == 2
    assert "parameters.onset_rate" in said.err
    (folder / "base" / "fit.parquet").unlink()
    assert helpseek("check", folder / "above.yaml").code == 2
