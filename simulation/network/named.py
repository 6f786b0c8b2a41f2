"""Networks of named persons, as files and NetworkX graphs give them, before they become ties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.file_summary import FileSummary
from simulation.network.strengths import CONFIDANTS, drawn_strengths, strengths_of_weights
from simulation.network.ties import EdgeArrays

# Longer strings of digits are names: nobody counts persons so far, and Python refuses them.
_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]{0,299})(\.0{1,30})?")
# As R writes a hundred thousand (1e+05) and NumPy any number.
_DECIMAL = re.compile(
    r"[+-]?(0|[1-9][0-9]{0,299})(\.[0-9]{1,30})?|[+-]?[0-9](\.[0-9]{1,30})?[eE]\+[0-9]{2}"
)

LARGEST_NETWORK = 2**31 - 2
"""Most persons that ties can number."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A network as it was given: persons by label, ties by index into the labels.

    ``labels``: one a person; numbers in the order of their values, other labels in the order in
    which they appeared. ``source``, ``target``: int64, one entry a tie, no self-ties, each pair (if
    directed, each arc) once. ``weight``: float64, 0 or more, or None. ``directed``: the source
    names the target, whose opinion reaches the source; if not, ties hold in both directions.
    ``dropped``: how many rows were left out as ``missing_labels``, ``self_loops``, ``zero_weights``
    (no tie), ``duplicates`` (the same pair again in the same direction) and ``both_directions``
    (the pair reversed, where direction does not count). Of rows for one pair the greatest weight
    stays. ``numbered``: the file has no names, its labels count the persons from 1. ``nodes``: what
    a NetworkX graph calls the persons, if it was one. ``attributes``: what the file says of them
    besides, by name, None where it says nothing. ``summary``: what was read, if it came from a
    file.
    """

    labels: list[str]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    weight: NDArray[np.float64] | None
    directed: bool
    dropped: dict[str, int] = field(default_factory=dict)
    numbered: bool = False
    nodes: list[Any] | None = None
    attributes: Mapping[str, list[Any]] = field(default_factory=dict)
    summary: FileSummary | None = None

    @property
    def people(self) -> int:
        """How many persons the network has, those without ties among them."""
        return len(self.labels)

    def friendships(self, seed: int, confidants: float = CONFIDANTS) -> EdgeArrays:
        """The ties as friendships with strengths from 0 to 1.

        Weights keep their order and are scaled so that about ``confidants`` ties a person reach
        0.5; without weights, or with equal ones, strengths are drawn by keyed draws to that end.
        """
        strength = None
        if self.weight is not None:
            strength = strengths_of_weights(
                self.weight, self.people, confidants, mutual=not self.directed
            )
        if strength is None:
            strength = drawn_strengths(
                seed, self.source, self.target, self.people, confidants, mutual=not self.directed
            )
        return EdgeArrays(
            self.source.astype(np.int32), self.target.astype(np.int32), strength, not self.directed
        )


def _number_of(label: str) -> int | Decimal:
    if _WHOLE.fullmatch(label):
        return int(label.partition(".")[0])
    number = Decimal(label)
    return int(number) if "e" in label.lower() and number == int(number) else number


def order_labels(labels: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Labels as persons are numbered by them, and the number of each label given.

    If all are numbers they stand in the order of their values, and those of equal value are one
    person (1 and 1.0, as spreadsheets write them); leading zeros make a name of a number. Otherwise
    the labels stay as they are. ``labels`` holds each label once, in order of appearance.
    """
    if not labels or not all(_DECIMAL.fullmatch(label) for label in labels):
        return list(labels), np.arange(len(labels), dtype=np.int64)
    numbers = [_number_of(label) for label in labels]
    ordered = sorted(set(numbers))
    place = {number: index for index, number in enumerate(ordered)}
    codes = np.fromiter((place[number] for number in numbers), np.int64, len(numbers))
    return [_shown(number) for number in ordered], codes


def _shown(number: int | Decimal) -> str:
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def plain_number(label: str) -> str:
    """A label as ``order_labels`` writes it where all are numbers; any other label as it is."""
    return _shown(_number_of(label)) if _DECIMAL.fullmatch(label) else label


def _merged(
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float64] | None,
    people: int,
    directed: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64] | None, int, int]:
    """Each pair once, with the greatest weight; how many arcs were repeated, how many reversed."""
    pair = source * people + target
    arcs = int(np.count_nonzero(np.diff(np.sort(pair), prepend=-1)))
    repeated = source.size - arcs
    if not directed:
        pair = np.minimum(source, target) * people + np.maximum(source, target)
    pairs, code = np.unique(pair, return_inverse=True)
    if weight is not None:
        greatest = np.zeros(pairs.size)
        np.maximum.at(greatest, code, weight)
        weight = greatest
    return pairs // people, pairs % people, weight, repeated, arcs - pairs.size


def _with_isolated(
    labels: list[str],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    nodes: int,
    file: str,
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64]]:
    """The network grown to ``nodes`` persons by some whom no row names.

    Whole numbers from 0 to nodes - 1, or from 1 to nodes, number all persons; else those added are
    called isolated-1, isolated-2, ...
    """
    if nodes < len(labels):
        raise InputError(
            "fewer persons asked for than the network names",
            source=file,
            field="nodes",
            found=nodes,
            allowed=f"{len(labels)} or more",
        )
    if nodes > LARGEST_NETWORK:
        raise InputError(
            "too many persons",
            source=file,
            field="nodes",
            found=nodes,
            allowed=f"up to {LARGEST_NETWORK}",
        )
    if all(re.fullmatch("0|[1-9][0-9]{0,9}", label) for label in labels):
        numbers = np.array([int(label) for label in labels], np.int64)
        for first in (0, 1):
            if numbers.min() >= first and numbers.max() < first + nodes:
                codes = numbers - first
                named = [str(number) for number in range(first, first + nodes)]
                return named, codes[source], codes[target]
    known = set(labels)
    named = list(labels)
    number = 0
    while len(named) < nodes:
        number += 1
        if f"isolated-{number}" not in known:
            named.append(f"isolated-{number}")
    return named, source, target


def assemble(
    labels: Sequence[str],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float64] | None,
    directed: bool,
    *,
    missing: int = 0,
    nodes: int | None = None,
    of_nodes: Mapping[str, Sequence[Any]] | None = None,
    file: str = "",
) -> NetworkFile:
    """A tidy network from rows as they were read; ``source`` and ``target`` index ``labels``.

    ``missing``: rows left out before for want of a label. ``nodes``: persons in all, for lists of
    ties that cannot name those without. ``of_nodes``: what is known of each label, by name; then
    each label is a person of their own. Weights have been checked.
    Raises InputError naming ``file`` if there are more persons than ties can number, or two labels
    of ``of_nodes`` are the same number.
    """
    named, code = order_labels(labels)
    source, target = code[source], code[target]
    if len(named) > LARGEST_NETWORK:
        raise InputError("too many persons", source=file, allowed=f"up to {LARGEST_NETWORK}")
    attributes: dict[str, list[Any]] = {}
    if of_nodes is not None:
        if len(named) < len(labels):
            again = next(label for label in labels if label not in set(named))
            raise InputError("two nodes are called by the same number", source=file, found=again)
        order = np.argsort(code)
        attributes = {
            name: [values[place] for place in order.tolist()] for name, values in of_nodes.items()
        }
    loops = source == target
    zero = np.zeros(source.size, bool) if weight is None else (weight == 0.0) & ~loops
    kept = ~(loops | zero)
    source, target = source[kept], target[kept]
    weight = None if weight is None else weight[kept]
    source, target, weight, repeated, reversed_ = _merged(
        source, target, weight, max(len(named), 1), directed
    )
    if nodes is not None:
        listed = len(named)
        named, source, target = _with_isolated(named, source, target, nodes, file)
        if attributes and len(named) > listed:
            raise InputError(
                "names all of its persons",
                source=file,
                field="nodes",
                found=nodes,
                allowed=str(listed),
            )
    dropped = {
        "missing_labels": missing,
        "self_loops": int(loops.sum()),
        "zero_weights": int(zero.sum()),
        "duplicates": repeated,
        "both_directions": reversed_,
    }
    return NetworkFile(named, source, target, weight, directed, dropped, attributes=attributes)
