"""Whole time: what comparisons add up from week 0 to the end, per adult, a row each.

What costs early and brings late meets here in one account. What is told of a week or of the last
year, too, has that name with ``_total`` behind it; counts of the week come by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.measures.categories import Category
from simulation.measures.quantity import TOTAL, Quantity
from simulation.measures.weekly import counted_in
from simulation.measures.weekly_row import EVENTS, MONEY_UNIT, Weekly

PERSON, MONEY = "per person", f"{MONEY_UNIT} per person"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTime(Quantity):
    """A quantity of the whole time, per adult.

    ``discounted`` tells whether it is told discounted, too; ``in_both`` whether its title says so
    in either case, as for money and health. ``count`` is the count of the week of which it is the
    sum, where it is nothing else.
    """

    discounted: bool = False
    in_both: bool = False
    count: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it is counted in money, and discounted as costs are."""
        return self.unit.startswith(MONEY_UNIT)


def _row(
    name: str,
    unit: str,
    title: str,
    meaning: str,
    better: int = 0,
    *,
    group: str = "",
    discounted: bool = False,
    in_both: bool = False,
    count: str = "",
) -> WholeTime:
    return WholeTime(
        name,
        unit,
        title,
        f"{meaning}, {'of' if unit == 'share' else 'mean of'} adults",
        "outcome",
        "whole time",
        better,
        (group,) if group else (),
        discounted=discounted,
        in_both=in_both,
        count=count,
    )


def _money(name: str, title: str, meaning: str, better: int = 0) -> WholeTime:
    return _row(name, MONEY, title, meaning, better, discounted=True, in_both=True)


CARE, ILLNESS, HEALTH = "began_care", f"symptom_weeks{TOTAL}", "qalys"
"""The quantities of the whole time that most ask for first."""

_OWN = (
    _row(
        CARE,
        "share",
        "Began care",
        "those who began a course of care of any kind in the whole time",
        1,
        discounted=True,
    ),
    _row(
        "used_service",
        "share",
        "Had a professional session",
        "those with a professional session in the whole time",
        1,
    ),
    _row("weeks_in_care", f"weeks {PERSON}", "Weeks in care", "weeks in care of any kind"),
    _row(
        f"entries{TOTAL}",
        f"courses {PERSON}",
        "Courses of care begun",
        "courses of care begun, of any kind",
        count="entries",
    ),
    _row(
        f"dropouts{TOTAL}",
        f"courses {PERSON}",
        "Courses left against the plan",
        "courses left against the plan",
        count="dropouts",
    ),
    _row(
        ILLNESS, f"weeks {PERSON}", "Weeks of illness", "weeks in an episode", -1, discounted=True
    ),
    _row(
        HEALTH,
        f"QALYs {PERSON}",
        "QALYs",
        "years lived, each week in an episode less its disability",
        1,
        discounted=True,
        in_both=True,
    ),
    _money(
        f"cost_services{TOTAL}",
        "Cost of services, whoever pays",
        "what all sessions cost to provide, whoever pays",
        -1,
    ),
    _money(
        "cost_services_payers",
        "Cost of services, without what patients pay",
        "what all sessions cost to provide less what patients pay for them",
        -1,
    ),
    _money(
        "cost_lines",
        "Cost of strategies, subsidies apart",
        "cost lines of all strategies, without what they pay in place of patients",
        -1,
    ),
    _money(
        f"subsidies{TOTAL}",
        "Subsidies",
        "what strategies pay in place of patients, a part of the cost of services",
    ),
    _money(
        f"patient_payments{TOTAL}",
        "Paid by patients",
        "what patients pay for sessions, a part of the cost of services",
    ),
    _money(
        "cost",
        "Cost of services and strategies, whoever pays",
        "services and strategies together, whoever pays (subsidies and payments are within "
        "services)",
        -1,
    ),
    _money(
        "cost_payers",
        "Cost of services and strategies, without what patients pay",
        "services and strategies together, less what patients pay",
        -1,
    ),
    _money(
        "cost_budget",
        "Cost to whoever runs the strategies",
        "cost lines of strategies and what they pay in place of patients",
        -1,
    ),
)


def whole_time_rows(helps: tuple[Category, ...] = ()) -> dict[str, WholeTime]:
    """All rows by name: those above, then each count of the week that comparisons add up, in a
    world with these kinds of help."""
    rows = {row.name: row for row in _OWN}
    for count in counted_in(helps).values():
        if count.compared and count.name + TOTAL not in rows:
            rows[count.name + TOTAL] = _of_count(count)
    return rows


def _of_count(count: Weekly) -> WholeTime:
    """The sum of a count: how often per adult, or in how many weeks."""
    name, meaning = count.name + TOTAL, f"{count.meaning[:1].lower()}{count.meaning[1:]}"
    if count.noun == MONEY_UNIT:
        unit = MONEY
    else:
        unit = f"{'weeks' if count.kind == 'stock' else count.noun} {PERSON}"
    group = count.groups[0] if count.groups else EVENTS
    return _row(name, unit, count.title, meaning, count.better, group=group, count=count.name)
