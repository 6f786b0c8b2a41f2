"""``helpseek compare --draws``: what it writes, going on, again elsewhere, and what is refused."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.uncertainty.draws import prior_draws
from experiments.uncertainty.kept import fitted_world, write_draws
from simulation.scenario import load_scenario
from tests.support.cli_runner import arms, helpseek, refused
from tests.support.comparisons import compare, document_of, rows, statuses
from tests.support.workers_here import working_here

SOME = ("--draws", "10", "--seeds", "2")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("draws") / "made"
    said = compare(out, *SOME, *arms("subsidy", "more_places"))
    assert said.code == 0, said.err
    assert "nothing holds these numbers to the evidence" in said.out
    assert "of 10 towns that the priors allow" in said.out
    return out


@pytest.fixture
def mine(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "mine"))


def test_what_it_writes(drawn: Path) -> None:
    told = document_of(drawn)
    assert told["doubt"]["source"] == "priors"
    assert told["doubt"]["draws"] == 10
    assert told["seeds"] == [1, 2]
    assert "monte_carlo" not in told["notes"]
    best = told["doubt"]["probability_best_buy"]
    assert all(sum(chances.values()) == pytest.approx(1.0) for chances in best.values())
    for table in ("differences", "groups", "net_benefit", "costs", "totals", "budget_impact"):
        assert {"luck_low", "numbers_low", "share_of_numbers"} <= rows(drawn, table)[0].keys()
    assert len(rows(drawn, "by_draw")) == 10 * 2 * 3
    assert len(rows(drawn, "numbers")) == 10
    assert not (drawn / "by_seed.parquet").exists()
    assert rows(drawn, "components")


def test_what_it_says_can_be_worked_out_again_from_what_it_keeps(drawn: Path) -> None:
    kept = rows(drawn, "by_draw")
    value = {(r["draw"], r["seed"], r["strategy"]): r for r in kept}
    keys = {(r["draw"], r["seed"]) for r in kept}
    for outcome in ("symptom_weeks_total", "qaly_discounted", "cost_discounted"):
        name = next(
            (row["outcome"] for row in rows(drawn, "differences") if row["outcome"] == outcome),
            None,
        )
        if name is None:
            continue
        (row,) = rows(drawn, "differences", outcome=name, strategy="subsidy")
        changes = [value[(*key, "subsidy")][name] - value[(*key, "nothing")][name] for key in keys]
        assert row["difference"] == pytest.approx(np.mean(changes))
    assert sum(r["weight"] for r in rows(drawn, "numbers")) == pytest.approx(1.0)


def test_the_same_people_and_luck_in_all_arms_and_the_same_seeds_in_all_draws(
    drawn: Path,
) -> None:
    kept = rows(drawn, "by_draw")
    assert {r["seed"] for r in kept} == {1, 2}
    for draw in {r["draw"] for r in kept}:
        for seed in (1, 2):
            some = [r["adults"] for r in kept if (r["draw"], r["seed"]) == (draw, seed)]
            assert len(set(some)) == 1


def test_more_draws_seeds_and_strategies_run_only_what_is_new(drawn: Path, mine: Path) -> None:
    before = statuses(mine)
    some = arms("subsidy", "more_places", "leap")
    said = compare(mine, "--draws", "12", "--seeds", "2", *some)
    assert said.code == 0, said.err
    after = statuses(mine)
    assert after.items() >= before.items()
    assert len(after) == 12 * 2 * 4
    ids = {row["draw"] for row in rows(drawn, "by_draw")}
    for strategy in ("nothing", "subsidy", "more_places"):
        one, other = (
            [
                {name: value for name, value in row.items() if name != "weight"}
                for row in rows(out, "by_draw", strategy=strategy)
                if row["draw"] in ids
            ]
            for out in (drawn, mine)
        )
        assert one == other


def test_luck_alone_and_draws_share_a_directory_and_the_same_again_runs_nothing(
    drawn: Path, mine: Path
) -> None:
    said = compare(mine, "--draws", "0", "--seeds", "2", *arms("subsidy"))
    assert said.code == 0, said.err
    assert "doubt" not in document_of(mine)
    assert not (mine / "by_draw.parquet").exists()
    assert rows(mine, "by_seed")
    before = statuses(mine)
    assert compare(mine, *SOME, *arms("subsidy", "more_places")).code == 0
    assert statuses(mine) == before
    assert document_of(mine) == document_of(drawn)


@pytest.mark.slow
def test_processes_of_their_own_give_the_same(drawn: Path, tmp_path: Path) -> None:
    from tests.support.comparisons import TINY

    said = helpseek(
        "compare",
        *TINY,
        "--no-figures",
        "--workers",
        "2",
        *SOME,
        *arms("subsidy", "more_places"),
        "--out",
        tmp_path / "two",
    )
    assert said.code == 0, said.err
    assert rows(tmp_path / "two", "by_draw") == rows(drawn, "by_draw")
    assert document_of(tmp_path / "two") == document_of(drawn)


@pytest.mark.slow
def test_draws_or_seeds_are_added_until_all_is_settled(tmp_path: Path) -> None:
    more = ("--until-settled", "--most-seeds", "3", "--outcome", "symptom_weeks_total")
    said = compare(tmp_path / "made", *SOME, *more, *arms("more_places"))
    assert said.code == 0, said.err
    looks = document_of(tmp_path / "made")["doubt"]["looks"]
    assert looks[0] == [10, 2]
    assert 1 < len(looks) <= 6
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(looks))
    assert max(seeds for _, seeds in looks) <= 3
    draws, seeds = looks[-1]
    assert len(statuses(tmp_path / "made")) == draws * seeds * 2
    assert f"{draws} draws with {seeds} seeds; intervals of luck hold over all looks" in said.out


@pytest.mark.slow
def test_figures_and_a_report_are_made(mine: Path) -> None:
    from tests.support.comparisons import TINY

    with working_here():
        some = arms("subsidy", "more_places")
        said = helpseek("compare", *TINY, *SOME, *some, "--workers", "1", "--out", mine)
    assert said.code == 0, said.err
    drawn = {path.name for path in (mine / "figures").iterdir()}
    assert {"differences.png", "best_buy.png", "over_time.png"} <= drawn
    assert "acceptability.png" not in drawn
    assert helpseek("report", mine).code == 0


# With a posterior


@pytest.fixture
def world(tmp_path: Path) -> Path:
    town = load_scenario("town")
    made = prior_draws(town, ["onset_rate", "recognition_base"], 14)
    from dataclasses import replace

    provenance = {**made.provenance, "from": "fit", "scenario": fitted_world(town)}
    (tmp_path / "data").mkdir()
    write_draws(replace(made, provenance=provenance), tmp_path / "data" / "fit.parquet")
    path = tmp_path / "data" / "fitted.yaml"
    path.write_text("extends: town\nposterior: fit.parquet\n")
    return path


def by_world(world: Path, *more: str) -> Any:
    tiny = ("--people", "200", "--weeks", "4", "--set", "horizon.burn_in_weeks=4")
    with working_here():
        return helpseek(
            "compare", str(world), *tiny, "--no-figures", "--quiet", "--strategy", "leap", *more
        )


def test_a_posterior_is_used_where_there_is_one_and_goes_along(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "made"
    said = by_world(world, "--out", str(out))
    assert said.code == 0, said.err
    assert "14 draws with 4 seeds each" in said.out
    told = json.loads((out / "manifest.json").read_text())
    assert told["options"]["draws"] == 14
    assert told["scenario"]["posterior"] == "../data/fit.parquet"
    assert [one["role"] for one in told["inputs"]] == ["posterior"]
    assert document_of(out)["doubt"]["source"] == "posterior"
    packed = helpseek("pack", out, "--out", tmp_path / "packed.zip")
    assert packed.code == 0, packed.err
    shutil.rmtree(tmp_path / "data")
    with working_here():
        again = helpseek("rerun", tmp_path / "packed.zip", "--quiet", "--out", tmp_path / "again")
    assert again.code == 0, again.err + again.out
    assert "bit for bit" in again.out


def test_luck_alone_reads_no_posterior(world: Path, tmp_path: Path) -> None:
    (world.parent / "fit.parquet").write_bytes(b"none")
    out = tmp_path / "made"
    said = by_world(world, "--draws", "0", "--seeds", "2", "--out", str(out))
    assert said.code == 0, said.err
    told = json.loads((out / "manifest.json").read_text())
    assert told["scenario"]["posterior"] is None
    assert by_world(world, "--out", str(tmp_path / "other")).code == 2
    assert not (tmp_path / "other").exists()


def test_without_a_posterior_it_is_said_that_intervals_are_of_luck(tmp_path: Path) -> None:
    world = tmp_path / "none.yaml"
    world.write_text("extends: town\nposterior: null\n")
    said = by_world(world, "--seeds", "2", "--out", str(tmp_path / "made"))
    assert said.code == 0
    assert "no posterior, so intervals are of luck alone" in said.out


def test_a_dry_run_tells_how_much_and_writes_nothing(mine: Path, tmp_path: Path) -> None:
    said = compare(tmp_path / "none", "--draws", "20", *arms("leap"), "--dry-run")
    assert said.code == 0, said.err
    assert "160 runs (20 draws with 4 seeds" in said.out
    assert "of which 0 are done" in said.out
    assert not (tmp_path / "none").exists()
    said = compare(mine, *SOME, *arms("subsidy", "more_places", "leap"), "--dry-run")
    assert "80 runs (10 draws with 2 seeds, doing nothing and 3 strategies), of which 60 are" in (
        said.out
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--draws", "9"), "too few draws"),
        (("--draws", "many"), "neither a number of draws nor a file"),
        (("--draws", "none.parquet"), "cannot be read"),
        (("--draws", "0", "--posterior", "a.parquet"), "luck alone reads no draws"),
        (("--draws", "20", "--minutes", "3"), "the number of draws is said already"),
        (("--draws", "a.parquet", "--posterior", "b.parquet"), "two files of draws"),
        (("--draws", "1000000"), "more draws than there are"),
    ],
)
def test_what_is_refused(options: tuple[str, ...], words: str, tmp_path: Path) -> None:
    said = refused(helpseek("compare", *arms("leap"), *options, "--out", tmp_path / "none"))
    assert words in said
    assert not (tmp_path / "none").exists()


FAILING = """
import numpy as np

from simulation.strategies.base import Strategy


class Fragile(Strategy):
    "Breaks where disorders are frequent."

    def modifiers(self, town, week, reached):
        if town.scenario.parameters.onset_rate > LIMIT:
            raise RuntimeError("too strong")
        yield "intention", 0.1 * reached
"""


def test_draws_that_fail_are_told_and_counted(tmp_path: Path) -> None:
    made = prior_draws(load_scenario("town"), number=12)
    *_, last, highest = sorted(made.numbers[:, made.places.index("parameters.onset_rate")])
    code = tmp_path / "mine.py"
    code.write_text(FAILING.replace("LIMIT", str((last + highest) / 2)))
    out = tmp_path / "made"
    said = compare(out, "--draws", "12", "--seeds", "2", "--strategy", f"{code}:Fragile")
    assert said.code == 1, said.err
    assert "Left out: 1 of 12 draws, in which a run failed (the first: " in said.out
    told = document_of(out)
    assert told["doubt"]["draws"] == 11
    assert len(told["failed"]) == 2
    assert len(statuses(out)) == 12 * 2 * 2
