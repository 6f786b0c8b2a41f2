"""The social graph as sparse rows, its figures, and its views."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.network.figures import is_mutual, network_figures
from simulation.network.generated import from_networkx
from simulation.network.layout import communities, positions, slow_coordinates
from simulation.network.ties import FRIEND, HOUSEHOLD, EdgeArrays, Ties, build_ties
from simulation.network.views import to_networkx

ALONE = -1


def edges(*rows: tuple[int, int, float], mutual: bool = True) -> EdgeArrays:
    source, target, strength = zip(*rows, strict=True) if rows else ((), (), ())
    return EdgeArrays(
        np.array(source, np.int32),
        np.array(target, np.int32),
        np.array(strength, np.float32),
        mutual,
    )


def slots(ties: Ties) -> dict[tuple[int, int], tuple[int, float]]:
    person = np.repeat(np.arange(ties.start.size - 1), np.diff(ties.start))
    return {
        (int(a), int(b)): (int(kind), round(float(strength), 4))
        for a, b, kind, strength in zip(
            person, ties.neighbour, ties.kind, ties.strength, strict=True
        )
    }


def graph_ties(graph: nx.Graph) -> Ties:
    network = from_networkx(graph)
    nobody = np.full(network.people, ALONE, np.int32)
    return build_ties(network.people, nobody, network.friendships(1))


def test_households_are_tied_whether_or_not_members_are_adjacent() -> None:
    household = np.array([3, 0, 3, ALONE, 0, 3, ALONE], np.int32)
    ties = build_ties(7, household, None)
    together = {(0, 2), (0, 5), (2, 5), (1, 4)}
    expected = together | {(b, a) for a, b in together}
    assert slots(ties) == dict.fromkeys(expected, (HOUSEHOLD, 1.0))
    assert build_ties(7, household, None, household_ties=False).neighbour.size == 0


def test_a_housemate_who_is_a_friend_stays_a_housemate_only() -> None:
    household = np.array([0, 0, 1], np.int32)
    friends = edges((0, 1, 0.2), (1, 2, 0.3), (2, 1, 0.7), (2, 2, 0.9))
    assert slots(build_ties(3, household, friends)) == {
        (0, 1): (HOUSEHOLD, 1.0),
        (1, 0): (HOUSEHOLD, 1.0),
        (1, 2): (FRIEND, 0.7),
        (2, 1): (FRIEND, 0.7),
    }


def test_an_arc_reaches_only_who_names_the_other() -> None:
    nobody = np.full(3, ALONE, np.int32)
    ties = build_ties(3, nobody, edges((0, 1, 0.5), (2, 1, 0.25), mutual=False))
    assert slots(ties) == {(0, 1): (FRIEND, 0.5), (2, 1): (FRIEND, 0.25)}
    assert not is_mutual(ties)


pairs = st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from([0.0, 0.25, 0.5, 1.0]))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(pairs, max_size=120),
    st.lists(st.integers(-1, 4), min_size=12, max_size=12),
    st.booleans(),
)
def test_ties_are_what_a_dictionary_would_hold(
    rows: list[tuple[int, int, float]], homes: list[int], mutual: bool
) -> None:
    expected: dict[tuple[int, int], tuple[int, float]] = {}
    for one, other, strength in rows:
        for pair in {(one, other), (other, one)} if mutual else {(one, other)}:
            if one != other:
                best = max(strength, expected.get(pair, (FRIEND, 0.0))[1])
                expected[pair] = (FRIEND, best)
    for one in range(12):
        for other in range(12):
            if one != other and homes[one] >= 0 and homes[one] == homes[other]:
                expected[one, other] = (HOUSEHOLD, 1.0)
    ties = build_ties(12, np.array(homes, np.int32), edges(*rows, mutual=mutual))
    assert slots(ties) == expected
    assert ties.neighbour.size == len(expected), "no slot twice"
    for person in range(12):
        assert np.all(np.diff(ties.neighbour[ties.start[person] : ties.start[person + 1]]) > 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(60, 400), st.integers(0, 1000))
def test_a_hub_is_sorted_and_merged_as_others_are(people: int, step: int) -> None:
    other = (np.arange(people * 2) * (2 * step + 1)) % people
    friends = EdgeArrays(
        np.zeros(other.size, np.int32), other.astype(np.int32), np.full(other.size, 0.5, np.float32)
    )
    ties = build_ties(people, np.full(people, ALONE, np.int32), friends)
    hub = ties.neighbour[: ties.start[1]].tolist()
    assert hub == sorted(set(other.tolist()) - {0})


@pytest.mark.parametrize(
    "friends",
    [edges((0, 3, 0.5)), edges((-1, 0, 0.5)), edges((0, 1, 1.5)), edges((0, 1, float("nan")))],
)
def test_ties_outside_rows_or_strengths_are_refused(friends: EdgeArrays) -> None:
    with pytest.raises(ValueError, match="friendship"):
        build_ties(3, np.full(3, ALONE, np.int32), friends)


@pytest.mark.parametrize(
    "graph",
    [
        nx.karate_club_graph(),
        nx.les_miserables_graph(),
        nx.star_graph(300),
        nx.powerlaw_cluster_graph(300, 4, 0.6, seed=3),
        nx.path_graph(5),
    ],
)
def test_figures_are_those_of_networkx(graph: nx.Graph) -> None:
    figures = network_figures(graph_ties(graph))
    degree = np.array([d for _, d in graph.degree()])
    assert figures["people"] == graph.number_of_nodes()
    assert figures["ties"] == graph.number_of_edges()
    assert figures["mean_degree"] == pytest.approx(degree.mean())
    assert figures["degree_variation"] == pytest.approx(degree.std() / degree.mean())
    assert figures["clustering"] == pytest.approx(nx.average_clustering(graph))
    assert figures["transitivity"] == pytest.approx(nx.transitivity(graph))
    assert figures["degree_assortativity"] == pytest.approx(
        nx.degree_assortativity_coefficient(graph)
    )


def test_figures_of_arcs_are_those_of_the_pairs() -> None:
    arcs = nx.gnp_random_graph(60, 0.1, seed=4, directed=True)
    assert network_figures(graph_ties(arcs)) == pytest.approx(
        network_figures(graph_ties(arcs.to_undirected()))
    )


def test_figures_of_nobody_and_of_people_without_ties() -> None:
    for people in (0, 4):
        figures = network_figures(build_ties(people, np.full(people, ALONE, np.int32), None))
        assert figures["ties"] == figures["clustering"] == figures["transitivity"] == 0
        assert figures["isolated"] == (people > 0)
        assert np.isnan(figures["degree_assortativity"])


def test_to_networkx_and_back() -> None:
    household = np.array([0, 0, 1, ALONE], np.int32)
    ties = build_ties(4, household, edges((1, 2, 0.25)))
    graph = to_networkx(ties, labels=list("abcd"), attributes={"age": np.array([4, 50, 60, 70])})
    assert type(graph) is nx.Graph
    assert graph.nodes["c"] == {"age": 60}
    assert dict(graph.edges) == {
        ("a", "b"): {"kind": "household", "strength": 1.0},
        ("b", "c"): {"kind": "friend", "strength": 0.25},
    }
    assert "d" in graph
    arcs = to_networkx(build_ties(3, np.full(3, ALONE, np.int32), edges((2, 0, 0.5), mutual=False)))
    assert arcs.is_directed()
    assert list(arcs.edges) == [(2, 0)]
    uneven = edges((0, 1, 0.5), (1, 0, 0.25), mutual=False)
    both = to_networkx(build_ties(2, np.full(2, ALONE, np.int32), uneven))
    assert both.edges[1, 0]["strength"] == 0.25


def test_positions_bring_together_who_is_tied_and_hide_nobody() -> None:
    graph = nx.connected_caveman_graph(40, 10)
    ties = graph_ties(graph)
    household = (np.arange(400) // 2).astype(np.int32)
    at = positions(ties, household)
    assert at.shape == (400, 2)
    assert at.dtype == np.float32
    assert np.array_equal(at, positions(ties, household))
    assert np.linalg.norm(at, axis=1).max() <= 1.0001
    person = np.repeat(np.arange(400), np.diff(ties.start))
    tied = np.linalg.norm(at[person] - at[ties.neighbour], axis=1).mean()
    anyone = np.linalg.norm(at[:, None] - at[None], axis=2)
    assert tied < 0.5 * anyone.mean()
    assert np.linalg.norm(at[0::2] - at[1::2], axis=1).mean() < 0.15
    np.fill_diagonal(anyone, 1.0)
    assert anyone.min() > 0.01


def test_communities_are_found_and_lie_apart() -> None:
    groups, members = 5, 80
    graph = nx.planted_partition_graph(groups, members, 0.2, 0.005, seed=3)
    ties = graph_ties(graph)
    group = np.repeat(np.arange(groups), members)
    alone = np.arange(groups * members, dtype=np.int32)
    found = communities(slow_coordinates(ties), np.ones(alone.size, np.int64))
    most = [np.bincount(group[found == one]).max() for one in np.unique(found)]
    assert sum(most) > 0.97 * alone.size, "a community is of one group"
    at = positions(ties, alone)
    middle = np.array([at[group == one].mean(axis=0) for one in range(groups)])
    own = np.linalg.norm(at - middle[group], axis=1)
    other = np.linalg.norm(at[:, None] - middle[None], axis=2)
    other[np.arange(alone.size), group] = np.inf
    assert (own < other.min(axis=1)).mean() > 0.95


def test_positions_of_people_without_ties_or_of_nobody() -> None:
    for people in (0, 1, 7):
        nobody = np.full(people, ALONE, np.int32)
        at = positions(build_ties(people, nobody, None), nobody)
        assert at.shape == (people, 2)
        assert np.isfinite(at).all()
        assert len(np.unique(at, axis=0)) == people
