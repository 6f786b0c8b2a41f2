"""The social graph to look at: as a NetworkX graph, and as positions in the plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulation.network.figures import adjacency, is_mutual
from simulation.network.ties import KINDS, Ties
from simulation.randomness import decision, normals

LAYOUT = decision("network: layout")

SMOOTHINGS = 60
"""Rounds in which people move toward those they are tied with; more draws communities tighter."""


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


def _smooth_coordinates(matrix: sparse.csr_array) -> NDArray[np.float64]:
    """Two coordinates a person that differ little between people who are tied.

    Repeated averaging over ties leaves what varies slowest over the graph (its first
    eigenvectors): communities end up together. People without ties keep where they started.
    """
    people = matrix.shape[0]
    degree = np.diff(matrix.indptr).astype(np.float64)
    walk = sparse.diags_array(1.0 / np.maximum(degree, 1.0)) @ matrix.astype(np.float64)
    at = np.column_stack([normals(0, LAYOUT, people, k=k) for k in range(2)])
    tied = degree > 0
    if not tied.any():
        return at
    mass = degree[tied] / degree.sum()
    for _ in range(SMOOTHINGS):
        at[tied] = 0.5 * (at + walk @ at)[tied]
        # Without these the two would become one, and that constant.
        at[tied] -= mass @ at[tied]
        x, y = at[tied].T
        y = y - x * ((mass * x) @ y) / max((mass * x) @ x, 1e-300)
        both = np.column_stack([x, y])
        at[tied] = both / np.maximum(np.sqrt(mass @ both**2), 1e-300)
    return at


def _to_disc(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the square from -1 to 1 on the unit disc, areas kept (Shirley and Chiu 1997)."""
    wide = np.abs(x) > np.abs(y)
    radius = np.where(wide, x, y)
    other = np.where(wide, y, x)
    ratio = np.divide(other, radius, out=np.zeros_like(other), where=radius != 0)
    angle = np.where(wide, np.pi / 4.0 * ratio, np.pi / 2.0 - np.pi / 4.0 * ratio)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def positions(ties: Ties, household: NDArray[np.int32]) -> NDArray[np.float32]:
    """A place in the plane for each person, float32 (people, 2), within the unit circle.

    Members of a household stand in a ring, households that are tied stand near each other, and all
    have about the same room, so that nobody hides another. ``household`` is the household of each
    row or -1. Depends on the graph alone; quick (a second or so for 100,000 people), unlike layouts
    with springs.
    """
    people = household.size
    if people == 0:
        return np.empty((0, 2), np.float32)
    alone = household < 0
    homes = np.where(alone, household.max() + 1 + np.cumsum(alone), household)
    _, home, size = np.unique(homes, return_inverse=True, return_counts=True)
    wanted = _smooth_coordinates(adjacency(ties))
    x, y = (np.bincount(home, wanted[:, k]) / size for k in range(2))

    # Columns with the same number of people, cut by x; within a column, places by y.
    columns = max(1, round(np.sqrt(people)))
    order = np.lexsort((y, x))
    before = np.cumsum(size[order]) - size[order] / 2.0
    column = np.empty(size.size, np.int64)
    column[order] = np.minimum((before / people * columns).astype(np.int64), columns - 1)
    order = np.lexsort((x, y, column))
    filled = np.bincount(column, size, columns)
    before = (
        np.cumsum(size[order]) - size[order] / 2.0 - (np.cumsum(filled) - filled)[column[order]]
    )
    across = np.empty(size.size)
    along = np.empty(size.size)
    along[order] = before / filled[column[order]]
    across[order] = ((np.cumsum(filled) - filled / 2.0) / people)[column[order]]
    centre = _to_disc(2.0 * across - 1.0, 2.0 * along - 1.0)

    members = np.argsort(home, kind="stable")
    place = np.empty(people)
    place[members] = np.arange(people) - np.repeat(np.cumsum(size) - size, size)
    angle = 2.0 * np.pi * (place / size[home] + home * 0.381966)
    ring = np.where(size > 1, 0.42 * np.sqrt(size / people), 0.0)[home]
    out = centre[home] + ring[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    furthest = np.sqrt((out**2).sum(axis=1).max())
    return (out / max(furthest, 1.0)).astype(np.float32)
