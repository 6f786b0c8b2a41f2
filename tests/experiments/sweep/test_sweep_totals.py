"""Sums over the whole time in sweeps: those of a comparison, by the same definitions."""

from __future__ import annotations

from math import isclose
from pathlib import Path

import numpy as np
import pytest

from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.seed import Seed
from experiments.measured.discounting import Rates, factors, rate_words, rates_of
from experiments.measured.measures import MEASURES, PERSPECTIVES, whole_time
from experiments.measured.of_run import live_measured, measures_of_run, of_whole_time
from experiments.strategies.arms import NOTHING, Arm, arms_of
from simulation.errors import InputError
from simulation.parameters.costs import Costs
from simulation.scenario import load_scenario
from tests.support.sweep_plans import rows, run_here, sweep

WEEKS = 60


def test_a_sweep_measures_what_a_comparison_measures(tmp_path: Path) -> None:
    """Every measure of a comparison, of both worlds, bit for bit."""
    names = list(MEASURES)
    given = sweep(
        tmp_path,
        people=500,
        weeks=WEEKS,
        outcomes=names,
        levers={"subsidy": ["off", "on"]},
        seeds=[3],
    )
    run_here(given, tmp_path / "out")
    scenario = load_scenario(
        "town",
        {"population.people": 500, "horizon.weeks": WEEKS, "horizon.burn_in_weeks": 8},
    )
    seed = Seed(scenario, 3)
    (subsidy,) = arms_of(["subsidy"], scenario, {})
    told = [seed.tables(Arm(NOTHING)), seed.tables(subsidy)]
    data = Collected([NOTHING, "subsidy"], scenario.costs.discount_rate)
    data.add(
        3,
        {
            table: {
                column: [*told[0][table][column], *told[1][table][column]]
                for column in told[0][table]
            }
            for table in ("runs", "weekly")
        },
    )
    data.finish()
    for row in rows(tmp_path / "out"):
        arm = int(row["subsidy"])
        for name in names:
            expected = float(data.values[name][arm, 0])
            assert row[name] == (None if np.isnan(expected) else expected), name


def test_sums_do_not_depend_on_what_else_is_asked() -> None:
    """Weeks lived through in one go, or one by one to see who begins."""
    scenario = load_scenario(
        "town", {"population.people": 400, "horizon.weeks": 30, "horizon.burn_in_weeks": 10}
    )
    seed = Seed(scenario, 5)
    names = ["cost", "qalys_discounted", "requests_total"]
    alone = live_measured(seed.begin(Arm(NOTHING)), 30, names, 0.03)
    watched = live_measured(seed.begin(Arm(NOTHING)), 30, [*names, "began_care"], 0.03)
    assert alone == {name: watched[name] for name in names}
    assert 0.0 < watched["began_care"] < 1.0


def test_names_are_contracts_and_slips_are_refused(tmp_path: Path) -> None:
    assert {"qaly_loss", "symptom_weeks", "cost_discounted"} <= set(measures_of_run())
    with pytest.raises(InputError, match="qalys"):
        sweep(tmp_path, outcomes=["qalys_discontued"])


def test_what_is_not_told_by_group_is_said(tmp_path: Path) -> None:
    given = sweep(tmp_path, outcomes=["symptom_weeks", "cost_discounted"], by=["sex"])
    (note,) = given.notes
    assert "cost_discounted" in note
    run_here(given, tmp_path / "out")
    groups = rows(tmp_path / "out", "groups")
    assert groups
    assert all("cost_discounted" not in row for row in groups)
    assert not sweep(tmp_path, outcomes=["symptom_weeks"], by=["sex"]).notes


SERIES = {
    name: np.array([4.0, 0.0, 2.0] * 60)
    for name in (
        "first_entries",
        "first_sessions",
        "in_care",
        "in_episode",
        "lost",
        "cost_services",
        "cost_strategies",
        "subsidies",
        "patient_payments",
    )
}


def test_a_rate_of_nothing_counts_all_weeks_alike() -> None:
    told = whole_time(SERIES, 10, 0.0)
    for name in of_whole_time(told):
        if name + "_discounted" in told:
            assert isclose(told[name + "_discounted"], told[name])


def test_costs_and_health_have_rates_of_their_own() -> None:
    both, apart = whole_time(SERIES, 10, 0.035), whole_time(SERIES, 10, Rates(0.035, 0.015))
    health = whole_time(SERIES, 10, 0.015)
    for perspective in PERSPECTIVES.values():
        name = perspective.total + "_discounted"
        assert apart[name] == both[name]
    for name in ("qalys_discounted", "symptom_weeks_total_discounted", "began_care_discounted"):
        assert apart[name] == health[name] != both[name]


def test_which_rate_counts() -> None:
    world = Costs(discount_rate_health=0.015)
    assert rates_of(world) == Rates(0.03, 0.015)
    assert rates_of(world, 0.05) == Rates(0.05, 0.05)
    assert rates_of(world, 0.05, of_health=0.01) == Rates(0.05, 0.01)
    assert rates_of(Costs(), of_costs=0.0) == Rates(0.0, 0.03)
    assert rate_words(Rates(0.04, 0.015)) == ("discounted at 4 % (costs) and 1.5 % (health) a year")
    assert rate_words(0.03) == rate_words(Rates(0.03, 0.03)) == "discounted at 3 % a year"
    assert np.array_equal(factors(2, 0.0), [1.0, 1.0])
