"""The plan of a sweep: a YAML file that says what is uncertain, what may be done, what is measured.

Its parts, each checked when it is read, unknown keys refused at any depth:

``extend``: Python files with extensions, relative to the plan
``world``, ``people``, ``weeks``, ``set``, ``strategies``: the base that all runs share
``uncertainties``: what is not known; a point of the design gives each a value
``levers``: what may be done; every combination is tried at every point
``outcomes``, ``by``, ``weekly``: what is kept of a run
``design``, ``seeds``: which points, and with which luck; every point meets the same seeds
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from experiments.strategies.own_code import NamedBy, extend
from experiments.uncertainty.said import Uncertainty
from simulation.errors import InputError
from simulation.parameters.field import Section
from simulation.randomness import LARGEST_SEED
from simulation.scenario.problems import input_error
from simulation.scenario.reading import Place, read_file

MOST_POINTS = 1_000_000

Scalar = float | int | bool | str
Name = Annotated[str, Field(strict=True, min_length=1, max_length=400)]


def _whole(default: Any, low: int, high: int, meaning: str) -> Any:
    return Field(default, ge=low, le=high, strict=True, description=meaning)


class Design(Section):
    """Which points of the uncertainties are tried.

    ``grid``: every combination of the values and levels. ``sobol``: a scrambled Sobol sequence; the
    first points stay when more are asked for, and it is balanced at powers of two.
    ``latin_hypercube``: each range cut into as many slices as there are points, one point in each;
    another number of points is another set of points.
    """

    kind: Literal["grid", "latin_hypercube", "sobol"] = Field("grid", description="Kind of design")
    points: int | None = _whole(None, 1, MOST_POINTS, "How many points")
    seed: int = _whole(1, 0, LARGEST_SEED, "Seed of the chance in the design")

    @model_validator(mode="after")
    def _number_of_points(self) -> Design:
        if self.kind == "grid" and self.points is not None:
            raise InputError(
                "a grid has as many points as its levels make",
                field="points",
                found=self.points,
                allowed="levels of each range, or another kind of design",
            )
        if self.kind != "grid" and self.points is None:
            raise InputError("missing", field="points", allowed=f"1 to {MOST_POINTS:,}")
        return self


class Seeds(Section):
    """With which luck each point is run: a number of seeds from ``first`` on, or a list of them."""

    number: int = _whole(1, 1, 1_000_000, "How many seeds")
    first: int = _whole(1, 0, LARGEST_SEED - 1_000_000, "The first of them")
    values: tuple[Annotated[int, Field(ge=0, le=LARGEST_SEED, strict=True)], ...] | None = Field(
        None, min_length=1, max_length=1_000_000, description="The seeds themselves"
    )

    @model_validator(mode="before")
    @classmethod
    def _in_short(cls, given: Any) -> Any:
        if isinstance(given, int) and not isinstance(given, bool):
            return {"number": given}
        return {"values": given} if isinstance(given, (list, tuple)) else given

    @model_validator(mode="after")
    def _once_each(self) -> Seeds:
        if self.values is not None:
            if self.model_fields_set - {"values"}:
                raise InputError("is a list and a number at once", allowed="one of them")
            if len(set(self.values)) < len(self.values):
                raise InputError("a seed stands here twice", field="values")
        return self

    @property
    def count(self) -> int:
        """How many there are."""
        return self.number if self.values is None else len(self.values)

    def listed(self) -> list[int]:
        """The seeds."""
        if self.values is not None:
            return list(self.values)
        return list(range(self.first, self.first + self.number))


class Plan(Section):
    """What a sweep is to do."""

    extend: tuple[Name, ...] = Field((), description="Python files of extensions")
    world: Name = Field("town", description="Name of a built-in world, or path of a YAML file")
    people: int | None = _whole(None, 1, 100_000_000, "How many people live there")
    weeks: int | None = _whole(None, 1, 5_200, "How many weeks are simulated")
    set: dict[str, Any] = Field({}, description="Settings of the base, by place")
    strategies: tuple[Any, ...] = Field((), description="Strategies in all runs")
    uncertainties: dict[str, Uncertainty] = Field({}, description="What is not known")
    levers: dict[str, Any] = Field({}, description="What may be done")
    outcomes: tuple[Name, ...] = Field((), description="What is measured; all if left out")
    by: tuple[Name, ...] = Field((), description="Groups that outcomes are also told of")
    weekly: bool | tuple[Name, ...] = Field(False, description="Whether weeks are kept, or which")
    design: Design = Design()
    seeds: Seeds = Seeds()

    @field_validator("extend", mode="before")
    @classmethod
    def _one_file(cls, given: Any) -> Any:
        return (given,) if isinstance(given, str) else given

    @field_validator("outcomes", mode="before")
    @classmethod
    def _all_outcomes(cls, given: Any) -> Any:
        return () if given == "all" else given

    @model_validator(mode="after")
    def _names_that_there_are(self) -> Plan:
        weekly = self.weekly if isinstance(self.weekly, tuple) else ()
        for field, names in (("outcomes", self.outcomes), ("by", self.by), ("weekly", weekly)):
            if len(set(names)) < len(names):  # whether there are such names, the world tells
                raise InputError("a name stands here twice", field=field)
        return self


def _texts(named: Any) -> list[str]:
    """The texts of a list; what is none is refused with the plan as a whole."""
    listed = named if isinstance(named, list) else []
    return listed if all(isinstance(one, str) for one in listed) else []


@dataclass(frozen=True)
class ReadPlan:
    """A plan, with the file that it was read from."""

    plan: Plan
    file: str
    """As it was given."""
    folder: Path
    """Paths in the plan are relative to it."""
    text: bytes
    lines: Mapping[Place, int]
    trust: bool = False
    """Whether code that the plan names may run."""
    names_code: bool = True
    """Whether it is the file that names code; not what stands for options of a command line."""

    def source(self, place: Place = ()) -> str:
        """The file, with the line that a place stands on or is nearest to."""
        while place and place not in self.lines:
            place = place[:-1]
        return f"{self.file}, line {self.lines[place]}" if place else self.file


def looks_like(values: Mapping[str, Any]) -> Literal["plan", "scenario", ""]:
    """Whether a file with these keys is meant as a plan or as a scenario, if one can tell."""
    from simulation.scenario import Scenario

    plans = sum(key in Plan.model_fields for key in values)
    scenarios = sum(key in Scenario.model_fields for key in values)
    if plans == scenarios:
        return ""
    return "plan" if plans > scenarios else "scenario"


def read_plan(file: str, *, trust: bool = False) -> ReadPlan:
    """The plan that a YAML file holds; with ``trust`` the Python files that it names may run.

    Raises InputError for whatever is wrong with it.
    """
    path = Path(os.path.abspath(os.path.expanduser(file)))
    values, lines = read_file(path, file)
    if looks_like(values) == "scenario":
        raise InputError(
            "is a scenario, not a plan",
            source=file,
            allowed=f"helpseek run {file}, or a plan in which it is the world",
        )
    read = ReadPlan(Plan(), file, path.parent, path.read_bytes(), lines)
    named = values.get("extend")
    for place, one in enumerate([named] if isinstance(named, str) else _texts(named)):
        extend(one, NamedBy(read.source(("extend", place)), file, trust), str(path.parent))
    try:
        plan = Plan.model_validate(values)
    except ValidationError as error:
        raise input_error(error, Plan, values, read.source) from None
    return ReadPlan(plan, file, path.parent, read.text, lines, trust)
