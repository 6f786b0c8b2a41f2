"""Numbers of culture: groups with norms of their own, and the stigma of the place."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from simulation.parameters.field import Section, tabled
from simulation.parameters.table import numbers

_GROUPS = "culture.groups."
_UNIT = "log odds"


class CultureGroup(Section):
    """How the traits of one culture group are shifted beside the population's medians."""

    stands_at: ClassVar[str] = "culture.groups.*"

    perceived_stigma: float = tabled(_UNIT, -3.0, 3.0, "Shift of perceived stigma")
    trust: float = tabled(_UNIT, -3.0, 3.0, "Shift of trust")
    concealment: float = tabled(_UNIT, -3.0, 3.0, "Shift of concealment: codes of non-disclosure")
    literacy: float = tabled(_UNIT, -3.0, 3.0, "Shift of literacy: what counts as illness")
    self_reliance: float = tabled(_UNIT, -3.0, 3.0, "Shift of self-reliance")
    service_fit: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "How well services as they are fit the group: language, idioms of distress, staff",
    )


def _groups() -> dict[str, CultureGroup]:
    """The groups of the built-in town: those that have rows of their own in the table."""
    found: dict[str, dict[str, float]] = {}
    for parameter, entry in numbers().items():
        if parameter.startswith(_GROUPS):
            group, _, name = parameter.removeprefix(_GROUPS).partition(".")
            found.setdefault(group, {})[name] = entry.value
    return {group: CultureGroup(**values) for group, values in found.items() if group != "*"}


GroupName = Annotated[str, Field(min_length=1, max_length=40)]


class Culture(Section):
    """Culture groups by name, and what surrounds them all."""

    stands_at: ClassVar[str] = "culture"

    groups: dict[GroupName, CultureGroup] = Field(
        default_factory=_groups,
        min_length=1,
        max_length=50,
        description="Culture groups by name; the built-in town knows white, hispanic, black, "
        "asian and other",
    )
    structural_stigma: float = tabled(
        "share of the scale",
        0.0,
        1.0,
        "How costly laws, employers and institutions make disclosure",
    )
