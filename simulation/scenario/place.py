"""The place that a world stands for: whose adults totals are told of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulation.parameters.field import Section, told_if_known

_LINE = r"^[^\x00-\x1f\x7f]*$"


class Place(Section):
    """The real place of which the simulated people are a sample, as far as it is known.

    Nothing in a run depends on it: it says how many adults a difference per adult is told of.
    """

    name: Annotated[str, Field(max_length=80, pattern=_LINE, strict=True)] = Field(
        "", description="What the place is called"
    )
    adults: int | None = told_if_known(
        "people",
        1,
        10_000_000_000,
        "counted by the register or the census of the place",
        "How many adults live in the place; left out, totals are those of the town as simulated",
    )
    source: Annotated[str, Field(max_length=400, pattern=_LINE, strict=True)] = Field(
        "", description="Where the number of adults is from"
    )
