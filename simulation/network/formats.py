"""Formats of networks, told by what is in a file and not by its name."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from simulation.errors import InputError
from simulation.network.text import ALLOWED

NAMES = (
    "list",
    "matrix",
    "adjacency",
    "graphml",
    "gml",
    "gexf",
    "pajek",
    "json",
    "matrix market",
    "dl",
)
"""Formats that a scenario can name where content leaves a doubt."""

_LOOKED_AT = 60
"""Lines at the beginning of a file that are looked at for signs of a format."""
_GML_BEGINS = re.compile(r"graph\s*(\[.*)?$", re.IGNORECASE)
_BEFORE_GML = re.compile(r"(creator|version|comment|label|isplanar|directed)\b", re.IGNORECASE)


class _Sign(NamedTuple):
    """What a format that is not read looks like in its first line, and what to do with it."""

    pattern: str
    what: str


_AS_GRAPHML = "open it with the program that wrote it, or Gephi, and save it as GraphML"
_NOT_READ = (
    _Sign(r"(strict\s+)?(di)?graph\b[^\[]*\{", f"Graphviz DOT: {_AS_GRAPHML}"),
    _Sign(r"nodedef\s*>", f"GDF: {_AS_GRAPHML}"),
    _Sign(r"\(\s*tlp\b", f"Tulip TLP: {_AS_GRAPHML}"),
    _Sign(
        r">>(graph6|sparse6|digraph6)<<", "graph6 or sparse6: write it with networkx.write_graphml"
    ),
    _Sign(r"LEDA\.GRAPH", "LEDA: write it with networkx.write_graphml"),
    _Sign(r"\*\s*(node|tie) (data|properties)", "VNA of NetDraw: save it as Pajek or UCINET DL"),
    _Sign(
        r"p\s+(edge|col|sp|max|min)\s+\d",
        "DIMACS: leave the letters at the beginning of lines away, or save it as GraphML",
    ),
    _Sign(r"@(relation|attribute)\b", "ARFF: save the list of ties as CSV"),
)


def recognised(text: str, file: str) -> str:
    """The format of a network file, one of NAMES; of plain rows it says ``list``.

    Raises InputError that names a format which is known and not read.
    """
    lines = [line.strip() for line in islice(_lines(text), _LOOKED_AT)]
    first = next((line for line in lines if line and line[0] not in "%#"), "")
    if lines and lines[0].startswith("%%MatrixMarket"):
        return "matrix market"
    if text.lstrip()[:1] == "<":
        return _of_xml(text, file)
    for pattern, what in _NOT_READ:
        # DIMACS begins with remarks, one line each, after the letter c.
        if any(
            re.match(pattern, line, re.IGNORECASE)
            for line in (lines if pattern.startswith("p") else [first])
        ):
            raise InputError(f"is in the format {what}", source=file, allowed=ALLOWED)
    if re.match(r"\*\s*(vertices|network|arcs|edges|matrix|arcslist|edgeslist)\b", first, re.I):
        return "pajek"
    if re.match(r"dl\b(?!\s*[,;\t])(\s*$|.*\b(n|nr|nc|nm|format|labels|data)\b)", first, re.I):
        return "dl"
    if first[:1] in ("{", "["):
        return "json"
    if _is_gml(lines):
        return "gml"
    return "list"


def _lines(text: str) -> list[str]:
    return text[:100_000].splitlines()


def _is_gml(lines: list[str]) -> bool:
    for line in lines:
        if _GML_BEGINS.match(line):
            return line.lower() != "graph" or "[" in lines
        if line and line[0] != "#" and not _BEFORE_GML.match(line):
            return False
    return False


def _of_xml(text: str, file: str) -> str:
    root = re.search(
        r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.sub(r"(?s)<!--.*?-->", "", text[:50_000])
    )
    name = root[1].lower() if root else ""
    if name in ("graphml", "gexf"):
        return name
    if name != "html" and "<!doctype" in text.lower():
        raise InputError(
            "has a DOCTYPE, which could name other files or expand without end",
            source=file,
            allowed="GraphML or GEXF without DOCTYPE and entities",
        )
    known = {
        "html": "an HTML page, perhaps one saved instead of the file",
        "graph": "XGMML of Cytoscape: export the network as GraphML",
        "dynamicnetwork": "DyNetML of ORA: export the network as GraphML",
        "gxl": "GXL: save the network as GraphML",
        "svg": "a picture in SVG",
        "workbook": "a spreadsheet in XML: save the sheet as CSV",
    }
    raise InputError(
        f"is {known.get(name, 'XML, but neither GraphML nor GEXF')}",
        source=file,
        found=root[0] if root else text.lstrip()[:40],
        allowed=ALLOWED,
    )
