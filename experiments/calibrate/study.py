"""One calibration: from published figures and names of parameters to a world file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibrate.fit import Floats, fit
from experiments.calibrate.question import Asked, Finished, Fitted, Found
from experiments.engine.home import Home
from experiments.evaluation.aims import told_of_targets
from experiments.evaluation.evaluations import Evaluations, Progress, points_at
from experiments.evaluation.figures_of_town import WORK, column_of_target
from experiments.evaluation.parameters import defaults_of, uncertain_of, without_strategies
from experiments.evaluation.session import evaluating
from experiments.files.manifest import held
from experiments.sweep.levers import Option, Part
from experiments.uncertainty.cube import points
from experiments.uncertainty.uncertain import Uncertain, told_of
from simulation.errors import InputError
from simulation.randomness import decision

if TYPE_CHECKING:
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario

_SPREAD = decision("calibrate: first points")
LEAST = 1e-3
"""How near to nothing and to all of its chance a number is looked at."""


def execute(
    asked: Asked,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    crew: Workers | None = None,
) -> Finished:
    """Fit, look at the fit with fresh seeds, and write the results directory with the new world.

    Raises InputError for what cannot be used; what is done is kept whatever ends the work.
    """
    from experiments.calibrate.writing import write

    base = without_strategies(asked.scenario)
    uncertain = tuple(_with_priors(asked, base))
    home = Home(out, "calibrate", asked.scenario.name)
    names = [aim.name for aim in asked.aims]
    question = {
        "scenario": held(asked.scenario),
        "targets": [
            [aim.name, aim.target.quantity.name, aim.target.how, aim.target.unit]
            for aim in asked.aims
        ],
        "parameters": told_of(uncertain),
    }
    with evaluating(
        home,
        base,
        uncertain,
        [],
        question,
        replace=replace,
        workers=asked.workers,
        cluster=asked.cluster,
        progress=progress,
        crew=crew,
        told_of_home=told_of_home,
        work=WORK,
        further=[column_of_target(name) for name in names],
        more={"targets": told_of_targets(asked.aims, asked.targets)},
    ) as model:
        found = _found(asked, model, uncertain, base)
        progress("writing results", 0, 0)
        with home.results() as results:
            write(asked, found, results)
    return Finished(home.path, asked, found)


def _with_priors(asked: Asked, base: Scenario) -> list[Uncertain]:
    for text in asked.parameters:
        if "=" in text:
            raise InputError(
                "is fitted within its prior",
                source="--parameters",
                found=text,
                allowed=f"{text.partition('=')[0]} alone",
            )
    uncertain = uncertain_of(asked.parameters, base, {})
    if len(uncertain) > len(asked.aims):
        raise InputError(
            "more parameters than figures: many values would fit alike",
            source="--parameters",
            found=len(uncertain),
            allowed=f"up to {len(asked.aims)}, or more --target",
        )
    return uncertain


def _found(
    asked: Asked, model: Evaluations, uncertain: Sequence[Uncertain], base: Scenario
) -> Found:
    policy = Option({}, parts=tuple(map(Part, asked.scenario.strategies)))

    def measured(points: Any, first: int, phase: str) -> Floats:
        """Figures by point, seed and figure."""
        seeds = list(range(first, first + asked.seeds))
        return model.run(points, [policy], seeds, phase)[:, 0]

    def distances(shares: Floats) -> Floats:
        # A share of nothing or all is where a distribution without ends has none.
        shares = np.clip(shares, LEAST, 1.0 - LEAST)
        values = measured(points_at(shares, uncertain), asked.seed, "fitting").mean(axis=1)
        return np.stack(
            [aim.distance(values[:, place]) for place, aim in enumerate(asked.aims)], axis=1
        )

    defaults = defaults_of(uncertain, base, {})
    start = np.array([one.share_of(float(defaults[one.place])) for one in uncertain])
    places = [one.place for one in uncertain]
    spread = points("latin_hypercube", asked.points, asked.seed, places, _SPREAD)
    best = fit(distances, start, spread, asked.rounds)
    point = points_at(np.clip(best.shares[None], LEAST, 1.0 - LEAST), uncertain)
    before = points_at(np.empty((1, 0)), uncertain, defaults)
    fresh = measured([*before, *point], asked.seed + asked.seeds, "confirming")
    fitted = []
    for one, share, error, value in zip(
        uncertain, best.shares, best.error, point[0].values, strict=True
    ):
        ends = np.clip([share - 1.96 * error, share + 1.96 * error], 0.0, 1.0)
        low, high = (float(one.at(end)) for end in np.clip(ends, LEAST, 1.0 - LEAST).tolist())
        fitted.append(Fitted(one, float(defaults[one.place]), value, low, high))
    before_now, after_now = fresh.mean(axis=1)
    luck = np.full(len(asked.aims), np.nan)
    if asked.seeds > 1:
        luck = fresh[1].std(axis=0, ddof=1) / asked.seeds**0.5
    return Found(best, tuple(fitted), before_now, after_now, luck)
