"""Questions about a table: a small language of columns, conditions, groups and statistics.

A question is checked against the columns that the table has before anything is read; names of
columns are then quoted, and values are bound, so that nothing a client sends is ever SQL.

    {"table": "people", "where": [{"column": "age", "is": ">=", "value": 18}],
     "group": [{"column": "trust", "bins": 20}, {"column": "sex"}],
     "measures": [{"statistic": "count"}]}
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.browser.catalogue.refusals import Refusal
from experiments.browser.catalogue.tables import Column, Table
from simulation.errors import unknown_name
from simulation.parameters.problems import problem_of

MOST_ROWS = 5_000
MOST_BINS = 200
MOST_CELLS = 200_000
LONGEST = 8_192
"""Characters of a question."""
_MOST_OFFSET = 100_000_000

Scalar = bool | int | float | str
Statistic = Literal[
    "count",
    "mean",
    "sum",
    "least",
    "most",
    "median",
    "quantile",
    "deviation",
    "distinct",
]
Comparison = Literal["=", "!=", "<", "<=", ">", ">=", "in", "known", "unknown"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Condition(_Strict):
    """Rows of which this is true: a column beside a value, several values, or none."""

    column: str
    comparison: Comparison = Field(alias="is")
    value: Scalar | list[Scalar] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Condition:
        if self.comparison in ("known", "unknown"):
            if self.value is not None:
                raise ValueError(f"'{self.comparison}' takes no value")
        elif self.comparison == "in":
            if not isinstance(self.value, list) or not 1 <= len(self.value) <= 200:
                raise ValueError("'in' takes a list of 1 to 200 values")
        elif self.value is None or isinstance(self.value, list):
            raise ValueError(f"'{self.comparison}' takes one value")
        return self


class Group(_Strict):
    """One group for each value of a column, or for each of ``bins`` equal parts of its range."""

    column: str
    bins: int | None = Field(None, ge=1, le=MOST_BINS)


class Measure(_Strict):
    """A statistic of a column; ``at`` is the share below a quantile."""

    statistic: Statistic
    column: str | None = None
    at: float | None = Field(None, ge=0.0, le=1.0)

    @model_validator(mode="after")
    def _fits(self) -> Measure:
        if self.statistic != "count" and self.column is None:
            raise ValueError(f"'{self.statistic}' is of a column")
        if (self.at is None) != (self.statistic != "quantile"):
            raise ValueError("'at' belongs to a quantile, and to nothing else")
        return self


class Sort(_Strict):
    """An order of rows: by a column, or by the number of a measure from 0."""

    column: str | None = None
    measure: int | None = Field(None, ge=0)
    descending: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Sort:
        if (self.column is None) == (self.measure is None):
            raise ValueError("a column or a measure")
        return self


class Question(_Strict):
    """What is asked of a table: rows of some columns, or measures of groups."""

    table: str
    columns: list[str] = Field(default_factory=list, max_length=200)
    where: list[Condition] = Field(default_factory=list, max_length=30)
    group: list[Group] = Field(default_factory=list, max_length=3)
    measures: list[Measure] = Field(default_factory=list, max_length=24)
    sort: list[Sort] = Field(default_factory=list, max_length=4)
    limit: int = Field(1_000, ge=1, le=MOST_ROWS)
    offset: int = Field(0, ge=0, le=_MOST_OFFSET)

    @model_validator(mode="after")
    def _fits(self) -> Question:
        if bool(self.columns) == bool(self.measures):
            raise ValueError("either columns or measures")
        if self.group and not self.measures:
            raise ValueError("groups have measures")
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("a column is named twice")
        names = [group.column for group in self.group]
        if len(set(names)) != len(names):
            raise ValueError("a group is named twice")
        return self


def read_question(text: str) -> Question:
    """A question from JSON. Raises Refusal for what is none."""
    allowed = "a question: table; columns, or group and measures; where, sort, limit, offset"
    if len(text) > LONGEST:
        raise Refusal(
            "is too long",
            field="question",
            found=len(text),
            allowed=f"up to {LONGEST:,} characters",
        )
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal("is not JSON", field="question", allowed=allowed) from error
    try:
        return Question.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, ("question", *first["loc"])))
        raise Refusal(
            problem_of(first), field=field, found=first["input"], allowed=allowed
        ) from error


def check(question: Question, table: Table) -> None:
    """Raise Refusal where a question does not fit a table: names, kinds of values."""
    columns = table.columns
    for place, name in enumerate(question.columns):
        _known(name, columns, f"columns.{place}")
    for place, condition in enumerate(question.where):
        _check_condition(condition, columns, f"where.{place}")
    for place, group in enumerate(question.group):
        column = _known(group.column, columns, f"group.{place}.column")
        if group.bins and column.kind not in ("number", "whole"):
            raise Refusal("only numbers have bins", field=f"group.{place}.bins", found=group.column)
    for place, measure in enumerate(question.measures):
        if measure.column is None:
            continue
        column = _known(measure.column, columns, f"measures.{place}.column")
        if measure.statistic not in ("count", "distinct") and column.kind == "text":
            raise Refusal(
                "a text has no such statistic",
                field=f"measures.{place}",
                found=measure.column,
                allowed="count, distinct",
            )
    sortable = question.columns or [group.column for group in question.group]
    for place, sort in enumerate(question.sort):
        if sort.column is not None and sort.column not in sortable:
            raise Refusal(
                "is not asked for",
                field=f"sort.{place}.column",
                found=sort.column,
                allowed=", ".join(sortable),
            )
        if sort.measure is not None and sort.measure >= len(question.measures):
            raise Refusal(
                "there is no such measure",
                field=f"sort.{place}.measure",
                found=sort.measure,
                allowed=f"0 to {len(question.measures) - 1}",
            )
    if question.limit * max(len(question.columns), 1) > MOST_CELLS:
        raise Refusal(
            "is too much at once",
            field="limit",
            found=question.limit,
            allowed=f"up to {MOST_CELLS // len(question.columns):,} rows of so many columns",
        )


def _known(name: str, columns: Mapping[str, Column], field: str) -> Column:
    if name not in columns:
        unknown = unknown_name("column", name, columns)
        raise Refusal(unknown.problem, field=field, found=name, allowed=unknown.allowed)
    return columns[name]


def _check_condition(condition: Condition, columns: Mapping[str, Column], field: str) -> None:
    column = _known(condition.column, columns, f"{field}.column")
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    wanted: dict[str, tuple[type, ...]] = {
        "number": (int, float),
        "whole": (int, float),
        "text": (str,),
        "truth": (bool,),
    }
    words = {"number": "a number", "whole": "a number", "text": "a text", "truth": "true or false"}
    for value in values:
        if value is None:
            continue
        fits = isinstance(value, wanted[column.kind]) and (
            column.kind == "truth" or not isinstance(value, bool)
        )
        if not fits:
            raise Refusal(
                "does not fit the column",
                field=f"{field}.value",
                found=value,
                allowed=words[column.kind],
            )
        if isinstance(value, str) and len(value) > 1_000:
            raise Refusal(
                "is too long", field=f"{field}.value", found=value, allowed="1,000 characters"
            )
        if isinstance(value, (int, float)) and not math.isfinite(float_of(value)):
            raise Refusal(
                "is beyond all numbers", field=f"{field}.value", found=value, allowed="a number"
            )
    if condition.comparison in ("<", "<=", ">", ">=") and column.kind in ("text", "truth"):
        raise Refusal(
            "only numbers have an order",
            field=f"{field}.is",
            found=condition.comparison,
            allowed="=, !=, in, known, unknown",
        )


def float_of(value: int | float) -> float:
    """A number as floating point; infinite where it is too large for that."""
    try:
        return float(value)
    except OverflowError:
        return math.inf
