"""Laws that the friendships of a town obey."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.network.circles import ranks
from simulation.network.figures import network_figures
from simulation.network.friendship import RANGES, draw_friendships
from simulation.network.ties import EdgeArrays, build_ties
from tests.support.network_town import Town, correlation, town

TOWN = town(6000)

# What real networks of friends show (50 girls of a school in three waves, a faculty, a karate
# club, users of a music site): least and greatest of each figure, computed by NetworkX.
REAL = {
    "degree_variation": (0.48, 1.66),
    "clustering": (0.17, 0.58),
    "transitivity": (0.13, 0.52),
}


def draw(of: Town = TOWN, seed: int = 1, **changed: Any) -> EdgeArrays:
    return draw_friendships(seed, *of, **changed)


def first(people: int) -> Town:
    age, income, place, household = TOWN
    return Town(age[:people], income[:people], place[:people], household[:people])


def figures(friends: EdgeArrays, of: Town = TOWN) -> dict[str, float]:
    return network_figures(build_ties(of.age.size, of.household, friends, household_ties=False))


def confidants(friends: EdgeArrays, people: int) -> NDArray[np.int64]:
    close = friends.strength >= 0.5
    return np.bincount(np.r_[friends.source[close], friends.target[close]], minlength=people)


def test_the_same_bits_twice_and_others_with_another_seed() -> None:
    first, again, other = draw(), draw(), draw(seed=2)
    for one, two in zip(first[:3], again[:3], strict=True):
        assert one.tobytes() == two.tobytes()
    same = np.intersect1d(
        first.source.astype(np.int64) * 6000 + first.target,
        other.source.astype(np.int64) * 6000 + other.target,
    )
    assert same.size < 0.2 * first.source.size


def test_nobody_befriends_themselves_a_housemate_or_someone_twice() -> None:
    friends = draw()
    assert (friends.source < friends.target).all()
    assert (TOWN.household[friends.source] != TOWN.household[friends.target]).all()
    pairs = friends.source.astype(np.int64) * 6000 + friends.target
    assert np.unique(pairs).size == pairs.size
    assert friends.mutual
    assert friends.strength.min() >= 0.0
    assert friends.strength.max() <= 1.0


def test_people_without_a_household_can_befriend_each_other() -> None:
    alone = TOWN._replace(household=np.full(6000, -1, np.int32))
    assert figures(draw(alone), alone)["mean_degree"] == pytest.approx(6.5, rel=0.03)


@pytest.mark.parametrize("asked", [1.0, 4.0, 6.5, 15.0, 40.0])
def test_people_have_as_many_friends_as_asked(asked: float) -> None:
    assert figures(draw(mean_degree=asked))["mean_degree"] == pytest.approx(asked, rel=0.03)


@pytest.mark.parametrize("people", [0, 1, 2, 3, 5, 20, 100])
def test_a_hamlet_has_the_friends_it_can_have(people: int) -> None:
    hamlet = first(people)
    mean = 2.0 * draw(hamlet).source.size / max(people, 1)
    assert mean <= max(people - 1, 0)
    if people >= 20:
        assert mean == pytest.approx(6.5, rel=0.15)


def test_degrees_and_clustering_are_those_of_real_networks() -> None:
    friends = draw()
    alone = figures(friends)
    whole = network_figures(build_ties(6000, TOWN.household, friends))
    for name, (low, high) in REAL.items():
        assert low < alone[name] < high, name
        assert low < whole[name] < high, f"{name} with households"
    assert 0.02 < alone["degree_assortativity"] < 0.3
    assert 0.02 < alone["isolated"] < 0.15


@pytest.mark.parametrize("people", [1000, 40_000])
def test_figures_do_not_depend_on_the_size_of_the_town(people: int) -> None:
    other = town(people)
    mine, theirs = figures(draw()), figures(draw(other), other)
    assert theirs["mean_degree"] == pytest.approx(mine["mean_degree"], rel=0.03)
    assert theirs["degree_variation"] == pytest.approx(mine["degree_variation"], rel=0.12)
    assert theirs["clustering"] == pytest.approx(mine["clustering"], abs=0.05)
    assert theirs["transitivity"] == pytest.approx(mine["transitivity"], abs=0.06)


@pytest.mark.slow
def test_figures_of_a_million_are_those_of_a_town() -> None:
    city = town(1_000_000, zones=600)
    friends = draw(city)
    mine, theirs = figures(draw()), figures(friends, city)
    assert theirs["mean_degree"] == pytest.approx(6.5, rel=0.01)
    assert theirs["clustering"] == pytest.approx(mine["clustering"], abs=0.03)
    assert theirs["transitivity"] == pytest.approx(mine["transitivity"], abs=0.03)
    assert theirs["degree_variation"] == pytest.approx(mine["degree_variation"], rel=0.08)
    assert correlation(city.age, friends) == pytest.approx(correlation(TOWN.age, draw()), abs=0.03)


def test_friends_are_alike_in_age_income_and_place() -> None:
    friends = draw()
    assert 0.5 < correlation(TOWN.age, friends) < 0.8
    assert 0.15 < correlation(ranks(TOWN.income), friends) < 0.5
    assert 0.4 < correlation(TOWN.place, friends) < 0.8
    same = (TOWN.place[friends.source] == TOWN.place[friends.target]).mean()
    by_chance = (np.bincount(TOWN.place) ** 2).sum() / 6000**2
    assert same > 5 * by_chance


@pytest.mark.parametrize("name", ["age", "income", "place"])
def test_each_homophily_is_switched_by_its_own_weight(name: str) -> None:
    def weight(value: float) -> dict[str, Any]:
        return {f"{name}_homophily": value}

    values = ranks(getattr(TOWN, name))
    without = correlation(values, draw(TOWN, 1, **weight(0.0)))
    middle = correlation(values, draw(TOWN, 1, **weight(0.5)))
    full = correlation(values, draw(TOWN, 1, **weight(1.0)))
    assert abs(without) < 0.04
    assert middle > 0.2
    assert full > middle + 0.15


def test_clustering_falls_and_likeness_too_as_more_friends_live_far() -> None:
    shares = [0.0, 0.3, 0.6, 1.0]
    drawn = [draw(far_share=share) for share in shares]
    clustering = [figures(friends)["clustering"] for friends in drawn]
    likeness = [correlation(TOWN.age, friends) for friends in drawn]
    assert sorted(clustering, reverse=True) == clustering
    assert sorted(likeness, reverse=True) == likeness
    assert clustering[0] > 0.4
    assert clustering[-1] < 0.01
    assert abs(likeness[-1]) < 0.03
    for friends in drawn:
        assert figures(friends)["mean_degree"] == pytest.approx(6.5, rel=0.03)


def test_clustering_rises_with_the_density_of_circles() -> None:
    clustering = [figures(draw(circle_density=d))["clustering"] for d in (0.2, 0.5, 0.8, 1.0)]
    assert sorted(clustering) == clustering
    assert clustering[-1] > 3 * clustering[0]


def test_degrees_spread_with_sociability() -> None:
    spread = [figures(draw(sociability_spread=s))["degree_variation"] for s in (0.0, 0.6, 1.2)]
    assert spread[0] + 0.15 < spread[1] < spread[2] - 0.15


@pytest.mark.parametrize("asked", [0.0, 0.5, 1.0, 2.0])
def test_people_have_as_many_confidants_among_friends_as_asked(asked: float) -> None:
    friends = draw(confidants=asked)
    assert confidants(friends, 6000).mean() == pytest.approx(asked, rel=0.12)
    if asked == 0.0:
        assert friends.strength.max() == 0.0


def test_more_confidants_than_friends_makes_all_friends_confidants() -> None:
    assert (draw(mean_degree=3.0, confidants=5.0).strength == 1.0).all()


def test_confidants_are_more_alike_than_other_friends() -> None:
    friends = draw()
    close = friends.strength >= 0.5
    near = EdgeArrays(friends.source[close], friends.target[close], friends.strength[close])
    rest = EdgeArrays(friends.source[~close], friends.target[~close], friends.strength[~close])
    assert correlation(TOWN.age, near) > correlation(TOWN.age, rest) + 0.03


def test_one_more_person_leaves_the_strength_of_other_ties() -> None:
    fewer = first(5999)

    def by_pair(friends: EdgeArrays) -> dict[tuple[int, int], float]:
        keys = zip(friends.source.tolist(), friends.target.tolist(), strict=True)
        return dict(zip(keys, friends.strength.tolist(), strict=True))

    before, after = by_pair(draw(fewer)), by_pair(draw())
    both = before.keys() & after.keys()
    same = sum(before[pair] == after[pair] for pair in both)
    assert same > 0.5 * len(both) > 0


@pytest.mark.parametrize("name", list(RANGES))
def test_settings_outside_their_range_are_refused(name: str) -> None:
    low, high = RANGES[name]
    for value in (low - 1, high + 1, float("nan")):
        wrong: dict[str, Any] = {name: value}
        with pytest.raises(InputError, match=name):
            draw(TOWN, 1, **wrong)


def test_circles_cannot_be_smaller_than_the_smallest() -> None:
    with pytest.raises(InputError, match="largest_circle"):
        draw(smallest_circle=6, largest_circle=5)


def test_every_setting_has_a_range_and_a_default_within_it() -> None:
    settings = {
        name: parameter.default
        for name, parameter in inspect.signature(draw_friendships).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    assert settings.keys() == RANGES.keys()
    for name, default in settings.items():
        assert RANGES[name][0] <= default <= RANGES[name][1]


def test_ranks_are_even_and_put_the_unknown_in_the_middle() -> None:
    assert ranks(np.array([30, 10, 20, 10])).tolist() == [0.875, 0.25, 0.625, 0.25]
    assert ranks(np.array([np.nan, 5.0, 7.0])).tolist() == [0.5, 0.25, 0.75]
