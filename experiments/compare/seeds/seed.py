"""One seed: a town is built, lives through its burn-in once, and from there once with each arm.

Everybody's luck is the same in all arms, so that what differs, for the town and for each person, is
what the strategies did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.compare.seeds.groups import Groups
from experiments.compare.seeds.paths import endings, steps_taken
from experiments.compare.seeds.people import Changes, changed_people, flows, personal
from experiments.measured.watch import Lived, live, means_by
from experiments.strategies.arms import NOTHING, Arm
from simulation.build import build_town, burn_in
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.quantity import TOTAL
from simulation.measures.survey import Survey
from simulation.measures.whole_time import CARE, HEALTH, ILLNESS

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

Columns = dict[str, Any]
"""A table as columns by name: arrays, or lists of words or numbers."""

GROUP_MEANS = (CARE, "used_service", ILLNESS, HEALTH, f"cost_services{TOTAL}")
"""Measures of the whole time that are told of groups, too."""
EVERYBODY = ""
"""Grouping and group of all adults."""


class Seed:
    """The town of one seed at week 0, from which each arm branches.

    Built, with its burn-in, when it is made. ``by`` are further groupings to be told.
    """

    def __init__(
        self, scenario: Scenario, seed: int, threads: int = 1, by: Sequence[str] = ()
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self._town = build_town(scenario, seed, threads=threads)
        burn_in(self._town)
        self.groups = Groups.of(self._town, by)
        self._without: Lived | None = None

    def begin(self, arm: Arm) -> Town:
        """The town as it stood at week 0, with the strategies of an arm about to begin."""
        return self._town.branch(strategies=(*self.scenario.strategies, *arm.strategies))

    def tables(self, arm: Arm, *, people: bool = False) -> dict[str, Columns]:
        """Live through an arm, and tell what it came to and whom it moved.

        ``runs`` has a row of all adults and one for each group; ``weekly`` a row a week; ``flows``
        a row for each year's end and pair of stages, ``steps`` one for each group and pair of last
        steps on the path to recovery, ``endings`` tells how those fared whose step differs, and
        ``people`` (only if asked for) has one for each person who changed: none of these where
        nothing is done. All have ``seed`` and ``strategy``.
        """
        if self._without is None and arm.strategies:
            self._without = live(self.begin(Arm(NOTHING)), self.scenario.horizon.weeks)
        town = self.begin(arm)
        lived = live(town, self.scenario.horizon.weeks)
        without = self._without = self._without or lived
        found = tables_of(town, self.seed, arm, lived, without, self.groups)
        if people and arm.strategies:
            adult = Survey(town).adult
            changed = changed_people(
                town, self.groups, self._town.people.stage, without, lived, adult
            )
            found["people"] = _with_keys(changed, self.seed, arm)
        return found


def tables_of(
    town: Town, seed: int, arm: Arm, lived: Lived, without: Lived, groups: Groups
) -> dict[str, Columns]:
    """The tables of one arm that has lived, and stands now, beside one without any strategy.

    They are those of ``Seed.tables``, but for ``people``.
    """
    survey = Survey(town)
    weeks = lived.ends[-1] + 1
    found = {
        "runs": _runs(survey, lived, Changes(without, lived), groups),
        "weekly": {"week": np.arange(weeks), **lived.series},
    }
    if arm.strategies:
        adult = survey.adult
        found["flows"] = flows(without, lived, adult)
        if without.reached is not None and lived.reached is not None:
            found["steps"] = steps_taken(
                without.reached, lived.reached, _with_everybody(groups, adult.size), adult
            )
            found["endings"] = endings(without.reached, lived.reached, adult)
    return {name: _with_keys(columns, seed, arm) for name, columns in found.items()}


def _with_everybody(groups: Groups, people: int) -> Groups:
    """The groups, after one of all people."""
    return Groups(
        {EVERYBODY: np.zeros(people, np.int64), **groups.codes},
        {EVERYBODY: (EVERYBODY,), **groups.names},
    )


def _with_keys(columns: Columns, seed: int, arm: Arm) -> Columns:
    rows = len(next(iter(columns.values())))
    return {"seed": np.full(rows, seed, np.int64), "strategy": [arm.name] * rows} | columns


def _runs(survey: Survey, lived: Lived, changes: Changes, groups: Groups) -> Columns:
    """Outcomes of the last year, measures of the whole time and counts of persons, of all adults
    and of each group."""
    adult = survey.adult
    values = {
        CARE: lived.first_entry >= 0,
        "used_service": lived.first_session >= 0,
        ILLNESS: lived.ill,
        HEALTH: lived.qalys,
        f"cost_services{TOTAL}": lived.cost,
    }
    groups = _with_everybody(groups, adult.size)
    rows: list[dict[str, Any]] = []
    for by, codes in groups.codes.items():
        names = groups.names[by]
        inside = adult & (codes >= 0)
        means = {
            name: means_by(codes[inside], each[inside], len(names)) for name, each in values.items()
        }
        for code, name in enumerate(names):
            among = adult & (codes == code)
            row: dict[str, Any] = {
                "by": by,
                "group": name,
                "people": int(adult.size),
                "adults": int(np.count_nonzero(among)),
            }
            row |= {one.name: one.compute(survey, among) for one in OUTCOMES.values()}
            row |= {measure: float(means[measure][code]) for measure in GROUP_MEANS}
            row |= personal(changes, among)
            count = max(row["adults"], 1)
            row |= {
                measure: total / count if by == EVERYBODY else float("nan")
                for measure, total in lived.counted.items()
            }
            rows.append(row)
    return {name: [row[name] for row in rows] for name in rows[0]}
