"""Graphs as files of graphs have them: persons and ties with attributes, before they are read as a
network. GraphML, GML, GEXF, Pajek, JSON and NetworkX graphs all come through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import InputError, shown, unknown_name
from simulation.file_summary import PREVIEWED_ROWS, UsedColumn
from simulation.network.named import NetworkFile, assemble
from simulation.network.summary import summarised
from simulation.network.wanted import (
    NOT_ASKED,
    Wanted,
    checked_weights,
    kept_rows,
    named,
    plain,
    told_apart,
    told_times,
    weight_name,
)


@dataclass
class GraphData:
    """A graph with its attributes.

    ``keys``: the id of each person as text, all different. ``ends`` int64 (ties, 2): from whom to
    whom, as indices of ``keys``. ``of_nodes``, ``of_ties``: attributes by name, one entry each,
    None where it says nothing. ``directed``: None where the format does not say; ``both``: ties
    that hold in both directions though the others have one. ``missing``: ties without an end.
    ``names``: attributes that hold the names of persons, the likeliest first, where a program gave
    the ids by counting.
    ``numbered``: persons have no names at all. ``nodes``: as NetworkX has them.
    """

    format: str
    keys: list[str]
    ends: NDArray[np.int64]
    directed: bool | None
    of_nodes: dict[str, list[Any]] = field(default_factory=dict)
    of_ties: dict[str, list[Any]] = field(default_factory=dict)
    both: NDArray[np.bool_] | None = None
    missing: int = 0
    names: tuple[str, ...] = ()
    numbered: bool = False
    nodes: list[Any] | None = None
    facts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def columns_of(records: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Attributes as columns: for each name a value of each record, None where it has none."""
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}


def ends_of(
    pairs: Sequence[tuple[str, str]], keys: Sequence[str], file: str, *, closed: bool = True
) -> NDArray[np.int64]:
    """Ties as indices of persons. InputError for a tie to somebody whom the file does not list."""
    place = {key: row for row, key in enumerate(keys)}
    if len(place) < len(keys):
        again = next(key for key, number in Counter(keys).items() if number > 1)
        raise InputError("two persons have the same id", source=file, found=again)
    ends = np.empty((len(pairs), 2), np.int64)
    for row, (one, other) in enumerate(pairs):
        for side, key in enumerate((one, other)):
            found = place.get(key)
            if found is None:
                raise InputError(
                    "a tie names somebody whom the file does not list",
                    source=file,
                    field=f"tie {row + 1}",
                    found=key,
                    allowed="ids of its persons",
                )
            ends[row, side] = found
    return ends


def network_of(data: GraphData, wanted: Wanted, file: str) -> NetworkFile:
    """The network that a graph is, by the settings of the scenario.

    Raises InputError for labels that are missing or the same for two persons, weights that are
    missing on some ties, negative or infinite, and waves that nobody chose among.
    """
    if not data.keys:
        raise InputError("names no persons", source=file, allowed="a graph with nodes")
    wanted.refuse_columns(file, data.format)
    labels, label = _labels(data, wanted, file)
    rows = len(data.ends)
    warnings = list(data.warnings)
    left_out = {}
    if wanted.only:
        kept = kept_rows(data.of_ties, wanted, rows, file)
        left_out[NOT_ASKED] = int((~kept).sum())
        data = replace(
            data,
            ends=data.ends[kept],
            both=None if data.both is None else data.both[kept],
            of_ties={
                name: [value for value, keep in zip(values, kept.tolist(), strict=True) if keep]
                for name, values in data.of_ties.items()
            },
        )
    for name in told_apart(data.of_ties):
        counts = Counter(str(value) for value in data.of_ties[name] if value is not None)
        if warning := told_times(name, counts, wanted, file):
            warnings.append(warning)
    heavy = weight_name(list(data.of_ties), wanted.weight, file)
    weight = None
    if heavy is not None and (wanted.weight or any(map(_given, data.of_ties[heavy]))):
        weight = _weights(data.of_ties[heavy], heavy, file)
    source, target = data.ends[:, 0], data.ends[:, 1]
    directed = bool(data.directed) if wanted.directed is None else wanted.directed
    if directed and data.both is not None and data.both.any():
        source, target = (
            np.concatenate([source, target[data.both]]),
            np.concatenate([target, source[data.both]]),
        )
        weight = None if weight is None else np.concatenate([weight, weight[data.both]])
    if "" in labels:
        labels, source, target, weight, data = _without_blank(labels, source, target, weight, data)
        if not labels:
            raise InputError("names no persons", source=file, allowed="a graph with nodes")
    of_nodes: dict[str, list[Any]] = dict(data.of_nodes)
    if data.nodes is not None:
        of_nodes["\0nodes"] = data.nodes
    network = assemble(
        labels,
        source,
        target,
        weight,
        directed,
        missing=data.missing,
        nodes=wanted.nodes,
        of_nodes=of_nodes,
        file=file,
    )
    attributes = dict(network.attributes)
    nodes = attributes.pop("\0nodes", None)
    network = replace(network, attributes=attributes, nodes=nodes, numbered=data.numbered)
    called = () if label == "id" or data.numbered else (f"persons called by their {label}",)
    return summarised(
        network,
        file=file,
        format=data.format,
        rows=rows,
        unit="tie",
        weight=heavy,
        columns=_columns(data, heavy, label),
        preview=_preview(data),
        left_out=left_out,
        warnings=warnings,
        read_as=(*data.facts, *called),
    )


def _without_blank(
    labels: list[str],
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float64] | None,
    data: GraphData,
) -> tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64] | None, GraphData]:
    """All of it without the person who has no name, and without the ties of theirs."""
    blank = labels.index("")
    complete = (source != blank) & (target != blank)
    source, target = source[complete], target[complete]
    others = [row for row in range(len(labels)) if row != blank]
    data = replace(
        data,
        missing=data.missing + int((~complete).sum()),
        of_nodes={name: [values[row] for row in others] for name, values in data.of_nodes.items()},
        nodes=None if data.nodes is None else [data.nodes[row] for row in others],
    )
    return (
        [labels[row] for row in others],
        source - (source > blank),
        target - (target > blank),
        None if weight is None else weight[complete],
        data,
    )


def _labels(data: GraphData, wanted: Wanted, file: str) -> tuple[list[str], str]:
    """The names of persons, and the attribute that holds them (``id``: the file's own ids)."""
    if wanted.label is not None and plain(wanted.label) != "id":
        if not data.of_nodes:
            raise unknown_name("attribute for network.label", wanted.label, ["id"], source=file)
        name = named([*data.of_nodes, "id"], wanted.label, "network.label", file)
        labels = [_text(value) for value in data.of_nodes[name]]
        _all_different(labels, name, file)
        return labels, name
    if wanted.label is None:
        for usual in data.names:
            for name, values in data.of_nodes.items():
                labels = [_text(value) for value in values]
                if plain(name) == usual and "" not in labels and len(set(labels)) == len(labels):
                    return labels, name
    return data.keys, "id"


def _all_different(labels: Sequence[str], name: str, file: str) -> None:
    missing = labels.count("")
    if missing:
        raise InputError(
            f"{missing:,} of {len(labels):,} persons have no {shown(name)}",
            source=file,
            field="network.label",
            found=name,
            allowed="an attribute that all persons have",
        )
    again, number = Counter(labels).most_common(1)[0]
    if number > 1:
        raise InputError(
            f"{number:,} persons have the same {shown(name)}",
            source=file,
            field="network.label",
            found=again,
            allowed="an attribute that differs for each person, or id",
        )


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _weights(values: Sequence[Any], name: str, file: str) -> NDArray[np.float64]:
    given = [value if _given(value) else None for value in values]
    numbers = np.array([_number(value) for value in given], np.float64)
    return checked_weights(numbers, given, file=file, place=f"{name}, tie {{}}")


def _given(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _number(value: Any) -> float:
    try:
        return float("nan") if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def _columns(data: GraphData, heavy: str | None, label: str) -> list[UsedColumn]:
    columns = [UsedColumn("source", "source"), UsedColumn("target", "target")]
    columns += [UsedColumn(name, "weight" if name == heavy else "") for name in data.of_ties]
    columns += [
        UsedColumn(name, "label" if name == label else "", "of persons") for name in data.of_nodes
    ]
    return columns


def _preview(data: GraphData) -> list[list[Any]]:
    return [
        [
            data.keys[one],
            data.keys[other],
            *(values[row] for values in data.of_ties.values()),
            *([""] * len(data.of_nodes)),
        ]
        for row, (one, other) in enumerate(data.ends[:PREVIEWED_ROWS].tolist())
    ]
