"""Score: how many rows a world meets, by what meeting them proves.

A row to which a number was fitted, one that tells an input again and one that follows from another
say little when they are met. What is left are checks, and of these some are met by nearly any
world: beside the score stands what worlds drawn from the priors score on the same rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.evidence.target import KINDS, Kind

if TYPE_CHECKING:
    from experiments.evidence.comparison import Compared

EASY = 0.8
"""A row that so many random draws meet tells little."""


@dataclass(frozen=True)
class Score:
    """Of the judged rows of one kind: how many there are, how many the world meets, and how many
    random draws meet on average, of those ``known`` for which that was measured."""

    kind: Kind
    rows: int
    near: int
    known: int
    by_chance: float
    easy: int

    @property
    def words(self) -> str:
        """As a few words: ``12 of 25 (random draws 9.3)``."""
        text = f"{self.near} of {self.rows}"
        if not self.known:
            return text
        among = "" if self.known == self.rows else f" of {self.known}"
        return f"{text} (random draws {self.by_chance:.1f}{among})"


def scores(compared: Sequence[Compared]) -> dict[Kind, Score]:
    """The score of each kind of row that there is, the judged ones alone."""
    found: dict[Kind, Score] = {}
    for kind in KINDS:
        rows = [one for one in compared if one.target.judged and one.target.kind == kind]
        if not rows:
            continue
        shares = [one.target.met_by_random_draws for one in rows]
        known = [share for share in shares if share is not None]
        near = sum(one.verdict == "near" for one in rows)
        easy = sum(share >= EASY for share in known)
        found[kind] = Score(kind, len(rows), near, len(known), sum(known), easy)
    return found


def score_words(compared: Sequence[Compared]) -> str:
    """The score as a sentence or two, checks first."""
    found = scores(compared)
    told = []
    if "check" in found:
        told.append(f"Real checks met: {found['check'].words}.")
    rest = {
        "fitted": "rows fitted to",
        "echo": "inputs told again",
        "implied": "rows implied by others",
    }
    others = [f"{rest[kind]} {one.words}" for kind, one in found.items() if kind != "check"]
    if others:
        told.append(f"Beside them, which prove little: {', '.join(others)}.")
    return " ".join(told)


def tolerance_counts(compared: Sequence[Compared]) -> Counter[str]:
    """How many judged rows take their bounds from where."""
    return Counter(one.target.basis for one in compared if one.target.judged)
