"""GraphML: read by NetworkX, after making sure that the XML declares nothing that could harm."""

from __future__ import annotations

import io
import warnings
from typing import Any
from xml.parsers import expat

import networkx as nx

from simulation.errors import InputError
from simulation.network.generated import from_networkx
from simulation.network.named import NetworkFile

_CHUNK = 1 << 16


class _Begun(Exception):
    """The first element was reached: nothing after it can declare an entity."""


def _begin(*_: Any) -> None:
    raise _Begun


def _refuse(*_: Any) -> None:
    raise InputError(
        "has a DOCTYPE, which could name other files or expand without end",
        allowed="GraphML without DOCTYPE and entities",
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


def read_graphml(
    data: bytes, file: str, *, weight: str | None, directed: bool | None, nodes: int | None
) -> NetworkFile:
    """The network in a GraphML file, with its isolated persons.

    Labels are the ``id`` of nodes. ``weight`` names an attribute of ties, left out it is "weight"
    if any tie has it. ``directed`` left out is what the file says.
    Raises InputError for XML that is damaged, not GraphML, or has a DOCTYPE.
    """
    try:
        refuse_declarations(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of ports and untyped keys, which are not read
            graph = nx.read_graphml(io.BytesIO(data), node_type=_label)
    except InputError as error:
        raise error.within(file) from None
    except RecursionError:
        raise InputError("is nested too deeply", source=file) from None
    # NetworkX reports what it cannot read by whatever Python raises on the way.
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError("is not GraphML that can be read", source=file, found=reason) from None
    return from_networkx(graph, weight=weight, directed=directed, nodes=nodes, file=file)


def _label(identity: str | None) -> str:
    return "" if identity is None else identity.strip()
