"""One portfolio: the search over mixes, then the best of them again with fresh draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.compare.place import Whole, whole_of
from experiments.compare.statistics.ratios import ratio
from experiments.engine.home import Home
from experiments.evaluation.evaluations import Evaluations, Progress, points_at
from experiments.evaluation.objectives import SPENDING, last_year_alone
from experiments.evaluation.parameters import uncertain_of, without_strategies
from experiments.evaluation.session import evaluating
from experiments.files.manifest import held
from experiments.portfolio.levers import Lever, alternatives, doses, levers_of, option_of, varied
from experiments.portfolio.question import (
    COSTS,
    QALYS,
    Asked,
    Confirmed,
    Finished,
    Found,
    Worth,
    told_options,
)
from experiments.portfolio.robustness import gains_of, worst_quarter
from experiments.portfolio.search import Mix, Scored, far_apart, nondominated, search
from experiments.portfolio.spending import ADULTS, Spending, columns_of, spending_of
from experiments.portfolio.work import WORK
from experiments.sweep.design import Point
from experiments.sweep.levers import Part
from experiments.uncertainty.cube import points
from experiments.uncertainty.draws import Together, together_in
from experiments.uncertainty.uncertain import STRATEGIES, Uncertain, told_of
from simulation.errors import InputError
from simulation.randomness import decision, uniforms

if TYPE_CHECKING:
    from experiments.engine.local import Workers

Floats = NDArray[np.float64]
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

    levers = levers_of(asked.options, asked.most)
    base = without_strategies(asked.scenario)
    always = tuple(map(Part, asked.scenario.strategies))
    kinds = {part.strategy.kind: part.strategy for part in always}
    kinds |= {part.strategy.kind: part.strategy for lever in levers for part in lever.parts}
    possible = uncertain_of(asked.parameters, base, kinds)
    uncertain = varied(possible, levers, asked.parameters)
    home = Home(out, "portfolio", asked.scenario.name)
    question = {
        "scenario": held(asked.scenario),
        "options": told_options(levers),
        "steps": asked.steps,
        "objectives": [one.name for one in asked.objectives],
        "parameters": told_of(uncertain),
    }
    with evaluating(
        home,
        base,
        uncertain,
        asked.measured,
        question,
        replace=replace,
        workers=asked.workers,
        cluster=asked.cluster,
        progress=progress,
        crew=crew,
        told_of_home=told_of_home,
        work=WORK,
        further=(ADULTS, *columns_of(asked.scenario.horizon.weeks)),
    ) as model:
        together = together_in(base, kinds)
        study = _Study(asked, model, levers, uncertain, together, always)
        found = study.found(_notes(asked, levers, possible, uncertain))
        progress("writing results", 0, 0)
        with home.results() as results:
            write(asked, found, results)
    return Finished(home.path, asked, found)


def _notes(
    asked: Asked,
    levers: Sequence[Lever],
    possible: Sequence[Uncertain],
    uncertain: Sequence[Uncertain],
) -> tuple[str, ...]:
    """What is not done as it might be expected."""
    notes = []
    names = {lever.name: lever for lever in levers}
    kept = [
        one.place.removeprefix(STRATEGIES)
        for one in possible
        if one not in uncertain and not one.place.endswith(".coverage")
    ]
    if kept:
        notes.append(f"Held as the options state them, not drawn: {', '.join(kept)}.")
    shared = {
        kind
        for first, second in alternatives(levers)
        for kind in levers[first].kinds & levers[second].kinds
    }
    if shared:
        which = ", ".join(name for name, lever in names.items() if lever.kinds & shared)
        notes.append(f"A mix has one at most of options that have a strategy in common ({which}).")
    return tuple(notes + last_year_alone(asked.objectives))


@dataclass
class _Study:
    asked: Asked
    model: Evaluations
    levers: tuple[Lever, ...]
    uncertain: tuple[Uncertain, ...]
    together: Together
    always: tuple[Part, ...]
    failed: int = 0

    def found(self, notes: tuple[str, ...]) -> Found:
        asked = self.asked
        fresh = self._draws()
        search_points, others = fresh[: asked.draws], fresh[asked.draws :]
        first = range(asked.seed, asked.seed + asked.seeds)

        def evaluate(mixes: Sequence[Mix]) -> list[Scored | None]:
            ran = self._run(mixes, search_points, list(first), "search")
            means = ran.gains.mean(axis=2)
            judged = means if asked.judge == "mean" else worst_quarter(ran.gains)
            dearest = ran.spending.dearest
            self.failed += int(np.count_nonzero(~ran.complete))
            return [
                Scored(
                    mix,
                    tuple(map(float, judged[place])),
                    float(dearest[place]),
                    tuple(map(float, means[place])),
                )
                if ran.complete[place]
                else None
                for place, mix in enumerate(mixes)
            ]

        tried = search(
            len(self.levers),
            asked.steps,
            len(asked.objectives),
            asked.budget,
            trials=asked.trials,
            generation=asked.generation,
            seed=int(uniforms(asked.seed, _SEARCH, 1)[0] * 2**32),
            evaluate=evaluate,
            alternatives=alternatives(self.levers),
        )
        seeds = range(asked.seed + asked.seeds, asked.seed + 2 * asked.seeds)
        confirmed, whole = self._confirmed(tried, others, list(seeds))
        return Found(
            self.levers, self.uncertain, tuple(tried), confirmed, self.failed, whole, notes
        )

    def _draws(self) -> list[Point]:
        """Draws for the search, and as many for what it finds."""
        places = [one.place for one in self.uncertain]
        both = [
            points("latin_hypercube", self.asked.draws, self.asked.seed, places, key)
            for key in (_DRAWS, _FRESH)
        ]
        return points_at(np.concatenate(both), self.uncertain, together=self.together)

    def _run(
        self, mixes: Sequence[Mix], points: Sequence[Point], seeds: Sequence[int], phase: str
    ) -> _Ran:
        """What mixes bring and cost beyond doing nothing, by draw; means over seeds."""
        asked, nothing = self.asked, tuple(0 for _ in self.levers)
        every = list(dict.fromkeys([nothing, *mixes]))
        options = [option_of(self.levers, mix, asked.steps, self.always) for mix in every]
        raw = self.model.run(points, options, seeds, phase, failures=True).mean(axis=2)
        if not np.isfinite(raw[:, 0]).all():
            raise InputError(
                "has no value when nothing is done, or its runs failed",
                source="--objective",
                found=", ".join(one.name for one in asked.objectives),
                allowed="more --people, or other objectives",
            )
        order = [every.index(mix) for mix in mixes]
        names = asked.measured
        first_year = len(names) + 1
        whole = whole_of(asked.scenario, float(raw[:, 0, len(names)].mean()))
        spending = spending_of(
            raw[:, :, first_year:],
            raw[:, 0, first_year:],
            whole.adults,
            asked.scenario.horizon.weeks,
            order,
        )
        changes = {
            name: (raw[:, order, place] - raw[:, :1, place]).T for place, name in enumerate(names)
        }
        changes[SPENDING] = spending.by_draw
        gains = np.stack([one.sign * changes[one.name] for one in asked.objectives], axis=1)
        return _Ran(gains, spending, changes[COSTS], changes[QALYS], whole)

    def _confirmed(
        self, tried: Sequence[Scored], points: Sequence[Point], seeds: Sequence[int]
    ) -> tuple[tuple[Confirmed, ...], Whole]:
        asked = self.asked
        within = [one for one in tried if one.spending <= asked.budget]
        values = np.array([one.gains for one in within]).reshape(len(within), -1)
        on_front = nondominated(values, [one.spending for one in within]).tolist()
        front = [one for one, on in zip(within, on_front, strict=True) if on]
        best: list[Scored] = []
        if front:
            kept = far_apart(np.array([one.gains for one in front]), MOST_CONFIRMED)
            best = [front[place] for place in kept]
        ran = self._run([one.mix for one in best], points, seeds, "confirming")
        best = [one for one, good in zip(best, ran.complete.tolist(), strict=True) if good]
        ran = ran.among(ran.complete)
        if not best:
            return (), ran.whole
        by_objective = [
            gains_of(ran.gains[:, place], asked.confidence)
            for place in range(len(asked.objectives))
        ]
        dearest = ran.spending.dearest
        affordable = dearest <= asked.budget
        judged = worst_quarter(ran.gains) if asked.judge != "mean" else ran.gains.mean(axis=2)
        on = np.zeros(len(best), np.bool_)
        on[affordable] = nondominated(judged[affordable], dearest[affordable].tolist())
        worths = _worths(ran, asked.confidence)
        made = []
        for place, one in enumerate(best):
            standing = "on the frontier" if on[place] else "dominated"
            made.append(
                Confirmed(
                    one,
                    doses(self.levers, one.mix, asked.steps),
                    tuple(of_one[place] for of_one in by_objective),
                    float(dearest[place]),
                    int(ran.spending.dearest_year[place]),
                    float(ran.spending.mean_year[place]),
                    float(ran.spending.by_draw[place].max()),
                    worths[place],
                    standing if affordable[place] else "over budget",
                )
            )
        return tuple(sorted(made, key=lambda one: -one.gains[0].mean)), ran.whole


@dataclass(frozen=True)
class _Ran:
    """What mixes bring in the objectives (by mix, objective and draw), spend, cost whoever pays,
    and bring in health (by mix and draw)."""

    gains: Floats
    spending: Spending
    costs: Floats
    qalys: Floats
    whole: Whole

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Which mixes have a value everywhere."""
        whole = np.isfinite(self.gains).all(axis=(1, 2))
        for part in (self.spending.by_draw, self.costs, self.qalys):
            whole &= np.isfinite(part).all(axis=1)
        return np.asarray(whole)

    def among(self, kept: NDArray[np.bool_]) -> _Ran:
        """Some of the mixes."""
        return _Ran(
            self.gains[kept],
            self.spending.among(kept),
            self.costs[kept],
            self.qalys[kept],
            self.whole,
        )


def _worths(ran: _Ran, confidence: float) -> list[Worth]:
    """What each mix costs and brings in health; draws stand where a comparison has seeds."""
    costs, qalys = gains_of(ran.costs, confidence), gains_of(ran.qalys, confidence)
    made = []
    for place in range(len(costs)):
        one = ratio(ran.costs[place], ran.qalys[place], confidence=confidence)
        made.append(Worth(costs[place], qalys[place], one.worth, one.value, one.low, one.high))
    return made
