"""Diagnostics: whether waves, emulators, weights and draws can be believed, as rows of tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.target import NINETY_FIVE
from experiments.posterior.question import Found
from experiments.posterior.rows import Row
from experiments.posterior.waves import log_volume_words

Floats = NDArray[np.float64]


def waves_rows(found: Found) -> list[dict[str, Any]]:
    """A row a wave: points, how lenient it was, what it left, and which emulators were unused."""
    return [
        {
            "wave": wave.number,
            "points": wave.points,
            "largest": wave.condition.order,
            "emulators": len(wave.condition.emulators),
            "left": wave.left,
            "volume": exp(wave.space.log_volume),
            "volume_error": exp(wave.space.log_volume) * wave.space.error,
            "levels": wave.space.levels,
            "unused": "; ".join(wave.failed),
        }
        for wave in found.explored.waves
    ]


def emulators_rows(found: Found) -> list[dict[str, Any]]:
    """A row an emulator and wave: how it did at points that it was not made from."""
    units = {row.name: row for row in found.rows}
    return [
        {
            "wave": wave.number,
            "figure": name,
            "unit": units[name].unit,
            "terms": len(one.chosen.terms),
            "numbers": len(one.numbers),
            "process": "yes" if one.process > 0.0 else "no",
            "points": one.validation.points,
            "explained": one.validation.explained,
            "spread": one.validation.spread,
            "beyond_three": one.validation.beyond,
            "luck": one.luck**0.5,
            "used": "yes" if one.validation.is_valid else "no",
        }
        for wave in found.explored.waves
        for name, one in wave.emulators.items()
    ]


def predicted_rows(figures: Sequence[Row], given: Floats) -> list[dict[str, Any]]:
    """A row a figure: what towns that fit give (a row a town, a column a figure), beside what was
    published.

    ``low`` to ``high`` hold 95 % of what towns give, ``told_low`` to ``told_high`` 95 % of what
    would be told of them (error of observation and discrepancy on top). ``pit`` is the share of the
    latter below the published figure: near 0 or 1, the figure is not met; over many figures it
    should be spread evenly.
    """
    from scipy.special import ndtr

    rows = []
    for place, row in enumerate(figures):
        values = given[:, place]
        values = values[np.isfinite(values)]
        told: dict[str, Any] = {"figure": row.name, "title": row.title, "unit": row.unit}
        told |= {"use": row.use, "published": float(row.shown(np.array(row.value)))}
        spread = row.variance**0.5
        told |= {
            "near_low": float(row.shown(np.array(row.value - NINETY_FIVE * spread))),
            "near_high": float(row.shown(np.array(row.value + NINETY_FIVE * spread))),
            "discrepancy": row.discrepancy**0.5,
            "discrepancy_by": row.said,
        }
        if len(values) < 2:
            nothing = dict.fromkeys(
                ("median", "low", "high", "told_low", "told_high", "pit"), float("nan")
            )
            rows.append({**told, **nothing, "towns": len(values), "inside": "no value"})
            continue
        low, median, high = np.quantile(values, [0.025, 0.5, 0.975])
        pit = float(ndtr((row.value - values) / spread).mean())
        ends = [_quantile(values, spread, share) for share in (0.025, 0.975)]
        told |= {
            "median": float(row.shown(median)),
            "low": float(row.shown(low)),
            "high": float(row.shown(high)),
            "told_low": float(row.shown(np.array(ends[0]))),
            "told_high": float(row.shown(np.array(ends[1]))),
            "pit": pit,
            "towns": len(values),
            "inside": "yes" if 0.025 <= pit <= 0.975 else "no",
        }
        rows.append(told)
    return rows


def coverage(rows: list[dict[str, Any]], use: str) -> dict[str, Any]:
    """Of the figures of one use: how many, and the shares within 50 % and 95 % intervals."""
    pits = np.array([row["pit"] for row in rows if row["use"] == use and row["pit"] == row["pit"]])
    if not len(pits):
        return {"figures": 0, "within_50": float("nan"), "within_95": float("nan")}
    return {
        "figures": len(pits),
        "within_50": float(((pits >= 0.25) & (pits <= 0.75)).mean()),
        "within_95": float(((pits >= 0.025) & (pits <= 0.975)).mean()),
    }


def _quantile(values: Floats, spread: float, share: float) -> float:
    """Of values each blurred by a normal error."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    far = 8.0 * spread
    return float(
        brentq(
            lambda at: float(ndtr((at - values) / spread).mean()) - share,
            float(values.min()) - far,
            float(values.max()) + far,
        )
    )


_STOPPED = {
    "settled": "the space had stopped shrinking",
    "waves": "all waves that were asked for were done (--waves)",
    "runs": "the runs that were allowed were used up (--runs)",
    "minutes": "the time that was allowed was used up (--minutes)",
}


def words(found: Found, rows: list[dict[str, Any]]) -> list[str]:
    """What it all comes to, in plain sentences."""
    explored, drawn = found.explored, found.drawn
    last = explored.waves[-1]
    told = [
        f"{len(explored.waves)} waves; {_STOPPED[explored.stopped]}.",
        f"Of all that the priors allow, a share of {log_volume_words(last.space.log_volume)} is "
        f"left (± {last.space.error:.0%} of it).",
    ]
    if explored.stopped != "settled":
        told.append(
            "The last wave still left less than three quarters of the space before it, or looked "
            "at the second largest implausibility alone: more waves with the same --out would "
            "narrow it further."
            if last.left < 0.75 or last.condition.order > 1
            else "More waves would hardly narrow it further."
        )
    candidates = len(drawn.candidates.z)
    told.append(
        f"{len(drawn.which):,} draws, {drawn.different:,} of them different; {candidates:,} towns "
        f"that were run for them are worth {drawn.weighed.effective:,.0f} equally weighted ones."
    )
    if drawn.weighed.effective < 0.2 * candidates:
        told.append(
            "That is few: emulators were not sure where towns fit, and tails of the draws are "
            "rough. More --runs or --minutes with the same --out would help."
        )
    for use, name in (("fit", "fitted to"), ("check", "kept from the fit")):
        share = coverage(rows, use)
        if share["figures"]:
            told.append(
                f"Of {share['figures']} figures {name}, {share['within_95']:.0%} lie within the "
                f"95 % interval of what towns that fit would be told to be, and "
                f"{share['within_50']:.0%} within the 50 % interval."
            )
    out = [row["figure"] for row in rows if row["use"] == "fit" and row["inside"] == "no"]
    if out:
        told.append(f"Fitted and still not met: {', '.join(out)}.")
    never = [row.name for row in explored.rows if row.name not in explored.latest]
    if never:
        told.append(
            f"No valid emulator was found of {', '.join(never)}: they count by the towns of the "
            "draws alone."
        )
    if found.failed:
        told.append(f"{found.failed:,} of {found.runs:,} runs gave no value at all.")
    return told
