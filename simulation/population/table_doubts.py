"""What a table of people may hold that is no person or no year of age, refused or warned of.

Header rows in the middle, totals and sources in the last row, several waves of one person, codes of
bands where numbers are meant: all of these can be read as people, and none of them is meant so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from simulation.errors import InputError
from simulation.population.cell_numbers import Numbers
from simulation.population.column import Column
from simulation.population.published_counts import is_total
from simulation.population.sampling import NO_WEIGHT
from simulation.population.table_opened import TableFile
from simulation.population.town import ADULT_AGE

_MONTHS = re.compile(r"(?i).*(months?|mnths?|monate?n?|age_?m(o|os|n|on)?)\d?")
_BIRTH = re.compile(r"(?i)(?!.*age).*(birth|yob|dob|born|geb(oren|jahr|urts)|naiss).*")
_OFTEN = re.compile(r"(?i).*(month|mensual|monat|week|hour|daily).*")
_GROUPED = re.compile(
    r"(?i).*(gro?u?p|cat|band|class|code|range|bracket|decile|quintile|quartile|tercile|level|rec)"
    r"(s|egory|egories|ed|_?\d+)?"
)
_SUMMED_UP = re.compile(r"(?i)(means?|average|avg|median|count|n|sd|std)\.?")
_SOURCE = re.compile(r"(?i)(data )?(sources?|notes?|footnotes?|quelle|remarks?)\b.*|\*.+|©.*")
_WAVE = re.compile(
    r"(?i)(.*[_. ])?(waves?|round|survey_?(year|round)|panel|visit(_?no)?|time_?point|sweep"
    r"|event_name)\d?"
)
_PERSON = re.compile(
    r"(?i)id|idno|ids|seqn|((record|person|pers|participant|subject|respondent|resp|case|indiv"
    r"|individual|patient|study|p|pat|nomem)[_. ]?(id|no|nr|number|key|encr)|caseid|pidp|mergeid"
    r"|hhidpn|xwaveid|key)"
)
_NAMES = ("id", "place", "household")
_FEW_AGES = 18
"""Years below which nobody is, in a table of age groups by their codes."""
_FEW_INCOME = 200.0
"""A year's income, in whatever currency, above which somebody has to be."""
_MANY = 20
"""Rows from which on it is odd that nobody is grown up, or that nobody earns anything."""
_BODY_RANGE, _BODY_MEDIAN, _BODY_SPREAD = (30.0, 250.0), (45.0, 220.0), (0.01, 0.3)
"""What grown-up people weigh, in kilograms or pounds: from the lightest to the heaviest, the usual
medians, and the standard deviation as a share of the mean (some 0.2 in health surveys)."""


def refuse_rows_of_words(file: TableFile, columns: Mapping[str, Column]) -> None:
    """Refuse second headers, repeated headers, and a last row that sums up or tells the source."""
    for number, row in enumerate(file.preview):
        words = [cell.strip().casefold() for cell in row]
        second = ""
        if any(word.startswith('{"importid"') for word in words):
            second = "Qualtrics writes three header rows"
        elif number == 0 and (
            "open-ended response" in words or ("response" in words and "" in words)
        ):
            second = "SurveyMonkey writes two header rows"
        if second:
            raise InputError(
                "has more than one header row",
                source=file.source,
                field=f"row {number + 1}",
                found=second,
                allowed="a table with one header row: take the others out",
            )
    again: NDArray[np.bool_] | None = None
    for column in columns.values():
        if not pa.types.is_string(column.cells.type):
            again = None
            break
        here = np.asarray(
            compute.fill_null(
                compute.equal(compute.utf8_trim_whitespace(column.cells), column.name), False
            ).to_numpy(zero_copy_only=False),
            bool,
        )
        again = here if again is None else again & here
    if again is not None and again.any():
        raise InputError(
            "the header stands there again",
            source=file.source,
            field=f"row {int(again.argmax()) + 1}",
            found=", ".join(column.name for column in columns.values()),
            allowed="one header, in the first line, and a person in each row",
        )
    for name in _NAMES:
        if name in columns and pa.types.is_string(columns[name].cells.type):
            _refuse_last(columns[name])


def _refuse_last(column: Column) -> None:
    last = (column.cells[-1].as_py() or "").strip()
    if not (is_total(last) or _SUMMED_UP.fullmatch(last) or _SOURCE.fullmatch(last)):
        return
    if column.size > 1 and compute.sum(compute.equal(column.cells, column.cells[-1])).as_py() == 1:
        column.tell(
            column.error(
                "the last row looks like a total or a note below the table",
                column.size - 1,
                "a person in each row",
            )
        )


def refuse_other_units(columns: Mapping[str, Column], numbers: Mapping[str, Numbers]) -> None:
    """Refuse columns whose names say that they hold months, births or codes of bands."""
    for name, column in columns.items():
        if name == "age" and _MONTHS.fullmatch(column.name):
            column.tell(_of_column(column, "ages in months, by its name", "ages in years"))
        elif name == "age" and _BIRTH.fullmatch(column.name):
            column.tell(_of_column(column, "births, by its name", "ages in years"))
        elif name in ("age", "income") and name in numbers and _GROUPED.fullmatch(column.name):
            values = _whole(numbers[name])
            said = numbers[name].bands or column.values or column.labels
            most = _FEW_AGES if name == "age" else _FEW_INCOME
            if values.size and not said and values.max() <= most:
                codes = f"{values.min():g} to {values.max():g}"
                column.tell(
                    _of_column(
                        column,
                        f"codes of groups, {codes}, by its name",
                        f"{name} itself, or the setting values with the band that each code "
                        f"means (values: {{{name}: {{1: 18-24, ...}}}})",
                    )
                )


def refuse_body_weights(column: Column, weight: NDArray[np.float64], age: Numbers | None) -> None:
    """Refuse a column ``weight`` that nobody has mapped and that may hold what people weigh."""
    grown = weight
    if age is not None:
        grown = weight[~(age.values < ADULT_AGE)]
    if grown.size < 2:
        return
    median = float(np.median(grown))
    spread = float(grown.std() / grown.mean()) if grown.mean() > 0 else 0.0
    if (
        grown.min() >= _BODY_RANGE[0]
        and grown.max() <= _BODY_RANGE[1]
        and _BODY_MEDIAN[0] <= median <= _BODY_MEDIAN[1]
        and _BODY_SPREAD[0] <= spread <= _BODY_SPREAD[1]
    ):
        column.tell(
            InputError(
                "may hold survey weights, or what people weigh",
                source=column.source,
                field=f"column {column.name!r}",
                found=f"{grown.min():g} to {grown.max():g}, the median {median:g}",
                allowed=f"columns: {{weight: {column.name}}} if they are survey weights, "
                f"columns: {{weight: {NO_WEIGHT}}} if not",
            )
        )


def _of_column(column: Column, problem: str, allowed: str) -> InputError:
    return InputError(
        f"holds {problem}",
        source=column.source,
        field=f"column {column.name!r}",
        found=column.cells[0].as_py(),
        allowed=allowed,
    )


def _whole(found: Numbers) -> NDArray[np.float64]:
    """The numbers, if all are whole; else none."""
    values = found.values[~np.isnan(found.values)]
    return values if np.all(values == np.trunc(values)) else values[:0]


def refuse_waves(file: TableFile, wanted: Mapping[str, str]) -> None:
    """Refuse a table that has a person in several rows, one for each wave or visit."""
    free = [name for name in file.names if file.names.count(name) == 1]
    waves = [name for name in free if _WAVE.fullmatch(name)]
    persons = [name for name in free if _PERSON.fullmatch(name) and name not in wanted.values()]
    if not waves or not persons or "id" in wanted:
        return
    columns = file.columns({"wave": waves[0], "person": persons[0]})
    wave, person = (columns[name].categories()[0] for name in ("wave", "person"))
    rows = person.size
    pairs = np.unique(np.stack([person, wave]), axis=1).shape[1]
    people = np.unique(person).size
    if people <= rows * 3 // 4 and pairs == rows:
        raise InputError(
            f"has {rows:,} rows of {people:,} persons ({persons[0]}), one for each {waves[0]}",
            source=file.source,
            field=f"column {persons[0]!r}",
            found=f"{np.unique(wave).size} different values of {waves[0]}",
            allowed="one row a person: a file of one wave",
        )


def doubts(
    file: TableFile, columns: Mapping[str, Column], numbers: Mapping[str, Numbers], rows: int
) -> list[str]:
    """Warnings of columns that may mean something else than they were read as."""
    warnings = []
    for name, most in (("age", _FEW_AGES), ("income", _FEW_INCOME)):
        if name not in numbers or numbers[name].bands or rows < _MANY:
            continue
        values = _whole(numbers[name])
        if values.size and values.max() <= most:
            told = (
                f"Nobody is older than {values.max():g}"
                if name == "age"
                else f"No income is above {values.max():g} a year"
            )
            warnings.append(
                f"{told} (column {columns[name].name!r}): if these are codes of bands, the setting "
                "values says what they mean."
            )
    if "income" in columns and _OFTEN.fullmatch(columns["income"].name):
        warnings.append(
            f"Column {columns['income'].name!r} was read as income a year, though its name says "
            "otherwise."
        )
    if "place" in columns:
        _, texts = columns["place"].categories(labelled=True)
        spelt = Counter(" ".join(text.casefold().split()) for text in texts)
        alike = [text for text in texts if spelt[" ".join(text.casefold().split())] > 1]
        if alike:
            warnings.append(
                f"{len(alike)} places differ only in case or blanks ({', '.join(alike[:4])}) and "
                "were read as different places."
            )
    taken = {column.name for column in columns.values()}
    for name in ("age", "sex"):
        if name in columns and (match := re.fullmatch(r"(.*?)0*1", columns[name].name)):
            others = [
                other
                for other in file.names
                if other not in taken and re.fullmatch(rf"{re.escape(match[1])}0*[2-9]\d*", other)
            ]
            if others:
                warnings.append(
                    f"One person was read of each row: {', '.join(others[:3])} may hold further "
                    "members of the household, who need rows of their own."
                )
                break
    return warnings
