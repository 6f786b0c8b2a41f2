"""Verdicts of a comparison: what is settled, what stays open, and what a price may be told of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.compare.analysis import Analysis, Settings
from experiments.compare.economics import Economics
from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.people import PERSONAL
from experiments.compare.statistics.paired import (
    FEW_SEEDS,
    best_of,
    equal_shares,
    holm,
    more_seeds,
    paired,
    verdicts,
)
from experiments.compare.statistics.stopping import confidences, shares_of_error
from experiments.measured.measures import MEASURES, PERSPECTIVES
from simulation.randomness import decision, normals

Floats = NDArray[np.float64]
NOISE = decision("tests of claims: noise")


def noise(study: int, *shape: int) -> Floats:
    return normals(study, NOISE, int(np.prod(shape))).reshape(shape)


# What is settled


def test_verdicts_are_those_of_holm() -> None:
    for study in range(60):
        found = [
            paired(np.zeros(8), 0.9 * place + row) for place, row in enumerate(noise(study, 4, 8))
        ]
        adjusted = holm([one.p_value for one in found])
        said = verdicts(found, equal_shares())
        assert [one in ("higher", "lower") for one in said] == [p < 0.05 for p in adjusted]


def test_one_of_several_that_differ_by_chance_is_seldom_called_better() -> None:
    """Six strategies that do nothing: any is called better or worse in 5 % of studies."""
    studies = 1500
    called = sum(
        any(
            one != "undecided"
            for one in verdicts(
                [paired(np.zeros(10), row) for row in noise(study, 6, 10)], equal_shares()
            )
        )
        for study in range(studies)
    )
    assert called / studies < 0.05 + 3 * (0.05 * 0.95 / studies) ** 0.5
    assert called


def test_with_several_looks_each_comparison_has_its_share_over_all_of_them() -> None:
    planned = [10, 15, 23]
    for look, errors in enumerate(shares_of_error(planned)):
        for comparisons in (1, 4):
            assert errors(comparisons) == pytest.approx(
                1.0 - confidences(planned, 1.0 - 0.05 / comparisons)[look]
            )
    (alone,) = shares_of_error([40])
    assert alone(5) == pytest.approx(0.01)


def test_the_best_is_settled_only_against_all_others() -> None:
    values = np.column_stack([np.zeros(12), 1.0 + 0.1 * noise(1, 12), 9.0 + 0.1 * noise(2, 12)])
    best = best_of(values, 1, equal_shares())
    assert best is not None
    assert (best.option, best.open, best.settled) == (2, (), True)
    # One more that is as good, but for noise: the best of the means is settled no longer.
    best = best_of(np.column_stack([values, values[:, 2] + noise(3, 12)]), 1, equal_shares())
    assert best is not None
    assert not best.settled
    assert set(best.open) | {best.option} == {2, 3}
    few = best_of(values[: FEW_SEEDS - 1], 1, equal_shares())
    assert few is not None
    assert not few.settled
    least = best_of(values, -1, equal_shares())
    assert least is not None
    assert least.option == 0
    assert best_of(values, 0, equal_shares()) is None


def test_few_seeds_forecast_nothing() -> None:
    wide = np.array([3.0, -1.0] * FEW_SEEDS)
    assert more_seeds(paired(np.zeros(2), wide[:2])) is None
    assert more_seeds(paired(np.zeros(FEW_SEEDS - 1), wide[: FEW_SEEDS - 1])) is None
    assert more_seeds(paired(np.zeros(FEW_SEEDS), wide[:FEW_SEEDS])) is not None


# An invented comparison: analysis of given values


def analysis_of(changes: Mapping[str, Floats], seeds: int, arms: int) -> Analysis:
    """Doing nothing and other arms whose measures differ by these values, (arms, seeds)."""
    data = Collected(["nothing", *(f"arm {arm}" for arm in range(1, arms + 1))], 0.03)
    data.seeds = list(range(1, seeds + 1))
    data.adults = data.people = [1000] * seeds
    for name in MEASURES:
        without = np.full(seeds, 5.0)
        rows = changes.get(
            name, changes.get(name.removesuffix("_discounted"), np.zeros((arms, seeds)))
        )
        data.values[name] = np.vstack([without, without + rows])
    return Analysis(data, Settings())


def test_better_and_worse_are_said_below_the_adjusted_level_only() -> None:
    analysis = analysis_of({"symptom_weeks_total": 0.9 * noise(4, 6, 12) - 0.55}, 12, 6)
    rows = [row for row in analysis.differences() if row["outcome"] == "symptom_weeks_total"]
    alone = [row["low"] > 0.0 or row["high"] < 0.0 for row in rows]
    told = [row["good"] != "" for row in rows]
    assert told == [row["p_value_holm"] < 0.05 for row in rows]
    assert sum(told) < sum(alone), "an interval by itself excludes zero where all together do not"
    open_ = [row["strategy"] for row in rows if not row["good"]]
    assert [name for name, _ in analysis.unsettled(["symptom_weeks_total"])] == open_


def test_no_price_for_an_effect_that_is_undecided() -> None:
    ill = 0.9 * noise(4, 6, 12) - np.array([[0.1], [0.4], [0.6], [0.8], [1.5], [2.0]])
    cost = 3.0 + 0.1 * noise(5, 6, 12)
    costs = {one.total: cost for one in PERSPECTIVES.values()}
    analysis = analysis_of({"symptom_weeks_total": ill, **costs}, 12, 6)
    assert "better" in {row["good"] for row in analysis.differences()}
    good = {
        row["strategy"]: row["good"]
        for row in analysis.differences()
        if row["outcome"] == "symptom_weeks_total"
    }
    for row in Economics(analysis, "all", ()).ratios():
        if row["effect"] == "week_avoided":
            told = not np.isnan(row["cost_per_gain"])
            assert told == (
                (good[row["strategy"]] == "better" and row["perspective"] == "all")
                or (told and good[row["strategy"]] == "better")
            )
            if told:
                assert row["low"] < row["cost_per_gain"] < row["high"]


def test_net_benefit_is_called_worth_it_with_the_number_of_strategies_allowed_for() -> None:
    analysis = analysis_of({"qalys": 0.9 * noise(4, 6, 12) + 0.55}, 12, 6)
    rows = Economics(analysis, "all", (1.0,)).net_benefits()
    assert {row["verdict"] == "worth it" for row in rows} == {True, False}
    for row in rows:
        assert (row["verdict"] == "worth it") == (row["p_value_holm"] < 0.05 and row["low"] > 0)


def test_intervals_of_counts_are_not_below_zero() -> None:
    analysis = analysis_of({}, 3, 1)
    counts = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 4.0]])
    analysis.data.personal = dict.fromkeys(PERSONAL, counts)
    rows = analysis.personal()
    assert rows
    for row in rows:
        assert row["low"] == 0.0
        assert row["high"] > row["per_1000_adults"] > 0.0


def test_a_further_qaly_has_an_interval_or_no_price() -> None:
    gains = np.vstack([1.0 + 0.05 * noise(6, 12), 1.2 + noise(7, 12)])
    analysis = analysis_of({"qalys": gains, "cost": np.array([[2.0] * 12, [9.0] * 12])}, 12, 2)
    every = Economics(analysis, "all", ()).frontiers()
    rows = [row for row in every if row["effect"] == "qaly" and row["beside"]]
    assert {bool(np.isnan(row["icer_low"])) for row in rows} == {True, False}
    for row in rows:
        beside = {"nothing": 0.0, "arm 1": gains[0], "arm 2": gains[1]}
        gap = paired(np.zeros(12), beside[row["strategy"]] - beside[row["beside"]])
        assert np.isnan(row["icer_low"]) == (gap.low <= 0.0 <= gap.high)
