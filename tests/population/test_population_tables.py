"""Where people come from: a table of the user's own."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.population.demographics import NOT_GIVEN, OLDEST, SEXES, WORKS
from simulation.population.marginals import read_marginals
from simulation.population.reweighting import reweighted_town
from simulation.population.table import PLACE_NOT_GIVEN, PeopleTable, read_people
from simulation.population.table_problems import TableErrors
from simulation.population.town import source
from tests.support.files import Written
from tests.support.populations import same_rows

PEOPLE = """key,years,gender,money,home,town,trusting
ann,41,Woman,52000,h1,north,0.5
bob,17,m,12000,,south,0.25
cid,39.5,MALE,52000,h1,north,1
dot,88,non-binary,0,h2,"a, b",0
eve,119,2,1e5,h1,north,.75
"""
MAPPED = {
    "id": "key",
    "age": "years",
    "sex": "gender",
    "income": "money",
    "household": "home",
    "place": "town",
    "trust": "trusting",
}


def parted(mark: str) -> str:
    """The table with another mark between its cells."""
    return PEOPLE.replace("a, b", "a# b").replace(",", mark).replace("#", ",")


def check_people(table: PeopleTable) -> None:
    d = table.demographics
    # Members of h1 come together where ann stands; the others keep the order of the file.
    assert d.labels == ["ann", "cid", "eve", "bob", "dot"]
    assert table.file_row.tolist() == [0, 2, 4, 1, 3]
    assert d.household.tolist() == [0, 0, 0, -1, 1]
    assert d.household_size.tolist() == [3, 3, 3, 1, 1]
    assert d.age.tolist() == [41, 39, 119, 17, 88]
    assert [SEXES[code] for code in d.sex] == ["female", "male", "female", "male", "other"]
    assert d.income.tolist() == [52000, 52000, 100000, 12000, 0]
    assert [d.places[place] for place in d.place] == ["north"] * 3 + ["south", "a, b"]
    assert table.traits["trust"].tolist() == [0.5, 1, 0.75, 0.25, 0]
    assert set(table.traits) == {"trust"}
    assert (d.coverage == NOT_GIVEN).all()
    assert (d.trauma == NOT_GIVEN).all()
    assert d.work.max() < len(WORKS)
    assert len(set(d.culture[:3].tolist())) == 1


def test_people_of_a_csv_file(written: Written) -> None:
    check_people(read_people(written(PEOPLE), MAPPED))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv.gz", gzip.compress(PEOPLE.encode(), mtime=0)),
        ("no_suffix", gzip.compress(PEOPLE.encode(), mtime=0)),
        ("bom.csv", b"\xef\xbb\xbf" + PEOPLE.encode()),
        ("windows.csv", PEOPLE.replace("\n", "\r\n").encode()),
        ("blank_lines.csv", (PEOPLE + "\n\n").encode()),
        ("tabs.tsv", parted("\t").encode()),
        ("semicolons.csv", parted(";").encode()),
    ],
)
def test_people_of_other_text_files(written: Written, name: str, content: bytes) -> None:
    check_people(read_people(written(content, name), MAPPED))


def test_people_of_a_parquet_file(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "key": pd.Categorical(["ann", "bob", "cid", "dot", "eve"]),
            "years": np.array([41, 17, 39.5, 88, 119], np.float32),
            "gender": ["Woman", "m", "MALE", "non-binary", "2"],
            "money": [52000, 12000, 52000, 0, 100000],
            "home": [1.0, None, 1.0, 2.0, 1.0],
            "town": ["north", "south", "north", "a, b", "north"],
            "trusting": [0.5, 0.25, 1, 0, 0.75],
        }
    )
    frame.to_parquet(tmp_path / "people.parquet")
    check_people(read_people(tmp_path / "people.parquet", MAPPED))


def test_whole_numbers_are_the_same_ids_whatever_stored_them(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [3.0, 1.0, 20.0], "age": [30, 40, 50]})
    frame.to_parquet(tmp_path / "a.parquet")
    assert read_people(tmp_path / "a.parquet").demographics.labels == ["3", "1", "20"]


def test_columns_with_our_names_need_no_mapping(written: Written) -> None:
    d = read_people(
        written("age,unknown,coverage,trauma,work\n30,x,Yes,none,retired\n40,y,0,4,\n"),
        draw_missing=True,
    ).demographics
    assert d.age.tolist() == [30, 40]
    assert d.coverage.tolist() == [1, 0]
    assert d.trauma.tolist() == [0, 2]
    assert d.work[0] == 0
    assert d.labels is None


def test_what_a_table_does_not_tell_is_drawn_and_stays_when_rows_are_added(
    written: Written,
) -> None:
    ages = "\n".join(str(18 + 7 * row % 70) for row in range(3000))
    small = read_people(written("age\n" + ages + "\n"), seed=4).demographics
    large = read_people(written("age\n" + ages + "\n25\n70\n"), seed=4).demographics
    assert same_rows(small, large, 3000)
    assert (small.household == -1).all()
    s = source()
    adults = s.age[s.age >= 18]
    # Work follows age: the old who work full time are as few as among the donors.
    old, old_donors = small.age >= 75, adults >= 75
    full_time = WORKS.index("full time")
    expected = (s.work[s.age >= 18][old_donors] == full_time).mean()
    assert (small.work[old] == full_time).mean() == pytest.approx(expected, abs=0.05)
    assert small.income.std() > 10_000
    other = read_people(written("age\n" + ages + "\n"), seed=5).demographics
    assert not np.array_equal(small.income, other.income)


def test_members_share_drawn_income_place_and_culture(written: Written) -> None:
    rows = "".join(f"h{row % 700},{row % 90}\n" for row in range(2100))
    d = read_people(written("household,age\n" + rows)).demographics
    assert np.array_equal(np.bincount(d.household), np.full(700, 3))
    for column in (d.income, d.place, d.culture):
        assert (column.reshape(700, 3) == column.reshape(700, 3)[:, :1]).all()
    assert np.unique(d.income).size > 400
    # Rows were brought together, and yet each person's work still fits their age.
    assert (d.work[d.age < 12] != WORKS.index("full time")).all()
    assert (d.work[d.age >= 25] == WORKS.index("full time")).mean() > 0.3


def test_missing_cells_are_refused_or_drawn(written: Written) -> None:
    text = "age,sex,income,place,trust,household\n30,f,NA,x,0.5,1\n,m,100,,nan,1\n50,,200,y,1,\n"
    with pytest.raises(InputError, match="missing"):
        read_people(written(text))
    table = read_people(written(text), draw_missing=True)
    d = table.demographics
    assert (d.age[0], d.age[2]) == (30, 50)
    assert d.age[1] <= 100
    assert d.sex[2] in (0, 1)
    assert d.income.tolist()[1:] == [100, 200]
    assert d.income[0] > 0
    assert [d.places[place] for place in d.place] == ["x", PLACE_NOT_GIVEN, "y"]
    assert np.isnan(table.traits["trust"]).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("years", "NaN", "missing"),
        ("years", "", "missing"),
        ("years", "inf", "out of range"),
        ("years", "-1", "out of range"),
        ("years", "1e99", "out of range"),
        ("years", "old", "not a number"),
        ("money", "-0.01", "out of range"),
        ("money", "12.000.00", "not a number"),
        ("trusting", "1.01", "out of range"),
        ("gender", "0", "unknown category"),
        ("gender", "wombat", "female, male, other"),
        ("key", "ann", "more than once"),
        ("key", "", "missing"),
        ("town", " ", "missing"),
    ],
)
def test_a_wrong_cell_is_named_with_file_column_and_row(
    written: Written, column: str, cell: str, says: str
) -> None:
    frame = pd.read_csv(written(PEOPLE), dtype=str, keep_default_na=False)
    frame.loc[3, column] = cell
    path = written(frame.to_csv(index=False))
    with pytest.raises(InputError) as caught:
        read_people(path, MAPPED)
    message = str(caught.value)
    assert message.startswith(f"{path}: column {column!r}, row 4: ")
    assert says in message
    assert repr(cell.strip()) in message or repr(cell) in message


@pytest.mark.parametrize(
    ("content", "mapping", "says"),
    [
        (b"", None, "is empty"),
        (gzip.compress(b"", mtime=0), None, "is empty"),
        (b"\n\n\n", None, "table"),
        (b"age\n", None, "no rows"),
        (b"age,sex\n1\n", None, "Expected 2 columns"),
        (b"age,age\n1,2\n", None, "more than once"),
        (b"a,b\n1,2\n", None, "no column has a name"),
        (b"a,b\n1,2\n", {"age": "c"}, "no such column"),
        (b"a,b\n1,2\n", {"agee": "a"}, "did you mean age"),
        (b"a,b\n1,2\n", {"age": 3}, "not the name of a column"),
        (b"culture\nmartian\n", None, "white, hispanic, black, asian, other"),
        (b"sex\n\xff\xfe\n", None, "unknown category"),
        (b"sex\n" + b"x" * 10_000_000 + b"\n", None, "a line is too long"),
        (b'sex\n"open\n', None, "people.csv"),
        (b"age\n\0\0\0\n", None, "not text"),
        (b"PAR1 and then nothing", None, "table"),
        (b"PK\x03\x04 a spreadsheet", None, "a zip archive"),
        (gzip.compress(b"age\n" + b"30\n" * 10_000, mtime=0)[:60], None, "gzip file is damaged"),
        (
            b"\x80\x04\x95\x1a\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93",
            None,
            "people.csv",
        ),
    ],
)
def test_files_that_cannot_be_used(
    written: Written, content: str, mapping: dict[str, str] | None, says: str
) -> None:
    path = written(content)
    with pytest.raises(InputError) as caught:
        read_people(path, mapping)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", "/dev/zero", "nul\0byte", ""):
        with pytest.raises(InputError):
            read_people(path)
        with pytest.raises(InputError):
            read_marginals(path)


def test_parquet_columns_of_wrong_type(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    for wrong in ([[1], [2]], [True, False], pd.to_datetime(["2020-01-01", "2021-01-01"])):
        pd.DataFrame({"age": wrong}).to_parquet(path)
        with pytest.raises(InputError, match="wrong type"):
            read_people(path)
    pd.DataFrame({"age": [1.0, np.inf]}).to_parquet(path)
    with pytest.raises(InputError, match="row 2: value out of range"):
        read_people(path)


def test_compressed_files_that_unfold_without_end_are_stopped(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulation.population.table_opened.LARGEST_ROWS", 10_000)
    path = written(gzip.compress(b"age\n" + b"30\n" * 4_000_000))
    with pytest.raises(InputError, match="too large"):
        read_people(path)


BEGINNINGS = [b"", b"age,sex\n", b"PAR1", b"\x1f\x8b", b"age\n30"]
CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["30", "f", "65+", "0-17", "age", "sex", "NaN", "-1", "1e400", "a", "=1+1"]),
)
FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(st.binary(max_size=80), st.sampled_from(BEGINNINGS))
def test_any_bytes_give_people_or_an_input_error(
    written: Written, content: bytes, beginning: bytes
) -> None:
    path = written(beginning + content)
    people = usable_or_refused(lambda: read_people(path, draw_missing=True).demographics)
    assert people is None or people.age.max() <= OLDEST
    assert usable_or_refused(lambda: read_marginals(path)) is None


@FUZZ
@given(st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_parquet_file_gives_people_or_an_input_error(
    tmp_path: Path, changes: list[tuple[int, int]]
) -> None:
    path = tmp_path / "people.parquet"
    pd.DataFrame({"age": np.arange(200) % 90, "sex": ["f", "m"] * 100}).to_parquet(path)
    content = bytearray(path.read_bytes())
    for position, value in changes:
        content[position % len(content)] = value
    path.write_bytes(content)
    people = usable_or_refused(lambda: read_people(path).demographics)
    assert people is None or people.age.max() <= OLDEST


@FUZZ
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=4), st.booleans())
def test_any_cells_give_a_population_or_an_input_error(
    written: Written, rows: list[list[str]], gaps: bool
) -> None:
    frame = pd.DataFrame(rows, columns=["household", "age", "sex", "place"])
    path = written(frame.to_csv(index=False))
    people = usable_or_refused(lambda: read_people(path, draw_missing=gaps).demographics)
    assert people is None or people.sex.max() <= 2
    frame.columns = pd.Index(["place", "attribute", "category", "count"])
    counted = written(frame.to_csv(index=False))
    usable_or_refused(lambda: reweighted_town(read_marginals(counted), 100, 1))


def usable_or_refused(read: Callable[[], Any]) -> Any:
    """What reading gives, or None if it was refused with a message of one line."""
    try:
        return read()
    except InputError as refused:
        several = refused.errors if isinstance(refused, TableErrors) else (refused,)
    assert all(len(str(error).splitlines()) == 1 for error in several)
    return None


def test_rows_of_demographics_keep_all_columns_of_a_person(written: Written) -> None:
    whole = read_people(written(PEOPLE), MAPPED).demographics
    for chosen in (np.array([3, 0]), np.array([True, False, False, True, False])):
        part = whole.rows(chosen)
        assert part.people == 2
        assert sorted(zip(part.labels or [], part.age.tolist(), strict=True)) == [
            ("ann", 41),
            ("bob", 17),
        ]
