"""Networks from NetworkX: its generators by name, and graphs that are ready."""

from __future__ import annotations

import importlib
import inspect
import math
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from simulation.errors import InputError, unknown_name
from simulation.memory import require, rounded, ties_bytes
from simulation.network.graph_data import GraphData, columns_of, network_of
from simulation.network.named import NetworkFile
from simulation.network.strengths import CONFIDANTS
from simulation.network.ties import EdgeArrays
from simulation.network.wanted import USUAL_WEIGHTS, Wanted, plain, told_apart
from simulation.randomness import KeyedRandom, decision

GENERATOR = decision("network: generator")

MOST_TIES = 30_000_000
"""Ties that a generator may be expected to make: NetworkX takes some 300 bytes for each."""

Arguments = dict[str, Any]


class Generator(NamedTuple):
    """One NetworkX generator that may be called, and how large a graph it makes.

    ``size``: the persons that the arguments make; None if the parameter ``n`` is that number.
    ``ties``: ties to be expected of arguments and persons (and pairs of blocks to go over), to
    refuse what would fill the memory.
    ``most``: persons up to which it is done in a minute or so.
    """

    module: str
    size: Callable[[Arguments], int] | None = None
    ties: Callable[[Arguments, int], float] = lambda a, n: 10.0 * n
    most: int = 2_000_000


def _each(name: str, half: bool = True) -> Callable[[Arguments, int], float]:
    """Ties where an argument gives the ties of each person (or, not halved, those it brings)."""
    return lambda a, n: n * float(a[name]) / (2.0 if half else 1.0)


def _blocks(a: Arguments) -> int:
    return int(sum(a["sizes"]))


def _block_ties(a: Arguments, n: int) -> float:
    sizes = np.asarray(a["sizes"], float)
    return float(sizes @ np.asarray(a["p"], float) @ sizes) / 2.0 + 10.0 * sizes.size**2


def _partition_ties(a: Arguments, n: int) -> float:
    sizes = np.asarray(a["sizes"] if "sizes" in a else [a["k"]] * int(a["l"]), float)
    inside = float((sizes**2).sum())
    return (inside * a["p_in"] + (n * n - inside) * a["p_out"]) / 2.0 + 10.0 * sizes.size**2


def _regular_ties(a: Arguments, n: int) -> float:
    if a["d"] > max(20, 0.4 * n):
        raise ValueError("d above 20 and above 0.4 of the people may take without end")
    return float(n * a["d"]) / 2.0


_GNP = Generator("random_graphs", ties=lambda a, n: n * (n - 1.0) * a["p"] / 2.0)
_WATTS = Generator("random_graphs", ties=_each("k"))
_TREE = Generator("trees", ties=lambda a, n: float(n))
_LATTICE = Generator("lattice", ties=lambda a, n: 4.0 * n)
_CAVES = Generator(
    "community", lambda a: int(a["l"]) * int(a["k"]), lambda a, n: n * float(a["k"]) / 2.0
)
_QUADRATIC = 20_000

GENERATORS: dict[str, Generator] = {
    "watts_strogatz_graph": _WATTS,
    "newman_watts_strogatz_graph": _WATTS,
    "connected_watts_strogatz_graph": _WATTS,
    "erdos_renyi_graph": _GNP,
    "gnp_random_graph": _GNP,
    "binomial_graph": _GNP,
    "fast_gnp_random_graph": _GNP,
    "gnm_random_graph": Generator("random_graphs", ties=lambda a, n: float(a["m"])),
    "dense_gnm_random_graph": Generator(
        "random_graphs", ties=lambda a, n: float(a["m"]), most=_QUADRATIC
    ),
    "barabasi_albert_graph": Generator("random_graphs", ties=_each("m", half=False)),
    "dual_barabasi_albert_graph": Generator(
        "random_graphs", ties=lambda a, n: n * float(max(a["m1"], a["m2"]))
    ),
    "powerlaw_cluster_graph": Generator("random_graphs", ties=_each("m", half=False)),
    "random_regular_graph": Generator("random_graphs", ties=_regular_ties),
    "caveman_graph": _CAVES,
    "connected_caveman_graph": _CAVES,
    "relaxed_caveman_graph": _CAVES,
    "ring_of_cliques": Generator(
        "community",
        lambda a: int(a["num_cliques"]) * int(a["clique_size"]),
        _each("clique_size"),
    ),
    "windmill_graph": Generator(
        "community", lambda a: int(a["n"]) * (int(a["k"]) - 1) + 1, _each("k")
    ),
    "stochastic_block_model": Generator("community", _blocks, _block_ties),
    "random_partition_graph": Generator("community", _blocks, _partition_ties),
    "planted_partition_graph": Generator(
        "community", lambda a: int(a["l"]) * int(a["k"]), _partition_ties
    ),
    "random_geometric_graph": Generator(
        "geometric", ties=lambda a, n: n * n * min(1.0, math.pi * a["radius"] ** 2) / 2.0
    ),
    "soft_random_geometric_graph": Generator(
        "geometric", ties=lambda a, n: n * n * min(1.0, math.pi * a["radius"] ** 2) / 2.0
    ),
    "waxman_graph": Generator("geometric", most=5_000),
    "geographical_threshold_graph": Generator("geometric", most=5_000),
    "configuration_model": Generator(
        "degree_seq", lambda a: len(a["deg_sequence"]), lambda a, n: sum(a["deg_sequence"]) / 2.0
    ),
    "havel_hakimi_graph": Generator(
        "degree_seq", lambda a: len(a["deg_sequence"]), lambda a, n: sum(a["deg_sequence"]) / 2.0
    ),
    "expected_degree_graph": Generator(
        "degree_seq", lambda a: len(a["w"]), lambda a, n: sum(a["w"]) / 2.0
    ),
    "scale_free_graph": Generator(
        "directed",
        ties=lambda a, n: n / (a.get("alpha", 0.41) + a.get("gamma", 0.05)),
        most=200_000,
    ),
    "gn_graph": Generator("directed", most=_QUADRATIC),
    "gnr_graph": Generator("directed"),
    "gnc_graph": Generator("directed"),
    "random_internet_as_graph": Generator("internet_as_graphs", most=_QUADRATIC),
    "random_labeled_tree": _TREE,
    "full_rary_tree": Generator("classic", ties=lambda a, n: float(n)),
    "complete_graph": Generator("classic", most=5_000, ties=lambda a, n: n * n / 2.0),
    "circulant_graph": Generator("classic", ties=lambda a, n: n * float(len(a["offsets"]))),
    "cycle_graph": Generator("classic"),
    "path_graph": Generator("classic"),
    "wheel_graph": Generator("classic"),
    "star_graph": Generator("classic", lambda a: int(a["n"]) + 1),
    "empty_graph": Generator("classic"),
    "turan_graph": Generator("classic", most=5_000, ties=lambda a, n: n * n / 2.0),
    "grid_2d_graph": _LATTICE._replace(size=lambda a: int(a["m"]) * int(a["n"])),
    "hkn_harary_graph": Generator("harary_graph", ties=_each("k")),
    "hnm_harary_graph": Generator("harary_graph", ties=lambda a, n: float(a["m"])),
    "karate_club_graph": Generator("social", lambda a: 34),
    "les_miserables_graph": Generator("social", lambda a: 77),
    "florentine_families_graph": Generator("social", lambda a: 15),
}
"""The generators that a scenario can name, random graphs and communities first.

Left out are those that may search without end for some arguments."""

_OURS = {
    "seed",
    "create_using",
    "backend",
    "backend_kwargs",
    "initial_graph",
    "nodelist",
    "kernel",
    "dim",
    "pos",
    "pos_name",
    "weight",
    "weight_name",
    "metric",
    "p_dist",
    "domain",
    "L",
}
"""Parameters that are not a scenario's to set: graphs, functions, names."""

_SAME_LAW = {
    "erdos_renyi_graph": "fast_gnp_random_graph",
    "gnp_random_graph": "fast_gnp_random_graph",
    "binomial_graph": "fast_gnp_random_graph",
}
"""Generators that go over all pairs of persons, and one of the same law that skips most."""

_TRIES = {"tries", "max_tries"}
"""Parameters that say how often a generator begins again where nothing came of it."""
MOST_TRIES = 1_000

_CHANCES = {"p", "q", "p_in", "p_out", "mu"}


def _checked(name: str, given: Arguments, people: int) -> tuple[Callable[..., Any], Arguments]:
    """The function of a name and its arguments, complete, or InputError."""
    generator = GENERATORS[name]
    module = importlib.import_module(f"networkx.generators.{generator.module}")
    function = getattr(module, _SAME_LAW.get(name, name))
    parameters = inspect.signature(function).parameters
    known = {
        key
        for key, parameter in parameters.items()
        if key not in _OURS and parameter.kind is not inspect.Parameter.VAR_KEYWORD
    }
    field = f"arguments of {name}"
    for key in given:
        if key not in known:
            raise unknown_name(f"argument of {name}", key, known)
    arguments = dict(given)
    if generator.size is None and arguments.setdefault("n", people) != people:
        raise InputError(
            "another number of people than asked for",
            field=f"{field}: n",
            found=arguments["n"],
            allowed=str(people),
        )
    needed = {
        key
        for key, parameter in parameters.items()
        if key in known and parameter.default is inspect.Parameter.empty
    }
    missing = sorted(needed - set(arguments))
    if missing:
        raise InputError("an argument is missing", field=field, allowed=", ".join(missing))
    for key, value in arguments.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise InputError("not a finite number", field=f"{field}: {key}", found=value)
        chance = key in _CHANCES and generator.module != "geometric"
        if chance and isinstance(value, (int, float)) and not 0 <= value <= 1:
            raise InputError(
                "not a probability", field=f"{field}: {key}", found=value, allowed="0 to 1"
            )
    for key in _TRIES & set(arguments):
        if not 1 <= arguments[key] <= MOST_TRIES:
            raise InputError(
                "too many tries",
                field=f"{field}: {key}",
                found=arguments[key],
                allowed=f"1 to {MOST_TRIES}",
            )
    size = _worked_out(
        lambda: people if generator.size is None else generator.size(arguments), field, given
    )
    if size != people:
        raise InputError(
            f"makes a network of {size} people", field=field, found=given, allowed=str(people)
        )
    # Only now: what has the right size has no list of a million million blocks to go over.
    ties = float(_worked_out(lambda: generator.ties(arguments, size), field, given))
    if people > generator.most:
        raise InputError(
            f"{name} takes too long for so many people", found=people, allowed=f"{generator.most}"
        )
    if not ties <= MOST_TIES:
        raise InputError(
            "makes too many ties",
            field=field,
            found=given,
            allowed=f"arguments that make up to {MOST_TIES} ties, these make some {ties:.3g}",
        )
    number = int(max(ties, 0.0))
    require(
        ties_bytes(number, 0, of_networkx=True),
        source=field,
        what=f"some {rounded(number):,} ties",
        allowed="arguments that make fewer ties",
    )
    return function, arguments


def _worked_out(number: Callable[[], Any], field: str, given: Arguments) -> Any:
    """A number that follows from arguments, if they are such that it can be worked out."""
    try:
        return number()
    except Exception as error:
        raise InputError(
            "arguments do not fit",
            field=field,
            found=given,
            allowed=f"what NetworkX takes ({_reason(error)})",
        ) from None


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def generate(
    name: str,
    people: int,
    arguments: Arguments,
    seed: int,
    *,
    confidants: float = CONFIDANTS,
) -> EdgeArrays:
    """Friendships drawn by a NetworkX generator, such as ``watts_strogatz_graph``.

    ``name`` is one of GENERATORS, ``arguments`` its parameters by name; the number of nodes, where
    the generator has such a parameter, is ``people`` and may be left out. Randomness comes from
    keyed draws of ``seed``. Strengths are drawn so that an average person has ``confidants``
    friends of strength 0.5 or more. Generators of directed graphs give arcs.
    Raises InputError for a name that is not known, arguments that do not fit, a network of another
    size, and one too large or too slow to make.
    """
    if name not in GENERATORS:
        raise unknown_name("network generator", name, GENERATORS)
    if not isinstance(arguments, dict):
        raise InputError("not arguments by name", field=f"arguments of {name}", found=arguments)
    function, named = _checked(name, arguments, people)
    if "seed" in inspect.signature(function).parameters:
        named["seed"] = KeyedRandom(seed, GENERATOR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = function(**named)
    # NetworkX reports arguments that it cannot use by whatever Python raises on the way.
    except Exception as error:
        raise InputError(
            "NetworkX could not make the network",
            field=f"arguments of {name}",
            found=arguments,
            allowed=f"what it takes ({_reason(error)})",
        ) from None
    network = from_networkx(graph)
    if network.people != people:
        raise InputError(
            f"makes a network of {network.people} people",
            field=f"arguments of {name}",
            found=arguments,
            allowed=str(people),
        )
    return network.friendships(seed, confidants)


def from_networkx(
    graph: Any,
    *,
    weight: str | None = None,
    label: str | None = None,
    directed: bool | None = None,
    only: Mapping[str, Sequence[str]] | None = None,
    file: str = "",
) -> NetworkFile:
    """A network from a NetworkX Graph, DiGraph, MultiGraph or MultiDiGraph, isolated nodes kept.

    Labels are the nodes as text; whole numbers are put in order. ``label`` names an attribute of
    nodes to be read instead, ``weight`` one of ties that holds numbers of 0 or more; left out,
    usual names are looked for; "" reads none. ``directed`` left out is what the graph is: arc
    source -> target means that the source names the target. ``only``: values that attributes of
    ties must have.
    Raises InputError if it is no graph, if two nodes have one text, and for bad weights or weights
    that some ties lack.
    """
    if not isinstance(graph, nx.Graph):
        raise InputError("not a NetworkX graph", source=file, found=graph, allowed="networkx.Graph")
    names = list(graph.nodes)
    labels = [str(node) for node in names]
    if len(set(labels)) < len(labels):
        twice = Counter(labels).most_common(1)[0][0]
        raise InputError("two nodes have the same text", source=file, found=twice)
    place = {node: row for row, node in enumerate(names)}
    ends = np.fromiter(
        (place[node] for edge in graph.edges() for node in edge[:2]),
        np.int64,
        2 * graph.number_of_edges(),
    )
    wanted = Wanted(weight=weight, label=label, directed=directed, only=only or {})
    attributes = set[str]().union(*(map(str, values) for *_, values in graph.edges(data=True)))
    of_ties = {
        name: [value for *_, value in graph.edges(data=name)]
        for name in _needed(attributes, wanted)
    }
    of_nodes = columns_of([dict(values) for _, values in graph.nodes(data=True)])
    data = GraphData(
        "NetworkX graph",
        [text.strip() for text in labels],
        ends.reshape(-1, 2),
        graph.is_directed(),
        of_nodes=of_nodes,
        of_ties=of_ties,
        nodes=names,
    )
    return network_of(data, wanted, file)


def _needed(attributes: set[str], wanted: Wanted) -> list[str]:
    """Attributes of ties that say something to a network; graphs may have many others."""
    asked = {plain(name) for name in (wanted.weight, *wanted.only) if name}
    return sorted(
        name
        for name in attributes
        if plain(name) in asked or plain(name) in USUAL_WEIGHTS or told_apart([name])
    )
