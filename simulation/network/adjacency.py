"""Plain rows that are no list of pairs: adjacency lists (NetworkX's of one and of several lines),
NetworkX's list of ties with attributes, and LGL of igraph."""

from __future__ import annotations

import ast
import re
from typing import Any

from simulation.errors import InputError
from simulation.network.graph_data import GraphData, columns_of, ends_of
from simulation.network.rows import BLANKS, MISSING, NUMBER, Rows

_LOOKED_AT = 1000
_SAMPLED = 500_000
"""Signs at the beginning of a file among which rows of an adjacency list have several lengths."""
_WITH_ATTRIBUTES = re.compile(r"^(\S+?)(?:\s+|\s*[,;]\s*)(\S+?)(?:\s+|\s*[,;]\s*)(\{.*\})$")
_NEIGHBOUR = re.compile(r"^(\S+)\s+(\{.*\})$")
_PERSON = re.compile(r"^(\S+)\s+([0-9]{1,9})$")
_LONGEST_ATTRIBUTES = 10_000


def rows_of(text: str) -> list[tuple[int, str]]:
    """Lines that say something, with their numbers: no blank ones and no remarks."""
    return [
        (number, line)
        for number, raw in enumerate(text.splitlines(), 1)
        if (line := raw.strip()) and not line.startswith("#")
    ]


def kind_of(text: str) -> str:
    """Whether rows are ``networkx`` (ties with attributes), ``multiline``, ``lgl``, ``adjacency``
    (certainly), or none of these: empty."""
    start = text[:200_000]
    first = [line for _, line in rows_of(start)[:_LOOKED_AT]]
    if not first:
        return ""
    if any(line.endswith("}") for line in first):
        if _WITH_ATTRIBUTES.match(first[0]):
            return "networkx"
        if _PERSON.match(first[0]) and any(map(_NEIGHBOUR.match, first)):
            return "multiline"
    if _is_lgl(start):
        return "lgl"
    return "adjacency" if _is_adjacency(text) else ""


def _is_lgl(text: str) -> bool:
    """Whether persons stand in lines of their own, after a #, and their neighbours below."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    heads = [line[0] == "#" or line[0].startswith("#") for line in lines]
    if not heads[0] or sum(heads) < 2 or all(heads):
        return False
    persons = ["".join(line)[1:] for line, head in zip(lines, heads, strict=True) if head]
    below = [line for line, head in zip(lines, heads, strict=True) if not head]
    if any(len(line) > 2 for line, head in zip(lines, heads, strict=True) if head):
        return False
    if all(len(line) == 1 for line in below):
        return True
    # With weights, rows look like pairs; but words of a remark are nobody's name.
    weighted = all(len(line) <= 2 and NUMBER.fullmatch(line[-1]) for line in below)
    return weighted and bool(set(persons) & {line[0] for line in below})


def _is_adjacency(text: str) -> bool:
    """Whether rows have different lengths, and each person has one: then no row is a pair."""
    rows = [line.split() for _, line in rows_of(text[:_SAMPLED])]
    if len({len(row) for row in rows}) < 2:
        return False
    rows = [line.split() for _, line in rows_of(text)]
    if any("," in row[0] or ";" in row[0] for row in rows):
        return False
    people = [row[0] for row in rows]
    return len(set(people)) == len(people) and {name for row in rows for name in row} == set(people)


def read_rows(text: str, kind: str, file: str) -> GraphData:
    """The graph of rows of a kind that ``kind_of`` knows. InputError, with the line, for others."""
    pairs: list[tuple[str, str]] = []
    ties: list[dict[str, Any]] = []
    keys: dict[str, None] = {}
    known: dict[str, dict[str, Any]] = {}
    missing = 0
    what = {
        "networkx": "NetworkX's list of ties",
        "multiline": "NetworkX's adjacency list",
        "lgl": "LGL",
        "adjacency": "adjacency list",
    }[kind]

    def add(one: str, other: str, attributes: dict[str, Any] | None = None) -> None:
        keys.setdefault(one)
        keys.setdefault(other)
        pairs.append((one, other))
        ties.append(attributes or {})

    def fault(line: int, found: str, allowed: str) -> InputError:
        return InputError(
            f"not a row of {what}", source=file, field=f"line {line}", found=found, allowed=allowed
        )

    def attributes(line: int, said: str) -> dict[str, Any]:
        if said not in known:
            try:
                value = ast.literal_eval(said) if len(said) <= _LONGEST_ATTRIBUTES else None
            except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
                value = None
            if not isinstance(value, dict):
                raise fault(line, said, "{'weight': 3} and the like")
            known[said] = {str(name): each for name, each in value.items()}
        return known[said]

    if kind == "networkx":
        for line, row in rows_of(text):
            found = _WITH_ATTRIBUTES.match(row)
            if found is None:
                raise fault(line, row, "1 2 {'weight': 3}, without blanks in names")
            add(found[1], found[2], attributes(line, found[3]))
    elif kind == "multiline":
        person, left = "", 0
        for line, row in rows_of(text):
            if left:
                neighbour = _NEIGHBOUR.match(row) or re.match(r"^(\S+)$", row)
                if neighbour is None:
                    raise fault(line, row, "a neighbour and {attributes}")
                bare = neighbour.re is not _NEIGHBOUR
                add(person, neighbour[1], {} if bare else attributes(line, neighbour[2]))
                left -= 1
                continue
            found = _PERSON.match(row)
            if found is None:
                raise fault(line, row, "a person and the number of lines that follow")
            person, left = found[1], int(found[2])
            keys.setdefault(person)
        if left:
            raise InputError(f"ends {left} neighbours too early", source=file)
    elif kind == "lgl":
        person = ""
        for line, row in enumerate(map(str.strip, text.splitlines()), 1):
            if row.startswith("#"):
                person = row[1:].strip()
                keys.setdefault(person)
            elif row:
                other, *weight = row.split()
                if len(weight) > 1:
                    raise fault(line, row, "a neighbour and perhaps a weight")
                add(person, other, {"weight": weight[0]} if weight else None)
    else:
        separator = next((sign for sign in "\t,;|" if sign in text), BLANKS)
        fields = Rows(text, file, 0, [], separator, 0)
        what += f" ({fields.how})"
        for line, row in rows_of(text):
            person, *others = fields.fields(row)
            # Spreadsheets fill short rows up with empty fields, R with NA.
            others = [other for other in others if other]
            if person in MISSING:
                raise fault(line, row, "a person in the first field")
            keys.setdefault(person)
            for other in others:
                if other in MISSING:
                    missing += 1
                else:
                    add(person, other)
    return GraphData(
        what,
        list(keys),
        ends_of(pairs, list(keys), file),
        None,
        of_ties=columns_of(ties),
        missing=missing,
    )


def refuse_other_rows(text: str, file: str) -> None:
    """Raise InputError for METIS and the trivial graph format, which look like lists of ties."""
    first = next(
        (
            (n, line)
            for n, line in enumerate(text[:10_000].splitlines(), 1)
            if line.strip() and line[0] not in "#%"
        ),
        (0, ""),
    )
    alone = [found.start() for found in re.finditer(r"^[ \t]*#[ \t]*$", text, re.MULTILINE)]
    if len(alone) == 1 and text[: alone[0]].strip() and not text.lstrip().startswith("#"):
        raise InputError(
            "is in the trivial graph format (persons, a line with #, ties)",
            source=file,
            field=f"line {text.count(chr(10), 0, alone[0]) + 1}",
            allowed="GraphML, which yEd writes, too",
        )
    head = first[1].split()
    if len(head) != 2 or not all(field.isdecimal() and len(field) < 12 for field in head):
        return
    people, ties = int(head[0]), int(head[1])
    if abs(text.count("\n") - first[0] - people) > 2:
        return
    rows = [line.split() for line in text.splitlines()[first[0] :] if not line.startswith("%")]
    while len(rows) > people and not rows[-1]:
        rows.pop()
    ragged = len({len(row) for row in rows}) > 1
    if ragged and len(rows) == people and sum(map(len, rows)) == 2 * ties:
        raise InputError(
            "is in the format METIS (one line of neighbours a person)",
            source=file,
            field=f"line {first[0]}",
            found=first[1],
            allowed="a list of ties, one row a tie",
        )
