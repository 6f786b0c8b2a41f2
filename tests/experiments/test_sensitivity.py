"""Sensitivity analysis: known answers of the pure parts, and an analysis of a tiny town."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from experiments.sensitivity import density, screening, variance
from experiments.sensitivity.noise import spread
from experiments.sensitivity.question import Asked
from experiments.sensitivity.study import execute
from experiments.sensitivity.writing import closing
from simulation.errors import InputError
from tests.support.cli_runner import helpseek, refused
from tests.support.engine_work import alter_and_sum_up, statuses
from tests.support.evaluations import small_town
from tests.support.workers_here import WorkersHere

NAMES = ["first", "second", "third"]


def ishigami(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y, z = (-np.pi + 2.0 * np.pi * shares).T
    return np.asarray(np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def test_sobol_finds_the_indices_of_the_ishigami_function() -> None:
    found = variance.indices(NAMES, ishigami(variance.design(NAMES, 1024, 5)), 0.95, 3)
    a, b = 7.0, 0.1
    alone = [0.5 * (1 + b * np.pi**4 / 5) ** 2, a**2 / 8, 0.0]
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = sum(alone) + both
    for index, first, total in zip(found, alone, (alone[0] + both, alone[1], both), strict=True):
        assert index.first == pytest.approx(first / whole, abs=0.03)
        assert index.total == pytest.approx(total / whole, abs=0.03)
        assert abs(index.first - first / whole) < index.first_half_width
        assert 0.01 < index.total_half_width < 0.15


def test_a_flat_outcome_has_no_indices() -> None:
    (index,) = variance.indices(["only"], np.ones(16 * 3), 0.95, 3)
    assert np.isnan(index.first)


def test_pawn_orders_the_ishigami_function_and_knows_nothing_from_something() -> None:
    names = [*NAMES, "idle"]
    cube = density.design(names, 800, 5)
    found = {
        one.name: one for one in density.distances(names, cube, ishigami(cube[:, :3]), 0.95, 3)
    }
    assert found["second"].median > found["first"].median > found["third"].median
    assert found["first"].low > found["first"].dummy
    assert found["idle"].low < found["idle"].dummy
    assert found["idle"].low < found["idle"].median < found["idle"].high


def test_morris_finds_linear_effects_exactly() -> None:
    cube = screening.design(NAMES, 8, 5)
    values = np.repeat((5.0 * cube[:, 0] - 2.0 * cube[:, 1])[:, None], 2, axis=1)
    first, second, third = screening.effects(NAMES, cube, values, 0.95, 3)
    assert first.mu_star == pytest.approx(5.0)
    assert first.low == pytest.approx(5.0)
    assert second.mu == pytest.approx(-2.0)
    assert second.counts
    assert third.mu_star == pytest.approx(0.0)
    assert not third.counts


def test_luck_is_not_taken_for_an_effect() -> None:
    names = [f"p{number}" for number in range(40)]
    cube = screening.design(names, 10, 5)
    rng = np.random.default_rng(1)
    values = 3.0 * cube[:, :1] + rng.normal(size=(len(cube), 3))
    first, *idle = screening.effects(names, cube, values, 0.95, 3)
    assert first.counts
    # Of 39 parameters that do nothing about two are taken for something.
    assert sum(effect.counts for effect in idle) <= 6
    assert all(0.0 < effect.noise < 2.5 for effect in idle)


def test_one_seed_cannot_tell_luck() -> None:
    cube = screening.design(NAMES, 4, 5)
    assert np.isnan(screening.effects(NAMES, cube, cube[:, :1], 0.95, 3)[0].noise)
    assert np.isnan(spread(cube[:, :1]).luck_share)


def test_components_of_variance_are_told_apart() -> None:
    rng = np.random.default_rng(2)
    values = 2.0 * rng.normal(size=(4000, 1)) + rng.normal(size=(4000, 5))
    values += np.array([[-1.0, -0.5, 0.0, 0.5, 1.0]])
    found = spread(values)
    assert found.points == pytest.approx(4.0, rel=0.1)
    assert found.luck == pytest.approx(1.0, rel=0.1)
    assert found.seeds == pytest.approx(0.625, rel=0.1)
    assert found.luck_share == pytest.approx(1.625 / 5.625, rel=0.1)
    assert found.luck_of_means == pytest.approx(0.2 / 4.2, rel=0.1)


def asked() -> Asked:
    return Asked(
        small_town(),
        ("symptom_weeks",),
        ("onset_rate,weight_fit",),
        trajectories=3,
        points=4,
        keep=1,
        figures=False,
    )


def ended(kept: Path) -> dict[str, str]:
    """When each run has ended."""
    return {key: status["ended"] for key, status in statuses(kept).items()}


def test_an_analysis_of_a_town(tmp_path: Path) -> None:
    done = execute(asked(), str(tmp_path / "out"), crew=WorkersHere())
    told = json.loads((tmp_path / "out" / "sensitivity.json").read_text())
    assert told["kept"] == ["onset_rate"]
    assert told["screening"][0]["parameter"] == "onset_rate"
    assert told["screening"][0]["mu"] > 1.0
    assert [row["parameter"] for row in told["sobol"]] == ["onset_rate"]
    assert done.found.runs == 2 * (3 * 3 + 4 * 3)
    kept = tmp_path / "out" / "kept"
    before = ended(kept)

    # Again: nothing is run twice. What was lost is run again and all is as it was.
    execute(asked(), str(tmp_path / "out"), crew=WorkersHere())
    assert ended(kept) == before
    lost = next(iter((kept / "runs").iterdir()))
    lost.unlink()
    execute(asked(), str(tmp_path / "out"), crew=WorkersHere())
    after = ended(kept)
    assert after.keys() == before.keys()
    assert after != before
    assert json.loads((tmp_path / "out" / "sensitivity.json").read_text()) == told


def test_the_effect_of_a_strategy(tmp_path: Path) -> None:
    plain = replace(
        asked(),
        strategy="leap",
        parameters=("leap.coverage=0:0.8,weight_fit",),
        method="morris",
        outcomes=("cost_strategies",),
    )
    found = execute(plain, str(tmp_path / "out"), crew=WorkersHere()).found
    coverage = next(one for one in found.findings[0].effects if "coverage" in one.name)
    assert coverage.mu > 0.0
    assert coverage.counts


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.drop_columns(["symptom_weeks"]),
        lambda table: table.drop_columns(["status"]),
        lambda table: table.set_column(
            table.column_names.index("symptom_weeks"), "symptom_weeks", table["point"]
        ),
    ],
)
def test_kept_runs_that_were_changed_are_not_believed(
    tmp_path: Path, change: Callable[[pa.Table], pa.Table]
) -> None:
    """Whatever the index says of them."""
    small = replace(asked(), method="morris", trajectories=2)
    execute(small, str(tmp_path / "out"), crew=WorkersHere())
    alter_and_sum_up(tmp_path / "out" / "kept", "runs", change)
    with pytest.raises(InputError, match=r"out/kept: the runs that are kept here"):
        execute(small, str(tmp_path / "out"), replace=True, crew=WorkersHere())


def test_another_question_is_refused(tmp_path: Path) -> None:
    small = replace(asked(), method="morris", trajectories=2)
    execute(small, str(tmp_path / "out"), crew=WorkersHere())
    other = replace(small, outcomes=("qaly_loss",))
    with pytest.raises(InputError, match="another question"):
        execute(other, str(tmp_path / "out"), crew=WorkersHere())
    execute(other, str(tmp_path / "out"), replace=True, crew=WorkersHere())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--outcome", "happiness"), "unknown outcome"),
        (("--outcome", "qaly_loss", "--outcome", "qaly_loss"), "twice"),
        (("--outcome", "qaly_loss", "--parameters", "happiness"), "unknown parameter"),
        (("--outcome", "qaly_loss", "--parameters", "services.specialist.travels"), "LOW:HIGH"),
        (("--outcome", "qaly_loss", "--parameters", "onset_rate=3"), "not a range"),
        (("--outcome", "qaly_loss", "--parameters", "onset_rate=0.3:0.1"), "not below"),
        (("--outcome", "qaly_loss", "--strategy", "magic"), "unknown strategy"),
        (("--outcome", "qaly_loss", "--points", "50"), "power of two"),
    ],
)
def test_bad_input_is_refused(
    options: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(helpseek("sensitivity", *options))
    assert not list(tmp_path.iterdir())


def test_numbers_in_doubt_together_are_said_to_be_varied_alone(tmp_path: Path) -> None:
    together = replace(
        asked(),
        method="morris",
        trajectories=2,
        outcomes=("qaly_loss",),
        parameters=("disability_mild", "disability_severe", "onset_rate"),
    )
    done = execute(together, str(tmp_path / "out"), crew=WorkersHere())
    told = [part for part in closing(done) if isinstance(part, str)]
    assert any("orders and correlations of disability were left out" in part for part in told)
    alone = replace(together, parameters=("disability_mild", "onset_rate"))
    done = execute(alone, str(tmp_path / "other"), crew=WorkersHere())
    assert not any("left out" in str(part) for part in closing(done))
