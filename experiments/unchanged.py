"""Whether the files of a result are those that its manifest tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from experiments.engine.parts import is_sound


def changed_file(directory: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """The first of these files that is not what was written; None where all are.

    A file that the manifest does not tell of counts as changed; without any list of files, as
    sweeps have none, nothing is known and None is returned.
    """
    told = manifest.get("results")
    if not isinstance(told, Mapping):
        return None
    return next((name for name in names if not _as_told(directory / name, told.get(name))), None)


def _as_told(path: Path, record: Any) -> bool:
    return (
        isinstance(record, Mapping)
        and type(record.get("bytes")) is int
        and isinstance(record.get("sha256"), str)
        and is_sound(path, record)
    )
