"""Where people come from: the town."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.population.demographics import CULTURES, NOT_GIVEN, SEXES, WORKS
from simulation.population.town import donors, individuals, source, town
from tests.support.populations import OCEANSIDE, same_rows


def test_shipped_data_is_what_its_readme_describes() -> None:
    folder = files("simulation.population").joinpath("data")
    packed = folder.joinpath("oceanside.csv.gz").read_bytes()
    readme = folder.joinpath("README.md").read_text()
    assert hashlib.sha256(packed).hexdigest() in readme
    assert "Redistribution" in folder.joinpath("LICENSE-oceanside.txt").read_text()


def test_source_has_the_published_key_numbers() -> None:
    s = source()
    assert (s.people, s.households, len(s.places)) == (OCEANSIDE, 3100, 90)
    sizes = np.bincount(np.minimum(s.size, 6), minlength=7)[1:]
    assert sizes.tolist() == [838, 911, 513, 406, 211, 221]
    assert np.median(s.income) == 48378
    assert s.age.mean() == pytest.approx(36.8, abs=0.05)
    assert (s.sex == SEXES.index("female")).mean() == pytest.approx(0.5, abs=0.001)
    # Hispanic of any race; the census codes 1, 2, 6 of those who are not; the rest.
    assert np.bincount(s.culture).tolist() == [4243, 3395, 108, 234, 433]
    assert max(s.education.max(), s.work.max()) < 4
    assert s.age[s.work == WORKS.index("full time")].min() >= 16


def test_the_whole_town_is_every_household_once() -> None:
    t = town(OCEANSIDE, 5)
    s = source()
    assert t.households == s.households
    for name in ("age", "sex", "work", "culture", "education"):
        assert np.array_equal(np.sort(getattr(t, name)), np.sort(getattr(s, name)))
    _, first, count = np.unique(t.household, return_index=True, return_counts=True)
    assert np.array_equal(count, t.household_size[first])
    assert np.array_equal(np.sort(t.income[first]), np.sort(s.income))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 2 * OCEANSIDE + 50), st.integers(1, 400), st.integers(0, 2**63 - 1))
def test_more_people_leave_the_others_as_they_were(people: int, more: int, seed: int) -> None:
    small, large = town(people, seed), town(people + more, seed)
    assert small.people == people
    assert large.people == people + more
    assert same_rows(small, large, people)
    assert same_rows(individuals(people, seed), individuals(people + more, seed), people)


def test_members_stand_together_and_share_what_a_household_has() -> None:
    t = town(30_000, 2)
    assert set(np.diff(t.household).tolist()) == {0, 1}
    same = np.diff(t.household) == 0
    for column in (t.income, t.place, t.household_size):
        assert (np.diff(column.astype(np.float64))[same] == 0).all()
    assert not (np.diff(t.income)[~same] == 0).all()
    members = np.bincount(t.household)
    assert np.array_equal(members[:-1], t.household_size[np.cumsum(members) - 1][:-1])


def test_each_pass_and_each_seed_has_an_order_of_its_own() -> None:
    two = town(2 * OCEANSIDE, 3)
    first, second = two.age[:OCEANSIDE], two.age[OCEANSIDE:]
    assert np.array_equal(np.sort(first), np.sort(second))
    assert not np.array_equal(first, second)
    assert not np.array_equal(town(OCEANSIDE, 4).age, first)


def test_individuals_have_no_household_and_may_be_adults_only() -> None:
    adults, all_ages = individuals(20_000, 1), individuals(20_000, 1, adults_only=False)
    assert (adults.household == -1).all()
    assert adults.age.min() == 18
    assert (all_ages.age < 18).mean() == pytest.approx((source().age < 18).mean(), abs=0.01)
    assert all_ages.age.mean() == pytest.approx(source().age.mean(), abs=0.5)


def test_donors_are_alike_in_age_group_and_sex() -> None:
    age = np.repeat(np.array([3, 8, 15, 20, 30, 44, 50, 60, 70, 90, NOT_GIVEN], np.uint8), 200)
    sex = np.tile(np.array([0, 1, 2, NOT_GIVEN], np.uint8), age.size // 4)
    rows = donors(7, age.size, age=age, sex=sex)
    s = source()
    edges = [5, 12, 18, 25, 35, 45, 55, 65, 75]
    known = age != NOT_GIVEN
    assert np.array_equal(
        np.searchsorted(edges, s.age[rows], "right")[known],
        np.searchsorted(edges, age, "right")[known],
    )
    assert np.array_equal(s.sex[rows][sex < 2], sex[sex < 2])
    assert set(s.sex[rows][sex >= 2].tolist()) == {0, 1}


def test_culture_groups_follow_the_names_asked_for() -> None:
    names = ["Asian", "OTHER", "white"]
    t, plain = town(OCEANSIDE, 1, names), town(OCEANSIDE, 1)
    asked = [names[code] for code in t.culture]
    had = [CULTURES[code] for code in plain.culture]
    expected = {"white": "white", "asian": "Asian"}
    assert all(new == expected.get(old, "OTHER") for new, old in zip(asked, had, strict=True))
    assert (town(100, 1, ["everyone"]).culture == 0).all()


@pytest.mark.parametrize("people", [0, -5, 2**31, True, 2.5, "many", None])
def test_number_of_people_is_checked(people: Any) -> None:
    for draw in (town, individuals):
        with pytest.raises(InputError, match="people"):
            draw(people, 1)
