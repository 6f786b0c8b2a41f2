"""Figures: the numbers under them, and that they can be read."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from PIL import Image
from scipy.stats import CensoredData, ecdf

from experiments.figures.aside import Aside
from experiments.figures.curves import (
    SMALLEST_AT_RISK,
    Durations,
    courses,
    delay,
    delays,
    end_of_curve,
    staying,
    still_going,
)
from experiments.figures.data import RunData
from experiments.figures.draw import FIGURES, draw_figures
from experiments.figures.pathway import care, pathway, who_is_where
from experiments.figures.reasons import reasons
from experiments.figures.style import GROUP_COLOURS, STAGE_COLOURS, Slide, spread
from experiments.files.arrow import people_table, weekly_table
from experiments.files.results import json_text, write_table
from experiments.words.wording import BARRIER_WORDS, MODALITY_WORDS, STAGE_WORDS
from simulation.history import History
from simulation.measures.categories import BARRIERS, MODALITIES, SEVERITIES, STAGES
from simulation.measures.weekly import COUNTED
from simulation.population.columns import COVERAGES, NEVER, TRAUMAS
from simulation.population.people import Population
from tests.support.slides import unreadable

SLIDES: dict[str, Callable[[RunData], Slide]] = {
    "pathway": pathway,
    "who_is_where": who_is_where,
    "reasons": reasons,
    "delay": delay,
    "staying": staying,
    "care": care,
}
CULTURES = ("white", "hispanic", "black", "asian", "a group with a rather long name")
PEOPLE, WEEKS = 4_000, 208


def invented(people: int = PEOPLE) -> Population:
    """A population filled by arithmetic, so that every figure has all that it can show."""
    made = Population(people, CULTURES)
    person = np.arange(people)
    made.severity[:] = np.where(person % 3 == 0, 1 + person // 3 % 3, 0)
    made.stage[:] = np.where(made.severity > 0, 1 + person // 9 % 9, 0)
    made.culture[:] = person // 2 % len(CULTURES)
    made.coverage[:] = person // 5 % 4 > 0
    made.trauma[:] = person // 7 % len(TRAUMAS)
    made.worst_severity[:] = 1 + person % 3
    made.first_onset[:] = np.where(person % 2, person * 37 % WEEKS, NEVER)
    contact = made.first_onset + 4 + person * 53 % 150
    seen = (made.first_onset != NEVER) & (contact < WEEKS)
    made.first_contact[:] = np.where(seen, contact, NEVER)
    made.last_entry[:] = np.where(person % 4 == 1, person * 31 % WEEKS, NEVER)
    made.sessions[:] = 1 + person * 29 % 25
    left = (made.last_entry != NEVER) & (person % 5 < 2)
    made.last_dropout[:] = np.where(left, made.last_entry, NEVER)
    made.dropout_sessions[:] = 1 + person * 29 % 6
    return made


def run_directory(directory: Path, population: Population, weeks: int = WEEKS) -> RunData:
    """A results directory with this population and some weeks of counts."""
    history = History(np.ones(len(MODALITIES)), 0)
    for week in range(weeks):
        wave = 1 + 0.3 * np.sin(week / 9)
        history.add(week, np.array([int(wave * 3 * (n + 1)) for n in range(len(COUNTED))]), 0.0)
    directory.mkdir(parents=True, exist_ok=True)
    write_table(people_table(population), directory / "people.parquet")
    write_table(weekly_table(history), directory / "weekly.parquet")
    told = {"low_perceived_need": 0.448}
    told |= {name: 0.72 / (place + 1) for place, name in enumerate(BARRIERS)}
    summary = {
        "outcomes": {},
        "reasons": told,
        "world": "town",
        "people": population.people,
        "weeks": weeks,
        "seed": 1,
    }
    (directory / "summary.json").write_text(json_text(summary), encoding="utf-8")
    return RunData(directory)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> RunData:
    return run_directory(tmp_path_factory.mktemp("run"), invented())


@pytest.fixture
def processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a command that has not imported Matplotlib, on a machine with two processors."""
    monkeypatch.delitem(sys.modules, "matplotlib")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.delenv("HELPSEEK_THREADS", raising=False)


def drawn(directory: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in (directory / "figures").glob("*.png")}


def test_processes_beside_draw_the_same(tmp_path: Path, processors: None) -> None:
    run_directory(tmp_path, invented(800), 60)
    with Aside() as aside:
        assert len(aside._processes) == 2
        aside.draw(tmp_path)
    beside = drawn(tmp_path)
    assert set(beside) == set(FIGURES)
    for path in (tmp_path / "figures").glob("*.png"):
        path.unlink()
    draw_figures(tmp_path)
    assert drawn(tmp_path) == beside


def test_processes_beside_end_with_the_block(tmp_path: Path, processors: None) -> None:
    with Aside() as aside:
        pass
    assert [process.returncode for process in aside._processes] == [-signal.SIGKILL] * 2


def test_what_a_process_beside_cannot_do_is_done_or_fails_here(
    tmp_path: Path, processors: None
) -> None:
    run_directory(tmp_path, invented(800), 60)
    with Aside() as aside:
        for process in aside._processes:
            process.kill()
        aside.draw(tmp_path)
    assert set(drawn(tmp_path)) == set(FIGURES)
    (tmp_path / "people.parquet").unlink()
    with Aside() as aside, pytest.raises(FileNotFoundError, match=r"people\.parquet"):
        aside.draw(tmp_path)


@pytest.mark.parametrize("threads", [1, None])
def test_no_process_where_there_is_no_processor_for_it(
    threads: int | None, processors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if threads is None:
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    with Aside(threads) as aside:
        assert not aside._processes


def test_a_process_beside_that_is_told_nothing_draws_nothing() -> None:
    """So it ends by itself where the one that started it has died."""
    from experiments.figures.aside import _CODE

    done = subprocess.run(
        [sys.executable, "-c", _CODE.format(path=sys.path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


durations = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=200).filter(
    lambda pairs: any(ended for _, ended in pairs)
)


@given(durations)
def test_curves_are_the_kaplan_meier_estimate_of_scipy(pairs: list[tuple[int, bool]]) -> None:
    length = np.array([length for length, _ in pairs])
    ended = np.array([ended for _, ended in pairs])
    ours, share = still_going(Durations("all", length, ended))
    theirs = ecdf(CensoredData(length[ended].astype(float), right=length[~ended].astype(float))).sf
    assert (ours[0], share[0]) == (0.0, 1.0)
    np.testing.assert_array_equal(ours[1:], theirs.quantiles)
    np.testing.assert_allclose(share[1:], theirs.probabilities, atol=1e-12)


def test_a_curve_ends_where_few_are_left() -> None:
    length = np.arange(1, 101)
    group = Durations("all", length, np.ones(100, np.bool_))
    assert end_of_curve(group, 1000.0) == 100 - SMALLEST_AT_RISK + 1
    assert end_of_curve(group, 30.0) == 30.0


def handmade(tmp_path: Path, **columns: Any) -> RunData:
    size = len(next(iter(columns.values())))
    population = Population(size, CULTURES)
    for name, values in columns.items():
        getattr(population, name)[:] = values
    return run_directory(tmp_path, population, weeks=100)


def test_delay_counts_those_who_still_wait(tmp_path: Path) -> None:
    told = handmade(
        tmp_path,
        # never ill; before the run; contact after 5 weeks; still without any; contact before
        first_onset=[NEVER, -3, 10, 60, 50],
        first_contact=[NEVER, 4, 15, NEVER, 20],
        worst_severity=[0, 1, 2, 3, 1],
    )
    everybody, mild, moderate, severe = delays(told)
    assert everybody.length.tolist() == [5, 40]
    assert everybody.ended.tolist() == [True, False]
    assert [group.length.size for group in (mild, moderate, severe)] == [0, 1, 1]


def test_staying_tells_leaving_from_completing(tmp_path: Path) -> None:
    told = handmade(
        tmp_path,
        # never in care; left at 2; completed at 9; left before, now in care; before the run
        last_entry=[NEVER, 10, 20, 60, -8],
        last_dropout=[NEVER, 12, NEVER, 30, -2],
        sessions=[0, 2, 9, 4, 3],
        dropout_sessions=[0, 2, 0, 7, 3],
        coverage=[0, 0, 1, 1, 1],
        trauma=[0, 2, 0, 0, 2],
    )
    everybody, covered, uncovered, adverse = courses(told)
    assert everybody.length.tolist() == [2, 9, 4]
    assert everybody.ended.tolist() == [True, False, False]
    assert [group.length.tolist() for group in (covered, uncovered, adverse)] == [[9, 4], [2], [2]]


@pytest.mark.parametrize("name", FIGURES)
def test_texts_stay_on_the_slide_and_apart(data: RunData, name: str) -> None:
    slide = SLIDES[name](data)
    assert unreadable(slide) == []
    smallest = min(
        float(text.get_fontsize()) for text in slide.figure.findobj(Text) if isinstance(text, Text)
    )
    assert smallest >= 9


def test_the_check_of_texts_sees_an_overlap(data: RunData) -> None:
    slide = reasons(data)
    slide.figure.text(0.04, 0.93, "written over the title")
    slide.figure.text(0.9, 0.5, "a text that goes on and on beyond the edge")
    assert len(unreadable(slide)) >= 2


@pytest.mark.parametrize("people", [1, 30])
def test_tiny_runs_are_drawn_too(tmp_path: Path, people: int) -> None:
    data = run_directory(tmp_path, invented(people), weeks=1)
    for name in FIGURES:
        assert unreadable(SLIDES[name](data)) == []


def test_a_run_in_which_nobody_is_ill_is_drawn(tmp_path: Path) -> None:
    data = run_directory(tmp_path, Population(50, CULTURES))
    (tmp_path / "summary.json").write_text(
        (tmp_path / "summary.json").read_text().replace("0.", "0.0")
    )
    data.summary["reasons"] = dict.fromkeys(data.summary["reasons"])
    for name in FIGURES:
        assert unreadable(SLIDES[name](data)) == []


def test_files_are_slides_with_something_on_them_and_the_same_each_time(tmp_path: Path) -> None:
    run_directory(tmp_path, invented(600))
    first = {path.name: path.read_bytes() for path in draw_figures(tmp_path)}
    second = {path.name: path.read_bytes() for path in draw_figures(tmp_path)}
    assert first == second
    assert sorted(first) == sorted(f"{name}.png" for name in FIGURES)
    for path in (tmp_path / "figures").iterdir():
        with Image.open(path) as image:
            assert image.size == (1600, 900)
            assert len(np.unique(np.asarray(image.convert("L")))) > 50


def test_every_name_of_the_model_has_plain_words() -> None:
    assert set(STAGE_WORDS) == set(STAGES)
    assert set(BARRIER_WORDS) == {*BARRIERS, "low_perceived_need"}
    assert set(MODALITY_WORDS) == set(MODALITIES)
    assert [stage for stage in STAGES if stage != "well"] == list(STAGE_COLOURS)
    assert "uninsured" in COVERAGES
    assert SEVERITIES[0] == "none"


@given(st.lists(st.floats(-0.5, 1.5), min_size=1, max_size=12).map(sorted), st.floats(0.001, 0.3))
def test_labels_are_spread_in_order_apart_and_inside(wanted: list[float], gap: float) -> None:
    places = spread(wanted, gap, 0.0, 1.0)
    assert len(places) == len(wanted)
    room = min(gap, 1.0 / max(len(wanted) - 1, 1))
    assert all(b - a >= room - 1e-9 for a, b in itertools.pairwise(places))
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in places)


def test_labels_with_room_stay_where_they_are_wanted() -> None:
    assert spread([0.2, 0.5, 0.9], 0.05, 0, 1) == [0.2, 0.5, 0.9]
    assert spread([0.5, 0.5], 0.1, 0, 1) == pytest.approx([0.45, 0.55])


# Machado, Oliveira and Fernandes 2009: how colours look without one kind of cone.
WITHOUT_CONES = {
    "red (protanopia)": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "green (deuteranopia)": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


@pytest.mark.parametrize("cones", WITHOUT_CONES)
@pytest.mark.parametrize(
    "colours", [tuple(STAGE_COLOURS.values()), GROUP_COLOURS], ids=["stages", "groups"]
)
def test_neighbouring_colours_are_told_apart(cones: str, colours: tuple[str, ...]) -> None:
    from matplotlib.colors import to_rgb

    def seen(colour: str) -> Any:
        rgb = np.array(to_rgb(colour))
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        xyz = np.array(
            [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
        ) @ np.clip(np.array(WITHOUT_CONES[cones]) @ linear, 0, 1)
        f = np.cbrt(np.maximum(xyz / [0.9505, 1.0, 1.089], 1e-4))
        return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])

    for one, other in itertools.pairwise(colours):
        assert np.linalg.norm(seen(one) - seen(other)) > 18, (one, other)


def test_categories_survive_the_file(tmp_path: Path) -> None:
    data = run_directory(tmp_path, invented(100))
    assert data.categories("stage") == list(STAGES)
    assert data.categories("culture") == list(CULTURES)
    np.testing.assert_array_equal(data.person("stage"), invented(100).stage)
    assert isinstance(pa.schema([]), pa.Schema)
