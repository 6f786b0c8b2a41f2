"""Outcomes of the built-in worlds as they were when numbers last changed on purpose.

    python -m tests.support.golden_outcomes

writes them anew. Do so only with a change of numbers that is meant: add a row to
``simulation/revisions.csv`` first, and an entry marked **(numbers, revision N)** to the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulation import HelpSeekingModel
from simulation.revisions import present
from simulation.scenario import world_files

FILE = Path(__file__).parents[1] / "data" / "golden_outcomes.json"
PEOPLE, BURN_IN, WEEKS, SEEDS = 1_500, 104, 104, (1, 2)


def found() -> dict[str, Any]:
    """All outcomes and reasons of each world and seed, to nine digits, and the revision."""
    worlds: dict[str, Any] = {}
    for world in sorted(world_files()):
        for seed in SEEDS:
            model = HelpSeekingModel(
                world,
                people=PEOPLE,
                rng=seed,
                weeks=WEEKS,
                horizon__burn_in_weeks=BURN_IN,
            )
            model.run()
            told = {**model.outcomes(), **{f"reason {k}": v for k, v in model.reasons().items()}}
            worlds[f"{world}, seed {seed}"] = {
                name: None if value != value else float(f"{value:.9g}")
                for name, value in told.items()
            }
    return {"revision": present(), "worlds": worlds}


if __name__ == "__main__":
    FILE.write_text(json.dumps(found(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
