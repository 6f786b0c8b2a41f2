"""The directory of a comparison: results on top, and below them what every seed has told.

Seeds are kept in a store of the engine from the moment each arm is done; the results above it are
there whole or not at all, and are written anew when seeds or strategies are added.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.engine import home
from experiments.engine.home import ASKED
from experiments.files.manifest import COMPARISON
from experiments.files.results import MANIFEST, json_text
from simulation.errors import InputError

FORMAT = COMPARISON
DOCUMENT = "helpseek comparison 3"
"""Format of ``comparison.json``; the second had other names (``old_names``), the first other signs,
too."""
SEEDS = "seeds"
"""Folder of the store."""


class Home(home.Home):
    """The directory of a comparison: ``results/compare-WORLD-NUMBER``, or the one that is given.

    One that holds a comparison is gone on with; one with something else in it is refused.
    """

    def __init__(self, out: str | None, name: str) -> None:
        super().__init__(out, "compare", name, SEEDS)

    @property
    def seeds(self) -> Path:
        """The folder of the store."""
        return self.kept

    def check_world(self, world: Mapping[str, Any], *, replace: bool) -> None:
        """Refuse to go on with a comparison in another world, unless it may be replaced.

        Call it with the store locked.
        """
        path = self.seeds / ASKED
        try:
            before = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError):
            before = None
        now = json.loads(json_text(world))
        if before == now or replace:
            return
        from simulation.scenario.merging import differences

        different = next(differences(before, now, "scenario"), None)
        field, was, found = different or ("scenario", None, None)
        raise InputError(
            "the directory holds a comparison in another world",
            source="--out",
            field=field,
            found=found,
            allowed=f"{was}, another directory, or --force to replace it",
        )

    def looked_at(self) -> list[int]:
        """Numbers of seeds at which results have been written here before."""
        try:
            told = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))["looked_at"]
            return [int(number) for number in told]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return []
