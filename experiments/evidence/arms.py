"""Arms: a small town lived with a strategy and without it, everybody's luck being the same.

A trial of a strategy draws people by lot; here the same people are followed twice from one state,
with the strategy and with nothing, so that what differs between the two lives is the strategy. The
town is a small one (as large as ``LARGEST`` at most), for there are many arms. What is not done in
one arm, or has no effect, differs in nothing from the other: the comparison is then exactly zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.statistics import Mask
from experiments.evidence.watch import Watch, looker
from simulation.counts import YEAR
from simulation.population.columns import IN_CARE, NO_DISTRESS
from simulation.processes.influence import PROMPT
from simulation.randomness import uniforms
from simulation.strategies.plan import Plan

if TYPE_CHECKING:
    from experiments.evidence.trials import Branching
    from simulation.scenario import Scenario
    from simulation.state import State
    from simulation.strategies import Strategy
    from simulation.town import Town

LARGEST = 20_000
"""People in the town in which strategies are tried, unless the world has fewer."""

WATCHED = 3 * YEAR
"""Weeks of an arm in which courses, referrals and words of help are noted."""

_COLUMNS = (
    "severity", "stage", "literacy", "perceived_stigma", "opinion", "last_offer", "last_service",
    "visits_this_year",
)  # fmt: skip
_MODIFIED = {"literacy": "literacy", "perceived_stigma": "stigma"}
"""Columns that people feel with what strategies add, and the named values that add it."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One life of the town: strategies beside those of the scenario, in a place that was changed.

    ``place`` changes the town before its first week, as the place of a study differed.
    """

    strategies: tuple[Strategy, ...] = ()
    place: Callable[[Town], None] | None = None


NOTHING = Arm()
"""Nothing is done."""


@dataclass(frozen=True)
class Trial:
    """An arm beside another, looked at after so many weeks."""

    arm: Arm
    weeks: int
    other: Arm = NOTHING


@dataclass(frozen=True)
class Look:
    """The people as they stood after some weeks: columns, and words of help given so far.

    ``literacy`` and ``perceived_stigma`` are as people feel them, strategies included.
    """

    columns: Mapping[str, NDArray[Any]]
    words: NDArray[np.int16]

    def __getattr__(self, name: str) -> NDArray[Any]:
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Life:
    """What was seen of one arm: looks by week, courses and referrals, whom it reached at once."""

    looks: Mapping[int, Look]
    watch: Watch
    reached: Mask


@dataclass(frozen=True)
class Pair:
    """One trial, lived: ``here`` with the strategy and ``there`` without it, after ``weeks``.

    ``before`` is how both began. ``reached`` are those whom the strategy reached in its first week.
    ``knows_ill`` are adults with a tie to somebody who was then ill and not in care.
    """

    before: Look
    here: Look
    there: Look
    watch: Watch
    other_watch: Watch
    reached: Mask
    adult: Mask
    knows_ill: Mask


@dataclass(frozen=True)
class Lives:
    """All arms of the trials that were asked for, of one seed."""

    before: Look
    adult: Mask
    knows_ill: Mask
    of: Mapping[Arm, Life]

    def pair(self, trial: Trial) -> Pair:
        """A trial as it was lived."""
        one, other = self.of[trial.arm], self.of[trial.other]
        return Pair(
            self.before, one.looks[trial.weeks], other.looks[trial.weeks], one.watch, other.watch,
            one.reached, self.adult, self.knows_ill,
        )  # fmt: skip


def small(scenario: Scenario) -> Scenario:
    """The scenario with few enough people, or itself if it has few or people of its own."""
    population = scenario.population
    own = population.source == "file" or scenario.network.kind == "file"
    if own or population.people is None or population.people <= LARGEST:
        return scenario
    fewer = population.model_copy(update={"people": LARGEST})
    return scenario.model_copy(update={"population": fewer})


def looks_of(trials: Iterable[Trial]) -> dict[Arm, list[int]]:
    """The arms that trials need, each once, and the weeks at which each is looked at."""
    weeks: dict[Arm, set[int]] = {}
    for trial in trials:
        for arm in (trial.arm, trial.other):
            weeks.setdefault(arm, set()).add(trial.weeks)
    return {arm: sorted(looks) for arm, looks in weeks.items()}


def lives(start: Branching, trials: Sequence[Trial], tick: Callable[[], None]) -> Lives:
    """Live all arms of these trials from one state; ``tick`` is called after every week."""
    town = start.again()
    people = town.people
    before = _look(town, np.zeros(people.people, np.int16))
    ties = town.ties
    owner = np.repeat(np.arange(people.people), np.diff(ties.start))
    ill = (people.severity != NO_DISTRESS) & (people.stage != IN_CARE)
    knows_ill = np.bincount(owner[ill[ties.neighbour]], minlength=people.people) > 0
    adult: Mask = people.age >= town.parameters["youngest_age"][0]
    return Lives(
        before, adult, adult & knows_ill,
        {arm: _live(start, arm, looks, tick) for arm, looks in looks_of(trials).items()},
    )  # fmt: skip


def _live(start: Branching, arm: Arm, weeks: Sequence[int], tick: Callable[[], None]) -> Life:
    town = start.again(*arm.strategies)
    if arm.place is not None:
        arm.place(town)
    watch = Watch(town, min(weeks[-1], WATCHED))
    words = Words(town)
    looks: dict[int, Look] = {}
    reached = np.zeros(town.people.people, np.bool_)
    for week in range(weeks[-1]):
        if week == watch.weeks:
            watch.close()
        if week < watch.weeks:
            watch.step()
        else:
            town.step()
        if week == 0:
            for plan in town.strategies:
                assert isinstance(plan, Plan)
                if any(plan.strategy is one for one in arm.strategies):
                    reached |= plan.since == 0
        if week + 1 in weeks:
            looks[week + 1] = _look(town, words.given)
        tick()
    if weeks[-1] == watch.weeks:
        watch.close()
    return Life(looks, watch, reached)


def _look(town: Town, words: NDArray[np.int16]) -> Look:
    columns = {name: getattr(town.people, name).copy() for name in _COLUMNS}
    for name, value in _MODIFIED.items():
        columns[name] = np.clip(columns[name] + getattr(town.values, value), 0.0, 1.0)
    return Look(columns, words.copy())


class Words:
    """Counts, for each person, the words of help that they give to people in distress.

    The week does not keep who spoke; the draw by which influence finds the speaker is looked up
    again. ``close`` of a ``Watch`` that was made before takes this looker-on out of the week, too.
    """

    def __init__(self, town: Town) -> None:
        self.given = np.zeros(town.people.people, np.int16)
        place = [process.name for process in town.schedule].index("influence")
        town.schedule.insert(place + 1, looker("who spoke", self._look))

    def _look(self, town: State, week: int) -> None:
        urged, speaker = speakers(town, week)
        np.add.at(self.given, speaker[town.people.prompts[urged] > 0.0], 1)


def speakers(town: State, week: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who was spoken to about help in the week that goes on, and who spoke to each, after
    influence and before anything else has been said."""
    people, ties = town.people, town.ties
    heard = np.flatnonzero(
        (people.prompts != 0.0) & (people.severity != NO_DISTRESS) & (people.stage != IN_CARE)
    )
    number = ties.start[heard + 1] - ties.start[heard]
    met = uniforms(int(town.seed), PROMPT, heard, week=week, k=1)
    slot = ties.start[heard] + (met * number).astype(np.int64)
    return heard, ties.neighbour[slot].astype(np.int64)
