"""A survey read for targets: answers, groups and design, through the reader of people's files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.microdata.design import Design
from experiments.microdata.questions import CASE, PEOPLE, QUESTIONS, SESSIONS, STAGE, YES, Answers
from simulation.errors import InputError, unknown_name
from simulation.population.cell_codes import codes_in
from simulation.population.cell_numbers import numbers_in
from simulation.population.column import Column
from simulation.population.demographics import SEXES
from simulation.population.fields import PEOPLE_COLUMNS, TableColumn
from simulation.population.table_cells import (
    TableSettings,
    labels_of,
    mapped_columns,
    opened_columns,
)
from simulation.population.table_file import open_table
from simulation.population.table_problems import Problems

WEIGHT, STRATA, CLUSTER, POPULATION, ID = "weight", "strata", "cluster", "population", "id"
_GAP = 255
_YOUNGEST = 18
DESIGN: dict[str, TableColumn] = {
    ID: PEOPLE_COLUMNS[ID],
    WEIGHT: PEOPLE_COLUMNS[WEIGHT],
    STRATA: TableColumn(name=STRATA, meaning="the stratum of the sample"),
    CLUSTER: TableColumn(name=CLUSTER, meaning="the cluster (primary sampling unit)"),
    POPULATION: TableColumn(
        name=POPULATION,
        meaning="how many clusters there are in the stratum, for a finite population correction",
        unit="clusters",
        low=1,
        high=1e9,
    ),
}
COLUMNS: dict[str, TableColumn] = {**DESIGN, **PEOPLE, **QUESTIONS}
"""What a column of a survey may be mapped to."""


@dataclass
class Sample:
    """A survey as it was read: rows of adults, their answers, and how they were sampled.

    ``adult`` are the rows that count; the design keeps all rows. ``numbers`` hold sessions, age and
    income (NaN where not known), ``stage`` and ``sex`` codes (255 where not known). ``told`` is
    what has to be said.
    """

    source: str
    format: str
    design: Design
    adult: NDArray[np.bool_]
    answers: dict[str, Answers]
    numbers: dict[str, NDArray[np.float64]]
    codes: dict[str, NDArray[np.uint8]]
    told: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        return int(self.adult.size)


def read_survey(
    path: str, columns: Mapping[str, str], settings: TableSettings, *, all_cases: bool = False
) -> Sample:
    """Read a survey; ``columns`` maps ``COLUMNS`` to those of the file.

    With ``all_cases`` everybody asked had a disorder. Raises InputError with all that is wrong.
    """
    for name in columns:
        if name not in COLUMNS:
            raise unknown_name("column to map", name, COLUMNS, source="--map")
    if all_cases and CASE in columns:
        raise InputError("means nothing beside a column of cases", source="--all-cases")
    file = open_table(path, encoding=settings.encoding, sheet=settings.sheet)
    wanted = mapped_columns(file, columns, list(COLUMNS))
    problems = Problems(file.source)
    found = opened_columns(file, wanted, settings, COLUMNS, problems)
    rows = next(iter(found.values())).size
    told = list(file.warnings)
    answers, numbers, codes = {}, {}, {}
    for name, column in found.items():
        if name == ID:
            labels_of(column)
        elif name in (STAGE, "sex"):
            codes[name] = codes_in(column, COLUMNS[name], gap=_GAP)
        elif name in (SESSIONS, "age", "income"):
            numbers[name] = numbers_in(column, COLUMNS[name], gaps=True).values
        elif name in QUESTIONS:
            made = codes_in(column, COLUMNS[name], gap=_GAP)
            answers[name] = Answers(made == YES, made == YES - 1)
    if all_cases:
        answers[CASE] = Answers(np.ones(rows, np.bool_), np.zeros(rows, np.bool_))
    design = _design(found, rows, problems)
    problems.refuse()
    for column in found.values():
        told += [f"column {column.name!r}: {text}" for text in (*column.notes, *column.warnings)]
        missing = column.told["missing"]
        if missing:
            told.append(f"column {column.name!r}: {missing:,} cells say nothing")
    if design.lonely:
        told.append(
            f"{design.lonely} strata have one cluster each and tell no variance of their own: they "
            "are centred on the mean of all clusters"
        )
    adult = design.weights > 0.0
    if "age" in numbers:
        adult &= numbers["age"] >= _YOUNGEST
        told.append(f"{int(adult.sum()):,} of {rows:,} rows are adults with a weight above 0")
    if not adult.any():
        raise InputError("nobody in it is an adult with a weight above 0", source=path)
    return Sample(file.source, file.format, design, adult, answers, numbers, codes, told)


def _design(found: Mapping[str, Column], rows: int, problems: Problems) -> Design:
    weights = np.ones(rows)
    if WEIGHT in found:
        column = found[WEIGHT]
        weights = numbers_in(column, COLUMNS[WEIGHT], gaps=True).values
        absent = np.isnan(weights) & ~column.wrong_texts
        column.tell_rows("a survey weight is missing", absent, "a weight for each row, or 0")
        weights = np.nan_to_num(weights)
    codes = {}
    for name in (STRATA, CLUSTER):
        if name in found:
            column = found[name]
            indices, texts = column.categories()
            blank = np.isin(indices, [place for place, text in enumerate(texts) if not text])
            column.tell_rows("value is missing", blank, f"a {name} for each row")
            codes[name] = indices.astype(np.int64)
    population = None
    if POPULATION in found:
        column = found[POPULATION]
        population = numbers_in(column, COLUMNS[POPULATION], gaps=True).values
        column.tell_rows("value is missing", np.isnan(population), "a number for each row")
        population = np.nan_to_num(population, nan=1.0)
    design = Design(weights, codes.get(STRATA), codes.get(CLUSTER), population)
    if design.too_few:
        problems.add(
            InputError(
                f"{design.too_few} strata have more clusters in the sample than there are",
                source=problems.source,
                field=f"column {found[POPULATION].name!r}",
                allowed="the number of clusters in the stratum, not in the sample",
            )
        )
    return design


def sex_masks(sample: Sample) -> dict[str, NDArray[np.bool_]]:
    """Who is of which sex."""
    return {name: sample.codes["sex"] == code for code, name in enumerate(SEXES)}


def income_masks(sample: Sample) -> dict[str, NDArray[np.bool_]]:
    """Weighted thirds of the adults by income, as breakdowns of the model have them."""
    income = sample.numbers["income"]
    known = sample.adult & ~np.isnan(income)
    order = np.argsort(income[known], kind="stable")
    weights = sample.design.weights[known][order]
    below = np.cumsum(weights) / weights.sum()
    cuts = [float(income[known][order][int(np.searchsorted(below, cut))]) for cut in (1 / 3, 2 / 3)]
    place = np.searchsorted(cuts, income, side="left")
    return {
        name: known & (place == number) for number, name in enumerate(("low", "middle", "high"))
    }


def age_masks(sample: Sample, bands: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Who is in which band of ages (18-34, 65+)."""
    from experiments.evidence.groups import ages_of

    age = sample.numbers["age"]
    found = {}
    for band in bands:
        low, high = ages_of(band)
        found[band] = (np.floor(age) >= low) & (np.floor(age) <= high)
    return found
