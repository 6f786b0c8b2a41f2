"""Hashes of files, by which results know them, and whether a file is still what was told of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_seen: dict[tuple[Any, ...], str] = {}
"""Checksums of files that were looked at, by all that changes when a file does."""
_MOST_SEEN = 10_000


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_sound(path: Path, told: Mapping[str, Any]) -> bool:
    """Whether a file has the size and checksum that an index tells; looked at once as it stands."""
    try:
        with path.open("rb") as file:
            stat = os.fstat(file.fileno())
            if stat.st_size != told["bytes"]:
                return False
            known = (
                str(path),
                stat.st_dev,
                stat.st_ino,
                stat.st_size,
                stat.st_mtime_ns,
                stat.st_ctime_ns,
            )
            if known not in _seen:
                if len(_seen) >= _MOST_SEEN:
                    _seen.clear()
                _seen[known] = hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return False
    return _seen[known] == told["sha256"]


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
