"""Targets: the names of those for whom a strategy may be meant.

What the names mean, and who comes first among those meant, stands in ``reach``.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field

from simulation.errors import InputError, unknown_name
from simulation.population.selection import selection_of

FIXED = (
    "everyone",
    "random",
    "hubs",
    "friends_of_random",
    "low_income",
    "middle_income",
    "high_income",
    "uninsured",
    "women",
    "men",
)
"""Targets to which a person belongs for good or never; so are culture groups."""
CHANGING = ("in_distress", "screened", "untreated", "dropped_out", "families_of_untreated")
"""Targets to which a person belongs at some times and not at others."""
TARGETS = (*FIXED, *CHANGING)
"""Targets by name; a culture group is one more, ``culture:NAME``, and so are people by any column,
``age:18-25 & work:student`` (see ``population.selection``)."""
CULTURE = "culture:"


class Groups(NamedTuple):
    """What a world tells its people apart by: culture groups, columns kept of a table of people,
    kinds of help."""

    cultures: tuple[str, ...]
    kept: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()


def _known_target(target: str) -> str:
    if target in TARGETS or (target.startswith(CULTURE) and len(target) > len(CULTURE)):
        return target
    if ":" in target:
        selection_of(target)
        return target
    error = unknown_name("target", target, TARGETS)
    near = error.allowed if error.allowed.startswith("did you mean") else ", ".join(TARGETS)
    raise InputError(
        error.problem,
        found=target,
        allowed=f"{near}, culture:NAME of a culture group, or COLUMN:VALUE (age:18-25)",
    )


Target = Annotated[str, AfterValidator(_known_target)]


def meant_for(target: str) -> Any:
    """Declare the target that a strategy has unless a scenario says otherwise."""
    return Field(
        target,
        description="Whom it is meant for",
        max_length=400,
        strict=True,
        json_schema_extra={
            "anyOf": [{"enum": list(TARGETS)}, {"pattern": "^[^:]+:."}],
        },
    )


def check_target(target: str, people: Groups, field: str) -> None:
    """Raise InputError if a target is a culture group, a column or a name in it that a world does
    not have."""
    if target in TARGETS or not target:
        return
    if target.startswith(CULTURE) and target.removeprefix(CULTURE) in people.cultures:
        return
    try:
        selection_of(target).check(people.kept, people.cultures, people.helps)
    except InputError as error:
        problem = error.problem
        if target.startswith(CULTURE) and "&" not in target:
            problem = "no such culture group"
        raise InputError(
            problem,
            field=field,
            found=target if problem != error.problem else error.found,
            allowed=error.allowed,
        ) from None
