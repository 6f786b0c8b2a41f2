"""Claims of a comparison: what page, terminal, figures and files say, held against their numbers.

Comparisons are invented: values by seed are given, everything else is made as always.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from experiments.compare.figures.data import ComparisonData
from experiments.measured.measures import MEASURES, PERSPECTIVES, is_money
from experiments.report.comparison.findings import Findings
from experiments.report.comparison.gains import Gains
from experiments.report.comparison.worth import Worth
from experiments.words.numbers import signed
from experiments.words.wording import times_of
from tests.support.cli_runner import arms
from tests.support.report_pages import Page, compared, written

MINUS = "\N{MINUS SIGN}"


# Pages, files and figures of comparisons that were run


@cache
def run(folder: Path, perspective: str = "all", seeds: int = 3) -> Path:
    return compared(
        folder / f"{perspective}-{seeds}",
        *arms("subsidy", "more_places"),
        "--set",
        "onset_rate=0.3",
        "--perspective",
        perspective,
        "--seeds",
        str(seeds),
    )


@cache
def made(folder: Path, perspective: str = "all") -> tuple[Path, Page]:
    out = run(folder, perspective)
    return out, written(out)


def first_words(out: Path) -> str:
    """What the first page of a comparison says, without drawing the others."""
    found = Findings(ComparisonData(out))
    points = [*found.summary(), Worth(found).point(), Gains(found).point()]
    return " ".join(sentence for point in points for sentence in point.sentences)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("claims")


@pytest.fixture(params=list(PERSPECTIVES))
def result(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Path, Page]:
    return (request.param, *made(folder, request.param))


def rows_of(out: Path, table: str) -> list[dict[str, str]]:
    with (out / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def summary(page: Page) -> str:
    return page.words[page.words.index("In one minute") : page.words.index("The question")]


def test_one_perspective_a_page(result: tuple[str, Path, Page]) -> None:
    """Costs of another perspective, where they are other numbers, stand nowhere in the page."""
    name, out, page = result
    mine = PERSPECTIVES[name]
    shown = {
        value
        for table, values in page.values.items()
        if table.startswith("table-")
        for value in values
    }
    differences = [row for row in rows_of(out, "differences") if is_money(row["outcome"])]
    own = {row["difference"] for row in differences if row["outcome"] in mine.measures}
    for row in differences:
        value = float(row["difference"])
        if row["outcome"] in mine.measures:
            assert value in shown, row["outcome"]
        elif row["difference"] not in own and value:
            assert value not in shown, row["outcome"]
    for table in ("table-main", "table-worth", "table-money"):
        assert page.values[table]
    assert f"Perspective: {mine.title} ({mine.words})" in summary(page)
    assert not [
        one.title
        for one in PERSPECTIVES.values()
        if one.name != name and f"perspective {one.title}" in page.words
    ]


def test_one_sign_for_each_quantity(result: tuple[str, Path, Page]) -> None:
    """In files, page and figures a difference is that with the strategy less that without it."""
    from experiments.compare.figures.differences import differences

    name, out, page = result
    rows = rows_of(out, "differences")
    for row in rows:
        assert float(row["difference"] or 0) == pytest.approx(
            float(row["with"] or 0) - float(row["without"] or 0), abs=1e-9
        )
    shown = set(page.values["table-main"])
    figure = {
        text.get_text()
        for axes in differences(ComparisonData(out)).figure.axes
        for text in axes.texts
    }
    cost = f"{PERSPECTIVES[name].total}_discounted"
    for row in rows:
        if row["outcome"] in ("began_care", "symptom_weeks_total", "qalys_discounted", cost):
            value = float(row["difference"])
            assert value in shown
            assert signed(times_of(row["unit"]) * value) in figure
            assert signed(times_of(row["unit"]) * value) in page.words
    gains = {
        (row["strategy"], float(row["gain"]))
        for row in rows_of(out, "cost_effectiveness")
        if row["effect"] == "qaly" and row["discounted"] == "yes"
    }
    assert gains == {
        (row["strategy"], float(row["difference"]))
        for row in rows
        if row["outcome"] == "qalys_discounted"
    }


def test_every_row_of_the_page_names_its_denominator(folder: Path) -> None:
    _, page = made(folder)
    section = page.words[page.words.index("All outcomes: level") :]
    for name, measure in MEASURES.items():
        if is_money(name) and name not in PERSPECTIVES["all"].measures:
            continue
        if measure.unit == "share":
            assert (
                f"{measure.titled(0.03)} (per 1,000 {measure.among}), {measure.window}" in section
            )
    assert "adults per 1,000 adults" not in page.words


def test_the_first_page_ranks_nothing_from_few_seeds(folder: Path) -> None:
    _, page = made(folder)
    told = summary(page)
    assert "There were three seeds only: too few to rank strategies" in told
    for words in ("the most", "best", "cheapest", "most cheaply"):
        assert words not in told, words
    assert "more seeds would settle" not in page.words
    assert "not told from fewer than 10" in page.words


@pytest.mark.parametrize("words", ["best buy", "chance of being the best"])
def test_the_best_buy_is_left_to_draws_of_the_numbers(folder: Path, words: str) -> None:
    for seeds in (3, 10):
        assert words not in first_words(run(folder, "all", seeds))
    assert words not in summary(made(folder)[1])


def test_probabilities_of_being_best_are_called_monte_carlo_error(folder: Path) -> None:
    from experiments.compare.figures.economics import acceptability

    out = run(folder, "all", 10)
    assert "Monte Carlo error in the best option" in made(folder)[1].words
    for table in ("acceptability", "differences", "frontier"):
        assert not [name for name in rows_of(out, table)[0] if name.startswith("probability")]
    assert {row["chance_of"] for row in rows_of(out, "acceptability")} == {
        "Monte Carlo error: the chance of seeds alone"
    }
    slide = acceptability(ComparisonData(out))
    titles = [text.get_text() for text in slide.figure.texts]
    assert "Monte Carlo error in the best option" in titles
    assert any("no doubt about numbers" in title for title in titles)


def test_a_superlative_is_said_where_it_is_settled(folder: Path) -> None:
    """The words of the summary follow ``best`` of the file, whatever that says."""
    out = run(folder, "all", 10)
    data = ComparisonData(out)
    helped = [
        row["strategy"]
        for row in rows_of(out, "differences")
        if row["outcome"] == "began_care" and row["good"] == "better"
    ]
    for settled in (True, False):
        found: dict[str, Any] = {"option": "subsidy", "settled": settled, "open": []}
        best = {"began_care": found}
        data.__dict__["told"] = {**data.told, "best": best}
        told = " ".join(Findings(data).summary()[0].sentences)
        assert ("brings the most people into care" in told) == (settled and bool(helped))
        assert ("not settled which strategy brings the most" in told) == (
            not settled and bool(helped)
        )


def test_what_does_nothing_is_not_praised(folder: Path) -> None:
    file = folder / "idle.yaml"
    file.write_text(
        "strategies:\n- label: idle\n"
        "  strategies: [{name: reminders, effect: 0, hand_over: 0, cost_per_week: 0}]\n"
    )
    told = first_words(compared(folder / "idle", "--strategy", str(file), "--seeds", "10"))
    assert "How many begin care: the same in every seed." in told
    assert "Nobody begins care, or does not, because of it." in told
    for words in ("the most", "best", "better", "Settled"):
        assert words not in told


def every_word(slide: Any) -> Iterator[Any]:
    yield from slide.figure.texts
    for axes in slide.figure.axes:
        yield from (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label, *axes.texts)


@pytest.mark.parametrize("name", PERSPECTIVES)
def test_words_of_figures_stay_within_them(folder: Path, name: str) -> None:
    from experiments.compare.figures.differences import differences, over_time
    from experiments.compare.figures.economics import acceptability, plane

    data = ComparisonData(run(folder, name))
    for draw in (differences, over_time, plane, acceptability):
        slide = draw(data)
        slide.figure.canvas.draw()
        width, height = slide.figure.bbox.size
        texts = [each for each in every_word(slide) if each.get_text().strip()]
        shown = [text for text in texts if text.get_visible()]
        assert len(shown) > 3
        for text in shown:
            box = text.get_window_extent()
            assert -1 <= box.x0 <= box.x1 <= width + 1, (name, text.get_text())
            assert -1 <= box.y0 <= box.y1 <= height + 1, (name, text.get_text())


def test_groups_allow_for_their_number(folder: Path) -> None:
    groups = rows_of(run(folder, "all", 10), "groups")
    told = {row[f"{start}verdict"] for row in groups for start in ("", "beyond_")}
    assert "undecided" in told
    assert told & {"higher", "lower"}
    for row in groups:
        for start in ("", "beyond_"):
            if row[f"{start}verdict"] in ("higher", "lower"):
                assert float(row[f"{start}p_value_holm"]) < 0.05
            elif row[f"{start}verdict"] == "undecided":
                assert not float(row[f"{start}p_value_holm"]) < 0.05


def test_the_page_of_a_run_names_denominators(folder: Path) -> None:
    from simulation.measures.outcomes import OUTCOMES
    from tests.support.report_pages import single

    _, page = single(folder)
    for outcome in OUTCOMES.values():
        if outcome.unit == "share":
            assert f"percent of {outcome.among.words}" in page.words
    assert re.search("Saw no need", page.words)
    assert replace(outcome, title="x").definition in page.words
