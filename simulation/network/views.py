"""The social graph as a NetworkX graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from simulation.network.figures import is_mutual
from simulation.network.ties import KINDS, Ties


def to_networkx(
    ties: Ties,
    *,
    labels: Sequence[Any] | None = None,
    attributes: Mapping[str, Sequence[Any] | NDArray[Any]] | None = None,
) -> nx.Graph:
    """The social graph as a NetworkX graph, one node a person, those without ties among them.

    Nodes are rows, or ``labels`` (one a person, all different). ``attributes``: columns by name,
    one entry a person, which become attributes of nodes. Ties have ``kind`` ("household" or
    "friend") and ``strength`` (0 to 1). If all ties are mutual it is a Graph, else a DiGraph whose
    arcs go from a person to whom they name. Some kilobytes a person: not for a million people.
    """
    people = ties.start.size - 1
    mutual = is_mutual(ties, strength=True)
    graph = nx.Graph() if mutual else nx.DiGraph()
    names = list(range(people)) if labels is None else list(labels)
    if len(set(names)) != people:
        raise ValueError(f"{people} people need as many different labels")
    graph.add_nodes_from(names)
    for attribute, column in (attributes or {}).items():
        values = column.tolist() if isinstance(column, np.ndarray) else column
        nx.set_node_attributes(graph, dict(zip(names, values, strict=True)), attribute)
    source = np.repeat(np.arange(people), np.diff(ties.start))
    keep = source < ties.neighbour if mutual else slice(None)
    graph.add_edges_from(
        (names[one], names[other], {"kind": KINDS[kind], "strength": strength})
        for one, other, kind, strength in zip(
            source[keep].tolist(),
            ties.neighbour[keep].tolist(),
            ties.kind[keep].tolist(),
            ties.strength[keep].tolist(),
            strict=True,
        )
    )
    return graph
