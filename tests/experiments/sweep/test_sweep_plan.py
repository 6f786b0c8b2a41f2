"""Plans of sweeps: what they mean, what is refused, and how points and addresses follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.sweep.plan import read_plan
from experiments.sweep.question import sweep_of
from simulation.errors import InputError
from tests.support.cli_runner import ROOT, helpseek, refused
from tests.support.sweep_plans import sweep

RANGES = {
    "onset_rate": {"low": 0.05, "high": 0.2},
    "specialist.places": {"low": 2, "high": 8, "levels": 3},
    "treatment_effect": "prior",
}
SOBOL = {"kind": "sobol", "points": 8}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("people: 10\npoeple: 3", ["line 2", "unknown key", "poeple", "people"]),
        ("design: {kind: sobol, number: 3}", ["design", "unknown key", "number"]),
        ("design: {kind: sobool}", ["design.kind", "sobool", "grid, latin_hypercube, sobol"]),
        ("design: {kind: sobol}", ["design.points", "missing"]),
        ("design: {kind: grid, points: 3}", ["design.points", "levels"]),
        ("design: {kind: sobol, points: 0}", ["design.points", "1 to 1,000,000"]),
        ("seeds: 0", ["seeds", "out of range"]),
        ("seeds: [1, 1]", ["seeds", "twice"]),
        ("seeds: {number: 3, values: [1]}", ["seeds", "at once"]),
        ("seeds: many", ["seeds", "many"]),
        ("outcomes: [service_use]", ["outcomes.0", "unknown outcome", "service_use_12m"]),
        ("by: [shoe_size]", ["by.0", "grouping", "sex"]),
        ("weekly: [stage_in_car]", ["weekly.0", "stage_in_care"]),
        ("world: nowhere", ["world", "nowhere"]),
        ("world: nowhere.yaml", ["world", "no such file"]),
        ("people: -3", ["people", "out of range", "-3"]),
        ("set: {onset_rat: 0.1}", ["set", "onset_rat", "onset_rate"]),
        ("strategies: [leep]", ["strategies.0", "leep", "leap"]),
        ("strategies: [{name: leap, covrage: 1}]", ["strategies.0", "covrage", "coverage"]),
        ("uncertainties: {onset_rat: prior}", ["line 1", "onset_rat", "onset_rate"]),
        ("uncertainties: {onset_rate: high}", ["uncertainties.onset_rate", "high", "prior"]),
        ("uncertainties: {onset_rate: {low: 3, high: 2}}", ["onset_rate", "low is not below"]),
        ("uncertainties: {onset_rate: {low: 0.1, hi: 2}}", ["onset_rate", "unknown key", "high"]),
        ("uncertainties: {onset_rate: {low: 0, high: 99}}", ["onset_rate.high", "out of range"]),
        ("uncertainties: {onset_rate: {low: 0, high: 0.1, scale: log}}", ["no logarithm"]),
        ("uncertainties: {onset_rate: {low: a, high: 0.1}}", ["onset_rate.low", "not a number"]),
        ("uncertainties: {onset_rate: [0.1, 0.1]}", ["onset_rate", "twice"]),
        ("uncertainties: {onset_rate: [0.1, 99]}", ["onset_rate", "99", "out of range"]),
        ("uncertainties: {onset_rate: []}", ["onset_rate", "too few"]),
        ("uncertainties: {onset_rate: prior}", ["a grid needs to know", "levels"]),
        ("uncertainties: {specialist.travels: prior}", ["it is a decision", "low and high"]),
        (
            "uncertainties: {onset_rate: {distribution: bell}}",
            ["onset_rate", "bell", "beta, gamma"],
        ),
        (
            "uncertainties: {onset_rate: {distribution: gamma, mean: 1, interval: [0.5, 3]}}",
            ["uncertainties.onset_rate.interval", "beyond the bounds", "0 to 2"],
        ),
        ("uncertainties: {distress: {low: 0, high: 1}}", ["section", "prior"]),
        ("uncertainties: {weeks: [10, 20]}", ["weeks", "cannot be uncertain"]),
        ("uncertainties: {network.kind: prior}", ["network.kind", "a list of values"]),
        ("uncertainties: {leap.uptake: prior}", ["leap.uptake", "unknown"]),
        (
            "uncertainties: {onset_rate: [0.1], parameters.onset_rate: [0.2]}",
            ["parameters.onset_rate", "twice"],
        ),
        (
            "uncertainties: {onset_rate: [0.1]}\nlevers: {parameters.onset_rate: [0.2]}",
            ["uncertain and a lever at once", "onset_rate"],
        ),
        ("levers: {leap: [{target: 'culture:elves'}]}", ["leap.target", "culture:elves", "white"]),
        ("levers: {leap: []}", ["levers.leap", "not a lever"]),
        ("levers: {leap: maybe}", ["levers.leap", "maybe"]),
        ("levers: {leap: [perhaps]}", ["levers.leap.0", "perhaps", "off, on, a coverage"]),
        ("levers: {leap: [1.5]}", ["levers.leap.0.coverage", "out of range", "0 to 1"]),
        ("levers: {leap: {covrage: [1]}}", ["levers.leap", "covrage", "coverage"]),
        ("levers: {leap: {coverage: 1}}", ["levers.leap.coverage", "list"]),
        ("levers: {leep: [on]}", ["levers", "leep"]),
        ("levers: {services.specialist.places: [many]}", ["specialist.places", "many"]),
        ("levers: {'nowhere.py:Mine': [on]}", ["nowhere.py", "cannot be read"]),
        ("levers: {leap: [on], policy: {a: [leap], b: [leep]}}", ["policy.b.0", "leep"]),
        ("levers: {status: {a: [leap]}}", ["status", "another column"]),
        ("levers: {'the policy': {a: [leap]}}", ["the policy", "column"]),
        ("- leap", ["does not hold a mapping"]),
        ("people: !!python/object:os.system 3", ["tags have no meaning"]),
    ],
)
def test_plans_that_cannot_be_done_are_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        sweep_of(read_plan(str(path))).tasks()
    assert "plan.yaml" in str(refused.value)
    for word in words:
        assert word in str(refused.value)


def test_grid(tmp_path: Path) -> None:
    found = sweep(
        tmp_path,
        uncertainties={
            "onset_rate": {"low": 0.1, "high": 0.4, "levels": 3, "scale": "log"},
            "youngest_age": {"low": 10, "high": 20, "levels": 3},
            "network.kind": ["friendships", "none"],
        },
        levers={"leap": ["off", "on"], "subsidy": {"share": [0.5, 1.0], "coverage": [0, 1]}},
        seeds=[3, 9],
    )
    assert len(found.points) == 18
    assert sorted({point.values[0] for point in found.points}) == pytest.approx([0.1, 0.2, 0.4])
    assert sorted({point.values[1] for point in found.points}) == [10, 15, 20]
    assert {point.values[2] for point in found.points} == {"friendships", "none"}
    assert [dict(policy.columns) for policy in found.policies][:2] == [
        {"leap": False, "subsidy__share": 0.5, "subsidy__coverage": 0},
        {"leap": False, "subsidy__share": 0.5, "subsidy__coverage": 1},
    ]
    assert [len(policy.parts) for policy in found.policies] == [0, 1, 0, 1, 1, 2, 1, 2]
    assert found.runs == 18 * 8 * 2 == sum(len(task.runs) for task in found.tasks())


@pytest.mark.parametrize("kind", ["sobol", "latin_hypercube"])
def test_sampled_designs_fill_the_ranges(tmp_path: Path, kind: str) -> None:
    found = sweep(tmp_path, uncertainties=RANGES, design={"kind": kind, "points": 64})
    values = np.array([point.values for point in found.points])
    shares = np.array(
        [[one.share_of(value) for value in values[:, at]] for at, one in enumerate(found.uncertain)]
    ).T
    assert ((shares >= 0) & (shares <= 1)).all()
    for column in shares.T:  # one point in each of as many slices as there are points
        assert len(set(np.floor(column * 64))) == 64
    other = sweep(tmp_path, uncertainties=RANGES, design={"kind": kind, "points": 64, "seed": 2})
    assert not {point.name for point in found.points} & {point.name for point in other.points}


def test_more_points_and_seeds_leave_runs_as_they_are(tmp_path: Path) -> None:
    def keys(**parts: Any) -> set[str]:
        found = sweep(tmp_path, levers={"leap": ["off", "on"]}, **parts)
        return {run.key for task in found.tasks() for run in task.runs}

    few = keys(uncertainties=RANGES, design=SOBOL, seeds=2)
    assert len(few) == 8 * 2 * 2
    assert few < keys(uncertainties=RANGES, design=SOBOL, seeds=5)
    assert few < keys(uncertainties=RANGES, design={**SOBOL, "points": 16}, seeds=2)
    assert few == keys(uncertainties=RANGES, design=SOBOL, seeds=[2, 1])
    assert not few & keys(uncertainties=RANGES, design=SOBOL, seeds=2, people=301)
    assert not few & keys(uncertainties=RANGES, design={**SOBOL, "seed": 2}, seeds=2)
    two, three = ({"onset_rate": [0.1, 0.2]}, {"onset_rate": [0.3, 0.1, 0.2]})
    assert keys(uncertainties=two) < keys(uncertainties=three)


def test_addresses_follow_from_what_files_hold(tmp_path: Path) -> None:
    mine = tmp_path / "mine.py"

    def keys(text: str, folder: Path = tmp_path) -> set[str]:
        (folder / "mine.py").write_text(text)
        found = sweep(folder, levers={"mine.py:Mine": ["on"]})
        import sys

        for name in [name for name in sys.modules if name.startswith("strategies_of_")]:
            del sys.modules[name]
        return {run.key for task in found.tasks() for run in task.runs}

    text = "from simulation.strategies.base import Strategy\nclass Mine(Strategy):\n    'Mine.'\n"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert keys(text) == keys(text, elsewhere)
    assert keys(text) != keys(text + "# changed\n")
    assert mine.exists()


def test_uncertainty_by_section_and_of_strategies(tmp_path: Path) -> None:
    found = sweep(
        tmp_path,
        uncertainties={
            "distress": "prior",
            "onset_rate": {"low": 0.1, "high": 0.11},
            "leap": "prior",
        },
        levers={"leap": ["off", "on"]},
        design=SOBOL,
    )
    places = [one.place for one in found.uncertain]
    assert len(places) == len(set(places)) > 15
    assert "strategies.leap.uptake" in places
    (onset,) = [one for one in found.uncertain if one.place == "parameters.onset_rate"]
    assert (onset.low, onset.high) == (0.1, 0.11)
    everything = sweep(tmp_path, uncertainties={"all": "prior"}, design=SOBOL)
    assert set(places) - {p for p in places if p.startswith("strategies")} < {
        one.place for one in everything.uncertain
    }
    task = found.tasks()[0]
    on = next(run for run in task.runs if run.what["levers"] == [True])
    values = dict(zip(places, on.what["values"], strict=True))
    (strategy,) = on.what["arm"]["strategies"]
    assert strategy["uptake"] == values["strategies.leap.uptake"]


def test_tasks_share_the_burn_in_of_what_differs_by_strategies_only(tmp_path: Path) -> None:
    found = sweep(
        tmp_path,
        uncertainties={"onset_rate": [0.1, 0.2]},
        levers={"leap": ["off", 0.5, "on"], "subsidy": ["off", "on"]},
        seeds=30,
    )
    tasks = found.tasks(shares=2)
    assert {len(task.runs) for task in tasks} == {6}
    assert len(tasks) == 2 * 30
    many = sweep(tmp_path, levers={"leap": {"coverage": [k / 50 for k in range(50)]}}).tasks(2)
    assert {len(task.runs) for task in many} == {6, 2}
    apart = sweep(tmp_path, levers={"specialist.places": [3, 4]}, seeds=30).tasks(2)
    assert {len(task.runs) for task in apart} == {1}


def test_the_example_is_a_plan() -> None:
    found = sweep_of(read_plan(str(ROOT / "experiments" / "examples" / "subsidy_or_leap.yaml")))
    assert found.runs == 16 * 6 * 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("levers: {leep: [on]}", ["levers.leep", "unknown strategy", "did you mean leap?"]),
        ("levers: {subsidies: [on]}", ["did you mean subsidy?"]),
        ("levers: {onset_rat: [0.1]}", ["strategy or setting", "did you mean onset_rate"]),
        ("levers: {services.specialst.places: [1]}", ["did you mean specialist?"]),
        ("strategies: [leap]\nlevers: {leap: [off, on]}", ["strategies.1", "listed twice", "leap"]),
        ("levers: {policy: {a: [leap, {name: leap}]}}", ["listed twice", "leap"]),
        ("extends: town\nservices: {specialist: {price: 0}}", ["is a scenario", "helpseek run"]),
        (
            "uncertainties: {onset_rate: {low: 0.1, high: 0.2}}\n"
            "design: {kind: sobol, points: 999999}\nseeds: 1000",
            ["too many runs", "999,999,000", "up to 5,000,000"],
        ),
    ],
)
def test_what_was_meant_is_told(tmp_path: Path, text: str, words: list[str]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        sweep_of(read_plan(str(path))).check()
    for word in words:
        assert word in str(caught.value)


def test_two_efforts_of_one_kind_are_no_twins(tmp_path: Path) -> None:
    early, late = ({"name": "public_campaign", "start": week} for week in (0, 52))
    found = sweep(tmp_path, strategies=[early], levers={"policy": {"again": [late], "once": []}})
    assert [len(policy.parts) for policy in found.policies] == [2, 1]


def test_check_tells_a_plan_from_a_scenario(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "people: 300\nuncertainties: {onset_rate: [0.1, 0.2]}\nlevers: {leap: [off, 0.5, on]}\n"
        "seeds: 4\n",
        encoding="utf-8",
    )
    said = helpseek("check", str(plan))
    assert said.code == 0
    assert "is a valid plan" in said.out
    told = {line.split("  ")[0].strip(): line.split()[-1] for line in said.out.splitlines() if line}
    assert (told["combinations of levers"], told["seeds"], told["runs"]) == ("3", "4", "24")
    assert "plan of many runs" in refused(helpseek("run", str(plan)))
    plan.write_text("levers: {leap: [off, {target: 'culture:elves'}]}\nseeds: 2", encoding="utf-8")
    assert "culture:elves" in refused(helpseek("check", str(plan)))
    (tmp_path / "mine.py").write_text("raise SystemExit", encoding="utf-8")
    plan.write_text("levers: {'mine.py:Mine': [on]}", encoding="utf-8")
    assert "--trust" in refused(helpseek("check", str(plan)))


def test_any_section_can_be_as_uncertain_as_its_priors_say(tmp_path: Path) -> None:
    for section, place, number in (
        ("services.remote", "services.remote.price", 12),
        ("services", "services.self_help.cost", 40),
        ("culture", "culture.groups.black.trust", 20),
        ("costs", "costs.disability_severe", 3),
        ("network", "network.friendships.far_share", 9),
        ("leap", "strategies.leap.prompting", 5),
    ):
        found = sweep(
            tmp_path, uncertainties={section: "prior"}, levers={"leap": ["off", "on"]}, design=SOBOL
        )
        places = [one.place for one in found.uncertain]
        assert place in places
        assert len(places) >= number, section
        assert not any(one.endswith((".coverage", ".start", ".growth")) for one in places)
        found.check()


def test_disability_weights_keep_their_order_and_ranges_are_drawn_alone(tmp_path: Path) -> None:
    weights = ["disability_mild", "disability_moderate", "disability_severe"]
    many = {"kind": "sobol", "points": 256}
    drawn = sweep(tmp_path, uncertainties=dict.fromkeys(weights, "prior"), design=many)
    values = np.array([point.values for point in drawn.points])
    assert (np.diff(values, axis=1) >= 0).all()
    assert (values[:, 1:].min(axis=0) < values[:, :-1].max(axis=0)).all()  # they do overlap
    wide = {"low": 0.1, "high": 0.9}
    alone = sweep(tmp_path, uncertainties=dict.fromkeys(weights, wide), design=many)
    assert (np.diff([point.values for point in alone.points], axis=1) < 0).any()


def test_a_plan_says_distributions_of_its_own(tmp_path: Path) -> None:
    own = {"distribution": "beta", "mean": 0.3, "interval": [0.2, 0.4]}
    found = sweep(
        tmp_path,
        uncertainties={"close_tie": own, "notice_mild": {**own, "levels": 3}},
        design={"kind": "latin_hypercube", "points": 100},
    )
    values = np.array([point.values for point in found.points])
    assert values[:, 0].mean() == pytest.approx(0.3, abs=0.003)
    assert values[:, 0].std() == pytest.approx(0.2 / 3.92, rel=0.05)
    (tie, mild) = found.uncertain
    assert tie.words.startswith("beta, mean 0.3")
    assert mild.grid() == pytest.approx([mild.low, 0.3, mild.high], abs=0.01)
