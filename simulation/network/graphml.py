"""GraphML and GEXF, after making sure that the XML declares nothing that could harm.

GraphML is read by NetworkX's own reader, told to keep what it leaves out: ties side by side, ties
of the other kind than the rest, defaults. GEXF is read here, since NetworkX knows neither its
newer versions nor ties of both kinds.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import networkx as nx
import numpy as np
from networkx.readwrite.graphml import GraphMLReader

from simulation.errors import InputError
from simulation.network.graph_data import GraphData, columns_of, ends_of

_CHUNK = 1 << 16


class _Begun(Exception):
    """The first element was reached: nothing after it can declare an entity."""


def _begin(*_: Any) -> None:
    raise _Begun


def _refuse(*_: Any) -> None:
    raise InputError(
        "has a DOCTYPE, which could name other files or expand without end",
        allowed="GraphML or GEXF without DOCTYPE and entities",
    )


def refuse_declarations(data: bytes) -> None:
    """Raise InputError if XML declares a document type, before anything could be expanded.

    A declaration has to stand before the first element, so little of the file is parsed here.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _begin
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except _Begun:
        return


class _Reader(GraphMLReader):
    """NetworkX's reader, which keeps each tie as it stands in the file."""

    def __init__(self) -> None:
        super().__init__(node_type=_label, force_multigraph=True)
        self.ties: list[tuple[str, str, str | None, dict[str, Any]]] = []

    def add_node(self, G: Any, node_xml: Any, *keys: Any) -> None:
        """Take a person, unless they are there or stand for a graph of their own."""
        identity = _label(node_xml.get("id"))
        if identity in G:
            raise InputError("two persons have the same id", found=identity)
        nested = node_xml.find(f"{{{self.NS_GRAPHML}}}graph")
        if nested is not None:
            raise InputError(
                "has graphs within nodes", found=identity, allowed="one graph of persons"
            )
        super().add_node(G, node_xml, *keys)

    def add_edge(self, G: Any, edge_element: Any, graphml_keys: Any) -> None:
        """Keep a tie with its own direction, if it has one."""
        self.ties.append(
            (
                _label(edge_element.get("source")),
                _label(edge_element.get("target")),
                edge_element.get("directed"),
                self.decode_data_elements(graphml_keys, edge_element),
            )
        )


def _readable(error: Exception, what: str, file: str) -> InputError:
    if isinstance(error, InputError):
        return error.within(file)
    if isinstance(error, RecursionError):
        return InputError("is nested too deeply", source=file)
    reason = " ".join(str(error).split()) or type(error).__name__
    return InputError(f"is not {what} that can be read", source=file, found=reason)


def read_graphml(data: bytes, file: str) -> GraphData:
    """The graph in a GraphML file, with its isolated persons and with defaults filled in.

    Raises InputError for XML that is damaged, not GraphML, or has a DOCTYPE, and for several graphs
    in one file.
    """
    try:
        refuse_declarations(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of ports and untyped keys, which are not read
            reader = _Reader()
            graphs = list(reader(path=io.BytesIO(data)))
            if not graphs:  # a file without the name space
                plain = re.sub(
                    rb"<graphml[^>]*>",
                    f'<graphml xmlns="{reader.NS_GRAPHML}">'.encode(),
                    data,
                    count=1,
                )
                reader = _Reader()
                graphs = list(reader(path=io.BytesIO(plain)))
            if len(graphs) != 1:
                raise InputError(f"holds {len(graphs)} graphs", allowed="one graph")
            keys, defaults = reader.find_graphml_keys(reader.xml)
            graph_xml = reader.xml.find(f"{{{reader.NS_GRAPHML}}}graph")
        return _of_graphml(reader, graphs[0], graph_xml.get("edgedefault"), keys, defaults, file)
    # NetworkX reports what it cannot read by whatever Python raises on the way.
    except Exception as error:
        raise _readable(error, "GraphML", file) from None


def _of_graphml(
    reader: _Reader, graph: nx.Graph, default: str | None, keys: Any, defaults: Any, file: str
) -> GraphData:
    of_nodes = columns_of([values for _, values in graph.nodes(data=True)])
    of_ties = columns_of([values for *_, values in reader.ties])
    for key, value in defaults.items():
        name, whose = keys[key]["name"], keys[key]["for"]
        value = keys[key]["type"](value) if not isinstance(value, bool) else value
        for wanted, columns, number in (
            ("edge", of_ties, len(reader.ties)),
            ("node", of_nodes, len(graph)),
        ):
            if whose in (wanted, "all", None):
                given = columns.get(name, [None] * number)
                columns[name] = [value if each is None else each for each in given]
    names = list(graph)
    # Ties may name persons that no element lists: GraphML has them all the same.
    unlisted = dict.fromkeys(
        end for one, other, *_ in reader.ties for end in (one, other) if end not in graph
    )
    ordinary = default == "directed"
    each = [ordinary if said is None else said == "true" for *_, said, _ in reader.ties]
    directed, both = _directions(each, ordinary)
    keys_of = [*names, *unlisted]
    return GraphData(
        "GraphML",
        keys_of,
        ends_of([tie[:2] for tie in reader.ties], keys_of, file),
        directed,
        of_nodes={n: [*v, *[None] * len(unlisted)] for n, v in of_nodes.items()},
        of_ties=of_ties,
        both=both,
        # igraph counts n0, n1, ... and keeps names as an attribute.
        names=("name", "label") if _counted(names) else (),
    )


def _counted(ids: Sequence[str]) -> bool:
    return bool(ids) and all(key == f"n{row}" for row, key in enumerate(ids))


def _directions(each: Sequence[bool], ordinary: bool) -> tuple[bool, np.ndarray | None]:
    """Whether a graph is directed, and which of its ties hold in both directions though it is."""
    if not each:
        return ordinary, None
    both = ~np.array(each, bool)
    return bool((~both).any()), both if both.any() and not both.all() else None


def _label(identity: str | None) -> str:
    return "" if identity is None else identity.strip()


def read_gexf(data: bytes, file: str) -> GraphData:
    """The graph in a GEXF file of any version, with the defaults that it declares.

    A tie without a weight has 1, as the format says. Raises InputError for XML that is damaged or
    has a DOCTYPE, and for hierarchies of nodes.
    """
    try:
        refuse_declarations(data)
        root = ElementTree.fromstring(data)
        graphs = [element for element in root if _tag(element) == "graph"]
        if len(graphs) != 1:
            raise InputError(f"holds {len(graphs)} graphs", allowed="one graph")
        return _of_gexf(graphs[0], file)
    except Exception as error:
        raise _readable(error, "GEXF", file) from None


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _inside(element: Any, *tags: str) -> Iterator[Any]:
    """Elements below one, by the names of the way to them."""
    for child in element:
        if _tag(child) == tags[0]:
            if len(tags) == 1:
                yield child
            else:
                yield from _inside(child, *tags[1:])


def _of_gexf(graph: Any, file: str) -> GraphData:
    titles: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
    for group in _inside(graph, "attributes"):
        whose = group.get("class", "node")
        for attribute in _inside(group, "attribute"):
            title = attribute.get("title") or attribute.get("id", "")
            titles[whose][attribute.get("id", "")] = title
            for default in _inside(attribute, "default"):
                defaults[whose][title] = (default.text or "").strip()

    def record(element: Any, whose: str, own: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = dict(defaults[whose])
        found.update({name: element.get(name) for name in own if element.get(name) is not None})
        for value in _inside(element, "attvalues", "attvalue"):
            key = value.get("for") or value.get("id") or ""
            found[titles[whose].get(key, key)] = value.get("value")
        return found

    keys, people = [], []
    for node in _inside(graph, "nodes", "node"):
        if next(_inside(node, "nodes"), None) is not None or node.get("pid"):
            raise InputError(
                "has nodes within nodes", found=node.get("id"), allowed="one level of persons"
            )
        keys.append(_label(node.get("id")))
        people.append(record(node, "node", ("label",)))
    ordinary = graph.get("defaultedgetype", "undirected").lower()
    pairs, ties, each = [], [], []
    for edge in _inside(graph, "edges", "edge"):
        pairs.append((_label(edge.get("source")), _label(edge.get("target"))))
        tie = record(edge, "edge", ("weight", "label", "kind", "start", "end"))
        ties.append(tie)
        each.append(edge.get("type", ordinary).lower() == "directed")
    if any("weight" in tie for tie in ties):
        for tie in ties:
            tie.setdefault("weight", "1")
    directed, both = _directions(each, ordinary == "directed")
    return GraphData(
        "GEXF",
        keys,
        ends_of(pairs, keys, file),
        directed,
        of_nodes=columns_of(people),
        of_ties=columns_of(ties),
        both=both,
    )
