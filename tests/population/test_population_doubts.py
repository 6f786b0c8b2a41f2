"""Tables whose rows are no persons, or whose numbers mean something else: refused or warned of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from simulation.errors import InputError
from simulation.population.table import PeopleTable, TableSettings, read_people
from tests.support.files import Written

QUALTRICS = (
    "ResponseId,Age\nResponse ID,How old are you?\n"
    '"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\nR_1,30\nR_2,41\n'
)


def read(path: Path, columns: Mapping[str, str] | None = None, **declared: Any) -> PeopleTable:
    return read_people(path, columns, settings=TableSettings(**declared), ties_given=True)


def warned(table: PeopleTable) -> str:
    assert table.summary is not None
    return " ".join(table.summary.warnings)


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        (QUALTRICS, {"id": "ResponseId"}, "Qualtrics writes three header rows"),
        ("Where,x\nResponse,\nNorth,1\n", {"place": "Where"}, "SurveyMonkey writes two"),
        ("place,x\nNorth,1\nplace,x\nSouth,2\n", {"place": "place"}, "row 2: the header stands"),
        ("place,age\nNorth,30\nSouth,41\nTotal,71\n", None, "row 3: the last row looks like a"),
        ("id,age\na,30\nb,41\nMean,35.5\n", None, "row 3: the last row looks like a total"),
        ("id,age\na,30\nb,41\nSource: survey,50\n", None, "row 3: the last row looks like a"),
        ("pid,wave,age\n1,1,30\n1,2,31\n2,1,41\n2,2,42\n", {"age": "age"}, "4 rows of 2 persons"),
        ("age_months\n36\n60\n", {"age": "age_months"}, "ages in months"),
        ("yob\n65\n70\n", {"age": "yob"}, "holds births"),
        ("agegrp\n1\n2\n6\n", {"age": "agegrp"}, "codes of groups, 1 to 6"),
        ("income_cat\n1\n12\n", {"income": "income_cat"}, "codes of groups, 1 to 12"),
        ("female\n1\n2\n", {"sex": "female"}, "may mean yes and no"),
    ],
)
def test_what_is_no_person_or_no_year_is_refused(
    written: Written, content: str, columns: Mapping[str, str] | None, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(written(content), columns)
    assert said in str(caught.value)


def test_what_the_user_says_of_codes_holds(written: Written) -> None:
    ages = {"age": {1: "18-24", 2: "65+"}}
    table = read(written("agegrp\n1\n2\n1\n"), {"age": "agegrp"}, values=ages)
    assert ((table.demographics.age >= 65) == [False, True, False]).all()
    both = read(written("female\n1\n2\n"), {"sex": "female"}, values={"sex": {1: "f", 2: "m"}})
    assert both.demographics.sex.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("age\n" + "1\n2\n7\n" * 8, "Nobody is older than 7"),
        ("income\n" + "1\n2\n12\n" * 8, "No income is above 12 a year"),
        ("age,place\n30,North\n41,north\n", "2 places differ only in case"),
        ("age,household\n30,0\n41,0\n22,0\n50,1\n51,1\n", "Household '0' is the largest, with 3"),
        ("age\n" + "30\n" * 20 + "97\n" * 5, "5 people are 97 years old"),
    ],
)
def test_what_may_be_codes_is_warned_of(written: Written, content: str, said: str) -> None:
    assert said in warned(read(written(content)))


def test_further_members_in_columns_and_incomes_a_month_are_warned_of(written: Written) -> None:
    wide = "hh,age1,sex1,age2,sex2\n1,30,m,32,f\n2,41,f,,\n"
    columns = {"household": "hh", "age": "age1", "sex": "sex1"}
    assert "age2 may hold further members" in warned(read(written(wide), columns))
    monthly = read(written("pay_month\n2500\n"), {"income": "pay_month"})
    assert "income a year, though its name says otherwise" in warned(monthly)


def test_clean_tables_are_not_warned_of(written: Written) -> None:
    rows = "".join(f"{n},{20 + 3 * n},{'mf'[n % 2]},{n // 2},{20_000 + n}\n" for n in range(24))
    assert warned(read(written("id,age,sex,household,income\n" + rows))) == ""
    children = "".join(f"{n},{n % 15 + 25 * (n % 2)},{n // 2}\n" for n in range(24))
    assert warned(read(written("id,age,household\n" + children))) == ""


def test_codes_of_sex_are_told(written: Written) -> None:
    summary = read(written("age,sex\n30,1\n41,2\n")).summary
    assert summary is not None
    assert summary.sentence() == "2 people, 2 rows, sex: 1 = male, 2 = female"


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("85 or over", 85, 120),
        ("65 plus", 65, 120),
        ("90 years and above", 90, 120),
        ("Under 1 year", 0, 0),
        ("65 und älter", 65, 120),
        ("unter 18", 0, 17),
    ],
)
def test_bands_of_age_in_words(written: Written, cell: str, low: int, high: int) -> None:
    age = read(written(f"age\n30\n{cell}\n")).demographics.age
    assert age[0] == 30
    assert low <= age[1] <= high


def test_household_numbers_with_and_without_a_point_are_one(written: Written) -> None:
    people = read(written("age,household\n30,1.0\n41,1\n22,2\n33,02\n")).demographics
    assert people.household.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("blank", ["\u202f", "\u00a0", "\u2009"])
def test_narrow_blanks_between_thousands(written: Written, blank: str) -> None:
    content = f"age;income\n30;45{blank}000\n41;1{blank}200\n"
    assert read(written(content)).demographics.income.tolist() == [45_000, 1_200]
