"""Targets: the names of those for whom a strategy may be meant.

What the names mean, and who comes first among those meant, stands in ``reach``.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from simulation.errors import InputError, unknown_name

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
"""Targets by name; a culture group is one more, ``culture:NAME``."""
CULTURE = "culture:"


def _known_target(target: str) -> str:
    if target in TARGETS or (target.startswith(CULTURE) and len(target) > len(CULTURE)):
        return target
    error = unknown_name("target", target, TARGETS)
    near = error.allowed if error.allowed.startswith("did you mean") else ", ".join(TARGETS)
    raise InputError(
        error.problem, found=target, allowed=f"{near} or culture:NAME of a culture group"
    )


Target = Annotated[str, AfterValidator(_known_target)]


def meant_for(target: str) -> Any:
    """Declare the target that a strategy has unless a scenario says otherwise."""
    return Field(
        target,
        description="Whom it is meant for",
        max_length=60,
        strict=True,
        json_schema_extra={
            "anyOf": [{"enum": list(TARGETS)}, {"pattern": f"^{CULTURE}."}],
        },
    )


def check_culture(target: str, groups: tuple[str, ...], field: str) -> None:
    """Raise InputError if a target is a culture group that the scenario does not have."""
    if target.startswith(CULTURE) and target.removeprefix(CULTURE) not in groups:
        raise InputError(
            "no such culture group",
            field=field,
            found=target,
            allowed=", ".join(CULTURE + name for name in groups),
        )
