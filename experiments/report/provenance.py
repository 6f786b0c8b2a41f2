"""Provenance: what a result was made from, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import simulation
from experiments.files.results import MANIFEST
from experiments.report.parts import Cell, Table, heads
from experiments.report.source import Result
from experiments.words.numbers import general

_SHORT = 16


def command(result: Result) -> str:
    """The command that made the result, as it was given."""
    given = result.manifest.get("command")
    return shlex.join(map(str, given)) if isinstance(given, list) and given else ""


def again(result: Result) -> str:
    """The command that makes it again from its manifest, and compares."""
    if result.kind == "sweep":
        return command(result)
    return shlex.join(["helpseek", "rerun", f"{result.directory.name}/{MANIFEST}"])


def seeds(result: Result, told: Mapping[str, Any]) -> str:
    """The seeds in words."""
    if result.kind == "run":
        return general(result.manifest.get("seed"))
    listed = [int(seed) for seed in told.get("seeds") or result.manifest.get("seeds") or []]
    if not listed:
        return "\N{EN DASH}"
    first, last = listed[0], listed[-1]
    if len(listed) > 1 and listed == list(range(first, last + 1)):
        return f"{general(first)} to {general(last)} ({len(listed):,})"
    return ", ".join(map(general, listed[:20])) + (", ..." if len(listed) > 20 else "")


def facts(result: Result, told: Mapping[str, Any]) -> Table:
    """Versions, hashes, seeds, machine."""
    record = result.manifest
    versions = dict(record.get("versions") or {})
    machine = dict(record.get("machine") or {})
    code = str(record.get("code", ""))
    python = ", ".join(
        f"{name} {versions[name]}" for name in sorted(versions) if name != "helpseek"
    )
    rows: list[list[Cell]] = [
        ["Helpseek", str(versions.get("helpseek", "\N{EN DASH}"))],
        ["Hash of the model (SHA-256)", code],
        [
            "Is the model that this page describes the same?",
            "yes" if result.same_code else "NO: the model has changed since the result was made",
        ],
        ["Seeds", seeds(result, told)],
        ["Python and libraries", python],
        ["Machine", ", ".join(f"{name} {machine[name]}" for name in sorted(machine))],
    ]
    return Table("What made the result", heads("What", "Value"), rows, name="table-made")


def inputs(result: Result) -> Table:
    """The data that went in, with hashes and licences."""
    import hashlib
    from importlib.resources import files

    rows: list[list[Cell]] = []
    if result.scenario.population.source == "town":
        data = files(simulation).joinpath("population", "data", "oceanside.csv.gz").read_bytes()
        rows.append(
            [
                "Synthetic population of Oceanside, California (PopulationSim)",
                "population",
                hashlib.sha256(data).hexdigest(),
                "BSD 3-Clause; the text is in LICENSE-oceanside.txt beside the data",
            ]
        )
    table = files(simulation).joinpath("evidence", "evidence.csv").read_bytes()
    rows.append(
        [
            "Table of published figures",
            "evidence",
            hashlib.sha256(table).hexdigest(),
            "facts from the publications named; licence of Helpseek (MIT)",
        ]
    )
    for record in result.manifest.get("inputs") or []:
        if isinstance(record, dict):
            rows.append(
                [
                    str(record.get("path")),
                    str(record.get("role")),
                    str(record.get("sha256")),
                    "a file of the user's own; its licence is for the user to tell",
                ]
            )
    return Table(
        "Input data",
        heads("Data", "For", "SHA-256", "Licence"),
        rows,
        note="The hashes of built-in data are those of the Helpseek that wrote this page.",
        name="table-inputs",
    )


def readings(result: Result) -> Table | None:
    """What was read of the user's own files, and what looked wrong in them."""
    rows: list[list[Cell]] = []
    for record in result.manifest.get("inputs") or []:
        read = record.get("read") if isinstance(record, dict) else None
        if isinstance(read, dict):
            warnings = " ".join(map(str, read.get("warnings") or ()))
            rows.append(
                [
                    str(record.get("path")).rpartition("/")[2],
                    str(read.get("format")),
                    str(read.get("read")),
                    warnings or "\N{EN DASH}",
                ]
            )
    if not rows:
        return None
    return Table(
        "What was read of the files",
        heads("File", "Format", "What was read", "Warnings"),
        rows,
        name="table-readings",
    )


def files_of(result: Result) -> Table | None:
    """The files of the result."""
    listed = result.manifest.get("results")
    if not isinstance(listed, dict) or not listed:
        return None
    rows: list[list[Cell]] = [
        [name, general(record.get("bytes")), str(record.get("sha256", ""))[:_SHORT]]
        for name, record in sorted(listed.items())
        if isinstance(record, dict)
    ]
    return Table(
        "Files of the result",
        heads("File", ("Bytes", "number"), f"SHA-256, first {_SHORT} signs"),
        rows,
        name="table-files",
    )
