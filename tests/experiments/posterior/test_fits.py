"""Fits of towns from question to files: what is written, kept, refused and told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from experiments.evidence.targets import built_in
from experiments.posterior.asking import moved_priors
from experiments.posterior.question import Finished
from experiments.posterior.rows import row_of
from experiments.posterior.study import execute, rows_of
from experiments.studies.posteriors import file_of, homes_of, put, shipped
from experiments.uncertainty.kept import POSTERIOR, posterior_file, read_draws
from simulation.errors import InputError
from simulation.scenario import load_scenario
from tests.support.cli_runner import helpseek, refused
from tests.support.fits import FIGURES, NUMBERS, tiny
from tests.support.workers_here import WorkersHere


class NoWork(WorkersHere):
    """Workers that must not be given anything."""

    def give(self, number: int, order: object) -> None:
        raise AssertionError("done again")


class Killed(Exception):
    """Nobody expects it."""


class DiesAfter(WorkersHere):
    """A worker with which the whole command goes down after so many tasks."""

    def __init__(self, tasks: int) -> None:
        super().__init__()
        self._left = tasks

    def give(self, number: int, order: object) -> None:
        self._left -= 1
        if self._left < 0:
            raise Killed
        super().give(number, order)  # type: ignore[arg-type]  # an order, as any worker takes it


def bits(path: Path) -> list[bytes]:
    """What the draws and the tables of a fit hold."""
    names = (POSTERIOR, "posterior.json", "figures.csv", "numbers.csv", "waves.csv")
    return [(path / name).read_bytes() for name in names]


def test_a_fit_gives_a_world_with_draws_within_bounds(fitted: Finished) -> None:
    file = posterior_file(fitted.path / "world.yaml")
    assert file == fitted.path / POSTERIOR
    draws = read_draws(file, load_scenario("town"))
    assert len(draws) == 12
    assert {place.rpartition(".")[2] for place in draws.places} == set(NUMBERS)
    assert (draws.log_weight == 0.0).all()
    told = json.loads((fitted.path / "posterior.json").read_text())
    assert {row["figure"] for row in told["figures"] if row["use"] == "fit"} == set(FIGURES)
    assert told["runs"] == 20 + 8 + 18
    assert draws.provenance["targets"] == ["C1", "P_prev12"]


@pytest.mark.slow
def test_rows_that_are_checked_are_never_seen_by_the_fit(fitted: Finished, tmp_path: Path) -> None:
    """Without them the draws are the same."""
    alone = execute(tiny(check=()), str(tmp_path / "alone"), crew=WorkersHere())
    assert (alone.found.draws.numbers == fitted.found.draws.numbers).all()


def test_the_same_question_again_runs_nothing(fitted: Finished, tmp_path: Path) -> None:
    home = tmp_path / "again"
    shutil.copytree(fitted.path, home)
    execute(tiny(), str(home), crew=NoWork())
    assert bits(home) == bits(fitted.path)


def test_broken_off_in_a_wave_and_resumed_gives_the_same_bits(
    fitted: Finished, tmp_path: Path
) -> None:
    home = tmp_path / "broken"
    for tasks in (7, 33):
        with pytest.raises(Killed):
            execute(tiny(), str(home), crew=DiesAfter(tasks))
        assert not (home / POSTERIOR).exists()
    execute(tiny(), str(home), crew=WorkersHere())
    assert bits(home) == bits(fitted.path)


def test_another_question_in_the_directory_is_refused(fitted: Finished) -> None:
    before = bits(fitted.path)
    with pytest.raises(InputError, match="another question"):
        execute(tiny(elsewhere=0.1), str(fitted.path), crew=NoWork())
    assert bits(fitted.path) == before


def test_too_few_runs_are_refused_before_any(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="too few runs") as error:
        execute(tiny(runs=45), str(tmp_path / "few"), crew=NoWork())
    assert "at least 46" in str(error.value)
    assert not (tmp_path / "few").exists()


def test_figures_of_other_places_are_blurred_by_how_far_places_differ() -> None:
    for name in ("C1", "C6"):  # a share, and a ratio on the scale of logarithms
        target = built_in().by_id[name]
        here, there = row_of(target, "fit"), row_of(target, "fit", elsewhere=0.15)
        far = 0.15 * (1.0 if here.ratio else here.value)
        assert there.variance - here.variance == pytest.approx(far**2)
        assert "another place" in there.said
    assert all(row.variance > 0.0 for row in rows_of(tiny(elsewhere=0.15)))


def test_priors_that_moved_are_told() -> None:
    assert moved_priors(load_scenario("town")) == []
    (told,) = moved_priors(load_scenario("rural_county"))
    assert "19 numbers" in told
    assert "services.specialist.places" in told


def test_priors_that_contradict_bounds_are_refused(tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    world.write_text(
        "extends: town\npriors:\n  onset_rate: {distribution: normal, mean: -3, interval: "
        "[-4, -2], source: 'assumption: a test'}\n"
    )
    said = refused(helpseek("calibrate", world, "--draws", "50", "--out", tmp_path / "out"))
    assert "onset_rate" in said
    assert not (tmp_path / "out").exists()


def test_a_finished_fit_is_shipped_with_what_made_it(fitted: Finished, tmp_path: Path) -> None:
    world = fitted.asked.scenario
    told = put(shipped(fitted.path, world), tmp_path / "tiny_posterior.parquet")
    assert "12 draws of 2 numbers" in told
    draws = read_draws(tmp_path / "tiny_posterior.parquet", world)
    assert (draws.numbers == fitted.found.draws.numbers).all()
    made = draws.provenance["made"]
    assert made["runs"] == 46
    assert {row["figure"] for row in made["figures"]} >= set(FIGURES)
    assert not list(tmp_path.glob("*.new"))
    with pytest.raises(InputError, match="another world"):
        shipped(fitted.path, load_scenario("students"))


def test_an_unfinished_fit_is_not_shipped(fitted: Finished, tmp_path: Path) -> None:
    shutil.copyfile(fitted.path / POSTERIOR, tmp_path / POSTERIOR)
    with pytest.raises(InputError, match="no finished fit"):
        shipped(tmp_path, fitted.asked.scenario)


def test_posteriors_lie_beside_their_worlds(tmp_path: Path) -> None:
    assert file_of("town").name == "town_posterior.parquet"
    assert file_of("town").parent.name == "worlds"
    assert file_of(str(tmp_path / "mine.yaml")) == tmp_path / "mine_posterior.parquet"
    assert homes_of(["town=a"], ["town"]) == {"town": Path("a")}
    for given in ("town", "town=", "mars=a"):
        with pytest.raises(InputError, match="names no directory"):
            homes_of([given], ["town"])


def test_draws_lie_in_single_precision(fitted: Finished) -> None:
    numbers = fitted.found.draws.numbers
    assert (numbers.astype(np.float32) == numbers).all()
