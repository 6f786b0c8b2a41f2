"""What a portfolio writes, and what it says at the end."""

from __future__ import annotations

from typing import Any

from experiments.evaluation.objectives import Objective
from experiments.files.results import Results
from experiments.portfolio.question import Asked, Confirmed, Finished, Found
from experiments.portfolio.search import Scored
from experiments.terminal.tables import shown_path, table
from experiments.uncertainty.uncertain import told_of

FORMAT = "helpseek portfolio 1"
NOTHING = "nothing"


def write(asked: Asked, found: Found, results: Results) -> None:
    """Tables, figures, what it all says as JSON, and the manifest."""
    from experiments.evaluation.session import write_manifest
    from experiments.files.arrow import rows_table
    from experiments.portfolio.figure import draw

    told = document(asked, found)
    for name in ("frontier", "tried"):
        if told[name]:
            results.write_table(f"{name}.csv", rows_table(told[name]))
            results.write_table(f"{name}.parquet", rows_table(told[name]))
    results.write_json("portfolio.json", told)
    if asked.figures:
        draw(told, results.temporary / "figures")
    options = {
        "format": FORMAT,
        "budget": asked.budget,
        "judge": asked.judge,
        "objectives": {one.name: "max" if one.sign > 0 else "min" for one in asked.objectives},
        "strategies": {lever.kind: lever.most for lever in found.levers},
        "parameters": told_of(found.uncertain),
        "steps": asked.steps,
        "trials": asked.trials,
        "generation": asked.generation,
        "draws": asked.draws,
        "seed": asked.seed,
        "seeds": asked.seeds,
        "confidence": asked.confidence,
    }
    write_manifest(results, asked.command, asked.scenario, options)


def document(asked: Asked, found: Found) -> dict[str, Any]:
    """All that was found, as rows of plain values."""
    return {
        "world": asked.scenario.name,
        "currency": asked.scenario.costs.currency,
        "people": asked.scenario.population.people,
        "weeks": asked.scenario.horizon.weeks,
        "budget": asked.budget,
        "judge": asked.judge,
        "draws": asked.draws,
        "seeds": asked.seeds,
        "confidence": asked.confidence,
        "failed": found.failed,
        "objectives": [
            {
                "name": one.name,
                "title": one.title,
                "unit": one.unit,
                "among": one.among,
                "better": "more" if one.sign > 0 else "less",
            }
            for one in asked.objectives
        ],
        "frontier": [
            _confirmed_row(one, number, asked) for number, one in enumerate(found.confirmed, 1)
        ],
        "tried": [_tried_row(one, asked, found) for one in found.tried],
    }


def told_mix(coverages: dict[str, float]) -> str:
    """A mix in words: the strategies in it with their coverages."""
    inside = [
        f"{kind.replace('_', ' ')} {100 * share:.0f} %"
        for kind, share in coverages.items()
        if share
    ]
    return ", ".join(inside) or NOTHING


def _change(one: Objective, gain: float) -> float:
    """A gain as the change of the outcome that it is."""
    return one.sign * gain + 0.0  # no zero has a sign


def _confirmed_row(one: Confirmed, number: int, asked: Asked) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "mix": told_mix(one.coverages),
        "standing": one.standing,
        "spending": one.spending,
        "highest_spending": one.highest_spending,
    }
    for objective, gain, searched in zip(
        asked.objectives, one.gains, one.scored.means, strict=True
    ):
        ends = sorted((_change(objective, gain.low), _change(objective, gain.high)))
        row |= {
            objective.name: _change(objective, gain.mean),
            f"{objective.name}_low": ends[0],
            f"{objective.name}_high": ends[1],
            f"{objective.name}_worst_quarter": _change(objective, gain.worst),
            f"{objective.name}_regret": gain.regret,
            f"{objective.name}_in_the_search": _change(objective, searched),
        }
    return row | {f"coverage_{kind}": share for kind, share in one.coverages.items()}


def _tried_row(one: Scored, asked: Asked, found: Found) -> dict[str, Any]:
    coverages = found.coverages(one.mix, asked.steps)
    row: dict[str, Any] = {
        "mix": told_mix(coverages),
        "spending": one.spending,
        "within_budget": "yes" if one.spending <= asked.budget else "no",
    }
    for objective, gain, mean in zip(asked.objectives, one.gains, one.means, strict=True):
        row[objective.name] = _change(objective, mean)
        row[f"{objective.name}_judged"] = _change(objective, gain)
    return row | {f"coverage_{kind}": share for kind, share in coverages.items()}


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    asked, found = done.asked, done.found
    currency = asked.scenario.costs.currency
    parts: list[object] = []
    if found.confirmed:
        heads: list[str | tuple[str, str]] = [("", "right"), "mix", ("spending", "right")]
        heads += [(_head(one), "right") for one in asked.objectives]
        rows = []
        for number, one in enumerate(found.confirmed, 1):
            cells = [str(number), told_mix(one.coverages), f"{one.spending:.2f}"]
            for objective, gain in zip(asked.objectives, one.gains, strict=True):
                cells.append(_cell(objective, gain.mean, gain.worst))
            rows.append((*cells, one.standing))
        parts.append(
            table(
                [*heads, "standing"],
                rows,
                wrap=True,
                title=f"Best mixes for up to {asked.budget:g} {currency} per adult and year",
            )
        )
        parts.append(
            "Change beyond doing nothing, mean over fresh draws of the parameters; in brackets the "
            "mean of the worst quarter of the draws. Spending is per adult and year over the whole "
            "time."
        )
    else:
        cheapest = min((one.spending for one in found.tried), default=float("nan"))
        parts.append(
            f"No mix that was tried fits into {asked.budget:g} {currency} per adult and year; the "
            f"cheapest costs {cheapest:.2f}."
        )
    better = [
        one for one in found.confirmed if one.standing == "on the frontier" and any(one.scored.mix)
    ]
    if found.confirmed and not better:
        parts.append("By fresh draws none of them is better than doing nothing within the budget.")
    within = sum(one.spending <= asked.budget for one in found.tried)
    told = f"{len(found.tried):,} mixes tried, {within:,} of them within the budget"
    if found.failed:
        told += f"; {found.failed:,} failed or had no value in an objective"
    return [*parts, told, f"Results: {shown_path(done.path)}"]


def _head(one: Objective) -> str:
    return f"{one.title}, {f'points of {one.among}' if one.unit == 'share' else one.unit}"


def _cell(one: Objective, mean: float, worst: float) -> str:
    scale = 100.0 if one.unit == "share" else 1.0
    end = " pp" if one.unit == "share" else ""
    values = [scale * _change(one, value) for value in (mean, worst)]
    return f"{values[0]:+.3g}{end} ({values[1]:+.3g})"
