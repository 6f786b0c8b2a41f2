"""People whom a network's file describes itself, by attributes of its persons."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from simulation.errors import InputError, unknown_name
from simulation.network.named import NetworkFile
from simulation.network.wanted import named
from simulation.population.fields import DEMOGRAPHIC_COLUMNS
from simulation.population.table import PeopleTable, read_people

_NOT_OF_NODES = ("id", "weight")
"""Columns of people that attributes cannot hold: names are the network's, and nobody is drawn."""


def told_of_people(network: NetworkFile) -> list[str]:
    """Attributes that carry the names of columns of people."""
    return [name for name in network.attributes if name.lower() in DEMOGRAPHIC_COLUMNS]


def people_of(
    network: NetworkFile,
    attributes: Mapping[str, str],
    cultures: Sequence[str],
    *,
    seed: int,
    file: str,
) -> PeopleTable:
    """The people of a network, one for each of its persons, with their attributes as columns.

    ``attributes`` maps our names of columns to those of the attributes, which are checked as the
    cells of a table are; what is missing is drawn. ``file_row`` says which person of the network
    each is. Raises InputError naming ``file`` for attributes that are not there and for values that
    cannot be.
    """
    if not network.attributes:
        raise InputError(
            "its persons have no attributes",
            source=file,
            field="network.attributes",
            found=dict(attributes),
            allowed="a table of people (population.file)",
        )
    for ours in attributes:
        if ours in _NOT_OF_NODES:
            raise InputError(
                f"{ours} cannot be an attribute of a network",
                source=file,
                field=f"network.attributes.{ours}",
                found=attributes[ours],
                allowed="network.label for names" if ours == "id" else "a table of people",
            )
    known = list(network.attributes)
    theirs = {}
    for ours, name in attributes.items():
        try:
            theirs[ours] = named(known, name, f"network.attributes.{ours}", file)
        except InputError:
            raise unknown_name(f"attribute for {ours}", name, known, source=file) from None
    row = "row"
    while row in known:
        row += "_"
    columns = dict.fromkeys(theirs.values())
    with tempfile.TemporaryDirectory() as folder:
        # The reader of tables takes files, and checks as it does there are all that is wanted.
        table = Path(folder) / "people.parquet"
        cells: dict[str, list[str | None]] = {row: [str(n) for n in range(network.people)]}
        for name in columns:
            values = network.attributes[name]
            cells[name] = [
                None if values[n] is None else str(values[n]) for n in range(network.people)
            ]
        parquet.write_table(
            pa.table({name: pa.array(each, pa.string()) for name, each in cells.items()}), table
        )
        try:
            found = read_people(
                table, theirs, cultures, seed=seed, draw_missing=True, ties_given=True
            )
        except InputError as error:
            raise error.within(f"{file} (attributes of persons)") from None
    labels = [network.labels[node] for node in np.asarray(found.file_row).tolist()]
    summary = found.summary
    if summary is not None:
        summary = replace(summary, file=file, format="attributes of the network's persons")
    return found._replace(demographics=found.demographics._replace(labels=labels), summary=summary)
