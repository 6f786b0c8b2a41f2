"""Sweeps as they are run: rows, resuming and extending, SQL, the commands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from experiments.commands.settings import scenario_of
from experiments.run.study import Run, simulated
from experiments.sweep.estimate import Cost, Estimate, Load
from experiments.sweep.query import opened
from experiments.sweep.work import SweepWork
from simulation.errors import InputError
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.told import breakdown, outcomes
from tests.support.cli_runner import helpseek, refused
from tests.support.sweep_plans import SMALL, pieces, plan_file, rows, run_here, sweep

LEVERS = {"leap": ["off", {"coverage": 0.7, "start": 2}], "subsidy": ["off", "on"]}
MINE = '''
from simulation.strategies.base import Strategy

class Mine(Strategy):
    """Fails in week 3 where it reaches more than half."""

    def modifiers(self, town, week, reached):
        if week == 3 and self.coverage > 0.5:
            raise ZeroDivisionError("too far")
        yield "intention", 0.5
'''


def test_a_run_of_a_sweep_is_the_run_alone(tmp_path: Path) -> None:
    """Though the burn-in was shared, and other policies were lived through before."""
    given = sweep(
        tmp_path,
        uncertainties={"onset_rate": [0.3]},
        levers=LEVERS,
        seeds=[4],
        by=["sex"],
        weekly=True,
        strategies=["reminders"],
    )
    run_here(given, tmp_path / "out")
    (row,) = [row for row in rows(tmp_path / "out") if row["subsidy"] and row["leap"] != "off"]
    settings = ["onset_rate=0.3", "horizon.burn_in_weeks=8", "strategies.leap.coverage=0.7"]
    scenario = scenario_of(
        "town",
        people=300,
        weeks=12,
        strategies=["reminders", "leap", "subsidy"],
        settings=[*settings, "strategies.leap.start=2"],
    )
    town = simulated(Run(scenario=scenario, seed=4))
    alone = {name: None if value != value else value for name, value in outcomes(town).items()}
    assert {name: row[name] for name in OUTCOMES} == alone
    assert (row["leap"], row["seed"], row["status"]) == ("coverage=0.7, start=2", 4, "done")
    groups = [each for each in rows(tmp_path / "out", "groups") if each["key"] == row["key"]]
    for found, expected in zip(groups, breakdown(town, ["sex"]), strict=True):
        assert found["group"] == expected["group"]
        assert {name: found[name] for name in OUTCOMES} == {
            name: None if expected[name] != expected[name] else expected[name] for name in OUTCOMES
        }
    weeks = [each for each in rows(tmp_path / "out", "weekly") if each["key"] == row["key"]]
    assert [each["stage_in_care"] for each in weeks] == [
        int(number) for number in town.history.series("stage_in_care", 12)
    ]


def test_extending_runs_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run = SweepWork.run

    def noting(self: SweepWork, prepared: Any, what: dict[str, Any]) -> Any:
        ran.append(what["key"])
        return run(self, prepared, what)

    monkeypatch.setattr(SweepWork, "run", noting)
    ranges = {"onset_rate": {"low": 0.1, "high": 0.4}}
    design = {"kind": "sobol", "points": 2}
    out = tmp_path / "out"
    first = {"uncertainties": ranges, "levers": {"leap": ["off", "on"]}, "design": design}
    run_here(sweep(tmp_path, **first, seeds=1), out)
    before = pieces(out)
    assert len(ran) == len(before) == 4
    wider = {**first, "design": {**design, "points": 4}, "seeds": 2}
    tally = run_here(sweep(tmp_path, **wider), out)
    assert (tally.kept, tally.done, len(ran)) == (4, 12, 16)
    assert len(set(ran)) == 16
    assert {name: pieces(out)[name] for name in before} == before
    assert len({(row["point"], row["seed"], row["leap"]) for row in rows(out)}) == 16
    tally = run_here(sweep(tmp_path, **first, seeds=1), out)
    assert (tally.kept, tally.aside, pieces(out) == before) == (4, 12, True)


def test_a_failing_strategy_fails_its_own_runs_only(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    given = sweep(tmp_path, levers={"mine.py:Mine": ["off", 0.2, 0.9]}, seeds=2)
    tally = run_here(given, tmp_path / "out")
    assert (tally.done, tally.failed) == (4, 2)
    for row in rows(tmp_path / "out"):
        failed = row["mine"] == 0.9
        assert row["status"] == ("failed" if failed else "done")
        assert (row["prevalence_12m"] is None) == failed
        assert (row["error_type"] == "InputError") == failed
        assert ("too far" in (row["error_message"] or "")) == failed
        assert ("in modifiers" in (row["error_traceback"] or "")) == failed
    with opened(tmp_path / "out") as found:
        assert found.rows("select mine, seed from failures order by seed") == [(0.9, 1), (0.9, 2)]


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(MINE)
    levers = {"policy": {"nothing": [], "mine": [{"name": "mine.py:Mine", "coverage": 1.0}]}}
    plan_file(tmp_path, "small.yaml", levers={"leap": ["off", "on"]}, seeds=2)
    said = helpseek("sweep", "small.yaml", "--dry-run")
    assert said.code == 0, said
    assert "4 runs, 0 of them done" in said.out
    assert "on disk, in results/sweep-small" in said.out
    assert "s of processor time" in said.out
    assert "as busy as it is" in said.out
    assert not (tmp_path / "results").exists()
    plan_file(tmp_path, "small.yaml", levers=levers, seeds=2, outcomes=["prevalence_12m"])
    said = helpseek("sweep", "small.yaml", "--workers", "1", "--trust")
    assert said.code == 0, said
    for words in ("2 runs done; 2 failed", "too far", "Means over points", "sweep-small/runs"):
        assert words in said.out
    assert "runs code from" in said.err
    told = json.loads((tmp_path / "results" / "sweep-small" / "manifest.json").read_text())
    assert told["runs"] == 4
    assert [record["role"] for record in told["inputs"]] == ["strategy"]
    said = helpseek("sweep", "small.yaml", "--workers", "1", "--trust")
    assert "0 runs done; 2 failed; 2 done before" in said.out
    assert helpseek("query", "select count(*) from runs").code == 0
    assert "not installed" not in refused(
        helpseek("sweep", "small.yaml", "--cluster", "nonsense://1")
    )
    for wrong in (["--workers", "0"], ["--workers", "2", "--cluster", "tcp://127.0.0.1:1"]):
        refused(helpseek("sweep", "small.yaml", *wrong))
    refused(helpseek("sweep", "nothing.yaml"))


def test_paths_in_a_plan_are_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ties.csv").write_text(
        "source,target\n" + "".join(f"{i},{i + 1}\n" for i in range(50))
    )
    (tmp_path / "world.yaml").write_text("extends: town\nnetwork: {file: ties.csv}\n")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    parts = {"weeks": 3, "set": SMALL["set"], "people": None}
    by_world = sweep(tmp_path, world="world.yaml", **parts)
    settings = {**SMALL["set"], "network.file": "ties.csv", "population.people": None}
    by_setting = sweep(tmp_path, **{**parts, "set": settings})
    keys = [
        [run.key for task in one.tasks() for run in task.runs] for one in (by_world, by_setting)
    ]
    assert keys[0] == keys[1]
    assert run_here(by_world, tmp_path / "out").done == 1
    (tmp_path / "ties.csv").write_text(
        "source,target\n" + "".join(f"{i},{i + 2}\n" for i in range(50))
    )
    again = sweep(tmp_path, world="world.yaml", **parts)
    assert [run.key for task in again.tasks() for run in task.runs] != keys[0]
    os.unlink(tmp_path / "ties.csv")
    with pytest.raises(InputError, match=r"ties\.csv"):
        sweep(tmp_path, world="world.yaml", **parts).tasks()


def estimated(**more: Any) -> Estimate:
    """An estimate of 100 runs in 10 tasks, on two free processors unless something else is said."""
    told: dict[str, Any] = {
        "done": 0,
        "left": 100,
        "tasks": 10,
        "run": Cost(0.5, 0.5, 4096.0),
        "shared": Cost(2.0, 2.0),
        "workers": 2,
        "threads": 1,
        "load": Load(2, 0.0),
    }
    return Estimate(**(told | more))


def test_estimates_are_ranges_that_a_busy_machine_widens() -> None:
    """What others do, and what they slow down, moves the upper end alone."""
    least, most = estimated().seconds
    assert least == pytest.approx(3.0 + (100 * 0.5 + 10 * 2.0) / 2)
    assert least < most < 1.5 * least
    slowed = estimated(run=Cost(0.5, 2.0, 4096.0), shared=Cost(2.0, 8.0))
    crowded = estimated(load=Load(2, 6.0))
    for busy in (slowed, crowded):
        assert busy.seconds[0] == least
        assert 3.5 * least < busy.seconds[1] < 5.5 * least
    # More workers than processors bring nothing but crowding of their own.
    assert estimated(workers=10).seconds[0] > 0.9 * least
    assert estimated(workers=1).seconds[0] == pytest.approx(3.0 + 70.0)
    assert estimated(left=0, tasks=0).seconds == (0.0, 0.0)


def test_estimates_measure_processor_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does something else four fifths of the time: clocks go, work does not."""
    from experiments.engine.pieces import Pieces
    from experiments.sweep import estimate

    clocks = {"elapsed": 0.0, "processor": 0.0}

    def passes(*_: Any, **__: Any) -> Any:
        clocks["elapsed"] += 5.0
        clocks["processor"] += 1.0
        return {}

    monkeypatch.setattr(estimate, "perf_counter", lambda: clocks["elapsed"])
    monkeypatch.setattr(estimate, "process_time", lambda: clocks["processor"])
    monkeypatch.setattr(estimate.SweepWork, "prepare", passes)
    monkeypatch.setattr(estimate.SweepWork, "run", passes)
    plan = sweep(tmp_path, levers={"leap": ["off", "on"]}, seeds=6)
    found = estimate.estimate(plan, Pieces(tmp_path / "none"), 1, 1)
    assert (found.run.processor, found.run.elapsed) == (1.0, 5.0)
    assert found.seconds[0] == pytest.approx(3.0 + found.left + found.tasks)
    assert found.seconds[1] > 4.0 * found.seconds[0]
