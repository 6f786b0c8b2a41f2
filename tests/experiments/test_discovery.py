"""Scenario discovery: planted boxes are found, chance is not, and a sweep is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.discovery.prim import Condition, Rows, discover, quasi_p
from tests.support.cli_runner import helpseek, refused
from tests.support.sweep_plans import rows, run_here, sweep

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
    assert quasi_p(Rows(inputs, cases, np.arange(20)), limits, "x") == pytest.approx(tail)


@pytest.mark.parametrize("policies", [1, 3, 12])
def test_policies_at_a_point_are_not_cases_of_their_own(policies: int) -> None:
    """Three of eight points are cases, all in the box: 0.053, however many policies each has."""
    inputs = {"x": np.repeat([0.0] * 5 + [1.0] * 3, policies)}
    rows = Rows(inputs, inputs["x"] > 0.5, np.repeat(np.arange(8), policies))
    assert quasi_p(rows, {"x": Condition("x", low=0.5)}, "x") == pytest.approx((3 / 8) ** 3)


@pytest.mark.parametrize("seed", range(3))
def test_rows_said_again_make_nothing_surer(seed: int) -> None:
    """A law: the same rows several times, as of policies that do nothing, change no p-value."""
    rng = np.random.default_rng(seed)
    inputs = {name: data[:60] for name, data in cube(seed, 3).items()}
    once = Rows(inputs, rng.random(60) < 0.4, rng.integers(0, 25, 60))
    often = Rows(
        {name: np.tile(data, 7) for name, data in inputs.items()},
        np.tile(once.cases, 7),
        np.tile(once.points, 7),
    )
    limits = {name: Condition(name, low=0.2, high=0.9) for name in inputs}
    for name in limits:
        assert quasi_p(often, limits, name) == pytest.approx(quasi_p(once, limits, name))


def test_chance_that_policies_share_makes_no_box() -> None:
    """What 24 points are by chance, ten policies do not make certain."""
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        inputs = {f"x{place}": np.repeat(rng.random(24), 10) for place in range(4)}
        lever = np.tile([f"policy {place}" for place in range(10)], 24)
        cases = np.repeat(rng.random(24) < 0.4, 10)
        boxes = discover({**inputs, "lever": lever}, cases, np.repeat(np.arange(24), 10))
        found += bool(boxes)
        assert all(one.box.points >= 10 for one in boxes)
        assert all(c.name != "lever" for one in boxes for c in one.box.conditions)
        assert all(c.quasi_p > 1e-4 for one in boxes for c in one.box.conditions)
    assert found < 30


@pytest.fixture(scope="module")
def swept_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    plan = sweep(
        folder,
        uncertainties={"onset_rate": {"low": 0.05, "high": 0.4}, "weight_fit": "prior"},
        levers={"leap": ["off", "on"]},
        outcomes=["prevalence_12m", "cost_strategies"],
        design={"kind": "sobol", "points": 32},
    )
    run_here(plan, folder / "out")
    from experiments.files.results import MANIFEST, json_text
    from experiments.sweep.writing import manifest_of

    (folder / "out" / MANIFEST).write_text(json_text(manifest_of(plan, ())))
    return folder / "out"


def test_too_few_points_are_refused_however_many_policies_they_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = sweep(
        tmp_path,
        people=100,
        weeks=2,
        uncertainties={"onset_rate": {"low": 0.05, "high": 0.4}},
        levers={"policy": {"nothing": [], **{name: [name] for name in ("leap", "subsidy")}}},
        outcomes=["prevalence_12m"],
        design={"kind": "sobol", "points": 8},
        seeds=3,
    )
    run_here(plan, tmp_path / "out")
    from experiments.files.results import MANIFEST, json_text
    from experiments.sweep.writing import manifest_of

    (tmp_path / "out" / MANIFEST).write_text(json_text(manifest_of(plan, ())))
    middle = float(np.median([row["prevalence_12m"] for row in rows(tmp_path / "out")]))
    monkeypatch.chdir(tmp_path)
    told = refused(helpseek("discover", tmp_path / "out", "--where", f"prevalence_12m > {middle}"))
    assert "too few points" in told
    assert "found 8" in told


def middle(out: Path, outcome: str, policy: bool) -> float:
    """The median of an outcome over the points with a policy."""
    return float(np.median([row[outcome] for row in rows(out) if row["leap"] is policy]))


def test_a_sweep_is_asked(swept_town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    question = f"prevalence_12m > {middle(swept_town, 'prevalence_12m', False)}"
    said = helpseek("discover", swept_town, "--where", question, "--out", out)
    assert said.code == 0, said.err
    told = json.loads((out / "discovery.json").read_text())
    assert (told["points"], told["rows"]) == (32, 64)
    assert told["boxes"][0]["points"] < told["boxes"][0]["rows"]
    assert "combinations of a point and a policy (32 points)" in said.out
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
    options: tuple[str, ...],
    words: str,
    swept_town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(helpseek("discover", swept_town, *options))
    assert not list(tmp_path.rglob("*.json"))


def test_a_directory_without_a_sweep_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(helpseek("discover", tmp_path, "--where", "true"))
