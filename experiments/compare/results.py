"""The directory of a comparison: results on top, and below them what every seed has told.

Seeds are kept in a store of the engine from the moment each arm is done; the results above it are
there whole or not at all, and are written anew when seeds or strategies are added.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.results import MANIFEST, Results, json_text
from simulation.errors import InputError

FORMAT = "helpseek compare 1"
SEEDS = "seeds"
"""Folder of the store."""
ASKED = "asked.json"
"""In the store: the world that is compared in, by which another one is refused."""
_MOST = 1_000_000
_ALLOWED = "a new or empty directory, or that of a comparison to go on with"


class Home:
    """The directory of a comparison: ``results/compare-WORLD-NUMBER``, or the one that is given.

    One that holds a comparison is gone on with; one with something else in it is refused.
    """

    def __init__(self, out: str | None, name: str) -> None:
        self.path = Path(os.path.abspath(os.path.expanduser(out))) if out else _numbered(name)
        try:
            there = self.path.exists()
            if there and not self.path.is_dir():
                raise InputError(
                    "not a directory", source="--out", found=str(self.path), allowed=_ALLOWED
                )
            inside = [
                entry for entry in (os.listdir(self.path) if there else [])
                if not entry.startswith(".")
            ]  # fmt: skip
        except (OSError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                f"cannot be used ({reason})", source="--out", found=str(self.path), allowed=_ALLOWED
            ) from error
        if inside and SEEDS not in inside:
            raise InputError(
                "the directory holds something else", source="--out", found=str(self.path),
                allowed=_ALLOWED,
            )  # fmt: skip

    @property
    def seeds(self) -> Path:
        """The folder of the store."""
        return self.path / SEEDS

    def check_world(self, world: Mapping[str, Any], *, replace: bool) -> None:
        """Refuse to go on with a comparison in another world, unless it may be replaced.

        Call it with the store locked.
        """
        path = self.seeds / ASKED
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError):
            before = None
        now = json.loads(json_text(world))
        if before == now or replace:
            return
        from experiments.burn_in import first_difference

        different = first_difference(before, now, "scenario")
        field, was, found = different or ("scenario", None, None)
        raise InputError(
            "the directory holds a comparison in another world", source="--out", field=field,
            found=found, allowed=f"{was}, another directory, or --force to replace it",
        )  # fmt: skip

    def looked_at(self) -> list[int]:
        """Numbers of seeds at which results have been written here before."""
        try:
            told = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))["looked_at"]
            return [int(number) for number in told]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def results(self) -> Results:
        """Results in the making, to be used in a ``with`` block."""
        return _OnTop(self.path, name=self.path.name)


class _OnTop(Results):
    """Results that are put into a directory beside the store, which stays."""

    def _place(self, home: Path) -> Path:
        return home

    def _move_in(self, home: Path) -> None:
        (home / MANIFEST).unlink(missing_ok=True)
        for entry in list(home.iterdir()):
            if entry == self.temporary or entry.name == SEEDS:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        entries = sorted(self.temporary.iterdir(), key=lambda entry: entry.name == MANIFEST)
        for entry in entries:
            os.rename(entry, home / entry.name)
        self.temporary.rmdir()


def _numbered(name: str) -> Path:
    """The first free place for results of this name."""
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in Path(name).stem).strip("-")
    for number in range(1, _MOST):
        path = Path("results").absolute() / f"compare-{safe[:60] or 'world'}-{number:03d}"
        if not path.exists() and not path.is_symlink():
            return path
    raise InputError("no free number for results", source="--out", found=name)
