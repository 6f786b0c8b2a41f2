"""Comparisons over draws that are invented: a small one of luck alone, told as if numbers were
drawn, with whatever shares, verdicts and thresholds a test wants."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.compare.figures.data import ComparisonData
from experiments.files.hashes import sha256_of
from experiments.files.results import MANIFEST, write_table
from experiments.strategies.arms import NOTHING

FITTED, OF_PRIORS = "towns that fit what is known", "towns that the priors allow"
AMOUNTS = (50_000.0, 100_000.0, 150_000.0)


def doubtful(
    directory: Path,
    chances: Mapping[float, Mapping[str, float]],
    *,
    verdicts: Mapping[tuple[str, str], tuple[str, float]] | None = None,
    best: str = "",
    thresholds: Sequence[Mapping[str, Any]] = (),
    source: str = "posterior",
    information: bool = True,
) -> ComparisonData:
    """The comparison in ``directory`` as if over 200 draws.

    ``chances`` are shares of draws in which an option is the best buy, by amount; ``verdicts`` are
    those of an outcome and strategy, with the share of draws above zero; ``best`` is the option
    with the best mean, the most frequent one if it is left out.
    """
    data = ComparisonData(directory)
    told = dict(data.told)
    told["few_seeds"] = False
    told["willingness_to_pay"] = list(chances)
    told["doubt"] = {
        "source": source,
        "towns": FITTED if source == "posterior" else OF_PRIORS,
        "draws": 200,
        "draws_asked": 200,
        "effective_draws": 200.0,
        "left_out": [],
        "numbers": 321,
        "probability_best_buy": {f"{amount:g}": dict(shares) for amount, shares in chances.items()},
    }
    main = sorted(chances)[len(chances) // 2]
    favourite = best or max(chances[main], key=lambda one: chances[main][one])
    told["doubt"]["value"] = {
        "willingness_to_pay": main,
        "best": favourite,
        "place": "the 200 adults of the town as simulated, over 1 year",
        "probability_best": dict(chances[main]),
        "expected_loss_place": {
            name: _decision(main, name, chances[main], favourite)["expected_loss_place"]
            for name in chances[main]
        },
        "thresholds": [dict(row) for row in thresholds if row["supported"] == "yes"],
    }
    differences = [
        _drawn(row, (verdicts or {}).get((row["outcome"], row["strategy"])), told)
        for row in data.rows("differences")
    ]
    made = ComparisonData(directory)
    made.__dict__["told"] = told
    made._read["differences"] = differences
    made._read["decision"] = [
        _decision(amount, name, shares, best or max(shares, key=lambda one: shares[one]))
        for amount, shares in chances.items()
        for name in shares
    ]
    made._read["decision_curve"] = [
        {key: row[key] for key in row if not key.endswith(("error", "place"))}
        for row in made._read["decision"]
    ]
    made._read["frontier"] = [
        {**row, "probability_on_frontier": 0.6} for row in data.rows("frontier")
    ]
    if information:
        names = list(dict.fromkeys(row["name"] for row in thresholds))
        made._read["thresholds"] = [dict(row) for row in thresholds]
        made._read["information"] = [
            _information(name, 3.0 - place) for place, name in enumerate(names)
        ]
        made._read["tornado"] = [_tornado(name) for name in names]
    return made


def on_disk(made: ComparisonData, out: Path) -> Path:
    """An invented comparison as a directory of its own, whole, as commands read it."""
    import pyarrow as pa

    shutil.copytree(made.directory, out)
    told = {**made.told, "notes": dict(made.told["notes"])}
    (out / "comparison.json").write_text(json.dumps(told), encoding="utf-8")
    for table, rows in made._read.items():
        if rows:
            write_table(pa.Table.from_pylist(rows), out / f"{table}.parquet")
    (out / "acceptability.parquet").unlink()
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    manifest["results"] = {
        path.relative_to(out).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": sha256_of(path),
        }
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return out


def threshold(name: str, below: str, above: str, at: float = 0.25, **more: Any) -> dict[str, Any]:
    """A value of a number at which the best option changes."""
    told = {"standard_error": 0.01, "share_of_draws_beyond": 0.12, "supported": "yes", **more}
    return {"name": name, "at": at, "best_below": below, "best_above": above, **told}


def _drawn(
    row: Mapping[str, Any], said: tuple[str, float] | None, told: Mapping[str, Any]
) -> dict[str, Any]:
    verdict, above = said or ("undecided", 0.5)
    better = told["outcomes"][row["outcome"]]["better"]
    good = {"higher": 1, "lower": -1}.get(verdict, 0) * better
    low, high = (row["difference"] - 0.02, row["difference"] + 0.02)
    return {
        **row,
        "verdict": verdict,
        "good": {1: "better", -1: "worse"}.get(good, ""),
        "low": low,
        "high": high,
        "luck_low": row["difference"] - 0.005,
        "luck_high": row["difference"] + 0.005,
        "numbers_low": low,
        "numbers_high": high,
        "share_of_numbers": 0.9,
        "share_of_luck": 0.1,
        "probability_above_zero": above,
        "probability_best": 0.5,
    }


def _decision(amount: float, name: str, shares: Mapping[str, float], best: str) -> dict[str, Any]:
    return {
        "willingness_to_pay": amount,
        "strategy": name,
        "probability_best": shares[name],
        "probability_best_error": 0.03,
        "expected_loss": 200.0 if name == best else 480.0,
        "expected_loss_place": 1_250_000.0 if name == best else 3_000_000.0,
        "best_in_the_mean": "yes" if name == best else "no",
    }


def _information(name: str, worth: float) -> dict[str, Any]:
    return {
        "kind": "number",
        "name": name,
        "meaning": f"Meaning of {name}",
        "numbers": 1,
        "evppi": worth,
        "evppi_place": 1e4 * worth,
        "standard_error_place": 1e3,
        "worth_by_chance_place": 2e4,
        "more_than_chance": "yes" if worth > 2.0 else "no",
        "willingness_to_pay": 1e5,
    }


def _tornado(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "best": "leap",
        "next": "subsidy",
        "willingness_to_pay": 1e5,
        "percentile_5": 0.1,
        "percentile_95": 0.4,
        "lead_at_5": -1.0,
        "lead_at_95": 3.0,
        "lead_at_5_error": 0.5,
        "lead_at_95_error": 0.5,
        "lead_at_5_error_place": 1e4,
        "lead_at_95_error_place": 1e4,
        "lead_at_5_place": -2e4,
        "lead_at_95_place": 6e4,
        "lead_in_the_mean_place": 2e4,
    }


def shares(directory: Path, **of: float) -> dict[str, float]:
    """Shares by option, those that are not named zero; doing nothing is ``nothing``."""
    names = [NOTHING, *(arm["name"] for arm in ComparisonData(directory).told["strategies"])]
    return {name: of.get(name, 0.0) for name in names}
