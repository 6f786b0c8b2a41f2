"""Groups of people in files of targets: ``severity=severe & culture=black|asian & age=18-34``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.errors import InputError, unknown_name
from simulation.measures.categories import SEVERITIES
from simulation.measures.survey import Mask, Survey
from simulation.measures.usual_groupings import GROUPINGS
from simulation.population.columns import COLUMNS
from simulation.population.demographics import SEXES
from simulation.population.selection import Selection

if TYPE_CHECKING:
    from simulation.scenario import Scenario

AGE = "age"
NAMES = {"severity": SEVERITIES, "sex": SEXES, "income": ("low", "middle", "high")}
"""Names in the groupings that every world has; those of culture are the world's."""
_AGES = re.compile(r"(\d{1,3}) ?(?:-|\u2013|to) ?(\d{1,3})|(\d{1,3})\+")
_OLDEST = 999
KEPT = "keep."
"""Before the name of a column that a world keeps of its table of people (``population.keep``)."""


@dataclass(frozen=True)
class Group:
    """People of whom all is so that ``parts`` say: a grouping, and the names or ages within it."""

    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def words(self) -> str:
        """As files write it."""
        return " & ".join(f"{key}={'|'.join(names)}" for key, names in self.parts)

    def mask(self, survey: Survey) -> Mask:
        """Who belongs to it, children included."""
        found = np.ones(survey.adult.size, np.bool_)
        for key, wanted in self.parts:
            if key == AGE:
                found &= _of_ages(survey, wanted)
                continue
            if key not in GROUPINGS:
                found &= Selection(((key.removeprefix(KEPT), wanted),)).mask(survey.people)
                continue
            codes, names = GROUPINGS[key](survey)
            found &= np.isin(codes, [place for place, name in enumerate(names) if name in wanted])
        return found

    def obstacle(self, scenario: Scenario) -> str:
        """Why a world cannot tell the group, or nothing."""
        cultures = tuple(scenario.culture.groups)
        for key, wanted in self.parts:
            for name in wanted if key == "culture" else ():
                if name not in cultures:
                    return f"no culture group {name!r} in this world, only {', '.join(cultures)}"
            if key.startswith(KEPT) and key.removeprefix(KEPT) not in scenario.population.keep:
                return f"this world keeps no column {key.removeprefix(KEPT)!r} (population.keep)"
        return ""


EVERYBODY = Group()


def _of_ages(survey: Survey, wanted: tuple[str, ...]) -> Mask:
    age, found = survey.people.age, np.zeros(survey.adult.size, np.bool_)
    for text in wanted:
        low, high = ages_of(text)
        found |= (age >= low) & (age <= high)
    return found


def ages_of(text: str) -> tuple[int, int]:
    """First and last year of a band; InputError for what is none."""
    found = _AGES.fullmatch(text)
    low, high = (0, -1) if found is None else (int(found[1] or found[3]), int(found[2] or _OLDEST))
    if low > high:
        raise InputError("is no range of ages", found=text, allowed="18-34, or 65+")
    return low, high


def group_of(text: str) -> Group:
    """The group that a cell names; InputError for what no group can be."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    for part in filter(None, (one.strip() for one in text.split("&"))):
        key, equals, rest = (one.strip() for one in part.partition("="))
        if not equals or not rest:
            raise InputError(
                "is no group of people",
                found=part,
                allowed="for instance sex=female, severity=severe & age=18-34, culture=black|asian",
            )
        if key not in (*GROUPINGS, *COLUMNS) and not key.startswith(KEPT):
            near = unknown_name("grouping", key, (*GROUPINGS, *COLUMNS))
            allowed = f"{near.allowed}; {KEPT}COLUMN of a column that a world keeps"
            raise InputError(near.problem, found=key, allowed=allowed)
        names = tuple(one.strip() for one in rest.split("|"))
        if key in COLUMNS and key not in (*GROUPINGS, AGE, "modality"):
            Selection(((key, names),)).check((), (), ())
        for name in names:
            if key == AGE:
                ages_of(name)
            elif key in NAMES and name not in NAMES[key]:
                raise InputError(
                    f"no such group of {key}", found=name, allowed=", ".join(NAMES[key])
                )
        if key in dict(parts):
            raise InputError("names a grouping twice", found=text, allowed="a|b for either")
        parts.append((key, names))
    return Group(tuple(parts))
