"""Learned: what the figures tell of each number, and which numbers only move together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.posterior.question import Found
from experiments.uncertainty.uncertain import column_of
from simulation.parameters.table import numbers, spread_ids

Floats = NDArray[np.float64]
WORTH_TELLING = 0.3
"""Rank correlation from which on a pair is told; with so many draws, chance alone stays below."""


def numbers_rows(found: Found) -> list[dict[str, Any]]:
    """A row a number: prior and posterior, and how much was learned, most first.

    ``learned`` is the share of the prior variance that is gone (0 where it has grown). ``wider`` is
    by what factor the posterior of a fitted number may be too narrow at most, because its prior
    rests on figures of this fit (1 for others). ``nats`` is the divergence of the posterior from
    the prior as if both were normal in the number's normal score. ``moves`` are the figures whose
    emulators it is in; a number that moves none keeps its prior.
    """
    moves: dict[int, list[str]] = {}
    for name, emulator in found.explored.latest.items():
        for at in emulator.numbers:
            moves.setdefault(at, []).append(name)
    z = found.drawn.z
    entries = numbers()
    figures = {row.name for row in found.rows if row.use == "fit"}
    rows = []
    for at, one in enumerate(found.uncertain):
        entry = entries.get(one.place)
        again = entry is not None and any(
            name in figures for name in (*entry.fitted_to, *spread_ids(entry.spread))
        )
        before, after = found.prior[:, at], found.draws.numbers[:, at]
        low, high = np.quantile(before, [0.025, 0.975])
        low_now, high_now = np.quantile(after, [0.025, 0.975])
        variance = float(before.var())
        mean, spread = float(z[:, at].mean()), float(max(z[:, at].var(), 1e-12))
        nats = 0.5 * (spread + mean**2 - 1.0 - float(np.log(spread)))
        rows.append(
            {
                "parameter": column_of(one.place),
                "place": one.place,
                "prior_mean": float(before.mean()),
                "prior_low": float(low),
                "prior_high": float(high),
                "mean": float(after.mean()),
                "low": float(low_now),
                "high": float(high_now),
                "learned": max(0.0, 1.0 - float(after.var()) / variance) if variance else 0.0,
                "wider": _twice(float(z[:, at].var())) if again and at in moves else 1.0,
                "nats": nats if at in moves else 0.0,
                "moves": ", ".join(moves.get(at, [])),
            }
        )
    return sorted(rows, key=lambda row: (-float(row["nats"]), str(row["parameter"])))


def _twice(variance: float) -> float:
    """By what factor a standard deviation may be too narrow at most, where prior and figures may
    tell of the same thing.

    ``variance`` is that of the posterior as a share of the prior's. In precisions, the prior has 1
    and the figures 1 / variance - 1. If the one is wholly the other again, the larger of the two
    is all that is known. So it is 1.41 at most, where both know as much.
    """
    inside = min(max(variance, 1e-9), 1.0)
    return float((1.0 / inside / max(1.0, 1.0 / inside - 1.0)) ** 0.5)


def pairs_rows(found: Found, least: float = WORTH_TELLING) -> list[dict[str, Any]]:
    """Pairs of numbers that move together over the draws, by Spearman's rank correlation.

    Only pairs that no prior ties together: of numbers that move a figure, the strongest first.
    ``error`` is the standard error of the correlation, by how many equal draws these are worth.
    """
    active = found.explored.active
    z = found.drawn.z[:, active]
    if len(active) < 2:
        return []
    ranks = z.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable").astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.corrcoef(ranks, rowvar=False)
    worth = max(min(found.drawn.weighed.effective, float(found.drawn.different)), 2.0)
    rows = []
    for one in range(len(active)):
        for other in range(one + 1, len(active)):
            value = float(told[one, other])
            if abs(value) >= least:
                names = (found.uncertain[active[at]].place for at in (one, other))
                first, second = map(column_of, names)
                rows.append(
                    {
                        "one": first,
                        "other": second,
                        "rank_correlation": value,
                        "error": (1.0 - value**2) / worth**0.5,
                    }
                )
    return sorted(rows, key=lambda row: -abs(float(str(row["rank_correlation"]))))
