"""Cases: at which points of a sweep something happens, as SQL says or as the favourite loses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.files.results import MANIFEST
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.evaluation.objectives import Objective
    from experiments.sweep.query import Found

MOST_INPUTS = 2_000
_FEWEST = 20
"""Points: the policies that are tried at one are not independent of each other."""


@dataclass(frozen=True)
class Cases:
    """Rows of a sweep, a point or a point with a policy each: inputs, and whether it is a case.

    ``points`` are the names of the points that rows belong to: rows of one point share its
    parameters and its luck.
    """

    inputs: Mapping[str, NDArray[Any]]
    cases: NDArray[np.bool_]
    points: NDArray[np.str_]
    question: str
    untold: int
    """Rows left out because it cannot be told whether they are cases."""

    @property
    def number_of_points(self) -> int:
        """How many points there are."""
        return len(np.unique(self.points))

    def counted(self, number: int, of: int, points: int) -> str:
        """``number`` of ``of`` rows, of ``points`` points, in words."""
        if len(self.cases) == self.number_of_points:
            return f"{number:,} of {of:,} points"
        return f"{number:,} of {of:,} combinations of a point and a policy ({points:,} points)"


@dataclass(frozen=True)
class Swept:
    """What a sweep varied and measured, from its manifest."""

    path: Path
    uncertain: tuple[str, ...]
    levers: tuple[str, ...]
    outcomes: tuple[str, ...]


def swept(directory: str) -> Swept:
    """The sweep in a directory. Raises InputError where there is none."""
    from experiments.sweep.work import KIND

    path = Path(directory)
    allowed = "the directory of a sweep"
    try:
        told = json.loads((path / MANIFEST).read_bytes())
        if told["format"] != KIND:
            raise InputError(
                "is not a sweep of this version",
                source=directory,
                field="format",
                found=told["format"],
                allowed=KIND,
            )
        return Swept(
            path,
            tuple(str(one["column"]) for one in told["uncertainties"]),
            tuple(map(str, told["levers"])),
            tuple(map(str, told["outcomes"])),
        )
    except InputError:
        raise
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", source=directory, allowed=allowed
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("has a damaged manifest", source=directory, allowed=allowed) from error


def where(sweep: Swept, expression: str, among: str | None) -> Cases:
    """Cases are points and policies for which an SQL expression is true of means over seeds.

    ``among`` narrows the policies down by another. Levers with one value left are no inputs. Raises
    InputError for fewer than 20 points, however many policies each has.
    """
    from experiments.sweep.query import opened

    _few_enough(sweep)
    with opened(sweep.path) as found:
        means = _means(sweep, among)
        names = (*sweep.uncertain, *sweep.levers)
        rows = _rows(
            found,
            f"select point, {_listed(names)}, ({expression}) from ({means}) order by all",
            "--where",
        )
    return _cases(names, rows, expression, sweep)


def loses(
    sweep: Swept, favourite: str, objective: Objective, margin: float, among: str | None
) -> Cases:
    """Cases are points at which another policy does better than the favourite by over ``margin``.

    ``favourite`` is an SQL expression on levers that is true of one policy.
    """
    from experiments.sweep.query import opened

    _few_enough(sweep)
    if objective.name not in sweep.outcomes:
        raise InputError(
            "was not measured in this sweep",
            source="--objective",
            found=objective.name,
            allowed=", ".join(sweep.outcomes),
        )
    if not sweep.levers:
        raise InputError("the sweep has no levers", source="--favourite", found=favourite)
    best = "max" if objective.sign > 0 else "min"
    outcome = _quoted(objective.name)
    with opened(sweep.path) as found:
        means = _means(sweep, among)
        policies = _rows(
            found,
            f"select distinct {_listed(sweep.levers)}, ({favourite}) from ({means})",
            "--favourite",
        )
        liked = [row for row in policies if row[-1] is True]
        if len(liked) != 1 or len(policies) < 2:
            raise InputError(
                "is not true of one policy beside others",
                source="--favourite",
                found=favourite,
                allowed=f"one of {len(policies)}; it is true of {len(liked)}",
            )
        against = (
            f"select point, {_listed(sweep.uncertain)}, "
            f"any_value({outcome}) filter (where ({favourite})) as mine, "
            f"{best}({outcome}) filter (where not ({favourite})) as theirs "
            f"from ({means}) group by all"
        )
        rows = _rows(
            found,
            f"select point, {_listed(sweep.uncertain)}, "
            f"{objective.sign} * (theirs - mine) > {margin!r} from ({against}) order by all",
            "--favourite",
        )
    told = ", ".join(f"{name}={value}" for name, value in zip(sweep.levers, liked[0], strict=False))
    more = f" by more than {margin:g}" if margin else ""
    question = f"another policy does better in {objective.name} than {told}{more}"
    return _cases(sweep.uncertain, rows, question, sweep)


def _few_enough(sweep: Swept) -> None:
    if not sweep.uncertain or len(sweep.uncertain) > MOST_INPUTS:
        raise InputError(
            "has nothing uncertain" if not sweep.uncertain else "has too many uncertainties",
            source=str(sweep.path),
            found=len(sweep.uncertain),
            allowed=f"1 to {MOST_INPUTS}",
        )


def _means(sweep: Swept, among: str | None) -> str:
    """Means over seeds of all outcomes, a row for each point and policy."""
    inside = f" and ({among})" if among else ""
    outcomes = ", ".join(f"avg({_quoted(name)}) as {_quoted(name)}" for name in sweep.outcomes)
    return (
        f"select point, {_listed((*sweep.uncertain, *sweep.levers))}, {outcomes} from runs "
        f"where status = 'done'{inside} group by all"
    )


def _rows(found: Found, sql: str, source: str) -> list[tuple[Any, ...]]:
    try:
        return found.rows(sql)
    except InputError as error:
        raise InputError(
            error.problem, source=source, field=error.field, allowed=error.allowed
        ) from error


def _cases(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]], question: str, sweep: Swept
) -> Cases:
    told = [row for row in rows if row[-1] is not None]
    for row in told[:1]:
        if not isinstance(row[-1], bool):
            raise InputError(
                "is not true or false",
                source="--where",
                found=question,
                allowed="a comparison, such as symptom_weeks > 5",
            )
    cases = np.array([row[-1] for row in told], np.bool_)
    points = np.array([str(row[0]) for row in told])
    number = len(np.unique(points))
    if number < _FEWEST:
        raise InputError(
            "has too few points to learn from",
            source=str(sweep.path),
            found=number,
            allowed=f"{_FEWEST} or more; policies and seeds at a point do not count as more",
        )
    if cases.all() or not cases.any():
        always = "is true everywhere" if cases.all() else "is true nowhere"
        raise InputError(
            f"{always}: there are no conditions for it to find",
            source="--where",
            found=question,
        )
    inputs = {}
    for place, name in enumerate(names, 1):
        values = [row[place] for row in told]
        if len(set(values)) < 2:
            continue
        are_numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
        inputs[name] = (
            np.array(values, np.float64) if are_numbers else np.array(list(map(_word, values)))
        )
    return Cases(inputs, cases, points, question, len(rows) - len(told))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))
