"""Whether arrays are the state of a town at week 0: types, shapes, ranges, and what must agree.

Compiled loops index by codes and rows and do not look whether they lie inside: with a code that
does not exist they crash, run for ever or give nonsense. So arrays from a file, which anybody may
have changed, are looked through before a town takes them over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import NOBODY, STAGE_ROWS, STAGES, WITH_A_SERVICE, codes_in
from simulation.network.ties import KINDS
from simulation.population.columns import COLUMNS, MOST_BURN_IN

if TYPE_CHECKING:
    from simulation.town import Town

Arrays = Mapping[str, NDArray[Any]]
Misfit = tuple[str, Any, str]
"""A field, what stands there, and what may."""
_LARGEST = 2**48
"""Of a count of one week: so large that sums over all weeks still fit."""
_MAY_MOVE = ("culture_fit",)
"""What the burn-in may change of who people are; all else is as the town was built."""


def misfit(town: Town, arrays: Arrays) -> Misfit | None:
    """The first thing in these arrays that a town like this one cannot have; None if all is well.

    ``town`` was just built, of the same people and ties.
    """
    here = {
        name: np.asarray(array)
        for name, array in town.state().items()
        if not name.startswith("strategy.")
    }
    return next(
        (
            found
            for look in (_shapes, _people, _together, _ties, _time)
            for found in look(here, arrays)
        ),
        None,
    )


def _shapes(here: Arrays, arrays: Arrays) -> Iterator[Misfit]:
    slots = len(arrays.get("ties.neighbour", ()))
    weeks = len(arrays.get("history.counts", ()))
    for name in sorted({*here, *arrays}):
        if name not in arrays or name not in here:
            stands = "nothing" if name not in arrays else "an array"
            yield name, stands, "the arrays of this version of Helpseek"
            return
        shape = here[name].shape
        if name.startswith("ties.") and name != "ties.start":
            shape = (slots,)
        elif name in ("history.counts", "history.prices"):
            shape = (weeks, here[name].shape[1])
        elif name == "history.spent":
            shape = (weeks,)
        if arrays[name].shape != shape or arrays[name].dtype != here[name].dtype:
            yield (
                name,
                _kind(arrays[name].shape, arrays[name].dtype),
                _kind(shape, here[name].dtype),
            )


def _kind(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str:
    return f"{' x '.join(map(str, shape)) or 'one'} of {dtype}"


def _people(here: Arrays, arrays: Arrays) -> Iterator[Misfit]:
    """Values within the declared ranges; weeks that have been; the same people as were built."""
    for name, column in COLUMNS.items():
        values = arrays[f"people.{name}"]
        wrong = column.outside(values)
        if wrong.size:
            allowed = f"{column.low:,.12g} to {column.high:,.12g}"
            yield _at(name, wrong, values, allowed)
        if column.unit == "week" and (late := np.flatnonzero(values > arrays["week"])).size:
            yield _at(name, late, values, f"weeks up to {arrays['week']}")
        if column.group == "person" and name not in _MAY_MOVE:
            other = np.flatnonzero(values != here[f"people.{name}"])
            if other.size:
                built = here[f"people.{name}"][other[0]].item()
                yield _at(name, other, values, f"{built}, as the town was built")


def _together(here: Arrays, arrays: Arrays) -> Iterator[Misfit]:
    """What of a person must fit another thing of the same person."""
    people = len(here["people.stage"])
    confidant = arrays["people.confidant"]
    lost = np.flatnonzero((confidant >= people) | (confidant < -people - 1))
    if lost.size:
        yield _at("confidant", lost, confidant, f"rows up to {people - 1}")
    stage, modality = arrays["people.stage"], arrays["people.modality"]
    kinds = len(here["wait"])
    unknown = np.flatnonzero((modality >= kinds) & (modality != NOBODY))
    if unknown.size:
        yield _at("modality", unknown, modality, f"0 to {kinds - 1}, or {NOBODY} for nobody")
    for code in codes_in(STAGE_ROWS, WITH_A_SERVICE):
        of_nobody = np.flatnonzero((stage == code) & (modality == NOBODY))
        if of_nobody.size:
            yield _at(
                "modality", of_nobody, modality, f"whom to turn to, for who is {STAGES[code]}"
            )


def _ties(here: Arrays, arrays: Arrays) -> Iterator[Misfit]:
    start, neighbour = arrays["ties.start"], arrays["ties.neighbour"]
    people = len(here["people.stage"])
    falls = np.flatnonzero(np.diff(start) < 0)
    if falls.size or start[0] != 0 or start[-1] != len(neighbour):
        place = int(falls[0]) + 1 if falls.size else 0 if start[0] else people
        yield (
            f"ties.start, person {place}",
            int(start[place]),
            (f"places that rise from 0 to {len(neighbour)}"),
        )
    strength, kind = arrays["ties.strength"], arrays["ties.kind"]
    for name, values, fits, allowed in (
        ("neighbour", neighbour, (neighbour >= 0) & (neighbour < people), f"0 to {people - 1}"),
        ("kind", kind, kind < len(KINDS), f"0 to {len(KINDS) - 1}"),
        ("strength", strength, (strength >= 0.0) & (strength <= 1.0), "0 to 1"),
    ):
        wrong = np.flatnonzero(~fits)
        if wrong.size:
            yield f"ties.{name}, slot {wrong[0]}", values[wrong[0]].item(), allowed


def _time(here: Arrays, arrays: Arrays) -> Iterator[Misfit]:
    """Week, seed, the wait that people expect, and what was counted so far."""
    counts, spent = arrays["history.counts"], arrays["history.spent"]
    if arrays["week"] != -1:
        yield "week", int(arrays["week"]), "-1, the end of the burn-in"
    if arrays["seed"] != here["seed"]:
        yield "seed", int(arrays["seed"]), str(here["seed"])
    if arrays["history.start"] != -len(counts) or len(counts) > MOST_BURN_IN:
        yield (
            "history.start",
            int(arrays["history.start"]),
            (f"-{len(counts)}, for that many weeks, of {MOST_BURN_IN:,} at the most"),
        )
    wait = arrays["wait"]
    for name, values, most in (
        ("wait", wait, MOST_BURN_IN),
        ("history.counts", counts, _LARGEST),
        ("history.spent", spent, 1e15),
        ("history.prices", arrays["history.prices"], 1e9),
    ):
        wrong = np.argwhere(~((values >= 0) & (values <= most)))
        if len(wrong):
            place = tuple(wrong[0])
            yield (
                f"{name}, place {'.'.join(map(str, place))}",
                values[place].item(),
                (f"0 to {most:,.0f}"),
            )


def _at(name: str, rows: NDArray[np.int64], values: NDArray[Any], allowed: str) -> Misfit:
    return f"people.{name}, row {rows[0] + 1}", values[rows[0]].item(), allowed
