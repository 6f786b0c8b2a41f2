"""Looking: what towns of draws that are there already give for figures, without any fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.engine.task import address
from experiments.evaluation.evaluations import Progress
from experiments.evaluation.figures_of_town import WORK, column_of_target
from experiments.evaluation.parameters import without_strategies
from experiments.evaluation.session import evaluating
from experiments.evidence.target_file import Targets
from experiments.files.manifest import held
from experiments.posterior.rows import Row
from experiments.sweep.design import Point
from experiments.uncertainty.draws import Draws, hash_of
from experiments.uncertainty.uncertain import Uncertain

if TYPE_CHECKING:
    from experiments.engine.home import Home
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario

Floats = NDArray[np.float64]
_LENGTH = 12


def looked_at(
    home: Home,
    scenario: Scenario,
    draws: Draws,
    rows: tuple[Row, ...],
    targets: Targets,
    number: int,
    *,
    seed: int = 1,
    workers: int | None = None,
    crew: Workers | None = None,
    progress: Progress = lambda phase, done, of: None,
) -> Floats:
    """What towns of ``number`` of the draws, spread over all, give for ``rows``, on their scales.

    A row a town, a column a figure, NaN where there is no value; each town has a seed of its own.
    Runs are kept in ``home`` and not done again. Raises InputError for a directory that holds
    something else.
    """
    base = without_strategies(scenario)
    chosen = np.unique(np.linspace(0, len(draws) - 1, number).round().astype(int)).tolist()
    points = []
    for at, row in enumerate(chosen, 1):
        values = draws.values(row)
        points.append(Point(address(values)[:_LENGTH], at, tuple(values.values())))
    question: dict[str, Any] = {
        "scenario": held(scenario),
        "draws": hash_of([draws.places, draws.numbers[chosen].tolist()]),
        "rows": [row.name for row in rows],
        "seed": seed,
    }
    with evaluating(
        home,
        base,
        [Uncertain(place) for place in draws.places],
        [],
        question,
        replace=False,
        workers=workers,
        progress=progress,
        crew=crew,
        work=WORK,
        further=[column_of_target(row.name) for row in rows],
        more={
            "targets": {
                "called": targets.called,
                "text": targets.text,
                "ids": [row.name for row in rows],
            }
        },
    ) as model:
        seeds = range(seed, seed + len(points))
        given = model.run_each(points, list(seeds), "towns of draws")
    return np.stack([row.scaled(given[:, at]) for at, row in enumerate(rows)], axis=1)
