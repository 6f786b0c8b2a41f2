"""Networks by the name of a NetworkX generator, and from NetworkX graphs."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from simulation.errors import InputError
from simulation.network.figures import network_figures
from simulation.network.generated import GENERATORS, from_networkx, generate
from simulation.network.ties import EdgeArrays, build_ties

CAVES = {"l": 20, "k": 3}
BLOCKS = {"sizes": [20, 40], "p_in": 0.2, "p_out": 0.01}
GNP = {"p": 0.1}
WATTS = {"k": 4, "p": 0.1}

ARGUMENTS: dict[str, dict[str, Any]] = {
    "watts_strogatz_graph": WATTS,
    "newman_watts_strogatz_graph": WATTS,
    "connected_watts_strogatz_graph": WATTS,
    "erdos_renyi_graph": GNP,
    "gnp_random_graph": GNP,
    "binomial_graph": GNP,
    "fast_gnp_random_graph": GNP,
    "gnm_random_graph": {"m": 90},
    "dense_gnm_random_graph": {"m": 90},
    "barabasi_albert_graph": {"m": 3},
    "dual_barabasi_albert_graph": {"m1": 2, "m2": 3, "p": 0.5},
    "powerlaw_cluster_graph": {"m": 3, "p": 0.3},
    "random_regular_graph": {"d": 4},
    "caveman_graph": CAVES,
    "connected_caveman_graph": CAVES,
    "relaxed_caveman_graph": {**CAVES, "p": 0.1},
    "ring_of_cliques": {"num_cliques": 20, "clique_size": 3},
    "windmill_graph": {"n": 59, "k": 2},
    "stochastic_block_model": {"sizes": [20, 40], "p": [[0.3, 0.05], [0.05, 0.2]]},
    "random_partition_graph": BLOCKS,
    "planted_partition_graph": {"l": 6, "k": 10, "p_in": 0.3, "p_out": 0.02},
    "random_geometric_graph": {"radius": 0.15},
    "soft_random_geometric_graph": {"radius": 0.2},
    "geographical_threshold_graph": {"theta": 50},
    "configuration_model": {"deg_sequence": [3] * 60},
    "havel_hakimi_graph": {"deg_sequence": [3] * 60},
    "expected_degree_graph": {"w": [3.0] * 60},
    "gnr_graph": {"p": 0.2},
    "full_rary_tree": {"r": 3},
    "circulant_graph": {"offsets": [1, 2]},
    "star_graph": {"n": 59},
    "turan_graph": {"r": 3},
    "grid_2d_graph": {"m": 6, "n": 10},
    "hkn_harary_graph": {"k": 3},
    "hnm_harary_graph": {"m": 90},
}
PEOPLE = {
    "karate_club_graph": 34,
    "les_miserables_graph": 77,
    "florentine_families_graph": 15,
}
FIXED = {
    "caveman_graph",
    "connected_caveman_graph",
    "ring_of_cliques",
    "windmill_graph",
    "havel_hakimi_graph",
    "full_rary_tree",
    "complete_graph",
    "circulant_graph",
    "cycle_graph",
    "path_graph",
    "wheel_graph",
    "star_graph",
    "empty_graph",
    "turan_graph",
    "grid_2d_graph",
    "hkn_harary_graph",
    "hnm_harary_graph",
    "karate_club_graph",
    "les_miserables_graph",
    "florentine_families_graph",
}


def made(name: str, seed: int = 1) -> EdgeArrays:
    return generate(name, PEOPLE.get(name, 60), ARGUMENTS.get(name, {}), seed)


def pairs(friends: EdgeArrays) -> set[tuple[int, int]]:
    return set(zip(friends.source.tolist(), friends.target.tolist(), strict=True))


@pytest.mark.parametrize("name", GENERATORS)
def test_each_generator_is_reproducible_and_regards_the_seed(name: str) -> None:
    first, again, other = made(name), made(name), made(name, seed=2)
    for one, two in zip(first[:3], again[:3], strict=True):
        assert np.array_equal(one, two)
    assert (pairs(first) == pairs(other)) == (name in FIXED)
    people = PEOPLE.get(name, 60)
    if first.source.size:
        assert max(first.source.max(), first.target.max()) < people
        assert (first.source != first.target).all()
    if name not in {"scale_free_graph", "gn_graph", "gnr_graph", "gnc_graph"}:
        assert first.mutual


def test_a_generator_makes_what_networkx_makes() -> None:
    people = 3000
    nobody = np.full(people, -1, np.int32)
    ours = network_figures(
        build_ties(people, nobody, generate("watts_strogatz_graph", people, WATTS, 5))
    )
    theirs = nx.watts_strogatz_graph(people, 4, 0.1, seed=1)
    assert ours["mean_degree"] == 4.0
    assert ours["clustering"] == pytest.approx(nx.average_clustering(theirs), abs=0.03)
    sparse = generate("erdos_renyi_graph", people, {"p": 0.002}, 5)
    assert 2 * sparse.source.size / people == pytest.approx(6.0, rel=0.05)


@pytest.mark.parametrize(
    ("name", "people", "arguments", "said"),
    [
        ("watts_strogatz", 60, {}, "did you mean watts_strogatz_graph"),
        ("__import__", 60, {}, "unknown network generator"),
        ("nx.classes.graph.Graph", 60, {}, "unknown network generator"),
        ("read_gpickle", 60, {}, "unknown network generator"),
        ("watts_strogatz_graph", 60, {"k": 4}, "missing.*p"),
        ("watts_strogatz_graph", 60, {"k": 4, "p": 2}, "not a probability.*2"),
        ("watts_strogatz_graph", 60, {"k": 4, "p": "x"}, "could not make"),
        ("watts_strogatz_graph", 60, {"k": "a", "p": 0.1}, "do not fit"),
        ("watts_strogatz_graph", 60, {"k": 100, "p": 0.1}, "could not make"),
        ("watts_strogatz_graph", 60, {"k": 4, "p": 0.1, "n": 5}, "n: another number.*60"),
        ("watts_strogatz_graph", 60, {"k": 4, "p": 0.1, "seed": 5}, "unknown argument"),
        ("watts_strogatz_graph", 60, {"k": 4, "p": 0.1, "create_using": "x"}, "unknown argument"),
        ("watts_strogatz_graph", 60, {"k": 4, "q": 0.1}, "unknown argument"),
        ("watts_strogatz_graph", 60, {"k": float("nan"), "p": 0.1}, "not a finite number"),
        ("watts_strogatz_graph", 60, {"k": 10**400, "p": 0.1}, "do not fit"),
        ("watts_strogatz_graph", 60, [4, 0.1], "arguments"),
        ("random_regular_graph", 61, {"d": 3}, "even"),
        ("random_regular_graph", 60, {"d": 58}, "0.4 of the people"),
        ("connected_caveman_graph", 60, {"l": 7, "k": 3}, "21 people.*60"),
        ("stochastic_block_model", 60, {"sizes": [30, 29], "p": [[1, 0], [0, 1]]}, "59 people"),
        ("stochastic_block_model", 60, {"sizes": "ab", "p": [[1]]}, "do not fit"),
        ("stochastic_block_model", 60, {"sizes": [60], "p": [[0.1, 0.1]]}, "do not fit"),
        ("karate_club_graph", 60, {}, "34 people"),
        ("complete_graph", 100_000, {}, "too long"),
        ("gnp_random_graph", 1_000_000, {"p": 0.5}, "too many ties"),
        ("barabasi_albert_graph", 1_000_000, {"m": 1000}, "too many ties"),
        ("scale_free_graph", 60, {"alpha": 1e-9, "beta": 1 - 2e-9, "gamma": 1e-9}, "too many"),
        ("random_geometric_graph", 60, {"radius": 0.1, "dim": 10**9}, "unknown argument"),
        ("LFR_benchmark_graph", 60, {}, "unknown network generator"),
        ("grid_2d_graph", 60, {"m": 10**9, "n": 10**9}, "people"),
    ],
)
def test_names_and_arguments_that_do_not_work_are_refused(
    name: str, people: int, arguments: Any, said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        generate(name, people, arguments, 1)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 700


def test_graphs_of_every_class_and_nodes_of_every_kind() -> None:
    many = nx.MultiDiGraph([("b", "a"), ("b", "a"), ("a", "b"), ("c", "c")])
    arcs = from_networkx(many)
    assert arcs.labels == ["b", "a", "c"]
    assert arcs.directed
    assert arcs.dropped["duplicates"] == 1
    assert arcs.dropped["self_loops"] == 1
    assert from_networkx(many, directed=False).source.size == 1
    grid = from_networkx(nx.grid_2d_graph(2, 2))
    assert grid.labels == ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]
    numbers = from_networkx(nx.Graph([(10, 9), (9, 2)]))
    assert numbers.labels == ["2", "9", "10"]
    assert numbers.source.tolist() == [0, 1]


def test_graphs_that_do_not_work_are_refused() -> None:
    for graph, said in (
        ([(1, 2)], "not a NetworkX graph"),
        (nx.Graph(), "names no persons"),
        (nx.Graph([(1, "1")]), "same text"),
    ):
        with pytest.raises(InputError, match=said):
            from_networkx(graph)
    for weight in (-1.0, float("nan"), float("inf"), "heavy", [1]):
        graph = nx.Graph()
        graph.add_edge(1, 2, weight=weight)
        with pytest.raises(InputError, match="not a weight"):
            from_networkx(graph)
    partly = nx.Graph([(1, 2), (2, 3)])
    partly.edges[1, 2]["weight"] = 2.0
    assert from_networkx(partly, weight="").weight is None
    for column in (None, "weight"):
        with pytest.raises(InputError, match=r"not a weight.*1 of 2 ties have none"):
            from_networkx(partly, weight=column)
