"""Results that can be carried elsewhere: paths in a manifest, and input files found again by hash.

A manifest names its input files relative to the directory that it lies in, so that results and
inputs may be moved together. Where they are not together any more, ``--inputs`` says where to look;
whatever lies there by whatever name, the hash decides.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.files.hashes import sha256_of
from simulation.errors import InputError
from simulation.scenario.people import BUILT_IN, file_on_this_machine

_MOST_FILES = 200_000
_BRANCHES = ("population", "network")


def relative(told: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A manifest with the paths of its input files relative to ``folder``."""
    made = copy.deepcopy(dict(told))
    for branch, key in _paths(made):
        branch[key] = from_folder(branch[key], folder)
    return made


def absolute(told: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A manifest with the paths of its input files made whole, as they were when it was written."""
    made = copy.deepcopy(dict(told))
    for branch, key in _paths(made):
        branch[key] = _whole(branch[key], folder)
    return made


def _paths(told: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where a manifest names input files: mappings and keys. What has another form is passed by."""

    def mappings(value: Any) -> list[dict[str, Any]]:
        return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def of(value: Any, key: str) -> Any:
        return value.get(key) if isinstance(value, dict) else None

    named = [(record, "path") for record in mappings(told.get("inputs"))]
    for name in _BRANCHES:
        branch = of(told.get("scenario"), name)
        if isinstance(branch, dict):
            named.append((branch, "file"))
    if isinstance(scenario := told.get("scenario"), dict):
        named.append((scenario, "posterior"))
    options = told.get("options")
    if isinstance(options, dict):
        named += [(options, "from_burn_in"), (options, "draws_file")]
        named += [(own, "file") for own in mappings(options.get("own_strategies"))]
    for arm in mappings(told.get("strategies")):
        named += [(own, "file") for own in mappings(arm.get("own"))]
    for place, key in named:
        path = place.get(key)
        if isinstance(path, str) and path and not path.startswith(BUILT_IN):
            yield place, key


def from_folder(path: str, folder: Path) -> str:
    """A path as it is named in ``folder``; whole where there is no way from there."""
    try:
        return Path(os.path.relpath(os.path.abspath(path), folder)).as_posix()
    except ValueError:  # on another drive
        return path


def _whole(path: str, folder: Path) -> str:
    return os.path.normpath(os.path.join(os.path.abspath(folder), path))


def with_inputs(
    told: Mapping[str, Any], folder: Path, source: str, inputs: str | None = None
) -> dict[str, Any]:
    """The manifest in ``folder`` with its input files where they are now, each with the hash that
    it is known by.

    They are looked for where the manifest says, or anywhere below the directory ``inputs``. Raises
    InputError for one that is not there or is not what it was, and for files that the manifest
    names without telling their hashes.
    """
    places = _Places(inputs) if inputs is not None else None
    found: dict[str, str] = {}
    hashes: dict[str, str] = {}
    made = copy.deepcopy(dict(told))
    for index, record in enumerate(made["inputs"]):
        field = f"inputs.{index}"
        wrong = not isinstance(record, dict) or not all(
            isinstance(record.get(key), str) and record[key] for key in ("path", "sha256")
        )
        if wrong:
            raise InputError("is not an input file", source=source, field=field, found=record)
        recorded, sha256 = record["path"], record["sha256"]
        if recorded.startswith(BUILT_IN):
            here = file_on_this_machine(recorded, folder)
            found[recorded] = _checked(here, sha256, folder, source, field)
        elif places is None:
            found[recorded] = _checked(recorded, sha256, folder, source, field)
        else:
            found[recorded] = places.find(recorded, record.get("bytes"), sha256, source, field)
        hashes[recorded] = sha256
    for place, key in _paths(made):
        recorded = place[key]
        if recorded not in found:
            raise InputError(
                f"the file {recorded} is none of the inputs whose hashes are told",
                source=source,
                field=key,
                allowed="files among inputs",
            )
        if "class" in place:
            place["sha256"] = hashes[recorded]
        place[key] = found[recorded]
    return made


def _checked(recorded: str, sha256: str, folder: Path, source: str, field: str) -> str:
    path = _whole(recorded, folder)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            raise OSError(0, "not a file")
        now = sha256_of(Path(path))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the input file {recorded} cannot be read ({reason})",
            source=source,
            field=field,
            allowed="the file where it was, or --inputs DIR to say where it is now",
        ) from error
    if now != sha256:
        raise InputError(
            f"the input file {recorded} is not what it was",
            source=source,
            field=f"{field}.sha256",
            found=now[:16] + "...",
            allowed=f"{sha256[:16]}..., or --inputs DIR to say where that is now",
        )
    return path


class _Places:
    """All files below a directory, by size."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        root = os.path.abspath(os.path.expanduser(directory))
        if not os.path.isdir(root):
            raise InputError("is no directory", source="--inputs", found=directory)
        self._files: list[tuple[str, int]] = []
        for folder, _, names in os.walk(root):
            for name in sorted(names):
                path = os.path.join(folder, name)
                try:
                    if os.path.isfile(path):
                        self._files.append((path, os.stat(path).st_size))
                except OSError:
                    continue
            if len(self._files) > _MOST_FILES:
                raise InputError(
                    "holds too many files to look through",
                    source="--inputs",
                    found=directory,
                    allowed=f"up to {_MOST_FILES:,}",
                )
        self._hashes: dict[str, str] = {}

    def find(self, recorded: str, size: Any, sha256: str, source: str, field: str) -> str:
        """The file with a hash; one of the same name is looked at first."""
        name = os.path.basename(recorded)
        like = [path for path, bytes_ in self._files if bytes_ == size or not isinstance(size, int)]
        for path in sorted(like, key=lambda path: os.path.basename(path) != name):
            if self._hash(path) == sha256:
                return path
        named = [path for path, _ in self._files if os.path.basename(path) == name]
        known = f"; {named[0]} is not what it was" if named else ""
        raise InputError(
            f"the input file {recorded} is nowhere below --inputs {self._directory}{known}",
            source=source,
            field=field,
            allowed=f"a file with sha256 {sha256[:16]}...",
        )

    def _hash(self, path: str) -> str:
        if path not in self._hashes:
            try:
                self._hashes[path] = sha256_of(Path(path))
            except OSError:
                self._hashes[path] = ""
        return self._hashes[path]


def own_files(found: Mapping[str, Any]) -> list[str]:
    """The input files of a manifest that ``with_inputs`` has found, each once, none built in."""
    return list(
        dict.fromkeys(
            record["path"] for record in found["inputs"] if not record["path"].startswith(BUILT_IN)
        )
    )


def moved(
    told: Mapping[str, Any], found: Mapping[str, Any], places: Mapping[str, str]
) -> dict[str, Any]:
    """A manifest with other paths: ``places`` by those at which ``with_inputs`` has found them."""
    by_recorded = {
        record["path"]: places[now["path"]]
        for record, now in zip(told["inputs"], found["inputs"], strict=True)
        if now["path"] in places
    }
    made = copy.deepcopy(dict(told))
    for place, key in _paths(made):
        place[key] = by_recorded[place[key]]
    return made
