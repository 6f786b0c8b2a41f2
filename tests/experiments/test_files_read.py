"""What was read of files is told: on the terminal, in summary.json, the manifest and by check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.browser.declared.offer import Offer
from experiments.browser.live.clock import Clock
from experiments.browser.live.pictures import ready_of
from experiments.browser.live.towns.prepared import Shelf
from experiments.browser.live.towns.programme import programme_of
from experiments.browser.live.towns.towns import Towns
from experiments.browser.wire.setup import setup_from
from experiments.commands.options import SEARCHED_PEOPLE
from experiments.commands.settings import searched_scenario
from simulation.build import build_town
from tests.support.cli_runner import Said, helpseek
from tests.support.files import Written
from tests.support.sweep_plans import plan_file
from tests.support.workers_here import working_here

TIES = "source,target\na,b\nb,c\nc,a\nc,d\n,d\n"
PEOPLE = "id,age,sex,household\na,30,f,1\nb,41,m,1\nc,22,f,2\nd,50,m,2\n"
READ_PEOPLE = "4 people, 4 rows, 2 households of 2 people"
READ_TIES = (
    "4 people, 5 rows: 4 mutual ties, columns source and target, no weights, "
    "nodes matched by the id of the people, 1 row left out (missing label)"
)
LINES = (
    f"Read people.csv (CSV (commas, UTF-8)): {READ_PEOPLE}.",
    f"Read ties.csv (list of ties (commas, UTF-8)): {READ_TIES}.",
    "Warning: ties.csv: 1 of 5 rows (20%) was left out.",
)


@pytest.fixture
def world(written: Written) -> Path:
    """A world of a table of four people and their ties."""
    written(PEOPLE, "people.csv")
    written(TIES, "ties.csv")
    return written(
        "extends: town\npopulation: {source: file, file: people.csv}\n"
        "network: {kind: file, file: ties.csv}\nhorizon: {weeks: 2, burn_in_weeks: 0}\n",
        "world.yaml",
    )


def alone(written: Written, population: str = "", network: str = "") -> Path:
    return written(f"extends: town\n{population}\n{network}\n", "world.yaml")


def told_by(said: Said) -> None:
    """Every file and every warning stands in what a command has printed, once."""
    assert said.code == 0, said.err
    told = " ".join(said.out.split())
    assert [told.count(line) for line in LINES] == [1, 1, 1]


def test_a_run_tells_what_it_read_wherever_its_results_are(world: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    told_by(helpseek("run", world, "--out", out, "--no-figures"))
    summary = json.loads((out / "summary.json").read_text())
    manifest = json.loads((out / "manifest.json").read_text())
    assert [each["read"] for each in summary["files"]] == [READ_PEOPLE, READ_TIES]
    kept = {each["role"]: each["read"] for each in manifest["inputs"] if "read" in each}
    assert kept["population.file"]["counts"]["people"] == 4
    assert kept["network.file"] == summary["files"][1]
    assert kept["network.file"]["left_out"] == {"missing label": 1}
    assert kept["network.file"]["columns"] == {"source": "source", "target": "target"}

    told_by(helpseek("rerun", out, "--out", tmp_path / "again"))
    assert helpseek("pack", out, "--out", tmp_path / "packed.zip").code == 0
    told_by_pack = helpseek("rerun", tmp_path / "packed.zip", "--out", tmp_path / "elsewhere")
    assert told_by_pack.code == 0, told_by_pack.err
    told = " ".join(told_by_pack.out.split())
    assert READ_PEOPLE in told
    assert READ_TIES in told

    assert helpseek("report", out, "--out", tmp_path / "report.html").code == 0
    page = " ".join((tmp_path / "report.html").read_text(encoding="utf-8").split())
    assert "What was read of the files" in page
    for part in (READ_PEOPLE, READ_TIES, "1 of 5 rows (20%) was left out."):
        assert part in page


def test_a_comparison_and_its_repetition_tell_what_they_read(world: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with working_here():
        told_by(
            helpseek(
                "compare",
                "--draws",
                "0",
                world,
                "--strategy",
                "leap",
                "--seeds",
                "2",
                "--workers",
                "1",
                "--no-figures",
                "--out",
                out,
            )
        )
        manifest = json.loads((out / "manifest.json").read_text())
        kept = {each["role"]: each["read"] for each in manifest["inputs"] if "read" in each}
        assert kept["population.file"]["read"] == READ_PEOPLE
        assert kept["network.file"]["read"] == READ_TIES
        told_by(helpseek("rerun", out, "--out", tmp_path / "again"))


def test_a_sweep_tells_what_its_runs_will_read(world: Path, tmp_path: Path) -> None:
    plan = plan_file(tmp_path, world=str(world), people=None, weeks=2, seeds=1, set={})
    with working_here():
        told_by(helpseek("sweep", plan, "--dry-run", "--workers", "1"))


def test_the_page_is_told_what_was_read(world: Path) -> None:
    offer = Offer.of(str(world))
    programme = programme_of(setup_from({"weeks": 2, "replicates": 0}, offer), offer)
    towns = Towns(programme, offer, Shelf(10**8))
    towns.build(lambda *told: None)
    assert tuple(ready_of(towns, Clock(), "session")["files"]) == LINES


def test_check_previews_files(world: Path) -> None:
    said = helpseek("check", world)
    assert said.code == 0
    told = " ".join(said.out.split())
    for part in (
        READ_PEOPLE,
        READ_TIES,
        "a, b, c, c",
        "30, 41, 22, 50",
        "People by age",
        "People by degree",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ("age,household\n" + "30,7\n41,7\n" * 11, "Household '7' has 22 people"),
        ("age,sex\n" + "30,f\n" * 25, "Nobody is male (sex, column 'sex')."),
    ],
)
def test_check_warns_of_what_looks_wrong_among_people(
    written: Written, people: str, said: str
) -> None:
    written(people, "people.csv")
    checked = helpseek(
        "check", alone(written, population="population: {source: file, file: people.csv}")
    )
    assert checked.code == 0
    assert said in " ".join(checked.out.split())


def test_check_warns_where_everybody_is_tied_to_everybody(written: Written) -> None:
    rows = "".join(f"{a},{b}\n" for a in "abcdef" for b in "abcdef" if a < b)
    written("source,target\n" + rows, "ties.csv")
    network = alone(written, network="network: {kind: file, file: ties.csv}")
    told = " ".join(helpseek("check", network).out.split())
    assert "Everybody is tied to everybody (15 ties of 6 people)." in told


def test_searches_take_the_people_that_files_hold(world: Path, written: Written) -> None:
    def people(**asked: Any) -> int | None:
        found = searched_scenario(str(world), otherwise=SEARCHED_PEOPLE, **asked)
        return found.population.people

    assert people(people=None) is None
    assert people(people=4) == 4
    scenario = searched_scenario(str(world), people=None, otherwise=SEARCHED_PEOPLE)
    assert build_town(scenario, 1).people.age.size == 4
    town = searched_scenario("town", people=None, otherwise=SEARCHED_PEOPLE)
    assert town.population.people == SEARCHED_PEOPLE
