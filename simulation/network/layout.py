"""Positions of people in the plane, in which households and communities can be seen.

Communities are groups of households with many ties among themselves: households with similar slow
coordinates of the graph (its first eigenvectors), grouped by k-means on their directions, which is
spectral clustering (Ng, Jordan and Weiss 2001). Each community is a disc with as much room as it
has people; discs that are tied lie near each other. Within one, households stand in rings of their
own, near those whom they are tied with. It takes a second for 50,000 people, unlike layouts with
springs.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulation.network.figures import adjacency
from simulation.network.ties import Ties
from simulation.randomness import decision, normals

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LAYOUT = decision("network: layout")

COORDINATES = 6
"""Slow coordinates by which communities are told apart."""
SMOOTHINGS = 60
"""Rounds in which people move toward those they are tied with; more draws communities tighter."""
FEWEST, MOST = 3, 30
"""Communities that are looked for: a quarter of the square root of the people, within these."""
_APART = 1.1
"""Distance of the middles of two discs that lie beside each other, in sums of their radii."""
_PACKINGS, _GATHERINGS = 600, 500


def positions(ties: Ties, household: NDArray[np.int32]) -> NDArray[np.float32]:
    """A place in the plane for each person, float32 (people, 2), within the unit circle.

    ``household`` is the household of each row or -1. Depends on the graph alone. Nobody hides
    another: all have about the same room.
    """
    people = household.size
    if people == 0:
        return np.empty((0, 2), np.float32)
    home, size = _homes(household)
    at = slow_coordinates(ties)
    at = np.column_stack([np.bincount(home, column) / size for column in at.T])
    community = communities(at, size)
    middle, radius = _discs(at, size, community)

    centre = np.empty((size.size, 2))
    for number in range(radius.size):
        own = np.flatnonzero(community == number)
        x, y = _widest(at[own], size[own]).T
        centre[own] = middle[number] + radius[number] * _packed(x, y, size[own])
    out = centre[home] + _rings(home, size)
    out -= (out.max(axis=0) + out.min(axis=0)) / 2.0
    furthest = np.sqrt((out**2).sum(axis=1).max())
    return (out / max(furthest, 1.0)).astype(np.float32)


def slow_coordinates(ties: Ties) -> Floats:
    """Coordinates of each person, (people, COORDINATES), that differ little between the tied.

    Repeated averaging over ties leaves what varies slowest over the graph. People without ties keep
    where they started.
    """
    matrix = adjacency(ties)
    people = matrix.shape[0]
    degree = np.diff(matrix.indptr).astype(np.float64)
    walk = sparse.diags_array(1.0 / np.maximum(degree, 1.0)) @ matrix.astype(np.float64)
    at = np.column_stack([normals(0, LAYOUT, people, k=k) for k in range(COORDINATES)])
    tied = degree > 0
    if np.count_nonzero(tied) <= COORDINATES:
        return at
    mass = degree[tied] / degree.sum()
    for done in range(1, SMOOTHINGS + 1):
        at[tied] = 0.5 * (at + walk @ at)[tied]
        if done % 4 == 0:
            # Without these all would become one, and that constant.
            at[tied] -= np.einsum("p,pk->k", mass, at[tied])
            at[tied] = _apart(at[tied], mass)
    return at


def _apart(at: Floats, mass: Floats) -> Floats:
    """Columns made orthogonal, each of length one, people counted by ``mass``.

    With einsum, for threads of a library of linear algebra would wait for each other in each round.
    """
    lower = np.linalg.cholesky(
        np.einsum("pj,pk->jk", mass[:, None] * at, at) + 1e-12 * np.eye(at.shape[1])
    )
    return np.asarray(np.einsum("pj,kj->pk", at, np.linalg.inv(lower)))


def communities(at: Floats, size: Whole) -> Whole:
    """The community of each household, numbered from 0: int64 (households).

    ``at`` are slow coordinates of households, ``size`` their members.
    """
    from scipy.cluster.vq import kmeans2

    wanted = round(np.sqrt(size.sum()) / 4.0)
    number = min(max(wanted, FEWEST), MOST, size.size)
    length = np.linalg.norm(at, axis=1)
    way = at / np.maximum(length, 1e-300)[:, None]
    # Begin with households that look in ways as different as there are.
    chosen = [int(np.argmax(length))]
    near = way @ way[chosen[0]]
    while len(chosen) < number:
        chosen.append(int(np.argmin(near)))
        near = np.maximum(near, way @ way[chosen[-1]])
    with warnings.catch_warnings():
        # A community that nobody belongs to is left out below.
        warnings.filterwarnings("ignore", "One of the clusters is empty")
        _, found = kmeans2(way, way[chosen], iter=30, minit="matrix")
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def _homes(household: NDArray[np.int32]) -> tuple[Whole, Whole]:
    """The home of each person, numbered from 0, and its members; who has no household is alone."""
    alone = household < 0
    homes = np.where(alone, household.max() + 1 + np.cumsum(alone), household)
    _, home, size = np.unique(homes, return_inverse=True, return_counts=True)
    return home, size


def _discs(at: Floats, size: Whole, community: Whole) -> tuple[Floats, Floats]:
    """Middle (communities, 2) and radius of the disc of each community; areas add up to the unit
    disc's."""
    people = float(size.sum())
    mass = np.bincount(community, size)
    radius = np.sqrt(mass / people)
    middle = np.column_stack([np.bincount(community, size * at[:, k]) / mass for k in range(2)])
    middle /= np.maximum(np.sqrt(mass @ middle**2 / people), 1e-300)
    room = _APART * (radius[:, None] + radius)
    np.fill_diagonal(room, 0.0)
    # Of two discs that overlap the lighter one gives way more.
    yields = mass / (mass[:, None] + mass)
    for step in range(_PACKINGS):
        apart = middle[:, None] - middle
        distance = np.maximum(np.sqrt((apart**2).sum(axis=-1)), 1e-9)
        push = np.maximum(room - distance, 0.0) / distance * yields
        middle = middle + 0.7 * (push[..., None] * apart).sum(axis=1)
        if step < _GATHERINGS:
            middle *= 0.99
    return middle, radius


def _widest(at: Floats, size: Whole) -> Floats:
    """The two directions in which some households differ most, as coordinates (households, 2)."""
    off = at - np.average(at, axis=0, weights=size)
    # The eigenvectors of a small matrix: the order and signs of its columns hold on any machine.
    _, vectors = np.linalg.eigh(off.T @ off)
    return np.asarray(off @ vectors[:, :-3:-1])


def _packed(x: Floats, y: Floats, size: Whole) -> Floats:
    """Households over the unit disc, each with room for its members, in the order of x and y."""
    people = size.sum()
    # Columns with the same number of people, cut by x; within a column, places by y.
    columns = max(1, round(np.sqrt(size.size)))
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
    return _to_disc(2.0 * across - 1.0, 2.0 * along - 1.0)


def _to_disc(x: Floats, y: Floats) -> Floats:
    """Points of the square from -1 to 1 on the unit disc, areas kept (Shirley and Chiu 1997)."""
    wide = np.abs(x) > np.abs(y)
    radius = np.where(wide, x, y)
    other = np.where(wide, y, x)
    ratio = np.divide(other, radius, out=np.zeros_like(other), where=radius != 0)
    angle = np.where(wide, np.pi / 4.0 * ratio, np.pi / 2.0 - np.pi / 4.0 * ratio)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _rings(home: Whole, size: Whole) -> Floats:
    """Where the members of a household stand around its middle: (people, 2)."""
    people = home.size
    members = np.argsort(home, kind="stable")
    place = np.empty(people)
    place[members] = np.arange(people) - np.repeat(np.cumsum(size) - size, size)
    angle = 2.0 * np.pi * (place / size[home] + home * 0.381966)
    ring = np.where(size > 1, 0.42 * np.sqrt(size / people), 0.0)[home]
    return np.asarray(ring[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
