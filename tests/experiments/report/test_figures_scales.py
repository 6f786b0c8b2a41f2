"""Figures that are laid side by side have the same scales, so that they can be compared by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.compare.figures.changes import flows, who_gains
from experiments.compare.figures.data import ComparisonData
from tests.support.slides import unreadable

STRATEGIES = {"leap": 1.0, "subsidy": 12.0, "reminders": -0.2}
"""What each does, in the same unit for all groups."""


def comparison() -> ComparisonData:
    """A comparison of three strategies of very different strength."""
    groups, differences, moves = [], [], []
    for name, size in STRATEGIES.items():
        for outcome in ("symptom_weeks_total", "began_care"):
            row = {
                "outcome": outcome,
                "strategy": name,
                "difference": size / 1000,
                "low": (size - 1) / 1000,
                "high": (size + 2) / 1000,
            }
            differences.append(row)
            for by, names in (("sex", ("female", "male")), ("severity", ("mild", "severe"))):
                groups += [
                    {**row, "by": by, "group": group, "adults": 500.0, "verdict": "higher"}
                    for group in names
                ]
        for stage, adults in (("in_care", abs(size)), ("aware", 1.0)):
            moves.append(
                {
                    "strategy": name,
                    "week": 9,
                    "stage_without": "intending",
                    "stage_with": stage,
                    "adults": adults,
                }
            )
        moves.append(
            {
                "strategy": name,
                "week": 9,
                "stage_without": "intending",
                "stage_with": "intending",
                "adults": 1000.0 - abs(size) - 1.0,
            }
        )
    data = ComparisonData(
        Path("nowhere"), {"groups": groups, "differences": differences, "flows": moves}
    )
    told: dict[str, Any] = {
        "strategies": [{"name": name} for name in STRATEGIES],
        "confidence": 0.95,
        "world": "town",
        "people": 1000,
        "weeks": 10,
        "seeds": [1, 2],
        "currency": "USD",
    }
    data.__dict__["told"] = told
    return data


@pytest.mark.parametrize("draw", [who_gains, flows])
def test_a_figure_of_each_strategy_has_the_scales_of_all(draw: Any) -> None:
    data = comparison()
    slides = {name: draw(data, name).figure.axes for name in STRATEGIES}
    for panels in zip(*slides.values(), strict=True):
        assert len({axes.get_xlim() for axes in panels}) == 1
        assert len({axes.get_ylim() for axes in panels}) == 1


@pytest.mark.parametrize("draw", [who_gains, flows])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_they_can_be_read(draw: Any, strategy: str) -> None:
    assert unreadable(draw(comparison(), strategy)) == []


def test_nothing_lies_beyond_the_scale() -> None:
    data = comparison()
    for name, size in STRATEGIES.items():
        for axes in who_gains(data, name).figure.axes:
            low, high = axes.get_xlim()
            assert low < size - 1
            assert high > size + 2


def test_flows_are_as_high_as_they_are_many() -> None:
    """The block of a strategy that moves twelve times as many is twelve times as high."""
    data = comparison()
    heights = {}
    for name in STRATEGIES:
        (axes,) = flows(data, name).figure.axes
        blocks = [patch.get_extents() for patch in axes.patches]
        heights[name] = max(block.height for block in blocks)
    moved = {name: abs(size) + 1.0 for name, size in STRATEGIES.items()}
    for name in STRATEGIES:
        ratio = heights[name] / heights["subsidy"]
        assert ratio == pytest.approx(moved[name] / moved["subsidy"], rel=0.02)
