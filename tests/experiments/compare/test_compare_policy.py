"""What a ministry asks: totals of a place, years and payers, budgets, guidelines."""

from __future__ import annotations

from math import isclose, isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.compare.analysis import Analysis, Settings
from experiments.compare.budget import budget_impact, within
from experiments.compare.guidelines import Asked, by_guideline, guideline, guidelines
from experiments.compare.payers import EVERYBODY, PAYERS, by_year, weeks_of_years
from experiments.compare.place import total_unit, whole_of
from experiments.measured.discounting import Rates
from experiments.measured.measures import PERSPECTIVES, SERIES
from experiments.strategies.arms import Arm
from simulation.errors import InputError
from simulation.scenario import load_scenario
from simulation.strategies import parse_strategies
from tests.support.cli_runner import arms, helpseek, refused
from tests.support.comparisons import compare, document_of, rows

MONEY = ("subsidies", "patient_payments", "cost_services", "cost_strategies")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison of a world that stands for a place of 50,000 adults."""
    out = tmp_path_factory.mktemp("policy") / "out"
    said = compare(
        out,
        *("--seeds", "3", "--weeks", "60", *arms("leap", "subsidy")),
        *("--set", "place.adults=50000", "--set", "place.name=Middletown"),
        *("--set", "inflation=0.1", "--budget", "100000", "--guideline", "zin"),
    )
    assert said.code == 0, said.err
    return out


def test_totals_are_differences_times_the_adults_of_the_place(told: Path) -> None:
    differences = {(row["strategy"], row["outcome"]): row for row in rows(told, "differences")}
    found = rows(told, "totals")
    assert {row["outcome"] for row in found} >= {"began_care", "qalys", "cost", "symptom_weeks"}
    assert "median_delay_weeks" not in {row["outcome"] for row in found}
    for row in found:
        one = differences[row["strategy"], row["outcome"]]
        per_1000 = 1000.0 * one["difference"]
        assert isclose(row["difference"], per_1000 * 50_000 / 1000, rel_tol=1e-12, abs_tol=1e-9)
        assert (row["adults"], row["scaled_to"]) == (50_000.0, "place")
        assert row["verdict"] == one["verdict"]


def test_without_a_place_totals_are_of_the_town(done: Path) -> None:
    place = document_of(done)["place"]
    assert place["scaled_to"] == "town as simulated"
    adults = np.mean([row["adults"] for row in rows(done, "by_seed", strategy="nothing")])
    assert all(isclose(row["adults"], adults) for row in rows(done, "totals"))
    town = load_scenario("town")
    assert "does not say" in whole_of(town, 10.0).told_source


def test_years_and_payers_add_up(told: Path) -> None:
    impact = rows(told, "budget_impact")
    assert [weeks_of_years(60)] == [sorted({row["weeks"] for row in impact}, reverse=True)]
    for strategy in ("leap", "subsidy"):
        mine = [row for row in impact if row["strategy"] == strategy]
        for year in (1, 2):
            by = {row["payer"]: row for row in mine if row["year"] == year}
            total = sum(by[payer]["difference"] for payer in PAYERS)
            assert isclose(by[EVERYBODY]["difference"], total, rel_tol=1e-9, abs_tol=1e-6)
            risen = by[EVERYBODY]["difference"] * 1.1 ** (year - 1)
            assert isclose(by[EVERYBODY]["in_money_of_the_year"], risen)
        for payer, measure in ((EVERYBODY, "cost"), ("programme", "cost_budget")):
            whole = sum(row["difference"] for row in mine if row["payer"] == payer)
            (one,) = rows(told, "totals", strategy=strategy, outcome=measure)
            assert isclose(whole, one["difference"], rel_tol=1e-9, abs_tol=1e-6)
        patients = sum(row["difference"] for row in mine if row["payer"] == "person")
        if strategy == "subsidy":
            assert patients < 0.0


def test_payers_share_what_everybody_pays() -> None:
    chance = np.random.default_rng(1)
    series = {name: chance.uniform(0.0, 9.0, 130) for name in SERIES}
    years = by_year(series, 20)
    assert np.allclose(sum(years[payer] for payer in PAYERS), years[EVERYBODY])
    whole = series["cost_services"] + series["cost_strategies"] - series["subsidies"]
    assert isclose(years[EVERYBODY].sum(), whole.sum() / 20)
    assert years[EVERYBODY].shape == (3,)
    assert PERSPECTIVES["all"].total == "cost"


def test_what_fits_into_a_budget(told: Path) -> None:
    for row in rows(told, "budget"):
        cost, budget = row["cost_of_dearest_year"], row["budget"]
        assert budget == 100_000.0
        assert row["standing"] == ("fits" if row["high"] <= budget else row["standing"])
        if cost > 0.0:
            assert isclose(row["dose_that_fits"] * cost, budget)
            assert row["coverage_that_fits"] <= 1.0
        assert row["best_within"] == "no"  # three seeds rank nothing


class _Data:
    """Two strategies over twelve seeds, of which the dearer does more."""

    arms = ("nothing", "cheap", "dear")
    seeds = tuple(range(12))

    def __init__(self) -> None:
        noise = np.linspace(-0.1, 0.1, 12)
        cost = np.array([np.zeros(12), 2.0 + noise, 5.0 + noise])
        self.years = dict.fromkeys((*PAYERS, EVERYBODY), cost[:, :, None])
        gain = np.array([np.zeros(12), 0.01 + noise / 1e3, 0.05 + noise / 1e3])
        self.values = {"began_care": gain}
        from experiments.measured.measures import MEASURES

        self.measures = {"began_care": MEASURES["began_care"]}


def _fit(budget: float) -> dict[str, dict[str, Any]]:
    analysis = Analysis(_Data(), Settings())  # type: ignore[arg-type]
    town = whole_of(load_scenario("town", {"place.adults": 1000}), 10.0)
    both = {name: Arm(name, parse_strategies(["leap"])) for name in ("cheap", "dear")}
    found = within(analysis, town, 52, budget, both, "began_care")
    return {row["strategy"]: row for row in found}


def test_the_best_within_a_budget_is_one_that_fits() -> None:
    small, large = _fit(3000.0), _fit(6000.0)
    assert (small["cheap"]["standing"], small["dear"]["standing"]) == ("fits", "does not fit")
    assert [small[name]["best_within"] for name in ("cheap", "dear")] == ["yes", "no"]
    assert [large[name]["best_within"] for name in ("cheap", "dear")] == ["no", "yes"]
    assert isclose(small["dear"]["coverage_that_fits"], small["dear"]["coverage"] * 3 / 5)
    assert _fit(5000.0)["dear"]["standing"] == "undecided"


def test_budget_impact_without_inflation_says_no_money_of_the_year() -> None:
    analysis = Analysis(_Data(), Settings())  # type: ignore[arg-type]
    town = whole_of(load_scenario("town", {"place.adults": 1000}), 10.0)
    assert all(isnan(row["in_money_of_the_year"]) for row in budget_impact(analysis, town, 52))


def test_a_guideline_is_told_and_used(told: Path) -> None:
    document = document_of(told)
    assert (document["discount_rate_costs"], document["discount_rate_health"]) == (0.03, 0.015)
    assert document["perspective"] == "all"
    assert document["willingness_to_pay"] == [50_000.0, 100_000.0, 150_000.0]
    assert any("EUR" in words and "not used" in words for words in document["guideline"])
    assert "3 % (costs) and 1.5 % (health)" not in document["outcomes"]["cost_discounted"]["title"]
    assert "1.5 % a year" in document["outcomes"]["qalys_discounted"]["title"]


def test_what_is_said_counts_before_a_guideline() -> None:
    nice = by_guideline("nice", Asked(), "GBP")
    assert (nice["discount_rate_costs"], nice["willingness_to_pay"]) == (0.035, (25e3, 35e3))
    assert nice["perspective"] == "payers"
    own = by_guideline("nice", Asked("budget", (1e4,), 0.01), "GBP")
    assert (own["discount_rate"], own["discount_rate_costs"]) == (0.01, None)
    assert (own["perspective"], own["willingness_to_pay"]) == ("budget", (1e4,))
    assert by_guideline(None, Asked(), "USD")["perspective"] == "all"


def test_guidelines_are_whole() -> None:
    assert set(guidelines()) == {"nice", "pbac", "cda", "zin", "icer"}
    for one in guidelines().values():
        assert one.perspective in PERSPECTIVES
        assert 2000 < one.year < 2100
        assert one.source
        assert 0.0 < one.rates.health <= one.rates.costs < 0.1
        for figure in (
            "rate",
            "perspective",
            "horizon",
            "threshold" if one.name != "cda" else "amount",
        ):
            assert figure in one.checked + one.not_checked, (one.name, figure)
        assert bool(one.not_checked) == any("Not checked" in said for said in one.notes("EUR", 52))
    assert guideline("zin").rates == Rates(0.03, 0.015)
    with pytest.raises(InputError, match="nice"):
        guideline("nise")
    assert "Zorginstituut" in helpseek("list", "guidelines").out
    assert "nice" in refused(helpseek("compare", "--guideline", "nise", *arms("leap")))


def test_units_of_totals() -> None:
    assert total_unit("share", "EUR") == "adults"
    assert total_unit("weeks per person", "EUR") == "weeks"
    assert total_unit("currency per person and year", "EUR") == "EUR a year"
