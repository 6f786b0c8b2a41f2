"""Every number of the model: unit, bounds, default, source, prior."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulation.parameters.closeness import HelpResistanceParameters, RelativesParameters
from simulation.parameters.distress import DistressParameters
from simulation.parameters.field import Parameter, Section, number, parameters_of, tabled
from simulation.parameters.influence import InfluenceParameters
from simulation.parameters.recognition import RecognitionParameters
from simulation.parameters.seeking import SeekingParameters
from simulation.parameters.services import Service, Services
from simulation.parameters.traits import TraitParameters
from simulation.parameters.treatment import TreatmentParameters


class Parameters(
    TreatmentParameters,
    HelpResistanceParameters,
    SeekingParameters,
    RecognitionParameters,
    RelativesParameters,
    InfluenceParameters,
    DistressParameters,
    TraitParameters,
):
    """All numbers of traits and processes under one roof, each with a name of its own."""


def as_record(sections: list[BaseModel], **further: float) -> NDArray[Any]:
    """The numbers of like sections as a structured array, one row a section, for compiled code.

    ``further`` numbers get a column of their own, the same in every row. Numbers of extensions
    stand behind all others, so that ``built_in`` can leave them out.
    """
    own = tuple(OWN_NUMBERS) if isinstance(sections[0], Parameters) else ()
    dtype = record_type(type(sections[0]), tuple(further), own)
    names = dtype.names or ()
    table = np.zeros(len(sections), dtype)
    for row, section in enumerate(sections):
        table[row] = tuple(
            float(further[name] if name in further else getattr(section, name)) for name in names
        )
    return table


def built_in(record: NDArray[Any], further: tuple[str, ...]) -> NDArray[Any]:
    """The row of parameters without the numbers of extensions, on the same memory.

    Processes that come with the model are compiled for these, whatever a researcher adds.
    """
    dtype = record_type(Parameters, further, ())
    if record.dtype == dtype:
        return record
    assert record.size == 1
    return np.ndarray(1, dtype, buffer=record.data)


@cache
def record_type(
    kind: type[BaseModel], further: tuple[str, ...], own: tuple[str, ...]
) -> np.dtype[Any]:
    """The type of the rows that ``as_record`` gives for a kind of section: always the same one."""
    names = [
        name
        for name, field in kind.model_fields.items()
        if field.annotation in (float, int, bool) and name not in OWN_NUMBERS
    ]
    return np.dtype([(name, np.float64) for name in (*names, *further, *own)])


OWN_NUMBERS: dict[str, Any] = {}
"""Numbers of extensions among the parameters, by name."""


def set_own_numbers(fields: Mapping[str, Any]) -> None:
    """Have these fields among the parameters, declared with ``number``, and no others of
    extensions."""
    for name in OWN_NUMBERS:
        del Parameters.model_fields[name]
    OWN_NUMBERS.clear()
    OWN_NUMBERS.update(fields)
    for name, field in fields.items():
        kind = int if isinstance(field.default, int) else float
        Parameters.model_fields[name] = FieldInfo.from_annotated_attribute(kind, field)
    Parameters.model_rebuild(force=True)


def part_of(table: NDArray[Any], names: tuple[str, ...] | None) -> NDArray[Any]:
    """Some columns of a structured array, in the same memory; all of them for None."""
    if names is None:
        return table
    key = id(table.dtype), names
    if key not in _PARTS:  # one type for one list of names, so that code for it is compiled once
        fields: Any = table.dtype.fields
        told = {
            "names": list(names),
            "formats": [fields[name][0] for name in names],
            "offsets": [fields[name][1] for name in names],
            "itemsize": table.dtype.itemsize,
        }
        _PARTS[key] = table.dtype, np.dtype(told)  # type: ignore[call-overload]
    return np.ndarray(table.shape, _PARTS[key][1], buffer=table)


_PARTS: dict[tuple[int, tuple[str, ...]], tuple[np.dtype[Any], np.dtype[Any]]] = {}
"""Types of parts by the type of the whole, which is kept, so that no other gets its id."""

__all__ = [
    "OWN_NUMBERS",
    "Parameter",
    "Parameters",
    "Section",
    "Service",
    "Services",
    "as_record",
    "built_in",
    "number",
    "parameters_of",
    "part_of",
    "record_type",
    "set_own_numbers",
    "tabled",
]
