"""Draws that fit one world, moved to another that sets some values."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.uncertainty.draws import Draws, prior_draws
from experiments.uncertainty.moved import moved_draws
from simulation.scenario import Scenario, load_scenario

TOWN = load_scenario("town", {"strategies": []})


@pytest.fixture(scope="module")
def drawn() -> Draws:
    return prior_draws(TOWN, number=128)


def column(draws: Draws, place: str) -> np.ndarray:
    return np.asarray(draws.numbers[:, draws.places.index(place)])


def test_draws_of_the_same_world_stay_what_they_are(drawn: Draws) -> None:
    there = moved_draws(drawn, TOWN, TOWN)
    assert (there.numbers == drawn.numbers).all()
    assert there.provenance["moved"] == []


def test_priors_of_one_world_moved_are_priors_of_the_other(drawn: Draws) -> None:
    """For draws from priors there is nothing but priors to move: both ways are one."""
    county = load_scenario("rural_county")
    there = moved_draws(drawn, TOWN, county)
    own = prior_draws(county, number=128)
    assert there.places == own.places
    for at, place in enumerate(own.places):
        # Of two ordered numbers that are drawn together one moved: the other leans on it.
        if "notice" not in place:
            assert there.numbers[:, at] == pytest.approx(own.numbers[:, at], rel=1e-5), place
    assert len(there.provenance["moved"]) == 19


def test_what_a_world_sets_differs_as_its_values_do(drawn: Draws) -> None:
    there = moved_draws(drawn, TOWN, load_scenario("rural_county"))
    for place, ratio in (
        ("services.specialist.places", 1.8 / 5.4),
        ("parameters.travel_median", 55.0 / 20.0),
    ):
        assert column(there, place) == pytest.approx(ratio * column(drawn, place), rel=1e-6)
    same = "parameters.remission_scale"
    assert (column(there, same) == column(drawn, same)).all()


def test_orders_are_kept(drawn: Draws) -> None:
    other = load_scenario("town", {"notice_friend": 0.85})
    there = moved_draws(drawn, TOWN, other)
    friend, household = (
        column(there, f"parameters.notice_{one}") for one in ("friend", "household")
    )
    assert (friend <= household).all()
    assert there.provenance["stopped"]["notice"] > 0
    assert (household == column(drawn, "parameters.notice_household")).all()


def test_what_a_world_has_decided_on_is_not_drawn(drawn: Draws) -> None:
    free: Scenario = load_scenario("free_care")
    there = moved_draws(drawn, TOWN, free)
    price = "services.specialist.price"
    assert price in there.provenance["left out"]
    assert price not in there.places
    assert there.scenario(free, 0).services.specialist.price == 0.0
