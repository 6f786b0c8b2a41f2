"""Calibration: known answers are recovered, by the fit alone and in a tiny town."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from experiments.calibrate.fit import Floats, fit
from experiments.calibrate.question import Asked
from experiments.calibrate.study import execute
from experiments.evaluation.aims import aims_of
from experiments.evidence.seed import measure
from simulation.errors import InputError
from simulation.parameters.table import numbers, read_file
from simulation.scenario import load_scenario, parameter_rows
from tests.support.cli_runner import helpseek, refused
from tests.support.evaluations import small_town
from tests.support.workers_here import WorkersHere

TRUE = np.array([0.3, 0.7])


def curved(points: Floats) -> Floats:
    x, y = points.T
    aim_x, aim_y = TRUE
    return np.stack(
        [np.exp(x) - np.exp(aim_x), 2.0 * (x * y - aim_x * aim_y), (y - aim_y) ** 3 + y - aim_y],
        axis=1,
    )


def test_the_fit_finds_the_point_where_all_distances_are_nothing() -> None:
    found = fit(curved, np.array([0.9, 0.1]), np.empty((0, 2)), rounds=30)
    assert found.shares == pytest.approx(TRUE, abs=0.01)
    assert found.misfit < 1e-3
    assert found.points < 120


def test_the_fit_starts_at_the_best_of_what_is_spread() -> None:
    """A second valley that steps alone would not leave."""

    def valleys(points: Floats) -> Floats:
        x = points[:, 0]
        return np.minimum(5.0 * np.abs(x - 0.1) + 1.0, 5.0 * np.abs(x - 0.85))[:, None]

    stuck = fit(valleys, np.array([0.12]), np.empty((0, 1)), rounds=20)
    free = fit(valleys, np.array([0.12]), np.array([[0.4], [0.75]]), rounds=20)
    assert stuck.misfit > 0.9
    assert free.shares[0] == pytest.approx(0.85, abs=0.03)


def test_errors_are_those_of_a_line_and_infinite_where_nothing_is_said() -> None:
    def line(points: Floats) -> Floats:
        return np.stack([4.0 * (points[:, 0] - 0.5), np.zeros(len(points))], axis=1)

    found = fit(line, np.array([0.4, 0.4]), np.empty((0, 2)), rounds=20)
    assert found.error[0] == pytest.approx(0.25, rel=1e-6)
    assert np.isinf(found.error[1])


def test_a_figure_without_value_is_far_off() -> None:
    def gap(points: Floats) -> Floats:
        return np.where(points < 0.5, np.nan, points - 0.6)

    assert fit(gap, np.array([0.1]), np.array([[0.9]]), rounds=20).shares[0] == pytest.approx(
        0.6, abs=0.02
    )


def test_aims_are_the_published_figures() -> None:
    use, none_seen = aims_of(("C1,C2",))
    assert use.value == pytest.approx(41.1)
    assert use.error == pytest.approx((44.1 - 38.1) / 2 / 1.96, rel=0.02)
    assert use.distance(np.array([41.1 + 2 * use.error])) == pytest.approx(2.0)
    assert none_seen.name == "C2"
    ratio = next(aim for aim in aims_of(("C6",)) if aim.target.is_ratio)
    half, double = ratio.distance(np.exp(ratio.value) * np.array([0.5, 2.0]))
    assert half == pytest.approx(-double)
    with pytest.raises(InputError, match="fits no figure"):
        aims_of(("happiness",))


def asked() -> Asked:
    return Asked(
        small_town(),
        "town",
        tuple(aims_of(("P_prev12",))),
        ("onset_rate",),
        points=3,
        rounds=5,
        seeds=2,
        figures=False,
    )


def test_a_parameter_is_recovered(tmp_path: Path) -> None:
    plain = asked()
    true = load_scenario(plain.scenario, {"onset_rate": 0.135})
    (aim,) = plain.aims
    values = [measure(true, seed, [aim.target], 1, lambda: None).values[0] for seed in (1, 2)]
    known = replace(plain, aims=(replace(aim, value=float(np.mean(values)), error=1.0),))
    found = execute(known, str(tmp_path / "out"), crew=WorkersHere()).found
    (one,) = found.parameters
    assert one.after == pytest.approx(0.135, abs=0.012)
    assert one.before != pytest.approx(0.135, abs=0.012)
    assert one.low < one.after < one.high
    assert found.fit.misfit < 0.6

    text = (tmp_path / "out" / "world.yaml").read_text()
    assert yaml.safe_load(text)["extends"] == "town"
    world = load_scenario(str(tmp_path / "out" / "world.yaml"))
    assert world.parameters.onset_rate == pytest.approx(one.after, rel=1e-5)
    # What was fitted is told with the world, as rows that could stand in the table of numbers.
    row = next(row for row in parameter_rows(world) if row.name == "parameters.onset_rate")
    assert row.source == "fitted to P_prev12 (out)"
    assert row.spread == numbers()["parameters.onset_rate"].spread
    rows = read_file(tmp_path / "out" / "numbers.csv")
    assert list(rows) == ["parameters.onset_rate"]
    # All else is as it was.
    assert world.resolved()["services"] == load_scenario("town").resolved()["services"]

    pieces = tmp_path / "out" / "kept" / "runs"
    before = {path.name: path.stat().st_mtime_ns for path in pieces.iterdir()}
    told = json.loads((tmp_path / "out" / "calibration.json").read_text())
    execute(known, str(tmp_path / "out"), crew=WorkersHere())
    assert {path.name: path.stat().st_mtime_ns for path in pieces.iterdir()} == before
    assert json.loads((tmp_path / "out" / "calibration.json").read_text()) == told


@pytest.mark.parametrize(
    ("targets", "parameters", "words"),
    [
        ("happiness", "onset_rate", "fits no figure"),
        ("C1", "happiness", "unknown parameter"),
        ("C1", "services.specialist.travels", "no prior: it is a decision"),
        ("C1", "onset_rate=0.1:0.2", "within its prior"),
        ("C1", "onset_rate,recognition_base", "more parameters than figures"),
    ],
)
def test_bad_input_is_refused(
    targets: str, parameters: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = helpseek("calibrate", "--target", targets, "--parameters", parameters)
    assert words in refused(said)
    assert not list(tmp_path.iterdir())
