"""Portfolio: known optima for the search, robustness by hand, and a search in a tiny town."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from experiments.evaluation.objectives import objectives_of
from experiments.portfolio.levers import alternatives, levers_of
from experiments.portfolio.question import Asked
from experiments.portfolio.robustness import gains_of, worst_quarter
from experiments.portfolio.search import (
    Mix,
    Scored,
    apart,
    far_apart,
    nondominated,
    search,
    within,
)
from experiments.portfolio.study import execute
from experiments.strategies.arms import arms_of
from simulation.errors import InputError
from tests.support.cli_runner import arms, helpseek, refused, start
from tests.support.comparisons import compare, rows
from tests.support.engine_work import statuses
from tests.support.evaluations import small_town
from tests.support.workers_here import WorkersHere

WORTH = (6.0, 5.0, 4.0, 9.0, 1.0, 3.0)
COST = (3.0, 2.0, 2.5, 6.0, 0.25, 2.0)
STEPS = 2


def knapsack(mixes: Sequence[Mix]) -> list[Scored | None]:
    """What fills a bag: worth and cost in proportion to steps."""
    return [
        Scored(
            mix,
            (sum(w * step for w, step in zip(WORTH, mix, strict=True)),),
            sum(c * step for c, step in zip(COST, mix, strict=True)),
        )
        for mix in mixes
    ]


def best_by_trying_all(budget: float) -> float:
    every = knapsack(list(itertools.product(range(STEPS + 1), repeat=len(WORTH))))
    return max(one.gains[0] for one in every if one is not None and one.spending <= budget)


def tried(budget: float, trials: int = 300, seed: int = 3) -> list[Scored]:
    return search(
        len(WORTH), STEPS, 1, budget, trials=trials, generation=30, seed=seed, evaluate=knapsack
    )


@pytest.mark.parametrize("budget", [4.0, 9.0, 15.0])
def test_the_search_fills_a_knapsack_as_well_as_can_be(budget: float) -> None:
    best = max(one.gains[0] for one in tried(budget) if one.spending <= budget)
    assert best == best_by_trying_all(budget)


def test_the_search_depends_on_its_seed_alone_and_more_trials_add_to_it() -> None:
    short, long, other = tried(9.0, 60), tried(9.0, 120), tried(9.0, 60, seed=4)
    assert long[: len(short)] == short
    assert other != short


def test_two_objectives_give_a_frontier() -> None:
    def both(mixes: Sequence[Mix]) -> list[Scored | None]:
        return [Scored(mix, (float(mix[0]), float(mix[1])), float(sum(mix))) for mix in mixes]

    found = search(2, 6, 2, 6.0, trials=120, generation=20, seed=1, evaluate=both)
    kept = [one for one in found if one.spending <= 6.0]
    on = nondominated(np.array([one.gains for one in kept]), [0.0] * len(kept))
    front = {one.mix for one, there in zip(kept, on, strict=True) if there}
    assert front == {(step, 6 - step) for step in range(7)}


def test_what_a_budget_leaves_of_a_mix() -> None:
    assert within((2, 1), (1.0, 1.0), 3.0) == (2, 1)
    assert within((4, 2), (1.0, 1.0), 3.0) == (2, 1)
    assert within((4, 4, 4), (1.0, 2.0, 0.0), 3.0) == (1, 1, 4)
    assert within((2, 2), (float("inf"), 1.0), 3.0) == (0, 2)
    assert within((2, 2), (1.0, 1.0), 0.0) == (0, 0)


def test_mixes_that_fail_are_left_out() -> None:
    def failing(mixes: Sequence[Mix]) -> list[Scored | None]:
        scores = knapsack(mixes)
        return [None if mix[0] else one for mix, one in zip(mixes, scores, strict=True)]

    found = search(6, STEPS, 1, 9.0, trials=60, generation=20, seed=1, evaluate=failing)
    assert found
    assert all(one.mix[0] == 0 for one in found)


def test_rows_that_nothing_beats() -> None:
    values = np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 2.0], [2.0, 2.0], [0.0, 4.0]])
    assert nondominated(values, [9.0] * 5).tolist() == [True, True, False, True, True]
    # Of two that are equal the cheaper one stays; what is cheaper and worse in one does not win.
    assert nondominated(values, [9.0, 5.0, 1.0, 4.0, 9.0]).tolist() == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_rows_far_apart_hold_the_best_of_each() -> None:
    values = np.array([[float(x), 10.0 - x] for x in range(11)])
    chosen = far_apart(values, 3)
    assert chosen == [0, 5, 10]
    assert far_apart(values, 50) == list(range(11))


def test_worst_quarter_interval_and_regret_by_hand() -> None:
    gains = np.array([[4.0, 0.0, 2.0, 2.0, 1.0, 3.0, 2.0, 2.0], [1.0] * 8])
    assert worst_quarter(gains).tolist() == [0.5, 1.0]
    first, second = gains_of(gains, 0.95)
    assert first.mean == 2.0
    assert first.regret == 1.0
    assert second.regret == 3.0
    # Student's t for seven degrees of freedom, 2.365; standard deviation 1.195 of eight.
    assert first.high - first.mean == pytest.approx(2.365 * 1.1952 / np.sqrt(8), rel=1e-3)
    # Doing nothing, with gain 0 everywhere, may be the best there is.
    assert gains_of(np.array([[-1.0, -2.0]]), 0.95)[0].regret == 2.0


BUDGET = 40_000.0
"""What strategies may cost a year in a place of 10,000 adults."""


def asked(*options: str, **settings: object) -> Asked:
    town = small_town(**{"place.adults": 10_000} | settings)
    return Asked(
        town,
        BUDGET,
        objectives_of(("cost_services:min", "spending")),
        tuple(arms_of(options or ("leap", "reminders"), town, {})),
        {},
        ("treatment_effect,leap.cost_per_person",),
        steps=2,
        trials=6,
        generation=3,
        draws=2,
        figures=False,
        judge="mean",
    )


def test_a_search_in_a_town(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = execute(asked(), str(out), crew=WorkersHere())
    told = json.loads((out / "portfolio.json").read_text())
    assert told["place"]["adults"] == 10_000
    assert told["frontier"]
    for row in told["frontier"]:
        assert row["standing"] in ("on the frontier", "dominated", "over budget")
        assert row["spending"] <= BUDGET or row["standing"] == "over budget"
        assert row["qalys_discounted_in_the_place"] == 10_000 * row["qalys_discounted"]
    assert all(one.spending <= BUDGET for one in (kept.scored for kept in done.found.confirmed))
    # LEAP costs once, when it reaches somebody: the budget sees it though the last year does not.
    full = next(one for one in done.found.tried if one.mix == (2, 0))
    assert full.spending > 1.0
    assert full.gains[1] == pytest.approx(-full.spending, rel=1e-9)

    # Again with more: what was done is not done again, and comes to the same.
    pieces = out / "kept" / "runs"
    before = {path.name: path.stat().st_mtime_ns for path in pieces.iterdir()}
    more = execute(replace(asked(), trials=9), str(out), crew=WorkersHere())
    assert more.found.tried[: len(done.found.tried)] == done.found.tried
    assert all((pieces / name).stat().st_mtime_ns == time for name, time in before.items())


def test_a_budget_means_what_it_means_in_a_comparison(tmp_path: Path) -> None:
    """The dearest year in the whole place, costs and QALYs of the whole time by the world's rates:
    the same numbers as those of ``compare`` for the same town."""
    weeks = {
        "horizon.weeks": 70,
        "horizon.burn_in_weeks": 20,
        "costs.discount_rate_health": 0.0,
    }
    one = replace(
        asked("leap", **weeks),
        parameters=("treatment_effect=0.0999999:0.1",),
        objectives=objectives_of(("qalys_discounted", "cost_budget", "cost_discounted:min")),
        trials=2,
        seed=4,
    )
    tried = execute(one, str(tmp_path / "mixes"), crew=WorkersHere()).found.tried
    (full,) = (mix for mix in tried if mix.mix == (2,))
    said = compare(
        tmp_path / "compared",
        *("--seeds", "1", "--seed", "4", "--weeks", "70", "--budget", str(BUDGET)),
        *("--set", "place.adults=10000", "--set", "treatment_effect=0.1"),
        *("--set", "costs.discount_rate_health=0"),
        *("--set", "leap.coverage=0.5", *arms("leap")),
    )
    assert said.code == 0, said.err
    (budget,) = rows(tmp_path / "compared", "budget")
    assert full.spending == pytest.approx(budget["cost_of_dearest_year"], rel=1e-6)
    for place, name in enumerate(("qalys_discounted", "cost_budget", "cost_discounted")):
        (row,) = rows(tmp_path / "compared", "differences", outcome=name)
        assert abs(full.means[place]) == pytest.approx(abs(row["difference"]), rel=1e-6)


def test_options_are_taken_from_a_file_as_comparisons_take_them(tmp_path: Path) -> None:
    file = tmp_path / "ideas.yaml"
    file.write_text(
        "strategies:\n"
        "  - {name: leap, coverage: 0.2, prompting: 0.5}\n"
        "  - label: half price and coaching\n"
        "    strategies: [{name: leap, coverage: 0.4}, {name: subsidy, share: 0.5}]\n"
        "  - reminders\n"
    )
    one = replace(asked(str(file)), parameters=("leap,treatment_effect",))
    levers = levers_of(one.options, {})
    assert [lever.most for lever in levers] == [0.2, 1.0, levers[2].most]
    both = levers[1].at(0.5)
    assert [part.strategy.coverage for part in both] == [0.2, 0.5]
    assert levers[1].at(0.0) == ()
    assert alternatives(levers) == [(0, 1)]
    found = execute(one, str(tmp_path / "out"), crew=WorkersHere()).found
    assert all(not (mix.mix[0] and mix.mix[1]) for mix in found.tried)
    drawn = {uncertain.place for uncertain in found.uncertain}
    assert "strategies.leap.listening" in drawn
    assert not drawn & {"strategies.leap.prompting", "strategies.leap.coverage"}
    told = " ".join(found.notes)
    assert "leap.prompting" in told
    assert "half price and coaching" in told
    assert "cost_services" in told  # an objective of the last year alone


def test_alternatives_exclude_each_other() -> None:
    assert apart((1, 2, 3), [(0, 1)]) == (0, 2, 3)
    assert apart((2, 2, 0), [(0, 1)]) == (2, 0, 0)
    assert apart((1, 2, 3), [(0, 1), (1, 2)]) == (1, 0, 3)


def test_a_budget_that_nothing_fits_into(tmp_path: Path) -> None:
    nothing = replace(asked(), budget=0.0, trials=3)
    found = execute(nothing, str(tmp_path / "out"), crew=WorkersHere()).found
    assert all(one.mix == (0, 0) for one in (kept.scored for kept in found.confirmed))


@pytest.mark.slow
def test_killed_and_gone_on_with_by_other_workers(tmp_path: Path) -> None:
    """What is found depends neither on the number of workers nor on what stopped them."""
    options = (
        "portfolio",
        "--budget",
        "20000",
        "--objective",
        "cost_services",
        *arms("leap", "reminders"),
        "--people",
        "4000",
        "--weeks",
        "104",
        "--trials",
        "12",
        "--generation",
        "4",
        "--draws",
        "2",
        "--no-figures",
        "--set",
        "horizon.burn_in_weeks=8",
    )
    one = start(*options, "--workers", "1", "--out", tmp_path / "one", cwd=tmp_path)
    assert one.wait(timeout=100) == 0
    killed = start(*options, "--workers", "2", "--out", tmp_path / "two", cwd=tmp_path)
    store = tmp_path / "two" / "kept"
    until = monotonic() + 60
    while monotonic() < until and not (
        (store / "store.json").exists() and len(statuses(store)) > 7
    ):
        sleep(0.005)
    killed.kill()
    killed.wait()
    assert not (tmp_path / "two" / "portfolio.json").exists()
    again = start(*options, "--workers", "2", "--out", tmp_path / "two", cwd=tmp_path)
    assert again.wait(timeout=100) == 0
    for name in ("portfolio.json", "tried.csv", "frontier.csv"):
        assert (tmp_path / "two" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--objective", "happiness"), "unknown outcome"),
        (("--objective", "symptom_weeks:less"), "no direction"),
        (("--objective", "handle_alone_share"), "either way"),
        (("--objective", "qaly_loss", "--objective", "qaly_loss:max"), "twice"),
        (("--objective", "qaly_loss", *arms("leap", "leap")), "twice"),
        (("--strategy", "ideas.yaml"), "ideas.yaml"),
        (("--objective", "qaly_loss", "--strategy", "magic"), "unknown strategy"),
        (("--objective", "qaly_loss", "--most", "leap=2"), "highest coverage"),
        (("--objective", "qaly_loss", "--strategy", "leap", "--most", "reminders=0.5"), "none of"),
    ],
)
def test_bad_input_is_refused(
    options: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert words in refused(helpseek("portfolio", "--budget", "5", *options))
    assert not list(tmp_path.iterdir())


def test_objectives_know_which_way_is_better() -> None:
    found = objectives_of(
        ("service_use_12m", "symptom_weeks", "handle_alone_share:max", "spending")
    )
    assert [one.sign for one in found] == [1, -1, 1, -1]
    with pytest.raises(InputError):
        objectives_of(("median_delay",))
