"""The branches of a scenario about who lives there and who knows whom."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from simulation.errors import InputError, unknown_name
from simulation.parameters.field import Section, tabled
from simulation.population.columns import MOST_BURN_IN

if TYPE_CHECKING:
    from simulation.population.table_cells import TableSettings

MOST_PEOPLE = 100_000_000

ShortText = Annotated[str, Field(min_length=1, max_length=200, strict=True)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Cell = bool | int | Finite | ShortText
"""What may stand in a cell of a table."""
FilePath = Annotated[
    str,
    Field(min_length=1, max_length=4096, strict=True, json_schema_extra={"format": "path"}),
]


BUILT_IN = "builtin:"
"""Begins the name of a file that comes with Helpseek, wherever it may be installed."""


def worlds_folder() -> Path:
    """Where the built-in worlds and their files are."""
    return Path(__file__).parents[1] / "worlds"


def file_on_this_machine(file: str, folder: Path) -> str:
    """The absolute path of a file that was named in ``folder``, or by its built-in name."""
    if file.startswith(BUILT_IN):
        path = worlds_folder() / file.removeprefix(BUILT_IN)
        # Only what lies there has such a name; any other is refused when the branch is checked.
        return str(path) if path in _built_in_files() else file
    return os.path.abspath(folder / file)


def _built_in_files() -> list[Path]:
    """The files that built-in worlds name."""
    return [*worlds_folder().glob("*.csv"), *worlds_folder().glob("*.parquet")]


def refuse_unknown_built_in(file: str | None, field: str = "") -> None:
    """Refuse the name of a built-in file that there is not. Raises InputError."""
    if file is not None and file.startswith(BUILT_IN):
        known = [BUILT_IN + path.name for path in _built_in_files()]
        error = unknown_name("built-in file", file, known)
        raise InputError(error.problem, field=field, found=file, allowed=error.allowed)


def file_on_any_machine(file: str) -> str:
    """The built-in name of a file that has one; any other file as it is."""
    path = Path(file)
    return BUILT_IN + path.name if path.parent == worlds_folder() else file


class Choice(Section):
    """A branch in which one field says of what kind it is and others belong to some kinds only."""

    chosen_by: ClassVar[str]
    """The field that says the kind."""
    belongs: ClassVar[dict[str, tuple[str, ...]]]
    """Fields that mean something for some kinds only: to which, the usual one first."""
    needs: ClassVar[dict[str, tuple[str, ...]]]
    """Fields without which a kind says too little."""

    @model_validator(mode="after")
    def _fits_kind(self) -> Choice:
        kind = getattr(self, self.chosen_by)
        refuse_unknown_built_in(getattr(self, "file", None), "file")
        for name in self.needs.get(kind, ()):
            if getattr(self, name) is None:
                raise InputError(f"needed when {self.chosen_by} is {kind}", field=name)
        for name, kinds in self.belongs.items():
            if kind not in kinds and getattr(self, name) != type(self).model_fields[name].default:
                raise InputError(
                    f"means nothing when {self.chosen_by} is {kind}",
                    field=name,
                    found=getattr(self, name),
                    allowed=f"with {self.chosen_by} {' or '.join(kinds)}",
                )
        return self


class PopulationSource(Choice):
    """Where the people come from, and how many there are."""

    chosen_by: ClassVar[str] = "source"
    belongs: ClassVar[dict[str, tuple[str, ...]]] = {
        "file": ("file", "marginals"),
        "columns": ("file", "marginals"),
        "draw_missing": ("file",),
        "missing": ("file",),
        "values": ("file",),
        "encoding": ("file", "marginals"),
        "decimal": ("file", "marginals"),
        "sheet": ("file", "marginals"),
        "household_within": ("file",),
        "keep": ("file",),
        "draw_households": ("file",),
        "individuals": ("town",),
    }
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"file": ("file",), "marginals": ("file",)}

    source: Literal["town", "file", "marginals"] = Field(
        "town",
        description="town: households of the built-in synthetic population of Oceanside; file: a "
        "table of persons; marginals: households drawn to fit control totals of zones",
    )
    people: int | None = Field(
        None,
        ge=1,
        le=MOST_PEOPLE,
        strict=True,
        description="How many people there are; left out, as many as the source holds. A town is "
        "grown or shrunk by whole households",
        json_schema_extra={
            "unit": "people",
            "status": "assumed",
            "source": "assumption: as large as the question and the machine allow",
            "reason": "as large as the question and the machine allow",
            "prior": {
                "distribution": "decision",
                "source": "assumption: how many are simulated is chosen",
            },
        },
    )
    file: FilePath | None = Field(
        None,
        description="Table of persons, or of control totals: CSV, Parquet, SPSS, Stata, SAS or a "
        "spreadsheet",
    )
    columns: dict[ShortText, ShortText] | None = Field(
        None,
        max_length=100,
        description="Names of columns in the table by what they hold (age: AGEP); left out, the "
        "columns that carry Helpseek's own names (helpseek list columns). weight: survey weights, "
        "by which people are drawn; none, not to use those of the table",
    )
    draw_missing: bool = Field(
        False,
        strict=True,
        description="Whether missing cells of the table are drawn rather than refused",
    )
    missing: list[Cell] | dict[ShortText, list[Cell]] | None = Field(
        None,
        description="What means that nothing is known, besides blanks, NA and the like: numbers, "
        "texts, ranges (below 0), out of range; for every column, or by column (income: [-9]). An "
        "empty list for a column: only blanks",
    )
    values: dict[ShortText, dict[ShortText, Cell]] | None = Field(
        None,
        max_length=100,
        description="By column, what its cells mean (sex: {Cis male: male}); missing is a meaning",
    )
    encoding: ShortText | None = Field(
        None, description="Encoding of a text file (latin-1); left out, recognised"
    )
    decimal: Literal["point", "comma"] | None = Field(
        None, description="Decimal sign of the numbers; left out, recognised"
    )
    sheet: ShortText | None = Field(None, description="Sheet of a spreadsheet; left out, the first")
    keep: list[ShortText] = Field(
        [],
        max_length=50,
        description="Columns of the table that mean nothing to the model (region), kept so that "
        "outcomes are told apart by them (--by region) and strategies meant for some of them "
        "(target: region:north)",
    )
    household_within: ShortText | list[ShortText] | None = Field(
        None,
        description="Columns in each of whose values household numbers begin anew (place); none, "
        "if a number is one household wherever it occurs",
    )
    draw_households: bool = Field(
        False,
        strict=True,
        description="Whether people of a table without households are put together as people of "
        "their age and sex live in Oceanside",
    )
    individuals: bool | None = Field(
        None,
        strict=True,
        description="Whether adults are drawn one by one, without the rest of their household; "
        "left out, they are when the network comes from a file, which tells who their kin are",
    )

    @field_validator("keep")
    @classmethod
    def _may_be_kept(cls, names: list[str]) -> list[str]:
        from simulation.population.kept_cells import check_names

        check_names(names)
        return names

    def reading(self) -> TableSettings:
        """How the table of persons is to be read."""
        from simulation.population.table_cells import TableSettings

        within = self.household_within
        return TableSettings(
            missing=() if self.missing is None else self.missing,
            values=self.values or {},
            encoding=self.encoding,
            decimal=self.decimal,
            sheet=self.sheet,
            household_within=[within] if isinstance(within, str) else within or (),
            draw_households=self.draw_households,
        )


class Friendships(Section):
    """How friendships form: people meet in circles and befriend some of those they meet there."""

    stands_at: ClassVar[str] = "network.friendships"

    mean_degree: float = tabled("friends", 0.0, 60.0, "Friends of an average person")
    sociability_spread: float = tabled(
        "standard deviation of the logarithm",
        0.0,
        1.5,
        "How unequally people belong to circles",
    )
    smallest_circle: int = tabled(
        "people", 2, 40, "People in the smallest circles in which friends meet"
    )
    largest_circle: int = tabled(
        "people", 2, 40, "People in the largest circles in which friends meet"
    )
    circle_density: float = tabled(
        "share of pairs",
        0.1,
        1.0,
        "Pairs of a circle who are friends; clustering rises with it",
    )
    place_homophily: float = tabled(
        "share of circles",
        0.0,
        1.0,
        "Circles organised around where people live",
    )
    age_homophily: float = tabled("share of circles", 0.0, 1.0, "Circles organised around age")
    income_homophily: float = tabled(
        "share of circles", 0.0, 1.0, "Circles organised around income"
    )
    far_share: float = tabled(
        "share of friendships",
        0.0,
        1.0,
        "Friendships that have nothing to do with any circle",
    )
    confidants: float = tabled(
        "friends",
        0.0,
        60.0,
        "Friends close enough to speak of distress, besides those one lives with; holds for "
        "generated networks and files without weights, too",
    )

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Friendships:
        if self.largest_circle < self.smallest_circle:
            raise InputError(
                "smaller than smallest_circle",
                field="largest_circle",
                found=self.largest_circle,
                allowed=f"{self.smallest_circle} or more",
            )
        return self


Argument = bool | int | Finite | ShortText | list[int | Finite | list[int | Finite]]


class NetworkSource(Choice):
    """Who knows whom, besides those who live together."""

    chosen_by: ClassVar[str] = "kind"
    belongs: ClassVar[dict[str, tuple[str, ...]]] = {
        "generator": ("generator",),
        "arguments": ("generator",),
        "file": ("file",),
        "source": ("file",),
        "target": ("file",),
        "weight": ("file",),
        "directed": ("file",),
        "label": ("file",),
        "format": ("file",),
        "only": ("file",),
        "attributes": ("file", "friendships"),
    }
    needs: ClassVar[dict[str, tuple[str, ...]]] = {"generator": ("generator",), "file": ("file",)}

    kind: Literal["friendships", "generator", "file", "none"] = Field(
        "friendships",
        description="friendships: drawn by place, age and income; generator: one of NetworkX; "
        "file: a network of your own; none: people know only those they live with",
    )
    friendships: Friendships = Friendships()
    generator: ShortText | None = Field(
        None, description="A generator of NetworkX by name, watts_strogatz_graph for example"
    )
    arguments: dict[ShortText, Argument] | None = Field(
        None, max_length=20, description="Arguments of the generator by name, its size left out"
    )
    file: FilePath | None = Field(
        None,
        description="List of ties or matrix (CSV and the like), GraphML, GML, GEXF, Pajek, "
        "node-link JSON, adjacency list, Matrix Market or UCINET DL, told by content, gzip or not",
    )
    source: ShortText | None = Field(
        None,
        description="Column with one end of each tie, by its name, or by its number where there "
        "is no header; left out, found by name or by what two columns share",
    )
    target: ShortText | None = Field(
        None, description="Column with the other end; left out, found in the same way"
    )
    weight: Annotated[str, Field(max_length=200, strict=True)] | None = Field(
        None,
        description="Column or attribute that tells how close a tie is; left out, one that is "
        "called weight or the like; empty text, none",
    )
    label: ShortText | None = Field(
        None,
        description="Attribute of persons that holds their names in a file of a graph (label, "
        "name, id); left out, their ids, or names where a program counted the ids",
    )
    format: (
        Literal[
            "list",
            "matrix",
            "adjacency",
            "graphml",
            "gml",
            "gexf",
            "pajek",
            "json",
            "matrix market",
            "dl",
        ]
        | None
    ) = Field(None, description="What the file holds, where its content leaves a doubt")
    only: dict[ShortText, ShortText | int | list[ShortText | int]] | None = Field(
        None,
        max_length=20,
        description="Which rows to take, by the values of columns (wave: 1); several of them in "
        "a list; left out, all, but several waves are refused",
    )
    attributes: dict[ShortText, ShortText] | None = Field(
        None,
        max_length=100,
        description="Attributes of persons in the network's file that tell who they are, by what "
        "they hold (age: AGE), as population.columns for a table",
    )
    directed: bool | None = Field(
        None,
        strict=True,
        description="Whether a line ties only its source to its target; left out, as the file says",
    )
    household_ties: bool = Field(
        True, strict=True, description="Whether those who live together are tied"
    )


class Horizon(Section):
    """How long the simulated time is."""

    stands_at: ClassVar[str] = "horizon"

    weeks: int = tabled("weeks", 1, 5_200, "Simulated time")
    burn_in_weeks: int = tabled(
        "weeks",
        0,
        MOST_BURN_IN,
        "Time before week 0, in which the population comes to its steady state",
    )
