"""Figures that describe a social graph: degrees, clustering, assortativity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from simulation.compiled import loop, over_rows
from simulation.machine import available_threads
from simulation.network.ties import Ties


def adjacency(ties: Ties) -> sparse.csr_array:
    """The graph as a symmetric sparse matrix of ones: who is tied with whom in either direction.

    Shape (people, people), int8, column indices of each row sorted. Arcs become ties.
    """
    people = ties.start.size - 1
    matrix = sparse.csr_array(
        (np.ones(ties.neighbour.size, np.int8), ties.neighbour, ties.start), shape=(people, people)
    )
    if not is_mutual(ties):
        matrix = matrix.maximum(matrix.T.tocsr()).tocsr()
    matrix.sort_indices()
    return matrix


def is_mutual(ties: Ties, *, strength: bool = False) -> bool:
    """Whether each tie takes a slot at both ends, and if asked with one ``strength`` at both."""
    people = ties.start.size - 1
    one = np.repeat(np.arange(people, dtype=np.int64), np.diff(ties.start))
    # Slots are sorted by (person, neighbour), so the reversed pairs, sorted, must be the same.
    reverse = ties.neighbour.astype(np.int64) * people + one
    order = np.argsort(reverse)
    same = np.array_equal(reverse[order], one * people + ties.neighbour)
    return same and (not strength or np.array_equal(ties.strength[order], ties.strength))


@loop
def _triangles(
    first: int,
    last: int,
    share: int,
    start: NDArray[np.int64],
    neighbour: NDArray[np.int32],
    closed: NDArray[np.int64],
) -> None:
    """For each person, the ordered pairs of neighbours who are tied with each other."""
    for person in range(first, last):
        begin, end = start[person], start[person + 1]
        found = 0
        for slot in range(begin, end):
            other = neighbour[slot]
            short, short_end, long, long_end = begin, end, start[other], start[other + 1]
            if short_end - short > long_end - long:
                short, short_end, long, long_end = long, long_end, short, short_end
            if long_end - long > 16 * (short_end - short):  # a hub: look up instead of walking
                for step in range(short, short_end):
                    sought = neighbour[step]
                    low, high = long, long_end
                    while low < high:
                        middle = (low + high) // 2
                        if neighbour[middle] < sought:
                            low = middle + 1
                        else:
                            high = middle
                    found += low < long_end and neighbour[low] == sought
            else:
                while short < short_end and long < long_end:
                    difference = np.int64(neighbour[short]) - np.int64(neighbour[long])
                    found += difference == 0
                    short += difference <= 0
                    long += difference >= 0
        closed[person] = found


def network_figures(ties: Ties) -> dict[str, float]:
    """The figures by which social graphs are compared; arcs count as ties between both ends.

    ``people``; ``ties`` (pairs); ``mean_degree``; ``degree_variation`` (standard deviation over
    mean); ``clustering`` (mean over people of the share of pairs of their neighbours who are tied,
    0 for those with fewer than two neighbours); ``transitivity`` (the same share over all such
    pairs); ``degree_assortativity`` (correlation between the degrees at the ends of a tie, NaN if
    all are equal); ``isolated`` (share of people without a tie). Nothing is sampled.
    """
    matrix = adjacency(ties)
    people = matrix.shape[0]
    start, neighbour = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
    degree = np.diff(start)
    closed = np.zeros(people, np.int64)
    over_rows(_triangles, people, available_threads(), start, neighbour, closed)
    pairs = degree * (degree - 1)
    mean = float(degree.mean()) if people else 0.0
    at_end = np.repeat(degree, degree).astype(np.float64)
    at_other = degree[neighbour].astype(np.float64)
    varied = at_end.size > 0 and at_end.std() > 0
    return {
        "people": people,
        "ties": neighbour.size // 2,
        "mean_degree": mean,
        "degree_variation": float(degree.std() / mean) if mean else 0.0,
        "clustering": float((closed / np.maximum(pairs, 1)).mean()) if people else 0.0,
        "transitivity": float(closed.sum() / pairs.sum()) if pairs.sum() else 0.0,
        "degree_assortativity": (
            float(np.corrcoef(at_end, at_other)[0, 1]) if varied else float("nan")
        ),
        "isolated": float((degree == 0).mean()) if people else 0.0,
    }
