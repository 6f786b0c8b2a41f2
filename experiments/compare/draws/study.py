"""A comparison over draws: its looks, with more draws or seeds until all is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from experiments.compare.analysis import Settings
from experiments.compare.question import Failed, Found
from experiments.compare.uncertainty.analysis import AnalysisOfDraws
from experiments.compare.uncertainty.collected import CollectedOfDraws
from experiments.compare.uncertainty.deciding import next_look
from experiments.compare.uncertainty.economics import EconomicsOfDraws
from experiments.compare.uncertainty.intervals import Doubtful
from experiments.compare.uncertainty.pool import FEWEST, OverDraws, Taken
from experiments.compare.uncertainty.runs import WORK, Planned, common_of_draws, planned
from experiments.engine.pieces import as_written
from experiments.strategies.arms import NOTHING
from simulation.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.compare.question import Comparison
    from experiments.engine import Store

Progress = Callable[[str, int, int], None]
MOST_LOOKS = 6
"""Looks at the most; each may spend an equal share of the permitted error (Bonferroni)."""
_MOST_FAILED = 0.5
"""Share of the draws that an arm may fail in before the arm, and not these draws, is left out."""


def look_over_draws(
    asked: Comparison,
    store: Store,
    progress: Progress,
    tables_of: Callable[[Store, Sequence[str]], Any],
) -> Found:
    """Run what is not done yet, and say what is found; ``tables_of`` reads the tables of runs."""
    pool = asked.pool
    assert pool is not None
    draws, seeds = asked.draws, asked.seeds
    looked: list[tuple[int, int]] = []
    while True:
        taken = pool.take(draws)
        of = range(asked.seed, asked.seed + seeds)
        plan = planned(asked.scenario, asked.arms, taken, of, of[: asked.people_of], asked.by)
        failed = _run(asked, store, plan, taken, progress)
        looked.append((draws, seeds))
        progress("reading", 0, 0)
        with as_written(store):
            data, left_out = _read(asked, store, plan, taken, of, failed, tables_of)
        error = 1.0 - asked.confidence
        looks = MOST_LOOKS if asked.until_settled else 1
        settings = Settings(asked.confidence, 1.0 - error / looks, asked.margins)
        analysis = AnalysisOfDraws(data, settings)
        economics = EconomicsOfDraws(analysis, asked.perspective, asked.willingness_to_pay)
        with as_written(store):
            people = _people(store, plan, data, of[: asked.people_of])
        found = Found(
            analysis,
            economics,
            [seeds],
            [seeds],
            failed,
            people,
            [],
            OverDraws(pool, taken, tuple(looked), tuple(left_out)),
        )
        if not asked.until_settled or len(looked) == MOST_LOOKS:
            return found
        wanted = [one for name in asked.outcomes for one in analysis.found[name]]
        more = next_look(
            [one for one in wanted if isinstance(one, Doubtful)],
            draws,
            seeds,
            pool.most,
            asked.most_seeds,
        )
        if more is None:
            return found
        draws, seeds = more


def _run(
    asked: Comparison, store: Store, plan: Planned, taken: Taken, progress: Progress
) -> list[Failed]:
    """Do what is not done yet; returns what failed."""
    from experiments.engine import execute
    from experiments.engine.crew import workers_of

    tally = execute(
        store,
        WORK,
        common_of_draws(asked.scenario, taken),
        plan.tasks,
        workers=workers_of(asked.workers, asked.cluster),
        progress=progress,
        phase="runs",
        keep=True,
    )
    if not tally.failed:
        return []
    names = [NOTHING, *(arm.name for arm in asked.arms)]
    failed = []
    for (draw, seed), keys in plan.keys.items():
        for name, key in zip(names, keys, strict=True):
            if store.state(key) == "failed":
                status = store.status(key) or {}
                failed.append(
                    Failed(
                        name,
                        seed,
                        str(status.get("error_kind")),
                        str(status.get("error_message")),
                        int(taken.ids[draw]),
                    )
                )
    return failed


def _read(
    asked: Comparison,
    store: Store,
    plan: Planned,
    taken: Taken,
    seeds: Sequence[int],
    failed: Sequence[Failed],
    tables_of: Callable[[Store, Sequence[str]], Any],
) -> tuple[CollectedOfDraws, list[int]]:
    """All draws in which no run failed, of the arms that did not fail in most; the draws left out.

    One draw after another is read, and what is small of it is kept.
    """
    names = [NOTHING, *(arm.name for arm in asked.arms)]
    often: dict[str, set[int]] = {name: set() for name in names}
    for one in failed:
        often[one.strategy].add(one.draw)
    arms = [name for name in names if len(often[name]) <= _MOST_FAILED * len(taken)]
    if NOTHING not in arms or len(arms) < 2:
        first = failed[0]
        raise InputError(
            f"{first.message} ({first.kind})",
            source=f"strategy {first.strategy}, draw {first.draw}, seed {first.seed}",
            allowed="draws in which most runs end well",
        )
    bad = {draw for name in arms for draw in often[name]}
    left_out = [row for row in range(len(taken)) if int(taken.ids[row]) in bad]
    kept = [row for row in range(len(taken)) if int(taken.ids[row]) not in bad]
    if len(kept) < FEWEST:
        first = failed[0]
        raise InputError(
            f"too few draws are left, for {len(left_out):,} failed: {first.message}",
            source=f"strategy {first.strategy}, draw {first.draw}, seed {first.seed}",
            allowed=f"{FEWEST} or more that end well",
        )
    places = [place for place, name in enumerate(names) if name in arms]
    data = CollectedOfDraws(arms, asked.rate, asked.scenario.services.rows())
    for row in kept:
        told = []
        for seed in seeds:
            keys = [plan.keys[row, seed][place] for place in places]
            told.append((seed, tables_of(store, keys)))
        data.add_draw(row, float(taken.weights[row]), told)
    return data.finish(), left_out


def _people(store: Store, plan: Planned, data: CollectedOfDraws, seeds: Sequence[int]) -> pa.Table:
    """The persons who changed in the first draw, where its runs ended well."""
    import pyarrow as pa

    if 0 not in data.draws or not seeds:
        return pa.table({})
    keys = [key for seed in seeds for key in plan.keys[0, seed][1:]]
    return store.read("people", [key for key in keys if store.state(key) == "done"])
