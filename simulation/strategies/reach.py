"""Reach: whom the target of a strategy means, and in which order people come to be reached.

A target says who is *eligible* in a week, as of the end of last week. The *order* says who comes
first when not all can be reached: a number from 0 to 1 a person, fixed for good, and those below
the share that is reached are. So more coverage reaches the same people and more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.compiled import loop
from simulation.measures.categories import ACCEPTED, MODERATE, NO_DISTRESS
from simulation.network.ties import FRIEND, HOUSEHOLD, Ties
from simulation.population.columns import NEVER, YEAR
from simulation.population.demographics import FEMALE, MALE
from simulation.population.selection import selection_of
from simulation.processes.relatives import is_close
from simulation.randomness import NO_WEEK, Whole, uniform, uniforms
from simulation.strategies.targets import CHANGING, CULTURE

if TYPE_CHECKING:
    from simulation.town_view import TownView

Mask = NDArray[np.bool_]
Order = NDArray[np.float32]

WHO_COMES_FIRST, WHO_TAKES_IT_UP, WHO_SEEMS_ILL, WHICH_FRIEND = range(4)
"""Draws (k) of a person for the decision of a strategy."""

NOBODY_COMES = 2.0
"""The order of those who are never reached."""


def adults(town: TownView) -> Mask:
    """Everybody old enough to take part."""
    return np.asarray(town.people.age >= town.parameters["youngest_age"][0])


def _income_third(town: TownView, third: int) -> Mask:
    """Adults in one third of the adults by household income, as outcomes tell them apart."""
    grown = adults(town)
    income = town.people.income
    cuts = np.quantile(income[grown], (1 / 3, 2 / 3)) if grown.any() else (0.0, 0.0)
    return np.asarray(grown & (np.searchsorted(cuts, income, side="right") == third))


FIXED_MASKS: dict[str, Callable[[TownView], Mask]] = {
    "everyone": adults,
    "random": adults,
    "hubs": adults,
    "friends_of_random": adults,
    "low_income": lambda town: _income_third(town, 0),
    "middle_income": lambda town: _income_third(town, 1),
    "high_income": lambda town: _income_third(town, 2),
    "uninsured": lambda town: adults(town) & (town.people.coverage == 0),
    "women": lambda town: adults(town) & (town.people.sex == FEMALE),
    "men": lambda town: adults(town) & (town.people.sex == MALE),
}


def _has_accepted(town: TownView) -> Mask:
    """Who is in care or on the way to it."""
    # A hundred times quicker than np.isin, for a few codes of a byte each.
    return np.logical_or.reduce([town.people.stage == code for code in ACCEPTED])


def untreated(town: TownView) -> Mask:
    """Adults in an episode who are neither in care nor on a list for it."""
    people = town.people
    return np.asarray((people.severity != NO_DISTRESS) & ~_has_accepted(town))


def dropped_out(town: TownView) -> Mask:
    """Adults who left care against the plan within the last year and are not in care now."""
    people = town.people
    recent = (people.last_dropout > town.week - YEAR) & (people.last_dropout != NEVER)
    return np.asarray(recent & ~_has_accepted(town))


def families_of_untreated(town: TownView) -> Mask:
    """Adults close to a person in a moderate or severe episode that goes untreated.

    Close are those who live together, and friends as close as those whom it burdens (see
    ``simulation.processes.relatives``).
    """
    people = town.people
    found = np.zeros(people.people, np.bool_)
    ill = np.flatnonzero(untreated(town) & (people.severity >= MODERATE))
    _mark_close(found, ill, town.ties, town.parameters)
    return found & adults(town)


CHANGING_MASKS: dict[str, Callable[[TownView], Mask]] = {
    "in_distress": lambda town: town.people.severity != NO_DISTRESS,
    "screened": lambda town: town.people.severity >= MODERATE,
    "untreated": untreated,
    "dropped_out": dropped_out,
    "families_of_untreated": families_of_untreated,
}
"""Children are never ill, so that these are adults."""


_STAYING = (
    "age",
    "sex",
    "income",
    "household_size",
    "place",
    "culture",
    "work",
    "coverage",
    "trauma",
)
"""Columns in which nothing changes while people live."""


def changes(target: str, town: TownView) -> bool:
    """Whether people come to belong to a target and cease to."""
    if target in FIXED_MASKS or _is_culture(target, town):
        return False
    if target in CHANGING:
        return True
    staying = (*_STAYING, *town.people.kept)
    return any(column not in staying for column, _ in selection_of(target).parts)


def _is_culture(target: str, town: TownView) -> bool:
    return target.removeprefix(CULTURE) in town.people.culture_names and CULTURE in target


def eligible(target: str, town: TownView, seems_ill: Mask | None = None) -> Mask:
    """Whom a strategy with this target is meant for, among adults, as of last week.

    ``seems_ill`` marks those whom a screening takes for ill though they are not.
    """
    if target in CHANGING:
        found = np.asarray(CHANGING_MASKS[target](town))
        return found if seems_ill is None else found | (seems_ill & adults(town))
    if _is_culture(target, town):
        group = town.people.culture_names.index(target.removeprefix(CULTURE))
        return np.asarray(adults(town) & (town.people.culture == group))
    if target in FIXED_MASKS:
        return FIXED_MASKS[target](town)
    return np.asarray(adults(town) & selection_of(target).mask(town.people))


def order_of(target: str, town: TownView, choice: np.uint32) -> Order:
    """Who comes first: for each person the share of coverage above which they are reached.

    ``choice`` is the decision of the strategy. Hubs come in the order of the number of people who
    hear from them, friends of random people when the first who names them is asked, all others in
    a random order.
    """
    people = town.people.people
    drawn = uniforms(int(town.seed), choice, people, k=WHO_COMES_FIRST).astype(np.float32)
    if target == "hubs":
        return _hubs_first(town, drawn)
    if target == "friends_of_random":
        named = np.full(people, NOBODY_COMES, np.float32)
        _name_friends(named, drawn, adults(town), town.seed, choice, town.ties)
        return named
    return drawn


def _hubs_first(town: TownView, drawn: Order) -> Order:
    """The rank of each adult by the number of their ties, as a share; ties broken by lot."""
    grown = np.flatnonzero(adults(town))
    heard_by = np.bincount(town.ties.neighbour, minlength=drawn.size)[grown]
    first = grown[np.lexsort((drawn[grown], -heard_by))]
    order = np.full(drawn.size, NOBODY_COMES, np.float32)
    order[first] = np.arange(grown.size) / max(grown.size, 1)
    return order


@loop
def _name_friends(
    named: NDArray[np.float32],
    drawn: NDArray[np.float32],
    grown: NDArray[np.bool_],
    seed: Whole,
    choice: Whole,
    ties: Ties,
) -> None:
    """Let every adult name one of their adult friends; who has none, one they live with.

    ``named`` becomes the earliest of the draws of those who name a person.
    """
    for i in range(drawn.size):
        if not grown[i]:
            continue
        begin, end = ties.start[i], ties.start[i + 1]
        friends, others = 0, 0
        for slot in range(begin, end):
            if grown[ties.neighbour[slot]]:
                if ties.kind[slot] == FRIEND:
                    friends += 1
                else:
                    others += 1
        kind, known = (FRIEND, friends) if friends > 0 else (HOUSEHOLD, others)
        left = np.int64(uniform(seed, choice, NO_WEEK, i, WHICH_FRIEND) * known)
        for slot in range(begin, end):
            other = ties.neighbour[slot]
            if not grown[other] or ties.kind[slot] != kind:
                continue
            if left == 0:
                named[other] = min(named[other], drawn[i])
                break
            left -= 1


@loop
def _mark_close(
    found: NDArray[np.bool_], rows: NDArray[np.int64], ties: Ties, parameters: NDArray[Any]
) -> None:
    """Mark those close to the persons in these rows."""
    p = parameters[0]
    for i in rows:
        for slot in range(ties.start[i], ties.start[i + 1]):
            if is_close(p, ties.kind[slot] == HOUSEHOLD, ties.strength[slot]):
                found[ties.neighbour[slot]] = True


@loop
def reach(
    reached: NDArray[np.bool_],
    before: NDArray[np.bool_],
    meant_for: NDArray[np.bool_],
    chosen: NDArray[np.bool_],
    since: NDArray[np.int16],
    week: int,
    repeat_after: int,
    lasting: bool,
) -> tuple[int, bool]:
    """Reach those for whom a strategy is meant and who are chosen; how many anew, and whether
    others are reached than ``before``.

    ``since`` is brought up to date. Who was reached is reached anew ``repeat_after`` weeks later
    (0: never); what is ``lasting`` goes on reaching them.
    """
    new = 0
    differs = False
    for i in range(reached.size):
        now = meant_for[i] and chosen[i]
        if now and (since[i] == NEVER or (repeat_after > 0 and week - since[i] >= repeat_after)):
            since[i] = week
            new += 1
        if lasting:
            now = since[i] != NEVER
        reached[i] = now
        differs |= now != before[i]
    return new, differs


def seem_ill(town: TownView, choice: np.uint32, share: float) -> Mask:
    """Who would be taken for ill by a screening though they are not."""
    drawn = uniforms(int(town.seed), choice, town.people.people, k=WHO_SEEMS_ILL)
    return np.asarray(drawn < share)


def take_it_up(town: TownView, choice: np.uint32, share: float) -> Mask:
    """Who takes up what is offered."""
    drawn = uniforms(int(town.seed), choice, town.people.people, k=WHO_TAKES_IT_UP)
    return np.asarray(drawn < share)
