"""Outcomes of towns made by hand, in which one can count who belongs in the denominator."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from experiments.evidence.measures import service_use
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import Survey
from simulation.population.columns import NEVER
from simulation.population.people import Population

WEEK = 519
CULTURES = ("white",)


def survey_of(**columns: Any) -> Survey:
    """A survey in week 519 of adults with these columns, nobody ill but for what they say."""
    size = len(next(iter(columns.values())))
    people = Population(size, CULTURES)
    people.age[:] = 40
    for name, values in columns.items():
        getattr(people, name)[:] = values
    town: Any = SimpleNamespace(people=people, week=WEEK, parameters={"youngest_age": [18.0]})
    return Survey(town)


def outcome(name: str, survey: Survey) -> float:
    return OUTCOMES[name].compute(survey, survey.adult)


def test_who_had_contact_before_the_first_episode_is_no_answer_to_it() -> None:
    onset = WEEK - 80
    contacts = [onset, onset + 51, onset + 52, NEVER, onset - 1, onset - 400]
    survey = survey_of(first_onset=[onset] * 6, first_contact=contacts)
    assert outcome("contact_in_year_of_onset", survey) == pytest.approx(2 / 4)
    before = survey_of(first_onset=[onset] * 2, first_contact=[onset - 1, onset - 400])
    assert np.isnan(outcome("contact_in_year_of_onset", before))


@pytest.mark.parametrize(
    ("ago", "counts"), [(51, False), (52, True), (155, True), (156, False), (WEEK + 40, False)]
)
def test_first_episodes_count_that_began_one_to_three_years_ago(ago: int, counts: bool) -> None:
    onset = WEEK - ago
    survey = survey_of(first_onset=[onset, NEVER], first_contact=[onset, NEVER])
    share = outcome("contact_in_year_of_onset", survey)
    assert share == 1.0 if counts else np.isnan(share)


def test_the_share_is_that_of_the_curve_of_delays() -> None:
    """The figure of delays leaves out the same people: both say the same of one year."""
    rng = np.random.default_rng(3)
    onset = rng.integers(WEEK - 155, WEEK - 51, 400)
    contact = np.where(rng.random(400) < 0.7, onset + rng.integers(-60, 120, 400), NEVER)
    survey = survey_of(first_onset=onset, first_contact=contact)
    asked = (contact == NEVER) | (contact >= onset)
    within = asked & (contact != NEVER) & (contact - onset < 52)
    share = outcome("contact_in_year_of_onset", survey)
    assert share == pytest.approx(within.sum() / asked.sum())
    assert share > within.sum() / 400  # those with earlier contact would have thinned it


def test_delays_to_first_contact_are_never_before_the_episode() -> None:
    survey = survey_of(
        first_onset=[0, 0, 100, 100], first_contact=[104, 104, 0, NEVER]
    )  # two years twice, once long before, once never
    seen: Any = SimpleNamespace(survey=survey)
    assert service_use._years_of_delay(seen) == pytest.approx(2.0)
