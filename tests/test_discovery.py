"""Scenario discovery: planted boxes are found, chance is not, and a sweep is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.discovery.prim import Condition, discover, quasi_p
from tests.cli_runner import helpseek, refused
from tests.sweep_plans import rows, run_here, sweep

POINTS = 2000


def cube(seed: int = 1, width: int = 5) -> dict[str, NDArray[Any]]:
    rng = np.random.default_rng(seed)
    return {f"x{place}": rng.random(POINTS) for place in range(width)}


def test_a_planted_box_is_found() -> None:
    inputs = cube()
    cases = (inputs["x0"] > 0.6) & (inputs["x2"] > 0.2) & (inputs["x2"] < 0.55)
    (found,) = discover(inputs, cases)
    limits = {one.name: one for one in found.box.conditions}
    assert set(limits) == {"x0", "x2"}
    assert limits["x0"].low == pytest.approx(0.6, abs=0.03)
    assert limits["x0"].high is None
    assert limits["x2"].low == pytest.approx(0.2, abs=0.03)
    assert limits["x2"].high == pytest.approx(0.55, abs=0.03)
    assert found.box.coverage > 0.9
    assert found.box.density > 0.9
    assert all(one.quasi_p < 1e-6 for one in found.box.conditions)
    first, *rest = found.trajectory
    assert first.coverage == 1.0
    assert first.density == pytest.approx(cases.mean())
    assert all(a.points > b.points for a, b in zip(found.trajectory, rest, strict=False))


def test_a_planted_box_is_found_among_noise_and_words() -> None:
    rng = np.random.default_rng(3)
    inputs = {**cube(), "lever": rng.choice(np.array(["low", "middle", "high"]), POINTS)}
    likely = (inputs["lever"] != "low") & (inputs["x1"] < 0.4)
    cases = rng.random(POINTS) < np.where(likely, 0.85, 0.05)
    (found,) = discover(inputs, cases)
    limits = {one.name: one for one in found.box.conditions}
    assert set(limits) == {"lever", "x1"}
    assert set(limits["lever"].values or ()) == {"middle", "high"}
    assert limits["x1"].high == pytest.approx(0.4, abs=0.05)
    assert found.box.density == pytest.approx(0.85, abs=0.06)


def test_two_boxes_one_after_the_other() -> None:
    inputs = cube(width=3)
    cases = (inputs["x0"] > 0.8) | ((inputs["x1"] < 0.15) & (inputs["x0"] < 0.5))
    first, second = discover(inputs, cases, boxes=2)
    assert [one.name for one in first.box.conditions] == ["x0"]
    assert {one.name for one in second.box.conditions} == {"x0", "x1"}
    assert first.box.coverage + second.box.coverage == pytest.approx(1.0, abs=0.1)


def test_chance_makes_no_box() -> None:
    rng = np.random.default_rng(5)
    boxes = [discover(cube(seed), rng.random(POINTS) < 0.2) for seed in range(5)]
    # Where it takes conditions for real, they are barely better than nothing.
    for found in boxes:
        assert all(one.box.density < 0.35 for one in found)


def test_a_denser_box_is_asked_for() -> None:
    rng = np.random.default_rng(7)
    inputs = cube()
    cases = rng.random(POINTS) < inputs["x0"]
    (loose,) = discover(inputs, cases, density=0.6)
    (tight,) = discover(inputs, cases, density=0.85)
    assert tight.box.density > loose.box.density
    assert tight.box.coverage < loose.box.coverage


def test_quasi_p_value_by_hand() -> None:
    from math import comb

    inputs = {"x": np.array([0.0] * 10 + [1.0] * 10)}
    cases = np.array([True] * 2 + [False] * 8 + [True] * 6 + [False] * 4)
    limits = {"x": Condition("x", low=0.5)}
    # Of 20 points 8 are cases; 6 or more of 10 with that chance.
    tail = sum(comb(10, k) * 0.4**k * 0.6 ** (10 - k) for k in range(6, 11))
    assert quasi_p(inputs, cases, limits, "x") == pytest.approx(tail)


@pytest.fixture(scope="module")
def swept_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    plan = sweep(
        folder, uncertainties={"onset_rate": {"low": 0.05, "high": 0.4}, "weight_fit": "prior"},
        levers={"leap": ["off", "on"]}, outcomes=["prevalence_12m", "cost_strategies"],
        design={"kind": "sobol", "points": 32},
    )  # fmt: skip
    run_here(plan, folder / "out")
    from experiments.results import MANIFEST, json_text
    from experiments.sweep.run import _manifest

    (folder / "out" / MANIFEST).write_text(json_text(_manifest(plan, ())))
    return folder / "out"


def middle(out: Path, outcome: str, policy: bool) -> float:
    """The median of an outcome over the points with a policy."""
    return float(np.median([row[outcome] for row in rows(out) if row["leap"] is policy]))


def test_a_sweep_is_asked(swept_town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    question = f"prevalence_12m > {middle(swept_town, 'prevalence_12m', False)}"
    said = helpseek("discover", swept_town, "--where", question, "--out", out)
    assert said.code == 0, said.err
    told = json.loads((out / "discovery.json").read_text())
    assert told["points"] == 64
    assert [row["input"] for row in told["conditions"]] == ["onset_rate"]
    assert told["boxes"][0]["density"] > 0.8
    assert "onset rate is at least" in said.out
    assert (out / "figures" / "trade_off.png").stat().st_size > 10_000
    # The same once more says where it may go.
    assert "earlier result" in refused(
        helpseek("discover", swept_town, "--where", question, "--out", out)
    )


def test_where_the_favourite_loses(swept_town: Path, tmp_path: Path) -> None:
    """LEAP costs something at every point, and more where more people are ill."""
    options = ("discover", str(swept_town), "--favourite", "leap", "--objective", "cost_strategies")
    assert "true everywhere" in refused(helpseek(*options, "--out", tmp_path / "no"))
    margin = middle(swept_town, "cost_strategies", True)
    said = helpseek(*options, "--margin", str(margin), "--out", tmp_path / "out")
    assert said.code == 0, said.err
    told = json.loads((tmp_path / "out" / "discovery.json").read_text())
    dearer = sum(row["leap"] and row["cost_strategies"] > margin for row in rows(swept_town))
    assert 0 < dearer < 32
    assert (told["points"], told["cases"]) == (32, dearer)
    nothing = ("discover", str(swept_town), "--favourite", "not leap", "--objective")
    assert "true nowhere" in refused(helpseek(*nothing, "cost_strategies"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "one question"),
        (("--where", "happiness > 1"), "happiness"),
        (("--where", "prevalence_12m"), "not true or false"),
        (("--where", "prevalence_12m > 7"), "true nowhere"),
        (("--where", "prevalence_12m > 0.3; drop table runs"), "--where"),
        (("--favourite", "leap"), "belong together"),
        (("--favourite", "true", "--objective", "prevalence_12m"), "true of 2"),
        (("--favourite", "leap", "--objective", "symptom_weeks"), "not measured"),
    ],
)
def test_bad_questions_are_refused(
    options: tuple[str, ...], words: str, swept_town: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert words in refused(helpseek("discover", swept_town, *options))
    assert not list(tmp_path.rglob("*.json"))


def test_a_directory_without_a_sweep_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(helpseek("discover", tmp_path, "--where", "true"))
