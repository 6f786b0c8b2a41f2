"""PRIM, the patient rule induction method: boxes of conditions in which cases are frequent.

A box begins as all there is and is peeled, thin slices at a time, where that raises the share of
cases most (Friedman and Fisher 1999); of the boxes on the way one is chosen, conditions that may be
chance are dropped, and what was peeled in vain is pasted on again. Coverage is the share of all
cases that lie in the box, density the share of cases in it (Bryant and Lempert 2010).

Rows may share a point, as policies tried at it do: they have its parameters and its luck in common.
Points are then what is independent, and what chance is judged by and boxes are kept large enough
of: a point counts once, as the share of its rows that are cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
PEEL = 0.05
"""The share of a box that a slice of a number takes off."""
SMALLEST = 0.05
"""The share of all points that a box has rows of at least."""
CHANCE = 0.05
"""A condition whose quasi-p-value is above this may be chance."""
_FEWEST = 10


@dataclass(frozen=True)
class Condition:
    """What a box says of one input: a range (an end that is None is open) or allowed values."""

    name: str
    low: float | None = None
    high: float | None = None
    values: tuple[Any, ...] | None = None
    quasi_p: float = float("nan")
    """How likely as many cases would be if the condition did not matter, by points."""

    def holds(self, data: NDArray[Any]) -> Mask:
        """Where the condition holds."""
        if self.values is not None:
            return np.isin(data, np.array(self.values, dtype=data.dtype))
        inside = np.ones(len(data), np.bool_)
        if self.low is not None:
            inside &= data >= self.low
        if self.high is not None:
            inside &= data <= self.high
        return inside


Limits = Mapping[str, Condition]


@dataclass(frozen=True)
class Box:
    """Conditions that hold together, and how many rows, their points and cases lie in them."""

    conditions: tuple[Condition, ...]
    rows: int
    points: int
    cases: int
    coverage: float
    density: float


@dataclass(frozen=True)
class Peeled:
    """One box, and all those that were on the way to it, the first being all points."""

    box: Box
    trajectory: tuple[Box, ...] = field(default=())


def discover(
    inputs: Mapping[str, NDArray[Any]],
    cases: Mask,
    points: NDArray[Any] | None = None,
    *,
    boxes: int = 1,
    density: float | None = None,
) -> list[Peeled]:
    """Up to ``boxes`` boxes, each of the cases that are in none before, until none is found.

    ``inputs``: numbers, or words and yes/no as arrays of strings, an entry a row. ``points`` are
    the names of the points that rows belong to; each row is a point of its own without them. With
    ``density`` the box of the largest coverage that is at least so dense is chosen, otherwise the
    one with the best balance (harmonic mean) of coverage and density.
    """
    names, numbers = np.unique(
        np.arange(len(cases)) if points is None else points, return_inverse=True
    )
    everything = Rows(inputs, cases, numbers)
    total = int(cases.sum())
    left = np.ones(len(cases), np.bool_)
    found: list[Peeled] = []
    while len(found) < boxes and 0 < (left & cases).sum() < left.sum():
        one = _one_box(everything.only(left), total, density, len(names))
        if one is None:
            break
        found.append(one)
        left &= ~everything.inside({c.name: c for c in one.box.conditions})
    return found


@dataclass(frozen=True)
class Rows:
    """What boxes are looked for in: inputs, whether each row is a case, and the row's point."""

    inputs: Mapping[str, NDArray[Any]]
    cases: Mask
    points: NDArray[np.int64]
    """Numbers from 0 on."""

    def only(self, kept: Mask) -> Rows:
        """These rows alone."""
        inputs = {name: data[kept] for name, data in self.inputs.items()}
        return Rows(inputs, self.cases[kept], self.points[kept])

    def number_of_points(self, inside: NDArray[Any]) -> int:
        """How many points these rows, a mask or places, have."""
        return int(np.count_nonzero(np.bincount(self.points[inside])))

    def inside(self, limits: Limits) -> Mask:
        """Which rows meet all conditions."""
        inside = np.ones(len(self.cases), np.bool_)
        for name, condition in limits.items():
            inside &= condition.holds(self.inputs[name])
        return inside

    def by_point(self, inside: Mask) -> tuple[int, float]:
        """How many points these rows have, and the sum of the points' shares of cases."""
        rows = np.bincount(self.points[inside])
        hits = np.bincount(self.points[inside], self.cases[inside])
        there = rows > 0
        return int(there.sum()), float((hits[there] / rows[there]).sum())


def _one_box(rows: Rows, total: int, density: float | None, of: int) -> Peeled | None:
    smallest = max(_FEWEST, int(np.ceil(SMALLEST * of)))
    way = _peel(rows, smallest)
    boxes = [_box(rows, limits, total) for limits in way]
    place = _chosen(boxes, density)
    limits = _without_chance(rows, way[place])
    limits = _paste(rows, limits)
    limits = _without_chance(rows, limits)
    if not limits:
        return None
    return Peeled(_box(rows, limits, total, tested=True), tuple(boxes))


def _chosen(boxes: Sequence[Box], density: float | None) -> int:
    if density is not None:
        dense = [place for place, box in enumerate(boxes) if box.density >= density]
        if dense:
            return max(dense, key=lambda place: boxes[place].coverage)
        return max(range(len(boxes)), key=lambda place: boxes[place].density)
    return max(range(len(boxes)), key=lambda place: _balance(boxes[place]))


def _balance(box: Box) -> float:
    both = box.coverage + box.density
    return 2.0 * box.coverage * box.density / both if both > 0.0 else 0.0


def _peel(rows: Rows, smallest: int) -> list[dict[str, Condition]]:
    """All boxes on the way, the first without conditions; each has rows of so many points."""
    cases = rows.cases
    limits: dict[str, Condition] = {}
    way = [limits]
    inside = np.arange(len(cases))
    while True:
        share = float(cases[inside].mean())
        best: tuple[float, int, Condition, Mask] | None = None
        for name, data in rows.inputs.items():
            for condition, kept in _slices(name, data[inside], limits.get(name)):
                number = int(kept.sum())
                if number == len(inside) or rows.number_of_points(inside[kept]) < smallest:
                    continue
                # Gain for each row that is lost, so that thick slices are not preferred.
                gain = (float(cases[inside][kept].mean()) - share) / (len(inside) - number)
                if best is None or (gain, number) > best[:2]:
                    best = (gain, number, condition, kept)
        if best is None or best[0] <= 0.0:
            return way
        limits = {**limits, best[2].name: best[2]}
        way.append(limits)
        inside = inside[best[3]]


def _slices(
    name: str, data: NDArray[Any], before: Condition | None
) -> list[tuple[Condition, Mask]]:
    """The ways to cut a slice off, with what each leaves."""
    if data.dtype.kind not in "fiu":
        levels = np.unique(data)
        return [
            (Condition(name, values=tuple(map(str, levels[levels != level]))), data != level)
            for level in levels
            if len(levels) > 1
        ]
    low = None if before is None else before.low
    high = None if before is None else before.high
    made = []
    below, above = np.quantile(data, [PEEL, 1.0 - PEEL])
    # Of few distinct values the outermost goes as a whole.
    kept = data > data.min() if below <= data.min() else data >= below
    if kept.any():
        made.append((Condition(name, float(data[kept].min()), high), kept))
    kept = data < data.max() if above >= data.max() else data <= above
    if kept.any():
        made.append((Condition(name, low, float(data[kept].max())), kept))
    return made


def _paste(rows: Rows, limits: Limits) -> dict[str, Condition]:
    """The box with its ends moved outward wherever that does not lower the share of cases."""
    now, cases = dict(limits), rows.cases
    while True:
        inside = rows.inside(now)
        share, number = float(cases[inside].mean()), int(inside.sum())
        better: tuple[float, Condition] | None = None
        for name, condition in now.items():
            for wider in _wider(rows, now, condition, number):
                grown = rows.inside({**now, name: wider})
                density = float(cases[grown].mean())
                if (
                    grown.sum() > number
                    and density >= share
                    and (better is None or density > better[0])
                ):
                    better = (density, wider)
        if better is None:
            return {name: one for name, one in now.items() if not _open(one)}
        now[better[1].name] = better[1]


def _open(condition: Condition) -> bool:
    return condition.values is None and condition.low is None and condition.high is None


def _wider(rows: Rows, limits: Limits, condition: Condition, number: int) -> list[Condition]:
    """The condition with an end moved outward by a slice, of the rows that meet all others."""
    name = condition.name
    others = {other: one for other, one in limits.items() if other != name}
    data = rows.inputs[name][rows.inside(others)]
    size = max(1, int(PEEL * number))
    if condition.values is not None:
        more = [level for level in np.unique(data) if str(level) not in condition.values]
        return [Condition(name, values=(*condition.values, str(level))) for level in more]
    made = []
    if condition.low is not None:
        below = np.sort(data[data < condition.low])
        low = float(below[-size]) if len(below) >= size else None
        made.append(Condition(name, low, condition.high))
    if condition.high is not None:
        above = np.sort(data[data > condition.high])
        high = float(above[size - 1]) if len(above) >= size else None
        made.append(Condition(name, condition.low, high))
    return made


def _without_chance(rows: Rows, limits: Limits) -> dict[str, Condition]:
    """The box without the conditions that may be chance, the likeliest dropped first."""
    now = dict(limits)
    while now:
        tested = {name: quasi_p(rows, now, name) for name in now}
        worst = max(tested, key=lambda name: tested[name])
        if tested[worst] <= CHANCE:
            break
        del now[worst]
    return now


def quasi_p(rows: Rows, limits: Limits, name: str) -> float:
    """How likely a box would hold so many cases or more, were cases in it as frequent as in the box
    without this condition: a binomial tail over points (Bryant and Lempert 2010).

    A point is one trial, however many rows it has, and what its rows have in cases on average is
    what it comes to; the sum is rounded down, so that the tail is not too small.
    """
    from scipy.stats import binom

    points, hits = rows.by_point(rows.inside(limits))
    others = {other: one for other, one in limits.items() if other != name}
    of, among = rows.by_point(rows.inside(others))
    return float(binom.sf(int(hits + 1e-9) - 1, points, among / of))


def _box(rows: Rows, limits: Limits, total: int, *, tested: bool = False) -> Box:
    inside = rows.inside(limits)
    hits, number = int(rows.cases[inside].sum()), int(inside.sum())
    conditions = tuple(
        Condition(
            one.name,
            one.low,
            one.high,
            one.values,
            quasi_p(rows, limits, one.name) if tested else float("nan"),
        )
        for one in limits.values()
    )
    points = rows.number_of_points(inside)
    return Box(conditions, number, points, hits, hits / max(total, 1), hits / max(number, 1))
