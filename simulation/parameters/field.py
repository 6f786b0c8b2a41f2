"""What every number of a scenario carries: unit, bounds, default, meaning, source, prior."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Section(BaseModel):
    """One branch of the scenario tree: frozen, and closed to names that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=False)


def number(
    default: float,
    unit: str,
    low: float,
    high: float,
    source: str,
    meaning: str,
    prior: tuple[float, float] | None = None,
) -> Any:
    """Declare a number of the scenario.

    ``source`` is the ids of rows of the evidence table, or ``assumption: `` and the reason.
    ``prior`` is the range in which the number may truly lie, for sweeps and sensitivity analysis;
    left out, it is the interval of the source or the bounds. Numbers outside ``low`` to ``high``,
    NaN, infinity, text and yes/no are refused.
    """
    # A default written without a point declares a whole number; its annotation is then int, for
    # which there is nothing to say of infinity and NaN (Pydantic before 2.11 refuses to).
    whole = isinstance(default, int)
    return Field(
        default,
        ge=low,
        le=high,
        allow_inf_nan=None if whole else False,
        strict=True,
        description=meaning,
        json_schema_extra={
            "unit": unit,
            "source": source,
            "prior": list(prior or (low, high)),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of the tree as tables show it."""

    name: str
    """Dotted place in the scenario."""
    default: float
    unit: str
    low: float
    high: float
    prior: tuple[float, float]
    source: str
    meaning: str


def _bound(field: FieldInfo, kind: str) -> float:
    for rule in field.metadata:
        if hasattr(rule, kind):
            return float(getattr(rule, kind))
    raise TypeError(f"{field} declares no bound {kind!r}")


def parameters_of(section: BaseModel, path: str = "") -> Iterator[Parameter]:
    """All numbers of a section and of the sections in it, with the values that it holds."""
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        place = f"{path}{name}"
        extra = field.json_schema_extra
        if isinstance(value, BaseModel):
            yield from parameters_of(value, place + ".")
        elif isinstance(value, dict):
            for key, item in value.items():
                if isinstance(item, BaseModel):
                    yield from parameters_of(item, f"{place}.{key}.")
        elif isinstance(extra, dict) and "unit" in extra:
            prior = extra["prior"]
            assert isinstance(prior, list)
            yield Parameter(
                name=place,
                default=value,
                unit=str(extra["unit"]),
                low=_bound(field, "ge"),
                high=_bound(field, "le"),
                prior=(float(str(prior[0])), float(str(prior[1]))),
                source=str(extra["source"]),
                meaning=field.description or "",
            )
