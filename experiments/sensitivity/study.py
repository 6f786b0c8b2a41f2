"""One sensitivity analysis: screening, then a closer look at what it kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.engine.home import Home
from experiments.evaluation.evaluations import Evaluations, Progress, points_at
from experiments.evaluation.parameters import (
    defaults_of,
    parts_of,
    uncertain_of,
    without_strategies,
)
from experiments.evaluation.session import evaluating
from experiments.files.manifest import held
from experiments.sensitivity import density, screening, variance
from experiments.sensitivity.noise import Spread, spread
from experiments.sensitivity.question import Asked, Finding, Finished, Found
from experiments.sweep.levers import Option, Part
from experiments.uncertainty.uncertain import Uncertain, told_of
from simulation.errors import InputError
from simulation.randomness import decision, uniforms

if TYPE_CHECKING:
    from experiments.engine.local import Workers
    from simulation.scenario import Scenario

MOST_POINTS = 1_000_000
_CHANCE = decision("sensitivity: points and intervals")
_POLICY = "policy"


def execute(
    asked: Asked,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    crew: Workers | None = None,
) -> Finished:
    """Run what is not done yet, analyse, and write the results directory.

    ``out`` may be the directory of the same question: what is done is used. Raises InputError for
    what cannot be used or analysed; what is done is kept whatever ends the work.
    """
    from experiments.sensitivity.writing import write

    base, policies, kinds = _policies(asked)
    uncertain = tuple(uncertain_of(asked.parameters, base, kinds))
    _few_enough(asked, len(uncertain))
    home = Home(out, "sensitivity", asked.scenario.name)
    question = {
        "scenario": held(asked.scenario),
        "strategy": asked.strategy,
        "outcomes": list(asked.outcomes),
        "parameters": told_of(uncertain),
    }
    with evaluating(
        home,
        base,
        uncertain,
        asked.outcomes,
        question,
        replace=replace,
        workers=asked.workers,
        cluster=asked.cluster,
        progress=progress,
        crew=crew,
        told_of_home=told_of_home,
    ) as model:
        analysis = _Analysis(asked, model, uncertain, policies, defaults_of(uncertain, base, kinds))
        found = analysis.found()
        progress("writing results", 0, 0)
        with home.results() as results:
            write(asked, found, results)
    return Finished(home.path, asked, found)


def _policies(asked: Asked) -> tuple[Scenario, list[Option], dict[str, Any]]:
    always = tuple(map(Part, asked.scenario.strategies))
    policies = [Option({_POLICY: "without"}, parts=always)]
    if asked.strategy is not None:
        policies.append(Option({_POLICY: "with"}, parts=(*always, *parts_of(asked.strategy))))
    kinds = {part.strategy.kind: part.strategy for part in policies[-1].parts}
    return without_strategies(asked.scenario), policies, kinds


def _few_enough(asked: Asked, width: int) -> None:
    points = asked.trajectories * (width + 1) if asked.screens else 0
    looked = min(asked.keep, width) if asked.screens else width
    if asked.closer:
        points += asked.points * (looked + 2 if asked.closer == "sobol" else 1)
    if points > MOST_POINTS:
        raise InputError(
            "too many points",
            source="--points",
            found=f"{points:,}",
            allowed=f"up to {MOST_POINTS:,}",
        )


@dataclass(frozen=True)
class _Analysis:
    asked: Asked
    model: Evaluations
    uncertain: tuple[Uncertain, ...]
    policies: list[Option]
    defaults: dict[str, float | int]

    def found(self) -> Found:
        asked, outcomes = self.asked, self.asked.outcomes
        places = [one.place for one in self.uncertain]
        effects: list[tuple[screening.Effect, ...]] = [() for _ in outcomes]
        screened: list[Spread | None] = [None for _ in outcomes]
        runs = 0
        kept = places
        if asked.screens:
            cube = screening.design(places, asked.trajectories, self._chance(1))
            values = self._values(cube, places, "screening")
            runs += values[..., 0].size * len(self.policies)
            for place in range(len(outcomes)):
                effects[place] = tuple(
                    screening.effects(
                        places, cube, values[:, :, place], asked.confidence, self._chance(2)
                    )
                )
                screened[place] = spread(values[:, :, place])
            kept = _kept(places, effects, asked.keep)
        looked: list[Spread | None] = [None for _ in outcomes]
        indices: list[tuple[variance.Index, ...]] = [() for _ in outcomes]
        distances: list[tuple[density.Distance, ...]] = [() for _ in outcomes]
        if asked.closer and kept:
            sobol = asked.closer == "sobol"
            cube = (variance if sobol else density).design(kept, asked.points, self._chance(3))
            values = self._values(cube, kept, asked.closer)
            runs += values[..., 0].size * len(self.policies)
            for place in range(len(outcomes)):
                means = values[:, :, place].mean(axis=1)
                looked[place] = spread(values[:, :, place])
                chance = self._chance(4)
                if sobol:
                    indices[place] = tuple(variance.indices(kept, means, asked.confidence, chance))
                else:
                    distances[place] = tuple(
                        density.distances(kept, cube, means, asked.confidence, chance)
                    )
        findings = tuple(
            Finding(*of_one)
            for of_one in zip(outcomes, effects, screened, indices, distances, looked, strict=True)
        )
        return Found(self.uncertain, findings, tuple(kept) if asked.closer else (), runs)

    def _values(
        self, cube: NDArray[np.float64], varied: Sequence[str], phase: str
    ) -> NDArray[np.float64]:
        """Outcomes, or what the strategy changes in them, by point, seed and outcome."""
        fixed = {place: value for place, value in self.defaults.items() if place not in varied}
        points = points_at(cube, self.uncertain, fixed)
        raw = self.model.run(points, self.policies, self.asked.seeds_listed(), phase)
        values = raw[:, 0] if self.asked.strategy is None else raw[:, 1] - raw[:, 0]
        for place, name in enumerate(self.asked.outcomes):
            missing = int(np.isnan(values[:, :, place]).sum())
            if missing:
                raise InputError(
                    f"has no value in {missing:,} of {values[:, :, place].size:,} runs: nobody is "
                    "counted in it there",
                    source="--outcome",
                    found=name,
                    allowed="more --people, or another outcome",
                )
        return values

    def _chance(self, which: int) -> int:
        """A seed, never 0, for what the library draws."""
        return 1 + int(uniforms(self.asked.seed, _CHANCE, which)[0] * (2**31 - 2))


def _kept(
    places: Sequence[str], effects: Sequence[Sequence[screening.Effect]], most: int
) -> list[str]:
    """The parameters that move an outcome most, of those that move one more than luck does."""
    weight = np.zeros(len(places))
    for of_outcome in effects:
        sizes = np.array([effect.mu_star if effect.counts else 0.0 for effect in of_outcome])
        largest = sizes.max(initial=0.0)
        if largest > 0.0:
            weight = np.maximum(weight, sizes / largest)
    order = np.argsort(-weight, kind="stable")[:most]
    return [place for number, place in enumerate(places) if number in order and weight[number] > 0]
