"""Targets of strategies: whom each is meant for."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.population.columns import NEVER
from simulation.strategies.reach import adults, eligible
from tests.support.busy_towns import (
    busy_town,
    tied_to,
)
from tests.support.towns import weeks


def test_hubs_are_the_most_tied() -> None:
    hubs = {"name": "public_campaign", "target": "hubs", "coverage": 0.1, "ramp": 0}
    town = weeks(busy_town(hubs), 1)
    reached = town.strategies[0].since != NEVER
    heard_by = np.bincount(town.ties.neighbour, minlength=1500)
    grown = adults(town)
    assert np.count_nonzero(reached) == pytest.approx(0.1 * np.count_nonzero(grown), abs=1)
    assert heard_by[reached].min() >= np.sort(heard_by[grown])[-np.count_nonzero(reached)]
    again = weeks(busy_town({"name": "reminders", "target": "hubs", "coverage": 0.1}), 1)
    assert (again.strategies[0].since != NEVER).sum() == reached.sum()


def test_friends_of_random_people_have_more_friends() -> None:
    """The friendship paradox; no more people are reached than are asked."""
    friends = {
        "name": "public_campaign",
        "target": "friends_of_random",
        "coverage": 0.2,
        "ramp": 0,
    }
    town = weeks(busy_town(friends), 1)
    reached = town.strategies[0].since != NEVER
    heard_by = np.bincount(town.ties.neighbour, minlength=1500)
    grown = adults(town)
    assert 0.1 < np.count_nonzero(reached) / np.count_nonzero(grown) < 0.21
    assert not (reached & ~grown).any()
    assert heard_by[reached].mean() > 1.05 * heard_by[grown].mean()


def test_thirds_of_income_and_culture_groups_are_parts() -> None:
    town = busy_town()
    for names in (
        ("low_income", "middle_income", "high_income"),
        tuple(f"culture:{name}" for name in town.people.culture_names),
    ):
        parts = np.array([eligible(name, town) for name in names])
        assert (parts.sum(axis=0) == adults(town)).all()
        assert (parts.sum(axis=1) > 0).all()
    low, high = (town.people.income[eligible(name, town)] for name in ("low_income", "high_income"))
    assert low.max() < high.min()


def test_screening_finds_the_ill_and_some_of_the_well() -> None:
    town = weeks(busy_town({"name": "screening", "coverage": 1.0, "false_positives": 0.2}), 0)
    ill = town.people.severity >= 2
    well = adults(town) & ~ill
    weeks(town, 1)
    found = town.strategies[0].since != NEVER
    assert found[ill].all()
    assert 0.15 < found[well].mean() < 0.25


def test_families_are_close_to_somebody_untreated() -> None:
    town = busy_town()
    ill = eligible("untreated", town) & (town.people.severity >= 2)
    family = eligible("families_of_untreated", town)
    at_home = tied_to(town, ill)
    household = town.people.household
    same_home = np.isin(household, household[ill]) & (household >= 0)
    assert not (family & ~at_home).any()
    several = same_home & adults(town) & (np.bincount(household[household >= 0])[household] > 1)
    alone_ill = ill & same_home & ~family
    assert family[several & ~ill].all()
    assert not (alone_ill & family).any()
