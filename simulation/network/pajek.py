"""Pajek: persons by number and name, ties as arcs, edges, lists of both, or a matrix.

Read here, since NetworkX takes ties for persons where these have no names, and persons of one name
for one person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from simulation.errors import InputError
from simulation.memory import require
from simulation.network.graph_data import GraphData, ends_of

_FIELD = re.compile(r'"([^"]*)"|(\S+)')
_KINDS = {
    "arcs": "arcs",
    "edges": "edges",
    "arcslist": "arcs",
    "edgeslist": "edges",
    "matrix": "matrix",
}
_PERSON_BYTES = 400


def _lines(text: str) -> Iterator[tuple[int, list[str], list[bool]]]:
    """Lines that say something: their number, fields, and which of these are in quotes."""
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if not plain or plain.startswith(("%", "/*")):
            continue
        found = list(_FIELD.finditer(plain))
        yield (
            number,
            [each[1] if each[1] is not None else each[2] for each in found],
            [each[1] is not None for each in found],
        )


class _Pajek:
    """What was read so far of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.people = 0
        self.named: dict[int, str] = {}
        self.pairs: list[tuple[int, int]] = []
        self.weights: list[float | None] = []
        self.arcs: list[bool] = []
        self.relations: list[str] = []
        self.known: dict[str, int] = {}
        self.relation = ""
        self.row = 0

    def fault(self, line: int, problem: str, found: object, allowed: str = "") -> InputError:
        return InputError(
            problem, source=self.file, field=f"line {line}", found=found, allowed=allowed
        )

    def vertices(self, line: int, fields: list[str]) -> None:
        if self.people:
            raise self.fault(
                line, "a second network begins", " ".join(fields), "a file with one network"
            )
        numbers = [field for field in fields[1:] if field.isdecimal() and len(field) < 12]
        if len(numbers) != len(fields) - 1 or not numbers:
            raise self.fault(line, "not a number of persons", " ".join(fields), "*Vertices 34")
        if len(numbers) > 1:
            raise self.fault(
                line,
                "is a two-mode network (people and things)",
                " ".join(fields),
                "its projection to people, which Pajek makes",
            )
        self.people = int(numbers[0])
        require(
            self.people * _PERSON_BYTES,
            what=f"a network of {self.people:,} people",
            source=self.file,
            allowed="a smaller network",
        )

    def person(self, line: int, fields: list[str]) -> None:
        number = self.number(line, fields[0])
        if len(fields) > 1:
            self.named[number] = fields[1].strip()

    def number(self, line: int, field: str) -> int:
        if field.isdecimal() and len(field) < 12 and 1 <= int(field) <= self.people:
            return int(field) - 1
        if field in self.known:
            return self.known[field]
        raise self.fault(line, "not the number of a person", field, f"1 to {self.people:,}")

    def tie(self, line: int, one: int, other: int, weight: float | None, arc: bool) -> None:
        self.pairs.append((one, other))
        self.weights.append(weight)
        self.arcs.append(arc)
        self.relations.append(self.relation)

    def row_of_matrix(self, line: int, fields: list[str]) -> None:
        if len(fields) != self.people or self.row >= self.people:
            raise self.fault(
                line,
                "not a row of the matrix",
                f"{len(fields)} fields",
                f"{self.people} rows of {self.people} numbers",
            )
        for column, field in enumerate(fields):
            weight = self.weight(line, field)
            if weight and column != self.row:
                self.tie(line, self.row, column, weight, True)
        self.row += 1

    def weight(self, line: int, field: str) -> float:
        try:
            return float(field)
        except ValueError:
            raise self.fault(line, "not a weight", field, "finite numbers, 0 or more") from None


def read_pajek(text: str, file: str) -> GraphData:
    """The network in a Pajek file, persons called by their names if all differ, else by number.

    Raises InputError, with the line, for two-mode networks, several networks in one file, numbers
    of nobody, and what is no tie.
    """
    read = _Pajek(file)
    part, kind = "", ""
    for line, fields, quoted in _lines(text):
        if fields[0].startswith("*") and not quoted[0]:
            head = fields[0][1:] or (fields[1] if len(fields) > 1 else "")
            part = head.lower().partition(":")[0]
            kind = _KINDS.get(part, "")
            if part == "vertices":
                read.vertices(line, fields)
            elif kind and not read.people:
                raise read.fault(line, "ties come before persons", fields[0], "*Vertices first")
            read.relation = " ".join(
                field for field in fields[1:] if not field.startswith(":")
            ) or " ".join(fields[1:])
            if kind and not read.known:
                read.known = _by_name(read)
        elif part == "vertices":
            read.person(line, fields)
        elif part in ("arcslist", "edgeslist"):
            numbers = [read.number(line, field) for field in fields]
            for other in numbers[1:]:
                read.tie(line, numbers[0], other, None, kind == "arcs")
        elif part == "matrix":
            read.row_of_matrix(line, fields)
        elif kind:
            if len(fields) < 2:
                raise read.fault(line, "a tie needs two persons", " ".join(fields))
            value = len(fields) > 2 and not quoted[2] and not re.match(r"[a-zA-Z\[]", fields[2])
            read.tie(
                line,
                read.number(line, fields[0]),
                read.number(line, fields[1]),
                read.weight(line, fields[2]) if value else None,
                kind == "arcs",
            )
        elif part in ("partition", "vector", "permutation", "cluster", "hierarchy"):
            continue
        elif part != "network":
            raise read.fault(
                line,
                "not a part of a Pajek network",
                fields[0],
                "*Vertices, *Arcs, *Edges, *Arcslist, *Edgeslist, *Matrix",
            )
    return _graph(read)


def _by_name(read: _Pajek) -> dict[str, int]:
    """Persons by their names, as some programs write ties; of a name of two, nobody is meant."""
    times = Counter(read.named.values())
    return {name: number for number, name in read.named.items() if times[name] == 1}


def _graph(read: _Pajek) -> GraphData:
    names = [read.named.get(number, "") for number in range(read.people)]
    differ = all(names) and len(set(names)) == read.people
    counted = [str(number + 1) for number in range(read.people)]
    keys = names if differ else counted
    weights: list[float | None] = read.weights
    matrix = read.row > 0
    if any(weight is not None for weight in weights):
        # A tie without a value has 1, as the format says.
        weights = [1.0 if weight is None else weight for weight in weights]
    of_ties: dict[str, list[object]] = {}
    if any(weight is not None for weight in weights):
        of_ties["value"] = list(weights)
    if len(set(read.relations)) > 1:
        of_ties["relation"] = list(read.relations)
    each = np.array(read.arcs, bool)
    pairs = [(counted[one], counted[other]) for one, other in read.pairs]
    ends = ends_of(pairs, counted, read.file)
    symmetric = matrix and each.all() and _symmetric(ends, weights)
    warnings = []
    if not differ and any(names):
        warnings.append(
            "Persons are called by their numbers: their names are missing or not all different."
        )
    return GraphData(
        "Pajek",
        keys,
        ends,
        bool(each.any()) and not symmetric,
        of_ties=of_ties,
        both=~each if each.any() and not each.all() else None,
        numbered=not any(names),
        warnings=tuple(warnings),
    )


def _symmetric(ends: np.ndarray, weights: list[float | None]) -> bool:
    there = {(one, other): w for (one, other), w in zip(ends.tolist(), weights, strict=True)}
    return all(there.get((other, one)) == weight for (one, other), weight in there.items())
