"""The directory of a command that rests on many runs: results on top, and below them every run.

Runs are kept in a store of the engine from the moment each is done, so that the same command goes
on where it was stopped; the results above are there whole or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.engine.store import Store
from experiments.files.results import Results, clear, json_text, move_in
from simulation.errors import InputError

ASKED = "asked.json"
"""In the store: the question that it belongs to, by which another one is refused."""
_MOST = 1_000_000


class Home:
    """The directory of a command: ``results/COMMAND-WORLD-NUMBER``, or the one that is given.

    ``folder`` is that of the store. One that holds the same question is gone on with; InputError
    for anything else in it.
    """

    def __init__(self, out: str | None, command: str, world: str, folder: str = "kept") -> None:
        self.command = command
        self.folder = folder
        named = f"{command}-{_safe(world)}"
        self.path = Path(os.path.abspath(os.path.expanduser(out))) if out else _numbered(named)
        allowed = f"a new or empty directory, or one of helpseek {command} to go on with"
        try:
            there = self.path.exists()
            if there and not self.path.is_dir():
                raise InputError(
                    "not a directory", source="--out", found=str(self.path), allowed=allowed
                )
            inside = [
                entry
                for entry in (os.listdir(self.path) if there else [])
                if not entry.startswith(".")
            ]
        except (OSError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot be used ({reason})", source="--out", found=str(self.path), allowed=allowed
            ) from error
        if inside and folder not in inside:
            raise InputError(
                "the directory holds something else",
                source="--out",
                found=str(self.path),
                allowed=allowed,
            )

    @property
    def kept(self) -> Path:
        """The folder of the store."""
        return self.path / self.folder

    def ask(self, store: Store, question: Mapping[str, Any], *, replace: bool) -> None:
        """Write the question down; refuse to go on with another one, unless it may be replaced.

        Call it with the store locked.
        """
        path = self.kept / ASKED
        now = json.loads(json_text(question))
        before: Any = now
        if path.exists():
            try:
                before = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError, RecursionError):
                before = None
        if before != now and not replace:
            from simulation.scenario.merging import differences

            different = next(differences(before, now), None) if isinstance(before, dict) else None
            field, was, found = different or ("", None, None)
            raise InputError(
                "the directory holds the answer to another question",
                source="--out",
                field=field,
                found=found,
                allowed=f"{was}, another directory, or --force to replace it",
            )
        store.write(ASKED, json_text(question).encode())

    def results(self) -> Results:
        """Results in the making, to be used in a ``with`` block."""
        made = _OnTop(self.path, name=self.path.name)
        made.stays = self.folder
        return made


class _OnTop(Results):
    """Results that are put into a directory beside the store, which stays."""

    stays = ""

    def _place(self, home: Path) -> Path:
        return home

    def _move_in(self, home: Path) -> None:
        clear(home, keep=(self.temporary.name, self.stays))
        move_in(self.temporary, home)


def _safe(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_" else "-" for c in Path(name).stem).strip("-")
    return kept[:60] or "world"


def _numbered(name: str) -> Path:
    """The first free place for results of this name."""
    for number in range(1, _MOST):
        path = Path("results").absolute() / f"{name}-{number:03d}"
        if not path.exists() and not path.is_symlink():
            return path
    raise InputError("no free number for results", source="--out", found=name)
