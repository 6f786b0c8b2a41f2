"""A weekly quantity takes two files, and is then wherever quantities are: the how-to, done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.browser.catalogue.words import weekly
from experiments.browser.declared import series as page
from experiments.commands.listing import _outcomes
from experiments.compare.analysis import Analysis, Settings
from experiments.compare.seeds.collect import Collected
from experiments.compare.seeds.groups import Groups
from experiments.compare.seeds.seed import tables_of
from experiments.files.arrow import weekly_table
from experiments.measured.measures import MEASURES, measures
from experiments.measured.watch import Watch
from experiments.report.happened import happened_table
from experiments.report.parts import Value
from experiments.strategies.arms import NOTHING, Arm
from experiments.sweep.plan import Plan
from simulation.measures import weekly as table
from simulation.measures.colours import DARK, PALETTE
from simulation.measures.shown import shown
from simulation.population.columns import NEVER
from simulation.town import Town
from tests.support.how_tos import apply, copy_in, files_of, helpseek_in
from tests.support.towns import town_of

WEEKS = 60


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A row that no file has: its place among the counts."""
    before = dict(table.COUNTED)
    found = table.flow(
        "relapses", "Episodes come back", "Episodes of people who had had one before", "episodes"
    )
    monkeypatch.setitem(MEASURES, "relapses_total", measures()["relapses_total"])
    page.series.cache_clear()
    page._weights.cache_clear()
    yield found
    table.COUNTED.clear()
    table.COUNTED.update(before)
    page.series.cache_clear()
    page._weights.cache_clear()


def counting(town: Town, place: int) -> Town:
    """The town with a process that counts relapses in its own way."""

    def counted(process: Any) -> Any:
        def run(town: Any, week: int) -> None:
            people = town.people
            had = (people.first_onset != NEVER) & (people.severity == 0)
            process.run(town, week)
            adult = people.age >= town.parameters["youngest_age"][0]
            town.counts[0, place] += np.count_nonzero(had & (people.severity > 0) & adult)

        return replace(process, advance=run, idle=None)

    town.schedule = [
        counted(process) if process.name == "distress" else process for process in town.schedule
    ]
    return town


def test_a_row_is_in_every_table_and_picture(place: int, tmp_path: Path) -> None:
    town = counting(town_of(400, onset_rate=0.2), place)
    groups, watch = Groups.of(town), Watch(town)
    for _ in range(WEEKS):
        town.step()
        watch.note()
    total = int(town.history.series("relapses").sum())
    assert 0 < total < town.history.series("onsets").sum()
    # Each week: the table, the frame, its words.
    written = weekly_table(town.history)
    assert sum(written["relapses"].to_pylist()) == total
    assert town.history.frame()["relapses"].sum() == total
    words = weekly("relapses")
    assert words is not None
    assert (words.title, words.unit) == ("Episodes come back", "episodes a week")
    # Comparisons.
    lived = watch.lived()
    found = Collected([NOTHING], 0.03)
    found.add(1, tables_of(town, 1, Arm(NOTHING), lived, lived, groups))
    found.finish()
    assert found.values["relapses_total"].tolist() == [[total / town.adults]]
    assert MEASURES["relapses_total"].unit == "episodes per person"
    assert "relapses_total" in Analysis(found, Settings()).by_seed()[0]
    # Sweeps, mechanisms, lists.
    assert Plan.model_validate({"weekly": ["relapses"]}).weekly == ("relapses",)
    assert "relapses" in shown()
    windows = {row["outcome"]: row["window"] for row in _outcomes()}
    assert windows["relapses"] == "week"
    assert windows["relapses_total"] == "whole time"
    # The page: a curve with a colour of the palette, for light and dark.
    told = page.told(page.series()["relapses"])
    assert told["light"] in PALETTE
    assert told["dark"] == DARK[told["light"]]
    history = town.history
    weeks = page.Weeks(
        history.table, history.service_costs(), history.strategy_costs(), town.adults
    )
    curve = page.values(weeks)[:, list(page.series()).index("relapses")]
    assert curve.sum() == pytest.approx(1000 * total / town.adults, rel=1e-5)
    # The report of a run.
    from pyarrow import parquet

    parquet.write_table(written, tmp_path / "weekly.parquet")
    rows = {row[0]: row[1] for row in happened_table(tmp_path, "USD").rows}
    cell = rows["Episodes come back"]
    assert isinstance(cell, Value)
    assert cell.value == pytest.approx(1000 * total / town.adults * 52 / WEEKS)


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="onsets"):
        table.flow("onsets", "Again", "Again")


def test_the_how_to_changes_two_files(tmp_path: Path) -> None:
    apply("weekly_quantity", copy_in(tmp_path))
    changed = files_of("weekly_quantity")
    assert changed == [
        "simulation/measures/weekly.py",
        "simulation/processes/distress.py",
        "experiments/plain_mesa/distress.py",
    ]
    for file in changed:
        assert "relapses" in (tmp_path / file).read_text(encoding="utf-8").lower()


@pytest.mark.slow
def test_the_how_to_does_what_it_says(tmp_path: Path) -> None:
    apply("weekly_quantity", copy_in(tmp_path))
    said = partial(helpseek_in, tmp_path)

    small = ("--people", "500", "--weeks", "30", "--set", "horizon.burn_in_weeks=52")
    said("run", *small, "--no-figures", "--out", "run")
    said(
        "compare",
        "--draws",
        "0",
        *small,
        "--strategy",
        "subsidy",
        "--seeds",
        "2",
        "--workers",
        "1",
        "--no-figures",
        "--out",
        "compared",
    )
    from pyarrow import parquet

    weekly = parquet.read_table(tmp_path / "run" / "weekly.parquet")
    relapses, onsets = (sum(weekly[name].to_pylist()) for name in ("relapses", "onsets"))
    assert 0 < relapses < onsets
    rows = parquet.read_table(tmp_path / "compared" / "differences.parquet").to_pylist()
    assert [row["strategy"] for row in rows if row["outcome"] == "relapses_total"] == ["subsidy"]
    assert "relapses_total (episodes per person" in said("list", "outcomes")
    said("report", "run")
    assert "Episodes come back" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
