"""The manifest: what a result was made of, enough to make it again and to tell why it differs."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from experiments.results import MANIFEST, sha256_of
from simulation.errors import InputError

FORMAT = "helpseek run 1"
PACKAGES = ("helpseek", "mesa", "networkx", "numba", "numpy", "pandas", "pyarrow", "scipy")
"""Packages whose versions a manifest tells; Python's is told beside them."""


def code_hash() -> str:
    """The SHA-256 of the model: all files of the package ``simulation``, data included."""
    import simulation

    digest = hashlib.sha256()
    folder = Path(os.path.abspath(simulation.__path__[0]))
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


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
            "role": role, "path": str(file), "bytes": file.stat().st_size, "sha256": sha256_of(file)
        }  # fmt: skip
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot be read ({reason})", source=str(path), field=role, allowed="a file"
        ) from error


def input_files(scenario: Any) -> list[tuple[str, str]]:
    """The files that a scenario names: (place in the scenario, path)."""
    named = (("population.file", scenario.population.file), ("network.file", scenario.network.file))
    return [(role, path) for role, path in named if path is not None]


def read_manifest(given: str | os.PathLike[str]) -> dict[str, Any]:
    """A manifest from its file, or from the results directory that holds it.

    Raises InputError for whatever is not a manifest of a run.
    """
    path = Path(given)
    allowed = f"the {MANIFEST} of a run, or its directory"
    try:
        if path.is_dir():
            path = path / MANIFEST
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or "not JSON"
        raise InputError(
            f"cannot be read ({reason})", source=str(given), allowed=allowed
        ) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        found = told.get("format") if isinstance(told, dict) else type(told).__name__
        raise InputError(
            "not the manifest of a run", source=str(path), field="format", found=found,
            allowed=FORMAT,
        )  # fmt: skip
    for field, kind in _FIELDS.items():
        if not isinstance(told.get(field), kind) or isinstance(told.get(field), bool):
            raise InputError(
                "is not what it should be", source=str(path), field=field, found=told.get(field),
                allowed=_KINDS[kind],
            )  # fmt: skip
    return told


_KINDS: dict[type, str] = {
    dict: "a mapping", list: "a list", int: "a whole number", str: "text"
}  # fmt: skip
_FIELDS: dict[str, type] = {
    "scenario": dict, "seed": int, "options": dict, "inputs": list, "code": str,
    "versions": dict, "results": dict,
}  # fmt: skip


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
            fault.problem, source=source,
            field=".".join(part for part in ("options", fault.field) if part),
            found=fault.found, allowed=fault.allowed,
        ) from error  # fmt: skip


def check_inputs(manifest: Mapping[str, Any], source: str) -> None:
    """Raise InputError when an input file is gone or is not what it was."""
    for index, record in enumerate(manifest["inputs"]):
        field = f"inputs.{index}"
        if not isinstance(record, dict) or not isinstance(record.get("path"), str):
            raise InputError("is not an input file", source=source, field=field, found=record)
        now = input_record(str(record.get("role")), record["path"])
        if now["sha256"] != record.get("sha256"):
            raise InputError(
                f"the input file {record['path']} is not what it was",
                source=source,
                field=f"{field}.sha256",
                found=now["sha256"][:16] + "...",
                allowed=f"{str(record.get('sha256'))[:16]}...",
            )


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
