"""One fit of whole towns: from figures and priors to draws, a world that names them, and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.engine.home import Home
from experiments.evaluation.evaluations import Evaluations, Progress
from experiments.evaluation.figures_of_town import WORK, column_of_target
from experiments.evaluation.parameters import uncertain_of, without_strategies
from experiments.evaluation.session import evaluating
from experiments.files.manifest import held
from experiments.posterior.budget import Budget
from experiments.posterior.drawing import draw
from experiments.posterior.keyed import normal_draws
from experiments.posterior.question import Asked, Finished, Found
from experiments.posterior.rows import Row, row_of
from experiments.posterior.towns import Towns, in_single
from experiments.posterior.waves import explore
from experiments.uncertainty.draws import Draws, Together, hash_of, together_in
from experiments.uncertainty.kept import fitted_world
from experiments.uncertainty.places import numbers_of
from experiments.uncertainty.uncertain import Uncertain, told_of
from simulation.errors import InputError

if TYPE_CHECKING:
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario

_PRIOR_DRAWS = 4_000
"""Draws from the priors that the posterior is told beside."""


def execute(
    asked: Asked,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    crew: Workers | None = None,
) -> Finished:
    """Fit, draw, and write the results directory with the posterior and the world that names it.

    Every run is kept from the moment it is done, and the same question in the same directory goes
    on from there: with larger budgets it adds waves. Raises InputError for what cannot be used and
    for figures that no town can meet.
    """
    from threadpoolctl import threadpool_limits

    from experiments.posterior.writing import write

    base = without_strategies(asked.scenario)
    uncertain = tuple(_with_priors(asked, base))
    together = together_in(base, {})
    rows = rows_of(asked)
    _refuse_too_few(asked, len(uncertain))
    home = Home(out, "calibrate", asked.scenario.name)
    with evaluating(
        home,
        base,
        uncertain,
        [],
        _question(asked, rows, uncertain, together),
        replace=replace,
        workers=asked.workers,
        cluster=asked.cluster,
        progress=progress,
        crew=crew,
        told_of_home=told_of_home,
        work=WORK,
        further=[column_of_target(row.name) for row in rows],
        more={"targets": _targets_told(asked)},
    ) as model:
        # One thread for linear algebra: its sums, and so every draw, do not depend on how many
        # processors there are, and workers have the processors.
        with threadpool_limits(1, "blas"):
            found = _found(asked, model, uncertain, together, rows, base, progress)
        progress("writing results", 0, 0)
        with home.results() as results:
            write(asked, found, results)
    return Finished(home.path, asked, found)


def rows_of(asked: Asked) -> tuple[Row, ...]:
    """The rows of a question, those of the fit first. Raises InputError for one of no use."""
    off = asked.discrepancy, asked.elsewhere
    fit = [row_of(target, "fit", *off) for target in asked.fit]
    return (*fit, *(row_of(target, "check", *off) for target in asked.check))


def _with_priors(asked: Asked, base: Scenario) -> list[Uncertain]:
    for text in asked.parameters:
        if "=" in text:
            raise InputError(
                "is fitted within its prior",
                source="--parameters",
                found=text,
                allowed=f"{text.partition('=')[0]} alone",
            )
    return uncertain_of(asked.parameters, base, {})


def _refuse_too_few(asked: Asked, width: int) -> None:
    """Budgets that cannot even hold the first wave and the draws are told before anything runs."""
    from experiments.posterior.waves import runs_of_first_wave

    if asked.runs is None:
        return
    least = runs_of_first_wave(asked.settings, width) + asked.settings.candidates
    if asked.runs < least:
        raise InputError(
            "too few runs for one wave and the draws",
            source="--runs",
            found=asked.runs,
            allowed=f"at least {least:,}; or fewer --draws",
        )


def _targets_told(asked: Asked) -> dict[str, Any]:
    ids = [target.id for target in (*asked.fit, *asked.check)]
    return {"called": asked.targets.called, "text": asked.targets.text, "ids": ids}


def _question(
    asked: Asked, rows: tuple[Row, ...], uncertain: tuple[Uncertain, ...], together: Together
) -> Mapping[str, Any]:
    """What makes a directory another question; budgets do not."""
    measured = {
        target.id: [target.quantity.name, target.how] for target in (*asked.fit, *asked.check)
    }
    return {
        "scenario": held(asked.scenario),
        "rows": [
            [row.name, row.use, row.value, row.observed, row.discrepancy, *measured[row.name]]
            for row in rows
        ],
        "parameters": told_of(uncertain),
        "together": [[group.name, list(group.members)] for group in together.groups],
        "seed": asked.settings.seed,
        "points": asked.settings.points,
        "draws": "towns that fit",
    }


def _found(
    asked: Asked,
    model: Evaluations,
    uncertain: tuple[Uncertain, ...],
    together: Together,
    rows: tuple[Row, ...],
    base: Scenario,
    progress: Progress,
) -> Found:
    towns = Towns(model, uncertain, together, rows)
    budget = Budget(asked.runs, asked.minutes)
    fit = rows[: towns.fitted]
    settings = asked.settings
    explored = explore(fit, len(uncertain), towns, settings, budget, progress)
    drawn = draw(explored, towns, settings, budget, progress)
    # These runs are done: what they gave for the rows of use check is read only now.
    given = towns.all_rows(drawn.candidates.z, drawn.seeds, "draws")[drawn.which]
    prior = normal_draws(settings.seed, "predictive", (_PRIOR_DRAWS, len(uncertain)))
    return Found(
        uncertain,
        rows,
        explored,
        drawn,
        draws_of(asked, towns, uncertain, base, explored.stopped, drawn.z, drawn.weighed.effective),
        towns.numbers(prior),
        given,
        towns.number,
        towns.failed,
    )


def draws_of(
    asked: Asked,
    towns: Towns,
    uncertain: tuple[Uncertain, ...],
    base: Scenario,
    stopped: str,
    z: np.ndarray[Any, np.dtype[np.float64]],
    effective: float,
) -> Draws:
    """The draws as the table that all studies share; each counts alike."""
    bounds = numbers_of(base, {})
    numbers = towns.numbers(z)
    for at, one in enumerate(uncertain):
        if not one.whole:
            row = bounds[one.place]
            numbers[:, at] = in_single(numbers[:, at], float(row.low), float(row.high))
    provenance = {
        "from": "fit",
        "world": asked.scenario.name,
        "people": asked.scenario.population.people,
        "scenario": fitted_world(asked.scenario),
        "targets": [target.id for target in asked.fit],
        "elsewhere": asked.elsewhere,
        "seed": asked.settings.seed,
        "stopped": stopped,
        "effective": round(effective, 1),
        "priors": hash_of(told_of(uncertain)),
    }
    return Draws(
        tuple(one.place for one in uncertain),
        tuple(one.whole for one in uncertain),
        numbers,
        np.arange(len(z), dtype=np.int64),
        np.zeros(len(z)),
        provenance,
    )
