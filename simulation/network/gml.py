"""GML, read by NetworkX."""

from __future__ import annotations

import re
from typing import Any

import networkx as nx

from simulation.errors import InputError
from simulation.network.graph_data import GraphData, columns_of, ends_of

_GRAPH = re.compile(r"^([ \t]*graph\s*\[)", re.IGNORECASE | re.MULTILINE)


def read_gml(text: str, file: str) -> GraphData:
    """The graph in a GML file; persons are called by their label, else by their name or id.

    Raises InputError for what NetworkX cannot read, which says in which line.
    """
    # Ties side by side are allowed without this word, too, by all who write GML but NetworkX.
    several, graphs = _GRAPH.subn(r"\1 multigraph 1 ", text, count=2)
    if graphs != 1:
        raise InputError(
            f"holds {'more than one graph' if graphs else 'no graph'}",
            source=file,
            allowed="one graph",
        )
    try:
        graph = nx.parse_gml(several.splitlines(), label="id")
    except RecursionError:
        raise InputError("is nested too deeply", source=file) from None
    # NetworkX reports what it cannot read by whatever Python raises on the way.
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError("is not GML that can be read", source=file, found=reason) from None
    keys = [str(node).strip() for node in graph]
    ties: list[tuple[Any, Any, dict[str, Any]]] = list(graph.edges(data=True))
    return GraphData(
        "GML",
        keys,
        ends_of([(str(one).strip(), str(other).strip()) for one, other, _ in ties], keys, file),
        graph.is_directed(),
        of_nodes=columns_of([values for _, values in graph.nodes(data=True)]),
        of_ties=columns_of([values for *_, values in ties]),
        names=("label", "name"),
    )
