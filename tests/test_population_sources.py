"""Where people come from: the town, tables of the user's own, marginals by place."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.population.demographics import CULTURES, NOT_GIVEN, SEXES, WORKS, Demographics
from simulation.population.marginals import Marginals, read_marginals
from simulation.population.reweighting import household_weights, reached_counts, reweighted_town
from simulation.population.table import PLACE_NOT_GIVEN, PeopleTable, read_people
from simulation.population.town import donors, individuals, source, town

OCEANSIDE = 8413


def same_rows(one: Demographics, other: Demographics, people: int) -> bool:
    """Whether the first so many persons are the same in both, in every column."""
    return all(
        np.array_equal(a[:people], b[:people])
        for a, b in zip(one, other, strict=True)
        if isinstance(a, np.ndarray)
    )


# The town


def test_shipped_data_is_what_its_readme_describes():
    folder = files("simulation.population").joinpath("data")
    packed = folder.joinpath("oceanside.csv.gz").read_bytes()
    readme = folder.joinpath("README.md").read_text()
    assert hashlib.sha256(packed).hexdigest() in readme
    assert "Redistribution" in folder.joinpath("LICENSE-oceanside.txt").read_text()


def test_source_has_the_published_key_numbers():
    s = source()
    assert (s.people, s.households, len(s.places)) == (OCEANSIDE, 3100, 90)
    sizes = np.bincount(np.minimum(s.size, 6), minlength=7)[1:]
    assert sizes.tolist() == [838, 911, 513, 406, 211, 221]
    assert np.median(s.income) == 48378
    assert s.age.mean() == pytest.approx(36.8, abs=0.05)
    assert (s.sex == SEXES.index("female")).mean() == pytest.approx(0.5, abs=0.001)
    # Hispanic of any race; the census codes 1, 2, 6 of those who are not; the rest.
    assert np.bincount(s.culture).tolist() == [4243, 3395, 108, 234, 433]
    assert max(s.education.max(), s.work.max()) < 4
    assert s.age[s.work == WORKS.index("full time")].min() >= 16


def test_the_whole_town_is_every_household_once():
    t = town(OCEANSIDE, 5)
    s = source()
    assert t.households == s.households
    for name in ("age", "sex", "work", "culture", "education"):
        assert np.array_equal(np.sort(getattr(t, name)), np.sort(getattr(s, name)))
    _, first, count = np.unique(t.household, return_index=True, return_counts=True)
    assert np.array_equal(count, t.household_size[first])
    assert np.array_equal(np.sort(t.income[first]), np.sort(s.income))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 2 * OCEANSIDE + 50), st.integers(1, 400), st.integers(0, 2**63 - 1))
def test_more_people_leave_the_others_as_they_were(people, more, seed):
    small, large = town(people, seed), town(people + more, seed)
    assert small.people == people
    assert large.people == people + more
    assert same_rows(small, large, people)
    assert same_rows(individuals(people, seed), individuals(people + more, seed), people)


def test_members_stand_together_and_share_what_a_household_has():
    t = town(30_000, 2)
    assert set(np.diff(t.household).tolist()) == {0, 1}
    same = np.diff(t.household) == 0
    for column in (t.income, t.place, t.household_size):
        assert (np.diff(column.astype(np.float64))[same] == 0).all()
    assert not (np.diff(t.income)[~same] == 0).all()
    members = np.bincount(t.household)
    assert np.array_equal(members[:-1], t.household_size[np.cumsum(members) - 1][:-1])


def test_each_pass_and_each_seed_has_an_order_of_its_own():
    two = town(2 * OCEANSIDE, 3)
    first, second = two.age[:OCEANSIDE], two.age[OCEANSIDE:]
    assert np.array_equal(np.sort(first), np.sort(second))
    assert not np.array_equal(first, second)
    assert not np.array_equal(town(OCEANSIDE, 4).age, first)


def test_rows_of_demographics_keep_all_columns_of_a_person(written):
    whole = read_people(written(PEOPLE), MAPPED).demographics
    for chosen in (np.array([3, 0]), np.array([True, False, False, True, False])):
        part = whole.rows(chosen)
        assert part.people == 2
        assert sorted(zip(part.labels or [], part.age.tolist(), strict=True)) == [
            ("ann", 41),
            ("bob", 17),
        ]


def test_individuals_have_no_household_and_may_be_adults_only():
    adults, all_ages = individuals(20_000, 1), individuals(20_000, 1, adults_only=False)
    assert (adults.household == -1).all()
    assert adults.age.min() == 18
    assert (all_ages.age < 18).mean() == pytest.approx((source().age < 18).mean(), abs=0.01)
    assert all_ages.age.mean() == pytest.approx(source().age.mean(), abs=0.5)


def test_donors_are_alike_in_age_group_and_sex():
    age = np.repeat(np.array([3, 8, 15, 20, 30, 44, 50, 60, 70, 90, NOT_GIVEN], np.uint8), 200)
    sex = np.tile(np.array([0, 1, 2, NOT_GIVEN], np.uint8), age.size // 4)
    rows = donors(7, age.size, age=age, sex=sex)
    s = source()
    edges = [5, 12, 18, 25, 35, 45, 55, 65, 75]
    known = age != NOT_GIVEN
    assert np.array_equal(
        np.searchsorted(edges, s.age[rows], "right")[known],
        np.searchsorted(edges, age, "right")[known],
    )
    assert np.array_equal(s.sex[rows][sex < 2], sex[sex < 2])
    assert set(s.sex[rows][sex >= 2].tolist()) == {0, 1}


def test_culture_groups_follow_the_names_asked_for():
    names = ["Asian", "OTHER", "white"]
    t, plain = town(OCEANSIDE, 1, names), town(OCEANSIDE, 1)
    asked = [names[code] for code in t.culture]
    had = [CULTURES[code] for code in plain.culture]
    expected = {"white": "white", "asian": "Asian"}
    assert all(new == expected.get(old, "OTHER") for new, old in zip(asked, had, strict=True))
    assert (town(100, 1, ["everyone"]).culture == 0).all()


@pytest.mark.parametrize("people", [0, -5, 2**31, True, 2.5, "many", None])
def test_number_of_people_is_checked(people):
    for draw in (town, individuals):
        with pytest.raises(InputError, match="people"):
            draw(people, 1)


# A table of the user's own

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


@pytest.fixture
def written(tmp_path: Path):
    """Write content to a file and return its path."""

    def write(content: str | bytes, name: str = "people.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


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
    assert d.age.tolist() == [41, 39, 110, 17, 88]
    assert [SEXES[code] for code in d.sex] == ["female", "male", "female", "male", "other"]
    assert d.income.tolist() == [52000, 52000, 100000, 12000, 0]
    assert [d.places[place] for place in d.place] == ["north"] * 3 + ["south", "a, b"]
    assert table.traits["trust"].tolist() == [0.5, 1, 0.75, 0.25, 0]
    assert set(table.traits) == {"trust"}
    assert (d.coverage == NOT_GIVEN).all()
    assert (d.trauma == NOT_GIVEN).all()
    assert d.work.max() < len(WORKS)
    assert len(set(d.culture[:3].tolist())) == 1


def test_people_of_a_csv_file(written):
    check_people(read_people(written(PEOPLE), MAPPED))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv.gz", gzip.compress(PEOPLE.encode())),
        ("no_suffix", gzip.compress(PEOPLE.encode())),
        ("bom.csv", b"\xef\xbb\xbf" + PEOPLE.encode()),
        ("windows.csv", PEOPLE.replace("\n", "\r\n").encode()),
        ("blank_lines.csv", (PEOPLE + "\n\n").encode()),
        ("tabs.tsv", parted("\t").encode()),
        ("semicolons.csv", parted(";").encode()),
    ],
)
def test_people_of_other_text_files(written, name, content):
    check_people(read_people(written(content, name), MAPPED))


def test_people_of_a_parquet_file(tmp_path):
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


def test_whole_numbers_are_the_same_ids_whatever_stored_them(tmp_path):
    frame = pd.DataFrame({"id": [3.0, 1.0, 20.0], "age": [30, 40, 50]})
    frame.to_parquet(tmp_path / "a.parquet")
    assert read_people(tmp_path / "a.parquet").demographics.labels == ["3", "1", "20"]


def test_columns_with_our_names_need_no_mapping(written):
    d = read_people(written("age,unknown,coverage,trauma,work\n30,x,Yes,none,retired\n40,y,0,4,\n"),
                    draw_missing=True).demographics  # fmt: skip
    assert d.age.tolist() == [30, 40]
    assert d.coverage.tolist() == [1, 0]
    assert d.trauma.tolist() == [0, 2]
    assert d.work[0] == 0
    assert d.labels is None


def test_what_a_table_does_not_tell_is_drawn_and_stays_when_rows_are_added(written):
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


def test_members_share_drawn_income_place_and_culture(written):
    rows = "".join(f"h{row % 700},{row % 90}\n" for row in range(2100))
    d = read_people(written("household,age\n" + rows)).demographics
    assert np.array_equal(np.bincount(d.household), np.full(700, 3))
    for column in (d.income, d.place, d.culture):
        assert (column.reshape(700, 3) == column.reshape(700, 3)[:, :1]).all()
    assert np.unique(d.income).size > 400
    # Rows were brought together, and yet each person's work still fits their age.
    assert (d.work[d.age < 12] != WORKS.index("full time")).all()
    assert (d.work[d.age >= 25] == WORKS.index("full time")).mean() > 0.3


def test_missing_cells_are_refused_or_drawn(written):
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
        ("money", "12.000.000", "not a number"),
        ("trusting", "1.01", "out of range"),
        ("gender", "0", "unknown category"),
        ("gender", "wombat", "female, male, other"),
        ("key", "ann", "more than once"),
        ("key", "", "missing"),
        ("town", " ", "missing"),
    ],
)
def test_a_wrong_cell_is_named_with_file_column_and_row(written, column, cell, says):
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
        (gzip.compress(b""), None, "is empty"),
        (b"\n\n\n", None, "table"),
        (b"age\n", None, "no rows"),
        (b"age,sex\n1\n", None, "Expected 2 columns"),
        (b"age,age\n1,2\n", None, "more than once"),
        (b"a,b\n1,2\n", None, "no column has a name"),
        (b"a,b\n1,2\n", {"age": "c"}, "no such column"),
        (b"a,b\n1,2\n", {"agee": "a"}, "did you mean age"),
        (b"a,b\n1,2\n", {"age": 3}, "not the name of a column"),
        (b"culture\nmartian\n", None, "white, hispanic, black, asian, other"),
        (b"sex\n\xff\xfe\n", None, "table"),
        (b"sex\n" + b"x" * 10_000_000 + b"\n", None, "table"),
        (b'sex\n"open\n', None, "people.csv"),
        (b"age\n\0\0\0\n", None, "not text"),
        (b"PAR1 and then nothing", None, "table"),
        (b"PK\x03\x04 a spreadsheet", None, "save the table as CSV"),
        (gzip.compress(b"age\n" + b"30\n" * 10_000)[:60], None, "table"),
        (
            b"\x80\x04\x95\x1a\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93",
            None,
            "people.csv",
        ),
    ],
)
def test_files_that_cannot_be_used(written, content, mapping, says):
    path = written(content)
    with pytest.raises(InputError) as caught:
        read_people(path, mapping)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_paths_that_are_no_files(tmp_path):
    for path in (tmp_path, tmp_path / "absent.csv", "/dev/zero", "nul\0byte", ""):
        with pytest.raises(InputError):
            read_people(path)
        with pytest.raises(InputError):
            read_marginals(path)


def test_parquet_columns_of_wrong_type(tmp_path):
    path = tmp_path / "people.parquet"
    for wrong in ([[1], [2]], [True, False], pd.to_datetime(["2020-01-01", "2021-01-01"])):
        pd.DataFrame({"age": wrong}).to_parquet(path)
        with pytest.raises(InputError, match="wrong type"):
            read_people(path)
    pd.DataFrame({"age": [1.0, np.inf]}).to_parquet(path)
    with pytest.raises(InputError, match="row 2: value out of range"):
        read_people(path)


def test_compressed_files_that_unfold_without_end_are_stopped(written, monkeypatch):
    monkeypatch.setattr("simulation.population.table_file.LARGEST_ROWS", 10_000)
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
def test_any_bytes_give_people_or_an_input_error(written, content, beginning):
    path = written(beginning + content)
    people = usable_or_refused(lambda: read_people(path, draw_missing=True).demographics)
    assert people is None or people.age.max() <= 110
    assert usable_or_refused(lambda: read_marginals(path)) is None


@FUZZ
@given(st.lists(st.tuples(st.integers(4, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_parquet_file_gives_people_or_an_input_error(tmp_path, changes):
    path = tmp_path / "people.parquet"
    pd.DataFrame({"age": np.arange(200) % 90, "sex": ["f", "m"] * 100}).to_parquet(path)
    content = bytearray(path.read_bytes())
    for position, value in changes:
        content[position % len(content)] = value
    path.write_bytes(content)
    people = usable_or_refused(lambda: read_people(path).demographics)
    assert people is None or people.age.max() <= 110


@FUZZ
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=4), st.booleans())
def test_any_cells_give_a_population_or_an_input_error(written, rows, gaps):
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
        message = str(refused)
    assert len(message.splitlines()) == 1
    return None


# Marginals

COUNTS: dict[tuple[str, str], dict[str, int]] = {
    ("harbour", "household_size"): {"1": 820, "2": 640, "3": 240, "4 or more": 300},
    ("harbour", "income"): {"0-29999": 900, "30000-59999": 600, "60000+": 500},
    ("harbour", "age"): {"0-17": 700, "18-64": 2800, "65+": 680},
    ("hills", "household_size"): {"1": 150, "2": 500, "3": 350, "4 or more": 500},
    ("hills", "income"): {"0-29999": 100, "30000-59999": 400, "60000+": 1000},
    ("hills", "age"): {"0-17": 1100, "18-64": 2600, "65+": 700},
    ("moor", "household_size"): {"1": 20, "2": 30, "3": 0, "4 or more": 10},
    ("campus", "age"): {"0-17": 100, "18-64": 1850, "65+": 50},
    ("campus", "sex"): {"Women": 1100, "m": 900},
    ("empty", "household_size"): {"1": 0, "2": 0, "3": 0, "4 or more": 0},
}  # fmt: skip


def marginals_text(counts: dict[tuple[str, str], dict[str, int]]) -> str:
    rows = ["place,attribute,category,count"]
    for (place, attribute), categories in counts.items():
        rows += [f"{place},{attribute},{name},{count}" for name, count in categories.items()]
    return "\n".join(rows) + "\n"


@pytest.fixture
def marginals(written) -> Marginals:
    return read_marginals(written(marginals_text(COUNTS), "counts.csv"))


def test_marginals_are_read_into_places_and_controls(marginals):
    assert marginals.places == ("harbour", "hills", "moor", "campus", "empty")
    bands = {c.category: (c.low, c.high) for c in marginals.controls if c.attribute == "income"}
    assert bands == {
        "0-29999": (0, 30000),
        "30000-59999": (30000, 60000),
        "60000+": (60000, np.inf),
    }
    assert marginals.households[[0, 1, 2, 4]].tolist() == [2000, 1500, 60, 0]
    assert np.isnan(marginals.households[3])
    assert marginals.persons[[0, 1, 3]].tolist() == [4180, 4400, 2000]


def test_weights_meet_counts_of_households_and_persons_together(marginals):
    weights = household_weights(marginals)
    s = source()
    assert weights.min() >= 0
    assert weights.sum(axis=1)[[0, 1, 2, 4]] == pytest.approx([2000, 1500, 60, 0])
    child = np.bincount(s.home[s.age < 18], minlength=s.households)
    rich = s.income >= 60_000
    assert (weights @ child)[[0, 1, 3]] == pytest.approx([700, 1100, 100], rel=0.01)
    assert (weights @ rich)[:2] == pytest.approx([500, 1000], rel=0.01)
    # A count of zero leaves no weight, and households that no count tells apart keep equal weights.
    assert weights[2, s.size == 3].sum() == 0
    assert np.unique(weights[2, s.size == 2].round(12)).size == 1


def test_a_population_meets_its_marginals_within_a_few_percent(marginals):
    for seed in (1, 2, 3):
        population = reweighted_town(marginals, None, seed)
        reached = reached_counts(marginals, population)
        large = marginals.counts >= 300
        error = np.abs(reached - marginals.counts)[large] / marginals.counts[large]
        assert error.max() < 0.06
        assert error.mean() < 0.02
        sizes = [c.attribute == "household_size" for c in marginals.controls]
        given_sizes = marginals.counts[:3][:, sizes]
        assert np.abs(reached[:3][:, sizes] - given_sizes).max() <= 2
        assert population.people == pytest.approx(4180 + 4400 + 2000 + 130, rel=0.03)
        assert population.places == marginals.places
        assert set(population.place.tolist()) == {0, 1, 2, 3}


def test_the_town_as_it_is_does_not_meet_them(marginals):
    """The check above could fail: households drawn without weights are far off."""
    population = reweighted_town(marginals, None, 1)
    plain = town(population.people, 1)
    names = ("age", "income", "household", "household_size", "work")
    unweighted = population._replace(**{name: getattr(plain, name) for name in names})
    reached = reached_counts(marginals, unweighted)
    large = marginals.counts >= 300
    assert (np.abs(reached - marginals.counts)[large] / marginals.counts[large]).max() > 0.3


def test_marginal_populations_grow_without_changing_those_before(marginals):
    whole = reweighted_town(marginals, None, 9)
    small = reweighted_town(marginals, 500, 9)
    twice = reweighted_town(marginals, 2 * whole.people + 1, 9)
    assert small.people == 500
    assert twice.people == 2 * whole.people + 1
    assert same_rows(small, whole, 500)
    assert same_rows(whole, twice, whole.people)
    assert set(np.diff(twice.household).tolist()) == {0, 1}
    # The second pass is another draw, not the first in another order; and so is another seed.
    incomes = np.unique(whole.income)
    assert np.setdiff1d(twice.income[whole.people :], incomes).size > 50
    assert np.setdiff1d(reweighted_town(marginals, None, 10).income, incomes).size > 50


def test_counts_that_differ_by_rounding_are_scaled_to_one_total(written):
    text = "place,attribute,category,count\n"
    text += (
        "a,household_size,1,60\na,household_size,2+,40\na,income,0-39999,31\na,income,40000+,73\n"
    )
    marginals = read_marginals(written(text))
    assert marginals.households.tolist() == [100]
    assert marginals.counts[0] == pytest.approx([60, 40, 31 / 1.04, 73 / 1.04])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({("hills", "age"): {"0-17": 1100, "18-64": 2600}}, "no count of age '65+' for 'hills'"),
        ({("hills", "income"): {"0-29999": 9, "30000-59999": 9, "60000+": 9}}, "disagree"),
        ({("hills", "age"): {"0-20": 1, "18-64": 2, "65+": 3}}, "overlap"),
        ({("far", "workers"): {"0": 1, "3+": 2}}, "leave a gap"),
        ({("hills", "age"): {"young": 1}}, "not a band of age"),
        ({("hills", "sex"): {"women?": 1}}, "unknown category of sex"),
        ({("hills", "shoes"): {"1": 1}}, "unknown attribute"),
        ({("hills", ""): {"1": 1}}, "unknown attribute"),
        ({("", "age"): {"0-17": 1}}, "missing"),
        ({("hills", "age"): {"0-17": -1}}, "out of range"),
        ({("hills", "age"): {"0-17": 10**12}}, "out of range"),
    ],
)
def test_wrong_marginals_are_refused(written, change, says):
    path = written(marginals_text(COUNTS | change), "counts.csv")
    with pytest.raises(InputError) as caught:
        read_marginals(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)


def test_places_may_spell_a_category_differently(written):
    text = "place,attribute,category,count\na,sex,F,6\na,sex,Men,4\nb,sex,male,1\nb,sex,woman,2\n"
    marginals = read_marginals(written(text))
    assert [control.category for control in marginals.controls] == ["female", "male"]
    assert marginals.counts.tolist() == [[6, 4], [2, 1]]


def test_counts_given_twice_or_all_zero_are_refused(written):
    text = "place,attribute,category,count\n"
    with pytest.raises(InputError, match="counted twice for 'a'"):
        read_marginals(written(text + "a,workers,0,1\na,workers,1+,4\na,workers,0,1\n"))
    with pytest.raises(InputError, match="all places together"):
        read_marginals(written(text + "a,workers,0,0\na,workers,1+,0\n"))
    with pytest.raises(InputError, match="no such column"):
        read_marginals(written("place,what,category,count\na,workers,0,0\n"))
    named = written("where,what,which,number\na,workers,0,5\na,workers,1+,7\n")
    columns = {"place": "where", "attribute": "what", "category": "which", "count": "number"}
    assert read_marginals(named, columns).households.tolist() == [12]


def test_households_outside_the_bands_do_not_occur(written):
    text = "place,attribute,category,count\na,household_size,2-3,50\na,age,0-17,20\n"
    population = reweighted_town(read_marginals(written(text)), None, 1)
    assert population.households == 50
    assert set(population.household_size.tolist()) == {2, 3}
    assert (population.age < 18).sum() == pytest.approx(20, abs=8)


def test_cultures_of_marginals_follow_the_scenario(written):
    text = "place,attribute,category,count\na,culture,Hispanic,600\na,culture,everyone else,400\n"
    marginals = read_marginals(written(text), cultures=["everyone else", "hispanic"])
    population = reweighted_town(marginals, None, 1)
    assert (population.culture == 1).mean() == pytest.approx(0.6, abs=0.04)
