"""What a plan says of the doubt about one number: its prior, another one, a range or values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from simulation.errors import InputError, unknown_name
from simulation.parameters.field import Section
from simulation.parameters.spread import Spread, of_mapping

PRIOR = "prior"
_LARGEST = 1e15
_SAID_HERE = "assumption: said in the plan"


def _end(meaning: str) -> Any:
    return Field(
        None,
        ge=-_LARGEST,
        le=_LARGEST,
        allow_inf_nan=False,
        strict=True,
        description=meaning,
    )


class Uncertainty(Section):
    """What a parameter may be: its prior, a distribution, a range, or a list of values.

    ``prior`` stands for the distribution that the table of numbers or the world gives; a mapping
    with ``distribution`` for one of the plan's own (see ``simulation.parameters.spread``); a list
    for ``values``. Of a range an end that is left out is that of the prior's interval. Chance is
    spread evenly over a range, on a ``log`` scale over its logarithm. ``levels`` are how many
    values a grid takes of a range.
    """

    low: float | None = _end("Lowest value")
    high: float | None = _end("Highest value")
    scale: Literal["linear", "log"] = Field("linear", description="How values are spread")
    levels: int | None = Field(
        None, ge=2, le=10_000, strict=True, description="Values that a grid takes of a range"
    )
    values: tuple[Any, ...] | None = Field(
        None, min_length=1, max_length=10_000, description="Values to choose from"
    )
    distribution: dict[str, Any] | None = Field(
        None, description="A distribution of the plan's own, with mean and interval"
    )

    @model_validator(mode="before")
    @classmethod
    def _in_short(cls, given: Any) -> Any:
        if isinstance(given, str):
            if given != PRIOR:
                raise unknown_name("range", given, (PRIOR,))
            return {}
        if isinstance(given, Mapping) and isinstance(given.get("distribution"), str):
            levels = {"levels": given["levels"]} if "levels" in given else {}
            told = {name: value for name, value in given.items() if name != "levels"}
            of_mapping({"source": _SAID_HERE, **told})
            return {"distribution": told, **levels}
        return {"values": given} if isinstance(given, (list, tuple)) else given

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Uncertainty:
        if self.values is not None and self.model_fields_set - {"values"}:
            raise InputError(
                "is a list and a range at once",
                found=", ".join(sorted(self.model_fields_set)),
                allowed="values alone, or low, high, scale and levels",
            )
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise InputError(
                "low is not below high",
                found=f"low {self.low:g}, high {self.high:g}",
                allowed="a range from low to high",
            )
        if self.scale == "log" and self.low is not None and self.low <= 0:
            raise InputError("has no logarithm", field="low", found=self.low, allowed="above 0")
        return self

    @property
    def spread(self) -> Spread | None:
        """The distribution of the plan's own; None where there is none."""
        told = self.distribution
        return None if told is None else of_mapping({"source": _SAID_HERE, **told})

    @property
    def is_prior(self) -> bool:
        """Whether it is as likely as a distribution says, and neither a range nor values."""
        return not self.model_fields_set - {"distribution"}
