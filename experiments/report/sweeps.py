"""Sweeps: tables of a report on many runs, from the pieces that they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.measured.discounting import rates_of
from experiments.report.parts import Cell, Table, Value, heads
from experiments.report.source import Result
from experiments.sweep.query import opened
from experiments.words.numbers import general
from experiments.words.wording import level_words, words_of, written

if TYPE_CHECKING:
    from experiments.measured.measures import Measure
    from simulation.parameters.costs import Costs

_LOW, _HIGH = 0.05, 0.95
_MOST_POLICIES = 60


def tally(result: Result) -> tuple[int, int, Table | None]:
    """Runs that are done, that failed, and what they failed of."""
    with opened(result.directory) as found:
        done = int(found.rows("select count(*) from status where state = 'done'")[0][0])
        failed = int(found.rows("select count(*) from status where state = 'failed'")[0][0])
        rows = (
            found.rows(
                "select count(*), error_type, left(any_value(error_message), 200) from failures "
                "group by error_type, error_message order by 1 desc, 2, 3 limit 20"
            )
            if failed
            else []
        )
    if not rows:
        return done, failed, None
    told: list[list[Cell]] = [
        [str(kind), Value(f"{number:,}", number), str(words)] for number, kind, words in rows
    ]
    return (
        done,
        failed,
        Table("Runs that failed", heads("Of what", ("Runs", "number"), "For instance"), told),
    )


def uncertainties(result: Result) -> Table | None:
    """What was varied, and over what."""
    told = result.manifest["uncertainties"]
    if not told:
        return None
    return Table(
        "What was varied",
        heads("Number of the model", ("From", "number"), ("To", "number"), "How"),
        [
            [
                str(one["place"]),
                general(one["low"]) if one["low"] is not None else "\N{EN DASH}",
                general(one["high"]) if one["high"] is not None else "\N{EN DASH}",
                ", ".join(map(str, one["choices"]))
                if one["choices"]
                else "evenly over its logarithm"
                if one["logarithmic"]
                else "evenly",
            ]
            for one in told
        ],
        name="table-varied",
    )


def means(result: Result) -> Table | None:
    """Means of the outcomes over points and seeds, a row a policy, with the range of nine in ten
    runs below each."""
    from experiments.measured.of_run import measures_of_run

    measured = measures_of_run(result.scenario.services.rows())
    levers, names = list(result.manifest["levers"]), list(result.manifest["outcomes"])
    wanted = [*map(_quoted, levers), "count(*)"]
    for name in names:
        column = _quoted(name)
        wanted += [
            f"avg({column})",
            f"quantile_cont({column}, {_LOW})",
            f"quantile_cont({column}, {_HIGH})",
        ]
    by = ", ".join(map(_quoted, levers))
    ending = f" group by {by} order by {by}" if levers else ""
    with opened(result.directory) as found:
        if not found.rows("select 1 from status where state = 'done' limit 1"):
            return None
        rows = found.rows(
            f"select {', '.join(wanted)} from runs where status = 'done'{ending} "
            f"limit {_MOST_POLICIES}"
        )
    made: list[list[Cell]] = []
    for row in rows:
        policy = ", ".join(
            f"{words_of(lever)}: {_cell(value)}" for lever, value in zip(levers, row, strict=False)
        )
        cells: list[Cell] = [policy or "All runs", Value(f"{row[len(levers)]:,}", row[len(levers)])]
        rest = row[len(levers) + 1 :]
        for place, name in enumerate(names):
            mean, low, high = rest[3 * place : 3 * place + 3]
            unit = measured[name].unit
            note = "" if low is None else f"{written(low, unit)} to {written(high, unit)}"
            cells.append(Value(written(mean, unit), mean, note))
        made.append(cells)
    heading = [
        ("Runs", "number"),
        *((_title(measured[name], result.scenario.costs), "number") for name in names),
    ]
    return Table(
        "Mean outcomes of each policy over points and seeds",
        heads("Policy", *heading),
        made,
        note="Below each mean: the range of the middle nine in ten runs.",
        name="table-means",
    )


def _title(measure: Measure, costs: Costs) -> str:
    return level_words(
        measure.titled(rates_of(costs)),
        measure.unit,
        measure.among,
        measure.statistic,
        costs.currency,
    )


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return general(value) if isinstance(value, (int, float)) else str(value)
