"""Figures of a comparison of strategies, drawn from the files in its results directory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from experiments.compare.figures.data import ComparisonData, file_name
from experiments.figures.style import Slide


def draw_comparison(directory: Path) -> list[Path]:
    """Draw all figures of the comparison in ``directory`` into its ``figures`` folder."""
    from experiments.compare.figures.changes import asked_by, flows, who_gains, who_gains_by
    from experiments.compare.figures.differences import differences, over_time
    from experiments.compare.figures.economics import acceptability, plane
    from experiments.compare.figures.path import has_path, where_it_leaks
    from experiments.compare.value.figures.draw import slides

    data = ComparisonData(directory)
    folder = directory / "figures"
    folder.mkdir(exist_ok=True)
    whole: dict[str, Callable[[ComparisonData], Slide]] = {
        "differences": differences,
        "cost_effectiveness": plane,
        "over_time": over_time,
    }
    if not data.over_draws:  # over draws the decision has figures of its own
        whole["acceptability"] = acceptability
    each: dict[str, Callable[[ComparisonData, str], Slide]] = {
        "who_gains": who_gains,
        "flows": flows,
    }
    for by in asked_by(data):
        each[f"who_gains_by_{file_name(by)}"] = partial(who_gains_by, by=by)
    if has_path(data):
        each["path"] = where_it_leaks
    drawn = []
    for name, draw in whole.items():
        drawn.append(folder / f"{name}.png")
        draw(data).save(drawn[-1])
    for name, slide in slides(data).items():
        drawn.append(folder / f"{name}.png")
        slide.save(drawn[-1])
    for name, draw_one in each.items():
        taken: set[str] = set()
        for number, strategy in enumerate(data.strategies, 1):
            stem = f"{name}_{file_name(strategy)}"
            drawn.append(folder / f"{f'{stem}_{number}' if stem in taken else stem}.png")
            taken.add(stem)
            draw_one(data, strategy).save(drawn[-1])
    return drawn
