"""The statistics of the comparison, and when a model counts as near a published figure."""

from __future__ import annotations

from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from scipy.stats import CensoredData, ecdf

from experiments.evidence import statistics
from experiments.evidence.comparison import Compared
from experiments.evidence.lived.trials import arc_elasticity
from experiments.evidence.measure import Measure
from experiments.evidence.target import Target

# Statistics


def test_survival_is_that_of_scipy() -> None:
    lasted = np.array([1, 1, 2, 3, 3, 5, 8, 8, 9, 12])
    ended = np.array([1, 0, 1, 1, 1, 0, 1, 0, 1, 0], np.bool_)
    ours = statistics.Survival(lasted, ended)
    data = CensoredData(uncensored=lasted[ended], right=lasted[~ended])
    for at in (1, 2, 3, 4, 8, 9, 12):
        assert ours.ended_by(at) == pytest.approx(100 * ecdf(data).cdf.evaluate(at))
    assert isnan(ours.ended_by(13))
    # More than half still lasts after 7, less than half after 8.
    before, after = (1 - ours.ended_by(at) / 100 for at in (7, 8))
    assert before > 0.5 > after
    assert ours.median() == pytest.approx(7 + (before - 0.5) / (before - after))
    assert isnan(statistics.Survival(np.array([3, 4, 5]), np.zeros(3, np.bool_)).median())


def test_everybody_gone_is_a_hundred_percent_however_late() -> None:
    assert statistics.Survival(np.array([1, 2]), np.ones(2, np.bool_)).ended_by(50) == 100.0


def test_logistic_regression_on_two_groups_gives_the_odds_ratio_of_the_table() -> None:
    exposed = np.repeat([True, True, False, False], [30, 70, 20, 180])
    event = np.repeat([True, False, True, False], [30, 70, 20, 180])
    everybody = np.ones(300, np.bool_)
    table = statistics.odds_ratio(event, exposed, everybody)
    assert table == pytest.approx(30 * 180 / (70 * 20))
    assert statistics.odds_ratio_per_unit(event, exposed.astype(float)) == pytest.approx(table)
    per_sd = statistics.odds_ratio_per_sd(event, exposed.astype(float))
    assert per_sd == pytest.approx(table ** np.std(exposed))


def test_medians_of_counts_lie_between_whole_numbers() -> None:
    assert statistics.median_of_counts(np.array([1, 1, 2, 2, 2, 3])) == pytest.approx(1.5 + 1 / 3)
    assert statistics.median_of_counts(np.array([4, 4, 4])) == pytest.approx(4.0)


def test_cohens_d_of_two_samples() -> None:
    assert statistics.cohens_d(np.array([1.0, 3.0]), np.array([0.0, 2.0])) == pytest.approx(
        1 / np.sqrt(2)
    )


@pytest.mark.parametrize(
    "value",
    [
        statistics.percent(np.ones(3, np.bool_), np.zeros(3, np.bool_)),
        statistics.mean(np.empty(0)),
        statistics.ratio(1.0, 0.0),
        statistics.median_of_counts(np.empty(0, np.int64)),
        statistics.cohens_d(np.empty(0), np.ones(5)),
        statistics.correlation(np.ones(9), np.arange(9.0)),
        statistics.odds_ratio(np.ones(4, np.bool_), np.ones(4, np.bool_), np.ones(4, np.bool_)),
        statistics.odds_ratio_per_sd(np.ones(20, np.bool_), np.arange(20.0)),
        statistics.odds_ratio_per_unit(np.zeros(0, np.bool_), np.empty(0)),
        statistics.Survival(np.empty(0, np.int64), np.empty(0, np.bool_)).median(),
        statistics.Survival(np.empty(0, np.int64), np.empty(0, np.bool_)).ended_by(3),
        statistics.interval_of_mean([1.0])[0],
        arc_elasticity((0.0, 0.0), (0, 25)),
    ],
)
def test_nobody_gives_nan(value: float) -> None:
    assert isnan(value)


def test_intervals() -> None:
    low, high = statistics.interval_of_mean([1.0, 2.0, 3.0])
    assert (low + high) / 2 == pytest.approx(2.0)
    assert high - 2.0 == pytest.approx(4.3027 / np.sqrt(3), rel=1e-4)
    low, high = statistics.interval_of_share(37.0, 73)
    assert 26 < low < 28 < 37 < 47 < high < 49


def test_arc_elasticity_of_a_halving() -> None:
    assert arc_elasticity((2.0, 1.0), (0, 95)) == pytest.approx(-1 / 3)
    assert arc_elasticity((2.0, 2.0), (25, 95)) == 0.0


# Verdicts


def target(figure: tuple[float | None, float | None, float | None], **settings: Any) -> Target:
    """A target that is measured by nobody."""
    value, low, high = figure
    nobody = Measure("nothing", "how", lambda seen: nan)
    return Target("X", "title", "heading", nobody, value, low, high, **settings)


def verdict(one: Target, *told: float) -> str:
    return Compared(one, told).verdict


def test_every_seed_of_an_anchor_has_to_be_near() -> None:
    anchor = target(figure=(40.0, None, None), tolerance=3.0, every_seed=True)
    assert verdict(anchor, 37.1, 42.9) == "near"
    assert verdict(anchor, 40.0, 43.1) == "apart"
    mean_only = target(figure=(40.0, None, None), tolerance=3.0)
    assert verdict(mean_only, 40.0, 43.1) == "near"


def test_intervals_of_source_and_of_seeds_count_both() -> None:
    one = target(figure=(20.0, 18.0, 22.0))
    assert verdict(one, 21.9) == "near"
    assert verdict(one, 22.1) == "apart"
    assert verdict(one, 22.1, 22.1) == "apart"
    assert verdict(one, 20.0, 21.0, 22.5, 23.0, 24.1) == "near"
    assert verdict(one, 22.4, 22.5, 22.5, 22.6, 22.5) == "apart"


def test_ratios_are_compared_as_ratios() -> None:
    one = target(figure=(1.0, 0.5, 2.0), unit="odds ratio")
    assert verdict(one, 0.6, 0.5, 0.45, 0.4, 0.5) == "near"
    assert verdict(one, 0.1, 0.1, 0.1, 0.1, 0.1) == "apart"


def test_ranges_tolerances_samples_and_gaps() -> None:
    assert verdict(target(figure=(None, 10.0, 20.0)), 10.0) == "near"
    assert verdict(target(figure=(None, 10.0, 20.0)), 9.0) == "apart"
    relative = target(figure=(2.0, None, None), tolerance=0.1, relative=True, unit="ratio")
    assert (verdict(relative, 2.19), verdict(relative, 2.21)) == ("near", "apart")
    sample = target(figure=(50.0, None, None), n=100)
    assert (verdict(sample, 41.0), verdict(sample, 39.0)) == ("near", "apart")
    assert verdict(sample, nan, nan) == "no value"
    assert (
        verdict(target(figure=(50.0, None, None), use="context", instead="Y"), 50.0) == "not judged"
    )


def test_differences_are_to_the_value_or_to_the_range() -> None:
    assert (
        Compared(target(figure=(40.0, None, None), tolerance=3.0), (41.0, 43.0)).difference == 2.0
    )
    ranged = target(figure=(None, 10.0, 20.0))
    assert Compared(ranged, (8.0,)).difference == -2.0
    assert Compared(ranged, (12.0,)).difference == 0.0
    assert isnan(Compared(ranged, (nan,)).difference)


def test_seeds_without_a_value_are_left_out() -> None:
    one = Compared(target(figure=(40.0, None, None), tolerance=3.0), (nan, 41.0))
    assert one.value == 41.0
    assert isnan(one.interval[0])
