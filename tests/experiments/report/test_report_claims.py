"""Claims of a comparison: what page, terminal, figures and files say, held against their numbers.

Comparisons are invented: values by seed are given, everything else is made as always.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from experiments.compare.analysis import Analysis, Settings
from experiments.compare.economics import Economics
from experiments.compare.figures.data import ComparisonData
from experiments.compare.measures import MEASURES, PERSPECTIVES, is_money
from experiments.compare.seeds.collect import Collected
from experiments.compare.statistics.paired import (
    FEW_SEEDS,
    best_of,
    equal_shares,
    holm,
    more_seeds,
    paired,
    verdicts,
)
from experiments.compare.statistics.stopping import confidences, shares_of_error
from experiments.report.comparison.findings import Findings
from experiments.report.comparison.gains import Gains
from experiments.report.comparison.worth import Worth
from experiments.words.numbers import signed
from experiments.words.wording import times_of
from simulation.randomness import decision, normals
from tests.support.report_pages import Page, compared, written

Floats = NDArray[np.float64]
NOISE = decision("tests of claims: noise")
MINUS = "\N{MINUS SIGN}"


def noise(study: int, *shape: int) -> Floats:
    return normals(study, NOISE, int(np.prod(shape))).reshape(shape)


# What is settled


def test_verdicts_are_those_of_holm() -> None:
    for study in range(60):
        found = [
            paired(np.zeros(8), 0.9 * place + row) for place, row in enumerate(noise(study, 4, 8))
        ]
        adjusted = holm([one.p_value for one in found])
        said = verdicts(found, equal_shares())
        assert [one in ("higher", "lower") for one in said] == [p < 0.05 for p in adjusted]


def test_one_of_several_that_differ_by_chance_is_seldom_called_better() -> None:
    """Six strategies that do nothing: any is called better or worse in 5 % of studies."""
    studies = 1500
    called = sum(
        any(
            one != "undecided"
            for one in verdicts(
                [paired(np.zeros(10), row) for row in noise(study, 6, 10)], equal_shares()
            )
        )
        for study in range(studies)
    )
    assert called / studies < 0.05 + 3 * (0.05 * 0.95 / studies) ** 0.5
    assert called


def test_with_several_looks_each_comparison_has_its_share_over_all_of_them() -> None:
    planned = [10, 15, 23]
    for look, errors in enumerate(shares_of_error(planned)):
        for comparisons in (1, 4):
            assert errors(comparisons) == pytest.approx(
                1.0 - confidences(planned, 1.0 - 0.05 / comparisons)[look]
            )
    (alone,) = shares_of_error([40])
    assert alone(5) == pytest.approx(0.01)


def test_the_best_is_settled_only_against_all_others() -> None:
    values = np.column_stack([np.zeros(12), 1.0 + 0.1 * noise(1, 12), 9.0 + 0.1 * noise(2, 12)])
    best = best_of(values, 1, equal_shares())
    assert best is not None
    assert (best.option, best.open, best.settled) == (2, (), True)
    # One more that is as good, but for noise: the best of the means is settled no longer.
    best = best_of(np.column_stack([values, values[:, 2] + noise(3, 12)]), 1, equal_shares())
    assert best is not None
    assert not best.settled
    assert set(best.open) | {best.option} == {2, 3}
    few = best_of(values[: FEW_SEEDS - 1], 1, equal_shares())
    assert few is not None
    assert not few.settled
    least = best_of(values, -1, equal_shares())
    assert least is not None
    assert least.option == 0
    assert best_of(values, 0, equal_shares()) is None


def test_few_seeds_forecast_nothing() -> None:
    wide = np.array([3.0, -1.0] * FEW_SEEDS)
    assert more_seeds(paired(np.zeros(2), wide[:2])) is None
    assert more_seeds(paired(np.zeros(FEW_SEEDS - 1), wide[: FEW_SEEDS - 1])) is None
    assert more_seeds(paired(np.zeros(FEW_SEEDS), wide[:FEW_SEEDS])) is not None


# An invented comparison: analysis of given values


def analysis_of(changes: Mapping[str, Floats], seeds: int, arms: int) -> Analysis:
    """Doing nothing and other arms whose measures differ by these values, (arms, seeds)."""
    data = Collected(["nothing", *(f"arm {arm}" for arm in range(1, arms + 1))], 0.03)
    data.seeds = list(range(1, seeds + 1))
    data.adults = data.people = [1000] * seeds
    for name in MEASURES:
        without = np.full(seeds, 5.0)
        rows = changes.get(
            name, changes.get(name.removesuffix("_discounted"), np.zeros((arms, seeds)))
        )
        data.values[name] = np.vstack([without, without + rows])
    return Analysis(data, Settings())


def test_better_and_worse_are_said_below_the_adjusted_level_only() -> None:
    analysis = analysis_of({"symptom_weeks_total": 0.9 * noise(4, 6, 12) - 0.55}, 12, 6)
    rows = [row for row in analysis.differences() if row["outcome"] == "symptom_weeks_total"]
    alone = [row["low"] > 0.0 or row["high"] < 0.0 for row in rows]
    told = [row["good"] != "" for row in rows]
    assert told == [row["p_value_holm"] < 0.05 for row in rows]
    assert sum(told) < sum(alone), "an interval by itself excludes zero where all together do not"
    open_ = [row["strategy"] for row in rows if not row["good"]]
    assert [name for name, _ in analysis.unsettled(["symptom_weeks_total"])] == open_


def test_no_price_for_an_effect_that_is_undecided() -> None:
    ill = 0.9 * noise(4, 6, 12) - np.array([[0.1], [0.4], [0.6], [0.8], [1.5], [2.0]])
    cost = 3.0 + 0.1 * noise(5, 6, 12)
    costs = {one.total: cost for one in PERSPECTIVES.values()}
    analysis = analysis_of({"symptom_weeks_total": ill, **costs}, 12, 6)
    assert "better" in {row["good"] for row in analysis.differences()}
    good = {
        row["strategy"]: row["good"]
        for row in analysis.differences()
        if row["outcome"] == "symptom_weeks_total"
    }
    for row in Economics(analysis, "all", ()).ratios():
        if row["effect"] == "week_avoided":
            told = not np.isnan(row["cost_per_gain"])
            assert told == (
                (good[row["strategy"]] == "better" and row["perspective"] == "all")
                or (told and good[row["strategy"]] == "better")
            )
            if told:
                assert row["low"] < row["cost_per_gain"] < row["high"]


def test_net_benefit_is_called_worth_it_with_the_number_of_strategies_allowed_for() -> None:
    analysis = analysis_of({"qalys": 0.9 * noise(4, 6, 12) + 0.55}, 12, 6)
    for row in Economics(analysis, "all", (1.0,)).net_benefits():
        assert (row["verdict"] == "worth it") == (row["p_value_holm"] < 0.05 and row["low"] > 0)


def test_intervals_of_counts_are_not_below_zero() -> None:
    analysis = analysis_of({}, 3, 1)
    counts = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 4.0]])
    analysis.data.personal = dict.fromkeys(
        (
            "began_because",
            "kept_from_care",
            "earlier",
            "later",
            "fewer_symptom_weeks",
            "more_symptom_weeks",
            "symptom_weeks_avoided",
            "symptom_weeks_added",
            "changed",
        ),
        counts,
    )
    for row in analysis.personal():
        assert row["low"] == 0.0
        assert row["high"] > row["per_1000_adults"] > 0.0


def test_a_further_qaly_has_an_interval_or_no_price() -> None:
    gains = np.vstack([1.0 + 0.05 * noise(6, 12), 1.2 + noise(7, 12)])
    analysis = analysis_of({"qalys": gains, "cost": np.array([[2.0] * 12, [9.0] * 12])}, 12, 2)
    for row in Economics(analysis, "all", ()).frontiers():
        if row["effect"] == "qaly" and row["beside"]:
            beside = {"nothing": 0.0, "arm 1": gains[0], "arm 2": gains[1]}
            gap = paired(np.zeros(12), beside[row["strategy"]] - beside[row["beside"]])
            assert np.isnan(row["icer_low"]) == (gap.low <= 0.0 <= gap.high)


# Pages, files and figures of comparisons that were run


@cache
def run(folder: Path, perspective: str = "all", seeds: int = 3) -> Path:
    return compared(
        folder / f"{perspective}-{seeds}",
        "--strategy",
        "subsidy",
        "--strategy",
        "more_places",
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
        for text in every_word(slide):
            if text.get_text().strip() and text.get_visible():
                box = text.get_window_extent()
                assert -1 <= box.x0 <= box.x1 <= width + 1, (name, text.get_text())
                assert -1 <= box.y0 <= box.y1 <= height + 1, (name, text.get_text())


def test_groups_allow_for_their_number(folder: Path) -> None:
    out = run(folder, "all", 10)
    for row in rows_of(out, "groups"):
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
