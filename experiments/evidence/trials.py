"""Trials: the town of week 0 lived again with one thing changed, everybody's luck being the same.

What would men in care have done had nobody urged them? What do eight weeks of therapy add? Would
people go less often if they had to pay more? Surveys ask, clinics randomise; here the same people
are followed twice, or drawn by lot into plans.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.watch import RESPONSE_WEEKS, Rows, Watch, watched
from simulation.population.columns import YEAR
from simulation.randomness import decision, uniforms
from simulation.strategies import plans

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.state import State
    from simulation.strategies import Strategy
    from simulation.town import Town

Tick = Callable[[], None]

PLANS = (0, 25, 50, 95)
"""Coinsurance of the plans of the RAND experiment, percent of the price."""
PLAN = decision("evidence: plan in the price experiment")

ENTRY_WEEKS = 26
"""Weeks in which people enter the trial of care: the two towns drift apart as time goes on."""
PRICE_TRIAL_WEEKS = 3 * YEAR


class Branching:
    """A town at week 0 to which one can go back as often as one likes."""

    def __init__(self, town: Town, scenario: Scenario) -> None:
        self._town = town
        self._scenario = scenario
        self._state = town.state()
        self._parameters = town.parameters.copy()
        self._services = town.services.copy()

    def again(self, *more: Strategy) -> Town:
        """The town as it stood, strategies of the scenario and ``more`` at their beginning."""
        town = self._town
        town.parameters[:] = self._parameters
        town.services[:] = self._services
        town.values.clear()
        town.strategies = plans((*self._scenario.strategies, *more), town)
        town.restore(self._state)
        return town


def without_prompts(start: Branching, weeks: int, tick: Tick) -> Watch:
    """Nobody says anything about help to anybody who is ill."""
    town = start.again()
    town.parameters["prompt_chance"] = 0.0
    town.parameters["talk_chance"] = 0.0  # what a confidant advises is a word, too
    return watched(town, weeks, tick)


def without_effect(start: Branching, tick: Tick) -> Watch:
    """Care has no effect on episodes; who seeks and gets it stays as it was."""
    town = start.again()
    town.parameters["treatment_effect"] = 0.0
    return watched(town, ENTRY_WEEKS + RESPONSE_WEEKS, tick)


class PriceTrial:
    """Households by lot in plans of different coinsurance, all else equal, and nobody uninsured.

    As in the RAND experiment the plans stand side by side in one place, so that all of them meet
    the same waiting lists. ``visits``: professional sessions in each of the last two years, a row
    a year; ``plan``: index in PLANS.
    """

    def __init__(self, start: Branching, tick: Tick) -> None:
        town = start.again()
        people = town.people
        self.adult = people.age >= town.parameters["youngest_age"][0]
        families = np.where(
            people.household >= 0, people.household, 2**31 + np.arange(self.adult.size)
        )
        drawn = uniforms(int(town.seed), PLAN, families)
        self.plan = (drawn * len(PLANS)).astype(np.int64)
        people.coverage[:] = 1
        town.services["coinsurance"] = np.where(town.services["professional"] != 0.0, 1.0, 0.0)
        share = np.array(PLANS)[self.plan] / 100.0
        town.strategies = [*town.strategies, _Coinsurance(share)]
        self.visits = np.zeros((2, people.people), np.int64)
        for week in range(PRICE_TRIAL_WEEKS):
            town.step()
            if week >= YEAR:
                self.visits[week // YEAR - 1] += people.last_service == week
            tick()

    def means(self, plan: int) -> tuple[float, float, float]:
        """Of adults in a plan and a year: visits, share with any, visits of those with any."""
        visits = self.visits[:, self.adult & (self.plan == PLANS.index(plan))]
        users = np.count_nonzero(visits)
        if not visits.size or not users:
            return float("nan"), float("nan"), float("nan")
        total = float(visits.sum())
        return total / visits.size, users / visits.size, total / users


class _Coinsurance:
    """What each person's plan leaves them to pay, offered like the modifier of a strategy."""

    name = "evidence: coinsurance"
    spent = 0.0

    def __init__(self, share: NDArray[np.float64]) -> None:
        self._share = share
        self.since = np.zeros(share.size, np.int16)

    def act(self, town: State, week: int) -> None:
        """The price falls to the share of the plan."""
        town.values.modify("price", self._share)


def arc_elasticity(quantity: tuple[float, float], price: tuple[float, float]) -> float:
    """Change of quantity over change of price, each relative to the mean of its two values."""
    (before, after), (low, high) = quantity, price
    if not before + after > 0.0 or not high > low:
        return float("nan")
    return (after - before) / (after + before) * (high + low) / (high - low)


def paired(rows: Rows, others: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in two tables that tell of the same person and week."""
    _, here, there = np.intersect1d(
        _key(rows.person, rows.week), _key(others.person, others.week), return_indices=True
    )
    return here, there


def happens_near(
    person: NDArray[Any], week: NDArray[Any], others: Rows, before: int, after: int
) -> NDArray[np.bool_]:
    """For each person and week: has ``others`` a course of theirs that began about then?

    ``before`` and ``after`` are weeks that it may lie earlier or later.
    """
    there = np.sort(_key(others.person, others.start))
    first = np.searchsorted(there, _key(person, week - before), side="left")
    last = np.searchsorted(there, _key(person, week + after), side="right")
    return np.asarray(last > first)


def _key(person: NDArray[Any], week: NDArray[Any]) -> NDArray[np.int64]:
    return person.astype(np.int64) * 100_000 + 50_000 + week
