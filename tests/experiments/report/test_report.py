"""``helpseek report``: what stands in the page, and that it is whole, honest and harmless."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from experiments.report.about import About
from experiments.report.comparison.cheers import ITEMS
from experiments.report.comparison.done import Done
from experiments.report.model.concepts import CONCEPTS
from experiments.report.model.rules import rule, source
from tests.support.cli_runner import helpseek
from tests.support.report_pages import HOSTILE, Page, compared, comparison, single, swept, written
from tests.support.workers_here import WorkersHere


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return comparison(folder)[1]


_DONE = Done(0, 0, False, False, False, "severity", "One rate.", None)
MADE: dict[str, Callable[[Path], tuple[Path, Page]]] = {
    "comparison": comparison,
    "run": single,
    "sweep": swept,
}


@pytest.fixture(scope="module", params=list(MADE))
def any_page(request: pytest.FixtureRequest, folder: Path) -> Page:
    return MADE[request.param](folder)[1]


def test_the_page_is_well_formed(any_page: Page) -> None:
    assert any_page.faults == []
    assert len(any_page.ids) == len(set(any_page.ids))
    assert any_page.tags[0] == ("html", {"lang": "en"})
    levels = [level for level, _ in any_page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_from_elsewhere(any_page: Page) -> None:
    inside = {f"#{name}" for name in any_page.ids}
    assert any_page.loads
    for target in any_page.loads:
        assert target in inside, target
    for target in re.findall(r"url\(([^)]*)\)", any_page.text):
        assert target in inside, target
    assert "@import" not in any_page.text
    tags = {tag for tag, _ in any_page.tags}
    assert not tags & {"script", "link", "iframe", "object", "embed", "base", "form", "img"}
    attributes = {name for _, told in any_page.tags for name in told}
    assert not {name for name in attributes if name.startswith("on")}


def test_tables_and_figures_can_be_heard(any_page: Page) -> None:
    heads = [told for tag, told in any_page.tags if tag == "th"]
    assert heads
    assert all(told.get("scope") in ("col", "row") for told in heads)
    tables = sum(tag == "table" for tag, _ in any_page.tags)
    assert tables == sum(tag == "caption" for tag, _ in any_page.tags)
    figures = [
        told for tag, told in any_page.tags if tag == "svg" and told.get("class") != "letters"
    ]
    assert len(figures) == sum(tag == "figure" for tag, _ in any_page.tags)
    for told in figures:
        assert told["role"] == "img"
        assert len(told["aria-label"] or "") > 40


def test_every_section_is_there(page: Page) -> None:
    for name in (
        "summary",
        "question",
        "compared",
        "strategies",
        "results",
        "sure",
        "persons",
        "gains",
        "money",
        "limits",
        "authors",
        "outcomes",
        "model",
        "parameters",
        "cheers",
        "provenance",
        "rules",
        "sources",
    ):
        assert name in page.ids, name
    for words in (
        "What we found",
        "How sure we are",
        "What it costs",
        "Who gains",
        "What we do not know",
    ):
        assert words in page.words, words
    for name in (
        "figure-differences",
        "figure-over-time",
        "figure-plane",
        "figure-acceptability",
        "figure-flows-1",
        "figure-flows-2",
        "figure-gains-1",
        "figure-gains-2",
    ):
        assert name in page.ids, name


def test_it_says_what_intervals_leave_out_and_who_is_displaced(page: Page) -> None:
    assert "Intervals are over luck, not over doubt" in page.words
    assert "Places are limited" in page.words
    assert "do not begin care who would have with nothing done" in page.words


def test_the_model_is_described_after_odd(any_page: Page) -> None:
    titles = [words for _, words in any_page.headings]
    wanted = (
        "Purpose and patterns",
        "Entities, state variables, and scales",
        "Process overview and scheduling",
        "Design concepts",
        "Initialization",
        "Input data",
        "Submodels",
    )
    for number, words in enumerate(wanted, 1):
        assert f"{number}. {words}" in titles
    concepts = (
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    )
    assert tuple(concept.name for concept in CONCEPTS) == concepts
    places = [titles.index(name) for name in concepts]
    assert places == sorted(places)


def test_the_model_is_described_from_the_code(page: Page) -> None:
    from simulation.mechanisms import MECHANISMS
    from simulation.parameters.field import Parameter
    from simulation.population.columns import COLUMNS
    from simulation.scenario import load_scenario, parameter_rows
    from simulation.schedule import SCHEDULE
    from simulation.values import VALUES

    for process in SCHEDULE:
        assert process.title in page.words
        assert source(f"processes/{process.columns.__module__.rpartition('.')[2]}.py").says
    for row in MECHANISMS:
        assert f"mechanism-{row.number}" in page.ids
        assert f"{row.number}. {row.title}" in page.words
    for column in COLUMNS.values():
        assert column.meaning in page.words, column.name
    for value in VALUES.values():
        assert value.meaning in page.words, value.name
    rows: list[Parameter] = parameter_rows(load_scenario("town"))
    for parameter in rows:
        assert parameter.meaning in page.words, parameter.name
    for concept in CONCEPTS:
        for file, name in concept.rules:
            assert f"rule-{name}" in page.ids
            assert rule(file, name).first
    assert rule("processes/seeking.py", "intention_probability").code in page.words


def test_a_rule_that_is_gone_cannot_be_told_of() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        rule("processes/seeking.py", "no_such_rule")
    with pytest.raises(FileNotFoundError):
        source("processes/no_such_file.py")


def test_what_the_study_changed_is_marked(page: Page) -> None:
    marked = [told for tag, told in page.tags if tag == "tr" and told.get("class") == "marked"]
    assert len(marked) == 4  # onset_rate, people, weeks and weeks of burn-in
    assert "changed by the study; usually" in page.words
    assert "table-changed" in page.ids
    assert {0.2} <= {value for values in page.values.values() for value in values}


def test_every_cheers_item_is_answered(page: Page) -> None:
    assert [item.number for item in ITEMS] == list(range(1, 29))
    for item in ITEMS:
        assert f"{item.number}. {item.name}" in page.words
        assert item.where
        for place, _ in item.where:
            assert place in page.ids, f"item {item.number}: {place}"
        for about in (About(), About(**dict.fromkeys(About.model_fields, "said"))):
            status, words = item.how(about, _DONE)
            assert status in ("answered", "in part", "not done", "not given")
            assert words


@pytest.mark.slow
def test_what_authors_say_answers_what_was_open(directory: Path, tmp_path: Path) -> None:
    about = tmp_path / "about.yaml"
    about.write_text("title: My study\nfunding: A foundation of mine paid.\nconflicts: None.\n")
    assert "27. Source of fundingOther relevant informationnot given" in _rows(written(directory))
    told = written(directory, "--about", str(about))
    assert "27. Source of fundingOther relevant informationanswered" in _rows(told)
    assert "A foundation of mine paid." in told.words
    assert told.headings[0] == (1, "My study")


def _rows(page: Page) -> str:
    return page.words.replace("\n", "")


def test_numbers_are_those_of_the_comparison(directory: Path, page: Page) -> None:
    told = json.loads((directory / "comparison.json").read_text())
    numbers = page.values["table-main"]
    for arm in told["strategies"]:
        for outcome in ("began_care", "symptom_weeks_total", "cost_discounted"):
            assert arm["differences"][outcome]["difference"] in numbers
        for worth in arm["cost_per"].values():
            if worth["cost_per_gain"] is not None:
                assert worth["cost_per_gain"] in page.values["table-worth"]
    without = told["strategies"][0]["differences"]["began_care"]["without"]
    assert without in page.values["table-levels"]
    arm = told["strategies"][1]
    found = arm["differences"]["began_care"]
    shown = f"{1000 * found['difference']:+.2f}".replace("-", "\N{MINUS SIGN}")
    assert shown in page.words


def test_the_same_result_gives_the_same_bytes(folder: Path, directory: Path, page: Page) -> None:
    again = folder / "again.html"
    assert helpseek("report", directory, "--out", again).code == 0
    assert again.read_text(encoding="utf-8") == page.text


def test_the_command_that_makes_it_again_is_told(directory: Path, page: Page) -> None:
    command = json.loads((directory / "manifest.json").read_text())["command"]
    for word in command:
        assert word in page.words
    assert "helpseek rerun compared/manifest.json" in page.words


def test_hostile_names_are_told_and_do_nothing(tmp_path: Path) -> None:
    name = json.dumps(HOSTILE)
    world = tmp_path / "world.yaml"
    world.write_text(f"extends: town\nname: {name}\ndescription: {name}\n")
    arms = tmp_path / "arms.yaml"
    arms.write_text(
        f"strategies:\n- label: {name}\n  strategies: [leap]\n"
        '- label: "<img src=x onerror=alert(1)>"\n  strategies: [subsidy]\n'
    )
    about = tmp_path / "about.yaml"
    about.write_text(f"title: {name}\nfunding: {name}\n")
    out = compared(tmp_path / "hostile", str(world), "--strategy", str(arms))
    page = written(out, "--about", str(about))
    assert page.faults == []
    assert "script" not in {tag for tag, _ in page.tags}
    assert "img" not in {tag for tag, _ in page.tags}
    assert not {name for _, told in page.tags for name in told if name.startswith("on")}
    assert page.headings[0] == (1, HOSTILE)
    assert "<img src=x onerror=alert(1)>" in page.words


def test_a_change_of_the_model_is_told(directory: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(directory, tmp_path / "other"))
    told = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps({**told, "code": "0" * 64}))
    assert "The model has changed since" in written(other).words


def test_a_run_and_a_sweep_have_pages_too(folder: Path) -> None:
    summary = json.loads((single(folder)[0] / "summary.json").read_text())
    page = single(folder)[1]
    shown = {value for values in page.values.values() for value in values}
    for name, value in summary["outcomes"].items():
        if value is not None:
            assert value in shown, name
    assert "figure-pathway" in page.ids
    assert "LEAP coaching" in page.words
    page = swept(folder)[1]
    assert "8 of 8 runs are done" in page.words
    assert "Leap: on" in page.words
    assert "LEAP coaching" in page.words
    assert len(page.values["table-means"]) == 2 * 3


def test_one_seed_tells_no_interval(tmp_path: Path) -> None:
    page = written(compared(tmp_path / "one", "--seeds", "1", "--strategy", "leap"))
    assert page.faults == []
    assert "There was one seed only" in page.words
    assert "nan" not in page.words.lower().split()


@pytest.mark.slow
def test_the_study_goes_from_a_question_to_a_page(tmp_path: Path) -> None:
    from experiments.studies import six_strategies as study

    out = tmp_path / "study"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.engine.crew.LocalWorkers", WorkersHere)
        study.study.main(
            [
                *("--people", "200", "--weeks", "12", "--draws", "10", "--seeds", "2"),
                *("--out", str(out), "--quiet"),
            ],
            standalone_mode=False,
        )
    page = Page((out / "report.html").read_text(encoding="utf-8"))
    assert page.faults == []
    assert "What is the best buy" in page.words
    assert "table-decision" in page.ids
    assert page.headings[0][1].startswith("Should a town speak to people")
    told = json.loads((out / "comparison.json").read_text())
    assert [arm["name"] for arm in told["strategies"]] == list(study.STRATEGIES)
    assert "4. Health economic analysis planMethodsanswered" in _rows(page)
