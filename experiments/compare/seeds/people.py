"""People: who is helped, and who is worse off, because of a strategy, person by person.

With the same luck in both worlds a person's path differs only where the strategy, or somebody else
whom it moved, made it differ: that person is in care *because of* the strategy, or is not, for
instance because others now stand before them on the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.measured.watch import Lived
from simulation.measures.categories import STAGES
from simulation.population.columns import NEVER

if TYPE_CHECKING:
    from experiments.compare.seeds.groups import Groups
    from simulation.town import Town

Mask = NDArray[np.bool_]

PERSONAL: dict[str, str] = {
    "began_because": "Began care because of it",
    "kept_from_care": "Did not begin care because of it",
    "earlier": "Began care earlier",
    "later": "Began care later",
    "weeks_earlier": "Weeks by which care began earlier, of those with whom it did",
    "weeks_later": "Weeks by which care began later, of those with whom it did",
    "fewer_symptom_weeks": "Were ill for fewer weeks",
    "more_symptom_weeks": "Were ill for more weeks",
    "symptom_weeks_avoided": "Weeks of illness avoided, by those with fewer",
    "symptom_weeks_added": "Weeks of illness added, of those with more",
    "changed": "Any of these, or other care",
}
"""What is counted of adults whose path differs from that without strategies."""

TRAITS = ("age", "sex", "income", "culture", "coverage", "work", "trauma", "travel")
"""What is told of who they are."""
CARE = (
    "began because of it",
    "did not begin because of it",
    "began earlier",
    "began later",
    "began in the same week",
    "did not begin",
)
"""How the first course of care of a person differs."""
BECAUSE, KEPT, EARLIER, LATER, SAME, NONE = range(len(CARE))


def care_codes(without: NDArray[np.int16], with_: NDArray[np.int16]) -> NDArray[np.int8]:
    """For each person how the week of the first course (NEVER without one) differs: ``CARE``."""
    had, has = without != NEVER, with_ != NEVER
    choices = [
        has & ~had,
        had & ~has,
        had & has & (with_ < without),
        had & has & (with_ > without),
        had & has,
    ]
    return np.select(choices, [BECAUSE, KEPT, EARLIER, LATER, SAME], NONE).astype(np.int8)


def _changed(without: Lived, with_: Lived) -> Mask:
    """Whose path differs in anything that is told."""
    return np.asarray(
        (without.stages[-1] != with_.stages[-1])
        | (without.first_entry != with_.first_entry)
        | (without.first_session != with_.first_session)
        | (without.ill != with_.ill)
        | (without.lost != with_.lost)
        | (without.visits != with_.visits)
        | (without.cost != with_.cost)
    )


class Changes:
    """How the path of each person differs between two worlds: arrays with an entry a person."""

    def __init__(self, without: Lived, with_: Lived) -> None:
        self.care = care_codes(without.first_entry, with_.first_entry)
        self.weeks_later = with_.first_entry.astype(np.int64) - without.first_entry
        self.more_symptom_weeks = with_.ill - without.ill
        self.any = _changed(without, with_)


def personal(changes: Changes, among: Mask) -> dict[str, float]:
    """How many of these adults are better or worse off, and by how much (``PERSONAL``)."""
    care = np.bincount(changes.care[among], minlength=len(CARE))
    more = changes.more_symptom_weeks[among]
    return {
        "began_because": float(care[BECAUSE]),
        "kept_from_care": float(care[KEPT]),
        "earlier": float(care[EARLIER]),
        "later": float(care[LATER]),
        "weeks_earlier": float(-changes.weeks_later[among & (changes.care == EARLIER)].sum()),
        "weeks_later": float(changes.weeks_later[among & (changes.care == LATER)].sum()),
        "fewer_symptom_weeks": float(np.count_nonzero(more < 0)),
        "more_symptom_weeks": float(np.count_nonzero(more > 0)),
        "symptom_weeks_avoided": float(-more[more < 0].sum()),
        "symptom_weeks_added": float(more[more > 0].sum()),
        "changed": float(np.count_nonzero(changes.any[among])),
    }


def flows(without: Lived, with_: Lived, adult: Mask) -> dict[str, Any]:
    """How many adults stand in which stage without and with the strategy, at the end of each year.

    Columns: ``week``, ``stage_without``, ``stage_with``, ``adults``; pairs of stages in which
    nobody stands are left out.
    """
    weeks, before, after, count = [], [], [], []
    for row, week in enumerate(with_.ends):
        pairs = without.stages[row][adult].astype(np.int64) * len(STAGES) + with_.stages[row][adult]
        tally = np.bincount(pairs, minlength=len(STAGES) ** 2)
        for pair in np.flatnonzero(tally):
            weeks.append(week)
            before.append(STAGES[pair // len(STAGES)])
            after.append(STAGES[pair % len(STAGES)])
            count.append(int(tally[pair]))
    return {
        "week": np.array(weeks, np.int64),
        "stage_without": before,
        "stage_with": after,
        "adults": np.array(count, np.int64),
    }


def changed_people(
    town: Town,
    groups: Groups,
    stage_at_start: NDArray[np.uint8],
    without: Lived,
    with_: Lived,
    adult: Mask,
) -> dict[str, Any]:
    """All adults whose path differs: who they are, and what became of them in both worlds.

    Weeks that never came are ``NEVER``.
    """
    rows = np.flatnonzero(_changed(without, with_) & adult)
    people = town.people
    columns: dict[str, Any] = {"person": rows.astype(np.int64)}
    if people.labels is not None:
        columns["label"] = [people.labels[row] for row in rows]
    for name in TRAITS:
        values, names = people.codes_of(name)[rows], people.names_of(name)
        columns[name] = _words(values, names) if names else values
    columns["severity_at_start"] = _words(groups.codes["severity"][rows], groups.names["severity"])
    columns["stage_at_start"] = _words(stage_at_start[rows], STAGES)
    columns["care"] = _words(care_codes(without.first_entry, with_.first_entry)[rows], CARE)
    for ending, lived in (("without", without), ("with", with_)):
        columns[f"stage_{ending}"] = _words(lived.stages[-1][rows], STAGES)
        columns[f"first_entry_{ending}"] = lived.first_entry[rows].astype(np.int64)
        columns[f"symptom_weeks_{ending}"] = lived.ill[rows].astype(np.int64)
        columns[f"qalys_{ending}"] = lived.qalys[rows]
        columns[f"sessions_{ending}"] = lived.visits[rows].astype(np.int64)
        columns[f"cost_{ending}"] = lived.cost[rows]
    return columns


def _words(codes: NDArray[Any], names: tuple[str, ...]) -> list[str]:
    return [names[code] for code in codes]
