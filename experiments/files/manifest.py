"""The manifest: what a result was made of, enough to make it again and to tell why it differs."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, ValidationError

from experiments.files.hashes import sha256_of
from experiments.files.results import MANIFEST
from experiments.strategies.own_code import loaded
from simulation.errors import InputError
from simulation.scenario.people import file_on_any_machine

FORMAT = "helpseek run 1"
COMPARISON = "helpseek compare 1"
PACKAGES = ("helpseek", "mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "scipy")
"""Packages whose versions a manifest tells; Python's is told beside them."""


def code_hash() -> str:
    """The version of the model: a SHA-256 that remarks and words do not change, extensions that are
    registered included. Raises InputError as ``own_code.loaded`` does."""
    from simulation.source_version import model_version

    version, files = model_version(), loaded()
    if not files:
        return version
    return hashlib.sha256(" ".join((version, *(one.sha256 for one in files))).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that results depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:  # run from a folder, not installed
            found[package] = "not installed"
    return found


def machine() -> dict[str, Any]:
    """The machine, as far as it may matter."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
    }


def input_record(role: str, path: str | os.PathLike[str]) -> dict[str, Any]:
    """An input file as the manifest tells it. Raises InputError where it cannot be read."""
    file = Path(os.path.abspath(path))
    try:
        return {
            "role": role,
            "path": file_on_any_machine(str(file)),
            "bytes": file.stat().st_size,
            "sha256": sha256_of(file),
        }
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({reason})", source=str(path), field=role, allowed="a file"
        ) from error


def input_files(scenario: Any) -> list[tuple[str, str]]:
    """The files that a town of a scenario is made from: (place in the scenario, path)."""
    named = (("population.file", scenario.population.file), ("network.file", scenario.network.file))
    return [(role, path) for role, path in named if path is not None]


def without_posterior(scenario: Any) -> Any:
    """The scenario as those who read no posterior of it know it."""
    return scenario.model_copy(update={"posterior": None})


def extension_records() -> list[dict[str, Any]]:
    """The files of extensions as a manifest tells input files."""
    return [
        {
            "role": "extension",
            "path": file_on_any_machine(one.file),
            "bytes": len(one.code),
            "sha256": one.sha256,
        }
        for one in loaded()
    ]


def held(scenario: Any) -> dict[str, Any]:
    """The resolved scenario with its files as what they hold, wherever they lie and whatever they
    are called: by their hashes. A posterior is left out, which no run reads. Raises InputError
    where one cannot be read."""
    tree = without_posterior(scenario).resolved()
    for role, path in input_files(scenario):
        branch, _, name = role.partition(".")
        tree[branch] = {**tree[branch], name: f"sha256 {input_record(role, path)['sha256']}"}
    return dict(tree)


def read_manifest(given: str | os.PathLike[str]) -> tuple[dict[str, Any], Path]:
    """The manifest of a run or of a comparison, from its file or the results directory that holds
    it, and the directory.

    Raises InputError for whatever is not a manifest, and for results of other kinds, telling the
    command that made them.
    """
    path = Path(given)
    allowed = f"the {MANIFEST} of a run or a comparison, its directory, or a pack of one"
    try:
        if path.is_dir():
            path = path / MANIFEST
        if path.stat().st_size > _LARGEST:
            raise InputError("too large for a manifest", source=str(given), allowed=allowed)
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "not JSON"
        raise InputError(
            f"cannot be read ({reason})", source=str(given), allowed=allowed
        ) from error
    found = told.get("format") if isinstance(told, dict) else type(told).__name__
    if not isinstance(told, dict) or not isinstance(found, str) or found not in _FIELDS:
        _refuse_kind(told, found, str(path), allowed)
    for field, kind in _FIELDS[found].items():
        if not isinstance(told.get(field), kind) or isinstance(told.get(field), bool):
            raise InputError(
                "is not what it should be",
                source=str(path),
                field=field,
                found=told.get(field),
                allowed=_KINDS[kind],
            )
    return told, path.parent


def _refuse_kind(told: Any, found: Any, source: str, allowed: str) -> NoReturn:
    """Refuse what is no manifest of a run or a comparison, telling what made it, if anything."""
    kind = re.fullmatch(r"helpseek ([a-z]{1,20}) \d+", found) if isinstance(found, str) else None
    command = told.get("command") if isinstance(told, dict) else None
    if kind is not None and isinstance(command, list) and command:
        raise InputError(
            f"not the manifest of a run or a comparison, but of helpseek {kind.group(1)}, which "
            "goes on where it was stopped and compares with nothing",
            source=source,
            allowed="the command that made it, with another --out: "
            + shlex.join(map(str, command)),
        )
    raise InputError(
        "not the manifest of a run or a comparison",
        source=source,
        field="format",
        found=found,
        allowed=allowed,
    )


_KINDS: dict[type, str] = {dict: "a mapping", list: "a list", int: "a whole number", str: "text"}
_OF_ANY: dict[str, type] = {
    "scenario": dict,
    "seed": int,
    "options": dict,
    "inputs": list,
    "code": str,
    "versions": dict,
    "results": dict,
}
_FIELDS: dict[str, dict[str, type]] = {FORMAT: _OF_ANY, COMPARISON: {**_OF_ANY, "strategies": list}}
_LARGEST = 64_000_000
"""Bytes of a manifest."""


class Options(BaseModel):
    """What a run was asked for besides its scenario and seed, as a manifest tells it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    events: bool
    figures: bool
    by: list[str]
    from_burn_in: str | None
    own_strategies: list[dict[str, Any]]


def checked_options(told: Any, source: str) -> Options:
    """The options of a manifest. Raises InputError where they are not what they should be."""
    try:
        return Options.model_validate(told)
    except ValidationError as error:
        from simulation.parameters.problems import first_fault

        fault = first_fault(error, Options)
        raise InputError(
            fault.problem,
            source=source,
            field=".".join(part for part in ("options", fault.field) if part),
            found=fault.found,
            allowed=fault.allowed,
        ) from error


def differences(manifest: Mapping[str, Any]) -> list[str]:
    """What is other than when the manifest was written, in lines to print: code and versions."""
    lines = []
    if manifest["code"] != code_hash():
        lines.append("the code of the model is not the same")
    now = versions()
    for package in sorted({*now, *manifest["versions"]}):
        before = manifest["versions"].get(package)
        if before != now.get(package):
            lines.append(f"{package} was {before}, is {now.get(package)}")
    return lines


def differing_results(
    before: Mapping[str, Any], after: Mapping[str, Any], *, but: Iterable[str] = ("figures/",)
) -> list[str]:
    """Names of result files that say something else, or are missing on one side.

    Tables are compared by what they say, whatever version wrote them; figures are left out.
    """
    skipped = tuple(but)

    def said(files: Mapping[str, Any], name: str) -> object:
        record = files.get(name)
        return (record.get("content") or record.get("sha256")) if isinstance(record, dict) else None

    return [
        name
        for name in sorted({*before, *after})
        if not name.startswith(skipped) and said(before, name) != said(after, name)
    ]
