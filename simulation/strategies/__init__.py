"""Strategies: what policy does, one file for each family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from simulation.errors import InputError, unknown_name
from simulation.parameters.field import number
from simulation.parameters.problems import first_fault
from simulation.strategies.access import FreeFirstSessions, PriceSubsidy, Reminders
from simulation.strategies.base import Strategy
from simulation.strategies.engagement import MotivationalInterviewing, PeerNavigators
from simulation.strategies.helpers import (
    FamilyGroups,
    Gatekeepers,
    HelpResistanceProtocol,
    Leap,
)
from simulation.strategies.public import PublicCampaign, SocialContact
from simulation.strategies.quality import (
    AllianceTraining,
    CulturallyAdaptedCare,
    TraumaInformedCare,
)
from simulation.strategies.screening import Screening
from simulation.strategies.services import (
    GuidedSelfHelp,
    MorePlaces,
    RemoteCare,
    SupportGroups,
)
from simulation.strategies.targets import TARGETS, Groups, check_target

if TYPE_CHECKING:
    from simulation.strategies.plan import Plan
    from simulation.town_view import TownView

STRATEGIES: dict[str, type[Strategy]] = {
    kind.kind: kind
    for kind in (
        PublicCampaign,
        SocialContact,
        Screening,
        Gatekeepers,
        Leap,
        FamilyGroups,
        MotivationalInterviewing,
        HelpResistanceProtocol,
        PriceSubsidy,
        FreeFirstSessions,
        RemoteCare,
        MorePlaces,
        Reminders,
        AllianceTraining,
        TraumaInformedCare,
        CulturallyAdaptedCare,
        PeerNavigators,
        GuidedSelfHelp,
        SupportGroups,
    )
}
"""Strategies that scenarios may name."""


def parse_strategies(entries: object) -> tuple[Strategy, ...]:
    """The strategies of a scenario: each entry is a name, or a mapping with ``name`` and fields.

    Raises InputError for anything else, for one that is listed twice, and for wrong fields.
    """
    if entries is None:
        return ()
    if not isinstance(entries, (list, tuple)):
        raise InputError(
            "must be a list",
            field="strategies",
            found=entries,
            allowed="a list of names, or of mappings with name and fields",
        )
    found = tuple(_parse(entry, f"strategies.{place}") for place, entry in enumerate(entries))
    refuse_twins(found)
    return found


def refuse_twins(strategies: Sequence[Strategy], source: str = "") -> None:
    """Raise InputError where a strategy is listed twice with the same fields.

    Twice with others is two efforts: campaigns in different years, care for different people.
    """
    for place, strategy in enumerate(strategies):
        if strategy in strategies[:place]:
            raise InputError(
                "the same strategy is listed twice",
                source=source,
                field=f"strategies.{place}",
                found=strategy.kind,
                allowed="once, or with another start, target or coverage",
            )


def _parse(entry: object, field: str) -> Strategy:
    if isinstance(entry, Strategy):
        return entry
    fields = {"name": entry} if isinstance(entry, str) else entry
    if not isinstance(fields, Mapping) or not isinstance(fields.get("name"), str):
        raise InputError(
            "is not a strategy",
            field=field,
            found=entry,
            allowed="a name, or a mapping with name and fields",
        )
    name = fields["name"]
    if name not in STRATEGIES:
        raise unknown_name(f"strategy in {field}", name, STRATEGIES)
    own = {key: value for key, value in fields.items() if key != "name"}
    try:
        return STRATEGIES[name].model_validate(own)
    except ValidationError as error:
        fault = first_fault(error, STRATEGIES[name])
        raise InputError(
            fault.problem,
            field=".".join(part for part in (field, fault.field) if part),
            found=fault.found,
            allowed=fault.allowed,
        ) from None


def plans(strategies: tuple[Strategy, ...], town: TownView) -> list[Plan]:
    """The strategies at work in a town, in the order of their names and contents.

    Each has a decision of its own, named after its kind and its place among those of its kind, by
    which people are drawn. Raises InputError for a target that the town does not have.
    """
    ordered = sorted(strategies, key=lambda strategy: (strategy.kind, repr(strategy)))
    seen: dict[str, int] = {}
    made = []
    for strategy in ordered:
        number = seen[strategy.kind] = seen.get(strategy.kind, 0) + 1
        made.append(plan_of(strategy, number, town))
    return made


def plan_of(strategy: Strategy, number: int, town: TownView) -> Plan:
    """A strategy at work in a town, with its number among those of its kind.

    Raises InputError for a target that the town does not have.
    """
    from simulation.strategies.plan import Plan  # compiled code, not for reading files

    people = town.people
    helps = tuple(row.name for row in people.helps)
    groups = Groups(people.culture_names, tuple(people.kept), helps)
    check_target(strategy.target, groups, f"{strategy.kind}.target")
    return Plan(strategy, f"{strategy.kind} {number}", town)


__all__ = [
    "STRATEGIES",
    "TARGETS",
    "Groups",
    "Strategy",
    "check_target",
    "number",
    "parse_strategies",
    "plan_of",
    "plans",
    "refuse_twins",
]
