"""Options of ``helpseek targets`` as the settings that the reader of people's files takes."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.microdata.reading import CLUSTER, ID, POPULATION, STRATA, WEIGHT
from simulation.errors import InputError


def pairs_of(given: Sequence[str], option: str, form: str) -> dict[str, str]:
    """``NAME=TEXT`` options by name; InputError for another form, and for a name given twice."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, rest = (part.strip() for part in text.partition("="))
        if not equals or not name or not rest:
            raise InputError("is not a pair", source=option, found=text, allowed=form)
        if name in found:
            raise InputError("is given twice", source=option, found=name)
        found[name] = rest
    return found


def design_columns(
    person: str | None,
    weight: str | None,
    strata: str | None,
    cluster: str | None,
    population: str | None,
) -> dict[str, str]:
    """The columns that tell the design, those that there are."""
    given = {
        ID: person,
        WEIGHT: weight,
        STRATA: strata,
        CLUSTER: cluster,
        POPULATION: population,
    }
    return {name: column for name, column in given.items() if column is not None}


def values_of(given: Sequence[str]) -> dict[str, dict[str, str]]:
    """What cells mean, by column: ``OURS:CELL=MEANING``."""
    found: dict[str, dict[str, str]] = {}
    for name, meaning in pairs_of(given, "--values", "OURS:CELL=MEANING").items():
        ours, colon, cell = (part.strip() for part in name.partition(":"))
        if not colon or not ours or not cell:
            raise InputError(
                "is not a pair", source="--values", found=name, allowed="OURS:CELL=MEANING"
            )
        found.setdefault(ours, {})[cell] = meaning
    return found


def missing_of(given: Sequence[str]) -> dict[str, list[str]]:
    """What says nothing, by column: ``OURS=CODE,CODE``."""
    pairs = pairs_of(given, "--missing", "OURS=CODES")
    return {name: [code.strip() for code in codes.split(",")] for name, codes in pairs.items()}
