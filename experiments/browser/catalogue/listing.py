"""The list of results: what there is under ``results/``, from manifests that are read once.

A result is a directory with a manifest of ours, up to three levels down; a directory that a
command is still working on, or that has lost its manifest, is listed as not complete. Each has an
id, by which alone it is asked for: ids are looked up in the list and never become paths.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from experiments.browser.catalogue.files import (
    entries,
    files_of,
    plain_directory,
    plain_file,
    read_json,
    room_of,
)
from experiments.browser.catalogue.refusals import NotThere, Refusal
from experiments.compare.results import SEEDS
from experiments.engine.parts import INDEX
from experiments.engine.pieces import Pieces, holds_parts
from experiments.engine.store import PLAN, RECORD
from experiments.files.results import MANIFEST, SUMMARY
from simulation.errors import InputError, one_line

KINDS = (
    "run",
    "comparison",
    "sweep",
    "sensitivity",
    "portfolio",
    "discovery",
    "calibration",
    "evidence",
)
OTHER = "other"
_FORMATS = {
    "run": "run",
    "compare": "comparison",
    "sweep": "sweep",
    "sensitivity": "sensitivity",
    "portfolio": "portfolio",
    "discover": "discovery",
    "calibrate": "calibration",
    "evidence": "evidence",
}
"""Kinds by the second word of a manifest's format."""
_THIS_VERSION = "1"
_MARKS = (MANIFEST, SUMMARY, RECORD, f"{SEEDS}/{RECORD}", f"kept/{RECORD}")
"""Files by which a directory is known for a result."""
_MOVING = (PLAN, INDEX, "journal", "runs", ".")
"""What changes while a command works on it."""
_DEPTH = 3
_MOST = 20_000
"""Directories that are looked at."""
_FRESH = 1.0
"""Seconds for which the list is not made anew."""


@dataclass(frozen=True)
class Entry:
    """One result of the list; ``size`` in bytes, ``changed`` in seconds since 1970."""

    id: str
    name: str
    kind: str
    world: str
    people: int | None
    weeks: int | None
    seeds: str
    what: str
    """What was done in it: strategies, number of runs, outcome; short."""
    changed: float
    size: int
    complete: bool
    note: str
    """What is wrong with it, in a sentence; empty where nothing is."""
    directory: Path = field(repr=False, compare=False)

    def told(self) -> dict[str, Any]:
        """The entry as the page is told of it."""
        told = asdict(self)
        del told["directory"]
        return told


class Listing:
    """The results under one directory; safe to be asked by several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._known: dict[Path, tuple[object, Entry]] = {}
        self._entries: dict[str, Entry] = {}
        self._made = -_FRESH
        self._lock = threading.Lock()
        self.left_out = 0
        """Directories beyond the most that are looked at."""

    def entries(self) -> list[Entry]:
        """All results, the latest first."""
        with self._lock:
            if monotonic() - self._made >= _FRESH:
                self._look()
            found = list(self._entries.values())
        return sorted(found, key=lambda entry: (-entry.changed, entry.name))

    def entry(self, wanted: str) -> Entry:
        """The result with this id. Raises NotThere."""
        with self._lock:
            found = self._entries.get(wanted)
            if found is None or not plain_directory(found.directory) or self._stale(found):
                self._look()
                found = self._entries.get(wanted)
        if found is None:
            raise NotThere(
                "no result has this id", field="id", found=wanted, allowed="an id of the list"
            )
        return found

    def _stale(self, entry: Entry) -> bool:
        known = self._known.get(entry.directory)
        return known is None or known[0] != _signature(entry.directory)

    def _look(self) -> None:
        found: dict[Path, tuple[object, Entry]] = {}
        self.left_out = 0
        for directory in self._directories():
            signature = _signature(directory)
            if signature is None:
                continue
            known = self._known.get(directory)
            found[directory] = (
                known
                if known and known[0] == signature
                else (signature, _entry(directory, self.root))
            )
        self._known = found
        self._entries = {entry.id: entry for _, entry in found.values()}
        self._made = monotonic()

    def _directories(self) -> Iterator[Path]:
        """Directories below the root; not those within a result."""
        looked = 0
        waiting = [(self.root, 0)]
        while waiting:
            directory, depth = waiting.pop(0)
            for entry in entries(directory):
                if not entry.is_dir(follow_symlinks=False):
                    continue
                looked += 1
                if looked > _MOST:
                    self.left_out += 1
                    continue
                path = directory / entry.name
                if _signature(path) is not None:
                    yield path
                elif depth + 1 < _DEPTH:
                    waiting.append((path, depth + 1))


def _signature(directory: Path) -> object:
    """Changes whenever the entry of a result may; None for a directory that is no result."""
    told: list[object] = []
    for name in (*_MARKS, *_MOVING):
        if name in _MOVING and not told:
            return None
        try:
            found = (directory / name).lstat()
        except (OSError, ValueError):
            continue
        told.append((name, found.st_mtime_ns, found.st_size, found.st_ino))
    return tuple(told)


def identity(directory: Path, root: Path) -> str:
    """The id of a result: a hash of its place, so that odd names do no harm in addresses."""
    place = os.fsencode(directory.relative_to(root))
    return hashlib.sha256(place).hexdigest()[:16]


def _entry(directory: Path, root: Path) -> Entry:
    name = _shown(str(directory.relative_to(root)))
    told: Mapping[str, Any] = {}
    complete, note = False, ""
    if plain_file(directory / MANIFEST) is not None:
        try:
            told = read_json(directory / MANIFEST)
            complete = True
        except Refusal as error:
            note = f"Its manifest {error.problem}."
    elif (directory / MANIFEST).is_symlink():
        note = "Its manifest is a link, which is not followed."
    else:
        note = "It has no manifest: it is being made, or was stopped."
    kind, strange = _kind(told, directory)
    if complete and strange:
        note = strange
    elif complete and kind == "sweep" and isinstance(told.get("runs"), int):
        done, note = _runs_of(directory)
        if done < told["runs"]:  # the manifest of a sweep stands there from the beginning
            complete = False
            note = note or f"{done:,} of {told['runs']:,} runs are there."
    return Entry(
        id=identity(directory, root),
        name=name,
        kind=kind,
        world=_shown(_world(told)),
        people=_whole(told, "people"),
        weeks=_whole(told, "weeks"),
        seeds=_seeds(told, kind),
        what=_shown(_what(told, kind)),
        changed=_changed(directory),
        size=room_of(directory),
        complete=complete,
        note=note,
        directory=directory,
    )


def _runs_of(directory: Path) -> tuple[int, str]:
    """How many runs a sweep has, and what is wrong with its index."""
    if not holds_parts(directory):  # of before: a file for each
        return len(files_of(directory / "runs", ".parquet")), ""
    pieces = Pieces(directory)
    try:
        return sum(1 for _ in pieces.known()), ""
    except InputError as error:
        return 0, f"Its {Path(error.source).name} {error.problem}."


def _kind(told: Mapping[str, Any], directory: Path) -> tuple[str, str]:
    """The kind of a result, and what is strange about its format."""
    words = str(told.get("format", "")).split()
    if len(words) == 3 and words[0] == "helpseek" and words[1] in _FORMATS:
        kind = _FORMATS[words[1]]
        if words[2] != _THIS_VERSION:
            return (
                kind,
                f"It was written in another format ({_shown(' '.join(words))}): "
                "what is not as it is now is left out.",
            )
        return kind, ""
    if told:
        return OTHER, "Its manifest is not one of Helpseek."
    if plain_file(directory / RECORD) is not None:
        return "sweep", ""
    if plain_file(directory / SEEDS / RECORD) is not None:
        return "comparison", ""
    if plain_file(directory / SUMMARY) is not None:
        return "run", ""
    return OTHER, ""


def _world(told: Mapping[str, Any]) -> str:
    scenario = told.get("scenario")
    return str(scenario.get("name") or "") if isinstance(scenario, dict) else ""


def _whole(told: Mapping[str, Any], name: str) -> int | None:
    """A whole number from the manifest, or from the scenario in it."""
    scenario = told.get("scenario")
    scenario = scenario if isinstance(scenario, dict) else {}
    section = scenario.get({"people": "population", "weeks": "horizon"}[name])
    inner = section.get(name) if isinstance(section, dict) else None
    for value in (told.get(name), inner):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
            return value
    return None


def _seeds(told: Mapping[str, Any], kind: str) -> str:
    """The seeds in few words: ``seed 7``, ``seeds 1 to 40``, ``4 seeds``."""
    seeds, options = told.get("seeds"), told.get("options")
    first = told.get("seed")
    if kind == "comparison" and isinstance(options, dict) and isinstance(first, int):
        looked = told.get("looked_at")
        number = looked[-1] if isinstance(looked, list) and looked else options.get("seeds")
        if isinstance(number, int) and number > 0:
            return _between(first, first + number - 1)
    if isinstance(seeds, list) and seeds and all(isinstance(seed, int) for seed in seeds):
        whole = seeds == list(range(seeds[0], seeds[0] + len(seeds)))
        return _between(seeds[0], seeds[-1]) if whole else f"{len(seeds):,} seeds"
    if isinstance(seeds, int) and not isinstance(seeds, bool):
        return f"{seeds:,} {'seed' if seeds == 1 else 'seeds'}"
    return f"seed {first}" if isinstance(first, int) else ""


def _between(first: int, last: int) -> str:
    return f"seed {first}" if first == last else f"seeds {first} to {last}"


def _what(told: Mapping[str, Any], kind: str) -> str:
    """What was done, in few words."""
    from experiments.strategies.arms import arm_words

    def names(value: Any) -> list[str]:
        listed = (
            value if isinstance(value, list) else list(value) if isinstance(value, dict) else []
        )
        return [str(one.get("name") if isinstance(one, dict) else one) for one in listed]

    scenario = told.get("scenario")
    if kind == "run":
        used = names(scenario.get("strategies")) if isinstance(scenario, dict) else []
        return ", ".join(map(arm_words, used)) or "No strategy"
    if kind == "comparison":
        return ", ".join(map(arm_words, names(told.get("strategies"))))
    if kind == "sweep":
        runs, points = told.get("runs"), told.get("points")
        return (
            f"{runs:,} runs, {points:,} points"
            if isinstance(runs, int) and isinstance(points, int)
            else ""
        )
    if kind == "discovery":
        return str(told.get("question") or "")
    for field_name in ("outcomes", "objectives", "targets"):
        if told.get(field_name):
            return ", ".join(word.replace("_", " ") for word in names(told[field_name]))
    return ""


def _changed(directory: Path) -> float:
    for name in (MANIFEST, SUMMARY, RECORD, "."):
        try:
            return (directory / name).lstat().st_mtime
        except (OSError, ValueError):
            continue
    return 0.0


def _shown(text: str) -> str:
    """Text from a file or a file name, as it can stand in JSON and on one line of a page."""
    return one_line(text, 200)
