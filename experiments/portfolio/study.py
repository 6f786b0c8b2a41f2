"""One portfolio: the search over mixes, then the best of them again with fresh draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.engine.home import Home
from experiments.evaluation.evaluations import Evaluations, Progress, points_at
from experiments.evaluation.objectives import SPENDING
from experiments.evaluation.parameters import parts_of, uncertain_of, without_strategies
from experiments.evaluation.session import evaluating
from experiments.files.manifest import held
from experiments.portfolio.question import Asked, Confirmed, Finished, Found, Lever, coverages
from experiments.portfolio.robustness import gains_of, worst_quarter
from experiments.portfolio.search import Mix, Scored, far_apart, nondominated, search
from experiments.portfolio.work import WORK
from experiments.sweep.design import Point
from experiments.sweep.levers import Option, Part
from experiments.uncertainty.cube import points
from experiments.uncertainty.draws import Together, together_in
from experiments.uncertainty.uncertain import Uncertain, told_of
from simulation.errors import InputError
from simulation.parameters import parameters_of
from simulation.randomness import decision, uniforms

if TYPE_CHECKING:
    from experiments.engine.local import Workers

MOST_CONFIRMED = 12
_DRAWS = decision("portfolio: draws of parameters")
_FRESH = decision("portfolio: draws of parameters that the search has not seen")
_SEARCH = decision("portfolio: search")


def execute(
    asked: Asked,
    out: str | None = None,
    *,
    replace: bool = False,
    progress: Progress = lambda phase, done, of: None,
    told_of_home: Callable[[Path], None] = lambda path: None,
    crew: Workers | None = None,
) -> Finished:
    """Search, confirm, and write the results directory.

    ``out`` may be the directory of the same question: what is done is used, and more trials add to
    it. Raises InputError for what cannot be used; what is done is kept whatever ends the work.
    """
    from experiments.portfolio.writing import write

    levers = _levers(asked)
    base = without_strategies(asked.scenario)
    always = tuple(map(Part, asked.scenario.strategies))
    kinds = {part.strategy.kind: part.strategy for part in always}
    kinds |= {lever.kind: lever.part.strategy for lever in levers}
    uncertain = tuple(
        one
        for one in uncertain_of(asked.parameters, base, kinds)
        if not (one.place.startswith("strategies.") and one.place.endswith(".coverage"))
    )
    home = Home(out, "portfolio", asked.scenario.name)
    question = {
        "scenario": held(asked.scenario),
        "strategies": {lever.kind: lever.most for lever in levers},
        "steps": asked.steps,
        "objectives": [one.name for one in asked.objectives],
        "parameters": told_of(uncertain),
    }
    outcomes = [one.name for one in asked.objectives if one.name != SPENDING]
    with evaluating(
        home,
        base,
        uncertain,
        outcomes or ["symptom_weeks"],
        question,
        replace=replace,
        workers=asked.workers,
        progress=progress,
        crew=crew,
        told_of_home=told_of_home,
        work=WORK,
        further=(SPENDING,),
    ) as model:
        together = together_in(base, kinds)
        found = _Study(asked, model, levers, uncertain, together, always).found()
        progress("writing results", 0, 0)
        with home.results() as results:
            write(asked, found, results)
    return Finished(home.path, asked, found)


def _levers(asked: Asked) -> tuple[Lever, ...]:
    parts = [part for text in asked.strategies for part in parts_of(text)]
    kinds = [part.strategy.kind for part in parts]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise InputError("stands here twice", source="--strategy", found=kind)
    for kind in asked.most:
        if kind not in kinds:
            raise InputError(
                "is none of the strategies",
                source="--most",
                found=kind,
                allowed=", ".join(kinds),
            )
    made = []
    for part in parts:
        field = next(row for row in parameters_of(part.strategy) if row.name == "coverage")
        made.append(Lever(part, asked.most.get(part.strategy.kind, field.likely[1])))
    return tuple(made)


@dataclass
class _Study:
    asked: Asked
    model: Evaluations
    levers: tuple[Lever, ...]
    uncertain: tuple[Uncertain, ...]
    together: Together
    always: tuple[Part, ...]
    failed: int = 0

    def found(self) -> Found:
        asked = self.asked
        fresh = self._draws()
        search_points, others = fresh[: asked.draws], fresh[asked.draws :]
        first = range(asked.seed, asked.seed + asked.seeds)

        def evaluate(mixes: Sequence[Mix]) -> list[Scored | None]:
            gains, spending = self._gains(mixes, search_points, list(first), "search")
            means = gains.mean(axis=2)
            judged = means if asked.judge == "mean" else worst_quarter(gains)
            scores: list[Scored | None] = []
            for place, mix in enumerate(mixes):
                told = np.isfinite(gains[place]).all() and np.isfinite(spending[place]).all()
                self.failed += not told
                one = Scored(
                    mix,
                    tuple(map(float, judged[place])),
                    float(spending[place].mean()),
                    tuple(map(float, means[place])),
                )
                scores.append(one if told else None)
            return scores

        tried = search(
            len(self.levers),
            asked.steps,
            len(asked.objectives),
            asked.budget,
            trials=asked.trials,
            generation=asked.generation,
            seed=int(uniforms(asked.seed, _SEARCH, 1)[0] * 2**32),
            evaluate=evaluate,
        )
        seeds = range(asked.seed + asked.seeds, asked.seed + 2 * asked.seeds)
        confirmed = self._confirmed(tried, others, list(seeds))
        return Found(self.levers, self.uncertain, tuple(tried), confirmed, self.failed)

    def _draws(self) -> list[Point]:
        """Draws for the search, and as many for what it finds."""
        places = [one.place for one in self.uncertain]
        both = [
            points("latin_hypercube", self.asked.draws, self.asked.seed, places, key)
            for key in (_DRAWS, _FRESH)
        ]
        return points_at(np.concatenate(both), self.uncertain, together=self.together)

    def _gains(
        self, mixes: Sequence[Mix], points: Sequence[Point], seeds: Sequence[int], phase: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Gains by mix, objective and draw, and spending by mix and draw; means over seeds."""
        nothing = tuple(0 for _ in self.levers)
        asked = list(dict.fromkeys([nothing, *mixes]))
        raw = self.model.run(
            points, [self._option(mix) for mix in asked], seeds, phase, failures=True
        ).mean(axis=2)
        if not np.isfinite(raw[:, 0]).all():
            raise InputError(
                "has no value when nothing is done, or its runs failed",
                source="--objective",
                found=", ".join(one.name for one in self.asked.objectives),
                allowed="more --people, or other objectives",
            )
        order = [asked.index(mix) for mix in mixes]
        spending = raw[:, order, -1].T
        names = [one.name for one in self.asked.objectives if one.name != SPENDING]
        gains = []
        for one in self.asked.objectives:
            place = -1 if one.name == SPENDING else names.index(one.name)
            change = raw[:, order, place] - raw[:, :1, place]
            gains.append(one.sign * change.T)
        return np.stack(gains, axis=1), np.asarray(spending)

    def _option(self, mix: Mix) -> Option:
        wanted = coverages(self.levers, mix, self.asked.steps)
        parts = [
            Part(_covering(lever.part.strategy, wanted[lever.kind]), lever.part.own)
            for lever in self.levers
            if wanted[lever.kind] > 0.0
        ]
        columns = {f"coverage__{kind}": value for kind, value in wanted.items()}
        return Option(columns, parts=(*self.always, *parts))

    def _confirmed(
        self, tried: Sequence[Scored], points: Sequence[Point], seeds: Sequence[int]
    ) -> tuple[Confirmed, ...]:
        within = [one for one in tried if one.spending <= self.asked.budget]
        if not within:
            return ()
        values = np.array([one.gains for one in within])
        front = [
            one
            for one, on in zip(
                within, nondominated(values, [one.spending for one in within]).tolist(), strict=True
            )
            if on
        ]
        kept = far_apart(np.array([one.gains for one in front]), MOST_CONFIRMED)
        best = [front[place] for place in kept]
        gains, spending = self._gains([one.mix for one in best], points, seeds, "confirming")
        told = np.asarray(np.isfinite(gains).all(axis=(1, 2)) & np.isfinite(spending).all(axis=1))
        best = [one for one, good in zip(best, told.tolist(), strict=True) if good]
        gains, spending = gains[told], spending[told]
        if not best:
            return ()
        by_objective = [
            gains_of(gains[:, place], self.asked.confidence)
            for place in range(len(self.asked.objectives))
        ]
        affordable = spending.mean(axis=1) <= self.asked.budget
        judged = worst_quarter(gains) if self.asked.judge != "mean" else gains.mean(axis=2)
        on = np.zeros(len(best), np.bool_)
        on[affordable] = nondominated(
            judged[affordable], spending.mean(axis=1)[affordable].tolist()
        )
        made = []
        for place, one in enumerate(best):
            standing = "on the frontier" if on[place] else "dominated"
            made.append(
                Confirmed(
                    one,
                    coverages(self.levers, one.mix, self.asked.steps),
                    tuple(of_one[place] for of_one in by_objective),
                    float(spending[place].mean()),
                    float(spending[place].max()),
                    standing if affordable[place] else "over budget",
                )
            )
        return tuple(sorted(made, key=lambda one: -one.gains[0].mean))


def _covering(strategy: Any, coverage: float) -> Any:
    return type(strategy).model_validate(strategy.model_dump() | {"coverage": coverage})
