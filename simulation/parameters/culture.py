"""Numbers of culture: groups with norms of their own, and the stigma of the place."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulation.parameters.field import Section, number

_WHY = "assumption: order of service use between groups in a national survey (P_race_*); size open"
_UNIT = "log odds"


class CultureGroup(Section):
    """How the traits of one culture group are shifted beside the population's medians."""

    perceived_stigma: float = number(
        0.0, _UNIT, -3.0, 3.0, _WHY, "Shift of perceived stigma", (-2.0, 2.0)
    )
    trust: float = number(
        0.0, _UNIT, -3.0, 3.0, _WHY + "; mistrust matters (P_mistrust_hi)", "Shift of trust",
        (-2.0, 2.0),
    )  # fmt: skip
    concealment: float = number(
        0.0, _UNIT, -3.0, 3.0, _WHY, "Shift of concealment: codes of non-disclosure", (-2.0, 2.0)
    )
    literacy: float = number(
        0.0, _UNIT, -3.0, 3.0, _WHY, "Shift of literacy: what counts as illness", (-2.5, 2.5)
    )
    self_reliance: float = number(
        0.0, _UNIT, -3.0, 3.0, _WHY, "Shift of self-reliance", (-2.0, 2.0)
    )
    service_fit: float = number(
        1.0, "share of the scale", 0.0, 1.0, _WHY,
        "How well services as they are fit the group: language, idioms of distress, staff",
        (0.4, 1.0),
    )  # fmt: skip


def _groups() -> dict[str, CultureGroup]:
    return {
        "white": CultureGroup(),
        "hispanic": CultureGroup(perceived_stigma=0.5, trust=-0.6, concealment=0.5, literacy=-1.0,
                                 self_reliance=0.5, service_fit=0.7),
        "black": CultureGroup(perceived_stigma=0.4, trust=-1.3, concealment=0.4, literacy=-0.7,
                              self_reliance=0.4, service_fit=0.7),
        "asian": CultureGroup(perceived_stigma=0.9, trust=-0.6, concealment=1.2, literacy=-2.23,
                              self_reliance=1.0, service_fit=0.6),
        "other": CultureGroup(),
    }  # fmt: skip


GroupName = Annotated[str, Field(min_length=1, max_length=40)]


class Culture(Section):
    """Culture groups by name, and what surrounds them all."""

    groups: dict[GroupName, CultureGroup] = Field(
        default_factory=_groups, min_length=1, max_length=50,
        description="Culture groups by name; the built-in town knows white, hispanic, black, "
        "asian and other",
    )  # fmt: skip
    structural_stigma: float = number(
        0.4,
        "share of the scale",
        0.0,
        1.0,
        "assumption: disclosure at work is costly for many but not for all",
        "How costly laws, employers and institutions make disclosure",
        (0.2, 0.7),
    )
