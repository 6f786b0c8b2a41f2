"""``helpseek compare`` goes on: further strategies, seeds and amounts; what fails or is killed."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from simulation.errors import InputError
from tests.support.cli_runner import arms, refused, start
from tests.support.comparisons import QUICK, compare, results, rows, statuses
from tests.support.engine_work import pieces
from tests.support.workers_here import working_here


def test_a_further_strategy_runs_only_what_is_new(done: Path, mine: Path) -> None:
    before = statuses(mine)
    said = compare(mine, "--seeds", "3", *arms("leap", "subsidy", "subsidy+leap"))
    assert said.code == 0, said.err
    after = statuses(mine)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 3
    for table in ("differences", "personal", "groups", "cost_effectiveness", "flows"):
        changing = (
            "monte_carlo_probability_best",
            "share_of_seeds_best",
            "p_value_holm",
            "good",
            "verdict",
            "cost_per_gain",
            "more_seeds_to_settle",
        )
        for strategy in ("leap", "subsidy"):
            one, other = (
                [
                    {name: value for name, value in row.items() if name not in changing}
                    for row in rows(out, table, strategy=strategy)
                ]
                for out in (done, mine)
            )
            assert repr(one) == repr(other), table


def test_further_seeds_extend_a_comparison(done: Path, mine: Path) -> None:
    before = statuses(mine)
    said = compare(mine, "--seeds", "4", *arms("leap", "subsidy"))
    assert said.code == 0, said.err
    after = statuses(mine)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 3
    assert repr(rows(mine, "by_seed")[:9]) == repr(rows(done, "by_seed"))
    assert len(rows(mine, "by_seed")) == 12
    assert json.loads((mine / "manifest.json").read_text())["looked_at"] == [3, 4]
    assert "looked at before, at 3 seeds" in said.out


def test_nothing_new_means_nothing_is_run(done: Path, mine: Path) -> None:
    before = statuses(mine)
    said = compare(mine, "--seeds", "3", *arms("leap", "subsidy"))
    assert said.code == 0, said.err
    assert statuses(mine) == before
    assert results(mine) == results(done)


def test_amounts_rates_and_margins_need_no_new_runs(mine: Path) -> None:
    before = statuses(mine)
    said = compare(
        mine,
        "--seeds",
        "3",
        *arms("leap", "subsidy"),
        "--discount-rate",
        "0.1",
        "--willingness-to-pay",
        "20000",
        "--margin",
        "began_care=0.5",
        "--perspective",
        "budget",
        "--outcome",
        "service_use_12m",
        "--set",
        "costs.discount_rate=0.05",
    )
    assert said.code == 0, said.err
    assert statuses(mine) == before
    told = json.loads((mine / "comparison.json").read_text())
    assert told["discount_rate"] == 0.1
    assert told["willingness_to_pay"] == [20000.0]
    assert rows(mine, "differences", outcome="began_care")[0]["verdict"] in (
        "no difference that matters",
        "the same in every seed",
    )
    assert {row["willingness_to_pay"] for row in rows(mine, "net_benefit")} == {20000.0}


def test_damaged_seeds_are_run_again(done: Path, mine: Path) -> None:
    piece = sorted((mine / "seeds" / "runs").iterdir())[0]
    piece.write_bytes(piece.read_bytes()[:100])
    said = compare(mine, "--seeds", "3", *arms("leap", "subsidy"))
    assert said.code == 0, said.err
    assert results(mine) == results(done)


def test_another_world_is_not_mixed_in(done: Path, mine: Path) -> None:
    more = ("--strategy", "leap", "--seeds", "2", "--set", "onset_rate=0.2")
    message = refused(compare(mine, *more))
    assert "another world" in message
    assert "onset_rate" in message
    assert results(mine) == results(done)
    assert compare(mine, *more, "--force").code == 0
    assert json.loads((mine / "comparison.json").read_text())["seeds"] == [1, 2]


FAILING = """
from simulation.strategies.base import Strategy


class Breaks(Strategy):
    def modifiers(self, town, week, reached):
        if week > 3:
            raise RuntimeError("out of ideas")
        yield "intention", 1.0
"""


def test_a_failing_strategy_takes_only_itself_along(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(FAILING)
    out = tmp_path / "out"
    said = compare(out, "--seeds", "2", "--strategy", "leap", "--strategy", f"{file}:Breaks")
    assert said.code == 1
    assert "Left out: breaks, which failed in 2 seeds" in said.out
    assert "out of ideas" in said.out
    told = json.loads((out / "comparison.json").read_text())
    assert [arm["name"] for arm in told["strategies"]] == ["leap"]
    assert {one["strategy"] for one in told["failed"]} == {"breaks"}
    alone = compare(tmp_path / "alone", "--seeds", "2", "--strategy", f"{file}:Breaks")
    assert "out of ideas" in refused(alone)
    file.write_text(FAILING.replace("week > 3", "False"))
    mended = compare(out, "--seeds", "2", "--strategy", "leap", "--strategy", f"{file}:Breaks")
    assert mended.code == 0, mended.err
    told = json.loads((out / "comparison.json").read_text())
    assert [arm["name"] for arm in told["strategies"]] == ["leap", "breaks"]


def test_a_manifest_makes_the_comparison_again(done: Path, tmp_path: Path) -> None:
    from experiments.compare.again import comparison_again
    from experiments.compare.study import execute
    from experiments.files.manifest import read_manifest

    told, _ = read_manifest(done)
    again = comparison_again(told, "manifest.json")
    with working_here():
        finished = execute(again, str(tmp_path / "again"))
    assert finished.manifest["results"] == told["results"]
    assert results(tmp_path / "again") == results(done)
    broken: list[dict[str, Any]] = [
        {**told, "options": {**told["options"], "seeds": "many"}},
        {**told, "strategies": []},
        {**told, "seed": "one"},
        {name: value for name, value in told.items() if name != "scenario"},
    ]
    for one in broken:
        with pytest.raises(InputError, match=r"manifest\.json"):
            comparison_again(one, "manifest.json")


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.1, 0.5, 0.9])
def test_killed_and_started_again(moment: float, tmp_path: Path) -> None:
    """Whenever it is killed, going on ends with the bytes of an undisturbed comparison."""
    options = ("--seeds", "6", *arms("leap", "subsidy"))
    whole = tmp_path / "whole"
    assert compare(whole, *options).code == 0
    runs = len(statuses(whole))
    out = tmp_path / "killed"
    process = start("compare", "--draws", "0", *QUICK, *options, "--out", out, cwd=tmp_path)
    wanted = max(1, round(moment * runs))
    deadline = time.monotonic() + 300
    while process.poll() is None and time.monotonic() < deadline:
        if (out / "seeds" / "journal").is_dir() and len(statuses(out)) >= wanted:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (out / "manifest.json").exists() or moment > 0.8
    assert len(statuses(out)) >= wanted
    assert compare(out, *options).code == 0
    assert results(out) == results(whole)
    assert pieces(out / "seeds") == pieces(whole / "seeds")
