"""The design: at which points of the uncertainties the model is run."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

from experiments.engine.task import address
from experiments.sweep.plan import MOST_POINTS, ReadPlan
from experiments.uncertainty import cube
from experiments.uncertainty.draws import NOTHING, Together, columns_at
from experiments.uncertainty.uncertain import Uncertain
from simulation.errors import InputError

BASE = "base"
"""Name of the only point where nothing is uncertain."""
_POINT_LENGTH = 12


@dataclass(frozen=True)
class Point:
    """One value for everything that is uncertain.

    ``name`` follows from the values alone, so it stays when a design grows or is put in another
    order; ``number`` is its place in the design.
    """

    name: str
    number: int
    values: tuple[Any, ...]


def number_of_points(read: ReadPlan, uncertain: Sequence[Uncertain]) -> int:
    """How many points the design asks for, told by arithmetic before one is made.

    Values that are the same make one point, so that there may be fewer. Raises InputError for a
    grid that does not know its levels or is too large.
    """
    if not uncertain:
        return 1
    design = read.plan.design
    if design.kind != "grid":
        assert design.points is not None
        return design.points
    for one in uncertain:
        if one.choices is None and one.levels is None:
            raise InputError(
                "a grid needs to know which values of the range it takes",
                source=read.source(("uncertainties", one.column)),
                field=f"uncertainties.{one.column}",
                allowed="levels, a list of values, or design kind sobol or latin_hypercube",
            )
    size = prod(len(one.grid()) for one in uncertain)
    if size > MOST_POINTS:
        raise InputError(
            "the grid is too large",
            source=read.source(("design",)),
            field="design",
            found=f"{size:,} points",
            allowed=f"up to {MOST_POINTS:,}",
        )
    return size


def points(
    read: ReadPlan, uncertain: Sequence[Uncertain], together: Together = NOTHING
) -> list[Point]:
    """The points of the design, each once; numbers in doubt ``together`` are drawn so.

    Raises InputError for a design that cannot be made.
    """
    if not uncertain:
        return [Point(BASE, 1, ())]
    found: dict[str, Point] = {}
    for values in _values(read, uncertain, together):
        name = address({one.place: value for one, value in zip(uncertain, values, strict=True)})
        name = name[:_POINT_LENGTH]
        if name not in found:
            found[name] = Point(name, len(found) + 1, values)
        elif found[name].values != values:
            raise InputError(
                "two points have one name: the design is too large",
                source=read.file,
                field="design",
                allowed="fewer points",
            )
    return list(found.values())


def _values(
    read: ReadPlan, uncertain: Sequence[Uncertain], together: Together
) -> Iterator[tuple[Any, ...]]:
    design = read.plan.design
    if design.kind != "grid":
        assert design.points is not None
        places = [one.place for one in uncertain]
        shares = cube.points(design.kind, design.points, design.seed, places)
        try:
            columns = columns_at(shares, uncertain, together)
        except InputError as error:
            raise error.within(read.source(("uncertainties",))) from None
        yield from zip(*columns, strict=True)
        return
    number_of_points(read, uncertain)
    yield from itertools.product(*(one.grid() for one in uncertain))
