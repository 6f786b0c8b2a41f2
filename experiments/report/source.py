"""What a report is made from: the directory of a result, and whether it is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from experiments.compare.results import FORMAT as COMPARE
from experiments.compare.writing import COMPARISON
from experiments.files import manifest
from experiments.files.hashes import changed_file
from experiments.files.portable import absolute
from experiments.files.results import MANIFEST, SUMMARY
from experiments.sweep.work import KIND as SWEEP
from simulation.errors import InputError

if TYPE_CHECKING:
    from simulation.scenario import Scenario

Kind = Literal["comparison", "run", "sweep"]
_FORMATS: dict[str, Kind] = {COMPARE: "comparison", manifest.FORMAT: "run", SWEEP: "sweep"}
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "comparison": (
        COMPARISON,
        *(
            f"{name}.parquet"
            for name in (
                "differences",
                "cost_effectiveness",
                "frontier",
                "net_benefit",
                "costs",
                "groups",
                "personal",
                "flows",
                "weekly",
            )
        ),
    ),
    "run": (SUMMARY, "weekly.parquet", "people.parquet"),
    "sweep": (),
}
_WHERE_THERE = (
    *("acceptability", "totals", "budget_impact", "budget"),
    *("decision", "decision_curve", "information", "tornado", "thresholds", "samples"),
    *("equity", "equity_impact", "path", "path_moved", "path_endings", "displacement"),
)
"""Tables of comparisons that only some have, for which it was asked."""
_ALLOWED = "the directory of a finished helpseek run, compare or sweep"
_LARGEST = 200_000_000
"""Bytes that a JSON file of a result may have."""


@dataclass(frozen=True)
class Result:
    """A result on disk: its directory, of which kind it is, and its manifest."""

    directory: Path
    kind: Kind
    manifest: Mapping[str, Any]
    scenario: Scenario
    """The world as it was, without strategies that are compared."""

    @property
    def same_code(self) -> bool:
        """Whether the model is still the one that the result was made with."""
        return bool(self.manifest.get("code") == manifest.code_hash())


def read_result(given: str) -> Result:
    """The result in a directory. Raises InputError for whatever is none that can be reported."""
    directory = Path(os.path.abspath(os.path.expanduser(given)))
    told = read_json(directory / MANIFEST, given)
    kind = _FORMATS.get(str(told.get("format")))
    if kind is None:
        raise InputError(
            "not a result that can be reported",
            source=given,
            field="format",
            found=told.get("format"),
            allowed=", ".join(_FORMATS),
        )
    for name in _NEEDED[kind]:
        if not (directory / name).is_file():
            raise InputError(
                f"the result is not whole: {name} is missing", source=given, allowed=_ALLOWED
            )
    listed = told.get("results")
    more = [
        f"{name}.parquet"
        for name in _WHERE_THERE
        if isinstance(listed, dict) and f"{name}.parquet" in listed
    ]
    changed = changed_file(directory, told, (*_NEEDED[kind], *more))
    if changed is not None or (_NEEDED[kind] and not isinstance(listed, dict)):
        raise InputError(
            f"{changed or 'a file of it'} is not what was written",
            source=given,
            allowed="the result as it was made, or made again by helpseek rerun",
        )
    return Result(directory, kind, told, _scenario(absolute(told, directory), given))


def read_json(path: Path, given: str) -> dict[str, Any]:
    """A JSON file of a result. Raises InputError where it cannot be read or holds no mapping."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError("too large", source=given, field=path.name, allowed=_ALLOWED)
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "not JSON"
        raise InputError(
            f"{path.name} cannot be read ({reason})", source=given, allowed=_ALLOWED
        ) from error
    if not isinstance(told, dict):
        raise InputError(f"{path.name} is not a mapping", source=given, allowed=_ALLOWED)
    return told


def _scenario(told: Mapping[str, Any], given: str) -> Scenario:
    """The world of a manifest. Strategies of a user's own are left out: to describe them would
    mean to run their code."""
    from simulation.scenario import load_scenario
    from simulation.strategies import STRATEGIES

    tree = told.get("scenario")
    if not isinstance(tree, dict):
        raise InputError(
            "is not what it should be",
            source=given,
            field="scenario",
            found=tree,
            allowed="a mapping",
        )
    entries = tree.get("strategies")
    known = [
        entry
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and entry.get("name") in STRATEGIES
    ]
    try:
        return load_scenario({**tree, "strategies": known})
    except InputError as error:
        raise error.within(f"{given}: {MANIFEST}") from error
