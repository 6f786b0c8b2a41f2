"""Draws in a file: ``posterior.parquet``, a row a draw, a column a number, with what made them.

Columns: ``draw``, one for each number by its dotted place, ``log_weight``. The file's metadata
hold, as JSON under ``helpseek``, the version of the model, the world, and a hash of the priors. A
fit says what numbers have to be for one version of the model: draws of another one are refused,
unless no change of numbers lies between the two (``simulation/revisions.csv``) and neither has
extensions. Columns whose values single precision holds are written in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.files.manifest import code_hash, held
from experiments.strategies.own_code import loaded
from experiments.uncertainty.draws import Draws
from experiments.uncertainty.places import numbers_of
from simulation.errors import InputError
from simulation.revisions import present

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.strategies import Strategy

POSTERIOR = "posterior.parquet"
FORMAT = "helpseek draws 1"
_ID, _WEIGHT = "draw", "log_weight"
_META = b"helpseek"
_WORDS = (
    "extends",
    "name",
    "description",
    "place",
    "strategies",
    "numbers",
    "priors",
    "prior_groups",
    "posterior",
)
"""What makes no other town, or is no part of what is fitted."""


def posterior_file(
    world: str | os.PathLike[str] | Mapping[str, Any] | Scenario,
) -> Path | None:
    """The file of the draws that a world names as its ``posterior``; None where it names none.

    ``world`` is as ``load_scenario`` takes it. A posterior is that of the world
    beneath, unless a world names another one, or none with ``posterior: null``.
    """
    from simulation.scenario import load_scenario

    file = load_scenario(world).posterior
    return None if file is None else Path(file)


def fitted_world(scenario: Scenario) -> dict[str, Any]:
    """The world that draws are fitted to, as they tell it: all that a town is made of, files by
    their hashes, so that a world which sets something else later can be told from it."""
    return {name: value for name, value in held(scenario).items() if name not in _WORDS}


def write_draws(draws: Draws, path: str | os.PathLike[str]) -> None:
    """Write draws with what made them; the file is there whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from experiments.files.arrow import numbers

    columns = {_ID: numbers(draws.ids)}
    for at, (place, whole) in enumerate(zip(draws.places, draws.whole, strict=True)):
        values = draws.numbers[:, at]
        if whole:
            columns[place] = numbers(values.astype(np.int64))
        else:
            single = values.astype(np.float32)
            columns[place] = numbers(single if (single == values).all() else values)
    columns[_WEIGHT] = numbers(draws.log_weight)
    told = {
        **draws.provenance,
        "format": FORMAT,
        "model": code_hash(),
        "revision": present(),
        "extended": bool(loaded()),
    }
    table = pa.table(columns).replace_schema_metadata({_META: json.dumps(told).encode()})
    beside = Path(f"{os.fspath(path)}.{os.getpid()}")
    # Nothing stands in these columns twice: what is alike in them are signs and exponents.
    shares = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    try:
        pq.write_table(
            table, beside, compression="zstd", use_dictionary=False, use_byte_stream_split=shares
        )
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read_draws(
    path: str | os.PathLike[str],
    scenario: Scenario,
    strategies: Mapping[str, Strategy] | None = None,
) -> Draws:
    """The draws in a file, for this world and these strategies (its own, if none are given).

    Raises InputError for a file that is none, for one of another version of the model, and for
    numbers that the world does not have or that lie beyond their bounds.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    called = os.fspath(path)
    try:
        table = pq.read_table(path)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror or 'no Parquet file'})", source=called
        ) from None
    except pa.ArrowException:
        raise InputError("no Parquet file", source=called, allowed=POSTERIOR) from None
    provenance = _provenance(table.schema.metadata or {}, called)
    names = table.column_names
    for name in (_ID, _WEIGHT):
        if name not in names:
            raise InputError("has no such column", source=called, field=name)
    kinds = strategies
    if kinds is None:
        kinds = {one.kind: one for one in scenario.strategies}
    rows = numbers_of(scenario.model_copy(update={"strategies": ()}), kinds)
    places = [name for name in names if name not in (_ID, _WEIGHT)]
    columns, whole = [], []
    for place in places:
        values = _numbers(table[place], called, place)
        row = rows.get(place)
        if row is None:
            raise InputError(
                "is no number of this world or its strategies",
                source=called,
                field=place,
                allowed="the world that the draws were made for, with the same strategies",
            )
        whole.append(isinstance(row.default, int))
        bad = (values < row.low) | (values > row.high)
        if whole[-1]:
            bad |= values != np.floor(values)
        if bad.any():
            raise InputError(
                "out of range" if not whole[-1] else "out of range, or not whole",
                source=called,
                field=place,
                found=float(values[bad][0]),
                allowed=f"{row.low:g} to {row.high:g} {row.unit}",
            )
        columns.append(values)
    weight = _numbers(table[_WEIGHT], called, _WEIGHT)
    if not len(weight):
        raise InputError("holds no draws", source=called)
    stacked = np.stack(columns, axis=1) if columns else np.empty((len(weight), 0))
    ids = _numbers(table[_ID], called, _ID).astype(np.int64)
    if len(np.unique(ids)) < len(ids):
        raise InputError("a draw stands twice", source=called, field=_ID)
    return Draws(tuple(places), tuple(whole), stacked, ids, weight, provenance)


def _provenance(metadata: Mapping[bytes, bytes], called: str) -> dict[str, Any]:
    try:
        told = json.loads(metadata[_META])
        kind, version = str(told["format"]), str(told["model"])
    except (KeyError, TypeError, ValueError):
        raise InputError(
            "does not say what made it", source=called, allowed=f"a {POSTERIOR} of Helpseek"
        ) from None
    if kind != FORMAT:
        raise InputError("is no table of draws", source=called, found=kind, allowed=FORMAT)
    if version != code_hash() and not _same_numbers(told):
        raise InputError(
            "was made with another version of the model, to which its numbers belong",
            source=called,
            field="model",
            found=version[:12],
            allowed=f"{code_hash()[:12]}: make it anew with this version (helpseek calibrate "
            "--draws), or use it with its own",
        )
    return dict(told)


def _same_numbers(told: Mapping[str, Any]) -> bool:
    """Whether another version of the code gives the same numbers."""
    alone = told.get("extended") is False and not loaded()
    return alone and told.get("revision") == present()


def _numbers(column: Any, called: str, name: str) -> Any:
    import pyarrow as pa

    kind = column.type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        raise InputError("not numbers", source=called, field=name, found=str(kind))
    values = np.array(column.to_pylist(), np.float64)
    if not np.isfinite(values).all():
        raise InputError("not a number", source=called, field=name, found="a gap, NaN or infinity")
    return values
