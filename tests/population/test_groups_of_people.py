"""Groups of people: by any column, in bands, by what a table tells beyond the model; as targets."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from experiments.compare.again import comparison_again
from experiments.evidence.groups import group_of
from simulation.errors import InputError
from simulation.measures.groupings import grouping_of, groupings_of, small_groups
from simulation.measures.survey import Survey
from simulation.measures.told import breakdown
from simulation.population.columns import NEVER
from simulation.population.selection import selection_of
from simulation.scenario import load_scenario
from simulation.strategies import parse_strategies
from simulation.strategies.reach import adults, changes, eligible
from simulation.town import Town
from tests.support.cli_runner import helpseek, refused
from tests.support.comparisons import compare, rows
from tests.support.files import Written
from tests.support.towns import bits, differences, town_of, weeks

REGIONS = ("north", "south", "")
TABLE = "age,sex,region,rent,household\n" + "".join(
    f"{18 + 3 * n % 60},{'mf'[n % 2]},{REGIONS[n % 3]},{400 + 10 * (n % 40)},{n // 2}\n"
    for n in range(240)
)


@pytest.fixture(scope="module")
def town() -> Town:
    return weeks(town_of(600, burn_in_weeks=30), 3)


@pytest.fixture
def surveyed(written: Written) -> Town:
    """A town of a table with columns that the model does not know, repeated to 500 people."""
    return town_of(500, world=world(written))


def world(written: Written) -> str:
    table = written(TABLE, "people.csv")
    return str(
        written(
            "extends: town\npopulation:\n  source: file\n"
            f"  file: {table}\n  draw_missing: true\n  keep: [region, rent]\n"
            "horizon: {burn_in_weeks: 0}\n",
            "world.yaml",
        )
    )


def sizes(town: Town, by: str) -> dict[str, int]:
    return {one["group"]: one["adults"] for one in breakdown(town, [by])}


@pytest.mark.parametrize(
    "by", ["age", "age:18,35,65", "age:30,50", "income:5", "work", "trust:4", "stage", "modality"]
)
def test_groups_part_all_adults(town: Town, by: str) -> None:
    assert sum(sizes(town, by).values()) == np.count_nonzero(Survey(town).adult)


def test_bands_hold_those_of_their_ages(town: Town) -> None:
    ages = town.people.age[Survey(town).adult]
    told = sizes(town, "age:30,50")
    assert list(told) == ["under 30", "30 to 49", "50 and over"]
    assert list(told.values()) == [
        np.count_nonzero(ages < 30),
        np.count_nonzero((ages >= 30) & (ages < 50)),
        np.count_nonzero(ages >= 50),
    ]
    assert list(sizes(town, "age")) == ["18 to 29", "30 to 44", "45 to 59", "60 and over"]
    thirds, usual = sizes(town, "income:3"), sizes(town, "income")
    assert list(thirds.values()) == list(usual.values())
    assert next(iter(thirds)) == "1 of 3 (lowest)"
    for name in ("trust:0.3,0.6", "income:20000,60000.5"):
        assert " to under " in list(sizes(town, name))[1]


def test_what_never_happened_is_a_group(town: Town) -> None:
    told = sizes(town, "first_contact:-520,0")
    adult = Survey(town).adult
    never = np.count_nonzero(town.people.first_contact[adult] == NEVER)
    assert told["never"] == never > 0


def test_several_groupings_in_one_text() -> None:
    told = groupings_of("sex, age:18,35,65 ,work,income:5,age:18.0,35,65")
    assert told == ("sex", "age:18,35,65", "work", "income:5")
    assert groupings_of(None) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("shoe_size", "unknown grouping"),
        ("agee:18,35", "did you mean age"),
        ("trust", "trust:3"),
        ("sex:3", "categories"),
        ("culture:2", "categories"),
        ("age:65", "number of groups"),
        ("age:35,18", "do not rise"),
        ("age:18,18,35", "empty"),
        ("age:18,200", "last band"),
        ("age:old,young", "NAME:N"),
        ("income:2.5", "number of groups"),
    ],
)
def test_what_is_no_grouping_is_refused(text: str, word: str) -> None:
    with pytest.raises(InputError) as error:
        grouping_of(text)
    assert word in str(error.value)
    assert "--by" in str(error.value)


def test_columns_of_a_table_are_kept(surveyed: Town) -> None:
    people = surveyed.people
    assert people.kept["region"].names == ("north", "south", "not given")
    assert set(people.kept["rent"].numbers[:40]) <= set(range(400, 800, 10))
    told = sizes(surveyed, "region")
    grown = Survey(surveyed).adult
    assert told["north"] == np.count_nonzero(people.kept["region"].codes[grown] == 0)
    assert list(sizes(surveyed, "rent:400,600")) == ["under 400", "400 to 599", "600 and over"]
    for copy in (surveyed.branch().people, pickle.loads(pickle.dumps(people))):
        assert np.array_equal(copy.kept["region"].codes, people.kept["region"].codes)
    with pytest.raises(InputError, match="no number"):
        grouping_of("region:2", people.kept).groups(Survey(surveyed))


def test_kept_columns_are_those_of_each_person(written: Written) -> None:
    """Households move together and are repeated: ages, which the model reads, tell the row."""
    table = "age,sex,born,household\n" + "".join(
        f"{20 + n},m,{2000 - n},{n % 7}\n" for n in range(60)
    )
    made = load_scenario(
        {
            "extends": "town",
            "population": {
                "source": "file",
                "file": str(written(table, "born.csv")),
                "draw_missing": True,
                "keep": ["born"],
                "people": 150,
            },
        }
    )
    town = town_of(0, world=made)
    assert np.array_equal(2020 - town.people.age.astype(float), town.people.kept["born"].numbers)


def test_what_is_kept_changes_no_run(written: Written) -> None:
    kept = load_scenario(world(written))
    without = load_scenario(kept, {"population.keep": []})
    runs = [weeks(town_of(0, world=one), 4) for one in (kept, without)]
    assert differences(bits(runs[0]), bits(runs[1])) == []


@pytest.mark.parametrize(
    ("keep", "word"),
    [(["age"], "column of the model"), (["a:b"], "by its name"), (["q", "q"], "twice")],
)
def test_what_cannot_be_kept_is_refused(keep: list[str], word: str, written: Written) -> None:
    with pytest.raises(InputError) as error:
        load_scenario(world(written), {"population.keep": keep})
    assert word in str(error.value)
    with pytest.raises(InputError, match="regoin"):
        town_of(0, world=load_scenario(world(written), {"population.keep": ["regoin"]}))


def test_strategies_are_meant_for_people_by_any_column(surveyed: Town) -> None:
    people, grown = surveyed.people, adults(surveyed)
    young = eligible("age:18-25", surveyed)
    assert np.array_equal(young, grown & (people.age >= 18) & (people.age <= 25))
    both = eligible("age:18-25 & region:north|south", surveyed)
    assert np.array_equal(both, young & (people.kept["region"].codes < 2))
    assert np.array_equal(
        eligible("rent:600+", surveyed), grown & (people.kept["rent"].numbers >= 600)
    )
    assert not changes("age:18-25 & region:north", surveyed)
    assert changes("age:18-25 & stage:waiting", surveyed)
    town = surveyed.branch(strategies=parse_strategies([gatekeepers("age:18-25")]))
    reached = weeks(town, 1).strategies[0].since != NEVER
    assert np.array_equal(reached, young)


def gatekeepers(target: str) -> dict[str, object]:
    return {"name": "gatekeepers", "target": target, "coverage": 1.0, "ramp": 0}


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("age:old", "age:18-25"),
        ("work:lazy", "work:student"),
        ("culture:martian", "no such culture group"),
        ("agee:18-25", "did you mean age"),
        ("region:north", "unknown column of people"),
        ("age:18-25 & age:30+", "twice"),
        ("age:", "COLUMN:NAME"),
        ("modality:magic", "no such modality"),
    ],
)
def test_targets_that_a_world_does_not_have_are_refused(target: str, word: str) -> None:
    with pytest.raises(InputError) as error:
        load_scenario("town", {"strategies": [gatekeepers(target)]})
    assert word in str(error.value)
    assert "strategies.0" in str(error.value)


def test_targets_in_files_of_targets(surveyed: Town) -> None:
    """The column ``group`` knows what breakdowns know."""
    people, survey = surveyed.people, Survey(surveyed)
    student = group_of("work=student|part time & age=18-29").mask(survey)
    named = selection_of("work:student|part time & age:18-29").mask(people)
    assert np.array_equal(student, named)
    region = group_of("keep.region=north")
    assert np.array_equal(region.mask(survey), people.kept["region"].codes == 0)
    assert "population.keep" in region.obstacle(load_scenario("town"))
    for text in ("agee=18-29", "region=north", "work=lazy", "travel=far"):
        with pytest.raises(InputError):
            group_of(text)


def test_small_groups_are_told() -> None:
    assert small_groups([("age", "18 to 29", 200), ("sex", "female", 300)]) == ()
    (told,) = small_groups([("age", "90 and over", 3), ("region", "north", 0)])
    assert "age 90 and over (3)" in told
    assert "region north (0)" in told


def test_a_run_by_groups_of_a_table(tmp_path: Path, written: Written) -> None:
    options = (world(written), "--weeks", "4", "--no-figures", "--quiet", "--out", tmp_path / "r")
    said = helpseek("run", *options, "--by", "region,age:18,25,119")
    assert said.code == 0, said.err
    told = parquet.read_table(tmp_path / "r" / "breakdown.parquet").to_pylist()
    assert {one["group"] for one in told if one["by"] == "region"} == {*REGIONS[:2], "not given"}
    assert "Fewer than 20 adults" in said.out
    assert "119 and over (0)" in said.out.replace("\n", " ")
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["by"] == ["region", "age:18,25,119"]
    assert helpseek("rerun", tmp_path / "r", "--quiet").code == 0
    assert "regoin" in refused(helpseek("run", *options[:-1], tmp_path / "s", "--by", "regoin"))


def test_a_comparison_by_groups_that_were_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "out"
    asked = ("--seeds", "2", "--strategy", "subsidy", "--by", "age:18,35,120")
    said = compare(out, *asked)
    assert said.code == 0, said.err
    told = rows(out, "groups", by="age:18,35,120", outcome="symptom_weeks_total")
    assert [one["group"] for one in told] == ["18 to 34", "35 to 119"]
    whole = rows(out, "differences", outcome="symptom_weeks_total")[0]
    parts = sum(one["adults"] * one["difference"] for one in told)
    assert parts / sum(one["adults"] for one in told) == pytest.approx(
        whole["difference"], abs=0.02
    )
    assert "120 and over (0)" in said.out.replace("\n", " ")
    assert {one["by"] for one in rows(out, "groups")} >= {"income", "culture", "sex"}
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert comparison_again(manifest, "manifest").by == ["age:18,35,120"]
