"""Groups of numbers: those of which a researcher would learn together, from section and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.compare.value.partial import Part
from experiments.uncertainty.places import section_of
from simulation.measures.weekly_row import MONEY_UNIT
from simulation.parameters.field import Parameter

COSTS, CARE, EFFECTS = "costs and prices", "structure of care", "effects of care and of strategies"
ATTITUDES, AROUND, ILLNESS = "attitudes and beliefs", "the people around", "illness and its burden"
OTHER, ALL = "other numbers", "all numbers"
GROUP_OF_SECTION = {
    "services": CARE,
    "treatment": EFFECTS,
    "strategies": EFFECTS,
    "help_resistance": ATTITUDES,
    "seeking": ATTITUDES,
    "recognition": ATTITUDES,
    "trait": ATTITUDES,
    "culture": ATTITUDES,
    "relatives": AROUND,
    "influence": AROUND,
    "network": AROUND,
    "distress": ILLNESS,
    "costs": ILLNESS,
}
"""The group of what is neither money nor what a session does, by section."""
_OF_A_SESSION = "per session"


def group_of(place: str, row: Parameter | None) -> str:
    """The group of one number; ``row`` is what the schema says of it, where it says anything."""
    unit = "" if row is None else row.unit
    if unit.startswith(MONEY_UNIT):
        return COSTS
    if unit.endswith(_OF_A_SESSION):
        return EFFECTS
    return GROUP_OF_SECTION.get(section_of(place), OTHER)


def groups_of(names: Sequence[str], rows: Mapping[str, Parameter]) -> list[Part]:
    """The groups that numbers fall into, those of one number left out; all of them at the end."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(group_of(name, rows.get(name)), []).append(place)
    parts = [Part(name, tuple(found[name])) for name in sorted(found) if len(found[name]) > 1]
    if len(parts) > 1:
        parts.append(Part(ALL, tuple(range(len(names)))))
    return parts


def singles_of(names: Sequence[str]) -> list[Part]:
    """Each number by itself."""
    return [Part(name, (place,)) for place, name in enumerate(names)]
