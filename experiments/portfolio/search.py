"""The search: doses of options in steps, several objectives, one budget.

NSGA-II of Optuna (Deb and others 2002) in generations that are evaluated at once, so that the mixes
tried depend on the seed and on nothing else. It begins with what a planner would try first: each
strategy alone, pairs, and random mixes that cost about the budget. A mix that is expected to
cost more than the budget stands for what the budget leaves of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.randomness import decision, uniforms

Mix = tuple[int, ...]
"""Steps of the dose of each option: 0 is without it."""
_MIXES = decision("portfolio: first mixes")
_OVER = "over budget"


@dataclass(frozen=True)
class Scored:
    """A mix, what it brings in each objective (more is better), and what it costs a year.

    ``gains`` are those that it is judged by, ``means`` those over all draws, if they are told.
    """

    mix: Mix
    gains: tuple[float, ...]
    spending: float
    means: tuple[float, ...] = ()


Evaluate = Callable[[Sequence[Mix]], Sequence[Scored | None]]
"""Scores of mixes; None for one that cannot be told of."""


def search(
    strategies: int,
    steps: int,
    objectives: int,
    budget: float,
    *,
    trials: int,
    generation: int,
    seed: int,
    evaluate: Evaluate,
    alternatives: Sequence[tuple[int, int]] = (),
) -> list[Scored]:
    """All mixes that were tried, each once, in the order in which they were.

    No mix has both of a pair of ``alternatives``. Doing nothing and every option alone in full are
    tried first, beyond ``trials``, which counts mixes that Optuna asks for, those that it repeats
    among them.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    known: dict[Mix, Scored | None] = {}

    def scored(mixes: Sequence[Mix]) -> list[Scored | None]:
        new = list(dict.fromkeys(mix for mix in mixes if mix not in known))
        if new:
            known.update(zip(new, evaluate(new), strict=True))
        return [known[mix] for mix in mixes]

    alone = [_single(strategies, place, steps) for place in range(strategies)]
    costs = [
        float("inf") if found is None else max(found.spending, 0.0) / steps
        for found in scored([_single(strategies, 0, 0), *alone])[1:]
    ]
    sampler = optuna.samplers.NSGAIISampler(population_size=generation, seed=seed % 2**32)
    study = optuna.create_study(directions=["maximize"] * objectives, sampler=sampler)
    names = [f"s{place}" for place in range(strategies)]
    first = itertools.islice(_first(costs, steps, budget, seed), min(generation, trials))
    for mix in first:
        study.enqueue_trial(dict(zip(names, mix, strict=True)))
    asked = 0
    while asked < trials:
        batch = [study.ask() for _ in range(min(generation, trials - asked))]
        asked += len(batch)
        wishes = [tuple(trial.suggest_int(name, 0, steps) for name in names) for trial in batch]
        mixes = [within(apart(wish, alternatives), costs, budget) for wish in wishes]
        for trial, found in zip(batch, scored(mixes), strict=True):
            _tell(study, trial, found, budget)
    return [found for found in known.values() if found is not None]


def _tell(study: Any, trial: Any, found: Scored | None, budget: float) -> None:
    from optuna.trial import TrialState

    if found is None:
        study.tell(trial, state=TrialState.FAIL)
        return
    trial.set_constraint(_OVER, found.spending - budget)
    study.tell(trial, list(found.gains))


def apart(wish: Mix, alternatives: Sequence[tuple[int, int]]) -> Mix:
    """What is left of a mix where alternatives exclude each other: those of most steps, and of
    equals the first."""
    mix = list(wish)
    for place in sorted(range(len(mix)), key=lambda one: (-wish[one], one)):
        if not mix[place]:
            continue
        for pair in alternatives:
            if place in pair:
                mix[pair[0] if pair[1] == place else pair[1]] = 0
    return tuple(mix)


def within(wish: Mix, costs: Sequence[float], budget: float) -> Mix:
    """What the budget leaves of a mix: all steps cut in proportion, then the rest given back.

    ``costs`` of one step of each strategy are taken to add up; whether they do is seen when the mix
    is run.
    """
    expected = sum(cost * step for cost, step in zip(costs, wish, strict=True) if step)
    if expected <= budget or expected == 0.0:
        return wish
    exact = [
        float(step) if cost == 0.0 else step * budget / expected
        for cost, step in zip(costs, wish, strict=True)
    ]
    mix = [int(step + 1e-9) for step in exact]
    left = budget - sum(cost * step for cost, step in zip(costs, mix, strict=True) if step)
    by_rest = sorted(range(len(mix)), key=lambda place: mix[place] - exact[place])
    for place in by_rest:
        while mix[place] < wish[place] and costs[place] <= left + 1e-12:
            mix[place] += 1
            left -= costs[place]
    return tuple(mix)


def _single(strategies: int, place: int, step: int) -> Mix:
    return tuple(step if here == place else 0 for here in range(strategies))


def _first(costs: Sequence[float], steps: int, budget: float, seed: int) -> Iterator[Mix]:
    """Mixes to begin with, without end: alone and in pairs as the budget allows, then by chance.

    ``costs`` of one step of each strategy, taken to be in proportion.
    """
    number = len(costs)
    seen: set[Mix] = set()

    def affordable(shares: Sequence[float]) -> Mix:
        return tuple(
            0
            if share <= 0.0
            else steps
            if cost == 0.0
            else int(min(steps, budget * share / cost + 1e-9))
            for share, cost in zip(shares, costs, strict=True)
        )

    shares = [
        tuple(1.0 if here == place else 0.0 for here in range(number)) for place in range(number)
    ]
    shares += [
        tuple(0.5 if here in pair else 0.0 for here in range(number))
        for pair in itertools.combinations(range(number), 2)
    ]
    # As many alone as in pairs at first, the rest by chance: pairs alone would fill a generation.
    for share in (*shares[:number], *_some(shares[number:], number, seed)):
        mix = affordable(share)
        if mix not in seen:
            seen.add(mix)
            yield mix
    for turn in itertools.count():
        drawn = uniforms(seed, _MIXES, np.arange(number) + (turn + 1) * number)
        weights = [-log(max(float(value), 1e-12)) for value in drawn]
        total = sum(weights)
        yield affordable([weight / total for weight in weights])


def _some(pairs: Sequence[Any], number: int, seed: int) -> list[Any]:
    if len(pairs) <= number:
        return list(pairs)
    order = np.argsort(uniforms(seed, _MIXES, 10**9 + np.arange(len(pairs))), kind="stable")
    return [pairs[place] for place in sorted(order[:number].tolist())]


def nondominated(values: NDArray[np.float64], costs: Sequence[float]) -> NDArray[np.bool_]:
    """Rows that no other row beats: as good in every column (more is better), and better in one or,
    where they are equal in all, cheaper."""
    at_least = (values[:, None, :] >= values[None, :, :]).all(axis=2)
    better = (values[:, None, :] > values[None, :, :]).any(axis=2)
    spent = np.asarray(costs)
    equal = (values[:, None, :] == values[None, :, :]).all(axis=2)
    better |= equal & (spent[:, None] < spent[None, :])
    return np.asarray(~(at_least & better).any(axis=0))


def far_apart(values: NDArray[np.float64], most: int) -> list[int]:
    """At most so many rows that lie far from each other, the best of each column first."""
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0, span, 1.0)
    chosen = list(dict.fromkeys(int(place) for place in values.argmax(axis=0)))[:most]
    while len(chosen) < min(most, len(values)):
        distance = np.linalg.norm(scaled[:, None] - scaled[None, chosen], axis=2).min(axis=1)
        distance[chosen] = -1.0
        chosen.append(int(distance.argmax()))
    return sorted(chosen)
