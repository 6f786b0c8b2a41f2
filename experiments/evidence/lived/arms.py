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

from experiments.evidence.lived.watch import Watch
from experiments.evidence.statistics import Mask
from simulation.compiled import loop
from simulation.measures.categories import IN_CARE, NO_DISTRESS, WELL
from simulation.network.ties import Ties
from simulation.population.columns import YEAR
from simulation.processes.influence import INFLUENCE, InfluenceColumns
from simulation.processes.words import DISCOURAGED, URGED, heard_at_visit
from simulation.randomness import Whole

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.state import State
    from simulation.strategies import Strategy
    from simulation.town import Town

LARGEST = 20_000
"""People in the town in which strategies are tried, unless the world has fewer."""

WATCHED = 3 * YEAR
"""Weeks of an arm in which courses, referrals and words of help are noted."""

_COLUMNS = (
    "severity",
    "stage",
    "literacy",
    "perceived_stigma",
    "opinion",
    "last_offer",
    "last_service",
    "visits_this_year",
)
_MODIFIED = {"literacy": "literacy", "perceived_stigma": "stigma"}
"""Columns that people feel with what strategies add, and the named values that add it."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One life of the town: strategies beside those of the scenario, in a place that was changed.

    ``place`` changes a branch of the town before its first week, as the place of a study differed.
    """

    strategies: tuple[Strategy, ...] = ()
    place: Callable[[Town], None] | None = None


NOTHING = Arm()
"""Nothing is done."""


@dataclass(frozen=True)
class Trial:
    """An arm beside another, looked at after so many weeks.

    ``words``: words of help are counted in both, which takes as long as the weeks themselves.
    """

    arm: Arm
    weeks: int
    other: Arm = NOTHING
    words: bool = False


@dataclass(frozen=True)
class Look:
    """The people as they stood after some weeks: columns, and words of help given so far.

    ``literacy`` and ``perceived_stigma`` are as people feel them, strategies included. ``given``
    is None where no trial asks for words.
    """

    columns: Mapping[str, NDArray[Any]]
    given: NDArray[np.int16] | None

    @property
    def words(self) -> NDArray[np.int16]:
        """Words of help that each person has given."""
        assert self.given is not None, "only trials with words count them"
        return self.given

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
            self.before,
            one.looks[trial.weeks],
            other.looks[trial.weeks],
            one.watch,
            other.watch,
            one.reached,
            self.adult,
            self.knows_ill,
        )


def small(scenario: Scenario) -> Scenario:
    """The scenario with few enough people, or itself if it has few or people of its own."""
    population = scenario.population
    own = population.source == "file" or scenario.network.kind == "file"
    if own or population.people is None or population.people <= LARGEST:
        return scenario
    fewer = population.model_copy(update={"people": LARGEST})
    return scenario.model_copy(update={"population": fewer})


def listened_to(trials: Iterable[Trial]) -> set[Arm]:
    """The arms in which words of help are counted."""
    return {arm for trial in trials if trial.words for arm in (trial.arm, trial.other)}


def looks_of(trials: Iterable[Trial]) -> dict[Arm, list[int]]:
    """The arms that trials need, each once, and the weeks at which each is looked at."""
    weeks: dict[Arm, set[int]] = {}
    for trial in trials:
        for arm in (trial.arm, trial.other):
            weeks.setdefault(arm, set()).add(trial.weeks)
    return {arm: sorted(looks) for arm, looks in weeks.items()}


Fields = Mapping[str, Mapping[str, Any]]
"""Numbers of strategies, by kind and field."""


def lives(
    start: Town, trials: Sequence[Trial], tick: Callable[[], None], fields: Fields | None = None
) -> Lives:
    """Live all arms of these trials from one town; ``tick`` is called after every week.

    ``fields`` are numbers of strategies in place of their own, but for those that an arm sets.
    """
    town, people = start, start.people
    before = _look(town, None)
    ties = town.ties
    owner = np.repeat(np.arange(people.people), np.diff(ties.start))
    ill = (people.severity != NO_DISTRESS) & (people.stage != IN_CARE)
    knows_ill = np.bincount(owner[ill[ties.neighbour]], minlength=people.people) > 0
    adult: Mask = people.age >= town.parameters["youngest_age"][0]
    with_words = listened_to(trials)
    return Lives(
        before,
        adult,
        adult & knows_ill,
        {
            arm: _live(start, arm, _with_fields(arm, fields or {}), looks, arm in with_words, tick)
            for arm, looks in looks_of(trials).items()
        },
    )


def _with_fields(arm: Arm, fields: Fields) -> tuple[Strategy, ...]:
    """The strategies of an arm, with these numbers where the arm sets none."""
    return tuple(
        one.model_copy(
            update={
                name: value
                for name, value in fields.get(one.kind, {}).items()
                if name not in one.model_fields_set
            }
        )
        for one in arm.strategies
    )


def _live(
    start: Town,
    arm: Arm,
    strategies: tuple[Strategy, ...],
    weeks: Sequence[int],
    with_words: bool,
    tick: Callable[[], None],
) -> Life:
    own = [plan.strategy for plan in start.strategies]
    town = start.branch(strategies=(*own, *strategies))
    if arm.place is not None:
        arm.place(town)
    watch = Watch(town, min(weeks[-1], WATCHED))
    words = Words(town) if with_words else None
    looks: dict[int, Look] = {}
    reached = np.zeros(town.people.people, np.bool_)
    for week in range(weeks[-1]):
        if week == watch.weeks:
            watch.close()
            if words is not None:
                words.close()
        if week < watch.weeks:
            watch.step()
        else:
            town.step()
        if week == 0:
            for plan in town.strategies:
                if any(plan.strategy is one for one in strategies):
                    reached |= plan.since == 0
        if week + 1 in weeks:
            looks[week + 1] = _look(town, None if words is None else words.given)
        tick()
    if weeks[-1] == watch.weeks:
        watch.close()
        if words is not None:
            words.close()
    return Life(looks, watch, reached)


def _look(town: Town, given: NDArray[np.int16] | None) -> Look:
    columns = {name: getattr(town.people, name).copy() for name in _COLUMNS}
    for name, value in _MODIFIED.items():
        columns[name] = np.clip(columns[name] + getattr(town.values, value), 0.0, 1.0)
    return Look(columns, None if given is None else given.copy())


class Words:
    """Counts, for each person, the words of help that they give to people in distress.

    The week does not keep who spoke. What influence drew is looked up again, by its own rules, as
    things stand before it.
    """

    def __init__(self, town: Town) -> None:
        self.given = np.zeros(town.people.people, np.int16)
        self.heard = np.zeros(town.people.people, np.float32)
        """What each person was told this week: urging less discouraging, by closeness."""
        self._town = town
        self._looker = town.look_on("evidence: who speaks", self._look, before="influence")

    def close(self) -> None:
        """Look away."""
        self._town.look_away(self._looker)

    def _look(self, town: State, week: int) -> None:
        people, values = INFLUENCE.bind(town)
        _note_words(
            self.given,
            self.heard,
            week,
            town.seed,
            people,
            town.ties,
            values.prompting,
            town.parameters,
        )


@loop
def _note_words(
    given: NDArray[np.int16],
    heard: NDArray[np.float32],
    week: int,
    seed: Whole,
    people: InfluenceColumns,
    ties: Ties,
    prompting: NDArray[np.float32],
    parameters: NDArray[Any],
) -> None:
    """Add the urging words of this week to those who speak them, and note what each person hears.

    A test holds this beside what influence does.
    """
    p = parameters[0]
    for i in range(heard.size):
        heard[i] = 0.0
        if people.stage[i] == WELL or people.stage[i] == IN_CARE:
            continue
        for visit in range(int(p.visits_heard)):
            word, slot = heard_at_visit(p, week, seed, i, visit, people, ties, prompting)
            if word == URGED:
                given[ties.neighbour[slot]] += 1
                heard[i] += ties.strength[slot]
            elif word == DISCOURAGED:
                heard[i] -= p.discouragement * ties.strength[slot]
