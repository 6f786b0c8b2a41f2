"""Tables of people as surveys are: missing codes, households, weights, more or fewer people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.terminal.failures import exit_code_of
from simulation.build import build_town
from simulation.errors import InputError
from simulation.population.demographics import NOT_GIVEN, SEXES
from simulation.population.fields import PEOPLE_COLUMNS
from simulation.population.sampling import effective_size, weight_like
from simulation.population.table import TableSettings, read_people
from simulation.population.table_problems import TableErrors
from simulation.population.town import ADULT_AGE
from simulation.scenario import load_scenario
from tests.support.files import Written
from tests.support.populations import labels_of, same_rows, summary_of


def declared(**settings: Any) -> TableSettings:
    return TableSettings(**settings)


def test_missing_codes_are_missing_by_column_and_everywhere(written: Written) -> None:
    path = written("age,income,sex\n-9,99999998,Refused\n40,20000,f\n41,-5,m\n150,1,2\n")
    missing = {
        "all": [-9],
        "income": [99999998, "below 0"],
        "sex": ["refused"],
        "age": ["out of range"],
    }
    table = read_people(path, draw_missing=True, settings=declared(missing=missing))
    assert table.demographics.age[1:3].tolist() == [40, 41]
    assert table.demographics.age[3] <= 120
    assert table.demographics.income[[1, 3]].tolist() == [20_000, 1]
    notes = {column.used_as: column.note for column in summary_of(table).columns}
    assert notes["income"].startswith("2 missing, drawn (2 declared missing)")
    assert "1 out of range" in notes["age"]
    with pytest.raises(InputError, match="did you mean age"):
        read_people(path, settings=declared(missing={"agee": [1]}))


@pytest.mark.parametrize("cell", ["NA", "n/a", ".", ".a", "#NULL!", "sysmis", "<NA>", "-", ""])
def test_who_has_no_household_lives_alone(written: Written, cell: str) -> None:
    rows = f"30,{cell}\n41,{cell}\n52,{cell}\n33,7\n35,7\n"
    people = read_people(written("age,household\n" + rows)).demographics
    assert people.household.tolist() == [-1, -1, -1, 0, 0]
    assert people.household_size.tolist() == [1, 1, 1, 2, 2]


def test_na_is_a_name_where_nothing_but_blanks_is_missing(written: Written) -> None:
    path = written("age,place\n30,NA\n31,ZA\n")
    with pytest.raises(InputError, match="missing"):
        read_people(path)
    assert read_people(path, settings=declared(missing={"place": []})).demographics.places == (
        "NA",
        "ZA",
    )


def test_one_number_in_two_places_is_refused_or_two_households(written: Written) -> None:
    path = written("region,hh,age\nnorth,1,40\nnorth,1,42\nsouth,1,60\nsouth,1,61\n")
    columns = {"age": "age", "household": "hh", "place": "region"}
    with pytest.raises(InputError, match=r"more than one place.*household_within: place"):
        read_people(path, columns)
    two = read_people(path, columns, settings=declared(household_within=["place"])).demographics
    assert two.household.tolist() == [0, 0, 1, 1]
    # A column that is not mapped tells the same.
    del columns["place"]
    with pytest.raises(InputError, match=r"'region'.*household_within: region"):
        read_people(path, columns)
    two = read_people(path, columns, settings=declared(household_within=["region"])).demographics
    assert two.household.tolist() == [0, 0, 1, 1]
    one = read_people(path, columns, settings=declared(household_within=["none"])).demographics
    assert one.household.tolist() == [0, 0, 0, 0]


def test_codes_among_household_numbers(written: Written) -> None:
    path = written("age,household\n30,-9\n31,-9\n32,1\n33,1\n")
    with pytest.raises(InputError, match="negative household number"):
        read_people(path)
    people = read_people(path, settings=declared(missing={"household": [-9]})).demographics
    assert people.household.tolist() == [-1, -1, 0, 0]
    crowd = read_people(written("age,household\n" + "30,0\n" * 30))
    assert "has 30 people" in " ".join(summary_of(crowd).warnings)


def test_all_problems_are_told_at_once_with_their_numbers(written: Written) -> None:
    rows = "-29,Make\n329,Make\n30,f\n31,maile\nold,m\n"
    with pytest.raises(TableErrors) as caught:
        read_people(written("age,sex\n" + rows))
    first, second, third = map(str, caught.value.errors)
    assert "row 5: not a number; found 'old'" in first
    assert "row 1: value out of range in 2 rows" in second
    assert "unknown category in 3 rows ('Make' 2, 'maile' 1)" in third
    assert str(caught.value).startswith(str(written("", "people.csv"))[:-4])


def test_commands_print_each_problem_on_a_line(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written("age,sex\n-29,Make\n30,f\n")
    assert exit_code_of(lambda: read_people(path)) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"helpseek: {path}: 2 problems:"
    assert [line.split(",")[0] for line in lines[1:]] == ["  column 'age'", "  column 'sex'"]


def test_words_are_mapped_and_maps_are_checked(written: Written) -> None:
    path = written("age,sex\n1,Man-ish\n2,f\n3,?\n")
    values = {"sex": {"man ish": "male", "?": "missing", "never": "female"}, "age": {"1": "18-24"}}
    table = read_people(path, draw_missing=True, settings=declared(values=values))
    assert table.demographics.sex[:2].tolist() == [1, 0]
    assert 18 <= table.demographics.age[0] <= 24
    assert "never" in " ".join(summary_of(table).warnings)
    for wrong, says in (
        ({"sex": {"x": "malee"}}, "values.sex.x: unknown category"),
        ({"age": {"1": "young"}}, "not a number"),
        ({"household": {"1": "2"}}, "no mapped column"),
        ({"sex": {"X": "male", "x": "female"}}, "two things"),
    ):
        with pytest.raises(InputError, match=says):
            read_people(path, settings=declared(values=wrong))


def survey(people: int = 900, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sex = rng.choice(["f", "m"], people, p=[0.6, 0.4])
    return pd.DataFrame(
        {
            "id": np.arange(people),
            "sex": sex,
            "age": rng.integers(18, 90, people),
            "place": rng.choice(["north", "south", "east"], people),
            "w": np.where(sex == "m", 1.6, 0.7) * rng.uniform(0.2, 3, people),
        }
    )


@pytest.mark.parametrize("people", [None, 300, 20_000])
def test_weighted_margins_are_met_to_within_one_a_stratum(
    written: Written, people: int | None
) -> None:
    frame = survey()
    columns = {name: name for name in ("id", "sex", "age", "place")} | {"weight": "w"}
    table = read_people(written(frame.to_csv(index=False)), columns, people=people, seed=5)
    who = table.demographics
    assert who.people == (people or 900)
    share = frame.w * who.people / frame.w.sum()
    drawn = pd.DataFrame(
        {"place": [who.places[p] for p in who.place], "sex": [SEXES[s][0] for s in who.sex]}
    )
    for by in ("place", "sex", "both"):
        frames = [f.assign(both=f.place + f.sex) for f in (frame, drawn)]
        wanted = share.groupby(frames[0][by]).sum()
        reached = frames[1].groupby(by).size()
        runs = 3 if by == "sex" else 1  # a sex stands once in each place of the sorted table
        assert (wanted - reached).abs().max() < runs
    # Each row stands for its weight: so often, but for one.
    times = np.bincount(table.file_row, minlength=900)
    assert np.abs(times - share).max() < 1
    assert len(set(labels_of(who))) == who.people
    again = read_people(written(frame.to_csv(index=False)), columns, people=people, seed=5)
    assert same_rows(who, again.demographics, who.people)
    assert f"effective size {effective_size(frame.w.to_numpy()):,.0f} of 900" in (
        summary_of(table).sentence()
    )


def test_households_are_drawn_as_a_whole_by_their_weight(written: Written) -> None:
    rows = "".join(f"h{n},{20 + n % 60},{3 if n < 100 else 1}\n" * 2 for n in range(400))
    table = read_people(
        written("household,age,w\n" + rows),
        {"household": "household", "age": "age", "weight": "w"},
        people=1200,
        seed=2,
    )
    who = table.demographics
    assert (np.bincount(who.household) == 2).all()
    assert (table.file_row < 200).sum() == pytest.approx(600, abs=4)


def test_weights_are_used_or_refused_never_ignored(written: Written) -> None:
    path = written("age,finalwt\n30,1\n31,2\n")
    with pytest.raises(InputError, match=r"'finalwt'.*weight: none"):
        read_people(path, {"age": "age"})
    rows = read_people(path, {"age": "age", "weight": "none"})
    assert rows.file_row.tolist() == [0, 1]
    assert not rows.weighted
    # Equal for all, or what a scale shows beside height: no survey weights.
    assert read_people(written("age,finalwt\n30,1\n31,1\n")).file_row.tolist() == [0, 1]
    assert read_people(written("age,weight,height\n30,71,180\n31,82,170\n")).weighted is False
    kilograms = written("age,weight\n30,71.5\n31,82\n44,64\n9,28\n", "scale.csv")
    with pytest.raises(InputError, match=r"what people weigh.*64 to 82, the median 71.5.*none"):
        read_people(kilograms)
    assert read_people(kilograms, {"weight": "weight"}).weighted
    assert not read_people(kilograms, {"weight": "none"}).weighted
    for weights in ("0.7 0.9 1.4 1.1", "100 250 80 140", "812.5 640 701 950"):
        lines = "".join(f"30,{weight}\n" for weight in weights.split())
        assert read_people(written("age,weight\n" + lines)).weighted, weights
    for cell, says in (("", "weight is missing"), ("-1", "out of range"), ("x", "not a number")):
        with pytest.raises(InputError, match=says):
            read_people(written(f"age,weight\n30,1\n31,{cell}\n"))
    with pytest.raises(InputError, match="no row has a weight"):
        read_people(written("age,weight\n30,0\n31,0\n"))


def test_what_survey_weights_are_called() -> None:
    names = [
        "weight",
        "WTPER",
        "pwgt",
        "PWGTP",
        "finalwt",
        "_LLCPWT",
        "wtssall",
        "perwt",
        "HV005",
        "WTINT2YR",
        "weight_final",
        "pspwght",
        "dweight",
        "wt",
        "ASECWT",
        "sample.weight",
        "Gewicht",
        "fexp",
        "anweight",
    ]
    assert weight_like(names) == names
    others = [
        "age",
        "weight_kg",
        "WTKG3",
        "birthweight",
        "overweight",
        "growth",
        "newton",
        "want",
        "power",
        "state",
        "hhid",
        "pwd",
        "weeks",
    ]
    assert weight_like(others) == []


def test_a_table_grows_and_shrinks_by_whole_households(written: Written) -> None:
    rows = "".join(f"p{n},{n // 3},{20 + n % 50}\n" for n in range(300))
    path = written("id,household,age\n" + rows)
    small, large = (read_people(path, people=number, seed=1) for number in (90, 6_000))
    for table, number in ((small, 90), (large, 6_000)):
        who = table.demographics
        assert who.people == number
        assert (np.bincount(who.household) == 3).all()
        assert len(set(labels_of(who))) == number
    assert (np.bincount(large.file_row) == 20).all()
    assert same_rows(small.demographics, large.demographics, 90)
    assert set(read_people(path, people=300).file_row.tolist()) == set(range(300))


def test_a_world_takes_its_settings_and_refuses_a_draw_for_given_ties(written: Written) -> None:
    people = written("id,age,w\na,30,1\nb,31,2\nc,32,2\n")
    ties = written("source,target\na,b\nb,c\n", "ties.csv")
    population = {
        "file": str(people),
        "columns": {"id": "id", "age": "age", "weight": "w"},
        "people": 40,
    }
    world = {"population": population, "horizon": {"burn_in_weeks": 0}}
    town = build_town(load_scenario(world), 1)
    assert town.people.people == 40
    assert "effective size" in town.files[0].sentence()
    given = world | {"network": {"kind": "file", "file": str(ties)}}
    with pytest.raises(InputError, match=r"names each of them once.*weight: none"):
        build_town(load_scenario(given), 1)
    population["columns"] = {"id": "id", "age": "age", "weight": "none"}
    with pytest.raises(InputError, match=r"40 people cannot be made of 3 rows"):
        build_town(load_scenario(given), 1)


def test_a_table_without_households_is_told_so_or_has_them_drawn(written: Written) -> None:
    rng = np.random.default_rng(1)
    ages = rng.integers(18, 90, 1_500)
    rows = "".join(f"{age},{sex}\n" for age, sex in zip(ages, rng.choice(["f", "m"], 1_500)))  # noqa: B905
    path = written("age,sex\n" + rows)
    lonely = read_people(path)
    assert "lives alone" in " ".join(summary_of(lonely).warnings)
    drawn = read_people(path, settings=declared(draw_households=True))
    who = drawn.demographics
    assert sorted(drawn.file_row.tolist()) == list(range(1_500))
    assert np.array_equal(who.age, ages[drawn.file_row])
    members = np.bincount(who.household)
    # Children are no part of this world, but of its households.
    assert (who.household_size >= members[who.household]).all()
    assert who.age.min() >= ADULT_AGE
    assert (who.household_size > members[who.household]).mean() > 0.1
    assert 0.1 < (members == 1).sum() / members.size < 0.7
    for column in (who.income, who.place):
        assert all(len(set(column[who.household == h].tolist())) == 1 for h in range(50))
    # Two adults of one household are of an age more often than strangers are.
    pair = np.flatnonzero(members == 2)
    first = np.array([np.flatnonzero(who.household == h)[0] for h in pair[:150]])
    apart = np.abs(who.age[first].astype(int) - who.age[first + 1])
    assert np.median(apart) < 0.7 * np.median(np.abs(ages[:700] - ages[700:1400]))
    with pytest.raises(InputError, match="draw_households"):
        read_people(written("age,household\n30,1\n"), settings=declared(draw_households=True))


def test_drawn_households_lie_in_one_place_and_no_child_is_alone(written: Written) -> None:
    rng = np.random.default_rng(2)
    rows = "".join(
        f"{age},{place}\n"
        for age, place in zip(rng.integers(0, 90, 800), rng.integers(0, 30, 800), strict=True)
    )
    who = read_people(
        written("age,place\n" + rows), settings=declared(draw_households=True)
    ).demographics
    homes = who.household
    lowest = np.full(homes.max() + 1, 99)
    highest = np.zeros(homes.max() + 1, int)
    oldest = np.zeros(homes.max() + 1, int)
    np.minimum.at(lowest, homes, who.place)
    np.maximum.at(highest, homes, who.place)
    np.maximum.at(oldest, homes, who.age)
    assert (lowest == highest).all()
    assert (oldest >= ADULT_AGE).all()


def test_the_summary_tells_what_became_of_a_table(written: Written) -> None:
    table = read_people(
        written("age,sex,extra\n30,f,x\n,f,y\n45,f,z\n" + "50,f,q\n" * 30), draw_missing=True
    )
    summary = summary_of(table)
    assert summary.sentence() == "33 people, 33 rows, everybody lives alone, age drawn for 1"
    assert [(c.name, c.used_as) for c in summary.columns] == [
        ("age", "age"),
        ("sex", "sex"),
        ("extra", ""),
    ]
    assert summary.preview[1] == ("", "f", "y")
    assert sum(summary.histograms["age"].values()) == 33
    assert "Nobody is male" in " ".join(summary.warnings)
    heap = read_people(written("age\n" + "".join(f"{a}\n" for a in range(18, 90)) + "99\n" * 20))
    assert "20 people are 99 years old" in " ".join(summary_of(heap).warnings)


def test_every_column_of_the_list_is_read(written: Written) -> None:
    """The list that users see is the one that reading goes by."""
    cells = {
        name: next(iter(column.categories)) if column.categories else "1"
        for name, column in PEOPLE_COLUMNS.items()
    }
    table = read_people(written(",".join(cells) + "\n" + ",".join(cells.values()) + "\n"))
    assert table.demographics.labels == ["1"]
    assert {column.used_as for column in summary_of(table).columns} == set(PEOPLE_COLUMNS)
    assert NOT_GIVEN not in (table.demographics.coverage[0], table.demographics.trauma[0])
