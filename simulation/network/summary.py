"""The summary of a network file: what was read, what was left out, what looks wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.file_summary import PREVIEWED_ROWS, FileSummary, UsedColumn, loss_warning, many
from simulation.network.named import NetworkFile
from simulation.network.wanted import NOT_ASKED

_FULL = 0.95
"""Share of all pairs from which on nearly everybody is tied to everybody."""
_SMALL = 5
"""People below whom nobody wonders that everybody is tied to everybody."""
_DEGREES = (0, 1, 2, 3, 4, 5, 10, 20, 50, 100, 200, 500, 1000)
"""First degree of each bar of the histogram."""
_LONGEST_CELL = 40


def summarised(
    network: NetworkFile,
    *,
    file: str,
    format: str,
    rows: int,
    unit: str = "row",
    columns: Sequence[UsedColumn] = (),
    preview: Sequence[Sequence[Any]] = (),
    ends: str = "",
    weight: str | None = None,
    read_as: Sequence[str] = (),
    left_out: Mapping[str, int] | None = None,
    warnings: Sequence[str] = (),
) -> NetworkFile:
    """The network with its summary.

    ``rows``: rows of a list, else ties of the file, called ``unit``. ``ends``: the columns that
    hold the labels, in words. ``weight``: the column or attribute of weights. ``read_as``: further
    facts. ``left_out``: rows left out beside those that ``network.dropped`` counts, by reason.
    """
    dropped = network.dropped
    ties = int(network.source.size)
    degree = degrees(network)
    returned = _returned(network)
    lost = dict(left_out or {})
    for name, reason in (
        ("missing_labels", "missing label"),
        ("self_loops", "tie to oneself"),
        ("zero_weights", "weight 0, no tie"),
    ):
        if dropped.get(name) and not any(each.startswith(reason) for each in lost):
            lost[reason] = dropped[name]
    how = "directed" if network.directed else "mutual"
    found = many(ties, f"{how} tie")
    facts = [
        many(network.people, "person", "people"),
        found if unit == "tie" and rows == ties else f"{many(rows, unit)}: {found}",
    ]
    if network.directed and returned:
        facts.append(f"{returned:,} returned")
    if both := dropped.get("both_directions"):
        facts.append(f"{both:,} named both ways")
    if again := dropped.get("duplicates"):
        facts.append(
            f"{again:,} named more than once"
            + " (the greatest weight counts)" * (network.weight is not None)
        )
    if ends:
        facts.append(ends)
    facts.append(_of_weights(network, weight))
    facts.extend(read_as)
    if alone := int((degree == 0).sum()):
        facts.append(f"{alone:,} without ties")
    pairs = network.people * (network.people - 1)
    full = ties * (1 if network.directed else 2) / pairs if pairs else 0.0
    asked = lost.get(NOT_ASKED, 0)
    unasked = {reason: number for reason, number in lost.items() if reason != NOT_ASKED}
    told = [*warnings, *loss_warning(rows - asked, unasked, unit)]
    if network.people >= _SMALL and full >= _FULL:
        told.append(
            f"{'Everybody' if full == 1 else 'Nearly everybody'} is tied to everybody "
            f"({ties:,} ties of {network.people:,} people)."
        )
    counts: dict[str, int | float | str | bool] = {
        "people": network.people,
        "ties": ties,
        "directed": network.directed,
        "weighted": network.weight is not None,
        "returned": returned,
        "without_ties": alone,
        "mean_degree": float(degree.mean()) if degree.size else 0.0,
        **dropped,
    }
    summary = FileSummary(
        file=file,
        role="network",
        format=format,
        rows=rows,
        facts=tuple(facts),
        left_out=lost,
        counts=counts,
        warnings=tuple(told),
        columns=tuple(columns),
        preview=tuple(tuple(_cell(cell) for cell in row) for row in preview[:PREVIEWED_ROWS]),
        histograms={"degree": _histogram(degree)},
        unit=unit,
    )
    return replace(network, summary=summary)


def degrees(network: NetworkFile) -> NDArray[np.int64]:
    """How many ties each person has; of arcs, those that go out and come in."""
    return np.bincount(network.source, minlength=network.people) + np.bincount(
        network.target, minlength=network.people
    )


def _returned(network: NetworkFile) -> int:
    """Arcs whose target names the source, too."""
    if not network.directed:
        return 0
    pair = network.source * network.people + network.target
    back = network.target * network.people + network.source
    return int(np.isin(pair, back).sum())


def _of_weights(network: NetworkFile, name: str | None) -> str:
    if network.weight is None or name is None:
        return "no weights"
    if not network.weight.size:
        return f"weights {name}"
    low, high = float(network.weight.min()), float(network.weight.max())
    span = f"all {low:g}, so closeness is drawn" if low == high else f"{low:g} to {high:g}"
    return f"weights {name} ({span})"


def _histogram(degree: NDArray[np.int64]) -> dict[str, int]:
    edges = np.array([*_DEGREES, np.iinfo(np.int64).max])
    counts = np.histogram(degree, edges)[0]
    last = int(np.flatnonzero(counts).max(initial=0))
    return {_bar(place): int(counts[place]) for place in range(last + 1)}


def _bar(place: int) -> str:
    low = _DEGREES[place]
    if place + 1 == len(_DEGREES):
        return f"{low:,} and more"
    high = _DEGREES[place + 1] - 1
    return str(low) if low == high else f"{low}-{high}"


def _cell(cell: Any) -> str:
    text = "" if cell is None or cell != cell else str(cell)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 3] + "..."
