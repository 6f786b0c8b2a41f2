"""Comparisons for tests: run in this process, read again, and made once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pyarrow import parquet

from tests.support.cli_runner import Said, arms, everything_in, helpseek
from tests.support.engine_work import statuses as all_statuses
from tests.support.workers_here import working_here

ADDED_UP = (
    "first_entries",
    "first_sessions",
    "in_care",
    "in_episode",
    "lost",
    "cost_services",
    "cost_strategies",
    "subsidies",
    "patient_payments",
)
"""Series of the weeks of which the account of the whole time is made."""
TINY = ("--people", "300", "--weeks", "20", "--set", "horizon.burn_in_weeks=20")
QUICK = (*TINY, "--no-figures", "--quiet", "--workers", "1")


def compare(out: Path, *more: str) -> Said:
    """The command, its work done in this process."""
    with working_here():
        return helpseek("compare", "--draws", "0", *QUICK, *more, "--out", out)


def rows(out: Path, table: str, **named: object) -> list[dict[str, Any]]:
    found = parquet.ParquetFile(out / f"{table}.parquet").read().to_pylist()
    return [row for row in found if all(row[name] == value for name, value in named.items())]


def document_of(out: Path) -> dict[str, Any]:
    """What ``comparison.json`` tells."""
    told: dict[str, Any] = json.loads((out / "comparison.json").read_text("utf-8"))
    return told


def results(out: Path) -> dict[str, bytes]:
    """All files but those of the store, and the manifest, which tells of commands and machines."""
    return {
        name: data
        for name, data in everything_in(out).items()
        if not name.startswith("seeds/") and name != "manifest.json"
    }


def statuses(out: Path) -> dict[str, str]:
    """When each run has ended."""
    return {key: str(one["ended"]) for key, one in all_statuses(out / "seeds").items()}


@cache
def first(folder: str) -> Path:
    """A comparison of two strategies over three seeds, made once."""
    out = Path(folder) / "first"
    said = compare(out, "--seeds", "3", *arms("leap", "subsidy"))
    assert said.code == 0, said.err
    return out
