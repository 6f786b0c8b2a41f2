"""Networks of the user's own, in whatever format people have them, gzipped or not."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from simulation.bounded import LONGEST_LINE, Bounded
from simulation.errors import InputError, one_line, unknown_name
from simulation.memory import require
from simulation.network.formats import NAMES, recognised
from simulation.network.named import NetworkFile
from simulation.network.text import ALLOWED, text_of
from simulation.network.wanted import Wanted

LARGEST_FILE = 2**30
"""Bytes of a network file, uncompressed, above which it is refused; some 60 million ties fit."""

_OF_GRAPH, _OF_TEXT, _OF_CELL = 50, 18, 45
"""Bytes of memory, as measured, that reading takes for each byte of GraphML and other formats of
graphs, or of a list of ties, and for each of the list's cells."""
_ENDINGS = {
    ".graphml": "graphml",
    ".graphmlz": "graphml",
    ".xml": "graphml",
    ".gexf": "gexf",
    ".gml": "gml",
    ".paj": "pajek",
    ".json": "json",
    ".mtx": "matrix market",
}
"""Endings of names that promise a format."""
_TITLES = {
    "graphml": "GraphML",
    "gexf": "GEXF",
    "gml": "GML",
    "pajek": "a Pajek network",
    "json": "JSON",
    "matrix market": "Matrix Market",
}


def shown_name(path: str | os.PathLike[str]) -> str:
    """The name of a file for a message: on one line, and not too long."""
    return one_line(os.fspath(path), 200)


def _require(needed: int, file: str) -> None:
    require(needed, what="reading it", source=file, allowed="a smaller network")


def read_bytes(path: Path) -> bytes:
    """The content of a file, unpacked if it is gzipped (by its first bytes, not its name).

    Raises InputError if it cannot be read or is larger than LARGEST_FILE.
    """
    file = shown_name(path)
    try:
        if not path.exists():
            raise InputError("no such file", source=file, allowed=ALLOWED)
        if not path.is_file():
            what = "a directory" if path.is_dir() else "not a regular file"
            raise InputError(f"is {what}", source=file, allowed=ALLOWED)
        # GraphML may well be one line.
        with Bounded(path, file, largest=LARGEST_FILE, lines=False) as stream:
            return stream.readall()
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"not a file name ({error})", field="network", found=file) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"cannot be read: {reason.lower()}", source=file) from None


def read_network(
    path: str | os.PathLike[str],
    *,
    source: str | None = None,
    target: str | None = None,
    weight: str | None = None,
    label: str | None = None,
    format: str | None = None,
    directed: bool | None = None,
    only: Mapping[str, Sequence[str]] | None = None,
    nodes: int | None = None,
) -> NetworkFile:
    """A network of named persons from a file.

    What format it has, its content tells: a list of ties, an adjacency list or a matrix as text, or
    GraphML, GEXF, GML, Pajek, node-link JSON, Matrix Market, UCINET DL. ``format``, one of NAMES,
    says it where rows of text leave a doubt.

    A *list of ties* has one row a tie, fields parted by comma, tab, semicolon, bar or blanks, and a
    header. ``source``, ``target`` and ``weight`` name its columns; left out, usual names are looked
    for (source and target, from and to, ego and alter, caller and callee, i and j, ...), else the
    first two columns are taken if they share more labels than any others do. Numbers of rows and
    times are no persons. A file whose first row holds numbers, or labels that stand in further
    rows, has no header: its columns are called 1, 2, ... and a third one of numbers holds weights.
    Lines that begin with # or % and a blank are passed over. Labels are any text: words, numbers (1
    and 1.0 are one person), with blanks around them removed; empty ones and NA, NaN, null, None are
    missing.

    In *graphs* ``weight`` names an attribute of ties and ``label`` the one of persons that holds
    their names; left out, the ids of the file, or names where ids only count. Usual names of
    weights are known in all formats; ``weight=""`` reads none. Weight 0 is no tie; defaults that a
    file declares are applied.

    ``directed``: the source names the target, whose opinion reaches the source. Left out, it is as
    the file says; rows of a list tie both ends unless a column of their type (as Gephi writes it)
    says otherwise, and a matrix that is not symmetric has arcs.
    ``only``: values of columns (or attributes of ties) of the rows to take, for instance
    ``{"wave": ["1"]}``. ``nodes``: persons in all, if some have no ties and so no row in a list.

    Raises InputError that names file, field or line, what was found and what is allowed for: files
    missing, unreadable, binary, damaged, empty or above 1 GiB; other formats, by name; rows longer
    than the header; columns that are unknown or of which nobody can tell what they hold; several
    waves; weights negative, infinite, or missing on some ties; XML with a DOCTYPE.
    """
    file = shown_name(path)
    data = read_bytes(Path(path))
    if not data.strip():
        raise InputError("is empty", source=file, allowed=ALLOWED)
    if format is not None and format not in NAMES:
        raise unknown_name("format of a network", format, NAMES, source=file)
    wanted = Wanted(source, target, weight, label, format, directed, nodes, dict(only or {}))
    is_xml = data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")[:1] == b"<"
    # XML says in what encoding it is, and only its beginning matters here.
    if is_xml:
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        text, encoding = data[:200_000].decode("utf-16" if wide else "utf-8", "replace"), ""
        text = text.lstrip("\ufeff")
    else:
        text, encoding = text_of(data, file)
    found = format if format in ("list", "matrix", "adjacency") else recognised(text, file)
    name = file.lower().removesuffix(".gz")
    promised = format or next((kind for end, kind in _ENDINGS.items() if name.endswith(end)), found)
    if promised != found and not (found == "gexf" and name.endswith(".xml")):
        raise InputError(
            f"is not {_TITLES.get(promised, promised)}, as "
            f"{'network.format' if format else 'its name'} says",
            source=file,
            found=text.lstrip()[:40],
            allowed="another name if it is a list of ties" if found == "list" else found,
        )
    return _read(found, data, text, encoding, file, wanted)


def _read(
    format: str, data: bytes, text: str, encoding: str, file: str, wanted: Wanted
) -> NetworkFile:
    # Readers are imported where they are needed: some bring pandas, some NetworkX or SciPy.
    if format in ("list", "matrix"):
        return _of_rows(data, text, encoding, file, wanted)
    if format == "matrix market":
        from simulation.network.matrix import read_matrix_market

        return read_matrix_market(data, file, wanted)
    _require(len(data) * _OF_GRAPH, file)
    if format == "dl":
        from simulation.network.ucinet import read_dl

        return read_dl(text, file, wanted)
    from simulation.network.graph_data import network_of

    if format in ("graphml", "gexf"):
        from simulation.network.graphml import read_gexf, read_graphml

        return network_of(
            (read_graphml if format == "graphml" else read_gexf)(data, file), wanted, file
        )
    if format == "gml":
        from simulation.network.gml import read_gml

        return network_of(read_gml(text, file), wanted, file)
    if format == "pajek":
        from simulation.network.pajek import read_pajek

        return network_of(read_pajek(text, file), wanted, file)
    if format == "json":
        from simulation.network.node_link import read_json

        return network_of(read_json(text, file), wanted, file)
    from simulation.network.adjacency import read_rows

    return network_of(read_rows(text, "adjacency", file), wanted, file)


def _of_rows(data: bytes, text: str, encoding: str, file: str, wanted: Wanted) -> NetworkFile:
    from simulation.network.adjacency import kind_of, read_rows, refuse_other_rows
    from simulation.network.edge_list import read_list
    from simulation.network.graph_data import network_of

    if wanted.format is None:
        refuse_other_rows(text, file)
        if kind := kind_of(text):
            _require(len(data) * _OF_GRAPH, file)
            return network_of(read_rows(text, kind, file), wanted, file)
    cells = data.count(b"\n") * (
        max(
            data[:LONGEST_LINE].partition(b"\n")[0].count(sign)
            for sign in (b"\t", b",", b";", b"|")
        )
        + 2
    )
    _require(len(data) * _OF_TEXT + cells * _OF_CELL, file)
    return read_list(text, encoding, file, wanted)
