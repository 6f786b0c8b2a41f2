"""All that is said of a decision under doubt: tables, thresholds, tornado, words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments.compare.value.by_draw import by_draw
from experiments.compare.value.groups import (
    ATTITUDES,
    CARE,
    COSTS,
    EFFECTS,
    GROUP_OF_SECTION,
    ILLNESS,
    OTHER,
    group_of,
    groups_of,
)
from experiments.compare.value.moves import quantiles
from experiments.compare.value.place import Place
from experiments.compare.value.tables import document, tables
from experiments.compare.value.words import closing, sentences
from experiments.compare.value.worth import worth_of
from experiments.strategies.arms import NOTHING
from experiments.uncertainty.places import section_of
from experiments.words.numbers import money
from simulation.scenario import load_scenario, parameter_rows
from tests.support.net_benefits import Linear
from tests.support.worth import AMOUNT, ARMS, asked, data, worth


def test_the_number_that_turns_the_advice_is_found_and_no_other() -> None:
    """More places leads a subsidy by 160 times the score of the onset rate, plus 20 or so."""
    told = worth()
    assert [one.part.name for one in told.singles if one.is_sure] == ["parameters.onset_rate"]
    (turns,) = [one for one in told.thresholds if one.is_supported]
    assert (turns.name, ARMS[turns.below], ARMS[turns.above]) == (
        "parameters.onset_rate",
        "subsidy",
        "more_places",
    )
    lead = told.main.means[1] - told.main.means[2]
    assert turns.at == pytest.approx(0.04 * np.exp(-0.3 * lead / 160.0), abs=3 * turns.error)
    assert turns.error < 0.005
    assert turns.share == pytest.approx(1.0 - told.main.chances[1], abs=0.1)


def test_the_tornado_is_how_far_the_best_leads_the_next() -> None:
    told = worth()
    widest = told.bars[0]
    assert widest.name == "parameters.onset_rate"
    assert widest.at_high - widest.at_low == pytest.approx(160.0 * 2 * 1.645, rel=0.15)
    still = [bar for bar in told.bars if abs(bar.width) < 3 * (bar.error_low + bar.error_high)]
    assert len(still) == len(told.bars) - 1
    assert [bar.width for bar in told.bars] == sorted(bar.width for bar in told.bars)[::-1]


def test_tables_have_a_row_each_and_agree() -> None:
    told, found = worth(), tables(worth())
    assert set(found) == {
        "decision",
        "decision_curve",
        "information",
        "tornado",
        "thresholds",
        "samples",
    }
    times = told.asked.place.times
    for amount in told.asked.amounts:
        here = [row for row in found["decision"] if row["willingness_to_pay"] == amount]
        assert [row["strategy"] for row in here] == list(ARMS)
        assert sum(row["probability_best"] for row in here) == pytest.approx(1.0)
        (best,) = [row for row in here if row["best_in_the_mean"] == "yes"]
        assert best["expected_loss"] == min(row["expected_loss"] for row in here)
        assert best["expected_loss"] == best["evpi"]
        assert best["evpi_place"] == pytest.approx(times * best["evpi"])
        assert best["evpi_crossed"] <= best["evpi"] <= best["evpi_with_luck"]
    along = {row["willingness_to_pay"] for row in found["decision_curve"]}
    assert set(told.asked.amounts) <= along
    assert len(along) > 60
    assert len(found["information"]) == len(told.singles) + len(told.groups)
    said = document(told)
    assert said["best"] == "more_places"
    assert list(said["numbers_worth_knowing"]) == ["parameters.onset_rate"]
    assert said["evpi_place"] == pytest.approx(times * told.main.evpi)


def test_words_say_what_a_ministry_reads() -> None:
    told = worth()
    text = " ".join(sentences(told))
    assert "At 100,000 USD for a QALY more places is the best buy in the mean" in text
    assert "million USD in the mean, for the 63,000 adults of Oceanside, over 5 years" in text
    assert "(onset_rate) exactly would be worth" in text
    assert "What would change the advice" in text
    assert "subsidy is the best buy (" in text
    assert "A survey of how many are ill" in text
    assert len(closing(told)) == 4


def test_words_say_where_nothing_is_known_or_nothing_is_worth_knowing() -> None:
    still = Linear(mean=1.0, slopes=(0.01,)).data(40, 2)
    told = worth_of(still, asked(amounts=(1.0,), amount=1.0))
    text = " ".join(sentences(told))
    assert "to know the numbers better is worth nothing" in text
    assert "No single number is shown to be worth knowing" in text
    alone = by_draw(still.costs[:, :1], still.effects[:, :1], still.arms)
    without = worth_of(alone, asked(amounts=(1.0,), amount=1.0))
    assert any("luck counts as doubt" in line for line in sentences(without))
    assert "information" not in tables(without)
    numbered = worth_of(data(60, 1), asked())
    assert any("what no number explains is taken for luck" in line for line in sentences(numbered))


def test_the_same_draws_say_the_same_in_any_order_of_numbers() -> None:
    told = data(60)
    turned = by_draw(
        told.costs, told.effects, told.arms, told.numbers[:, ::-1], told.names[::-1], told.weights
    )
    here, there = (tables(worth_of(one, asked())) for one in (told, turned))
    assert here["decision"] == there["decision"]
    for name in ("information", "tornado"):
        for one, other in zip(here[name], there[name], strict=True):
            assert one["name"] == other["name"]
            assert list(one.values())[6:] == pytest.approx(list(other.values())[6:], abs=1e-9) or (
                one["kind"] == "group"
            )


def test_every_section_has_a_group_and_units_make_some() -> None:
    rows = {row.name: row for row in parameter_rows(load_scenario("town"))}
    numbers = [name for name in rows if not name.startswith(("horizon.", "population.", "place."))]
    groups = {name: group_of(name, rows[name]) for name in numbers}
    assert {name for name, group in groups.items() if group == OTHER} == set()
    assert {section_of(name) for name in numbers} <= set(GROUP_OF_SECTION)
    assert groups["services.specialist.price"] == COSTS
    assert groups["services.specialist.places"] == CARE
    assert groups["services.specialist.dropout"] == EFFECTS
    assert groups["parameters.onset_rate"] == ILLNESS
    assert groups["parameters.self_reliance_median"] == ATTITUDES
    assert groups["costs.disability_mild"] == ILLNESS
    assert group_of("parameters.of_an_extension", None) == OTHER
    parts = groups_of(numbers, rows)
    assert [part.name for part in parts][-1] == "all numbers"
    once = [place for part in parts[:-1] for place in part.columns]
    assert sorted(once) == list(range(len(numbers)))


def test_a_place_counts_its_adults_and_years() -> None:
    five = Place(1000.0, "them", 260, 0.03)
    assert five.times == 1000.0
    assert replace(five, years=5.0).times == pytest.approx(1000.0)
    assert replace(five, years=10.0, rate=0.0).times == pytest.approx(2000.0)
    later = replace(five, years=10.0).times
    assert later == pytest.approx(1000.0 * (1 + 1.03**-5))
    assert replace(five, years=10.0).told == "them, over 10 years"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_234_567.0, "1.23 million USD"),
        (999_600.0, "1.00 million USD"),
        (41.26, "41.3 USD"),
        (2.5e9, "2.50 billion USD"),
        (12_345.0, "12,300 USD"),
        (-2e6, "−2.00 million USD"),
    ],
)
def test_money_is_told_in_words(value: float, said: str) -> None:
    assert money(value, "USD") == said


def test_quantiles_go_by_weight() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert quantiles(values, np.full(3, 1 / 3), (0.5,)) == pytest.approx([2.0])
    assert quantiles(values, np.array([0.8, 0.1, 0.1]), (0.5,))[0] > 2.2


def test_nothing_is_an_arm_as_any_other() -> None:
    """Where no strategy pays, doing nothing is the advice."""
    told = worth_of(data(40), asked(amounts=(0.0, AMOUNT), amount=0.0))
    assert ARMS[told.main.best] == NOTHING
    assert told.main.evpi == 0.0
