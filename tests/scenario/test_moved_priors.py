"""A world that gives a number another value: its prior goes with the value."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.uncertainty.draws import prior_draws
from simulation.parameters.field import Parameter
from simulation.parameters.moved import is_moved, moved
from simulation.parameters.spread import DECISION, UNKNOWN, Spread, of_mapping
from simulation.scenario import load_scenario, parameter_rows, world_files

SOURCE = {"source": "P_row: a reason"}
WEIGHT = of_mapping({"distribution": "normal", "mean": -0.6, "interval": [-1.0, -0.2], **SOURCE})


def rows_of(world: str, settings: dict[str, object] | None = None) -> dict[str, Parameter]:
    return {row.name: row for row in parameter_rows(load_scenario(world, settings))}


@pytest.mark.parametrize("kind", ["log_normal", "gamma", "normal", "uniform"])
def test_a_quantity_keeps_its_relative_spread(kind: str) -> None:
    said: dict[str, object] = {"distribution": kind, "interval": [13.0, 30.0]}
    if kind != "uniform":
        said["mean"] = 20.0
    spread = of_mapping({**said, **SOURCE})
    before, after = (
        one.prior(0.0, 1000.0) for one in (spread, moved(spread, 20.0, 55.0, 0.0, 1000.0))
    )
    shares = np.linspace(0.001, 0.999, 99)
    assert after.quantile(shares) == pytest.approx(before.quantile(shares) * 2.75, rel=1e-6)


def test_a_weight_of_either_sign_keeps_its_spread() -> None:
    spread = of_mapping(
        {"distribution": "normal", "mean": -0.6, "interval": [-1.0, -0.2], **SOURCE}
    )
    there = moved(spread, -0.6, 1.4, -3.0, 3.0)
    assert there.mean == pytest.approx(1.4)
    assert there.interval == pytest.approx((1.0, 1.8))


def test_a_share_keeps_the_sample_that_it_is_known_from() -> None:
    spread = of_mapping({"distribution": "beta", "a": 6.0, "b": 4.0, **SOURCE})
    there = dict(moved(spread, 0.6, 0.8, 0.0, 1.0).own)
    assert there["a"] + there["b"] == pytest.approx(10.0)
    # The odds of 0.6 are 1.5, those of 0.8 are 4: odds go up by the ratio of the two.
    assert there["a"] / there["b"] == pytest.approx(4.0)
    # There and back again.
    back = dict(
        moved(of_mapping({"distribution": "beta", **there, **SOURCE}), 0.8, 0.6, 0.0, 1.0).own
    )
    assert back == pytest.approx({"a": 6.0, "b": 4.0})


def test_none_and_all_are_decisions() -> None:
    price = of_mapping({"distribution": "gamma", "mean": 110, "interval": [70, 160], **SOURCE})
    assert moved(price, 110.0, 0.0, 0.0, 1e4).kind == DECISION
    share = of_mapping({"distribution": "beta", "a": 6.0, "b": 4.0, **SOURCE})
    assert moved(share, 0.6, 1.0, 0.0, 1.0).kind == DECISION
    weight = of_mapping(
        {"distribution": "normal", "mean": -0.6, "interval": [-1.0, -0.2], **SOURCE}
    )
    assert moved(weight, -0.6, 0.0, -3.0, 3.0).kind == "normal"


@pytest.mark.parametrize("kind", ["log_normal", "gamma", "normal", "uniform", "triangular"])
@pytest.mark.parametrize("value", [0.5, 3.0, 39.0])
def test_moved_priors_stay_within_bounds(kind: str, value: float) -> None:
    said: dict[str, object] = {"distribution": kind, "interval": [2.0, 8.0]}
    if kind != "uniform":
        said["mean"] = 5.0
    there = moved(of_mapping({**said, **SOURCE}), 5.0, value, 0.1, 40.0)
    low, high = there.prior(0.1, 40.0).interval
    assert 0.1 <= low < high <= 40.0
    assert low <= value <= high


def test_what_was_moved_says_so_and_decisions_stay() -> None:
    price = of_mapping({"distribution": "gamma", "mean": 110, "interval": [70, 160], **SOURCE})
    there = moved(price, 110.0, 55.0, 0.0, 1e4)
    assert there.source == "P_row: a reason; moved with the value, 110 to 55"
    assert is_moved(there)
    assert not is_moved(price)
    for kind in (DECISION, UNKNOWN):
        said = Spread(kind, source="assumption: x")
        assert moved(said, 1.0, 2.0, 0.0, 9.0) is said
    assert moved(price, 110.0, 110.0, 0.0, 1e4) is price


def test_the_prior_of_a_world_is_about_its_value() -> None:
    town, county = rows_of("town"), rows_of("rural_county")
    place = "services.specialist.places"
    assert town[place].prior.mean / 5.4 == pytest.approx(county[place].prior.mean / 1.8)
    untouched = [name for name, row in town.items() if county[name].entry.value == row.entry.value]
    assert len(untouched) > 200
    assert all(county[name].spread == town[name].spread for name in untouched)


def test_what_a_world_says_of_a_prior_counts_first() -> None:
    said = {"distribution": "uniform", "interval": [1.0, 3.0], "source": "assumption: a test"}
    rows = rows_of("rural_county", {"priors": {"services.specialist.places": said}})
    spread = rows["services.specialist.places"].spread
    assert spread is not None
    assert spread.told() == said


@pytest.mark.parametrize("world", sorted(world_files()))
def test_the_values_of_built_in_worlds_lie_within_their_priors(world: str) -> None:
    rows = rows_of(world)
    given = [row for row in rows.values() if row.spread and is_moved(row.spread)]
    for row in given:
        assert 0.005 < float(row.prior.cdf(row.default)) < 0.995 or row.default == row.high
    assert len(prior_draws(load_scenario(world), number=8)) == 8


def test_draws_of_a_county_differ_from_those_of_a_town_as_its_file_says() -> None:
    """The same points of the cube: every number but those that the county sets is the same, and
    those differ by the ratio of the values."""
    town, county = (
        prior_draws(load_scenario(name), number=64) for name in ("town", "rural_county")
    )
    assert town.places == county.places
    ratio = {"parameters.travel_median": 55.0 / 20.0, "parameters.travel_spread": 0.7 / 0.5}
    for place, times in ratio.items():
        at = town.places.index(place)
        assert county.numbers[:, at] == pytest.approx(town.numbers[:, at] * times, rel=1e-6)
    at = town.places.index("parameters.remission_scale")
    assert (county.numbers[:, at] == town.numbers[:, at]).all()


def test_an_order_that_a_world_does_not_keep_does_not_hold_there() -> None:
    """Students pay for a visit and not for a session; in the town, no session costs less."""
    places = [f"services.{kind}.price" for kind in ("general_practice", "specialist")]
    town = prior_draws(load_scenario("town"), places, number=64).numbers
    assert (town[:, 0] <= town[:, 1]).all()
    assert prior_draws(load_scenario("students"), places[:1], number=64).numbers.min() > 5.0
    other = load_scenario("town", {places[0]: 160.0, places[1]: 100.0})
    drawn = prior_draws(other, places, number=64).numbers
    assert (drawn[:, 0] > drawn[:, 1]).mean() > 0.9
