"""What a portfolio writes, and what it says at the end."""

from __future__ import annotations

from math import isnan
from typing import Any

from experiments.compare.place import has_total, total_unit
from experiments.evaluation.objectives import SPENDING, Objective
from experiments.files.results import Results
from experiments.measured.discounting import rate_words
from experiments.measured.of_run import measure_named
from experiments.portfolio.question import (
    COSTS,
    QALYS,
    Asked,
    Confirmed,
    Finished,
    Found,
    told_options,
)
from experiments.portfolio.robustness import Gain
from experiments.portfolio.search import Scored
from experiments.strategies.arms import arm_words
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
        "options": told_options(found.levers),
        "parameters": told_of(found.uncertain),
        "steps": asked.steps,
        "trials": asked.trials,
        "generation": asked.generation,
        "draws": asked.draws,
        "seed": asked.seed,
        "seeds": asked.seeds,
        "confidence": asked.confidence,
        **asked.rates.told(),
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
        "place": {
            "adults": found.whole.adults,
            "scaled_to": "place" if found.whole.real else "town as simulated",
            "words": found.whole.words,
            "source": found.whole.told_source,
        },
        "price_year": asked.scenario.costs.price_year,
        **asked.rates.told(),
        "judge": asked.judge,
        "draws": asked.draws,
        "seeds": asked.seeds,
        "confidence": asked.confidence,
        "failed": found.failed,
        "options": told_options(found.levers),
        "notes": list(found.notes),
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
            _confirmed_row(one, number, asked, found)
            for number, one in enumerate(found.confirmed, 1)
        ],
        "tried": [_tried_row(one, asked, found) for one in found.tried],
    }


def told_mix(doses: dict[str, float]) -> str:
    """A mix in words: the options in it with their doses."""
    inside = [f"{arm_words(name)} {100 * share:.3g} %" for name, share in doses.items() if share]
    return ", ".join(inside) or NOTHING


def _change(one: Objective, gain: float) -> float:
    """A gain as the change of the outcome that it is."""
    return one.sign * gain + 0.0  # no zero has a sign


def _confirmed_row(one: Confirmed, number: int, asked: Asked, found: Found) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number,
        "mix": told_mix(one.doses),
        "standing": one.standing,
        "spending": one.spending,
        "dearest_year": one.dearest_year,
        "mean_year": one.mean_year,
        "highest_spending": one.highest_spending,
    }
    for objective, gain, searched in zip(
        asked.objectives, one.gains, one.scored.means, strict=True
    ):
        row |= _told(objective.name, gain, objective.sign)
        row |= {
            f"{objective.name}_regret": gain.regret,
            f"{objective.name}_in_the_search": _change(objective, searched),
        }
        if _of_all(objective.name):
            row[f"{objective.name}_in_the_place"] = found.whole.adults * row[objective.name]
    for name, gain in ((COSTS, one.worth.costs), (QALYS, one.worth.qalys)):
        if name not in row:
            row |= _told(name, gain, 1)
            row[f"{name}_in_the_place"] = found.whole.adults * gain.mean
    row |= {
        "cost_per_qaly": one.worth.per_qaly,
        "cost_per_qaly_low": one.worth.low,
        "cost_per_qaly_high": one.worth.high,
        "cost_per_qaly_is": one.worth.words,
    }
    return row | _doses(one.doses, found)


def _told(name: str, gain: Gain, sign: int) -> dict[str, float]:
    """What a mix changes in an outcome, from what it gains in the better direction."""
    low, high = sorted((sign * gain.low + 0.0, sign * gain.high + 0.0))
    return {
        name: sign * gain.mean + 0.0,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_worst_quarter": sign * gain.worst + 0.0,
    }


def _of_all(objective: str) -> bool:
    """Whether it is told of all adults, so that a total of the place means something."""
    return objective != SPENDING and has_total(measure_named(objective))


def _doses(doses: dict[str, float], found: Found) -> dict[str, float]:
    return {lever.column: doses[lever.name] for lever in found.levers}


def _tried_row(one: Scored, asked: Asked, found: Found) -> dict[str, Any]:
    doses = found.doses(one.mix, asked.steps)
    row: dict[str, Any] = {
        "mix": told_mix(doses),
        "spending": one.spending,
        "within_budget": "yes" if one.spending <= asked.budget else "no",
    }
    for objective, gain, mean in zip(asked.objectives, one.gains, one.means, strict=True):
        row[objective.name] = _change(objective, mean)
        row[f"{objective.name}_judged"] = _change(objective, gain)
    return row | _doses(doses, found)


def closing(done: Finished) -> list[object]:
    """What the command says at the end."""
    asked, found = done.asked, done.found
    currency, whole = asked.scenario.costs.currency, found.whole
    parts: list[object] = []
    if found.confirmed:
        heads: list[str | tuple[str, str]] = [("", "right"), "mix"]
        heads.append((f"spending, {currency} in its dearest year", "right"))
        heads += [(_head(one, currency), "right") for one in asked.objectives]
        heads += [(f"extra cost, all payers, {currency}", "right"), ("for a QALY", "right")]
        rows = []
        for number, one in enumerate(found.confirmed, 1):
            cells = [str(number), told_mix(one.doses), f"{one.spending:,.0f}"]
            for objective, gain in zip(asked.objectives, one.gains, strict=True):
                cells.append(_cell(objective, gain.mean, gain.worst, whole.adults))
            cells.append(f"{whole.adults * one.worth.costs.mean:+,.0f}")
            cells.append(_price(one))
            rows.append((*cells, one.standing))
        parts.append(
            table(
                [*heads, "standing"],
                rows,
                wrap=True,
                title=f"Best mixes for up to {asked.budget:,.0f} {currency} a year, for "
                f"{whole.words}",
            )
        )
        parts.append(
            "Change beyond doing nothing in the whole place, or in points where shares are of some "
            "only; mean over fresh draws of the parameters, in brackets the mean of the worst "
            "quarter of the draws. A mix fits where its dearest year does, in the mean over draws. "
            f"Costs and QALYs are {rate_words(asked.rates)}; spending is not discounted. "
            "Percentages are coverages; of an option of several strategies, shares of its dose."
        )
        if not whole.real:
            parts.append(
                f"Budget and totals are {whole.told_source}: --set place.adults=N says it."
            )
    else:
        parts.append("No mix has a value in all objectives with the fresh draws.")
    parts.extend(found.notes)
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


def _head(one: Objective, currency: str) -> str:
    if one.name == SPENDING:
        return f"spending, {currency} a year"
    unit = f"points of {one.among}" if one.unit == "share" else one.unit
    if _of_all(one.name):
        unit = total_unit(one.unit, currency)
    return one.title if one.title.startswith(unit) else f"{one.title}, {unit}"


def _cell(one: Objective, mean: float, worst: float, adults: float) -> str:
    values = [_change(one, mean), _change(one, worst)]
    if _of_all(one.name):
        return f"{adults * values[0]:+,.3g} ({adults * values[1]:+,.3g})"
    if one.name == SPENDING:
        return f"{values[0]:+,.0f} ({values[1]:+,.0f})"
    scale, end = (100.0, " pp") if one.unit == "share" else (1.0, "")
    return f"{scale * values[0]:+.3g}{end} ({scale * values[1]:+.3g})"


def _price(one: Confirmed) -> str:
    worth = one.worth
    if isnan(worth.per_qaly):
        return "" if worth.words == "does nothing" else worth.words
    return f"{worth.per_qaly:,.0f} [{worth.low:,.0f}, {worth.high:,.0f}]"
