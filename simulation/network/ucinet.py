"""UCINET DL: a full matrix, or lists of ties or of neighbours, under a head that says which."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from scipy import sparse

from simulation.errors import InputError, shown
from simulation.memory import require
from simulation.network.matrix import PERSON_BYTES, network_of_cells, refuse_codes, values_of
from simulation.network.named import NetworkFile
from simulation.network.rows import NUMBER
from simulation.network.wanted import Wanted


def read_dl(text: str, file: str, wanted: Wanted) -> NetworkFile:
    """The network in a UCINET DL file: a full matrix, or lists of ties or of neighbours.

    Raises InputError for two-mode networks, several matrices, and what is not in the format.
    """
    wanted.refuse_columns(file, "UCINET DL")
    wanted.refuse_label(file, "UCINET DL")
    head, found, body = _parted(text)
    if not found:
        raise InputError("has no data", source=file, allowed="a line with data:")
    plain = re.sub(r"[,=]", " ", head.lower())

    def fault(what: str, seen: object = None, allowed: str = "") -> InputError:
        return InputError(what, source=file, found=seen, allowed=allowed)

    if re.search(r"\b(nr|nc)\s+[0-9]+|format\s+(edgelist2|nodelist2)", plain):
        raise fault("is a two-mode network (people and things)", None, "its projection to people")
    if (several := re.search(r"\bnm\s+([0-9]+)", plain)) and several[1] != "1":
        raise fault("holds several networks", several[0], "one network in a file")
    size = re.search(r"\bn\s+([0-9]{1,9})\b", plain)
    if size is None:
        raise fault("does not say how many people it has", shown(head[:60]), "DL N=34")
    people = int(size[1])
    kind = re.search(r"format\s+(\w+)", plain)
    layout = kind[1] if kind else "fullmatrix"
    require(
        people * PERSON_BYTES,
        what=f"a network of {people:,} people",
        source=file,
        allowed="a smaller network",
    )
    embedded = "labels embedded" in " ".join(plain.split())
    labels = _dl_labels(head)
    if labels and len(labels) != people:
        raise fault(f"{len(labels)} labels for {people} people", labels[:3])
    numbers = [str(row + 1) for row in range(people)]
    rows = [fields for line in body.splitlines() if (fields := _fields(line))]
    if layout in ("fullmatrix", "full", "fm"):
        return _dl_matrix(rows, people, labels, embedded, wanted, file)
    if layout not in ("edgelist1", "edgelist", "el1", "nodelist1", "nodelist", "nl1"):
        raise fault(
            "is in a form of DL that is not read", layout, "fullmatrix, edgelist1, nodelist1"
        )
    names = labels or ([] if embedded else numbers)
    place = {name.casefold(): row for row, name in enumerate(names)}

    def person(name: str) -> int:
        if embedded and name.casefold() not in place and len(place) < people:
            place[name.casefold()] = len(names)
            names.append(name)
        row = place.get(name.casefold())
        if row is None and name.isdecimal() and 1 <= int(name[:10]) <= people:
            row = int(name) - 1
        if row is None:
            raise fault("a tie names nobody of the list", name, f"1 to {people} or a label")
        return row

    ends, weights = [], []
    pairs = layout.startswith(("edge", "el"))
    for fields in rows:
        if pairs and len(fields) not in (2, 3):
            raise fault("not a tie", " ".join(fields), "two persons and perhaps a weight in a line")
        one = person(fields[0])
        for other in fields[1:2] if pairs else fields[1:]:
            ends.append((one, person(other)))
            said = fields[2] if pairs and len(fields) > 2 else "1"
            if not NUMBER.fullmatch(said):
                raise fault("not a weight", said, "finite numbers, 0 or more")
            weights.append(float(said))
    names += [f"isolated-{row + 1}" for row in range(len(names), people)]
    both = np.array(ends, np.int64).reshape(-1, 2)
    matrix = sparse.coo_array((np.array(weights), (both[:, 0], both[:, 1])), (people, people))
    return network_of_cells(
        matrix,
        names,
        wanted,
        file,
        f"UCINET DL ({layout})",
        numbered=not labels and not embedded,
    )


def _parted(text: str) -> tuple[str, str, str]:
    """What stands before and after the line with ``data:``."""
    found = re.search(r"^[ \t]*data\s*:?[ \t]*$|\bdata\s*:", text, re.IGNORECASE | re.MULTILINE)
    return (
        (text, "", "") if found is None else (text[: found.start()], found[0], text[found.end() :])
    )


def _dl_labels(head: str) -> list[str]:
    found = re.search(r"\b(?<!embedded )labels\s*:(.*)$", head, re.IGNORECASE | re.DOTALL)
    if found is None:
        return []
    return _fields(found[1])


def _fields(text: str) -> list[str]:
    """Fields parted by blanks or commas, quotes around those with blanks of their own."""
    return [(quoted or bare).strip() for quoted, bare in re.findall(r'"([^"]*)"|([^\s,"]+)', text)]


def _dl_matrix(
    rows: list[list[str]], people: int, labels: list[str], embedded: bool, wanted: Wanted, file: str
) -> NetworkFile:
    if embedded and rows:
        labels = rows[0]
        rows = [row[1:] for row in rows[1:]]
    cells = [cell for row in rows for cell in row]
    if len(cells) != people * people or not all(map(NUMBER.fullmatch, cells)):
        raise InputError(
            "not a full matrix",
            source=file,
            found=f"{len(cells):,} numbers",
            allowed=f"{people} rows of {people} numbers",
        )
    values = values_of(pd.DataFrame(np.array(cells, object).reshape(people, people)), file)
    refuse_codes(values, file)
    names = labels or [str(row + 1) for row in range(people)]
    return network_of_cells(
        values,
        names,
        wanted,
        file,
        "UCINET DL (fullmatrix)",
        numbered=not labels,
    )
