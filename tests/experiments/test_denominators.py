"""Denominators: the words of every row are those of the people whom its number is a share of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.compare.words import heading
from experiments.measured.measures import MEASURES, PERSPECTIVES, whole_time
from experiments.run.writing import outcome_rows
from experiments.words.wording import outcome_words, times_of, unit_words
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Survey
from simulation.population.columns import NEVER
from tests.support.comparisons import ADDED_UP

SHARES = [name for name, outcome in OUTCOMES.items() if outcome.unit == "share"]
WHO = {
    "adults": lambda s: s.adult,
    "adults with a disorder in the year": lambda s: s.case,
    "adults with a disorder in the year and no session in it": lambda s: s.case & ~s.served,
    "adults with a disorder in the year who saw a need and had no session": lambda s: (
        s.case & ~s.served & s.need
    ),
    "adults with a session in the year": lambda s: s.served,
    "adults who dropped out in the year": lambda s: s.in_year(s.people.last_dropout),
    "adults who began a course in the year": lambda s: s.in_year(s.people.last_entry),
    "adults with a disorder who began a course in the year": lambda s: (
        s.case & s.in_year(s.people.last_entry)
    ),
    "adults offered help in the year": lambda s: s.in_year(s.people.last_offer),
    "adults whose first episode began one to three years ago, without a session before it": (
        lambda s: (
            (
                s.in_year(np.where(s.people.first_onset == NEVER, NEVER, s.people.first_onset + 52))
                | s.in_year(
                    np.where(s.people.first_onset == NEVER, NEVER, s.people.first_onset + 104)
                )
            )
            & ((s.people.first_contact == NEVER) | (s.people.first_contact >= s.people.first_onset))
        )
    ),
}
"""The people that each denominator names, found in another way than the outcomes do."""


@pytest.fixture(scope="module")
def survey(lived_model: Any) -> Survey:
    return Survey(lived_model.town)


@pytest.mark.parametrize("name", OUTCOMES)
def test_a_denominator_is_who_its_words_say(survey: Survey, name: str) -> None:
    among = OUTCOMES[name].among
    found, named = (survey.adult & mask(survey) for mask in (among.mask, WHO[among.words]))
    assert (found == named).all()
    assert found.any()


@pytest.mark.parametrize("name", SHARES)
def test_a_share_counts_people_of_its_denominator(survey: Survey, name: str) -> None:
    """Times its denominator it is a whole number of people; those outside change nothing."""
    outcome = OUTCOMES[name]
    of = survey.adult & outcome.among.mask(survey)
    share = outcome.compute(survey, survey.adult)
    assert share * of.sum() == pytest.approx(round(share * of.sum()), abs=1e-6)
    assert outcome.compute(survey, of) == share
    assert np.isnan(outcome.compute(survey, survey.adult & ~of))
    one_by_one = [outcome.compute(survey, np.arange(of.size) == row) for row in np.flatnonzero(of)]
    assert set(one_by_one) <= {0.0, 1.0}
    assert np.mean(one_by_one) == pytest.approx(share)


def test_words_follow_from_the_definition_everywhere() -> None:
    told = dict(zip(OUTCOMES, outcome_rows({}, "USD"), strict=True))
    for name, outcome in OUTCOMES.items():
        moved = replace(outcome, among=replace(outcome.among, words="sailors"))
        assert outcome.definition.endswith(f"of {outcome.among.words}")
        assert moved.definition.endswith("of sailors")
        assert told[name][0] == outcome_words(outcome, "USD")
        if outcome.unit == "share":
            assert outcome_words(moved) == f"{outcome.title}, of sailors"
        if name in MEASURES:
            measure = MEASURES[name]
            assert (measure.among, measure.definition) == (outcome.among.words, outcome.definition)
            assert outcome.among.words in heading(name, 0.03, "USD").replace("adult and", "adults")


def test_no_two_rows_have_one_heading() -> None:
    headings = [(heading(name, 0.03, "USD"), one.window) for name, one in MEASURES.items()]
    assert len(set(headings)) == len(headings)
    for name, measure in MEASURES.items():
        if measure.unit.startswith(("currency", "QALY")) and measure.window == "whole time":
            assert "discounted" in heading(name, 0.03, "USD")
            assert ("at 3 % a year" in heading(name, 0.03, "USD")) == name.endswith("_discounted")


def test_units_are_told_of_those_whom_they_are_about() -> None:
    assert unit_words("share", "cases") == "per 1,000 cases"
    assert unit_words("QALYs per person") == "QALYs per 1,000 adults"
    assert unit_words("weeks per person and year") == "weeks per 1,000 adults and year"
    assert unit_words("weeks", "cases", "median") == "weeks, median of cases"
    assert unit_words("currency per person", currency="USD") == "USD per adult"
    assert times_of("share") == 1000.0
    assert times_of("currency per person") == 1.0


def test_measures_of_the_whole_time_are_of_adults() -> None:
    """Twice the adults with the same happenings: half of each, but for the years that they live."""
    series = {name: np.arange(1.0, 53.0) for name in ADDED_UP}
    few, many = (whole_time(series, adults, 0.03) for adults in (10, 20))
    for name, value in few.items():
        if name.startswith("qalys"):
            value, other = ((1.0 if "_" not in name else 0.0) - told[name] for told in (few, many))
            if name == "qalys":
                assert other == pytest.approx(value / 2), name
        else:
            assert many[name] == pytest.approx(value / 2), name
        assert MEASURES[name].among == "adults"


def test_costs_of_a_perspective_are_the_sum_of_its_parts() -> None:
    rng = np.random.default_rng(1)
    series = {name: rng.random(104) for name in ADDED_UP}
    told = whole_time(series, 10, 0.03)
    for one in PERSPECTIVES.values():
        for ending in ("", "_discounted"):
            parts = [told[f"{part}{ending}"] for part in one.parts]
            assert told[f"{one.total}{ending}"] == pytest.approx(sum(parts))
    totals = [
        series["cost_services"].sum() + (series["cost_strategies"] - series["subsidies"]).sum(),
        (series["cost_services"] - series["patient_payments"]).sum()
        + (series["cost_strategies"] - series["subsidies"]).sum(),
        series["cost_strategies"].sum(),
    ]
    assert [told[one.total] for one in PERSPECTIVES.values()] == pytest.approx(
        [total / 10 for total in totals]
    )
