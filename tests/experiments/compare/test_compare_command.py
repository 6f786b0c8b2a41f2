"""``helpseek compare`` as a user meets it: results, going on, what is refused, what is left."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.support.cli_runner import arms, helpseek, refused
from tests.support.comparisons import TINY, compare, results, rows
from tests.support.workers_here import working_here


def test_what_a_comparison_writes(done: Path) -> None:
    told = json.loads((done / "comparison.json").read_text())
    assert [arm["name"] for arm in told["strategies"]] == ["leap", "subsidy"]
    assert told["seeds"] == [1, 2, 3]
    assert told["discount_rate"] == 0.03
    assert "Student" in told["notes"]["interval"]
    assert {row["strategy"] for row in rows(done, "by_seed")} == {"nothing", "leap", "subsidy"}
    assert len(rows(done, "by_seed")) == 9
    for table in (
        "differences",
        "groups",
        "cost_effectiveness",
        "frontier",
        "acceptability",
        "net_benefit",
        "costs",
        "personal",
        "flows",
        "weekly",
    ):
        assert rows(done, table), table
    manifest = json.loads((done / "manifest.json").read_text())
    assert set(manifest["results"]) == set(results(done))
    assert (done / "differences.csv").read_text().startswith("outcome,window,unit,strategy,seeds")
    assert not [path for path in done.rglob("*") if "partial" in path.name]


def test_processes_of_their_own_give_the_same_bytes(done: Path, tmp_path: Path) -> None:
    out = tmp_path / "again"
    said = helpseek(
        "compare",
        "--draws",
        "0",
        *TINY,
        "--no-figures",
        "--quiet",
        "--workers",
        "2",
        "--seeds",
        "3",
        *arms("leap", "subsidy"),
        "--out",
        out,
    )
    assert said.code == 0, said.err
    assert results(out) == results(done)


def test_where_nobody_changed_the_same_again_gives_the_same_bytes(tmp_path: Path) -> None:
    said = [
        compare(
            tmp_path,
            "--people",
            "60",
            "--weeks",
            "4",
            "--strategy",
            "leap",
            "--seeds",
            "2",
            "--set",
            "strategies.leap.start=3",
            "--force",
        )
        for _ in range(2)
    ]
    assert [each.code for each in said] == [0, 0], said[1].err
    assert rows(tmp_path, "people_changed") == []


def test_the_closing_table_is_in_plain_words(tmp_path: Path) -> None:
    said = compare(tmp_path / "out", "--seeds", "2", "--strategy", "leap+more_places")
    assert said.code == 0, said.err
    for words in (
        "LEAP + more places",
        "Began care",
        "per QALY gained",
        "2 paired seeds",
        "Who gains",
        "discounted at 3 % a year",
        "perspective all payers",
        "strategy minus comparator",
        "Results: ",
    ):
        assert words in said.out


def test_a_comparison_whose_answer_is_known(tmp_path: Path) -> None:
    """Something that costs 100 a week and does nothing, beside something that does."""
    out = tmp_path / "out"
    said = compare(
        out,
        "--seeds",
        "4",
        *arms("reminders", "more_places"),
        "--set",
        "reminders.effect=0",
        "--set",
        "reminders.hand_over=0",
        "--set",
        "reminders.cost_per_week=100",
    )
    assert said.code == 0, said.err
    seeds = rows(out, "by_seed", strategy="reminders")
    nothing = rows(out, "by_seed", strategy="nothing")
    factor = sum(1.03 ** (-week / 52) for week in range(20))
    whole = ("cost", "cost_payers", "cost_budget", "cost_lines")
    money = (*whole, *(f"{name}_discounted" for name in whole), "cost_strategies")
    for with_, without in zip(seeds, nothing, strict=True):
        assert with_["cost"] - without["cost"] == pytest.approx(2000 / with_["adults"])
        assert with_["cost_discounted"] - without["cost_discounted"] == pytest.approx(
            100 * factor / with_["adults"]
        )
        for name in set(with_) - {"strategy", *money}:
            assert repr(with_[name]) == repr(without[name]), name
    for row in rows(out, "differences", strategy="reminders"):
        if row["outcome"] in money:
            assert row["verdict"] == "higher"
        elif row["seeds"] >= 2:
            assert (row["difference"], row["low"], row["high"]) == (0.0, 0.0, 0.0)
            assert row["verdict"] == "the same in every seed"
            assert row["more_seeds_to_settle"] == 0.0
    for row in rows(out, "groups", strategy="reminders"):
        assert row["difference"] in (0.0, None)
        assert row["beyond_p_value_holm"] in (1.0, None)
    for row in rows(out, "groups", strategy="more_places"):
        if row["beyond_p_value"] is not None:
            assert row["beyond_p_value"] <= row["beyond_p_value_holm"] <= 1.0
    for row in rows(out, "personal", strategy="reminders"):
        assert row["per_1000_adults"] == 0.0
    people = parquet.ParquetFile(out / "people_changed.parquet").read().to_pylist()
    assert {row["strategy"] for row in people} == {"more_places"}
    for row in rows(out, "cost_effectiveness", strategy="reminders"):
        assert row["verdict"] == "dominated"
        assert row["cost_per_gain"] is None
    (place,) = rows(out, "frontier", strategy="reminders", effect="qaly")
    assert place["standing"] == "dominated"
    assert place["monte_carlo_probability_on_frontier"] == 0.0
    for row in rows(out, "net_benefit", strategy="reminders"):
        assert row["verdict"] == "not worth it"
    assert all(
        row["monte_carlo_probability_best"] == 0.0
        for row in rows(out, "acceptability", strategy="reminders")
    )


def test_one_seed_says_that_it_cannot_tell(tmp_path: Path) -> None:
    said = compare(tmp_path / "out", "--seeds", "1", "--strategy", "subsidy")
    assert said.code == 0, said.err
    (row,) = rows(tmp_path / "out", "differences", outcome="began_care")
    assert row["low"] is None
    assert row["verdict"] == ""
    assert rows(tmp_path / "out", "acceptability") == []


def test_until_settled_looks_as_planned(tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = compare(
        out,
        "--strategy",
        "leap",
        "--seeds",
        "2",
        "--until-settled",
        "--most-seeds",
        "4",
        "--outcome",
        "symptom_weeks_total",
        "--margin",
        "symptom_weeks_total=0.0001",
    )
    assert said.code == 0, said.err
    told = json.loads((out / "comparison.json").read_text())
    assert told["looks"]["planned"] == [2, 3, 4]
    assert told["looks"]["done"] == [2, 3, 4][: len(told["looks"]["done"])]
    assert len(told["seeds"]) == told["looks"]["done"][-1]
    assert (len(told["seeds"]) == 4) or not told["unsettled"]
    assert told["interval_taken_at"] > 0.95
    assert "until_settled" in told["notes"]
    assert "fixed" not in told["notes"]
    assert "over all looks together" in said.out
    sure = compare(
        tmp_path / "sure",
        "--strategy",
        "leap",
        "--seeds",
        "2",
        "--until-settled",
        "--most-seeds",
        "50",
        "--outcome",
        "cost_strategies",
    )
    assert sure.code == 0, sure.err
    told = json.loads((tmp_path / "sure" / "comparison.json").read_text())
    assert told["unsettled"] == []
    assert len(told["seeds"]) < 50


def test_figures_are_drawn(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with working_here():
        said = helpseek(
            "compare",
            "--draws",
            "0",
            *TINY,
            "--quiet",
            "--seeds",
            "2",
            *arms("subsidy", "subsidy+leap"),
            "--out",
            out,
        )
    assert said.code == 0, said.err
    drawn = {path.name for path in (out / "figures").iterdir()}
    assert drawn == {
        "differences.png",
        "cost_effectiveness.png",
        "acceptability.png",
        "over_time.png",
        "who_gains_subsidy.png",
        "who_gains_subsidy_and_leap.png",
        "flows_subsidy.png",
        "flows_subsidy_and_leap.png",
        "path_subsidy.png",
        "path_subsidy_and_leap.png",
    }
    assert all((out / "figures" / name).stat().st_size > 10_000 for name in drawn)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "nothing to compare"),
        (("--strategy", "laep"), "did you mean leap"),
        (("--strategy", "leap+"), "unknown strategy"),
        (("--strategy", "groups"), "family_groups or support_groups"),
        (arms("leap", "leap"), "compared twice"),
        (("--strategy", "leap", "--outcome", "joy"), "unknown outcome"),
        (("--strategy", "leap", "--margin", "symptom_weeks_total"), "not a margin"),
        (("--strategy", "leap", "--margin", "symptom_weeks_total=-1"), "not a margin"),
        (("--strategy", "leap", "--margin", "joy=1"), "unknown outcome"),
        (("--strategy", "leap", "--set", "reminders.effect=0.4"), "no such strategy is compared"),
        (("--strategy", "leap", "--set", "leap.coverage=4"), "coverage"),
        (("--strategy", "leap", "--seeds", "0"), "--seeds"),
        (("--strategy", "leap", "--willingness-to-pay", "-3"), "--willingness-to-pay"),
        (("--strategy", "leap", "--perspective", "mine"), "--perspective"),
        (("--strategy", "leap", "--seed", str(2**63 - 1), "--seeds", "2"), "out of range"),
        (("--strategy", "nowhere.py:X"), "cannot be read"),
        (("--strategy", "nowhere.yaml"), "no such file"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line(
    options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    assert words in refused(compare(tmp_path / "out", *options))
    assert not (tmp_path / "out").exists()


def test_directories_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    assert "not a directory" in refused(compare(tmp_path / "file", "--strategy", "leap"))
    assert "something else" in refused(compare(tmp_path / "full", "--strategy", "leap"))
    assert os.listdir(tmp_path / "full") == ["mine.txt"]
