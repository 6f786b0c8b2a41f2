"""What a row of targets asks the model for: an outcome, of a group of people, in some weeks.

Every outcome that ``summary.json`` and a breakdown tell, every reason (``reasons.cost``) and every
quantity of ``weekly.parquet`` is a measure here, of all adults or of a group, in a year of the run
or in other weeks, by itself or beside another group or other weeks. Weeks are numbered as in
``weekly.parquet``: week 0 is the first after the burn-in, year 1 are the weeks 0 to 51.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import nan
from typing import TYPE_CHECKING, Literal

from experiments.evidence.counted import LAST_YEAR, REASONS, WATCHED, Counted, Weeks
from experiments.evidence.groups import EVERYBODY, Group
from experiments.evidence.measure import Measure, Seen
from experiments.evidence.statistics import ratio
from simulation.errors import InputError, unknown_name
from simulation.measures.categories import NO_NEED, REASON_ROWS, Category
from simulation.measures.outcomes import OUTCOMES
from simulation.measures.survey import HOLDING_BACK, UNTREATED
from simulation.measures.weekly import weekly_rows
from simulation.measures.weekly_row import MONEY_UNIT, Weekly
from simulation.measures.whole_time import whole_time_rows
from simulation.population.columns import YEAR

if TYPE_CHECKING:
    from simulation.scenario import Scenario

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
