"""Sweeps of the same plan, made apart and put together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from experiments.engine import Store
from experiments.engine.merge import merge
from experiments.sweep.work import KIND
from simulation.errors import InputError
from tests.support.cli_runner import helpseek, refused
from tests.support.engine_work import harvest, tasks
from tests.support.engine_work import pieces as pieces_of_harvest
from tests.support.engine_work import statuses as all_statuses
from tests.support.sweep_plans import pieces, plan_file, run_here, sweep
from tests.support.workers_here import WorkersHere, working_here

PLAN: dict[str, Any] = {
    "uncertainties": {"onset_rate": {"low": 0.1, "high": 0.3}},
    "levers": {"leap": ["off", "on"]},
    "by": ["sex"],
    "design": {"kind": "sobol", "points": 2},
}


def test_two_halves_are_one_sweep_bit_for_bit(tmp_path: Path) -> None:
    first, both = sweep(tmp_path, **PLAN, seeds=[1]), sweep(tmp_path, **PLAN, seeds=[1, 2])
    run_here(first, tmp_path / "a")
    second = sweep(tmp_path, **PLAN, seeds=[2])
    run_here(second, tmp_path / "b")
    run_here(both, tmp_path / "at_once")
    plan = plan_file(tmp_path, **PLAN, seeds=[1, 2])
    out = tmp_path / "whole"
    merging = ("--merge", tmp_path / "a", "--merge", tmp_path / "b")
    with working_here():
        said = helpseek("sweep", plan, *merging, "--out", out)
    assert said.code == 0, said.err
    assert "0 runs done; 8 done before" in said.out
    assert f"{tmp_path / 'a'}: 4 runs taken over, 0 here already and the same" in said.err
    assert "8 runs, of which 8 are done: 0 to do" in said.err
    assert pieces(out) == pieces(tmp_path / "at_once")
    ended = all_statuses(out)
    for part in ("a", "b"):
        assert all(ended[key] == one for key, one in all_statuses(tmp_path / part).items())
    with working_here():
        again = helpseek("sweep", plan, *merging, "--out", out)
    assert "0 runs taken over, 4 here already and the same" in again.err


def test_more_seeds_do_only_what_is_new_and_say_so_before(tmp_path: Path) -> None:
    run_here(sweep(tmp_path, **PLAN, seeds=[1]), tmp_path / "out")
    plan = plan_file(tmp_path, **PLAN, seeds=[1, 2])
    with working_here():
        said = helpseek("sweep", plan, "--out", tmp_path / "out")
    assert "8 runs, of which 4 are done: 4 to do" in said.err
    assert "4 runs done; 4 done before" in said.out


def test_another_plan_or_none_is_refused(tmp_path: Path) -> None:
    run_here(sweep(tmp_path, **PLAN, seeds=[1]), tmp_path / "a")
    other = plan_file(tmp_path, **{**PLAN, "people": 310}, seeds=[1])
    said = refused(helpseek("sweep", other, "--merge", tmp_path / "a", "--out", tmp_path / "o"))
    assert "holds no run of this plan" in said
    assert not list((tmp_path / "o").glob("runs/*"))
    said = refused(helpseek("sweep", other, "--merge", tmp_path, "--out", tmp_path / "o"))
    assert "holds no runs" in said
    record = tmp_path / "a" / "store.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"code": "0" * 64}))
    said = refused(helpseek("sweep", other, "--merge", tmp_path / "a", "--out", tmp_path / "o"))
    assert "another version of the model" in said


def merged(out: Path, others: Sequence[Path], keys: list[str], code: str) -> object:
    with Store(out, kind="helpseek harvest 1", code=code) as store:
        return merge(store, others, keys)


def test_runs_that_differ_are_refused_and_nothing_is_taken(tmp_path: Path) -> None:
    from experiments.files.manifest import code_hash

    given = tasks(2, 3)
    keys = [run.key for task in given for run in task.runs]
    harvest(tmp_path / "a", given[:1], workers=WorkersHere())
    harvest(tmp_path / "b", tasks(2, 3, {(0, 0): "raise"}), workers=WorkersHere())
    twisted = tasks(1, 3)
    wrong = [task._replace(shared={**task.shared, "field": 7}) for task in twisted]
    harvest(tmp_path / "wrong", wrong, workers=WorkersHere())
    with pytest.raises(InputError, match="is told otherwise in"):
        merged(tmp_path / "o", [tmp_path / "b", tmp_path / "wrong"], keys, code_hash())
    assert all_statuses(tmp_path / "o") == {}
    merged(tmp_path / "o", [tmp_path / "a", tmp_path / "b"], keys, code_hash())
    harvest(tmp_path / "at_once", given, workers=WorkersHere())
    assert pieces_of_harvest(tmp_path / "o") == pieces_of_harvest(tmp_path / "at_once")
    shutil.copytree(tmp_path / "a", tmp_path / "broken")
    part = next((tmp_path / "broken" / "runs").iterdir())
    part.write_bytes(part.read_bytes()[:-9])
    with pytest.raises(InputError, match="is damaged"):
        merged(tmp_path / "p", [tmp_path / "broken"], keys, code_hash())
    with (
        pytest.raises(InputError, match="of another kind"),
        Store(tmp_path / "q", kind=KIND, code=code_hash()) as store,
    ):
        merge(store, [tmp_path / "a"], keys)
