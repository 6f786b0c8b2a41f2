"""Files of a result, and no others: names are looked up among what is there, never joined.

Links are not followed, neither to files nor to directories, so that a result that was copied from
elsewhere cannot show what lies outside of it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.browser.catalogue.refusals import NotThere, TooLarge, Unreadable
from experiments.files.hashes import changed_file

LARGEST_JSON = 16_000_000
"""Bytes of a JSON file that is read whole."""
MOST_PIECES = 200_000
"""Files in one directory that are looked at."""
FOLDERS = ("figures", "runs", "groups", "weekly")
"""Directories of a result that hold something to show."""


def plain_directory(path: Path) -> bool:
    """Whether this is a directory itself, not a link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def plain_file(path: Path) -> os.stat_result | None:
    """What is known of a file; None for whatever is no file itself (links, devices, nothing)."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def entries(directory: Path) -> Iterator[os.DirEntry[str]]:
    """What a directory holds, by name, without hidden entries and links; nothing where it cannot
    be read."""
    try:
        with os.scandir(directory) as found:
            listed = [entry for _, entry in zip(range(MOST_PIECES), found, strict=False)]
    except OSError:
        return
    for entry in sorted(listed, key=lambda entry: entry.name):
        if not entry.name.startswith(".") and not entry.is_symlink():
            yield entry


def files_of(directory: Path, ending: str) -> dict[str, Path]:
    """Files of a directory that end so, by their names without it."""
    return {
        entry.name.removesuffix(ending): directory / entry.name
        for entry in entries(directory)
        if entry.name.endswith(ending) and entry.is_file(follow_symlinks=False)
    }


_AS_IT_IS = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
"""Neither through a link, nor waiting for a pipe, nor with other ends of lines; not every system
knows all of these."""


def read_bytes(path: Path, most: int) -> bytes:
    """The contents of a file, opened so that a link in its place is not followed.

    Raises NotThere, TooLarge or Unreadable.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _AS_IT_IS)
    except FileNotFoundError as error:
        raise NotThere("is not there", field=path.name) from error
    except (OSError, ValueError) as error:
        raise Unreadable("cannot be read", field=path.name) from error
    with open(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("is not a file", field=path.name)
        if found.st_size > most:
            raise TooLarge(
                "is too large to be shown",
                field=path.name,
                found=found.st_size,
                allowed=f"up to {most:,} bytes",
            )
        return file.read(most)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds a mapping. Raises NotThere, TooLarge or Unreadable."""
    data = read_bytes(path, LARGEST_JSON)
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("is not JSON", field=path.name) from error
    if not isinstance(told, dict):
        raise Unreadable("is not a mapping", field=path.name, found=type(told).__name__)
    return told


def check_unchanged(directory: Path, name: str, manifest: Mapping[str, Any]) -> None:
    """Raise Unreadable for a file that is not what the manifest of its result tells of."""
    told = manifest.get("results")
    if isinstance(told, Mapping) and name in told and changed_file(directory, manifest, [name]):
        raise Unreadable(
            "is not what was written",
            field=name,
            allowed="the file as it was written; make the result again",
        )


def room_of(directory: Path) -> int:
    """Bytes of a result: its files, and those in the directories that are shown."""
    size = 0
    for folder in (directory, *(directory / name for name in FOLDERS)):
        if folder != directory and not plain_directory(folder):
            continue
        for entry in entries(folder):
            if entry.is_file(follow_symlinks=False):
                size += entry.stat(follow_symlinks=False).st_size
    return size
