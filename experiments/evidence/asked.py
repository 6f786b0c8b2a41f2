"""What a row of targets asks the model for: an outcome, of a group of people, in some weeks.

Every outcome that ``summary.json`` and a breakdown tell, every reason (``reasons.cost``) and every
quantity of ``weekly.parquet`` is a measure here, of all adults or of a group, in a year of the run
or in other weeks, by itself or beside another group or other weeks. Weeks are numbered as in
``weekly.parquet``: week 0 is the first after the burn-in, year 1 are the weeks 0 to 51.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Literal

import numpy as np

from experiments.evidence.groups import EVERYBODY, Group
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import ratio
from simulation.errors import InputError, unknown_name
from simulation.measures.categories import NO_NEED, REASON_ROWS, Category
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import HOLDING_BACK, UNTREATED, Mask, Survey, share_of
from simulation.measures.weekly import weekly_rows
from simulation.measures.weekly_row import MONEY_UNIT, Weekly
from simulation.measures.whole_time import whole_time_rows
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from simulation.scenario import Scenario
    from simulation.town import Town

WATCHED = 5 * YEAR
"""Weeks that are lived for evidence, whatever the horizon of the world: five years, as in the
default one. Rows may ask for later ones where the horizon is longer."""
REASONS = "reasons."
"""How the shares of ``summary.json`` under ``reasons`` begin."""
Compare = Literal["none", "ratio", "difference", "odds ratio"]
COMPARES: tuple[Compare, ...] = ("none", "ratio", "difference", "odds ratio")

_SHARES = {"%": 100.0, "share": 1.0, "per 1,000": 1000.0}
_TIMES = {"weeks": 1.0, "days": 7.0, "months": 12.0 / YEAR, "years": 1.0 / YEAR}
_POINTS = {"percentage points": 100.0}
_FLOWS = {
    "per 1,000 adults and week": 1000.0,
    "per 1,000 adults and year": 1000.0 * YEAR,
    "per adult and year": float(YEAR),
}
_MONEY = {f"{MONEY_UNIT} per adult and week": 1.0, f"{MONEY_UNIT} per adult and year": float(YEAR)}


@dataclass(frozen=True)
class Weeks:
    """Weeks from ``first`` to ``last``, both of them included."""

    first: int
    last: int

    @property
    def words(self) -> str:
        """In words."""
        if self.last - self.first == YEAR - 1 and self.first % YEAR == 0:
            return f"year {self.first // YEAR + 1}"
        return f"weeks {self.first}-{self.last}" if self.first < self.last else f"week {self.last}"


LAST_YEAR = Weeks(WATCHED - YEAR, WATCHED - 1)
"""Of what a row is that names no weeks."""
_YEAR = re.compile(r"year (\d{1,3})")
_WEEK = re.compile(r"week (\d{1,5})")
_WEEKS = re.compile(r"weeks (\d{1,5}) ?(?:-|\u2013|to) ?(\d{1,5})")


def weeks_of(text: str) -> Weeks:
    """``year N``, ``week N`` or ``weeks A-B``; InputError for anything else."""
    if not text:
        return LAST_YEAR
    if (found := _YEAR.fullmatch(text)) and (year := int(found[1])) > 0:
        return Weeks((year - 1) * YEAR, year * YEAR - 1)
    if found := _WEEK.fullmatch(text):
        return Weeks(int(found[1]), int(found[1]))
    if (found := _WEEKS.fullmatch(text)) and int(found[1]) <= int(found[2]):
        return Weeks(int(found[1]), int(found[2]))
    raise InputError(
        "is not a window",
        found=text,
        allowed="year N (1 is the first), week N or weeks A-B (0 is the first), or nothing for "
        f"{LAST_YEAR.words}",
    )


@dataclass(frozen=True)
class Counted:
    """An outcome of a group in some weeks, as it is noted when the last of these has passed."""

    outcome: str
    group: Group
    weeks: Weeks

    def take(self, town: Town) -> float:
        """The number as the town stands: a share or mean of the group, per adult and week of what
        is counted each week."""
        survey = Survey(town)
        among = survey.adult & self.group.mask(survey)
        if self.outcome.startswith(REASONS):
            return _reason(survey, self.outcome.removeprefix(REASONS), among)
        if self.outcome in OUTCOMES:
            return OUTCOMES[self.outcome].compute(survey, among)
        return _weekly(town, self.outcome, self.weeks, int(np.count_nonzero(survey.adult)))


def _reason(survey: Survey, name: str, among: Mask) -> float:
    if name == NO_NEED.name:
        return share_of(~survey.need, survey.untreated & among)
    return share_of(survey.naming((name,)), survey.holding_back & among)


def _weekly(town: Town, name: str, weeks: Weeks, adults: int) -> float:
    """Per adult and week, mean over the weeks."""
    history, many = town.history, weeks.last - weeks.first + 1
    if not adults:
        return nan
    if name == "cost_services":
        total = float(history.service_costs(weeks.first)[:many].sum())
    elif name == "cost_strategies":
        total = float(history.strategy_costs(weeks.first)[:many].sum())
    else:
        row = history.counted[name]
        total = float(history.counts_since(weeks.first)[:many, row.place].sum())
        total *= 0.01 if row.in_hundredths else 1.0
    return total / many / adults


def outcome_names(helps: tuple[Category, ...] = ()) -> list[str]:
    """All names of this kind, in the order of tables; ``helps`` are the kinds of help of a world.

    An outcome of the last year goes before what is counted each week under the same name.
    """
    reasons = [REASONS + name for name in REASON_ROWS]
    return list(dict.fromkeys([*OUTCOMES, *reasons, *weekly_rows(helps)]))


def units_of(outcome: str, compare: Compare, rows: Mapping[str, Weekly]) -> dict[str, float]:
    """The units in which a row may tell an outcome, and what the model's number is multiplied with
    to be in each."""
    own, share = _own_units(outcome, rows)
    if compare == "none":
        return own
    if compare == "difference":
        return {**own, **(_POINTS if share else {})}
    if compare == "odds ratio":
        return {"odds ratio": 1.0} if share else {}
    return {"ratio": 1.0, **({"risk ratio": 1.0} if share else {})}


def _own_units(outcome: str, rows: Mapping[str, Weekly]) -> tuple[dict[str, float], bool]:
    if outcome.startswith(REASONS):
        return _SHARES, True
    if outcome in OUTCOMES:
        unit = OUTCOMES[outcome].unit
        known = {"share": _SHARES, "weeks": _TIMES}.get(unit, {unit: 1.0})
        return known, unit == "share"
    row = rows[outcome]
    if row.noun == MONEY_UNIT:
        return _MONEY, False
    return (_SHARES, True) if row.kind == "stock" else (_FLOWS, False)


def measure_of(
    outcome: str,
    group: Group,
    weeks: Weeks,
    compare: Compare,
    other_group: Group,
    other_weeks: Weeks,
    unit: str,
    helps: tuple[Category, ...],
) -> Measure:
    """The measure that a row asks for; InputError (with the column as its field) for what makes no
    sense."""
    rows = weekly_rows(helps)
    known = outcome_names(helps)
    if outcome not in known:
        if outcome in whole_time_rows(helps):
            raise InputError(
                "is of the whole time, which only comparisons add up",
                field="outcome",
                found=outcome,
                allowed="an outcome of the last year or of a week (helpseek list outcomes)",
            )
        near = unknown_name("outcome", outcome, known)
        raise InputError(near.problem, field="outcome", found=outcome, allowed=near.allowed)
    of_people = outcome in OUTCOMES or outcome.startswith(REASONS)
    for where, which in (("group", group), ("with_group", other_group)):
        if which != EVERYBODY and not of_people:
            raise InputError(
                "what is counted each week is not told by group",
                field=where,
                found=which.words,
                allowed="nothing, with this outcome",
            )
    for where, when in (("window", weeks), ("with_window", other_weeks)):
        if of_people and when.first != when.last and when.last - when.first != YEAR - 1:
            raise InputError(
                "is not the year that this outcome looks back over",
                field=where,
                found=when.words,
                allowed="a year, or the week at whose end people are asked",
            )
    units = units_of(outcome, compare, rows)
    if unit not in units:
        raise InputError(
            "is not a unit of this outcome" if units else f"this outcome has no {compare}",
            field="unit" if units else "compare",
            found=unit,
            allowed=", ".join(units),
        )
    one = Counted(outcome, group, weeks)
    counted = (one,) if compare == "none" else (one, Counted(outcome, other_group, other_weeks))
    return Measure(
        outcome,
        _how(outcome, rows, counted, compare),
        _taken(counted, compare, units[unit]),
        unit=unit,
        counted=counted,
        obstacle=lambda scenario: obstacle(counted, scenario),
    )


def _taken(counted: tuple[Counted, ...], compare: Compare, times: float) -> Callable[[Seen], float]:
    def take(seen: Seen) -> float:
        one, *rest = (seen.noted.get(each, nan) for each in counted)
        if compare == "none":
            return times * one
        (other,) = rest
        if compare == "difference":
            return times * (one - other)
        if compare == "odds ratio":
            return ratio(one * (1.0 - other), other * (1.0 - one))
        return ratio(one, other)

    return take


def _how(
    outcome: str, rows: Mapping[str, Weekly], counted: tuple[Counted, ...], compare: Compare
) -> str:
    if outcome in OUTCOMES:
        text = OUTCOMES[outcome].definition
    elif outcome.startswith(REASONS):
        name = outcome.removeprefix(REASONS)
        among = UNTREATED if name == NO_NEED.name else HOLDING_BACK
        text = f"those naming it as a reason, of {among.words}"
    else:
        row = rows[outcome]
        text = f"{row.meaning[:1].lower()}{row.meaning[1:]}, of adults"
    words = []
    for one in counted:
        told = [] if one.group == EVERYBODY else [one.group.words]
        told += [] if one.weeks == LAST_YEAR else [one.weeks.words]
        words.append(", ".join(told))
    if compare == "none":
        return text + (f"; {words[0]}" if words[0] else "")
    return f"{text}; {words[0] or 'all'} beside {words[1] or 'all'}, {compare}"


def obstacle(counted: tuple[Counted, ...], scenario: Scenario) -> str:
    """Why a world cannot answer, or nothing."""
    weeks = max(WATCHED, scenario.horizon.weeks)
    for one in counted:
        if one.weeks.last >= weeks:
            return (
                f"{one.weeks.words} ends with week {one.weeks.last}, and the world is lived to "
                f"week {weeks - 1} (horizon.weeks)"
            )
        if problem := one.group.obstacle(scenario):
            return problem
        if one.outcome not in outcome_names(scenario.services.rows()):
            return f"nothing in this world is counted as {one.outcome}"
    return ""
