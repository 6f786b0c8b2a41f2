"""Trials: the town of week 0 lived again with one thing changed, everybody's luck being the same.

What would men in care have done had nobody urged them? What do eight weeks of therapy add? Would
people go less often if they had to pay more? Surveys ask, clinics randomise; here the same people
are followed twice, or drawn by lot into plans.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from experiments.evidence.lived.watch import RESPONSE_WEEKS, Rows, Watch, watched
from simulation.population.columns import YEAR
from simulation.randomness import decision, uniforms
from simulation.strategies import Strategy

if TYPE_CHECKING:
    from simulation.strategies.base import Modifiers
    from simulation.town import Town
    from simulation.town_view import TownView

Tick = Callable[[], None]

PLANS = (0, 25, 50, 95)
"""Coinsurance of the plans of the RAND experiment, percent of the price."""
PLAN = decision("evidence: plan in the price experiment")

ENTRY_WEEKS = 26
"""Weeks in which people enter the trial of care: the two towns drift apart as time goes on."""
PRICE_TRIAL_WEEKS = 3 * YEAR


def without_prompts(start: Town, weeks: int, tick: Tick) -> Watch:
    """Nobody says anything about help to anybody who is ill."""
    # What a confidant advises is a word, too.
    silent = start.branch(settings={"parameters.prompt_chance": 0.0, "parameters.talk_chance": 0.0})
    return watched(silent, weeks, tick)


def without_effect(start: Town, tick: Tick) -> Watch:
    """Care has no effect on episodes; who seeks and gets it stays as it was."""
    idle = start.branch(settings={"parameters.treatment_effect": 0.0})
    return watched(idle, ENTRY_WEEKS + RESPONSE_WEEKS, tick)


def insure_everybody(town: Town) -> None:
    """Let somebody else pay for care, but for coinsurance, whoever did so far."""
    people = town.people
    people.fill("coverage", np.ones(people.people, np.uint8))


class PriceTrial:
    """Households by lot in plans of different coinsurance, all else equal, and nobody uninsured.

    As in the RAND experiment the plans stand side by side in one place, so that all of them meet
    the same waiting lists. ``visits``: professional sessions in each of the last two years, a row
    a year; ``plan``: index in PLANS.
    """

    def __init__(self, start: Town, tick: Tick) -> None:
        covered = {
            f"services.{row.name}.coinsurance": float(service["professional"] != 0.0)
            for row, service in zip(start.people.helps, start.services, strict=True)
        }
        strategies = [plan.strategy for plan in start.strategies]
        town = start.branch(strategies=[*strategies, _Coinsurance(coverage=1.0)], settings=covered)
        insure_everybody(town)
        people = town.people
        self.adult = people.age >= town.parameters["youngest_age"][0]
        self.plan = plans_by_lot(town)
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


def plans_by_lot(town: TownView) -> NDArray[np.int64]:
    """The plan of each person, an index in PLANS; members of a household have the same."""
    people = town.people
    alone = 2**31 + np.arange(people.people)
    families = np.where(people.household >= 0, people.household, alone)
    drawn = uniforms(int(town.seed), PLAN, families)
    return (drawn * len(PLANS)).astype(np.int64)


class _Coinsurance(Strategy):
    """What each person's plan leaves them to pay."""

    kind: ClassVar[str] = "evidence: coinsurance"

    def modifiers(self, town: TownView, week: int, reached: NDArray[np.bool_]) -> Modifiers:
        """The price falls to the share of the plan."""
        yield "price", np.array(PLANS)[plans_by_lot(town)] / 100.0


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
