"""Matching: which person of a table each node of a network is, by name or by row of the file.

A table brings members of a household together, and a network puts its labels in order, so the
place at which a person or a node stands tells nothing. Persons and nodes are matched by the ``id``
of the table, or by the number of the row if that is what the labels are; anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, shown
from simulation.network.named import NetworkFile, plain_number

_ROW_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}")
_MANY_ALONE = 0.5
"""Share of persons without a node from which on a warning is given: an assumption, one in two."""


def by_name(
    network: NetworkFile, names: Sequence[str], file: str, people_file: str
) -> NDArray[np.int64]:
    """For each node the row of the person of that name.

    Numbers are compared as numbers (1 and 1.0 are one name) where that leaves no doubt. Raises
    InputError for nodes that are not among the persons, and for names that occur twice.
    """
    row = {name: place for place, name in enumerate(names)}
    if len(row) < len(names):
        raise InputError(
            "a person of the file stands for several, so that nobody knows which of them has the "
            "ties",
            source=people_file,
            field="population",
            allowed="with a network of your own, each person of the file once",
        )
    if not all(label in row for label in network.labels):
        as_number: dict[str, int] = {}
        for name, place in row.items():
            if as_number.setdefault(plain_number(name), place) != place:
                raise InputError(
                    "two persons have ids that are the same number",
                    source=people_file,
                    field="columns.id",
                    found=name,
                    allowed="ids written in one way",
                )
        row = as_number
    own = [plain_number(label) if label not in row else label for label in network.labels]
    strangers = [label for label, name in zip(network.labels, own, strict=True) if name not in row]
    if strangers:
        raise InputError(
            f"{len(strangers):,} of {network.people:,} nodes are not among the people",
            source=file,
            field="network",
            found=strangers[0],
            allowed=_hint(strangers[0], row),
        )
    return np.array([row[name] for name in own], np.int64)


def _hint(label: str, names: Mapping[str, int]) -> str:
    """What the ids of the table look like, and what may have become of them."""
    for problem, plain in (
        ("leading zeros are lost in one of the files", lambda text: text.lstrip("0")),
        ("capitals differ", str.casefold),
    ):
        near = next((name for name in names if plain(name) == plain(label)), None)
        if near is not None:
            return f"ids of the table of persons; it has {shown(near)}: {problem}"
    some = ", ".join(shown(name) for name in list(names)[:3])
    return f"ids of the table of persons ({some}, ...), or network.label for another attribute"


def by_row(
    network: NetworkFile,
    file_row: NDArray[np.int64],
    others: Mapping[str, Sequence[str]],
    file: str,
    people_file: str,
) -> tuple[NDArray[np.int64], int]:
    """For each node the row of the person whose row of the file its label numbers, and whether
    the first row has number 0 or 1.

    ``file_row``: in which row of the file (from 0) each person stands. ``others``: columns of the
    table that might be ids but were not mapped; where one of them holds the labels in another
    order than the rows, nobody can tell what the labels are. Raises InputError unless the labels
    are whole numbers from 0 to people - 1 or from 1 to people, with the first or last among them.
    """
    people = file_row.size
    _each_once(file_row, people_file)
    possible = [name for name, values in others.items() if set(network.labels) <= set(values)]
    columns = " or ".join(f"population.columns.id: {name}" for name in possible[:3])
    problem = "the people have no id, so that nobody knows which node is which person"
    allowed = columns or "a column of ids mapped as population.columns.id"
    numbers = None
    if all(_ROW_NUMBER.fullmatch(label) for label in network.labels):
        numbers = np.array([int(label) for label in network.labels], np.int64)
    first = None if numbers is None else _first_number(numbers, people)
    if numbers is None or first is None:
        raise InputError(
            problem,
            source=people_file,
            field="population.columns",
            found=network.labels[0],
            allowed=f"{allowed}, or nodes of {file} called by rows of the table, 1 to {people:,}",
        )
    for name in possible:
        in_file = others[name]
        if any(
            in_file[number - first] != label
            for number, label in zip(numbers.tolist(), network.labels, strict=True)
        ):
            raise InputError(
                f"nodes may be called by the column {shown(name)} or by the row",
                field="network",
                source=file,
                found=network.labels[0],
                allowed=allowed,
            )
    person = np.argsort(file_row)
    return person[numbers - first], first


def _each_once(file_row: NDArray[np.int64], people_file: str) -> None:
    if not np.array_equal(np.sort(file_row), np.arange(file_row.size)):
        raise InputError(
            "rows of the file stand for several persons or for none, so that nobody knows who has "
            "the ties",
            source=people_file,
            field="population",
            allowed="with a network of your own, each person of the file once",
        )


def _first_number(numbers: NDArray[np.int64], people: int) -> int | None:
    """Whether rows are counted from 0 or from 1; None where they are not counted, or one cannot
    tell because neither the first nor the last of the rows is named."""
    low, high = int(numbers.min()), int(numbers.max())
    if low == 0 and high < people:
        return 0
    if low >= 1 and high == people:
        return 1
    return None


def numbered_by_row(
    network: NetworkFile, names: Sequence[str], file_row: NDArray[np.int64], file: str
) -> bool:
    """Whether nodes that a file only counts (a matrix without names) are rows of the table.

    ``names`` are the ids of the persons. If these are the same numbers in another order, nobody
    can tell whether the node 2 is the second row or the person called 2: InputError.
    """
    plain = {plain_number(name) for name in names}
    if not set(network.labels) <= plain:
        return True
    expected = {str(row + 1): row for row in range(len(names))}
    agree = all(
        expected.get(plain_number(name)) == row
        for name, row in zip(names, file_row.tolist(), strict=True)
        if plain_number(name) in set(network.labels)
    )
    if not agree:
        raise InputError(
            "its nodes have no names, and the ids of the people are numbers in another order: node "
            "2 may be the second row or the person called 2",
            source=file,
            field="network",
            allowed="a network with names, or a table of persons in the order of their ids",
        )
    return False


def by_chance(network: NetworkFile) -> NetworkFile:
    """The network as it is, with a warning that its people are drawn whatever it says of them."""
    if network.summary is None:
        return network
    warning = (
        "The people are drawn and put on the network in its order: who is whose neighbour has "
        "nothing to do with age, household or place."
    )
    return replace(
        network, summary=replace(network.summary, warnings=(*network.summary.warnings, warning))
    )


def moved(
    network: NetworkFile, person: NDArray[np.int64], labels: list[str], how: str
) -> NetworkFile:
    """The network with its nodes in the rows of the persons that they are.

    ``person``: the row of each node. ``labels``: one a person. ``how`` nodes were matched is told.
    """
    summary = network.summary
    if summary is not None:
        alone = len(labels) - network.people
        facts, warnings = (*summary.facts, how), summary.warnings
        if alone:
            facts = (*facts, f"{alone:,} people of the table have no node and so no ties")
        if alone > _MANY_ALONE * len(labels):
            warnings = (
                *warnings,
                f"Only {network.people:,} of {len(labels):,} people of the table stand in the "
                "network.",
            )
        counts = {**summary.counts, "people_without_node": alone}
        summary = replace(summary, facts=facts, warnings=warnings, counts=counts)
    nodes: list[Any] | None = None
    if network.nodes is not None:
        nodes = list(labels)
        for node, row in zip(network.nodes, person.tolist(), strict=True):
            nodes[row] = node
    return replace(
        network,
        labels=labels,
        source=person[network.source],
        target=person[network.target],
        nodes=nodes,
        attributes={},
        summary=summary,
    )
