"""What a scenario discovery writes, and what it says at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.discovery.cases import Cases
from experiments.discovery.prim import Box, Condition, Peeled
from experiments.discovery.question import Asked, Finished
from experiments.files import manifest
from experiments.files.results import MANIFEST, Results
from experiments.terminal.tables import shown_path, table

FORMAT = "helpseek discover 1"


def write(asked: Asked, found: Sequence[Peeled], results: Results) -> None:
    """Tables, figures, what it all says as JSON, and the manifest."""
    from experiments.discovery.figure import draw
    from experiments.files.arrow import rows_table

    sweep = asked.sweep.path
    told = document(asked, found)
    if told["boxes"]:
        results.write_table("boxes.csv", rows_table(told["conditions"]))
        results.write_table("trajectory.csv", rows_table(told["trajectory"]))
    results.write_table("cases.parquet", _points(asked.cases, found))
    results.write_json("discovery.json", told)
    if asked.figures:
        draw(told, results.temporary / "figures")
    results.write_json(
        MANIFEST,
        {
            "format": FORMAT,
            "command": list(asked.command),
            "question": asked.cases.question,
            "sweep": str(sweep.absolute()),
            "inputs": [manifest.input_record("sweep", sweep / MANIFEST)],
            "code": manifest.code_hash(),
            "versions": manifest.versions(),
            "machine": manifest.machine(),
            "results": results.files(),
        },
    )


def document(asked: Asked, found: Sequence[Peeled]) -> dict[str, Any]:
    """All that was found, as rows of plain values."""
    cases = asked.cases
    inputs = cases.inputs
    conditions, trajectory = [], []
    for number, one in enumerate(found, 1):
        for condition in one.box.conditions:
            data = inputs[condition.name]
            numbers = data.dtype.kind == "f"
            conditions.append(
                {
                    "box": number,
                    "input": condition.name,
                    "words": words_of(condition),
                    "low": _end(condition.low),
                    "high": _end(condition.high),
                    "range_low": float(data.min()) if numbers else float("nan"),
                    "range_high": float(data.max()) if numbers else float("nan"),
                    "values": ", ".join(condition.values or ()),
                    "quasi_p": condition.quasi_p,
                    "coverage": one.box.coverage,
                    "density": one.box.density,
                    "rows": one.box.rows,
                    "points": one.box.points,
                    "cases": one.box.cases,
                }
            )
        trajectory += [
            {
                "box": number,
                "step": step,
                "coverage": box.coverage,
                "density": box.density,
                "rows": box.rows,
                "points": box.points,
                "restricted": len(box.conditions),
            }
            for step, box in enumerate(one.trajectory)
        ]
    return {
        "question": cases.question,
        "sweep": asked.sweep.path.absolute().name,
        "rows": len(cases.cases),
        "points": cases.number_of_points,
        "cases": int(cases.cases.sum()),
        "untold": cases.untold,
        "share": float(cases.cases.mean()),
        "boxes": [
            {
                "box": number,
                "words": " and ".join(map(words_of, one.box.conditions)),
                "coverage": one.box.coverage,
                "density": one.box.density,
                "rows": one.box.rows,
                "points": one.box.points,
                "cases": one.box.cases,
            }
            for number, one in enumerate(found, 1)
        ],
        "conditions": conditions,
        "trajectory": trajectory,
    }


def _end(value: float | None) -> float:
    return float("nan") if value is None else value


def words_of(condition: Condition) -> str:
    """A condition in plain words."""
    name = condition.name.replace("__", ": ").replace("_", " ")
    if condition.values is not None:
        return f"{name} is {' or '.join(condition.values)}"
    if condition.low is None:
        return f"{name} is at most {condition.high:.4g}"
    if condition.high is None:
        return f"{name} is at least {condition.low:.4g}"
    if condition.low == condition.high:
        return f"{name} is {condition.low:.4g}"
    return f"{name} is {condition.low:.4g} to {condition.high:.4g}"


def _points(cases: Cases, found: Sequence[Peeled]) -> Any:
    """A row each: point, inputs, whether it is a case, the first box that it lies in (0: none)."""
    import pyarrow as pa

    box = np.zeros(len(cases.cases), np.int64)
    for number, one in enumerate(found, 1):
        inside = np.ones(len(box), np.bool_)
        for condition in one.box.conditions:
            inside &= condition.holds(cases.inputs[condition.name])
        box[inside & (box == 0)] = number
    columns = {name: pa.array(data.tolist()) for name, data in cases.inputs.items()}
    is_case = pa.array(["yes" if case else "no" for case in cases.cases.tolist()])
    points = pa.array(cases.points)
    return pa.table({"point": points, **columns, "is_case": is_case, "in_box": box})


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    cases = done.asked.cases
    number = int(cases.cases.sum())
    parts: list[object] = [
        f"Where {cases.question}: "
        f"{cases.counted(number, len(cases.cases), cases.number_of_points)}, "
        f"{100 * cases.cases.mean():.0f} %"
    ]
    if cases.untold:
        parts.append(f"{cases.untold:,} more were left out: it cannot be told there")
    if not done.found:
        parts.append("No conditions make it more frequent than chance would.")
    for place, one in enumerate(done.found, 1):
        rows = [(words_of(each), _p(each.quasi_p)) for each in one.box.conditions]
        parts.append(
            table(
                ["It happens mostly where all of these hold", ("quasi-p", "right")],
                rows,
                wrap=True,
                title=f"Box {place}",
            )
        )
        parts.append(_box_told(one.box, cases))
    return [*parts, f"Results: {shown_path(done.path)}"]


def _box_told(box: Box, cases: Cases) -> str:
    density, coverage = 100 * box.density, 100 * box.coverage
    return (
        f"There it happens in {cases.counted(box.cases, box.rows, box.points)}, a density of "
        f"{density:.0f} %; they are {coverage:.0f} % of all cases (coverage). Without any "
        f"condition it happens in {100 * cases.cases.mean():.0f} %.\n"
    )


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
