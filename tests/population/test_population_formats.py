"""Tables of people in the kinds of file that surveys come in, and how their cells are written."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.population.demographics import EDUCATIONS, SEXES
from simulation.population.numerals import band_in, number_in, style_of
from simulation.population.table import TableSettings, read_people
from tests.support.files import Written
from tests.support.populations import summary_of

PLACES = "age;sex;place\n30;f;Köln\n31;m;Zürich\n"


@pytest.mark.parametrize(
    ("codec", "declared", "told", "guessed"),
    [
        ("utf-8", None, "UTF-8", False),
        ("utf-8-sig", None, "UTF-8", False),
        ("utf-16", None, "UTF-16", False),
        ("utf-16-le", None, "UTF-16", False),
        ("utf-16-be", None, "UTF-16", False),
        ("latin-1", None, "Windows-1252", True),
        ("latin-1", "latin-1", "Latin-1", False),
        ("mac-roman", "mac-roman", "mac-roman", False),
    ],
)
def test_the_encoding_is_recognised_or_kept_to(
    written: Written, codec: str, declared: str | None, told: str, guessed: bool
) -> None:
    path = written(PLACES.encode(codec))
    table = read_people(path, settings=TableSettings(encoding=declared))
    assert table.demographics.places == ("Köln", "Zürich")
    assert f"semicolons, {told}" in summary_of(table).format
    assert any("guess" in warning for warning in summary_of(table).warnings) is guessed


def test_an_encoding_that_is_none_is_refused(written: Written) -> None:
    path = written(PLACES.encode("latin-1"))
    for wrong, says in (("klingon", "unknown encoding"), ("utf-8", "is not text in UTF-8")):
        with pytest.raises(InputError, match=says):
            read_people(path, settings=TableSettings(encoding=wrong))


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["45,000", "1,234,567"], [45_000, 1_234_567]),
        (["45,000", "60,000"], [45_000, 60_000]),
        (["45.000,50", "1.200"], [45_000.5, 1_200]),
        (["1,234.5", "45"], [1_234.5, 45]),
        (["45,5", "1.200"], [45.5, 1_200]),
        (["0.500", "45.000"], [0.5, 45]),
        (["12.000.000", "3"], [12_000_000, 3]),
        (["45 000", "45'000"], [45_000, 45_000]),
        (["$45,000", "60000 €"], [45_000, 60_000]),
        (["12345", "45.000"], [12_345, 45]),
        (["1e5", "2.5E3"], [100_000, 2_500]),
    ],
)
def test_signs_of_numbers_are_told_by_the_column(cells: list[str], numbers: list[float]) -> None:
    style = style_of(cells, 0, 1e12)
    assert style.contested is None
    assert [number_in(cell, style.decimal) for cell in cells] == numbers


def test_a_number_that_could_mean_two_things_is_refused_until_the_sign_is_declared(
    written: Written,
) -> None:
    path = written("age,income\n30,45.000\n31,60.000\n")
    with pytest.raises(InputError, match=r"could mean two numbers; found '45.000'.*decimal"):
        read_people(path)
    for decimal, incomes in (("comma", [45_000, 60_000]), ("point", [45, 60])):
        settings = TableSettings(decimal=decimal)
        assert read_people(path, settings=settings).demographics.income.tolist() == incomes


def test_semicolons_or_other_columns_tell_the_decimal_sign(written: Written) -> None:
    table = read_people(written("income;age\n45.000;30\n60.000;31\n"))
    assert table.demographics.income.tolist() == [45_000, 60_000]
    assert any("guess" in warning for warning in summary_of(table).warnings)
    beside = read_people(written("income|trust\n45.000|0,5\n60.000|0,25\n"))
    assert beside.demographics.income.tolist() == [45_000, 60_000]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("25-34", (25, 34)),
        ("18 to 24 years", (18, 24)),
        ("65+", (65, np.inf)),
        ("85 and over", (85, np.inf)),
        ("under 5", (0, np.nextafter(5, 0))),
        ("$10,000 - $14,999", (10_000, 14_999)),
        ("old", None),
        ("34-25", None),
    ],
)
def test_bands(text: str, band: tuple[float, float] | None) -> None:
    assert band_in(text) == band


def test_within_a_band_an_age_is_drawn_and_said(written: Written) -> None:
    rows = "25-34,f\n65+,m\nunder 18,f\n45,m\n" * 100
    table = read_people(written("age,sex\n" + rows))
    ages = table.demographics.age.reshape(100, 4)
    assert (ages.min(axis=0) >= [25, 65, 0, 45]).all()
    assert (ages.max(axis=0) <= [34, 100, 17, 45]).all()
    assert len(set(ages[:, 0].tolist())) == 10
    assert "300 bands, drawn within" in summary_of(table).columns[0].note
    more = read_people(written("age,sex\n" + rows + "65+,f\n")).demographics
    assert more.age[:400].tolist() == ages.ravel().tolist()


def test_codes_written_as_1_0_and_blank_rows_at_the_end(written: Written) -> None:
    path = written("id,age,sex,household\n1.0,30.0,1.0,7.0\n2.0,31.0,2.0,7.0\n,,,\n,,,\n")
    people = read_people(path).demographics
    assert people.labels == ["1", "2"]
    assert [SEXES[code] for code in people.sex] == ["male", "female"]
    assert people.household.tolist() == [0, 0]
    with pytest.raises(InputError, match="last digits are lost"):
        read_people(written("age,household\n30,2.01E+12\n31,2.01E+12\n"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'[{"age": 30}]', "JSON"),
        (b"<html><table>", "HTML"),
        (b"ARROW1\0\0", "Feather"),
        (gzip.compress(b"X\n\x00\x00\x00\x03", mtime=0), "data of R"),
        (b"$FL2@(#) SPSS and then nothing", "cannot be read as a file of SPSS"),
    ],
)
def test_other_files_are_refused_by_name(written: Written, content: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_people(written(content))


def test_a_first_line_that_names_the_separator(written: Written) -> None:
    people = read_people(written("sep=|\nage|place\n30|a, b; c\n")).demographics
    assert people.places == ("a, b; c",)


SURVEY = pd.DataFrame(
    {
        "GENDER": [1.0, 2.0, 1.0, 9.0],
        "AGE": [30.0, 998.0, 45.0, 60.0],
        "EDUC": [1.0, 2.0, 3.0, 3.0],
        "REGION": [2.0, 1.0, 2.0, 2.0],
    }
)
LABELS = {
    "GENDER": {1: "Female", 2: "Male", 9: "Refused"},
    "AGE": {998: "Don't know"},
    "EDUC": {1: "1. Less than high school", 2: "High school", 3: "Bachelor's degree"},
    "REGION": {1: "North", 2: "South"},
}
SURVEY_COLUMNS = {"sex": "GENDER", "age": "AGE", "education": "EDUC", "place": "REGION"}


@pytest.mark.parametrize("name", ["a.sav", "a.zsav", "a.dta"])
def test_value_labels_decide_and_missing_codes_are_missing(tmp_path: Path, name: str) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / name
    if name.endswith("dta"):
        pyreadstat.write_dta(SURVEY, path, variable_value_labels=LABELS)
    else:
        pyreadstat.write_sav(
            SURVEY,
            path,
            variable_value_labels=LABELS,
            compress=name == "a.zsav",
            missing_ranges={"AGE": [{"lo": 998, "hi": 999}], "GENDER": [9]},
        )
    with pytest.raises(InputError) as caught:
        read_people(path, SURVEY_COLUMNS)
    assert "'AGE', row 2: value is missing" in str(caught.value)
    assert "'GENDER', row 4: value is missing" in str(caught.value)
    table = read_people(path, SURVEY_COLUMNS, draw_missing=True)
    people = table.demographics
    # By our own numbers, 1 would be male.
    assert [SEXES[code] for code in people.sex[:3]] == ["female", "male", "female"]
    assert people.age[[0, 2, 3]].tolist() == [30, 45, 60]
    assert [EDUCATIONS[code] for code in people.education] == [
        "below high school",
        "high school",
        "degree",
        "degree",
    ]
    assert people.places == ("South", "North")
    assert "1 = Female" in summary_of(table).columns[0].note


def test_labels_that_mean_nothing_to_us_are_refused_or_mapped(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    path = tmp_path / "a.sav"
    labels = {"GENDER": {1: "Cis woman", 2: "Cis man"}}
    pyreadstat.write_sav(SURVEY[["GENDER"]][:2], path, variable_value_labels=labels)
    with pytest.raises(InputError, match=r"unknown category in 2 rows.*values"):
        read_people(path, {"sex": "GENDER"})
    for values in ({"cis woman": "female", "Cis man": "male"}, {"1": "female", "2": "male"}):
        settings = TableSettings(values={"sex": values})
        people = read_people(path, {"sex": "GENDER"}, settings=settings).demographics
        assert people.sex.tolist() == [0, 1]


def test_sas_transport_and_portable_files(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"AGE": [30.0, 45.0], "SEX": ["F", "M"]})
    for write, name in ((pyreadstat.write_xport, "a.xpt"), (pyreadstat.write_por, "a.por")):
        write(frame, tmp_path / name)
        people = read_people(tmp_path / name, {"age": "AGE", "sex": "SEX"}).demographics
        assert (people.age.tolist(), people.sex.tolist()) == ([30, 45], [0, 1])


Sheets = dict[str, Sequence[Sequence[object]]]


def workbook(sheets: Sheets) -> bytes:
    """A workbook of Excel, as small as may be."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    of_parts = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        whole = f'<Relationship Id="r1" Type="{of_parts}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f"<Relationships {package}>{whole}</Relationships>")
        named = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{of_parts}"><sheets>{named}</sheets></workbook>',
        )
        parts = "".join(
            f'<Relationship Id="r{n}" Type="{of_parts}/worksheet" Target="worksheets/s{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f"<Relationships {package}>{parts}</Relationships>"
        )
        for n, rows in enumerate(sheets.values(), 1):
            lines = [
                f'<row r="{r}">'
                + "".join(_cell(c, r, cell) for c, cell in enumerate(row))
                + "</row>"
                for r, row in enumerate(rows, 1)
            ]
            archive.writestr(
                f"xl/worksheets/s{n}.xml",
                f"<worksheet {main}><sheetData>{''.join(lines)}</sheetData></worksheet>",
            )
    return stream.getvalue()


def _cell(column: int, row: int, value: object) -> str:
    place = f"{chr(65 + column)}{row}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>' if value else ""
    return f'<c r="{place}"><v>{value}</v></c>'


def test_a_spreadsheet_and_its_sheets(written: Written) -> None:
    pytest.importorskip("python_calamine")
    sheets: Sheets = {
        "notes": [["what"], ["nothing"]],
        "people": [["age", "sex", "hh"], [30, "f", 1], [31, "m", 1], [32, 2, 2]],
    }
    path = written(workbook(sheets), "a.xlsx")
    settings = TableSettings(sheet="people")
    columns = {"age": "age", "sex": "sex", "household": "hh"}
    people = read_people(path, columns, settings=settings).demographics
    assert people.age.tolist() == [30, 31, 32]
    assert people.household.tolist() == [0, 0, 1]
    with pytest.raises(InputError, match="did you mean people"):
        read_people(path, columns, settings=TableSettings(sheet="peple"))
    with pytest.raises(InputError, match="no such column"):
        read_people(path, columns)
    titled = written(workbook({"a": [["A survey"], ["age", "sex", "hh"], [30, "f", 1]]}), "b.xlsx")
    with pytest.raises(InputError, match="holds no names"):
        read_people(titled, columns)


def test_where_a_reader_is_not_installed_it_says_how_to(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(InputError, match=r"helpseek\[survey\]"):
        read_people(written(b"$FL2 anything", "a.sav"))
