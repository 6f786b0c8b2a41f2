"""Numbers that are in doubt together: some are ordered, some go up and down with each other.

``prior_groups.csv`` stands beside the table of numbers; a world may add groups of its own under
``prior_groups``. In an ``ordered`` group no number is below the one before it. In a ``correlated``
group every two have the rank correlation given (Spearman's); a member with a minus before it goes
down where the others go up. A number is in one group at most.

Import costs nothing beyond the standard library.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal, get_args

from simulation.errors import InputError, unknown_name

Kind = Literal["ordered", "correlated"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FILE = "prior_groups.csv"
COLUMNS = ("group", "kind", "members", "rank_correlation", "source")
_FIELDS = COLUMNS[1:]


@dataclass(frozen=True, slots=True)
class PriorGroup:
    """One group. ``members`` are places of numbers, in their order; ``falling`` are those that go
    down where the others go up; ``rank_correlation`` is 0 for an ordered one."""

    name: str
    kind: Kind
    members: tuple[str, ...]
    falling: tuple[bool, ...]
    rank_correlation: float = 0.0
    source: str = ""

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether these values of its members, by place, are in its order; so those of a
        correlated group always are."""
        if self.kind != "ordered":
            return True
        there = [values[name] for name in self.members if name in values]
        return all(one <= other for one, other in pairwise(there))


@cache
def prior_groups() -> Mapping[str, PriorGroup]:
    """The groups that come with the model, by name."""
    text = (files(__package__) / FILE).read_text(encoding="utf-8")
    found: dict[str, PriorGroup] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    for row in reader:
        where = f"{FILE}, line {reader.line_num}"
        said: dict[str, Any] = {name: row[name] for name in _FIELDS if row[name]}
        said["members"] = [part.strip() for part in row["members"].split(",")]
        if "rank_correlation" in said:
            said["rank_correlation"] = float(said["rank_correlation"])
        try:
            if row["group"] in found:
                raise InputError("stands twice", field="group", found=row["group"])
            found[row["group"]] = group_of(row["group"], said)
        except InputError as error:
            raise error.within(where) from None
    once_each(found.values())
    return found


def group_of(name: str, said: object) -> PriorGroup:
    """The group that a world says under a name. Raises InputError for what cannot be one."""
    if not isinstance(said, Mapping):
        raise InputError(
            "no group of numbers",
            found=said,
            allowed="{kind: ordered, members: [NAME, NAME], source: ...}",
        )
    for field in said:
        if field not in _FIELDS:
            error = unknown_name("part of a group", field, _FIELDS)
            raise InputError(error.problem, found=field, allowed=error.allowed)
    kind = said.get("kind")
    if kind not in KINDS:
        raise InputError("unknown kind", field="kind", found=kind, allowed=", ".join(KINDS))
    named = said.get("members")
    if not isinstance(named, (list, tuple)) or not all(isinstance(one, str) for one in named):
        raise InputError("no names", field="members", found=named, allowed="a list of numbers")
    falling = tuple(one.startswith("-") for one in named)
    members = tuple(one.removeprefix("-").strip() for one in named)
    if len(members) < 2 or len(set(members)) < len(members):
        raise InputError("not two numbers or more, each once", field="members", found=list(named))
    if kind == "ordered" and any(falling):
        raise InputError("an order has no falling members", field="members", found=list(named))
    source = said.get("source")
    if not isinstance(source, str) or not source:
        raise InputError(
            "is not said",
            field="source",
            allowed="ids of the evidence table, or assumption: and the reason",
        )
    return PriorGroup(name, kind, members, falling, _correlation(kind, said, len(members)), source)


def _correlation(kind: str, said: Mapping[str, Any], members: int) -> float:
    given = said.get("rank_correlation")
    if kind == "ordered":
        if given is not None:
            raise InputError("means nothing in an order", field="rank_correlation", found=given)
        return 0.0
    # Where several all fall as the others rise there is a limit to how much.
    least = -1.0 if members == 2 else -0.9 / (members - 1)
    good = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not good or not least < given < 1.0 or given == 0.0:  # type: ignore[operator]
        raise InputError(
            "out of range" if good else "not a number",
            field="rank_correlation",
            found=given,
            allowed=f"above {least:.3g}, below 1, not 0",
        )
    return float(given)  # type: ignore[arg-type]


def once_each(groups: Iterable[PriorGroup]) -> None:
    """Refuse a number that is in two groups."""
    seen: dict[str, str] = {}
    for group in groups:
        for member in group.members:
            if member in seen:
                raise InputError(
                    f"is in two groups, {seen[member]} and {group.name}",
                    field="members",
                    found=member,
                    allowed="one group for each number",
                )
            seen[member] = group.name
