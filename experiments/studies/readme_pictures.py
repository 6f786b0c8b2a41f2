"""The pictures of the guides, made again by the commands that the guides show.

    python -m experiments.studies.readme_pictures

runs each once (the comparison takes some minutes), puts the pictures into ``experiments/images``,
and notes beside them what they were drawn from, by which a test sees when the model has changed
since.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import experiments
from experiments.files.hashes import sha256_of
from experiments.files.results import MANIFEST, json_text

IMAGES = Path(__file__).parents[1] / "images"
MADE = IMAGES / "made.json"
_COMPARE = (
    "helpseek compare --strategy leap --strategy subsidy --strategy leap+subsidy "
    "--strategy campaign --strategy more_places --strategy reminders --seeds 40"
)
PICTURES: dict[str, dict[str, str]] = {
    "pathway.png": {
        "command": "helpseek run",
        "figure": "figures/pathway.png",
        "table": "weekly.parquet",
    },
    "compare-differences.png": {
        "command": _COMPARE,
        "figure": "figures/differences.png",
        "table": "differences.parquet",
    },
    "compare-path.png": {
        "command": _COMPARE,
        "figure": "figures/path_subsidy.png",
        "table": "path.parquet",
    },
}
"""For each picture the command that makes its result, the figure, and the table that is drawn."""


def take(name: str, result: Path) -> dict[str, Any]:
    """Put a picture in its place from a result, and return what is noted of it."""
    asked = PICTURES[name]
    told = json.loads((result / MANIFEST).read_text(encoding="utf-8"))
    shutil.copyfile(result / asked["figure"], IMAGES / name)
    return {
        "command": asked["command"],
        "table": asked["table"],
        "content": told["results"][asked["table"]]["content"],
        "sha256": sha256_of(IMAGES / name),
    }


def main() -> None:
    """Make all pictures again."""
    with tempfile.TemporaryDirectory() as folder:
        noted: dict[str, Any] = {}
        made: dict[str, Path] = {}
        for name, asked in PICTURES.items():
            out = made.get(asked["command"])
            if out is None:
                out = made[asked["command"]] = Path(folder, name)
                command = [*asked["command"].split()[1:], "--out", str(out)]
                subprocess.run(
                    [sys.executable, "-m", f"{experiments.__name__}.cli", *command], check=True
                )
            noted[name] = take(name, out)
        MADE.write_text(json_text(noted), encoding="utf-8")


if __name__ == "__main__":
    main()
