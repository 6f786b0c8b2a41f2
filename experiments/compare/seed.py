"""One seed: a town is built, lives through its burn-in once, and from there once with each arm.

Everybody's luck is the same in all arms, so that what differs, for the town and for each person, is
what the strategies did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.compare.arms import NOTHING, Arm
from experiments.compare.people import PERSONAL, changed_people, flows, personal
from experiments.compare.watch import Lived, Tick, live, sum_by
from simulation.build import build_town, burn_in
from simulation.counts import YEAR
from simulation.outcomes import GROUPINGS, OUTCOMES, Survey
from simulation.strategies import plans

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

Columns = dict[str, Any]
"""A table as columns by name: arrays, or lists of words."""

GROUP_SUMS = ("began_care", "used_service", "weeks_ill", "qaly_lost", "services")
"""Measures of the whole time that are told of groups, too."""
TABLES = ("runs", "groups", "weekly", "flows", "people")


@dataclass(frozen=True)
class Groups:
    """The groups that people belong to as the comparison begins: the same in all arms.

    ``codes`` and ``names`` are by grouping (``GROUPINGS``).
    """

    codes: dict[str, NDArray[np.int64]]
    names: dict[str, tuple[str, ...]]

    @classmethod
    def at_start(cls, town: Town) -> Groups:
        """Groups of the town as it stands."""
        survey = Survey(town)
        found = {name: grouping(survey) for name, grouping in GROUPINGS.items()}
        return cls(
            {name: np.array(codes, np.int64) for name, (codes, _) in found.items()},
            {name: tuple(names) for name, (_, names) in found.items()},
        )


class Branching:
    """A town at week 0 to which one can go back for each arm."""

    def __init__(self, scenario: Scenario, seed: int, threads: int, tick: Tick) -> None:
        self.scenario = scenario
        self._town = build_town(scenario, seed, threads=threads)
        burn_in(self._town, _ticking(tick))
        self._state = self._town.state()
        self._parameters = self._town.parameters.copy()
        self._services = self._town.services.copy()
        self.groups = Groups.at_start(self._town)
        self.stage = self._town.people.stage.copy()
        """The stage of each person as the comparison begins."""

    def town(self, arm: Arm) -> Town:
        """The town as it stood, with the strategies of an arm about to begin."""
        town = self._town
        town.parameters[:] = self._parameters
        town.services[:] = self._services
        town.values.clear()
        town.strategies = plans((*self.scenario.strategies, *arm.strategies), town)
        town.restore(self._state)
        return town


def weeks_of(scenario: Scenario, arms: int) -> int:
    """How many weeks one seed takes with so many arms, doing nothing beside them."""
    return int(scenario.horizon.burn_in_weeks + (arms + 1) * scenario.horizon.weeks)


def compare_seed(
    scenario: Scenario,
    arms: Sequence[Arm],
    seed: int,
    *,
    people: bool = False,
    threads: int = 1,
    tick: Tick = lambda: None,
) -> dict[str, Columns]:
    """Live through one seed with doing nothing and with each arm, and tell what differs.

    Gives the tables ``TABLES`` as columns, all with ``seed`` and ``strategy``; that of people, who
    changed because of a strategy, only if ``people``. ``tick`` is called after every week.
    """
    start = Branching(scenario, seed, threads, tick)
    weeks = scenario.horizon.weeks
    parts: dict[str, list[Columns]] = {name: [] for name in TABLES}
    nothing = Arm(NOTHING)
    without: Lived | None = None
    for arm in (nothing, *arms):
        town = start.town(arm)
        lived = live(town, weeks, tick)
        without = without or lived
        survey = Survey(town)
        adult = survey.adult
        run: Columns = {"adults": int(np.count_nonzero(adult)), "people": town.people.people}
        run |= {name: outcome.compute(survey, adult) for name, outcome in OUTCOMES.items()}
        run |= personal(without, lived, adult)
        tables = {
            "runs": {name: [value] for name, value in run.items()},
            "groups": _group_table(survey, lived, start.groups),
            "weekly": {"week": np.arange(weeks), **lived.series},
        }
        if arm is not nothing:
            tables["flows"] = flows(without, lived, adult)
            if people:
                tables["people"] = changed_people(
                    town, start.groups, start.stage, without, lived, adult
                )
        for name, columns in tables.items():
            rows = len(next(iter(columns.values())))
            parts[name].append(
                {"seed": np.full(rows, seed, np.int64), "strategy": [arm.name] * rows, **columns}
            )
    return {name: _joined(found) for name, found in parts.items()}


def _group_table(survey: Survey, lived: Lived, groups: Groups) -> Columns:
    """Outcomes of the last year and measures of the whole time, of each group of adults."""
    rows: list[dict[str, Any]] = []
    adult = survey.adult
    sums: Mapping[str, NDArray[Any]] = {
        "began_care": lived.first_entry >= 0,
        "used_service": lived.first_session >= 0,
        "weeks_ill": lived.ill,
        "qaly_lost": lived.lost / 1000.0 / YEAR,
        "services": lived.cost,
    }
    for by, codes in groups.codes.items():
        names = groups.names[by]
        here = codes[adult]
        sizes = np.bincount(here, minlength=len(names))
        with np.errstate(invalid="ignore"):
            means = {
                name: sum_by(here, values[adult], len(names)) / sizes
                for name, values in sums.items()
            }
        for code, name in enumerate(names):
            among = adult & (codes == code)
            row: dict[str, Any] = {"by": by, "group": name, "adults": int(sizes[code])}
            for outcome in OUTCOMES.values():
                row[outcome.name] = outcome.compute(survey, among)
            for measure in GROUP_SUMS:
                row[measure] = float(means[measure][code])
            rows.append(row)
    return {name: [row[name] for row in rows] for name in rows[0]}


def _joined(parts: Sequence[Columns]) -> Columns:
    """Tables below each other."""
    if not parts:
        return {}
    joined: Columns = {}
    for name in parts[0]:
        columns = [part[name] for part in parts]
        if isinstance(columns[0], np.ndarray):
            joined[name] = np.concatenate(columns)
        else:
            joined[name] = [value for column in columns for value in column]
    return joined


def _ticking(tick: Tick) -> Callable[[str, int, int], None]:
    """Progress of the burn-in, told in steps of several weeks, as single ticks."""
    told = 0

    def progress(phase: str, done: int, of: int) -> None:
        nonlocal told
        if phase == "burn-in":
            for _ in range(done - told):
                tick()
            told = done

    return progress


__all__ = ["GROUP_SUMS", "PERSONAL", "TABLES", "Branching", "Groups", "compare_seed", "weeks_of"]
