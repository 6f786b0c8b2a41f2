"""Events: who changed stage, severity or had a session, when, and in which process of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.measures.categories import SEVERITIES, STAGES
from simulation.population.people import Population

if TYPE_CHECKING:
    import pandas as pd

WATCHED = ("stage", "severity", "sessions", "refusals")
"""Columns whose changes are events."""


class Events:
    """A list of changes, found by comparing columns after each process with those before it.

    It only looks: a run with events is the same run, bit for bit.
    """

    def __init__(self, people: Population) -> None:
        self._helps = np.array(people.names_of("modality"))
        self._before = {name: getattr(people, name).copy() for name in WATCHED}
        self._rows: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return sum(row["person"].size for row in self._rows)

    def note(self, process: str, week: int, people: Population) -> None:
        """Write down what a process has changed."""
        for name in WATCHED:
            now: NDArray[Any] = getattr(people, name)
            before = self._before[name]
            changed = np.flatnonzero(now != before)
            if not changed.size:
                continue
            self._rows.append(
                {
                    "week": week,
                    "process": process,
                    "what": name,
                    "person": changed.astype(np.int32),
                    "before": before[changed],
                    "after": now[changed],
                    "modality": people.codes_of("modality")[changed],
                }
            )
            before[changed] = now[changed]

    def frame(self) -> pd.DataFrame:
        """All events: week, person, process, what, before, after (names of stages and severities,
        numbers of sessions and refusals), modality."""
        import pandas as pd

        names: dict[str, tuple[str, ...]] = {"stage": STAGES, "severity": SEVERITIES}
        parts = []
        for row in self._rows:
            named = names.get(row["what"])
            before, after = (
                np.array(named)[row[when]] if named else row[when].astype(str)
                for when in ("before", "after")
            )
            parts.append(
                pd.DataFrame(
                    {
                        "week": np.int16(row["week"]),
                        "person": row["person"],
                        "process": row["process"],
                        "what": row["what"],
                        "before": before,
                        "after": after,
                        "modality": self._helps[row["modality"]],
                    }
                )
            )
        columns = ["week", "person", "process", "what", "before", "after", "modality"]
        if not parts:
            return pd.DataFrame({name: [] for name in columns})
        return pd.concat(parts, ignore_index=True)
