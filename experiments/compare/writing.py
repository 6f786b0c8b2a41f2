"""The files of a comparison: tables, ``comparison.json``, figures, manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.analysis import Rows
from experiments.compare.draws import words as of_draws
from experiments.compare.economics import EFFECTS, row_of
from experiments.compare.for_policy import document_for_policy, tables_for_policy
from experiments.compare.path import rows as path
from experiments.compare.path.words import NOTE as PATH
from experiments.compare.results import DOCUMENT, FORMAT
from experiments.compare.seeds.people import CARE
from experiments.compare.statistics.paired import FEW_SEEDS
from experiments.compare.value.tables import document as document_of_worth
from experiments.compare.value.tables import tables as of_worth
from experiments.compare.words import DIFFERENCES, looked_before
from experiments.files import manifest
from experiments.files.results import MANIFEST, InOrder, Results
from experiments.measured.measures import MAIN, PERSPECTIVES
from experiments.measured.path import STEPS
from experiments.words.wording import times_of, unit_words
from simulation.measures.quantity import DISCOUNTED
from simulation.population.columns import NEVER

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.compare.question import Comparison, Found
    from experiments.evidence.writing import Told

COMPARISON = "comparison.json"
PEOPLE = "people_changed.parquet"
ONLY_PARQUET = ("by_seed", "weekly")
"""Tables that are too long to be read as text."""

NOTES = {
    "differences": DIFFERENCES,
    "interval": "Student's t of the paired differences over seeds. With independent seeds whose "
    "differences are roughly normal, each interval holds the true mean in the stated share of all "
    "comparisons. It tells the chance of towns and lives, not doubt about the model's numbers. "
    "Where a mean of counts is told, what would be below zero is left out.",
    "several": "Each interval and p value stands for itself; p_value_holm is adjusted for the "
    "number of strategies compared on the same outcome, and only where that is small enough is a "
    "difference called better or worse. So an interval may exclude zero where the verdict is "
    "undecided.",
    "until_settled": "Seeds were added until all was settled. All looks were planned beforehand "
    "and share the permitted error (Lan and DeMets' spending, in proportion to seeds); intervals "
    "are widened so that they hold over all looks together, and verdicts allow for the number of "
    "strategies as well (Holm's procedure at each look).",
    "fixed": "The number of seeds was fixed beforehand. Who looks, adds seeds and looks again "
    "should use --until-settled, whose intervals allow for it.",
    "best": "An option is called the best in an outcome only where its paired difference to every "
    "other one, doing nothing included, is for the better, their number allowed for (Bonferroni), "
    f"and only with {FEW_SEEDS} seeds or more.",
    "monte_carlo": "Monte Carlo error: the probability that the mean over seeds without end is the "
    "best (or that an option is on the frontier), from draws of the means over seeds (multivariate "
    "t with the covariance of the paired seeds). It tells the chance of the simulation alone, not "
    "doubt about the model's numbers, and more seeds drive it to 0 or 1. Beside it stands the "
    "share of seeds in which the option was the best.",
    "whole_time": "Measures of the whole time run from week 0 to the end; those of the last year "
    "are what a survey at the end would find.",
    "groups": "Groups are those to which people belong in week 0, before any strategy begins: the "
    "same people in all worlds.",
    "path": PATH,
    "personal": "Gains and losses of persons count everybody whose path differs, also where only "
    "places on lists and chance meetings were dealt anew; what a strategy adds is the balance.",
}


def tables(found: Found) -> dict[str, Rows]:
    """All tables by name, as rows."""
    analysis, economics = found.analysis, found.economics
    return {
        "differences": analysis.differences(),
        "cost_effectiveness": economics.ratios(),
        "frontier": economics.frontiers(),
        "net_benefit": economics.net_benefits(),
        **({"acceptability": economics.acceptability()} if found.worth is None else {}),
        "costs": economics.money(),
        "groups": analysis.groups(),
        "personal": analysis.personal(),
        "flows": analysis.flows(),
        **({} if found.over_draws is not None else path.tables(analysis)),
        "weekly": analysis.weekly(),
        **({"by_seed": analysis.by_seed()} if found.worth is None else of_worth(found.worth)),
    }


def write(
    asked: Comparison,
    found: Found,
    inputs: Sequence[Mapping[str, Any]],
    results: Results,
    beside_targets: Told | None = None,
) -> dict[str, Any]:
    """Write all files, the manifest last; returns what the manifest tells."""
    told = tables(found) | tables_for_policy(asked, found)
    for name, rows in told.items():
        table = _table(rows)
        results.write_table(f"{name}.parquet", table)
        if name not in ONLY_PARQUET:
            results.write_table(f"{name}.csv", table)
    results.write_table(PEOPLE, _with_gaps(found.people))
    if found.over_draws is not None:
        _write_draws(found, results)
    results.write_json(COMPARISON, document(asked, found, told))
    if asked.figures:
        from experiments.compare.figures.draw import draw_comparison

        draw_comparison(results.temporary)
    if beside_targets is not None:
        from experiments.compare import beside

        beside.write(beside_targets, results, asked.figures)
    record = _manifest(asked, found, inputs, results)
    results.write_json(MANIFEST, record)
    return record


def _doubt(asked: Comparison, found: Found) -> dict[str, Any]:
    told = of_draws.document(asked, found)
    return told if found.worth is None else {**told, "value": document_of_worth(found.worth)}


def _write_draws(found: Found, results: Results) -> None:
    """What only a comparison over draws has, beside ``comparison.json``."""
    from experiments.compare.draws import tables as of_draws

    results.write_table(f"{of_draws.BY_DRAW}.parquet", of_draws.by_draw(found))
    results.write_table(f"{of_draws.NUMBERS}.parquet", of_draws.numbers_of_draws(found))
    components = _table(of_draws.components(found))
    results.write_table("components.csv", components)
    results.write_table("components.parquet", components)


def _table(rows: Rows) -> pa.Table:
    """Rows as a table; NaN becomes nothing."""
    import pyarrow as pa

    from experiments.files.arrow import numbers, words

    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    arrays = []
    for values in columns.values():
        if isinstance(values[0], str):
            arrays.append(words(values))
        elif isinstance(values[0], int):
            arrays.append(numbers(np.array(values, np.int64)))
        else:
            told = np.array(values, np.float64)
            there = np.packbits(~np.isnan(told), bitorder="little")
            buffers = [pa.py_buffer(there), pa.py_buffer(told)]
            arrays.append(pa.Array.from_buffers(pa.float64(), told.size, buffers))
    return pa.Table.from_arrays(arrays, names=list(columns))


def _with_gaps(people: pa.Table) -> pa.Table:
    """The persons who changed, with nothing where something never came."""
    import pyarrow as pa
    from pyarrow import compute

    for name in ("first_entry_without", "first_entry_with"):
        if name in people.column_names:
            weeks = people[name]
            never = compute.equal(weeks, NEVER)
            place = people.column_names.index(name)
            gaps = compute.if_else(never, pa.scalar(None, weeks.type), weeks)
            people = people.set_column(place, name, gaps)
    return people


def document(asked: Comparison, found: Found, told: Mapping[str, Rows]) -> dict[str, Any]:
    """What ``comparison.json`` holds: what was asked, and the main results."""
    data = found.analysis.data
    settings, currency = found.analysis.settings, asked.scenario.costs.currency
    return {
        "format": DOCUMENT,
        "world": asked.scenario.name,
        "people": data.people[0],
        "adults": data.adults[0],
        "weeks": asked.scenario.horizon.weeks,
        "burn_in_weeks": asked.scenario.horizon.burn_in_weeks,
        "seeds": data.seeds,
        "strategies": [
            InOrder(_strategy(name, asked, found, told)) for name in found.analysis.strategies
        ],
        "failed": [
            {"strategy": one.strategy, "seed": one.seed, "error": one.kind, "message": one.message}
            for one in found.failed
        ],
        "confidence": settings.confidence,
        "interval_taken_at": settings.taken_at,
        "looks": {"planned": list(found.planned), "done": list(found.looked)},
        "until_settled": asked.until_settled,
        "settled_outcomes": list(asked.outcomes),
        "unsettled": [
            {"strategy": strategy, "outcome": outcome}
            for strategy, outcome in found.analysis.unsettled(asked.outcomes)
        ],
        "margins": dict(asked.margins),
        "discount_rate": asked.rate.costs,
        **asked.rate.told(),
        **document_for_policy(asked, found),
        "currency": currency,
        "perspective": asked.perspective,
        "perspectives": {one.name: f"{one.title}: {one.words}" for one in PERSPECTIVES.values()},
        "few_seeds": found.analysis.few,
        "best": _best(asked, found),
        "willingness_to_pay": list(found.economics.amounts),
        "effects": {name: f"per {effect.title}" for name, effect in EFFECTS.items()},
        "outcomes": InOrder(
            {
                name: {
                    "title": measure.titled(asked.rate),
                    "unit": measure.unit,
                    "window": measure.window,
                    "definition": measure.definition,
                    "better": measure.better,
                    "among": measure.among,
                    "per": unit_words(measure.unit, measure.among, measure.statistic, currency),
                    "times": times_of(measure.unit),
                    "discounting": measure.discounting,
                }
                for name, measure in data.measures.items()
            }
        ),
        "steps": InOrder({name: step.meaning for name, step in STEPS.items()}),
        "people_changed": {
            "seeds": data.seeds[: asked.people_of],
            "rows": found.people.num_rows,
            "care": list(CARE),
        },
        "notes": _notes(asked, found),
        **({} if found.over_draws is None else {"doubt": _doubt(asked, found)}),
    }


def _notes(asked: Comparison, found: Found) -> dict[str, str]:
    """What is to be said of these results, and not of others."""
    told = {
        name: text
        for name, text in NOTES.items()
        if name != ("fixed" if asked.until_settled else "until_settled")
    }
    told["costs"] = PERSPECTIVES[asked.perspective].says
    if found.over_draws is not None:
        kept = {name: text for name, text in told.items() if name not in of_draws.LEFT_OUT}
        return kept | of_draws.NOTES
    looked = looked_before(asked, found)
    return {**told, "fixed": looked} if looked else told


def _main(asked: Comparison) -> list[str]:
    """The measures that are told first: those to be settled, care, illness, health and cost."""
    cost = f"{PERSPECTIVES[asked.perspective].total}{DISCOUNTED}"
    return list(dict.fromkeys((*asked.outcomes, *MAIN, cost)))


def _best(asked: Comparison, found: Found) -> dict[str, Any]:
    """For each main measure the option whose mean is the best, whether that is settled, and the
    options that it is not settled to be better than."""
    arms = found.analysis.data.arms
    told = {}
    for measure in _main(asked):
        best = found.analysis.best(measure)
        if best is not None:
            told[measure] = {
                "option": arms[best.option],
                "settled": best.settled,
                "open": [arms[other] for other in best.open],
            }
    return told


def _strategy(
    name: str, asked: Comparison, found: Found, told: Mapping[str, Rows]
) -> dict[str, Any]:
    """The main results of one strategy."""
    arm = next(arm for arm in asked.arms if arm.name == name).told()
    main = {
        outcome: {
            part: row[part]
            for row in told["differences"]
            if row["strategy"] == name and row["outcome"] == outcome
            for part in (
                "without",
                "with",
                "difference",
                "low",
                "high",
                "verdict",
                "good",
                "p_value_holm",
                "more_seeds_to_settle",
                "variance_reduction",
                "monte_carlo_probability_best",
                "share_of_seeds_best",
            )
        }
        for outcome in _main(asked)
    }
    worth = {
        effect: {part: row[part] for part in ("cost_per_gain", "low", "high", "verdict")}
        for effect in EFFECTS
        for row in [
            row_of(
                told["cost_effectiveness"],
                strategy=name,
                effect=effect,
                discounted="yes",
                perspective=asked.perspective,
            )
        ]
    }
    place = row_of(told["frontier"], strategy=name, effect="qaly")
    return {
        "name": name,
        "what": arm["strategies"],
        "differences": main,
        "cost_per": worth,
        "frontier": {
            part: place[part]
            for part in (
                "standing",
                "icer",
                "icer_low",
                "icer_high",
                "beside",
                "dominated_by",
                "monte_carlo_probability_on_frontier",
            )
        },
    }


def _manifest(
    asked: Comparison, found: Found, inputs: Sequence[Mapping[str, Any]], results: Results
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "command": list(asked.command),
        "scenario": InOrder(asked.world_told.resolved()),
        "strategies": [arm.told() for arm in asked.arms],
        "seed": asked.seed,
        "people": found.analysis.data.people[0],
        "weeks": asked.scenario.horizon.weeks,
        "options": asked.options(),
        "looked_at": list(found.looked_at),
        "inputs": list(inputs),
        "code": manifest.code_hash(),
        "versions": manifest.versions(),
        "machine": manifest.machine(),
        "results": results.files(),
    }
