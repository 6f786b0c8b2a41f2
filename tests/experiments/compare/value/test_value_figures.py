"""Figures of doubt and decision: each is drawn, says what it is of, and can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.compare.value.figures.draw import slides
from tests.support.slides import texts, unreadable
from tests.support.worth import written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("worth")
    written(made)
    return made


def test_all_figures_are_drawn_and_can_be_read(folder: Path) -> None:
    made = slides(written(folder))
    assert list(made) == [
        "best_buy",
        "expected_loss",
        "worth_of_knowing",
        "tornado",
        "equity_impact_income_atkinson",
        "equity_impact_income_kolm",
        "equity_impact_culture_atkinson",
        "equity_impact_culture_kolm",
    ]
    said = {}
    for name, slide in made.items():
        assert unreadable(slide) == [], name
        said[name] = " ".join(text for text, _ in texts(slide))
    assert "luck of seeds taken out" in said["best_buy"]
    assert "onset_rate" in said["worth_of_knowing"]
    assert "attitudes and beliefs" not in said["worth_of_knowing"]
    assert "left of zero subsidy would be better" in said["tornado"]
    assert "epsilon 10.95" in said["equity_impact_income_atkinson"]


def test_tables_that_are_not_there_make_no_figures(folder: Path, tmp_path: Path) -> None:
    look = written(tmp_path)
    for name in ("information", "tornado", "equity_impact"):
        (tmp_path / f"{name}.parquet").unlink()
    assert list(slides(look)) == ["best_buy", "expected_loss"]
