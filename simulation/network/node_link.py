"""JSON graphs: persons and ties as lists of objects, as NetworkX, D3, Gephi's and vis.js's pages,
Cytoscape and the JSON Graph Format have them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation.errors import InputError
from simulation.network.graph_data import GraphData, columns_of, ends_of

_NODES, _TIES = ("nodes", "vertices"), ("links", "edges")
_IDS = ("id", "key", "name", "label")
_ENDS = (("source", "target"), ("from", "to"))
_ALLOWED = 'an object with "nodes" and "links" (or "edges") that have source and target'


def read_json(text: str, file: str) -> GraphData:
    """The graph in a JSON file.

    Ties name persons by their id; where persons have none, by their place in the list. A tie that
    names somebody else is refused. Raises InputError for JSON that is damaged, nested too deeply,
    or of another shape.
    """
    try:
        content = json.loads(text)
    except RecursionError:
        raise InputError("is nested too deeply", source=file) from None
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise InputError(
            "is not JSON that can be read",
            source=file,
            field=f"line {line}" if line else "",
            found=str(error),
            allowed=_ALLOWED,
        ) from None
    return _graph(_unwrapped(content, file), file)


def _refused(file: str, what: str, found: Any = None) -> InputError:
    return InputError(what, source=file, found=found, allowed=_ALLOWED)


def _unwrapped(content: Any, file: str) -> Mapping[str, Any]:
    """The object that has persons and ties, wherever its program puts it."""
    if isinstance(content, dict):
        if "adjacency" in content:
            raise _refused(
                file,
                "is NetworkX's adjacency JSON, which is not read; write it with "
                "networkx.node_link_data",
            )
        if "graphs" in content:
            raise _refused(file, "holds several graphs")
        inner = content.get("graph")
        if isinstance(inner, dict) and any(key in inner for key in _NODES):
            return {**inner, "directed": inner.get("directed", content.get("directed"))}
        elements = content.get("elements")
        if isinstance(elements, dict):  # Cytoscape
            parts: dict[str, Any] = {
                part: [
                    each.get("data", {})
                    for each in elements.get(part, ())
                    if isinstance(each, dict)
                ]
                for part in ("nodes", "edges")
            }
            return {**parts, "directed": content.get("directed")}
        if any(key in content for key in _NODES) or any(key in content for key in _TIES):
            return content
        raise _refused(file, "is JSON of another shape", sorted(map(str, content))[:8])
    if isinstance(content, list) and content and all(isinstance(each, dict) for each in content):
        return {"links": content}
    raise _refused(file, "is JSON of another shape", type(content).__name__)


def _records(content: Mapping[str, Any], keys: Sequence[str], file: str) -> list[dict[str, Any]]:
    for key in keys:
        if key in content:
            found = content[key]
            if isinstance(found, dict):  # the JSON Graph Format has persons by id
                found = [
                    {"id": name, **(each if isinstance(each, dict) else {})}
                    for name, each in found.items()
                ]
            if not isinstance(found, list):
                raise _refused(file, f"its {key} are no list", type(found).__name__)
            return [_flat(each) for each in found]
    return []


def _flat(record: Any) -> dict[str, Any]:
    """One person or tie, with the attributes that some programs keep a level below."""
    if not isinstance(record, dict):
        return {"id": record}
    flat = dict(record)
    for below in ("attributes", "metadata", "data"):
        if isinstance(flat.get(below), dict):
            flat = {**flat.pop(below), **flat}
    return flat


def _graph(content: Mapping[str, Any], file: str) -> GraphData:
    people, ties = _records(content, _NODES, file), _records(content, _TIES, file)
    names = next((pair for pair in _ENDS if all(key in tie for tie in ties for key in pair)), None)
    if names is None:
        wrong = next(tie for tie in ties if not ("source" in tie and "target" in tie))
        raise _refused(file, "a tie has no source and target", sorted(wrong)[:8])
    pairs = [tuple(_key(tie.pop(end), file) for end in names) for tie in ties]
    listed = any(key in content for key in _NODES)
    identity = next((key for key in _IDS if people and all(key in each for each in people)), None)
    if not listed:
        keys = list(dict.fromkeys(end for pair in pairs for end in pair))
    elif identity is None:
        keys = [str(row) for row in range(len(people))]
    else:
        keys = [_key(each[identity], file) for each in people]
    # Older pages of D3 name persons by their place in the list, and these have but a name.
    by_place = (
        listed
        and identity != "id"
        and identity != "key"
        and pairs
        and not any(end in set(keys) for pair in pairs for end in pair)
    )
    places = [str(row) for row in range(len(people))]
    ends = ends_of([(one, other) for one, other in pairs], places if by_place else keys, file)
    directed = content.get("directed")
    of_nodes = columns_of(
        [{name: value for name, value in each.items() if name != identity} for each in people]
    )
    each = [
        str(tie.get("type", tie.get("directed", ""))).lower() in ("directed", "true")
        for tie in ties
    ]
    mixed = directed is None and any(each)
    return GraphData(
        "node-link JSON",
        keys,
        ends,
        bool(directed) or mixed,
        of_nodes=of_nodes,
        of_ties=columns_of(ties),
        numbered=listed and identity is None,
        both=~np.array(each, bool) if mixed and not all(each) else None,
    )


def _key(value: Any, file: str) -> str:
    """An id as text; D3 puts the whole person where it had their id before."""
    if isinstance(value, dict):
        value = next((value[key] for key in _IDS if key in value), None)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None or isinstance(value, (bool, dict)):
        raise _refused(file, "not an id of a person", value)
    if isinstance(value, list):
        value = tuple(value)  # as NetworkX writes nodes of grids
    return str(value).strip()
