"""What a sweep writes beside its pieces, and what it says at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.engine.columns import column
from experiments.files import manifest
from experiments.files.files_read import summaries_of, with_reading
from experiments.files.results import InOrder
from experiments.sweep.question import Finished, Sweep
from experiments.sweep.work import KIND, layout_of
from experiments.terminal.tables import table
from experiments.words.wording import written

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_ROWS = 12
_MOST_OUTCOMES = 5


def points_table(sweep: Sweep) -> pa.Table:
    """A row a point: name, number in the design, and value of all that is uncertain."""
    import pyarrow as pa

    names = [one.column for one in sweep.uncertain]
    rows = [point.values for point in sweep.points]
    layout = layout_of(names, rows, (), ())["values"]
    columns: dict[str, pa.Array] = {
        "point": column([point.name for point in sweep.points], "string"),
        "number": column([point.number for point in sweep.points], "int64"),
    }
    for place, (name, kind) in enumerate(layout):
        columns[name] = column([row[place] for row in rows], kind)
    return pa.Table.from_arrays(list(columns.values()), names=list(columns))


def manifest_of(sweep: Sweep, command: Sequence[str]) -> dict[str, Any]:
    """What made the pieces of a sweep: scenario, design, versions and input files."""
    common = sweep.common()
    return {
        "format": KIND,
        "command": list(command),
        "scenario": InOrder(common["scenario"]),
        "uncertainties": [
            {
                "place": one.place,
                "column": one.column,
                "low": one.low,
                "high": one.high,
                "logarithmic": one.logarithmic,
                "whole": one.whole,
                "choices": one.choices,
            }
            for one in sweep.uncertain
        ],
        "levers": [name for name, _ in common["layout"]["levers"]],
        "outcomes": common["outcomes"],
        "by": common["by"],
        "weekly": common["weekly"],
        "design": sweep.read.plan.design.model_dump(),
        "seeds": list(sweep.seeds),
        "points": len(sweep.points),
        "policies": len(sweep.policies),
        "runs": sweep.runs,
        "inputs": with_reading(sweep.inputs(), summaries_of(sweep.scenario)),
        "code": sweep.code,
        "versions": manifest.versions(),
        "machine": manifest.machine(),
    }


def time_told(seconds: float) -> str:
    """A time in the unit that suits it."""
    for size, unit in ((86_400.0, "days"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def room_told(size: float) -> str:
    """An amount of bytes in the unit that suits it."""
    for factor, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size / 1e3:,.0f} kB"


def means_table(finished: Finished) -> list[object]:
    """Means over points and seeds of the first outcomes, a row for each policy."""
    from experiments.measured.of_run import measures_of_run
    from experiments.sweep.query import opened

    sweep = finished.sweep
    levers = list(sweep.policies[0].columns)
    names = list(sweep.outcomes[:_MOST_OUTCOMES])
    measured = measures_of_run(sweep.scenario.services.rows())
    with opened(finished.path) as found:
        wanted = [*(_quoted(name) for name in levers), "count(*)"]
        wanted += [f"avg({_quoted(name)})" for name in names]
        grouped = f" group by {', '.join(_quoted(name) for name in levers)}" if levers else ""
        order = f" order by {', '.join(_quoted(name) for name in levers)}" if levers else ""
        rows = found.rows(
            f"select {', '.join(wanted)} from runs where status = 'done'{grouped}{order}"
        )
    if not rows or not rows[0][len(levers)]:
        return []
    shown = [
        [
            *map(_cell, row[: len(levers)]),
            f"{row[len(levers)]:,}",
            *(
                written(value, measured[name].unit)
                for name, value in zip(names, row[len(levers) + 1 :], strict=True)
            ),
        ]
        for row in rows[:_MOST_ROWS]
    ]
    more = f" (first {_MOST_ROWS} of {len(rows):,})" if len(rows) > _MOST_ROWS else ""
    heads: list[str | tuple[str, str]] = [*levers, ("runs", "right")]
    heads += [(name, "right") for name in names]
    return [table(heads, shown, title=f"Means over points and seeds{more}", wrap=True)]


def failures_table(finished: Finished) -> list[object]:
    """How often runs failed of what."""
    if not finished.tally.failed:
        return []
    from experiments.sweep.query import opened

    with opened(finished.path) as found:
        rows = found.rows(
            "select count(*), error_type, left(any_value(error_message), 100) from failures "
            "group by error_type, error_message order by 1 desc, 2, 3 limit 10"
        )
    shown = [(f"{number:,}", kind, words) for number, kind, words in rows]
    return [
        table([("runs", "right"), "failed of", "for instance"], shown, title="Failed", wrap=True),
        'All of them: helpseek query "select * from failures"; they are tried again next time',
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
